package embedded

import (
	"math/rand/v2"
	"slices"
	"testing"

	"entente/graph/store"
)

func randomTuples(r *rand.Rand, n int) []tuple {
	var out []tuple
	for range n {
		var c [4]uint32
		for k := range c {
			c[k] = r.Uint32() >> r.IntN(33) // from tiny to the whole range
		}
		out = append(out, pack(c[0], c[1], c[2], c[3]))
	}
	slices.SortFunc(out, compareTuples)
	return slices.Compact(out)
}

func TestBlocksComeBack(t *testing.T) {
	cases := 0
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(seed, 1))
		shift := r.IntN(30)
		in := randomTuples(r, 1+r.IntN(blockTuples))
		for i := range in {
			c := in[i].columns()
			in[i] = pack(c[0]>>shift, c[1]>>shift, c[2]>>shift, c[3]>>shift)
		}
		slices.SortFunc(in, compareTuples)
		in = slices.Compact(in)
		b := appendBlock(nil, in)
		var out [blockTuples]tuple
		n := decodeBlock(append(b, make([]byte, 8)...), in[0], behindAll, &out)
		if !slices.Equal(out[:n], in) {
			t.Fatalf("seed %d: %d tuples became %d others", seed, len(in), n)
		}
		upTo := in[r.IntN(len(in))]
		part := decodeBlock(append(b, make([]byte, 8)...), in[0], upTo, &out)
		if want := min(len(in), rankIn(in, upTo, true)+1); part != want || !slices.Equal(out[:part], in[:part]) {
			t.Fatalf("seed %d: %d tuples up to one and the next, not %d", seed, part, want)
		}
		cases++
	}
	t.Logf("ran %d cases: blocks", cases)
}

func FuzzKey(f *testing.F) {
	f.Add(uint8(1), "edge:0123456789abcdef0123456789abcdef", "", "", "")
	f.Add(uint8(3), "a", "x", "en", "ltr")
	f.Fuzz(func(t *testing.T, kind uint8, value, datatype, lang, dir string) {
		in := store.Term{Kind: store.Kind(kind), Value: value, Datatype: datatype, Lang: lang, Dir: dir}
		key := appendKey(nil, &in)
		out, err := termOfKey(key)
		if err != nil || in != out {
			t.Fatalf("%#v became %#v, %v", in, out, err)
		}
		if back, err := termOfKey([]byte(value)); err == nil {
			if again := appendKey(nil, &back); len(again) == 0 {
				t.Fatal("a term without key")
			}
		}
	})
}

func TestArrange(t *testing.T) {
	q := store.IDQuad{S: 1, P: 2, O: 3, G: 4}
	for o := range orders {
		if got := arrange(q, o).quad(o); got != q {
			t.Errorf("%s: %v", o, got)
		}
	}
}

func BenchmarkDecodeBlock(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	var in []tuple
	o := uint32(0)
	for range blockTuples {
		o += r.Uint32N(6)
		in = append(in, pack(7, 9+o/40, o, r.Uint32N(1<<20)))
	}
	slices.SortFunc(in, compareTuples)
	in = slices.Compact(in)
	block := append(appendBlock(nil, in), make([]byte, 8)...)
	var out [blockTuples]tuple
	for b.Loop() {
		decodeBlock(block, in[0], behindAll, &out)
	}
	b.ReportMetric(float64(len(block))/float64(len(in)), "bytes/tuple")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(in)), "ns/tuple")
}
