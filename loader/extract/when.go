package extract

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"entente/graph/claim"
	"entente/loader/text"
)

// timeRef is a time read from words.
type timeRef struct {
	value string // EDTF
	words string
}

// timeFor finds the time expression that belongs to token at: in its clause, after it first, else before it.
func (r *reading) timeFor(f *found) timeRef {
	s := r.sent
	pos := 0
	for k := range s.chunks {
		if s.chunks[k].First <= f.at {
			pos = k
		}
	}
	best, bestDist := -1, 1<<30
	for k := range s.chunks {
		if s.chunks[k].Kind != text.TimeGroup {
			continue
		}
		d := r.timeDistance(pos, k)
		if d >= 0 && d < bestDist {
			best, bestDist = k, d
		}
	}
	if best < 0 {
		return r.yearInside(f)
	}
	c := s.chunks[best]
	if r.doc.Sentences[s.index].Zone == text.Caption && !r.hasYear(c) {
		return timeRef{} // a picture's day is not the article's
	}
	words := r.doc.Body[r.doc.Tokens[c.First].Span.Start:r.doc.Tokens[c.Last-1].Span.End]
	return timeRef{r.resolveTime(c, f.scope.modality == claim.Planned), words}
}

// hasYear reports whether a time expression names its year.
func (r *reading) hasYear(c text.Chunk) bool {
	for t := c.First; t < c.Last; t++ {
		if isYear(r.sent.lower(t)) {
			return true
		}
	}
	return false
}

// timeDistance is how far the time at chunk k is from pos without crossing a verb of its own; -1 where another clause owns it.
func (r *reading) timeDistance(pos, k int) int {
	s := r.sent
	if k > pos {
		verbs := 0
		for j := pos + 1; j < k; j++ {
			switch s.kind(j) {
			case text.VerbGroup:
				if s.chunks[j].Verb.Finite || s.chunks[j].Verb.Participle || s.chunks[j].Verb.Gerund {
					return -1
				}
				verbs++
			case text.Break, text.Relative, text.Subordinator:
				return -1
			}
		}
		return (k - pos) + verbs*5
	}
	if at := s.skip(pos-1, -1); s.kind(pos) == text.VerbGroup && s.chunks[pos].Verb.Perfect && s.kind(at) == text.Conjunction && r.verbBefore(k) {
		return -1
	}
	for j := k + 1; j < pos; j++ {
		switch s.kind(j) {
		case text.VerbGroup:
			// "agreed on Saturday to deepen", "signed in 2011 and have cooperated": the day of the first verb
			if v := s.chunks[j].Verb; s.predAt[j] >= 0 && (speechVerbs[v.Lemma] || v.Finite || v.Infinitive && r.verbBefore(k)) {
				return -1
			}
		case text.Break, text.Relative:
			return -1
		case text.Subordinator:
			if s.lower(s.chunks[j].First) == "that" { // "reported last week that": the day of the report
				return -1
			}
		}
	}
	return (pos-k)*2 + 10
}

// verbBefore reports a finite verb before chunk k in its sentence.
func (r *reading) verbBefore(k int) bool {
	for j := k - 1; j >= 0; j-- {
		if r.sent.kind(j) == text.VerbGroup && r.sent.chunks[j].Verb.Finite {
			return true
		}
	}
	return false
}

// yearInside takes a year that modifies the noun: "a 2018 agreement".
func (r *reading) yearInside(f *found) timeRef {
	if f.objectNP < 0 {
		return timeRef{}
	}
	c := r.sent.chunks[f.objectNP]
	for t := c.First; t < c.Head; t++ {
		if l := r.sent.lower(t); isYear(l) {
			return timeRef{l, l}
		}
	}
	return timeRef{}
}

func isYear(s string) bool {
	return len(s) == 4 && s >= "1800" && s <= "2199" && s[3] >= '0' && s[3] <= '9'
}

// resolveTime gives the EDTF value of a time expression against the day of publication; "" when the text does not support one.
func (r *reading) resolveTime(c text.Chunk, future bool) string {
	return resolveTime(r.doc, c, r.day, future)
}

