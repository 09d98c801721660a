package document

import (
	"regexp"
	"strings"

	"entente/loader/article"
)

// label is a field with its name at the beginning of a line, as "LENGTH: 300 words".
var label = regexp.MustCompile(`^\s*([A-Za-z][A-Za-z /-]{1,28}):(?:\s+(.*))?$`)

// code is a field of the two- or three-letter layout, as "HD  Ministers meet".
var code = regexp.MustCompile(`^\s*(HD|BY|CR|WC|PD|ET|SN|SC|ED|PG|LA|CY|LP|TD|ART|CO|IN|NS|RE|IPC|IPD|PUB|AN|SE|CLM|RF|CT|VOL)(?:(\s+)(.*))?$`)

// heading and trailing are the names of labels before and after a body; a label that is neither stays text.
var (
	heading = set("headline", "title", "byline", "author", "section", "length", "dateline", "highlight", "publication title", "publication date",
		"publication info", "publisher", "source", "date", "series", "edition", "column", "distribution", "type", "credit", "links", "abstract",
		"publication year", "publication subject", "place of publication", "country of publication", "url")
	trailing = set("load-date", "language", "publication-type", "subject", "industry", "geographic", "organization", "organisation", "person", "company",
		"ticker", "journal-code", "acc-no", "graphic", "notes", "document-type", "transmission-date", "publication title", "publication date",
		"publication info", "publisher", "proquest document id", "document url", "last updated", "database", "source type", "issn", "copyright", "location",
		"language of publication", "document type", "publication year", "publication subject", "place of publication", "country of publication", "classification",
		"correction-date", "pub-type", "title", "author", "section", "issue", "volume", "first page", "pages")
	codedTrailing = set("co", "in", "ns", "re", "ipc", "ipd", "pub", "an", "rf")
)

func set(names ...string) map[string]bool {
	out := make(map[string]bool, len(names))
	for _, n := range names {
		out[n] = true
	}
	return out
}

// fields is what the head and the tail of an article say.
type fields struct {
	named  map[string]string
	plain  [][]string // blocks of lines without a name, before the body
	body   []string
	marked bool // something told that this is an article
}

func (s *section) article() *article.Article {
	f := s.coded()
	if f == nil {
		f = s.labelled()
	}
	if f == nil {
		return nil
	}
	a := &article.Article{
		Title: f.first("headline", "title", "hd"), Publisher: f.first("publication title", "source", "sn", "publisher"),
		Published: dayIn(f.first("publication date", "pd", "date")), URL: f.first("document url", "url"),
	}
	f.guess(a)
	a.Body = bodyOf(f.body)
	a.Lang = language(f.first("language", "language of publication", "la"))
	switch n := f.first("proquest document id"); {
	case s.id != "":
		a.ID = s.id
	case n != "":
		a.ID = "proquest:" + strings.ToLower(n)
	default:
		a.ID = contentID(a)
	}
	return a
}

func (f *fields) first(names ...string) string {
	for _, n := range names {
		if v := strings.Join(strings.Fields(f.named[n]), " "); v != "" {
			return v
		}
	}
	return ""
}

func bodyOf(lines []string) string { return tidy(strings.Join(lines, "\n")) }

// coded reads the layout with two-letter codes; nil for another.
func (s *section) coded() *fields {
	f := &fields{named: map[string]string{}}
	cur := ""
	for _, l := range s.lines {
		// Within the text a code stands alone or with room behind it: "IN  gdip", but "IN Strelsau" is text.
		if m := code.FindStringSubmatch(l); m != nil && (len(m[2]) != 1 || cur != "lp" && cur != "td") {
			cur = strings.ToLower(m[1])
			l = m[3]
		}
		switch {
		case cur == "":
		case cur == "lp" || cur == "td":
			f.body = append(f.body, l)
		case codedTrailing[cur]:
		default:
			f.named[cur] += " " + l
		}
	}
	if f.named["hd"] == "" || f.named["wc"] == "" && f.named["pd"] == "" {
		return nil
	}
	return f
}

// labelled reads the layouts whose fields have names or stand in an order.
func (s *section) labelled() *fields {
	f := &fields{named: map[string]string{}}
	const inHead, inBody, inTail = 0, 1, 2
	state, cur := inHead, ""
	counted := false // the layout with a line "300 words", whose body follows the copyright
	var block []string
	flush := func() {
		if len(block) > 0 {
			f.plain = append(f.plain, block)
			block = nil
		}
	}
	for i, l := range s.lines {
		name, value := named(l)
		switch {
		case state == inHead && (name == "body" || name == "full text" || strings.TrimSpace(l) == "Body"):
			flush()
			state, f.marked = inBody, true
			f.body = append(f.body, value)
		case state == inHead && heading[name]:
			flush()
			f.marked = f.marked || name == "length" || name == "headline"
			f.named[name], cur = value, name
		case state == inHead && strings.TrimSpace(l) == "":
			flush()
			cur = ""
			if (counted || f.named["length"] != "" && noBodyMark(s.lines[i:])) && headEnds(s.lines, i) {
				state = inBody
			}
		case state == inHead && cur != "":
			f.named[cur] += " " + strings.TrimSpace(l)
		case state == inHead:
			if wordCount.MatchString(l) {
				counted, f.marked = true, true
			}
			block = append(block, strings.TrimSpace(l))
		case state == inBody && trailing[name] && f.lastBlank():
			state, cur = inTail, name
			f.set(name, value)
		case state == inBody && strings.TrimSpace(l) == "Classification" && f.lastBlank():
			state = inTail
		case state == inBody:
			f.body = append(f.body, l)
		case trailing[name]:
			cur = name
			f.set(name, value)
		case strings.TrimSpace(l) == "":
			cur = ""
		case cur != "":
			f.named[cur] += " " + strings.TrimSpace(l)
		}
	}
	flush()
	for n := len(f.body); n > 0 && (strings.TrimSpace(f.body[n-1]) == "" || copyrights.MatchString(f.body[n-1])); n-- {
		f.body = f.body[:n-1]
	}
	if !f.marked {
		return nil
	}
	return f
}

