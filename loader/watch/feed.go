package watch

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"

	"entente/loader"
	"entente/loader/article"
)

// item is an article of a feed, in the form of a line of documents.
type item struct {
	ID        string `json:"id"`
	Text      string `json:"text"`
	Title     string `json:"title,omitempty"`
	URL       string `json:"url,omitempty"`
	Publisher string `json:"publisher,omitempty"`
	Published string `json:"published,omitempty"`
	Lang      string `json:"lang,omitempty"`

	key string
}

// mark tells two versions of an item apart.
func (it *item) mark() string {
	h := sha256.New()
	for _, s := range []string{it.Title, it.Published, it.Text} {
		fmt.Fprintf(h, "%d:%s", len(s), s)
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}

// name is what messages call an item.
func (it *item) name() string {
	if it.URL != "" {
		return it.URL
	}
	return it.key
}

// pollFeed reads a feed; no items when the server says that nothing changed since st.
func (w *Watcher) pollFeed(ctx context.Context, s *Source, st *state) ([]*item, error) {
	var data []byte
	var err error
	if s.kind == feedURL {
		data, err = w.fetchFeed(ctx, s, st)
	} else {
		data, err = readBounded(s.Name)
	}
	if err != nil || data == nil {
		return nil, err
	}
	return parseFeed(data, s.place)
}

func readBounded(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return bounded(f)
}

// parseFeed reads the items of a feed, oldest first where they have days, else in their order.
func parseFeed(data []byte, place string) ([]*item, error) {
	feed, err := gofeed.NewParser().Parse(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("not a feed that can be read: %w", err)
	}
	list := make([]*item, 0, len(feed.Items))
	seen := map[string]bool{}
	for _, x := range feed.Items {
		it := newItem(feed, x, place)
		if seen[it.key] || seen[it.ID] {
			continue // said twice
		}
		seen[it.key], seen[it.ID] = true, true
		list = append(list, it)
	}
	return list, nil
}

func newItem(feed *gofeed.Feed, x *gofeed.Item, place string) *item {
	it := &item{Title: oneLine(x.Title), Publisher: oneLine(feed.Title), Published: day(x), Lang: strings.TrimSpace(feed.Language)}
	if u, err := url.Parse(strings.TrimSpace(x.Link)); err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" {
		it.URL = u.String()
	}
	for _, text := range []string{x.Content, x.Description, x.Title} {
		if it.Text = plain(text); it.Text != "" {
			break
		}
	}
	switch {
	case strings.TrimSpace(x.GUID) != "":
		it.key = strings.TrimSpace(x.GUID)
	case it.URL != "":
		it.key = it.URL
	default:
		it.key = it.Title + " " + it.Published
	}
	if it.ID = loader.URLID(it.URL); it.URL == "" {
		sum := sha256.Sum256([]byte(place + "\n" + it.key))
		it.ID = "feed:" + hex.EncodeToString(sum[:16])
	}
	return it
}

// day is the day of an item in UTC, "" when it gives none.
func day(x *gofeed.Item) string {
	for _, t := range []*time.Time{x.PublishedParsed, x.UpdatedParsed} {
		if t != nil && t.Year() > 0 && t.Year() < 10000 {
			return t.UTC().Format(time.DateOnly)
		}
	}
	for _, s := range []string{x.Published, x.Updated} {
		if d := article.Day(s); d != "" {
			return d
		}
	}
	return ""
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// plain is the text of what a feed says, which is HTML more often than not.
func plain(s string) string {
	s = strings.TrimSpace(s)
	if !strings.ContainsAny(s, "<&") {
		return s
	}
	a, err := article.HTML([]byte(`<!DOCTYPE html><meta charset="utf-8"><body>` + strings.ToValidUTF8(s, "\uFFFD")))
	if err != nil {
		return ""
	}
	return a.Body
}
