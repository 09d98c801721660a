package extract

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"entente/graph/claim"
	"entente/graph/vocab"
	"entente/loader/mention"
	"entente/loader/text"
)

// Version names the built-in reader in every claim it makes. Its number grows with every release in which rules, frames or names
// changed, so that a reread tells what the change did.
const Version = "rules@2"

// Rules is the built-in Reader: frames over shallow syntax. It is safe for concurrent use.
type Rules struct {
	vocab  *vocab.Vocabulary
	frames *frameSet
	codes  *eventCodes
	names  *mention.Finder
}

// Name is the version of the reader.
func (u *Rules) Name() string { return Version }

func (u *Rules) stateOf(id, day string) (string, bool) { return u.vocab.StateOf(id, day) }

// shortSlug is the word by which topics name an actor.
func (u *Rules) shortSlug(id string) string {
	switch id {
	case "state:PRK":
		return "dprk"
	case "state:USA":
		return "us"
	case "state:GBR":
		return "uk"
	}
	a, ok := u.vocab.Actor(id)
	_, rest, _ := strings.Cut(id, ":")
	if !ok {
		return rest
	}
	if a.Kind == vocab.Person {
		return vocab.Slug(vocab.Surname(a))
	}
	if a.Kind == vocab.State {
		return vocab.Slug(a.Label)
	}
	return rest
}

// Read reads one document.
func (u *Rules) Read(ctx context.Context, in *Input) (*Output, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if lang := text.Language(in.Text); lang != "English" {
		return nil, &LanguageError{Language: lang}
	}
	r := u.analyse(in)
	out := &Output{Published: r.day}
	if r.offTopic() {
		return out, nil
	}
	out.Claims, out.Actors = r.readAll(ctx)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return out, nil
}

// readAll reads every sentence, and then what only the whole text tells.
func (r *reading) readAll(ctx context.Context) ([]claim.Claim, []NewActor) {
	for i := range r.doc.Sentences {
		if ctx.Err() != nil {
			break
		}
		r.readOne(i)
	}
	r.headlines()
	r.index()
	r.answerDenials()
	r.index()
	r.nameDenials()
	return r.claims()
}

// analyse splits a document, finds its actors and its syntax.
func (u *Rules) analyse(in *Input) *reading {
	r := &reading{rules: u, in: in, doc: text.Parse(in.Text)}
	r.day = in.Published
	if r.day == "" {
		r.day = r.doc.Published
	}
	r.doc.Published = r.day
	r.mentions = u.mentions(in, r.doc)
	r.indexMentions()
	r.retag()
	r.fronted()
	r.sents = make([]*sentence, len(r.doc.Sentences))
	for i := range r.doc.Sentences {
		if z := r.doc.Sentences[i].Zone; z == text.Boilerplate || z == text.Byline || z == text.Dateline || z == text.Subhead {
			continue
		}
		r.sents[i] = r.parse(i)
	}
	r.attribute(r.sents)
	return r
}

// retag makes names of capitalised tokens that were taken for verbs and stand in the name of an actor.
func (r *reading) retag() {
	for i := range r.mentions {
		m := &r.mentions[i]
		if m.Form == mention.Pronoun || m.Form == mention.Description {
			continue
		}
		for t := m.First; t < m.Last && t < len(r.doc.Tokens); t++ {
			if tok := &r.doc.Tokens[t]; tok.Caps && tok.Tag >= text.Adv && tok.Tag <= text.VBG {
				tok.Tag = text.Proper
			}
		}
	}
}

// fronted makes verbs of participles that begin a sentence before a name: "Visiting Oslo, the minister said".
func (r *reading) fronted() {
	for i := range r.doc.Sentences {
		t := r.doc.Sentences[i].First
		if t+2 >= r.doc.Sentences[i].Last {
			continue
		}
		tok := &r.doc.Tokens[t]
		m := r.mentionAt(t + 1)
		if !strings.HasSuffix(tok.Lower, "ing") || tok.Tag == text.VBG || m == nil || m.First != t+1 || m.Form == mention.Adjective || m.Last >= len(r.doc.Tokens) || r.doc.Tokens[m.Last].Lower != "," || r.mentionAt(t) != nil {
			continue
		}
		if lemma := text.VerbLemma(tok.Lower); lemma != "" {
			tok.Tag, tok.Lemma = text.VBG, lemma
		}
	}
}

