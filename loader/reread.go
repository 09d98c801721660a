package loader

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"entente/graph"
	"entente/graph/claim"
	"entente/graph/judgement"
	"entente/loader/extract"
)

// Reread is what reading all kept texts again would change, or changed.
type Reread struct {
	// Reader is the name and version that reads now.
	Reader    string `json:"reader"`
	Documents int    `json:"documents"` // texts read
	Touched   int    `json:"touched"`   // documents that change
	New       int    `json:"new"`
	Gone      int    `json:"gone"`
	Changed   int    `json:"changed"`
	Same      int    `json:"same"`
	// Kept counts the claims that this reader did not make (edited or hand-made lines, other readers): they stay.
	Kept int `json:"kept"`
	// Differences are by document, then place.
	Differences []Difference `json:"-"`

	docs []graph.Document
}

// Difference is one claim that is new, gone, or read otherwise. Before and After are nil where there is none.
type Difference struct {
	Change string // "new", "gone", "changed"
	Doc    string
	Before *claim.Claim
	After  *claim.Claim
	// Judged says that people judged the claim as it was.
	Judged bool
}

// PlanReread reads every kept text of the snapshot again and compares; nothing is written. A text that this reader refuses (another
// language) stays as it is. Claims are matched by what they read and in which words, so that one whose place or rule changed is "changed".
func PlanReread(ctx context.Context, v *graph.View, reader extract.Reader, workers int) (*Reread, error) {
	state, err := v.Judgements(ctx)
	if err != nil {
		return nil, err
	}
	var ids []string
	for d, err := range v.Documents(ctx) {
		if err != nil {
			return nil, err
		}
		if d.Digest != "" {
			ids = append(ids, d.IRI)
		}
	}
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	found := make([]*rereading, len(ids))
	errs := make([]error, len(ids))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(workers, len(ids)) {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(ids) || ctx.Err() != nil {
					return
				}
				found[i], errs[i] = rereadOne(ctx, v, reader, state, ids[i])
			}
		})
	}
	wg.Wait()
	if err := errors.Join(ctx.Err(), errors.Join(errs...)); err != nil {
		return nil, err
	}
	r := &Reread{Reader: reader.Name()}
	for _, f := range found {
		r.add(f)
	}
	return r, nil
}

// Apply writes what was planned: all documents that change, in one commit. Judgements carry over, as with every load.
func (r *Reread) Apply(ctx context.Context, g *graph.Graph) (graph.Report, error) {
	if len(r.docs) == 0 {
		return graph.Report{}, nil
	}
	return g.Put(ctx, r.docs)
}

func (r *Reread) add(f *rereading) {
	if f == nil {
		return
	}
	r.Documents++
	r.Same += f.same
	r.Kept += f.kept
	for _, d := range f.differences {
		switch d.Change {
		case "new":
			r.New++
		case "gone":
			r.Gone++
		default:
			r.Changed++
		}
	}
	r.Differences = append(r.Differences, f.differences...)
	if f.touched {
		r.Touched++
		r.docs = append(r.docs, f.doc)
	}
}

// rereading is one document read again.
type rereading struct {
	doc         graph.Document
	differences []Difference
	same, kept  int
	touched     bool
}

func rereadOne(ctx context.Context, v *graph.View, reader extract.Reader, state *judgement.State, id string) (*rereading, error) {
	old, err := v.Contribution(ctx, id)
	if err != nil || old.Text == "" {
		return nil, err
	}
	out, err := reader.Read(ctx, &extract.Input{
		ID: old.ID, Title: old.Title, URL: old.URL, Publisher: old.Publisher, Text: old.Text, Published: old.Published,
	})
	var language *extract.LanguageError
	if errors.As(err, &language) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("document %s: %w", old.ID, err)
	}
	f := &rereading{doc: old, touched: old.Published != out.Published}
	f.doc.Published = out.Published
	var before, kept []claim.Claim
	for _, c := range old.Claims {
		if family(c.Extractor) == family(reader.Name()) {
			before = append(before, c)
		} else {
			kept = append(kept, c)
		}
	}
	f.kept = len(kept)
	after := once(out.Claims, old.ID, out.Published)
	f.doc.Claims = append(slices.Clone(after), kept...)
	f.doc.Actors = namesOf(&old, out, kept)
	f.compare(before, after, state)
	return f, nil
}

