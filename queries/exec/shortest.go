package exec

import (
	"context"
	"encoding/binary"
	"iter"
	"slices"
)

// Hop is one edge of a way.
type Hop struct {
	From, To Node
	Pred     Node
	Label    Node
	// Reverse: walked from the object of the quad to its subject. Inferred: concluded, not stored.
	Reverse, Inferred bool
}

// flipped is the way walked from its end to its start.
func flipped(way []Hop) []Hop {
	out := make([]Hop, len(way))
	for i, h := range way {
		h.From, h.To, h.Reverse = h.To, h.From, !h.Reverse
		out[len(way)-1-i] = h
	}
	return out
}

// Way is one shortest way to End.
type Way struct {
	End  Node
	Hops []Hop
}

// pair is a node reached in a state.
type pair struct {
	state int32
	node  Node
}

// span is a part of the list of a state.
type span struct {
	state    int32
	from, to int
}

// levels remembers in which round each pair of a side was reached.
type levels struct {
	side   *side
	rounds [][]span
	// sorted caches the nodes of a span in ascending order.
	sorted map[span][]Node
}

// note records what the coming round starts from. Call it before side.begin.
func (l *levels) note() {
	var spans []span
	for _, q := range l.side.next {
		spans = append(spans, span{q, l.side.done[q], len(l.side.sets[q].list)})
	}
	l.rounds = append(l.rounds, spans)
}

func (l *levels) nodes(s span) []Node { return l.side.sets[s.state].list[s.from:s.to] }

func (l *levels) at(level int, q int32) (span, bool) {
	for _, s := range l.rounds[level] {
		if s.state == q {
			return s, true
		}
	}
	return span{}, false
}

func (l *levels) has(s span, n Node) bool {
	list, ok := l.sorted[s]
	if !ok {
		list = slices.Clone(l.nodes(s))
		slices.Sort(list)
		if l.sorted == nil {
			l.sorted = map[span][]Node{}
		}
		l.sorted[s] = list
	}
	_, ok = slices.BinarySearch(list, n)
	return ok
}

// few is the size of a level below which its nodes are tried one by one.
const few = 16

// backwards yields the pairs one level before (q, n) from which a hop of q leads to n, with the hop.
// It is for the forward side.
func (e *Engine) backwards(ctx context.Context, l *levels, level int, at pair, visit func(pair, Hop) (bool, error)) error {
	for _, p := range e.auto.Before[at.state] {
		s, ok := l.at(level-1, p)
		if !ok {
			continue
		}
		more, err := e.between(ctx, l, s, at.state, at.node, true, visit)
		if err != nil || !more {
			return err
		}
	}
	return nil
}

// forwards yields the pairs one level nearer to the end to which a hop leads from (p, m). It is for the
// backward side.
func (e *Engine) forwards(ctx context.Context, l *levels, level int, at pair, visit func(pair, Hop) (bool, error)) error {
	for _, q := range e.auto.Follow[at.state] {
		s, ok := l.at(level-1, q)
		if !ok {
			continue
		}
		more, err := e.between(ctx, l, s, q, at.node, false, visit)
		if err != nil || !more {
			return err
		}
	}
	return nil
}

// between finds the hops of state q that join n and the nodes of s: from a node of s to n if back, else
// from n to a node of s.
func (e *Engine) between(ctx context.Context, l *levels, s span, q int32, n Node, back bool, visit func(pair, Hop) (bool, error)) (bool, error) {
	more := true
	emit := func(other Node, b *bound, edge Edge) (bool, error) {
		h := Hop{From: n, To: other, Pred: edge.Pred, Label: edge.Label, Reverse: b.atom.Reverse, Inferred: b.atom.Inferred}
		if back {
			h.From, h.To = other, n
		}
		var err error
		more, err = visit(pair{s.state, other}, h)
		return more, err
	}
	if nodes := l.nodes(s); len(nodes) <= few {
		// Few candidates: look whether each has the edge, from the candidate's side.
		h, err := e.bind(ctx, q, !back)
		if err != nil {
			return false, err
		}
		for _, m := range nodes {
			if err := e.edgesTo(ctx, h, m, n, func(b *bound, edge Edge) (bool, error) { return emit(m, b, edge) }); err != nil || !more {
				return more, err
			}
		}
		return true, nil
	}
	h, err := e.bind(ctx, q, back)
	if err != nil {
		return false, err
	}
	var last Edge
	err = e.visitEdges(ctx, h, n, func(b *bound, edge Edge) (bool, error) {
		if edge.End == last.End && edge.Pred == last.Pred || !l.has(s, edge.End) {
			return true, nil // the same hop under another label
		}
		last = edge
		return emit(edge.End, b, edge)
	})
	return more, err
}

