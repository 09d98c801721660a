package cow_test

import (
	"fmt"
	"strings"
	"testing"

	"entente/graph/vocab"
	"entente/loader/dataset"
	"entente/loader/dataset/cow"
	"entente/loader/dataset/datasettest"
)

func session(tb testing.TB) func() *dataset.Session {
	v := datasettest.Vocabulary(tb)
	return func() *dataset.Session { return dataset.NewSession(v) }
}

const (
	dyadHeader   = "version4id,ccode1,state_name1,ccode2,state_name2,dyad_st_day,dyad_st_month,dyad_st_year,dyad_end_day,dyad_end_month,dyad_end_year,left_censor,right_censor,defense,neutrality,nonaggression,entente,version\n"
	yearlyHeader = "version4id,ccode1,state_name1,ccode2,state_name2,dyad_st_day,dyad_st_month,dyad_st_year,dyad_end_day,dyad_end_month,dyad_end_year,left_censor,right_censor,defense,neutrality,nonaggression,entente,year,version\n"
	memberHeader = "version4id,ccode,state_name,all_st_day,all_st_month,all_st_year,all_end_day,all_end_month,all_end_year,ss_type,mem_st_day,mem_st_month,mem_st_year,mem_end_day,mem_end_month,mem_end_year,left_censor,right_censor,defense,neutrality,nonaggression,entente,version\n"
)

// facts prints what a file came to, one line a record.
func facts(out *datasettest.Sink) []string {
	var lines []string
	for _, c := range out.Kept {
		q := ""
		for _, name := range []string{"type", "obligations", "level", "side", "censored"} {
			if v := c.Qualifiers[name]; v != "" {
				q += " " + name + "=" + v
			}
		}
		lines = append(lines, fmt.Sprintf("%d %s %s %s %s%s", c.Row, c.Subject.ID, c.Relation, c.Object.ID, c.Happened, q))
	}
	for _, s := range out.Skipped {
		lines = append(lines, fmt.Sprintf("%d skipped: %s", s.Line, s.Reason))
	}
	for _, s := range out.Rejected {
		lines = append(lines, fmt.Sprintf("%d rejected: %s", s.Line, s.Reason))
	}
	return lines
}

