package queries

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"entente/graph/store"
)

// tripwire counts the labels asked for and cancels the query at one of them.
type tripwire struct {
	*bare
	asked, at int
	cancel    context.CancelFunc
}

func (l *tripwire) Label(string) string {
	if l.asked++; l.asked == l.at {
		l.cancel()
	}
	return ""
}

// TestCancelBetweenRows: rows that stand in memory when the query is cancelled are not dressed any more.
func TestCancelBetweenRows(t *testing.T) {
	var quads []store.Quad
	for i := range 3000 {
		quads = append(quads, store.Quad{S: store.NewIRI("http://e.org/hub"), P: store.NewIRI("http://e.org/p"), O: store.NewIRI(fmt.Sprintf("http://e.org/n%d", i))})
	}
	v := bareView(t, quads)
	for name, opt := range map[string]*Options{
		"ends": {}, "counted": {CountPaths: true}, "acyclic": {Acyclic: true}, "shortest": {AllShortest: true}, "grouped": {Group: "end"},
	} {
		ctx, cancel := context.WithCancel(context.Background())
		src := &tripwire{bare: v, at: 100, cancel: cancel}
		var err error
		if opt.Group != "" {
			_, err = tally(ctx, src, "<http://e.org/hub>/<http://e.org/p>*", opt)
		} else {
			for _, e := range run(ctx, src, "<http://e.org/hub>/<http://e.org/p>*", opt) {
				err = e
			}
		}
		if !errors.Is(err, context.Canceled) || src.asked > src.at+4 {
			t.Errorf("%s: %v after %d labels, cancelled at %d", name, err, src.asked, src.at)
		}
		cancel()
	}
}
