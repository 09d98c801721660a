package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxWord bounds the bytes of a term; longer words are cut.
const maxWord = 64

// Word is a word of a text with its place; Term is how it is looked up: lower case, without accents.
type Word struct {
	Term       string
	Start, End int
}

// Words hands over the words of a text in order until do says false: runs of letters, digits and marks.
func Words(text string, do func(Word) bool) {
	start := -1
	for i, r := range text {
		if r < utf8.RuneSelf && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9') ||
			r >= utf8.RuneSelf && r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)) {
			if start < 0 {
				start = i
			}
			continue
		}
		if start >= 0 {
			if !do(Word{Fold(text[start:i]), start, i}) {
				return
			}
			start = -1
		}
	}
	if start >= 0 {
		do(Word{Fold(text[start:]), start, len(text)})
	}
}

// Fold brings a word into the form in which it is looked up.
func Fold(word string) string {
	for i := 0; ; i++ {
		if i == len(word) {
			break
		}
		if c := word[i]; c >= utf8.RuneSelf {
			word = foldWide(word)
			break
		}
	}
	word = strings.ToLower(word)
	if len(word) > maxWord {
		cut := maxWord
		for cut > 0 && !utf8.RuneStart(word[cut]) {
			cut--
		}
		word = word[:cut]
	}
	return word
}

func foldWide(word string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(word)) {
		if !unicode.IsMark(r) {
			b.WriteRune(r)
		}
	}
	if b.Len() == 0 {
		return word
	}
	return b.String()
}
