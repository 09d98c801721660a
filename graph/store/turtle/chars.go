package turtle

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
		if b > 0x20 && !isOneOf(b, "<>\"{}|^`\\") {
			t[c] |= inIRI
		}
		if !isOneOf(b, "\"'\\\n\r") {
			t[c] |= inString
		}
		if isLetter {
			t[c] |= letter | inScheme | nameByte
		}
		if isDigit {
			t[c] |= digit | inScheme | nameByte
		}
		if isOneOf(b, "+-.") {
			t[c] |= inScheme
		}
		if isOneOf(b, "_-") {
			t[c] |= nameByte
		}
		if isOneOf(b, "_~.-!$&'()*+,;=/?#@%") {
			t[c] |= localPunc
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

// is reports whether c, a byte or -1 for the end of the input, is in a class.
func is(c int, class uint8) bool { return c >= 0 && classes[c]&class != 0 }

// nameBase is the production PN_CHARS_BASE (https://www.w3.org/TR/turtle/#grammar-production-PN_CHARS_BASE).
func nameBase(r rune) bool {
	switch {
	case r < 0:
		return false
	case r < 0x80:
		return classes[r]&letter != 0
	case r == 0xD7, r == 0xF7, r < 0xC0:
		return false
	case r <= 0x2FF, r >= 0x370 && r <= 0x37D, r >= 0x37F && r <= 0x1FFF, r >= 0x200C && r <= 0x200D,
		r >= 0x2070 && r <= 0x218F, r >= 0x2C00 && r <= 0x2FEF, r >= 0x3001 && r <= 0xD7FF,
		r >= 0xF900 && r <= 0xFDCF, r >= 0xFDF0 && r <= 0xFFFD, r >= 0x10000 && r <= 0xEFFFF:
		return true
	}
	return false
}

// nameRest is the production PN_CHARS.
func nameRest(r rune) bool {
	if r >= 0 && r < 0x80 {
		return classes[r]&nameByte != 0
	}
	return nameBase(r) || r == 0xB7 || r >= 0x300 && r <= 0x36F || r >= 0x203F && r <= 0x2040
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
