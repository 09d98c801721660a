package polecat_test

import (
	"strings"
	"testing"

	"entente/loader/dataset"
	"entente/loader/dataset/datasettest"
	"entente/loader/dataset/polecat"
)

func session(tb testing.TB) func() *dataset.Session {
	v := datasettest.Vocabulary(tb)
	return func() *dataset.Session { return dataset.NewSession(v) }
}

// header is the line of the published files, in their order.
const header = "Event ID\tEvent Date\tEvent Type\tEvent Mode\tIntensity\tQuad Code\tContexts\tActor Name\tActor Country\tActor COW\tPrimary Actor Sector\tActor Sectors\tActor Title\tActor Name Raw\tWikipedia Actor ID\tRecipient Name\tRecipient Country\tRecipient COW\tPrimary Recipient Sector\tRecipient Sectors\tRecipient Title\tRecipient Name Raw\tWikipedia Recipient ID\tPlacename\tCity\tDistrict\tProvince\tCountry\tLatitude\tLongitude\tGeoNames ID\tRaw Placename\tFeature Type\tSource\tPublication Date\tStory People\tStory Organizations\tStory Locations\tLanguage\tVersion\n"

func row(kind, mode, actor, country1, sector1, recipient, country2, sector2 string) string {
	f := make([]string, 40)
	for i := range f {
		f[i] = "None"
	}
	f[0], f[1], f[2], f[3], f[4], f[5], f[6] = "E1", "2019-05-06", kind, mode, "2.5", "VERBAL COOPERATION", "diplomatic; military"
	f[7], f[8], f[10], f[15], f[16], f[18] = actor, country1, sector1, recipient, country2, sector2
	f[23], f[27], f[33], f[34] = "Lima", "PER", "A Paper", "2019-05-07"
	return strings.Join(f, "\t") + "\n"
}

func TestRows(t *testing.T) {
	cases := []struct{ name, text, want string }{
		{"two states", header + row("CONSULT", "None", "Peru", "PER", "GOV", "Chile", "CHL", "None"), "state:PER met_with state:CHL"},
		{"case of types", header + row("Consult", "Visit", "Peru", "PER", "GOV", "Chile", "CHL", "None"), "state:PER visited state:CHL"},
		{"several on both sides", header + row("SUPPORT", "None", "Peru; Ecuador", "PER; ECU", "GOV", "Chile; Argentina", "CHL; ARG", "GOV"),
			"state:PER supports state:CHL|state:PER supports state:ARG|state:ECU supports state:CHL|state:ECU supports state:ARG"},
		{"sector without name", header + row("ACCUSE", "allege", "None", "PER", "MIL", "Chile", "CHL", "None"), "org:peruvian-military accuses state:CHL"},
		{"country alone", header + row("ACCUSE", "disapprove", "None", "PER", "None", "None", "CHL", "None"), "state:PER criticizes state:CHL"},
		{"a person nobody knows", header + row("ACCUSE", "investigate", "Xaverio Quintanal", "PER", "GOV", "Chile", "CHL", "None"), "person:xaverio-quintanal investigates state:CHL"},
		{"no recipient", header + row("PROTEST", "demo", "Peru", "PER", "CVL", "None", "None", "None"), "no target actor"},
		{"nobody", header + row("PROTEST", "demo", "None", "None", "None", "None", "None", "None"), "no actors"},
		{"no such type", header + row("SING", "None", "Peru", "PER", "GOV", "Chile", "CHL", "None"), `unknown event type "SING"`},
		{"tabs at the end", header + strings.TrimSuffix(row("CONSULT", "None", "Peru", "PER", "GOV", "Chile", "CHL", "None"), "\n") + "\t\t\t\n", "state:PER met_with state:CHL"},
		{"names that no line has", strings.TrimSuffix(header, "\n") + "\tExtra\tMore\n" + row("CONSULT", "None", "Peru", "PER", "GOV", "Chile", "CHL", "None"), "state:PER met_with state:CHL"},
		{"another name of the score", strings.Replace(header, "\tIntensity", "\tEvent Intensity", 1) + row("CONSULT", "None", "Peru", "PER", "GOV", "Chile", "CHL", "None"), "state:PER met_with state:CHL"},
		{"too short", header + "E1\t2019-05-06\tCONSULT\n", "3 columns, the header has 40"},
		{"too long", header + strings.TrimSuffix(row("CONSULT", "None", "Peru", "PER", "GOV", "Chile", "CHL", "None"), "\n") + "\tx\n", "41 columns, the header has 40"},
		{"no day", header + strings.Replace(row("CONSULT", "None", "Peru", "PER", "GOV", "Chile", "CHL", "None"), "2019-05-06", "2019-13-06", 1), `event date "2019-13-06" is not a day`},
	}
	for _, c := range cases {
		out := datasettest.Text(t, polecat.New(), session(t)(), "x", c.text)
		var got []string
		for _, k := range out.Kept {
			got = append(got, k.Subject.ID+" "+k.Relation+" "+k.Object.ID)
			if k.Happened != "2019-05-06" || k.Said != "2019-05-07" || *k.Score != 2.5 || k.Form() != "~coded" || k.Publisher != "org:a-paper" ||
				k.Qualifiers["event"] != "polecat:E1" || k.Qualifiers["contexts"] != "diplomatic military" || k.Qualifiers["place"] != "Lima" || k.Qualifiers["quad"] != "verbal cooperation" {
				t.Errorf("%s: %+v", c.name, k)
			}
		}
		for _, s := range append(out.Skipped, out.Rejected...) {
			got = append(got, s.Reason)
		}
		if text := strings.Join(got, "|"); text != c.want {
			t.Errorf("%s: got %s, want %s", c.name, text, c.want)
		}
	}
	if polecat.New().Detect("x", []byte(header)) < 90 || polecat.New().Detect("x", []byte("a\tb\n")) != 0 {
		t.Error("detection")
	}
	t.Logf("ran %d cases: rows of POLECAT, made by hand", len(cases))
}

func TestHostile(t *testing.T) {
	datasettest.Hostile(t, polecat.New(), session(t), header+row("CONSULT", "None", "Peru", "PER", "GOV", "Chile", "CHL", "None"), true)
}

func FuzzRows(f *testing.F) {
	datasettest.Fuzz(f, polecat.New(), session(f), header+row("SUPPORT", "None", "Peru; Ecuador", "PER; ECU", "GOV", "Chile; Argentina", "CHL; ARG", "GOV"))
}
