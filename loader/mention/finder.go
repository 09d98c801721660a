package mention

import (
	"strings"

	"entente/graph/vocab"
	"entente/loader/text"
)

// Finder finds mentions with the names, titles and bodies of one vocabulary. It is safe for concurrent use.
type Finder struct {
	words  *vocab.Vocabulary
	names  lexicon[name]
	titles lexicon[vocab.Title]
	bodies lexicon[vocab.Body]
	// twins are the two states that share the last word of their names, by that word: "Koreas", "inter-Korean".
	twins map[string][]string
}

// name is one way in which an actor is written.
type name struct {
	id   string
	kind vocab.Kind
	form Form
	// exact is the spelling that the text must have: abbreviations are not their lower-case words.
	exact string
	// common marks names that are also ordinary words or names of people.
	common bool
}

// lexicon maps phrases, as tokens joined by spaces, to what they mean, and knows how long a phrase can be that begins with a word.
type lexicon[T any] struct {
	by      map[string]T
	longest map[string]int
}

func newLexicon[T any]() lexicon[T] { return lexicon[T]{map[string]T{}, map[string]int{}} }

// put keeps the first meaning of a phrase.
func (l lexicon[T]) put(phrase []string, v T) {
	if len(phrase) == 0 {
		return
	}
	key := strings.Join(phrase, " ")
	if _, there := l.by[key]; !there {
		l.by[key] = v
	}
	l.longest[phrase[0]] = max(l.longest[phrase[0]], len(phrase))
}

// phrase is how a name stands among tokens.
func phrase(s string) []string {
	d := text.Parse(s)
	out := make([]string, len(d.Tokens))
	for i := range d.Tokens {
		out[i] = folded(d.Tokens[i].Lower)
	}
	return out
}

// folded writes British spellings of offices as American ones.
func folded(word string) string {
	switch word {
	case "defence":
		return "defense"
	case "labour":
		return "labor"
	case "programme":
		return "program"
	}
	return word
}

// New makes a Finder.
func New(words *vocab.Vocabulary) *Finder {
	f := &Finder{words: words, names: newLexicon[name](), titles: newLexicon[vocab.Title](), bodies: newLexicon[vocab.Body]()}
	for _, kind := range []vocab.Kind{vocab.State, vocab.Org, vocab.Group, vocab.Person, vocab.Place, vocab.Agreement} {
		for a := range words.Actors() {
			if a.Kind == kind && a.Until == "" {
				f.actor(a)
			}
		}
	}
	for a := range words.Actors() {
		if a.Until != "" {
			f.actor(a) // what no longer exists takes no name from what does
		}
	}
	f.twins = twins(words)
	for _, t := range words.Titles() {
		for _, n := range t.Names {
			f.titles.put(phrase(n), t)
		}
	}
	for _, b := range words.Bodies() {
		for _, n := range b.Names {
			f.bodies.put(phrase(n), b)
		}
	}
	return f
}

// twins gives the pairs of states whose names, or adjectives, end in the same word, by its plural or by the word.
func twins(v *vocab.Vocabulary) map[string][]string {
	out := map[string][]string{}
	add := func(key, id string) {
		for _, old := range out[key] {
			if old == id {
				return
			}
		}
		out[key] = append(out[key], id)
	}
	for a := range v.Actors() {
		if a.Kind != vocab.State || a.Until != "" {
			continue
		}
		if w := phrase(a.Label); len(w) > 0 {
			add(w[len(w)-1]+"s", a.ID)
		}
		for _, adj := range a.Adjectives {
			if w := phrase(adj); len(w) > 1 {
				add(w[len(w)-1], a.ID)
			}
		}
	}
	for k, ids := range out {
		if len(ids) != 2 {
			delete(out, k)
		}
	}
	return out
}

func (f *Finder) actor(a *vocab.Actor) {
	if strings.HasSuffix(a.ID, "-allies") || strings.HasSuffix(a.ID, "-partners") {
		return // read by pattern for every state, see friends
	}
	add := func(s string, form Form) {
		if len(s) < 2 {
			return
		}
		n := name{id: a.ID, kind: a.Kind, form: form, common: a.CommonWord}
		if bare := strings.ReplaceAll(s, ".", ""); len(bare) <= 5 && bare == strings.ToUpper(bare) {
			n.exact = bare
		}
		if bare, ok := strings.CutPrefix(s, "the "); ok && a.Kind != vocab.State {
			s = bare
		}
		f.names.put(phrase(s), n)
	}
	form := Name
	if a.Kind == vocab.Org && a.Role.Executive() {
		form = Body
	}
	for _, n := range append([]string{a.Label}, a.Aliases...) {
		if a.Kind == vocab.Person && !strings.Contains(n, " ") {
			continue // a surname alone needs the context of a document
		}
		if a.Kind == vocab.State || a.Kind == vocab.Person || a.Kind == vocab.Org || a.Kind == vocab.Group || a.Kind == vocab.Agreement {
			add(n, form)
		} else if a.Kind == vocab.Place {
			add(n, PlaceName)
		}
	}
	for _, m := range a.Metonyms {
		add(m.Name, Metonym)
	}
	for _, n := range a.Adjectives {
		add(n, Adjective)
	}
	for _, n := range a.Demonyms {
		add(n, Name)
	}
}