func TestFormats(t *testing.T) {
	cases := []struct {
		name   string
		reader dataset.Reader
		text   string
		want   []string
	}{
		{"a closed interval", cow.NewAllianceDyads(), dyadHeader + "7,135,Peru,155,Chile,2,3,1901,-9,6,1909,0,0,1,0,1,1,4.1\n",
			[]string{"2 state:PER allied_with state:CHL 1901-03-02/1909-06 type=defence obligations=defence non-aggression consultation"}},
		{"in force, by an empty end", cow.NewAllianceDyads(), dyadHeader + "7,135,Peru,155,Chile,2,3,1901,,,,0,1,0,1,0,0,4.1\n",
			[]string{"2 state:PER allied_with state:CHL 1901-03-02/.. type=neutrality obligations=neutrality censored=right"}},
		{"the last day of the data is no end", cow.NewAllianceDyads(), dyadHeader + "7,135,Peru,155,Chile,-9,-9,1901,31,12,2012,1,1,0,0,0,1,4.1\n",
			[]string{"2 state:PER allied_with state:CHL 1901/.. type=consultation obligations=consultation censored=both"}},
		{"one number, several states", cow.NewAllianceDyads(), dyadHeader + "7,260,West,345,Y,1,1,1956,1,1,1960,0,0,1,0,0,0,4.1\n",
			[]string{"2 state:cow-260 allied_with state:cow-345 1956-01-01/1960-01-01 type=defence obligations=defence"}},
		{"a state that nobody knows", cow.NewAllianceDyads(), dyadHeader + "7,135,Peru,998,Atlantis,1,1,1956,1,1,1960,0,0,1,0,0,0,4.1\n",
			[]string{"2 state:PER allied_with state:cow-998 1956-01-01/1960-01-01 type=defence obligations=defence"}},
		{"rows that cannot be", cow.NewAllianceDyads(), dyadHeader + "7,135,Peru,155,Chile,31,2,1901,,,,0,1,1,0,0,0,4.1\n7,135,Peru,155,Chile,1,2,1901,1,1,1900,0,0,1,0,0,0,4.1\n7,x,Peru,155,Chile,1,2,1901,,,,0,1,1,0,0,0,4.1\n7,135,Peru\n7,135,Peru,135,Peru,1,2,1901,,,,0,1,1,0,0,0,4.1\n7,135,Peru,155,Chile,1,2,1901,,,,0,1,0,0,0,0,4.1\n",
			[]string{"6 skipped: source and target are the same actor", "7 skipped: nothing is in force in this row", "2 rejected: [1901 2 31] is not a date",
				"3 rejected: it would end (1900-01-01) before it begins (1901-02-01)", `4 rejected: "x" is not a state number`, "5 rejected: 3 columns, the header has 18"}},
		{"years", cow.NewAllianceDyads(), yearlyHeader + "7,135,Peru,155,Chile,1,1,1981,1,1,1991,0,0,1,0,0,0,1985,4.1\n7,135,Peru,155,Chile,1,1,1981,1,1,1991,0,0,1,0,0,0,0,4.1\n",
			[]string{"2 state:PER allied_with state:CHL 1985 type=defence obligations=defence", `3 rejected: year "0" is none`}},
		{"members", cow.NewAllianceMembers(), memberHeader +
			"9,135,Peru,1,1,1950,,,,Type I: Defense Pact,1,1,1950,31,12,1969,0,0,1,0,0,0,4.1\n" +
			"9,155,Chile,1,1,1950,,,,Type I: Defense Pact,5,5,1960,31,12,2012,0,1,1,0,0,0,4.1\n" +
			"9,130,Ecuador,1,1,1950,,,,Type I: Defense Pact,1,1,1975,,,,0,1,1,0,0,0,4.1\n" +
			"10,160,Argentina,1,1,1950,,,,Type III: Entente,1,1,1975,,,,0,1,0,0,0,1,4.1\n",
			[]string{"2 state:PER party_to agreement:cow-alliance-9 1950-01-01/1969-12-31 type=defence obligations=defence",
				"3 state:CHL party_to agreement:cow-alliance-9 1960-05-05/.. type=defence obligations=defence censored=right",
				"3 state:PER allied_with state:CHL 1960-05-05/1969-12-31 type=defence obligations=defence censored=right",
				"4 state:ECU party_to agreement:cow-alliance-9 1975-01-01/.. type=defence obligations=defence censored=right",
				"4 state:CHL allied_with state:ECU 1975-01-01/.. type=defence obligations=defence censored=right",
				"5 state:ARG party_to agreement:cow-alliance-10 1975-01-01/.. type=consultation obligations=consultation censored=right"}},
		{"spells of states", cow.States(), "stateabb,ccode,statenme,styear,stmonth,stday,endyear,endmonth,endday,version\nEST,366,Estonia,1918,2,24,1940,6,16,2016\nEST,366,Estonia,1991,9,6,2016,12,31,2016\n",
			[]string{"2 state:EST member_of group:cow-state-system 1918-02-24/1940-06-16", "3 state:EST member_of group:cow-state-system 1991-09-06/.."}},
		{"major powers", cow.Majors(), "\"ccode\",\"styear\",\"stmonth\",\"stday\",\"endyear\",\"endmonth\",\"endday\",\"version\"\n220,1945,8,15,2016,12,31,2016\n",
			[]string{"2 state:FRA member_of group:cow-major-powers 1945-08-15/.."}},
		{"codes, CR only", cow.Codes(), "StateAbb,CCode,StateNme\rPER,135,Peru\rPER,135,Peru\r", []string{"2 state:PER member_of group:cow-state-system ", "3 state:PER member_of group:cow-state-system "}},
		{"borders", cow.Contiguity(), "dyad,statelno,statelab,statehno,statehab,conttype,begin,end,notes,version\n1,135,\"PER\",155,\"CHL\",1,192906,201612,\"a, \"\"b\"\"\",3.2\n1,2,USA,40,CUB,4,190205,190609,x,3.2\n1,2,USA,40,CUB,9,190205,190609,x,3.2\n",
			[]string{"2 state:PER borders state:CHL 1929-06/.. type=land", "3 state:USA borders state:CUB 1902-05/1906-09 type=water-150", `4 rejected: type "9" from "190205" to "190609" is no contiguity`}},
		{"disputes", cow.DisputeDyads(), "dispnum,ccode1,ccode2,year,dispongoing,disponset,sidea1,sidea2,fatality1,fatality2,fatalpre1,fatalpre2,hiact1,hiact2,hostlev1,hostlev2,orig1,orig2\n5,135,155,1911,1,1,1,0,-9,0,-9,0,7,0,3,1,1,1\n5,155,135,1911,1,1,0,1,0,-9,0,-9,-9,7,-9,3,1,1\n5,155,135,1911,1,1,0,1,0,-9,0,-9,-9,7,8,3,1,1\n",
			[]string{"2 state:PER in_dispute_with state:CHL 1911 level=display", "3 state:CHL in_dispute_with state:PER 1911", `4 rejected: level of hostility "8" is not between 1 and 5`}},
		{"participants, CRLF", cow.DisputeParticipants(), "dispnum,stabb,ccode,stday,stmon,styear,endday,endmon,endyear,sidea,revstate,revtype1,revtype2,fatality,fatalpre,hiact,hostlev,orig,version\r\n5,PER,135,-9,4,1911,-9,6,1911,1,1,1,-9,0,0,7,3,1,5.0\r\n",
			[]string{"2 event:cow-dispute-5 has_party state:PER 1911-04/1911-06 level=display side=A"}},
		{"diplomatic exchange", cow.Exchange(), "ccode1,ccode2,year,DR_at_1,DR_at_2,DE,version\n135,155,1930,3,2,1,2006.1\n135,155,1935,0,9,1,2006.1\n135,155,1940,0,0,0,2006.1\n135,155,1945,-9,0,1,2006.1\n135,155,1950,7,0,1,2006.1\n",
			[]string{"2 state:PER has_diplomatic_relations_with state:CHL 1930 level=minister", "2 state:CHL has_diplomatic_relations_with state:PER 1930 level=ambassador",
				"3 state:PER has_diplomatic_relations_with state:CHL 1935 level=other", "5 state:PER has_diplomatic_relations_with state:CHL 1945",
				"4 skipped: nothing is in force in this row", `6 rejected: representation "7" is not 0, 1, 2, 3 or 9`}},
		{"organisations", cow.NewIGOs(), "ccode,year,state,AAA,BBB,CCC,DDD,EEE,FFF,GGG,HHH\n135,1990,peru,1,2,3,0,-9,-1,0,0\n155,1990,chile,0,0,0,0,0,0,0,0\n",
			[]string{"2 state:PER member_of org:cow-igo-aaa 1990 level=full", "2 state:PER member_of org:cow-igo-bbb 1990 level=associate", "2 state:PER member_of org:cow-igo-ccc 1990 level=observer",
				"3 skipped: nothing is in force in this row"}},
	}
	for _, c := range cases {
		out := datasettest.Text(t, c.reader, session(t)(), "x.csv", c.text)
		if got := facts(out); strings.Join(got, "\n") != strings.Join(c.want, "\n") {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
		if c.reader.Detect("x.csv", []byte(c.text)) < 80 {
			t.Errorf("%s: not detected", c.name)
		}
		if c.reader.Detect("x.csv", []byte("a,b\n1,2\n")) != 0 {
			t.Errorf("%s: detects anything", c.name)
		}
	}
	t.Logf("ran %d cases: rows of the Correlates of War", len(cases))
}

func TestSamples(t *testing.T) {
	s := session(t)()
	for _, c := range []struct {
		name   string
		reader dataset.Reader
		rows   int
		loads  bool
	}{
		{"cow_states2016.csv", cow.States(), 243, true}, {"cow_majors.csv", cow.Majors(), 14, true}, {"cow_contdir.csv", cow.Contiguity(), 847, true},
		{"cow_mid_dirdisps.csv", cow.DisputeDyads(), 11390, true}, {"cow_country_codes_CR.csv", cow.Codes(), 243, true},
		{"cow_igo_sy.csv", cow.IGOCounts(), 15557, false}, {"cow2iso_dated.csv", cow.Crosswalk(), 315, false},
	} {
		out := datasettest.Load(t, c.reader, s, c.name, true)
		if c.rows > 0 && out.Read() != c.rows || out.Rejects != 0 || out.Read() == 0 {
			t.Errorf("%s: %d records, %d rejected (%v); a count of lines says %d", c.name, out.Read(), out.Rejects, out.RejectedBy, c.rows)
		}
		if c.loads && out.Skips > 0 || !c.loads && out.Records > 0 {
			t.Errorf("%s: %d loaded, %d skipped", c.name, out.Records, out.Skips)
		}
		if unknown := len(out.Named); unknown > 40 {
			t.Errorf("%s: %d actors without a name in the vocabulary", c.name, unknown)
		}
	}
}

// The crosswalk of the sample files says the same of codes as the vocabulary.
func TestCodesAgreeWithTheCrosswalk(t *testing.T) {
	v := datasettest.Vocabulary(t)
	states := session(t)()
	out := datasettest.Load(t, cow.States(), states, "cow_states2016.csv", true)
	n := 0
	for _, c := range out.Kept {
		number := strings.Split(c.Evidence, ",")[1]
		day, _, _ := strings.Cut(c.Happened, "/")
		a, ok := v.Coded(vocab.COWNumber, number, day)
		if !ok || a.ID != c.Subject.ID {
			t.Errorf("%s: %s is not in the vocabulary", c.Evidence, number)
		}
		n++
	}
	t.Logf("ran %d cases: numbers of states in the vocabulary", n)
}

func TestHostile(t *testing.T) {
	datasettest.Hostile(t, cow.NewAllianceDyads(), session(t), dyadHeader+"7,135,Peru,155,Chile,2,3,1901,-9,6,1909,0,0,1,0,1,1,4.1\n", true)
	datasettest.Hostile(t, cow.NewAllianceMembers(), session(t), memberHeader+"9,135,Peru,1,1,1950,,,,Type I: Defense Pact,1,1,1950,31,12,1969,0,0,1,0,0,0,4.1\n", true)
	datasettest.Hostile(t, cow.NewIGOs(), session(t), "ccode,year,state,AAA,BBB,CCC,DDD,EEE,FFF,GGG,HHH\n135,1990,peru,1,2,3,0,-9,-1,0,0\n", true)
}

func readers() []dataset.Reader {
	return []dataset.Reader{cow.NewAllianceDyads(), cow.NewAllianceMembers(), cow.States(), cow.Majors(), cow.Codes(), cow.Contiguity(), cow.DisputeDyads(),
		cow.DisputeParticipants(), cow.Exchange(), cow.NewIGOs(), cow.IGOCounts(), cow.Crosswalk()}
}

// FuzzAll gives one input to all readers of the package: they share their way through a file.
func FuzzAll(f *testing.F) {
	f.Add(0, []byte(dyadHeader+"7,135,Peru,155,Chile,2,3,1901,-9,6,1909,0,0,1,0,1,1,4.1\n"))
	f.Add(1, []byte(memberHeader+"9,135,Peru,1,1,1950,,,,Type I: Defense Pact,1,1,1950,31,12,1969,0,0,1,0,0,0,4.1\n9,155,Peru,1,1,1950,,,,x,1,1,1950,31,12,1969,0,0,1,0,0,0,4.1\n"))
	f.Add(2, []byte("stateabb,ccode,statenme,styear,stmonth,stday,endyear,endmonth,endday,version\rEST,366,Estonia,1918,2,24,1940,6,16,2016\r"))
	f.Add(5, []byte("dyad,statelno,statelab,statehno,statehab,conttype,begin,end,notes,version\n1,135,\"PER\",155,\"CHL\",1,192906,201612,\"a, \"\"b\"\"\",3.2\n"))
	f.Add(8, []byte("ccode1,ccode2,year,DR_at_1,DR_at_2,DE,version\r\n135,155,1930,3,2,1,2006.1\r\n"))
	f.Add(9, []byte("ccode,year,state,AAA,BBB,CCC,DDD,EEE,FFF,GGG,HHH\n135,1990,peru,1,2,3,0,-9,-1,0,0\n"))
	v := datasettest.Vocabulary(f)
	f.Fuzz(func(t *testing.T, which int, b []byte) {
		all := readers()
		r := all[((which%len(all))+len(all))%len(all)]
		s := dataset.NewSession(v)
		_ = r.Read(t.Context(), &dataset.File{ID: "x", Name: "x", Path: "x", Body: strings.NewReader(string(b))}, s, datasettest.NewSink(t, v, false))
		r.Detect("x", b)
	})
}
