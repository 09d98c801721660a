package graph

import (
	"encoding/hex"

	"entente/graph/derive"
	"entente/graph/quads"
)

// claimKey is the hash in a claim's id.
type claimKey [16]byte

// keyOf takes it out of an id, which is of this program's making.
func keyOf(claim string) (k claimKey) {
	_, _ = hex.Decode(k[:], []byte(claim[len(quads.PrefixClaim):]))
	return k
}

func (k claimKey) id() string { return quads.PrefixClaim + hex.EncodeToString(k[:]) }

// factTable keeps the facts of many claims compactly: texts and documents once, a claim once however many edges it feeds. There are no
// pointers in what grows with the claims, so that the collector need not walk over it.
type factTable struct {
	texts  map[string]uint32
	text   []string
	docs   []*derive.Doc
	claims []compactFact
	edges  map[string]*compactEdge
}

// compactFact is a derive.Fact with numbers of texts and of its document.
type compactFact struct {
	key                                                        claimKey
	form, voice, state, published, said, happened, outlet, doc uint32
	reported                                                   bool
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
	if n := len(t.docs); n == 0 || t.docs[n-1] != doc {
		t.docs = append(t.docs, doc)
	}
	t.claims = append(t.claims, compactFact{
		key: keyOf(r.ID), doc: uint32(len(t.docs) - 1), reported: f.Reported, //nolint:gosec // bounded by memory
		form: t.number(f.Form), voice: t.number(f.Voice), state: t.number(f.VoiceState), published: t.number(f.Published), said: t.number(f.Said),
		happened: t.number(f.Happened), outlet: t.number(f.Outlet),
	})
	at := uint32(len(t.claims)-1) << 1 //nolint:gosec // bounded by memory
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
			Claim: f.key.id(), Stated: n&1 == 1, Form: t.text[f.form], Reported: f.reported, Voice: t.text[f.voice],
			VoiceState: t.text[f.state], Published: t.text[f.published], Said: t.text[f.said], Happened: t.text[f.happened],
			Outlet: t.text[f.outlet], Doc: t.docs[f.doc],
		})
	}
	sortFacts(e.facts)
	return e
}
