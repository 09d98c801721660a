// Package claimtest draws random valid claims for property tests.
package claimtest

import (
	"strconv"
	"strings"

	"pgregory.net/rapid"

	"entente/graph/claim"
)

// Ends, Relations and Documents are what Claim draws from: few, so that claims meet on edges.
var (
	ends = []string{"state:USA", "state:CHN", "state:RUS", "state:PRK", "state:KOR", "org:nato", "person:ada-lovelace", "person:ben-okri", "topic:grain-trade", "group:quad", "office:us-president"}
	rels = []string{"met_with", "concerned_about", "supplies_arms_to", "allied_with", "criticizes", "supports"}
	days = []string{"", "2024-07-01", "2024-07", "2023", "2019/..", "../2020-03", "XXXX-07-20", "201X", "2022-05/2023-06"}
)

// Claim draws a valid, normalized claim of document doc; its text, if any, must hold the evidence elsewhere.
func Claim(t *rapid.T, doc string) claim.Claim {
	c := claim.Claim{
		Doc: doc, Relation: rapid.SampledFrom(rels).Draw(t, "relation"),
		Polarity:  rapid.SampledFrom([]claim.Polarity{claim.Affirmed, claim.Denied}).Draw(t, "polarity"),
		Modality:  rapid.SampledFrom([]claim.Modality{claim.Asserted, claim.Reported, claim.Planned, claim.Demanded, claim.Hypothetical, claim.Coded}).Draw(t, "modality"),
		Subject:   end(t, "subject"),
		Object:    end(t, "object"),
		Published: day(t, "published"), Said: day(t, "said"), Happened: day(t, "happened"),
		TimeText: words(t, "time"), Rule: words(t, "rule"), Extractor: "rules@" + strconv.Itoa(rapid.IntRange(1, 9).Draw(t, "version")),
		Confidence: float64(rapid.IntRange(0, 100).Draw(t, "confidence")) / 100,
		CAMEO:      rapid.SampledFrom([]string{"", "012", "0871"}).Draw(t, "cameo"),
		PLOVER:     rapid.SampledFrom([]string{"", "CONSULT"}).Draw(t, "plover"),
		Chain:      rapid.SliceOfN(rapid.SampledFrom(ends), 0, 3).Draw(t, "chain"),
		Parties:    rapid.SliceOfNDistinct(rapid.SampledFrom(ends), 0, 3, rapid.ID).Draw(t, "parties"),
	}
	if rapid.Bool().Draw(t, "row") {
		c.Row = rapid.IntRange(1, 1000).Draw(t, "number")
		c.Publisher = rapid.SampledFrom([]string{"", "org:daily-planet"}).Draw(t, "publisher")
	} else {
		c.Sentence = claim.Span{Start: rapid.IntRange(0, 50).Draw(t, "start")}
		c.Evidence = "x" + words(t, "evidence")
		c.Sentence.End = c.Sentence.Start + len(c.Evidence)
	}
	states(t, &c)
	extras(t, &c)
	c.Normalize()
	return c
}

func end(t *rapid.T, name string) claim.End {
	e := claim.End{ID: rapid.SampledFrom(ends).Draw(t, name)}
	if rapid.Bool().Draw(t, name+" named") {
		e.Span.Start = rapid.IntRange(0, 60).Draw(t, name+" start")
		e.Span.End = e.Span.Start + rapid.IntRange(1, 20).Draw(t, name+" length")
	}
	return e
}

func states(t *rapid.T, c *claim.Claim) {
	state := rapid.SampledFrom([]string{"", "state:USA", "state:RUS"})
	c.Subject.State = state.Draw(t, "subject state")
	c.Object.State = state.Draw(t, "object state")
	c.SpeakerState = state.Draw(t, "speaker state")
	c.VoiceState = state.Draw(t, "voice state")
}

func extras(t *rapid.T, c *claim.Claim) {
	if rapid.Bool().Draw(t, "scored") {
		s := float64(rapid.IntRange(-100, 100).Draw(t, "score")) / 10
		c.Score = &s
	}
	if rapid.Bool().Draw(t, "qualified") {
		c.Qualifiers = map[string]string{"item": words(t, "item"), "type": "defence"}
	}
	if rapid.Bool().Draw(t, "speech") {
		c.Content = &claim.Proposition{
			Subject: rapid.SampledFrom(ends).Draw(t, "content subject"), Relation: rapid.SampledFrom(rels).Draw(t, "content relation"),
			Object: rapid.SampledFrom(ends).Draw(t, "content object"), Polarity: claim.Denied, Modality: claim.Planned,
		}
	}
}

func day(t *rapid.T, name string) string { return rapid.SampledFrom(days).Draw(t, name) }

// words draws text with what breaks careless writers: quotes, line ends, control characters, other scripts.
func words(t *rapid.T, name string) string {
	parts := rapid.SliceOfN(rapid.SampledFrom([]string{"met", " ", "\n", `"`, `\`, "é", "北京", "\u2028", "<b>", "\x01", "\x7f", "'", "\t", "😀"}), 0, 6).Draw(t, name)
	return strings.Join(parts, "")
}
