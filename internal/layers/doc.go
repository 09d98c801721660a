// Package layers holds the shape of the module in tests: which package may import which, that every package says what it is,
// which modules the program links and why, and that there is neither init nor a path of anybody's machine.
//
// The rules are data: imports.tsv beside this file, and the table in docs/dependencies.md.
package layers
