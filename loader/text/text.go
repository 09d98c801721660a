// Package text splits the body of an article into zones, sentences and tokens, and gives tokens the
// shallow syntax that later stages read. It never changes the body: every span is a pair of byte
// offsets into it, half-open.
//
// Spans of sentences ascend and do not overlap; so do those of tokens.
package text

// Span is a half-open byte range [Start,End) of the body.
type Span struct{ Start, End int }

// Len is the number of bytes.
func (s Span) Len() int { return s.End - s.Start }

// Contains reports whether t lies within s.
func (s Span) Contains(t Span) bool { return s.Start <= t.Start && t.End <= s.End }

// TokenKind is the coarse kind of a token.
type TokenKind uint8

// Kinds of tokens.
const (
	Word TokenKind = iota + 1
	Number
	OpenQuote
	CloseQuote
	Punct
)

// Token is a word, a number, or a mark. "U.S.", "S.", "Gen." and "Jean-Luc" are one token,
// "U.S.-led" is "U.S." "-" "led", and the clitics of "China's", "won't" stand apart ("'s", "n't").
type Token struct {
	Span  Span
	Kind  TokenKind
	Lower string // lower case, curly quotes straightened, combining marks kept
	Caps  bool   // begins with an upper-case letter
	Tag   Tag    // part of speech
	Lemma string // of a verb: its base form, also where the word may be a noun; else ""
}

// Zone says what part of a page a sentence belongs to. Only Body, Headline and Lede are read for claims;
// the others are kept so that offsets and evidence stay true.
type Zone uint8

// Zones of a document.
const (
	Body Zone = iota
	Headline
	Subhead
	Caption
	Dateline
	Byline
	Boilerplate
)

// Sentence is one sentence; its tokens are Document.Tokens[First:Last].
type Sentence struct {
	Span        Span
	First, Last int
	Paragraph   int
	Zone        Zone
}

// Document is a body with its structure.
type Document struct {
	Body      string
	Tokens    []Token
	Sentences []Sentence
	// Place and Day of the dateline ("SEOUL", "July 20"), empty when there is none.
	DatelinePlace, DatelineDay string
	// Quotes are the quotations, in order; one may run over several sentences.
	Quotes []Quote
	// Published is the document's day (EDTF) if given by the caller or found in the text, else "".
	Published string
	// steps counts tokens looked at, for the test that holds the work near the length of the text.
	steps int
}

// Quote is a stretch of quoted words, without its marks; its tokens are Document.Tokens[First:Last].
type Quote struct {
	Span        Span
	First, Last int
}

// QuoteAt gives the index of the quotation that token i lies in, or -1.
func (d *Document) QuoteAt(i int) int {
	lo, hi := 0, len(d.Quotes)
	for lo < hi {
		m := (lo + hi) / 2
		if d.Quotes[m].Last <= i {
			lo = m + 1
		} else {
			hi = m
		}
	}
	if lo < len(d.Quotes) && d.Quotes[lo].First <= i {
		return lo
	}
	return -1
}
