package bench

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// line is one line of results: its fields by name.
type line map[string]string

// number is a field as a number; ok is false where there is none.
func (l line) number(name string) (x float64, ok bool) {
	x, err := strconv.ParseFloat(l[name], 64)
	return x, err == nil
}

// result is what one engine printed.
type result struct {
	engine string
	lines  map[string][]line // by first word: LOAD, DISK, Q1, …
}

// last is the last line of a kind, nil without one.
func (r *result) last(kind string) line {
	if all := r.lines[kind]; len(all) > 0 {
		return all[len(all)-1]
	}
	return nil
}

// values are the numbers of a field in all lines of a kind.
func (r *result) values(kind, field string) (out []float64) {
	for _, l := range r.lines[kind] {
		if x, ok := l.number(field); ok {
			out = append(out, x)
		}
	}
	return out
}

// median is that of a class in milliseconds; ok is false where it failed or was not measured.
func (r *result) median(class string) (x float64, ok bool) {
	l := r.last(class)
	if errs, has := l.number("errs"); has && errs > 5 {
		return 0, false
	}
	return l.number("median_ms")
}

// wrong says that answers of a class were wrong.
func (r *result) wrong(class string) bool {
	bad, ok := r.last(class).number("bad")
	return ok && bad > 0
}

// bytesPerQuad is what the store takes up on disk; 0 when not known.
func (r *result) bytesPerQuad() float64 {
	quads := r.values("LOAD", "quads")
	disk := r.values("DISK", "")
	if len(quads) == 0 || len(disk) == 0 || quads[len(quads)-1] == 0 {
		return 0
	}
	return disk[len(disk)-1] / quads[len(quads)-1]
}

var resultLine = regexp.MustCompile(`^([A-Z][A-Za-z0-9]*) (.*)$`)

// readResult reads what an engine printed; lines of other programs in between are passed over. A field without a name is "".
func readResult(file, engine string) (*result, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := &result{engine: engine, lines: map[string][]line{}}
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		m := resultLine.FindStringSubmatch(s.Text())
		if m == nil {
			continue
		}
		l := line{}
		for word := range strings.FieldsSeq(m[2]) {
			name, value, ok := strings.Cut(word, "=")
			if !ok {
				name, value = "", word
			}
			if _, there := l[name]; !there {
				l[name] = value
			}
		}
		r.lines[m[1]] = append(r.lines[m[1]], l)
	}
	if err := s.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return r, nil
}

// readResults reads the results of all engines for a size: dir/peer-SIZE-ENGINE.txt.
func readResults(dir, size string) ([]*result, error) {
	prefix := "peer-" + size + "-"
	files, err := filepath.Glob(filepath.Join(dir, prefix+"*.txt"))
	if err != nil {
		return nil, err
	}
	slices.Sort(files)
	var out []*result
	for _, file := range files {
		engine := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(file), prefix), ".txt")
		r, err := readResult(file, engine)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}
