package watch

import (
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/mmcdole/gofeed"
)

// kind tells how a source is read.
type kind uint8

const (
	folder kind = iota
	feedFile
	feedURL
)

// Source is a folder or a feed. It is made by NewSource and never changes.
type Source struct {
	// Name is the source as it was given.
	Name string
	// place is the absolute path, or the address: the key of what was seen.
	place string
	kind  kind
	url   *url.URL // of a feedURL
}

// SourceError says why something cannot be watched.
type SourceError struct {
	Name, Reason, Hint string
	Err                error // of the system, if any
}

func (e *SourceError) Error() string { return e.Name + ": " + e.Reason }
func (e *SourceError) Unwrap() error { return e.Err }

// NewSource checks a folder, the file of a feed or the address of one; an address is not read yet. A *SourceError says what is wrong.
func NewSource(name string) (*Source, error) {
	if scheme, _, ok := strings.Cut(name, "://"); ok {
		return newAddress(name, strings.ToLower(scheme))
	}
	info, err := os.Stat(name)
	if err != nil {
		reason := err.Error()
		if os.IsNotExist(err) {
			reason = "no such file or folder"
		}
		return nil, &SourceError{name, reason, "give a folder, the file of a feed, or its http address", err}
	}
	place, err := filepath.Abs(name)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return &Source{Name: name, place: place, kind: folder}, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, &SourceError{name, err.Error(), "", err}
	}
	defer f.Close()
	if gofeed.DetectFeedType(io.LimitReader(f, 4096)) == gofeed.FeedTypeUnknown {
		return nil, &SourceError{Name: name, Reason: "not a feed (RSS, Atom or JSON Feed)", Hint: "articles are watched by the folder they lie in; `entente load` reads one file"}
	}
	return &Source{Name: name, place: place, kind: feedFile}, nil
}

func newAddress(name, scheme string) (*Source, error) {
	u, err := url.Parse(name)
	switch {
	case err != nil:
		return nil, &SourceError{Name: "the address", Reason: "no URL", Hint: "such as https://example.org/feed.xml"}
	case u.User != nil: // not repeated: it may be a password
		return nil, &SourceError{Name: u.Host, Reason: "an address with a user name or password is not taken", Hint: "it would be kept in the store beside the articles"}
	case scheme != "http" && scheme != "https":
		return nil, &SourceError{Name: name, Reason: fmt.Sprintf("%s addresses are not read", scheme), Hint: "http and https are; give a file by its path"}
	case u.Host == "":
		return nil, &SourceError{Name: name, Reason: "no host in the address", Hint: "such as https://example.org/feed.xml"}
	}
	return &Source{Name: name, place: u.String(), kind: feedURL, url: u}, nil
}
