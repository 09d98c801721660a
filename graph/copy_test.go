package graph

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"entente/graph/store"
	"entente/graph/store/embedded"
	"entente/graph/store/transfer"
)

// TestUnfinishedCopy: half a graph is not opened, for reading or for writing.
func TestUnfinishedCopy(t *testing.T) {
	place, ctx := filepath.Join(t.TempDir(), "g.db"), context.Background()
	st, err := embedded.Open(ctx, place, nil)
	if err != nil {
		t.Fatal(err)
	}
	var b store.Batch
	b.SetBlob(transfer.StateKey, []byte("{}"))
	if _, err := st.Apply(ctx, &b); err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	for _, opt := range []*Options{nil, {ReadOnly: true}} {
		if _, err := Open(ctx, place, opt); !errors.Is(err, ErrUnfinished) {
			t.Errorf("%+v: %v", opt, err)
		}
	}
	from := filepath.Join(t.TempDir(), "from.db")
	g, err := Open(ctx, from, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Copy(ctx, from, place, nil); err != nil {
		t.Fatal(err)
	}
	g, err = Open(ctx, place, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
}
