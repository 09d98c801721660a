package icews_test

import (
	"strings"
	"testing"

	"entente/graph/claim"
	"entente/loader/dataset"
	"entente/loader/dataset/datasettest"
	"entente/loader/dataset/icews"
)

func session(tb testing.TB) func() *dataset.Session {
	v := datasettest.Vocabulary(tb)
	return func() *dataset.Session { return dataset.NewSession(v) }
}

const header = "Event ID\tEvent Date\tSource Name\tSource Sectors\tSource Country\tEvent Text\tCAMEO Code\tIntensity\tTarget Name\tTarget Sectors\tTarget Country\tStory ID\tSentence Number\tPublisher\tCity\tDistrict\tProvince\tCountry\tLatitude\tLongitude\n"

func row(id, date, source, country1, code, score, target, country2 string) string {
	return strings.Join([]string{id, date, source, "Government", country1, "text", code, score, target, "NULL", country2, "77", "3", "A Paper", "Lima", "NA", "", "Peru", "-12", "-77"}, "\t") + "\n"
}

func TestRows(t *testing.T) {
	cases := []struct{ name, row, want, day string }{
		{"bodies of states", row("1", "2018-06-01", "Foreign Affairs (Peru)", "Peru", "040", "1", "Police (Chile)", "Chile"),
			"org:peruvian-foreign-ministry/state:PER met_with org:chilean-police/state:CHL", "2018-06-01"},
		{"another way to write days", row("1", "6/1/2017", "Peru", "Peru", "036", "4", "Chile", "Chile"), "state:PER/state:PER met_with state:CHL/state:CHL", "2017-06-01"},
		{"a zero is gone", row("1", "2018-06-01", "Peru", "Peru", "40", "1", "Chile", "Chile"), "state:PER/state:PER met_with state:CHL/state:CHL", "2018-06-01"},
		{"citizens stand for nobody", row("1", "2018-06-01", "Police (Peru)", "Peru", "173", "-5", "Citizen (Peru)", "Peru"), "org:peruvian-police/state:PER coerces group:peruvian-citizens/", "2018-06-01"},
		{"host", row("1", "2018-06-01", "Peru", "Peru", "043", "2.8", "Chile", "Chile"), "state:CHL/state:CHL visited state:PER/state:PER", "2018-06-01"},
		{"nobody", row("1", "2018-06-01", "NA", "NULL", "040", "1", "", ""), "no actors", ""},
		{"unspecified", row("1", "2018-06-01", "Peru", "Peru", "112", "-2", "Unspecified Actor", "NULL"), "no target actor", ""},
		{"statement", row("1", "2018-06-01", "Peru", "Peru", "010", "0", "Chile", "Chile"), "the event code states no relation between actors", ""},
		{"no day", row("1", "2018-02-30", "Peru", "Peru", "040", "1", "Chile", "Chile"), `event date "2018-02-30" is not a day`, ""},
		{"no code", row("1", "2018-02-03", "Peru", "Peru", "4711", "1", "Chile", "Chile"), `unknown event code "4711"`, ""},
		{"a party with brackets", row("1", "2018-02-03", "Front of the Sea (N)", "Peru", "111", "1", "Chile", "Chile"), "org:front-of-the-sea-n/ criticizes state:CHL/state:CHL", "2018-02-03"},
		{"a name that nobody knows", row("1", "2018-02-03", "Xaverio Quintanal", "Peru", "111", "1", "Chile", "Chile"), "person:xaverio-quintanal/ criticizes state:CHL/state:CHL", "2018-02-03"},
		{"a body that nobody knows", row("1", "2018-02-03", "Unknown Fishing Union", "Peru", "111", "1", "Chile", "Chile"), "org:unknown-fishing-union/ criticizes state:CHL/state:CHL", "2018-02-03"},
		{"spellings", row("1", "2018-02-03", "Moldova, Republic of", "x", "111", "1", "the former Yugoslav Republic of Macedonia", "x"), "state:MDA/state:MDA criticizes state:MKD/state:MKD", "2018-02-03"},
		{"short", "1\t2\t3\n", "3 columns, the header has 20", ""},
	}
	for _, c := range cases {
		out := datasettest.Text(t, icews.NewEvents(), session(t)(), "x.tab", header+c.row)
		got, day := "", ""
		switch {
		case len(out.Kept) > 0:
			k := out.Kept[0]
			got, day = k.Subject.ID+"/"+k.Subject.State+" "+k.Relation+" "+k.Object.ID+"/"+k.Object.State, k.Happened
			if k.Row != 2 || k.Publisher != "org:a-paper" || k.Qualifiers["sentence"] != "3" || k.Qualifiers["story"] != "77" || k.Qualifiers["place"] != "Lima, Peru" {
				t.Errorf("%s: %+v", c.name, k)
			}
		case out.Skips > 0:
			got = out.Skipped[0].Reason
		case out.Rejects > 0:
			got = out.Rejected[0].Reason
		}
		if got != c.want || day != c.day {
			t.Errorf("%s: got %q %q, want %q %q", c.name, got, day, c.want, c.day)
		}
	}
	t.Logf("ran %d cases: rows of ICEWS", len(cases))
}

