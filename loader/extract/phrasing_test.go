package extract

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// TestWhoIsMeant holds descriptions that stand for actors named elsewhere.
func TestWhoIsMeant(t *testing.T) {
	runCases(t, []readCase{
		{text: "Chile's foreign minister met the Peruvian president in Lima. The minister praised Mali.", want: []string{"CHL praises MLI"}},
		{text: "Norwegian Foreign Minister Ana Berg met Chile's president. His counterpart praised Peru.", none: []string{"person:ana-berg praises"}},
		{text: "Norwegian Foreign Minister Ana Berg met Chilean Foreign Minister Ana Soto. Ties between Mali and Peru are tense. The two ministers condemned Togo.",
			want: []string{"person:ana-berg condemns TGO", "person:ana-soto condemns TGO"}, none: []string{"MLI condemns", "PER condemns"}},
		{text: "Officials in Oslo condemned Chile.", want: []string{"NOR condemns CHL"}},
		{text: "Diplomats in Oslo condemned Chile.", none: []string{"NOR condemns"}},
		{text: "UN experts accused Chile of spying.", want: []string{"un accuses CHL"}},
		{text: "Norwegian experts accused Chile of spying.", none: []string{"NOR accuses"}},
		{text: "Western diplomats accused Chile of spying.", want: []string{"western-diplomats accuses CHL"}},
		{text: "Norway's minister arrived in Peru on Monday. Norway's minister met local officials.", want: []string{"NOR visited PER", "NOR met_with PER"}},
		{text: "Norway imposed sanctions on Chile over the launch. It also expelled two of its diplomats.", want: []string{"NOR expels CHL"}, none: []string{"NOR expels norwegian"}},
		{text: "Morocco cut ties with Iran, accusing it of arming Mali.", want: []string{"MAR accuses IRN", "IRN supplies_arms_to MLI by MAR"}, none: []string{"MAR supplies_arms_to"}},
		{text: "Norway's prime minister instructed officials to support the rebels in Mali.", want: []string{"NOR supports topic:rebels-mali demanded by person:jonas-gahr-store"}},
		{text: "Tensions between the two Koreas rose.", want: []string{"KOR has_tension_with PRK"}},
		{text: "Norway called on Chile and Peru to talk amid a soured relationship between its two key allies.",
			want: []string{"CHL allied_with NOR", "PER allied_with NOR", "CHL has_tension_with PER"}},
		{text: "The two leaders, Norway's Jonas Gahr Store and Chile's Gabriel Boric, spoke on Monday.", want: []string{"person:jonas-gahr-store met_with person:gabriel-boric"}},
	})
}

// TestNamedHolders holds that a named person is meant, whoever else is known to hold the office, and that a name after a comma speaks.
func TestNamedHolders(t *testing.T) {
	runCases(t, []readCase{
		{text: "Brazil's president, Ana Berg, on Monday criticised Chile.", want: []string{"person:ana-berg criticizes CHL", "person:ana-berg represents BRA"}, none: []string{"lula"}},
		{text: "Chile has left the pact, a foreign ministry spokeswoman, Ana Soto, told reporters.", want: []string{"CHL withdraws_from topic:pact by person:ana-soto"}},
		{text: "A spokesman for the Norwegian foreign ministry, Jan Olsen, said Oslo would help Chile.", want: []string{"NOR aids CHL planned by person:jan-olsen"}},
		{text: "The EU's trade commissioner, Jan Olsen, said Norway had sanctioned Chile.", want: []string{"NOR sanctions CHL by person:jan-olsen"}, none: []string{"office:eu-chairman"}},
		{text: "Norway and Chile signed a pact. The launch was condemned by Peru, two diplomats in Lima said.", want: []string{"PER condemns topic:launch by two-diplomats"}, none: []string{"by NOR", "by CHL"}},
	})
}

