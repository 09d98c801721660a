// Package unvotes reads roll-call votes of the United Nations General Assembly: the list of roll calls, the votes, and the issues
// that votes are about, in the layout of Voeten's files and in that of the R package unvotes.
//
// A state votes for, votes against or abstains on the topic topic:unga-roll-call-<number>. The votes file of the package has no dates: they
// come from the list of roll calls read before in the same session. Absences (8) and states that are no members (9) are no
// votes. "NA" is Namibia's code as well as the mark for none, so the name decides.
package unvotes

import (
	"context"
	"strconv"
	"strings"

	"entente/graph/claim"
	"entente/graph/vocab"
	"entente/loader/dataset"
	"entente/loader/dataset/tabular"
)

const publisher = "United Nations General Assembly Voting Data"

// Topic is the id of a roll call.
func Topic(number int) string { return "topic:unga-roll-call-" + strconv.Itoa(number) }

// RollCalls reads the list of roll calls. A roll call is part of its session of the assembly.
func RollCalls() dataset.Reader { return &rollCalls{} }

type rollCalls struct{}

func (*rollCalls) Name() string { return "un-roll-calls" }

func (*rollCalls) Detect(_ string, head []byte) int {
	if dataset.HasColumns(head, "rcid", "session", "date", "unres") && !dataset.HasColumns(head, "rcid", "vote") {
		return 99
	}
	return 0
}

func begin(in *dataset.File, out dataset.Sink) error {
	return out.Document(dataset.Document{ID: in.ID, Title: in.Name, Publisher: publisher})
}

func (*rollCalls) Read(ctx context.Context, in *dataset.File, s *dataset.Session, out dataset.Sink) error {
	if err := begin(in, out); err != nil {
		return err
	}
	names := dataset.NewResolver(s, out)
	return dataset.Table(ctx, in, s, out, []string{"rcid", "session", "date"}, func(h *tabular.Header) func([]string) ([]claim.Claim, error) {
		id, session, date, resolution, important := h.Column("rcid"), h.Column("session"), h.Column("date"), h.Column("unres"), h.Column("importantvote")
		short, description := h.Column("short"), h.Column("descr")
		return func(f []string) ([]claim.Claim, error) {
			n, ok1 := dataset.Int(f[id])
			sitting, ok2 := dataset.Int(f[session])
			day, ok3 := dataset.Calendar(f[date])
			if !ok1 || n <= 0 || !ok2 || !ok3 {
				return nil, dataset.Rejectf("roll call %q of session %q on %q cannot be read", f[id], f[session], f[date])
			}
			title := dataset.Cell(tabular.At(f, short))
			if title == "" {
				title = dataset.Cell(tabular.At(f, description))
			}
			call := dataset.RollCall{Day: day, Resolution: strings.Clone(dataset.Cell(tabular.At(f, resolution))), Title: strings.Clone(title)}
			s.RollCalls.Put(n, call)
			if err := names.Label(Topic(n), label(n, call)); err != nil {
				return nil, err
			}
			of := "topic:unga-session-" + strconv.Itoa(sitting)
			if err := names.Label(of, "Session "+strconv.Itoa(sitting)+" of the UN General Assembly"); err != nil {
				return nil, err
			}
			return dataset.One(dataset.Plain("un-roll-calls@1", "roll-call", claim.End{ID: Topic(n)}, "part_of", claim.End{ID: of}, day,
				"resolution", call.Resolution, "important", dataset.Cell(tabular.At(f, important))), nil)
		}
	})
}

func label(n int, c dataset.RollCall) string {
	out := "UNGA roll call " + strconv.Itoa(n)
	if c.Resolution != "" {
		out += " (" + c.Resolution + ")"
	}
	if c.Title != "" {
		out += ": " + c.Title
	}
	return out
}

// Issues reads which roll calls are about which issue.
func Issues() dataset.Reader {
	return &dataset.Simple{ID: "un-issues", Publisher: publisher, Need: []string{"rcid", "short_name", "issue"}, Sure: 99,
		Open: func(h *tabular.Header, names *dataset.Resolver) func([]string) ([]claim.Claim, error) {
			id, issue := h.Column("rcid"), h.Column("issue")
			return func(f []string) ([]claim.Claim, error) {
				n, ok := dataset.Int(f[id])
				slug := vocab.Slug(f[issue])
				if !ok || n <= 0 || slug == "" {
					return nil, dataset.Rejectf("roll call %q, issue %q cannot be read", f[id], f[issue])
				}
				topic := "topic:" + dataset.Short(slug)
				if err := names.Label(topic, f[issue]); err != nil {
					return nil, err
				}
				if err := names.Label(Topic(n), label(n, dataset.RollCall{})); err != nil {
					return nil, err
				}
				return dataset.One(dataset.Plain("un-issues@1", "issue", claim.End{ID: Topic(n)}, "part_of", claim.End{ID: topic}, ""), nil)
			}
		}}
}

// Votes reads the votes themselves.
func Votes() dataset.Reader { return &votes{} }

