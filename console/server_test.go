package console

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"entente/graph"
	"entente/graph/claim"
	"entente/graph/store/storetest"
	"entente/graph/vocab"
	"entente/queries/gizmo"
)

const host = "127.0.0.1:7777"

// sentence is one claim of the test's documents, in an invented wire's words about invented facts of states.
type sentence struct {
	text, subject, relation, object, speaker string
	denied                                   bool
}

func document(id string, sentences ...sentence) graph.Document {
	d := graph.Document{ID: id, Title: "Wire " + id, Publisher: "Test Wire", Published: "2024-03-01", Lang: "en"}
	for _, s := range sentences {
		start := len(d.Text)
		d.Text += s.text + "\n"
		c := claim.Claim{
			Sentence: claim.Span{Start: start, End: start + len(s.text)}, Evidence: s.text,
			Subject: claim.End{ID: s.subject, State: s.subject}, Relation: s.relation, Object: claim.End{ID: s.object, State: s.object},
			Polarity: claim.Affirmed, Modality: claim.Asserted, Published: "2024-03-01", Rule: "by-hand", Confidence: 1, Extractor: "hand@1",
		}
		if s.denied {
			c.Polarity = claim.Denied
		}
		if s.speaker != "" {
			c.Chain, c.SpeakerState, c.VoiceState = []string{s.speaker}, s.speaker, s.speaker
		}
		d.Claims = append(d.Claims, c)
	}
	return d
}

func newTestGraph(t *testing.T) *graph.Graph {
	t.Helper()
	ctx := context.Background()
	g, err := graph.Open(ctx, graph.Memory, &graph.Options{Store: storetest.NewModel()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = g.Close() })
	_, err = g.Put(ctx, []graph.Document{
		document("a", sentence{"Fiji and Samoa are partners.", "state:FJI", "partner_of", "state:WSM", "", false},
			sentence{"Samoa said that Fiji sent it patrol boats.", "state:FJI", "supplies_arms_to", "state:WSM", "state:WSM", false}),
		document("b", sentence{"Fiji denied sending Samoa patrol boats.", "state:FJI", "supplies_arms_to", "state:WSM", "state:FJI", true},
			sentence{"Samoa trades with Tonga.", "state:WSM", "trades_with", "state:TON", "", false}),
	})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func newTestServer(t *testing.T, change func(*Options)) *Server {
	t.Helper()
	words, err := vocab.Default()
	if err != nil {
		t.Fatal(err)
	}
	opt := Options{Graph: newTestGraph(t), Words: words, Version: "test", OpenRole: Read, Hosts: []string{host}}
	if change != nil {
		change(&opt)
	}
	s, err := New(opt)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

type reply struct {
	status int
	header http.Header
	body   string
}

func (r reply) into(t *testing.T, v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(r.body), v); err != nil {
		t.Fatalf("%v in %q", err, r.body)
	}
}

// call sends one request; headers come in pairs.
func call(s *Server, method, target, body string, headers ...string) reply {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.Host = host
	r.RemoteAddr = "127.0.0.1:40000"
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i] == "Host" {
			r.Host = headers[i+1]
			continue
		}
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return reply{w.Code, w.Header(), w.Body.String()}
}

