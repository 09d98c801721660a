package graph

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"

	"entente/graph/claim"
	"entente/graph/derive"
	"entente/graph/quads"
	"entente/graph/store"
)

// Bulk writes documents of data rows that are not in the graph yet, many claims at a time and far faster than Put: the quads go
// straight into a bulk load, and each edge is derived once, at the end. All becomes visible together. Memory grows by about 150
// bytes a claim. A Bulk is for one goroutine; other writes wait until Commit or Abort.
type Bulk struct {
	g      *Graph
	ctx    context.Context //nolint:containedctx // a Bulk lives within one load
	doc    *prepared
	docs   map[string]bool
	seen   map[string]bool // claims
	facts  factTable
	out    chan [][]store.Quad // lists of quads; nil ends the load
	room   chan []store.Quad   // of lists that were loaded, to be used again
	loaded chan error
	err    error
	rep    Report
	done   bool
}

// ErrThere says that a document of a Bulk is in the graph already: Append to it, and Retain what the file still has.
var ErrThere = errors.New("already in the graph")

// errAborted ends the load of a Bulk that is given up.
var errAborted = errors.New("given up")

// Bulk begins a bulk write. Commit or Abort must follow.
func (g *Graph) Bulk(ctx context.Context) (*Bulk, error) {
	g.mu.Lock()
	g.cache.clear()
	if err := g.setPending(ctx); err != nil {
		g.mu.Unlock()
		return nil, err
	}
	b := &Bulk{
		g: g, ctx: ctx, docs: make(map[string]bool), seen: make(map[string]bool), facts: newFactTable(),
		out: make(chan [][]store.Quad, 4), room: make(chan []store.Quad, 8), loaded: make(chan error, 1),
	}
	go func() {
		applied, err := g.st.Load(ctx, b.stream(), nil)
		b.rep.Quads = applied.Added
		b.loaded <- err
		for range b.out { // what comes after a failed load is dropped
		}
	}()
	return b, nil
}

// stream yields what the writer sends; a nil list ends it with an error.
func (b *Bulk) stream() iter.Seq2[store.Quad, error] {
	return func(yield func(store.Quad, error) bool) {
		for list := range b.out {
			if list == nil {
				yield(store.Quad{}, errAborted)
				return
			}
			for _, part := range list {
				for i := range part {
					if !yield(part[i], nil) {
						return
					}
				}
			}
			b.giveRoom(list)
		}
	}
}

// roomKept is how many quads of room are kept to be used again.
const roomKept = 64 << 10

// giveRoom keeps the last part of a list, which is the room that the records of a call shared, from
// its first quad on.
func (b *Bulk) giveRoom(list [][]store.Quad) {
	room := list[len(list)-1]
	if cap(room) == 0 || cap(room) > roomKept {
		return
	}
	select {
	case b.room <- room[:0]:
	default:
	}
}

// takeRoom gives room that nobody uses any more, or nil.
func (b *Bulk) takeRoom() []store.Quad {
	select {
	case room := <-b.room:
		return room
	default:
		return nil
	}
}

// Document begins a document, without text; its Claims are taken too. ErrThere and ErrDuplicate as their names say.
func (b *Bulk) Document(d Document) error {
	if d.Text != "" {
		return fmt.Errorf("document %s: a bulk write takes no texts", d.ID)
	}
	if b.docs[d.ID] {
		return fmt.Errorf("%w: %s", ErrDuplicate, d.ID)
	}
	claims := d.Claims
	d.Claims = nil
	p, err := b.g.prepare(&d)
	if err != nil {
		return err
	}
	known, err := b.inGraph(p.doc.IRI)
	if err != nil {
		return err
	}
	if known {
		return fmt.Errorf("document %s: %w", d.ID, ErrThere)
	}
	b.docs[d.ID] = true
	b.doc = p
	b.rep.Documents++
	b.rep.Added++
	if err := b.send([][]store.Quad{p.quads, nil}); err != nil {
		return err
	}
	return b.Claims(claims, nil)
}

func (b *Bulk) inGraph(doc string) (bool, error) {
	st, err := b.g.st.View()
	if err != nil {
		return false, err
	}
	defer st.Close()
	ids, ok, err := snapshot{st}.nodes("", quads.DocumentID, "", doc)
	if err != nil || !ok {
		return false, err
	}
	n, err := st.Count(b.ctx, store.Pattern{P: ids[1], G: ids[3]})
	return n > 0, err
}

// Claims adds claims and names to the document begun last. A claim whose id was there before stays as it was.
func (b *Bulk) Claims(claims []claim.Claim, actors []Actor) error {
	if b.doc == nil {
		return fmt.Errorf("claims before a document: %w", ErrNotFound)
	}
	p := &prepared{doc: b.doc.doc, meta: b.doc.meta, outlets: make(map[string]string)}
	records, room, err := b.g.recordsIn(p, claims, b.takeRoom())
	if err != nil {
		return &DocumentError{p.doc.ID, fmt.Errorf("document %s: %w", p.doc.ID, err)}
	}
	p.records = slices.DeleteFunc(records, func(r *prepRecord) bool { return b.seen[r.ID] })
	if err := b.g.name(p, actors); err != nil {
		return fmt.Errorf("document %s: %w", p.doc.ID, err)
	}
	list := make([][]store.Quad, 0, len(p.records)+2)
	list = append(list, p.quads)
	for i := range p.records {
		r := p.records[i]
		b.seen[r.ID] = true
		list = append(list, r.quads)
		b.facts.add(r, p.meta, firstOf(r.Publisher, p.doc.Publisher))
	}
	b.rep.Claims += len(p.records)
	b.rep.NewClaims += len(p.records)
	return b.send(append(list, room[:0]))
}

