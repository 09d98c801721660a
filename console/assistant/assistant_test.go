package assistant

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"entente/graph"
	"entente/graph/claim"
	"entente/graph/store/storetest"
	"entente/graph/vocab"
)

// session is a client of the official kit that talks to a server over a small graph of invented facts.
func session(t *testing.T) *mcp.ClientSession {
	t.Helper()
	ctx := context.Background()
	words, err := vocab.Default()
	if err != nil {
		t.Fatal(err)
	}
	g, err := graph.Open(ctx, graph.Memory, &graph.Options{Store: storetest.NewModel()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = g.Close() })
	text := "Samoa said that Fiji sent it patrol boats."
	if _, err := g.Put(ctx, []graph.Document{{
		ID: "a", Title: "Wire a", Publisher: "Test Wire", Published: "2024-03-01", Lang: "en", Text: text,
		Claims: []claim.Claim{{
			Sentence: claim.Span{Start: 0, End: len(text)}, Evidence: text,
			Subject: claim.End{ID: "state:FJI", State: "state:FJI"}, Relation: "supplies_arms_to", Object: claim.End{ID: "state:WSM", State: "state:WSM"},
			Chain: []string{"state:WSM"}, SpeakerState: "state:WSM", VoiceState: "state:WSM",
			Polarity: claim.Affirmed, Modality: claim.Asserted, Published: "2024-03-01", Rule: "by-hand", Confidence: 1, Extractor: "hand@1",
		}},
	}}); err != nil {
		t.Fatal(err)
	}
	server := New(Options{Graph: g, Words: words, Version: "test", Rows: 2, Gizmo: func(_ context.Context, script string, _ int) ([]json.RawMessage, string, error) {
		return []json.RawMessage{json.RawMessage(`{"id":"<state:WSM>"}`)}, "limit", nil
	}})
	near, far := mcp.NewInMemoryTransports()
	if _, err := server.Connect(ctx, near, nil); err != nil {
		t.Fatal(err)
	}
	c, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil).Connect(ctx, far, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func TestSessionOfTheOfficialClient(t *testing.T) {
	c := session(t)
	list, err := c.ListTools(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, tool := range list.Tools {
		names = append(names, tool.Name)
		if tool.Annotations == nil || !tool.Annotations.ReadOnlyHint {
			t.Errorf("%s is not marked as reading only", tool.Name)
		}
	}
	slices.Sort(names)
	if want := []string{"facts_between", "find_actor", "gizmo", "path", "schema", "source", "timeline"}; !slices.Equal(names, want) {
		t.Fatalf("tools %v, want %v", names, want)
	}
	for _, x := range []struct {
		tool  string
		args  map[string]any
		part  string
		wrong bool
	}{
		{"schema", nil, `"supplies_arms_to"`, false},
		{"find_actor", map[string]any{"name": "samo"}, `"state:WSM"`, false},
		{"find_actor", map[string]any{"name": "s"}, `"truncated":true`, false},
		{"facts_between", map[string]any{"a": "Fiji", "b": "Samoa"}, text(`Samoa said that Fiji sent it patrol boats.`), false},
		{"facts_between", map[string]any{"a": "Atlantis"}, "Atlantis", true},
		{"path", map[string]any{"expression": "Samoa/^supplies_arms_to"}, `"state:FJI"`, false},
		{"path", map[string]any{"expression": "Samoa/^supplies_arms_to"}, `"evidence":"Samoa said`, false},
		{"path", map[string]any{"expression": "Samoa/^supplies_arm_to"}, "did you mean", true},
		{"path", map[string]any{"expression": "Samoa/("}, "expected", true},
		{"timeline", map[string]any{"a": "Fiji", "b": "Samoa"}, `"2024-03"`, false},
		{"timeline", map[string]any{"a": "Fiji"}, "two actors", true},
		{"source", map[string]any{"id": "a"}, `"text":"Samoa said`, false},
		{"source", map[string]any{"id": "claim:00000000000000000000000000000000"}, "not in the graph", true},
		{"gizmo", map[string]any{"script": "g.V().All()"}, `"truncated":true`, false},
	} {
		r, err := c.CallTool(context.Background(), &mcp.CallToolParams{Name: x.tool, Arguments: x.args})
		if err != nil {
			t.Errorf("%s %v: %v", x.tool, x.args, err)
			continue
		}
		var got strings.Builder
		for _, part := range r.Content {
			if s, ok := part.(*mcp.TextContent); ok {
				got.WriteString(s.Text)
			}
		}
		if r.IsError != x.wrong || !strings.Contains(got.String(), x.part) {
			t.Errorf("%s %v: error %v, %.400s", x.tool, x.args, r.IsError, got.String())
		}
	}
}

// text is how a string stands inside JSON.
func text(s string) string {
	data, _ := json.Marshal(s)
	return string(data)
}