// edgesTo visits the edges of h from one node to another, each predicate once.
func (e *Engine) edgesTo(ctx context.Context, h *hop, from, to Node, visit func(*bound, Edge) (bool, error)) error {
	if from > e.graph.MaxNode() || to > e.graph.MaxNode() {
		return nil
	}
	for i, n := range [...]Node{from, to} {
		if i == 0 && h.fromOpen || i == 1 && h.toOpen {
			if barred, err := e.graph.Barred(ctx, n); err != nil || barred {
				return err
			}
		}
	}
	for i := range h.atoms {
		b := &h.atoms[i]
		more, err := true, error(nil)
		if b.adj == nil {
			seen := map[Node]bool{}
			err = e.around(ctx, b, from, func(edge Edge) (bool, error) {
				if edge.End != to || seen[edge.Pred] {
					return true, nil
				}
				seen[edge.Pred] = true
				more, err = visit(b, edge)
				return more, err
			})
		} else {
			more, err = e.edgeIn(b, from, to, visit)
		}
		if err != nil || !more {
			return err
		}
	}
	return nil
}

// edgeIn visits the first edge of one predicate between two nodes that passes the filter.
func (e *Engine) edgeIn(b *bound, from, to Node, visit func(*bound, Edge) (bool, error)) (bool, error) {
	ends, labels := b.adj.Edges(from)
	i, _ := slices.BinarySearch(ends, to)
	for ; i < len(ends) && ends[i] == to; i++ {
		pass, err := e.passes(b, b.atom.Pred, labels[i])
		if err != nil {
			return false, err
		}
		if pass {
			return visit(b, Edge{Pred: b.atom.Pred, End: to, Label: labels[i]})
		}
	}
	return true, nil
}

// distinct passes each way on once: a path that says the same thing in two ways (a|a*) accepts the same
// hops twice.
func distinct(all bool, yield func(Way, error) bool) func(Way, error) bool {
	if !all {
		return yield
	}
	seen := map[string]bool{}
	return func(w Way, err error) bool {
		key := make([]byte, 0, 13*len(w.Hops)+4)
		key = binary.LittleEndian.AppendUint32(key, w.End)
		for _, h := range w.Hops {
			key = binary.LittleEndian.AppendUint32(key, h.To)
			key = binary.LittleEndian.AppendUint32(key, h.Pred)
			if h.Reverse {
				key = append(key, 1)
			} else {
				key = append(key, 0)
			}
		}
		if err == nil && seen[string(key)] {
			return true
		}
		seen[string(key)] = true
		return yield(w, err)
	}
}

// Shortest yields for every end the path leads to from start one shortest way, or every one (all), the nearer ends
// first. accept, if set, says which ends are wanted.
func (e *Engine) Shortest(ctx context.Context, start Node, all bool, accept func(Node) bool) iter.Seq2[Way, error] {
	return func(yield func(Way, error) bool) {
		if err := e.shortest(ctx, start, all, accept, distinct(all, yield)); err != nil && err != errStop {
			yield(Way{}, err)
		}
	}
}

func (e *Engine) shortest(ctx context.Context, start Node, all bool, accept func(Node) bool, yield func(Way, error) bool) error {
	m := e.newMeeting()
	defer m.free()
	found := newSet(e.max)
	defer found.free()
	l := &levels{side: &m.forward}
	m.forward.add(0, start)
	if e.auto.Accept[0] {
		found.add(start)
		if (accept == nil || accept(start)) && !yield(Way{End: start}, nil) {
			return nil
		}
	}
	for level := 1; m.forward.fresh > 0; level++ {
		l.note()
		if _, err := e.roundForward(ctx, m); err != nil {
			return err
		}
		// What is new in accepting states, before the next round mixes it up.
		var ends []pair
		for _, q := range m.forward.next {
			if !e.auto.Accept[q] {
				continue
			}
			s := m.forward.sets[q]
			if err := e.pause(ctx, len(s.list)-m.forward.done[q]); err != nil {
				return err
			}
			for _, n := range s.list[m.forward.done[q]:] {
				if !found.has(n) {
					ends = append(ends, pair{q, n})
				}
			}
		}
		for _, p := range ends {
			if err := e.pause(ctx, 1); err != nil {
				return err
			}
			if accept != nil && !accept(p.node) {
				continue
			}
			if !all && !found.add(p.node) {
				continue
			}
			if err := e.waysBack(ctx, l, level, p, all, yield); err != nil {
				return err
			}
		}
		for _, p := range ends {
			found.add(p.node) // only now: a node reached in two states has the ways of both
		}
	}
	return nil
}

