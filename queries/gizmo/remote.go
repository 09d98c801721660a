package gizmo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"

	"entente/graph/store"
)

// maxReplyBytes bounds one answer of the parent, which the worker trusts but for mistakes.
const maxReplyBytes = 64 << 20

var errNotHere = errors.New("not available to a script")

// remoteView is a snapshot that the parent holds, asked over the link. It is for one goroutine, as
// a script is.
type remoteView struct {
	link    *link
	maxID   store.ID
	version uint64
	// Answers that were given before: the snapshot never changes.
	terms   map[store.ID]store.Term
	lookups map[store.Term]store.ID // 0 for a term that is not there
	counts  map[store.Pattern]int64
	scans   map[store.Pattern][]uint32 // whole lists that came in one portion
}

func newRemoteView(l *link, maxID store.ID, version uint64) *remoteView {
	return &remoteView{
		link: l, maxID: maxID, version: version, terms: map[store.ID]store.Term{}, lookups: map[store.Term]store.ID{},
		counts: map[store.Pattern]int64{}, scans: map[store.Pattern][]uint32{},
	}
}

var _ store.View = (*remoteView)(nil)

// maxKept bounds the number of answers of each kind that are kept; what there is after that is asked
// anew. Long lists are not kept.
const (
	maxKept     = 20_000
	maxKeptList = 4 * 64 // ids
	maxKeptText = 1024   // bytes
)

func (v *remoteView) call(req callRequest) (callReply, error) {
	if err := v.link.send(frameCall, req); err != nil {
		return callReply{}, err
	}
	kind, body, err := v.link.receive(maxReplyBytes)
	if err != nil {
		return callReply{}, err
	}
	if kind != frameReply {
		return callReply{}, fmt.Errorf("the parent answered with frame %q", kind)
	}
	var reply callReply
	if err := json.Unmarshal(body, &reply); err != nil {
		return callReply{}, err
	}
	if reply.Error != nil {
		return callReply{}, reply.Error
	}
	return reply, nil
}

// Lookup implements store.View.
func (v *remoteView) Lookup(t store.Term) (store.ID, bool, error) {
	if id, ok := v.lookups[t]; ok {
		return id, id != 0, nil
	}
	r, err := v.call(callRequest{Op: "lookup", Term: &t})
	if err != nil {
		return 0, false, err
	}
	if !r.OK {
		r.ID = 0
	}
	if len(v.lookups) < maxKept && len(t.Value) <= maxKeptText {
		v.lookups[t] = r.ID
	}
	return r.ID, r.OK, nil
}

// Term implements store.View.
func (v *remoteView) Term(id store.ID) (store.Term, error) {
	if t, ok := v.terms[id]; ok {
		return t, nil
	}
	r, err := v.call(callRequest{Op: "term", ID: id})
	if err != nil {
		return store.Term{}, err
	}
	if r.Term == nil {
		return store.Term{}, store.ErrNoTerm
	}
	if len(v.terms) < maxKept && len(r.Term.Value) <= maxKeptText {
		v.terms[id] = *r.Term
	}
	return *r.Term, nil
}

// Scan implements store.View: quads come in portions.
func (v *remoteView) Scan(ctx context.Context, p store.Pattern) iter.Seq2[store.IDQuad, error] {
	return func(yield func(store.IDQuad, error) bool) {
		req := callRequest{Op: "scan", Pattern: p}
		for {
			if err := ctx.Err(); err != nil {
				yield(store.IDQuad{}, err)
				return
			}
			r, err := v.portion(req)
			if err != nil {
				yield(store.IDQuad{}, err)
				return
			}
			for q := r.Quads; len(q) >= 4; q = q[4:] {
				if !yield(store.IDQuad{S: store.ID(q[0]), P: store.ID(q[1]), O: store.ID(q[2]), G: store.ID(q[3])}, nil) {
					if r.Cursor != 0 {
						_, _ = v.call(callRequest{Op: "stop", Cursor: r.Cursor}) // a lost link shows at the next call
					}
					return
				}
			}
			if r.Cursor == 0 {
				return
			}
			req = callRequest{Op: "more", Cursor: r.Cursor}
		}
	}
}

// portion asks for the next quads of a list, unless it is a short one that is known.
func (v *remoteView) portion(req callRequest) (callReply, error) {
	if req.Op != "scan" {
		return v.call(req)
	}
	if list, ok := v.scans[req.Pattern]; ok {
		return callReply{Quads: list}, nil
	}
	r, err := v.call(req)
	if err == nil && r.Cursor == 0 && len(r.Quads) <= maxKeptList && len(v.scans) < maxKept {
		v.scans[req.Pattern] = r.Quads
	}
	return r, err
}

// Has implements store.View.
func (v *remoteView) Has(q store.IDQuad) (bool, error) {
	r, err := v.call(callRequest{Op: "has", Pattern: store.Pattern(q)})
	return r.OK, err
}

// Count implements store.View.
func (v *remoteView) Count(ctx context.Context, p store.Pattern) (int64, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	if n, ok := v.counts[p]; ok {
		return n, nil
	}
	r, err := v.call(callRequest{Op: "count", Pattern: p})
	if err == nil && len(v.counts) < maxKept {
		v.counts[p] = r.Count
	}
	return r.Count, err
}

// Blob implements store.View for the one blob that the adapter asks for.
func (v *remoteView) Blob(key string) ([]byte, error) {
	r, err := v.call(callRequest{Op: "blob", Key: key})
	if err == nil && !r.OK {
		err = store.ErrNoBlob
	}
	return r.Blob, err
}

// path asks the parent for the answers of a path expression.
func (v *remoteView) path(ctx context.Context, expression string) iter.Seq2[PathRow, error] {
	return func(yield func(PathRow, error) bool) {
		req := callRequest{Op: "path", Key: expression}
		for {
			if err := ctx.Err(); err != nil {
				yield(PathRow{}, err)
				return
			}
			r, err := v.call(req)
			if err != nil {
				yield(PathRow{}, err)
				return
			}
			for _, row := range r.Rows {
				if !yield(row, nil) {
					return
				}
			}
			if r.Cursor == 0 {
				return
			}
			req = callRequest{Op: "more", Cursor: r.Cursor}
		}
	}
}

// MaxID implements store.View.
func (v *remoteView) MaxID() store.ID { return v.maxID }

// Version implements store.View.
func (v *remoteView) Version() uint64 { return v.version }

// Close implements store.View; the parent keeps its snapshot.
func (v *remoteView) Close() error { return nil }

// Adjacency implements store.View.
func (v *remoteView) Adjacency(context.Context, store.ID, bool) (store.Adjacency, error) {
	return nil, errNotHere
}

// Predicates implements store.View.
func (v *remoteView) Predicates(context.Context) ([]store.PredicateCount, error) {
	return nil, errNotHere
}

// TopSubjects implements store.View.
func (v *remoteView) TopSubjects(context.Context, int) ([]store.SubjectCount, error) {
	return nil, errNotHere
}

// Blobs implements store.View.
func (v *remoteView) Blobs(context.Context, string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) { yield("", errNotHere) }
}
