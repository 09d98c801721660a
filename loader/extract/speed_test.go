package extract

import (
	"context"
	"testing"

	"entente/loader/text"
)

// article is a text of our own with the usual variety of news.
const article = `Norway's foreign minister said on Monday that Chile had sent drones to Peru, and called on both governments to return to talks.

"We are concerned about the situation in the region, and we will not recognise any change made by force," the minister told reporters in Oslo after a meeting with his Swedish counterpart. "Our allies share that view."

Chile denied the accusation. Its defence ministry said no weapons had been delivered, and that cooperation with Peru was limited to rescue at sea.

According to Peruvian officials, the two countries plan joint exercises next month. Bolivia, which borders both, has urged restraint and offered to mediate.

The European Union imposed sanctions on two Chilean companies last year over the sale of radar systems. Brazil condemned the measures, while Argentina abstained from the vote.
`

// BenchmarkRead measures raw text to claims on one core; sentences per second is what the targets speak of.
func BenchmarkRead(b *testing.B) {
	rules := newRules(b)
	body := article
	sentences := len(text.Parse(body).Sentences)
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if _, err := rules.Read(context.Background(), &Input{ID: "d", Text: body, Published: "2024-07-10"}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(sentences)*float64(b.N)/b.Elapsed().Seconds(), "sentences/s")
}
