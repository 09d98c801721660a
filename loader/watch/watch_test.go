package watch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"entente/graph"
	"entente/graph/claim"
	"entente/loader"
	"entente/loader/extract"
)

// reader finds "CHL aids PER." and remembers what it was given.
type reader struct{ read []string }

func (*reader) Name() string { return "words@1" }

func (r *reader) Read(ctx context.Context, in *extract.Input) (*extract.Output, error) {
	r.read = append(r.read, in.ID)
	if strings.Contains(in.Text, "nicht") {
		return nil, &extract.LanguageError{Language: "German"}
	}
	out := &extract.Output{Published: in.Published}
	const words = "CHL aids PER."
	if i := strings.Index(in.Text, words); i >= 0 {
		out.Claims = append(out.Claims, claim.Claim{
			Doc: in.ID, Sentence: claim.Span{Start: i, End: i + len(words)}, Evidence: words, Subject: claim.End{ID: "state:CHL"}, Relation: "aids",
			Object: claim.End{ID: "state:PER"}, Polarity: claim.Affirmed, Modality: claim.Asserted, Confidence: 1, Extractor: "words@1",
		})
	}
	return out, ctx.Err()
}

// bench is a graph in memory with a watcher on it.
type bench struct {
	t      *testing.T
	g      *graph.Graph
	reader *reader
	writes int
	pages  bool
}

func newBench(t *testing.T) *bench {
	t.Helper()
	g, err := graph.Open(t.Context(), graph.Memory, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for p := range g.Store().Check(context.Background()) {
			t.Error(p)
		}
		if err := g.Close(); err != nil {
			t.Error(err)
		}
	})
	return &bench{t: t, g: g, reader: &reader{}}
}

// round runs one round with a new watcher, as after a restart.
func (b *bench) round(ctx context.Context, names ...string) (*Report, error) {
	b.t.Helper()
	var sources []*Source
	for _, n := range names {
		s, err := NewSource(n)
		if err != nil {
			b.t.Fatal(err)
		}
		sources = append(sources, s)
	}
	return b.watcher().Round(ctx, sources)
}

func (b *bench) watcher() *Watcher {
	return &Watcher{
		Options: loader.Options{Workers: 1}, Pages: b.pages, Agent: "test",
		View: func(context.Context) (*graph.View, func() error, error) {
			v, err := b.g.View()
			return v, v.Close, err
		},
		Write: func(context.Context) (*loader.Loader, func() error, error) {
			b.writes++
			return &loader.Loader{Graph: b.g, Reader: b.reader}, func() error { return nil }, nil
		},
	}
}

// want runs a round and compares what was read, and the report.
func (b *bench) want(read string, loaded, duplicate, rejected int64, names ...string) *Report {
	b.t.Helper()
	b.reader.read = nil
	rep, err := b.round(b.t.Context(), names...)
	if err != nil {
		b.t.Fatal(err)
	}
	slices.Sort(b.reader.read)
	if got := strings.Join(b.reader.read, " "); got != read {
		b.t.Errorf("read %q, want %q", got, read)
	}
	if rep.Loaded != loaded || rep.Duplicate != duplicate || rep.Rejected != rejected || rep.Read != rep.Loaded+rep.Duplicate+rep.Skipped+rep.Rejected {
		b.t.Errorf("%+v", rep)
	}
	return rep
}

// document is a document of the graph by id; a zero one when it is not there.
func (b *bench) document(id string) (d graph.DocumentInfo, text string) {
	b.t.Helper()
	v, err := b.g.View()
	if err != nil {
		b.t.Fatal(err)
	}
	defer v.Close()
	if d, err = v.Document(b.t.Context(), id); errors.Is(err, graph.ErrNotFound) {
		return graph.DocumentInfo{}, ""
	}
	if err == nil {
		text, err = v.Text(b.t.Context(), id)
	}
	if err != nil {
		b.t.Fatal(err)
	}
	return d, text
}

func write(t *testing.T, name, body string, at int) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	day := time.Date(2024, 7, 1, 0, 0, at, 0, time.UTC)
	if err := os.Chtimes(name, day, day); err != nil {
		t.Fatal(err)
	}
}

