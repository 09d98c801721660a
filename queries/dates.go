package queries

import (
	"fmt"
	"strconv"

	"entente/graph"
	"entente/graph/claim/edtf"
)

// window is what filters say about the days of a claim.
type window struct {
	since, until []edtf.Value
	on, knownOn  []edtf.Value
	// undated lets claims without a date through.
	undated bool
}

func (w *window) empty() bool {
	return len(w.since) == 0 && len(w.until) == 0 && len(w.on) == 0 && len(w.knownOn) == 0
}

// and joins two windows.
func (w window) and(v window) window {
	return window{
		since: append(w.since[:len(w.since):len(w.since)], v.since...), until: append(w.until[:len(w.until):len(w.until)], v.until...),
		on: append(w.on[:len(w.on):len(w.on)], v.on...), knownOn: append(w.knownOn[:len(w.knownOn):len(w.knownOn)], v.knownOn...),
		undated: w.undated || v.undated,
	}
}

// date reads a date of the graph; what does not parse is unknown.
func date(s string) edtf.Value {
	v, err := edtf.Parse(s)
	if err != nil {
		return edtf.Value{}
	}
	return v
}

// attested is when a claim places what it says: when it happened, else was said, else was published.
func attested(f *graph.Fact) edtf.Value {
	for _, s := range [...]string{f.Happened, f.Said, f.Published} {
		if s != "" {
			return date(s)
		}
	}
	return edtf.Value{}
}

// verdict of a window on a claim.
type verdict uint8

// In the order in which the worse one decides: what is outside by one date stays so without the other.
const (
	inside   verdict = iota
	dateless         // no date to judge by
	outside
)

// judge tests a claim. A vague date counts if some day of it can be right for all that is asked; one without a
// year does not.
func (w *window) judge(f *graph.Fact, persist span) verdict {
	v := w.known(f)
	if len(w.since)+len(w.until)+len(w.on) > 0 {
		v = max(v, w.happened(attested(f), persist))
	}
	return v
}

func (w *window) happened(v edtf.Value, persist span) verdict {
	if !v.Placed() {
		return dateless
	}
	first, last := v.First(), v.Last()
	for _, s := range w.since {
		first = max(first, s.First())
	}
	for _, u := range w.until {
		last = min(last, u.Last())
	}
	if first > last {
		return outside
	}
	end := v.Last()
	if !v.IsInterval() {
		end = persist.after(end)
	}
	for _, on := range w.on {
		if v.First() > on.Last() || end < on.First() {
			return outside
		}
	}
	return inside
}

func (w *window) known(f *graph.Fact) verdict {
	if len(w.knownOn) == 0 {
		return inside
	}
	v := date(f.Published)
	if !v.Placed() {
		return dateless
	}
	for _, k := range w.knownOn {
		if v.First() > k.Last() {
			return outside
		}
	}
	return inside
}

// span is a length of time in the calendar.
type span struct{ years, months, days int }

// parseSpan reads "1y", "6m", "2w", "30d" or "".
func parseSpan(s string) (span, error) {
	if s == "" {
		return span{}, nil
	}
	n, err := strconv.Atoi(s[:len(s)-1])
	if err == nil && n >= 0 && n <= 10000 {
		switch s[len(s)-1] {
		case 'y':
			return span{years: n}, nil
		case 'm':
			return span{months: n}, nil
		case 'w':
			return span{days: 7 * n}, nil
		case 'd':
			return span{days: n}, nil
		}
	}
	return span{}, fmt.Errorf("persist %q: a number and y, m, w or d is needed, such as 1y", s)
}

// after is the day that lies the span after d.
func (s span) after(d edtf.Day) edtf.Day {
	if s == (span{}) || d >= edtf.Future || d <= edtf.Past {
		return d
	}
	return edtf.DayOf(d.Time().AddDate(s.years, s.months, s.days))
}
