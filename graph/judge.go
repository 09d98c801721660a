package graph

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"entente/graph/claim"
	"entente/graph/judgement"
	"entente/graph/quads"
	"entente/graph/store"
)

// JudgeReport says what Judge did.
type JudgeReport struct {
	Entries int // that were new
	Known   int // that were there already
	Edges   int // whose derived quads were computed again
}

func skipNotFound(err error) error {
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

// Judge adds entries, all or none of them, and brings claims, edges and statuses in line in the same commit. Entries that are there already
// change nothing. An entry may speak of a claim, document or entry that is not there: it is kept, without ground, and counts once that comes.
// judgement.ErrBad, ErrUnknown, ErrKind for entries that can never count.
func (g *Graph) Judge(ctx context.Context, entries []judgement.Entry) (JudgeReport, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	st, err := g.st.View()
	if err != nil {
		return JudgeReport{}, err
	}
	defer st.Close()
	old, err := g.judged(ctx, st)
	if err != nil {
		return JudgeReport{}, err
	}
	fresh, err := g.sealed(old, entries)
	if err != nil {
		return JudgeReport{}, err
	}
	rep := JudgeReport{Entries: len(fresh), Known: len(entries) - len(fresh)}
	if len(fresh) == 0 {
		return rep, nil
	}
	next := judgement.Fold(slices.Concat(old.Entries(), fresh))
	j := &judging{g: g, r: newFactReader(st, g.voc), old: old, next: next, changes: make(map[string]*change)}
	for _, e := range fresh {
		if err := j.entry(ctx, e); err != nil {
			return JudgeReport{}, err
		}
	}
	if err := j.identities(ctx); err != nil {
		return JudgeReport{}, err
	}
	written, err := g.apply(ctx, st, next, j.finish(fresh))
	rep.Edges = written.Edges
	return rep, err
}

// sealed gives the entries that are new, each once.
func (g *Graph) sealed(old *judgement.State, entries []judgement.Entry) ([]*judgement.Entry, error) {
	var fresh []*judgement.Entry
	seen := make(map[string]bool)
	for i := range entries {
		e := entries[i]
		if err := e.Seal(); err != nil {
			return nil, err
		}
		if err := g.sound(&e); err != nil {
			return nil, fmt.Errorf("%s: %w", e.Kind, err)
		}
		if old.Entry(e.ID) == nil && !seen[e.ID] {
			seen[e.ID] = true
			fresh = append(fresh, &e)
		}
	}
	return fresh, nil
}

// sound checks an entry against the vocabulary: what is added or corrected must be a claim that the graph can hold.
func (g *Graph) sound(e *judgement.Entry) error {
	if e.Reading == nil || e.Kind != judgement.Add && e.Kind != judgement.Correct {
		for _, id := range [...]string{e.Keep, e.Other, e.Source} {
			if id == "" {
				continue
			}
			if err := quads.CheckID(id); err != nil {
				return err
			}
		}
		return nil
	}
	c := *e.Reading
	if e.Kind == judgement.Correct {
		c = e.Change.Apply(c)
	}
	return g.Validate(&c, "")
}

// apply writes changes under a new state of judgements; after an error nothing has changed.
func (g *Graph) apply(ctx context.Context, st store.View, next *judgement.State, changes []*change) (Report, error) {
	before := g.state
	g.state = next
	rep, err := g.finish(ctx, st, Report{}, changes, nil)
	if err != nil {
		g.state = before
	}
	return rep, err
}

// judged is what all entries come to, for the writer; the caller holds g.mu.
func (g *Graph) judged(ctx context.Context, st store.View) (*judgement.State, error) {
	if g.state == nil {
		entries, err := readEntries(ctx, st)
		if err != nil {
			return nil, err
		}
		g.state = judgement.Fold(entries)
	}
	return g.state, nil
}

// Judgements is what all entries of the snapshot come to.
func (v *View) Judgements(ctx context.Context) (*judgement.State, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.state != nil {
		return v.state, nil
	}
	g, version := v.g, v.st.Version()
	g.foldedMu.Lock()
	known := g.folded
	g.foldedMu.Unlock()
	if known.state != nil && known.version == version {
		v.state = known.state
		return v.state, nil
	}
	entries, err := readEntries(ctx, v.st)
	if err != nil {
		return nil, err
	}
	v.state = judgement.Fold(entries)
	g.foldedMu.Lock()
	g.folded = stateCache{version, v.state}
	g.foldedMu.Unlock()
	return v.state, nil
}

// judging collects what new entries touch.
type judging struct {
	g         *Graph
	r         *factReader
	old, next *judgement.State
	changes   map[string]*change // by doc: IRI
	ids       []string           // actors whose identity may change
	sources   map[string]bool
}

// entry notes what one new entry touches.
func (j *judging) entry(ctx context.Context, e *judgement.Entry) error {
	for e != nil && e.Kind == judgement.Undo {
		e = j.next.Entry(e.Undoes)
	}
	switch {
	case e == nil:
	case e.Kind == judgement.Merge, e.Kind == judgement.Split:
		j.ids = append(j.ids, e.Keep, e.Other)
	case e.Kind == judgement.GradeSource:
		if j.sources == nil {
			j.sources = make(map[string]bool)
		}
		j.sources[e.Source] = true
	case e.Reading != nil:
		c, err := j.change(ctx, claim.DocumentID(e.Reading.Doc))
		if err != nil || c == nil {
			return err
		}
		if e.Kind == judgement.Add {
			return nil // all claims made by hand in a document are looked at
		}
		c.targets = append(c.targets, &judgement.Target{Claim: e.Claim, Reading: e.Reading, Key: judgement.Key(e.Reading)})
	}
	return nil
}

// change is the change of a document, nil when it is not there.
func (j *judging) change(ctx context.Context, iri string) (*change, error) {
	if c, ok := j.changes[iri]; ok {
		return c, nil
	}
	doc, err := j.r.known(ctx, iri, iri)
	if err != nil {
		if err = skipNotFound(err); err == nil {
			j.changes[iri] = nil
		}
		return nil, err
	}
	c := newChange(&prepared{doc: *doc, meta: j.r.meta[iri]})
	c.known, c.textKnown = true, false
	j.changes[iri] = c
	return c, nil
}

// identities seeds every claim that names an actor whose identity may change.
func (j *judging) identities(ctx context.Context) error {
	if len(j.ids) == 0 {
		return nil
	}
	j.ids = slices.Compact(slices.Sorted(slices.Values(slices.Concat(j.old.Circle(j.ids...), j.next.Circle(j.ids...)))))
	for _, id := range j.ids {
		qs, err := j.r.match(ctx, "", "", id, "")
		if err != nil {
			return err
		}
		for _, q := range qs {
			if err := j.mention(ctx, q); err != nil {
				return err
			}
		}
	}
	// A claim made by hand whose ends are one actor has no quads; it comes back when they are two again.
	for _, e := range j.next.Entries() {
		if j.names(e) {
			if _, err := j.change(ctx, claim.DocumentID(e.Reading.Doc)); err != nil {
				return err
			}
		}
	}
	return nil
}

// names reports whether an entry about a claim has an actor, as read or as changed, whose identity may change.
func (j *judging) names(e *judgement.Entry) bool {
	if e.Reading == nil {
		return false
	}
	among := func(c *claim.Claim) bool {
		return slices.ContainsFunc(append([]string{c.Subject.ID, c.Object.ID}, c.Chain...), func(id string) bool { return slices.Contains(j.ids, id) })
	}
	changed := e.Change.Apply(*e.Reading)
	return among(e.Reading) || among(&changed)
}

// mention notes the claims that a quad makes name an actor.
func (j *judging) mention(ctx context.Context, q store.Quad) error {
	doc := q.G.Value
	switch {
	case strings.HasPrefix(q.S.Value, quads.PrefixClaim) && doc == quads.LabelJudged:
		of, err := j.r.value(ctx, q.S.Value, quads.Document)
		if err != nil {
			return err
		}
		doc = of
	case strings.HasPrefix(q.S.Value, quads.PrefixClaim):
	case q.P.Value == quads.Publisher && q.S == q.G:
		c, err := j.change(ctx, doc)
		if err != nil || c == nil {
			return err
		}
		qs, err := j.r.match(ctx, "", quads.About, "", doc)
		if err != nil {
			return err
		}
		for _, q := range qs {
			c.seeds[q.S.Value] = true
		}
		return nil
	default:
		return nil
	}
	c, err := j.change(ctx, doc)
	if err != nil || c == nil {
		return err
	}
	c.seeds[q.S.Value] = true
	return nil
}

// finish gives the changes by document, and one for what belongs to none: the entries, the ids that mean others, grades of sources.
func (j *judging) finish(fresh []*judgement.Entry) []*change {
	var out []*change
	for _, iri := range slices.Sorted(maps.Keys(j.changes)) {
		if c := j.changes[iri]; c != nil {
			out = append(out, c)
		}
	}
	rest := &change{blobs: make(map[string][]byte, len(fresh))}
	for _, e := range fresh {
		line, err := judgement.AppendLine(nil, e)
		if err != nil {
			continue // sealed entries have a line
		}
		rest.blobs[entryKey(e)] = line
	}
	swap := func(subject, predicate string, before, after store.Term) {
		if before == after {
			return
		}
		q := store.Quad{S: iri(subject), P: iri(predicate), G: iri(quads.LabelJudged)}
		if q.O = before; !before.IsZero() {
			rest.remove = append(rest.remove, q)
		}
		if q.O = after; !after.IsZero() {
			rest.add = append(rest.add, q)
		}
	}
	for _, id := range j.ids {
		swap(id, quads.SameAs, sameTerm(j.old, id), sameTerm(j.next, id))
	}
	for _, s := range slices.Sorted(maps.Keys(j.sources)) {
		swap(s, quads.Reliability, gradeTerm(j.old, s), gradeTerm(j.next, s))
	}
	return append(out, rest)
}

func sameTerm(s *judgement.State, id string) store.Term {
	if to := s.Same(id); to != id {
		return iri(to)
	}
	return store.Term{}
}

func gradeTerm(s *judgement.State, source string) store.Term {
	if grade := s.SourceGrade(source); grade != "" {
		return store.NewString(grade)
	}
	return store.Term{}
}

// rejudge brings everything that judgements touch in line, after quads were loaded past the documents. The caller holds g.mu.
func (g *Graph) rejudge(ctx context.Context) error {
	st, err := g.st.View()
	if err != nil {
		return err
	}
	defer st.Close()
	state, err := g.judged(ctx, st)
	if err != nil {
		return err
	}
	changes, err := g.everythingJudged(ctx, st, state)
	if err != nil || len(changes) == 0 {
		return err
	}
	g.cache.clear()
	_, err = g.finish(ctx, st, Report{}, changes, nil)
	return err
}

// everythingJudged lists the changes that look at every judged or added claim, and at every actor whose identity was judged.
func (g *Graph) everythingJudged(ctx context.Context, st store.View, state *judgement.State) ([]*change, error) {
	if state.Empty() {
		return nil, nil
	}
	j := &judging{g: g, r: newFactReader(st, g.voc), old: judgement.Fold(nil), next: state, changes: make(map[string]*change)}
	for _, id := range state.Documents() {
		c, err := j.change(ctx, claim.DocumentID(id))
		if err != nil {
			return nil, err
		}
		if c != nil {
			c.targets = state.Targets(id)
		}
	}
	for _, e := range state.Entries() {
		if e.Kind == judgement.Merge || e.Kind == judgement.Split {
			j.ids = append(j.ids, e.Keep, e.Other)
		}
	}
	if err := j.identities(ctx); err != nil {
		return nil, err
	}
	j.sources = make(map[string]bool)
	for s := range state.Sources() {
		j.sources[s] = true
	}
	return j.finish(nil), nil
}

// Judging begins an entry about a claim of the graph, as the program read it; By, At and what the kind demands are the caller's. ErrNotFound
// for a claim that is not there.
func (v *View) Judging(ctx context.Context, kind judgement.Kind, id string) (judgement.Entry, error) {
	read, err := v.AsRead(ctx, id)
	if err != nil {
		return judgement.Entry{}, err
	}
	return judgement.Entry{Kind: kind, Claim: id, Reading: &read.Claim}, nil
}

// AsRead is a claim as the program read it (or as a person added it), whatever was made of it since; ErrNotFound.
func (v *View) AsRead(ctx context.Context, id string) (Fact, error) {
	r := v.reader()
	nodes, ok, err := r.nodes(id, quads.About)
	if err != nil {
		return Fact{}, err
	}
	if ok {
		for q, err := range v.st.Scan(ctx, store.Pattern{S: nodes[0], P: nodes[1]}) {
			if err != nil {
				return Fact{}, err
			}
			record, err := r.record(ctx, q)
			if err != nil {
				return Fact{}, err
			}
			if claim.ID(&record.Claim) == id { // as it was read, not as it counts
				doc, err := r.document(ctx, record.DocIRI)
				if err != nil {
					return Fact{}, err
				}
				return r.fact(ctx, &record, doc)
			}
		}
	}
	return Fact{}, fmt.Errorf("claim %s: %w", id, ErrNotFound)
}

// ExportJudgements writes all entries as JSON lines, by time and then id: equal sets of entries give equal bytes.
func (v *View) ExportJudgements(ctx context.Context, w io.Writer) error {
	state, err := v.Judgements(ctx)
	if err != nil {
		return err
	}
	for _, e := range state.Entries() {
		line, err := judgement.AppendLine(nil, e)
		if err != nil {
			return err
		}
		if _, err := w.Write(line); err != nil {
			return err
		}
	}
	return nil
}