// waysBack yields the ways from the start to a pair reached at a level.
func (e *Engine) waysBack(ctx context.Context, l *levels, level int, end pair, all bool, yield func(Way, error) bool) error {
	return e.prefixes(ctx, l, level, end, all, nil, func(way []Hop) (bool, error) {
		if !yield(Way{End: end.node, Hops: way}, nil) {
			return false, errStop
		}
		return all, nil
	})
}

// prefixes calls visit for the ways from the start to a pair; tail is what follows, last hop first.
func (e *Engine) prefixes(ctx context.Context, l *levels, level int, at pair, all bool, tail []Hop, visit func([]Hop) (bool, error)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if level == 0 {
		way := slices.Clone(tail)
		slices.Reverse(way)
		_, err := visit(way)
		return err
	}
	return e.backwards(ctx, l, level, at, func(p pair, h Hop) (bool, error) {
		if err := e.prefixes(ctx, l, level-1, p, all, append(tail, h), visit); err != nil {
			return false, err
		}
		return all, nil
	})
}

// ShortestBetween yields one shortest way from start to end, or every one (all); nothing if there is none. It walks
// from both ends at once.
func (e *Engine) ShortestBetween(ctx context.Context, start, end Node, all bool) iter.Seq2[Way, error] {
	return func(yield func(Way, error) bool) {
		if start == end && e.auto.Accept[0] {
			yield(Way{End: end}, nil)
			return
		}
		if err := e.shortestBetween(ctx, start, end, all, distinct(all, yield)); err != nil && err != errStop {
			yield(Way{}, err)
		}
	}
}

func (e *Engine) shortestBetween(ctx context.Context, start, end Node, all bool, yield func(Way, error) bool) error {
	m := e.newMeeting()
	defer m.free()
	fore, back := &levels{side: &m.forward}, &levels{side: &m.backward}
	m.forward.add(0, start)
	for q, ok := range e.auto.Accept {
		if ok && q != 0 {
			m.backward.add(int32(q), end)
		}
	}
	for m.forward.fresh > 0 && m.backward.fresh > 0 {
		var err error
		if m.forward.fresh <= m.backward.fresh {
			fore.note()
			err = e.fullRound(ctx, m, true)
		} else {
			back.note()
			err = e.fullRound(ctx, m, false)
		}
		if err != nil {
			return err
		}
		met, err := e.common(ctx, m)
		if err != nil {
			return err
		}
		if len(met) > 0 {
			fore.note()
			back.note()
			return e.joinWays(ctx, fore, back, met, end, all, yield)
		}
	}
	return nil
}

// fullRound makes a round without stopping at the first meeting.
func (e *Engine) fullRound(ctx context.Context, m *meeting, forward bool) error {
	other := &m.backward
	if !forward {
		other = &m.forward
	}
	sets := other.sets
	other.sets = make([]*set, len(sets)) // out of sight
	defer func() { other.sets = sets }()
	var err error
	if forward {
		_, err = e.roundForward(ctx, m)
	} else {
		_, err = e.roundBackward(ctx, m)
	}
	return err
}

// common lists the pairs of the two newest frontiers that are in both.
func (e *Engine) common(ctx context.Context, m *meeting) (met []pair, err error) {
	for _, q := range m.forward.next {
		other := m.backward.sets[q]
		if other == nil {
			continue
		}
		fresh := m.forward.sets[q].list[m.forward.done[q]:]
		if err := e.pause(ctx, len(fresh)); err != nil {
			return nil, err
		}
		for _, n := range fresh {
			if other.has(n) {
				met = append(met, pair{q, n})
			}
		}
	}
	return met, nil
}

// joinWays puts the halves of the ways through the meeting pairs together.
func (e *Engine) joinWays(ctx context.Context, fore, back *levels, met []pair, end Node, all bool, yield func(Way, error) bool) error {
	for _, at := range met {
		err := e.prefixes(ctx, fore, len(fore.rounds)-1, at, all, nil, func(head []Hop) (bool, error) {
			return all, e.suffixes(ctx, back, len(back.rounds)-1, at, all, head, func(way []Hop) (bool, error) {
				if !yield(Way{End: end, Hops: way}, nil) || !all {
					return false, errStop
				}
				return true, nil
			})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// suffixes calls visit for the ways from a pair to the end, each appended to head.
func (e *Engine) suffixes(ctx context.Context, l *levels, level int, at pair, all bool, head []Hop, visit func([]Hop) (bool, error)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if level == 0 {
		_, err := visit(slices.Clone(head))
		return err
	}
	return e.forwards(ctx, l, level, at, func(p pair, h Hop) (bool, error) {
		if err := e.suffixes(ctx, l, level-1, p, all, append(head, h), visit); err != nil {
			return false, err
		}
		return all, nil
	})
}
