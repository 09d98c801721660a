package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// abbreviations are words whose final period belongs to them and after which a sentence seldom ends.
var abbreviations = wordSet(`mr mrs ms dr prof gen col lt maj capt cmdr adm sgt brig sen rep gov pres sec amb rev hon st messrs
	jan feb mar apr jun jul aug sept sep oct nov dec no vs fig al inc corp co ltd dept min gov.gen jr sr ph.d vol approx est`)

// splitSuffixes are second parts before which a hyphen separates words: "Saudi-led" names Saudi.
var splitSuffixes = wordSet(`led backed made based brokered sponsored drafted born style funded mediated imposed occupied held
	controlled trained supplied era wide dominated supported aligned friendly built owned run flagged proposed initiated
	organised organized hosted allied linked affiliated installed appointed registered related brokered prompted engineered
	manufactured designed speaking majority bound inspired ruled administered annexed`)

// joinedFirst are first parts that stay with what follows the hyphen when both are capitalised.
var joinedFirst = wordSet(`jean marie anne ann al el abu ben hans karl mary lee pierre carl abd ibn bin ul ur asia indo afro anglo euro x e j`)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// tokenize appends the tokens of body[start:end] to dst.
func tokenize(dst []Token, body string, start, end int) []Token {
	for i := start; i < end; {
		r, size := utf8.DecodeRuneInString(body[i:end])
		switch {
		case unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff':
			i += size
		case unicode.IsLetter(r) || unicode.IsMark(r):
			next := wordEnd(body, i, end)
			dst = appendWord(dst, body, i, next)
			i = next
		case unicode.IsDigit(r):
			next := numberEnd(body, i, end)
			dst = append(dst, newToken(body, i, next, Number))
			i = next
		default:
			next := i + size
			if r == '-' || r == '.' {
				for next < end && body[next] == byte(r) {
					next++
				}
			}
			dst = append(dst, punctToken(dst, body, i, next, r))
			i = next
		}
	}
	return dst
}

// maxWord bounds a word in bytes, so that splitting it costs little; longer runs of letters are cut.
const maxWord = 256

// wordEnd finds the end of the run of letters that starts at i: letters, marks, digits, inner
// apostrophes, inner hyphens, and the periods of abbreviations.
func wordEnd(body string, i, end int) int {
	j := i
	for j < end && j-i < maxWord {
		r, size := utf8.DecodeRuneInString(body[j:end])
		if unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) {
			j += size
			continue
		}
		after := rune(0)
		if j+size < end {
			after, _ = utf8.DecodeRuneInString(body[j+size : end])
		}
		if (r == '-' || r == '\u2010' || r == '\u2011' || r == '\'' || r == '\u2019' || r == '&') && unicode.IsLetter(after) && j > i {
			j += size
			continue
		}
		if r == '.' && ownsPeriod(body[i:j], after) {
			j += size
			continue
		}
		break
	}
	return j
}

// ownsPeriod reports whether the period after word belongs to it: initials, "U.S", "Gen".
func ownsPeriod(word string, after rune) bool {
	if dot := strings.LastIndexAny(word, ".-"); dot >= 0 {
		word = word[dot+1:]
	}
	if word == "" {
		return false
	}
	if utf8.RuneCountInString(word) == 1 {
		r, _ := utf8.DecodeRuneInString(word)
		return unicode.IsUpper(r) || ((word == "m" || word == "a" || word == "p" || word == "g" || word == "e") && after != ' ' && after != '\n' && after != 0) || word == "m"
	}
	return len(word) <= 7 && abbreviations[strings.ToLower(word)]
}

// numberEnd finds the end of a number with its separators, ordinals and decades.
func numberEnd(body string, i, end int) int {
	j := i
	for j < end {
		c := body[j]
		if c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' {
			j++
			continue
		}
		if (c == '.' || c == ',' || c == ':' || c == '/') && j+1 < end && body[j+1] >= '0' && body[j+1] <= '9' {
			j++
			continue
		}
		if c == '-' && j+1 < end && (body[j+1] >= '0' && body[j+1] <= '9' || body[j+1] >= 'a' && body[j+1] <= 'z') {
			j++
			continue
		}
		break
	}
	if j == i { // a digit of another script
		_, size := utf8.DecodeRuneInString(body[i:end])
		j = i + size
	}
	return j
}

// appendWord splits clitics and hyphens off the run body[i:j] and appends its tokens.
func appendWord(dst []Token, body string, i, j int) []Token {
	if h := splitHyphen(body[i:j]); h >= 0 {
		_, size := utf8.DecodeRuneInString(body[i+h : j])
		dst = appendClitic(dst, body, i, i+h)
		dst = append(dst, newToken(body, i+h, i+h+size, Punct))
		return appendWord(dst, body, i+h+size, j)
	}
	return appendClitic(dst, body, i, j)
}

