package quads

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"entente/graph/claim"
	"entente/graph/store"
)

// Record is a claim with the ids under which the graph holds it.
type Record struct {
	ID string // claim:
	// Verdict is what people made of it, "" for a claim as it was read; see package quads's Verdict.
	Verdict string
	DocIRI  string   // doc:
	Edge    string   // edge: that the claim is about as stated
	Rolled  []string // edges between states that it feeds by roll-up, ascending
	// Content is the edge of the proposition of a speech act, "" for others.
	Content string
	claim.Claim
}

// encoder collects quads of one subject under one label and remembers the first thing that was wrong.
type encoder struct {
	quads          []store.Quad
	subject, label store.Term
	into           *Builder // where the quads go, if set
	err            error
}

func (e *encoder) add(predicate string, object store.Term) {
	if e.into != nil {
		e.into.add(predicate, &object)
		return
	}
	e.quads = append(e.quads, store.Quad{S: e.subject, P: iri(predicate), O: object, G: e.label})
}

func (e *encoder) node(predicate, id string) {
	if id == "" {
		return
	}
	if err := CheckID(id); err != nil && e.err == nil {
		e.err = fmt.Errorf("%s: %w", strings.TrimPrefix(predicate, PrefixEnt), err)
	}
	e.add(predicate, iri(id))
}

func (e *encoder) text(predicate, s string) {
	if s == "" {
		return
	}
	e.check(predicate, s)
	e.add(predicate, store.NewString(s))
}

func (e *encoder) check(predicate, s string) {
	if err := checkText(strings.TrimPrefix(predicate, PrefixEnt), s); err != nil && e.err == nil {
		e.err = err
	}
}

func (e *encoder) date(predicate, s string) {
	if s == "" {
		return
	}
	e.check(predicate, s)
	e.add(predicate, Date(s))
}

func (e *encoder) span(predicate string, s claim.Span) {
	if !s.IsZero() {
		e.add(predicate, store.NewString(strconv.Itoa(s.Start)+"-"+strconv.Itoa(s.End)))
	}
}

// Encode appends the quads of r, all labelled with its document. The claim must be normalized and valid
// (claim.Normalize, claim.Validate). The edges themselves are derived from all their claims and are not written here.
func Encode(dst []store.Quad, r *Record) ([]store.Quad, error) {
	e := encoder{quads: dst, subject: iri(r.ID), label: iri(r.DocIRI)}
	e.record(r)
	if e.err != nil {
		return dst, e.err
	}
	return e.quads, nil
}

func (e *encoder) record(r *Record) {
	c := &r.Claim
	e.node(About, r.Edge)
	for _, id := range r.Rolled {
		e.node(RolledAbout, id)
	}
	e.node(Document, r.DocIRI)
	if !c.Sentence.IsZero() {
		e.add(Start, Integer(c.Sentence.Start))
		e.add(End, Integer(c.Sentence.End))
	}
	e.text(Evidence, c.Evidence)
	e.ends(c)
	e.speakers(c)
	e.text(Polarity, string(c.Polarity))
	e.text(Modality, string(c.Modality))
	e.date(Published, c.Published)
	e.date(Said, c.Said)
	e.date(Happened, c.Happened)
	e.text(TimeText, c.TimeText)
	e.content(r)
	e.source(c)
}

func (e *encoder) ends(c *claim.Claim) {
	e.node(Subject, c.Subject.ID)
	e.node(Relation, PrefixRel+c.Relation)
	e.node(Object, c.Object.ID)
	e.span(SubjectSpan, c.Subject.Span)
	e.span(ObjectSpan, c.Object.Span)
	e.node(SubjectOf, c.Subject.State)
	e.node(ObjectOf, c.Object.State)
	e.list(Party, Parties, c.Parties)
}

func (e *encoder) speakers(c *claim.Claim) {
	e.node(Speaker, c.Speaker())
	e.list(Via, Chain, c.Chain)
	e.node(Voice, c.Voice())
	e.node(SpeakerOf, c.SpeakerState)
	e.node(VoiceOf, c.VoiceState)
}

// list writes each id once and, where there are several, their order.
func (e *encoder) list(each, inOrder string, ids []string) {
	for i, id := range ids {
		if !slices.Contains(ids[:i], id) {
			e.node(each, id)
		}
	}
	if len(ids) > 1 {
		e.add(inOrder, store.NewString(strings.Join(ids, " ")))
	}
}

func (e *encoder) content(r *Record) {
	p := r.Claim.Content
	if p == nil {
		return
	}
	e.node(Content, r.Content)
	e.node(ContentSubject, p.Subject)
	e.node(ContentRelation, PrefixRel+p.Relation)
	e.node(ContentObject, p.Object)
	e.text(ContentPolarity, string(p.Polarity))
	e.text(ContentModality, string(p.Modality))
}

func (e *encoder) source(c *claim.Claim) {
	var room [16]string
	names := room[:0]
	for name := range c.Qualifiers {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if !qualifierName(name) {
			e.err = fmt.Errorf("%w: qualifier %q", ErrBadValue, name)
			return
		}
		e.check(name, c.Qualifiers[name])
		e.add(e.qualifier(name), value(c.Qualifiers[name]))
	}
	e.text(CAMEO, c.CAMEO)
	e.text(PLOVER, c.PLOVER)
	if s := c.Score; s != nil {
		if math.IsNaN(*s) || math.IsInf(*s, 0) {
			e.err = fmt.Errorf("%w: score %v", ErrBadValue, *s)
			return
		}
		e.add(Score, Decimal(*s))
	}
	e.node(Publisher, c.Publisher)
	if c.Row != 0 {
		e.add(Row, Integer(c.Row))
	}
	e.text(Rule, c.Rule)
	e.add(Confidence, Decimal(c.Confidence))
	e.text(Extractor, c.Extractor)
}

// qualifier is the property of a qualifier.
func (e *encoder) qualifier(name string) string {
	if e.into != nil {
		return e.into.qualifier(name)
	}
	return QualifierPrefix + name
}

func qualifierName(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (i == 0 || c != '_' && (c < '0' || c > '9')) {
			return false
		}
	}
	return s != ""
}
