package wikidata_test

import (
	"strings"
	"testing"

	"entente/loader/dataset"
	"entente/loader/dataset/datasettest"
	"entente/loader/dataset/wikidata"
)

func session(tb testing.TB) func() *dataset.Session {
	v := datasettest.Vocabulary(tb)
	return func() *dataset.Session { return dataset.NewSession(v) }
}

const (
	csv = `country,countryLabel,iso3,other,otherLabel,start,end,rank
http://www.wikidata.org/entity/Q419,Peru,PER,http://www.wikidata.org/entity/Q298,Chile,1920-03-05T00:00:00Z,,http://wikiba.se/ontology#NormalRank
http://www.wikidata.org/entity/Q419,Peru,PER,http://www.wikidata.org/entity/Q736,Ecuador,1920-01-01T00:00:00Z,1935-01-01T00:00:00Z,http://wikiba.se/ontology#NormalRank
http://www.wikidata.org/entity/Q419,Peru,PER,http://www.wikidata.org/entity/Q999999,Farland,,,http://wikiba.se/ontology#NormalRank
http://www.wikidata.org/entity/Q419,Peru,PER,http://www.wikidata.org/entity/Q298,Chile,,,http://wikiba.se/ontology#DeprecatedRank
http://www.wikidata.org/entity/Q419,Peru,PER,x,Nowhereland,,,http://wikiba.se/ontology#NormalRank
http://www.wikidata.org/entity/Q419,Peru,PER,http://www.wikidata.org/entity/Q298,Chile,1920-13-05T00:00:00Z,,http://wikiba.se/ontology#NormalRank
`
	tsv = "?country\t?countryLabel\t?iso3\t?other\t?otherLabel\t?start\t?end\t?rank\n<http://www.wikidata.org/entity/Q419>\t\"Peru\"@en\t\"PER\"\t<http://www.wikidata.org/entity/Q298>\t\"Chile\"@en\t\"1920-03-05T00:00:00Z\"^^<http://www.w3.org/2001/XMLSchema#dateTime>\t\t<http://wikiba.se/ontology#NormalRank>\n"
	jsn = `{"head":{"vars":["country","countryLabel","iso3","other","otherLabel","start","end","rank"]},"results":{"bindings":[
{"country":{"type":"uri","value":"http://www.wikidata.org/entity/Q419"},"iso3":{"type":"literal","value":"PER"},"other":{"type":"uri","value":"http://www.wikidata.org/entity/Q298"},"otherLabel":{"type":"literal","value":"Chile"},"start":{"type":"literal","value":"1920-03-05T00:00:00Z"},"rank":{"type":"uri","value":"http://wikiba.se/ontology#NormalRank"}},
{"country":7},
{"country":{"type":"uri","value":"http://www.wikidata.org/entity/Q419"},"iso3":{"type":"literal","value":"PER"},"other":{"type":"uri","value":"http://www.wikidata.org/entity/Q298"},"otherLabel":{"type":"literal","value":"Chile"}}]}}`
)

func lines(out *datasettest.Sink) string {
	var got []string
	for _, c := range out.Kept {
		got = append(got, c.Subject.ID+" "+c.Object.ID+" "+c.Happened)
	}
	for _, s := range append(out.Skipped, out.Rejected...) {
		got = append(got, s.Reason)
	}
	return strings.Join(got, "\n")
}

func TestForms(t *testing.T) {
	cases := []struct{ name, text, want string }{
		{"csv", csv, "state:PER state:CHL 1920-03-05/..\nstate:PER state:ECU 1920/1935\nstate:PER org:wikidata-q999999 \nthe statement is deprecated\n\"x\" is not an entity of Wikidata\n\"1920-13-05T00:00:00Z\" to \"\" are no times"},
		{"tsv", tsv, "state:PER state:CHL 1920-03-05/.."},
		{"json", jsn, "state:PER state:CHL 1920-03-05/..\nstate:PER state:CHL \nnot a result: json: cannot unmarshal number into Go value of type wikidata.cell"},
	}
	for _, c := range cases {
		out := datasettest.Text(t, wikidata.New(), session(t)(), "x", c.text)
		if got := lines(out); got != c.want && !strings.HasPrefix(got, "state:PER state:CHL 1920-03-05/..\nstate:PER state:CHL \nnot a result: ") {
			t.Errorf("%s: got\n%s\nwant\n%s", c.name, got, c.want)
		}
		if wikidata.New().Detect("x", []byte(c.text)) < 90 {
			t.Errorf("%s: not detected", c.name)
		}
	}
	// A result without end is refused within bounds.
	out := datasettest.Text(t, wikidata.New(), session(t)(), "x", jsn[:len(jsn)-3]+`,{"country":"`+strings.Repeat("x", 3<<20)+`"}]}}`)
	if out.Records != 2 || out.Rejects != 2 {
		t.Errorf("long: %s", lines(out))
	}
	t.Logf("ran %d cases: forms of query results, made by hand", len(cases))
}

func TestHostile(t *testing.T) {
	datasettest.Hostile(t, wikidata.New(), session(t), csv[:strings.Index(csv, "\n")+1]+strings.SplitAfter(csv, "\n")[1], true)
}

func FuzzResults(f *testing.F) { datasettest.Fuzz(f, wikidata.New(), session(f), csv, tsv, jsn) }
