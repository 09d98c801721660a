package search

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// blobs are a store of blobs that counts what is read.
type blobs map[string][]byte

func (b blobs) SearchBlob(key string) ([]byte, error) { return b[key], nil }
func (b blobs) SetBlob(key string, v []byte)          { b[key] = v }
func (b blobs) RemoveBlob(key string)                 { delete(b, key) }

func key(n int) (k Key) {
	k[0], k[1], k[2] = byte(n>>16), byte(n>>8), byte(n)
	return k
}

func find(t testing.TB, b blobs, query string, in Field, f *Filter) []int {
	t.Helper()
	q, err := Parse(query, in)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	x, err := Open(b)
	if err != nil {
		t.Fatal(err)
	}
	list, total, err := x.Find(context.Background(), q, f, 0)
	if err != nil || total != len(list) {
		t.Fatalf("%s: %d of %d, %v", query, len(list), total, err)
	}
	out := make([]int, len(list))
	for i, m := range list {
		out[i] = int(m.Key[0])<<16 | int(m.Key[1])<<8 | int(m.Key[2])
	}
	return out
}

func TestQueries(t *testing.T) {
	docs := []Doc{
		{Title: "Summit in Strelsau", Text: "Ruritania's foreign minister met Syldavia's king. They spoke of trade.", Evidence: []string{"Ruritania's foreign minister met Syldavia's king."}, First: 10, Last: 10, Publisher: "org:a"},
		{Title: "Trade", Text: "The minister for foreign trade stayed at home in Zürich.", First: 20, Last: 50, Publisher: "org:b"},
		{Title: "Weather", Text: "Snow fell on the summit. The king was cold.", First: Unknown, Last: Unknown},
	}
	for i := range docs {
		docs[i].Key = key(i)
	}
	b := blobs{}
	if err := Update(context.Background(), b, docs, nil, b); err != nil {
		t.Fatal(err)
	}
	day := func(n int32) *int32 { return &n }
	cases := []struct {
		query string
		in    Field
		f     *Filter
		want  []int
	}{
		{"king", Any, nil, []int{0, 2}},
		{"KING summit", Any, nil, []int{0, 2}},
		{"title:summit", Any, nil, []int{0}},
		{"summit", Title, nil, []int{0}},
		{`"foreign minister"`, Any, nil, []int{0}},
		{`"minister for foreign tra*"`, Any, nil, []int{1}},
		{"minist*", Any, nil, []int{0, 1}},
		{"zurich", Any, nil, []int{1}},
		{"king OR zürich", Any, nil, []int{0, 1, 2}},
		{"king NOT snow", Any, nil, []int{0}},
		{"king -snow", Any, nil, []int{0}},
		{"(king OR minister) AND (trade OR cold)", Any, nil, []int{0, 1, 2}},
		{"trade", Evidence, nil, nil},
		{"king", Evidence, nil, []int{0}},
		{"evidence:king text:trade", Any, nil, []int{0}},
		{"Ruritania's", Any, nil, []int{0}},
		{"trade", Any, nil, []int{1, 0}}, // in the title too, so before the other
		{"nothing", Any, nil, nil},
		{"king", Any, &Filter{Since: day(5)}, []int{0}},
		{"minister", Any, &Filter{Since: day(40)}, []int{1}},
		{"minister", Any, &Filter{Until: day(15)}, []int{0}},
		{"minister", Any, &Filter{Publisher: "org:b"}, []int{1}},
	}
	for _, c := range cases {
		got := find(t, b, c.query, c.in, c.f)
		if c.query != "trade" {
			slices.Sort(got)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.query, got, c.want)
		}
	}
	t.Logf("ran %d cases: queries", len(cases))
}

func TestQueryErrors(t *testing.T) {
	cases := []struct {
		query  string
		offset int
		reason string
	}{
		{"", 0, "no word"}, {"a OR", 4, "OR stands"}, {"OR a", 0, "OR stands"}, {"AND a", 0, "AND stands"}, {"a AND", 2, "after AND"}, {"a NOT", 2, "after NOT"},
		{"NOT a", 0, "only NOT"}, {"a OR NOT b", 0, "only NOT"}, {`a "b`, 2, "not closed"}, {"(a", 0, "not closed"}, {"a)", 1, "closes"}, {"()", 0, "between the brackets"},
		{"a ... b", 2, "no word in"}, {"title:", 0, "after title:"}, {strings.Repeat("(", 60) + "a", 51, "too many"}, {strings.Repeat("a ", 65), 128, "more than"},
		{strings.Repeat("a", 5000), 4096, "longer"},
	}
	for _, c := range cases {
		_, err := Parse(c.query, Any)
		wrong, ok := err.(*QueryError)
		if !ok || wrong.Offset != c.offset || !strings.Contains(wrong.Reason, c.reason) {
			t.Errorf("%.20q: %v, want %q at %d", c.query, err, c.reason, c.offset)
		}
	}
	t.Logf("ran %d cases: wrong queries", len(cases))
}

