// Package plan turns a path whose names are resolved into what the evaluator runs: it simplifies the
// path without changing its answers, builds the automaton of it, and decides from counts where to
// start and in which direction to walk.
//
// Paths are values and are never changed once built; every function here returns new ones.
package plan
