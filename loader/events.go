package loader

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"entente/graph"
	"entente/graph/claim"
	"entente/graph/quads"
	"entente/graph/store"
	"entente/loader/dataset"
)

// earlierEvents finds GDELT events that earlier loads brought, in a snapshot that is opened when the first is asked for.
type earlierEvents struct {
	ctx   context.Context
	graph *graph.Graph
	sets  *dataset.Session
	view  *graph.View
	err   error // the first one; no event is found after it
}

// find implements Session.FindEvent. What it finds is remembered in the session: an event has many mentions.
func (x *earlierEvents) find(number int64) (dataset.Event, bool) {
	if x.err != nil {
		return dataset.Event{}, false
	}
	if x.view == nil {
		if x.view, x.err = x.graph.View(); x.err != nil {
			return dataset.Event{}, false
		}
	}
	c, err := x.claim(fmt.Sprintf("gdelt:%d", number))
	if err != nil || c == nil {
		x.err = err
		return dataset.Event{}, false
	}
	e := dataset.EventOf(x.sets.Vocabulary, c)
	x.sets.Events.Put(number, &e)
	return e, true
}

// claim is a claim of an event: that of its own row before those of mentions, then the first by id.
func (x *earlierEvents) claim(event string) (*claim.Claim, error) {
	st := x.view.Store()
	predicate, ok1, err1 := st.Lookup(store.NewIRI(quads.QualifierPrefix + dataset.QualifierEvent))
	object, ok2, err2 := st.Lookup(store.NewString(event))
	if err := errors.Join(err1, err2); err != nil || !ok1 || !ok2 {
		return nil, err
	}
	var best *claim.Claim
	var bestID string
	own := func(c *claim.Claim) bool { return !strings.HasPrefix(c.Extractor, "gdelt-mentions") }
	for q, err := range st.Scan(x.ctx, store.Pattern{P: predicate, O: object}) {
		if err != nil {
			return nil, err
		}
		t, err := st.Term(q.S)
		if err != nil {
			return nil, err
		}
		f, err := x.view.AsRead(x.ctx, t.Value)
		if errors.Is(err, graph.ErrNotFound) {
			continue // a subject of foreign quads
		}
		if err != nil {
			return nil, err
		}
		if c := &f.Claim; best == nil || own(c) && !own(best) || own(c) == own(best) && t.Value < bestID {
			best, bestID = c, t.Value
		}
		if own(best) {
			return best, nil
		}
	}
	return best, nil
}

// close ends the snapshot and tells what went wrong while it was asked.
func (x *earlierEvents) close() error {
	if x.view == nil {
		return x.err
	}
	return errors.Join(x.err, x.view.Close())
}
