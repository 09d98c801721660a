// Package library holds the questions that analysts ask most, as named queries: text files with a title, parameters, paths,
// and an expected answer on the demo graph.
//
// A file has one setting a line, "key: value". Keys are title, about, source (of a measure), parameter, path, measure, and
// the settings of the paths that follow them: group, count, order, top, persist, infer, evidence, every,
// acyclic. A path
// may carry a label ("path arms: …"), which the answer shows in its first column. "{name}" stands for a parameter. After
// "expect ARGUMENTS:" the indented lines are the answer. Package queries runs them.
package library
