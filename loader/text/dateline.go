package text

import (
	"strings"
	"unicode"
)

var months = [...]string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}

var weekdays = [...]string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

// monthNumber gives 1 to 12 for a month's name or abbreviation, else 0.
func monthNumber(lower string) int {
	w := strings.TrimSuffix(lower, ".")
	if len(w) < 3 {
		return 0
	}
	for i, m := range months {
		if w == m || w == m[:3] || w == "sept" && i == 8 {
			return i + 1
		}
	}
	return 0
}

// weekdayNumber gives 0 (Sunday) to 6 for a weekday's name, else -1.
func weekdayNumber(lower string) int {
	for i, d := range weekdays {
		if lower == d {
			return i
		}
	}
	if strings.HasSuffix(lower, ".") && len(lower) >= 4 {
		for i, d := range weekdays {
			if strings.HasPrefix(d, strings.TrimSuffix(lower, ".")) {
				return i
			}
		}
	}
	return -1
}

// MonthNumber gives 1 to 12 for a month's name or abbreviation in lower case, else 0.
func MonthNumber(lower string) int { return monthNumber(lower) }

// WeekdayNumber gives 0 (Sunday) to 6 (Saturday) for a weekday's name in lower case, else -1.
func WeekdayNumber(lower string) int { return weekdayNumber(lower) }

// maxDateline is the number of tokens within which a dateline must close.
const maxDateline = 16

// datelineEnd finds where the dateline at the head of tokens ends: the index of the first token after
// it, 0 when there is none. "SEOUL, July 20 (Yonhap) --", "HANOI, Vietnam (AP) —", "BEIJING—", "WASHINGTON U.S. President".
func datelineEnd(tokens []Token, body string) (end int, place, day string) {
	if len(tokens) < 3 || !tokens[0].Caps {
		return 0, "", ""
	}
	placeEnd := 0
	for placeEnd < len(tokens) && placeEnd < 4 && tokens[placeEnd].Kind == Word && tokens[placeEnd].Caps && monthNumber(tokens[placeEnd].Lower) == 0 {
		placeEnd++
	}
	if placeEnd == 0 || placeEnd == 4 && !allUpper(body, tokens[0]) {
		return 0, "", ""
	}
	for i := 1; i < len(tokens) && i < maxDateline; i++ {
		t := tokens[i]
		if t.Kind == Word && !t.Caps && t.Lower != "and" && t.Lower != "of" {
			break
		}
		if t.Kind == OpenQuote || t.Kind == CloseQuote || t.Lower == "'s" {
			break
		}
		if t.Lower == "--" || t.Lower == "-" && spaced(tokens, i) || t.Lower == ":" && allUpper(body, tokens[0]) {
			if i > 4 && !allUpper(body, tokens[0]) && !hasDateOrAgency(tokens[:i]) {
				return 0, "", ""
			}
			if !allUpper(body, tokens[0]) && !plausiblePlace(tokens[:i]) {
				return 0, "", ""
			}
			return i + 1, placeText(tokens, body), dayText(tokens[:i], body)
		}
	}
	return upperDateline(tokens, body)
}

// upperDateline takes a run of upper-case words that is followed by ordinary capitalised text: "WASHINGTON U.S. President".
func upperDateline(tokens []Token, body string) (int, string, string) {
	if !allUpper(body, tokens[0]) || tokens[0].Span.Len() < 5 || strings.Contains(tokens[0].Lower, ".") {
		return 0, "", ""
	}
	k := 1
	for k < len(tokens) && k < 3 && allUpper(body, tokens[k]) && tokens[k].Span.Len() > 4 {
		k++
	}
	if k < len(tokens) && tokens[k].Kind == Word && tokens[k].Caps && !(allUpper(body, tokens[k]) && !strings.Contains(tokens[k].Lower, ".")) {
		lowerSeen := false
		for _, t := range tokens[k:] {
			lowerSeen = lowerSeen || t.Kind == Word && !t.Caps
		}
		if lowerSeen {
			return k, body[tokens[0].Span.Start:tokens[k-1].Span.End], ""
		}
	}
	return 0, "", ""
}

func spaced(tokens []Token, i int) bool {
	return i+1 < len(tokens) && tokens[i].Span.Start > tokens[i-1].Span.End && tokens[i+1].Span.Start > tokens[i].Span.End
}

func allUpper(body string, t Token) bool {
	letters := 0
	for _, r := range body[t.Span.Start:t.Span.End] {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsLetter(r) {
			letters++
		}
	}
	return letters > 1
}

func hasDateOrAgency(tokens []Token) bool {
	for _, t := range tokens {
		if monthNumber(t.Lower) > 0 || t.Lower == "(" {
			return true
		}
	}
	return false
}

// plausiblePlace holds for "Washington, July 20" and "Harare, Zimbabwe" and not for a clause that has a dash.
func plausiblePlace(tokens []Token) bool {
	words := 0
	for _, t := range tokens {
		if t.Kind == Word {
			words++
		}
	}
	return hasDateOrAgency(tokens) || words <= 3
}

func placeText(tokens []Token, body string) string {
	end := 0
	for end < len(tokens) && tokens[end].Kind == Word && tokens[end].Caps && monthNumber(tokens[end].Lower) == 0 {
		end++
	}
	if end == 0 {
		return ""
	}
	return body[tokens[0].Span.Start:tokens[end-1].Span.End]
}

func dayText(tokens []Token, body string) string {
	for i, t := range tokens {
		if monthNumber(t.Lower) == 0 {
			continue
		}
		if i+1 < len(tokens) && tokens[i+1].Kind == Number {
			end := i + 1
			if i+3 < len(tokens) && tokens[i+2].Lower == "," && tokens[i+3].Kind == Number && tokens[i+3].Span.Len() == 4 {
				end = i + 3
			}
			return body[t.Span.Start:tokens[end].Span.End]
		}
		if i > 0 && tokens[i-1].Kind == Number {
			return body[tokens[i-1].Span.Start:t.Span.End]
		}
	}
	return ""
}
