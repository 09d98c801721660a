package search

import "strings"

// Span is a part of a text in bytes, half-open.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// Highlight lists where the words of a query stand in a text of field f, ascending: words and phrases that the query wants to be there,
// each occurrence once.
func (q *Query) Highlight(text string, f Field) []Span {
	var wanted []*node
	var walk func(n *node)
	walk = func(n *node) {
		switch n.kind {
		case notKind:
		case leafKind:
			if n.field == f || n.field == Any && f != Evidence || n.field == Evidence && f == Text {
				wanted = append(wanted, n)
			}
		default:
			for _, k := range n.kids {
				walk(k)
			}
		}
	}
	walk(q.root)
	var words []Word
	Words(text, func(w Word) bool { words = append(words, w); return true })
	var out []Span
	for i := range words {
		for _, n := range wanted {
			if !n.at(words[i:]) {
				continue
			}
			span := Span{words[i].Start, words[i+len(n.words)-1].End}
			if k := len(out); k > 0 && span.Start < out[k-1].End {
				out[k-1].End = max(out[k-1].End, span.End)
			} else {
				out = append(out, span)
			}
		}
	}
	return out
}

// at reports that the words of a leaf stand at the beginning of words.
func (n *node) at(words []Word) bool {
	if len(words) < len(n.words) {
		return false
	}
	for i, w := range n.words {
		if words[i].Term != w && (!n.prefix || i < len(n.words)-1 || !strings.HasPrefix(words[i].Term, w)) {
			return false
		}
	}
	return true
}