// parse makes the clause structure of sentence i.
func (r *reading) parse(i int) *sentence {
	se := r.doc.Sentences[i]
	s := &sentence{doc: r.doc, index: i, headline: se.Zone == text.Headline}
	s.quoted = r.doc.QuoteAt
	s.chunks = r.doc.Chunks(make([]text.Chunk, 0, se.Last-se.First), se.First, se.Last, r.atomEnd)
	s.chunks = r.splitContent(s.chunks)
	s.isActor = func(c int) bool {
		m := r.mentionAt(s.chunks[c].Head)
		return m != nil && (m.ID != "" || len(m.Members) > 0)
	}
	s.isPlace = func(c int) bool {
		m := r.mentionAt(s.chunks[c].Head)
		return m != nil && (m.Form == mention.PlaceName || kindOf(m.ID) == vocab.Place) || m == nil && r.doc.Tokens[s.chunks[c].Head].Tag == text.Proper
	}
	s.modified = func(c int) bool {
		if o := s.unitOwner(c); o != c && s.isActor(o) {
			return true
		}
		for t := s.chunks[c].First; t < s.chunks[c].Head; t++ {
			if m := r.mentionAt(t); m != nil && m.ID != "" && m.Last <= s.chunks[c].Head {
				return true
			}
		}
		return false
	}
	s.build()
	return s
}

// splitContent parts a noun of saying from the name that begins its content: "has reports | Chile is violating".
func (r *reading) splitContent(chunks []text.Chunk) []text.Chunk {
	for k := 0; k+1 < len(chunks); k++ {
		c := chunks[k]
		if c.Kind != text.NounGroup || c.Owner || c.Last-c.First < 2 || chunks[k+1].Kind != text.VerbGroup || !chunks[k+1].Verb.Finite {
			continue
		}
		m := r.mentionAt(c.Head)
		if m == nil || m.First <= c.First || m.Last != c.Last || m.Form == mention.Adjective {
			continue
		}
		if w := r.doc.Tokens[m.First-1]; w.Caps || !clauseNouns[text.NounLemma(w.Lower)] || r.mentionAt(m.First-1) != nil {
			continue
		}
		name := c
		name.First = m.First
		c.Last, c.Head = m.First, m.First-1
		chunks = slices.Insert(chunks, k+1, name)
		chunks[k] = c
	}
	return chunks
}

func (r *reading) readOne(i int) {
	if r.sents[i] == nil || r.sportSentence(i) {
		return
	}
	r.sent = r.sents[i]
	before := len(r.out)
	r.readSentence()
	r.specials()
	for k := before; k < len(r.out); k++ {
		f := &r.out[k]
		if f.frame == representsFor || f.frame == holdsOffice {
			f.scope = scope{modality: claim.Asserted} // a title is the writer's
			continue
		}
		if f.pred >= 0 {
			f.scope = r.scopeOf(f.pred)
		} else {
			f.scope = r.nounScope(f)
		}
		if f.scope.sought && !speechRelation(f.frame.relation) && f.frame.relation != "mediates" {
			f.scope.raise(claim.Planned)
		}
		if f.frame.asserted && (f.scope.modality == claim.Planned || f.scope.modality == claim.Hypothetical) {
			f.scope.modality = claim.Asserted
		}
		f.time = r.timeFor(f)
		r.details(f)
	}
	r.chargesOf(before)
}

var chargeFrame = special("said-to-violate", "accuses", "112", 0.65)

// chargesOf makes whoever says that a state breaks law its accuser.
func (r *reading) chargesOf(from int) {
	for k, n := from, len(r.out); k < n; k++ {
		f := &r.out[k]
		if f.frame.relation != "violates" || len(f.scope.chain) == 0 || f.scope.denied || f.scope.dropped || f.scope.modality != claim.Asserted && f.scope.modality != claim.Reported {
			continue
		}
		for _, by := range f.scope.chain[len(f.scope.chain)-1] {
			if by.state == "" || by.state == f.subject.state || f.subject.state == "" || by.kind == vocab.Group || by.kind == vocab.Org {
				continue
			}
			r.out = append(r.out, found{subject: end{actor: by}, object: f.subject, frame: chargeFrame, pred: -1, host: f.host, sentence: f.sentence, at: f.at, objectNP: -1, scope: scope{modality: claim.Asserted}, time: f.time})
		}
	}
}

// headlines gives what a headline or lede states flatly the speaker whom the body gives the same content.
func (r *reading) headlines() {
	lede := -1
	for i := range r.doc.Sentences {
		if r.doc.Sentences[i].Zone == text.Body {
			lede = i
			break
		}
	}
	for k := range r.out {
		f := &r.out[k]
		if len(f.scope.chain) > 0 || r.doc.Sentences[f.sentence].Zone != text.Headline && f.sentence != lede || speechRelation(f.frame.relation) {
			continue
		}
		own := false
		var chain [][]actor
		for j := range r.out {
			g := &r.out[j]
			if j == k || g.frame.relation != f.frame.relation || !matches(f.subject, g.subject) || !matches(f.object, g.object) || g.sentence == f.sentence {
				continue
			}
			if len(g.scope.chain) == 0 {
				own = own || r.doc.Sentences[g.sentence].Zone == text.Body && g.sentence != lede
			} else if chain == nil && g.scope.denied == f.scope.denied {
				chain = g.scope.chain
			}
		}
		if !own && chain != nil {
			f.scope.chain = chain
		}
	}
}

