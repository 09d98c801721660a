package gdelt

import (
	"context"
	"strconv"
	"strings"

	"entente/graph/claim"
	"entente/loader/dataset"
	"entente/loader/dataset/tabular"
)

// Columns of Mentions, from 0.
const (
	menEvent = iota
	menHappened
	menFound
	menType
	menOutlet
	menArticle
	menSentence
	menActor1
	menActor2
	menAction
	menRaw
	menConfidence
	menLength
	menTone
	menTranslation
	menExtras
	menColumns
)

// Mentions reads Mentions files: one claim for each article that reports an event of the Events files read in the same
// session, or before it (Session.FindEvent). A mention of an event that was not read, or that states no relation, is skipped.
type Mentions struct{}

// NewMentions makes the reader.
func NewMentions() *Mentions { return &Mentions{} }

// Name is "gdelt-mentions".
func (*Mentions) Name() string { return "gdelt-mentions" }

// Detect knows the raw layout and the comma-separated one with a header that client libraries write.
func (*Mentions) Detect(name string, head []byte) int {
	if h := tabular.NewHeader(tabular.HeadLine(head, ',')); h.Has("globaleventid", "mentiontimedate", "mentionidentifier") {
		return 99
	}
	f := tabular.HeadLine(head, '\t')
	if len(f) != menColumns || !number(f[menEvent]) || len(f[menHappened]) != 14 || len(f[menFound]) != 14 || !number(f[menConfidence]) {
		return 0
	}
	if strings.Contains(strings.ToLower(name), "mentions") {
		return 99
	}
	return 95
}

// Read implements dataset.Reader.
func (*Mentions) Read(ctx context.Context, in *dataset.File, s *dataset.Session, out dataset.Sink) error {
	if err := begin(in, out); err != nil {
		return err
	}
	body, comma := dataset.SniffComma(in.Body)
	rows := tabular.NewReader(body, tabular.Layout{Comma: comma, Quoted: comma == ','})
	if comma == ',' {
		if _, err := dataset.ReadHeader(rows, "globaleventid", "mentiontimedate", "mentionidentifier", "confidence"); err != nil {
			return err
		}
	}
	x := &mentionReader{session: s, names: dataset.NewResolver(s, out), cells: dataset.NewCells(), coder: dataset.NewCoder(s, "gdelt-mentions@1", 1)}
	return dataset.Rows(ctx, rows, s, out, func(row tabular.Row) ([]claim.Claim, error) {
		if len(row.Fields) != menColumns {
			return nil, dataset.Rejectf("%d columns, Mentions files have %d", len(row.Fields), menColumns)
		}
		return x.row(row.Fields)
	})
}

type mentionReader struct {
	session *dataset.Session
	names   *dataset.Resolver
	cells   *dataset.Cells
	coder   *dataset.Coder
	one     [1]claim.Claim
}

func (x *mentionReader) row(f []string) ([]claim.Claim, error) {
	id, ok := dataset.Int(f[menEvent])
	if !ok || id < 0 {
		return nil, dataset.Rejectf("GLOBALEVENTID %q is not a number", f[menEvent])
	}
	confidence, ok := dataset.Int(f[menConfidence])
	if !ok || confidence < 0 || confidence > 100 {
		return nil, dataset.Rejectf("confidence %q is not between 0 and 100", f[menConfidence])
	}
	said, ok := x.cells.Day(f[menFound])
	if !ok {
		return nil, dataset.Rejectf("MentionTimeDate %q is not a time", f[menFound])
	}
	e, ok := x.session.Event(int64(id))
	if !ok {
		return nil, dataset.Skipped("a mention of an event that was not loaded, or states no relation")
	}
	e.Said = said
	c, err := x.coder.Claim(&e)
	if err != nil {
		return nil, err
	}
	c.Confidence = float64(confidence) / 100
	if err := x.place(&c, f); err != nil {
		return nil, err
	}
	if c.Publisher, err = x.names.Outlet(f[menOutlet]); err != nil {
		return nil, err
	}
	x.one[0] = c
	return x.one[:], nil
}

// place keeps where in the article the event is mentioned. Offsets count characters of the article's English text as GDELT read it, so
// they are qualifiers and no spans of a text that we have; -1 is unknown.
func (x *mentionReader) place(c *claim.Claim, f []string) error {
	for _, column := range [...]struct {
		name string
		at   int
		min  int
	}{{dataset.QualifierSentence, menSentence, 1}, {"actor1_offset", menActor1, 0}, {"actor2_offset", menActor2, 0}, {"action_offset", menAction, 0}} {
		n, ok := dataset.Int(f[column.at])
		if !ok {
			return dataset.Rejectf("%s %q is not a number", column.name, f[column.at])
		}
		if n >= column.min {
			c.Qualifiers[column.name] = strconv.Itoa(n)
		}
	}
	if f[menArticle] != "" {
		c.Qualifiers["article"] = f[menArticle]
	}
	if lang := sourceLanguage(f[menTranslation]); lang != "" {
		c.Qualifiers["translated_from"] = lang
	}
	return nil
}

// sourceLanguage reads "srclc:ara;eng:GT-ARA 1.0".
func sourceLanguage(info string) string {
	for part := range strings.SplitSeq(info, ";") {
		if lang, ok := strings.CutPrefix(strings.TrimSpace(part), "srclc:"); ok {
			return strings.TrimSpace(lang)
		}
	}
	return ""
}
