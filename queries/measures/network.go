package measures

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/graph/community"
	"gonum.org/v1/gonum/graph/simple"
)

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

// Position is a node's place in a network of ties.
type Position struct {
	// OutDegree and InDegree count distinct neighbours; OutWeight and InWeight sum the ties.
	OutDegree, InDegree int
	OutWeight, InWeight float64
	// PageRank sums to 1 over all nodes (damping .85, weighted).
	PageRank float64
	// Betweenness is the number of ordered pairs of other nodes whose shortest directed paths pass here, each
	// pair shared among its paths; weights do not matter.
	Betweenness float64
	// Community numbers the parts that the ties, taken without direction, fall into; by falling size, then by
	// least node.
	Community int
}

// Positions places every node of a graph of n nodes.
//
// Sources: L. Page, S. Brin, R. Motwani, T. Winograd, "The PageRank Citation Ranking" (1999); L. Freeman, "A Set of
// Measures of Centrality Based on Betweenness", Sociometry 40 (1977) 35-41, by U. Brandes' algorithm (2001); V. Blondel
// et al., "Fast Unfolding of Communities in Large Networks", Journal of Statistical Mechanics (2008) P10008, with
// a fixed seed.
func Positions(ctx context.Context, n int, ties []Tie) ([]Position, error) {
	look := &watch{ctx: ctx}
	weight := map[[2]int]float64{}
	for _, t := range ties {
		if t.From < 0 || t.To < 0 || t.From >= n || t.To >= n || !(t.Weight > 0) {
			return nil, fmt.Errorf("%w: tie %d-%d of weight %v in a graph of %d nodes", ErrLevel, t.From, t.To, t.Weight, n)
		}
		if t.From != t.To {
			weight[[2]int{t.From, t.To}] += t.Weight
		}
	}
	both := simple.NewWeightedUndirectedGraph(0, 0)
	for i := range n {
		both.AddNode(simple.Node(i))
	}
	out, next := make([]Position, n), make([][]int, n)
	keys := slices.SortedFunc(maps.Keys(weight), func(a, b [2]int) int { return slices.Compare(a[:], b[:]) })
	for _, k := range keys {
		w := weight[k]
		from, to := simple.Node(k[0]), simple.Node(k[1])
		both.SetWeightedEdge(both.NewWeightedEdge(from, to, w+weight[[2]int{k[1], k[0]}]))
		next[k[0]] = append(next[k[0]], k[1])
		out[k[0]].OutDegree++
		out[k[0]].OutWeight += w
		out[k[1]].InDegree++
		out[k[1]].InWeight += w
	}
	rank, err := pageRank(look, n, keys, weight, out)
	if err != nil {
		return nil, err
	}
	between, err := betweenness(look, next)
	if err != nil {
		return nil, err
	}
	for i := range out {
		out[i].PageRank, out[i].Betweenness = rank[i], between[i]
	}
	parts, err := await(ctx, func() [][]int { return communities(both) })
	if err != nil {
		return nil, err
	}
	for c, nodes := range parts {
		for _, v := range nodes {
			out[v].Community = c
		}
	}
	return out, nil
}

// pageRank iterates in the order of keys, so that the sums come out the same each time; a library that walks maps
// does not promise that. A node without outward ties gives its rank to all.
func pageRank(look *watch, n int, keys [][2]int, weight map[[2]int]float64, pos []Position) ([]float64, error) {
	const damping, tolerance, rounds = 0.85, 1e-12, 1000
	rank := make([]float64, n)
	for i := range rank {
		rank[i] = 1 / float64(n)
	}
	for range rounds {
		if err := look.step(n + len(keys)); err != nil {
			return nil, err
		}
		next := make([]float64, n)
		loose := 0.0
		for i, p := range pos {
			if p.OutWeight == 0 {
				loose += rank[i]
			}
		}
		for i := range next {
			next[i] = (1 - damping + damping*loose) / float64(n)
		}
		for _, k := range keys {
			next[k[1]] += damping * rank[k[0]] * weight[k] / pos[k[0]].OutWeight
		}
		change := 0.0
		for i := range next {
			change = max(change, next[i]-rank[i], rank[i]-next[i])
		}
		rank = next
		if change < tolerance {
			break
		}
	}
	return rank, nil
}

func communities(g *simple.WeightedUndirectedGraph) [][]int {
	if g.Edges().Len() == 0 {
		var alone [][]int
		for i := range g.Nodes().Len() {
			alone = append(alone, []int{i})
		}
		return alone
	}
	var parts [][]int
	for _, c := range community.Modularize(g, 1, rand.NewPCG(1, 1)).Communities() {
		var part []int
		for _, node := range c {
			part = append(part, int(node.ID()))
		}
		slices.Sort(part)
		parts = append(parts, part)
	}
	slices.SortFunc(parts, func(a, b []int) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), slices.Compare(a, b))
	})
	return parts
}
