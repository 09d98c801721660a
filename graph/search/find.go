package search

import (
	"bytes"
	"cmp"
	"container/heap"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
)

const (
	k1          = 1.2
	b           = 0.75
	titleWeight = 2.0
)

// Index is a snapshot of the index.
type Index struct {
	segments []*segment
	docs     int
	average  [3]float64
}

// Open reads the list of segments and the tables of documents; ErrNone where there is no index.
func Open(src Source) (*Index, error) {
	m, err := readManifest(src)
	if err != nil {
		return nil, err
	}
	if m == nil {
		return nil, ErrNone
	}
	x := &Index{}
	for _, info := range m.Segments {
		s, err := openSegment(src, info.ID)
		if err != nil {
			return nil, err
		}
		x.segments = append(x.segments, s)
		x.docs += s.count
		for i, n := range s.totals {
			x.average[i] += float64(n)
		}
	}
	for i := range x.average {
		x.average[i] = math.Max(1, x.average[i]/math.Max(1, float64(x.docs)))
	}
	return x, nil
}

// Check reads everything and returns the first thing that does not hold.
func (x *Index) Check(ctx context.Context) error {
	for _, s := range x.segments {
		last := ""
		err := s.scan("", true, func(e *entry) (bool, error) {
			if e.term <= last && last != "" {
				return false, fmt.Errorf("%w: segment %d: terms out of order", ErrDamaged, s.id)
			}
			last = e.term
			return true, errorsOf(ctx.Err(), s.postings(e, func(_ uint32, count uint64, places *input) error {
				_, err := positions(places, count)
				return err
			}))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func errorsOf(list ...error) error {
	for _, err := range list {
		if err != nil {
			return err
		}
	}
	return nil
}

// Filter leaves documents out.
type Filter struct {
	// Since and Until are days since 1970-01-01; nil leaves that end open. Documents without a day fall out when one is set.
	Since, Until *int32
	Publisher    string // id, "" for all
}

// Match is a document that was found.
type Match struct {
	Key   Key
	Score float64
}

// hits are the documents of a node in one segment, ascending, each with its score.
type hits struct {
	docs   []uint32
	scores []float32
}

// Find lists the best n matches (n <= 0: all) and how many there are, by falling score and then by key.
func (x *Index) Find(ctx context.Context, q *Query, f *Filter, n int) ([]Match, int, error) {
	found := make([]map[*node]*hits, len(x.segments))
	counts := map[*node]int{}
	for i, s := range x.segments {
		found[i] = map[*node]*hits{}
		for _, leaf := range q.leaves {
			if err := ctx.Err(); err != nil {
				return nil, 0, err
			}
			h, err := x.leaf(ctx, s, leaf)
			if err != nil {
				return nil, 0, err
			}
			found[i][leaf] = h
			counts[leaf] += len(h.docs)
		}
	}
	var out []Match
	for i, s := range x.segments {
		for _, leaf := range q.leaves {
			df := float64(counts[leaf])
			idf := float32(math.Log(1 + (float64(x.docs)-df+0.5)/(df+0.5)))
			for k := range found[i][leaf].scores {
				found[i][leaf].scores[k] *= idf
			}
		}
		h := eval(q.root, found[i])
		for k, doc := range h.docs {
			if r := s.row(doc); !s.dead[doc] && f.takes(&r, s.publisher(r.publisher)) {
				out = append(out, Match{r.key, float64(h.scores[k])})
			}
		}
	}
	total := len(out)
	return best(out, n), total, nil
}

// compare orders matches by falling score and then by key.
func compare(a, b Match) int {
	if c := cmp.Compare(b.Score, a.Score); c != 0 {
		return c
	}
	return bytes.Compare(a.Key[:], b.Key[:])
}

// best sorts the best n of a list (n <= 0: all), in its place: a common word is in every document, and only a page of them is shown.
func best(list []Match, n int) []Match {
	if n > 0 && n < len(list) {
		kept := worstFirst(list[:n])
		heap.Init(kept)
		for _, m := range list[n:] {
			if compare(m, kept[0]) < 0 {
				kept[0] = m
				heap.Fix(kept, 0)
			}
		}
		list = list[:n]
	}
	slices.SortFunc(list, compare)
	return list
}

// worstFirst is a heap of matches.
type worstFirst []Match

func (w worstFirst) Len() int           { return len(w) }
func (w worstFirst) Less(i, j int) bool { return compare(w[i], w[j]) > 0 }
func (w worstFirst) Swap(i, j int)      { w[i], w[j] = w[j], w[i] }

// Push and Pop are not used: the heap keeps its size.
func (w worstFirst) Push(any) {}

// Pop implements heap.Interface.
func (w worstFirst) Pop() any { return nil }

func (f *Filter) takes(r *docRow, publisher string) bool {
	if f == nil {
		return true
	}
	if f.Publisher != "" && f.Publisher != publisher || (f.Since != nil || f.Until != nil) && r.first == Unknown {
		return false
	}
	return (f.Since == nil || r.last >= *f.Since) && (f.Until == nil || r.first <= *f.Until)
}

// eval joins the hits of the leaves.
func eval(n *node, leaves map[*node]*hits) *hits {
	switch n.kind {
	case leafKind:
		return leaves[n]
	case orKind:
		out := &hits{}
		for _, k := range n.kids {
			out = union(out, eval(k, leaves))
		}
		return out
	case notKind:
		return &hits{} // by itself; within AND it takes away
	}
	var out *hits
	for _, k := range n.kids {
		if k.kind == notKind {
			continue
		}
		if h := eval(k, leaves); out == nil {
			out = h
		} else {
			out = intersect(out, h)
		}
	}
	for _, k := range n.kids {
		if k.kind == notKind && out != nil {
			out = without(out, eval(k.kids[0], leaves))
		}
	}
	if out == nil {
		return &hits{}
	}
	return out
}

func union(a, b *hits) *hits {
	if len(a.docs) == 0 {
		return b
	}
	out := &hits{docs: make([]uint32, 0, len(a.docs)+len(b.docs)), scores: make([]float32, 0, len(a.docs)+len(b.docs))}
	for i, j := 0, 0; i < len(a.docs) || j < len(b.docs); {
		switch {
		case j == len(b.docs) || i < len(a.docs) && a.docs[i] < b.docs[j]:
			out.docs, out.scores = append(out.docs, a.docs[i]), append(out.scores, a.scores[i])
			i++
		case i == len(a.docs) || b.docs[j] < a.docs[i]:
			out.docs, out.scores = append(out.docs, b.docs[j]), append(out.scores, b.scores[j])
			j++
		default:
			out.docs, out.scores = append(out.docs, a.docs[i]), append(out.scores, a.scores[i]+b.scores[j])
			i, j = i+1, j+1
		}
	}
	return out
}

func intersect(a, b *hits) *hits {
	out := &hits{}
	for i, j := 0, 0; i < len(a.docs) && j < len(b.docs); {
		switch {
		case a.docs[i] < b.docs[j]:
			i++
		case b.docs[j] < a.docs[i]:
			j++
		default:
			out.docs, out.scores = append(out.docs, a.docs[i]), append(out.scores, a.scores[i]+b.scores[j])
			i, j = i+1, j+1
		}
	}
	return out
}

func without(a, b *hits) *hits {
	out := &hits{}
	j := 0
	for i, doc := range a.docs {
		for j < len(b.docs) && b.docs[j] < doc {
			j++
		}
		if j == len(b.docs) || b.docs[j] != doc {
			out.docs, out.scores = append(out.docs, doc), append(out.scores, a.scores[i])
		}
	}
	return out
}

// leaf finds words in a row in the fields that the leaf is about.
func (x *Index) leaf(ctx context.Context, s *segment, n *node) (*hits, error) {
	fields := []Field{n.field}
	if n.field == Any {
		fields = []Field{Title, Text}
	}
	out := &hits{}
	for _, f := range fields {
		counts, err := s.inField(ctx, n, f)
		if err != nil {
			return nil, err
		}
		weight := 1.0
		if f == Title {
			weight = titleWeight
		}
		h := &hits{docs: make([]uint32, len(counts)), scores: make([]float32, len(counts))}
		l := lengthOf(f)
		for i, c := range counts {
			tf, length := float64(c.n), float64(s.row(c.doc).lengths[l])
			h.docs[i] = c.doc
			h.scores[i] = float32(weight * tf * (k1 + 1) / (tf + k1*(1-b+b*length/x.average[l])))
		}
		out = union(out, h)
	}
	return out, nil
}

// count is how often something stands in a document.
type count struct {
	doc uint32
	n   int
}

func (s *segment) inField(ctx context.Context, n *node, f Field) ([]count, error) {
	if len(n.words) == 1 {
		return s.word(ctx, string(f)+n.words[0], n.prefix)
	}
	var at map[uint32][]uint32 // where the words so far end
	for i, w := range n.words {
		next, err := s.places(ctx, string(f)+w, n.prefix && i == len(n.words)-1, at, i)
		if err != nil || len(next) == 0 {
			return nil, err
		}
		at = next
	}
	out := make([]count, 0, len(at))
	for doc, list := range at {
		out = append(out, count{doc, len(list)})
	}
	slices.SortFunc(out, func(a, b count) int { return cmp.Compare(a.doc, b.doc) })
	return out, nil
}

// each hands over the entries of a term, or of all that begin with it.
func (s *segment) each(ctx context.Context, term string, prefix, places bool, do func(*entry) error) error {
	return s.scan(term, places, func(e *entry) (bool, error) {
		if e.term != term && (!prefix || !strings.HasPrefix(e.term, term)) {
			return false, nil
		}
		return prefix, errorsOf(ctx.Err(), do(e))
	})
}

func (s *segment) word(ctx context.Context, term string, prefix bool) ([]count, error) {
	var out []count
	entries := 0
	err := s.each(ctx, term, prefix, false, func(e *entry) error {
		entries++
		return s.postings(e, func(doc uint32, n uint64, _ *input) error {
			out = append(out, count{doc, int(n)}) //nolint:gosec // checked there
			return nil
		})
	})
	if entries < 2 || err != nil {
		return out, err
	}
	slices.SortFunc(out, func(a, b count) int { return cmp.Compare(a.doc, b.doc) })
	merged := out[:0]
	for _, c := range out {
		if k := len(merged); k > 0 && merged[k-1].doc == c.doc {
			merged[k-1].n += c.n
			continue
		}
		merged = append(merged, c)
	}
	return merged, nil
}

// places finds where a term stands; after the first word of a phrase only right behind what was found of it.
func (s *segment) places(ctx context.Context, term string, prefix bool, after map[uint32][]uint32, i int) (map[uint32][]uint32, error) {
	out := map[uint32][]uint32{}
	err := s.each(ctx, term, prefix, true, func(e *entry) error {
		return s.postings(e, func(doc uint32, n uint64, places *input) error {
			at, err := positions(places, n)
			if err != nil || i > 0 && after[doc] == nil {
				return err
			}
			for _, p := range at {
				if i > 0 {
					if _, ok := slices.BinarySearch(after[doc], p-1); !ok {
						continue
					}
				}
				out[doc] = append(out[doc], p)
			}
			return nil
		})
	})
	if prefix {
		for doc := range out {
			slices.Sort(out[doc])
		}
	}
	return out, err
}
