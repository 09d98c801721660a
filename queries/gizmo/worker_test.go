package gizmo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"entente/graph/store"
)

// TestMain lets this binary be its own worker.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "gizmo-worker" {
		os.Exit(Worker(os.Stdin, os.Stdout))
	}
	os.Exit(m.Run())
}

func testPool(tb testing.TB) *Pool {
	tb.Helper()
	self, err := os.Executable()
	if err != nil {
		tb.Fatal(err)
	}
	return NewPool([]string{self, "gizmo-worker"}, 2)
}

func testView(tb testing.TB) store.View {
	tb.Helper()
	v, err := modelStore(tb, testQuads()).View()
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { v.Close() })
	return v
}

// testPaths answers one expression, and can be endless.
func testPaths(ctx context.Context, expression string) iter.Seq2[PathRow, error] {
	return func(yield func(PathRow, error) bool) {
		switch expression {
		case "Finland/borders":
			_ = yield(PathRow{Start: "fin", End: "swe", Stops: []PathStop{{"stop", "nor"}}}, nil) &&
				yield(PathRow{Start: "fin", End: "nor"}, nil) && yield(PathRow{Start: "den", End: "swe"}, nil)
		case "nothing":
		case "endless":
			for ctx.Err() == nil && yield(PathRow{Start: "fin", End: "swe"}, nil) {
			}
		case "slow":
			<-ctx.Done()
			yield(PathRow{}, ctx.Err())
		default:
			yield(PathRow{}, errors.New("no such expression"))
		}
	}
}

func (p *Pool) all(view store.View, script string, opt *Options) ([]string, Outcome, error) {
	var out []string
	o, err := p.Run(context.Background(), view, script, opt, func(r Result) error {
		out = append(out, string(r.JSON))
		return nil
	})
	return out, o, err
}

func TestWorkerAnswersAlike(t *testing.T) {
	_, cases := readQueries(t)
	pool, view := testPool(t), testView(t)
	for _, c := range cases {
		got, _, err := pool.all(view, c.script, nil)
		slices.Sort(got)
		var e *Error
		if errors.As(err, &e) {
			got = append(got, "error "+string(e.Code))
		} else if err != nil {
			t.Error(err)
		}
		if !slices.Equal(got, c.answers) {
			t.Errorf("%s:\n got %q, %v\nwant %q", c.script, got, err, c.answers)
		}
	}
	t.Logf("ran %d cases: Gizmo queries in a worker process", len(cases))
}

func TestPathExpressions(t *testing.T) {
	view := testView(t)
	cases := []struct {
		script string
		want   string
		code   Code
	}{
		{`g.path("Finland/borders").all()`, `{"id":"<swe>","start":"<fin>","stop":"<nor>"} {"id":"<nor>","start":"<fin>"} {"id":"<swe>","start":"<den>"}`, ""},
		{`g.path("Finland/borders").out("<kind>").all()`, `{"id":"monarchy","start":"<fin>","stop":"<nor>"} {"id":"monarchy","start":"<fin>"} {"id":"monarchy","start":"<den>"}`, ""},
		{`g.path("Finland/borders").forEach(function(d){g.emit(d.start+d.id)})`, `"<fin><swe>" "<fin><nor>" "<den><swe>"`, ""},
		{`p = g.path("Finland/borders"); g.emit(p.count()); g.emit(p.count()); g.emit(p.toArray(1))`, `3 3 ["<swe>"]`, ""},
		{`g.V("<nor>","<den>").and(g.path("Finland/borders")).all()`, `{"id":"<nor>"}`, ""},
		{`g.V("<fin>").except(g.path("nothing")).all()`, `{"id":"<fin>"}`, ""},
		{`g.path("nothing").all()`, ``, ""},
		{`g.path("Finland/borders").both("<borders>").unique().all()`, `{"id":"<fin>"} {"id":"<swe>"} {"id":"<nor>"} {"id":"<den>"}`, ""},
		{`g.path("Finland/borders").both("<borders>").followRecursive("<met>").unique().all()`, `{"id":"<swe>"}`, ""},
		{`g.path("Finland/borders").in("<met>").labels().all()`, `{"id":"<doc1>"} {"id":"<doc2>"}`, ""},
		{`g.V("<nor>").and(g.path("nothing")).all()`, ``, ""},
		{`g.path("Finland/borders").has("<people>", gt(6000000)).all()`, `{"id":"<swe>","start":"<fin>","stop":"<nor>"} {"id":"<swe>","start":"<den>"}`, ""},
		{`g.path("unknown").all()`, ``, CodeScript},
		{`try { g.path("unknown") } catch(e) { g.emit("caught") }`, `"caught"`, ""},
		{`g.path("endless").all()`, ``, CodeOutput},
		{`g.path("slow").all()`, ``, CodeTime},
	}
	qs := ourGraph(t, testQuads())
	pool := testPool(t)
	for _, c := range cases {
		opt := &Options{Path: testPaths, Time: 500 * time.Millisecond, MaxPathRows: 5000}
		for where, run := range map[string]func() ([]string, Outcome, error){
			"here":   func() ([]string, Outcome, error) { return runAll(qs, c.script, opt) },
			"worker": func() ([]string, Outcome, error) { return pool.all(view, c.script, opt) },
		} {
			got, _, err := run()
			want := strings.Fields(c.want)
			slices.Sort(want)
			slices.Sort(got)
			if !slices.Equal(got, want) || codeOf(err) != c.code {
				t.Errorf("%s (%s):\n got %q, %v\nwant %q %s", c.script, where, got, err, want, c.code)
			}
		}
	}
	t.Logf("ran %d cases: g.path, each here and in a worker", len(cases))
}

func codeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

type attack struct{ name, script string }

// attacks are scripts that must not get far.
func attacks() []attack {
	deep := func(unit string, n int, end string) string { return strings.Repeat(unit, n) + end }
	return []attack{
		{"endless loop", `while(true){}`},
		{"endless loop that catches", `while(true){try{while(true){}}catch(e){}}`},
		{"growing string", `var s='x';while(true)s+=s`},
		{"growing array", `var a=[];while(true)a.push([1,2,3,4])`},
		{"growing array of strings", `for(var x='X',a=[];;a.push(x+='X'+a.length));`},
		{"repeat", `'x'.repeat(1e12)`},
		{"join of a huge array", `new Array(4294967295).join('x')`},
		{"backtracking", `/^(a+)+\1$/.test(new Array(34).join('a')+'b')`},
		{"brackets", deep("(", 250_000, "")},
		{"lists", deep("[", 250_000, "")},
		{"JSON of brackets", `JSON.parse(new Array(3000000).join('['))`},
		{"recursion", `function f(){f()} f()`},
		{"recursion through callbacks", `function f(){[1].forEach(f)} f()`},
		{"recursion through forEach", `function f(){g.V("<fin>").forEach(f)} f()`},
		{"cyclic emit", `var a={};a.a=a;g.emit(a)`},
		{"cyclic vertex", `var a=[];a[0]=a;g.V(a).all()`},
		{"cyclic vertex object", `var a={};a.a=a;g.V(a).all()`},
		{"long chain", `var p=g.V();for(var i=0;i<20000;i++)p=p.out("<borders>");p.all()`},
		{"chain within bounds", `var p=g.V();for(var i=0;i<1999;i++)p=p.out();p.all()`},
		{"out of an object", `g.V().Out(null,{}).All()`},
		{"endless emit", `while(true)g.emit("x")`},
		{"large emits", `var s='x'.repeat(1000000);while(true)g.emit(s)`},
		{"hostile text", `throw {toString:function(){while(true){}}}`},
		{"hostile message", `var e=new Error();Object.defineProperty(e,'message',{get:function(){while(true){}}});throw e`},
		{"looping getter", `g.emit({get a(){while(true){}}})`},
		{"looping proxy", `g.emit(new Proxy({},{ownKeys:function(){while(true){}}}))`},
		{"proxy as a value", `var p=new Proxy({},{get:function(){while(true){}}});g.V(p).all()`},
		{"built code", `Function("while(true){}")()`},
		{"evaluated code", `eval("while(true){}")`},
		{"large literal", `var s="` + strings.Repeat("x", 200_000) + `";while(true)s+=s`},
		{"deep objects", `var o={};for(var i=0;i<1e6;i++)o={o:o};g.emit(o)`},
		{"deep objects as text", `var o={};for(var i=0;i<3e6;i++)o={o:o};JSON.stringify(o)`},
		{"sort that never agrees", `var a=[];for(var i=0;i<1e6;i++)a.push(i);while(true)a.sort(function(){return Math.random()-0.5})`},
		{"regular expression over long text", `var s='a'.repeat(5e6);while(true)s.match(/(a|b)*c/)`},
		{"typed array", `new ArrayBuffer(1e12)`},
		{"many typed arrays", `var a=[];while(true)a.push(new Uint8Array(1e7))`},
		{"sparse emit", `var a=[];a.length=4294967295;g.emit(a)`},
		{"late emit", `g.emit({toJSON:function(){while(true){}}, x:1});while(true){}`},
		{"generators", `function* f(){while(true)yield 1};for(var x of f());`},
		{"promises", `function f(){Promise.resolve().then(f)};f()`},
		{"all pairs", `g.V().tag("a").both().both().both().both().both().both().both().both().both().both().all()`},
		{"recursion over everything", `while(true)g.V().followRecursive(g.M().both()).count()`},
		{"wide union", `var p=g.V();for(var i=0;i<1500;i++)p=p.or(p);p.all()`},
	}
}

