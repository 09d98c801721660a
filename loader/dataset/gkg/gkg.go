// Package gkg reads the Global Knowledge Graph 2.1 of the GDELT Project: 27 tab-separated columns without header, a row an article.
//
// A row becomes a topic, topic:gkg-<record>, for what the article is about: it has as parties the persons, organisations and countries
// that were found in the article, and is part of its themes. Quotations have no speaker in the data, so none is
// made up: the outlet discusses the topic, and the quotation is the evidence. All is machine-coded. Offsets count characters of
// the article as GDELT read it and are kept in the qualifier "offset". The evidence of the other claims is the entry of the field,
// not the row, which may be many kilobytes long.
//
// Columns are those of the GKG Codebook 2.1; ids look like 20170701234500-12 and, for translated articles, 20170701234500-T12.
package gkg

import (
	"context"
	"strconv"
	"strings"

	"entente/graph/claim"
	"entente/graph/vocab"
	"entente/loader/dataset"
	"entente/loader/dataset/tabular"
)

// Columns, from 0.
const (
	colID          = 0
	colDate        = 1
	colOutlet      = 3
	colURL         = 4
	colThemes      = 7
	colPlaces      = 9
	colPersons     = 11
	colPersons2    = 12
	colOrgs        = 13
	colOrgs2       = 14
	colQuotes      = 22
	colTranslation = 25
	columns        = 27
)

// entriesLimit bounds the entries of one field that are read; articles have some tens.
const entriesLimit = 500

// New makes the reader "gkg".
func New() dataset.Reader { return reader{} }

type reader struct{}

func (reader) Name() string { return "gkg" }

// Detect wants an id of the right form before the second column; a row may be longer than what is shown of the file.
func (reader) Detect(name string, head []byte) int {
	first, rest, ok := strings.Cut(string(head[:min(len(head), 200)]), "\t")
	if !ok || !validID(strings.TrimPrefix(first, "\ufeff")) || len(rest) < 15 || rest[14] != '\t' || rest[:14] != strings.TrimPrefix(first, "\ufeff")[:14] {
		return 0
	}
	return 97
}

