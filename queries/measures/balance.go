package measures

import (
	"context"
	"fmt"
	"math/bits"
	"slices"
)

// SignedEdge joins two nodes, 0 to n-1, in friendship (Negative false) or enmity. The direction does not matter.
type SignedEdge struct {
	A, B     int
	Negative bool
}

// signed is an undirected signed graph without loops; two nodes joined by both signs count as enemies.
type signed struct {
	n   int
	adj []map[int]bool // neighbour -> negative
}

func newSigned(n int, edges []SignedEdge) (*signed, error) {
	g := &signed{n: n, adj: make([]map[int]bool, n)}
	for _, e := range edges {
		if e.A < 0 || e.B < 0 || e.A >= n || e.B >= n {
			return nil, fmt.Errorf("%w: edge %d-%d in a graph of %d nodes", ErrLevel, e.A, e.B, n)
		}
		if e.A == e.B {
			continue
		}
		for _, d := range [2][2]int{{e.A, e.B}, {e.B, e.A}} {
			if g.adj[d[0]] == nil {
				g.adj[d[0]] = map[int]bool{}
			}
			g.adj[d[0]][d[1]] = g.adj[d[0]][d[1]] || e.Negative
		}
	}
	return g, nil
}

// Triads counts the triangles of a signed graph by their number of negative edges. Those with none or two
// ("the enemy of my enemy is my friend") are balanced, those with one or three are not.
type Triads struct{ Negative [4]int }

// Total is the number of triangles.
func (t Triads) Total() int {
	return t.Negative[0] + t.Negative[1] + t.Negative[2] + t.Negative[3]
}

// Balance is the share of balanced triangles, from 0 to 1; ok is false when there is none.
func (t Triads) Balance() (share float64, ok bool) {
	if t.Total() == 0 {
		return 0, false
	}
	return float64(t.Negative[0]+t.Negative[2]) / float64(t.Total()), true
}

// CountTriads counts the triangles of a signed graph of n nodes. Two nodes joined by both signs count as enemies.
//
// Sources: F. Heider, "Attitudes and Cognitive Organization", Journal of Psychology 21 (1946) 107-112; D. Cartwright
// and F. Harary, "Structural Balance", Psychological Review 63 (1956) 277-293.
func CountTriads(ctx context.Context, n int, edges []SignedEdge) (Triads, error) {
	look := &watch{ctx: ctx}
	g, err := newSigned(n, edges)
	if err != nil {
		return Triads{}, err
	}
	var t Triads
	for a := range g.adj {
		for b, ab := range g.adj[a] {
			if b < a {
				continue
			}
			if err := look.step(1 + len(g.adj[b])); err != nil {
				return Triads{}, err
			}
			for c, bc := range g.adj[b] {
				if c < b {
					continue
				}
				if ac, joined := g.adj[a][c]; joined {
					t.Negative[count(ab, bc, ac)]++
				}
			}
		}
	}
	return t, nil
}

func count(v ...bool) (n int) {
	for _, x := range v {
		if x {
			n++
		}
	}
	return n
}

// Frustration is how far a signed graph is from two camps.
type Frustration struct {
	// Edges is the least number of edges that must be taken away (or change sign) so that the nodes fall into
	// two camps with friends inside and enemies across. Exact says that it is proven least; otherwise
	// it is the best found, an upper bound.
	Edges int
	Exact bool
	// Camp is 0 or 1 for each node of the best division found, node 0 of each component in camp 0.
	Camp []int
}

// exactNodes is the largest component that is searched completely: 2^21 divisions, each in constant time.
const exactNodes = 22

// FrustrationIndex finds the frustration of a signed graph of n nodes: complete search of components up to 22
// nodes, and local search from every node's own view for larger ones, in which case the result is an upper bound unless
// it is 0.
//
// Sources: R. Abelson and M. Rosenberg, "Symbolic Psycho-logic", Behavioral Science 3 (1958) 1-13; F. Harary, "On the
// Measurement of Structural Balance", Behavioral Science 4 (1959) 316-323; S. Aref and M. Wilson, "Measuring Partial
// Balance in Signed Networks", Journal of Complex Networks 6 (2018) 566-595.
func FrustrationIndex(ctx context.Context, n int, edges []SignedEdge) (Frustration, error) {
	look := &watch{ctx: ctx}
	g, err := newSigned(n, edges)
	if err != nil {
		return Frustration{}, err
	}
	f := Frustration{Exact: true, Camp: make([]int, n)}
	for _, part := range g.components() {
		search := g.searchLocally
		if len(part) <= exactNodes {
			search = g.searchAll
		}
		edges, err := search(look, part, f.Camp)
		if err != nil {
			return Frustration{}, err
		}
		f.Edges += edges
		f.Exact = f.Exact && (len(part) <= exactNodes || edges == 0)
	}
	return f, nil
}

