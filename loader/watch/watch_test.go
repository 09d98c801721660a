package watch_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"entente/loader/watch"
)

// looked is what one look found: files by name, and documents.
type looked struct {
	files []string
	docs  []map[string]string
	errs  []error
}

func look(t *testing.T, w *watch.Watcher, done bool) (out looked) {
	t.Helper()
	errs, err := w.Look(context.Background(), func(b *watch.Batch) error {
		if b.Folder != "" {
			_ = filepath.WalkDir(b.Folder, func(p string, d fs.DirEntry, _ error) error {
				if info, err := d.Info(); err == nil && b.Only(p, info) {
					out.files = append(out.files, filepath.Base(p))
				}
				return nil
			})
			if len(out.files) != b.Size {
				t.Errorf("%d files, the batch says %d", len(out.files), b.Size)
			}
		} else {
			for s := bufio.NewScanner(b.Documents); s.Scan(); {
				d := map[string]string{}
				if err := json.Unmarshal(s.Bytes(), &d); err != nil {
					t.Fatal(err)
				}
				out.docs = append(out.docs, d)
			}
		}
		if done {
			b.Done()
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	out.errs = errs
	return out
}

func write(t *testing.T, path, text string, age time.Duration) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	when := time.Now().Add(-age)
	if err := os.Chtimes(path, when, when); err != nil {
		t.Fatal(err)
	}
}

func TestFolders(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a.txt"), "one", time.Hour)
	write(t, filepath.Join(dir, "sub", "b.txt"), "two", time.Hour)
	write(t, filepath.Join(dir, ".hidden"), "three", time.Hour)
	write(t, filepath.Join(dir, "now.txt"), "being written", 0)
	w, err := watch.New([]string{dir}, &watch.Options{Settle: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"a.txt b.txt", "a.txt b.txt"} { // a batch that is not done comes again
		if got := strings.Join(look(t, w, i == 1).files, " "); got != want {
			t.Errorf("look %d: %s, want %s", i, got, want)
		}
	}
	if got := look(t, w, true); len(got.files) > 0 {
		t.Errorf("nothing changed, but %v", got.files)
	}
	write(t, filepath.Join(dir, "a.txt"), "one, longer", 30*time.Minute)
	write(t, filepath.Join(dir, "now.txt"), "written", 2*time.Minute)
	if got := strings.Join(look(t, w, true).files, " "); got != "a.txt now.txt" {
		t.Errorf("after changes: %s", got)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if got := look(t, w, true); len(got.errs) != 1 || !errors.Is(got.errs[0], fs.ErrNotExist) {
		t.Errorf("the folder is gone: %v", got.errs)
	}
}

const rss = `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Example Wire</title>
<item><title>Talks in Geneva</title><link>https://wire.example/1</link><pubDate>Mon, 01 Jul 2024 22:30:00 +0000</pubDate>
<description>Short.</description><content:encoded><![CDATA[<p>Chile and Peru held talks &amp; agreed.</p><script>alert(1)</script>]]></content:encoded></item>
<item><title>A note</title><guid isPermaLink="false">note-7</guid><description>Norway praised Iceland.</description></item>
<item><title></title><link>https://wire.example/3</link></item>
</channel></rss>`

const atom = `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Other</title><entry><title>T</title><id>urn:x:1</id>
<link href="https://other.example/a"/><updated>2023-02-03T04:05:06Z</updated><content type="html">&lt;p&gt;Fiji visited Samoa.&lt;/p&gt;</content></entry></feed>`

func TestFeeds(t *testing.T) {
	asked, full := 0, 0
	body := rss
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		tag := fmt.Sprintf(`"%d"`, len(body))
		w.Header().Set("Etag", tag)
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		full++
		fmt.Fprint(w, body)
	}))
	defer server.Close()
	saved := filepath.Join(t.TempDir(), "saved.atom")
	write(t, saved, atom, time.Hour)
	w, err := watch.New([]string{server.URL, saved}, nil)
	if err != nil {
		t.Fatal(err)
	}
	got := look(t, w, true)
	if len(got.docs) != 3 || len(got.errs) > 0 {
		t.Fatalf("%v, %v", got.docs, got.errs)
	}
	first := got.docs[0]
	if first["id"] != "https://wire.example/1" || first["published"] != "2024-07-01" || first["publisher"] != "Example Wire" ||
		first["text"] != "Chile and Peru held talks & agreed." {
		t.Errorf("first: %v", first)
	}
	if got.docs[1]["id"] != "note-7" || got.docs[1]["text"] != "Norway praised Iceland." || got.docs[2]["published"] != "2023-02-03" {
		t.Errorf("others: %v", got.docs[1:])
	}
	if got := look(t, w, true); len(got.docs) > 0 || asked != 2 || full != 1 {
		t.Errorf("again: %v; asked %d times, sent %d times", got.docs, asked, full)
	}
	body = strings.Replace(rss, "praised", "congratulated", 1)
	if got := look(t, w, true); len(got.docs) != 1 || got.docs[0]["id"] != "note-7" {
		t.Errorf("changed: %v", got.docs)
	}
}

func TestFeedsThatFail(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/gone":
			w.WriteHeader(http.StatusGone)
		case "/page":
			fmt.Fprint(w, "<html><body>no feed</body></html>")
		case "/round":
			http.Redirect(w, r, "/round", http.StatusFound)
		case "/file":
			http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
		case "/large":
			for range 40 {
				fmt.Fprint(w, strings.Repeat(" ", 1<<20))
			}
		}
	}))
	defer server.Close()
	for path, want := range map[string]string{"/gone": "410", "/page": "not a feed", "/round": "redirections", "/file": "neither http nor https", "/large": "32 MiB"} {
		w, err := watch.New([]string{server.URL + path}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := look(t, w, true); len(got.errs) != 1 || !strings.Contains(got.errs[0].Error(), want) {
			t.Errorf("%s: %v, want %s", path, got.errs, want)
		}
	}
	if _, err := watch.New([]string{"/no/such/folder"}, nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no such source: %v", err)
	}
}
