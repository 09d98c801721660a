package dataset

import (
	"strconv"
	"strings"
)

// Missing reports whether a cell means "nothing": empty, NA, NULL, None, NaN, or a point.
func Missing(cell string) bool {
	switch cell {
	case "", "NA", "NULL", "None", "NaN", "nan", "null", "none", ".", "---":
		return true
	}
	return false
}

// Cell is the trimmed cell, "" where it means nothing.
func Cell(cell string) string {
	cell = strings.TrimSpace(cell)
	if Missing(cell) {
		return ""
	}
	return cell
}

// Int reads a whole number; ok is false for anything else, also for what means nothing.
func Int(cell string) (n int, ok bool) {
	n, err := strconv.Atoi(strings.TrimSpace(cell))
	if err != nil {
		// Statistical packages write whole numbers as 3.0.
		if whole, zero, cut := strings.Cut(strings.TrimSpace(cell), "."); cut && strings.Trim(zero, "0") == "" {
			n, err = strconv.Atoi(whole)
		}
	}
	return n, err == nil
}

// Date makes an EDTF date of the parts that are known: zero and negative parts (-9 unknown, -8 not applicable) and
// empty ones are not. Without a year it is "". A day that its month does not have is an error for the caller (ok false).
func Date(year, month, day string) (edtf string, ok bool) {
	y, okY := Int(year)
	if !okY || y <= 0 {
		return "", Missing(strings.TrimSpace(year)) || okY
	}
	if y > 9999 {
		return "", false
	}
	edtf = pad(y, 4)
	m, okM := Int(month)
	if !okM || m <= 0 {
		return edtf, true
	}
	if m > 12 {
		return "", false
	}
	edtf += "-" + pad(m, 2)
	d, okD := Int(day)
	if !okD || d <= 0 {
		return edtf, true
	}
	if d > DaysIn(y, m) {
		return "", false
	}
	return edtf + "-" + pad(d, 2), true
}

func pad(n, width int) string {
	s := strconv.Itoa(n)
	for len(s) < width {
		s = "0" + s
	}
	return s
}

// DaysIn is the number of days of a month.
func DaysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// Compact reads YYYYMMDD with anything behind it (a time), or YYYYMM, or YYYY; zero parts are unknown.
func Compact(s string) (edtf string, ok bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return "", false
		}
	}
	switch {
	case len(s) >= 8:
		return Date(s[:4], s[4:6], s[6:8])
	case len(s) == 6:
		return Date(s[:4], s[4:6], "")
	case len(s) == 4:
		return Date(s, "", "")
	}
	return "", false
}

// Calendar reads YYYY-MM-DD (or without day or month), M/D/YYYY, and either with a time behind it.
func Calendar(s string) (edtf string, ok bool) {
	s = strings.TrimSpace(s)
	if i := strings.IndexAny(s, "T "); i > 0 {
		s = s[:i]
	}
	if parts := strings.Split(s, "/"); len(parts) == 3 && len(parts[2]) == 4 {
		return Date(parts[2], parts[0], parts[1])
	}
	parts := strings.Split(s, "-")
	if len(parts) > 3 || len(parts[0]) != 4 {
		return "", false
	}
	for len(parts) < 3 {
		parts = append(parts, "")
	}
	edtf, ok = Date(parts[0], parts[1], parts[2])
	return edtf, ok && edtf != ""
}

// Interval joins two dates: an end that is not known is left empty, an open one is "..". Equal ends give the date alone; both
// unknown or open give "". ok is false when it would end before it begins.
func Interval(from, to string) (edtf string, ok bool) {
	unknown := func(s string) bool { return s == "" || s == ".." }
	switch {
	case unknown(from) && unknown(to):
		return "", true
	case from == to:
		return from, true
	case !unknown(from) && !unknown(to):
		n := min(len(from), len(to))
		if from[:n] > to[:n] {
			return "", false
		}
	}
	return from + "/" + to, true
}

// Year is the first four digits of an EDTF date, 0 without.
func Year(edtf string) int {
	if len(edtf) < 4 {
		return 0
	}
	y, err := strconv.Atoi(edtf[:4])
	if err != nil {
		return 0
	}
	return y
}

// DayAfter is the day so many days after the first of January of a year.
func DayAfter(year, days int) string {
	for {
		n := 365
		if DaysIn(year, 2) == 29 {
			n = 366
		}
		if days < n {
			break
		}
		days -= n
		year++
	}
	month := 1
	for days >= DaysIn(year, month) {
		days -= DaysIn(year, month)
		month++
	}
	return pad(year, 4) + "-" + pad(month, 2) + "-" + pad(days+1, 2)
}