// send hands lists of quads over; the last one, empty, is their room, or nil.
func (b *Bulk) send(list [][]store.Quad) error {
	if b.err != nil {
		return b.err
	}
	select {
	case b.out <- list:
		return nil
	case b.err = <-b.loaded:
		if b.err == nil {
			b.err = errAborted
		}
		return b.err
	}
}

// Commit makes everything visible and derives the edges. After an error nothing is there.
func (b *Bulk) Commit() (Report, error) {
	if b.done {
		return Report{}, errAborted
	}
	again, err := b.deriveNew()
	if err != nil {
		return Report{}, errors.Join(err, b.Abort())
	}
	defer b.end()
	close(b.out)
	if b.err == nil {
		b.err = <-b.loaded
	}
	if b.err != nil {
		return Report{}, errors.Join(b.err, b.g.clearPending(context.WithoutCancel(b.ctx)))
	}
	if err := b.g.deriveEdges(b.ctx, again); err != nil {
		return b.rep, err
	}
	if err := b.g.rejudge(b.ctx); err != nil {
		return b.rep, err
	}
	return b.rep, b.g.clearPending(b.ctx)
}

// deriveNew sends the derived quads of edges that the store has nothing of, and returns the others.
func (b *Bulk) deriveNew() (again []string, err error) {
	st, err := b.g.st.View()
	if err != nil {
		return nil, err
	}
	defer st.Close()
	s := snapshot{st}
	for _, id := range slices.Sorted(maps.Keys(b.facts.edges)) {
		b.rep.Edges++
		n, err := s.node(id)
		if err != nil {
			return nil, err
		}
		if n != 0 {
			again = append(again, id)
			continue
		}
		if err := b.send([][]store.Quad{derivedQuads(b.facts.edge(id)), nil}); err != nil {
			return nil, err
		}
	}
	return again, nil
}

// Abort gives everything up. It does nothing after Commit.
func (b *Bulk) Abort() error {
	if b.done {
		return nil
	}
	defer b.end()
	if b.err == nil {
		select {
		case b.out <- nil:
			b.err = <-b.loaded
		case b.err = <-b.loaded:
		}
	}
	close(b.out)
	return b.g.clearPending(context.WithoutCancel(b.ctx))
}

func (b *Bulk) end() {
	b.done = true
	b.g.mu.Unlock()
}

// factTable keeps the facts of many claims compactly: texts once, a claim once however many edges it feeds.
type factTable struct {
	texts  map[string]uint32
	text   []string
	claims []compactFact
	edges  map[string]*compactEdge
}

// compactFact is a derive.Fact with numbers of texts.
type compactFact struct {
	id                                                    [32]byte
	form, voice, state, published, said, happened, outlet uint32
	reported                                              bool
	doc                                                   *derive.Doc
}

// compactEdge lists the claims of an edge; the lowest bit tells that the claim states it.
type compactEdge struct {
	keyedEdge
	claims []uint32
}

func newFactTable() factTable {
	return factTable{texts: make(map[string]uint32), edges: make(map[string]*compactEdge)}
}

func (t *factTable) number(s string) uint32 {
	n, ok := t.texts[s]
	if !ok {
		n = uint32(len(t.text)) //nolint:gosec // bounded by memory
		t.texts[s] = n
		t.text = append(t.text, s)
	}
	return n
}

func (t *factTable) add(r *prepRecord, doc *derive.Doc, outlet string) {
	f := derive.NewFact(r.ID, &r.Claim, doc, outlet, true)
	c := compactFact{
		form: t.number(f.Form), voice: t.number(f.Voice), state: t.number(f.VoiceState), published: t.number(f.Published), said: t.number(f.Said),
		happened: t.number(f.Happened), outlet: t.number(f.Outlet), reported: f.Reported, doc: doc,
	}
	copy(c.id[:], r.ID[len(quads.PrefixClaim):])
	at := uint32(len(t.claims)) << 1 //nolint:gosec // bounded by memory
	t.claims = append(t.claims, c)
	for i, k := range r.edges {
		e := t.edges[k.id]
		if e == nil {
			e = &compactEdge{keyedEdge: k}
			t.edges[k.id] = e
		}
		if i == 0 {
			e.claims = append(e.claims, at|1)
		} else {
			e.claims = append(e.claims, at)
		}
	}
}

// edge spells out the facts of an edge.
func (t *factTable) edge(id string) *edgeFacts {
	c := t.edges[id]
	e := &edgeFacts{keyedEdge: c.keyedEdge, facts: make([]derive.Fact, 0, len(c.claims))}
	for _, n := range c.claims {
		f := &t.claims[n>>1]
		e.facts = append(e.facts, derive.Fact{
			Claim: quads.PrefixClaim + string(f.id[:]), Stated: n&1 == 1, Form: t.text[f.form], Reported: f.reported, Voice: t.text[f.voice],
			VoiceState: t.text[f.state], Published: t.text[f.published], Said: t.text[f.said], Happened: t.text[f.happened],
			Outlet: t.text[f.outlet], Doc: f.doc,
		})
	}
	sortFacts(e.facts)
	return e
}
