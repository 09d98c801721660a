package graph

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"

	"entente/graph/claim"
	"entente/graph/quads"
	"entente/graph/store"
)

// Bulk writes documents of data rows that are not in the graph yet, many claims at a time and far faster than Put: the quads go
// straight into a bulk load, and each edge is derived once, at the end. All becomes visible together. A Bulk is for one
// goroutine; other writes wait until Commit or Abort.
//
// What the edges need of the claims is kept in memory, about 100 bytes a claim, up to factsKept claims. Beyond them it is forgotten, and
// the edges are derived from the store after the load, which takes longer; from then on rows must come in order (ErrBehind).
type Bulk struct {
	g      *Graph
	ctx    context.Context //nolint:containedctx // a Bulk lives within one load
	doc    *prepared
	docs   map[string]bool
	seen   map[claimKey]struct{}
	facts  factTable
	build  quads.Builder
	all    []prepRecord        // room for the records of a call
	keep   int                 // how many claims are kept
	last   int                 // highest row of doc
	floor  int                 // of doc: which claims rows up to this one had is forgotten
	past   map[string]struct{} // edges of forgotten claims
	out    chan *store.Block   // nil ends the load
	room   chan *store.Block   // were loaded, to be used again
	loaded chan error
	err    error
	rep    Report
	done   bool
}

// ErrThere says that a document of a Bulk is in the graph already: Append to it, and Retain what the file still has.
var ErrThere = errors.New("already in the graph")

// ErrBehind says that a claim comes too late: its row is not behind all those of which a Bulk has forgotten what they had. Nothing
// of the call was taken. Commit, and Append the rest of the document.
var ErrBehind = errors.New("a row out of order, late in a long file")

// factsKept is how many claims a Bulk remembers.
const factsKept = 4 << 20

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
		g: g, ctx: ctx, docs: make(map[string]bool), seen: make(map[claimKey]struct{}), facts: newFactTable(),
		keep: factsKept, past: make(map[string]struct{}),
		out: make(chan *store.Block, blocksAhead), room: make(chan *store.Block, blocksAhead+2), loaded: make(chan error, 1),
	}
	go func() {
		applied, err := store.LoadBlocks(ctx, g.st, b.stream(), nil)
		b.rep.Quads = applied.Added
		b.loaded <- err
		for range b.out { // what comes after a failed load is dropped
		}
	}()
	return b, nil
}

// blocksAhead is how many blocks may wait for the store.
const blocksAhead = 4

// stream yields what the writer sends; a nil block ends it with an error.
func (b *Bulk) stream() iter.Seq2[*store.Block, error] {
	return func(yield func(*store.Block, error) bool) {
		for block := range b.out {
			if block == nil {
				yield(nil, errAborted)
				return
			}
			if !yield(block, nil) {
				return
			}
			b.giveRoom(block)
		}
	}
}

// roomKept is how many quads a block may have room for that is kept to be used again.
const roomKept = 64 << 10

func (b *Bulk) giveRoom(block *store.Block) {
	if cap(block.Quads) > roomKept {
		return
	}
	block.Reset()
	select {
	case b.room <- block:
	default:
	}
}

// begin has the builder write into an empty block.
func (b *Bulk) begin() *store.Block {
	var block *store.Block
	select {
	case block = <-b.room:
	default:
		block = &store.Block{}
	}
	b.build.Begin(block)
	return block
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
	b.doc, b.last, b.floor = p, 0, 0
	b.rep.Documents++
	b.rep.Added++
	block := b.begin()
	b.build.Add(p.quads)
	if err := b.send(block); err != nil {
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
	for i := range claims {
		if b.floor > 0 && claims[i].Row <= b.floor {
			return ErrBehind
		}
	}
	if err := b.records(p, claims); err != nil {
		return &DocumentError{p.doc.ID, fmt.Errorf("document %s: %w", p.doc.ID, err)}
	}
	if err := b.g.name(p, actors); err != nil {
		return fmt.Errorf("document %s: %w", p.doc.ID, err)
	}
	block := b.begin()
	b.build.Add(p.quads)
	for _, r := range p.records {
		if err := b.build.Encode(&r.Record); err != nil {
			return &DocumentError{p.doc.ID, fmt.Errorf("document %s: %w", p.doc.ID, err)}
		}
	}
	for _, r := range p.records {
		b.seen[keyOf(r.ID)] = struct{}{}
		b.facts.add(r, p.meta, firstOf(r.Publisher, p.doc.Publisher))
		b.last = max(b.last, r.Row)
	}
	if len(b.facts.claims) >= b.keep {
		b.forget()
	}
	b.rep.Claims += len(p.records)
	b.rep.NewClaims += len(p.records)
	return b.send(block)
}

// forget gives the memory of the claims back and notes their edges, which will be derived from the store.
func (b *Bulk) forget() {
	for id := range b.facts.edges {
		b.past[id] = struct{}{}
	}
	b.facts, b.seen, b.floor = newFactTable(), make(map[claimKey]struct{}), b.last
}

// records makes the records of claims that were not there before; of two with one id the better one is kept.
func (b *Bulk) records(p *prepared, claims []claim.Claim) error {
	if cap(b.all) < len(claims) {
		b.all = make([]prepRecord, len(claims))
	}
	all := b.all[:len(claims)]
	at := make(map[claimKey]int, len(claims))
	p.records = make([]*prepRecord, 0, len(claims))
	for i := range claims {
		r := &all[i]
		if err := b.g.resolve(p, &claims[i], r); err != nil {
			return err
		}
		key := keyOf(r.ID)
		if _, seen := b.seen[key]; seen {
			continue
		}
		if j, twice := at[key]; !twice {
			at[key] = len(p.records)
			p.records = append(p.records, r)
		} else if better(&r.Claim, &p.records[j].Claim) {
			p.records[j] = r
		}
	}
	return nil
}

// send hands a block over.
func (b *Bulk) send(block *store.Block) error {
	if b.err != nil {
		return b.err
	}
	select {
	case b.out <- block:
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

// deriveNew sends the derived quads of edges that the store has nothing of and whose claims are all known, and returns the others.
func (b *Bulk) deriveNew() (again []string, err error) {
	st, err := b.g.st.View()
	if err != nil {
		return nil, err
	}
	defer st.Close()
	s := snapshot{st}
	block := b.begin()
	again = slices.Sorted(maps.Keys(b.past))
	b.rep.Edges += len(again)
	for _, id := range slices.Sorted(maps.Keys(b.facts.edges)) {
		if _, noted := b.past[id]; noted {
			continue
		}
		b.rep.Edges++
		n, err := s.node(id)
		if err != nil {
			return nil, err
		}
		if n != 0 {
			again = append(again, id)
			continue
		}
		b.build.Add(derivedQuads(b.facts.edge(id)))
		if len(block.Quads) >= roomKept/2 {
			if err := b.send(block); err != nil {
				return nil, err
			}
			block = b.begin()
		}
	}
	return again, b.send(block)
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
