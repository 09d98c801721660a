package gkg_test

import (
	"strings"
	"testing"

	"entente/loader/dataset"
	"entente/loader/dataset/datasettest"
	"entente/loader/dataset/gkg"
)

func session(tb testing.TB) func() *dataset.Session {
	v := datasettest.Vocabulary(tb)
	return func() *dataset.Session { return dataset.NewSession(v) }
}

func row(id, persons, orgs, places, themes, quotes string) string {
	f := make([]string, 27)
	f[0], f[1], f[2], f[3], f[4] = id, id[:14], "1", "example.org", "http://example.org/a"
	f[7], f[9], f[12], f[14], f[22], f[25] = themes, places, persons, orgs, quotes, "srclc:ara;eng:GT-ARA 1.0"
	return strings.Join(f, "\t") + "\n"
}

var good = row("20170701234500-T5", "Xaverio Quintanal,36;Xaverio Quintanal,90;", "Unknown Fishing Union,12", "1#Peru#PE#PE#-10#-76#PE;1#Chile#CI#CI#-30#-71#CI;4#Lima, Peru#PE#PE15#-12#-77#x", "EPU_POLICY;LEADER;EPU_POLICY;",
	"120|30|said|we shall fish tomorrow and then#200|10||today#bad")

func TestRecord(t *testing.T) {
	out := datasettest.Text(t, gkg.New(), session(t)(), "20170701234500.gkg.csv", good+row("20170701234500-6", "", "", "", "", "")+strings.Replace(good, "20170701234500-T5", "x", 1)+row("20170701234500-7", "A B,1", "", "", "", "x|y|z|w"))
	var got []string
	for _, c := range out.Kept {
		got = append(got, c.Subject.ID+" "+c.Relation+" "+c.Object.ID+" "+c.Qualifiers["offset"]+" "+c.Evidence)
		if c.Form() != "~coded" || c.Said != "2017-07-01" || c.Publisher != "org:example-org" || c.Qualifiers["translated_from"] != "ara" {
			t.Errorf("%+v", c)
		}
	}
	const story = "topic:gkg-20170701234500-t5"
	want := []string{story + " has_party person:xaverio-quintanal 36 Xaverio Quintanal,36", story + " has_party org:unknown-fishing-union 12 Unknown Fishing Union,12",
		story + " has_party state:PER  1#Peru#PE#PE#-10#-76#PE", story + " has_party state:CHL  1#Chile#CI#CI#-30#-71#CI", story + " part_of topic:gkg-theme-epu-policy  EPU_POLICY",
		story + " part_of topic:gkg-theme-leader  LEADER", "org:example-org discussed " + story + " 120 we shall fish tomorrow and then", "org:example-org discussed " + story + " 200 today"}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if out.Records != 1 || out.Skips != 1 || out.Rejects != 2 {
		t.Errorf("%d records, skipped %v, rejected %v", out.Records, out.Skipped, out.Rejected)
	}
	if gkg.New().Detect("x", []byte(good)) < 90 || gkg.New().Detect("x", []byte("20170701234500-x\t20170701234500\t1")) != 0 {
		t.Error("detection")
	}
}

func TestSample(t *testing.T) {
	out := datasettest.Load(t, gkg.New(), session(t)(), "gdelt2_gkg21_rebuilt.csv", true)
	if out.Read() != 100 || out.Rejects != 0 || out.Records < 95 {
		t.Errorf("%d records, %d loaded, rejected %v; a count of lines says 100", out.Read(), out.Records, out.Rejected)
	}
	quotes := 0
	for _, c := range out.Kept {
		if c.Rule == "quotation" {
			quotes++
		}
	}
	if t.Logf("%d quotations", quotes); quotes == 0 {
		t.Error("no quotation was read")
	}
}

func TestHostile(t *testing.T) { datasettest.Hostile(t, gkg.New(), session(t), good, false) }

func FuzzRecords(f *testing.F) { datasettest.Fuzz(f, gkg.New(), session(f), good) }
