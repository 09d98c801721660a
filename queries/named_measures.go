package queries

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"entente/queries/library"
	"entente/queries/measures"
)

func (n *named) measure(name string, paths []library.Path) error {
	switch name {
	case "similarity":
		return n.similarity(paths)
	case "balance":
		return n.balance(paths)
	case "change-points":
		return n.changePoints(paths)
	case "position":
		return n.positions(paths)
	case "structural-holes":
		return n.holes(paths)
	case "brokerage":
		return n.brokerage(paths)
	}
	return fmt.Errorf("no measure %q", name)
}

// bounded computes under the query's own timeout, as each path is answered.
func bounded[T any](n *named, compute func(context.Context) (T, error)) (T, error) {
	ctx := n.ctx
	if n.opt.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, n.opt.Timeout)
		defer cancel()
	}
	out, err := compute(ctx)
	if isTimeout(err) && n.ctx.Err() == nil {
		err = ErrTimeout
	}
	return out, err
}

// members numbers nodes in the order in which they are met.
type membersOf struct {
	nodes []Node
	index map[string]int
}

func (m *membersOf) number(n Node) int {
	if i, ok := m.index[n.ID]; ok {
		return i
	}
	if m.index == nil {
		m.index = map[string]int{}
	}
	m.index[n.ID] = len(m.nodes)
	m.nodes = append(m.nodes, n)
	return len(m.nodes) - 1
}

// pairs runs a path and gives its ends, sorted by id so that results do not depend on the order of evaluation.
func (n *named) pairs(p *library.Path) ([][2]Node, error) {
	o := n.options(p)
	var out [][2]Node
	for a, err := range Run(n.ctx, n.src, p.Text, o) {
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.Text, err)
		}
		out = append(out, [2]Node{a.Start, a.End})
	}
	n.table.Truncated = n.table.Truncated || o.Report.Truncated
	err := sortFunc(n.ctx, out, func(a, b [2]Node) int {
		return cmp.Or(cmp.Compare(a[0].ID, b[0].ID), cmp.Compare(a[1].ID, b[1].ID))
	})
	return out, err
}

// labelled finds the paths of a label.
func labelled(paths []library.Path, label string) []library.Path {
	var out []library.Path
	for _, p := range paths {
		if p.Label == label {
			out = append(out, p)
		}
	}
	return out
}

// ties reads the paths of a label as ties between numbered nodes.
func (n *named) ties(paths []library.Path, label string, m *membersOf) ([]measures.Tie, error) {
	var out []measures.Tie
	for _, p := range labelled(paths, label) {
		pairs, err := n.pairs(&p)
		if err != nil {
			return nil, err
		}
		for _, x := range pairs {
			out = append(out, measures.Tie{From: m.number(x[0]), To: m.number(x[1]), Weight: 1})
		}
	}
	return out, nil
}

func number(x float64) Cell {
	if math.IsNaN(x) {
		return Cell{}
	}
	return Cell{Text: strconv.FormatFloat(x, 'f', 4, 64)}
}

func count1(k int) Cell { return Cell{Text: strconv.Itoa(k)} }

