package dossier

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"entente/graph"
	"entente/graph/judgement"
	"entente/graph/quads"
	"entente/graph/store"
	"entente/queries"
)

// Shown is what Show tells of one id; exactly one of the parts below Kind is set.
type Shown struct {
	ID string `json:"id"`
	// Kind is "actor", "edge", "claim" or "document".
	Kind     string        `json:"kind"`
	Actor    *ActorPage    `json:"actor,omitempty"`
	Edge     *EdgePage     `json:"edge,omitempty"`
	Claim    *ClaimPage    `json:"claim,omitempty"`
	Document *DocumentPage `json:"document,omitempty"`
}

// ActorPage is all that is known of a node that is not an edge, claim or document.
type ActorPage struct {
	Label string `json:"label"`
	// Reference lists names, codes, dates and reference relations, in the order of property and value.
	Reference []Property `json:"reference"`
	// Facts counts the facts at this node; `facts` lists them.
	Facts int `json:"facts"`
}

// Property is one reference quad: its property, its value and the label that says where it comes from.
type Property struct {
	Property string `json:"property"`
	Value    string `json:"value"`
	From     string `json:"from"`
}

// EdgePage is an edge with all its claims, in every form.
type EdgePage struct {
	Subject    queries.Node       `json:"subject"`
	Predicate  string             `json:"predicate"`
	Object     queries.Node       `json:"object"`
	Forms      []string           `json:"forms"`
	Status     string             `json:"status"`
	FirstDay   string             `json:"first_day"`
	LastDay    string             `json:"last_day"`
	AffirmedBy []queries.Node     `json:"affirmed_by"`
	DeniedBy   []queries.Node     `json:"denied_by"`
	Documents  int                `json:"documents"`
	Publishers int                `json:"publishers"`
	Voices     int                `json:"voices"`
	RolledUp   bool               `json:"rolled_up"`
	Policy     string             `json:"policy"`
	Claims     []queries.Evidence `json:"claims"`
}

// ClaimPage is a claim, the edges that rest on it, and the ends of its spans.
type ClaimPage struct {
	queries.Evidence
	Edge   string   `json:"edge"`
	Rolled []string `json:"rolled"`
	Form   string   `json:"form"`
	// AsRead is the claim as the program read it, where it counts otherwise now.
	AsRead *queries.Evidence `json:"as_read,omitempty"`
	// Judgements are the entries that hold, in the order in which they were made.
	Judgements []JudgementLine `json:"judgements,omitempty"`
}

// JudgementLine is one entry about a claim.
type JudgementLine struct {
	ID   string `json:"id"`
	At   string `json:"at"`
	By   string `json:"by"`
	Kind string `json:"kind"`
	Note string `json:"note,omitempty"`
}

// DocumentPage is a document without its text, with its claims in order of place.
type DocumentPage struct {
	IRI       string             `json:"iri"`
	ID        string             `json:"id"`
	Title     string             `json:"title"`
	Publisher string             `json:"publisher"`
	Published string             `json:"published"`
	URL       string             `json:"url"`
	Path      string             `json:"path"`
	Lang      string             `json:"lang"`
	Digest    string             `json:"digest"`
	Claims    []queries.Evidence `json:"claims"`
}

// Show finds what name is (an id, a document's id or path, or an actor's name) and tells all that is known of it.
func Show(ctx context.Context, v *graph.View, name string) (*Shown, error) {
	if inner, ok := strings.CutPrefix(name, "<"); ok && strings.HasSuffix(inner, ">") {
		name = strings.TrimSuffix(inner, ">") // an IRI as N-Quads write it; an id of somebody's own may end so too
	}
	switch {
	case strings.HasPrefix(name, quads.PrefixEdge):
		return showEdge(ctx, v, name)
	case strings.HasPrefix(name, quads.PrefixClaim):
		return showClaim(ctx, v, name)
	}
	shown, err := showDocument(ctx, v, name)
	if err == nil || !errors.Is(err, graph.ErrNotFound) || strings.HasPrefix(name, quads.PrefixDoc) {
		return shown, err
	}
	who, err := Resolve(ctx, v, name)
	if err != nil {
		return nil, err
	}
	return showActor(ctx, v, who)
}

func showEdge(ctx context.Context, v *graph.View, id string) (*Shown, error) {
	e, err := v.Edge(ctx, id)
	if err != nil {
		return nil, err
	}
	page := &EdgePage{
		Subject: node(v, e.Subject), Predicate: e.Relation, Object: node(v, e.Object), Forms: e.Forms,
		Status: e.Status, FirstDay: e.FirstDay, LastDay: e.LastDay, AffirmedBy: nodes(v, e.AffirmedBy), DeniedBy: nodes(v, e.DeniedBy),
		Documents: e.Documents, Publishers: e.Publishers, Voices: e.Voices, RolledUp: e.Derived, Policy: e.Policy,
		Claims: []queries.Evidence{},
	}
	for c, err := range v.Claims(ctx, id) {
		if err != nil {
			return nil, err
		}
		if page.Claims, err = appendEvidence(ctx, v, page.Claims, &c); err != nil {
			return nil, err
		}
	}
	return &Shown{ID: id, Kind: "edge", Edge: page}, nil
}

