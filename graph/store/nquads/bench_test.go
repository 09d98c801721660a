package nquads

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"testing"

	"entente/graph/store"
)

// benchData has the shapes of a graph with documents as labels: long shared IRI prefixes, some
// typed and tagged literals, an escape in one line of ten. ENTENTE_BENCH_NQ names a file to use instead.
func benchData(b *testing.B) ([]byte, int) {
	if name := os.Getenv("ENTENTE_BENCH_NQ"); name != "" {
		data, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		return data, bytes.Count(data, []byte("\n"))
	}
	const base = "http://graph.example.org/"
	var buf bytes.Buffer
	const n = 100_000
	for i := range n {
		label := fmt.Sprintf("<%sdoc/%08d>", base, i/12)
		switch i % 10 {
		case 0:
			fmt.Fprintf(&buf, "<%sdoc/%08d> <%sp/title> \"Talks on item %d: \\\"progress\\\"\"@en %s .\n", base, i/12, base, i, label)
		case 1:
			fmt.Fprintf(&buf, "<%sdoc/%08d> <%sp/date> \"2015-01-%02d\"^^<http://www.w3.org/2001/XMLSchema#date> %s .\n", base, i/12, base, 1+i%28, label)
		default:
			fmt.Fprintf(&buf, "<%sstate/S%03d> <%sp/met_with> <%sactor/%06d> %s .\n", base, i%200, base, base, i*7919%30000, label)
		}
	}
	return buf.Bytes(), n
}

func BenchmarkRead(b *testing.B) {
	data, quads := benchData(b)
	for name, read := range map[string]func(*Reader) error{
		"quads": func(r *Reader) error { _, err := r.Read(); return err },
		"raw":   func(r *Reader) error { _, err := r.ReadRaw(); return err },
		"iterator": func(r *Reader) error {
			for _, err := range r.All(b.Context()) {
				if err != nil {
					return err
				}
			}
			return io.EOF
		},
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				r := NewReader(bytes.NewReader(data), nil)
				var err error
				for err == nil {
					err = read(r)
				}
				if err != io.EOF || r.Quads() != int64(quads) {
					b.Fatal(r.Quads(), err)
				}
			}
			b.ReportMetric(float64(quads)*float64(b.N)/b.Elapsed().Seconds(), "quads/s")
		})
	}
}

func BenchmarkWrite(b *testing.B) {
	data, quads := benchData(b)
	var all []store.Quad
	r := NewReader(bytes.NewReader(data), nil)
	for q, err := range r.All(b.Context()) {
		if err != nil {
			b.Fatal(err)
		}
		all = append(all, q)
	}
	b.ReportAllocs()
	for b.Loop() {
		w := NewWriter(io.Discard, nil)
		for i := range all {
			if err := w.Write(all[i]); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(quads)*float64(b.N)/b.Elapsed().Seconds(), "quads/s")
}
