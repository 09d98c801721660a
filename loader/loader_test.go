package loader

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"entente/graph"
	"entente/graph/claim"
	"entente/loader/dataset"
	"entente/loader/extract"
)

// reader finds "A aids B." where A and B are codes of states: enough to see documents through.
type reader struct{}

func (reader) Name() string { return "words@1" }

func (reader) Read(_ context.Context, in *extract.Input) (*extract.Output, error) {
	if strings.Contains(in.Text, "nicht") {
		return nil, &extract.LanguageError{Language: "German"}
	}
	out := &extract.Output{Published: in.Published}
	start := 0
	for line := range strings.Lines(in.Text) {
		if w := strings.Fields(strings.TrimRight(line, ".\n")); len(w) == 3 && w[1] == "aids" {
			end := start + len(strings.TrimRight(line, "\n"))
			out.Claims = append(out.Claims, claim.Claim{
				Doc: in.ID, Sentence: claim.Span{Start: start, End: end}, Evidence: in.Text[start:end], Subject: claim.End{ID: "state:" + w[0]}, Relation: "aids",
				Object: claim.End{ID: "state:" + w[2]}, Polarity: claim.Affirmed, Modality: claim.Asserted, Confidence: 1, Extractor: "words@1",
			})
		}
		if strings.HasPrefix(line, "careless") {
			out.Claims = append(out.Claims, claim.Claim{Doc: in.ID, Sentence: claim.Span{Start: 0, End: 1}, Evidence: "?", Subject: claim.End{ID: "state:CHL"},
				Relation: "adores", Object: claim.End{ID: "state:PER"}, Polarity: claim.Affirmed, Modality: claim.Asserted})
		}
		start += len(line)
	}
	return out, nil
}

// pairs reads lines "pair A B"; it stands for a data set.
type pairs struct{}

func (pairs) Name() string { return "pairs" }

func (pairs) Detect(_ string, head []byte) int {
	if bytes.HasPrefix(head, []byte("pair ")) {
		return 100
	}
	return 0
}