func TestFolder(t *testing.T) {
	b, dir := newBench(t), t.TempDir()
	write(t, filepath.Join(dir, "a.txt"), "CHL aids PER.", 1)
	write(t, filepath.Join(dir, "deep", "b.txt"), "CHL aids PER.", 1)
	write(t, filepath.Join(dir, "c.txt"), "Das ist nicht so.", 1)
	b.want("a.txt c.txt deep/b.txt", 2, 0, 1, dir)
	b.want("", 0, 0, 0, dir)
	if b.writes != 1 {
		t.Errorf("the store was opened for writing %d times, want once", b.writes)
	}
	write(t, filepath.Join(dir, "a.txt"), "PER aids CHL.", 2)
	write(t, filepath.Join(dir, "d.txt"), "CHL aids PER.", 1)
	b.want("a.txt d.txt", 2, 0, 0, dir)
	if d, _ := b.document("a.txt"); d.Claims != 0 {
		t.Errorf("a changed file left %d claims of its old content", d.Claims)
	}
	// Touched without a change: read, and found to be a duplicate.
	write(t, filepath.Join(dir, "d.txt"), "CHL aids PER.", 3)
	b.want("d.txt", 0, 1, 0, dir)
	// What is taken back by hand stays away, and a file that is gone leaves its document.
	if _, err := b.g.Remove(t.Context(), "d.txt"); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "deep", "b.txt")); err != nil {
		t.Fatal(err)
	}
	b.want("", 0, 0, 0, dir)
	if d, _ := b.document("d.txt"); d.ID != "" {
		t.Error("a document that was removed came back")
	}
	if d, _ := b.document("deep/b.txt"); d.ID == "" {
		t.Error("a document went with its file")
	}
}

func TestAFileThatIsBeingWritten(t *testing.T) {
	b, dir := newBench(t), t.TempDir()
	s, err := NewSource(dir)
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "a.txt"), "CHL aids PER.", 10)
	for _, c := range []struct {
		second int
		loaded int64
	}{{11, 0}, {12, 1}, {13, 0}} {
		w := b.watcher()
		w.Settle, w.Now = 2*time.Second, func() time.Time { return time.Date(2024, 7, 1, 0, 0, c.second, 0, time.UTC) }
		rep, err := w.Round(t.Context(), []*Source{s})
		if err != nil || rep.Loaded != c.loaded {
			t.Errorf("at second %d: %+v %v", c.second, rep, err)
		}
	}
}

func TestTwoFoldersWithOneDocument(t *testing.T) {
	b, first, second := newBench(t), t.TempDir(), t.TempDir()
	write(t, filepath.Join(first, "a.txt"), "CHL aids PER.", 1)
	b.want("a.txt", 1, 0, 0, first, second)
	write(t, filepath.Join(second, "a.txt"), "PER aids CHL.", 1)
	var same *loader.SameIDError
	if _, err := b.round(t.Context(), first, second); !errors.As(err, &same) {
		t.Errorf("two files of one id: %v", err)
	}
}

func rss(items ...string) string {
	return `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title> Lima
Wire </title><language>en-gb</language>` + strings.Join(items, "") + `</channel></rss>`
}

func rssItem(n int, text string) string {
	return fmt.Sprintf(`<item><title>Item %d</title><guid isPermaLink="false">g%d</guid><link>https://wire.example/%d</link>
<pubDate>Mon, 01 Jul 2024 23:30:00 -0500</pubDate><description>%s</description></item>`, n, n, n, text)
}

func TestFeedOfAFile(t *testing.T) {
	b, dir := newBench(t), t.TempDir()
	feed := filepath.Join(dir, "feed.xml")
	one, two, three := loader.URLID("https://wire.example/1"), loader.URLID("https://wire.example/2"), loader.URLID("https://wire.example/3")
	both := func(ids ...string) string { slices.Sort(ids); return strings.Join(ids, " ") }
	write(t, feed, rss(rssItem(1, "&lt;p&gt;CHL aids&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;"), rssItem(2, "Das ist nicht so."), rssItem(1, "said twice")), 1)
	rep := b.want(both(one, two), 1, 0, 1, feed)
	if got := rep.Rejections[0].String(); !strings.HasPrefix(got, feed+": item https://wire.example/2: ") {
		t.Errorf("rejected item: %s", got)
	}
	d, text := b.document(one)
	if d.URL != "https://wire.example/1" || d.Published != "2024-07-02" || d.Title != "Item 1" || d.Lang != "en-gb" || text != "CHL aids" || !strings.Contains(d.Publisher, "lima-wire") {
		t.Errorf("%+v, %q", d, text)
	}
	b.want("", 0, 0, 0, feed)
	write(t, feed, rss(rssItem(3, "CHL aids PER."), rssItem(1, "CHL aids PER."), rssItem(2, "Das ist nicht so.")), 2)
	b.want(both(one, three), 2, 0, 0, feed)
	if d, _ := b.document(one); d.Claims != 1 {
		t.Error("a changed item was not read again")
	}
	// Empty for a while, then everything again: nothing is new.
	write(t, feed, rss(), 3)
	b.want("", 0, 0, 0, feed)
	write(t, feed, rss(rssItem(3, "CHL aids PER.")), 4)
	b.want("", 0, 0, 0, feed)
}

