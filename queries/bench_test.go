package queries

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"os"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"entente/graph"
	"entente/graph/store"
)

// compact is the least snapshot that the workload needs: terms in a map, adjacency in compressed rows. It shows what paths
// cost over a store whose look-ups cost next to nothing.
type compact struct {
	store.View // what is not used panics, and would be a finding
	ids        map[store.Term]store.ID
	terms      []store.Term
	quads      []store.IDQuad
	counts     map[store.ID]int64
	rows       map[[2]store.ID]*rows
}

type rows struct {
	at           []uint32
	ends, labels []store.ID // with labels
	eAt          []uint32
	distinct     []store.ID
	starts       int
}

func (r *rows) Ends(n store.ID) []store.ID {
	if int(n)+1 >= len(r.eAt) {
		return nil
	}
	return r.distinct[r.eAt[n]:r.eAt[n+1]]
}

func (r *rows) Edges(n store.ID) (ends, labels []store.ID) {
	if int(n)+1 >= len(r.at) {
		return nil, nil
	}
	return r.ends[r.at[n]:r.at[n+1]], r.labels[r.at[n]:r.at[n+1]]
}

func (r *rows) Nodes() iter.Seq[store.ID] {
	return func(yield func(store.ID) bool) {
		for n := range store.ID(len(r.eAt) - 1) {
			if r.eAt[n] < r.eAt[n+1] && !yield(n) {
				return
			}
		}
	}
}

func (r *rows) Sizes() (pairs, starts int) { return len(r.distinct), r.starts }

func (c *compact) id(t store.Term) store.ID {
	id, ok := c.ids[t]
	if !ok {
		id = store.ID(len(c.terms))
		c.terms = append(c.terms, t)
		c.ids[t] = id
	}
	return id
}

func (c *compact) Lookup(t store.Term) (store.ID, bool, error) {
	id, ok := c.ids[t]
	return id, ok, nil
}

func (c *compact) Term(id store.ID) (store.Term, error) { return c.terms[id], nil }

func (c *compact) MaxID() store.ID { return store.ID(len(c.terms) - 1) }

func (c *compact) Count(_ context.Context, p store.Pattern) (int64, error) { return c.counts[p.P], nil }

func (c *compact) Adjacency(_ context.Context, pred store.ID, reverse bool) (store.Adjacency, error) {
	key := [2]store.ID{pred, 0}
	if reverse {
		key[1] = 1
	}
	if r := c.rows[key]; r != nil {
		return r, nil
	}
	var edges [][3]store.ID
	for _, q := range c.quads {
		if q.P == pred {
			if reverse {
				q.S, q.O = q.O, q.S
			}
			edges = append(edges, [3]store.ID{q.S, q.O, q.G})
		}
	}
	slices.SortFunc(edges, func(a, b [3]store.ID) int { return slices.Compare(a[:], b[:]) })
	r := &rows{at: make([]uint32, len(c.terms)+1), eAt: make([]uint32, len(c.terms)+1)}
	i := 0
	for n := range store.ID(len(c.terms)) {
		r.at[n], r.eAt[n] = uint32(len(r.ends)), uint32(len(r.distinct))
		for ; i < len(edges) && edges[i][0] == n; i++ {
			if e := edges[i][1]; len(r.distinct) == int(r.eAt[n]) || r.distinct[len(r.distinct)-1] != e {
				r.distinct = append(r.distinct, e)
			}
			r.ends, r.labels = append(r.ends, edges[i][1]), append(r.labels, edges[i][2])
		}
	}
	r.at[len(c.terms)], r.eAt[len(c.terms)] = uint32(len(r.ends)), uint32(len(r.distinct))
	c.rows[key] = r
	return r, nil
}

// readCompact reads the plain N-Quads of the workload; literals are passed over.
func readCompact(tb testing.TB, file string) *compact {
	tb.Helper()
	f, err := os.Open(file)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	c := &compact{ids: map[store.Term]store.ID{}, terms: make([]store.Term, 2), counts: map[store.ID]int64{}, rows: map[[2]store.ID]*rows{}}
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		parts := strings.Split(s.Text(), " ")
		if len(parts) != 5 {
			continue
		}
		var t [4]store.ID
		for i, p := range parts[:4] {
			t[i] = c.id(store.NewIRI(strings.Trim(p, "<>")))
		}
		c.quads = append(c.quads, store.IDQuad{S: t[0], P: t[1], O: t[2], G: t[3]})
		c.counts[t[1]]++
	}
	return c
}

