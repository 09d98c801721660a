package dataset_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"entente/graph/claim"
	"entente/graph/claim/edtf"
	"entente/graph/vocab"
	"entente/loader/dataset"
	"entente/loader/dataset/datasettest"
	"entente/loader/dataset/tabular"
)

func TestDates(t *testing.T) {
	for _, c := range []struct {
		parts [3]string
		want  string
		ok    bool
	}{
		{[3]string{"1939", "9", "1"}, "1939-09-01", true}, {[3]string{"1939", "9", "-9"}, "1939-09", true}, {[3]string{"1939", "-9", "-9"}, "1939", true}, {[3]string{"1939", "", ""}, "1939", true},
		{[3]string{"-9", "", ""}, "", true}, {[3]string{"-8", "-8", "-8"}, "", true}, {[3]string{"", "", ""}, "", true}, {[3]string{"NA", "NA", "NA"}, "", true}, {[3]string{"0", "0", "0"}, "", true},
		{[3]string{"1939.0", "9", "1"}, "1939-09-01", true}, {[3]string{"1939", "13", "1"}, "", false}, {[3]string{"1939", "2", "30"}, "", false}, {[3]string{"x", "", ""}, "", false},
		{[3]string{"1900", "2", "29"}, "", false}, {[3]string{"2000", "2", "29"}, "2000-02-29", true}, {[3]string{"19390", "", ""}, "", false},
	} {
		if got, ok := dataset.Date(c.parts[0], c.parts[1], c.parts[2]); got != c.want || ok != c.ok {
			t.Errorf("%v: got %q %v, want %q %v", c.parts, got, ok, c.want, c.ok)
		}
	}
	for in, want := range map[string]string{"20191024": "2019-10-24", "20191024143000": "2019-10-24", "201910": "2019-10", "2019": "2019", "20190000": "2019", "20190230": "", "2019x": "", "": "", "201": ""} {
		if got, _ := dataset.Compact(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"2019-10-24": "2019-10-24", "10/4/2019": "2019-10-04", "2019-10-24T00:00:00Z": "2019-10-24", "2019-10": "2019-10", "2019": "2019", "24.10.2019": "", "1/2/19": "", "": "", "2019-02-30": ""} {
		if got, ok := dataset.Calendar(in); got != want || ok != (want != "") {
			t.Errorf("%q: got %q %v, want %q", in, got, ok, want)
		}
	}
	for _, c := range []struct {
		from, to, want string
		ok             bool
	}{{"1939", "1945", "1939/1945", true}, {"1939", "..", "1939/..", true}, {"", "1945", "/1945", true}, {"1939", "1939", "1939", true}, {"", "", "", true}, {"1945", "1939", "", false}, {"1939-05", "1939", "1939-05/1939", true}} {
		got, ok := dataset.Interval(c.from, c.to)
		if got != c.want || ok != c.ok {
			t.Errorf("%q to %q: got %q %v", c.from, c.to, got, ok)
		}
		if _, err := edtf.Parse(got); err != nil {
			t.Errorf("%q: %v", got, err)
		}
	}
	for year := 1996; year < 2002; year++ {
		for _, days := range []int{0, 58, 59, 60, 364, 365, 366, 1000} {
			want := time.Date(year, 1, 1+days, 0, 0, 0, 0, time.UTC).Format("2006-01-02")
			if got := dataset.DayAfter(year, days); got != want {
				t.Errorf("%d days after %d: got %s, want %s", days, year, got, want)
			}
		}
	}
}

func TestIndexForgetsTheOldest(t *testing.T) {
	x := dataset.Index[int, string]{Limit: 3}
	for i := range 5 {
		x.Put(i, "v")
	}
	x.Put(4, "w")
	if _, ok := x.Get(1); ok || x.Len() != 3 {
		t.Errorf("%d kept", x.Len())
	}
	if v, ok := x.Get(4); !ok || v != "w" {
		t.Error("the newest is gone")
	}
}

func TestEvidenceIsCutBetweenCharacters(t *testing.T) {
	s := &dataset.Session{EvidenceBytes: 4}
	if got := s.Evidence("abcé"); got != "abc…" {
		t.Errorf("%q", got)
	}
	if got := s.Evidence("abcd"); got != "abcd" {
		t.Errorf("%q", got)
	}
}

func TestSniffComma(t *testing.T) {
	for text, want := range map[string]byte{"a\tb,c\n": '\t', "a,b;c,d\n": ',', "a;b;c,d\n": ';', "abc": '\t', "": '\t', "a,b\r\tc": ','} {
		body, comma := dataset.SniffComma(strings.NewReader(text))
		if rest, err := io.ReadAll(body); comma != want || string(rest) != text || err != nil {
			t.Errorf("%q: %q, %q %v", text, comma, rest, err)
		}
	}
	body, _ := dataset.SniffComma(iotest.ErrReader(io.ErrClosedPipe))
	if _, err := io.ReadAll(body); err != io.ErrClosedPipe {
		t.Errorf("the error is gone: %v", err)
	}
}

// The conventions of scores and classes are asked for by name and stay apart.
func TestConventionsStayApart(t *testing.T) {
	v := datasettest.Vocabulary(t)
	n := 0
	for code, want := range map[string][3]float64{"016": {-2, -5, 3.4}, "022": {3.2, 3.4, 3.4}, "124": {-4, -4, -5}} {
		c, ok := v.CAMEO(code)
		if !ok {
			t.Fatalf("no code %s", code)
		}
		for i, scale := range []vocab.Scale{vocab.GoldsteinGDELT, vocab.GoldsteinICEWS, vocab.GoldsteinPhoenix} {
			n++
			if got, ok := c.Goldstein(scale); !ok || got != want[i] {
				t.Errorf("%s on %s: got %v, want %v", code, scale, got, want[i])
			}
		}
	}
	for code, want := range map[string][2]int{"090": {2, 3}, "140": {3, 4}, "160": {4, 3}, "010": {1, 0}, "040": {1, 1}} {
		c, _ := v.CAMEO(code)
		n++
		if c.Quad(vocab.QuadGDELT) != want[0] || c.Quad(vocab.QuadPhoenix) != want[1] {
			t.Errorf("%s: classes %d and %d, want %v", code, c.Quad(vocab.QuadGDELT), c.Quad(vocab.QuadPhoenix), want)
		}
	}
	peru, chile := claim.End{ID: "state:PER", State: "state:PER"}, claim.End{ID: "state:CHL", State: "state:CHL"}
	file := 7.0
	for scale, want := range map[vocab.Scale]float64{"": 7, vocab.GoldsteinGDELT: 3.2, vocab.GoldsteinICEWS: 3.4} {
		s := dataset.NewSession(v)
		s.Scale = scale
		c, err := dataset.NewCoder(s, "x@1", 1).Claim(&dataset.Event{Source: peru, Target: chile, Code: "022", Score: &file})
		if n++; err != nil || *c.Score != want {
			t.Errorf("scale %q: %v %v", scale, c.Score, err)
		}
	}
	t.Logf("ran %d cases: conventions of scores and classes", n)
}

// Every code of the ontology gives a claim of a known relation or a reason.
func TestEveryCode(t *testing.T) {
	v := datasettest.Vocabulary(t)
	coder := dataset.NewCoder(dataset.NewSession(v), "x@1", 0.5)
	peru, chile := claim.End{ID: "state:PER", State: "state:PER"}, claim.End{ID: "org:chilean-military", State: "state:CHL"}
	n := 0
	for _, code := range v.CAMEOCodes() {
		n++
		c, err := coder.Claim(&dataset.Event{Source: peru, Target: chile, Code: code, Happened: "2019-01-02"})
		if err != nil {
			if _, ok := err.(dataset.Skipped); !ok {
				t.Errorf("%s: %v", code, err)
			}
			continue
		}
		if _, ok := v.Relation(c.Relation); !ok || c.Form() != "~coded" || c.CAMEO != code {
			t.Errorf("%s: %+v", code, c)
		}
		again, err := coder.Claim(ptr(dataset.EventOf(v, &c)))
		if err != nil || again.Subject != c.Subject || again.Object != c.Object || again.Relation != c.Relation || again.Happened != c.Happened {
			t.Errorf("%s: the event of a claim gives %+v, %v", code, again, err)
		}
		if code == "072" && c.Confidence > 0.7 {
			t.Error("072 is too sure")
		}
	}
	t.Logf("ran %d cases: event codes", n)
	for in, want := range map[string]string{"40": "040", "040": "040", "43": "043", "190": "190", "0213": "0213", "213": "0213"} {
		if got, ok := dataset.Normal(v, in); got != want || !ok {
			t.Errorf("%q is read as %q", in, got)
		}
	}
}

func TestActorsByCode(t *testing.T) {
	v := datasettest.Vocabulary(t)
	out := datasettest.NewSink(t, v, true)
	r := dataset.NewResolver(dataset.NewSession(v), out)
	for _, c := range []struct{ code, name, want, state string }{
		{"PER", "LIMA", "state:PER", "state:PER"}, {"PERGOV", "PERU", "org:peruvian-government", "state:PER"}, {"PERMIL", "ARMY", "org:peruvian-military", "state:PER"},
		{"PERREB", "REBELS", "group:peruvian-rebels", ""}, {"PEROPPREB", "x", "group:peruvian-opposition", ""}, {"COP", "POLICE", "group:police", ""},
		{"", "", "", ""}, {"AFR", "AFRICA", "group:africa", ""}, {"xyz", "SOMEBODY OF NOWHERE", "group:somebody-of-nowhere", ""}, {"ZZZ", "", "group:zzz", ""},
		{"MNCPERBUS", "A FISHING COMPANY", "org:a-fishing-company", ""},
	} {
		e, err := r.Coded(c.code, c.name, "2019-01-02")
		if err != nil || e.ID != c.want && !(c.code == "AFR" && strings.HasSuffix(e.ID, "africa")) || e.State != c.state {
			t.Errorf("%s %s: got %+v %v, want %s %s", c.code, c.name, e, err, c.want, c.state)
		}
	}
	for name, want := range map[string]string{"Russian Federation": "state:RUS", "Moldova, Republic of": "state:MDA", "Nowhere": "", "": ""} {
		if e, _ := r.Country(name, "2019-01-02"); e.ID != want {
			t.Errorf("%q: %s", name, e.ID)
		}
	}
	if id, err := r.Outlet("news.example.org"); id != "org:news-example-org" || err != nil {
		t.Errorf("%s %v", id, err)
	}
	for url, want := range map[string]string{"https://www.Example.org:80/a?b": "example.org", "x": "", "http://u:p@h.example#x": "h.example", "": ""} {
		if got := dataset.Domain(url); got != want {
			t.Errorf("%q: %q", url, got)
		}
	}
	long := strings.Repeat("é", 200)
	if a, b := dataset.Short(long), dataset.Short(long+"x"); len(a) > 96 || a == b || bytes.ContainsRune([]byte(a), '\ufffd') {
		t.Errorf("%q %q", a, b)
	}
}

// Rows stops when the context ends, and gives back what the sink says.
func TestRowsStops(t *testing.T) {
	v := datasettest.Vocabulary(t)
	s := dataset.NewSession(v)
	ctx, cancel := context.WithCancel(context.Background())
	n := 0
	err := dataset.Rows(ctx, tabular.NewReader(strings.NewReader(strings.Repeat("x\n", 10000)), tabular.Layout{Comma: '\t'}), s, datasettest.NewSink(t, v, false), func(tabular.Row) ([]claim.Claim, error) {
		if n++; n == 10 {
			cancel()
		}
		return nil, dataset.NoContent
	})
	if err != context.Canceled || n > 300 {
		t.Errorf("%v after %d rows", err, n)
	}
}

func ptr(e dataset.Event) *dataset.Event { return &e }
