// Package rdfgrammar has what the grammars of N-Quads, Turtle and TriG share: the characters of names.
package rdfgrammar

// NameBase is the production PN_CHARS_BASE beyond ASCII (https://www.w3.org/TR/turtle/#grammar-production-PN_CHARS_BASE).
func NameBase(r rune) bool {
	switch {
	case r < 0xC0, r == 0xD7, r == 0xF7:
		return false
	case r <= 0x2FF, r >= 0x370 && r <= 0x37D, r >= 0x37F && r <= 0x1FFF, r >= 0x200C && r <= 0x200D,
		r >= 0x2070 && r <= 0x218F, r >= 0x2C00 && r <= 0x2FEF, r >= 0x3001 && r <= 0xD7FF,
		r >= 0xF900 && r <= 0xFDCF, r >= 0xFDF0 && r <= 0xFFFD, r >= 0x10000 && r <= 0xEFFFF:
		return true
	}
	return false
}

// NameRest is the production PN_CHARS beyond ASCII.
func NameRest(r rune) bool {
	return NameBase(r) || r == 0xB7 || r >= 0x300 && r <= 0x36F || r >= 0x203F && r <= 0x2040
}

// OneOf reports whether b is a byte of set.
func OneOf(b byte, set string) bool {
	for i := range len(set) {
		if set[i] == b {
			return true
		}
	}
	return false
}