func matches(a, b end) bool { return a.id == b.id || a.state != "" && a.state == b.state }

func speechRelation(rel string) bool {
	switch rel {
	case "urges", "demands", "accuses", "denies", "condemns", "criticizes", "warns", "threatens", "praises", "rejects":
		return true
	}
	return false
}

// claims turns what was found into validated claims, one per speaker, in order, without repeats.
func (r *reading) claims() ([]claim.Claim, []NewActor) {
	var out []claim.Claim
	for k := range r.out {
		f := &r.out[k]
		if f.scope.dropped || (f.frame.relation == "denies" || f.frame.relation == "rejects") && f.scope.denied && f.scope.modality != claim.Planned || f.frame.name == "in-violation" && f.scope.denied {
			continue
		}
		out = append(out, r.toClaims(f)...)
	}
	slices.SortStableFunc(out, func(a, b claim.Claim) int {
		return cmp.Or(cmp.Compare(a.Sentence.Start, b.Sentence.Start), cmp.Compare(a.Subject.ID, b.Subject.ID), cmp.Compare(a.Relation, b.Relation),
			cmp.Compare(a.Object.ID, b.Object.ID), cmp.Compare(a.Speaker(), b.Speaker()), cmp.Compare(a.Modality, b.Modality), cmp.Compare(a.Polarity, b.Polarity))
	})
	out = slices.CompactFunc(out, func(a, b claim.Claim) bool {
		return a.Sentence == b.Sentence && a.Subject.ID == b.Subject.ID && a.Relation == b.Relation && a.Object.ID == b.Object.ID && a.Polarity == b.Polarity && slices.Equal(a.Chain, b.Chain)
	})
	return out, r.newActors(out)
}

// toClaims makes the claims of one finding: one for each of the speakers who say it.
func (r *reading) toClaims(f *found) []claim.Claim {
	rel, ok := r.rules.vocab.Relation(f.frame.relation)
	if !ok {
		return nil
	}
	sub, ok1 := r.fitKind(f.subject, rel.Domain, rel.Proposition)
	obj, ok2 := r.fitKind(f.object, rel.Range, rel.Proposition)
	if !ok1 || !ok2 || sub.id == obj.id || !r.ofState(sub) && !r.ofState(obj) {
		return nil
	}
	if obj.kind == vocab.Topic && (speechRelation(rel.Name) || rel.Name == "pressures") && actorWords[strings.TrimPrefix(obj.id, "topic:")] {
		return nil // "urged its neighbours": whom is open
	}
	se := r.doc.Sentences[f.sentence]
	c := claim.Claim{
		Doc: r.in.ID, Sentence: cspan(se.Span), Evidence: r.in.Text[se.Span.Start:se.Span.End],
		Subject: claim.End{ID: sub.id, Span: sub.span, State: sub.state}, Relation: rel.Name,
		Object: claim.End{ID: obj.id, Span: obj.span, State: obj.state}, Parties: obj.parties,
		Polarity: claim.Affirmed, Modality: f.scope.modality, Published: r.day, Said: r.saidOn(f),
		Happened: f.time.value, TimeText: f.time.words, Qualifiers: f.qualifiers, Content: r.contentOf(f),
		CAMEO: f.frame.cameo, Rule: f.frame.name, Confidence: f.frame.confidence, Extractor: Version,
	}
	if c.CAMEO == "" {
		c.CAMEO = rel.CAMEO
	}
	if f.scope.denied != (f.frame.polarity == "denied") {
		c.Polarity = claim.Denied
	}
	if f.frame.modality != "" && weight(claim.Modality(f.frame.modality)) > weight(c.Modality) {
		c.Modality = claim.Modality(f.frame.modality)
	}
	if c.Modality == "" {
		c.Modality = claim.Asserted
	}
	var out []claim.Claim
	for _, chain := range chains(f.scope.chain) {
		d := c
		if rel.Group != "structure" || len(chain) > 0 {
			d.Chain = nil
		}
		for _, a := range chain {
			if speechRelation(rel.Name) && a.id == sub.id {
				continue // who condemns is not cited for condemning
			}
			d.Chain = append(d.Chain, a.id)
		}
		if len(d.Chain) > 0 {
			d.SpeakerState, _ = r.rules.stateOf(d.Chain[0], r.day)
			d.VoiceState, _ = r.rules.stateOf(d.Voice(), r.day)
			for _, a := range chain {
				if a.id == d.Chain[0] && d.SpeakerState == "" {
					d.SpeakerState = a.state
				}
				if a.id == d.Voice() && d.VoiceState == "" {
					d.VoiceState = a.state
				}
			}
		}
		if d.Validate(r.in.Text) == nil {
			out = append(out, d)
		}
	}
	return out
}

