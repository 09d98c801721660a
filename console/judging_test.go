package console

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"
)

// The edge and claims of "Fiji supplies arms to Samoa", as the page finds them.
func armsEdge(t *testing.T, s *Server) (edge, status string, claims []string) {
	t.Helper()
	var facts struct {
		Facts []struct{ Edge, Predicate, Status string }
	}
	call(s, "GET", "/api/v1/facts?a=Fiji&b=Samoa", "").into(t, &facts)
	for _, f := range facts.Facts {
		if f.Predicate == "supplies_arms_to" {
			edge, status = f.Edge, f.Status
		}
	}
	if edge == "" {
		return "", "", nil
	}
	var page struct {
		Edge struct {
			Claims []struct{ Claim, Doc string }
		}
	}
	call(s, "GET", "/api/v1/show?id="+edge, "").into(t, &page)
	for _, c := range page.Edge.Claims {
		claims = append(claims, c.Claim)
	}
	return edge, status, claims
}

func TestJudgingOverHTTP(t *testing.T) {
	secret, token := NewToken(Load, time.Hour)
	s := newTestServer(t, func(o *Options) { o.Tokens = []Token{token} })
	send := func(body string) reply {
		return call(s, "POST", "/api/v1/judgements", body, "Authorization", "Bearer "+secret, "Content-Type", "application/json")
	}
	edge, status, claims := armsEdge(t, s)
	if status != "disputed" || len(claims) != 2 {
		t.Fatalf("%s is %s with %v", edge, status, claims)
	}
	about := func(claim string) (list JudgementList) {
		call(s, "GET", "/api/v1/judgements?claim="+url.QueryEscape(claim), "").into(t, &list)
		return list
	}
	// Rejected, the denial counts no more; undone, it counts again.
	denial := ""
	for _, c := range claims {
		r := call(s, "GET", "/api/v1/show?id="+c, "")
		if strings.Contains(r.body, `"polarity":"denied"`) {
			denial = c
		}
	}
	r := send(`{"kind":"reject","by":"ada","claim":"` + denial + `","note":"of another shipment"}`)
	var done struct {
		Judgement JudgementView
		Entry     map[string]any
		Edges     int
	}
	r.into(t, &done)
	if r.status != 200 || done.Edges == 0 || done.Judgement.By != "ada" || !done.Judgement.Countable || done.Entry["kind"] != "reject" {
		t.Fatalf("%d %s", r.status, r.body)
	}
	if _, status, left := armsEdge(t, s); status == "disputed" || len(left) != 1 {
		t.Errorf("with the denial rejected: %s, %v", status, left)
	}
	list := about(denial)
	if list.Total != 1 || list.Judgements[0].Note != "of another shipment" || list.Judgements[0].Relation != "supplies_arms_to~denied" || list.Judgements[0].Undone {
		t.Errorf("%+v", list)
	}
	if r := send(`{"kind":"undo","by":"ada","undoes":"` + done.Judgement.ID + `"}`); r.status != 200 {
		t.Errorf("undo: %d %s", r.status, r.body)
	}
	if _, status, left := armsEdge(t, s); status != "disputed" || len(left) != 2 {
		t.Errorf("undone: %s, %v", status, left)
	}
	if list := about(denial); list.Total != 1 || !list.Judgements[0].Undone || list.Judgements[0].Countable {
		t.Errorf("%+v", list)
	}
	// Corrected, by an actor's name, the claim counts for another relation.
	if r := send(`{"kind":"correct","by":"ada","claim":"` + denial + `","change":{"relation":"trades_with","object":"Tonga","polarity":"affirmed"}}`); r.status != 200 {
		t.Errorf("correct: %d %s", r.status, r.body)
	}
	if r := call(s, "GET", "/api/v1/path?q=Fiji/trades_with", ""); !strings.Contains(r.body, `"state:TON"`) {
		t.Errorf("corrected: %s", r.body)
	}
	if r := send(`{"kind":"note","by":"ben","note":"see the other wire"}`); r.status != 200 {
		t.Errorf("note: %d %s", r.status, r.body)
	}
	var all JudgementList
	call(s, "GET", "/api/v1/judgements?limit=2", "").into(t, &all)
	if all.Total != 4 || len(all.Judgements) != 2 || all.Judgements[0].By != "ben" {
		t.Errorf("%+v", all)
	}
}

func TestJudgingThatIsRefused(t *testing.T) {
	secret, token := NewToken(Load, time.Hour)
	reader, readToken := NewToken(Read, time.Hour)
	s := newTestServer(t, func(o *Options) { o.Tokens = []Token{token, readToken} })
	_, _, claims := armsEdge(t, s)
	c := claims[0]
	for i, k := range []struct {
		what, body, token string
		status            int
	}{
		{"no token", `{"kind":"accept","by":"a","claim":"` + c + `"}`, "", 401},
		{"a token for reading", `{"kind":"accept","by":"a","claim":"` + c + `"}`, reader, 403},
		{"nobody", `{"kind":"accept","by":"","claim":"` + c + `"}`, secret, 422},
		{"blanks for a name", `{"kind":"accept","by":"  ","claim":"` + c + `"}`, secret, 400},
		{"no such claim", `{"kind":"accept","by":"a","claim":"claim:00000000000000000000000000000000"}`, secret, 404},
		{"no claim", `{"kind":"accept","by":"a"}`, secret, 404},
		{"an unknown kind", `{"kind":"shrug","by":"a","claim":"` + c + `"}`, secret, 422},
		{"a correction of nothing", `{"kind":"correct","by":"a","claim":"` + c + `"}`, secret, 400},
		{"an unknown relation", `{"kind":"correct","by":"a","claim":"` + c + `","change":{"relation":"waves_at"}}`, secret, 404},
		{"an unknown actor", `{"kind":"correct","by":"a","claim":"` + c + `","change":{"object":"Atlantis"}}`, secret, 404},
		{"a bad id", `{"kind":"correct","by":"a","claim":"` + c + `","change":{"object":"state:<b>"}}`, secret, 400},
		{"a bad day", `{"kind":"correct","by":"a","claim":"` + c + `","change":{"said":"some day"}}`, secret, 400},
		{"an unknown polarity", `{"kind":"correct","by":"a","claim":"` + c + `","change":{"polarity":"maybe"}}`, secret, 422},
		{"an empty note", `{"kind":"note","by":"a","note":""}`, secret, 400},
		{"undoing what is not there", `{"kind":"undo","by":"a","undoes":"judgement:00000000000000000000000000000000"}`, secret, 404},
	} {
		headers := []string{"Content-Type", "application/json"}
		if k.token != "" {
			headers = append(headers, "Authorization", "Bearer "+k.token)
		}
		if r := call(s, "POST", "/api/v1/judgements", k.body, headers...); r.status != k.status || !json.Valid([]byte(r.body)) {
			t.Errorf("%d, %s: %d, want %d: %s", i, k.what, r.status, k.status, r.body)
		}
	}
	var list JudgementList
	call(s, "GET", "/api/v1/judgements", "").into(t, &list)
	if list.Total != 0 {
		t.Errorf("something was entered: %+v", list)
	}
	for secret, want := range map[string]string{"": "read", reader: "read", secret: "load"} {
		headers := []string{}
		if secret != "" {
			headers = []string{"Authorization", "Bearer " + secret}
		}
		if r := call(s, "GET", "/api/v1/access", "", headers...); !strings.Contains(r.body, `"role":"`+want+`"`) {
			t.Errorf("access: %s, want %s", r.body, want)
		}
	}
	t.Log("ran 18 cases: judgements that are refused, and what a caller may do")
}
