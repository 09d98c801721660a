package queries

import (
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"

	"entente/graph/store"
	"entente/graph/store/postgres"
	"entente/graph/store/storetest"
	"entente/internal/pgtest"
	"entente/queries/syntax"
)

// This file holds the whole way of an expression (text, tree, names, plan, evaluation) to a reading of the tree by the book over
// a list of quads.

type ends [2]string

// book evaluates a tree by the book.
type book struct {
	quads []store.Quad
	nodes []string
}

func newBook(quads []store.Quad, named ...string) *book {
	b := &book{quads: quads}
	for _, q := range quads {
		b.nodes = append(b.nodes, q.S.Value, q.O.Value)
	}
	b.nodes = append(b.nodes, named...)
	slices.Sort(b.nodes)
	b.nodes = slices.Compact(b.nodes)
	return b
}

func (b *book) stay() map[ends]uint64 {
	out := map[ends]uint64{}
	for _, n := range b.nodes {
		out[ends{n, n}] = 1
	}
	return out
}

func then(x, y map[ends]uint64) map[ends]uint64 {
	out := map[ends]uint64{}
	for a, k := range x {
		for c, l := range y {
			if a[1] == c[0] {
				out[ends{a[0], c[1]}] += k * l
			}
		}
	}
	return out
}

// triples walks the triples that test lets through, each once.
func (b *book) triples(filters []syntax.Filter, test func(p string) bool) map[ends]uint64 {
	out := map[ends]uint64{}
	seen := map[[3]string]bool{}
	for _, q := range b.quads {
		key := [3]string{q.S.Value, q.P.Value, q.O.Value}
		if seen[key] || !test(q.P.Value) {
			continue
		}
		pass := true
		for i := range filters {
			has := false
			for _, v := range filters[i].Values {
				has = has || v.Text == q.G.Value
			}
			pass = pass && has == (filters[i].Op == syntax.Equal)
		}
		if pass {
			seen[key] = true
			out[ends{key[0], key[2]}]++
		}
	}
	return out
}

func turn(x map[ends]uint64) map[ends]uint64 {
	out := map[ends]uint64{}
	for a, k := range x {
		out[ends{a[1], a[0]}] = k
	}
	return out
}

func add(x, y map[ends]uint64) map[ends]uint64 {
	out := map[ends]uint64{}
	for _, m := range []map[ends]uint64{x, y} {
		for a, k := range m {
			out[a] += k
		}
	}
	return out
}

func once(x map[ends]uint64) map[ends]uint64 {
	out := map[ends]uint64{}
	for a := range x {
		out[a] = 1
	}
	return out
}

func (b *book) eval(s syntax.Step, filters []syntax.Filter) map[ends]uint64 {
	switch s := s.(type) {
	case *syntax.Rel:
		return b.triples(filters, func(p string) bool { return p == s.Name.Text })
	case *syntax.Any:
		return b.triples(filters, func(string) bool { return true })
	case *syntax.Not:
		var not [2][]string
		named := [2]bool{len(s.Items) == 0, false}
		for _, item := range s.Items {
			side := 0
			if item.Inverse {
				side = 1
			}
			not[side], named[side] = append(not[side], item.Rel.Name.Text), true
		}
		out := map[ends]uint64{}
		if named[0] {
			out = b.triples(filters, func(p string) bool { return !slices.Contains(not[0], p) })
		}
		if named[1] {
			out = add(out, turn(b.triples(filters, func(p string) bool { return !slices.Contains(not[1], p) })))
		}
		return out
	case *syntax.Inverse:
		return turn(b.eval(s.X, filters))
	case *syntax.Seq:
		out := b.stay()
		for _, x := range s.Items {
			out = then(out, b.eval(x, filters))
		}
		return out
	case *syntax.Alt:
		out := map[ends]uint64{}
		for _, x := range s.Items {
			out = add(out, b.eval(x, filters))
		}
		return out
	case *syntax.Filtered:
		return b.eval(s.X, append(slices.Clone(s.Filters), filters...))
	case *syntax.Repeat:
		return b.repeat(s, b.eval(s.X, filters))
	}
	panic("no such step")
}

func (b *book) repeat(r *syntax.Repeat, x map[ends]uint64) map[ends]uint64 {
	if r.Braces && r.Max != syntax.Unbounded {
		out, power := map[ends]uint64{}, b.stay()
		for k := 0; k <= r.Max; k++ {
			if k >= r.Min {
				out = add(out, power)
			}
			power = then(power, x)
		}
		return out
	}
	most := r.Max
	if most == syntax.Unbounded {
		most = r.Min + len(b.nodes) + 1
	}
	out, power := map[ends]uint64{}, b.stay()
	for k := 0; k <= most; k++ {
		if k >= r.Min {
			out = add(out, power)
		}
		power = once(then(power, x))
	}
	return once(out)
}

