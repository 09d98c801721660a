package text

import (
	"strings"
	"unicode"
)

// profiles are the stop words that tell the main European languages apart; lists made for this program.
var profiles = [...]struct{ name, words string }{
	{"English", "the of and to in that is was for on with as it at by from has have are were said not be this which or but an had his they will would their its he she"},
	{"French", "le la les des et en du est une un que qui dans pour sur pas au par plus avec il elle ce sont ont aux cette ses d'une d'un été mais leur"},
	{"German", "der die das und in den von zu mit ist des nicht ein eine für auf dem sich auch als er sie es an werden aus bei nach hat wird einen über"},
	{"Spanish", "el la los las de y en que del se un una por con para no su es al lo como más fue han ha pero sus este entre también"},
	{"Italian", "il di la che e in un una per del della le i non è con si da dei al lo come più ha sono alla gli nel anche delle"},
	{"Portuguese", "o a os as de e que do da em um uma para com não no na por se mais dos das ao foi são como pelo pela também"},
	{"Dutch", "de het een van en in is dat op te zijn met voor niet aan er om ook als bij door naar uit heeft wordt maar hij ze dit"},
	{"Swedish", "och att det i som en på är av för med den till inte om ett har de var från ska vi men kan sig efter"},
	{"Danish", "og at det i er en på af for til med den som ikke der de har et om fra var ved vil kan men efter blev"},
	{"Norwegian", "og at det i er en på av for til med den som ikke der de har et om fra var ved vil kan men etter ble"},
	{"Finnish", "ja on ei että se oli hän mutta kun ovat joka myös niin kuin olla mukaan sekä tai"},
	{"Polish", "i w we na z ze się nie do to że jest o jak od po za dla przez oraz są który przy jego jej aby tym"},
	{"Czech", "a se v na je že s z do o i to k za jako by pro ale podle které byl který"},
	{"Hungarian", "a az és hogy nem is egy volt van meg ez csak mint már de el szerint"},
	{"Romanian", "de și în a la cu pe care nu din un o să este pentru mai că au fost"},
	{"Turkish", "ve bir bu da de için ile olarak olan çok daha gibi kadar en sonra ise etmek günü eden ettiği söyledi dedi"},
	{"Indonesian", "yang dan di untuk dengan dari ini itu pada tidak dalam akan ke adalah oleh juga telah mengatakan hari bahwa negara pemerintah menteri luar negeri"},
	{"Vietnamese", "và của là có cho không các được trong đã với một người này những"},
	{"Croatian", "i u je na da se za su od s koji kao nije što će iz o ne"},
}

// stopWords gives for each word the set of profiles it belongs to, one bit each.
var stopWords = func() map[string]uint32 {
	m := map[string]uint32{}
	for i, p := range profiles {
		for _, w := range strings.Fields(p.words) {
			m[w] |= 1 << i
		}
	}
	return m
}()

var scripts = []struct {
	table *unicode.RangeTable
	name  string
}{{unicode.Hangul, "Korean"}, {unicode.Hiragana, "Japanese"}, {unicode.Katakana, "Japanese"}, {unicode.Han, "Chinese"}, {unicode.Cyrillic, "Russian"},
	{unicode.Arabic, "Arabic"}, {unicode.Hebrew, "Hebrew"}, {unicode.Greek, "Greek"}, {unicode.Devanagari, "Hindi"}, {unicode.Thai, "Thai"},
	{unicode.Bengali, "Bengali"}, {unicode.Armenian, "Armenian"}, {unicode.Georgian, "Georgian"}, {unicode.Tamil, "Tamil"}}

// languageSample is how many bytes are looked at, spread over the text from its start.
const languageSample = 20000

// Language names the language of a body in English ("English", "French", "Russian"). A body too short
// to tell, or in no known language, counts as English: refusing needs evidence.
func Language(body string) string {
	if len(body) > languageSample {
		body = body[:languageSample]
	}
	if s := scriptLanguage(body); s != "" {
		return s
	}
	words := strings.FieldsFunc(strings.ToLower(body), func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '\u2019' })
	if len(words) < 15 {
		return "English"
	}
	var hits [len(profiles)]int
	for _, w := range words {
		for bits, i := stopWords[w], 0; bits != 0; bits, i = bits>>1, i+1 {
			hits[i] += int(bits & 1)
		}
	}
	best, bestHits, english := "English", 0, hits[0] // profiles begin with English
	for i, n := range hits {
		if n > bestHits {
			best, bestHits = profiles[i].name, n
		}
	}
	if bestHits*100 >= len(words)*18 && english*2 < bestHits && bestHits >= 5 {
		return best
	}
	if english*100 < len(words)*6 { // no running English: languages that join their small words to others show by their letters
		return byLetters(body, hits[:])
	}
	return "English"
}

// letters are those that tell a language of many endings and few small words.
var letters = [...]struct{ name, letters string }{
	{"Polish", "ąćęłńśźż"}, {"Turkish", "ığşçöü"}, {"Czech", "ěřůčšžýá"}, {"Hungarian", "őűáéóú"}, {"Romanian", "țșăâţş"}, {"Vietnamese", "ơưđạảấầệộớợ"}, {"Finnish", "äö"}, {"Croatian", "čćđšž"},
}

// byLetters names the language whose letters and small words a text without English ones has, else English.
func byLetters(body string, hits []int) string {
	best, bestScore := "English", 3
	for i, p := range profiles[1:] {
		if hits[i+1] < 2 {
			continue
		}
		score := hits[i+1]
		for _, l := range letters {
			if l.name == p.name {
				for _, r := range body {
					if r >= 0x80 && strings.ContainsRune(l.letters, unicode.ToLower(r)) {
						score++
					}
				}
			}
		}
		if score > bestScore {
			best, bestScore = p.name, score
		}
	}
	return best
}

// scriptLanguage names the language of a text that is mostly in one other script.
func scriptLanguage(body string) string {
	letters := 0
	counts := make([]int, len(scripts))
	for _, r := range body {
		if !unicode.IsLetter(r) {
			continue
		}
		letters++
		if r < 0x250 {
			continue
		}
		for i := range scripts {
			if unicode.Is(scripts[i].table, r) {
				counts[i]++
				break
			}
		}
	}
	total, best := 0, 0
	for i, c := range counts {
		total += c
		if c > counts[best] {
			best = i
		}
	}
	if letters < 10 || total*2 < letters {
		return ""
	}
	if scripts[best].name == "Chinese" && counts[1]+counts[2] > counts[best]/10 {
		return "Japanese"
	}
	if scripts[best].name == "Russian" && strings.ContainsAny(body, "іїєґ") {
		return "Ukrainian"
	}
	return scripts[best].name
}
