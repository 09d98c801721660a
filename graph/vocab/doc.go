// Package vocab holds what the program knows before it reads: the relations with their flags and
// codes, the actors with their names, codes and dates, and the codes of event data.
//
// Everything is data in the files of folder data, embedded, parsed once by Default and checked there: a
// file that breaks a rule makes Default fail, never a guess. data/SOURCES.md names where the facts come from.
//
// Days are UTC and written as EDTF dates of the precision that is known ("2021-01-26", "2021-01",
// "2021"). An interval includes its first day and excludes its last, so that on the day of a hand-over the
// successor holds the office; a coarser end ("2021") is included. An open end is the empty string.
//
// A Vocabulary never changes and is safe for concurrent use; Extend gives a new one.
package vocab
