package dossier

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"entente/graph"
	"entente/graph/store/storetest"
	"entente/queries"
)

// Whatever stands in titles, labels and sentences stays text in the report.
func TestReportHoldsNoLiveText(t *testing.T) {
	g, err := graph.Open(context.Background(), graph.Memory, &graph.Options{Store: storetest.NewModel()})
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	v, err := g.View()
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	hostile := []string{
		`<script>x()</script>`, `"><img src=x onerror=x()>`, `</style><svg onload=x()>`, `javascript:x()`, `{{.}}`, `<!--`, `]]>`,
		`' onmouseover='x()`, "\u202Etxt", "a\x00b", `</title><script>x()</script>`, `data:text/html,<script>x()</script>`,
	}
	for _, h := range hostile {
		e := queries.Evidence{Publisher: h, Title: h, URL: h, Doc: h, Claim: h, Evidence: h, Published: h, SpeakerChain: []string{h}, Modality: h}
		f := &Facts{Actor: queries.Node{ID: h, Label: h}, Other: &queries.Node{ID: h, Label: h}, Total: 2, Truncated: true, Reason: h, Facts: []Fact{{
			Edge: h, Subject: queries.Node{ID: h, Label: h}, Predicate: h + "~" + h, Object: queries.Node{ID: h, Label: h}, Parties: []queries.Node{{ID: h, Label: h}},
			Status: h, FirstDay: h, LastDay: h + "1", AffirmedBy: []queries.Node{{ID: h, Label: h}}, Claims: 3, Evidence: []queries.Evidence{e},
		}}}
		var b strings.Builder
		if err := WriteReport(&b, v, f); err != nil {
			t.Fatalf("%q: %v", h, err)
		}
		page := b.String()
		if live.MatchString(page) || strings.Count(page, "<a ") != 2 {
			t.Errorf("%q is live in the report:\n%s", h, live.FindString(page))
		}
		if strings.Count(page, "<style>") != 1 || !strings.HasSuffix(page, "</html>\n") {
			t.Errorf("%q broke the report", h)
		}
	}
	t.Logf("ran %d cases: hostile texts in a report", len(hostile))
}

// live finds elements and attributes that the template itself does not have.
var live = regexp.MustCompile(`(?i)<(script|img|svg|iframe|link)|<[^>]*\son\w+\s*=|href="(javascript|data)`)
