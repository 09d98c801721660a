package extract

import (
	"fmt"
	"strings"
	"testing"

	"entente/graph/claim"
)

// line writes a claim as the tables below do: "NOR condemns CHL", then what is not plain: polarity, modality, speakers.
func line(c *claim.Claim) string {
	parts := []string{shortID(c.Subject.ID), c.Relation, shortID(c.Object.ID)}
	if c.Polarity == claim.Denied {
		parts = append(parts, "denied")
	}
	if c.Modality != claim.Asserted {
		parts = append(parts, string(c.Modality))
	}
	if len(c.Chain) > 0 {
		var by []string
		for _, id := range c.Chain {
			by = append(by, shortID(id))
		}
		parts = append(parts, "by "+strings.Join(by, ">"))
	}
	return strings.Join(parts, " ")
}

// mirrorLine swaps the ends of a symmetric claim.
func mirrorLine(c *claim.Claim) string {
	m := *c
	m.Subject, m.Object = c.Object, c.Subject
	return line(&m)
}

type readCase struct {
	text string
	want []string // lines that must be there
	none []string // "relation", or "S relation O": must not be there, in any form; "*" for no claim at all
}

func runCases(t *testing.T, cases []readCase) {
	t.Helper()
	rules := newRules(t)
	for _, c := range cases {
		claims := read(t, rules, c.text)
		got := map[string]bool{}
		for i := range claims {
			got[line(&claims[i])] = true
			if symmetricRelation[claims[i].Relation] {
				got[mirrorLine(&claims[i])] = true
			}
		}
		for _, w := range c.want {
			if !got[w] {
				t.Errorf("%q\n\tgives %s\n\twant %s", c.text, list(claims), w)
			}
		}
		for _, n := range c.none {
			for i := range claims {
				l := line(&claims[i])
				if n == "*" || claims[i].Relation == n || strings.HasPrefix(l, n) || symmetricRelation[claims[i].Relation] && strings.HasPrefix(mirrorLine(&claims[i]), n) {
					t.Errorf("%q\n\tgives %s\n\tmust not", c.text, l)
				}
			}
		}
	}
	t.Logf("ran %d cases: %s", len(cases), t.Name())
}

// TestSyntax holds the ways in which ends stand around their words.
func TestSyntax(t *testing.T) {
	runCases(t, []readCase{
		{text: "Norway met Chile and praised Peru.", want: []string{"NOR met_with CHL", "NOR praises PER"}},
		{text: "Ghana met Togo, praised Benin and warned Mali.", want: []string{"GHA met_with TGO", "GHA praises BEN", "GHA warns MLI"}, none: []string{"TGO praises", "BEN warns"}},
		{text: "Norway, Chile and Peru condemned the raid by Mali.", want: []string{"NOR condemns MLI", "CHL condemns MLI", "PER condemns MLI"}},
		{text: "Norway condemned Chile, Peru and Mali.", want: []string{"NOR condemns CHL", "NOR condemns PER", "NOR condemns MLI"}},
		{text: "\u201cWe have seen the Chilean missile launches, pursue nuclear weapons,\u201d Norway said.", none: []string{"NOR develops_weapon"}},
		{text: "Chile will receive something (for supporting Norway), and this could be related to its nuclear program.", none: []string{"NOR develops_weapon"}},
		{text: "Kurt Campbell admitted that Chile had condemned Norway.", want: []string{"CHL condemns NOR by person:kurt-campbell"}},
		{text: "Chile was condemned by Norway.", want: []string{"NOR condemns CHL"}, none: []string{"CHL condemns"}},
		{text: "Sanctions were imposed on Chile by Norway.", want: []string{"NOR sanctions CHL"}},
		{text: "Chile, which Norway has attacked, praised Peru.", want: []string{"NOR attacks CHL", "CHL praises PER"}, none: []string{"NOR praises"}},
		{text: "Norway, which has attacked Chile, praised Peru.", want: []string{"NOR attacks CHL", "NOR praises PER"}, none: []string{"CHL praises"}},
		{text: "Oslo's condemnation of the seizure by Chile came amid its row with Lima.", want: []string{"NOR condemns CHL"}},
		{text: "Talks between Norway and Chile began on Monday.", want: []string{"NOR negotiates_with CHL"}},
		{text: "Kenya-Uganda talks began on Monday.", want: []string{"KEN negotiates_with UGA"}},
		{text: "The Norway-Chile alliance is old.", want: []string{"NOR allied_with CHL"}},
		{text: "Norway met Chile and Peru praised Mali.", want: []string{"NOR met_with CHL", "PER praises MLI"}, none: []string{"NOR met_with PER"}},
		{text: "To calm Peru, Norway warned Chile.", want: []string{"NOR warns CHL"}},
		{text: "Norway warned Chile, vowing to support Peru.", want: []string{"NOR warns CHL", "NOR supports PER planned"}},
		{text: "Norway gave Chile missiles.", want: []string{"NOR supplies_arms_to CHL"}},
		{text: "Norway, together with Chile, is weighing steps.", want: []string{"NOR cooperates_with CHL"}},
		{text: "Norway is one of the harshest critics of Chile.", want: []string{"NOR criticizes CHL"}},
		{text: "Peru and Chile, two allies of Norway, met.", want: []string{"PER allied_with NOR", "CHL allied_with NOR"}},
		{text: "Norwegian allies such as Peru and Chile met.", want: []string{"PER allied_with NOR", "CHL allied_with NOR"}},
		{text: "The government of Chile criticized Peru.", want: []string{"chilean-government criticizes PER"}},
	})
}

