// Package quads turns claims into quads and back; it is the only place that knows how a claim
// looks as RDF. Decoding what was encoded gives an equal claim.
//
// Every quad carries a label that says what it is traced to:
//
//	edge       <s> <rel:p[~form]> <o>                     label <edge:H>
//	summary    <edge:H> <ent:status> "disputed" ...        label <ent:edges>
//	claim      <claim:C> <ent:about> <edge:H> ...          label <doc:D>
//	document   <doc:D> <ent:title> "..." ...               label <doc:D>
//	judged     <claim:C> <ent:supersedes> <doc:D> ...      label <ent:judged>
//	reference  <state:CHN> <ent:label> "China" ...         label <ent:reference> or <doc:D>
//
// H, C and D are the first 128 bits of SHA-256 in lower-case hex.
package quads

// Prefixes of node and predicate ids.
const (
	PrefixRel   = "rel:"
	PrefixEnt   = "ent:"
	PrefixEdge  = "edge:"
	PrefixClaim = "claim:"
	PrefixDoc   = "doc:"
)

// Labels that are not a document or an edge.
const (
	LabelEdges     = "ent:edges"
	LabelReference = "ent:reference"
	LabelJudged    = "ent:judged" // what people's judgements make of claims: derived, as edges are
)

// Properties under LabelJudged. A claim that somebody corrected or added, or whose actors are merged, is written there as it counts, in the
// properties of any claim; its quads under the document stay as the program read them.
const (
	Supersedes  = "ent:supersedes"  // IRI: doc: whose quads of this claim do not count; those under LabelJudged do, if there are any
	AddedTo     = "ent:added_to"    // IRI: doc: that a claim was added to by hand
	Verdict     = "ent:verdict"     // accepted, rejected, corrected, added, merged
	Credibility = "ent:credibility" // of a claim, "1" to "6"
	Reliability = "ent:reliability" // of a publisher, "A" to "F"
	SameAs      = "ent:same_as"     // IRI: the actor that this id means
)

// Properties of a claim. The object is an IRI where the comment says so, else a literal.
const (
	About       = "ent:about"        // IRI: edge of the relation as stated
	RolledAbout = "ent:rolled_about" // IRI: edges between the states that the ends stand for, if any
	Document    = "ent:document"     // IRI: doc:
	Start       = "ent:start"        // xsd:integer, byte offset of the sentence
	End         = "ent:end"          // xsd:integer
	Evidence    = "ent:evidence"     // the sentence itself, for readers without the text
	Subject     = "ent:subject"      // IRI
	Relation    = "ent:relation"     // IRI, rel: without form
	Object      = "ent:object"       // IRI
	SubjectSpan = "ent:subject_span" // "start-end"
	ObjectSpan  = "ent:object_span"  // "start-end"
	Speaker     = "ent:speaker"      // IRI: outermost of the chain
	Via         = "ent:via"          // IRI: each of the chain
	Voice       = "ent:voice"        // IRI: innermost of the chain
	Chain       = "ent:chain"        // ids in order, separated by spaces; only when longer than one
	Polarity    = "ent:polarity"
	Modality    = "ent:modality"
	Published   = "ent:published" // EDTF: xsd:date, xsd:gYearMonth, xsd:gYear where it is one, else a string
	Said        = "ent:said"
	Happened    = "ent:happened"
	TimeText    = "ent:time_text"
	Rule        = "ent:rule"
	Confidence  = "ent:confidence" // xsd:decimal
	Extractor   = "ent:extractor"
	Party       = "ent:party" // IRI: each actor of a topic object
	CAMEO       = "ent:cameo"
	PLOVER      = "ent:plover"
	Score       = "ent:score"         // xsd:decimal
	Row         = "ent:row"           // xsd:integer
	SubjectOf   = "ent:subject_state" // IRI
	ObjectOf    = "ent:object_state"  // IRI
	SpeakerOf   = "ent:speaker_state" // IRI
	VoiceOf     = "ent:voice_state"   // IRI: the state that the innermost of the chain stands for
	Parties     = "ent:parties"       // ids in order, separated by spaces; only when more than one

	QualifierPrefix = "ent:q_" // + name of the qualifier

	Content         = "ent:content" // IRI: edge of the proposition
	ContentSubject  = "ent:content_subject"
	ContentRelation = "ent:content_relation"
	ContentObject   = "ent:content_object"
	ContentPolarity = "ent:content_polarity"
	ContentModality = "ent:content_modality"
)

// Properties of an edge summary (label LabelEdges).
const (
	Status     = "ent:status"     // asserted, alleged, ascribed, disputed; absent when the plain form is absent
	Claims     = "ent:claims"     // xsd:integer, all forms
	Documents  = "ent:documents"  // xsd:integer
	Publishers = "ent:publishers" // xsd:integer, independent ones
	Voices     = "ent:voices"     // xsd:integer, after roll-up
	FirstDay   = "ent:first_day"  // EDTF
	LastDay    = "ent:last_day"   // EDTF
	AffirmedBy = "ent:affirmed_by"
	DeniedBy   = "ent:denied_by"
	Derived    = "ent:derived" // "rollup" when no claim is about the edge as stated
	Policy     = "ent:policy"  // "status@1"
)

// Properties of a document (label its doc:) and of reference nodes.
const (
	Title      = "ent:title"
	URL        = "ent:url"
	Publisher  = "ent:publisher" // IRI: org:; on a claim only where its outlet is not the document's
	Language   = "ent:lang"
	Digest     = "ent:digest"      // SHA-256 of the text, hex
	DocumentID = "ent:document_id" // the id as given
	Path       = "ent:path"        // where it was read from, relative to what was loaded
	Sketch     = "ent:sketch"      // fingerprint of the text's wording, by which copies are known (package derive)
	Version    = "ent:vocabulary"  // on LabelReference: digest of the reference quads

	Label   = "ent:label"
	Alias   = "ent:alias"
	Code    = "ent:code_" // + scheme: iso2, iso3, cow, cameo, ...
	Since   = "ent:since"
	Until   = "ent:until"
	Defined = "ent:defined_as" // a path expression that defines a group by what its members do
)