func TestPathAnswersInBothFormats(t *testing.T) {
	s := newTestServer(t, nil)
	r := call(s, "GET", "/api/v1/path?q=Samoa/%5Esupplies_arms_to&evidence=true", "")
	if r.status != 200 {
		t.Fatal(r)
	}
	var whole struct {
		Answers []struct {
			End   struct{ ID, Label string }
			Steps []struct {
				Status   string
				DeniedBy []string `json:"denied_by"`
				Claims   []struct{ Evidence string }
			}
		}
		Shown     int
		Truncated bool
	}
	r.into(t, &whole)
	if len(whole.Answers) != 1 || whole.Shown != 1 || whole.Truncated {
		t.Fatalf("%+v", whole)
	}
	a := whole.Answers[0]
	if a.End.ID != "state:FJI" || a.End.Label != "Fiji" || len(a.Steps) != 1 {
		t.Fatalf("%+v", a)
	}
	if st := a.Steps[0]; st.Status != "disputed" || !slices.Equal(st.DeniedBy, []string{"state:FJI"}) || len(st.Claims) == 0 {
		t.Errorf("%+v", st)
	}
	lines := call(s, "POST", "/api/v1/path", `{"expression":"Samoa/(.|^.)","limit":2,"format":"jsonl"}`, "Content-Type", "application/json")
	got := strings.Split(strings.TrimSpace(lines.body), "\n")
	if lines.status != 200 || len(got) != 3 || got[2] != `{"truncated":true,"reason":"limit","shown":2}` {
		t.Errorf("%d %q", lines.status, got)
	}
}

func TestErrorsSayWhereAndWhat(t *testing.T) {
	s := newTestServer(t, nil)
	for _, c := range []struct {
		target, body string
		status       int
		code, part   string
	}{
		{"/api/v1/path?q=Samoa/(", "", 400, "usage", "expected"},
		{"/api/v1/path?q=Samoa/trade_with", "", 404, "name", "trade_with"},
		{"/api/v1/path?q=Atlantis/trades_with", "", 404, "name", "Atlantis"},
		{"/api/v1/facts?a=Atlantis", "", 404, "name", "Atlantis"},
		{"/api/v1/facts?a=Samoa&since=someday", "", 400, "usage", "someday"},
		{"/api/v1/timeline?a=Samoa", "", 400, "usage", "two actors"},
		{"/api/v1/show?id=edge:00000000000000000000000000000000", "", 404, "not_found", ""},
		{"/api/v1/document?id=zzz", "", 404, "name", "zzz"},
	} {
		r := call(s, "GET", c.target, c.body)
		var p Problem
		r.into(t, &p)
		if r.status != c.status || p.Err.Code != c.code || !strings.Contains(p.Err.Message, c.part) {
			t.Errorf("%s: %d %+v", c.target, r.status, p)
		}
		if r.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: content type %q", c.target, r.header.Get("Content-Type"))
		}
	}
	for _, target := range []string{"/api/v1/path", "/api/v1/path?q=Samoa&nonsense=1", "/api/v1/search?q=x&limit=100000"} {
		if r := call(s, "GET", target, ""); r.status != 422 {
			t.Errorf("%s: %d %s", target, r.status, r.body)
		}
	}
}

func TestReadingRoutes(t *testing.T) {
	s := newTestServer(t, nil)
	for target, part := range map[string]string{
		"/api/v1/labels?id=state:WSM&id=state:ATLANTIS": `{"labels":{"state:WSM":"Samoa"}}`,
		"/api/v1/search?q=samo":                         `"state:WSM"`,
		"/api/v1/facts?a=Samoa&b=Fiji":                  `"disputed"`,
		"/api/v1/timeline?a=Samoa&b=Fiji":               `"2024-03"`,
		"/api/v1/report?a=Samoa&b=Fiji":                 `<a id="ref-1" href="#note-1"`,
		"/api/v1/questions":                             `"dyad-over-time"`,
		"/api/v1/question?name=dyad-over-time&argument=a%3DSamoa&argument=b%3DFiji": `"columns"`,
		"/api/v1/schema":                      `"allied_with"`,
		"/api/v1/info":                        `"documents":2`,
		"/api/v1/explain?q=Samoa/trades_with": `"expression"`,
		"/api/v1/suggest?q=Samoa/tr&at=8":     `"trades_with"`,
		"/api/v1/documents":                   `"id":"a"`,
		"/api/v1/document?id=a":               `"text":"Fiji and Samoa are partners.`,
		"/api/v1/health":                      `"ok"`,
		"/api/v1/openapi.json":                `"/api/v1/path"`,
		"/metrics":                            `entente_queries_running`,
		"/api/v2/formats":                     `"nquads"`,
		"/api/v2/read?sub=%3Cstate:WSM%3E&pred=%3Crel:trades_with%3E": "<state:WSM> <rel:trades_with> <state:TON>",
	} {
		if r := call(s, "GET", target, ""); r.status != 200 || !strings.Contains(r.body, part) {
			t.Errorf("%s: %d %.300s", target, r.status, r.body)
		}
	}
	if r := call(s, "GET", "/api/v1/export", ""); r.status != 200 || strings.Count(r.body, "\n") < 50 {
		t.Errorf("export: %d, %d lines", r.status, strings.Count(r.body, "\n"))
	}
}

