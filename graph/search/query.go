package search

import (
	"fmt"
	"strings"
)

// QueryError says where a query is wrong, in bytes from 0.
type QueryError struct {
	Offset int
	Reason string
}

func (e *QueryError) Error() string { return fmt.Sprintf("column %d: %s", e.Offset+1, e.Reason) }

// Query is a query that was read.
type Query struct {
	root   *node
	leaves []*node
}

type kind byte

const (
	leafKind kind = iota
	andKind
	orKind
	notKind
)

// node is words in a row (one word, or a phrase), or nodes that are joined.
type node struct {
	kind   kind
	kids   []*node
	field  Field
	words  []string
	prefix bool // the last word is the beginning of one
}

const maxQuery, maxNesting, maxLeaves = 4096, 50, 64

// Parse reads a query: words (all must be there), "a phrase", word*, title:word, text:, evidence:, AND, OR, NOT or -word, and brackets.
// in is the field of words that name none.
func Parse(text string, in Field) (*Query, error) {
	if len(text) > maxQuery {
		return nil, &QueryError{maxQuery, fmt.Sprintf("the query is longer than %d bytes", maxQuery)}
	}
	p := &parser{text: text, q: &Query{}}
	root, err := p.or(in, 0)
	if err != nil {
		return nil, err
	}
	if p.space(); p.at < len(p.text) {
		return nil, &QueryError{p.at, "a bracket closes that none opened"}
	}
	if root == nil {
		return nil, &QueryError{0, "no word to look for"}
	}
	if !positive(root) {
		return nil, &QueryError{0, "only NOT: say what to look for, too"}
	}
	p.q.root = root
	return p.q, nil
}

// positive reports that a node asks for something to be there.
func positive(n *node) bool {
	switch n.kind {
	case leafKind:
		return true
	case notKind:
		return false
	case orKind:
		for _, k := range n.kids {
			if !positive(k) {
				return false
			}
		}
		return true
	}
	for _, k := range n.kids {
		if positive(k) {
			return true
		}
	}
	return false
}

type parser struct {
	text string
	at   int
	q    *Query
}

func (p *parser) space() {
	for p.at < len(p.text) && (p.text[p.at] == ' ' || p.text[p.at] == '\t' || p.text[p.at] == '\n' || p.text[p.at] == '\r') {
		p.at++
	}
}

// operator takes a keyword that stands by itself.
func (p *parser) operator(word string) bool {
	p.space()
	rest := p.text[p.at:]
	if !strings.HasPrefix(rest, word) || len(rest) > len(word) && !strings.ContainsRune(" \t\n\r()\"", rune(rest[len(word)])) {
		return false
	}
	p.at += len(word)
	return true
}

func (p *parser) or(in Field, depth int) (*node, error) {
	if depth > maxNesting {
		return nil, &QueryError{p.at, "too many brackets"}
	}
	var kids []*node
	for {
		from := p.at
		n, err := p.and(in, depth)
		if err != nil {
			return nil, err
		}
		more := p.operator("OR")
		if n == nil && (more || len(kids) > 0) {
			return nil, &QueryError{from, "OR stands between two things to look for"}
		}
		if n != nil {
			kids = append(kids, n)
		}
		if !more {
			return join(orKind, kids), nil
		}
	}
}

func join(k kind, kids []*node) *node {
	switch len(kids) {
	case 0:
		return nil
	case 1:
		return kids[0]
	}
	return &node{kind: k, kids: kids}
}

func (p *parser) and(in Field, depth int) (*node, error) {
	var kids []*node
	for {
		p.space()
		from := p.at
		joined := p.operator("AND")
		if joined && len(kids) == 0 {
			return nil, &QueryError{from, "AND stands between two things to look for"}
		}
		before := p.at
		if !joined && p.operator("OR") {
			p.at = before
			return join(andKind, kids), nil
		}
		n, err := p.unary(in, depth)
		if err != nil {
			return nil, err
		}
		if n == nil {
			if joined {
				return nil, &QueryError{from, "nothing to look for after AND"}
			}
			return join(andKind, kids), nil
		}
		kids = append(kids, n)
	}
}

// unary reads one thing to look for; nil at the end or before a closing bracket.
func (p *parser) unary(in Field, depth int) (*node, error) {
	p.space()
	from := p.at
	not := p.operator("NOT")
	if !not && p.at+1 < len(p.text) && p.text[p.at] == '-' && p.text[p.at+1] != ' ' {
		p.at++
		not = true
	}
	n, err := p.primary(in, depth)
	if err != nil || !not {
		return n, err
	}
	if n == nil {
		return nil, &QueryError{from, "nothing to look for after NOT"}
	}
	return &node{kind: notKind, kids: []*node{n}}, nil
}

func (p *parser) primary(in Field, depth int) (*node, error) {
	p.space()
	for name, f := range map[string]Field{"title:": Title, "text:": Text, "evidence:": Evidence} {
		if strings.HasPrefix(p.text[p.at:], name) {
			from := p.at
			p.at += len(name)
			n, err := p.primary(f, depth+1)
			if err == nil && n == nil {
				err = &QueryError{from, "nothing to look for after " + name}
			}
			return n, err
		}
	}
	if p.at >= len(p.text) || p.text[p.at] == ')' {
		return nil, nil
	}
	from := p.at
	switch p.text[p.at] {
	case '(':
		p.at++
		n, err := p.or(in, depth+1)
		if err != nil {
			return nil, err
		}
		if p.space(); p.at >= len(p.text) {
			return nil, &QueryError{from, "the bracket is not closed"}
		}
		p.at++
		if n == nil {
			return nil, &QueryError{from, "nothing between the brackets"}
		}
		return n, nil
	case '"':
		end := strings.IndexByte(p.text[p.at+1:], '"')
		if end < 0 {
			return nil, &QueryError{from, `the phrase is not closed with "`}
		}
		words := p.text[p.at+1 : p.at+1+end]
		p.at += end + 2
		return p.leaf(in, words, from)
	}
	end := p.at
	for end < len(p.text) && !strings.ContainsRune(" \t\r\n()\"", rune(p.text[end])) {
		end++
	}
	words := p.text[p.at:end]
	p.at = end
	return p.leaf(in, words, from)
}

// leaf makes a word or phrase of what is written; "Rhine-Main" is a phrase of two words.
func (p *parser) leaf(in Field, text string, from int) (*node, error) {
	n := &node{field: in}
	bare := strings.TrimRight(text, "*")
	Words(bare, func(w Word) bool {
		n.words = append(n.words, w.Term)
		n.prefix = w.End == len(bare) && bare != text
		return true
	})
	if len(n.words) == 0 {
		return nil, &QueryError{from, fmt.Sprintf("no word in %q", text)}
	}
	if p.q.leaves = append(p.q.leaves, n); len(p.q.leaves) > maxLeaves {
		return nil, &QueryError{from, fmt.Sprintf("more than %d words", maxLeaves)}
	}
	return n, nil
}
