// Package edtf reads the dates of claims: Extended Date/Time Format (ISO 8601-2:2019), level 0 and the parts of levels 1
// and 2 that news needs: days, months, years, times, intervals with open and unknown ends, seasons, unspecified digits
// ("201X", "2004-XX-11", "XXXX-07-20") and the marks ? ~ % of doubt, which are kept and change nothing else.
//
// A Value is a set of days it can fall on, given by its first and last one. Days are UTC, counted from 1970-01-01 in the
// proleptic Gregorian calendar. A value without a year cannot be placed (Placed is false).
package edtf

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"time"
)

// Day is a number of days since 1970-01-01, negative before.
type Day int64

// Open ends of an interval.
const (
	Past   Day = math.MinInt32 // no first day
	Future Day = math.MaxInt32 // no last day
)

// Precision is the finest part of a date that is given.
type Precision uint8

// Precisions, finest last.
const (
	Vague Precision = iota // an interval, a decade, digits unspecified
	Year
	Season
	Month
	FullDay
)

// ErrSyntax is matched by every error of Parse.
var ErrSyntax = errors.New("not a date in EDTF")

// Value is one parsed date, time or interval. The zero Value is the unknown date.
type Value struct {
	text        string
	first, last Day
	placed      bool
	interval    bool
	precision   Precision
	start, end  string
	month, day  int // for a value without a year; 0 when unspecified
}

// Parse reads s. The empty string is the unknown date, not an error.
func Parse(s string) (Value, error) {
	if s == "" {
		return Value{}, nil
	}
	if len(s) > 64 {
		return Value{}, fmt.Errorf("%w: longer than 64 bytes", ErrSyntax)
	}
	from, to, interval := strings.Cut(s, "/")
	if !interval {
		return parseDate(s)
	}
	return parseInterval(s, from, to)
}

func parseInterval(s, from, to string) (Value, error) {
	v := Value{text: s, interval: true, first: Past, last: Future, start: from, end: to}
	if !openEnd(from) {
		a, err := parseDate(from)
		if err != nil {
			return Value{}, err
		}
		v.first, v.placed = a.first, a.placed
		if !a.placed {
			v.first = Past
		}
	}
	if !openEnd(to) {
		b, err := parseDate(to)
		if err != nil {
			return Value{}, err
		}
		v.last, v.placed = b.last, v.placed || b.placed
		if !b.placed {
			v.last = Future
		}
	}
	if openEnd(from) && openEnd(to) {
		return Value{}, fmt.Errorf("%w: %q has no end that is known", ErrSyntax, s)
	}
	if v.first > v.last {
		return Value{}, fmt.Errorf("%w: %q ends before it begins", ErrSyntax, s)
	}
	return v, nil
}

func openEnd(s string) bool { return s == "" || s == ".." }

// parseDate reads one date or time without "/".
func parseDate(s string) (Value, error) {
	bad := func(why string) (Value, error) {
		return Value{}, fmt.Errorf("%w: %q: %s", ErrSyntax, s, why)
	}
	if v, ok := plainDay(s); ok {
		return v, nil
	}
	if strings.Contains(s, "T") {
		return parseTime(s)
	}
	body := strings.TrimRight(s, "?~%")
	if len(s)-len(body) > 1 {
		return bad("more than one mark of doubt")
	}
	before := strings.HasPrefix(body, "-")
	parts, n := [3]string{}, 0
	for rest, more := strings.TrimPrefix(body, "-"), true; more && n < 4; n++ {
		var part string
		if part, rest, more = strings.Cut(rest, "-"); n < 3 {
			parts[n] = part
		}
	}
	if n > 3 || len(parts[0]) != 4 {
		return bad("want YYYY, YYYY-MM or YYYY-MM-DD")
	}
	lo, hi, ok := digits(parts[0])
	if !ok {
		return bad("the year is not four digits")
	}
	v := Value{text: s, placed: parts[0] != "XXXX"}
	if before {
		lo, hi = -hi, -lo
	}
	var err error
	switch n {
	case 1:
		v.precision = Year
		v.first, v.last = dayOf(lo, 1, 1), dayOf(hi, 12, 31)
	case 2:
		err = v.setMonth(lo, hi, parts[1])
	case 3:
		err = v.setDay(lo, hi, parts[1], parts[2])
	}
	if err != nil {
		return bad(err.Error())
	}
	if lo != hi {
		v.precision = Vague
	}
	if !v.placed {
		v.first, v.last = Past, Future
	}
	return v, nil
}

