package desta_test

import (
	"strings"
	"testing"

	"entente/loader/dataset"
	"entente/loader/dataset/datasettest"
	"entente/loader/dataset/desta"
)

func session(tb testing.TB) func() *dataset.Session {
	v := datasettest.Vocabulary(tb)
	return func() *dataset.Session { return dataset.NewSession(v) }
}

const treaties = `"number";"base_treaty";"name";"entry_type";"consolidated";"year";"entryforceyear";"language";"typememb";"regioncon";"wto_listed";"wto_name";"c1";"c2";"c3";"c4";"mc1";"mc2";"mc3";"mc4"
"1";"1";"Peru; Chile";"base_treaty";"0";"2003";"2004";"English";"1";"Americas";"1";"x";"604";"152";"NA";"NA";"1";"1";"NA";"NA"
"1+1";"1";"Chile Peru accession Ecuador";"accession";"0";"2005";"NA";"English";"1";"Americas";"1";"x";"604";"152";"218";"4";"1";"1";"NA";"NA"
"1_1";"1";"Chile Peru withdrawal Ecuador";"withdrawal";"0";"2006";"NA";"English";"1";"Americas";"1";"x";"604";"152";"218";"NA";"1";"1";"NA";"NA"
"1_2";"1";"Something withdrawal";"withdrawal";"0";"2006";"NA";"English";"1";"Americas";"1";"x";"604";"152";"218";"NA";"1";"1";"NA";"NA"
"9";"9";"Chile Peru";"negotiation";"0";"NA";"NA";"English";"1";"Americas";"1";"x";"604";"900";"530";"NA";"1";"1";"NA";"NA"
"9";"9";"Chile Peru";"base_treaty";"0";"NA";"NA";"English";"1";"Americas";"1";"x";"604";"9999";"NA";"NA";"1";"1";"NA";"NA"
`

func TestTreaties(t *testing.T) {
	out := datasettest.Text(t, desta.New(), session(t)(), "x", treaties)
	var got []string
	for _, c := range out.Kept {
		got = append(got, c.Subject.ID+" "+c.Relation+" "+c.Object.ID+" "+c.Happened+" "+c.Qualifiers["phase"])
	}
	want := `state:PER party_to agreement:desta-1 2004/.. in-force
state:CHL party_to agreement:desta-1 2004/.. in-force
state:PER party_to agreement:desta-1-1 2005 signed
state:CHL party_to agreement:desta-1-1 2005 signed
state:ECU party_to agreement:desta-1-1 2005 signed
state:AFG party_to agreement:desta-1-1 2005 signed
state:ECU withdraws_from agreement:desta-1 2006 `
	if text := strings.Join(got, "\n"); !strings.HasPrefix(text, want) || len(got) != 10 {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
	if out.Skips != 1 || out.Rejects != 1 || out.Named["agreement:desta-1"].Label != "Peru; Chile" {
		t.Errorf("skipped %v, rejected %v", out.Skipped, out.Rejected)
	}
	if desta.New().Detect("x", []byte(treaties)) < 90 {
		t.Error("not detected")
	}
}

func TestSample(t *testing.T) {
	out := datasettest.Load(t, desta.New(), session(t)(), "desta.csv", false)
	if out.Read() != 1217 || out.Rejects != 0 {
		t.Errorf("%d records, rejected %v; a count of lines says 1,217", out.Read(), out.Rejected)
	}
}

func TestHostile(t *testing.T) { datasettest.Hostile(t, desta.New(), session(t), treaties, true) }

func FuzzTreaties(f *testing.F) { datasettest.Fuzz(f, desta.New(), session(f), treaties) }
