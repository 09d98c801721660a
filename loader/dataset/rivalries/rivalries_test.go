package rivalries_test

import (
	"testing"

	"entente/loader/dataset"
	"entente/loader/dataset/datasettest"
	"entente/loader/dataset/rivalries"
)

func session(tb testing.TB) func() *dataset.Session {
	v := datasettest.Vocabulary(tb)
	return func() *dataset.Session { return dataset.NewSession(v) }
}

const (
	tss = `"tssr_id","rivalry","ccode1","ccode2","start","end","positional","spatial","ideological","interventionary","principal","aprin"
1,"Chile-Peru 1",155,135,1832,1929,1,1,NA,NA,NA,NA
2,"Chile-Peru 2",155,135,1976,2020,NA,NA,NA,1,NA,NA
3,"x",155,135,1976,1970,NA,NA,NA,1,NA,NA
`
	td = `"rivalryno","rivalryname","ccode1","ccode2","styear","endyear","region","type1","type2","type3"
1,"Chile-Peru",155,135,1832,2010,"x","spatial","positional",NA
`
)

func TestRivalries(t *testing.T) {
	out := datasettest.Text(t, rivalries.Strategic(), session(t)(), "x", tss)
	out.Kept = append(out.Kept, datasettest.Text(t, rivalries.Thompson(), session(t)(), "x", td).Kept...)
	want := []string{"1832/1929 positional spatial ", "1976/.. interventionary right", "1832/.. spatial positional right"}
	for i, c := range out.Kept {
		if got := c.Happened + " " + c.Qualifiers["type"] + " " + c.Qualifiers["censored"]; got != want[i] || c.Relation != "competes_with" || c.Subject.ID != "state:CHL" {
			t.Errorf("got %q, want %q", got, want[i])
		}
	}
	if len(out.Kept) != 3 || out.Rejects != 1 {
		t.Errorf("%d claims, rejected %v", len(out.Kept), out.Rejected)
	}
}

func TestSamples(t *testing.T) {
	for name, c := range map[string]struct {
		reader dataset.Reader
		rows   int
	}{"tss_rivalries.csv": {rivalries.Strategic(), 264}, "td_rivalries.csv": {rivalries.Thompson(), 197}} {
		if out := datasettest.Load(t, c.reader, session(t)(), name, true); out.Read() != c.rows || out.Records != c.rows {
			t.Errorf("%s: %d records, %d loaded %v; the list says %d", name, out.Read(), out.Records, out.RejectedBy, c.rows)
		}
	}
}

func TestHostile(t *testing.T) {
	datasettest.Hostile(t, rivalries.Strategic(), session(t), tss, true)
	datasettest.Hostile(t, rivalries.Thompson(), session(t), td, true)
}

func FuzzStrategic(f *testing.F) { datasettest.Fuzz(f, rivalries.Strategic(), session(f), tss) }
func FuzzThompson(f *testing.F)  { datasettest.Fuzz(f, rivalries.Thompson(), session(f), td) }
