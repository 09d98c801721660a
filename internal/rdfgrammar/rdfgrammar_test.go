package rdfgrammar

import "testing"

func TestNames(t *testing.T) {
	cases := map[rune][2]bool{
		'é': {true, true}, '×': {false, false}, '÷': {false, false}, 0xB7: {false, true}, 0x300: {false, true}, 0x2FF: {true, true}, 0x37E: {false, false},
		'字': {true, true}, 0x203F: {false, true}, 0x200D: {true, true}, 0x2190: {false, false}, 0xFFFE: {false, false}, 0x1F600: {true, true}, 0xF0000: {false, false}, -1: {false, false},
	}
	for r, want := range cases {
		if NameBase(r) != want[0] || NameRest(r) != want[1] {
			t.Errorf("%U: %v %v, want %v", r, NameBase(r), NameRest(r), want)
		}
	}
	t.Logf("ran %d cases: characters of names", len(cases))
}
