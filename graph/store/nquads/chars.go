package nquads

import (
	"unicode/utf8"

	"entente/internal/rdfgrammar"
)

// Classes of ASCII bytes. Bytes from 0x80 on are in none but inIRI: the line is known to be UTF-8,
// and the grammar allows every such character inside an IRI.
const (
	inIRI    = 1 << iota // may stand unescaped between < and >
	inScheme             // letter, digit, + - .
	letter
	digit
	blankFirst // may begin the name of a blank node
	blankRest  // may be inside it (a full stop too, but not at the end)
	inString   // may stand unescaped between the quotation marks
)

type classTable [256]uint8

// classes is the table of the classes above; it is never changed.
var classes = buildClasses()

func buildClasses() (t classTable) {
	for c := range 256 {
		b := byte(c)
		isLetter := b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
		isDigit := b >= '0' && b <= '9'
		if b > 0x20 && !rdfgrammar.OneOf(b, "<>\"{}|^`\\") {
			t[c] |= inIRI
		}
		if b != '"' && b != '\\' && b != '\n' && b != '\r' {
			t[c] |= inString
		}
		if isLetter {
			t[c] |= letter | inScheme | blankFirst | blankRest
		}
		if isDigit {
			t[c] |= digit | inScheme | blankFirst | blankRest
		}
		if rdfgrammar.OneOf(b, "+-.") {
			t[c] |= inScheme
		}
		if b == '_' {
			t[c] |= blankFirst | blankRest
		}
		if b == '-' {
			t[c] |= blankRest
		}
	}
	return t
}

// nameStart and nameRest are the productions PN_CHARS_U and PN_CHARS of N-Triples
// (https://www.w3.org/TR/n-triples/#n-triples-grammar).
func nameStart(r rune) bool {
	if r >= 0 && r < 0x80 {
		return classes[r]&blankFirst != 0
	}
	return rdfgrammar.NameBase(r)
}

func nameRest(r rune) bool {
	if r >= 0 && r < 0x80 {
		return classes[r]&blankRest != 0
	}
	return rdfgrammar.NameRest(r)
}

// iriProblem says why s, which is UTF-8, is not an IRI that N-Quads may hold.
func iriProblem[T string | []byte](s T, relative bool) (reason string) {
	for i := range len(s) {
		if classes[s[i]]&inIRI == 0 {
			return "this character is not allowed in an IRI"
		}
	}
	if !relative && schemeLength(s) == 0 {
		return "the IRI is not absolute"
	}
	return ""
}

// schemeLength is the length of the scheme that s begins with, without its colon; 0 means none.
func schemeLength[T string | []byte](s T) int {
	if len(s) == 0 || classes[s[0]]&letter == 0 {
		return 0
	}
	for i := 1; i < len(s); i++ {
		if s[i] == ':' {
			return i
		}
		if classes[s[i]]&inScheme == 0 {
			return 0
		}
	}
	return 0
}

// blankLength is the length of the blank node name that s begins with, 0 when there is none.
func blankLength[T string | []byte](s T) int {
	n, end := 0, 0
	for n < len(s) {
		c := s[n]
		size := 1
		var ok bool
		switch {
		case c == '.':
			ok = n > 0
		case c < 0x80 && n == 0:
			ok = classes[c]&blankFirst != 0
		case c < 0x80:
			ok = classes[c]&blankRest != 0
		default:
			var r rune
			r, size = decodeRune(s[n:])
			ok = n == 0 && nameStart(r) || n > 0 && nameRest(r)
		}
		if !ok {
			break
		}
		n += size
		if c != '.' {
			end = n // a full stop at the end is not part of the name
		}
	}
	return end
}

func decodeRune[T string | []byte](s T) (rune, int) {
	if len(s) > utf8.UTFMax {
		s = s[:utf8.UTFMax]
	}
	return utf8.DecodeRuneInString(string(s))
}

// tagLength is the length of the language tag that s begins with, without direction.
func tagLength[T string | []byte](s T) int {
	n := 0
	for n < len(s) && classes[s[n]]&letter != 0 {
		n++
	}
	for n > 0 && n+1 < len(s) && s[n] == '-' && classes[s[n+1]]&(letter|digit) != 0 {
		n++
		for n < len(s) && classes[s[n]]&(letter|digit) != 0 {
			n++
		}
	}
	return n
}
