package graph

import (
	"context"
	"strings"

	"entente/graph/claim"
	"entente/graph/judgement"
	"entente/graph/quads"
	"entente/graph/store"
)

// makeHands finds the claims that people made in the document and that have ground: those that were added, and corrections of claims that
// the program does not read any more, so long as their sentence is in the text. All that there were before are looked at again.
func (o *overlayer) makeHands(ctx context.Context) error {
	o.hands = make(map[string]*prepRecord)
	before, err := o.r.match(ctx, "", quads.AddedTo, o.c.doc.IRI, quads.LabelJudged)
	if err != nil {
		return err
	}
	for _, q := range before {
		o.seeds[q.S.Value] = true
	}
	added, targets := o.state.Added(o.c.doc.ID), o.state.Targets(o.c.doc.ID)
	if o.c.removal || len(added)+len(targets) == 0 {
		return nil
	}
	text, err := o.text()
	if err != nil {
		return err
	}
	for _, e := range added {
		if err := o.makeHand(ctx, *e.Reading, text); err != nil {
			return err
		}
	}
	for _, t := range targets {
		out := judgement.Of(t)
		if out.Verdict != judgement.Corrected {
			continue
		}
		id, err := o.ground(ctx, t)
		if err != nil {
			return err
		}
		if id == "" {
			if err := o.makeHand(ctx, out.Change.Apply(*t.Reading), text); err != nil {
				return err
			}
		}
	}
	return nil
}

func (o *overlayer) makeHand(ctx context.Context, c claim.Claim, text string) error {
	c, ok := place(c, text)
	if !ok || text == "" && c.Row == 0 && o.c.doc.Digest == "" {
		return nil
	}
	c.Doc, c.Published = o.c.doc.ID, o.c.doc.Published
	r := &quads.Record{DocIRI: o.c.doc.IRI, Claim: c}
	r.ID = claim.ID(&c)
	if own, err := o.own(ctx, r.ID); err != nil || own != nil {
		return err // the program reads it too
	}
	made, err := o.g.effective(r, &c)
	if err != nil {
		return nil // its relation is not known any more, say: it stays an entry without ground
	}
	o.hands[made.ID] = made
	o.seeds[made.ID] = true
	return nil
}

// text is what the document keeps after the change.
func (o *overlayer) text() (string, error) {
	if o.c.textKnown {
		return o.c.text, nil
	}
	b, err := o.r.blob(textKey(o.c.doc.IRI))
	if err != nil || b == nil {
		return "", err
	}
	return o.g.packer.unpack(b)
}

// place finds the sentence of a claim in a text again, the nearest to where it was; where the text is not kept (the document
// came as quads) a claim stays where it was.
func place(c claim.Claim, text string) (claim.Claim, bool) {
	if text == "" {
		return c, true
	}
	if c.Row != 0 || c.Evidence == "" {
		return c, c.Validate(text) == nil
	}
	best, at := -1, 0
	for {
		i := strings.Index(text[at:], c.Evidence)
		if i < 0 {
			break
		}
		at += i
		if best < 0 || abs(at-c.Sentence.Start) < abs(best-c.Sentence.Start) {
			best = at
		}
		at++
	}
	if best < 0 {
		return c, false
	}
	by := best - c.Sentence.Start
	for _, s := range [...]*claim.Span{&c.Sentence, &c.Subject.Span, &c.Object.Span} {
		if !s.IsZero() || s == &c.Sentence {
			s.Start, s.End = s.Start+by, s.End+by
		}
	}
	return c, c.Validate(text) == nil
}

func abs(n int) int { return max(n, -n) }

// Ground finds the claim that an entry speaks of now: the one with its id, else the nearest of the same document that reads the same in the
// same words. ok is false for an entry without ground, and for one that speaks of no claim. For many entries take Grounds.
func (v *View) Ground(ctx context.Context, e *judgement.Entry) (id string, ok bool, err error) {
	return v.Grounds().Of(ctx, e)
}

// Grounds finds what entries speak of, and reads each document once for all of them. It is for one goroutine.
type Grounds struct {
	v    *View
	docs map[string]*groundOf // by document id, nil for one that is not there
}

// groundOf is what entries about one document may speak of.
type groundOf struct {
	o     *overlayer
	hands map[string]string // what a claim made by hand reads: its id
}

// Grounds begins to look for the claims that entries speak of, in this snapshot.
func (v *View) Grounds() *Grounds { return &Grounds{v: v, docs: make(map[string]*groundOf)} }

// Of is Ground for one entry of many.
func (g *Grounds) Of(ctx context.Context, e *judgement.Entry) (id string, ok bool, err error) {
	if e.Reading == nil {
		return "", false, nil
	}
	d, err := g.document(ctx, e.Reading.Doc)
	if err != nil || d == nil {
		return "", false, err
	}
	t := d.o.state.Target(e.Claim)
	if e.Kind == judgement.Add || t == nil {
		t = &judgement.Target{Claim: claim.ID(e.Reading), Reading: e.Reading, Key: judgement.Key(e.Reading)}
	}
	if id, err = d.o.ground(ctx, t); id != "" || err != nil {
		return id, err == nil, err
	}
	id, ok = d.hands[t.Key]
	return id, ok, nil
}

func (g *Grounds) document(ctx context.Context, id string) (*groundOf, error) {
	if d, ok := g.docs[id]; ok {
		return d, nil
	}
	state, err := g.v.Judgements(ctx)
	if err != nil {
		return nil, err
	}
	r := g.v.reader()
	doc, err := r.exactly(ctx, id)
	if err != nil {
		if err = skipNotFound(err); err == nil {
			g.docs[id] = nil
		}
		return nil, err
	}
	o := &overlayer{g: g.v.g, r: r, state: state, c: &change{doc: doc}, seeds: make(map[string]bool), seen: make(map[string]*quads.Record)}
	if err := o.makeHands(ctx); err != nil {
		return nil, err
	}
	d := &groundOf{o: o, hands: make(map[string]string, len(o.hands))}
	for hand, r := range o.hands {
		key := judgement.Key(&r.Claim)
		if known, ok := d.hands[key]; !ok || hand < known {
			d.hands[key] = hand
		}
	}
	g.docs[id] = d
	return d, nil
}

// stateCache keeps what all entries of one version come to.
type stateCache struct {
	version uint64
	state   *judgement.State
}

// entryKey is the key of the blob that keeps an entry.
func entryKey(e *judgement.Entry) string {
	return entryPrefix + strings.TrimPrefix(e.ID, judgement.Prefix)
}

const entryPrefix = "judgement/"

// readEntries reads all entries of a snapshot.
func readEntries(ctx context.Context, st store.View) ([]*judgement.Entry, error) {
	var out []*judgement.Entry
	for key, err := range st.Blobs(ctx, entryPrefix) {
		if err != nil {
			return nil, err
		}
		b, err := st.Blob(key)
		if err != nil {
			return nil, err
		}
		e, err := judgement.ParseLine(b)
		if err != nil {
			return nil, &store.CorruptError{File: key, Offset: -1, Reason: err.Error()}
		}
		out = append(out, &e)
	}
	return out, nil
}