// writer makes random grammatical expressions.
type writer struct{ *rand.Rand }

func (w writer) node() string { return fmt.Sprintf("http://e.org/n%d", w.IntN(31)) }
func (w writer) pred() string { return "http://e.org/" + string(rune('p'+w.IntN(3))) }

func (w writer) rel() *syntax.Rel {
	return &syntax.Rel{Name: syntax.Name{Kind: syntax.IRI, Text: w.pred()}}
}

func (w writer) step(depth int) syntax.Step {
	if depth == 0 || w.IntN(4) == 0 {
		switch w.IntN(8) {
		case 0:
			return &syntax.Any{}
		case 1:
			n := &syntax.Not{}
			for range w.IntN(3) {
				n.Items = append(n.Items, syntax.NotItem{Rel: *w.rel(), Inverse: w.IntN(2) == 0})
			}
			return n
		case 2:
			f := syntax.Filter{Key: "label", Op: syntax.Equal}
			if w.IntN(2) == 0 {
				f.Op = syntax.NotEqual
			}
			for range 1 + w.IntN(2) {
				f.Values = append(f.Values, syntax.Name{Kind: syntax.IRI, Text: fmt.Sprintf("http://e.org/g%d", w.IntN(3))})
			}
			return &syntax.Filtered{X: w.rel(), Filters: []syntax.Filter{f}}
		}
		return w.rel()
	}
	switch w.IntN(6) {
	case 0:
		return &syntax.Inverse{X: w.step(depth - 1)}
	case 1, 2:
		return &syntax.Seq{Items: []syntax.Step{w.step(depth - 1), w.step(depth - 1)}}
	case 3:
		return &syntax.Alt{Items: []syntax.Step{w.step(depth - 1), w.step(depth - 1)}}
	}
	r := &syntax.Repeat{X: w.step(depth - 1), Max: syntax.Unbounded}
	switch w.IntN(5) {
	case 0:
		r.Min = 1
	case 1:
		r.Max = 1
	case 2:
		r.Braces, r.Min = true, w.IntN(3)
		r.Max = r.Min + w.IntN(3)
	case 3:
		r.Braces, r.Min = true, w.IntN(3)
	}
	return r
}

// path makes an expression of one path, with its start and end ("" if open).
func (w writer) path() (p *syntax.Path, start, end string) {
	p = &syntax.Path{Steps: w.step(3)}
	if w.IntN(4) > 0 {
		start = w.node()
		p.Start = &syntax.Name{Kind: syntax.IRI, Text: start}
	} else {
		p.Start = &syntax.Name{Kind: syntax.Kind, Text: "any"}
	}
	if w.IntN(3) == 0 {
		end = w.node()
	}
	return p, start, end
}

func (b *book) path(p *syntax.Path, start, end string) map[ends]uint64 {
	out := map[ends]uint64{}
	for a, k := range b.eval(p.Steps, nil) {
		if (start == "" || a[0] == start) && (end == "" || a[1] == end) {
			out[a] = k
		}
	}
	return out
}

