package quads

import (
	"slices"

	"entente/graph/store"
)

// Builder collects the quads of many claims as a block, in which the terms that they share (properties, actors, days, codes) are
// written once. The zero Builder is empty and ready; it is for one goroutine.
type Builder struct {
	block          *store.Block
	subject, label uint32
	nodes, strings map[string]uint32 // places of IRIs and of plain strings
	typed          map[typed]uint32
	qualifiers     map[string]string // properties by the name of the qualifier, of which the relations allow a few
}

// typed is a literal with a datatype.
type typed struct{ value, datatype string }

// Begin lets b write into an empty block.
func (b *Builder) Begin(block *store.Block) {
	b.block = block
	if b.nodes == nil {
		b.nodes, b.strings, b.typed = make(map[string]uint32), make(map[string]uint32), make(map[typed]uint32)
		b.qualifiers = make(map[string]string)
		return
	}
	clear(b.nodes)
	clear(b.strings)
	clear(b.typed)
}

// Add adds quads as they are.
func (b *Builder) Add(qs []store.Quad) {
	for i := range qs {
		q := store.BlockQuad{S: b.place(&qs[i].S), P: b.place(&qs[i].P), O: b.place(&qs[i].O)}
		if !qs[i].G.IsZero() {
			q.G = b.place(&qs[i].G)
		}
		b.block.Quads = append(b.block.Quads, q)
	}
}

// Encode adds the quads of r, as the function Encode gives them. After an error none of r are there.
func (b *Builder) Encode(r *Record) error {
	quads := len(b.block.Quads)
	b.subject, b.label = b.list(iri(r.ID)), b.node(r.DocIRI)
	e := encoder{into: b}
	e.record(r)
	if e.err != nil {
		b.block.Quads = slices.Delete(b.block.Quads, quads, len(b.block.Quads))
	}
	return e.err
}

func (b *Builder) add(predicate string, object *store.Term) {
	q := store.BlockQuad{S: b.subject, P: b.node(predicate), G: b.label}
	switch predicate {
	case Evidence, Row: // every claim has its own
		q.O = b.list(*object)
	default:
		q.O = b.place(object)
	}
	b.block.Quads = append(b.block.Quads, q)
}

// qualifiersKept bounds what a Builder remembers: names can come from a file that was made by hand.
const qualifiersKept = 1000

func (b *Builder) qualifier(name string) string {
	p, ok := b.qualifiers[name]
	if !ok {
		p = QualifierPrefix + name
		if len(b.qualifiers) < qualifiersKept {
			b.qualifiers[p[len(QualifierPrefix):]] = p
		}
	}
	return p
}

// list gives a term a place without looking for an earlier one.
func (b *Builder) list(t store.Term) uint32 {
	b.block.Terms = append(b.block.Terms, t)
	return uint32(len(b.block.Terms)) //nolint:gosec // bounded by memory
}

func (b *Builder) node(id string) uint32 {
	n, ok := b.nodes[id]
	if !ok {
		n = b.list(iri(id))
		b.nodes[id] = n
	}
	return n
}

// place finds a term's place, or lists it.
func (b *Builder) place(t *store.Term) uint32 {
	switch {
	case t.Lang != "" || t.Dir != "" || t.Kind == store.Blank:
		return b.list(*t)
	case t.Kind == store.IRI:
		return b.node(t.Value)
	case t.Datatype == "":
		n, ok := b.strings[t.Value]
		if !ok {
			n = b.list(*t)
			b.strings[t.Value] = n
		}
		return n
	}
	key := typed{t.Value, t.Datatype}
	n, ok := b.typed[key]
	if !ok {
		n = b.list(*t)
		b.typed[key] = n
	}
	return n
}
