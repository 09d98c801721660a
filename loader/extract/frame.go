package extract

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"entente/loader/text"
)

//go:embed frames/*.txt
var frameFiles embed.FS

// slot is one place where a frame looks for an end: a source and, for prepositions, their words.
type slot struct {
	source string   // "subj", "obj", "iobj", "prep", "poss", "adj", "by", "of", "between", "light", "mates", "inf", "comp", "actors"
	preps  []string // of source "prep"
	take   string   // "actor", "inner", "topic", "any"
}

// frame is one rule: words, where the two ends stand, and the relation.
type frame struct {
	name       string
	file       string
	class      byte // 'v' verb, 'n' noun, 'a' adjective
	words      []string
	particle   []string
	clause     string // "yes": a clause or "for" must hang on the verb; "no": must not
	voice      string // "", "active", "passive"
	bare       bool   // the verb must have no object
	subject    []slot
	object     []slot
	relation   string
	polarity   string
	modality   string
	cameo      string
	withObj    map[string]bool // the object's head must be one of these
	notObj     map[string]bool // the object's head must not be one of these
	who        map[string]bool // the head of the one who acts must be one of these
	withPrep   map[string]bool // one of these prepositions must be there
	notPrep    map[string]bool // none of these may be there
	modifier   map[string]bool // for nouns: the group must have one of these words
	notMod     map[string]bool
	notVerb    map[string]bool // for nouns: not as object of these verbs
	context    map[string]bool // some word of the sentence must be one of these
	notContext map[string]bool // none of these words may be in the sentence
	asserted   bool            // presupposed: a fact whatever its verb plans or asks
	swap       bool
	qualifiers map[string]string
	confidence float64
	yes        []example
	no         []string
}

// example is a sentence that must match, with "subject relation object" it must give.
type example struct{ sentence, want string }

// frameSet is all frames by their words.
type frameSet struct {
	all   []*frame
	verbs map[string][]*frame
	nouns map[string][]*frame
	adjs  map[string][]*frame
}

// loadFrames reads the embedded frames. An error is a mistake in the files.
func loadFrames() (*frameSet, error) {
	fset := &frameSet{verbs: map[string][]*frame{}, nouns: map[string][]*frame{}, adjs: map[string][]*frame{}}
	names, err := fs.Glob(frameFiles, "frames/*.txt")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	for _, n := range names {
		data, err := frameFiles.ReadFile(n)
		if err != nil {
			return nil, err
		}
		frames, err := parseFrames(n, string(data))
		if err != nil {
			return nil, err
		}
		for _, f := range frames {
			fset.add(f)
		}
	}
	for _, m := range []map[string][]*frame{fset.verbs, fset.nouns, fset.adjs} {
		for _, list := range m {
			slices.SortStableFunc(list, func(a, b *frame) int { return b.specific() - a.specific() })
		}
	}
	return fset, nil
}

// specific counts the conditions of a frame: of frames for one word the more specific is tried first.
func (f *frame) specific() int {
	n := 0
	for _, c := range []bool{f.withObj != nil, f.who != nil, f.withPrep != nil, f.particle != nil, f.modifier != nil, f.context != nil, f.voice != ""} {
		if c {
			n++
		}
	}
	return n
}

func (fs *frameSet) add(f *frame) {
	fs.all = append(fs.all, f)
	for _, w := range f.words {
		switch f.class {
		case 'v':
			fs.verbs[w] = append(fs.verbs[w], f)
		case 'n':
			fs.nouns[w] = append(fs.nouns[w], f)
		case 'a':
			fs.adjs[w] = append(fs.adjs[w], f)
		}
	}
}