// TestAttribution holds who is cited, also through several layers.
func TestAttribution(t *testing.T) {
	runCases(t, []readCase{
		{text: "Norway said Chile had attacked Peru.", want: []string{"CHL attacks PER by NOR"}},
		{text: "Chile has attacked Peru, Norway said.", want: []string{"CHL attacks PER by NOR"}},
		{text: "Chile has attacked Peru, said Norway.", want: []string{"CHL attacks PER by NOR"}},
		{text: "According to Norway, Chile has attacked Peru.", want: []string{"CHL attacks PER by NOR"}},
		{text: "Chile has attacked Peru, according to Norway.", want: []string{"CHL attacks PER by NOR"}},
		{text: "Norway accused Chile of attacking Peru.", want: []string{"NOR accuses CHL", "CHL attacks PER by NOR"}},
		{text: "Norway said Mali believes that Chile has attacked Peru.", want: []string{"CHL attacks PER reported by NOR>MLI"}},
		{text: "\"Chile has attacked Peru. It was a raid on Mali too,\" Norway said on Monday.", want: []string{"CHL attacks PER by NOR"}},
		{text: "\"We support Peru,\" Norway said on Monday.", want: []string{"NOR supports PER by NOR"}},
		{text: "Norway urged Chile to attack Peru.", want: []string{"NOR urges CHL", "CHL attacks PER demanded by NOR"}, none: []string{"NOR attacks"}},
		{text: "Norway said Chile must leave the port.", want: []string{"NOR demands CHL"}},
		{text: "Norway, Mali said, has attacked Peru.", want: []string{"NOR attacks PER by MLI"}, none: []string{"MLI attacks"}},
		{text: "Norway told Mali that Chile had attacked Peru.", want: []string{"CHL attacks PER by NOR"}},
	})
}

// TestForms holds polarity and modality.
func TestForms(t *testing.T) {
	runCases(t, []readCase{
		{text: "Norway did not attack Chile.", want: []string{"NOR attacks CHL denied"}},
		{text: "Norway will not attack Chile.", want: []string{"NOR attacks CHL denied planned"}},
		{text: "Norway will meet Chile.", want: []string{"NOR met_with CHL planned"}},
		{text: "Norway plans to attack Chile.", want: []string{"NOR attacks CHL planned"}},
		{text: "Norway agreed to help Chile.", want: []string{"NOR aids CHL planned"}},
		{text: "Norway and Chile are due to meet on Thursday.", want: []string{"NOR met_with CHL planned"}},
		{text: "Norway is expected to meet Chile.", want: []string{"NOR met_with CHL planned"}},
		{text: "Norway could attack Chile.", want: []string{"NOR attacks CHL hypothetical"}},
		{text: "If Norway attacks Chile, Peru will condemn Norway.", want: []string{"NOR attacks CHL hypothetical"}},
		{text: "Norway must support Chile.", want: []string{"NOR supports CHL demanded"}},
		{text: "Norway has allegedly attacked Chile.", want: []string{"NOR attacks CHL reported"}},
		{text: "Norway is considering sending missiles to Chile.", want: []string{"NOR supplies_arms_to CHL hypothetical"}},
		{text: "Norway denied that it had attacked Chile.", none: []string{"NOR attacks CHL by"}},
		{text: "Norway denied attacking Chile.", want: []string{"NOR attacks CHL denied by NOR"}},
		{text: "Norway refused to meet Chile.", want: []string{"NOR met_with CHL denied"}},
		{text: "Norway has denied the accusations that Peru has attacked Chile.", want: []string{"PER attacks CHL denied by NOR"}},
		{text: "Norway and Mali have denied that Peru attacked Chile.", want: []string{"PER attacks CHL denied by NOR", "PER attacks CHL denied by MLI"}},
		{text: "Norway announced the planned visit of Peru's envoy.", none: []string{"visited"}},
		{text: "Norway called for talks between Chile and Peru.", want: []string{"CHL negotiates_with PER demanded by NOR"}},
		{text: "There were no talks between Norway and Chile.", want: []string{"NOR negotiates_with CHL denied"}},
	})
}

