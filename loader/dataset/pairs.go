package dataset

import (
	"iter"
	"strings"

	"entente/graph/claim"
)

// pairsLimit bounds the members of one alliance that are remembered; the largest real one has some sixty rows.
const pairsLimit = 1000

// Pairs makes pairs of the members of an alliance that come row by row: the rows of one alliance stand together. For one goroutine.
type Pairs struct {
	alliance string
	members  []member
}

type member struct {
	end      claim.End
	from, to string
}

// Add yields the members of the same alliance added before that share some time with this one, with that time, and remembers this one.
func (p *Pairs) Add(alliance string, end claim.End, happened string) iter.Seq2[claim.End, string] {
	if alliance != p.alliance {
		p.alliance, p.members = strings.Clone(alliance), p.members[:0]
	}
	from, to, interval := strings.Cut(happened, "/")
	if !interval {
		to = from
	}
	this, before := member{end, from, to}, p.members
	if len(p.members) < pairsLimit {
		p.members = append(p.members, this)
	}
	return func(yield func(claim.End, string) bool) {
		for _, m := range before {
			if both, ok := shared(m, this); ok && m.end.ID != end.ID && !yield(m.end, both) {
				return
			}
		}
	}
}

// shared is the time in which two memberships overlap: the later beginning, the earlier end. Dates of unequal precision overlap
// where they may.
func shared(a, b member) (edtf string, ok bool) {
	from, to := a.from, a.to
	if open(from) || (!open(b.from) && b.from > from) {
		from = b.from
	}
	if open(to) || (!open(b.to) && b.to < to) {
		to = b.to
	}
	return Interval(from, to)
}

func open(s string) bool { return s == "" || s == ".." }
