package unvotes_test

import (
	"context"
	"math"
	"testing"

	"entente/graph/claim"
	"entente/loader/dataset"
	"entente/loader/dataset/datasettest"
	"entente/loader/dataset/unvotes"
	"entente/queries/measures"
)

func session(tb testing.TB) func() *dataset.Session {
	v := datasettest.Vocabulary(tb)
	return func() *dataset.Session { return dataset.NewSession(v) }
}

const (
	calls  = "rcid,session,importantvote,date,unres,amend,para,short,descr\n3,1,0,1946-01-01,R/1/66,1,0,\"RULES, AND MORE\",x\n4,1,1,1946-01-02,R/1/79,0,0,NA,\"a \"\"quoted\"\" matter\"\n"
	votes  = "rcid,country,country_code,vote\n3,Peru,PE,yes\n3,Chile,CL,no\n3,Namibia,NA,abstain\n4,Czechoslovakia,CS,yes\n4,Peru,PE,maybe\n4,Atlantis,NA,yes\n"
	voeten = "rcid\tsession\tvote\tccode\tmember\timportantvote\tdate\tunres\tyear\n3\t1\t1\t135\t1\t0\t1/31/1946\tR/1/66\t1946\n3\t1\t8\t155\t1\t0\t1/31/1946\tR/1/66\t1946\n3\t1\t9\t155\t1\t0\t1/31/1946\tR/1/66\t1946\n3\t1\t3\t155\t1\t0\t1/31/1946\tR/1/66\t1946\n"
	issues = "rcid,short_name,issue\n3,me,Palestinian conflict\nx,me,y\n"
)

func TestVotes(t *testing.T) {
	s := session(t)()
	list := datasettest.Text(t, unvotes.RollCalls(), s, "c", calls)
	if len(list.Kept) != 2 || list.Kept[0].Subject.ID != "topic:unga-roll-call-3" || list.Kept[0].Happened != "1946-01-01" || list.Named["topic:unga-roll-call-4"].Label != `UNGA roll call 4 (R/1/79): a "quoted" matter` {
		t.Errorf("%+v %+v", list.Kept, list.Named)
	}
	out := datasettest.Text(t, unvotes.Votes(), s, "v", votes)
	want := []string{"state:PER votes_for 1946-01-01", "state:CHL votes_against 1946-01-01", "state:NAM abstains_on 1946-01-01", "state:cow-315 votes_for 1946-01-02"}
	for i, w := range want {
		c := out.Kept[i]
		if got := c.Subject.ID + " " + c.Relation + " " + c.Happened; got != w || c.Form() != "" {
			t.Errorf("got %s, want %s", got, w)
		}
	}
	if len(out.Kept) != len(want) || out.Rejects != 2 {
		t.Errorf("%d claims, rejected %v", len(out.Kept), out.Rejected)
	}
	alone := datasettest.Text(t, unvotes.Votes(), session(t)(), "v", votes)
	if len(alone.Kept) != 4 || alone.Kept[0].Happened != "" {
		t.Errorf("without the list of roll calls: %+v", alone.Kept)
	}
	out = datasettest.Text(t, unvotes.Votes(), session(t)(), "v", voeten)
	if len(out.Kept) != 2 || out.Skips != 2 || out.Kept[0].Happened != "1946-01-31" || out.Kept[0].Qualifiers["resolution"] != "R/1/66" {
		t.Errorf("Voeten's layout: %+v", out.Kept)
	}
	if out := datasettest.Text(t, unvotes.Issues(), s, "i", issues); len(out.Kept) != 1 || out.Rejects != 1 || out.Kept[0].Object.ID != "topic:palestinian-conflict" {
		t.Errorf("issues: %+v", out.Kept)
	}
}

func TestDetect(t *testing.T) {
	for _, c := range []struct {
		text string
		want [3]bool
	}{{calls, [3]bool{true, false, false}}, {votes, [3]bool{false, true, false}}, {voeten, [3]bool{false, true, false}}, {issues, [3]bool{false, false, true}}, {"a,b\n", [3]bool{}}} {
		for i, r := range []dataset.Reader{unvotes.RollCalls(), unvotes.Votes(), unvotes.Issues()} {
			if got := r.Detect("x", []byte(c.text)) > 0; got != c.want[i] {
				t.Errorf("%s on %.20q: %v", r.Name(), c.text, got)
			}
		}
	}
}