// One id, two rows: both are kept, as two claims.
func TestEventIDsAreNotUnique(t *testing.T) {
	text := header + row("5", "2013-01-01", "Peru", "Peru", "040", "1", "Chile", "Chile") + row("5", "2013-01-01", "Peru", "Peru", "040", "1", "Chile", "Chile")
	out := datasettest.Text(t, icews.NewEvents(), session(t)(), "x.tab", text)
	if len(out.Kept) != 2 || out.Kept[0].Qualifiers["occurrence"] != out.Kept[1].Qualifiers["occurrence"] {
		t.Errorf("%+v", out.Kept)
	}
}

func TestQuadsAndNumbers(t *testing.T) {
	s := session(t)()
	quads := "Peru\tHost a visit\tChile\t2014-03-06\nPeru\tmake A visit\tChile\t2014-03-06\nPeru\tSing\tChile\t2014-03-06\n"
	out := datasettest.Text(t, icews.NewQuads(), s, "x", quads)
	if out.Records != 2 || out.Rejects != 1 || out.Kept[0].Subject.ID != "state:CHL" || out.Kept[1].Subject.ID != "state:PER" || out.Kept[0].Happened != "2014-03-06" {
		t.Errorf("%+v %+v", out.Kept, out.Rejected)
	}
	numbers := "0\t1\t1\t48\t0\n0\t0\t1\t24\t0\n0 \t7\t1 \t24\t0\n"
	if out := datasettest.Text(t, icews.NewNumbers(), s, "icews18", numbers); out.Rejects != 3 {
		t.Errorf("numbers without names: %+v", out)
	}
	datasettest.Text(t, icews.NewDictionary(), s, "entity2id", "Peru\t0\nChile\t1\n")
	datasettest.Text(t, icews.NewDictionary(), s, "relation2id", "Make statement\t0\nMake a visit\t1\n")
	out = datasettest.Text(t, icews.NewNumbers(), s, "icews18", numbers)
	if out.Records != 1 || out.Skips != 1 || out.Rejects != 1 || out.Kept[0].Happened != "2018-01-03" || out.Kept[0].Relation != "visited" {
		t.Errorf("%+v %+v", out.Kept, out.Rejected)
	}
	if out := datasettest.Text(t, icews.NewNumbers(), s, "other", numbers); out.Rejects != 3 {
		t.Errorf("numbers without a first day: %+v", out)
	}
}

func TestDetect(t *testing.T) {
	csv := strings.ReplaceAll(strings.ToLower(strings.ReplaceAll(header, " ", "_")), "\t", ",")
	cases := []struct {
		reader     dataset.Reader
		name, text string
		want       bool
	}{
		{icews.NewEvents(), "x.tab", header, true}, {icews.NewEvents(), "x.csv", csv, true}, {icews.NewEvents(), "x", "a\tb\n", false},
		{icews.NewQuads(), "x", "Peru\tMake statement\tChile\t2014-03-06\n", true}, {icews.NewQuads(), "x", "a\tb\tc\td\n", false},
		{icews.NewDictionary(), "entity2id.txt", "Peru\t0\n", true}, {icews.NewNumbers(), "icews18_test", "1\t2\t3\t24\t0\n", true}, {icews.NewNumbers(), "x", "1\t2\n", false},
	}
	for _, c := range cases {
		if got := c.reader.Detect(c.name, []byte(c.text)) > 0; got != c.want {
			t.Errorf("%s on %q: %v", c.reader.Name(), c.text, got)
		}
	}
}

