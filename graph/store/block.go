package store

import (
	"context"
	"fmt"
	"iter"
)

// Block is some quads whose terms are written out once, however many of the quads hold them. A term may be listed twice.
type Block struct {
	Terms []Term
	Quads []BlockQuad
}

// BlockQuad is a quad in places of Terms, counted from 1; 0 as G is the default graph.
type BlockQuad struct{ S, P, O, G uint32 }

// Reset empties b and keeps its room.
func (b *Block) Reset() { b.Terms, b.Quads = b.Terms[:0], b.Quads[:0] }

// BlockLoader is what a Store also is when it can load quads without having each spelled out.
type BlockLoader interface {
	// LoadBlocks is Load of the quads of all blocks. It does not keep a block beyond the step that yielded it.
	LoadBlocks(ctx context.Context, blocks iter.Seq2[*Block, error], opt *LoadOptions) (Applied, error)
}

// LoadBlocks loads blocks into any store.
func LoadBlocks(ctx context.Context, st Store, blocks iter.Seq2[*Block, error], opt *LoadOptions) (Applied, error) {
	if l, ok := st.(BlockLoader); ok {
		return l.LoadBlocks(ctx, blocks, opt)
	}
	return st.Load(ctx, quadsOf(blocks), opt)
}

// quadsOf spells the quads out.
func quadsOf(blocks iter.Seq2[*Block, error]) iter.Seq2[Quad, error] {
	return func(yield func(Quad, error) bool) {
		for b, err := range blocks {
			if err == nil {
				err = b.Valid()
			}
			if err != nil {
				yield(Quad{}, err)
				return
			}
			for _, q := range b.Quads {
				if !yield(b.Quad(q), nil) {
					return
				}
			}
		}
	}
}

// Quad spells out a quad of b.
func (b *Block) Quad(q BlockQuad) Quad {
	out := Quad{S: b.Terms[q.S-1], P: b.Terms[q.P-1], O: b.Terms[q.O-1]}
	if q.G != 0 {
		out.G = b.Terms[q.G-1]
	}
	return out
}

// Valid says why one of the quads is none, as Quad.Valid does, or has a place that is not in Terms.
func (b *Block) Valid() error {
	for i, q := range b.Quads {
		if n := uint64(len(b.Terms)); q.S == 0 || q.P == 0 || q.O == 0 || uint64(max(q.S, q.P, q.O, q.G)) > n {
			return fmt.Errorf("quad %d of a block: %w: a term that is not listed", i+1, ErrInvalidQuad)
		}
		s, p, o := b.Terms[q.S-1].Kind, b.Terms[q.P-1].Kind, b.Terms[q.O-1].Kind
		good := (s == IRI || s == Blank) && p == IRI && o != None
		if g := q.G; good && g != 0 {
			good = b.Terms[g-1].Kind == IRI || b.Terms[g-1].Kind == Blank
		}
		if !good {
			return fmt.Errorf("quad %d of a block: %w: %s", i+1, ErrInvalidQuad, b.Quad(q))
		}
	}
	return nil
}
