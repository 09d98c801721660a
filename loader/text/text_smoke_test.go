package text

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestShow(t *testing.T) {
	f := os.Getenv("SHOW")
	if f == "" {
		t.Skip("no file to show")
	}
	b, _ := os.ReadFile(f)
	d := Parse(string(b))
	names := []string{"?", "Det", "Poss", "Pron", "N", "NP", "Num", "Adj", "Adv", "VB", "VBP", "VBD", "VBN", "VBG", "MD", "BE", "HV", "DO", "TO", "P", "C", "SUB", "WH", "NEG", ".", "-", "Q", "(", ",", ";"}
	fmt.Println("place", d.DatelinePlace, "day", d.DatelineDay, "pub", d.Published, Language(d.Body))
	for _, s := range d.Sentences {
		var sb strings.Builder
		for _, k := range d.Tokens[s.First:s.Last] {
			sb.WriteString(d.Body[k.Span.Start:k.Span.End] + "/" + names[k.Tag] + " ")
		}
		fmt.Println("Z", s.Zone, "P", s.Paragraph, sb.String())
		kinds := []string{"", "N", "V", "P", "C", ",", "S", "R", ";", "Q", "A", "adv", "T"}
		sb.Reset()
		for _, c := range d.Chunks(nil, s.First, s.Last, nil) {
			sb.WriteString("[" + kinds[c.Kind] + " " + d.Norm(c.First, c.Last) + "] ")
		}
		fmt.Println("   ", sb.String())
	}
	for _, q := range d.Quotes {
		fmt.Println("Q:", d.Body[q.Span.Start:q.Span.End])
	}
}
