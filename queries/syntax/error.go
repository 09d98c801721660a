package syntax

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Span is a half-open byte range in the text of an expression.
type Span struct{ Start, End int }

// join is the smallest span that covers both.
func (s Span) join(t Span) Span { return Span{min(s.Start, t.Start), max(s.End, t.End)} }

// Error says what is wrong with an expression and where.
type Error struct {
	Span Span
	// Line and Column count from 1; columns are characters.
	Line, Column int
	// Message says what was expected or what is wrong, Hint what to do about it ("" if unknown).
	Message, Hint string
	// Excerpt is the line of the text with a caret below the place, without a final newline.
	Excerpt string
}

// Error is "line:column: message".
func (e *Error) Error() string { return fmt.Sprintf("%d:%d: %s", e.Line, e.Column, e.Message) }

// NewError makes an Error about a span of text.
func NewError(text string, at Span, hint, format string, args ...any) *Error {
	line, column, excerpt := Locate(text, at)
	return &Error{Span: at, Line: line, Column: column, Message: fmt.Sprintf(format, args...), Hint: hint, Excerpt: excerpt}
}

// Locate gives line and column (from 1, in characters) of a span's start, and the line with carets below
// the part of the span that lies on it.
func Locate(text string, at Span) (line, column int, excerpt string) {
	start := min(max(at.Start, 0), len(text))
	line = 1 + strings.Count(text[:start], "\n")
	begin := strings.LastIndexByte(text[:start], '\n') + 1
	column = 1 + utf8.RuneCountInString(text[begin:start])
	end := len(text)
	if i := strings.IndexByte(text[start:], '\n'); i >= 0 {
		end = start + i
	}
	shown := strings.TrimRight(text[begin:end], "\r")
	var pad strings.Builder
	for _, r := range text[begin:start] {
		if r == '\t' {
			pad.WriteByte('\t')
		} else {
			pad.WriteByte(' ')
		}
	}
	stop := max(start, min(at.End, begin+len(shown)))
	carets := max(1, utf8.RuneCountInString(text[start:stop]))
	return line, column, shown + "\n" + pad.String() + strings.Repeat("^", carets)
}