func TestHighlight(t *testing.T) {
	q, err := Parse(`"foreign minister" trad* -king`, Any)
	if err != nil {
		t.Fatal(err)
	}
	text := "The Foreign minister and the king TRADED minister jokes; foreign ministers did not."
	var got []string
	for _, s := range q.Highlight(text, Text) {
		got = append(got, text[s.Start:s.End])
	}
	if want := []string{"Foreign minister", "TRADED"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestHistories changes an index at random and holds every answer against one that looks at each document.
func TestHistories(t *testing.T) {
	words := strings.Fields("ash birch cedar elm fir")
	asked := 0
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(seed, 1))
		text := func(n int) string {
			var out []string
			for range n {
				out = append(out, words[rng.IntN(len(words))])
			}
			return strings.Join(out, " ")
		}
		b, model := blobs{}, map[int]Doc{}
		for range 60 {
			var docs []Doc
			var gone []Key
			for range 1 + rng.IntN(4) {
				n := rng.IntN(40)
				if slices.ContainsFunc(docs, func(d Doc) bool { return d.Key == key(n) }) || slices.Contains(gone, key(n)) {
					continue
				}
				if _, there := model[n]; there {
					gone = append(gone, key(n))
					delete(model, n)
					if rng.IntN(2) == 0 {
						continue
					}
				}
				model[n] = Doc{Key: key(n), Title: text(1), Text: text(rng.IntN(6)), Evidence: []string{text(2), text(2)}}
				docs = append(docs, model[n])
			}
			if err := Update(context.Background(), b, docs, gone, b); err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			for _, c := range []struct {
				query string
				has   func(d Doc) bool
			}{
				{"ash", func(d Doc) bool { return strings.Contains(d.Title+" "+d.Text, "ash") }},
				{`text:"ash birch"`, func(d Doc) bool { return strings.Contains(d.Text, "ash birch") }},
				{`evidence:"fir fir"`, func(d Doc) bool { return slices.Contains(d.Evidence, "fir fir") }},
				{"title:elm -cedar", func(d Doc) bool { return d.Title == "elm" && !strings.Contains(d.Text, "cedar") }},
				{"text:c* OR title:f*", func(d Doc) bool { return strings.Contains(d.Text, "cedar") || d.Title == "fir" }},
			} {
				var want []int
				for n, d := range model {
					if c.has(d) {
						want = append(want, n)
					}
				}
				slices.Sort(want)
				got := find(t, b, c.query, Any, nil)
				slices.Sort(got)
				if asked++; !slices.Equal(got, want) {
					t.Fatalf("seed %d: %s: %v, want %v", seed, c.query, got, want)
				}
			}
			x, err := Open(b)
			if err != nil || x.Check(context.Background()) != nil || len(x.Keys()) != len(model) {
				t.Fatalf("seed %d: %v, %d documents, want %d", seed, err, len(x.Keys()), len(model))
			}
			if len(x.segments) > 3*fanIn {
				t.Fatalf("seed %d: %d segments", seed, len(x.segments))
			}
		}
		if len(b) > 5*4*fanIn {
			t.Errorf("seed %d: %d blobs are left", seed, len(b))
		}
	}
	t.Logf("ran %d cases: questions in random histories", asked)
}

func TestDamage(t *testing.T) {
	b := blobs{}
	var docs []Doc
	for i := range 50 {
		docs = append(docs, Doc{Key: key(i), Title: "a title", Text: fmt.Sprintf("word%d and others in a text %d", i, i*i)})
	}
	if err := Update(context.Background(), b, docs, nil, b); err != nil {
		t.Fatal(err)
	}
	rng, cases := rand.New(rand.NewPCG(7, 7)), 0
	q, err := Parse(`"text 4*" OR word*`, Any)
	if err != nil {
		t.Fatal(err)
	}
	for name, whole := range b {
		for range 200 {
			bad := slices.Clone(whole)
			if rng.IntN(2) == 0 {
				bad = bad[:rng.IntN(len(bad))]
			} else {
				bad[rng.IntN(len(bad))] ^= byte(1 + rng.IntN(255))
			}
			b[name] = bad
			if x, err := Open(b); err == nil { // no panic, and no endless loop
				_ = x.Check(context.Background())
				_, _, _ = x.Find(context.Background(), q, nil, 10)
			}
			cases++
		}
		b[name] = whole
	}
	t.Logf("ran %d cases: damaged blobs", cases)
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"a b", `"a b*" OR (title:c -d)`, "NOT a b AND c", "evidence:(a OR b)", "ü\xff*"} {
		f.Add(s)
	}
	b := blobs{}
	if err := Update(context.Background(), b, []Doc{{Title: "a b", Text: "a b c d ü"}}, nil, b); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q, err := Parse(text, Any)
		if err != nil {
			return
		}
		x, err := Open(b)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := x.Find(context.Background(), q, nil, 10); err != nil {
			t.Fatal(err)
		}
		for _, s := range q.Highlight(text, Text) {
			if s.Start < 0 || s.End > len(text) || s.Start >= s.End {
				t.Fatalf("%v in %d bytes", s, len(text))
			}
		}
	})
}

func TestBestEqualsSortingAll(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // a fixed seed
	cases := 0
	for range 200 {
		list := make([]Match, rng.IntN(60))
		for i := range list {
			list[i] = Match{key(rng.IntN(40)), float64(rng.IntN(5))}
		}
		n := rng.IntN(70) - 3
		want := slices.Clone(list)
		slices.SortFunc(want, compare)
		if n > 0 && n < len(want) {
			want = want[:n]
		}
		cases++
		if got := best(slices.Clone(list), n); !slices.Equal(got, want) {
			t.Fatalf("best %d of %v: %v, want %v", n, list, got, want)
		}
	}
	t.Logf("ran %d cases", cases)
}
