// Package transfer copies everything that a store holds into another store, of whatever kind, and proves that it arrived.
//
// Quads go in portions, each of them one atomic load; how far the copy has come is kept in a blob of the destination (StateKey), so a copy that
// was killed goes on where it was. While that blob is there, the destination is not a whole graph. At the end both stores are read
// and their digests compared; then the blob is removed.
package transfer

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"

	"entente/graph/store"
)

// StateKey is the blob that a destination holds while a copy into it is not finished.
const StateKey = "copy/state"

// Errors that callers decide on.
var (
	ErrOccupied   = errors.New("the destination holds another graph already")
	ErrUnfinished = errors.New("a copy into this store is not finished")
)

// Options tune Copy; nil means defaults.
type Options struct {
	// Source names the source to a later run that goes on; it is kept in the destination, so it must hold no password.
	Source string
	// Portion is how many quads are loaded at a time (default 500,000): what a killed copy loses at most.
	Portion int
	// Progress, if set, is called from one goroutine with the quads sent so far, those of earlier runs included.
	Progress func(quads int64)
}

const (
	defaultPortion = 500_000
	// blobBytes and blobKeys bound a batch of blobs.
	blobBytes = 8 << 20
	blobKeys  = 1000
)

// Report says what was copied.
type Report struct {
	Quads int64 `json:"quads"`
	Blobs int64 `json:"blobs"`
	// Resumed is how many quads earlier runs had brought already.
	Resumed int64 `json:"resumed"`
	// Already says that the destination held the same graph before, and nothing was written.
	Already bool `json:"already"`
	// Digest is that of both stores, as DigestOf gives it.
	Digest string `json:"digest"`
}

// state is how far a copy has come. Source, Version and Quads say of what.
type state struct {
	Source  string `json:"source"`
	Version uint64 `json:"version"`
	Quads   int64  `json:"quads"`
	// Done is how many quads, in the order of the source's scan, have arrived; Blob is the last key that has, once all quads have.
	Done int64  `json:"done"`
	Blob string `json:"blob"`
}

func (s state) sameSource(t state) bool {
	return s.Source == t.Source && s.Version == t.Version && s.Quads == t.Quads
}

// job is one run of Copy.
type job struct {
	from store.View
	to   store.Store
	opt  Options
	at   state
	rep  Report
}

// Copy makes to hold what from holds. to must be empty, or hold a copy that was not finished (it goes on; if the source has changed since, what is
// not in it any more is removed), or hold the same already. ErrOccupied otherwise, and ErrUnfinished when from is itself the
// destination of a copy that was cut short; nothing is changed then. A copy that arrived as something else is a *store.CorruptError.
func Copy(ctx context.Context, from, to store.Store, opt *Options) (rep Report, err error) {
	j := job{to: to}
	if opt != nil {
		j.opt = *opt
	}
	if j.opt.Portion <= 0 {
		j.opt.Portion = defaultPortion
	}
	if j.from, err = from.View(); err != nil {
		return rep, err
	}
	defer func() { err = errors.Join(err, j.from.Close()) }()
	if _, unfinished, err := readState(j.from); err != nil || unfinished {
		return rep, errors.Join(err, unfinishedError(unfinished))
	}
	j.at = state{Source: j.opt.Source, Version: j.from.Version()}
	if j.at.Quads, err = j.from.Count(ctx, store.Pattern{}); err != nil {
		return rep, err
	}
	return j.run(ctx)
}

func unfinishedError(is bool) error {
	if is {
		return ErrUnfinished
	}
	return nil
}

// run looks at the destination and does what is left to do.
func (j *job) run(ctx context.Context) (Report, error) {
	found, started, occupied, err := j.look(ctx)
	switch {
	case err != nil:
		return j.rep, err
	case occupied:
		return j.compare(ctx)
	case started && found.sameSource(j.at):
		j.at = found
		j.rep.Resumed = found.Done
	}
	if err := j.save(ctx); err != nil {
		return j.rep, err
	}
	want, err := j.send(ctx)
	if err != nil {
		return j.rep, err
	}
	got, err := j.arrived(ctx)
	if err == nil && got != want && started {
		// What an earlier run brought is of another version of the source: bring all again, and take away what is too much.
		j.at.Done, j.at.Blob, j.rep.Resumed = 0, "", 0
		if want, err = j.send(ctx); err == nil {
			err = j.prune(ctx)
		}
		if err == nil {
			got, err = j.arrived(ctx)
		}
	}
	if err != nil {
		return j.rep, err
	}
	if got != want {
		return j.rep, &store.CorruptError{Offset: -1, Reason: fmt.Sprintf("the copy is not what was sent: %d quads and %d blobs of digest %s were sent, %d and %d of %s arrived",
			want.quads, want.blobs, want, got.quads, got.blobs, got)}
	}
	j.rep.Quads, j.rep.Blobs, j.rep.Digest = want.quads, want.blobs, want.String()
	var last store.Batch
	last.RemoveBlob(StateKey)
	_, err = j.to.Apply(ctx, &last)
	return j.rep, err
}

