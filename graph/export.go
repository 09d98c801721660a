package graph

import (
	"bufio"
	"bytes"
	"container/heap"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"entente/graph/store"
	"entente/graph/store/nquads"
)

// exportChunk is how many bytes of lines an export sorts in memory; more is sorted in parts on disk and merged.
const exportChunk = 64 << 20

// Export writes the whole graph as canonical N-Quads, sorted by bytes: equal graphs give equal bytes. Memory is bounded; what does not fit
// goes through unnamed files in the folder for temporary files.
func (v *View) Export(ctx context.Context, w io.Writer) error {
	return v.export(ctx, w, exportChunk)
}

func (v *View) export(ctx context.Context, w io.Writer, chunk int) (err error) {
	s := &lineSorter{limit: chunk}
	defer func() { err = errors.Join(err, s.close()) }()
	known := make(map[store.ID]store.Term)
	for q, serr := range v.st.Scan(ctx, store.Pattern{}) {
		if serr != nil {
			return serr
		}
		if len(known) > 1<<16 {
			clear(known)
		}
		quad, serr := v.snapshot().spell(q, known)
		if serr != nil {
			return serr
		}
		if serr := s.add(&quad); serr != nil {
			return serr
		}
	}
	return s.write(ctx, w)
}

// lineSorter sorts lines, each with its line end, in memory and in runs on disk.
type lineSorter struct {
	limit int
	buf   []byte
	ends  []int // of each line in buf
	runs  []*os.File
}

func (s *lineSorter) add(q *store.Quad) error {
	if len(s.buf) >= s.limit {
		if err := s.spill(); err != nil {
			return err
		}
	}
	for i, t := range [...]store.Term{q.S, q.P, q.O, q.G} {
		if i == 3 && t.IsZero() {
			break
		}
		s.buf = nquads.AppendTerm(s.buf, t)
		s.buf = append(s.buf, ' ')
	}
	s.buf = append(s.buf, '.', '\n')
	s.ends = append(s.ends, len(s.buf))
	return nil
}

// sorted are the lines in memory in order.
func (s *lineSorter) sorted() [][]byte {
	lines := make([][]byte, len(s.ends))
	start := 0
	for i, end := range s.ends {
		lines[i] = s.buf[start:end:end]
		start = end
	}
	slices.SortFunc(lines, bytes.Compare)
	return lines
}

func (s *lineSorter) spill() error {
	f, err := os.CreateTemp("", "entente-export-*")
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	s.runs = append(s.runs, f)
	if err := os.Remove(f.Name()); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	if err := writeLines(f, s.sorted()); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	s.buf, s.ends = s.buf[:0], s.ends[:0]
	_, err = f.Seek(0, io.SeekStart)
	return err
}

func writeLines(w io.Writer, lines [][]byte) error {
	b := bufio.NewWriterSize(w, 1<<20)
	for _, l := range lines {
		if _, err := b.Write(l); err != nil {
			return err
		}
	}
	return b.Flush()
}

func (s *lineSorter) write(ctx context.Context, w io.Writer) error {
	if len(s.runs) == 0 {
		return writeLines(w, s.sorted())
	}
	if err := s.spill(); err != nil {
		return err
	}
	var m merge
	for _, f := range s.runs {
		r := &run{in: bufio.NewReaderSize(f, 256<<10)}
		if err := r.next(); err != nil {
			return err
		}
		if r.line != nil {
			m = append(m, r)
		}
	}
	heap.Init(&m)
	out := bufio.NewWriterSize(w, 1<<20)
	for n := 0; len(m) > 0; n++ {
		if n%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if _, err := out.Write(m[0].line); err != nil {
			return err
		}
		if err := m[0].next(); err != nil {
			return err
		}
		if m[0].line == nil {
			heap.Pop(&m)
		} else {
			heap.Fix(&m, 0)
		}
	}
	return out.Flush()
}

func (s *lineSorter) close() error {
	var err error
	for _, f := range s.runs {
		err = errors.Join(err, f.Close())
	}
	return err
}

// run is a sorted part on disk; line is nil at its end.
type run struct {
	in   *bufio.Reader
	line []byte
}

func (r *run) next() error {
	r.line = r.line[:0]
	for {
		part, err := r.in.ReadSlice('\n')
		r.line = append(r.line, part...)
		switch {
		case err == nil:
			return nil
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF):
			r.line = nil
			return nil
		default:
			return fmt.Errorf("export: %w", err)
		}
	}
}

// merge is a heap of runs by their next line.
type merge []*run

func (m merge) Len() int           { return len(m) }
func (m merge) Less(i, j int) bool { return bytes.Compare(m[i].line, m[j].line) < 0 }
func (m merge) Swap(i, j int)      { m[i], m[j] = m[j], m[i] }

// Push and Pop are for package heap.
func (m *merge) Push(x any) {
	if r, ok := x.(*run); ok {
		*m = append(*m, r)
	}
}

// Pop takes the last run.
func (m *merge) Pop() any {
	last := (*m)[len(*m)-1]
	*m = (*m)[:len(*m)-1]
	return last
}