// set keeps the first value of a field: a tail does not change what the head said.
func (f *fields) set(name, value string) {
	if f.named[name] == "" {
		f.named[name] = value
	}
}

func (f *fields) lastBlank() bool {
	return len(f.body) == 0 || strings.TrimSpace(f.body[len(f.body)-1]) == ""
}

// named reads "LENGTH: 300 words" as length and its value.
func named(l string) (name, value string) {
	m := label.FindStringSubmatch(l)
	if m == nil {
		return "", ""
	}
	return strings.ToLower(m[1]), strings.TrimSpace(m[2])
}

func noBodyMark(lines []string) bool {
	for _, l := range lines {
		if n, _ := named(l); n == "body" || n == "full text" || strings.TrimSpace(l) == "Body" {
			return false
		}
	}
	return true
}

// headEnds reports that the block before the empty line i closes the head and a block of text, not another field, follows.
func headEnds(lines []string, i int) bool {
	for _, l := range lines[i:] {
		if strings.TrimSpace(l) == "" {
			continue
		}
		n, _ := named(l)
		return !heading[n] && n != "body" && dayIn(l) == "" && !wordCount.MatchString(l) && !copyrights.MatchString(l)
	}
	return false
}

// guess finds title, publisher and day among the lines that have no name, by their order.
func (f *fields) guess(a *article.Article) {
	type place struct{ block, line int }
	day, words := place{-1, -1}, place{-1, -1}
	for b := range f.plain {
		for i, l := range f.plain[b] {
			if words.block < 0 && wordCount.MatchString(l) {
				words = place{b, i}
			}
			if d := dayIn(l); d != "" && day.block < 0 {
				day = place{b, i}
				if a.Published == "" {
					a.Published = d
				}
			}
		}
	}
	if words.block >= 0 { // title; author; words; day; time; publisher; code; language; copyright
		if a.Title == "" && (words.block > 0 || words.line > 0) {
			title := f.plain[0]
			if words.block == 0 {
				title = title[:1]
			}
			a.Title = strings.Join(title, " ")
		}
		if day.block >= 0 && a.Publisher == "" {
			for _, l := range f.plain[day.block][day.line+1:] {
				if !clock.MatchString(l) {
					a.Publisher = l
					break
				}
			}
		}
		return
	}
	var before, after []string
	for b := range f.plain {
		for i, l := range f.plain[b] {
			switch {
			case copyrights.MatchString(l) || rights.MatchString(l):
			case day.block < 0 || b < day.block || b == day.block && i < day.line:
				before = append(before, l)
			case b == day.block && i == day.line:
			default:
				after = append(after, l)
			}
		}
	}
	if day.block < 0 && len(before) > 1 && a.Publisher == "" {
		before, after = before[1:2], before[:1] // a title and a publisher, without a day
	}
	if n := len(before); n > 0 && a.Publisher == "" {
		a.Publisher, before = before[n-1], before[:n-1]
	}
	if a.Title == "" {
		if a.Title = strings.Join(before, " "); a.Title == "" && len(after) > 0 {
			a.Title = strings.Join(after, " ")
		}
	}
}

var (
	clock  = regexp.MustCompile(`^\d{1,2}:\d{2}`)
	rights = regexp.MustCompile(`(?i)^all rights reserved`)
	// dayForm finds a day within a line of the head: "Monday, July 1, 2024 10:15 AM", "1 July 2024", "July 1, 2024 Monday".
	dayForm = regexp.MustCompile(`^(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?((?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\.?\s+\d{1,2},\s*\d{4}|\d{1,2}\s+(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\.?,?\s+\d{4}|\d{4}-\d{2}-\d{2})(?:$|[ ,;])`)
)

// dayIn is the day with which a line begins, "" for none. A line that goes on for long is text.
func dayIn(l string) string {
	l = strings.TrimSpace(l)
	m := dayForm.FindStringSubmatch(l)
	if m == nil || len(l) > 60 {
		return ""
	}
	s := strings.Join(strings.Fields(strings.ReplaceAll(m[1], ".", "")), " ")
	if d := article.Day(s); d != "" {
		return d
	}
	return article.Day(strings.ReplaceAll(s, ",", ""))
}

// language gives the code of a language that an export names; "" leaves it to be recognised.
func language(name string) string {
	word, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(name)), ";")
	switch word {
	case "english":
		return "en"
	case "french":
		return "fr"
	case "german":
		return "de"
	case "spanish":
		return "es"
	}
	return ""
}
