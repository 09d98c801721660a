package archigos_test

import (
	"testing"

	"entente/loader/dataset"
	"entente/loader/dataset/archigos"
	"entente/loader/dataset/datasettest"
)

func session(tb testing.TB) func() *dataset.Session {
	v := datasettest.Vocabulary(tb)
	return func() *dataset.Session { return dataset.NewSession(v) }
}

const leaders = `"obsid","gwcode","leadid","leader","yrborn","gender","startdate","enddate","entry","exit","exitcode"
"PER-1901",135,"a-1","Quintanal",1850,"M",1901-03-04,1905-03-04,"Regular","Regular","Regular"
"PER-1905",135,"a-2","Ossorio, Jr.",1860,"F",1905-03-04,1906-01-01,"Irregular","Regular","x"
"PER-1906",135,"a-1","Quintanal",1850,"M",1906-01-01,2015-12-31,"Regular","Still in Office","x"
"CHL-1906",155,"a-9","Quintanal",NA,"M",1906-01-01,2015-12-31,"Regular","Regular","x"
"CHL-1907",155,"a-9","",NA,"M",1906-01-01,2015-12-31,"Regular","Regular","x"
"CHL-1908",155,"a-9","X",NA,"M",1906-13-01,2015-12-31,"Regular","Regular","x"
"CHL-1909",155,"a-9","X",NA,"M",1906-12-01,1905-12-31,"Regular","Regular","x"
`

func TestLeaders(t *testing.T) {
	out := datasettest.Text(t, archigos.New(), session(t)(), "x", leaders)
	want := []string{
		"person:quintanal-per-1850 holds_office office:peruvian-leader 1901-03-04/1905-03-04", "office:peruvian-leader office_of state:PER ",
		"person:ossorio-jr-per-1860 holds_office office:peruvian-leader 1905-03-04/1906-01-01",
		"person:quintanal-per-1850 holds_office office:peruvian-leader 1906-01-01/..",
		"person:quintanal-chl holds_office office:chilean-leader 1906-01-01/2015-12-31", "office:chilean-leader office_of state:CHL ",
	}
	for i, c := range out.Kept {
		if got := c.Subject.ID + " " + c.Relation + " " + c.Object.ID + " " + c.Happened; i >= len(want) || got != want[i] {
			t.Errorf("got %s", got)
		}
	}
	if out.Records != 4 || out.Rejects != 3 || len(out.Kept) != len(want) {
		t.Errorf("%d records, rejected %v", out.Records, out.Rejected)
	}
	if archigos.New().Detect("x", []byte(leaders)) < 90 {
		t.Error("not detected")
	}
}

func TestSample(t *testing.T) {
	out := datasettest.Load(t, archigos.New(), session(t)(), "archigos.csv", true)
	if out.Read() != 3409 || out.Records != 3409 {
		t.Errorf("%d records, %d loaded, %v; the list says 3,409", out.Read(), out.Records, out.RejectedBy)
	}
	terms := 0
	for _, c := range out.Kept {
		if c.Object.ID == "office:us-leader" && c.Subject.ID == out.Kept[0].Subject.ID {
			terms++
		}
	}
	if terms != 1 {
		t.Errorf("the first leader of the file has %d spells, one is right", terms)
	}
}

func TestHostile(t *testing.T) { datasettest.Hostile(t, archigos.New(), session(t), leaders, true) }

func FuzzLeaders(f *testing.F) { datasettest.Fuzz(f, archigos.New(), session(f), leaders) }