func TestAFeedDoesNotReplaceWhatCameFromElsewhere(t *testing.T) {
	b, dir := newBench(t), t.TempDir()
	id := loader.URLID("https://wire.example/1")
	whole := graph.Document{ID: id, URL: "https://wire.example/1", Text: "The whole article. CHL aids PER."}
	if _, err := b.g.Put(t.Context(), []graph.Document{whole}); err != nil {
		t.Fatal(err)
	}
	feed := filepath.Join(dir, "feed.xml")
	write(t, feed, rss(rssItem(1, "A summary.")), 1)
	b.want("", 0, 1, 0, feed)
	if _, text := b.document(id); text != whole.Text {
		t.Errorf("text is now %q", text)
	}
}

func TestOtherFeeds(t *testing.T) {
	for name, body := range map[string]string{
		"atom": `<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title><entry><id>urn:x:1</id><title>T</title><updated>2024-07-01T10:00:00Z</updated>
<content type="html">&lt;p&gt;CHL aids PER.&lt;/p&gt;</content></entry></feed>`,
		"json": `{"version":"https://jsonfeed.org/version/1.1","title":"Wire","items":[{"id":"urn:x:1","title":"T","content_text":"CHL aids PER.","date_published":"2024-07-01T10:00:00Z"}]}`,
		"rdf": `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="x"><title>Wire</title></channel><item rdf:about="y"><title>T</title><description>CHL aids PER.</description><dc:date>2024-07-01T10:00:00Z</dc:date></item></rdf:RDF>`,
	} {
		items, err := parseFeed([]byte(body), name)
		if err != nil || len(items) != 1 {
			t.Errorf("%s: %v %v", name, items, err)
			continue
		}
		if it := items[0]; it.Text != "CHL aids PER." || it.Title != "T" || it.Published != "2024-07-01" || it.Publisher != "Wire" || !strings.HasPrefix(it.ID, "feed:") {
			t.Errorf("%s: %+v", name, it)
		}
	}
}

