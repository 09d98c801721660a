package derive

import "testing"

const dispatch = "The finance ministers of Norway and Iceland signed a fisheries agreement in Bergen on Thursday after three days of talks. " +
	"Under the agreement each side opens its northern waters to forty boats of the other, and disputes go to a joint board that meets twice a year. " +
	"Fishing unions in both countries had warned that without a settlement the herring season would begin in disorder. " +
	"The agreement still needs the consent of both parliaments, which are expected to vote before the end of the spring session."

// TestReprints holds what syndication does to a report against what makes another report.
func TestReprints(t *testing.T) {
	cases := []struct {
		name, text string
		copies     bool
	}{
		{"another headline", "Herring peace: Oslo and Reykjavik settle\n\n" + dispatch, true},
		{"an agency line and a credit", "BERGEN (Northern Wire) - " + dispatch + " Reporting by our correspondent; editing by the desk.", true},
		{"the end cut", dispatch[:len(dispatch)*3/5], true},
		{"all three", "Deal at last\n\nBERGEN, Norway (NW) — " + dispatch[:len(dispatch)*3/5] + " (Northern Wire)", true},
		{"the same event in other words", "Norway and Iceland have settled their quarrel over herring. Meeting in Bergen, their finance ministers put their names on Thursday to a text that lets forty " +
			"vessels from either country fish in the north of the other. A board of both states will hear complaints. Parliaments in Oslo and Reykjavik must agree first.", false},
		{"one sentence quoted", "Critics in Tromso were not impressed by the news from the south. Under the agreement each side opens its northern waters to forty boats of the other. " +
			"That, said the owners of the smaller boats, is far too many for a coast on which catches have fallen every year since the turn of the century, and they announced protests in " +
			"every harbour from Hammerfest to Bodo, beginning next week and lasting until the ministry of fisheries receives a delegation and gives an account of its reasons.", false},
		{"the same form, another matter", "The trade ministers of Ghana and Togo signed a customs agreement in Accra on Monday after two weeks of talks. Traders on the border had asked for one rule for lorries. " +
			"The text still needs the consent of both cabinets, which are expected to decide before the summer.", false},
	}
	whole := NewSketch(dispatch)
	for _, c := range cases {
		if got := Copies(whole, NewSketch(c.text)); got != c.copies {
			t.Errorf("%s: copies %t, want %t", c.name, got, c.copies)
		}
	}
	t.Logf("ran %d cases: reprints and other reports", len(cases))
}
