package search

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
)

// generated makes documents of 200 words with the skew of a language: the n-th word is drawn in proportion to 1/n.
func generated(from, n int) []Doc {
	rng := rand.New(rand.NewPCG(uint64(from), 3)) //nolint:gosec // a fixed seed
	zipf := rand.NewZipf(rng, 1.1, 8, 60_000)
	docs := make([]Doc, n)
	for i := range docs {
		var text, evidence []byte
		for w := range 200 {
			text = fmt.Appendf(text, "w%d ", zipf.Uint64())
			if w == 40 {
				evidence = append(evidence, text...)
			}
		}
		docs[i] = Doc{Key: key(from + i), Title: fmt.Sprintf("w%d w%d w%d", zipf.Uint64(), zipf.Uint64(), zipf.Uint64()), Text: string(text), Evidence: []string{string(evidence)}}
	}
	return docs
}

func filled(tb testing.TB, n int) blobs {
	tb.Helper()
	b := blobs{}
	for from := 0; from < n; from += 256 {
		if err := Update(context.Background(), b, generated(from, min(256, n-from)), nil, b); err != nil {
			tb.Fatal(err)
		}
	}
	return b
}

func BenchmarkUpdate(b *testing.B) {
	docs := 0
	for b.Loop() {
		filled(b, 2_560)
		docs += 2_560
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(docs), "ns/doc")
}

func BenchmarkFind(b *testing.B) {
	set := filled(b, 100_000)
	size := 0
	for _, v := range set {
		size += len(v)
	}
	b.Logf("100,000 documents: %d blobs, %d MB", len(set), size>>20)
	for _, query := range []string{"w3", "w500", "w9000", "w500 w700", `"w20 w50"`, "w123*", "(w40 OR w900) -w7"} {
		q, err := Parse(query, Any)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(query, func(b *testing.B) {
			total := 0
			for b.Loop() {
				x, err := Open(set)
				if err != nil {
					b.Fatal(err)
				}
				if _, total, err = x.Find(context.Background(), q, nil, 20); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(total), "documents")
		})
	}
}
