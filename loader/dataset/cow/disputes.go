package cow

import (
	"strconv"

	"entente/graph/claim"
	"entente/loader/dataset"
	"entente/loader/dataset/tabular"
)

// DisputeDyads reads militarised interstate disputes by directed dyad and year: each row is one side's view of one year. The qualifier
// "level" is the highest level of hostility that the first state of the row reached, in words, "action" the code of its highest
// action, "event" the dispute.
func DisputeDyads() dataset.Reader {
	return &dataset.Simple{ID: "cow-disputes", Publisher: publisher, Need: []string{"dispnum", "ccode1", "ccode2", "year", "hostlev1", "hostlev2"}, Sure: 99, Open: func(h *tabular.Header, names *dataset.Resolver) func([]string) ([]claim.Claim, error) {
		number, code1, code2, year := h.Column("dispnum"), h.Column("ccode1"), h.Column("ccode2"), h.Column("year")
		level, action, ongoing := h.Column("hostlev1"), h.Column("hiact1"), h.Column("dispongoing")
		return func(f []string) ([]claim.Claim, error) {
			day, ok := dataset.Date(f[year], "", "")
			if !ok || day == "" {
				return nil, dataset.Rejectf("year %q is none", f[year])
			}
			if ongoing >= 0 && !dataset.Flag(f, ongoing) {
				return nil, dataset.NoContent
			}
			hostility, err := hostility(f[level])
			if err != nil {
				return nil, err
			}
			a, b, err := names.Pair(f[code1], "", f[code2], "", day)
			if err != nil {
				return nil, err
			}
			return dataset.One(dataset.Plain("cow-disputes@1", "dyad-year", a, "in_dispute_with", b, day, "level", hostility, "action", known(tabular.At(f, action)),
				dataset.QualifierEvent, "cow-dispute:"+f[number]), nil)
		}
	}}
}

// known drops the codes for unknown and not applicable.
func known(cell string) string {
	if n, ok := dataset.Int(cell); !ok || n < 0 {
		return ""
	}
	return cell
}

// hostility names the levels of the Dispute data.
func hostility(cell string) (string, error) {
	switch n, ok := dataset.Int(cell); {
	case !ok:
		return "", dataset.Rejectf("level of hostility %q is no number", cell)
	case n == 1:
		return "no-militarised-action", nil
	case n == 2:
		return "threat", nil
	case n == 3:
		return "display", nil
	case n == 4:
		return "use-of-force", nil
	case n == 5:
		return "war", nil
	case n < 0:
		return "", nil
	}
	return "", dataset.Rejectf("level of hostility %q is not between 1 and 5", cell)
}

// DisputeParticipants reads MIDB: who took part in a dispute, when, on which side. The dispute is an event with its parties.
func DisputeParticipants() dataset.Reader {
	return &dataset.Simple{ID: "cow-dispute-participants", Publisher: publisher, Need: []string{"dispnum", "ccode", "styear", "endyear", "sidea", "hostlev"}, Sure: 99, Open: func(h *tabular.Header, names *dataset.Resolver) func([]string) ([]claim.Claim, error) {
		number, code, abbreviation, side, level := h.Column("dispnum"), h.Column("ccode"), h.Column("stabb"), h.Column("sidea"), h.Column("hostlev")
		start, end := midDates(h, "st"), midDates(h, "end")
		return func(f []string) ([]claim.Claim, error) {
			n, ok := dataset.Int(f[number])
			if !ok || n <= 0 {
				return nil, dataset.Rejectf("dispute %q is no number", f[number])
			}
			happened, _, err := dataset.Spell(dateCells(f, start), dateCells(f, end), "")
			if err != nil {
				return nil, err
			}
			hostility, err := hostility(f[level])
			if err != nil {
				return nil, err
			}
			state, err := names.StateOr(f[code], tabular.At(f, abbreviation), firstDay(happened))
			if err != nil {
				return nil, err
			}
			dispute := strconv.Itoa(n)
			id := "event:cow-dispute-" + dispute
			if err := names.Label(id, "Militarised dispute "+dispute+" of the Correlates of War"); err != nil {
				return nil, err
			}
			return dataset.One(dataset.Plain("cow-disputes@1", "participant", claim.End{ID: id}, "has_party", state, happened, "level", hostility,
				"side", sideName(dataset.Flag(f, side)), dataset.QualifierEvent, "cow-dispute:"+dispute), nil)
		}
	}}
}

func midDates(h *tabular.Header, prefix string) [3]int {
	return [3]int{h.Column(prefix + "year"), h.Column(prefix+"mon", prefix+"month"), h.Column(prefix + "day")}
}

func sideName(a bool) string {
	if a {
		return "A"
	}
	return "B"
}