// sharedAttacks reads further scripts from beside the project, when they are there.
func sharedAttacks(t *testing.T) (out []attack) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "security", "scripts.json"))
	if err != nil {
		t.Logf("no further scripts beside the project: %v", err)
		return nil
	}
	var list []struct {
		Name, Script, Repeat, Tail string
		Times                      int
	}
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	for _, a := range list {
		out = append(out, attack{"shared " + a.Name, a.Script + strings.Repeat(a.Repeat, a.Times) + a.Tail})
	}
	return out
}

// harmless are attacks on something else than limits: they end well because nothing happens.
var harmless = map[string]bool{"shared ok": true, "shared srcmap": true, "shared export_cycle": true}

func TestAttacks(t *testing.T) {
	pool, view := testPool(t), testView(t)
	limit := 700 * time.Millisecond
	if testing.Short() {
		limit = 300 * time.Millisecond
	}
	slack := time.Second // as promised
	if os.Getenv("CI") == "true" {
		slack *= 5
	}
	list := append(attacks(), sharedAttacks(t)...)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for _, a := range list {
		opt := &Options{Time: limit, MaxResults: 10_000, MaxOutputBytes: 4 << 20, Path: testPaths}
		began := time.Now()
		results := 0
		_, err := pool.Run(context.Background(), view, a.script, opt, func(Result) error { results++; return nil })
		took := time.Since(began).Round(time.Millisecond)
		code := codeOf(err)
		t.Logf("%-36s %-8s %6s %6d results  %v", a.name, code, took, results, err)
		switch {
		case harmless[a.name]:
			if err != nil {
				t.Errorf("%s: %v", a.name, err)
			}
		case code == "" || code == CodeWorker:
			t.Errorf("%s: ended without a named error: %v", a.name, err)
		}
		if took > limit+slack {
			t.Errorf("%s: took %s, the limit is %s", a.name, took, limit)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 20<<20 {
		t.Errorf("the parent grew by %d bytes", grown)
	}
	t.Logf("ran %d cases: attack scripts in a worker", len(list))
}

// The pool still works after all that, and a script reaches nothing but the graph.
func TestWorkerReachesNothing(t *testing.T) {
	t.Setenv("ENTENTE_SECRET_FOR_A_TEST", "x")
	pool, view := testPool(t), testView(t)
	for _, name := range []string{"require", "process", "console", "fetch", "XMLHttpRequest", "open", "Deno", "load", "setTimeout", "importScripts"} {
		got, _, err := pool.all(view, fmt.Sprintf("g.emit(typeof %s)", name), nil)
		if err != nil || len(got) != 1 || got[0] != `"undefined"` {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	for _, script := range []string{`import("fs")`, `import fs from "fs"`} {
		if _, _, err := pool.all(view, script, nil); err == nil {
			t.Errorf("%s was accepted", script)
		}
	}
}

func TestLimits(t *testing.T) {
	qs, pool, view := ourGraph(t, testQuads()), testPool(t), testView(t)
	for where, run := range map[string]func(string, *Options) ([]string, Outcome, error){
		"here":   func(s string, o *Options) ([]string, Outcome, error) { return runAll(qs, s, o) },
		"worker": func(s string, o *Options) ([]string, Outcome, error) { return pool.all(view, s, o) },
	} {
		got, out, err := run(`g.V().all()`, &Options{Limit: 3})
		if err != nil || len(got) != 3 || out.Results != 3 || out.Truncated != "limit" {
			t.Errorf("%s: limit 3: %d results, %+v, %v", where, len(got), out, err)
		}
		got, out, err = run(`g.V("<fin>").all()`, &Options{Limit: 1})
		if err != nil || len(got) != 1 || out.Truncated != "" {
			t.Errorf("%s: a limit that is just reached: %d results, %+v, %v", where, len(got), out, err)
		}
		for _, script := range []string{`g.V("<fin>","<swe>").getLimit(-1)`, `g.V("<fin>","<swe>").getLimit(0)`} {
			if got, _, err := run(script, nil); err != nil || len(got) != 2 {
				t.Errorf("%s: %s: %q, %v", where, script, got, err)
			}
		}
		for _, script := range []string{`g.V().limit(-1).all()`, `g.V().skip(-5).all()`, `g.V().limit("x").all()`, `g.V().getLimit({})`} {
			if _, _, err := run(script, nil); codeOf(err) != CodeScript {
				t.Errorf("%s: %s: %v", where, script, err)
			}
		}
		_, _, err = run(strings.Repeat(" ", MaxScriptBytes)+"1", nil)
		if codeOf(err) != CodeSize {
			t.Errorf("%s: too long a script: %v", where, err)
		}
		if got, _, err := run(strings.Repeat(" ", MaxScriptBytes-9)+"g.emit(1)", nil); err != nil || len(got) != 1 {
			t.Errorf("%s: a script of just the limit: %q, %v", where, got, err)
		}
		_, out, err = run(`({a:[1,2]})`, nil)
		if err != nil || string(out.Value) != `{"a":[1,2]}` {
			t.Errorf("%s: last value %s, %v", where, out.Value, err)
		}
		var e *Error
		if _, _, err = run("1;\n  var = 2", nil); !errors.As(err, &e) || e.Code != CodeSyntax || e.Line != 2 || e.Column == 0 {
			t.Errorf("%s: place of a syntax error: %v", where, err)
		}
		if _, _, err = run("1;\n  throw new TypeError('no')", nil); !errors.As(err, &e) || e.Code != CodeScript || e.Line != 2 || !strings.Contains(e.Message, "no") {
			t.Errorf("%s: place of a thrown error: %v", where, err)
		}
	}
}

func TestCallerStops(t *testing.T) {
	qs, pool, view := ourGraph(t, testQuads()), testPool(t), testView(t)
	enough := errors.New("enough")
	stop := func(Result) error { return enough }
	if _, err := Run(context.Background(), qs, `while(true)g.emit(1)`, nil, stop); err != enough {
		t.Errorf("here: %v", err)
	}
	if _, err := pool.Run(context.Background(), view, `while(true)g.emit(1)`, nil, stop); err != enough {
		t.Errorf("worker: %v", err)
	}
	for where, run := range map[string]func(context.Context) error{
		"here": func(ctx context.Context) error {
			_, err := Run(ctx, qs, `while(true){}`, nil, stop)
			return err
		},
		"worker": func(ctx context.Context) error {
			_, err := pool.Run(ctx, view, `while(true){}`, nil, stop)
			return err
		},
	} {
		ctx, cancel := context.WithCancel(context.Background())
		time.AfterFunc(50*time.Millisecond, cancel)
		if err := run(ctx); codeOf(err) != CodeCancelled {
			t.Errorf("%s: cancelled: %v", where, err)
		}
	}
}
