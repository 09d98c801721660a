package vocab

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold gives the form under which names are compared: lower case, without accents, full stops and
// apostrophes, every other run of marks and spaces one space. "U.S." and "US", "Côte d’Ivoire" and
// "Cote d'Ivoire", "Bosnia-Herzegovina" and "Bosnia Herzegovina" are equal when folded.
func Fold(name string) string {
	if isFolded(name) {
		return name
	}
	var b strings.Builder
	b.Grow(len(name))
	space := false
	put := func(r rune) {
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r)
	}
	if !ascii(name) {
		// Normalisation passes over what stands after a damaged byte.
		name = norm.NFD.String(strings.ToValidUTF8(name, " "))
	}
	for _, r := range name {
		switch {
		case r == '.' || r == '\'' || r == '’' || r == '‘' || r == 'ʼ' || r == 'ʻ' || unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			r = unicode.ToLower(r)
			if plain, ok := plainLetter(r); ok {
				for _, p := range plain {
					put(p)
				}
			} else {
				put(r)
			}
		case r == '&':
			space = true
			put('a')
			put('n')
			put('d')
			space = true
		default:
			space = true
		}
	}
	return b.String()
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

func isFolded(s string) bool {
	for i := range len(s) {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
			continue
		}
		if c == ' ' && i > 0 && i < len(s)-1 && s[i-1] != ' ' {
			continue
		}
		return false
	}
	return true
}

// plainLetter spells small letters that do not decompose.
func plainLetter(r rune) (string, bool) {
	switch r {
	case 'ø':
		return "o", true
	case 'ł':
		return "l", true
	case 'đ', 'ð':
		return "d", true
	case 'ı':
		return "i", true
	case 'ß':
		return "ss", true
	case 'æ':
		return "ae", true
	case 'œ':
		return "oe", true
	case 'þ':
		return "th", true
	case 'ə':
		return "e", true
	}
	return "", false
}

// Slug gives the part of an id that stands for a name: folded, with hyphens.
func Slug(name string) string { return strings.ReplaceAll(Fold(name), " ", "-") }
