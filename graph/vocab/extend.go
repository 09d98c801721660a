package vocab

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// Extend gives a vocabulary that also knows these actors; one with an id that is known gains the names and
// takes the label and dates given. The receiver does not change.
func (v *Vocabulary) Extend(actors []Actor) (*Vocabulary, error) {
	out := *v
	out.byID = maps.Clone(v.byID)
	for i := range actors {
		a := actors[i]
		kind, rest, ok := strings.Cut(a.ID, ":")
		switch {
		case !ok || !validSlug(kind, rest):
			return nil, fmt.Errorf("%q is not an id such as org:nato or person:ana-paz", a.ID)
		case !validDay(a.Since) || !validDay(a.Until):
			return nil, fmt.Errorf("%s: %q to %q is not a period of days", a.ID, a.Since, a.Until)
		}
		a.Kind = Kind(kind)
		if known, ok := v.byID[a.ID]; ok {
			merged := *known
			merged.Aliases = append(slices.Clone(known.Aliases), a.Aliases...)
			if a.Label != "" && a.Label != known.Label {
				merged.Aliases = append(merged.Aliases, known.Label)
				merged.Label = a.Label
			}
			merged.Since, merged.Until = cmp.Or(a.Since, known.Since), cmp.Or(a.Until, known.Until)
			a = merged
		}
		if a.Label == "" {
			a.Label = rest
		}
		out.byID[a.ID] = &a
	}
	out.actors = slices.Collect(maps.Values(out.byID))
	out.index()
	return &out, nil
}

// ReadActors reads a file of actors for Extend: tab-separated id, type, label, aliases joined by |, and
// optionally since and until. A header line that begins with "id", empty lines and # remarks are passed
// over. The type repeats the kind of the id and may be empty.
func ReadActors(r io.Reader) ([]Actor, error) {
	var out []Actor
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		text := strings.TrimSuffix(strings.TrimPrefix(lines.Text(), "\ufeff"), "\r")
		cells := strings.Split(text, "\t")
		if text == "" || text[0] == '#' || cells[0] == "id" {
			continue
		}
		if len(cells) < 3 || len(cells) > 6 {
			return nil, fmt.Errorf("actors: line %d: %d columns; there are id, type, label, aliases, since, until", n, len(cells))
		}
		for len(cells) < 6 {
			cells = append(cells, "")
		}
		kind, rest, ok := strings.Cut(cells[0], ":")
		if !ok || !validSlug(kind, rest) {
			return nil, fmt.Errorf("actors: line %d: %q is not an id such as org:nato or person:ana-paz", n, cells[0])
		}
		if cells[1] != "" && cells[1] != kind {
			return nil, fmt.Errorf("actors: line %d: type %q of %s", n, cells[1], cells[0])
		}
		if !validDay(cells[4]) || !validDay(cells[5]) {
			return nil, fmt.Errorf("actors: line %d: %q to %q is not a period of days", n, cells[4], cells[5])
		}
		out = append(out, Actor{ID: cells[0], Kind: Kind(kind), Label: cells[2], Aliases: list(cells[3]), Period: Period{cells[4], cells[5]}})
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("actors: %w", err)
	}
	return out, nil
}