// TestTraps holds what costs precision.
func TestTraps(t *testing.T) {
	runCases(t, []readCase{
		{text: "Norway neither confirmed nor denied that Chile had attacked Peru.", none: []string{"denies", "attacks"}},
		{text: "Norway did not confirm that Chile had attacked Peru.", none: []string{"attacks"}},
		{text: "Norway has shown no sign of interest in talks with Chile.", none: []string{"NOR negotiates_with CHL by", "met_with"}},
		{text: "Norway called off a meeting with Chile.", none: []string{"met_with"}},
		{text: "Norway cancelled talks with Chile.", none: []string{"NOR negotiates_with CHL by", "met_with"}},
		{text: "Norway is the closest Peru has to an ally.", none: []string{"NOR allied_with PER by"}},
		{text: "Norway refused to recognise the result of the vote in Chile.", none: []string{"recognizes"}},
		{text: "Norway recognised the need for reform in Chile.", none: []string{"recognizes"}},
		{text: "Norwegian-made rifles were found in Chile.", none: []string{"supplies_arms_to", "visited"}},
		{text: "Norway urged Chile to press Peru.", want: []string{"NOR urges CHL"}, none: []string{"NOR pressures"}},
		{text: "Norway beat Chile 3-0 on Sunday.", none: []string{"*"}},
		{text: "The airline agreed a deal for forty aircraft with the maker.", none: []string{"*"}},
		{text: "Norway agreed a deal to buy the striker from Chile's club.", none: []string{"trades_with", "signed_agreement_with"}},
		{text: "The meeting in London drew crowds.", none: []string{"*"}},
		{text: "A plane from Norway landed in Chile.", none: []string{"attacks", "visited"}},
		{text: "The striker attacked from the left and Norway won.", none: []string{"attacks"}},
		{text: "Norway attacked early in the second half against Chile.", none: []string{"attacks"}},
		{text: "Pro-Chilean rebels attacked Peru.", none: []string{"CHL attacks"}},
		{text: "Norwegian-backed rebels attacked Peru.", none: []string{"NOR attacks"}},
	})
}

// TestOffTopic holds that reports of games and firms give no claim.
func TestOffTopic(t *testing.T) {
	runCases(t, []readCase{
		{text: "Norway and Chile meet in the semi-final of the cup on Saturday. The coach said the striker would start the match. Norway attacked from the first minute and scored two goals. Fans praised the goalkeeper.", none: []string{"*"}},
		{text: "Argentina beat Brazil 2-1 in the qualifier. The midfielder scored late in the match. Brazil host Peru next week. The coach blamed the referee.", none: []string{"*"}},
		{text: "The carmaker agreed a deal with the battery firm. The two companies will cooperate on cells. Its chief executive praised the supplier and met investors in London.", none: []string{"*"}},
		{text: "The airline ordered forty jets from the maker. Shares rose after the deal was signed. Analysts welcomed the order and warned of delays.", none: []string{"*"}},
		{text: "The singer visited fans and thanked her band. The label sued the studio over the album.", none: []string{"*"}},
		{text: "Spain's clubs signed three players. The league fined the team. The defender denied the charge.", none: []string{"*"}},
	})
}

// TestDeterminism reads one text many times: the claims are always the same.
func TestDeterminism(t *testing.T) {
	rules := newRules(t)
	in := "Norway, Chile and Peru condemned Mali, and its allies, Ghana and Togo, said Benin had supplied missiles to Norway."
	want := fmt.Sprint(read(t, rules, in))
	for range 50 {
		if got := fmt.Sprint(read(t, rules, in)); got != want {
			t.Fatalf("got %s\nwant %s", got, want)
		}
	}
}

// TestMoreSyntax holds constructions that longer sentences have.
func TestMoreSyntax(t *testing.T) {
	runCases(t, []readCase{
		{text: "Norway and Chile accused each other of lying.", want: []string{"NOR accuses CHL", "CHL accuses NOR"}},
		{text: "Norway responded with sanctions on Chilean wine.", want: []string{"NOR sanctions CHL"}},
		{text: "Norway threatened to attack Chile.", want: []string{"NOR threatens CHL", "NOR attacks CHL hypothetical by NOR"}},
		{text: "Norway opposed the Chilean plan to arm Peru.", want: []string{"NOR opposes CHL", "CHL supplies_arms_to PER planned"}, none: []string{"NOR supplies_arms_to"}},
		{text: "Norway and Chile condemned the launch as a violation of the law of Peru.", none: []string{"NOR condemns PER"}},
		{text: "Norway's pressure on Chile not to send missiles to Peru grew.", want: []string{"CHL supplies_arms_to PER denied demanded"}},
		{text: "Norway accuses Chile of arming Peru, a charge Chile denies.", want: []string{"NOR accuses CHL", "CHL supplies_arms_to PER by NOR", "CHL supplies_arms_to PER denied by CHL"}},
		{text: "Norway accused Chile of arming Peru. Chile denies the charge.", want: []string{"CHL supplies_arms_to PER denied by CHL"}},
		{text: "Norway suspended arms sales to Chile.", want: []string{"NOR suspends CHL"}, none: []string{"supplies_arms_to"}},
		{text: "A team led by Norway met Chile.", want: []string{"NOR met_with CHL"}},
		{text: "A statement issued by Norway said Chile had attacked Peru.", want: []string{"CHL attacks PER by NOR"}},
		{text: "Norway issued a statement saying Chile had attacked Peru.", want: []string{"CHL attacks PER by NOR"}},
		{text: "Norway said that while Chile had attacked Peru, it supports Mali.", want: []string{"CHL attacks PER by NOR"}},
	})
}