func TestFeedOverHTTP(t *testing.T) {
	b := newBench(t)
	var asked []string
	mux := http.NewServeMux()
	mux.HandleFunc("/feed", func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Header.Get("If-None-Match"))
		if r.Header.Get("If-None-Match") == `"v1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("ETag", `"v1"`)
		host := "http://" + r.Host
		fmt.Fprint(w, strings.NewReplacer("https://wire.example/1", host+"/page", "https://wire.example/2", host+"/away").Replace(rss(rssItem(1, "short"), rssItem(2, "CHL aids PER."), rssItem(3, "elsewhere"))))
	})
	mux.HandleFunc("/page", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `<html><body><p>CHL aids PER.</p><p>That is the whole page.</p></body></html>`)
	})
	mux.HandleFunc("/away", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://localhost.invalid/", http.StatusFound)
	})
	mux.HandleFunc("/file", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "file:///etc/hostname")
		w.WriteHeader(http.StatusFound)
	})
	mux.HandleFunc("/loop", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/loop", http.StatusFound) })
	mux.HandleFunc("/broken", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
	mux.HandleFunc("/html", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html><body>no feed</body></html>") })
	mux.HandleFunc("/huge", func(w http.ResponseWriter, _ *http.Request) {
		block := []byte(strings.Repeat(" ", 1<<20))
		for range maxBytes>>20 + 1 {
			if _, err := w.Write(block); err != nil {
				return
			}
		}
	})
	server := httptest.NewServer(mux)
	defer server.Close()
	b.pages = true
	rep, err := b.round(t.Context(), server.URL+"/feed", server.URL+"/file", server.URL+"/loop", server.URL+"/broken", server.URL+"/html", server.URL+"/huge")
	if err != nil {
		t.Fatal(err)
	}
	if rep.Loaded != 3 || rep.Claims != 2 || len(rep.Pages) != 2 {
		t.Errorf("%+v", rep)
	}
	var why []string
	for _, f := range rep.Failed {
		why = append(why, strings.TrimPrefix(f.String(), server.URL))
	}
	for i, want := range []string{"/file: redirection to a file address", "/loop: more than 5", "/broken: the server answers 500", "/html: not a feed", "/huge: larger than 16 MiB"} {
		if i >= len(why) || !strings.HasPrefix(why[i], want) {
			t.Errorf("failures %q, want %q", why, want)
			break
		}
	}
	if _, text := b.document(loader.URLID(server.URL + "/page")); !strings.Contains(text, "whole page") {
		t.Errorf("the page was not read: %q", text)
	}
	if rep, err = b.round(t.Context(), server.URL+"/feed"); err != nil || rep.Read != 0 {
		t.Errorf("%+v %v", rep, err)
	}
	if fmt.Sprint(asked) != `[ "v1"]` {
		t.Errorf("asked with %q", asked)
	}
}

func TestARedirectionInwardsIsRefused(t *testing.T) {
	for host, want := range map[string]bool{"localhost": true, "127.0.0.1": true, "10.1.2.3": true, "::1": true, "169.254.1.1": true, "0.0.0.0": true, "example.org": false, "198.51.100.7": false} {
		if inside(host) != want {
			t.Errorf("%s: %v", host, !want)
		}
	}
}

func TestARoundCutShortIsReadAgain(t *testing.T) {
	b, dir := newBench(t), t.TempDir()
	write(t, filepath.Join(dir, "a.txt"), "CHL aids PER.", 1)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.round(ctx, dir); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	b.want("a.txt", 1, 0, 0, dir)
}

func TestSourcesThatAreNone(t *testing.T) {
	plain := filepath.Join(t.TempDir(), "a.txt")
	write(t, plain, "CHL aids PER.", 1)
	for _, c := range []struct{ name, reason string }{
		{plain, "not a feed"}, {plain + "x", "no such file"}, {"ftp://example.org/x", "ftp addresses"}, {"https://", "no host"}, {"http://u:secret@example.org/f", "password"}, {"http://[", "no URL"},
	} {
		_, err := NewSource(c.name)
		var source *SourceError
		if !errors.As(err, &source) || !strings.Contains(source.Reason, c.reason) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestAFolderThatGoesAway(t *testing.T) {
	b, dir, other := newBench(t), t.TempDir(), t.TempDir()
	s, err := NewSource(dir)
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(other, "a.txt"), "CHL aids PER.", 1)
	o, err := NewSource(other)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	rep, err := b.watcher().Round(t.Context(), []*Source{s, o})
	if err != nil || len(rep.Failed) != 1 || rep.Failed[0].String() != dir+": no such file or folder" || rep.Loaded != 1 {
		t.Errorf("%+v %v", rep, err)
	}
}

func TestWhatIsKeptOfAFeedIsBounded(t *testing.T) {
	st := &state{index: map[string]int{}}
	for i := range maxSeen + 10 {
		st.saw(fmt.Sprint(i), "x")
	}
	st.shorten(map[string]bool{"0": true})
	if len(st.Seen) != maxSeen || st.Seen[0].Key != "0" || st.Seen[1].Key != "11" {
		t.Errorf("%d kept, first %v", len(st.Seen), st.Seen[:2])
	}
}

func FuzzFeed(f *testing.F) {
	f.Add([]byte(rss(rssItem(1, "a"), rssItem(2, "b"))))
	f.Add([]byte(`<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><content type="xhtml"><div>x</div></content></entry></feed>`))
	f.Add([]byte(`{"items":[{"id":"1","content_html":"<p>x"},{}]}`))
	f.Add([]byte(`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><item/></rdf:RDF>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		items, err := parseFeed(data, "x")
		if err != nil {
			return
		}
		seen := map[string]bool{}
		for _, it := range items {
			if it.ID == "" || seen[it.ID] {
				t.Fatalf("item %+v of %q", it, data)
			}
			seen[it.ID] = true
		}
	})
}
