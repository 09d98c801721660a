package search

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// manifest lists the segments there are.
type manifest struct {
	Version  int           `json:"version"`
	Next     uint64        `json:"next"`
	Segments []segmentInfo `json:"segments"`
}

type segmentInfo struct {
	ID    uint64 `json:"id"`
	Docs  int    `json:"docs"`
	Dead  int    `json:"dead,omitempty"`
	Bytes int    `json:"bytes"`
}

const (
	manifestKey = Prefix + "manifest"
	fanIn       = 8         // segments of one size that become one
	maxSegment  = 64 << 20  // bytes; no merge makes a larger one
	maxDocs     = 1<<31 - 1 // of a segment
)

func readManifest(src Source) (*manifest, error) {
	b, err := src.SearchBlob(manifestKey)
	if err != nil || b == nil {
		return nil, err
	}
	m := &manifest{}
	if err := json.Unmarshal(b, m); err != nil || m.Version != segmentVersion {
		return nil, fmt.Errorf("%w: its list of segments", ErrDamaged)
	}
	return m, nil
}

// overlay reads what was written a moment ago before what the source has.
type overlay struct {
	src Source
	set map[string][]byte
	out map[string]bool // removed
}

func (o *overlay) SearchBlob(key string) ([]byte, error) {
	if b, ok := o.set[key]; ok {
		return b, nil
	}
	if o.out[key] {
		return nil, nil
	}
	return o.src.SearchBlob(key)
}

func (o *overlay) SetBlob(key string, value []byte) { o.set[key] = value; delete(o.out, key) }
func (o *overlay) RemoveBlob(key string)            { delete(o.set, key); o.out[key] = true }

// Update changes the index: documents that are gone or were changed lose their old entry, those in docs get a new one. What is to be
// written is handed to out, in order of the keys; nothing where nothing changes.
func Update(ctx context.Context, src Source, docs []Doc, gone []Key, out Sink) error {
	m, err := readManifest(src)
	if err != nil {
		return err
	}
	if m == nil {
		m = &manifest{Version: segmentVersion}
	}
	o := &overlay{src: src, set: map[string][]byte{}, out: map[string]bool{}}
	if err := m.bury(o, gone); err != nil {
		return err
	}
	if len(docs) > 0 {
		m.build(o, docs)
	}
	if err := m.tidy(ctx, o); err != nil {
		return err
	}
	if len(o.set) == 0 && len(o.out) == 0 {
		return nil
	}
	b, err := json.Marshal(m)
	if err != nil {
		return err
	}
	o.SetBlob(manifestKey, b)
	for _, key := range slices.Sorted(maps.Keys(o.set)) {
		out.SetBlob(key, o.set[key])
	}
	for _, key := range slices.Sorted(maps.Keys(o.out)) {
		if b, err := src.SearchBlob(key); err != nil || b == nil {
			continue // written and merged within this very change
		}
		out.RemoveBlob(key)
	}
	return nil
}

// bury marks the entries of documents as gone. It reads the tables of documents once.
func (m *manifest) bury(o *overlay, gone []Key) error {
	if len(gone) == 0 {
		return nil
	}
	set := make(map[Key]bool, len(gone))
	for _, k := range gone {
		set[k] = true
	}
	for i := range m.Segments {
		docs, err := o.SearchBlob(blobKey(m.Segments[i].ID, "docs"))
		if err != nil {
			return err
		}
		var found []uint32
		for n := 0; (n+1)*docSize <= len(docs); n++ {
			if set[Key(docs[n*docSize:n*docSize+16])] {
				found = append(found, uint32(n)) //nolint:gosec // bounded by maxDocs
			}
		}
		if len(found) == 0 {
			continue
		}
		s, err := openSegment(o, m.Segments[i].ID)
		if err != nil {
			return err
		}
		for _, n := range found {
			s.dead[n] = true
		}
		var b []byte
		for _, n := range slices.Sorted(maps.Keys(s.dead)) {
			b = binary.AppendUvarint(b, uint64(n))
		}
		o.SetBlob(blobKey(s.id, "dead"), b)
		m.Segments[i].Dead = len(s.dead)
	}
	return nil
}

// build writes a segment of new documents.
func (m *manifest) build(out Sink, docs []Doc) {
	w := newWriter(m.Next, out)
	m.Next++
	terms := map[string][]posting{}
	for n := range docs {
		d := &docs[n]
		r := docRow{key: d.Key, first: d.First, last: d.Last}
		add := func(f Field, at uint32, text string) uint32 {
			Words(text, func(x Word) bool {
				key := string(f) + x.Term
				list := terms[key]
				if k := len(list); k == 0 || list[k-1].doc != uint32(n) { //nolint:gosec // bounded by maxDocs
					list = append(list, posting{doc: uint32(n)}) //nolint:gosec // bounded by maxDocs
				}
				last := &list[len(list)-1]
				last.positions = append(last.positions, at)
				terms[key] = list
				r.lengths[lengthOf(f)]++
				at++
				return true
			})
			return at + 100 // so that no phrase runs over the end
		}
		add(Title, 0, d.Title)
		add(Text, 0, d.Text)
		at := uint32(0)
		for _, s := range d.Evidence {
			at = add(Evidence, at, s)
		}
		w.doc(r, d.Publisher)
	}
	for _, term := range slices.Sorted(maps.Keys(terms)) {
		w.term(term, terms[term])
	}
	m.Segments = append(m.Segments, segmentInfo{ID: w.id, Docs: len(docs), Bytes: w.finish()})
}

