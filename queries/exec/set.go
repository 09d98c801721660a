package exec

import (
	"math/bits"
	"slices"
	"sync"
)

// set is a set of nodes: a bitmap to test, a list to walk in order of arrival.
type set struct {
	bits []uint64
	list []Node
}

// add reports whether n was new. n must be below the size the set was made for.
func (s *set) add(n Node) bool {
	w, m := &s.bits[n>>6], uint64(1)<<(n&63)
	if *w&m != 0 {
		return false
	}
	*w |= m
	s.list = append(s.list, n)
	return true
}

func (s *set) has(n Node) bool {
	return int(n>>6) < len(s.bits) && s.bits[n>>6]&(1<<(n&63)) != 0
}

// reset empties the set in time of its members, not of its size.
func (s *set) reset() {
	if len(s.list) > len(s.bits)/4 {
		clear(s.bits)
	} else {
		for _, n := range s.list {
			s.bits[n>>6] = 0
		}
	}
	s.list = s.list[:0]
}

// pool keeps sets between queries; it is a cache and holds no meaning.
var pool = sync.Pool{New: func() any { return new(set) }}

// newSet takes an empty set for nodes up to maxNode.
func newSet(maxNode Node) *set {
	s := pool.Get().(*set)
	if words := int(maxNode)>>6 + 1; len(s.bits) < words {
		s.bits = make([]uint64, words+words/8)
	}
	return s
}

func (s *set) free() {
	if s == nil {
		return
	}
	s.reset()
	pool.Put(s)
}

// ascending orders nodes by a bitmap, in time of the nodes and the largest of them: a long list is not sorted in one go.
func ascending(nodes []Node) []Node {
	s := newSet(slices.Max(nodes))
	defer s.free()
	for _, n := range nodes {
		s.add(n)
	}
	out := make([]Node, 0, len(s.list))
	for w, word := range s.bits {
		for ; word != 0; word &= word - 1 {
			out = append(out, Node(w*64+bits.TrailingZeros64(word)))
		}
	}
	return out
}
