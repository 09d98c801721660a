package edtf

import (
	"errors"
	"fmt"
	"testing"
)

func TestParseGivesFirstAndLastDay(t *testing.T) {
	cases := []struct{ in, first, last string }{
		{"2024-07-20", "2024-07-20", "2024-07-20"},
		{"2024-02", "2024-02-01", "2024-02-29"},
		{"2023", "2023-01-01", "2023-12-31"},
		{"201X", "2010-01-01", "2019-12-31"},
		{"20XX", "2000-01-01", "2099-12-31"},
		{"2004-XX", "2004-01-01", "2004-12-31"},
		{"2004-XX-XX", "2004-01-01", "2004-12-31"},
		{"2004-XX-11", "2004-01-01", "2004-12-31"},
		{"2004-02-XX", "2004-02-01", "2004-02-29"},
		{"2004-07-1X", "2004-07-10", "2004-07-19"},
		{"2004-07-3X", "2004-07-30", "2004-07-31"},
		{"2024-21", "2024-03-01", "2024-05-31"},
		{"2024-24", "2024-12-01", "2024-12-31"},
		{"2024~", "2024-01-01", "2024-12-31"},
		{"2024-07?", "2024-07-01", "2024-07-31"},
		{"XXXX-07-20", "..", ".."},
		{"XXXX", "..", ".."},
		{"2019/..", "2019-01-01", ".."},
		{"../2019", "..", "2019-12-31"},
		{"2019/", "2019-01-01", ".."},
		{"/2019-05", "..", "2019-05-31"},
		{"2019-03/2021-05-02", "2019-03-01", "2021-05-02"},
		{"2024-07-01T23:30:00-05:00", "2024-07-02", "2024-07-02"},
		{"2024-07-01T23:30:00Z", "2024-07-01", "2024-07-01"},
		{"-0044-03-15", "-044-03-15", "-044-03-15"},
		{"", "..", ".."},
	}
	for _, c := range cases {
		v, err := Parse(c.in)
		if err != nil {
			t.Errorf("Parse(%q): %v", c.in, err)
			continue
		}
		if c.in[:min(1, len(c.in))] == "-" {
			continue // years before 1 print in the style of package time; only that they parse is of interest
		}
		if got := v.First().String(); got != c.first {
			t.Errorf("Parse(%q): first day %s, want %s", c.in, got, c.first)
		}
		if got := v.Last().String(); got != c.last {
			t.Errorf("Parse(%q): last day %s, want %s", c.in, got, c.last)
		}
		if v.String() != c.in {
			t.Errorf("Parse(%q).String() = %q", c.in, v.String())
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, in := range []string{
		"today", "2024-13", "2024-02-30", "2023-02-29", "2024-7-1", "24-07-01", "2024/2023", "../..", "/", "2024-25", "20X4",
		"2024-07-20-1", "2024-07-00", "2024-00-10", "2024??", "2024-21-05", "X", "2024-07-20 ", " 2024", "2024-07-20T25:00:00Z", "XXXX-13-01", "2024-XX-32",
	} {
		if v, err := Parse(in); !errors.Is(err, ErrSyntax) {
			t.Errorf("Parse(%q) = %v, %v; want ErrSyntax", in, v, err)
		}
	}
}

func TestFilters(t *testing.T) {
	cases := []struct {
		date, window string
		falls        bool
	}{
		{"2024-07-20", "2024", true},
		{"2024-07", "2024-07-15/..", true},
		{"2024", "2024-12-31/..", true},
		{"2023", "2024/..", false},
		{"201X", "2015-06-01/..", true},
		{"XXXX-07-20", "2024/..", false},
		{"", "2024/..", false},
		{"2019/..", "2024", true},
		{"2019/..", "2018", false},
		{"2019/2021", "2020-05-05", true},
	}
	for _, c := range cases {
		if got := parsed(t, c.date).CanFallIn(parsed(t, c.window)); got != c.falls {
			t.Errorf("%q can fall in %q: %t, want %t", c.date, c.window, got, c.falls)
		}
	}
}

func TestCanOverlap(t *testing.T) {
	cases := []struct {
		a, b string
		want bool
	}{
		{"2022", "2024", false},
		{"2022", "2022-05", true},
		{"2022/..", "2024-05", true},
		{"", "2024", true},
		{"", "", true},
		{"XXXX-07-20", "2024-07-20", true},
		{"XXXX-07-20", "2024-08", false},
		{"XXXX-07-20", "2024", true},
		{"XXXX-07-20", "XXXX-07-21", false},
		{"XXXX-07-20", "XXXX-07-20", true},
		{"XXXX-07-20", "2019/..", true},
		{"2024-07-20", "2024-07-21", false},
	}
	for _, c := range cases {
		a, b := parsed(t, c.a), parsed(t, c.b)
		if got := CanOverlap(a, b); got != c.want {
			t.Errorf("CanOverlap(%q, %q) = %t, want %t", c.a, c.b, got, c.want)
		}
		if CanOverlap(a, b) != CanOverlap(b, a) {
			t.Errorf("CanOverlap(%q, %q) depends on the order", c.a, c.b)
		}
	}
}

func TestDatatype(t *testing.T) {
	const xsd = "http://www.w3.org/2001/XMLSchema#"
	for in, want := range map[string]string{
		"2024-07-20": xsd + "date", "2024-07": xsd + "gYearMonth", "2024": xsd + "gYear", "2024?": "", "2024-XX": "",
		"2019/..": "", "2024-21": "", "201X": "", "XXXX-07-20": "", "": "", "-0044": "", "2024-07-20T10:00:00Z": "", "0000": "", "0000-01": "", "x": "",
	} {
		if got := Datatype(in); got != want {
			t.Errorf("Datatype(%q) = %q, want %q", in, got, want)
		}
	}
}

func parsed(t *testing.T, s string) Value {
	t.Helper()
	v, err := Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"2024-07-20", "XXXX-07-20", "2019/..", "2004-XX-1X", "2024-22?", "2024-07-01T10:00Z"} {
		f.Add(s, "2024")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		v, err := Parse(a)
		if err != nil {
			return
		}
		if v.String() != a || v.First() > v.Last() {
			t.Fatalf("%q: prints as %q, from %d to %d", a, v, v.First(), v.Last())
		}
		if w, err := Parse(b); err == nil && CanOverlap(v, w) != CanOverlap(w, v) {
			t.Fatalf("CanOverlap(%q, %q) depends on the order", a, b)
		}
	})
}

// A plain day is read by a way of its own, which must agree with the general one.
func TestPlainDayEqualsGeneral(t *testing.T) {
	n := 0
	for _, year := range []int{0, 1, 4, 1582, 1899, 1900, 2000, 2023, 2024, 9999} {
		for month := range 14 {
			for day := range 33 {
				n++
				s := fmt.Sprintf("%04d-%02d-%02d", year, month, day)
				general := Value{text: s, placed: true}
				err := general.setDay(year, year, s[5:7], s[8:])
				got, ok := plainDay(s)
				if ok != (err == nil && general.precision == FullDay) {
					t.Fatalf("%s: plain %v, general %v", s, ok, err)
				}
				if ok && got != general {
					t.Fatalf("%s: plain %+v, general %+v", s, got, general)
				}
			}
		}
	}
	t.Logf("ran %d cases: plain days", n)
}
