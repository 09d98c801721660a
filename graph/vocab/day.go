package vocab

// Covers reports whether day lies in p. A day of coarser precision ("2024") counts when any of its days
// does; the empty day lies in no bounded period.
func (p Period) Covers(day string) bool {
	if day == "" {
		return p.Since == "" && p.Until == ""
	}
	if p.Since != "" {
		n := min(len(p.Since), len(day))
		if day[:n] < p.Since[:n] {
			return false
		}
	}
	if p.Until == "" {
		return true
	}
	n := min(len(p.Until), len(day))
	if len(p.Until) == len("2006-01-02") && n == len(p.Until) {
		return day < p.Until
	}
	return day[:n] <= p.Until[:n]
}

// valid accepts days whose first is not after the last, as far as both are known: "2025-01-20" to "2025" may be.
func (p Period) valid() bool {
	if !validDay(p.Since) || !validDay(p.Until) {
		return false
	}
	n := min(len(p.Since), len(p.Until))
	return p.Since[:n] <= p.Until[:n]
}

// validDay accepts "" and dates of day, month or year precision.
func validDay(s string) bool {
	switch len(s) {
	case 0:
		return true
	case 4, 7, 10:
	default:
		return false
	}
	for i := range len(s) {
		if i == 4 || i == 7 {
			if s[i] != '-' {
				return false
			}
		} else if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	if len(s) >= 7 && (s[5:7] < "01" || s[5:7] > "12") {
		return false
	}
	return len(s) < 10 || (s[8:10] >= "01" && s[8:10] <= lastDay(s[:4], s[5:7]))
}

func lastDay(year, month string) string {
	switch month {
	case "04", "06", "09", "11":
		return "30"
	case "02":
		y := int(year[0]-'0')*1000 + int(year[1]-'0')*100 + int(year[2]-'0')*10 + int(year[3]-'0')
		if y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			return "29"
		}
		return "28"
	}
	return "31"
}
