package queries

import (
	"context"
	"maps"
	"slices"
	"strings"

	"entente/graph"
	"entente/graph/quads"
	"entente/graph/store"
	"entente/queries/exec"
	"entente/queries/plan"
)

// defaultClaims is how many claims a step lists when the options do not say.
const defaultClaims = 50

// steps opens the way of a row: edges, status, voices, and with Options.Evidence the claims.
func (q *query) steps(ctx context.Context, l located) ([]Step, error) {
	out := make([]Step, 0, len(l.Hops))
	for _, h := range l.Hops {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		s, err := q.openStep(ctx, l, h)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

func (q *query) openStep(ctx context.Context, l located, h exec.Hop) (Step, error) {
	s := Step{Reversed: h.Reverse, Inferred: h.Inferred}
	subject, object := h.From, h.To
	if h.Reverse {
		subject, object = object, subject
	}
	for _, part := range []struct {
		n    exec.Node
		into *string
	}{{subject, &s.Subject}, {h.Pred, &s.Predicate}, {object, &s.Object}} {
		t, err := q.term(part.n)
		if err != nil {
			return s, err
		}
		*part.into = idOf(t)
	}
	s.Predicate = shortName(s.Predicate)
	if h.Label <= exec.Node(store.DefaultGraph) {
		return s, nil
	}
	t, err := q.term(h.Label)
	if err != nil {
		return s, err
	}
	s.Edge = idOf(t)
	if !strings.HasPrefix(s.Edge, quads.PrefixEdge) {
		return s, nil
	}
	e, err := q.facts.of(ctx, q, h.Label)
	if err != nil {
		return s, err
	}
	test := testOf(l, h)
	q.describe(&s, e, test)
	if q.opt.Evidence {
		err = q.addClaims(ctx, &s, e, test)
	}
	return s, err
}

// testOf finds the filters of the step that a hop walked.
func testOf(l located, h exec.Hop) *edgeTest {
	var found *edgeTest
	var look func(p plan.Path)
	look = func(p plan.Path) {
		switch p := p.(type) {
		case *plan.Step:
			for i := range p.Atoms {
				if a := &p.Atoms[i]; a.Pred == h.Pred && a.Reverse == h.Reverse && a.Filter != nil && found == nil {
					t := a.Filter.(*edgeTest)
					if ok, err := t.Pass(h.Pred, h.Label); err == nil && ok {
						found = t
					}
				}
			}
		case plan.Seq:
			for _, x := range p {
				look(x)
			}
		case plan.Alt:
			for _, x := range p {
				look(x)
			}
		case *plan.Repeat:
			look(p.X)
		}
	}
	look(l.path.path)
	return found
}

// describe fills in status and voices for the time asked about.
func (q *query) describe(s *Step, e *edgeFacts, test *edgeTest) {
	s.RolledUp = e.edge.Derived
	when := q.time
	if test != nil {
		when = test.when
	}
	if form := formOf(s.Predicate); form != "" && form != "~denied" {
		// A promise or a demand has no status, and who vouches for the plain edge did not utter it.
		s.AffirmedBy = voicesOf(q.inTime(e, &when), form)
		return
	}
	if len(when.on)+len(when.knownOn) == 0 {
		s.Status, s.AffirmedBy, s.DeniedBy = e.edge.Status, e.edge.AffirmedBy, e.edge.DeniedBy
		return
	}
	sum := q.summarize(e, q.inTime(e, &when))
	s.Status, s.AffirmedBy, s.DeniedBy = sum.Status, sum.AffirmedBy, sum.DeniedBy
}

// voicesOf lists who stands behind one form, as named; where an article speaks, its publisher.
func voicesOf(facts []*graph.Fact, form string) []string {
	var out []string
	for _, f := range facts {
		id := f.Voice()
		if id == "" {
			id = f.Outlet
		}
		if f.Form() == form && id != "" {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// addClaims lists the claims behind the form walked that pass the step's filters.
func (q *query) addClaims(ctx context.Context, s *Step, e *edgeFacts, test *edgeTest) error {
	form := formOf(s.Predicate)
	most := q.opt.MaxClaims
	if most == 0 {
		most = defaultClaims
	}
	for i := range e.facts {
		f := &e.facts[i]
		if f.Form() != form || test != nil && !test.claimPasses(f, e.id) {
			continue
		}
		if most > 0 && len(s.Claims) == most {
			s.MoreClaims++
			continue
		}
		ev, err := q.evidence(ctx, f)
		if err != nil {
			return err
		}
		s.Claims = append(s.Claims, ev)
	}
	return nil
}

// evidence shows one claim with its document.
func (q *query) evidence(ctx context.Context, f *graph.Fact) (Evidence, error) {
	info, err := q.document(ctx, f.DocIRI)
	if err != nil {
		return Evidence{}, err
	}
	return NewEvidence(f, info, q.src.Label(f.Outlet)), nil
}

// NewEvidence shows a claim as answers do. outlet is the label of its publisher, "" when it has none.
func NewEvidence(f *graph.Fact, doc graph.DocumentInfo, outlet string) Evidence {
	e := Evidence{
		Claim: f.ID, Doc: f.Doc, Publisher: f.Outlet, Title: doc.Title, URL: doc.URL,
		Start: f.Sentence.Start, End: f.Sentence.End, Evidence: f.Evidence,
		Subject: f.Subject.ID, Predicate: f.Relation, Object: f.Object.ID,
		Speaker: f.Speaker(), SpeakerChain: f.Chain, SpeakerState: f.SpeakerState,
		Polarity: string(f.Polarity), Modality: string(f.Modality),
		Published: f.Published, Said: f.Said, Happened: f.Happened, TimeText: f.TimeText,
		Rule: f.Rule, Confidence: f.Confidence, Extractor: f.Extractor, Row: f.Row, Fact: f.Claim,
		Verdict: f.Verdict, Credibility: f.Credibility, Reliability: f.Reliability,
	}
	for _, name := range slices.Sorted(maps.Keys(f.Qualifiers)) {
		e.Qualifiers = append(e.Qualifiers, Qualifier{name, f.Qualifiers[name]})
	}
	if f.Outlet != "" && outlet != "" {
		e.Publisher = outlet
	}
	return e
}

// document reads what is known of a document, once a query.
func (q *query) document(ctx context.Context, iri string) (graph.DocumentInfo, error) {
	if d, ok := q.facts.infos[iri]; ok {
		return d, nil
	}
	d, err := q.src.Document(ctx, iri)
	if err != nil {
		return d, err
	}
	if q.facts.infos == nil {
		q.facts.infos = map[string]graph.DocumentInfo{}
	}
	q.facts.infos[iri] = d
	return d, nil
}
