package derive

import (
	"cmp"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strings"
	"unicode"

	"github.com/cespare/xxhash/v2"
)

// Two documents are copies of one another when much of the shorter one's wording stands in the longer one. Each document keeps
// a sketch of its wording: the smallest hashes of its runs of four words (bottom-k min-hash, Broder 1997). Of two sketches the
// hashes up to the smaller of their largest are compared, which estimates containment, so that a shortened reprint is still found.
const (
	shingleWords = 4
	sketchSize   = 32
	// sharedShare is the share of the shorter sketch that must be in the other; independent reports of one event share next to nothing.
	sharedShare = 0.4
	// blockSize is how many of the smallest hashes are looked at to find pairs worth comparing.
	blockSize = 12
	// blockLimit is how many documents with one of those hashes are compared with a later one: wording that so many share is
	// a common phrase, and of true copies one of the first suffices.
	blockLimit = 64
)

// Sketch is the fingerprint of a text's wording: ascending hashes, at most 32; empty for texts under four words.
type Sketch []uint32

// NewSketch computes the fingerprint of text.
func NewSketch(text string) Sketch {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	var hashes []uint32
	for i := 0; i+shingleWords <= len(words); i++ {
		hashes = append(hashes, uint32(xxhash.Sum64String(strings.Join(words[i:i+shingleWords], " "))))
	}
	slices.Sort(hashes)
	hashes = slices.Compact(hashes)
	return slices.Clip(hashes[:min(len(hashes), sketchSize)])
}

// String is the sketch as hex, eight digits a hash.
func (s Sketch) String() string {
	b := make([]byte, 0, 4*len(s))
	for _, h := range s {
		b = binary.BigEndian.AppendUint32(b, h)
	}
	return hex.EncodeToString(b)
}

// ParseSketch is the inverse of String; anything else gives an empty sketch, which is a copy of nothing.
func ParseSketch(text string) Sketch {
	b, err := hex.DecodeString(text)
	if err != nil || len(b)%4 != 0 || len(b) > 4*sketchSize || len(b) == 0 {
		return nil
	}
	s := make(Sketch, 0, len(b)/4)
	for ; len(b) > 0; b = b[4:] {
		s = append(s, binary.BigEndian.Uint32(b))
	}
	return s
}

// Copies reports whether a and b are sketches of copies.
func Copies(a, b Sketch) bool {
	if len(a) == 0 || len(b) == 0 {
		return false
	}
	limit := min(a[len(a)-1], b[len(b)-1])
	inA, inB, shared := 0, 0, 0
	for i, j := 0, 0; i < len(a) && a[i] <= limit || j < len(b) && b[j] <= limit; {
		switch {
		case j >= len(b) || i < len(a) && a[i] < b[j]:
			i, inA = i+1, inA+1
		case i >= len(a) || b[j] < a[i]:
			j, inB = j+1, inB+1
		default:
			i, j, inA, inB, shared = i+1, j+1, inA+1, inB+1, shared+1
		}
	}
	shorter := min(inA, inB)
	return shared > 0 && shared >= min(3, len(a), len(b)) && float64(shared) >= sharedShare*float64(shorter)
}

// independent counts the publishers whose reports are not copies of one another: the largest number of publishers that can each
// be given a report of its own, copies being one report. Ten reprints count as one; a paper that reprints and also
// reports itself counts. Unknown publishers are one publisher, since they may be.
func independent(facts []*Fact) int {
	publishers, reports := reportsOf(facts)
	if len(publishers) < 2 {
		return len(publishers)
	}
	return matching(publishers, reports)
}

// reportsOf gives for each publisher the numbers of the reports (sets of copies) it carried; count is how many there are.
func reportsOf(facts []*Fact) (publishers [][]int, count int) {
	byOutlet := make(map[string]int)
	docs := documentsOf(facts)
	index := make(map[string]int, len(docs))
	for i, d := range docs {
		index[d.IRI] = i
	}
	type pair struct{ outlet, doc int }
	carried := make(map[pair]bool)
	for _, f := range facts {
		o, ok := byOutlet[f.Outlet]
		if !ok {
			o = len(byOutlet)
			byOutlet[f.Outlet] = o
		}
		carried[pair{o, index[f.Doc.IRI]}] = true
	}
	publishers = make([][]int, len(byOutlet))
	if len(byOutlet) < 2 {
		return publishers, 0
	}
	report := clusters(docs)
	extra := len(docs)
	for p := range carried {
		r := report[p.doc]
		if len(docs[p.doc].Sketch) == 0 { // rows of one data file: each outlet reports for itself
			r, extra = extra, extra+1
		}
		publishers[p.outlet] = append(publishers[p.outlet], r)
	}
	return publishers, extra
}

// documentsOf lists the documents of facts, each once, by IRI.
func documentsOf(facts []*Fact) []*Doc {
	docs := make([]*Doc, len(facts))
	for i, f := range facts {
		docs[i] = f.Doc
	}
	slices.SortFunc(docs, func(a, b *Doc) int { return cmp.Compare(a.IRI, b.IRI) })
	return slices.CompactFunc(docs, func(a, b *Doc) bool { return a.IRI == b.IRI })
}

// clusters numbers the documents, given by IRI, so that copies, also by way of others, have one number.
func clusters(docs []*Doc) []int {
	parent := make([]int, len(docs))
	for i := range parent {
		parent[i] = i
	}
	find := func(i int) int {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	blocks := make(map[uint32][]int)
	same := make(map[string]int) // exact reprints meet without looking at blocks
	for i, d := range docs {
		if key := d.Sketch.String(); key != "" {
			if j, ok := same[key]; ok {
				parent[i] = find(j)
				continue
			}
			same[key] = i
		}
		for _, h := range d.Sketch[:min(len(d.Sketch), blockSize)] {
			block := blocks[h]
			for _, j := range block {
				if a, b := find(i), find(j); a != b && Copies(d.Sketch, docs[j].Sketch) {
					parent[max(a, b)] = min(a, b)
				}
			}
			if len(block) < blockLimit {
				blocks[h] = append(block, i)
			}
		}
	}
	for i := range parent {
		parent[i] = find(i)
	}
	return parent
}

// matching is the size of a largest matching between publishers and reports (augmenting paths, Kuhn 1955).
func matching(publishers [][]int, reports int) int {
	// Few reports first: the greedy choice is then nearly always the best one.
	slices.SortFunc(publishers, func(a, b []int) int { return cmp.Compare(len(a), len(b)) })
	owner := make([]int, reports)
	for i := range owner {
		owner[i] = -1
	}
	tried := make([]int, reports)
	var augment func(p, round int) bool
	augment = func(p, round int) bool {
		for _, r := range publishers[p] {
			if tried[r] == round {
				continue
			}
			tried[r] = round
			if owner[r] < 0 || augment(owner[r], round) {
				owner[r] = p
				return true
			}
		}
		return false
	}
	size := 0
	for p := range publishers {
		if augment(p, p+1) {
			size++
		}
	}
	return size
}