// splitHyphen gives the offset of the first hyphen at which a word falls into parts, or -1.
func splitHyphen(word string) int {
	for from := 0; ; {
		k := strings.IndexAny(word[from:], "-\u2010\u2011")
		if k < 0 {
			return -1
		}
		k += from
		_, size := utf8.DecodeRuneInString(word[k:])
		if hyphenSeparates(word[:k], word[k+size:]) {
			return k
		}
		from = k + size
	}
}

func hyphenSeparates(first, rest string) bool {
	second := rest
	if k := strings.IndexAny(rest, "-\u2010\u2011'\u2019"); k >= 0 {
		second = rest[:k]
	}
	if first == "" || second == "" {
		return false
	}
	a, _ := utf8.DecodeRuneInString(first)
	b, _ := utf8.DecodeRuneInString(second)
	low := strings.ToLower(first)
	switch {
	case strings.HasSuffix(first, "."):
		return len(first) > 2
	case unicode.IsUpper(a) && unicode.IsUpper(b):
		return !joinedFirst[low]
	case unicode.IsUpper(a):
		return splitSuffixes[strings.ToLower(second)]
	case unicode.IsUpper(b):
		return low != "al" && low != "el" && low != "ul" && low != "ur" && low != "as" && low != "ad"
	}
	return false
}

// appendClitic splits "'s", "n't", "'ll" and the like off a word.
func appendClitic(dst []Token, body string, i, j int) []Token {
	word := body[i:j]
	if cut := cliticStart(word); cut > 0 {
		return append(dst, newToken(body, i, i+cut, Word), newToken(body, i+cut, j, Word))
	}
	return append(dst, newToken(body, i, j, Word))
}

func cliticStart(word string) int {
	low := strings.ToLower(strings.ReplaceAll(word, "\u2019", "'"))
	if !strings.Contains(low, "'") {
		return 0
	}
	if strings.HasSuffix(low, "n't") && len(low) > 3 {
		return len(word) - (len("n't") + len(word) - len(low))
	}
	k := strings.LastIndexAny(word, "'\u2019")
	if a := strings.LastIndexByte(word, '\''); a > k {
		k = a
	}
	if r := strings.LastIndex(word, "\u2019"); r >= 0 {
		k = r
	} else {
		k = strings.LastIndexByte(word, '\'')
	}
	switch low[strings.LastIndexByte(low, '\'')+1:] {
	case "s", "re", "ve", "ll", "d", "m":
		return k
	}
	return 0
}

func newToken(body string, i, j int, kind TokenKind) Token {
	r, _ := utf8.DecodeRuneInString(body[i:j])
	return Token{Span: Span{i, j}, Kind: kind, Lower: lowerWord(body[i:j]), Caps: unicode.IsUpper(r)}
}

// lowerWord lowers a word and straightens its apostrophes; it allocates only when needed.
func lowerWord(s string) string {
	plain := true
	for k := 0; k < len(s); k++ {
		if s[k] >= 0x80 || s[k] >= 'A' && s[k] <= 'Z' {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	s = strings.ToLower(s)
	if strings.Contains(s, "\u2019") {
		s = strings.ReplaceAll(s, "\u2019", "'")
	}
	return s
}

// punctToken classifies a mark. Straight quotes open after white space or an opening mark.
func punctToken(before []Token, body string, i, j int, r rune) Token {
	t := Token{Span: Span{i, j}, Kind: Punct, Lower: body[i:j]}
	switch r {
	case '\u201c', '\u00ab', '\u201e':
		t.Kind, t.Lower = OpenQuote, `"`
	case '\u201d', '\u00bb':
		t.Kind, t.Lower = CloseQuote, `"`
	case '\u2018':
		t.Kind, t.Lower = OpenQuote, "'"
	case '"', '\'', '\u2019', '`':
		t.Kind, t.Lower = CloseQuote, "'"
		if r == '"' {
			t.Lower = `"`
		}
		if opensQuote(before, body, i, j) {
			t.Kind = OpenQuote
			if r == '\u2019' {
				t.Kind = CloseQuote
			}
		}
	case '\u2013', '\u2014', '\u2015':
		t.Lower = "--"
	}
	return t
}

func opensQuote(before []Token, body string, i, j int) bool {
	if i == 0 {
		return true
	}
	prev, _ := utf8.DecodeLastRuneInString(body[:i])
	next, _ := utf8.DecodeRuneInString(body[j:])
	if unicode.IsSpace(next) || next == utf8.RuneError && j >= len(body) {
		return false
	}
	return unicode.IsSpace(prev) || strings.ContainsRune("([{\u2014\u2013-:\u201c\u2018", prev)
}
