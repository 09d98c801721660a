package bench

import (
	"fmt"
	"io"
)

// target is a bound on one figure.
type target struct {
	what  string
	bound float64
	least bool // the figure must be at least the bound, not at most
	unit  string
	value func(r *result) (float64, bool)
}

// field takes a figure from the last line of a kind.
func field(kind, name string) func(*result) (float64, bool) {
	return func(r *result) (float64, bool) { return r.last(kind).number(name) }
}

// fixed are the targets that do not depend on other engines.
var fixed = [...]target{
	{"durable bulk load", 1e6, true, "quads/s", func(r *result) (float64, bool) { x := loadRate(r); return x, x > 0 }},
	{"N-Quads parsed on one core", 3e6, true, "quads/s", field("PARSE", "qps")},
	{"on disk", 45, false, "bytes/quad", func(r *result) (float64, bool) { x := r.bytesPerQuad(); return x, x > 0 }},
	{"peak memory of a load", 2048, false, "MB", func(r *result) (float64, bool) { x := peak(r); return x, x > 0 }},
	{"opening", 50, false, "ms", field("OPEN", "median_ms")},
	{"breadth-first search", 50, true, "M edges/s", field("WALK", "edges_M_s")},
	{"single durable commits to fsyncs", 0.7, true, "of the rate", field("COMMIT", "ratio")},
	{"grouped commits", 1e5, true, "quads/s", bestGrouped},
	{"longest read beside the writer", 100, false, "ms", field("MIXED", "max_ms")},
	{"longest commit beside readers", 100, false, "ms", field("MIXED", "commit_max_ms")},
	{"errors of readers and writer", 0, false, "", field("MIXED", "errors")},
	{"removing a document", 10, false, "ms", field("REMOVE", "median_ms")},
	{"removing a document of 10,000 quads", 100, false, "ms", field("REMOVE", "large_ms")},
	{"first answer of bounded paths", 5, false, "ms", field("FIRST", "median_ms")},
	{"evidence for 20 answers, more than without", 50, false, "ms", evidenceCost},
}

func bestGrouped(r *result) (best float64, ok bool) {
	for _, x := range r.values("GROUPED", "quads_s") {
		best, ok = max(best, x), true
	}
	return best, ok
}

func evidenceCost(r *result) (float64, bool) {
	l := r.last("EVIDENCE")
	with, ok := l.number("evidence_ms")
	without, ok2 := l.number("plain_ms")
	return with - without, ok && ok2
}

// fastEnough is the time in milliseconds below which a query need not be ten times faster than others.
const fastEnough = 0.020

// targets writes each target with its figure; met is false when some figure misses its target.
func targets(w io.Writer, ours *result, peers []*result) (met bool) {
	met = true
	fmt.Fprintln(w, "| target | bound | measured | met |")
	fmt.Fprintln(w, "| --- | --- | --- | --- |")
	row := func(what, bound, measured string, ok bool) {
		verdict := "yes"
		if !ok {
			verdict, met = "no", false
		}
		fmt.Fprintf(w, "| %s | %s | %s | %s |\n", what, bound, measured, verdict)
	}
	wrong := 0
	for _, class := range classes {
		if ours.wrong(class) {
			wrong++
		}
		got, ok := ours.median(class)
		if !ok {
			row(class, "–", "not measured", false)
			continue
		}
		bound, why := classBound(class, peers)
		if bound == 0 {
			fmt.Fprintf(w, "| %s | %s | %.1f µs | – |\n", class, why, got*1000)
			continue
		}
		row(class, fmt.Sprintf("%.1f µs (%s)", bound*1000, why), fmt.Sprintf("%.1f µs", got*1000), got <= bound)
	}
	row("classes with wrong answers", "0", fmt.Sprint(wrong), wrong == 0)
	for _, t := range fixed {
		got, ok := t.value(ours)
		if !ok {
			row(t.what, t.text(t.bound), "not measured", false)
			continue
		}
		row(t.what, t.text(t.bound), t.text(got), t.least && got >= t.bound || !t.least && got <= t.bound)
	}
	return met
}

func (t *target) text(x float64) string {
	format := "%.0f %s"
	if x < 10 {
		format = "%.2f %s"
	}
	return fmt.Sprintf(format, x, t.unit)
}

// classBound is the most a class may take, in milliseconds, and why; 0 when no other engine was measured.
func classBound(class string, peers []*result) (bound float64, why string) {
	best, who := 0.0, ""
	for _, p := range peers {
		x, ok := p.median(class)
		if !ok || p.wrong(class) || class == "Q9" && p.engine != "duckdb" {
			continue
		}
		if who == "" || x < best {
			best, who = x, p.engine
		}
	}
	switch {
	case class == "Q9" && who == "":
		return 0, "faster than DuckDB, which was not measured"
	case class == "Q9":
		return best, "DuckDB's"
	case best/10 > fastEnough:
		return best / 10, "a tenth of " + who + "'s"
	}
	return fastEnough, "20 µs"
}