// counting passes claims on to ballots and keeps none.
type counting struct {
	*datasettest.Sink
	all []*unvotes.Ballots
}

func (c *counting) Record(claims ...claim.Claim) error {
	for i := range claims {
		for _, b := range c.all {
			b.Add(&claims[i])
		}
	}
	return c.Sink.Record(claims...)
}

// Known answers: agreement, S and kappa of pairs of states, computed beforehand from the files by other means.
func TestSimilarity(t *testing.T) {
	s := session(t)()
	list := datasettest.Load(t, unvotes.RollCalls(), s, "un_roll_calls.csv", true)
	about := datasettest.Load(t, unvotes.Issues(), s, "un_roll_call_issues.csv", false)
	if list.Read() != 6203 || list.Rejects != 0 || about.Read() != 5745 || about.Rejects != 0 {
		t.Errorf("%d roll calls, %d rows of issues; the list says 6203 and 5745", list.Read(), about.Read())
	}
	cases := []struct {
		a, b           string
		from, to, n    int
		same, s, kappa float64
	}{
		{"state:USA", "state:GBR", 1990, 1990, 84, 0.595238, 0.464286, 0.394017}, {"state:USA", "state:ISR", 1985, 1985, 148, 0.594595, 0.533784, 0.365895},
		{"state:USA", "state:CUB", 2000, 2005, 520, 0.107692, -0.563462, -0.130694}, {"state:DEU", "state:FRA", 1995, 1995, 77, 0.701299, 0.688312, 0.471659},
		{"state:IND", "state:PAK", 1975, 1980, 599, 0.896494, 0.876461, 0.266279}, {"state:NAM", "state:ZAF", 1995, 1995, 50, 0.8, 0.8, 0.143836},
	}
	in := datasettest.Sample(t, "un_votes.csv.gz")
	out := &counting{Sink: datasettest.NewSink(t, s.Vocabulary, false)}
	for _, c := range cases {
		out.all = append(out.all, &unvotes.Ballots{From: c.from, To: c.to})
	}
	if err := unvotes.Votes().Read(context.Background(), in, s, out); err != nil {
		t.Fatal(err)
	}
	t.Logf("un_votes.csv: read %d records, %d loaded, %d rejected %v", out.Read(), out.Records, out.Rejects, out.RejectedBy)
	if out.Read() != 870109 || out.Records != 870109 {
		t.Errorf("%d votes, %d loaded; the list says 870,109", out.Read(), out.Records)
	}
	near := func(a, b float64) bool { return math.Abs(a-b) < 1e-6 }
	for i, c := range cases {
		x, y := out.all[i].Pair(c.a, c.b)
		n, same := 0, 0
		for k := range x {
			if x[k] != unvotes.Absent && y[k] != unvotes.Absent {
				n++
				if x[k] == y[k] {
					same++
				}
			}
		}
		score, err1 := measures.S(x, y, nil, 3)
		kappa, err2 := measures.CohenKappa(x, y, nil, 3, measures.Nominal)
		if n != c.n || !near(float64(same)/float64(n), c.same) || err1 != nil || err2 != nil || !near(score, c.s) || !near(kappa, c.kappa) {
			t.Errorf("%s %s %d-%d: %d votes, agreement %f, S %f, kappa %f (%v %v); want %+v", c.a, c.b, c.from, c.to, n, float64(same)/float64(n), score, kappa, err1, err2, c)
		}
		t.Logf("%s and %s %d-%d: %d common votes, agreement %.4f, S %.4f, kappa %.4f", c.a, c.b, c.from, c.to, n, float64(same)/float64(n), score, kappa)
	}
	t.Logf("ran %d cases: similarity of votes", len(cases))
}

func TestHostile(t *testing.T) {
	datasettest.Hostile(t, unvotes.RollCalls(), session(t), calls, true)
	datasettest.Hostile(t, unvotes.Votes(), session(t), votes, true)
	datasettest.Hostile(t, unvotes.Issues(), session(t), issues, true)
}

func FuzzRollCalls(f *testing.F) { datasettest.Fuzz(f, unvotes.RollCalls(), session(f), calls) }
func FuzzVotes(f *testing.F)     { datasettest.Fuzz(f, unvotes.Votes(), session(f), votes, voeten) }
func FuzzIssues(f *testing.F)    { datasettest.Fuzz(f, unvotes.Issues(), session(f), issues) }
