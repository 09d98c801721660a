package turtle

import (
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"entente/graph/store"
)

// same reports whether two sets of quads are equal up to the names of blank nodes: it colours the nodes by what surrounds them,
// and tries out pairs where colours do not decide.
func same(a, b []store.Quad) bool {
	a, b = distinct(a), distinct(b)
	return len(a) == len(b) && match(a, b, map[string]uint64{}, map[string]uint64{}, 1)
}

func distinct(qs []store.Quad) []store.Quad {
	seen := map[store.Quad]bool{}
	var out []store.Quad
	for _, q := range qs {
		if !seen[q] {
			seen[q] = true
			out = append(out, q)
		}
	}
	return out
}

func match(a, b []store.Quad, fixedA, fixedB map[string]uint64, next uint64) bool {
	ca, cb := colours(a, fixedA), colours(b, fixedB)
	ga, gb := groups(ca), groups(cb)
	if len(ga) != len(gb) {
		return false
	}
	var undecided uint64
	for c, names := range ga {
		if len(names) != len(gb[c]) {
			return false
		}
		if len(names) > 1 && (undecided == 0 || len(names) < len(ga[undecided])) {
			undecided = c
		}
	}
	if undecided == 0 {
		return slices.Equal(painted(a, ca), painted(b, cb))
	}
	first := ga[undecided][0]
	fixedA[first] = next
	for _, other := range gb[undecided] {
		fixedB[other] = next
		if match(a, b, fixedA, fixedB, next+1) {
			return true
		}
		delete(fixedB, other)
	}
	delete(fixedA, first)
	return false
}

func groups(colours map[string]uint64) map[uint64][]string {
	out := map[uint64][]string{}
	for name, c := range colours {
		out[c] = append(out[c], name)
	}
	return out
}

// colours refines as many times as there are nodes.
func colours(qs []store.Quad, fixed map[string]uint64) map[string]uint64 {
	now := map[string]uint64{}
	for _, q := range qs {
		for _, t := range [...]store.Term{q.S, q.O, q.G} {
			if t.Kind == store.Blank {
				now[t.Value] = fixed[t.Value]
			}
		}
	}
	for range len(now) {
		around := map[string][]string{}
		for _, q := range qs {
			for _, t := range [...]store.Term{q.S, q.O, q.G} {
				if t.Kind == store.Blank {
					around[t.Value] = append(around[t.Value], paint(q, now, t.Value))
				}
			}
		}
		then := map[string]uint64{}
		for name, lines := range around {
			slices.Sort(lines)
			h := fnv.New64a()
			fmt.Fprintln(h, fixed[name], now[name], strings.Join(lines, "\n"))
			then[name] = h.Sum64() | 1
		}
		now = then
	}
	return now
}

func paint(q store.Quad, colours map[string]uint64, self string) string {
	spell := func(t store.Term) string {
		if t.Kind != store.Blank {
			return t.String()
		}
		if t.Value == self {
			return "_:self"
		}
		return "_:" + strconv.FormatUint(colours[t.Value], 16)
	}
	return spell(q.S) + " " + spell(q.P) + " " + spell(q.O) + " " + spell(q.G)
}

func painted(qs []store.Quad, colours map[string]uint64) []string {
	var out []string
	for _, q := range qs {
		out = append(out, paint(q, colours, ""))
	}
	slices.Sort(out)
	return out
}

func requireSame(t *testing.T, name string, got, want []store.Quad) {
	t.Helper()
	if !same(got, want) {
		t.Errorf("%s:\n got %v\nwant %v", name, got, want)
	}
}

// requireSyntaxError checks that err is one, and that its place is in data.
func requireSyntaxError(t *testing.T, name string, data []byte, err error) *SyntaxError {
	t.Helper()
	var e *SyntaxError
	if !errors.As(err, &e) {
		t.Errorf("%s: accepted, or another error: %v", name, err)
		return nil
	}
	if e.Line < 1 || e.Column < 1 || e.Offset < 0 || e.Offset > int64(len(data)) || e.Reason == "" {
		t.Errorf("%s: impossible place or no reason: %#v", name, e)
		return e
	}
	before := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.TrimPrefix(string(data[:e.Offset]), "\uFEFF"))
	if line := int64(strings.Count(before, "\n") + 1); line != e.Line {
		t.Errorf("%s: byte %d is in line %d, not %d", name, e.Offset, line, e.Line)
	}
	if column := utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1; column != e.Column {
		t.Errorf("%s: byte %d is column %d, not %d", name, e.Offset, column, e.Column)
	}
	return e
}