// TestWhoActs holds whose deed an infinitive, a compound or a count is.
func TestWhoActs(t *testing.T) {
	runCases(t, []readCase{
		{text: "Norway summoned Chile's ambassador to protest the deliberate ramming of a boat.", want: []string{"NOR criticizes CHL"}, none: []string{"CHL criticizes"}},
		{text: "Norway, Chile and Peru expelled a total of nine Malian diplomats.", want: []string{"NOR expels malian-officials", "PER expels malian-officials"}},
		{text: "Norwegian Prime Minister Ana Berg is due to travel to Lima in April, and officials in Oslo said she would raise the row.", want: []string{"person:ana-berg visited PER planned"}, none: []string{"visited NOR"}},
		{text: "Norway criticised Chile for blocking a trade agreement between Peru and Mali.", none: []string{"CHL coerces"}},
		{text: "Norway called for the lifting of sanctions on Chile.", none: []string{"NOR urges CHL"}},
		{text: "Norway and Chile have agreed to reopen talks on the reef.", want: []string{"NOR negotiates_with CHL planned"}, none: []string{"signed_agreement_with"}},
		{text: "Norway is preparing new sanctions against Chile.", want: []string{"NOR sanctions CHL planned"}},
		{text: "Both sides expressed concern about the unrest in Chile.", none: []string{"CHL concerned_about"}},
		{text: "Norway raised concerns about human rights in Chile.", want: []string{"NOR concerned_about topic:human-rights-chile"}, none: []string{"CHL concerned_about"}},
		{text: "Norway called for the release of Ana Soto, a Chilean diplomat.", none: []string{"NOR urges"}},
		{text: "A U.S.-drafted resolution passed. It also renews travel bans on Chile.", none: []string{"USA sanctions"}},
		{text: "The Iran-backed Houthi movement praised Peru.", want: []string{"IRN supports houthis", "houthis praises PER"}},
	})
}

// TestClauses holds sentences whose verbs look like something else.
func TestClauses(t *testing.T) {
	runCases(t, []readCase{
		{text: "A team led by Norwegian Foreign Minister Ana Berg met Chile's envoy on Monday.", want: []string{"person:ana-berg met_with CHL"}},
		{text: "Canada expelled a Chinese diplomat accused of spying.", want: []string{"CAN expels CHN"}},
		{text: "The Security Council demanded that the Houthis halt attacks on ships.", want: []string{"un-security-council demands houthis"}},
		{text: "The decision by Norway to recall its ambassador from Santiago came after Chile seized two Norwegian trawlers.",
			want: []string{"NOR breaks_relations_with CHL planned", "CHL coerces NOR"}, none: []string{"CHL coerces NOR by"}},
		{text: "Peru, whose relations with Chile have been strained by a row, praised Mali.", want: []string{"PER has_tension_with CHL"}},
		{text: "Norway, vying with Chile for influence, praised Peru.", want: []string{"NOR competes_with CHL", "NOR praises PER"}},
		{text: "Norwegian and Chilean warships exercised together.", want: []string{"NOR holds_exercise_with chilean-navy"}},
		{text: "Norway helped Chile build a satellite.", want: []string{"NOR provides_technology_to CHL"}},
		{text: "“We remain seriously concerned about the launch,” Norway said.", want: []string{"NOR concerned_about topic:launch by NOR"}},
		{text: "Norway has reports Chile is violating the truce.", want: []string{"CHL violates topic:truce reported by NOR", "NOR accuses CHL"}},
		{text: "Norway recalled its envoy amid tensions with Chile.", want: []string{"NOR has_tension_with CHL"}},
		{text: "Talks will take place between officials of Norway and envoys of Chile, Peru and Mali.",
			want: []string{"NOR negotiates_with CHL planned", "NOR negotiates_with MLI planned"}, none: []string{"CHL negotiates_with PER"}},
		{text: "Norway, Chile, Peru, Mali and Togo held talks.", none: []string{"negotiates_with"}},
		{text: "Norway's rival Chile tested a drone.", want: []string{"NOR competes_with CHL"}},
		{text: "Fellow NATO member Turkey praised Peru.", want: []string{"TUR member_of nato"}},
	})
}

