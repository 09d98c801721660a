package watch

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"strings"

	"github.com/mmcdole/gofeed"

	"entente/graph/claim"
	"entente/loader/article"
)

// feed is a feed that is watched.
type feed struct {
	source string
	file   bool
	seen   map[string]string // hash of each item's text by id
	// What the server said of the version read last.
	etag, modified string
}

// keptItems bounds what is remembered of a feed; then it is forgotten, and a load recognises duplicates.
const keptItems = 100_000

var (
	errNotChanged = errors.New("not changed since")
	errTooMany    = fmt.Errorf("more than %d redirections", maxRedirects)
	errScheme     = errors.New("a redirection to what is neither http nor https")
)

func fewRedirects(r *http.Request, via []*http.Request) error {
	switch {
	case len(via) > maxRedirects:
		return errTooMany
	case r.URL.Scheme != "http" && r.URL.Scheme != "https":
		return errScheme
	}
	return nil
}

// look reads the feed and finds the items that are new or changed.
func (f *feed) look(ctx context.Context, opt *Options) (*Batch, error) {
	data, remember, err := f.read(ctx, opt)
	if errors.Is(err, errNotChanged) {
		return &Batch{Source: f.source}, nil
	}
	if err != nil {
		return nil, err
	}
	got, err := gofeed.NewParser().Parse(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("not a feed of RSS or Atom: %w", err)
	}
	b := &Batch{Source: f.source, Documents: &bytes.Buffer{}}
	fresh := map[string]string{}
	for _, item := range got.Items {
		d := documentOf(got, item)
		if d.Text == "" {
			continue
		}
		line, err := d.line()
		if err != nil {
			return nil, err
		}
		hash := claim.Hash(string(line))
		if _, twice := fresh[d.ID]; twice || f.seen[d.ID] == hash {
			continue
		}
		fresh[d.ID] = hash
		b.Documents.Write(line)
		b.Size++
	}
	b.Done = func() {
		if len(f.seen) > keptItems {
			clear(f.seen)
		}
		maps.Copy(f.seen, fresh)
		remember()
	}
	if b.Size == 0 {
		remember()
	}
	return b, nil
}

// read gives the bytes of the feed, and what notes that they were taken.
func (f *feed) read(ctx context.Context, opt *Options) (data []byte, remember func(), err error) {
	if f.file {
		file, err := os.Open(f.source)
		if err != nil {
			return nil, nil, unwrapPath(err)
		}
		data, err = bounded(file)
		return data, func() {}, errors.Join(err, file.Close())
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, f.source, nil)
	if err != nil {
		return nil, nil, err
	}
	req.Header.Set("User-Agent", cmp.Or(opt.UserAgent, "entente"))
	req.Header.Set("Accept", "application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.5")
	if f.etag != "" {
		req.Header.Set("If-None-Match", f.etag)
	}
	if f.modified != "" {
		req.Header.Set("If-Modified-Since", f.modified)
	}
	res, err := opt.Client.Do(req)
	if err != nil {
		return nil, nil, err
	}
	defer res.Body.Close()
	switch {
	case res.StatusCode == http.StatusNotModified:
		return nil, nil, errNotChanged
	case res.StatusCode != http.StatusOK:
		return nil, nil, fmt.Errorf("the server says %s", res.Status)
	}
	data, err = bounded(res.Body)
	etag, modified := res.Header.Get("Etag"), res.Header.Get("Last-Modified")
	return data, func() { f.etag, f.modified = etag, modified }, err
}

func bounded(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxFeedBytes+1))
	if err == nil && len(data) > maxFeedBytes {
		err = fmt.Errorf("the feed has more than %d MiB", maxFeedBytes>>20)
	}
	return data, err
}

// documentOf makes a document of an item: its content, or else its summary. The address is its id, or else what the feed
// calls it. Nothing that it links to is fetched.
func documentOf(f *gofeed.Feed, item *gofeed.Item) *document {
	d := &document{
		ID: cmp.Or(item.Link, item.GUID), URL: item.Link, Title: strings.TrimSpace(item.Title), Publisher: strings.TrimSpace(f.Title),
		Text: plain(cmp.Or(item.Content, item.Description)),
	}
	for _, day := range []string{item.Published, item.Updated} {
		if d.Published == "" {
			d.Published = article.Day(day)
		}
	}
	if d.Published == "" && item.PublishedParsed != nil {
		d.Published = item.PublishedParsed.UTC().Format("2006-01-02")
	}
	if d.Text == "" && d.Title != "" {
		d.Text = d.Title + ".\n"
	}
	if d.ID == "" {
		d.ID = claim.Hash(d.Title + "\n" + d.Text)
	}
	return d
}

// plain is the text of a fragment of HTML.
func plain(html string) string {
	if !strings.ContainsAny(html, "<&") {
		return strings.TrimSpace(html)
	}
	a, err := article.HTML([]byte("<html><body><article>" + html + "</article></body></html>"))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(a.Body)
}
