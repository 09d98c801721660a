package gizmo

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// drawnAs writes a shape in one line: sets by number, sorted, then links.
func drawnAs(t *testing.T, data string) string {
	t.Helper()
	var s QueryShape
	if err := json.Unmarshal([]byte(data), &s); err != nil {
		t.Fatalf("%v in %s", err, data)
	}
	slices.SortFunc(s.Nodes, func(a, b ShapeNode) int { return a.ID - b.ID })
	var parts []string
	for _, n := range s.Nodes {
		part := fmt.Sprint(n.ID)
		if len(n.Tags) > 0 {
			part += " as " + strings.Join(n.Tags, ",")
		}
		if len(n.Values) > 0 {
			part += " " + strings.Join(n.Values, ",")
		}
		if n.IsLinkNode {
			part += " link"
		}
		if n.IsFixed {
			part += " fixed"
		}
		parts = append(parts, part)
	}
	for _, l := range s.Links {
		parts = append(parts, fmt.Sprintf("%d>%d by %d", l.Source, l.Target, l.LinkNode))
	}
	return strings.Join(parts, "; ")
}

func TestShapes(t *testing.T) {
	qs := ourGraph(t, testQuads())
	cases := []struct{ script, want string }{
		{`g.V().All()`, `1 as id`},
		{`g.V("<fin>").All()`, `1 as id <fin> fixed`},
		{`g.V("<fin>","<swe>").Tag("a").All()`, `1 as a,id <fin>,<swe> fixed`},
		{`g.V("<fin>").Out("<borders>").All()`, `1 as id; 2 <borders> link fixed; 4 <fin> fixed; 4>1 by 2`},
		{`g.V("<fin>").In("<borders>").All()`, `1 as id; 2 <borders> link fixed; 4 <fin> fixed; 1>4 by 2`},
		{`g.V("<fin>").Out().All()`, `1 as id; 2 link; 3 <fin> fixed; 3>1 by 2`},
		{`g.V("<fin>").Out(["<borders>","<met>"]).GetLimit(3)`, `1 as id; 2 <borders>,<met> link fixed; 4 <fin> fixed; 4>1 by 2`},
		{`g.V("<fin>").Out("<borders>","p").All()`, `1 as id; 2 as p <borders> link fixed; 4 <fin> fixed; 4>1 by 2`},
		{`g.V().Has("<kind>","republic").All()`, `1 as id; 2 <kind> link fixed; 4 "republic" fixed; 1>4 by 2`},
		{`g.V("<fin>").Out("<borders>").Tag("t").Out("<borders>").All()`, `1 as id; 2 <borders> link fixed; 4 as t; 5 <borders> link fixed; 7 <fin> fixed; 7>4 by 5; 4>1 by 2`},
		{`g.V("<fin>").And(g.V("<swe>")).Count()`, `1 as id <fin>,<swe> fixed`},
		{`g.V("<fin>").Or(g.V("<swe>")).Unique().ToArray()`, `1 as id; 2 <fin> fixed; 3 <swe> fixed; 1>2 by 0; 1>3 by 0`},
		{`g.V("<fin>").Out("<borders>").ForEach(function(d){throw d})`, `1 as id; 2 <borders> link fixed; 4 <fin> fixed; 4>1 by 2`},
		{`g.V("<fin>").All(); g.V("<swe>").All()`, `1 as id <swe> fixed`},
		{`g.emit(1)`, ``},
	}
	for _, c := range cases {
		got, _, err := runAll(qs, c.script, &Options{Shape: true})
		if err != nil || len(got) != 1 {
			t.Errorf("%s: %d results, %v", c.script, len(got), err)
			continue
		}
		if d := drawnAs(t, got[0]); d != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.script, d, c.want)
		}
	}
	t.Logf("ran %d cases: shapes of queries", len(cases))
}