func (g *signed) components() [][]int {
	seen := make([]bool, g.n)
	var all [][]int
	for s := range g.n {
		if seen[s] || len(g.adj[s]) == 0 {
			continue
		}
		seen[s] = true
		part := []int{s}
		for i := 0; i < len(part); i++ {
			for v := range g.adj[part[i]] {
				if !seen[v] {
					seen[v] = true
					part = append(part, v)
				}
			}
		}
		slices.Sort(part)
		all = append(all, part)
	}
	return all
}

func (g *signed) frustrated(part, camp []int) int {
	bad := 0
	for _, a := range part {
		for b, negative := range g.adj[a] {
			if a < b && (camp[a] != camp[b]) != negative {
				bad++
			}
		}
	}
	return bad
}

func (g *signed) viewFrom(look *watch, start int, camp []int) error {
	seen := map[int]bool{start: true}
	camp[start] = 0
	queue := []int{start}
	for i := 0; i < len(queue); i++ {
		v := queue[i]
		if err := look.step(8 * (1 + len(g.adj[v]))); err != nil { // sorting counts
			return err
		}
		for _, w := range sortedKeys(g.adj[v]) {
			if seen[w] {
				continue
			}
			seen[w] = true
			camp[w] = camp[v]
			if g.adj[v][w] {
				camp[w] = 1 - camp[v]
			}
			queue = append(queue, w)
		}
	}
	return nil
}

// searchAll walks all divisions in Gray code order, so that each differs from the one before by one node and its
// cost follows from that node's neighbours.
func (g *signed) searchAll(look *watch, part, camp []int) (int, error) {
	place := make(map[int]int, len(part))
	for i, v := range part {
		place[v] = i
	}
	friends, enemies := make([]uint32, len(part)), make([]uint32, len(part))
	for i, v := range part {
		for w, negative := range g.adj[v] {
			if negative {
				enemies[i] |= 1 << place[w]
			} else {
				friends[i] |= 1 << place[w]
			}
		}
	}
	var side, best uint32
	cost := g.frustrated(part, make([]int, g.n))
	least := cost
	for k := uint32(1); k < 1<<(len(part)-1); k++ {
		if err := look.step(1); err != nil {
			return 0, err
		}
		i := bits.TrailingZeros32(k) + 1 // node 0 stays in camp 0
		other := side
		if side>>i&1 == 1 {
			other = ^side
		}
		// other has a bit for each node that is not in i's camp.
		bad := bits.OnesCount32(friends[i]&other) + bits.OnesCount32(enemies[i]&^other)
		cost += bits.OnesCount32(friends[i]|enemies[i]) - 2*bad
		side ^= 1 << i
		if cost < least {
			least, best = cost, side
		}
	}
	for i, v := range part {
		camp[v] = int(best >> i & 1)
	}
	return least, nil
}

// searchLocally moves single nodes while that helps, from the division that each node's own view gives: friends
// with it, enemies across, and so on outwards, breadth first. Where two camps exist that view is already right.
func (g *signed) searchLocally(look *watch, part, camp []int) (int, error) {
	least := -1
	try := make([]int, g.n)
	for _, start := range part {
		if err := g.viewFrom(look, start, try); err != nil {
			return 0, err
		}
		for moved := true; moved; {
			moved = false
			for _, v := range part {
				if err := look.step(1 + len(g.adj[v])); err != nil {
					return 0, err
				}
				bad := 0
				for w, negative := range g.adj[v] {
					if (try[v] != try[w]) != negative {
						bad++
					}
				}
				if 2*bad > len(g.adj[v]) {
					try[v], moved = 1-try[v], true
				}
			}
		}
		if c := g.frustrated(part, try); least < 0 || c < least {
			least = c
			flip := try[part[0]]
			for _, v := range part {
				camp[v] = try[v] ^ flip
			}
		}
	}
	return least, nil
}
