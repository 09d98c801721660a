package watch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"entente/loader/article"
)

const (
	maxBytes     = 16 << 20 // of a feed or page, after decompression
	fetchTimeout = 30 * time.Second
	maxRedirects = 5
)

// bounded reads all of r, up to maxBytes.
func bounded(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxBytes+1))
	if err == nil && len(data) > maxBytes {
		err = fmt.Errorf("larger than %d MiB", maxBytes>>20)
	}
	return data, err
}

// fetchFeed gets a feed; nil when nothing changed since st, which it brings up to date.
func (w *Watcher) fetchFeed(ctx context.Context, s *Source, st *state) ([]byte, error) {
	header := http.Header{"Accept": {"application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"}}
	if len(st.Seen) > 0 {
		if st.ETag != "" {
			header.Set("If-None-Match", st.ETag)
		}
		if st.Modified != "" {
			header.Set("If-Modified-Since", st.Modified)
		}
	}
	data, answer, err := w.get(ctx, s.url.String(), header, func(to *url.URL) error {
		if inside(to.Hostname()) && !inside(s.url.Hostname()) {
			return errors.New("the feed's server points into this machine or its network")
		}
		return nil
	})
	if err != nil || data == nil {
		return nil, err
	}
	st.ETag, st.Modified = answer.Get("ETag"), answer.Get("Last-Modified")
	return data, nil
}

// inside reports hosts of this machine or a private network, as far as their name tells.
func inside(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && (ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast() || ip.IsUnspecified())
}

// get reads an address; nil data when the server answers that it is not modified. allowed looks at every redirection.
func (w *Watcher) get(ctx context.Context, address string, header http.Header, allowed func(*url.URL) error) ([]byte, http.Header, error) {
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, nil, err
	}
	req.Header = header
	req.Header.Set("User-Agent", w.Agent)
	client := &http.Client{CheckRedirect: func(to *http.Request, via []*http.Request) error {
		if len(via) > maxRedirects {
			return fmt.Errorf("more than %d redirections", maxRedirects)
		}
		if to.URL.Scheme != "http" && to.URL.Scheme != "https" {
			return fmt.Errorf("redirection to a %s address", to.URL.Scheme)
		}
		return allowed(to.URL)
	}}
	res, err := client.Do(req)
	if err != nil {
		if wrapped := new(url.Error); errors.As(err, &wrapped) {
			err = wrapped.Err // the address is named by the caller
		}
		return nil, nil, err
	}
	defer res.Body.Close()
	switch {
	case res.StatusCode == http.StatusNotModified:
		return nil, res.Header, nil
	case res.StatusCode != http.StatusOK:
		return nil, nil, fmt.Errorf("the server answers %s", res.Status)
	}
	data, err := bounded(res.Body)
	if data == nil {
		data = []byte{}
	}
	return data, res.Header, err
}

// page puts the article of the page that an item links to in place of its text in the feed.
func (w *Watcher) page(ctx context.Context, s *Source, it *item) error {
	u, err := url.Parse(it.URL)
	switch {
	case err != nil || it.URL == "":
		return errors.New("the item links to no page")
	case s.kind != feedURL || u.Host != s.url.Host:
		return errors.New("the page is not on the feed's own host")
	}
	data, _, err := w.get(ctx, it.URL, http.Header{"Accept": {"text/html"}}, func(to *url.URL) error {
		if to.Host != s.url.Host {
			return errors.New("the page is not on the feed's own host")
		}
		return nil
	})
	if err != nil {
		return err
	}
	a, err := article.HTML(data)
	if err != nil {
		return err
	}
	it.Text = a.Body
	if it.Published == "" {
		it.Published = a.Published
	}
	return nil
}
