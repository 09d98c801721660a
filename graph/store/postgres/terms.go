package postgres

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"entente/graph/store"
)

// hashBytes is the length of a term's hash: with 10^10 terms the chance of one collision is below 10^-18.
const hashBytes = 16

// appendKey writes a term so that no other term gives the same bytes.
func appendKey(b []byte, t store.Term) []byte {
	b = append(b, byte(t.Kind))
	for _, f := range [...]string{t.Datatype, t.Lang, t.Dir} {
		b = binary.AppendUvarint(b, uint64(len(f)))
		b = append(b, f...)
	}
	return append(b, t.Value...)
}

var errKey = errors.New("not the key of a term")

// parseKey is the inverse of appendKey.
func parseKey(b []byte) (t store.Term, err error) {
	if len(b) == 0 {
		return t, errKey
	}
	t.Kind = store.Kind(b[0])
	b = b[1:]
	for _, f := range [...]*string{&t.Datatype, &t.Lang, &t.Dir} {
		n, w := binary.Uvarint(b)
		if w <= 0 || n > uint64(len(b)-w) {
			return t, errKey
		}
		*f = string(b[w : w+int(n)]) //nolint:gosec // bounded above
		b = b[w+int(n):]             //nolint:gosec // bounded above
	}
	t.Value = string(b)
	return t, nil
}

// hashOf is the hash of a term; buf is scratch.
func hashOf(t store.Term, buf []byte) (h [hashBytes]byte, scratch []byte) {
	buf = appendKey(buf[:0], t)
	sum := sha256.Sum256(buf)
	copy(h[:], sum[:])
	return h, buf
}

// plain reports whether PostgreSQL's text holds the string as it is.
func plain(s string) bool { return utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 }

// shown is s with a sign in the place of what text cannot hold.
func shown(s string) string {
	if plain(s) {
		return s
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}

// rawOf is the whole term in bytes when its columns cannot tell it, else nil.
func rawOf(t store.Term) []byte {
	if plain(t.Value) && plain(t.Datatype) && plain(t.Lang) && plain(t.Dir) {
		return nil
	}
	return appendKey(nil, t)
}

// termColumns are what scanTerm reads.
const termColumns = `id, kind, value, datatype, lang, dir, raw`

func scanTerm(r pgx.Rows) (store.ID, store.Term, error) {
	var id int64
	var kind int16
	var t store.Term
	var raw []byte
	if err := r.Scan(&id, &kind, &t.Value, &t.Datatype, &t.Lang, &t.Dir, &raw); err != nil {
		return 0, t, err
	}
	t.Kind = store.Kind(kind) //nolint:gosec // the column holds 1 to 3
	if raw != nil {
		full, err := parseKey(raw)
		return store.ID(id), full, err //nolint:gosec // ids are given out below 2^32
	}
	return store.ID(id), t, nil //nolint:gosec // ids are given out below 2^32
}

// cachedTerms and cachedBytes bound the cache of terms of one store.
const (
	cachedTerms = 400_000
	cachedBytes = 64 << 20
)

// termCache remembers terms that views have read: an id that is committed never changes its term. When it is full the
// older half goes.
type termCache struct {
	mu         sync.Mutex
	young, old map[store.ID]store.Term
	ids        map[store.Term]store.ID // of young and old
	bytes      int
}

func newTermCache() *termCache {
	return &termCache{young: map[store.ID]store.Term{}, old: map[store.ID]store.Term{}, ids: map[store.Term]store.ID{}}
}

func (c *termCache) term(id store.ID) (store.Term, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	t, ok := c.young[id]
	if !ok {
		t, ok = c.old[id]
	}
	return t, ok
}

func (c *termCache) id(t store.Term) (store.ID, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	id, ok := c.ids[t]
	return id, ok
}

func (c *termCache) put(id store.ID, t store.Term) {
	if len(t.Value) > 1<<16 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.ids[t]; ok {
		return
	}
	if len(c.young) >= cachedTerms/2 || c.bytes > cachedBytes/2 {
		for _, t := range c.old {
			delete(c.ids, t)
		}
		c.old, c.young, c.bytes = c.young, map[store.ID]store.Term{}, 0
	}
	c.young[id], c.ids[t] = t, id
	c.bytes += len(t.Value) + len(t.Datatype)
}