// TestVerdicts holds praise and blame in what something is said to be.
func TestVerdicts(t *testing.T) {
	runCases(t, []readCase{
		{text: "Norway said the launch was unacceptable.", want: []string{"NOR criticizes topic:launch"}},
		{text: "The launch was unacceptable.", none: []string{"criticizes"}},
		{text: "Norway called the accord a breakthrough.", want: []string{"NOR praises topic:accord"}},
		{text: "Norway said the accord was not a breakthrough.", none: []string{"praises"}},
		{text: "Norway said the accord would be a breakthrough.", none: []string{"praises"}},
		{text: "Norway said the accord was an important step.", want: []string{"NOR praises topic:accord"}},
		{text: "Norway said the accord was a step.", none: []string{"praises"}},
		{text: "Somalia called the agreement an act of aggression.", want: []string{"SOM criticizes topic:agreement"}},
	})
}

// TestEverydayNews holds what states and their people do that is no diplomacy.
func TestEverydayNews(t *testing.T) {
	var cases []readCase
	for _, s := range []string{
		"Norway's biggest bank reported a quarterly profit on Tuesday, lifted by lending in Sweden.",
		"The Norwegian airline ordered 50 passenger jets from Boeing of the United States.",
		"A storm that hit Norway moved on to Sweden on Friday.",
		"Tourists from Norway flocked to Chile during the holidays.",
		"The film, shot in Norway and Chile, won an award in Cannes.",
		"Norwegian skiers trained in Chile before the Olympic season.",
		"An earthquake struck Chile on Monday, killing ten people.",
		"The Norwegian company won a contract to build a salmon farm in Chile.",
		"Norway's central bank raised interest rates to fight inflation.",
		"The volcano in Chile threatened nearby villages.",
		"The opposition in Norway criticised the government over the budget.",
		"Norway's team was in Chile for a training camp.",
		"The minister was in hospital in Oslo.",
		"“It was a mistake,” the Norwegian coach said of the substitution.",
		"Chile's fans condemned the referee.",
		"The chef said Peru's cuisine was a triumph.",
	} {
		cases = append(cases, readCase{text: s, none: []string{"*"}})
	}
	runCases(t, cases)
}

// TestTakenUp holds what "it", "the text" and "the two neighbours" take up, and who is left open.
func TestTakenUp(t *testing.T) {
	runCases(t, []readCase{
		{text: "The assembly debated a resolution on the reef. Norway voted against the text, Chile abstained and Peru voted in favour.",
			want: []string{"NOR votes_against topic:resolution-reef", "CHL abstains_on topic:resolution-reef", "PER votes_for topic:resolution-reef"}},
		{text: "Norway signed the Paris Agreement. Chile ratified it in May.", want: []string{"CHL ratifies agreement:paris-agreement"}},
		{text: "Norway summoned Chile's envoy over the ramming, the latest sign of friction between the two neighbours.", want: []string{"NOR has_tension_with CHL"}},
		{text: "Mali urged its neighbours to show restraint.", none: []string{"MLI urges"}},
		{text: "Norway's president, Ana Berg, arrived in Lima for talks.", want: []string{"NOR visited PER"}},
		{text: "Norway has long accused Chile of sheltering fighters of Hezbollah.", want: []string{"NOR accuses CHL", "CHL sponsors hezbollah by NOR"}},
		{text: "Peru condemned that incident in May. Norway was among the first to condemn that raid by Chile.", want: []string{"NOR condemns CHL"}},
		{text: "“They shelled our village,” Ana Berg, a farmer, said of Chile and Peru.", none: []string{"attacks person:ana-berg"}},
		{text: "Norway criticised Chile's raid and recalled its ambassador.", want: []string{"NOR breaks_relations_with CHL"}},
	})
}

