package mention

import (
	"testing"

	"entente/loader/text"
)

// TestAppositions holds for whom persons that no list has stand by what is said beside their names.
func TestAppositions(t *testing.T) {
	f := finder(t)
	cases := []struct{ text, name, state string }{
		{"Ana Berg, Norway's foreign minister, spoke.", "person:ana-berg", "state:NOR"},
		{"Ana Berg, the Norwegian foreign minister, spoke.", "person:ana-berg", "state:NOR"},
		{"Jan Olsen, a spokesman for the Norwegian government, spoke.", "person:jan-olsen", "state:NOR"},
		{"Jan Olsen, a senior Norwegian diplomat, spoke.", "person:jan-olsen", "state:NOR"},
		{"Foreign Minister Ana Berg of Norway spoke.", "person:ana-berg", "state:NOR"},
		{"Norway's Ana Berg-Hansen spoke.", "person:ana-berg-hansen", "state:NOR"},
		{"Norwegian Foreign Minister Ana Berg-Olsen spoke.", "person:ana-berg-olsen", "state:NOR"},
		{"Norway's prime minister, Ana Berg, spoke.", "person:ana-berg", "state:NOR"},
		{"Brazil's president, Ana Berg, on Monday praised Peru.", "person:ana-berg", "state:BRA"},
		{"A spokesman for the Norwegian foreign ministry, Jan Olsen, spoke.", "person:jan-olsen", "state:NOR"},
		{"Oslo's defence secretary, Jan Olsen, said so.", "person:jan-olsen", "state:NOR"},
		{"A former Norwegian diplomat, Jan Olsen, spoke.", "person:jan-olsen", ""},
		{"In Norway, Jan Olsen, spoke.", "person:jan-olsen", ""},
		{"Ana Berg, a former Norwegian diplomat, spoke.", "person:ana-berg", ""},
		{"Ana Berg, a baker in Norway, spoke.", "person:ana-berg", ""},
	}
	for _, c := range cases {
		got := "not found"
		for _, m := range f.Find(text.Parse(c.text), &Options{Day: "2024-07-10"}) {
			if m.ID == c.name {
				got = m.State
			}
		}
		if got != c.state {
			t.Errorf("%q: %s stands for %q, want %q", c.text, c.name, got, c.state)
		}
	}
	t.Logf("ran %d cases: appositions", len(cases))
}
