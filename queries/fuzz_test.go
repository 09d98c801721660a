package queries

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"entente/graph"
	"entente/queries/syntax"
)

// FuzzRun gives any text with any options to a small graph: it must end in answers that can be written, or in an error of a
// known kind, and Complete must stay inside the text.
func FuzzRun(f *testing.F) {
	for i, s := range []string{
		"China/concerned_about", "USA/allied_with/concerned_about", "Russia/^supplies_arms_to", `"South Korea"/(allied_with|partner_of){1,2}`,
		"?state/./?any", "USA/criticizes[by=USA][since=2023-01-01][docs>=1]", "USA/allied_with - (Russia/^sanctions)", "USA/allied_with@ally/trades_with/China",
		"USA/met_with~any", "?any/.*", "China/concerned_about/has_party[stated]", "Russia/^supplies_arms_to[item~shell][amount>=1]", "USA/!(met_with|^met_with)",
		"?state/supplies_arms_to[denied_by=Russia]/Russia", "China/((.|^.)+)?", "USA/part_of[inferred]", "<state:USA>/<rel:allied_with>", "USA/.[label=ent:reference]",
	} {
		f.Add(s, uint16(i*37), "state", "claims")
	}
	v := demoGraph(f)
	f.Fuzz(func(t *testing.T, text string, flags uint16, group, count string) {
		bit := func(k int) bool { return flags&(1<<k) != 0 }
		r := &Report{}
		opt := &Options{
			Evidence: bit(0), Shortest: bit(1), AllShortest: bit(2), CountPaths: bit(3), Acyclic: bit(4), Infer: bit(5),
			Limit: 50, Timeout: 2 * time.Second, Report: r, Group: group, Count: count,
		}
		if bit(6) {
			opt.AsOf = "2024"
		}
		if bit(7) {
			opt.KnownOn, opt.Persist = "2023-06", "1y"
		}
		if bit(8) {
			opt.To = []string{"China", "Russia"}
		}
		if bit(9) {
			opt.From = []string{"USA", "topic:russia-dprk-ties"}
		}
		ctx := context.Background()
		for a, err := range Run(ctx, v, text, opt) {
			if err != nil {
				knownError(t, text, err)
				break
			}
			if _, err := json.Marshal(a); err != nil {
				t.Fatalf("%q: %v", text, err)
			}
		}
		if _, err := Tally(ctx, v, text, opt); err != nil {
			knownError(t, text, err)
		}
		if _, err := Explain(ctx, v, text, opt, bit(10)); err != nil {
			knownError(t, text, err)
		}
		if c := Complete(ctx, v, text, int(flags), bit(9), 5); c.Start < 0 || c.Start > c.End || c.End > len(text) {
			t.Fatalf("%q: completes %d to %d", text, c.Start, c.End)
		}
	})
}

func knownError(t *testing.T, text string, err error) {
	t.Helper()
	var s *syntax.Error
	var n *NameError
	switch {
	case errors.As(err, &s), errors.As(err, &n), errors.Is(err, ErrOptions), errors.Is(err, ErrTimeout), errors.Is(err, graph.ErrNotFound):
		return
	}
	t.Fatalf("%q: %v", text, err)
}