func resolveTime(d *text.Document, c text.Chunk, published string, future bool) string {
	words := make([]string, 0, c.Last-c.First)
	for t := c.First; t < c.Last; t++ {
		words = append(words, d.Tokens[t].Lower)
	}
	base, err := time.Parse("2006-01-02", published)
	known := err == nil
	month, day, year := 0, 0, 0
	for _, w := range words {
		switch {
		case text.MonthNumber(w) > 0 && month == 0:
			month = text.MonthNumber(w)
		case isYear(w):
			year, _ = strconv.Atoi(w)
		default:
			if n, err := strconv.Atoi(strings.TrimRight(w, "stndrh")); err == nil && n >= 1 && n <= 31 && day == 0 && month > 0 || err == nil && n >= 1 && n <= 31 && len(words) > 1 {
				day = n
			}
		}
	}
	if month > 0 {
		return monthDate(month, day, year, base, known, future)
	}
	if year > 0 {
		return strconv.Itoa(year)
	}
	if !known {
		return ""
	}
	return relativeTime(words, base, future)
}

func monthDate(month, day, year int, base time.Time, known, future bool) string {
	if year == 0 && known {
		year = base.Year()
		m := time.Month(month)
		switch {
		case !future && (m > base.Month() && m-base.Month() > 1):
			year-- // "in December" read in March was last year's
		case future && m < base.Month():
			year++
		}
	}
	y := "XXXX"
	if year > 0 {
		y = fmt.Sprintf("%04d", year)
	}
	if day > 0 {
		return fmt.Sprintf("%s-%02d-%02d", y, month, day)
	}
	if year == 0 {
		return ""
	}
	return fmt.Sprintf("%s-%02d", y, month)
}

// relativeTime resolves weekdays, "last month", "two weeks ago" against base.
func relativeTime(words []string, base time.Time, future bool) string {
	for i, w := range words {
		if wd := text.WeekdayNumber(w); wd >= 0 {
			back := (int(base.Weekday()) - wd + 7) % 7
			if future || i > 0 && words[i-1] == "next" {
				return base.AddDate(0, 0, (wd-int(base.Weekday())+7)%7).Format("2006-01-02")
			}
			if i > 0 && words[i-1] == "last" && back == 0 {
				back = 7
			}
			return base.AddDate(0, 0, -back).Format("2006-01-02")
		}
	}
	if len(words) >= 3 && (words[len(words)-1] == "ago" || words[len(words)-1] == "earlier") {
		return timeAgo(words, base)
	}
	if len(words) < 2 {
		return ""
	}
	unit, step := words[len(words)-1], 0
	switch words[len(words)-2] {
	case "last", "past", "previous":
		step = -1
	case "next", "coming":
		step = 1
	case "this":
	default:
		return ""
	}
	first := time.Date(base.Year(), base.Month(), 1, 0, 0, 0, 0, time.UTC)
	switch unit {
	case "month":
		return first.AddDate(0, step, 0).Format("2006-01")
	case "year":
		return strconv.Itoa(base.Year() + step)
	case "week":
		monday := base.AddDate(0, 0, -(int(base.Weekday())+6)%7+7*step)
		return monday.Format("2006-01-02") + "/" + monday.AddDate(0, 0, 6).Format("2006-01-02")
	}
	if m := text.MonthNumber(unit); m > 0 {
		return first.AddDate(0, 0, 0).Format("2006") + fmt.Sprintf("-%02d", m)
	}
	return ""
}

func timeAgo(words []string, base time.Time) string {
	n := map[string]int{"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}[words[0]]
	if v, err := strconv.Atoi(words[0]); err == nil {
		n = v
	}
	if n <= 0 || n > 500 {
		return ""
	}
	switch strings.TrimSuffix(words[1], "s") {
	case "day":
		return base.AddDate(0, 0, -n).Format("2006-01-02")
	case "month":
		return time.Date(base.Year(), base.Month(), 1, 0, 0, 0, 0, time.UTC).AddDate(0, -n, 0).Format("2006-01")
	case "year":
		return strconv.Itoa(base.Year() - n)
	}
	return ""
}
