package watch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"entente/graph"
	"entente/graph/store"
)

// maxSeen bounds what is kept of one feed; what fell out of a feed long ago is forgotten first.
const maxSeen = 20_000

// state is what was seen of a source.
type state struct {
	Source string `json:"source"`
	Seen   []mark `json:"seen"` // in the order of first sight
	// ETag and Modified are what the server of a feed said, to ask only for what changed.
	ETag     string `json:"etag,omitempty"`
	Modified string `json:"modified,omitempty"`

	index map[string]int
}

// mark is one file or item as it was seen.
type mark struct {
	Key  string `json:"key"`
	Mark string `json:"mark"`
}

func stateKey(s *Source) string {
	sum := sha256.Sum256([]byte(s.place))
	return "watch/" + hex.EncodeToString(sum[:16])
}

// readState gives what was seen of a source; nothing where v is nil.
func readState(v *graph.View, s *Source) (*state, error) {
	st := &state{Source: s.place, index: map[string]int{}}
	if v == nil {
		return st, nil
	}
	data, err := v.Store().Blob(stateKey(s))
	if errors.Is(err, store.ErrNoBlob) {
		return st, nil
	}
	if err == nil {
		err = json.Unmarshal(data, st)
	}
	if err != nil {
		return nil, fmt.Errorf("what was seen of %s: %w", s.Name, err)
	}
	for i, m := range st.Seen {
		st.index[m.Key] = i
	}
	return st, nil
}

// saw notes an item or file and reports whether it is new or changed.
func (st *state) saw(key, is string) (news bool) {
	i, known := st.index[key]
	if known {
		news = st.Seen[i].Mark != is
		st.Seen[i].Mark = is
		return news
	}
	st.index[key] = len(st.Seen)
	st.Seen = append(st.Seen, mark{key, is})
	return true
}

// forget leaves out what is not in keep.
func (st *state) forget(keep map[string]bool) {
	st.Seen = slices.DeleteFunc(st.Seen, func(m mark) bool { return !keep[m.Key] })
}

// shorten forgets the oldest beyond maxSeen, those that are in keep excepted.
func (st *state) shorten(keep map[string]bool) {
	over := len(st.Seen) - maxSeen
	st.Seen = slices.DeleteFunc(st.Seen, func(m mark) bool {
		if over <= 0 || keep[m.Key] {
			return false
		}
		over--
		return true
	})
}

// write keeps the state in the store.
func (st *state) write(ctx context.Context, g *graph.Graph, s *Source) error {
	data, err := json.Marshal(st)
	if err != nil {
		return err
	}
	b := &store.Batch{}
	b.SetBlob(stateKey(s), data)
	if _, err = g.Store().Apply(ctx, b); err != nil {
		return fmt.Errorf("keep what was seen of %s: %w", s.Name, err)
	}
	return nil
}
