package mapped_test

import (
	"slices"
	"strings"
	"testing"

	"entente/loader/dataset"
	"entente/loader/dataset/datasettest"
	"entente/loader/dataset/mapped"
)

const mapping = `
title: Visits
publisher: Institute for Examples
subject: guest
object: {column: host, code: iso3}
relation: {column: kind, map: {state: visited, call: met_with}}
from: arrival
until: departure
said: announced
speakers: [{column: source, prefix: "org:"}]
modality: {column: status, map: {held: asserted, announced: planned}}
confidence: {column: sure, value: "0.9"}
only: {kind: [state, call, odd]}
`

const visits = `guest,host,kind,arrival,departure,announced,source,status,sure
France,DEU,state,2019-01-22,2019-01-23,2019-01-10,Élysée Tribune,held,
Japan,ITA,call,5/3/2022,,,,announced,0.5
Japan,ITA,tour,2022,,,,held,
Atlantis,ITA,state,2022,2023,,,held,
Japan,XXX,state,2022,2023,,,held,
Japan,ITA,odd,2022,2023,,,held,
Japan,ITA,state,2023,2022,,,held,
Japan,ITA,state,tomorrow,2022,,,held,
Italy,ITA,state,2022,2023,,,held,
Japan,ITA,state,2022,2023,,,perhaps,
Japan,ITA,state,2022,2023,,,held,much
`

func reader(tb testing.TB, text string) dataset.Reader {
	tb.Helper()
	m, err := mapped.Read(strings.NewReader(text), datasettest.Vocabulary(tb))
	if err != nil {
		tb.Fatal(err)
	}
	return mapped.New(m)
}

func session(tb testing.TB) func() *dataset.Session {
	v := datasettest.Vocabulary(tb)
	return func() *dataset.Session { return dataset.NewSession(v) }
}

func TestRows(t *testing.T) {
	out := datasettest.Text(t, reader(t, mapping), session(t)(), "visits.csv", visits)
	var got []string
	for _, c := range out.Kept {
		got = append(got, strings.Join([]string{c.Subject.ID, c.Relation, c.Object.ID, c.Happened, c.Said, c.Speaker(), string(c.Modality)}, " "))
	}
	want := []string{"state:FRA visited state:DEU 2019-01-22/2019-01-23 2019-01-10 org:elysee-tribune asserted", "state:JPN met_with state:ITA 2022-05-03/..   planned"}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if out.Kept[0].Confidence != 0.9 || out.Kept[1].Confidence != 0.5 || out.Kept[0].Row != 2 {
		t.Errorf("confidence %v and %v, row %d", out.Kept[0].Confidence, out.Kept[1].Confidence, out.Kept[0].Row)
	}
	if out.Skips != 2 || out.Rejects != 7 {
		t.Errorf("skipped %v, rejected %v", out.Skipped, out.Rejected)
	}
	if out.Read() != strings.Count(visits, "\n")-1 {
		t.Errorf("%d records", out.Read())
	}
}

func TestMappingsThatAreWrong(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "the mapping"},
		{"subject: a\nobject: b", "lacks relation"},
		{"subject: a\nobject: b\nrelation: {value: visted}", "near: visited"},
		{"subject: a\nobject: b\nrelation: {column: c, map: {x: nothing_such}}", `no relation "nothing_such"`},
		{"subject: a\nobject: {column: b, code: iso9}\nrelation: {value: visited}", `no code "iso9"`},
		{"subject: a\nobject: {column: b, prefix: org}\nrelation: {value: visited}", "no colon"},
		{"subject: a\nobject: b\nrelation: {value: visited}\nhappened: c\nfrom: d", "one or the other"},
		{"subject: a\nobject: b\nrelation: {value: visited}\nqualifiers: {Big Name: c}", "cannot name a qualifier"},
		{"subject: a\nobjekt: b", "objekt"},
		{"subject: [", "line 1"},
	} {
		_, err := mapped.Read(strings.NewReader(c.text), datasettest.Vocabulary(t))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %q", c.text, err, c.want)
		}
	}
}

func TestHostile(t *testing.T) {
	datasettest.Hostile(t, reader(t, mapping), session(t), visits, true)
}

func FuzzRows(f *testing.F) {
	datasettest.Fuzz(f, reader(f, mapping), session(f), visits)
}

func FuzzMapping(f *testing.F) {
	v := datasettest.Vocabulary(f)
	f.Add(mapping)
	f.Add("subject: {column: a, map: {b: c}}")
	f.Fuzz(func(t *testing.T, text string) {
		if m, err := mapped.Read(strings.NewReader(text), v); err == nil && m == nil {
			t.Fatal("neither a mapping nor an error")
		}
	})
}
