package claim

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
)

// hashVersion begins every hashed record, so that a later way of hashing cannot meet this one by chance.
const hashVersion = "1"

// ID is the id of c by its content: document, place (sentence span, and row of a data file), relation, both ends with
// their spans, polarity, modality and speaker chain. The extractor is not in it, so two extractors that read the same
// thing meet on one id.
func ID(c *Claim) string {
	fields := make([]string, 0, 16+len(c.Chain))
	fields = append(fields, "claim", hashVersion, c.Doc, strconv.Itoa(c.Row))
	fields = appendSpan(fields, c.Sentence)
	fields = append(fields, c.Relation, c.Subject.ID)
	fields = appendSpan(fields, c.Subject.Span)
	fields = append(fields, c.Object.ID)
	fields = appendSpan(fields, c.Object.Span)
	fields = append(fields, string(c.Polarity), string(c.Modality))
	fields = append(fields, c.Chain...)
	return "claim:" + Hash(fields...)
}

func appendSpan(fields []string, s Span) []string {
	return append(fields, strconv.Itoa(s.Start), strconv.Itoa(s.End))
}

// EdgeID is the id of the edge between two nodes by a relation (its name without "rel:" and without form). The ends of a
// symmetric relation are sorted first, so that both directions have one id.
func EdgeID(subject, relation, object string, symmetric bool) string {
	if symmetric && object < subject {
		subject, object = object, subject
	}
	return "edge:" + Hash("edge", hashVersion, subject, relation, object)
}

// DocumentID is the node id of a document, by the id it was given (not by its content).
func DocumentID(id string) string { return "doc:" + Hash("doc", hashVersion, id) }

// Hash is the first 128 bits, in hex, of SHA-256 over the fields, each written as its length in bytes (decimal), a colon
// and its bytes. No two different lists of fields give the same bytes to hash.
func Hash(fields ...string) string {
	size := 0
	for _, f := range fields {
		size += len(f) + 8
	}
	buf := make([]byte, 0, size)
	for _, f := range fields {
		buf = strconv.AppendInt(buf, int64(len(f)), 10)
		buf = append(buf, ':')
		buf = append(buf, f...)
	}
	sum := sha256.Sum256(buf)
	return hex.EncodeToString(sum[:16])
}