func showClaim(ctx context.Context, v *graph.View, id string) (*Shown, error) {
	c, err := v.Claim(ctx, id)
	if err != nil {
		return nil, err
	}
	e, err := evidenceOf(ctx, v, &c)
	if err != nil {
		return nil, err
	}
	rolled := c.Rolled
	if rolled == nil {
		rolled = []string{}
	}
	page := &ClaimPage{Evidence: e, Edge: c.Edge, Rolled: rolled, Form: c.Form()}
	if err := judgedPage(ctx, v, page, &c); err != nil {
		return nil, err
	}
	return &Shown{ID: id, Kind: "claim", Claim: page}, nil
}

// judgedPage adds what people made of a claim.
func judgedPage(ctx context.Context, v *graph.View, page *ClaimPage, c *graph.Fact) error {
	if c.Verdict == judgement.Corrected || c.Verdict == "merged" {
		read, err := v.AsRead(ctx, c.ID)
		if err != nil {
			return err
		}
		e, err := evidenceOf(ctx, v, &read)
		if err != nil {
			return err
		}
		page.AsRead = &e
	}
	state, err := v.Judgements(ctx)
	if err != nil {
		return err
	}
	if state.Empty() {
		return nil
	}
	grounds := v.Grounds()
	for _, e := range state.Entries() {
		if e.Reading == nil || e.Reading.Doc != c.Doc || state.Undone(e.ID) {
			continue
		}
		if ground, ok, err := grounds.Of(ctx, e); err != nil {
			return err
		} else if ok && ground == c.ID {
			page.Judgements = append(page.Judgements, JudgementLine{ID: e.ID, At: e.At, By: e.By, Kind: string(e.Kind), Note: e.Note})
		}
	}
	return nil
}

func showDocument(ctx context.Context, v *graph.View, id string) (*Shown, error) {
	d, err := v.Document(ctx, id)
	if err != nil {
		return nil, err
	}
	page := &DocumentPage{
		IRI: d.IRI, ID: d.ID, Title: d.Title, Publisher: d.Publisher, Published: d.Published, URL: d.URL, Path: d.Path,
		Lang: d.Lang, Digest: d.Digest, Claims: []queries.Evidence{},
	}
	for c, err := range v.DocumentClaims(ctx, id) {
		if err != nil {
			return nil, err
		}
		if page.Claims, err = appendEvidence(ctx, v, page.Claims, &c); err != nil {
			return nil, err
		}
	}
	return &Shown{ID: d.IRI, Kind: "document", Document: page}, nil
}

func showActor(ctx context.Context, v *graph.View, who queries.Node) (*Shown, error) {
	page := &ActorPage{Label: who.Label, Reference: []Property{}}
	st := v.Store()
	if subject, ok, err := st.Lookup(store.NewIRI(who.ID)); err != nil {
		return nil, err
	} else if ok {
		names := &edgeCollector{st: st, names: map[store.ID]string{}}
		for q, err := range st.Scan(ctx, store.Pattern{S: subject}) {
			if err != nil {
				return nil, err
			}
			p, err := propertyOf(names, q)
			if err != nil {
				return nil, err
			}
			if !strings.HasPrefix(p.From, quads.PrefixEdge) {
				page.Reference = append(page.Reference, p)
			}
		}
	}
	slices.SortFunc(page.Reference, func(a, b Property) int {
		return strings.Compare(a.Property+"\x00"+a.Value+"\x00"+a.From, b.Property+"\x00"+b.Value+"\x00"+b.From)
	})
	found, err := edgesOf(ctx, v, who.ID, "")
	if err != nil {
		return nil, err
	}
	page.Facts = len(found)
	return &Shown{ID: who.ID, Kind: "actor", Actor: page}, nil
}

func propertyOf(names *edgeCollector, q store.IDQuad) (Property, error) {
	property, err := names.name(q.P)
	if err != nil {
		return Property{}, err
	}
	value, err := names.st.Term(q.O)
	if err != nil {
		return Property{}, err
	}
	p := Property{Property: strings.TrimPrefix(property, quads.PrefixEnt), Value: value.Value}
	if q.G != store.DefaultGraph {
		p.From, err = names.name(q.G)
	}
	return p, err
}

func appendEvidence(ctx context.Context, v *graph.View, list []queries.Evidence, c *graph.Fact) ([]queries.Evidence, error) {
	e, err := evidenceOf(ctx, v, c)
	if err != nil {
		return list, err
	}
	return append(list, e), nil
}

// MarshalJSON writes the fields of the claim and those of its page in one object.
func (p *ClaimPage) MarshalJSON() ([]byte, error) {
	claim, err := json.Marshal(p.Evidence)
	if err != nil {
		return nil, err
	}
	page, err := json.Marshal(struct {
		Edge       string            `json:"edge"`
		Rolled     []string          `json:"rolled"`
		Form       string            `json:"form"`
		AsRead     *queries.Evidence `json:"as_read,omitempty"`
		Judgements []JudgementLine   `json:"judgements,omitempty"`
	}{p.Edge, p.Rolled, p.Form, p.AsRead, p.Judgements})
	if err != nil {
		return nil, err
	}
	return append(append(claim[:len(claim)-1], ','), page[1:]...), nil
}
