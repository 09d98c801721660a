package edtf

import "time"

// String is the text that was parsed.
func (v Value) String() string { return v.text }

// IsZero reports the unknown date.
func (v Value) IsZero() bool { return v.text == "" }

// Placed reports whether v has a year, so that it lies somewhere on the line of days.
func (v Value) Placed() bool { return v.placed }

// IsInterval reports a "from/to".
func (v Value) IsInterval() bool { return v.interval }

// Precision is the finest part that is given.
func (v Value) Precision() Precision { return v.precision }

// First and Last are the outermost days that v can be; Past and Future where it is open or not placed.
func (v Value) First() Day {
	if v.IsZero() {
		return Past
	}
	return v.first
}

// Last is the last day that v can be.
func (v Value) Last() Day {
	if v.IsZero() {
		return Future
	}
	return v.last
}

// Ends are the two texts of an interval; twice the text of anything else. An open end is "" or "..".
func (v Value) Ends() (from, to string) {
	if v.interval {
		return v.start, v.end
	}
	return v.text, v.text
}

// CanFallIn reports whether v is placed and some day of it lies in window. This is the test of date filters: a vague
// date counts if it can fall inside; without a year it does not.
func (v Value) CanFallIn(window Value) bool {
	return v.placed && v.first <= window.Last() && window.First() <= v.last
}

// Within reports whether v is placed and every day of it lies in window.
func (v Value) Within(window Value) bool {
	return v.placed && window.First() <= v.first && v.last <= window.Last()
}

// Covers reports whether v certainly includes day d: an interval that holds it, or a date that is that day.
func (v Value) Covers(d Day) bool {
	return v.placed && v.first <= d && d <= v.last && (v.interval || v.first == v.last)
}

// CanOverlap reports whether a and b can have a day in common. An unknown date can be any day; a date without a year can be any
// day of its month.
func CanOverlap(a, b Value) bool {
	if a.IsZero() || b.IsZero() {
		return true
	}
	if a.placed && b.placed {
		return a.first <= b.last && b.first <= a.last
	}
	return canFit(a, b) && canFit(b, a)
}

// canFit tests a value without a year, month and day by month and day, against another.
func canFit(a, b Value) bool {
	if a.placed || a.interval || a.month == 0 {
		return true
	}
	if !b.placed {
		return b.interval || b.month == 0 || a.month == b.month && (a.day == 0 || b.day == 0 || a.day == b.day)
	}
	if b.first == Past || b.last == Future || b.last-b.first >= 366 {
		return true
	}
	for d := b.first; d <= b.last; d++ {
		t := d.Time()
		if int(t.Month()) == a.month && (a.day == 0 || t.Day() == a.day) {
			return true
		}
	}
	return false
}

// Time is midnight UTC of the day.
func (d Day) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// String is the day as YYYY-MM-DD, ".." for an open end.
func (d Day) String() string {
	if d <= Past || d >= Future {
		return ".."
	}
	return d.Time().Format("2006-01-02")
}

// DayOf is the day of t in UTC.
func DayOf(t time.Time) Day {
	u := t.UTC()
	return dayOf(u.Year(), int(u.Month()), u.Day())
}

// Datatype is the IRI of the XML Schema type that s is a canonical value of (date, gYearMonth, gYear), "" when it is none.
func Datatype(s string) string {
	const xsd = "http://www.w3.org/2001/XMLSchema#"
	if n := len(s); n != 4 && n != 7 && n != 10 || s[0] < '0' || s[0] > '9' {
		return "" // without the cost of an error: most values that are asked about are no dates
	}
	v, err := Parse(s)
	if err != nil || v.interval || !v.placed || s[0] == '-' || s == "0000" || s[:min(4, len(s))] == "0000" {
		return ""
	}
	switch {
	case v.precision == FullDay && len(s) == 10:
		return xsd + "date"
	case v.precision == Month && len(s) == 7:
		return xsd + "gYearMonth"
	case v.precision == Year && len(s) == 4:
		return xsd + "gYear"
	}
	return ""
}
