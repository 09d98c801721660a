package export

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"entente/graph"
	"entente/graph/claim/edtf"
	"entente/graph/vocab"
)

// PanelOptions say what a panel counts.
type PanelOptions struct {
	Options
	// From and To are years, both included; 0 for the first and last with data.
	From, To int
	// Monthly makes a row of every month, else of every year.
	Monthly bool
	// States, if any, are the only ones; else all that have an event with another.
	States []string
	// Claims adds a column with the ids of the claims that a cell counts.
	Claims bool
}

// ErrPanelSize says that a panel would have more rows than panelLimit.
var ErrPanelSize = errors.New("the panel would have more than 50 million rows: choose states or years")

const panelLimit = 50_000_000

// period is a year, or a month as year*12+month-1.
type period int

type cellKey struct {
	a, b string
	t    period
}

// cell counts what one state did to another in one period.
type cell struct {
	reports               int
	occurrences           map[string]bool
	scored                int
	score                 float64
	cooperation, conflict map[string]bool
	claims                []string
}

type panel struct {
	opt         PanelOptions
	v           *graph.View
	cells       map[cellKey]*cell
	volume      map[period]int // reports of all pairs
	states      []string
	first, last period
}

// Panel writes a complete panel of ordered pairs of states over time as CSV, for events and speech acts: those that claims affirm (asserted,
// reported or coded by machine; not denied, planned, demanded or hypothetical).
//
// A row is a pair and a period in which both states existed. occurrences counts happenings (one day and kind on one edge), reports the claims about
// them; share is reports per thousand of all reports of that period. Where the graph has data for the period and none for the pair the counts are 0; where
// it has none at all they are empty and covered is 0. censored marks the first and last period with data, which may be cut. cooperation
// and conflict count occurrences by the relation's quad class; score is the mean of the claims that have one. Days that are
// only known to a year count in no month.
func Panel(ctx context.Context, w io.Writer, v *graph.View, opt *PanelOptions) error {
	p := &panel{v: v, cells: make(map[cellKey]*cell), volume: make(map[period]int)}
	if opt != nil {
		p.opt = *opt
	}
	if err := p.gather(ctx); err != nil {
		return err
	}
	if err := p.bounds(); err != nil {
		return err
	}
	return p.write(ctx, w)
}

func (p *panel) gather(ctx context.Context) error {
	done := make(map[string]bool) // an edge has a line for each form
	for e, err := range Edges(ctx, p.v, &p.opt.Options) {
		if err != nil {
			return err
		}
		r, ok := p.v.Vocabulary().Relation(e.Relation)
		if !ok || (r.Kind != vocab.KindEvent && r.Kind != vocab.KindSpeech) || kind(e.Subject) != "state" || kind(e.Object) != "state" || e.ID == "" || done[e.ID] {
			continue
		}
		done[e.ID] = true
		if !p.wanted(e.Subject) || !p.wanted(e.Object) {
			continue
		}
		for f, err := range p.v.Claims(ctx, e.ID) {
			if err != nil {
				return err
			}
			p.count(&e, r, &f)
		}
	}
	return nil
}

func (p *panel) wanted(state string) bool {
	return len(p.opt.States) == 0 || slices.Contains(p.opt.States, state)
}

func (p *panel) count(e *Edge, r *vocab.Relation, f *graph.Fact) {
	if form := f.Form(); form != "" && form != "~coded" || !p.opt.takes(e.Relation, form) {
		return
	}
	t, day, ok := p.when(f)
	if !ok {
		return
	}
	p.volume[t]++
	p.add(cellKey{e.Subject, e.Object, t}, r, f, day)
	if e.Symmetric {
		p.add(cellKey{e.Object, e.Subject, t}, r, f, day)
	}
}

// when places a claim: by when it happened, else when it was said, else published.
func (p *panel) when(f *graph.Fact) (t period, day string, ok bool) {
	for _, s := range [...]string{f.Happened, f.Said, f.Published} {
		d, err := edtf.Parse(s)
		if err != nil || s == "" {
			continue
		}
		if !d.Placed() || d.First() <= edtf.Past || d.Last() >= edtf.Future {
			return 0, "", false
		}
		from, to := p.period(d.First()), p.period(d.Last())
		return from, s, from == to
	}
	return 0, "", false
}

func (p *panel) period(d edtf.Day) period {
	t := d.Time()
	if p.opt.Monthly {
		return period(t.Year()*12 + int(t.Month()) - 1)
	}
	return period(t.Year())
}

func (p *panel) add(k cellKey, r *vocab.Relation, f *graph.Fact, day string) {
	c := p.cells[k]
	if c == nil {
		c = &cell{occurrences: make(map[string]bool), cooperation: make(map[string]bool), conflict: make(map[string]bool)}
		p.cells[k] = c
	}
	happening := f.Qualifiers["occurrence"]
	if happening == "" {
		happening = day
	}
	happening += " " + r.Name
	c.reports++
	c.occurrences[happening] = true
	switch {
	case strings.HasSuffix(r.QuadClass, "C"):
		c.cooperation[happening] = true
	case strings.HasSuffix(r.QuadClass, "X"):
		c.conflict[happening] = true
	}
	if f.Score != nil {
		c.scored++
		c.score += *f.Score
	}
	if p.opt.Claims {
		c.claims = append(c.claims, f.ID)
	}
}

