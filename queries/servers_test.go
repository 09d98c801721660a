package queries

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"entente/graph"
	"entente/graph/store"
	"entente/internal/pgtest"
)

// chain is a ring of 200 members, long enough that a walk around it takes many requests.
func chain(yield func(store.Quad, error) bool) {
	iri := func(i int) store.Term { return store.NewIRI(fmt.Sprintf("state:N%d", i%200)) }
	for i := range 200 {
		if !yield(store.Quad{S: iri(i), P: store.NewIRI("rel:borders_on"), O: iri(i + 1), G: store.NewIRI("doc:ring")}, nil) {
			return
		}
	}
}

// TestServersProxyFaults: between the program and the server stands something that delays, resets and goes silent, before and in the
// middle of a query. A query gives its answers, or an error, and never outlasts its time limit. (The guard is what a busy machine may take.)
func TestServersProxyFaults(t *testing.T) {
	if os.Getenv("ENTENTE_SERVERS") == "" {
		t.Skip("starts a server: runs in `make servers`")
	}
	server, ctx, cases := pgtest.Start(t), context.Background(), 0
	direct := server.New()
	g, err := graph.Open(ctx, direct, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.LoadQuads(ctx, chain); err != nil {
		t.Fatal(err)
	}
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	proxy := pgtest.NewProxy(t, server)
	dsn, err := proxy.Through(direct)
	if err != nil {
		t.Fatal(err)
	}
	const question = "state:N0/borders_on+"
	for _, fault := range []pgtest.Fault{pgtest.Delay, pgtest.Reset, pgtest.Silent} {
		for _, after := range []int{0, 20} { // answers that are seen before it fails
			for _, direction := range []string{question, "state:N0/^borders_on+", "state:N0/(borders_on|^borders_on)+/state:N77"} {
				proxy.Set(pgtest.None)
				g, err := graph.Open(ctx, dsn, &graph.Options{ReadOnly: true})
				if err != nil {
					t.Fatal(err)
				}
				err = asked(t, g, proxy, fault, after, direction)
				switch {
				case fault == pgtest.Reset && err != nil && !strings.Contains(err.Error(), "127.0.0.1"):
					t.Errorf("fault %d after %d, %s: the error does not name the server: %v", fault, after, direction, err)
				case fault == pgtest.Silent && after == 0 && !errors.Is(err, ErrTimeout):
					t.Errorf("a silent server, %s: %v", direction, err)
				case fault == pgtest.Delay && err != nil && !errors.Is(err, ErrTimeout):
					t.Errorf("a slow connection, %s: %v", direction, err)
				}
				if err := g.Close(); err != nil {
					t.Error(err)
				}
				cases++
			}
		}
	}
	fmt.Printf("ran %d cases: queries over connections that are slow, reset and silent\n", cases)
}

// asked runs a question and lets the connection fail after some answers.
func asked(t *testing.T, g *graph.Graph, proxy *pgtest.Proxy, fault pgtest.Fault, after int, question string) error {
	t.Helper()
	v, err := g.View()
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		var last error
		if after == 0 {
			proxy.Set(fault)
		}
		n := 0
		for _, err := range Run(context.Background(), v, question, &Options{Timeout: 300 * time.Millisecond}) {
			if last = err; err == nil {
				if n++; n == after {
					proxy.Set(fault)
				}
			}
		}
		if err := v.Close(); err != nil && last == nil {
			last = err
		}
		done <- last
	}()
	guard := time.NewTimer(time.Minute)
	defer guard.Stop()
	select {
	case err := <-done:
		return err
	case <-guard.C:
		t.Fatalf("fault %d after %d: %s hangs", fault, after, question)
		return nil
	}
}
