package dataset

import (
	"encoding/binary"
	"math"
	"slices"
	"strings"

	"entente/graph/claim"
	"entente/graph/vocab"
)

// Event is a machine-coded event after its actors are known.
type Event struct {
	Source, Target claim.End
	Code           string // CAMEO
	Happened, Said string
	// Score is that of the file, nil when it has none.
	Score *float64
	// Place, Number (id in the data set, with its name before it) and Reports become qualifiers; empty ones do not.
	Place, Number, Reports string
}

// EventOf gives back the event that a claim of a Coder was made of, for what refers to it later (mentions of an event that was loaded
// before). An actor that the relation did not take stays replaced by its state.
func EventOf(v *vocab.Vocabulary, c *claim.Claim) Event {
	e := Event{Source: c.Subject, Target: c.Object, Code: c.CAMEO, Happened: c.Happened, Said: c.Said, Score: c.Score,
		Place: c.Qualifiers[QualifierPlace], Number: c.Qualifiers[QualifierEvent]}
	if code, ok := v.CAMEO(c.CAMEO); ok && code.Swap {
		e.Source, e.Target = e.Target, e.Source
	}
	return e
}

// packed is an Event in one string, so that many can be remembered without a pointer for each of their texts.
type packed string

// pack keeps all but the spans, which the ends of data rows have not.
func pack(e *Event) packed {
	fields := [...]string{e.Source.ID, e.Source.State, e.Target.ID, e.Target.State, e.Code, e.Happened, e.Said, e.Place, e.Number, e.Reports}
	size := len(fields)*2 + 8
	for _, f := range fields {
		size += len(f)
	}
	b := make([]byte, 0, size)
	if e.Score != nil {
		b = binary.BigEndian.AppendUint64(append(b, 1), math.Float64bits(*e.Score))
	} else {
		b = append(b, 0)
	}
	for _, f := range fields {
		b = append(binary.AppendUvarint(b, uint64(len(f))), f...)
	}
	return packed(b)
}

func (p packed) event() Event {
	var e Event
	b := []byte(p)
	scored := b[0] == 1
	if b = b[1:]; scored {
		score := math.Float64frombits(binary.BigEndian.Uint64(b))
		e.Score, b = &score, b[8:]
	}
	for _, f := range [...]*string{&e.Source.ID, &e.Source.State, &e.Target.ID, &e.Target.State, &e.Code, &e.Happened, &e.Said, &e.Place, &e.Number, &e.Reports} {
		n, used := binary.Uvarint(b)
		b = b[used:]
		*f, b = string(b[:n]), b[n:]
	}
	return e
}

// Coder makes claims of events. It is for one goroutine.
type Coder struct {
	session    *Session
	extractor  string
	confidence float64
	rules      map[string]string // by code
	fits       map[string]fit
}

// fit holds what kinds a relation takes at its ends.
type fit struct{ domain, rang []vocab.Kind }

// NewCoder makes a Coder; confidence is how far a claim of this data set is trusted before anything else is known.
func NewCoder(s *Session, extractor string, confidence float64) *Coder {
	return &Coder{session: s, extractor: extractor, confidence: confidence, rules: make(map[string]string), fits: make(map[string]fit)}
}

// Claim makes the claim of an event, or says why it states none (Skipped) or cannot be (Rejected). Source and target change
// places where the code says so (who hosts a visit is visited).
func (c *Coder) Claim(e *Event) (claim.Claim, error) {
	code, ok := c.session.Vocabulary.CAMEO(e.Code)
	switch {
	case e.Source.ID == "" && e.Target.ID == "":
		return claim.Claim{}, NoActors
	case !ok:
		return claim.Claim{}, Rejectf("unknown event code %q", e.Code)
	case e.Source.ID == "":
		return claim.Claim{}, NoSource
	case e.Target.ID == "":
		return claim.Claim{}, NoTarget
	case code.Relation == "":
		return claim.Claim{}, NoRelation
	case e.Source.ID == e.Target.ID:
		return claim.Claim{}, SameActor
	}
	return c.coded(e, code)
}

