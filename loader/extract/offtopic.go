package extract

import (
	"entente/graph/vocab"
	"entente/loader/text"
)

// sportWords and diplomacyWords tell reports of games, in which nations "meet" and "attack", from those of states.
var sportWords = set(`goal goals match matches coach league cup striker tournament season scored score championship champion champions innings wicket wickets semi-final semifinal semifinals
	quarter-final quarterfinal quarterfinals midfielder goalkeeper defender penalty kick-off kickoff half-time stadium olympic olympics medal medals sprint sprinter batsman bowler cricket football soccer rugby tennis
	basketball hockey handball volleyball golf racket grand-slam qualifier qualifiers qualifying playoff playoffs referee substitute squad teammate teammates fixture fixtures fifa uefa equalizer equaliser
	hat-trick knockout winger forward lap podium seeded set-piece scoreline unbeaten relegation transfer club clubs fans header corner offside grand prix racing cyclist swimmer gymnast boxing athlete athletes
	ronaldo nadal batting bowling wimbledon final finals half marathon`)

var diplomacyWords = set(`minister ministry government president embassy ambassador sanctions military treaty troops war nuclear diplomatic diplomat border foreign parliament missile missiles summit
	negotiations ceasefire alliance nato sovereignty territorial security army navy defense defence secretary envoy resolution council invasion refugees rebels regime officials bilateral tariffs`)

// offTopic reports a document about sport.
func (r *reading) offTopic() bool {
	sport, state := 0, 0
	for i := range r.doc.Tokens {
		l := r.doc.Tokens[i].Lower
		if sportWords[l] {
			sport++
		}
		if diplomacyWords[l] {
			state++
		}
	}
	return sport >= 4 && sport*2 > state*3
}

// sportSentence reports a sentence about a game inside another report.
func (r *reading) sportSentence(i int) bool {
	se := r.doc.Sentences[i]
	sport, state, score := 0, 0, false
	for t := se.First; t < se.Last; t++ {
		tok := r.doc.Tokens[t]
		if sportWords[tok.Lower] {
			sport++
		}
		if diplomacyWords[tok.Lower] {
			state++
		}
		if tok.Kind == text.Number && isScore(tok.Lower) {
			score = true
		}
	}
	return sport >= 2 && state == 0 || score && state == 0
}

// isScore holds for "3-0".
func isScore(s string) bool {
	for i := 1; i+1 < len(s); i++ {
		if s[i] == '-' && len(s) <= 5 {
			return s[0] >= '0' && s[0] <= '9' && s[i+1] >= '0' && s[i+1] <= '9'
		}
	}
	return false
}

// ofState reports whether an end is a state, stands for one, or is a body of states or an armed group that the vocabulary knows.
func (r *reading) ofState(e end) bool {
	if e.kind == vocab.State || e.state != "" {
		return true
	}
	a, ok := r.rules.vocab.Actor(e.id)
	if !ok {
		_, _, ok := r.rules.vocab.ReadID(e.id)
		return ok
	}
	switch a.Role {
	case vocab.RoleCompany, vocab.RoleMedia, vocab.RoleThinkTank:
		return false
	}
	return a.Kind == vocab.Org || a.Kind == vocab.Group || a.Kind == vocab.Person
}
