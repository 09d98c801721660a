package vocab

import (
	"slices"
	"strings"
	"testing"
)

// ambiguous are names that several actors bear as label or alias; a reader decides by the context.
var ambiguous = []string{
	"congo", "korea", "falklands", "islamic emirate of afghanistan",
	"au", "nam", // a state's code and a bloc's abbreviation
	"aus", "mac", "mng", "slv", "swz", // one state in ISO 3166, another in the Correlates of War
}

func TestNamesThatSeveralBear(t *testing.T) {
	v := vocabulary(t)
	n, met := 0, map[string]bool{}
	for name, readings := range v.names {
		var ids []string
		for _, r := range readings {
			if r.rank <= rankAlias && r.actor.Until == "" && !slices.Contains(ids, r.actor.ID) {
				ids = append(ids, r.actor.ID)
			}
		}
		n++
		if len(ids) < 2 {
			continue
		}
		met[name] = true
		if !slices.Contains(ambiguous, name) {
			slices.Sort(ids)
			t.Errorf("%q is %s", name, strings.Join(ids, " and "))
		}
	}
	for _, name := range ambiguous {
		if !met[name] {
			t.Errorf("%q is listed and not ambiguous", name)
		}
	}
	t.Logf("ran %d cases: names", n)
}

// Capitals and palaces are governments, the house of a ministry is the ministry; what a path means is what a reader finds.
func TestPalacesAreGovernments(t *testing.T) {
	v := vocabulary(t)
	tests := map[string]string{
		"White House": "state:USA", "Kremlin": "state:RUS", "Downing Street": "state:GBR", "Élysée": "state:FRA", "Elysee Palace": "state:FRA",
		"Blue House": "state:KOR", "Cheong Wa Dae": "state:KOR", "Zhongnanhai": "state:CHN", "Bundeskanzleramt": "state:DEU", "Kantei": "state:JPN",
		"Pentagon": "org:us-department-of-defense", "Foggy Bottom": "org:us-state-department", "State Department": "org:us-state-department",
		"Quai d'Orsay": "org:french-foreign-ministry", "Farnesina": "org:italian-foreign-ministry", "Itamaraty": "org:brazilian-foreign-ministry",
		"South Block": "org:indian-foreign-ministry", "Foreign Office": "org:uk-foreign-office",
	}
	for name, want := range tests {
		var got []string
		for _, a := range v.Named(name) {
			got = append(got, a.ID)
		}
		if !slices.Equal(got, []string{want}) {
			t.Errorf("%s: %v, want %s", name, got, want)
		}
	}
	t.Logf("ran %d cases: seats", len(tests))
}

func TestFold(t *testing.T) {
	for _, names := range [][]string{
		{"U.S.", "US", "us"}, {"Côte d’Ivoire", "Cote d'Ivoire"}, {"Bosnia-Herzegovina", "Bosnia Herzegovina"},
		{"Gahr Støre", "Gahr Store"}, {"Radosław", "Radoslaw"}, {"Çavuşoğlu", "Cavusoglu"}, {"Yıldırım", "Yildirim"}, {"Trinidad & Tobago", "Trinidad and Tobago"},
	} {
		for _, name := range names {
			if Fold(name) != Fold(names[0]) {
				t.Errorf("%q folds to %q, %q to %q", name, Fold(name), names[0], Fold(names[0]))
			}
		}
	}
	v := vocabulary(t)
	for name, want := range map[string]string{
		"Zelensky": "person:volodymyr-zelenskyy", "Volodymyr Zelenskiy": "person:volodymyr-zelenskyy",
		"Moammar Gadhafi": "person:muammar-gaddafi", "Mao Tse-tung": "person:mao-zedong", "Lech Wałęsa": "person:lech-walesa",
	} {
		if got := v.Named(name); !slices.ContainsFunc(got, func(a *Actor) bool { return a.ID == want }) {
			t.Errorf("%s is not %s", name, want)
		}
	}
}

func FuzzFold(f *testing.F) {
	f.Add("Côte d’Ivoire")
	f.Add("İ. ß & ")
	f.Add("\xf5ğ")
	f.Add("ẞ Ø Ə")
	f.Fuzz(func(t *testing.T, s string) {
		if once := Fold(s); Fold(once) != once {
			t.Errorf("%q folds to %q and that to %q", s, once, Fold(once))
		}
	})
}

func FuzzParseTable(f *testing.F) {
	f.Add("a\tb\n1\t2\n# x\n3\n")
	f.Add("a\tb\r\n1\t2\t3\n")
	f.Fuzz(func(t *testing.T, raw string) {
		table, err := parseTable("x.tsv", raw, []string{"a", "b"})
		if err != nil {
			if !strings.Contains(err.Error(), "x.tsv:") {
				t.Errorf("%v has no position", err)
			}
			return
		}
		for _, r := range table.rows {
			if len(r.cells) != 2 || r.line < 2 {
				t.Errorf("row %+v", r)
			}
		}
	})
}
