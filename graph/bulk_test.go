package graph

import (
	"context"
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"entente/graph/claim"
	"entente/graph/store/storetest"
)

// rowsOnly turns a random document into one of data rows, each claim with a row of its own.
func rowsOnly(d Document) Document {
	d.Text = ""
	d.Claims = slices.Clone(d.Claims)
	for i := range d.Claims {
		c := &d.Claims[i]
		c.Sentence, c.Evidence, c.Subject.Span, c.Object.Span, c.Row = claim.Span{}, "", claim.Span{}, claim.Span{}, i+1
	}
	return d
}

// TestBulkEqualsPut writes the same documents both ways, also beside documents that were there before.
func TestBulkEqualsPut(t *testing.T) {
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		ctx := context.Background()
		one, other := openModel(t), openModel(t)
		if rapid.Bool().Draw(t, "before") {
			d := randomDocument(t, "before")
			put(t, one, d)
			put(t, other, d)
		}
		b, err := one.Bulk(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if rapid.Bool().Draw(t, "forgetful") {
			b.keep = rapid.IntRange(1, 5).Draw(t, "keep")
		}
		for _, id := range []string{"d1", "d2", "d3"}[:rapid.IntRange(0, 3).Draw(t, "documents")] {
			d := rowsOnly(randomDocument(t, id))
			put(t, other, d)
			claims := d.Claims
			d.Claims = nil
			if err := b.Document(d); err != nil {
				t.Fatal(err)
			}
			for len(claims) > 0 {
				k := rapid.IntRange(1, len(claims)).Draw(t, "part")
				if err := b.Claims(claims[:k], nil); err != nil {
					t.Fatal(err)
				}
				claims = claims[k:]
			}
		}
		if rapid.Bool().Draw(t, "abort") {
			before := exported(t, one)
			if err := b.Abort(); err != nil {
				t.Fatal(err)
			}
			if exported(t, one) != before {
				t.Fatal("an aborted bulk write left something")
			}
			return
		}
		if _, err := b.Commit(); err != nil {
			t.Fatal(err)
		}
		if got, want := exported(t, one), exported(t, other); got != want {
			t.Fatalf("bulk differs from put:\n%s", difference(got, want))
		}
		for p := range one.Check(ctx) {
			t.Fatal(p)
		}
	})
	t.Logf("ran %d cases: bulk against put", n)
}

func TestBulkRefuses(t *testing.T) {
	ctx := context.Background()
	g := checked(t)
	row := says("state:CHL", "aids", "state:PER")
	row.Row, row.Polarity, row.Modality = 1, claim.Affirmed, claim.Coded
	put(t, g, Document{ID: "there", Claims: []claim.Claim{row}})
	before := exported(t, g)
	b, err := g.Bulk(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Claims([]claim.Claim{row}, nil); !errors.Is(err, ErrNotFound) {
		t.Errorf("claims without a document: %v", err)
	}
	if err := b.Document(Document{ID: "there"}); !errors.Is(err, ErrThere) {
		t.Errorf("a document that is there: %v", err)
	}
	if err := b.Document(Document{ID: "text", Text: "x"}); err == nil {
		t.Error("a text is taken")
	}
	if err := b.Document(Document{ID: "new", Claims: []claim.Claim{row, row}}); err != nil {
		t.Error(err)
	}
	if err := b.Document(Document{ID: "new"}); !errors.Is(err, ErrDuplicate) {
		t.Errorf("twice: %v", err)
	}
	bad := row
	bad.Relation = "adores"
	if err := b.Claims([]claim.Claim{bad}, nil); !errors.Is(err, ErrUnknown) {
		t.Errorf("no such relation: %v", err)
	}
	if err := b.Abort(); err != nil {
		t.Error(err)
	}
	if err := b.Abort(); err != nil {
		t.Error(err)
	}
	if _, err := b.Commit(); err == nil {
		t.Error("committed after it was given up")
	}
	if exported(t, g) != before {
		t.Error("something is left")
	}
	put(t, g, Document{ID: "after", Claims: []claim.Claim{row}}) // the graph can be written again
}

func TestBulkCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	g, err := Open(ctx, Memory, &Options{Store: storetest.NewModel()})
	if err != nil {
		t.Fatal(err)
	}
	before := exported(t, g)
	b, err := g.Bulk(ctx)
	if err != nil {
		t.Fatal(err)
	}
	row := says("state:CHL", "aids", "state:PER")
	row.Row, row.Polarity, row.Modality = 1, claim.Affirmed, claim.Coded
	if err := b.Document(Document{ID: "d", Claims: []claim.Claim{row}}); err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := b.Commit(); err == nil {
		t.Error("committed though cancelled")
	}
	if exported(t, g) != before {
		t.Error("something is left")
	}
}

// A claim that comes again is found as long as it is remembered; later its row is refused, and what was taken stays right.
func TestBulkForgets(t *testing.T) {
	ctx := context.Background()
	g := openModel(t)
	b, err := g.Bulk(ctx)
	if err != nil {
		t.Fatal(err)
	}
	b.keep = 3
	if err := b.Document(Document{ID: "rows"}); err != nil {
		t.Fatal(err)
	}
	row := func(n int) []claim.Claim {
		c := says("state:USA", "met_with", "state:FRA")
		c.Sentence, c.Evidence, c.Row, c.Polarity, c.Modality = claim.Span{}, "row", n, claim.Affirmed, claim.Asserted
		return []claim.Claim{c}
	}
	for _, step := range []struct {
		row, claims int
		err         error
	}{{2, 1, nil}, {1, 2, nil}, {2, 2, nil}, {3, 3, nil}, {3, 3, ErrBehind}, {1, 3, ErrBehind}, {4, 4, nil}, {4, 4, nil}} {
		if err := b.Claims(row(step.row), nil); !errors.Is(err, step.err) {
			t.Fatalf("row %d: %v, want %v", step.row, err, step.err)
		}
		if b.rep.Claims != step.claims {
			t.Fatalf("row %d: %d claims, want %d", step.row, b.rep.Claims, step.claims)
		}
	}
	if _, err := b.Commit(); err != nil {
		t.Fatal(err)
	}
	for p := range g.Check(ctx) {
		t.Error(p)
	}
	v, err := g.View()
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	n := 0
	for _, err := range v.Claims(ctx, claim.EdgeID("state:USA", "met_with", "state:FRA", true)) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	if n != 4 {
		t.Errorf("%d claims on the edge, want 4", n)
	}
}