// parseFrames reads "key: value" blocks that begin with "frame: name". "#" begins a comment line.
func parseFrames(file, data string) ([]*frame, error) {
	var out []*frame
	var f *frame
	for n, line := range strings.Split(data, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, value, ok := strings.Cut(line, ":")
		if !ok {
			return nil, fmt.Errorf("%s: line %d: expected key: value", file, n+1)
		}
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		if key == "frame" {
			f = &frame{name: value, file: file, confidence: 0.8}
			out = append(out, f)
			continue
		}
		if f == nil {
			return nil, fmt.Errorf("%s: line %d: %q before the first frame", file, n+1, key)
		}
		if err := f.field(key, value); err != nil {
			return nil, fmt.Errorf("%s: line %d: %w", file, n+1, err)
		}
	}
	for _, f := range out {
		if err := f.check(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// field takes one line of a frame.
func (f *frame) field(key, value string) (err error) {
	switch key {
	case "verb", "noun", "adj":
		f.class = key[0]
		f.words = strings.Fields(strings.ReplaceAll(value, ",", " "))
	case "particle":
		f.particle = strings.Fields(value)
	case "clause":
		f.clause = value
	case "bare":
		f.bare = value == "yes"
	case "voice":
		f.voice = value
	case "subject":
		f.subject, err = parseSlots(value)
	case "object":
		f.object, err = parseSlots(value)
	case "relation":
		f.relation = value
	case "polarity":
		f.polarity = value
	case "modality":
		f.modality = value
	case "cameo":
		f.cameo = value
	case "with":
		f.withObj = set(value)
	case "without":
		f.notObj = set(value)
	case "who":
		f.who = set(value)
	case "prep":
		f.withPrep = set(value)
	case "noprep":
		f.notPrep = set(value)
	case "modifier":
		f.modifier = set(value)
	case "nomodifier":
		f.notMod = set(value)
	case "noverb":
		f.notVerb = set(value)
	case "context":
		f.context = set(value)
	case "nocontext":
		f.notContext = set(value)
	case "presupposed":
		f.asserted = value == "yes"
	case "swap":
		f.swap = value == "yes"
	case "qualifier":
		k, v, _ := strings.Cut(value, "=")
		if f.qualifiers == nil {
			f.qualifiers = map[string]string{}
		}
		f.qualifiers[k] = v
	case "confidence":
		_, err = fmt.Sscanf(value, "%g", &f.confidence)
	case "yes":
		sent, want, ok := strings.Cut(value, "=>")
		if !ok {
			return fmt.Errorf("yes needs => subject relation object")
		}
		f.yes = append(f.yes, example{strings.TrimSpace(sent), strings.TrimSpace(want)})
	case "no":
		f.no = append(f.no, value)
	default:
		return fmt.Errorf("unknown key %q", key)
	}
	return err
}

var slotSources = set("subj obj iobj prep poss adj by of between light mates inf comp actors compound appos self hostsubj hostobj aside amid near child first after patient speaker ifsubj motion")

// parseSlots reads "subj" or "prep on,against :any | obj :topic" separated by "|".
func parseSlots(value string) ([]slot, error) {
	var out []slot
	for _, part := range strings.Split(value, "|") {
		words := strings.Fields(part)
		s := slot{take: "actor"}
		for _, w := range words {
			switch {
			case strings.HasPrefix(w, ":"):
				s.take = w[1:]
			case s.source == "":
				s.source = w
			default:
				s.preps = append(s.preps, strings.Split(w, ",")...)
			}
		}
		if !slotSources[s.source] {
			return nil, fmt.Errorf("unknown source %q", s.source)
		}
		out = append(out, s)
	}
	return out, nil
}

// check reports what a frame lacks.
func (f *frame) check() error {
	switch {
	case f.class == 0 || len(f.words) == 0:
		return fmt.Errorf("%s: frame %s has no words", f.file, f.name)
	case f.relation == "":
		return fmt.Errorf("%s: frame %s has no relation", f.file, f.name)
	case len(f.yes) == 0 || len(f.no) == 0:
		return fmt.Errorf("%s: frame %s needs a sentence that must match and one that must not", f.file, f.name)
	}
	for i, w := range f.words {
		if f.class == 'n' {
			f.words[i] = text.NounLemma(w)
		}
		if f.class == 'v' && text.VerbLemma(w) != w {
			return fmt.Errorf("%s: frame %s: %q is not a base form of the verb list", f.file, f.name, w)
		}
	}
	if f.class == 'v' && f.subject == nil {
		f.subject = []slot{{source: "subj", take: "actor"}}
	}
	if f.class == 'v' && f.object == nil {
		f.object = []slot{{source: "obj", take: "any"}}
	}
	return nil
}