// chains multiplies out the alternatives of a chain; each list cites one speaker at each step.
func chains(levels [][]actor) [][]actor {
	out := [][]actor{nil}
	for _, level := range levels {
		var next [][]actor
		for _, head := range out {
			for i, a := range level {
				if i >= 4 {
					break
				}
				next = append(next, append(slices.Clone(head), a))
			}
		}
		out = next
	}
	return out
}

// fitKind brings an end to a kind that the relation allows: a person to the state it stands for.
func (r *reading) fitKind(e end, allowed []vocab.Kind, proposition bool) (end, bool) {
	if slices.Contains(allowed, e.kind) {
		return e, true
	}
	if e.state != "" && e.kind != vocab.State && slices.Contains(allowed, vocab.State) && e.kind != vocab.Place {
		e.id, e.kind = e.state, vocab.State
		return e, true
	}
	if (e.kind == vocab.Event || e.kind == vocab.Agreement || e.kind == vocab.Place) && slices.Contains(allowed, vocab.Topic) {
		return e, true
	}
	return e, false
}

// saidOn gives the day on which the cited words were spoken, when the text gives it.
func (r *reading) saidOn(f *found) string {
	if len(f.scope.chain) == 0 {
		return ""
	}
	r.sent = r.sents[f.sentence]
	at := f.pred
	if at < 0 {
		at = f.host
	}
	top := -1
	for steps := 0; at >= 0 && steps < maxScope; steps++ {
		p := &r.sent.preds[at]
		if speechVerbs[p.lemma] && (at != f.pred || top < 0) {
			top = at
		}
		if p.governor == at {
			break
		}
		at = p.governor
	}
	if top < 0 || top == f.pred {
		return ""
	}
	t := r.timeFor(&found{at: r.sent.chunks[r.sent.preds[top].chunk].Head, objectNP: -1})
	return t.value
}

// newActors lists the persons and bodies that the vocabulary lacks, and topics with their parties.
func (r *reading) newActors(claims []claim.Claim) []NewActor {
	seen := map[string]*NewActor{}
	note := func(id, label string, parties []string) {
		if id == "" || kindOf(id) == vocab.State {
			return
		}
		if _, ok := r.rules.vocab.Actor(id); ok {
			return
		}
		n := seen[id]
		if n == nil {
			n = &NewActor{ID: id, Label: label}
			seen[id] = n
		}
		for _, p := range parties {
			if !slices.Contains(n.Parties, p) {
				n.Parties = append(n.Parties, p)
			}
		}
	}
	labels := map[string]string{}
	for i := range r.mentions {
		if m := &r.mentions[i]; m.Label != "" {
			labels[m.ID] = m.Label
		}
	}
	label := func(id string, sp claim.Span) string {
		if l := labels[id]; l != "" {
			return l
		}
		if kindOf(id) == vocab.Topic && !sp.IsZero() {
			return strings.Join(strings.Fields(r.in.Text[sp.Start:sp.End]), " ")
		}
		_, rest, _ := strings.Cut(id, ":")
		return strings.ReplaceAll(rest, "-", " ")
	}
	for i := range claims {
		c := &claims[i]
		note(c.Subject.ID, label(c.Subject.ID, c.Subject.Span), nil)
		note(c.Object.ID, label(c.Object.ID, c.Object.Span), c.Parties)
		for _, s := range c.Chain {
			note(s, label(s, claim.Span{}), nil)
		}
	}
	out := make([]NewActor, 0, len(seen))
	for _, n := range seen {
		out = append(out, *n)
	}
	slices.SortFunc(out, func(a, b NewActor) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// New makes the built-in reader over a vocabulary.
func New(v *vocab.Vocabulary) (*Rules, error) {
	fs, err := loadFrames()
	if err != nil {
		return nil, fmt.Errorf("frames: %w", err)
	}
	codes, err := loadEventCodes()
	if err != nil {
		return nil, err
	}
	for _, f := range fs.all {
		if _, ok := v.Relation(f.relation); !ok {
			return nil, fmt.Errorf("%s: frame %s: no relation %q", f.file, f.name, f.relation)
		}
	}
	return &Rules{vocab: v, frames: fs, codes: codes, names: mention.New(v)}, nil
}
