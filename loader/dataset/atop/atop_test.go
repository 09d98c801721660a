package atop_test

import (
	"slices"
	"strings"
	"testing"

	"entente/loader/dataset"
	"entente/loader/dataset/atop"
	"entente/loader/dataset/datasettest"
)

func session(tb testing.TB) func() *dataset.Session {
	v := datasettest.Vocabulary(tb)
	return func() *dataset.Session { return dataset.NewSession(v) }
}

const (
	dyads   = "stateA,stateB,year,defense,offense,neutral,nonagg,consul\n135,155,1911,1,0,0,1,1\n155,135,1911,0,0,0,1,1\n135,155,1912,0,0,0,0,0\n135,135,1912,1,0,0,0,0\n135,155,x,1,0,0,0,0\n135,155,1913,1\n"
	members = "atopid,member,yrent,moent,dayent,yrexit,moexit,dayexit,phase,defense,offense,neutral,nonagg,consul\n1005,135,1901,3,0,1910,6,30,1,1,0,0,0,0\n1005,155,1905,0,0,0,0,0,1,1,0,0,0,0\n1005,130,1911,0,0,0,0,0,1,1,0,0,0,0\n1010,160,1911,0,0,0,0,0,1,0,0,0,0,0\n"
	treaty  = "atopid,cowid,begyr,begmo,begday,endyr,endmo,endday,ineffect,bilat,defense,offense,neutral,nonagg,consul,active,mem1,mem2,mem3\n1005,,1901,3,0,0,0,0,1,1,0,1,0,0,0,1,135,155,0\n1006,,1901,3,0,0,0,0,1,1,0,1,0,0,0,1,,,\n"
)

func lines(out *datasettest.Sink) []string {
	var got []string
	for _, c := range out.Kept {
		got = append(got, c.Subject.ID+" "+c.Relation+" "+c.Object.ID+" "+c.Happened+" "+c.Qualifiers["type"]+"|"+c.Qualifiers["obligations"])
	}
	for _, s := range append(out.Skipped, out.Rejected...) {
		got = append(got, s.Reason)
	}
	return got
}

func TestFormats(t *testing.T) {
	cases := []struct {
		reader dataset.Reader
		text   string
		want   []string
	}{
		{atop.DyadYears(), dyads, []string{"state:PER allied_with state:CHL 1911 defence|defence non-aggression consultation", "state:CHL allied_with state:PER 1911 non-aggression|non-aggression consultation",
			"nothing is in force in this row", "source and target are the same actor", `year "x" is none`, "4 columns, the header has 8"}},
		{atop.Members(), members, []string{"state:PER party_to agreement:atop-1005 1901-03/1910-06-30 defence|defence", "state:CHL party_to agreement:atop-1005 1905/.. defence|defence",
			"state:PER allied_with state:CHL 1905/1910-06-30 defence|defence", "state:ECU party_to agreement:atop-1005 1911/.. defence|defence",
			"state:CHL allied_with state:ECU 1911/.. defence|defence", "state:ARG party_to agreement:atop-1010 1911/.. |"}},
		{atop.Alliances(), treaty, []string{"state:PER party_to agreement:atop-1005 1901-03/.. offence|offence", "state:CHL party_to agreement:atop-1005 1901-03/.. offence|offence",
			"an alliance without its members states no relation"}},
	}
	for _, c := range cases {
		out := datasettest.Text(t, c.reader, session(t)(), "x", c.text)
		if got := lines(out); !slices.Equal(got, c.want) {
			t.Errorf("%s:\n%s\nwant\n%s", c.reader.Name(), strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
		if c.reader.Detect("x", []byte(c.text)) < 90 {
			t.Errorf("%s: not detected", c.reader.Name())
		}
	}
}

// The defence partners of the United Kingdom and of France in 1939, as a count of the file's own rows gives them.
func TestSample(t *testing.T) {
	out := datasettest.Load(t, atop.DyadYears(), session(t)(), "atop_alliance.csv.gz", true)
	if out.Read() != 273296 || out.Rejects != 0 || out.Records != 273126 {
		t.Errorf("%d records, %d loaded, %d rejected; the list says 273,296, of which 170 oblige to nothing", out.Read(), out.Records, out.Rejects)
	}
	for state, want := range map[string]string{
		"state:GBR": "state:BGR state:EGY state:FRA state:GRC state:IRQ state:POL state:PRT state:ROU state:RUS state:TUR state:cow-345",
		"state:FRA": "state:BGR state:EGY state:GBR state:GRC state:POL state:ROU state:RUS state:TUR state:cow-345",
	} {
		var partners []string
		for _, c := range out.Kept {
			if c.Subject.ID == state && c.Happened == "1939" && c.Qualifiers["type"] == "defence" {
				partners = append(partners, c.Object.ID)
			}
		}
		slices.Sort(partners)
		t.Logf("defence partners of %s in 1939: %v", state, partners)
		if got := strings.Join(partners, " "); got != want {
			t.Errorf("%s: %s, want %s", state, got, want)
		}
	}
}

func TestHostile(t *testing.T) {
	datasettest.Hostile(t, atop.DyadYears(), session(t), "stateA,stateB,year,defense,offense,neutral,nonagg,consul\n135,155,1911,1,0,0,1,1\n", true)
	datasettest.Hostile(t, atop.Members(), session(t), members, true)
	datasettest.Hostile(t, atop.Alliances(), session(t), treaty, true)
}

func FuzzDyadYears(f *testing.F) { datasettest.Fuzz(f, atop.DyadYears(), session(f), dyads) }
func FuzzMembers(f *testing.F)   { datasettest.Fuzz(f, atop.Members(), session(f), members) }
func FuzzAlliances(f *testing.F) { datasettest.Fuzz(f, atop.Alliances(), session(f), treaty) }