func (pairs) Read(_ context.Context, in *dataset.File, _ *dataset.Session, out dataset.Sink) error {
	var data bytes.Buffer
	if _, err := data.ReadFrom(in.Body); err != nil {
		return err
	}
	row := 0
	for line := range strings.Lines(data.String()) {
		row++
		w := strings.Fields(line)
		var err error
		if len(w) == 4 { // a bad claim of a careless reader
			err = out.Record(claim.Claim{Row: row, Subject: claim.End{ID: "no id"}, Relation: "met_with", Object: claim.End{ID: "state:PER"}, Polarity: claim.Affirmed, Modality: claim.Coded})
		} else if len(w) != 3 {
			err = out.Reject(row, -1, "not three words")
		} else {
			err = out.Record(claim.Claim{Row: row, Evidence: strings.TrimSpace(line), Subject: claim.End{ID: "state:" + w[1]}, Relation: "met_with",
				Object: claim.End{ID: "state:" + w[2]}, Polarity: claim.Affirmed, Modality: claim.Coded, Confidence: 1, Extractor: "pairs@1"})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func newLoader(t *testing.T) *Loader {
	t.Helper()
	g, err := graph.Open(context.Background(), graph.Memory, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for p := range g.Check(context.Background()) {
			t.Error(p)
		}
		if err := g.Close(); err != nil {
			t.Error(err)
		}
	})
	return &Loader{Graph: g, Reader: reader{}, Sets: []dataset.Reader{pairs{}}}
}

func load(t *testing.T, l *Loader, opt *Options, paths ...string) *Report {
	t.Helper()
	rep, err := l.Load(context.Background(), paths, opt)
	if err != nil {
		t.Fatal(err)
	}
	if sum := rep.Loaded + rep.Duplicate + rep.Skipped + rep.Rejected; sum != rep.Read {
		t.Errorf("the report does not add up: %+v", rep)
	}
	return rep
}

func exported(t *testing.T, l *Loader) string {
	t.Helper()
	v, err := l.Graph.View()
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	var b bytes.Buffer
	if err := v.Export(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// folder writes files, named by their path below it.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, body := range files {
		p := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func documents(t *testing.T, l *Loader) string {
	t.Helper()
	v, err := l.Graph.View()
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	var ids []string
	for d, err := range v.Documents(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, fmt.Sprintf("%s:%d", d.ID, d.Claims))
	}
	return strings.Join(ids, " ")
}

func TestIDsOfFiles(t *testing.T) {
	dir := folder(t, map[string]string{"a.txt": "CHL aids PER.", "b/c.txt": "PER aids CHL.", "b/.hidden": "x", "n.txt": "---\nid: own\ntitle: T\n---\nCHL aids PER.\n"})
	for _, c := range []struct {
		name  string
		paths []string
		want  string
	}{
		{"folder", []string{dir}, "a.txt:1 b/c.txt:1 own:1"},
		{"single file", []string{filepath.Join(dir, "b", "c.txt")}, "c.txt:1"},
		{"glob", []string{filepath.Join(dir, "*", "c.txt")}, "b/c.txt:1"},
	} {
		l := newLoader(t)
		load(t, l, nil, c.paths...)
		if got := documents(t, l); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	l := newLoader(t)
	var same *SameIDError
	_, err := l.Load(context.Background(), []string{filepath.Join(dir, "b", "c.txt"), filepath.Join(dir, "b")}, nil)
	if !errors.As(err, &same) || same.ID != "c.txt" || !strings.Contains(err.Error(), same.First) || !strings.Contains(err.Error(), same.Second) {
		t.Errorf("two files of one id: %v", err)
	}
	var input *InputError
	if _, err := l.Load(context.Background(), []string{filepath.Join(dir, "nothing")}, nil); !errors.As(err, &input) {
		t.Errorf("a missing file: %v", err)
	}
}

func TestLoadingAFolderTwiceAndTakingOneBack(t *testing.T) {
	files := map[string]string{"a.txt": "CHL aids PER.\nPER aids CHL.", "b.txt": "CHL aids PER.", "d.jsonl": `{"id":"d1","text":"PER aids USA.","published":"2024-07-01"}` + "\n" + `{"text":"PER aids USA."}` + "\n", "p.dat": "pair CHL PER\npair CHL USA\n"}
	l := newLoader(t)
	dir := folder(t, files)
	first := load(t, l, nil, dir)
	if first.Loaded != 6 || first.Undated != 3 {
		t.Errorf("first: %+v", first)
	}
	before := exported(t, l)
	second := load(t, l, nil, dir)
	if second.Duplicate != 6 || second.Loaded != 0 || exported(t, l) != before {
		t.Errorf("second: %+v", second)
	}
	for _, id := range []string{"a.txt", "p.dat"} {
		if _, err := l.Graph.Remove(context.Background(), id); err != nil {
			t.Fatal(err)
		}
	}
	never := newLoader(t)
	delete(files, "a.txt")
	delete(files, "p.dat")
	load(t, never, nil, folder(t, files))
	if exported(t, l) != exported(t, never) {
		t.Error("after removal it is not as if they had never been there")
	}
}

func TestAChangedDataFileReplacesItsRows(t *testing.T) {
	l, fresh := newLoader(t), newLoader(t)
	load(t, l, nil, folder(t, map[string]string{"p.dat": "pair CHL PER\npair CHL USA\n"}))
	changed := folder(t, map[string]string{"p.dat": "pair CHL PER\npair CHL FRA\n"})
	load(t, l, nil, changed)
	load(t, fresh, nil, changed)
	if exported(t, l) != exported(t, fresh) {
		t.Error("rows of the old file are left")
	}
}

func TestWorkersDoNotChangeTheGraph(t *testing.T) {
	var docs strings.Builder
	states := []string{"CHL", "PER", "USA", "FRA", "DEU"}
	for i := range 700 {
		fmt.Fprintf(&docs, `{"id":"d%d","text":"%s aids %s.\n%s aids %s.","publisher":"P%d"}`+"\n", i%650, states[i%5], states[(i/5)%5], states[(i*3)%5], states[(i+1)%5], i%7)
	}
	dir := folder(t, map[string]string{"x/docs.jsonl": docs.String(), "a.txt": "CHL aids PER.", "p.dat": "pair CHL PER\n", "bad.csv": "a,b\n1,2\n", "empty.txt": ""})
	var want string
	for _, workers := range []int{1, 2, 8} {
		l := newLoader(t)
		rep := load(t, l, &Options{Workers: workers}, dir)
		if rep.Rejected != 2 {
			t.Errorf("%d workers: %+v", workers, rep)
		}
		got := exported(t, l)
		if want == "" {
			want = got
		}
		if got != want {
			t.Errorf("%d workers give another graph", workers)
		}
	}
}

func TestRefusals(t *testing.T) {
	cases := []struct{ name, file, body, reason string }{
		{"empty", "a.txt", "", "empty"},
		{"blank", "a.txt", "  \n\n", "empty"},
		{"binary", "a.txt", "\x7fELF\x00\x00\x01", "not a text"},
		{"other language", "a.txt", "Das ist nicht wahr.", "German"},
		{"table", "a.csv", "a,b\n1,2\n", "no known layout"},
		{"json of nothing", "a.jsonl", `{"x":1}` + "\n", "neither"},
		{"no text", "a.jsonl", `{"text":""}` + "\n", `no "text"`},
		{"broken json", "a.jsonl", `{"text":"x",` + "\n", "JSON"},
		{"bad day", "a.jsonl", `{"text":"x","published":"soon"}` + "\n", "no day"},
		{"claim of no document", "a.jsonl", `{"doc":"none","start":0,"end":1,"evidence":"x","subject":"state:CHL","predicate":"aids","object":"state:PER"}` + "\n", "neither in the graph"},
		{"unknown field", "a.jsonl", `{"doc":"d","subject":"a","predicate":"aids","verb":"x"}` + "\n", "verb"},
		{"quads", "a.nq", "<a> <b> <c> .\n", "absolute"},
		{"row", "a.dat", "pair CHL\n", "three words"},
	}
	for _, c := range cases {
		l := newLoader(t)
		before := exported(t, l)
		dir := folder(t, map[string]string{c.file: c.body})
		rep := load(t, l, nil, dir)
		if rep.Rejected != 1 || len(rep.Rejections) != 1 || !strings.Contains(strings.ToLower(rep.Rejections[0].String()), strings.ToLower(c.reason)) || !strings.Contains(rep.Rejections[0].String(), c.file) {
			t.Errorf("%s: %+v", c.name, rep)
		}
		if exported(t, l) != before {
			t.Errorf("%s: something was loaded", c.name)
		}
	}
}

func TestBadClaimsOfAReaderCostTheirDocumentOnly(t *testing.T) {
	l := newLoader(t)
	rep := load(t, l, nil, folder(t, map[string]string{"a.txt": "CHL aids PER.", "b.txt": "careless", "c.txt": "PER aids CHL.", "p.dat": "pair CHL PER\npair x y z\npair CHL USA\n"}))
	if rep.Loaded != 4 || rep.Rejected != 2 || rep.Undated != 2 {
		t.Errorf("%+v", rep)
	}
	if got := documents(t, l); got != "a.txt:1 c.txt:1 p.dat:2" {
		t.Errorf("documents %s", got)
	}
}

func TestALongLineIsRefusedAndTheRestRead(t *testing.T) {
	l := newLoader(t)
	body := `{"id":"a","text":"CHL aids PER."}` + "\n" + `{"id":"b","text":"` + strings.Repeat("x", 1<<20) + `"}` + "\n" + `{"id":"c","text":"CHL aids PER."}` + "\n"
	rep := load(t, l, &Options{Limits: Limits{LineBytes: 64 << 10}}, folder(t, map[string]string{"a.jsonl": body}))
	if rep.Rejected != 1 || rep.Loaded != 2 || rep.Rejections[0].Line != 2 {
		t.Errorf("%+v", rep)
	}
}

func TestStrictLoadsNothing(t *testing.T) {
	l := newLoader(t)
	before := exported(t, l)
	dir := folder(t, map[string]string{"a.txt": "CHL aids PER.", "p.dat": "pair CHL PER\npair\n"})
	rep, err := l.Load(context.Background(), []string{dir}, &Options{Strict: true})
	if !errors.Is(err, ErrStrict) || rep.Rejected != 1 || rep.Loaded != 0 || exported(t, l) != before {
		t.Errorf("%+v, %v", rep, err)
	}
	rep, err = l.Load(context.Background(), []string{"-"}, &Options{Strict: true, Stdin: strings.NewReader("CHL aids PER.")})
	if err != nil || rep.Loaded != 1 {
		t.Errorf("from standard input: %+v, %v", rep, err)
	}
}

func TestClaimLines(t *testing.T) {
	l := newLoader(t)
	load(t, l, nil, folder(t, map[string]string{"d1": "CHL aids PER."}))
	line := func(end int, object string) string {
		return fmt.Sprintf(`{"doc":"d1","start":0,"end":%d,"evidence":"CHL aids PER.","subject":"state:CHL","predicate":"supports","object":"%s"}`+"\n", end, object)
	}
	rep := load(t, l, nil, folder(t, map[string]string{"c.jsonl": line(13, "state:PER") + line(99, "state:PER") + line(13, "place:lima")}))
	if rep.Loaded != 1 || rep.Rejected != 2 {
		t.Errorf("%+v", rep)
	}
	if got := documents(t, l); got != "d1:2" {
		t.Errorf("documents %s", got)
	}
}

func TestAnExportLoads(t *testing.T) {
	l := newLoader(t)
	load(t, l, nil, folder(t, map[string]string{"d.txt": "CHL aids PER."}))
	out := exported(t, l)
	again := newLoader(t)
	load(t, again, nil, folder(t, map[string]string{"g.nq": out}))
	if exported(t, again) != out {
		t.Error("the export comes back different")
	}
}

func packed(t *testing.T, kind string, entries ...string) string {
	t.Helper()
	var b bytes.Buffer
	var err error
	switch kind {
	case "gz":
		w := gzip.NewWriter(&b)
		_, err = w.Write([]byte(entries[1]))
		err = errors.Join(err, w.Close())
	case "zst":
		w, werr := zstd.NewWriter(&b)
		if werr != nil {
			t.Fatal(werr)
		}
		_, err = w.Write([]byte(entries[1]))
		err = errors.Join(err, w.Close())
	case "zip":
		w := zip.NewWriter(&b)
		for i := 0; i < len(entries); i += 2 {
			f, ferr := w.Create(entries[i])
			if ferr != nil {
				t.Fatal(ferr)
			}
			_, ferr = f.Write([]byte(entries[i+1]))
			err = errors.Join(err, ferr)
		}
		err = errors.Join(err, w.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestPackedFiles(t *testing.T) {
	for _, kind := range []string{"gz", "zst", "zip"} {
		l := newLoader(t)
		rep := load(t, l, nil, folder(t, map[string]string{"a.txt." + kind: packed(t, kind, "a.txt", "CHL aids PER.")}))
		if rep.Loaded != 1 || rep.Claims != 1 {
			t.Errorf("%s: %+v", kind, rep)
		}
	}
	zeros := strings.Repeat("CHL aids PER.\n", 2<<20)
	cases := []struct{ name, file, body, reason string }{
		{"bomb in gz", "a.jsonl.gz", packed(t, "gz", "", zeros), ""},
		{"bomb in zip", "a.zip", packed(t, "zip", "a.txt", zeros), ""},
		{"archive in archive", "a.zip", packed(t, "zip", "b.zip", packed(t, "zip", "c.txt", "x")), "archive inside an archive"},
		{"gz in gz", "a.gz", packed(t, "gz", "", packed(t, "gz", "", "x")), "archive inside an archive"},
		{"outside", "a.zip", packed(t, "zip", "../../b.txt", "CHL aids PER."), "outside"},
		{"absolute", "a.zip", packed(t, "zip", "/etc/b.txt", "CHL aids PER."), "outside"},
		{"cut off", "a.txt.gz", packed(t, "gz", "", strings.Repeat("some text that ends early ", 200))[:60], ""},
		{"damaged zip", "a.zip", packed(t, "zip", "a.txt", "x")[:30], "damaged"},
	}
	for _, c := range cases {
		l := newLoader(t)
		rep := load(t, l, nil, folder(t, map[string]string{c.file: c.body}))
		if rep.Rejected < 1 || rep.Loaded != 0 || !strings.Contains(fmt.Sprint(rep.Rejections), c.reason) {
			t.Errorf("%s: %+v", c.name, rep)
		}
	}
	l := newLoader(t)
	rep := load(t, l, &Options{Limits: Limits{Entries: 2}}, folder(t, map[string]string{"a.zip": packed(t, "zip", "a.txt", "x", "b.txt", "y", "c.txt", "z")}))
	if rep.Rejected != 1 || !strings.Contains(rep.Rejections[0].Reason, "entries") {
		t.Errorf("too many entries: %+v", rep)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	l := newLoader(t)
	before := exported(t, l)
	_, err := l.Load(ctx, []string{folder(t, map[string]string{"a.txt": "CHL aids PER.", "p.dat": "pair CHL PER\n"})}, nil)
	if !errors.Is(err, context.Canceled) || exported(t, l) != before {
		t.Error(err)
	}
}

func FuzzAnyBytes(f *testing.F) {
	f.Add("a.txt", []byte("CHL aids PER."))
	f.Add("a.jsonl", []byte(`{"id":"d","text":"CHL aids PER."}`))
	f.Add("a.html", []byte("<html><body><p>CHL aids PER.</p></body></html>"))
	f.Add("a.nq", []byte("<a:b> <c:d> <e:f> .\n"))
	f.Add("a.dat", []byte("pair CHL PER\npair\n"))
	f.Fuzz(func(t *testing.T, name string, body []byte) {
		name = filepath.Base(filepath.Clean("/" + name))
		if strings.ContainsAny(name, "\x00/") || len(name) > 100 || name[0] == '.' {
			return
		}
		dir := t.TempDir()
		if os.WriteFile(filepath.Join(dir, name), body, 0o600) != nil {
			return
		}
		l := &Loader{Reader: reader{}, Sets: []dataset.Reader{pairs{}}}
		rep, err := l.Extract(context.Background(), []string{dir}, &Options{Workers: 1}, func(*extract.Input, *extract.Output) error { return nil })
		if err != nil {
			t.Fatalf("%q: %v", name, err)
		}
		if rep.Read != rep.Loaded+rep.Duplicate+rep.Skipped+rep.Rejected {
			t.Fatalf("%q: the report does not add up: %+v", name, rep)
		}
	})
}
