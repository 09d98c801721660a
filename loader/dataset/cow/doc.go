// Package cow reads data sets of the Correlates of War project: formal alliances 4.1 (by member, by dyad, yearly, directed or
// not), the state system and its major powers, militarised disputes (dyads and participants), direct contiguity,
// memberships of intergovernmental organisations, and diplomatic exchange.
//
// They are curated, so their claims are plain and asserted, with the interval in which something holds. -9 is unknown, -8 does not
// apply, an empty end means "in force", and the last day of the data (2012-12-31, 2016-12-31, 2024-12-31) is no
// end. State numbers mean different states over time; the year of the row decides.
//
// The alliance data may not be passed on: none are in this repository, and the layout is tested on rows made by hand.
package cow

import (
	"strings"

	"entente/loader/dataset"
)

const publisher = "Correlates of War"

func begin(in *dataset.File, out dataset.Sink) error {
	return out.Document(dataset.Document{ID: in.ID, Title: in.Name, Publisher: publisher})
}

// obligations lists what an alliance obliges to, the strongest first, as qualifiers: "type" is the strongest, "obligations" all.
func obligations(defence, neutrality, nonAggression, consultation bool) (strongest, all string) {
	var list []string
	for _, o := range [...]struct {
		there bool
		name  string
	}{{defence, "defence"}, {neutrality, "neutrality"}, {nonAggression, "non-aggression"}, {consultation, "consultation"}} {
		if o.there {
			list = append(list, o.name)
		}
	}
	if len(list) == 0 {
		return "", ""
	}
	return list[0], strings.Join(list, " ")
}