func (c *Coder) coded(e *Event, code *vocab.CAMEO) (claim.Claim, error) {
	relation, subject, object := code.Relation, e.Source, e.Target
	if code.Swap {
		subject, object = object, subject
	}
	if relation == "expels" && c.leavesBody(object.ID) {
		relation = "withdraws_from"
	}
	f := c.fit(relation)
	var ok1, ok2 bool
	subject, ok1 = Fit(subject, f.domain)
	object, ok2 = Fit(object, f.rang)
	switch {
	case !ok1 || !ok2:
		return claim.Claim{}, Skipped("the relation " + relation + " does not take actors of this kind")
	case subject.ID == object.ID:
		return claim.Claim{}, SameActor
	}
	out := claim.Claim{
		Subject: subject, Relation: relation, Object: object,
		Polarity: claim.Affirmed, Modality: claim.Coded, Happened: e.Happened, Said: e.Said,
		CAMEO: e.Code, PLOVER: code.PLOVER, Score: e.Score,
		Rule: c.rule(e.Code), Confidence: c.confidence, Extractor: c.extractor, Qualifiers: c.qualifiers(e, code),
	}
	if code.Polarity == string(claim.Denied) {
		out.Polarity = claim.Denied
	}
	if strings.HasPrefix(e.Code, "072") && out.Confidence > 0.7 {
		out.Confidence = 0.7 // military aid may be training or personnel, not arms
	}
	if c.session.Scale != "" {
		out.Score = nil
		if v, ok := code.Goldstein(c.session.Scale); ok {
			out.Score = &v
		}
	}
	return out, nil
}

// leavesBody tells quitting an organisation from expelling somebody: the codes 166x are both.
func (c *Coder) leavesBody(object string) bool {
	a, ok := c.session.Vocabulary.Actor(object)
	return ok && (a.Kind == vocab.Org || a.Kind == vocab.Group) && (a.Role == vocab.RoleIGO || a.Role == vocab.RoleBloc)
}

func (c *Coder) fit(relation string) fit {
	f, ok := c.fits[relation]
	if !ok {
		if r, known := c.session.Vocabulary.Relation(relation); known {
			f = fit{r.Domain, r.Range}
		}
		c.fits[relation] = f
	}
	return f
}

// Fit keeps an actor of a kind that the relation takes, and else replaces it by the state that it stands for.
func Fit(e claim.End, kinds []vocab.Kind) (claim.End, bool) {
	kind, _, _ := strings.Cut(e.ID, ":")
	k := vocab.Kind(kind)
	if k == vocab.Office {
		k = vocab.Person
	}
	if slices.Contains(kinds, k) {
		return e, true
	}
	if e.State != "" && slices.Contains(kinds, vocab.State) {
		return claim.End{ID: e.State, State: e.State}, true
	}
	return e, false
}

func (c *Coder) rule(code string) string {
	r, ok := c.rules[code]
	if !ok {
		r = "cameo:" + code
		c.rules[code] = r
	}
	return r
}

func (c *Coder) qualifiers(e *Event, code *vocab.CAMEO) map[string]string {
	q := make(map[string]string, 8)
	put := func(name, value string) {
		if value != "" {
			q[name] = value
		}
	}
	put(QualifierEvent, e.Number)
	put(QualifierPlace, e.Place)
	put(QualifierReports, e.Reports)
	put("context", code.RelationContext)
	if e.Happened != "" {
		q[QualifierOccurrence] = e.Happened + ":" + e.Code
	}
	switch e.Code {
	case "041":
		q["mode"] = "phone"
	case "044":
		q["mode"] = "third-party"
	case "192":
		q["phase"] = "occupation"
	}
	if code.Modality == string(claim.Planned) {
		q[QualifierIntent] = code.Modality
	}
	return q
}

// Normal gives a code its leading zero back where a spreadsheet took it: roots 1 to 9 have one, and "40" is 040 where no
// code 40 exists. ok is false when no reading is a code.
func Normal(v *vocab.Vocabulary, code string) (string, bool) {
	code = strings.TrimSpace(code)
	if _, ok := v.CAMEO(code); ok {
		return code, true
	}
	if _, ok := v.CAMEO("0" + code); ok {
		return "0" + code, true
	}
	return code, false
}