// The same rows as published and as a CSV export give the same claims but for their text and names of columns.
func TestSamples(t *testing.T) {
	s := session(t)()
	tab := datasettest.Load(t, icews.NewEvents(), s, "icews_events.2018.sample.tab", true)
	csv := datasettest.Load(t, icews.NewEvents(), s, "icews_sample_4993.csv", true)
	for _, c := range []struct {
		name   string
		reader dataset.Reader
		rows   int
	}{
		{"icews14_test_quads.tsv", icews.NewQuads(), 8963}, {"icews14_valid_quads.tsv", icews.NewQuads(), 8941},
		{"icews05-15_test_quads.tsv", icews.NewQuads(), 46092}, {"icews05-15_valid_quads.tsv", icews.NewQuads(), 46275},
		{"icews18_entity2id.tsv", icews.NewDictionary(), 23033}, {"icews18_relation2id.tsv", icews.NewDictionary(), 256}, {"icews18_test_ids.tsv", icews.NewNumbers(), 49545},
	} {
		out := datasettest.Load(t, c.reader, s, c.name, false)
		if out.Read() != c.rows || out.Rejects != 0 {
			t.Errorf("%s: %d records, %d rejected; the list says %d", c.name, out.Read(), out.Rejects, c.rows)
		}
	}
	if tab.Read() != 3705 || tab.Rejects != 0 || csv.Read() != 4993 || csv.Rejects != 0 {
		t.Errorf("tab %d rows, %d rejected; csv %d rows, %d rejected", tab.Read(), tab.Rejects, csv.Read(), csv.Rejects)
	}
	byEvent := map[string]claim.Claim{}
	for _, c := range csv.Kept {
		byEvent[c.Qualifiers["event"]] = c
	}
	same := 0
	for _, a := range tab.Kept {
		b, ok := byEvent[a.Qualifiers["event"]]
		// The two files were made from different releases: one actor bears a rank in one and not in the other.
		if n := a.Qualifiers["event"]; !ok || n == "icews:32899482" || n == "icews:32899483" {
			continue
		}
		same++
		if a.Subject != b.Subject || a.Object != b.Object || a.Relation != b.Relation || a.Happened != b.Happened || *a.Score != *b.Score {
			t.Errorf("event %s differs: %s %s %s, %s %s %s", a.Qualifiers["event"], a.Subject.ID, a.Relation, a.Object.ID, b.Subject.ID, b.Relation, b.Object.ID)
		}
	}
	if same < 2500 {
		t.Errorf("only %d events are in both files", same)
	}
	t.Logf("ran %d cases: events of the published file beside its CSV export", same)
}

func TestHostile(t *testing.T) {
	good := row("1", "2018-06-01", "Peru", "Peru", "040", "1", "Chile", "Chile")
	datasettest.Hostile(t, icews.NewEvents(), session(t), header+good+good, true)
	datasettest.Hostile(t, icews.NewQuads(), session(t), "Peru\tMake a visit\tChile\t2014-03-06\n", false)
	datasettest.Hostile(t, icews.NewDictionary(), session(t), "Peru\t0\nChile\t1\n", false)
	datasettest.Hostile(t, icews.NewNumbers(), session(t), "0\t1\t1\t48\t0\n", false)
}

func FuzzEvents(f *testing.F) {
	datasettest.Fuzz(f, icews.NewEvents(), session(f), header+row("1", "2018-06-01", "Police (Peru)", "Peru", "040", "1", "Chile", "Chile"))
}

func FuzzQuads(f *testing.F) {
	datasettest.Fuzz(f, icews.NewQuads(), session(f), "Peru\tMake a visit\tChile\t2014-03-06\n")
}

func FuzzNumbers(f *testing.F) {
	datasettest.Fuzz(f, icews.NewNumbers(), session(f), "0\t1\t1\t48\t0\n")
}
