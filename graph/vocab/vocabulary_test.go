package vocab

import "testing"

func TestDefaultLoads(t *testing.T) {
	v, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for range v.Actors() {
		n++
	}
	t.Logf("ran %d cases: actors that loaded", n)
}