func TestChangesNeedATokenAndWork(t *testing.T) {
	loaded := ""
	secret, token := NewToken(Load, 0)
	s := newTestServer(t, func(o *Options) {
		o.Tokens = []Token{token}
		o.Load = func(_ context.Context, name, format string, data []byte) (any, error) {
			loaded = name + " " + format + " " + string(data)
			return map[string]int{"loaded": 1}, nil
		}
	})
	if r := call(s, "POST", "/api/v1/load?name=x.txt", "words"); r.status != 401 || loaded != "" {
		t.Fatalf("without a token: %d, loaded %q", r.status, loaded)
	}
	r := call(s, "POST", "/api/v1/load?name=x.txt&format=text", "words", "Authorization", "Bearer "+secret, "Content-Type", "application/octet-stream")
	if r.status != 200 || loaded != "x.txt text words" {
		t.Errorf("%d %s, loaded %q", r.status, r.body, loaded)
	}
	for range 2 { // counted, and remembered until the graph changes
		if r := call(s, "GET", "/api/v1/info", ""); !strings.Contains(r.body, `"documents":2`) {
			t.Errorf("before removing: %s", r.body)
		}
	}
	if r := call(s, "DELETE", "/api/v1/document?id=b", "", "Cookie", tokenCookie+"="+secret); r.status != 200 {
		t.Errorf("remove: %d %s", r.status, r.body)
	}
	if r := call(s, "GET", "/api/v1/info", ""); !strings.Contains(r.body, `"documents":1`) {
		t.Errorf("after removing: %s", r.body)
	}
	if r := call(s, "DELETE", "/api/v1/document?id=b", "", "Authorization", "Bearer "+secret); r.status != 404 {
		t.Errorf("removing again: %d %s", r.status, r.body)
	}
}

// Every route, every role: what a caller may do is what the route's policy says.
func TestEveryRouteWithEveryRole(t *testing.T) {
	secrets, tokens := map[Role]string{}, []Token{}
	for _, role := range []Role{Read, Load, Admin} {
		secret, token := NewToken(role, time.Hour)
		secrets[role] = secret
		tokens = append(tokens, token)
	}
	s := newTestServer(t, func(o *Options) { o.Tokens, o.OpenRole = tokens, Anyone })
	r := &routes{server: s, mux: http.NewServeMux(), policies: map[string]policy{}}
	r.api = newAPI(r.mux, "test")
	r.addAsking()
	r.addDocuments()
	r.addJudging()
	r.addOperation()
	r.addCayley()
	cases := 0
	for pattern, p := range r.policies {
		method, path, _ := strings.Cut(pattern, " ")
		path = strings.ReplaceAll(path, "{id}", "none")
		for role := Anyone; role <= Admin; role++ {
			cases++
			headers := []string{}
			if role > Anyone {
				headers = []string{"Authorization", "Bearer " + secrets[role]}
			}
			got := call(s, method, path, "", headers...).status
			refused := got == 401 || got == 403
			if want := !p.page && role < p.role; refused != want {
				t.Errorf("%s as %s: %d, refused %v, want %v", pattern, role, got, refused, want)
			}
		}
	}
	// What the API's document lists is guarded as well.
	var doc struct {
		Paths map[string]map[string]any
	}
	call(s, "GET", "/api/v1/openapi.json", "", "Authorization", "Bearer "+secrets[Read]).into(t, &doc)
	for path, methods := range doc.Paths {
		for m := range methods {
			if _, known := r.policies[strings.ToUpper(m)+" "+path]; !known {
				t.Errorf("%s %s has no policy", m, path)
			}
		}
	}
	if cases < 80 {
		t.Errorf("only %d cases", cases)
	}
	t.Logf("ran %d cases: routes by roles", cases)
}