// look says what the destination holds: a copy that was started, or anything else.
func (j *job) look(ctx context.Context) (found state, started, occupied bool, err error) {
	v, err := j.to.View()
	if err != nil {
		return found, false, false, err
	}
	defer func() { err = errors.Join(err, v.Close()) }()
	if found, started, err = readState(v); err != nil || started {
		return found, started, false, err
	}
	n, err := v.Count(ctx, store.Pattern{})
	if err != nil {
		return found, false, false, err
	}
	next, stop := iter.Pull2(v.Blobs(ctx, ""))
	defer stop()
	_, err, some := next()
	return found, false, n > 0 || some, err
}

func readState(v store.View) (s state, there bool, err error) {
	b, err := v.Blob(StateKey)
	if errors.Is(err, store.ErrNoBlob) {
		return s, false, nil
	}
	if err == nil {
		// A state that cannot be read is a copy that starts again.
		_ = json.Unmarshal(b, &s)
	}
	return s, err == nil, err
}

// compare is for a destination that holds something: it may be the same.
func (j *job) compare(ctx context.Context) (rep Report, err error) {
	v, err := j.to.View()
	if err != nil {
		return rep, err
	}
	defer func() { err = errors.Join(err, v.Close()) }()
	if n, err := v.Count(ctx, store.Pattern{}); err != nil || n != j.at.Quads {
		return rep, errors.Join(err, ErrOccupied)
	}
	want, err := DigestOf(ctx, j.from)
	if err != nil {
		return rep, err
	}
	got, err := DigestOf(ctx, v)
	if err != nil {
		return rep, err
	}
	if got != want {
		return rep, ErrOccupied
	}
	return Report{Quads: want.quads, Blobs: want.blobs, Already: true, Digest: want.String()}, nil
}

// save notes how far the copy has come.
func (j *job) save(ctx context.Context) error {
	b, err := json.Marshal(j.at)
	if err != nil {
		return err
	}
	var batch store.Batch
	batch.SetBlob(StateKey, b)
	_, err = j.to.Apply(ctx, &batch)
	return err
}

// send brings what has not arrived yet, and computes the digest of all.
func (j *job) send(ctx context.Context) (Digest, error) {
	var d Digest
	next, stop := iter.Pull2(Quads(ctx, j.from))
	defer stop()
	for n := int64(0); n < j.at.Done; n++ {
		q, err, ok := next()
		if err != nil {
			return d, err
		}
		if !ok {
			break
		}
		d.Quad(q)
	}
	for more := true; more; {
		n := 0
		_, err := j.to.Load(ctx, func(yield func(store.Quad, error) bool) {
			for n < j.opt.Portion {
				q, err, ok := next()
				if more = ok; !ok {
					return
				}
				if err == nil {
					d.Quad(q)
				}
				if !yield(q, err) || err != nil {
					return
				}
				n++
			}
		}, nil)
		if err != nil {
			return d, err
		}
		if n == 0 {
			break
		}
		j.at.Done += int64(n)
		if err := j.save(ctx); err != nil {
			return d, err
		}
		if j.opt.Progress != nil {
			j.opt.Progress(j.at.Done)
		}
	}
	return d, j.sendBlobs(ctx, &d)
}

func (j *job) sendBlobs(ctx context.Context, d *Digest) error {
	var batch store.Batch
	size, last := 0, ""
	flush := func() error {
		if len(batch.Ops) == 0 {
			return nil
		}
		if _, err := j.to.Apply(ctx, &batch); err != nil {
			return err
		}
		batch, size, j.at.Blob = store.Batch{}, 0, last
		return j.save(ctx)
	}
	for key, err := range j.from.Blobs(ctx, "") {
		if err != nil {
			return err
		}
		value, err := j.from.Blob(key)
		if err != nil {
			return err
		}
		d.Blob(key, value)
		if j.at.Blob != "" && key <= j.at.Blob {
			continue
		}
		batch.SetBlob(key, value)
		size, last = size+len(key)+len(value), key
		if size >= blobBytes || len(batch.Ops) >= blobKeys {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

// arrived is the digest of the destination.
func (j *job) arrived(ctx context.Context) (d Digest, err error) {
	v, err := j.to.View()
	if err != nil {
		return d, err
	}
	defer func() { err = errors.Join(err, v.Close()) }()
	return DigestOf(ctx, v)
}