// bounds finds the states and periods, and refuses what would be too large.
func (p *panel) bounds() error {
	seen := make(map[string]bool)
	for _, s := range p.opt.States {
		seen[s] = true
	}
	for k := range p.cells {
		seen[k.a], seen[k.b] = true, true
	}
	for s := range seen {
		p.states = append(p.states, s)
	}
	slices.Sort(p.states)
	begun := false
	for t := range p.volume {
		if !begun || t < p.first {
			p.first = t
		}
		if !begun || t > p.last {
			p.last = t
		}
		begun = true
	}
	from, to := p.span()
	if rows := int64(to-from+1) * int64(len(p.states)) * int64(len(p.states)); rows > panelLimit {
		return ErrPanelSize
	}
	return nil
}

// span is the range of periods that is written.
func (p *panel) span() (from, to period) {
	from, to = p.first, p.last
	if p.opt.From != 0 {
		from = period(p.opt.From)
		if p.opt.Monthly {
			from = period(p.opt.From * 12)
		}
	}
	if p.opt.To != 0 {
		to = period(p.opt.To)
		if p.opt.Monthly {
			to = period(p.opt.To*12 + 11)
		}
	}
	return from, to
}

func (p *panel) write(ctx context.Context, w io.Writer) error {
	out := csv.NewWriter(w)
	header := []string{"state_a", "iso_a", "cow_a", "gw_a", "state_b", "iso_b", "cow_b", "gw_b", "year"}
	if p.opt.Monthly {
		header = append(header, "month")
	}
	header = append(header, "covered", "censored", "occurrences", "reports", "share", "cooperation", "conflict", "scored", "score")
	if p.opt.Claims {
		header = append(header, "claims")
	}
	if err := out.Write(header); err != nil {
		return err
	}
	if from, to := p.span(); len(p.states) > 0 {
		for _, a := range p.states {
			if err := ctx.Err(); err != nil {
				return err
			}
			for _, b := range p.states {
				for t := from; a != b && t <= to; t++ {
					if !p.exists(a, t) || !p.exists(b, t) {
						continue
					}
					if err := out.Write(p.row(a, b, t)); err != nil {
						return err
					}
				}
			}
		}
	}
	out.Flush()
	return out.Error()
}

// date is the period as EDTF.
func (p *panel) date(t period) string {
	if p.opt.Monthly {
		return pad(int(t)/12, 4) + "-" + pad(int(t)%12+1, 2)
	}
	return pad(int(t), 4)
}

func pad(n, width int) string {
	s := strconv.Itoa(n)
	return strings.Repeat("0", max(0, width-len(s))) + s
}

func (p *panel) exists(state string, t period) bool {
	a, ok := p.v.Vocabulary().Actor(state)
	return !ok || a.Covers(p.date(t))
}

func (p *panel) row(a, b string, t period) []string {
	row := append(p.codes(a), p.codes(b)...)
	if p.opt.Monthly {
		row = append(row, strconv.Itoa(int(t)/12), strconv.Itoa(int(t)%12+1))
	} else {
		row = append(row, strconv.Itoa(int(t)))
	}
	volume := p.volume[t]
	if volume == 0 {
		row = append(row, "0", "", "", "", "", "", "", "", "")
		return p.closing(row, nil)
	}
	censored := ""
	switch {
	case t == p.first && t == p.last:
		censored = "both"
	case t == p.first:
		censored = "left"
	case t == p.last:
		censored = "right"
	}
	c := p.cells[cellKey{a, b, t}]
	if c == nil {
		c = &cell{}
	}
	mean := ""
	if c.scored > 0 {
		mean = strconv.FormatFloat(c.score/float64(c.scored), 'f', 4, 64)
	}
	row = append(row, "1", censored, strconv.Itoa(len(c.occurrences)), strconv.Itoa(c.reports), strconv.FormatFloat(1000*float64(c.reports)/float64(volume), 'f', 4, 64),
		strconv.Itoa(len(c.cooperation)), strconv.Itoa(len(c.conflict)), strconv.Itoa(c.scored), mean)
	return p.closing(row, c)
}

func (p *panel) closing(row []string, c *cell) []string {
	if !p.opt.Claims {
		return row
	}
	if c == nil {
		return append(row, "")
	}
	slices.Sort(c.claims)
	return append(row, strings.Join(c.claims, " "))
}

func (p *panel) codes(state string) []string {
	out := []string{state, "", "", ""}
	if a, ok := p.v.Vocabulary().Actor(state); ok {
		out[1], out[2], out[3] = a.Codes.ISO3, a.Codes.COWNumber, a.Codes.GW
	}
	return out
}
