package quads

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"entente/graph/claim"
	"entente/graph/store"
)

// ErrNotClaim is matched when quads do not make up a claim.
var ErrNotClaim = errors.New("these quads are no claim")

// Decode is the inverse of Encode. All quads must have the claim as subject; those it does not know are passed over. document
// is the id of the claim's document as it was given (the claim itself carries only the hash of it).
func Decode(qs []store.Quad, document string) (Record, error) {
	r := Record{}
	r.Claim.Doc = document
	var d decoder
	for i := range qs {
		if i == 0 {
			r.ID, r.DocIRI = qs[0].S.Value, qs[0].G.Value
		} else if qs[i].S != qs[0].S {
			return r, fmt.Errorf("%w: two subjects, %s and %s", ErrNotClaim, qs[0].S, qs[i].S)
		}
		d.property(&r, qs[i].P.Value, qs[i].O.Value)
	}
	d.finish(&r)
	if d.err != nil {
		return r, fmt.Errorf("%w: %s: %w", ErrNotClaim, r.ID, d.err)
	}
	if r.Edge == "" || r.Claim.Subject.ID == "" || r.Claim.Object.ID == "" || r.Relation == "" {
		return r, fmt.Errorf("%w: %s lacks its edge or an end", ErrNotClaim, r.ID)
	}
	return r, nil
}

type decoder struct {
	err               error
	parties, via      []string
	partyOrder, chain string
	speaker           string
	content           claim.Proposition
	hasContent        bool
}

func (d *decoder) property(r *Record, name, value string) {
	c := &r.Claim
	switch name {
	case About:
		r.Edge = value
	case RolledAbout:
		r.Rolled = append(r.Rolled, value)
	case Start:
		c.Sentence.Start = d.integer(value)
	case End:
		c.Sentence.End = d.integer(value)
	case Document:
		r.DocIRI = value
	case Verdict:
		r.Verdict = value
	case Evidence:
		c.Evidence = value
	case Subject:
		c.Subject.ID = value
	case Relation:
		c.Relation = strings.TrimPrefix(value, PrefixRel)
	case Object:
		c.Object.ID = value
	case SubjectSpan:
		c.Subject.Span = d.span(value)
	case ObjectSpan:
		c.Object.Span = d.span(value)
	case SubjectOf:
		c.Subject.State = value
	case ObjectOf:
		c.Object.State = value
	case Polarity:
		c.Polarity = claim.Polarity(value)
	case Modality:
		c.Modality = claim.Modality(value)
	case Published:
		c.Published = value
	case Said:
		c.Said = value
	case Happened:
		c.Happened = value
	case TimeText:
		c.TimeText = value
	default:
		d.more(r, name, value)
	}
}

func (d *decoder) more(r *Record, name, value string) {
	c := &r.Claim
	switch name {
	case Speaker:
		d.speaker = value
	case Via:
		d.via = append(d.via, value)
	case Chain:
		d.chain = value
	case SpeakerOf:
		c.SpeakerState = value
	case VoiceOf:
		c.VoiceState = value
	case Party:
		d.parties = append(d.parties, value)
	case Parties:
		d.partyOrder = value
	case Rule:
		c.Rule = value
	case Confidence:
		c.Confidence = d.decimal(value)
	case Extractor:
		c.Extractor = value
	case CAMEO:
		c.CAMEO = value
	case PLOVER:
		c.PLOVER = value
	case Score:
		s := d.decimal(value)
		c.Score = &s
	case Row:
		c.Row = d.integer(value)
	case Publisher:
		c.Publisher = value
	default:
		d.rest(r, name, value)
	}
}

func (d *decoder) rest(r *Record, name, value string) {
	switch name {
	case Content:
		r.Content = value
	case ContentSubject:
		d.content.Subject, d.hasContent = value, true
	case ContentRelation:
		d.content.Relation = strings.TrimPrefix(value, PrefixRel)
	case ContentObject:
		d.content.Object = value
	case ContentPolarity:
		d.content.Polarity = claim.Polarity(value)
	case ContentModality:
		d.content.Modality = claim.Modality(value)
	}
	if q, ok := strings.CutPrefix(name, QualifierPrefix); ok {
		if r.Qualifiers == nil {
			r.Qualifiers = make(map[string]string)
		}
		r.Qualifiers[q] = value
	}
}

func (d *decoder) finish(r *Record) {
	r.Chain = inOrder(d.chain, d.via)
	r.Parties = inOrder(d.partyOrder, d.parties)
	if d.hasContent {
		r.Claim.Content = &d.content
	}
	slices.Sort(r.Rolled)
	if d.speaker != r.Speaker() && d.err == nil {
		d.err = fmt.Errorf("speaker %q is not the first of its chain", d.speaker)
	}
}

func inOrder(order string, ids []string) []string {
	if order != "" {
		return strings.Fields(order)
	}
	return ids
}

func (d *decoder) integer(s string) int {
	n, err := strconv.Atoi(s)
	d.keep(err)
	return n
}

func (d *decoder) decimal(s string) float64 {
	f, err := strconv.ParseFloat(s, 64)
	d.keep(err)
	return f
}

func (d *decoder) span(s string) claim.Span {
	from, to, _ := strings.Cut(s, "-")
	return claim.Span{Start: d.integer(from), End: d.integer(to)}
}

func (d *decoder) keep(err error) {
	if err != nil && d.err == nil {
		d.err = err
	}
}
