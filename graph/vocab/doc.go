// Package vocab holds what the program knows before it reads: the relations with their flags and
// codes, the actors with their names, codes and dates, and the codes of event data.
//
// Everything is data in files beside the code, embedded and checked when first used. Days are UTC
// ("2021-01-26"); an open end is the empty string.
package vocab
