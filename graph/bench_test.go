package graph

import (
	"context"
	"fmt"
	"iter"
	"testing"

	"entente/graph/claim"
	"entente/graph/store"
	"entente/graph/store/storetest"
)

// newsLoad makes documents of the shape of news: few popular pairs, many rare ones, ten claims a document.
func newsLoad(first, docs int) []Document {
	states := []string{"state:USA", "state:CHN", "state:RUS", "state:PRK", "state:KOR", "state:JPN", "state:IND", "state:FRA", "state:DEU", "state:GBR", "state:CHL", "state:PER"}
	relations := []string{"met_with", "criticizes", "supports", "allied_with", "supplies_arms_to", "concerned_about"}
	var out []Document
	for n := first; n < first+docs; n++ {
		var claims []claim.Claim
		for i := range 10 {
			h := n*31 + i*17
			a, b := states[(h*h)%len(states)], states[(h*h+1+i)%len(states)]
			c := says(a, relations[h%len(relations)], b, fmt.Sprintf("person:minister-%d", h%997))
			if i%3 == 0 {
				c.Object.ID = fmt.Sprintf("topic:t-%d", h%5003)
				c.Relation = relations[1+h%2]
			}
			c.SpeakerState = a
			claims = append(claims, c)
		}
		out = append(out, article(fmt.Sprintf("news/%06d", n), fmt.Sprintf("org:paper-%d", n%40), fmt.Sprintf("2024-%02d-%02d", n%12+1, n%28+1), claims...))
	}
	return out
}

func BenchmarkPut(b *testing.B) {
	quads := int64(0)
	for b.Loop() {
		g, err := Open(context.Background(), b.TempDir(), nil)
		if err != nil {
			b.Fatal(err)
		}
		quads = 0
		for first := 0; first < 10_000; first += 1000 {
			rep, err := g.Put(context.Background(), newsLoad(first, 1000))
			if err != nil {
				b.Fatal(err)
			}
			quads += rep.Quads
		}
	}
	b.ReportMetric(float64(quads)/b.Elapsed().Seconds()*float64(b.N), "quads/s")
}

// discard takes quads and keeps nothing: what is left is the cost of this package.
type discard struct{ store.Store }

func (d discard) Load(ctx context.Context, quads iter.Seq2[store.Quad, error], _ *store.LoadOptions) (store.Applied, error) {
	var a store.Applied
	for _, err := range quads {
		if err != nil {
			return a, err
		}
		a.Added++
	}
	return a, ctx.Err()
}

// BenchmarkBulkRows encodes and derives coded rows without keeping them.
func BenchmarkBulkRows(b *testing.B) {
	const rows = 200_000
	states := []string{"state:USA", "state:CHN", "state:RUS", "state:PRK", "state:KOR", "state:JPN", "state:IND", "state:FRA", "state:DEU", "state:GBR"}
	quads := int64(0)
	for b.Loop() {
		g, err := Open(context.Background(), Memory, &Options{Store: discard{storetest.NewModel()}})
		if err != nil {
			b.Fatal(err)
		}
		w, err := g.Bulk(context.Background())
		if err != nil {
			b.Fatal(err)
		}
		if err := w.Document(Document{ID: "rows", Publisher: "org:data"}); err != nil {
			b.Fatal(err)
		}
		var part []claim.Claim
		for i := range rows {
			c := says(states[i%10], "met_with", states[(i/7+1+i%3)%10])
			c.Row, c.Polarity, c.Modality, c.Happened = i+1, claim.Affirmed, claim.Coded, fmt.Sprintf("2018-%02d-%02d", i%12+1, i%28+1)
			c.Evidence, c.CAMEO, c.Extractor, c.Publisher = fmt.Sprintf("row %d\tof\ttabs", i), "040", "data@1", fmt.Sprintf("org:outlet-%d", i%500)
			part = append(part, c)
			if len(part) == 1000 {
				if err := w.Claims(part, nil); err != nil {
					b.Fatal(err)
				}
				part = part[:0]
			}
		}
		rep, err := w.Commit()
		if err != nil {
			b.Fatal(err)
		}
		quads = rep.Quads
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64(quads)*float64(b.N)/b.Elapsed().Seconds(), "quads/s")
}