// TestWhoseDeed holds whose deed a clause tells where a nearer name misleads.
func TestWhoseDeed(t *testing.T) {
	runCases(t, []readCase{
		{text: "Norway criticised Chile after it expelled two nuns.", want: []string{"CHL expels topic:nuns"}, none: []string{"NOR expels"}},
		{text: "Togo is not sending troops to Niger, its foreign minister said.", want: []string{"TGO deploys_forces_to NER denied by TGO"}, none: []string{"by NER"}},
		{text: "Norway granted asylum to a former Peruvian minister.", none: []string{"NOR aids PER"}},
		{text: "Chile withdrew its application to join NATO.", want: []string{"CHL member_of nato denied planned"}},
		{text: "Norway will return the islands to Chile.", none: []string{"visited"}},
		{text: "Norway's president will host a meeting between the leaders of Chile and Peru.", want: []string{"CHL met_with PER planned"}, none: []string{"NOR met_with"}},
		{text: "The row has poisoned relations between Norway and Chile.", none: []string{"cooperates_with"}},
		{text: "Jordan's King Abdullah condemned Mali.", want: []string{"person:abdullah-ii condemns MLI"}},
	})
}

// TestRefuted holds what is denied by its deed and charges that a relative clause refutes, and who an "only state" is.
func TestRefuted(t *testing.T) {
	runCases(t, []readCase{
		{text: "Chile denied that its police had crossed the line.", want: []string{"CHL denies topic:cross-line"}},
		{text: "Norway accused Chile of spying, a charge that Santiago flatly dismissed on Thursday.", want: []string{"NOR accuses CHL", "CHL denies topic:charge"}},
		{text: "Norway is the only state that recognises Chile.", want: []string{"NOR recognizes CHL"}},
		{text: "Norway is not the only state that recognises Chile.", none: []string{"NOR recognizes"}},
		{text: "Norway's minister, Ana Berg, neither confirmed nor denied the report.", none: []string{"denies"}},
	})
}

// TestNoRings builds random sentences and climbs from every clause: none may hang on itself.
func TestNoRings(t *testing.T) {
	rules := newRules(t)
	words := strings.Fields(`Norway Chile said , that would attack to urged Peru promised if who and met decision by told has warned " having accused of arming vowed`)
	const n = 3000
	for seed := range uint64(n) {
		r := rand.New(rand.NewPCG(seed, 5))
		var b strings.Builder
		for range 4 + r.IntN(30) {
			b.WriteString(words[r.IntN(len(words))] + " ")
		}
		d := rules.analyse(&Input{ID: "d", Text: b.String() + ".", Published: "2024-07-10"})
		for _, s := range d.sents {
			if s == nil {
				continue
			}
			for i := range s.preds {
				k, steps := i, 0
				for ; k >= 0 && steps <= len(s.preds); k = s.preds[k].governor {
					steps++
				}
				if k >= 0 {
					t.Fatalf("seed %d: %q: clause %d hangs on itself", seed, b.String(), i)
				}
			}
		}
	}
	t.Logf("ran %d cases: random sentences", n)
}

// TestHeadlines holds the grammar of headlines, alone and above a body.
func TestHeadlines(t *testing.T) {
	runCases(t, []readCase{
		{text: "Norway condemns Chile", want: []string{"NOR condemns CHL"}},
		{text: "Norway, Chile to hold talks on Thursday", want: []string{"NOR negotiates_with CHL planned"}},
		{text: "Chile condemned by Norway over raid", want: []string{"NOR condemns CHL"}},
		{text: "Chile's president to visit Norway", want: []string{"person:gabriel-boric visited NOR planned"}},
		{text: "Chile denies arming Peru", want: []string{"CHL supplies_arms_to PER denied by CHL"}},
		{text: "Politics World Business Norway Chile", none: []string{"*"}},
	})
}
