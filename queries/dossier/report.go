package dossier

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"
	"unicode"

	"entente/graph"
	"entente/queries"
)

//go:embed report.html
var reportText string

// report is a dossier as its template reads it.
type report struct {
	Title    string
	Facts    *Facts
	Sections []reportSection
	Notes    []reportNote
	Disputed int
}

// reportSection holds the facts of one relation, all its forms together.
type reportSection struct {
	Title string
	Facts []reportFact
}

type reportFact struct {
	*Fact
	Form, Days string
	Quotes     []reportQuote
	More       int // claims that are not quoted
}

// reportQuote is a sentence with the number of its footnote.
type reportQuote struct {
	Text, Said string
	Note       int
}

// reportNote is a footnote: where a sentence stands.
type reportNote struct {
	Number                                  int
	Publisher, Title, Published, Doc, Claim string
	URL                                     string // "" unless it is one for a browser
	Start, End, Row                         int
}

// WriteReport writes a dossier as one HTML page with everything inside: facts by relation, who affirms and who denies each,
// and every quoted sentence with a footnote that names publisher, title, day and place. It has no script and loads nothing.
func WriteReport(w io.Writer, v *graph.View, f *Facts) error {
	page, err := template.New("report").Funcs(template.FuncMap{"list": labelsOf, "words": relationWords}).Parse(reportText)
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	r := report{Title: f.Actor.Label, Facts: f}
	if f.Other != nil {
		r.Title += " and " + f.Other.Label
	}
	at := map[string]int{}
	for i := range f.Facts {
		x := &f.Facts[i]
		relation, form, _ := strings.Cut(x.Predicate, "~")
		s, seen := at[relation]
		if !seen {
			s = len(r.Sections)
			at[relation] = s
			r.Sections = append(r.Sections, reportSection{Title: relationWords(relation)})
		}
		if x.Status == "disputed" {
			r.Disputed++
		}
		fact := reportFact{Fact: x, Form: strings.ReplaceAll(form, "-", " "), Days: daysOf(x), More: max(0, x.Claims-len(x.Evidence))}
		for j := range x.Evidence {
			n := noteOf(v, &x.Evidence[j], len(r.Notes)+1)
			r.Notes = append(r.Notes, n)
			fact.Quotes = append(fact.Quotes, reportQuote{Text: x.Evidence[j].Evidence, Said: saidOf(v, &x.Evidence[j]), Note: n.Number})
		}
		r.Sections[s].Facts = append(r.Sections[s].Facts, fact)
	}
	var b strings.Builder
	if err := page.Execute(&b, r); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	_, err = io.WriteString(w, strings.Map(printable, b.String()))
	return err
}

// printable replaces control characters: HTML may not hold them, and a terminal would obey them.
func printable(r rune) rune {
	if r != '\n' && r != '\t' && unicode.IsControl(r) {
		return unicode.ReplacementChar
	}
	return r
}

func noteOf(v *graph.View, e *queries.Evidence, number int) reportNote {
	n := reportNote{
		Number: number, Title: e.Title, Published: e.Published, Doc: e.Doc, Claim: e.Claim, Start: e.Start, End: e.End, Row: e.Row,
	}
	if e.Publisher != "" {
		n.Publisher = node(v, e.Publisher).Label
	}
	if strings.HasPrefix(e.URL, "https://") || strings.HasPrefix(e.URL, "http://") {
		n.URL = e.URL
	}
	return n
}

// saidOf tells who is cited, and how the sentence puts it.
func saidOf(v *graph.View, e *queries.Evidence) string {
	var parts []string
	if len(e.SpeakerChain) > 0 {
		names := make([]string, len(e.SpeakerChain))
		for i, id := range e.SpeakerChain {
			names[i] = node(v, id).Label
		}
		parts = append(parts, "says "+strings.Join(names, ", quoting "))
	} else {
		parts = append(parts, "in the article's own voice")
	}
	if e.Polarity == "denied" {
		parts = append(parts, "denied")
	}
	if e.Modality != "" && e.Modality != "asserted" {
		parts = append(parts, e.Modality)
	}
	return strings.Join(parts, ", ")
}

func daysOf(f *Fact) string {
	if f.FirstDay == f.LastDay || f.FirstDay == "" {
		return f.LastDay
	}
	return f.FirstDay + " to " + f.LastDay
}

// relationWords is the relation without its form, which stands beside it.
func relationWords(predicate string) string {
	name, _, _ := strings.Cut(predicate, "~")
	return strings.ReplaceAll(name, "_", " ")
}

func labelsOf(list []queries.Node) string {
	names := make([]string, len(list))
	for i, n := range list {
		names[i] = n.Label
	}
	return strings.Join(names, ", ")
}
