package extract

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"entente/loader/text"
)

// TestShowSyntax prints how sentences are read: SENT="..." go test -run TestShowSyntax -v
func TestShowSyntax(t *testing.T) {
	in := os.Getenv("SENT")
	if in == "" {
		t.Skip("set SENT to a text to see how it is read")
	}
	r := newRules(t).analyse(&Input{ID: "d", Text: in, Published: "2024-07-10"})
	for i := range r.sents {
		if r.sents[i] == nil {
			continue
		}
		r.readOne(i)
		s := r.sents[i]
		fmt.Println(s.show())
	}
	for _, m := range r.mentions {
		fmt.Printf("  mention %q form %d id %s state %s members %v office %s\n", in[m.Span.Start:m.Span.End], m.Form, m.ID, m.State, m.Members, m.Office)
	}
	r.headlines()
	claims, _ := r.claims()
	fmt.Println(strings.ReplaceAll(list(claims), "; ", "\n"))
}

func (s *sentence) show() string {
	var b strings.Builder
	kinds := []string{"", "N", "V", "P", "C", ",", "S", "R", ";", "Q", "A", "adv", "T"}
	for i, c := range s.chunks {
		fmt.Fprintf(&b, "%d[%s %s] ", i, kinds[c.Kind], s.doc.Norm(c.First, c.Last))
	}
	b.WriteByte('\n')
	for i := range s.preds {
		p := &s.preds[i]
		fmt.Fprintf(&b, "  %d %s subj %s obj %s iobj %s adj %d gov %d kind %d through %d", i, s.doc.Norm(s.chunks[p.chunk].First, s.chunks[p.chunk].Last), s.name(p.subject), s.name(p.object), s.name(p.indirect), p.adjective, p.governor, p.kind, p.through)
		for _, ph := range p.phrases {
			fmt.Fprintf(&b, " %s:%s", ph.prep, s.name(ph.np))
		}
		fmt.Fprintf(&b, " part %q passive %v patient %v cond %v inv %v\n", p.particle, p.verb.Passive, p.subjectIsPatient, p.conditional, p.inverted)
	}
	return b.String()
}

func (s *sentence) name(np int) string {
	if np < 0 {
		return "-"
	}
	var parts []string
	for _, m := range s.members[np] {
		parts = append(parts, s.doc.Norm(s.chunks[s.unitStart(m)].First, s.chunks[m].Last))
	}
	if s.chunks[np].Kind != text.NounGroup {
		return "?"
	}
	return "<" + strings.Join(parts, "+") + ">"
}
