package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode"
	"unicode/utf8"
)

// safe makes s harmless for a terminal: control characters, and marks that reorder text, become U+FFFD. Newlines and tabs stay.
func safe(s string) string {
	if strings.IndexFunc(s, unsafeRune) < 0 && utf8.ValidString(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if unsafeRune(r) {
			return utf8.RuneError
		}
		return r
	}, s)
}

// cell is safe for one cell of a table: no line breaks either.
func cell(s string) string {
	return safe(strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || r == '\r' || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s))
}

func unsafeRune(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case unicode.IsControl(r): // C0, DEL and C1: the bytes that start escape sequences
		return true
	case r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069', r == '\u200e', r == '\u200f':
		return true
	case r == '\u2028' || r == '\u2029':
		return true
	}
	return false
}

// marshalJSON is JSON without HTML escapes whose control characters (DEL and C1 too, which encoding/json leaves
// as they are) are written as escapes: a terminal shows it, and never obeys it.
func marshalJSON(v any, indent string) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", indent)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	data := bytes.TrimRight(b.Bytes(), "\n")
	if bytes.IndexFunc(data, escapeInJSON) < 0 {
		return data, nil
	}
	out := make([]byte, 0, len(data)+16)
	for _, r := range string(data) { // valid UTF-8: the encoder made it
		if escapeInJSON(r) {
			out = append(out, '\\', 'u')
			for shift := 12; shift >= 0; shift -= 4 {
				out = append(out, "0123456789abcdef"[r>>shift&0xf])
			}
			continue
		}
		out = utf8.AppendRune(out, r)
	}
	return out, nil
}

func escapeInJSON(r rune) bool {
	return r >= 0x7f && unsafeRune(r)
}

// guardFormula keeps a spreadsheet from reading text as a formula; see docs/formats.md.
func guardFormula(s string) string {
	if s == "" || !strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return s
	}
	return "'" + s
}