func checkExpression(t testing.TB, seed uint64, view func(testing.TB, []store.Quad) *bare) {
	t.Helper()
	w := writer{rand.New(rand.NewPCG(seed, 2))}
	var quads []store.Quad
	nodes := 1 + w.IntN(30)
	for range w.IntN(2*nodes + 2) {
		quads = append(quads, store.Quad{
			S: store.NewIRI(fmt.Sprintf("http://e.org/n%d", w.IntN(nodes))), P: store.NewIRI(w.pred()),
			O: store.NewIRI(fmt.Sprintf("http://e.org/n%d", w.IntN(nodes))), G: store.NewIRI(fmt.Sprintf("http://e.org/g%d", w.IntN(3))),
		})
	}
	p, start, end := w.path()
	expr := syntax.Print(p)
	parsed, err := syntax.Parse(expr)
	if err != nil || syntax.Print(parsed) != expr {
		t.Fatalf("seed %d: %s parses as %v, %v", seed, expr, parsed, err)
	}
	var named []string
	for _, n := range []string{start, end} {
		if n != "" {
			named = append(named, n)
		}
	}
	want := newBook(quads, named...).path(p, start, end)
	var set syntax.Set = p
	if end == "" && w.IntN(4) == 0 {
		q, start2, end2 := w.path()
		right := map[string]bool{}
		if end2 != "" {
			q.End, end2 = nil, ""
		}
		var names2 []string
		if start2 != "" {
			names2 = []string{start2}
		}
		for a := range newBook(quads, names2...).path(q, start2, end2) {
			right[a[1]] = true
		}
		op := syntax.And
		if w.IntN(2) == 0 {
			op = syntax.Minus
		}
		for a := range want {
			if right[a[1]] == (op == syntax.Minus) {
				delete(want, a)
			}
		}
		set = &syntax.Join{Op: op, Left: p, Right: q}
		expr = syntax.Print(set)
	}
	v := view(t, quads)
	_, server := v.st.(*postgres.View)
	switch k := w.IntN(3); {
	case server: // as it is
	case k == 0:
		v.st = coldView{v.st}
	case k == 1:
		v.st = farView{coldView{v.st}}
	}
	for _, counting := range []bool{false, true} {
		opt := &Options{CountPaths: counting}
		if end != "" {
			opt.To = []string{"<" + end + ">"}
		}
		got := map[ends]uint64{}
		for a, err := range run(context.Background(), v, expr, opt) {
			if err != nil {
				t.Fatalf("seed %d: %s: %v", seed, expr, err)
			}
			key := ends{a.Start.ID, a.End.ID}
			if got[key] != 0 {
				t.Fatalf("seed %d: %s: %v twice", seed, expr, key)
			}
			got[key] = max(a.Paths, 1)
		}
		for a, k := range want {
			if got[a] == 0 || counting && got[a] != k {
				t.Fatalf("seed %d: %s to %q on %v: %v is %d, not %d", seed, expr, end, quads, a, got[a], k)
			}
		}
		if len(got) != len(want) {
			t.Fatalf("seed %d: %s to %q on %v: %v, not %v", seed, expr, end, quads, got, want)
		}
	}
	if n, err := count(context.Background(), v, expr, nil); end == "" && (err != nil || n != int64(len(want))) {
		t.Fatalf("seed %d: %s counts %d, not %d (%v)", seed, expr, n, len(want), err)
	}
}

func TestRandomExpressions(t *testing.T) {
	n := uint64(2000)
	if os.Getenv("ENTENTE_STRESS") == "1" {
		n = 200_000
	}
	if s, err := strconv.ParseUint(os.Getenv("ENTENTE_STRESS_CASES"), 10, 64); err == nil {
		n = s
	}
	for seed := range n {
		checkExpression(t, seed, bareView)
		if t.Failed() {
			return
		}
	}
	fmt.Printf("ran %d cases: random expressions against the book\n", n)
}

func FuzzExpressions(f *testing.F) {
	for seed := range uint64(10) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) { checkExpression(t, seed, bareView) })
}

// coldView is a snapshot of which no adjacency stands ready.
type coldView struct{ store.View }

func (coldView) HasAdjacency(store.ID, bool) bool { return false }

// farView is a snapshot that is asked for many nodes at once.
type farView struct{ coldView }

func (v farView) Expand(ctx context.Context, nodes, preds []store.ID, reverse bool) iter.Seq2[store.IDQuad, error] {
	return func(yield func(store.IDQuad, error) bool) {
		for q, err := range v.Scan(ctx, store.Pattern{}) {
			from := q.S
			if reverse {
				from = q.O
			}
			if (err != nil || slices.Contains(nodes, from) && slices.Contains(preds, q.P)) && !yield(q, err) {
				return
			}
		}
	}
}

// TestServersRandomExpressions asks a store on a server, whose steps are statements over the whole frontier.
func TestServersRandomExpressions(t *testing.T) {
	if os.Getenv("ENTENTE_SERVERS") == "" {
		t.Skip("starts a server: runs in `make servers`")
	}
	const n = 60
	server := pgtest.Start(t)
	for seed := range uint64(n) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			checkExpression(t, seed, func(t testing.TB, quads []store.Quad) *bare {
				v := bareView(t, quads)
				s, err := postgres.Open(context.Background(), server.New(), nil)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { s.Close() })
				if _, err := s.Load(context.Background(), storetest.All(quads), nil); err != nil {
					t.Fatal(err)
				}
				if v.st, err = s.View(); err != nil {
					t.Fatal(err)
				}
				return v
			})
		})
	}
	fmt.Printf("ran %d cases: random expressions on a server against the book\n", n)
}