func TestStrangersAreRefusedBeforeTheBody(t *testing.T) {
	s := newTestServer(t, nil)
	for _, c := range []struct {
		what    string
		headers []string
		status  int
	}{
		{"unknown host", []string{"Host", "evil.example"}, 403},
		{"host with another port", []string{"Host", "127.0.0.1:1"}, 403},
		{"foreign origin", []string{"Origin", "https://evil.example"}, 403},
		{"null origin", []string{"Origin", "null"}, 403},
		{"same host, other scheme", []string{"Origin", "https://" + host}, 403},
		{"own origin", []string{"Origin", "http://" + host}, 200},
		{"cross-site fetch", []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"wrong token", []string{"Authorization", "Bearer nope"}, 401},
	} {
		body := &watched{Reader: strings.NewReader(`{"expression":"Samoa/trades_with"}`)}
		r := httptest.NewRequest("POST", "/api/v1/path", body)
		r.Host, r.RemoteAddr = host, "127.0.0.1:40000"
		r.Header.Set("Content-Type", "application/json")
		for i := 0; i < len(c.headers); i += 2 {
			if c.headers[i] == "Host" {
				r.Host = c.headers[i+1]
			} else {
				r.Header.Set(c.headers[i], c.headers[i+1])
			}
		}
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, r)
		if w.Code != c.status {
			t.Errorf("%s: %d, want %d: %s", c.what, w.Code, c.status, w.Body)
		}
		if c.status != 200 && body.read {
			t.Errorf("%s: the body was read", c.what)
		}
		if h := w.Header(); h.Get("Access-Control-Allow-Origin") != "" || h.Get("X-Content-Type-Options") != "nosniff" ||
			h.Get("Referrer-Policy") != "no-referrer" || !strings.Contains(h.Get("Content-Security-Policy"), "frame-ancestors 'none'") {
			t.Errorf("%s: headers %v", c.what, h)
		}
	}
}

type watched struct {
	io.Reader
	read bool
}

func (w *watched) Read(p []byte) (int, error) {
	w.read = true
	return w.Reader.Read(p)
}

func TestTenWrongTokensThenWait(t *testing.T) {
	_, token := NewToken(Load, 0)
	s := newTestServer(t, func(o *Options) { o.Tokens = []Token{token} })
	now := time.Now()
	s.guard.now = func() time.Time { return now }
	for i := range 10 {
		if r := call(s, "GET", "/api/v1/info", "", "Authorization", "Bearer wrong"); r.status != 401 || strings.Contains(r.body, "wrong\"") {
			t.Fatalf("try %d: %d %s", i, r.status, r.body)
		}
	}
	r := call(s, "GET", "/api/v1/info", "", "Authorization", "Bearer wrong")
	if r.status != 429 || r.header.Get("Retry-After") == "" {
		t.Errorf("the eleventh: %d %v", r.status, r.header)
	}
	now = now.Add(61 * time.Second)
	if r := call(s, "GET", "/api/v1/info", "", "Authorization", "Bearer wrong"); r.status != 401 {
		t.Errorf("a minute later: %d", r.status)
	}
}

