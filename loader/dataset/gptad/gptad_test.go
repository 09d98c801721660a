package gptad_test

import (
	"slices"
	"strings"
	"testing"

	"entente/loader/dataset"
	"entente/loader/dataset/datasettest"
	"entente/loader/dataset/gptad"
)

func session(tb testing.TB) func() *dataset.Session {
	v := datasettest.Vocabulary(tb)
	return func() *dataset.Session { return dataset.NewSession(v) }
}

const agreements = `Common.Name,Membership,Type,Date.of.Signature,Date.of.Entry.into.Force,WTO.notified,In.force.status,Annexes.Available
Chile - Peru,"Chile, Peru\r\n",Bilateral,09/27/2002,06/01/2003,yes,in force,NA
Chile - Ecuador,"Chile, Ecuador, Chile",Bilateral,n/a,06/01/2003,yes,expired,NA
Chile - Union,"Chile, Union of Distant Isles",Bilateral,02/28/2003,N/A,yes,unknown,NA
Nobody,",",Bilateral,02/28/2003,N/A,yes,unknown,NA
Bad,"Chile, Peru",Bilateral,02/30/2003,N/A,yes,unknown,NA
`

func TestAgreements(t *testing.T) {
	out := datasettest.Text(t, gptad.New(), session(t)(), "x", agreements)
	want := []string{"state:CHL agreement:chile-peru 2003-06-01/.. in-force", "state:PER agreement:chile-peru 2003-06-01/.. in-force", "state:CHL agreement:chile-ecuador 2003-06-01/ expired",
		"state:ECU agreement:chile-ecuador 2003-06-01/ expired", "state:CHL agreement:chile-union 2003-02-28 signed", "org:union-of-distant-isles agreement:chile-union 2003-02-28 signed"}
	for i, c := range out.Kept {
		if got := c.Subject.ID + " " + c.Object.ID + " " + c.Happened + " " + c.Qualifiers["phase"]; i >= len(want) || got != want[i] {
			t.Errorf("got %s", got)
		}
	}
	if len(out.Kept) != len(want) || out.Skips != 1 || out.Rejects != 1 {
		t.Errorf("%d claims, skipped %v, rejected %v", len(out.Kept), out.Skipped, out.Rejected)
	}
	if gptad.New().Detect("x", []byte(agreements)) < 90 {
		t.Error("not detected")
	}
}

func TestSample(t *testing.T) {
	out := datasettest.Load(t, gptad.New(), session(t)(), "gptad.csv", true)
	if out.Read() != 352 || out.Rejects != 0 {
		t.Errorf("%d records, rejected %v; a count of lines says 352", out.Read(), out.Rejected)
	}
	var bodies []string
	for id := range out.Named {
		if strings.HasPrefix(id, "org:") {
			bodies = append(bodies, id)
		}
	}
	slices.Sort(bodies)
	if t.Logf("members that are no states: %v", bodies); len(bodies) > 60 {
		t.Errorf("%d members are no states", len(bodies))
	}
}

func TestHostile(t *testing.T) { datasettest.Hostile(t, gptad.New(), session(t), agreements, true) }

func FuzzAgreements(f *testing.F) { datasettest.Fuzz(f, gptad.New(), session(f), agreements) }
