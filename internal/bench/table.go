package bench

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Ours is the name under which results of this program stand beside those of others.
const Ours = "ours"

// Table writes one table of all engines whose results for a size lie in dir, and below it each target with what was measured. met is
// false when some target was missed.
func Table(w io.Writer, dir, size string) (met bool, err error) {
	all, err := readResults(dir, size)
	if err != nil {
		return false, err
	}
	if len(all) == 0 {
		return false, fmt.Errorf("no results for %s in %s", size, dir)
	}
	slices.SortStableFunc(all, func(a, b *result) int { return cmp.Compare(loadRate(b), loadRate(a)) })
	fmt.Fprintf(w, "| engine | load quads/s (median) | peak RSS MB | bytes/quad | %s |\n", strings.Join(classes[:], " | "))
	fmt.Fprintln(w, "|"+strings.Repeat(" --- |", 4+len(classes)))
	for _, r := range all {
		cells := []string{r.engine, whole(loadRate(r)), whole(peak(r)), "–"}
		if b := r.bytesPerQuad(); b > 0 {
			cells[3] = fmt.Sprintf("%.1f", b)
		}
		for _, class := range classes {
			cells = append(cells, r.cell(class))
		}
		fmt.Fprintf(w, "| %s |\n", strings.Join(cells, " | "))
	}
	i := slices.IndexFunc(all, func(r *result) bool { return r.engine == Ours })
	if i < 0 {
		return true, nil
	}
	fmt.Fprintln(w)
	layers(w, all[i])
	fmt.Fprintln(w)
	if loads := all[i].values("MACHINE", "load"); len(loads) > 0 {
		cores, _ := all[i].last("MACHINE").number("cores")
		fmt.Fprintf(w, "%.0f cores; %.1f to %.1f processes wanted one while ours was measured (one or two of them ours).\n\n", cores, slices.Min(loads), slices.Max(loads))
	}
	return targets(w, all[i], slices.Delete(slices.Clone(all), i, i+1)), nil
}

func loadRate(r *result) float64 { return middle(r.values("LOAD", "qps")) }

func peak(r *result) float64 {
	all := r.values("LOAD", "peakRSS_MB")
	if len(all) == 0 {
		return 0
	}
	return slices.Max(all)
}

// middle is the median, 0 of nothing.
func middle(all []float64) float64 {
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return all[len(all)/2]
}

func whole(x float64) string {
	if x == 0 {
		return "–"
	}
	return fmt.Sprintf("%.0f", x)
}

// cell shows median and 99th percentile in milliseconds; ! marks wrong answers.
func (r *result) cell(class string) string {
	l := r.last(class)
	median, ok := r.median(class)
	if !ok {
		if l == nil {
			return ""
		}
		return "fails"
	}
	p99, _ := l.number("p99_ms")
	s := milliseconds(median) + " / " + milliseconds(p99)
	if r.wrong(class) {
		s += "!"
	}
	return s
}

func milliseconds(x float64) string {
	switch {
	case x < 0.1:
		return fmt.Sprintf("%.4f", x)
	case x < 10:
		return fmt.Sprintf("%.2f", x)
	}
	return fmt.Sprintf("%.0f", x)
}

// layers shows hits and misses apart, and what the same costs over the store alone.
func layers(w io.Writer, r *result) {
	fmt.Fprintln(w, "| ours, µs | cold | hits | misses | the store alone |")
	fmt.Fprintln(w, "| --- | --- | --- | --- | --- |")
	for _, class := range classes {
		l := r.last(class)
		if l == nil {
			continue
		}
		row := []string{class}
		for _, field := range [...]string{"cold_ms", "hit_ms", "miss_ms", "store_ms"} {
			cell := "–"
			if x, ok := l.number(field); ok {
				cell = fmt.Sprintf("%.1f", x*1000)
			}
			row = append(row, cell)
		}
		fmt.Fprintf(w, "| %s |\n", strings.Join(row, " | "))
	}
}