type votes struct{}

func (*votes) Name() string { return "un-votes" }

func (*votes) Detect(_ string, head []byte) int {
	if dataset.HasColumns(head, "rcid", "vote", "country") || dataset.HasColumns(head, "rcid", "vote", "ccode") {
		return 99
	}
	return 0
}

type voteReader struct {
	session                                  *dataset.Session
	names                                    *dataset.Resolver
	id, vote, code, country, iso2, date, res int
	topics                                   map[int]string
	states                                   map[string]claim.End
	one                                      [1]claim.Claim
}

func (*votes) Read(ctx context.Context, in *dataset.File, s *dataset.Session, out dataset.Sink) error {
	if err := begin(in, out); err != nil {
		return err
	}
	return dataset.Table(ctx, in, s, out, []string{"rcid", "vote"}, func(h *tabular.Header) func([]string) ([]claim.Claim, error) {
		x := &voteReader{session: s, names: dataset.NewResolver(s, out), id: h.Column("rcid"), vote: h.Column("vote"), code: h.Column("ccode"),
			country: h.Column("country", "countryname"), iso2: h.Column("country_code"), date: h.Column("date"), res: h.Column("unres"),
			topics: map[int]string{}, states: map[string]claim.End{}}
		return x.row
	})
}

// relation reads a vote in words or as Voeten's number.
func relation(vote string) (name string, err error) {
	switch strings.ToLower(strings.TrimSpace(vote)) {
	case "yes", "1":
		return "votes_for", nil
	case "no", "3":
		return "votes_against", nil
	case "abstain", "2":
		return "abstains_on", nil
	case "8", "absent":
		return "", dataset.Skipped("the state was absent")
	case "9", "not a member":
		return "", dataset.Skipped("the state was no member")
	}
	return "", dataset.Rejectf("vote %q is none", vote)
}

func (x *voteReader) row(f []string) ([]claim.Claim, error) {
	n, ok := dataset.Int(f[x.id])
	if !ok || n <= 0 {
		return nil, dataset.Rejectf("roll call %q is no number", f[x.id])
	}
	verb, err := relation(f[x.vote])
	if err != nil {
		return nil, err
	}
	call, _ := x.session.RollCalls.Get(n)
	if x.date >= 0 && call.Day == "" {
		if call.Day, ok = dataset.Calendar(f[x.date]); !ok {
			return nil, dataset.Rejectf("%q is no date", f[x.date])
		}
		call.Resolution = dataset.Cell(tabular.At(f, x.res))
	}
	state, err := x.state(f, call.Day)
	if err != nil {
		return nil, err
	}
	topic, err := x.topic(n, call)
	if err != nil {
		return nil, err
	}
	x.one[0] = dataset.Plain("un-votes@1", "vote", state, verb, claim.End{ID: topic}, call.Day, "resolution", call.Resolution)
	return x.one[:], nil
}

func (x *voteReader) topic(n int, call dataset.RollCall) (string, error) {
	if t, ok := x.topics[n]; ok {
		return t, nil
	}
	if len(x.topics) > 1<<17 {
		clear(x.topics)
	}
	t := Topic(n)
	x.topics[n] = t
	return t, x.names.Label(t, label(n, call))
}

// state finds who voted, by number or by name; two-letter codes are asked last, since "NA" is Namibia or nobody.
func (x *voteReader) state(f []string, day string) (claim.End, error) {
	if x.code >= 0 {
		return x.names.StateOr(f[x.code], tabular.At(f, x.country), day)
	}
	name := tabular.At(f, x.country)
	if e, ok := x.states[name]; ok && e.ID != "" {
		return e, nil
	}
	e, ok := x.names.Country(name, "")
	if !ok {
		e, ok = x.byCode(tabular.At(f, x.iso2), name)
	}
	if !ok {
		return e, dataset.Rejectf("%q is no state", name)
	}
	if len(x.states) < 1<<16 {
		x.states[strings.Clone(name)] = e
	}
	return e, nil
}

func (x *voteReader) byCode(code, name string) (claim.End, bool) {
	// States that are gone keep numbers of their own in the vocabulary.
	switch vocab.Fold(name) {
	case "czechoslovakia":
		return x.names.State(vocab.COWNumber, "315", "1960")
	case "yugoslavia":
		return x.names.State(vocab.COWNumber, "345", "1960")
	case "yemen arab republic":
		return x.names.State(vocab.COWNumber, "678", "1960")
	case "yemen peoples republic":
		return x.names.State(vocab.COWNumber, "680", "1970")
	case "zanzibar":
		return x.names.State(vocab.COWNumber, "511", "1964")
	case "federal republic of germany":
		return x.names.State(vocab.COWNumber, "260", "1960")
	case "german democratic republic":
		return x.names.State(vocab.COWNumber, "265", "1960")
	}
	if dataset.Cell(code) == "" {
		return claim.End{}, false
	}
	return x.names.State(vocab.ISO2, code, "")
}
