package graph

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"entente/graph/claim"
	"entente/graph/judgement"
	"entente/graph/quads"
	"entente/graph/store"
)

// What judgements make of claims lies under the label ent:judged: a claim that was corrected, added or whose actors are merged is written
// there as it counts, and says whose quads it supersedes; a rejected one supersedes and is nothing more. All of it follows from the
// documents' own quads and the entries, and changes in the same batch as they do. Documents' quads are never touched.

// overlayer works out the judged quads of the claims that one change touches.
type overlayer struct {
	g     *Graph
	r     *factReader
	state *judgement.State
	c     *change

	fresh      map[string]*prepRecord   // claims of the document that the change writes
	freshAbout map[string][]*prepRecord // the same by subject
	removed    map[string]bool          // claims of the document that the change takes back
	seeds      map[string]bool
	hands      map[string]*prepRecord // claims made by people that have ground, by id
	seen       map[string]*quads.Record
	reads      map[string]map[string][]*quads.Record // the document's claims after the change, by subject and then by what they read
}

// overlay adds to the changes what they do to the judged quads, and makes their facts those of the claims as they count.
func (g *Graph) overlay(ctx context.Context, st store.View, state *judgement.State, changes []*change) error {
	if state.Empty() {
		return nil
	}
	r := newFactReader(st, g.voc)
	for _, c := range changes {
		if err := ctx.Err(); err != nil {
			return err
		}
		if c.doc == nil {
			continue
		}
		o := &overlayer{g: g, r: r, state: state, c: c, removed: maps.Clone(c.dropped), seeds: maps.Clone(c.seeds)}
		if err := o.run(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (o *overlayer) run(ctx context.Context) error {
	o.fresh = make(map[string]*prepRecord, len(o.c.fresh))
	o.freshAbout = make(map[string][]*prepRecord)
	o.seen = make(map[string]*quads.Record)
	for _, r := range o.c.fresh {
		o.fresh[r.ID] = r
		o.seeds[r.ID] = true
	}
	for _, r := range o.fresh {
		o.freshAbout[r.Subject.ID] = append(o.freshAbout[r.Subject.ID], r)
	}
	for id := range o.removed {
		o.seeds[id] = true
	}
	if err := o.grow(ctx); err != nil {
		return err
	}
	if err := o.makeHands(ctx); err != nil {
		return err
	}
	facts := make([]*prepRecord, 0, len(o.c.fresh))
	for _, id := range slices.Sorted(maps.Keys(o.seeds)) {
		r, err := o.claim(ctx, id)
		if err != nil {
			return err
		}
		if r != nil {
			facts = append(facts, r)
		}
	}
	o.c.fresh = facts
	return nil
}

// stored is a claim as the document has it in the store, before the change; nil if it has it not. What does not decode is not there.
func (o *overlayer) stored(ctx context.Context, id string) (*quads.Record, error) {
	if r, ok := o.seen[id]; ok {
		return r, nil
	}
	o.seen[id] = nil
	nodes, ok, err := o.r.nodes(id, "", "", o.c.doc.IRI)
	if err != nil || !ok {
		return nil, err
	}
	qs, err := o.r.quads(ctx, store.Pattern{S: nodes[0], G: nodes[3]})
	if err != nil || len(qs) == 0 {
		return nil, err
	}
	record, err := quads.Decode(qs, o.c.doc.ID)
	if err != nil {
		return nil, nil
	}
	record.DocIRI = o.c.doc.IRI
	o.seen[id] = &record
	return &record, nil
}

// own is a claim as the document has it after the change, nil if it has it not.
func (o *overlayer) own(ctx context.Context, id string) (*quads.Record, error) {
	if r := o.fresh[id]; r != nil {
		return &r.Record, nil
	}
	if o.c.removal || o.removed[id] {
		return nil, nil
	}
	return o.stored(ctx, id)
}

// grow adds to the seeds the claims that judgements may find or lose because of them.
func (o *overlayer) grow(ctx context.Context) error {
	targets := make(map[*judgement.Target]bool)
	for _, t := range o.c.targets {
		targets[t] = true
	}
	note := func(r *quads.Record) {
		if r != nil {
			for _, t := range o.state.Like(judgement.Key(&r.Claim)) {
				targets[t] = true
			}
		}
	}
	if len(o.state.Targets(o.c.doc.ID)) > 0 {
		for id := range o.seeds {
			if t := o.state.Target(id); t != nil {
				targets[t] = true
			}
			before, err := o.stored(ctx, id)
			if err != nil {
				return err
			}
			note(before)
			if r := o.fresh[id]; r != nil {
				note(&r.Record)
			}
		}
	}
	for t := range targets {
		o.seeds[t.Claim] = true
		alike, err := o.alike(ctx, t)
		if err != nil {
			return err
		}
		for _, r := range alike {
			o.seeds[r.ID] = true
		}
	}
	return nil
}

// alike lists the document's claims, after the change, that read what was judged in the same words, the nearest to it first.
func (o *overlayer) alike(ctx context.Context, t *judgement.Target) ([]*quads.Record, error) {
	about, err := o.about(ctx, t.Reading.Subject.ID)
	if err != nil {
		return nil, err
	}
	out := slices.Clone(about[t.Key])
	far := func(r *quads.Record) int {
		return abs(r.Sentence.Start - t.Reading.Sentence.Start + r.Row - t.Reading.Row)
	}
	slices.SortFunc(out, func(a, b *quads.Record) int {
		return cmp.Or(cmp.Compare(far(a), far(b)), cmp.Compare(a.Sentence.Start, b.Sentence.Start), strings.Compare(a.ID, b.ID))
	})
	return out, nil
}

// about groups the document's claims about a subject, after the change, by what they read. Each subject is looked at once, however
// many judgements there are.
func (o *overlayer) about(ctx context.Context, subject string) (map[string][]*quads.Record, error) {
	if known, ok := o.reads[subject]; ok {
		return known, nil
	}
	out := make(map[string][]*quads.Record)
	note := func(r *quads.Record) {
		key := judgement.Key(&r.Claim)
		out[key] = append(out[key], r)
	}
	if !o.c.removal {
		nodes, ok, err := o.r.nodes("", quads.Subject, subject, o.c.doc.IRI)
		if err != nil {
			return nil, err
		}
		if ok {
			for q, err := range o.r.st.Scan(ctx, store.Pattern{P: nodes[1], O: nodes[2], G: nodes[3]}) {
				if err != nil {
					return nil, err
				}
				id, err := o.r.st.Term(q.S)
				if err != nil {
					return nil, err
				}
				if o.fresh[id.Value] != nil {
					continue
				}
				r, err := o.own(ctx, id.Value)
				if err != nil {
					return nil, err
				}
				if r != nil {
					note(r)
				}
			}
		}
	}
	for _, r := range o.freshAbout[subject] {
		note(&r.Record)
	}
	if o.reads == nil {
		o.reads = make(map[string]map[string][]*quads.Record)
	}
	o.reads[subject] = out
	return out, nil
}

// ground is the document's claim that a judgement speaks of: the one with its id, else the nearest that reads the same in the same words.
func (o *overlayer) ground(ctx context.Context, t *judgement.Target) (string, error) {
	if o.hands[t.Claim] != nil {
		return t.Claim, nil
	}
	r, err := o.own(ctx, t.Claim)
	if err != nil {
		return "", err
	}
	if r != nil {
		return r.ID, nil
	}
	alike, err := o.alike(ctx, t)
	if err != nil || len(alike) == 0 {
		return "", err
	}
	return alike[0].ID, nil
}

// outcome folds all judgements that speak of a claim.
func (o *overlayer) outcome(ctx context.Context, r *quads.Record) (judgement.Outcome, error) {
	var targets []*judgement.Target
	if t := o.state.Target(r.ID); t != nil {
		targets = append(targets, t)
	}
	for _, t := range o.state.Like(judgement.Key(&r.Claim)) {
		if t.Claim == r.ID {
			continue
		}
		id, err := o.ground(ctx, t)
		if err != nil {
			return judgement.Outcome{}, err
		}
		if id == r.ID {
			targets = append(targets, t)
		}
	}
	return judgement.Of(targets...), nil
}

// claim brings the judged quads of one claim in line, and returns it as it counts where its facts have to be derived again.
func (o *overlayer) claim(ctx context.Context, id string) (*prepRecord, error) {
	r, err := o.own(ctx, id)
	if err != nil {
		return nil, err
	}
	hand := r == nil
	if h := o.hands[id]; hand && h != nil {
		r = &h.Record
	}
	var want []store.Quad
	var counts *prepRecord
	if r != nil {
		outcome, err := o.outcome(ctx, r)
		if err != nil {
			return nil, err
		}
		if want, counts, err = o.judge(r, outcome, hand); err != nil {
			return nil, err
		}
	}
	have, err := o.r.match(ctx, id, "", "", quads.LabelJudged)
	if err != nil {
		return nil, err
	}
	changed := o.replace(have, want)
	if !changed && o.fresh[id] == nil && !o.c.dropped[id] {
		return nil, nil
	}
	if err := o.forget(ctx, id, have); err != nil {
		return nil, err
	}
	if counts != nil {
		for _, e := range counts.edges {
			o.c.touched[e.id] = true
		}
	}
	return counts, nil
}

// replace adds to the change what turns have into want.
func (o *overlayer) replace(have, want []store.Quad) (changed bool) {
	had := make(map[store.Quad]bool, len(have))
	for _, q := range have {
		had[q] = true
	}
	for _, q := range want {
		if had[q] {
			delete(had, q)
			continue
		}
		o.c.add = append(o.c.add, q)
		changed = true
	}
	for _, q := range have {
		if had[q] {
			o.c.remove = append(o.c.remove, q)
			changed = true
		}
	}
	return changed
}

// forget notes that the facts of a claim, as it counted before, are to be dropped.
func (o *overlayer) forget(ctx context.Context, id string, judged []store.Quad) error {
	o.c.dropped[id] = true
	before := judged
	passed := slices.ContainsFunc(judged, func(q store.Quad) bool { return q.P.Value == quads.Supersedes || q.P.Value == quads.AddedTo })
	if !passed {
		var err error
		if before, err = o.r.match(ctx, id, "", "", o.c.doc.IRI); err != nil {
			return err
		}
	}
	for _, q := range before {
		if q.P.Value == quads.About || q.P.Value == quads.RolledAbout {
			o.c.touched[q.O.Value] = true
		}
	}
	return nil
}

// judge gives the judged quads of a claim and the claim as it counts, nil when it counts for nothing.
func (o *overlayer) judge(r *quads.Record, out judgement.Outcome, hand bool) (want []store.Quad, counts *prepRecord, err error) {
	add := func(predicate string, object store.Term) {
		want = append(want, store.Quad{S: iri(r.ID), P: iri(predicate), O: object, G: iri(quads.LabelJudged)})
	}
	if out.Grade != "" {
		add(quads.Credibility, store.NewString(out.Grade))
	}
	if hand {
		add(quads.AddedTo, iri(o.c.doc.IRI))
	}
	verdict := out.Verdict
	if verdict == judgement.Rejected {
		if !hand {
			add(quads.Supersedes, iri(o.c.doc.IRI))
		}
		add(quads.Verdict, store.NewString(verdict))
		return want, nil, nil
	}
	c := r.Claim
	if out.Change != nil {
		c = out.Change.Apply(c)
	}
	c, merged := o.state.Identify(c, firstOf(c.Publisher, o.c.doc.Publisher), o.stateOf)
	if hand {
		verdict = firstOf(verdict, "added")
	} else if merged && verdict == "" {
		verdict = "merged"
	}
	if verdict != "" {
		add(quads.Verdict, store.NewString(verdict))
	}
	if !hand && !merged && out.Change == nil {
		if counts, err = o.g.effective(r, &r.Claim); err != nil {
			return want, nil, nil // quads from elsewhere that look like a claim and feed nothing
		}
		return want, counts, nil
	}
	if !hand {
		add(quads.Supersedes, iri(o.c.doc.IRI))
	}
	if merged && c.Subject.ID == c.Object.ID && r.Subject.ID != r.Object.ID {
		return want, nil, nil // an actor and itself
	}
	if hand || out.Change != nil {
		c = o.g.withStates(c)
	}
	if counts, err = o.g.effective(r, &c); err != nil {
		return nil, nil, fmt.Errorf("%s, as judged: %w", r.ID, err)
	}
	for _, q := range counts.quads {
		q.G = iri(quads.LabelJudged)
		want = append(want, q)
	}
	return want, counts, nil
}

func (o *overlayer) stateOf(id, day string) string {
	state, _ := o.g.voc.StateOf(id, day)
	return state
}

// effective is the record of a claim as it counts, under the id of the claim that was read.
func (g *Graph) effective(read *quads.Record, c *claim.Claim) (*prepRecord, error) {
	p := &prepared{outlets: make(map[string]string)}
	p.doc.IRI, p.doc.ID, p.doc.Published = read.DocIRI, read.Doc, read.Published
	r := &prepRecord{}
	if _, err := g.record(p, c, r, nil); err != nil {
		return nil, err
	}
	if r.ID != read.ID {
		for i := range r.quads {
			r.quads[i].S = iri(read.ID)
		}
		r.ID = read.ID
	}
	return r, nil
}

// withStates fills in the states that the ends and speakers stand for where a correction took them away.
func (g *Graph) withStates(out claim.Claim) claim.Claim {
	day := dayOf(&out)
	for _, e := range [...]struct {
		id    string
		state *string
	}{{out.Subject.ID, &out.Subject.State}, {out.Object.ID, &out.Object.State}, {out.Speaker(), &out.SpeakerState}, {out.Voice(), &out.VoiceState}} {
		if e.id != "" && *e.state == "" {
			*e.state, _ = g.voc.StateOf(e.id, day)
		}
	}
	return out
}
