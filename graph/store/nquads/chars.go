package nquads

import "unicode/utf8"

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
		if b > 0x20 && !isOneOf(b, "<>\"{}|^`\\") {
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
		if isOneOf(b, "+-.") {
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

func isOneOf(b byte, set string) bool {
	for i := range len(set) {
		if set[i] == b {
			return true
		}
	}
	return false
}

// nameStart and nameRest are the productions PN_CHARS_U and PN_CHARS of N-Triples beyond ASCII
// (https://www.w3.org/TR/n-triples/#n-triples-grammar).
func nameStart(r rune) bool {
	switch {
	case r < 0x80:
		return classes[r]&blankFirst != 0
	case r == 0xD7, r == 0xF7, r < 0xC0:
		return false
	case r <= 0x2FF, r >= 0x370 && r <= 0x37D, r >= 0x37F && r <= 0x1FFF, r >= 0x200C && r <= 0x200D,
		r >= 0x2070 && r <= 0x218F, r >= 0x2C00 && r <= 0x2FEF, r >= 0x3001 && r <= 0xD7FF,
		r >= 0xF900 && r <= 0xFDCF, r >= 0xFDF0 && r <= 0xFFFD, r >= 0x10000 && r <= 0xEFFFF:
		return true
	}
	return false
}

func nameRest(r rune) bool {
	if r < 0x80 {
		return classes[r]&blankRest != 0
	}
	return nameStart(r) || r == 0xB7 || r >= 0x300 && r <= 0x36F || r >= 0x203F && r <= 0x2040
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
