package measures

import (
	"context"
	"fmt"
	"math"
)

// Tie is a directed, weighted tie between two nodes, 0 to n-1. Weights are > 0; loops are left out, and
// ties of the same two nodes in the same direction add up.
type Tie struct {
	From, To int
	Weight   float64
}

// Hole describes how a node's contacts leave it room to broker.
type Hole struct {
	// Constraint is near 0 for a node between many unconnected contacts and grows to 1 and above as its
	// contacts are connected with one another; NaN for a node without contacts.
	Constraint float64
	// EffectiveSize is the number of contacts less their redundancy; Efficiency is that divided by the
	// number of contacts.
	EffectiveSize, Efficiency float64
	Contacts                  int
}

// StructuralHoles computes Burt's measures for every node of a graph of n nodes. Ties count in both directions.
//
// Source: R. Burt, "Structural Holes: The Social Structure of Competition" (1992), pages 51-54 (effective size) and
// 54-55 (constraint).
func StructuralHoles(ctx context.Context, n int, ties []Tie) ([]Hole, error) {
	look := &watch{ctx: ctx}
	z := make([]map[int]float64, n) // z[i][j]: ties of i with j, both directions
	for _, t := range ties {
		if t.From < 0 || t.To < 0 || t.From >= n || t.To >= n {
			return nil, fmt.Errorf("%w: tie %d-%d in a graph of %d nodes", ErrLevel, t.From, t.To, n)
		}
		if !(t.Weight > 0) || math.IsInf(t.Weight, 0) {
			return nil, fmt.Errorf("%w: weight %v of tie %d-%d", ErrLevel, t.Weight, t.From, t.To)
		}
		if t.From == t.To {
			continue
		}
		for _, d := range [2][2]int{{t.From, t.To}, {t.To, t.From}} {
			if z[d[0]] == nil {
				z[d[0]] = map[int]float64{}
			}
			z[d[0]][d[1]] += t.Weight
		}
	}
	order := make([][]int, n) // sums in a fixed order, so that results do not vary in the last bit
	sum, most := make([]float64, n), make([]float64, n)
	for i := range z {
		order[i] = sortedKeys(z[i])
		for _, j := range order[i] {
			sum[i] += z[i][j]
			most[i] = max(most[i], z[i][j])
		}
	}
	out := make([]Hole, n)
	for i := range out {
		k := len(order[i])
		out[i].Contacts = k
		if k == 0 {
			out[i].Constraint = math.NaN()
			continue
		}
		var constraint, redundancy float64
		for _, j := range order[i] {
			if err := look.step(1 + k); err != nil {
				return nil, err
			}
			through := 0.0
			for _, q := range order[i] {
				if w, joined := z[q][j]; q != j && joined {
					through += z[i][q] / sum[i] * w / sum[q]
					redundancy += z[i][q] / sum[i] * z[j][q] / most[j]
				}
			}
			c := z[i][j]/sum[i] + through
			constraint += c * c
		}
		out[i].Constraint = constraint
		out[i].EffectiveSize = float64(k) - redundancy
		out[i].Efficiency = out[i].EffectiveSize / float64(k)
	}
	return out, nil
}

// Brokerage counts in how many triples a node stands between two others that have no tie from the first
// to the last: from -> broker -> to.
type Brokerage struct {
	Coordinator    int // all three in one group
	Itinerant      int // the two others in one group, the broker in another ("consultant")
	Gatekeeper     int // broker and receiver in one group, the sender outside
	Representative int // sender and broker in one group, the receiver outside
	Liaison        int // three groups
}

// Total is the sum over the roles.
func (b Brokerage) Total() int {
	return b.Coordinator + b.Itinerant + b.Gatekeeper + b.Representative + b.Liaison
}

// BrokerageRoles counts the roles of every node. group gives each node's group; weights do not matter.
//
// Source: R. Gould and R. Fernandez, "Structures of Mediation: A Formal Approach to Brokerage in Transaction
// Networks", Sociological Methodology 19 (1989) 89-126.
func BrokerageRoles(ctx context.Context, group []int, ties []Tie) ([]Brokerage, error) {
	look := &watch{ctx: ctx}
	n := len(group)
	out, in := make([]map[int]float64, n), make([]map[int]float64, n)
	for i := range n {
		out[i], in[i] = map[int]float64{}, map[int]float64{}
	}
	for _, t := range ties {
		if t.From < 0 || t.To < 0 || t.From >= n || t.To >= n {
			return nil, fmt.Errorf("%w: tie %d-%d in a graph of %d nodes", ErrLevel, t.From, t.To, n)
		}
		if t.From != t.To {
			out[t.From][t.To], in[t.To][t.From] = 1, 1
		}
	}
	roles := make([]Brokerage, n)
	for b := range n {
		for a := range in[b] {
			if err := look.step(1 + len(out[b])); err != nil {
				return nil, err
			}
			for c := range out[b] {
				if _, direct := out[a][c]; a == c || direct {
					continue
				}
				r := &roles[b]
				switch ga, gb, gc := group[a], group[b], group[c]; {
				case ga == gb && gb == gc:
					r.Coordinator++
				case ga == gc:
					r.Itinerant++
				case gb == gc:
					r.Gatekeeper++
				case ga == gb:
					r.Representative++
				default:
					r.Liaison++
				}
			}
		}
	}
	return roles, nil
}
