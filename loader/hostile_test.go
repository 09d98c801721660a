package loader

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"entente/loader/dataset/catalog"
)

// wellFormed are small files of each way of reading, with the number of their records.
var wellFormed = []struct {
	name, body string
	records    int64
}{
	{"20191001120000.export.CSV", gdeltEvent(1, "CHL", "PER", "036") + gdeltEvent(2, "PER", "CHL", "036") + gdeltEvent(3, "USA", "CHL", "036"), 3},
	{"docs.jsonl", `{"id":"d1","text":"CHL aids PER."}` + "\n" + `{"id":"d2","text":"PER aids CHL."}` + "\n" + `{"id":"d3","text":"USA aids CHL."}` + "\n", 3},
	{"graph.nq", "<http://e.org/a> <http://e.org/p> <http://e.org/b> .\n<http://e.org/b> <http://e.org/p> <http://e.org/c> .\n<http://e.org/c> <http://e.org/p> \"x\" .\n", 3},
	{"graph.ttl", "@prefix e: <http://e.org/> .\ne:a e:p e:b .\ne:b e:p e:c .\ne:c e:p \"x\" .\n", 3},
	{"states2016.csv", "stateabb,ccode,statenme,styear,stmonth,stday,endyear,endmonth,endday,version\n" +
		"CHL,155,Chile,1839,1,1,2016,12,31,2016\nPER,135,Peru,1838,1,1,2016,12,31,2016\nUSA,2,United States,1816,1,1,2016,12,31,2016\n", 3},
}

// damaged gives ways in which a file can be broken, each of which must be refused in part or whole.
func damaged(t *testing.T, name, body string) map[string]string {
	lines := strings.SplitAfter(body, "\n")
	middle := func(s string) string { return strings.Join(lines[:2], "") + s + strings.Join(lines[2:], "") }
	gz := packed(t, "gz", name, strings.Repeat(body, 200))
	zip := packed(t, "zip", name, body)
	return map[string]string{
		name:                   middle("\x00\x00\x00\n"),
		"utf8-" + name:         middle("\xff\xfe\xc3\x28\n"),
		"columns-" + name:      middle("one column\n"),
		name + ".gz":           gz[:len(gz)-20],
		"half-" + name + ".gz": gz[:len(gz)/2],
		name + ".zip":          zip[:len(zip)/2],
	}
}

func catalogLoader(t *testing.T) *Loader {
	l := newLoader(t)
	l.Sets = catalog.Readers()
	return l
}

// Damaged files are refused with a reason, the report adds up, and a strict load leaves the graph as it was.
func TestDamagedFiles(t *testing.T) {
	n := 0
	for _, good := range wellFormed {
		l := catalogLoader(t)
		empty := exported(t, l)
		if rep := load(t, l, nil, folder(t, map[string]string{good.name: good.body})); rep.Loaded != good.records || rep.Rejected != 0 {
			t.Fatalf("%s: %+v", good.name, rep)
		}
		cr := strings.ReplaceAll(good.body, "\n", "\r")
		l = catalogLoader(t)
		if rep := load(t, l, nil, folder(t, map[string]string{good.name: cr})); rep.Loaded == 0 && rep.Rejected == 0 {
			t.Errorf("%s with line ends of CR: neither read nor refused: %+v", good.name, rep)
		}
		for name, body := range damaged(t, good.name, good.body) {
			n++
			dir := folder(t, map[string]string{name: body})
			l := catalogLoader(t)
			rep, err := l.Load(t.Context(), []string{dir}, &Options{Strict: true})
			if !errors.Is(err, ErrStrict) || exported(t, l) != empty {
				t.Errorf("%s, strict: %v, %+v", name, err, rep)
			}
			rep = load(t, l, nil, dir)
			if rep.Rejected == 0 || rep.Read != rep.Loaded+rep.Duplicate+rep.Skipped+rep.Rejected {
				t.Errorf("%s: %+v", name, rep)
			}
			for _, r := range rep.Rejections {
				if r.Reason == "" || !strings.Contains(r.Path, name) {
					t.Errorf("%s: a refusal without place or reason: %+v", name, r)
				}
			}
		}
	}
	t.Logf("ran %d cases: damaged files", n)
}

// repeated is a stream of n bytes of one kind between a beginning and an end.
type repeated struct {
	parts []io.Reader
}

func line1GB(before, after string) io.Reader {
	return &repeated{[]io.Reader{strings.NewReader(before), io.LimitReader(nines{}, 1<<30), strings.NewReader(after)}}
}

func (r *repeated) Read(p []byte) (int, error) {
	for len(r.parts) > 0 {
		n, err := r.parts[0].Read(p)
		if n > 0 || !errors.Is(err, io.EOF) {
			return n, nil
		}
		r.parts = r.parts[1:]
	}
	return 0, io.EOF
}

type nines struct{}

func (nines) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '9'
	}
	return len(p), nil
}

// A line of a gigabyte is refused with its number, what stands around it is read, and the memory stays bounded.
func TestALineOfAGigabyte(t *testing.T) {
	for _, good := range wellFormed[:4] { // the last is read as the first is
		lines := strings.SplitAfter(good.body, "\n")
		before, after := strings.Join(lines[:2], ""), "\n"+strings.Join(lines[2:], "")
		if strings.HasSuffix(good.name, ".ttl") {
			before, after = before+`e:z e:p "`, `" .`+after
		}
		l := catalogLoader(t)
		var begin, end runtime.MemStats
		runtime.ReadMemStats(&begin)
		rep, err := l.Load(t.Context(), []string{"-"}, &Options{Stdin: line1GB(before, after), Format: formatNamed(t, good.name)})
		runtime.ReadMemStats(&end)
		if err != nil {
			t.Fatalf("%s: %v", good.name, err)
		}
		if rep.Rejected == 0 || rep.Rejections[0].Line != 3 {
			t.Errorf("%s: %+v", good.name, rep)
		}
		if whole := strings.HasSuffix(good.name, ".ttl"); !whole && rep.Loaded == 0 {
			t.Errorf("%s: what stands around the line was not read: %+v", good.name, rep)
		}
		if got := end.TotalAlloc - begin.TotalAlloc; got > 512<<20 {
			t.Errorf("%s: %d MiB were allocated", good.name, got>>20)
		}
		t.Logf("%s: %s; %d MiB allocated", good.name, fmt.Sprint(rep.Rejections[0]), (end.TotalAlloc-begin.TotalAlloc)>>20)
	}
}

func formatNamed(t *testing.T, name string) string {
	t.Helper()
	switch {
	case strings.HasSuffix(name, ".export.CSV"):
		return "gdelt"
	case strings.HasPrefix(name, "states"):
		return "cow-states"
	case strings.HasSuffix(name, ".jsonl"):
		return formatDocs
	case strings.HasSuffix(name, ".nq"):
		return formatQuads
	case strings.HasSuffix(name, ".ttl"):
		return formatTurtle
	}
	t.Fatalf("no format of %s", name)
	return ""
}
