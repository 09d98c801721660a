package nquads

import "fmt"

// ReasonTripleTerm is the Reason of every line that holds a triple term of RDF 1.2 or the older
// notation for quoted triples.
const ReasonTripleTerm = "triple terms are not supported"

// SyntaxError says where and why a line was refused.
type SyntaxError struct {
	// Line counts from 1; a line ends at a line feed, a carriage return, or both together.
	Line int64
	// Column counts characters from 1; a byte that is not UTF-8 counts as one.
	Column int
	// Offset counts bytes from 0, from the start of the input.
	Offset int64
	// Reason is what is wrong, Hint what to do about it ("" when there is nothing to say).
	Reason, Hint string
}

func (e *SyntaxError) Error() string {
	s := fmt.Sprintf("line %d, column %d (byte %d): %s", e.Line, e.Column, e.Offset, e.Reason)
	if e.Hint != "" {
		s += " (" + e.Hint + ")"
	}
	return s
}