// plainDay reads YYYY-MM-DD, which is what most values are; ok is false for anything else, right or wrong.
func plainDay(s string) (v Value, ok bool) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return v, false
	}
	var n [8]int
	for i, at := range [8]int{0, 1, 2, 3, 5, 6, 8, 9} {
		if n[i] = int(s[at]) - '0'; n[i] < 0 || n[i] > 9 {
			return v, false
		}
	}
	year, month, day := n[0]*1000+n[1]*100+n[2]*10+n[3], n[4]*10+n[5], n[6]*10+n[7]
	if month < 1 || month > 12 || day < 1 || day > 28 && day > daysIn(year, month) {
		return v, false
	}
	on := dayOf(year, month, day)
	return Value{text: s, first: on, last: on, placed: true, precision: FullDay, month: month, day: day}, true
}

func (v *Value) setMonth(lo, hi int, month string) error {
	if month == "XX" {
		v.first, v.last = dayOf(lo, 1, 1), dayOf(hi, 12, 31)
		return nil
	}
	m, m2, ok := digits(month)
	if !ok || len(month) != 2 || m != m2 {
		return errors.New("the month is not two digits")
	}
	v.precision = Month
	switch {
	case m >= 1 && m <= 12:
		v.month = m
		v.first, v.last = dayOf(lo, m, 1), lastOf(hi, m)
	case m >= 21 && m <= 24: // spring, summer, autumn, winter: northern, by whole months; winter ends with the year
		v.precision = Season
		from := (m-21)*3 + 3
		v.first = dayOf(lo, from, 1)
		v.last = lastOf(hi, min(from+2, 12))
	default:
		return errors.New("no such month")
	}
	return nil
}

func (v *Value) setDay(lo, hi int, month, day string) error {
	if month == "XX" && day == "XX" || month == "XX" && len(day) == 2 {
		if d, d2, ok := digits(day); day != "XX" && (!ok || d != d2 || d < 1 || d > 31) {
			return errors.New("no such day")
		}
		v.first, v.last = dayOf(lo, 1, 1), dayOf(hi, 12, 31)
		return nil
	}
	if err := v.setMonth(lo, hi, month); err != nil {
		return err
	}
	if v.precision != Month {
		return errors.New("a season has no days")
	}
	if day == "XX" {
		return nil
	}
	dlo, dhi, ok := digits(day)
	if !ok || len(day) != 2 {
		return errors.New("the day is not two digits")
	}
	longest := daysIn(lo, v.month)
	if lo != hi && v.month == 2 {
		longest = 29
	}
	if dlo < 1 && dlo == dhi || dlo > longest {
		return errors.New("no such day")
	}
	dlo, dhi = max(dlo, 1), min(dhi, longest)
	v.first, v.last = dayOf(lo, v.month, min(dlo, daysIn(lo, v.month))), dayOf(hi, v.month, min(dhi, daysIn(hi, v.month)))
	v.precision = Vague
	if dlo == dhi {
		v.precision, v.day = FullDay, dlo
	}
	return nil
}

// parseTime reads a date with a time of day; with a zone the day is taken in UTC.
func parseTime(s string) (Value, error) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00", "2006-01-02T15:04"} {
		t, err := time.Parse(layout, s)
		if err != nil {
			continue
		}
		t = t.UTC()
		d := dayOf(t.Year(), int(t.Month()), t.Day())
		return Value{text: s, first: d, last: d, placed: true, precision: FullDay, month: int(t.Month()), day: t.Day()}, nil
	}
	return Value{}, fmt.Errorf("%w: %q: not a time", ErrSyntax, s)
}

// digits reads decimal digits of which the last ones may be X; lo and hi are what they can be.
func digits(s string) (lo, hi int, ok bool) {
	unspecified := false
	for i := range len(s) {
		switch c := s[i]; {
		case c == 'X':
			lo, hi, unspecified = lo*10, hi*10+9, true
		case c >= '0' && c <= '9' && !unspecified:
			lo, hi = lo*10+int(c-'0'), hi*10+int(c-'0')
		default:
			return 0, 0, false
		}
	}
	return lo, hi, s != ""
}

func dayOf(year, month, day int) Day {
	return Day(time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

func lastOf(year, month int) Day { return dayOf(year, month, daysIn(year, month)) }

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}
