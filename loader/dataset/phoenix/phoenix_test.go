package phoenix_test

import (
	"strings"
	"testing"

	"entente/loader/dataset"
	"entente/loader/dataset/datasettest"
	"entente/loader/dataset/phoenix"
)

func session(tb testing.TB) func() *dataset.Session {
	v := datasettest.Vocabulary(tb)
	return func() *dataset.Session { return dataset.NewSession(v) }
}

func row(source, target, code, quad, score string) string {
	f := make([]string, 26)
	f[0], f[1], f[2], f[3], f[4] = "77_0.4.0", "20150607", "2015", "6", "7"
	f[5], f[9], f[13], f[14], f[15], f[16] = source, target, code, code[:2], quad, score
	if len(source) == 6 {
		f[6], f[7] = source[:3], source[3:]
	}
	f[17], f[18], f[19], f[20], f[21], f[22] = "ID,1;TAX,2", "-12.0", "-77.0", "Lima", "PERU", "LIMA"
	f[23], f[24], f[25] = "abc_4;def_1", "http://one.example/a;http://two.example/b", "one_world;two_world"
	return strings.Join(f, "\t") + "\n"
}

func TestRows(t *testing.T) {
	cases := []struct{ name, text, want string }{
		{"bodies", row("PERGOV", "CHLMIL", "040", "1", "1.0"), "org:peruvian-government met_with org:chilean-military"},
		{"host", row("PER", "CHL", "043", "1", "2.8"), "state:CHL visited state:PER"},
		{"a zero is gone", row("PER", "CHL", "43", "1", "2.8"), "state:CHL visited state:PER"},
		{"rebels stand for nobody", row("PERREB", "CHL", "190", "4", "-10"), "group:peruvian-rebels attacks state:CHL"},
		{"no target", row("PER", "", "040", "1", "1.0"), "no target actor"},
		{"statement", row("PER", "CHL", "010", "0", "0"), "the event code states no relation between actors"},
		{"no such code", row("PER", "CHL", "9999", "0", "0"), `unknown event code "9999"`},
		{"no such class", row("PER", "CHL", "040", "7", "0"), `quad class "7" is not between 0 and 4`},
		{"too short", "a\tb\n", "2 columns, Phoenix has 26"},
	}
	for _, c := range cases {
		out := datasettest.Text(t, phoenix.New(), session(t)(), "x", c.text)
		got := ""
		switch {
		case len(out.Kept) > 0:
			k := out.Kept[0]
			got = k.Subject.ID + " " + k.Relation + " " + k.Object.ID
			if k.Happened != "2015-06-07" || k.Publisher != "org:one-world" || k.Qualifiers["reports"] != "2" || k.Qualifiers["sentence"] != "4" || k.Qualifiers["article"] != "http://one.example/a" {
				t.Errorf("%s: %+v", c.name, k)
			}
		case out.Skips > 0:
			got = out.Skipped[0].Reason
		case out.Rejects > 0:
			got = out.Rejected[0].Reason
		}
		if got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
	if phoenix.New().Detect("x", []byte(cases[0].text)) < 90 || phoenix.New().Detect("x", []byte("a\tb\n")) != 0 {
		t.Error("detection")
	}
	t.Logf("ran %d cases: rows of Phoenix, made by hand", len(cases))
}

func TestHostile(t *testing.T) {
	datasettest.Hostile(t, phoenix.New(), session(t), row("PERGOV", "CHLMIL", "040", "1", "1.0"), false)
}

func FuzzRows(f *testing.F) {
	datasettest.Fuzz(f, phoenix.New(), session(f), row("PERGOV", "CHLMIL", "040", "1", "1.0"))
}
