package extract

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"entente/graph/claim"
	"entente/graph/vocab"
	"entente/loader/text"
)

// Event is one coded event, as event coders write it.
type Event struct {
	Doc         string         `json:"doc"`
	Date        *string        `json:"date"`
	Source      *string        `json:"source"`
	Target      *string        `json:"target"`
	SourceID    *string        `json:"source_id"`
	TargetID    *string        `json:"target_id"`
	SourceStart int            `json:"source_start"`
	SourceEnd   int            `json:"source_end"`
	TargetStart int            `json:"target_start"`
	TargetEnd   int            `json:"target_end"`
	Start       int            `json:"start"`
	End         int            `json:"end"`
	CAMEO       string         `json:"cameo"`
	PLOVER      *string        `json:"plover"`
	Mode        *string        `json:"mode"`
	Quad        int            `json:"quad"`
	Goldstein   *float64       `json:"goldstein"`
	Speaker     *string        `json:"speaker"`
	Polarity    claim.Polarity `json:"polarity"`
	Modality    claim.Modality `json:"modality"`
}

// AppendEvent appends the JSON line of e to b; the same event gives the same bytes.
func AppendEvent(b []byte, e *Event) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(e); err != nil {
		return b, err
	}
	return append(b, buf.Bytes()...), nil
}

// Events codes the events of a document between its actors. Where the input gives entities, the pairs of them that stand in one
// sentence are coded too, with one event each: the first given is the source unless the words say otherwise.
func (u *Rules) Events(ctx context.Context, in *Input) ([]Event, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if lang := text.Language(in.Text); lang != "English" {
		return nil, &LanguageError{Language: lang}
	}
	r := u.analyse(in)
	var out []Event
	for i := range r.doc.Sentences {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		pairs := r.givenPairs(i)
		if len(pairs) == 0 && r.sents[i] == nil {
			continue
		}
		if r.sents[i] == nil {
			r.sents[i] = r.parse(i)
		}
		if len(pairs) > 0 {
			r.sent = r.sents[i]
			for _, p := range pairs {
				out = append(out, r.codePair(i, p[0], p[1])...)
			}
			continue
		}
		if z := r.doc.Sentences[i].Zone; z != text.Body && z != text.Caption {
			continue
		}
		out = append(out, r.codeSentence(i)...)
	}
	slices.SortStableFunc(out, func(a, b Event) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.SourceStart, b.SourceStart), cmp.Compare(a.TargetStart, b.TargetStart), cmp.Compare(a.CAMEO, b.CAMEO))
	})
	return slices.CompactFunc(out, func(a, b Event) bool {
		return a.Start == b.Start && deref(a.Source) == deref(b.Source) && deref(a.Target) == deref(b.Target) && deref(a.SourceID) == deref(b.SourceID) && deref(a.TargetID) == deref(b.TargetID) && a.CAMEO == b.CAMEO && a.SourceStart == b.SourceStart && a.TargetStart == b.TargetStart
	}), nil
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// givenPairs lists the pairs of given entities in sentence i, first given first.
func (r *reading) givenPairs(i int) [][2]Entity {
	se := r.doc.Sentences[i]
	var here []Entity
	for _, e := range r.in.Entities {
		if e.Start >= se.Span.Start && e.End <= se.Span.End+2 && e.End > e.Start {
			here = append(here, e)
		}
	}
	var out [][2]Entity
	if len(here) == 1 && len(r.in.Entities) == 1 {
		return [][2]Entity{{here[0], {Start: -1, End: -1}}}
	}
	for a := range here {
		for b := a + 1; b < len(here) && len(out) < 20; b++ {
			out = append(out, [2]Entity{here[a], here[b]})
		}
	}
	return out
}

// codeFound codes a relation between two actors that was read.
func (r *reading) codeFound(f *found) []Event {
	if f.scope.dropped || !isActorKind(f.subject.kind) || !isActorKind(f.object.kind) {
		return nil
	}
	rel, ok := r.rules.vocab.Relation(f.frame.relation)
	if !ok || rel.Group == "structure" && f.frame.cameo == "" && rel.CAMEO == "" {
		return nil
	}
	base := f.frame.cameo
	if base == "" {
		base = rel.CAMEO
	}
	if f.pred >= 0 {
		if c := r.verbCode(f.pred); c != "" && c != "-" {
			base = c
		}
	}
	if base == "" {
		return nil
	}
	code := base
	switch {
	case f.scope.modality == claim.Demanded:
		return nil // the appeal itself is the event
	case f.scope.denied && f.scope.modality == claim.Planned, f.scope.denied && cooperative(code):
		code = refusal(code)
	case f.scope.denied:
		return nil
	case f.scope.modality == claim.Planned:
		code = intent(code)
	case f.scope.modality == claim.Hypothetical:
		return nil
	}
	if g := r.appealContent(f); g != "" {
		code = g
	}
	e := r.event(f.sentence, f.subject, f.object, code)
	e.Polarity, e.Modality = claim.Affirmed, f.scope.modality
	if f.scope.denied {
		e.Polarity = claim.Denied
	}
	if len(f.scope.chain) > 0 && len(f.scope.chain[0]) > 0 {
		e.Speaker = &f.scope.chain[0][0].id
	}
	if f.time.value != "" {
		e.Date = &f.time.value
	}
	out := []Event{e}
	if rel.Symmetric {
		out = append(out, mirror(e))
	}
	return out
}

