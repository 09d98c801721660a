// Package catalog lists the readers of foreign data sets and finds the one for a file.
package catalog

import (
	"fmt"
	"strings"

	"entente/loader/dataset"
	"entente/loader/dataset/archigos"
	"entente/loader/dataset/atop"
	"entente/loader/dataset/cow"
	"entente/loader/dataset/desta"
	"entente/loader/dataset/gdelt"
	"entente/loader/dataset/gkg"
	"entente/loader/dataset/gptad"
	"entente/loader/dataset/icews"
	"entente/loader/dataset/phoenix"
	"entente/loader/dataset/polecat"
	"entente/loader/dataset/rivalries"
	"entente/loader/dataset/unvotes"
	"entente/loader/dataset/wikidata"
)

// Readers are all readers, in the order in which their files should be read where one refers to another: events before mentions, lists of
// names before numbers, roll calls before votes.
func Readers() []dataset.Reader {
	return []dataset.Reader{
		gdelt.V2(), gdelt.V1(), gdelt.NewMentions(), gkg.New(),
		icews.NewEvents(), icews.NewQuads(), icews.NewDictionary(), icews.NewNumbers(), polecat.New(), phoenix.New(),
		cow.NewAllianceDyads(), cow.NewAllianceMembers(), cow.States(), cow.Majors(), cow.Codes(), cow.Contiguity(), cow.DisputeDyads(), cow.DisputeParticipants(),
		cow.Exchange(), cow.NewIGOs(), cow.IGOCounts(), cow.Crosswalk(),
		atop.DyadYears(), atop.Members(), atop.Alliances(),
		unvotes.RollCalls(), unvotes.Votes(), unvotes.Issues(),
		archigos.New(), rivalries.Strategic(), rivalries.Thompson(), desta.New(), gptad.New(), wikidata.New(),
	}
}

// Rank orders the files of one load: those of lower rank are to be read first.
func Rank(reader string) int {
	switch reader {
	case "gdelt-mentions", "icews-numbers", "un-votes", "un-issues":
		return 1
	}
	return 0
}

// Find is the reader with a name.
func Find(name string) (dataset.Reader, bool) {
	for _, r := range Readers() {
		if r.Name() == name {
			return r, true
		}
	}
	return nil, false
}

// Detect is the reader that is surest of a file, nil when none knows it. That two are equally sure is an error that names them.
func Detect(name string, head []byte) (dataset.Reader, error) {
	var best dataset.Reader
	var tied []string
	sure := 0
	for _, r := range Readers() {
		switch n := r.Detect(name, head); {
		case n > sure:
			best, sure, tied = r, n, []string{r.Name()}
		case n == sure && n > 0:
			tied = append(tied, r.Name())
		}
	}
	if len(tied) > 1 {
		return nil, fmt.Errorf("%s could be %s: say which", name, strings.Join(tied, " or "))
	}
	return best, nil
}
