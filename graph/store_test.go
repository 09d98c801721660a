package graph

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"entente/graph/claim"
	"entente/graph/store"
)

func TestAFolderKeepsTheGraph(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "g.db")
	if _, err := Open(ctx, path, &Options{ReadOnly: true}); !errors.Is(err, store.ErrNoStore) {
		t.Errorf("reading what is not there: %v", err)
	}
	if _, err := Open(ctx, path, &Options{MustExist: true}); !errors.Is(err, store.ErrNoStore) {
		t.Errorf("writing what must be there: %v", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a refused opening made a folder")
	}
	g, err := Open(ctx, path, nil)
	if err != nil {
		t.Fatal(err)
	}
	put(t, g, article("d1", "P", "2024", says("state:CHL", "aids", "state:PER")))
	want := exported(t, g)
	var locked *store.LockedError
	if _, err := Open(ctx, path, nil); !errors.As(err, &locked) {
		t.Errorf("a second writer: %v", err)
	}
	reader, err := Open(ctx, path, &Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	if got := exported(t, reader); got != want {
		t.Error("a reader beside the writer sees something else")
	}
	if _, err := reader.Put(ctx, []Document{article("d2", "", "", says("state:CHL", "aids", "state:PER"))}); !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("writing read-only: %v", err)
	}
	for _, c := range []*Graph{reader, g} {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}
	again, err := Open(ctx, path, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if got := exported(t, again); got != want {
		t.Error("reopened, it is another graph")
	}
	for p := range again.Check(ctx) {
		t.Error(p)
	}
	row := says("state:CHL", "aids", "state:PER")
	row.Row, row.Polarity, row.Modality = 1, claim.Affirmed, claim.Coded
	b, err := again.Bulk(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Document(Document{ID: "rows", Claims: []claim.Claim{row}}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Commit(); err != nil {
		t.Fatal(err)
	}
	for p := range again.Check(ctx) {
		t.Error(p)
	}
	if _, err := again.Remove(ctx, "rows"); err != nil {
		t.Fatal(err)
	}
	if got := exported(t, again); got != want {
		t.Error("a removed data file left something")
	}
}
