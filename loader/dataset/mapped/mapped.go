// Package mapped reads any table with a header line by a mapping that its user writes: which columns name the two actors, the
// relation, the days and the rest. A mapping is a YAML file; docs/mapping.md describes it by example.
package mapped

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"entente/graph/claim"
	"entente/graph/vocab"
	"entente/loader/dataset"
	"entente/loader/dataset/tabular"
)

// Name is what --format takes for tables with a mapping.
const Name = "csv"

// maxMapping bounds a mapping file, in bytes.
const maxMapping = 1 << 20

// Mapping is a mapping file.
type Mapping struct {
	// Title, Publisher and Published are those of the document that the table is; Extractor names the mapping in every claim
	// (default "mapping@1").
	Title     string `yaml:"title"`
	Publisher string `yaml:"publisher"`
	Published string `yaml:"published"`
	Extractor string `yaml:"extractor"`

	Subject  Field   `yaml:"subject"`
	Relation Field   `yaml:"relation"`
	Object   Field   `yaml:"object"`
	Speakers []Field `yaml:"speakers"` // who is cited, the outermost first

	Happened Field `yaml:"happened"` // a day, month or year
	From     Field `yaml:"from"`     // or the beginning and
	Until    Field `yaml:"until"`    // the end of the time in which it holds: empty means still
	Said     Field `yaml:"said"`

	Polarity   Field            `yaml:"polarity"` // affirmed (default) or denied
	Modality   Field            `yaml:"modality"` // asserted (default), reported, planned, demanded, hypothetical, coded
	Confidence Field            `yaml:"confidence"`
	Score      Field            `yaml:"score"`
	Outlet     Field            `yaml:"outlet"` // publisher of the row
	Qualifiers map[string]Field `yaml:"qualifiers"`
	// Only are conditions: a row counts if each column named has one of the values.
	Only map[string][]string `yaml:"only"`
}

// Field tells where a value comes from: a column, a value that is the same for every row, or both, the value then for rows
// whose cell is empty. A bare word in the file is a column.
type Field struct {
	Column string `yaml:"column"`
	Value  string `yaml:"value"`
	// Map replaces cells. With it a cell that it does not have is an error of its row; "*" stands for any other.
	Map map[string]string `yaml:"map"`
	// Code says in which code a cell names a state: see vocab.Schemes.
	Code string `yaml:"code"`
	// Prefix makes an id of a cell that names nobody the vocabulary knows: org: and "Bank of X" give org:bank-of-x. Without it
	// such a row is an error.
	Prefix string `yaml:"prefix"`
}

// UnmarshalYAML takes a bare word as a column.
func (f *Field) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		f.Column = n.Value
		return nil
	}
	type plain Field
	return n.Decode((*plain)(f))
}

func (f *Field) given() bool { return f.Column != "" || f.Value != "" }

// Read reads a mapping and holds it against the vocabulary.
func Read(r io.Reader, words *vocab.Vocabulary) (*Mapping, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxMapping+1))
	if err != nil {
		return nil, err
	}
	if len(b) > maxMapping {
		return nil, fmt.Errorf("a mapping has at most %d bytes", maxMapping)
	}
	m := &Mapping{}
	dec := yaml.NewDecoder(bytes.NewReader(b))
	dec.KnownFields(true)
	if err := dec.Decode(m); err != nil {
		return nil, fmt.Errorf("the mapping: %w", err)
	}
	return m, m.check(words)
}

var qualifierName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

func (m *Mapping) check(words *vocab.Vocabulary) error {
	var errs []error
	for name, f := range map[string]*Field{"subject": &m.Subject, "relation": &m.Relation, "object": &m.Object} {
		if !f.given() {
			errs = append(errs, fmt.Errorf("the mapping lacks %s: a column, or a value", name))
		}
	}
	for _, r := range append(slices.Sorted(maps.Values(m.Relation.Map)), m.Relation.Value) {
		if _, ok := words.Relation(r); !ok && r != "" {
			errs = append(errs, fmt.Errorf("the mapping: no relation %q; near: %s", r, strings.Join(words.NearestRelation(r, 3), ", ")))
		}
	}
	if m.Happened.given() && (m.From.given() || m.Until.given()) {
		errs = append(errs, errors.New("the mapping has happened beside from and until: give one or the other"))
	}
	for name := range m.Qualifiers {
		if !qualifierName.MatchString(name) {
			errs = append(errs, fmt.Errorf("the mapping: %q cannot name a qualifier: small letters, digits and _", name))
		}
	}
	for _, f := range m.fields() {
		if f.Code != "" && !slices.Contains(vocab.Schemes(), vocab.Scheme(f.Code)) {
			errs = append(errs, fmt.Errorf("the mapping: no code %q; one of %s", f.Code, codes()))
		}
		if f.Prefix != "" && !strings.HasSuffix(f.Prefix, ":") {
			errs = append(errs, fmt.Errorf("the mapping: the prefix %q has no colon", f.Prefix))
		}
	}
	return errors.Join(errs...)
}

func (m *Mapping) fields() []*Field {
	out := []*Field{&m.Subject, &m.Relation, &m.Object, &m.Happened, &m.From, &m.Until, &m.Said, &m.Polarity, &m.Modality, &m.Confidence, &m.Score, &m.Outlet}
	for i := range m.Speakers {
		out = append(out, &m.Speakers[i])
	}
	for _, name := range slices.Sorted(maps.Keys(m.Qualifiers)) {
		f := m.Qualifiers[name]
		out = append(out, &f)
	}
	return out
}

// columns are those that the table must have.
func (m *Mapping) columns() []string {
	seen := map[string]bool{}
	for _, f := range m.fields() {
		if f.Column != "" {
			seen[f.Column] = true
		}
	}
	for c := range m.Only {
		seen[c] = true
	}
	return slices.Sorted(maps.Keys(seen))
}

// codes lists the codes of states that a mapping may name.
func codes() string {
	var out []string
	for _, s := range vocab.Schemes() {
		out = append(out, string(s))
	}
	return strings.Join(out, ", ")
}

// New makes the reader of tables with a mapping; it never takes a file by itself.
func New(m *Mapping) dataset.Reader { return &reader{m} }

type reader struct{ m *Mapping }

// Name implements dataset.Reader.
func (*reader) Name() string { return Name }

// Detect implements dataset.Reader: only --format chooses it.
func (*reader) Detect(string, []byte) int { return 0 }

// Read implements dataset.Reader.
func (r *reader) Read(ctx context.Context, in *dataset.File, s *dataset.Session, out dataset.Sink) error {
	title := r.m.Title
	if title == "" {
		title = in.Name
	}
	err := out.Document(dataset.Document{ID: in.ID, Title: title, Publisher: r.m.Publisher, Published: r.m.Published})
	if err != nil {
		return err
	}
	names := dataset.NewResolver(s, out)
	return dataset.Table(ctx, in, s, out, r.m.columns(), func(h *tabular.Header) func([]string) ([]claim.Claim, error) {
		return (&table{Mapping: r.m, h: h, names: names}).row
	})
}