// appealContent refines an appeal, demand or threat by what it is about.
func (r *reading) appealContent(f *found) string {
	if f.pred < 0 {
		return ""
	}
	switch f.frame.relation {
	case "urges", "demands", "threatens", "warns", "rejects":
		if c := r.code(f.pred, 0); root(c) == "02" || root(c) == "10" || root(c) == "13" || root(c) == "12" {
			return c
		}
	}
	return ""
}

// mirror gives the other direction of a reciprocal event.
func mirror(e Event) Event {
	e.Source, e.Target, e.SourceID, e.TargetID = e.Target, e.Source, e.TargetID, e.SourceID
	e.SourceStart, e.SourceEnd, e.TargetStart, e.TargetEnd = e.TargetStart, e.TargetEnd, e.SourceStart, e.SourceEnd
	return e
}

// event makes an event with all that follows from its code.
func (r *reading) event(sentence int, a, b end, code string) Event {
	se := r.doc.Sentences[sentence]
	e := Event{Doc: r.in.ID, Start: se.Span.Start, End: se.Span.End, CAMEO: code,
		SourceStart: a.span.Start, SourceEnd: a.span.End, TargetStart: b.span.Start, TargetEnd: b.span.End,
		Polarity: claim.Affirmed, Modality: claim.Asserted}
	if r.day != "" {
		e.Date = &r.day
	}
	e.SourceID, e.TargetID = given(a.id), given(b.id)
	e.Source, e.Target = given(r.actorCode(a)), given(r.actorCode(b))
	if c, ok := r.rules.vocab.CAMEO(code); ok {
		e.PLOVER, e.Mode = given(c.PLOVER), given(c.Mode)
		e.Quad = c.Quad(vocab.QuadGDELT)
		if g, ok := c.Goldstein(vocab.GoldsteinGDELT); ok {
			e.Goldstein = &g
		}
	}
	r.ploverExceptions(&e)
	return e
}

// ploverExceptions fills what the table of codes leaves open: appeals are requests.
func (r *reading) ploverExceptions(e *Event) {
	set := func(event, mode string) {
		e.PLOVER, e.Mode = &event, nil
		if mode != "" {
			e.Mode = &mode
		}
	}
	switch {
	case root(e.CAMEO) == "02" && e.PLOVER == nil:
		set("REQUEST", "")
	case e.CAMEO == "128" || e.CAMEO == "120":
		set("REJECT", deref(e.Mode))
	}
}

func given(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// roleCodes are CAMEO's codes of roles.
var roleCodes = map[vocab.Role]string{
	vocab.RoleGovernment: "GOV", vocab.RoleMinistry: "GOV", vocab.RoleEmbassy: "GOV", vocab.RoleOfficials: "GOV", vocab.RoleHead: "GOV", vocab.RoleMinister: "GOV",
	vocab.RoleEnvoy: "GOV", vocab.RoleSpokes: "GOV", vocab.RoleMilitary: "MIL", vocab.RoleCommander: "MIL", vocab.RoleIntel: "SPY", vocab.RolePolice: "COP",
	vocab.RoleParliament: "LEG", vocab.RoleLawmakers: "LEG", vocab.RoleLegislator: "LEG", vocab.RoleCourt: "JUD", vocab.RoleJudge: "JUD", vocab.RoleFormer: "ELI",
	vocab.RolePeople: "CVL", vocab.RoleStateMedia: "MED", vocab.RoleMedia: "MED", vocab.RoleParty: "PTY", vocab.RoleArmedGroup: "REB", vocab.RoleRivalGov: "OPP",
	vocab.RoleDissident: "OPP", vocab.RoleIGO: "IGO", vocab.RoleBloc: "IGO", vocab.RoleNGO: "NGO", vocab.RoleCompany: "BUS", vocab.RoleReligious: "REL", vocab.RoleSpiritual: "REL", vocab.RoleThinkTank: "EDU",
}

// headCodes give roles by the noun that named the actor.
var headCodes = map[string]string{"troop": "MIL", "force": "MIL", "army": "MIL", "navy": "MIL", "military": "MIL", "soldier": "MIL", "general": "MIL", "warship": "MIL", "jet": "MIL", "aircraft": "MIL", "fleet": "MIL", "commander": "MIL",
	"police": "COP", "court": "JUD", "parliament": "LEG", "senate": "LEG", "congress": "LEG", "lawmaker": "LEG", "rebel": "REB", "militant": "REB", "separatist": "SEP", "spy": "SPY"}

// actorCode gives the CAMEO code of an actor: its state and role.
func (r *reading) actorCode(a end) string {
	v := r.rules.vocab
	if act, ok := v.Actor(a.id); ok && act.Codes.CAMEO != "" && act.Kind != vocab.State {
		return act.Codes.CAMEO
	}
	state := ""
	if a.state != "" {
		if act, ok := v.Actor(a.state); ok {
			state = cmp.Or(act.Codes.CAMEO, act.Codes.ISO3, strings.TrimPrefix(a.state, "state:"))
		}
	}
	role := ""
	switch {
	case a.via != "":
		role = cmp.Or(headCodes[a.via], "GOV")
	case a.kind == vocab.State:
	case a.kind == vocab.Person && state != "":
		role = "GOV"
	default:
		if act, ok := v.Actor(a.id); ok {
			role = roleCodes[act.Role]
			if state == "" && act.Home != "" {
				state = strings.TrimPrefix(act.Home, "state:")
			}
		} else if st, rl, ok := v.ReadID(a.id); ok {
			role = roleCodes[rl]
			if state == "" {
				state = strings.TrimPrefix(st, "state:")
			}
		}
	}
	if a.via == "nation" || a.via == "country" || a.via == "state" || a.via == "republic" || a.via == "people" {
		role = ""
	}
	return state + role
}
