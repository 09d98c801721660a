package turtle

import "entente/internal/rdfgrammar"

// Classes of ASCII bytes.
const (
	inIRI     = 1 << iota // may stand unescaped between < and >
	inScheme              // letter, digit, + - .
	letter                // also PN_CHARS_BASE
	digit                 //
	nameByte              // PN_CHARS: letter, digit, _ and -
	inString              // may stand unescaped in a short or long string, is no quotation mark and ends no line
	localPunc             // may follow a backslash in a local name
)

type classTable [256]uint8

// classes is the table of the classes above; it is never changed.
var classes = buildClasses()

func buildClasses() (t classTable) {
	for c := range 0x80 {
		b := byte(c)
		isLetter := b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
		isDigit := b >= '0' && b <= '9'
		if b > 0x20 && !rdfgrammar.OneOf(b, "<>\"{}|^`\\") {
			t[c] |= inIRI
		}
		if !rdfgrammar.OneOf(b, "\"'\\\n\r") {
			t[c] |= inString
		}
		if isLetter {
			t[c] |= letter | inScheme | nameByte
		}
		if isDigit {
			t[c] |= digit | inScheme | nameByte
		}
		if rdfgrammar.OneOf(b, "+-.") {
			t[c] |= inScheme
		}
		if rdfgrammar.OneOf(b, "_-") {
			t[c] |= nameByte
		}
		if rdfgrammar.OneOf(b, "_~.-!$&'()*+,;=/?#@%") {
			t[c] |= localPunc
		}
	}
	return t
}

// is reports whether c, a byte or -1 for the end of the input, is in a class.
func is(c int, class uint8) bool { return c >= 0 && classes[c]&class != 0 }

// nameBase is the production PN_CHARS_BASE.
func nameBase(r rune) bool {
	if r >= 0 && r < 0x80 {
		return classes[r]&letter != 0
	}
	return rdfgrammar.NameBase(r)
}

// nameRest is the production PN_CHARS.
func nameRest(r rune) bool {
	if r >= 0 && r < 0x80 {
		return classes[r]&nameByte != 0
	}
	return rdfgrammar.NameRest(r)
}

// nameFirst begins the name of a blank node or a local name: PN_CHARS_U or a digit.
func nameFirst(r rune) bool { return nameBase(r) || r == '_' || r >= '0' && r <= '9' }

func hexValue(c int) (uint32, bool) {
	switch {
	case c >= '0' && c <= '9':
		return uint32(c - '0'), true
	case c >= 'a' && c <= 'f':
		return uint32(c-'a') + 10, true
	case c >= 'A' && c <= 'F':
		return uint32(c-'A') + 10, true
	}
	return 0, false
}