func validID(id string) bool {
	date, n, ok := strings.Cut(id, "-")
	if !ok || len(date) != 14 || !digits(date) {
		return false
	}
	return digits(strings.TrimPrefix(n, "T"))
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func (reader) Read(ctx context.Context, in *dataset.File, s *dataset.Session, out dataset.Sink) error {
	day := ""
	if len(in.Name) >= 8 && digits(in.Name[:8]) {
		day, _ = dataset.Compact(in.Name[:8])
	}
	if err := out.Document(dataset.Document{ID: in.ID, Title: in.Name, Publisher: "GDELT Project", Published: day}); err != nil {
		return err
	}
	x := &articles{names: dataset.NewResolver(s, out), cells: dataset.NewCells(), v: s.Vocabulary}
	rows := tabular.NewReader(in.Body, tabular.Layout{Comma: '\t', MaxBytes: 8 << 20})
	return dataset.Rows(ctx, rows, s, out, func(row tabular.Row) ([]claim.Claim, error) {
		if len(row.Fields) != columns {
			return nil, dataset.Rejectf("%d columns, GKG 2.1 has %d", len(row.Fields), columns)
		}
		return x.row(row.Fields)
	})
}

type articles struct {
	names *dataset.Resolver
	cells *dataset.Cells
	v     *vocab.Vocabulary
	base  claim.Claim
	story claim.End
	q     []string
	seen  map[string]bool
	out   []claim.Claim
}

func (x *articles) row(f []string) ([]claim.Claim, error) {
	if !validID(f[colID]) {
		return nil, dataset.Rejectf("%q is not the id of a record", f[colID])
	}
	day, ok := x.cells.Day(f[colDate])
	if !ok {
		return nil, dataset.Rejectf("date %q is none", f[colDate])
	}
	outlet, err := x.names.Outlet(f[colOutlet])
	if err != nil {
		return nil, err
	}
	x.story = claim.End{ID: "topic:gkg-" + strings.ToLower(f[colID])}
	x.base = claim.Claim{Polarity: claim.Affirmed, Modality: claim.Coded, Said: day, Extractor: "gkg@1", Confidence: 0.5, Publisher: outlet}
	x.q = []string{"article", f[colURL], dataset.QualifierEvent, "gkg:" + f[colID], "translated_from", language(f[colTranslation])}
	x.out, x.seen = x.out[:0], make(map[string]bool)
	if err := x.names.Label(x.story.ID, "Article "+f[colID]+" in "+f[colOutlet]); err != nil {
		return nil, err
	}
	if err := x.fields(f); err != nil {
		return nil, err
	}
	if err := x.quotations(f[colQuotes], outlet); err != nil {
		return nil, err
	}
	if len(x.out) == 0 {
		return nil, dataset.Skipped("nothing was found in the article")
	}
	return x.out, nil
}

func (x *articles) fields(f []string) error {
	persons, orgs := f[colPersons2], f[colOrgs2]
	if persons == "" {
		persons = f[colPersons]
	}
	if orgs == "" {
		orgs = f[colOrgs]
	}
	for entry := range entries(persons) {
		if err := x.party(entry, "person:", vocab.Person, "person"); err != nil {
			return err
		}
	}
	for entry := range entries(orgs) {
		if err := x.party(entry, "org:", vocab.Org, "organisation"); err != nil {
			return err
		}
	}
	for entry := range entries(f[colPlaces]) {
		x.place(entry)
	}
	for entry := range entries(f[colThemes]) {
		if err := x.theme(entry); err != nil {
			return err
		}
	}
	return nil
}

// entries yields the parts of a field between semicolons.
func entries(field string) func(func(string) bool) {
	return func(yield func(string) bool) {
		n := 0
		for e := range strings.SplitSeq(field, ";") {
			if e = strings.TrimSpace(e); e == "" {
				continue
			}
			if n++; n > entriesLimit || !yield(e) {
				return
			}
		}
	}
}

// party reads "Karl Erjavec,1487" or a name alone.
func (x *articles) party(entry, kind string, want vocab.Kind, rule string) error {
	name, offset := entry, ""
	if i := strings.LastIndexByte(entry, ','); i > 0 && digits(entry[i+1:]) {
		name, offset = entry[:i], entry[i+1:]
	}
	slug := vocab.Slug(name)
	if slug == "" {
		return nil
	}
	id := kind + dataset.Short(slug)
	if found := x.v.Named(name); len(found) == 1 && (found[0].Kind == want || want == vocab.Org && found[0].Kind == vocab.Group) && strings.ContainsAny(name, " ") {
		id = found[0].ID
	} else if len(found) == 1 && want == vocab.Org && found[0].Kind == vocab.Org {
		id = found[0].ID
	}
	x.add("has_party", claim.End{ID: id}, rule, entry, "offset", offset)
	return x.names.Label(id, name)
}

// place reads "1#Kosovo#KV#KV#42.5833#21#KV" and keeps the country (a FIPS code).
func (x *articles) place(entry string) {
	parts := strings.Split(entry, "#")
	if len(parts) < 3 {
		return
	}
	if state, ok := x.names.State(vocab.FIPS, parts[2], ""); ok {
		x.add("has_party", state, "location", entry)
	}
}

func (x *articles) theme(code string) error {
	slug := vocab.Slug(strings.ReplaceAll(code, "_", " "))
	if slug == "" {
		return nil
	}
	id := "topic:gkg-theme-" + dataset.Short(slug)
	x.add("part_of", claim.End{ID: id}, "theme", code)
	return x.names.Label(id, "GKG theme "+code)
}

func (x *articles) add(relation string, object claim.End, rule, evidence string, q ...string) {
	if key := relation + object.ID; x.seen[key] {
		return
	} else {
		x.seen[key] = true
	}
	c := dataset.Plain("", "", x.story, relation, object, "", append(x.q[:len(x.q):len(x.q)], q...)...)
	x.finish(&c, rule, evidence)
	x.out = append(x.out, c)
}

func (x *articles) finish(c *claim.Claim, rule, evidence string) {
	c.Modality, c.Said, c.Extractor, c.Confidence, c.Publisher = x.base.Modality, x.base.Said, x.base.Extractor, x.base.Confidence, x.base.Publisher
	c.Rule, c.Evidence = rule, cut(evidence)
}

// cut bounds an evidence to 1,000 bytes.
func cut(s string) string {
	if len(s) <= 1000 {
		return s
	}
	return strings.ToValidUTF8(s[:1000], "") + "…"
}

// quotations reads "offset|length|verb|quotation" between number signs.
func (x *articles) quotations(field, outlet string) error {
	if field == "" || outlet == "" {
		return nil
	}
	n := 0
	for entry := range strings.SplitSeq(field, "#") {
		parts := strings.SplitN(entry, "|", 4)
		if len(parts) != 4 || strings.TrimSpace(parts[3]) == "" {
			continue
		}
		offset, ok1 := dataset.Int(parts[0])
		length, ok2 := dataset.Int(parts[1])
		if !ok1 || !ok2 || offset < 0 || length <= 0 || offset > 1<<30 || length > 1<<30 {
			return dataset.Rejectf("quotation at %q of length %q cannot be read", cut(parts[0]), cut(parts[1]))
		}
		if n++; n > entriesLimit {
			return nil
		}
		key := "quote " + strconv.Itoa(offset) + " " + strconv.Itoa(length)
		if x.seen[key] {
			continue
		}
		x.seen[key] = true
		c := dataset.Plain("", "", claim.End{ID: outlet}, "discussed", x.story, "", append(x.q[:len(x.q):len(x.q)], "offset", parts[0], "verb", strings.TrimSpace(parts[2]))...)
		c.Sentence = claim.Span{Start: offset, End: offset + length} // tells the quotations of one row apart
		x.finish(&c, "quotation", parts[3])
		x.out = append(x.out, c)
	}
	return nil
}

// language reads "srclc:ara;eng:GT-ARA 1.0".
func language(info string) string {
	for part := range strings.SplitSeq(info, ";") {
		if lang, ok := strings.CutPrefix(strings.TrimSpace(part), "srclc:"); ok {
			return strings.TrimSpace(lang)
		}
	}
	return ""
}