// workloadQuery is one instance of the workload.
type workloadQuery struct {
	ID     string
	P      map[string]string
	Ps     [][]string
	Expect int64
}

// expression writes an instance as a path.
func (q *workloadQuery) expression() string {
	hop := func(i int) string {
		var names []string
		for _, p := range q.Ps[i] {
			names = append(names, "<"+p+">")
		}
		if len(names) == 1 {
			return names[0]
		}
		return "(" + strings.Join(names, "|") + ")"
	}
	s := "<" + q.P["s"] + ">/"
	switch q.ID {
	case "Q2":
		return s + hop(0) + "/" + hop(1)
	case "Q3":
		return s + hop(0) + "/" + hop(1) + "/" + hop(2)
	case "Q4":
		return s + "^" + hop(0) + "/" + hop(1)
	case "Q5a", "Q5b", "Q5c":
		return s + hop(0) + "+"
	case "Q6", "Q7":
		return s + hop(0) + "+/<" + q.P["o"] + ">"
	}
	return ""
}

// answer runs an instance and gives what the workload expects.
func (q *workloadQuery) answer(ctx context.Context, src source, expr string) (int64, error) {
	if q.ID == "Q6" {
		d, err := distance(ctx, src, expr, nil)
		return int64(d), err
	}
	return count(ctx, src, expr, nil)
}

// TestWorkload runs the benchmark's paths: ENTENTE_BENCH names the files made by its generator ("data/1m" for data/1m.nq and
// data/1m.queries.json), ENTENTE_BENCH_DB a store that data/1m.nq was loaded into; without it they run over compact rows. It
// checks the counts; times are only printed.
func TestWorkload(t *testing.T) {
	base := os.Getenv("ENTENTE_BENCH")
	if base == "" {
		t.Skip("ENTENTE_BENCH names no workload (a benchmark, not a test of correctness)")
	}
	text, err := os.ReadFile(base + ".queries.json")
	if err != nil {
		t.Fatal(err)
	}
	var queries []workloadQuery
	if err := json.Unmarshal(text, &queries); err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	var src source = &bare{voc: bareView(t, nil).voc}
	if db := os.Getenv("ENTENTE_BENCH_DB"); db != "" {
		g, err := graph.Open(ctx, db, &graph.Options{ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		defer g.Close()
		v, err := g.View()
		if err != nil {
			t.Fatal(err)
		}
		defer v.Close()
		src = v
	} else {
		src.(*bare).st = readCompact(t, base+".nq")
	}
	times := map[string][]time.Duration{}
	var order []string
	ran := 0
	for i := range queries {
		q := &queries[i]
		expr := q.expression()
		if expr == "" {
			continue
		}
		got, err := q.answer(ctx, src, expr)
		if err != nil || got != q.Expect {
			t.Errorf("%s %s: %d, not %d (%v)", q.ID, expr, got, q.Expect, err)
		}
		ran++
		id := q.ID
		if id == "Q6" || id == "Q7" {
			id += map[bool]string{true: " hit", false: " miss"}[q.Expect > 0]
		}
		if times[id] == nil {
			order = append(order, id)
		}
		for range 20 {
			began := time.Now()
			if _, err := q.answer(ctx, src, expr); err != nil {
				t.Fatal(err)
			}
			times[id] = append(times[id], time.Since(began))
		}
	}
	for _, id := range order {
		d := times[id]
		sort.Slice(d, func(i, j int) bool { return d[i] < d[j] })
		fmt.Printf("%-8s median %8.1f µs  p99 %8.1f µs\n", id, float64(d[len(d)/2].Nanoseconds())/1e3, float64(d[len(d)*99/100].Nanoseconds())/1e3)
	}
	fmt.Printf("ran %d cases: the benchmark's paths\n", ran)
}
