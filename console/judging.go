package console

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"entente/graph"
	"entente/graph/claim"
	"entente/graph/claim/edtf"
	"entente/graph/judgement"
	"entente/graph/quads"
	"entente/queries/dossier"
)

// addJudging registers what people decide about claims: the same entries as `entente judge` makes.
func (r *routes) addJudging() {
	s := r.server
	add(r, operation{method: http.MethodGet, path: "/api/v1/access", role: Anyone, id: "access", summary: "What the caller may do"}, s.access)
	add(r, operation{method: http.MethodGet, path: "/api/v1/judgements", role: Read, id: "judgements", summary: "What people decided about claims, newest first"}, s.judgements)
	add(r, operation{method: http.MethodPost, path: "/api/v1/judgements", role: Load, id: "judge", summary: "Accept, reject, correct or note a claim, or undo a judgement"}, s.judge)
}

// Access tells what a caller may do.
type Access struct {
	Role string `json:"role" enum:"anyone,read,load,admin" doc:"judging needs load"`
}

type roleKey struct{}

func (s *Server) access(ctx context.Context, _ *struct{}) (*body[Access], error) {
	role, _ := ctx.Value(roleKey{}).(Role)
	return &body[Access]{Access{role.String()}}, nil
}

// JudgementView is one entry with what it speaks of now.
type JudgementView struct {
	ID   string `json:"id"`
	At   string `json:"at" doc:"RFC 3339, UTC"`
	By   string `json:"by"`
	Kind string `json:"kind"`
	Note string `json:"note,omitempty"`
	// Claim is the id that was judged, Ground the claim of the graph that the entry speaks of now ("" for none).
	Claim     string            `json:"claim,omitempty"`
	Ground    string            `json:"ground,omitempty"`
	Doc       string            `json:"doc,omitempty"`
	Subject   string            `json:"subject,omitempty" doc:"as the program read it, like relation, object and evidence"`
	Relation  string            `json:"relation,omitempty"`
	Object    string            `json:"object,omitempty"`
	Evidence  string            `json:"evidence,omitempty"`
	Change    *judgement.Change `json:"change,omitempty"`
	Undoes    string            `json:"undoes,omitempty"`
	Undone    bool              `json:"undone"`
	Countable bool              `json:"countable" doc:"it counts: not undone, and what it speaks of is there"`
}

// JudgementList lists entries.
type JudgementList struct {
	Judgements []JudgementView `json:"judgements"`
	Total      int             `json:"total" doc:"of those asked for; more than are listed when the limit cut them"`
}

type judgementsInput struct {
	Claims []string `query:"claim,explode" maxItems:"200" doc:"only those about these claims"`
	Limit  int      `query:"limit" minimum:"1" maximum:"1000" default:"100"`
}

func (s *Server) judgements(ctx context.Context, in *judgementsInput) (out *body[JudgementList], err error) {
	err = s.ask(ctx, "", func(ctx context.Context, v *graph.View) error {
		state, err := v.Judgements(ctx)
		if err != nil {
			return err
		}
		list := JudgementList{Judgements: []JudgementView{}}
		for _, e := range slices.Backward(state.Entries()) {
			if len(in.Claims) == 0 && len(list.Judgements) >= in.Limit {
				list.Total++ // counted without looking for its claim
				continue
			}
			line, err := viewOf(ctx, v, state, e)
			if err != nil {
				return err
			}
			if len(in.Claims) > 0 && !slices.Contains(in.Claims, line.Claim) && (line.Ground == "" || !slices.Contains(in.Claims, line.Ground)) {
				continue
			}
			if list.Total++; len(list.Judgements) < in.Limit {
				list.Judgements = append(list.Judgements, line)
			}
		}
		out = &body[JudgementList]{list}
		return nil
	})
	return out, err
}

func viewOf(ctx context.Context, v *graph.View, state *judgement.State, e *judgement.Entry) (JudgementView, error) {
	line := JudgementView{
		ID: e.ID, At: e.At, By: e.By, Kind: string(e.Kind), Note: e.Note, Claim: e.Claim, Change: e.Change, Undoes: e.Undoes, Undone: state.Undone(e.ID),
	}
	line.Countable = !line.Undone
	if e.Reading == nil {
		return line, nil
	}
	line.Doc, line.Subject, line.Relation, line.Object = e.Reading.Doc, e.Reading.Subject.ID, e.Reading.Relation+e.Reading.Form(), e.Reading.Object.ID
	line.Evidence = e.Reading.Evidence
	ground, ok, err := v.Ground(ctx, e)
	line.Ground = ground
	line.Countable = line.Countable && ok
	return line, err
}

// JudgeRequest is one decision.
type JudgeRequest struct {
	Kind   string        `json:"kind" enum:"accept,reject,correct,note,undo"`
	By     string        `json:"by" minLength:"1" maxLength:"200" doc:"who decides"`
	Claim  string        `json:"claim,omitempty" maxLength:"200" doc:"the claim that is judged; a note may be about none"`
	Note   string        `json:"note,omitempty" maxLength:"4000" doc:"why, in a few words"`
	Change *ClaimChanges `json:"change,omitempty" doc:"of a correction: what should have been read; what is left out stays as it was read"`
	Undoes string        `json:"undoes,omitempty" maxLength:"200" doc:"the judgement to take back"`
}

