package graph

import (
	"context"
	"fmt"
	"testing"

	"entente/graph/claim"
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
		g := openModel(b)
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
