package dataset

import (
	"strconv"
	"strings"

	"entente/graph/claim"
	"entente/graph/vocab"
)

// cacheLimit bounds each cache of a Resolver; a full one is emptied.
const cacheLimit = 1 << 16

// Resolver finds our ids for the actors of data sets and remembers which of them need a label. It is for one goroutine
// and one file.
type Resolver struct {
	v      *vocab.Vocabulary
	out    Sink
	ends   map[endKey]claim.End
	named  map[string]bool // ids whose label was given
	bodies map[string]vocab.Body
	orgs   map[string]string // last triple of a CAMEO organisation code → id
}

type endKey struct{ code, name, day string }

// NewResolver makes a Resolver that gives new labels to out.
func NewResolver(s *Session, out Sink) *Resolver {
	r := &Resolver{v: s.Vocabulary, out: out, ends: make(map[endKey]claim.End), named: make(map[string]bool),
		bodies: make(map[string]vocab.Body), orgs: make(map[string]string)}
	for _, b := range s.Vocabulary.Bodies() {
		if _, there := r.bodies[b.CAMEO]; !there && b.CAMEO != "" {
			r.bodies[b.CAMEO] = b
		}
	}
	for a := range s.Vocabulary.Actors() {
		if code := a.Codes.CAMEO; a.Kind != vocab.State && len(code) >= 3 {
			r.orgs[code[len(code)-3:]] = a.ID
		}
	}
	return r
}

// State finds a state by code; day is that of the record ("" for today), since codes changed hands.
func (r *Resolver) State(scheme vocab.Scheme, code, day string) (claim.End, bool) {
	code = strings.TrimSpace(code)
	if scheme == vocab.COWNumber || scheme == vocab.GW {
		code = strings.TrimLeft(code, "0")
	}
	if scheme == vocab.ISONumeric {
		for len(code) > 0 && len(code) < 3 {
			code = "0" + code
		}
	}
	a, ok := r.v.Coded(scheme, code, day)
	if !ok {
		return claim.End{}, false
	}
	return r.end(a.ID, day), true
}

// StateOr is State where an unknown code still gives an id of its own: state:cow-999.
func (r *Resolver) StateOr(code, name, day string) (claim.End, error) {
	if e, ok := r.State(vocab.COWNumber, code, day); ok {
		return e, nil
	}
	code = strings.TrimLeft(strings.TrimSpace(code), "0")
	n, ok := Int(code)
	if !ok || n <= 0 || n > 9999 {
		return claim.End{}, Rejectf("%q is not a state number", code)
	}
	code = strconv.Itoa(n)
	id := "state:cow-" + code
	if name == "" {
		name = "state " + code + " of the Correlates of War"
	}
	return claim.End{ID: id, State: id}, r.Label(id, name)
}

// Country finds a state by an English name in whatever spelling.
func (r *Resolver) Country(name, day string) (claim.End, bool) {
	key := endKey{"country", name, day}
	if e, ok := r.ends[key]; ok {
		return e, e.ID != ""
	}
	e, ok := r.country(name, day)
	r.remember(key, e)
	return e, ok
}

func (r *Resolver) country(name, day string) (claim.End, bool) {
	for _, n := range countrySpellings(name) {
		for _, a := range r.v.Named(n) {
			if a.Kind == vocab.State && vocab.Fold(n) != "" && (a.Until == "" || day == "" || a.Covers(day)) {
				return r.end(a.ID, day), true
			}
		}
	}
	return claim.End{}, false
}

// countrySpellings turns "Moldova, Republic of" and "the former Yugoslav Republic of Macedonia" into what vocabularies know.
func countrySpellings(name string) []string {
	name = strings.TrimSpace(name)
	out := []string{name}
	if head, _, ok := strings.Cut(name, ","); ok {
		out = append(out, head)
	}
	if head, _, ok := strings.Cut(name, " ("); ok {
		out = append(out, head)
	}
	if rest, ok := strings.CutPrefix(strings.ToLower(name), "the "); ok {
		out = append(out, rest)
	}
	switch vocab.Fold(name) {
	case "former yugoslav republic of macedonia", "the former yugoslav republic of macedonia":
		out = append(out, "North Macedonia")
	case "occupied palestinian territory", "occupied palestinian territories":
		out = append(out, "Palestine")
	case "democratic republic of congo", "congo kinshasa", "zaire":
		out = append(out, "Democratic Republic of the Congo")
	case "congo", "congo brazzaville":
		out = append(out, "Republic of the Congo", "Congo")
	case "holy see", "vatican":
		out = append(out, "Vatican City")
	case "russian federation":
		out = append(out, "Russia")
	case "swaziland":
		out = append(out, "Eswatini")
	}
	return out
}

func (r *Resolver) end(id, day string) claim.End {
	e := claim.End{ID: id}
	if strings.HasPrefix(id, "state:") {
		e.State = id
		return e
	}
	e.State, _ = r.v.StateOf(id, day)
	return e
}

// End is an actor of the vocabulary, or any id, with the state that it stands for.
func (r *Resolver) End(id, day string) claim.End { return r.end(id, day) }

func (r *Resolver) remember(k endKey, e claim.End) {
	if len(r.ends) >= cacheLimit {
		clear(r.ends)
	}
	// Cells are parts of their row's string: kept as they are, each would keep its row.
	r.ends[endKey{strings.Clone(k.code), strings.Clone(k.name), k.day}] = e
}

// Label gives the sink a label for an id that the vocabulary does not know, once.
func (r *Resolver) Label(id, label string, aliases ...string) error {
	if r.named[id] {
		return nil
	}
	if len(r.named) >= cacheLimit {
		clear(r.named)
	}
	r.named[id] = true
	if _, known := r.v.Actor(id); known || label == "" {
		return nil
	}
	return r.out.Actors(Actor{ID: id, Label: label, Aliases: aliases})
}

// Outlet is the org: id of a publisher that a row names by domain or title.
func (r *Resolver) Outlet(name string) (string, error) {
	name = strings.TrimSpace(name)
	key := endKey{"outlet", name, ""}
	if e, ok := r.ends[key]; ok {
		return e.ID, nil
	}
	slug := vocab.Slug(strings.ReplaceAll(name, ".", " "))
	if slug == "" {
		return "", nil
	}
	id := "org:" + Short(slug)
	for _, a := range r.v.Named(name) {
		if a.Kind == vocab.Org {
			id = a.ID
		}
	}
	r.remember(key, claim.End{ID: id})
	return id, r.Label(id, name)
}

// Domain is the host of a URL without "www.", "" when it is none.
func Domain(url string) string {
	_, rest, ok := strings.Cut(url, "://")
	if !ok {
		return ""
	}
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		rest = rest[:i]
	}
	if i := strings.LastIndexByte(rest, '@'); i >= 0 {
		rest = rest[i+1:]
	}
	if i := strings.IndexByte(rest, ':'); i >= 0 {
		rest = rest[:i]
	}
	return strings.TrimPrefix(strings.ToLower(rest), "www.")
}

// Short bounds a slug to 96 bytes; what is cut is kept as a hash, so that two long names stay two.
func Short(slug string) string {
	if len(slug) <= 96 {
		return slug
	}
	cut := 72
	for cut > 0 && slug[cut]&0xC0 == 0x80 {
		cut--
	}
	return slug[:cut] + "-" + claim.Hash(slug)[:16]
}

// Vocabulary is the one that names are found in.
func (r *Resolver) Vocabulary() *vocab.Vocabulary { return r.v }
