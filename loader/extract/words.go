package extract

import "strings"

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// speechVerbs tell who says a thing.
var speechVerbs = set(`say tell add note state announce declare explain report argue insist stress reiterate acknowledge admit allege claim confirm
	write tweet remark comment observe reply respond quote cite warn emphasize emphasise underscore underline point assert maintain
	contend suggest conclude disclose reveal recall repeat affirm reaffirm assess recount quip joke vow pledge post testify caution promise predict concede lament complain describe deny accuse counter
	charge proclaim outline mention agree signal indicate highlight assure inform hint boast retort opine elaborate continue`)

// takesClause are verbs after which a clause may follow without "that".
var takesClause = merge(speechVerbs, set(`believe think fear hope know suspect feel expect understand assume see find mean show estimate worry doubt
	decide demand ask insist agree regret recognize recognise ensure learn hear prove imagine guess wish consider determine rule judge imply make propose recommend request require urge say threaten speculate conclude reckon figure presume suppose anticipate dispute question`))

// hedges are verbs whose clause is only believed.
var hedges = set("believe think suspect assume allege speculate fear estimate feel guess reckon presume suppose imagine expect doubt")

// askVerbs put a question.
var askVerbs = set("ask wonder question doubt know see decide say consider discuss")

// objectControl are verbs whose infinitive has their object as subject.
var objectControl = set(`urge ask tell press order force allow help want encourage invite require push persuade convince compel pressure pressurize beg implore
	instruct direct advise request command permit enable cause get lead expect challenge dare warn remind call appeal oblige lobby exhort task authorize
	authorise forbid believe consider need prompt coerce motivate appoint assign summon counsel coax incite recruit train persuade pay bribe accuse intend mean`)

// protesting is what one summons an envoy for.
var protesting = set("protest demand condemn complain express convey denounce warn lodge register voice criticize criticise rebuke deliver object")

// gerundControl are verbs whose gerund has their object as subject: "accused Iran of arming".
var gerundControl = set(`accuse blame criticize criticise condemn praise thank stop prevent bar suspect charge convict discourage dissuade ban prohibit keep
	deter commend fault denounce warn see find catch acquit chide castigate blast slam punish sanction fine rebuke applaud congratulate penalize penalise force pressure coerce trick talk push bully`)

// planVerbs make their infinitive a plan.
var planVerbs = set(`plan intend agree vow pledge promise prepare decide aim schedule expect set due commit hope offer propose want wish resolve opt
	choose undertake volunteer arrange slate determine poise ready look move mean swear guarantee accept consent elect`)

// planAdjectives make their infinitive a plan.
var planAdjectives = set("ready due set likely prepared willing determined committed poised certain sure bound keen eager happy able scheduled resolved")

// demandVerbs make their clause or infinitive a demand.
var demandVerbs = set(`urge ask press order call demand tell want appeal request require encourage push insist beg implore plead exhort instruct command
	advise recommend pressure lobby need invite challenge propose suggest counsel warn persuade oblige force direct stress underscore underline emphasize emphasise highlight`)

// refuseVerbs deny their infinitive or gerund.
var refuseVerbs = set("refuse decline fail neglect avoid stop forget cease refrain resist abstain balk hesitate")

// attemptVerbs leave open whether the infinitive came about.
var attemptVerbs = set("consider threaten contemplate mull weigh")

// clauseNouns may be followed by "that" with their content.
var clauseNouns = set(`claim accusation allegation report charge concern fear suspicion belief statement assertion argument suggestion hope evidence sign news
	view fact idea warning worry speculation assurance guarantee pledge promise demand threat denial doubt indication signal possibility risk notion
	complaint understanding assumption conclusion announcement confirmation rumor rumour insistence proposal call request requirement condition`)

// personNouns are heads that speak and act for somebody.
var personNouns = set(`president minister leader secretary spokesman spokeswoman spokesperson chief king queen prince premier chancellor ambassador envoy
	general commander director chairman chairwoman senator governor mayor prosecutor emir sultan ruler pope official diplomat lawmaker officer analyst representative delegate head`)

// bodyHeads are nouns that stand for the state or body that their modifier names.
var bodyHeads = set(`government administration regime authority leadership leader official officer president minister ministry premier chancellor king queen monarch prince emir sultan ruler pope
	spokesman spokeswoman spokesperson envoy ambassador diplomat delegation delegate negotiator representative emissary counterpart side team mission embassy consulate
	force troop army navy airforce military soldier commander general marine warship frigate destroyer submarine vessel ship patrol fleet carrier jet aircraft plane bomber drone missile helicopter
	fighter artillery tank battery gunman gunner guard coastguard police policeman intelligence agency spy security agent court prosecutor judge parliament senate congress house legislature lawmaker mp senator assembly council cabinet
	state republic nation country kingdom people public ministerial department office bureau official capital bank institute authorities armed airstrike air navy militia militant rebel separatist insurgent fighter faction party group movement
	foreign defence defense mediator peacekeeper contingent squadron battalion brigade regiment unit crew team staff aide adviser advisor chief head secretary deputy vice prime member`)

// dropHeads are heads of noun groups that stay topics although their modifier is an actor.
var stripDeterminers = set("the a an its his her their our my your this that these those any some all both such no each every another other")

func merge(a, b map[string]bool) map[string]bool {
	m := map[string]bool{}
	for k := range a {
		m[k] = true
	}
	for k := range b {
		m[k] = true
	}
	return m
}