// similarity compares two portfolios. Paths "a 2" and "b 2" give the items on which either has level 2; with a path "items"
// every end of it is an item, level 0 where nothing says otherwise and the top level for a state towards itself;
// without one, only items on which both have a level count.
func (n *named) similarity(paths []library.Path) error {
	var items membersOf
	values := map[string]map[string]int{"a": {}, "b": {}}
	starts := map[string]string{}
	top := 1
	for _, p := range paths {
		pairs, err := n.pairs(&p)
		if err != nil {
			return err
		}
		side, level, isLevel := strings.Cut(p.Label, " ")
		k, err := strconv.Atoi(level)
		if isLevel && err != nil {
			return fmt.Errorf("a path of a similarity is labelled \"a 1\", not %q", p.Label)
		}
		top = max(top, k)
		for _, x := range pairs {
			items.number(x[1])
			if isLevel {
				values[side][x[1].ID] = k
				starts[side] = x[0].ID
			} else {
				items.number(x[0])
			}
		}
	}
	whole := len(labelled(paths, "items")) > 0
	slices.SortFunc(items.nodes, func(a, b Node) int { return cmp.Compare(a.ID, b.ID) })
	var a, b measures.Portfolio
	for _, item := range items.nodes {
		a = append(a, levelOf(values["a"], starts["a"], item.ID, whole, top))
		b = append(b, levelOf(values["b"], starts["b"], item.ID, whole, top))
	}
	n.table.Columns = []string{"measure", "value", "items"}
	for _, x := range []struct {
		name string
		of   func() (float64, error)
	}{
		{"S (Signorino and Ritter)", func() (float64, error) { return measures.S(a, b, nil, top+1) }},
		{"kappa (Cohen)", func() (float64, error) { return measures.CohenKappa(a, b, nil, top+1, measures.Squared) }},
		{"pi (Scott)", func() (float64, error) { return measures.ScottPi(a, b, nil, top+1, measures.Squared) }},
		{"agreement", func() (float64, error) { return measures.Agreement(a, b) }},
	} {
		value, err := x.of()
		cell := number(value)
		switch {
		case errors.Is(err, measures.ErrEmpty), errors.Is(err, measures.ErrUndefined):
			cell = Cell{Text: "undefined"}
		case err != nil:
			return err
		}
		n.table.Rows = append(n.table.Rows, []Cell{{Text: x.name}, cell, count1(common(a, b))})
	}
	return nil
}

func levelOf(values map[string]int, self, item string, whole bool, top int) int {
	if k, ok := values[item]; ok {
		return k
	}
	switch {
	case !whole:
		return measures.Missing
	case item == self:
		return top
	}
	return 0
}

func common(a, b measures.Portfolio) int {
	k := 0
	for i := range a {
		if a[i] != measures.Missing && b[i] != measures.Missing {
			k++
		}
	}
	return k
}

func (n *named) balance(paths []library.Path) error {
	var m membersOf
	var edges []measures.SignedEdge
	for _, label := range []string{"friends", "enemies"} {
		ties, err := n.ties(paths, label, &m)
		if err != nil {
			return err
		}
		for _, t := range ties {
			edges = append(edges, measures.SignedEdge{A: t.From, B: t.To, Negative: label == "enemies"})
		}
	}
	triads, err := bounded(n, func(ctx context.Context) (measures.Triads, error) {
		return measures.CountTriads(ctx, len(m.nodes), edges)
	})
	if err != nil {
		return err
	}
	f, err := bounded(n, func(ctx context.Context) (measures.Frustration, error) {
		return measures.FrustrationIndex(ctx, len(m.nodes), edges)
	})
	if err != nil {
		return err
	}
	n.table.Columns = []string{"measure", "value"}
	put := func(name string, c Cell) { n.table.Rows = append(n.table.Rows, []Cell{{Text: name}, c}) }
	put("states", count1(len(m.nodes)))
	for k, what := range []string{"three friendships", "one enmity", "two enmities", "three enmities"} {
		put("triads with "+what, count1(triads.Negative[k]))
	}
	if share, ok := triads.Balance(); ok {
		put("share of balanced triads", number(share))
	} else {
		put("share of balanced triads", Cell{Text: "undefined"})
	}
	what := "frustrated edges"
	if !f.Exact {
		what += " (at most)"
	}
	put(what, count1(f.Edges))
	return nil
}

// changePoints fills the months between the first and the last with zeros and looks for changes of level.
func (n *named) changePoints(paths []library.Path) error {
	n.table.Columns = []string{"month", "claims", "level", "change"}
	groups, err := Tally(n.ctx, n.src, paths[0].Text, n.options(&paths[0]))
	if err != nil {
		return fmt.Errorf("%s: %w", paths[0].Text, err)
	}
	months, series := monthly(groups)
	changes, err := bounded(n, func(ctx context.Context) ([]int, error) {
		return measures.ChangePoints(ctx, series, measures.Poisson, 0, 2)
	})
	if err != nil {
		return err
	}
	bounds := append(append([]int{0}, changes...), len(series))
	for k := range len(bounds) - 1 {
		sum := 0.0
		for _, x := range series[bounds[k]:bounds[k+1]] {
			sum += x
		}
		for i := bounds[k]; i < bounds[k+1]; i++ {
			change := ""
			if k > 0 && i == bounds[k] {
				change = "change"
			}
			n.table.Rows = append(n.table.Rows, []Cell{{Text: months[i]}, count1(int(series[i])), number(sum / float64(bounds[k+1]-bounds[k])), {Text: change}})
		}
	}
	return nil
}