// ClaimChanges are what a correction alters. Actors are given by id or name.
type ClaimChanges struct {
	Relation   *string           `json:"relation,omitempty"`
	Subject    *string           `json:"subject,omitempty"`
	Object     *string           `json:"object,omitempty"`
	Chain      *[]string         `json:"speaker_chain,omitempty" doc:"who is quoted, outermost first; empty: the article speaks"`
	Polarity   *string           `json:"polarity,omitempty" enum:"affirmed,denied"`
	Modality   *string           `json:"modality,omitempty" enum:"asserted,reported,planned,demanded,hypothetical,coded"`
	Said       *string           `json:"said,omitempty" doc:"EDTF; empty: unknown"`
	Happened   *string           `json:"happened,omitempty" doc:"EDTF; empty: unknown"`
	Qualifiers map[string]string `json:"qualifiers,omitempty" doc:"an empty value takes one away"`
}

// Judged says what was entered.
type Judged struct {
	Judgement JudgementView `json:"judgement"`
	Entry     any           `json:"entry" doc:"the line that entente judge export writes"`
	Edges     int           `json:"edges" doc:"relations that were derived again"`
}

type judgeInput struct{ Body JudgeRequest }

func (s *Server) judge(ctx context.Context, in *judgeInput) (out *body[Judged], err error) {
	var e judgement.Entry
	err = s.ask(ctx, "", func(ctx context.Context, v *graph.View) error {
		e, err = in.Body.entry(ctx, v)
		return err
	})
	if err != nil {
		return nil, judgingProblem(err)
	}
	e.At, e.By, e.Note = time.Now().UTC().Format(time.RFC3339Nano), in.Body.By, in.Body.Note
	if err := e.Seal(); err != nil {
		return nil, judgingProblem(err)
	}
	report, err := s.opt.Graph.Judge(ctx, []judgement.Entry{e})
	if err != nil {
		return nil, judgingProblem(err)
	}
	line, err := judgement.AppendLine(nil, &e)
	if err != nil {
		return nil, err
	}
	done := Judged{Entry: json.RawMessage(line), Edges: report.Edges}
	err = s.ask(ctx, "", func(ctx context.Context, v *graph.View) error {
		state, err := v.Judgements(ctx)
		if err != nil {
			return err
		}
		done.Judgement, err = viewOf(ctx, v, state, &e)
		return err
	})
	return &body[Judged]{done}, err
}

// entry is the decision without its signature.
func (r *JudgeRequest) entry(ctx context.Context, v *graph.View) (judgement.Entry, error) {
	kind := judgement.Kind(r.Kind)
	if kind == judgement.Undo {
		state, err := v.Judgements(ctx)
		switch {
		case err != nil:
			return judgement.Entry{}, err
		case state.Entry(r.Undoes) == nil:
			return judgement.Entry{}, problem(http.StatusNotFound, "not_found", "no such judgement", "/api/v1/judgements lists them")
		case state.Undone(r.Undoes):
			return judgement.Entry{}, problem(http.StatusConflict, "usage", "this judgement is undone already", "its undo can be undone")
		}
		return judgement.Entry{Kind: kind, Undoes: r.Undoes}, nil
	}
	if kind == judgement.Note && r.Claim == "" {
		return judgement.Entry{Kind: kind}, nil
	}
	e, err := v.Judging(ctx, kind, r.Claim)
	if err == nil && kind == judgement.Correct {
		e.Change, err = r.Change.change(ctx, v)
	}
	return e, err
}

// change names the actors by their ids.
func (c *ClaimChanges) change(ctx context.Context, v *graph.View) (*judgement.Change, error) {
	if c == nil {
		return nil, nil // refused when the entry is sealed: it changes nothing
	}
	out := &judgement.Change{Relation: c.Relation, Said: c.Said, Happened: c.Happened, Set: c.Qualifiers}
	for _, end := range [...]struct {
		name *string
		to   **string
	}{{c.Subject, &out.Subject}, {c.Object, &out.Object}} {
		if end.name == nil {
			continue
		}
		id, err := judgedActor(ctx, v, *end.name)
		if err != nil {
			return nil, err
		}
		*end.to = &id
	}
	if c.Chain != nil {
		chain := []string{}
		for _, name := range *c.Chain {
			id, err := judgedActor(ctx, v, name)
			if err != nil {
				return nil, err
			}
			chain = append(chain, id)
		}
		out.Chain = &chain
	}
	if c.Polarity != nil {
		p := claim.Polarity(*c.Polarity)
		out.Polarity = &p
	}
	if c.Modality != nil {
		m := claim.Modality(*c.Modality)
		out.Modality = &m
	}
	return out, nil
}

// judgedActor is an id as it is, or the actor of a name.
func judgedActor(ctx context.Context, v *graph.View, name string) (string, error) {
	name = strings.TrimSpace(name)
	if kind, _, ok := strings.Cut(name, ":"); ok && !strings.ContainsAny(kind, " \"") {
		if err := quads.CheckID(name); err != nil {
			return "", problem(http.StatusBadRequest, "usage", err.Error(), "an id is kind:name, such as state:FJI")
		}
		return name, nil
	}
	node, err := dossier.Resolve(ctx, v, name)
	return node.ID, err
}

// judgingProblem names what is wrong with an entry; other errors are as they are everywhere.
func judgingProblem(err error) error {
	switch {
	case errors.Is(err, graph.ErrUnknown):
		return problem(http.StatusNotFound, "name", err.Error(), "/api/v1/schema lists the relations")
	case errors.Is(err, judgement.ErrBad), errors.Is(err, graph.ErrKind), errors.Is(err, claim.ErrBadValue), errors.Is(err, claim.ErrBadEnd), errors.Is(err, edtf.ErrSyntax):
		return problem(http.StatusBadRequest, "usage", err.Error(), "")
	}
	return err
}