// once gives the claims as the graph keeps them: normalized, and of two with one id the more confident, else the one whose line sorts first.
func once(found []claim.Claim, doc, published string) []claim.Claim {
	at := map[string]int{}
	var out []claim.Claim
	for _, c := range found {
		c.Doc, c.Published = doc, published
		c.Normalize()
		id := claim.ID(&c)
		i, seen := at[id]
		switch {
		case !seen:
			at[id] = len(out)
			out = append(out, c)
		case c.Confidence > out[i].Confidence || c.Confidence == out[i].Confidence && bytes.Compare(lineOf(&c), lineOf(&out[i])) < 0:
			out[i] = c
		}
	}
	return out
}

// lineOf is the claim's line; nil for a claim that has none, which Put refuses.
func lineOf(c *claim.Claim) []byte {
	line, err := claim.AppendLine(nil, c)
	if err != nil {
		return nil
	}
	return line
}

// family is the reader's name without its version.
func family(extractor string) string {
	name, _, _ := strings.Cut(extractor, "@")
	return name
}

// namesOf are the names that the document brings now: those found, and those that kept claims and the publisher need.
func namesOf(old *graph.Document, out *extract.Output, kept []claim.Claim) []graph.Actor {
	needed := map[string]bool{old.Publisher: true}
	for i := range kept {
		c := &kept[i]
		for _, id := range slices.Concat(c.Chain, c.Parties, []string{c.Subject.ID, c.Object.ID, c.Publisher}) {
			needed[id] = true
		}
	}
	var names []graph.Actor
	for _, a := range out.Actors {
		names = append(names, graph.Actor{ID: a.ID, Label: a.Label, Aliases: a.Aliases, Parties: a.Parties})
		delete(needed, a.ID)
	}
	for _, a := range old.Actors {
		if needed[a.ID] {
			names = append(names, a)
		}
	}
	return names
}

// compare finds for each claim as it was the one that reads the same, first by its id, then by its words.
func (f *rereading) compare(before, after []claim.Claim, state *judgement.State) {
	open := map[string][]*claim.Claim{} // claims of now that nothing was found for, by key
	byID := map[string]*claim.Claim{}
	for i := range after {
		byID[claim.ID(&after[i])] = &after[i]
	}
	met := map[*claim.Claim]bool{}
	var rest []*claim.Claim
	for i := range before {
		c := &before[i]
		if now := byID[claim.ID(c)]; now != nil && !met[now] {
			met[now] = true
			f.pair(c, now, state)
		} else {
			rest = append(rest, c)
		}
	}
	for i := range after {
		if c := &after[i]; !met[c] && byID[claim.ID(c)] == c {
			open[judgement.Key(c)] = append(open[judgement.Key(c)], c)
		}
	}
	for _, c := range rest {
		if list := open[judgement.Key(c)]; len(list) > 0 {
			open[judgement.Key(c)] = list[1:]
			f.pair(c, list[0], state)
		} else {
			f.differ("gone", c, nil, state)
		}
	}
	for _, list := range open {
		for _, c := range list {
			f.differ("new", nil, c, state)
		}
	}
	slices.SortFunc(f.differences, func(a, b Difference) int {
		x, y := a.place(), b.place()
		return cmp.Or(cmp.Compare(x.Sentence.Start, y.Sentence.Start), strings.Compare(a.Change, b.Change), strings.Compare(claim.ID(x), claim.ID(y)))
	})
}

func (d *Difference) place() *claim.Claim {
	if d.After != nil {
		return d.After
	}
	return d.Before
}

// pair compares two readings of one claim. A version alone is no difference to tell, but it is written.
func (f *rereading) pair(before, after *claim.Claim, state *judgement.State) {
	f.touched = f.touched || before.Extractor != after.Extractor
	b, a := *before, *after
	b.Extractor = a.Extractor
	if a.VoiceState == "" {
		a.VoiceState = b.VoiceState // the graph fills it in
	}
	if bytes.Equal(lineOf(&b), lineOf(&a)) {
		f.same++
		return
	}
	f.differ("changed", before, after, state)
}

func (f *rereading) differ(change string, before, after *claim.Claim, state *judgement.State) {
	d := Difference{Change: change, Doc: f.doc.ID, Before: before, After: after}
	if before != nil {
		d.Judged = state.Target(claim.ID(before)) != nil || len(state.Like(judgement.Key(before))) > 0
	}
	f.touched = true
	f.differences = append(f.differences, d)
}