// longestSeries bounds the months of a series: two thousand years.
const longestSeries = 24_000

func monthly(groups []Group) (months []string, series []float64) {
	counts := map[string]int64{}
	var known []string
	for _, g := range groups {
		if _, err := time.Parse("2006-01", g.Key); err == nil {
			counts[g.Key] = g.Count
			known = append(known, g.Key)
		}
	}
	if len(known) == 0 {
		return nil, nil
	}
	slices.Sort(known)
	at, _ := time.Parse("2006-01", known[0])
	for len(months) < longestSeries {
		m := at.Format("2006-01")
		months = append(months, m)
		series = append(series, float64(counts[m]))
		if m == known[len(known)-1] {
			break
		}
		at = at.AddDate(0, 1, 0)
	}
	return months, series
}

// byNumber sorts rows by a column of numbers, falling, then by id.
func byNumber(rows [][]Cell, column int) {
	slices.SortStableFunc(rows, func(a, b []Cell) int {
		x, _ := strconv.ParseFloat(a[column].Text, 64)
		y, _ := strconv.ParseFloat(b[column].Text, 64)
		return cmp.Or(cmp.Compare(y, x), cmp.Compare(a[0].ID, b[0].ID))
	})
}

func (n *named) positions(paths []library.Path) error {
	var m membersOf
	ties, err := n.ties(paths, "ties", &m)
	if err != nil {
		return err
	}
	list, err := bounded(n, func(ctx context.Context) ([]measures.Position, error) {
		return measures.Positions(ctx, len(m.nodes), ties)
	})
	if err != nil {
		return err
	}
	n.table.Columns = []string{"actor", "out", "in", "pagerank", "betweenness", "community"}
	for i, p := range list {
		n.table.Rows = append(n.table.Rows, []Cell{nodeCell(m.nodes[i]), count1(p.OutDegree), count1(p.InDegree), number(p.PageRank), number(p.Betweenness), count1(p.Community)})
	}
	byNumber(n.table.Rows, 3)
	return nil
}

func (n *named) holes(paths []library.Path) error {
	var m membersOf
	ties, err := n.ties(paths, "ties", &m)
	if err != nil {
		return err
	}
	list, err := bounded(n, func(ctx context.Context) ([]measures.Hole, error) {
		return measures.StructuralHoles(ctx, len(m.nodes), ties)
	})
	if err != nil {
		return err
	}
	n.table.Columns = []string{"actor", "contacts", "effective size", "efficiency", "constraint"}
	for i, h := range list {
		n.table.Rows = append(n.table.Rows, []Cell{nodeCell(m.nodes[i]), count1(h.Contacts), number(h.EffectiveSize), number(h.Efficiency), number(h.Constraint)})
	}
	byNumber(n.table.Rows, 2)
	return nil
}

func (n *named) brokerage(paths []library.Path) error {
	var m membersOf
	ties, err := n.ties(paths, "ties", &m)
	if err != nil {
		return err
	}
	group := make([]int, len(m.nodes))
	for _, p := range labelled(paths, "group") {
		pairs, err := n.pairs(&p)
		if err != nil {
			return err
		}
		for _, x := range pairs {
			if i, ok := m.index[x[0].ID]; ok {
				group[i] = 1
			}
		}
	}
	list, err := bounded(n, func(ctx context.Context) ([]measures.Brokerage, error) {
		return measures.BrokerageRoles(ctx, group, ties)
	})
	if err != nil {
		return err
	}
	n.table.Columns = []string{"actor", "total", "coordinator", "itinerant", "gatekeeper", "representative", "liaison"}
	for i, b := range list {
		n.table.Rows = append(n.table.Rows, []Cell{nodeCell(m.nodes[i]), count1(b.Total()), count1(b.Coordinator), count1(b.Itinerant), count1(b.Gatekeeper), count1(b.Representative), count1(b.Liaison)})
	}
	byNumber(n.table.Rows, 1)
	return nil
}