func TestTokensExpireAndAreNotKept(t *testing.T) {
	secret, token := NewToken(Admin, time.Minute)
	if _, ok := roleOf([]Token{token}, secret, time.Now()); !ok {
		t.Error("a fresh token does not count")
	}
	if _, ok := roleOf([]Token{token}, secret, time.Now().Add(2*time.Minute)); ok {
		t.Error("an expired token counts")
	}
	if bytes.Contains(token.hash[:], []byte(secret)) || len(secret) < 30 {
		t.Error("the secret is too short, or kept")
	}
}

func TestScriptsAreRunAsCayleyClientsExpect(t *testing.T) {
	var script string
	s := newTestServer(t, func(o *Options) {
		o.Gizmo = func(_ context.Context, run GizmoRun) ([]json.RawMessage, string, error) {
			text := run.Script
			script = text
			if run.Shape {
				return []json.RawMessage{json.RawMessage(`{"nodes":[],"links":[]}`)}, "", nil
			}
			if strings.Contains(text, "boom") {
				return nil, "", &gizmo.Error{Code: gizmo.CodeSyntax, Message: "boom", Line: 1, Column: 5}
			}
			return []json.RawMessage{json.RawMessage(`{"id":"<state:FJI>"}`)}, "", nil
		}
	})
	for _, target := range []string{"/api/v1/query/gizmo", "/api/v2/query?lang=gizmo"} {
		r := call(s, "POST", target, `g.V().All()`)
		if r.status != 200 || strings.TrimSpace(r.body) != `{"result":[{"id":"<state:FJI>"}]}` || script != `g.V().All()` {
			t.Errorf("%s: %d %s", target, r.status, r.body)
		}
		r = call(s, "POST", target, `boom(`)
		if r.status != 400 || strings.TrimSpace(r.body) != `{"error":"syntax: line 1, column 5: boom"}` {
			t.Errorf("%s: %d %s", target, r.status, r.body)
		}
	}
	if r := call(s, "POST", "/api/v1/shape/gizmo", `g.V().All()`); r.status != 200 || strings.TrimSpace(r.body) != `{"nodes":[],"links":[]}` {
		t.Errorf("shape: %d %s", r.status, r.body)
	}
	if r := call(s, "POST", "/api/v1/shape/mql", `[]`); r.status != 400 || !strings.Contains(r.body, `"error"`) {
		t.Errorf("shape of another language: %d %s", r.status, r.body)
	}
	script = ""
	if r := call(s, "POST", "/api/v1/gizmo", strings.Repeat("/", 256<<10+1)); r.status != 413 || script != "" {
		t.Errorf("a script over the limit: %d, run %v", r.status, script != "")
	}
	if r := call(s, "POST", "/api/v2/query?lang=mql", "[]"); r.status != 400 {
		t.Errorf("another language: %d", r.status)
	}
}

func TestListeningBeyondThisMachineNeedsTLSAndTokens(t *testing.T) {
	s := newTestServer(t, nil)
	for address, ok := range map[string]bool{"127.0.0.1:0": true, "localhost:0": true, "[::1]:0": true, "0.0.0.0:0": false, ":0": false, "192.0.2.1:80": false} {
		if err := s.CheckListen(ListenOptions{Address: address}); (err == nil) != ok {
			t.Errorf("%s: %v", address, err)
		}
	}
	if err := s.CheckListen(ListenOptions{Address: "0.0.0.0:0", Insecure: true}); err != nil {
		t.Errorf("told to: %v", err)
	}
}

func TestThePageMovesItsTokenOutOfTheAddress(t *testing.T) {
	s := newTestServer(t, nil)
	r := call(s, "GET", "/?token=abc", "")
	cookie := r.header.Get("Set-Cookie")
	if r.status != 303 || r.header.Get("Location") != "/" || !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "SameSite=Strict") {
		t.Errorf("%d %v", r.status, r.header)
	}
	if r := call(s, "GET", "/", ""); r.status != 200 || !strings.Contains(r.body, `<div id="app">`) {
		t.Errorf("page: %d %.100s", r.status, r.body)
	}
}