// tidy merges segments of about one size, and writes those anew of which half is gone.
func (m *manifest) tidy(ctx context.Context, o *overlay) error {
	for i := 0; i < len(m.Segments); i++ {
		if s := m.Segments[i]; 2*s.Dead >= s.Docs {
			if err := m.merge(ctx, o, []int{i}); err != nil {
				return err
			}
			i = -1
		}
	}
	for again := true; again; {
		again = false
		sizes := map[int][]int{}
		for i, s := range m.Segments {
			if s.Bytes*2 > maxSegment {
				continue
			}
			level := 0
			for n := s.Docs; n >= fanIn; n /= fanIn {
				level++
			}
			if sizes[level] = append(sizes[level], i); len(sizes[level]) < fanIn {
				continue
			}
			if err := m.merge(ctx, o, withinSize(m.Segments, sizes[level])); err != nil {
				return err
			}
			again = true
			break
		}
	}
	return nil
}

// withinSize takes as many of list, at least two, as make no segment that is too large.
func withinSize(all []segmentInfo, list []int) []int {
	size := 0
	for n, i := range list {
		if size += all[i].Bytes; size > maxSegment && n >= 2 {
			return list[:n]
		}
	}
	return list
}

// merge replaces the segments at the places in list by one without what is gone.
func (m *manifest) merge(ctx context.Context, o *overlay, list []int) error {
	segments := make([]*segment, len(list))
	for n, i := range list {
		s, err := openSegment(o, m.Segments[i].ID)
		if err != nil {
			return err
		}
		segments[n] = s
	}
	w := newWriter(m.Next, o)
	m.Next++
	renamed := make([][]uint32, len(segments)) // old number to new; gone for those that are not kept
	const gone = 1<<32 - 1
	for n, s := range segments {
		renamed[n] = make([]uint32, s.count)
		for d := range s.count {
			if s.dead[uint32(d)] { //nolint:gosec // bounded by maxDocs
				renamed[n][d] = gone
				continue
			}
			r := s.row(uint32(d))           //nolint:gosec // bounded by maxDocs
			renamed[n][d] = uint32(w.count) //nolint:gosec // bounded by maxDocs
			w.doc(r, s.publisher(r.publisher))
		}
	}
	if w.count > 0 {
		if err := mergeTerms(ctx, w, segments, renamed, gone); err != nil {
			return err
		}
	}
	first := list[0]
	for n, s := range slices.Backward(segments) {
		s.remove(o)
		m.Segments = slices.Delete(m.Segments, list[n], list[n]+1)
	}
	if w.count > 0 {
		m.Segments = slices.Insert(m.Segments, first, segmentInfo{ID: w.id, Docs: w.count, Bytes: w.finish()})
	}
	return nil
}

func (s *segment) remove(o *overlay) {
	for _, part := range [...]string{"head", "docs", "dead"} {
		o.RemoveBlob(blobKey(s.id, part))
	}
	for n := range s.chunks {
		o.RemoveBlob(blobKey(s.id, fmt.Sprintf("t%d", n)))
		o.RemoveBlob(blobKey(s.id, fmt.Sprintf("p%d", n)))
	}
}

// Keys lists the documents of the index.
func (x *Index) Keys() map[Key]bool {
	out := map[Key]bool{}
	for _, s := range x.segments {
		for d := range s.count {
			if !s.dead[uint32(d)] { //nolint:gosec // bounded by maxDocs
				out[s.row(uint32(d)).key] = true //nolint:gosec // bounded by maxDocs
			}
		}
	}
	return out
}

// mergeTerms writes the terms of segments in order, each once.
func mergeTerms(ctx context.Context, w *writer, segments []*segment, renamed [][]uint32, gone uint32) error {
	cursors := make([]*cursor, len(segments))
	for n, s := range segments {
		cursors[n] = &cursor{s: s, chunk: -1}
		if err := cursors[n].next(); err != nil {
			return err
		}
	}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		term, some := "", false
		for _, c := range cursors {
			if !c.done && (!some || c.e.term < term) {
				term, some = c.e.term, true
			}
		}
		if !some {
			return nil
		}
		var list []posting
		for n, c := range cursors {
			if c.done || c.e.term != term {
				continue
			}
			err := c.s.postings(&c.e, func(doc uint32, count uint64, places *input) error {
				at, err := positions(places, count)
				if to := renamed[n][doc]; to != gone {
					list = append(list, posting{to, at})
				}
				return err
			})
			if err == nil {
				err = c.next()
			}
			if err != nil {
				return err
			}
		}
		if len(list) > 0 {
			w.term(term, list)
		}
	}
}

// cursor stands at a term of a segment.
type cursor struct {
	s     *segment
	chunk int
	list  []entry
	e     entry
	done  bool
}

func (c *cursor) next() error {
	for len(c.list) == 0 {
		if c.chunk++; c.chunk >= len(c.s.chunks) {
			c.done = true
			return nil
		}
		until := ""
		if c.chunk+1 < len(c.s.chunks) {
			until = c.s.chunks[c.chunk+1]
		}
		err := c.s.scan(c.s.chunks[c.chunk], true, func(e *entry) (bool, error) {
			if until != "" && e.term >= until {
				return false, nil
			}
			c.list = append(c.list, entry{e.term, e.count, bytes.Clone(e.rows), bytes.Clone(e.places)})
			return true, nil
		})
		if err != nil {
			return err
		}
	}
	c.e, c.list = c.list[0], c.list[1:]
	return nil
}
