// Package wikidata reads results of a query for diplomatic relations (property P530) as the query service gives them: CSV, TSV with terms
// in angle brackets and quotes, or SPARQL JSON. The query is in the documentation of data sets.
//
// Each result is a relation between two states, from the day of the qualifier "start time" to that of "end time"; without an end
// it is open. Wikidata writes a year alone as its first of January, so that day is read as the year. Deprecated statements are
// skipped. A country that the vocabulary does not know, by ISO code or label, is kept under its Wikidata number as an organisation.
//
// No real dump could be had: the layouts are those of the service, tested on results made by hand.
package wikidata

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"entente/graph/claim"
	"entente/graph/vocab"
	"entente/loader/dataset"
	"entente/loader/dataset/tabular"
)

// New makes the reader "wikidata-p530".
func New() dataset.Reader { return reader{} }

type reader struct{}

func (reader) Name() string { return "wikidata-p530" }

func (reader) Detect(_ string, head []byte) int {
	if start := bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\ufeff"))); len(start) > 0 && start[0] == '{' {
		if bytes.Contains(start, []byte(`"head"`)) && bytes.Contains(start, []byte(`"vars"`)) && bytes.Contains(start, []byte(`"other"`)) && bytes.Contains(start, []byte(`"country"`)) {
			return 95
		}
		return 0
	}
	for _, comma := range []byte{'\t', ','} {
		if columnsOf(tabular.HeadLine(head, comma)).complete() {
			return 95
		}
	}
	return 0
}

// variables are where the variables of the query stand, -1 where they do not.
type variables struct{ country, countryLabel, iso3, other, otherLabel, start, end, rank int }

func columnsOf(names []string) variables {
	at := func(want string) int {
		for i, n := range names {
			if strings.EqualFold(strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(n), "\ufeff"), "?"), want) {
				return i
			}
		}
		return -1
	}
	return variables{at("country"), at("countryLabel"), at("iso3"), at("other"), at("otherLabel"), at("start"), at("end"), at("rank")}
}

func (v variables) complete() bool { return v.country >= 0 && v.other >= 0 && v.otherLabel >= 0 }

func (reader) Read(ctx context.Context, in *dataset.File, s *dataset.Session, out dataset.Sink) error {
	if err := out.Document(dataset.Document{ID: in.ID, Title: in.Name, Publisher: "Wikidata"}); err != nil {
		return err
	}
	x := &results{names: dataset.NewResolver(s, out), v: s.Vocabulary}
	body, comma := dataset.SniffComma(in.Body)
	first := make([]byte, 1)
	n, err := io.ReadFull(body, first)
	if err != nil && err != io.EOF {
		return err
	}
	body = io.MultiReader(bytes.NewReader(first[:n]), body)
	if n == 1 && first[0] == '{' {
		return x.json(ctx, body, s, out)
	}
	rows := tabular.NewReader(body, tabular.Layout{Comma: comma, Quoted: comma == ','})
	head, err := rows.Next()
	if err != nil {
		return fmt.Errorf("%w: no header", dataset.ErrFormat)
	}
	c := columnsOf(head.Fields)
	width := len(head.Fields)
	if !c.complete() {
		return fmt.Errorf("%w: the header lacks country, other or otherLabel", dataset.ErrFormat)
	}
	return dataset.Rows(ctx, rows, s, out, func(row tabular.Row) ([]claim.Claim, error) {
		if len(row.Fields) != width {
			return nil, dataset.Rejectf("%d columns, the header has %d", len(row.Fields), width)
		}
		at := func(i int) string { return term(tabular.At(row.Fields, i)) }
		return x.result(at(c.country), at(c.countryLabel), at(c.iso3), at(c.other), at(c.otherLabel), at(c.start), at(c.end), at(c.rank))
	})
}

// term takes the value out of <iri>, "text"@en and "text"^^<type>.
func term(s string) string {
	s = strings.TrimSpace(s)
	if strings.HasPrefix(s, "<") && strings.HasSuffix(s, ">") {
		return s[1 : len(s)-1]
	}
	if strings.HasPrefix(s, `"`) {
		if i := strings.LastIndexByte(s, '"'); i > 0 {
			return s[1:i]
		}
	}
	return s
}

type results struct {
	names *dataset.Resolver
	v     *vocab.Vocabulary
}

