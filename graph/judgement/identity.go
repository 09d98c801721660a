package judgement

import (
	"slices"

	"entente/graph/claim"
	"entente/graph/claim/edtf"
)

// identity knows which ids are one actor, and which are two from a day on.
type identity struct {
	parent map[string]string
	splits map[string][]split // by root, latest day first
}

type split struct {
	from  edtf.Day
	other string
}

// newIdentity folds merges and splits in the order given. A merge of what is one already changes nothing.
func newIdentity(entries []*Entry) identity {
	d := identity{parent: make(map[string]string), splits: make(map[string][]split)}
	for _, e := range entries {
		if e.Kind == Merge {
			if keep, other := d.root(e.Keep), d.root(e.Other); keep != other {
				d.parent[other] = keep
			}
		}
	}
	for _, e := range entries {
		if e.Kind != Split {
			continue
		}
		v, err := edtf.Parse(e.From)
		if err != nil {
			continue // sealed entries have a day
		}
		root := d.root(e.Keep)
		other := e.Other
		if r := d.root(other); r != root {
			other = r
		}
		d.splits[root] = append(d.splits[root], split{v.First(), other})
	}
	for _, list := range d.splits {
		slices.SortStableFunc(list, func(a, b split) int { return int(b.from) - int(a.from) })
	}
	return d
}

func (d *identity) root(id string) string {
	for {
		up, ok := d.parent[id]
		if !ok {
			return id
		}
		id = up
	}
}

// resolve gives the actor that an id means in a claim of that day.
func (d *identity) resolve(id string, day edtf.Value) string {
	root := d.root(id)
	list := d.splits[root]
	if len(list) == 0 || !day.Placed() {
		return root
	}
	for _, s := range list {
		if s.from <= day.First() {
			return s.other
		}
	}
	return root
}

// Same gives the id under which an actor is known, whatever the day: that of the last merge.
func (s *State) Same(id string) string { return s.ids.root(id) }

// Merged gives every id that is another's now, with that other. Splits are not in it.
func (s *State) Merged() map[string]string {
	out := make(map[string]string, len(s.ids.parent))
	for id := range s.ids.parent {
		out[id] = s.ids.root(id)
	}
	return out
}

// HasIdentities reports that some ids are not what they seem.
func (s *State) HasIdentities() bool { return len(s.ids.parent)+len(s.ids.splits) > 0 }

// concerns reports whether an id can mean another.
func (s *State) concerns(id string) bool {
	if id == "" {
		return false
	}
	_, merged := s.ids.parent[id]
	return merged || len(s.ids.splits[id]) > 0
}

// dayOf is the day by which a split decides: when it happened, else was said, else was published.
func dayOf(c *claim.Claim) edtf.Value {
	for _, text := range [...]string{c.Happened, c.Said, c.Published} {
		if v, err := edtf.Parse(text); err == nil && v.Placed() {
			return v
		}
	}
	return edtf.Value{}
}

// Identify gives the claim with the actors that its ids mean. outlet is its publisher, its own or its document's. stateOf tells the state
// that an actor stands for on a day (as in EDTF), "" if none. changed is false, and the claim as it was, when no id means another.
func (s *State) Identify(c claim.Claim, outlet string, stateOf func(id, day string) string) (out claim.Claim, changed bool) {
	if !s.HasIdentities() || !s.touches(&c, outlet) {
		return c, false
	}
	day := dayOf(&c)
	spoken := c.Said
	if spoken == "" {
		spoken = c.Published
	}
	mean := func(id string) string {
		if id == "" {
			return ""
		}
		to := s.ids.resolve(id, day)
		changed = changed || to != id
		return to
	}
	end := func(e claim.End) claim.End {
		was := e.ID
		if e.ID = mean(e.ID); e.ID != was {
			e.State = stateOf(e.ID, spoken)
		} else {
			e.State = mean(e.State)
		}
		return e
	}
	out = c
	out.Subject, out.Object = end(c.Subject), end(c.Object)
	out.Chain = slices.Clone(c.Chain)
	for i, id := range c.Chain {
		out.Chain[i] = mean(id)
	}
	if len(c.Chain) > 0 {
		out.SpeakerState = end(claim.End{ID: c.Speaker(), State: c.SpeakerState}).State
		out.VoiceState = end(claim.End{ID: c.Voice(), State: c.VoiceState}).State
	}
	out.Parties = slices.Clone(c.Parties)
	for i, id := range c.Parties {
		out.Parties[i] = mean(id)
	}
	if p := c.Content; p != nil {
		q := *p
		q.Subject, q.Object = mean(p.Subject), mean(p.Object)
		out.Content = &q
	}
	if to := mean(outlet); to != outlet {
		out.Publisher = to
	}
	out.Normalize()
	return out, changed
}

// touches reports whether some id of the claim can mean another.
func (s *State) touches(c *claim.Claim, outlet string) bool {
	if s.concerns(c.Subject.ID) || s.concerns(c.Object.ID) || s.concerns(c.Subject.State) || s.concerns(c.Object.State) || s.concerns(outlet) ||
		s.concerns(c.SpeakerState) || s.concerns(c.VoiceState) || slices.ContainsFunc(c.Chain, s.concerns) || slices.ContainsFunc(c.Parties, s.concerns) {
		return true
	}
	return c.Content != nil && (s.concerns(c.Content.Subject) || s.concerns(c.Content.Object))
}

// Circle lists every id that merges and splits tie, directly or by way of others, to one of ids, in any entry that holds in s; ascending.
func (s *State) Circle(ids ...string) []string {
	near := make(map[string][]string)
	for _, e := range s.entries {
		if (e.Kind == Merge || e.Kind == Split) && !s.undone[e.ID] {
			near[e.Keep] = append(near[e.Keep], e.Other)
			near[e.Other] = append(near[e.Other], e.Keep)
		}
	}
	seen := make(map[string]bool)
	for len(ids) > 0 {
		id := ids[len(ids)-1]
		ids = ids[:len(ids)-1]
		if !seen[id] {
			seen[id] = true
			ids = append(ids, near[id]...)
		}
	}
	out := make([]string, 0, len(seen))
	for id := range seen {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}
