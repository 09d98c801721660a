package graph

import (
	"context"
	"io"
	"iter"

	"entente/graph/claim"
	"entente/graph/store"
)

// View is a snapshot of a graph. It is safe for concurrent use. Close it.
type View struct {
	st store.View
}

// Fact is a claim as the graph holds it.
type Fact struct {
	ID     string   // claim:…
	Edge   string   // edge:… that it is about
	Rolled []string // edges between states derived from it
	DocIRI string   // doc:…
	// Outlet is the publisher of this claim: its own, else its document's; "" when unknown.
	Outlet string
	claim.Claim
}

// Edge is an edge with its summary.
type Edge struct {
	ID                        string
	Subject, Relation, Object string   // Relation without "rel:" and without form
	Forms                     []string // suffixes in use, "" for the plain one
	Status                    string   // "asserted", "alleged", "ascribed", "disputed"; "" without the plain form
	Claims, Documents         int
	Publishers, Voices        int
	FirstDay, LastDay         string
	AffirmedBy, DeniedBy      []string
	Derived                   bool // by roll-up only: no claim states it
	Policy                    string
}

// DocumentInfo is what the graph knows of a document, without text and claims.
type DocumentInfo struct {
	IRI, ID, Title, URL, Path, Publisher, Published, Lang, Digest string
	Claims                                                        int
}

// Store is the snapshot of quads below.
func (v *View) Store() store.View { return v.st }

// Claims yields the claims about an edge (edge:…), as stated or by roll-up, by claim id.
func (v *View) Claims(ctx context.Context, edge string) iter.Seq2[Fact, error] { return nil }

// Claim returns one claim by id; ErrNotFound.
func (v *View) Claim(ctx context.Context, id string) (Fact, error) { return Fact{}, errNotYet }

// Edge returns one edge by id; ErrNotFound.
func (v *View) Edge(ctx context.Context, id string) (Edge, error) { return Edge{}, errNotYet }

// Document finds a document by id, path or doc: IRI; ErrNotFound.
func (v *View) Document(ctx context.Context, id string) (DocumentInfo, error) {
	return DocumentInfo{}, errNotYet
}

// Documents yields all documents by id.
func (v *View) Documents(ctx context.Context) iter.Seq2[DocumentInfo, error] { return nil }

// DocumentClaims yields the claims of a document in order of place.
func (v *View) DocumentClaims(ctx context.Context, id string) iter.Seq2[Fact, error] { return nil }

// Text returns the kept text of a document (id, path or doc: IRI); ErrNotFound when none is kept.
func (v *View) Text(ctx context.Context, id string) (string, error) { return "", errNotYet }

// Label is the display name of a node, "" when it has none.
func (v *View) Label(id string) string { return "" }

// Named lists the ids of nodes with this label or alias (folded: case, accents, hyphens), ascending: of the vocabulary and of what documents brought.
func (v *View) Named(ctx context.Context, name string) ([]string, error) { return nil, errNotYet }

// Info counts what is there.
func (v *View) Info(ctx context.Context) (Info, error) { return Info{}, errNotYet }

// Export writes the whole graph as canonical N-Quads, sorted, with bounded memory: equal graphs give equal bytes.
func (v *View) Export(ctx context.Context, w io.Writer) error { return errNotYet }

// Close ends the snapshot.
func (v *View) Close() error { return v.st.Close() }

// Info are the counts of `entente info`.
type Info struct {
	Quads      int64            `json:"quads"`
	Documents  int64            `json:"documents"`
	Claims     int64            `json:"claims"`
	Edges      int64            `json:"edges"`
	Actors     int64            `json:"actors"`    // nodes that claims name as an end
	Reference  int64            `json:"reference"` // quads the program brings
	Statuses   map[string]int64 `json:"statuses"`
	Relations  []RelationCount  `json:"relations"`
	Publishers []NameCount      `json:"publishers"`
	Languages  []NameCount      `json:"languages"`
	Undated    int64            `json:"undated_documents"`
}

// RelationCount counts the edges of one relation, by form.
type RelationCount struct {
	Relation string `json:"relation"` // with its form suffix
	Edges    int64  `json:"edges"`
}

// NameCount counts documents.
type NameCount struct {
	Name      string `json:"name"`
	Documents int64  `json:"documents"`
}