func (x *results) result(country, label, iso3, other, otherLabel, start, end, rank string) ([]claim.Claim, error) {
	if strings.HasSuffix(rank, "DeprecatedRank") {
		return nil, dataset.Skipped("the statement is deprecated")
	}
	from, ok1 := date(start)
	to, ok2 := date(end)
	if !ok1 || !ok2 {
		return nil, dataset.Rejectf("%q to %q are no times", start, end)
	}
	if to == "" && from != "" {
		to = ".."
	}
	happened, ok := dataset.Interval(from, to)
	if !ok {
		return nil, dataset.Rejectf("it would end (%s) before it begins (%s)", to, from)
	}
	a, err := x.state(country, label, iso3, from)
	if err != nil {
		return nil, err
	}
	b, err := x.state(other, otherLabel, "", from)
	if err != nil {
		return nil, err
	}
	if a.ID == b.ID {
		return nil, dataset.SameActor
	}
	return dataset.One(dataset.Plain("wikidata-p530@1", "P530", a, "has_diplomatic_relations_with", b, happened), nil)
}

// date reads a time of the query service; unknown values are blank nodes and mean nothing.
func date(s string) (string, bool) {
	if s == "" || strings.HasPrefix(s, "_:") || strings.HasPrefix(s, "t") || strings.Contains(s, "/.well-known/genid/") {
		return "", true
	}
	day, ok := dataset.Calendar(s)
	if ok && strings.HasSuffix(day, "-01-01") {
		day = day[:4]
	}
	return day, ok
}

func (x *results) state(uri, label, iso3, day string) (claim.End, error) {
	if iso3 != "" {
		if e, ok := x.names.State(vocab.ISO3, iso3, day); ok {
			return e, nil
		}
	}
	if label != "" {
		if e, ok := x.names.Country(label, day); ok {
			return e, nil
		}
		if e, ok := x.names.Country(label, ""); ok {
			return e, nil
		}
		for _, a := range x.v.Named(label) {
			if a.Kind == vocab.Org {
				return claim.End{ID: a.ID}, nil
			}
		}
	}
	number := uri[strings.LastIndexByte(uri, '/')+1:]
	if len(number) < 2 || number[0] != 'Q' || strings.Trim(number[1:], "0123456789") != "" || len(number) > 20 {
		return claim.End{}, dataset.Rejectf("%q is not an entity of Wikidata", uri)
	}
	id := "org:wikidata-" + strings.ToLower(number)
	if label == "" {
		label = number
	}
	return claim.End{ID: id}, x.names.Label(id, label)
}

// recordLimit bounds one result in JSON.
const recordLimit = 1 << 20

var errTooLong = errors.New("a result is longer than 1 MiB")

// rationed gives a decoder so many bytes for each value and no more.
type rationed struct {
	r    io.Reader
	left int
}

func (r *rationed) Read(p []byte) (int, error) {
	if r.left <= 0 {
		return 0, errTooLong
	}
	n, err := r.r.Read(p[:min(len(p), r.left)])
	r.left -= n
	return n, err
}

type cell struct {
	Value string `json:"value"`
}

// json reads {"head":…,"results":{"bindings":[…]}}. Rows are numbers of results.
func (x *results) json(ctx context.Context, body io.Reader, s *dataset.Session, out dataset.Sink) error {
	in := &rationed{r: body, left: recordLimit}
	d := json.NewDecoder(in)
	for {
		t, err := d.Token()
		if err != nil {
			return fmt.Errorf("%w: no list of bindings: %w", dataset.ErrFormat, err)
		}
		if t == "bindings" {
			break
		}
	}
	if t, err := d.Token(); err != nil || t != json.Delim('[') {
		return fmt.Errorf("%w: bindings are no list", dataset.ErrFormat)
	}
	for n := 1; d.More(); n++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		in.left = recordLimit
		offset := d.InputOffset()
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			// What follows cannot be told apart any more.
			return out.Reject(n, offset, "not JSON: "+err.Error())
		}
		var b map[string]cell
		if err := json.Unmarshal(raw, &b); err != nil {
			if err := out.Reject(n, offset, "not a result: "+err.Error()); err != nil {
				return err
			}
			continue
		}
		claims, err := x.result(b["country"].Value, b["countryLabel"].Value, b["iso3"].Value, b["other"].Value, b["otherLabel"].Value, b["start"].Value, b["end"].Value, b["rank"].Value)
		if err := dataset.Deliver(s, out, n, offset, string(raw), claims, err); err != nil {
			return err
		}
	}
	return nil
}
