package embedded

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"strings"

	"entente/graph/store"
)

// A key is a term as bytes; equal terms have equal keys and only they. The first byte is its form.
const (
	keyIRI     = 1
	keyBlank   = 2
	keyString  = 3 // literal of xsd:string: its lexical form
	keyLang    = 4 // length and text of the language tag, length and text of the direction, lexical form
	keyTyped   = 5 // length and text of the datatype, lexical form
	keyEdge    = 6 // 16 bytes: "edge:" and 32 lower-case hex digits
	keyClaim   = 7
	keyDoc     = 8
	keyUnusual = 9 // kind, then datatype, language and direction with lengths, then the value
)

const hashHex = 32

// hashed splits an IRI that names something by its hash.
func hashed(iri string) (form byte, digits string) {
	switch {
	case len(iri) == 5+hashHex && strings.HasPrefix(iri, "edge:"):
		form, digits = keyEdge, iri[5:]
	case len(iri) == 6+hashHex && strings.HasPrefix(iri, "claim:"):
		form, digits = keyClaim, iri[6:]
	case len(iri) == 4+hashHex && strings.HasPrefix(iri, "doc:"):
		form, digits = keyDoc, iri[4:]
	default:
		return 0, ""
	}
	for i := range len(digits) {
		if c := digits[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return 0, ""
		}
	}
	return form, digits
}

func nibble(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c - 'a' + 10
}

func appendText(dst []byte, s string) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(s))), s...)
}

// appendKey appends the key of t, which is not the zero Term.
func appendKey(dst []byte, t *store.Term) []byte {
	plain := t.Datatype == "" && t.Lang == "" && t.Dir == ""
	switch {
	case t.Kind == store.IRI && plain:
		if form, digits := hashed(t.Value); form != 0 {
			dst = append(dst, form)
			for i := 0; i < hashHex; i += 2 {
				dst = append(dst, nibble(digits[i])<<4|nibble(digits[i+1]))
			}
			return dst
		}
		return append(append(dst, keyIRI), t.Value...)
	case t.Kind == store.Blank && plain:
		return append(append(dst, keyBlank), t.Value...)
	case t.Kind == store.Literal && plain:
		return append(append(dst, keyString), t.Value...)
	case t.Kind == store.Literal && t.Lang != "" && t.Datatype == "":
		dst = appendText(append(dst, keyLang), t.Lang)
		return append(appendText(dst, t.Dir), t.Value...)
	case t.Kind == store.Literal && t.Lang == "" && t.Dir == "":
		return append(appendText(append(dst, keyTyped), t.Datatype), t.Value...)
	}
	dst = append(dst, keyUnusual, byte(t.Kind))
	return append(appendText(appendText(appendText(dst, t.Datatype), t.Lang), t.Dir), t.Value...)
}

var errKey = errors.New("not the key of a term")

func cutText(b []byte) (text string, rest []byte, err error) {
	n, used := binary.Uvarint(b)
	if used <= 0 || n > uint64(len(b)-used) {
		return "", nil, errKey
	}
	b = b[used:]
	return string(b[:n]), b[n:], nil
}

// termOfKey is the inverse of appendKey. The result shares nothing with b.
func termOfKey(b []byte) (t store.Term, err error) {
	if len(b) == 0 {
		return t, errKey
	}
	form, b := b[0], b[1:]
	switch form {
	case keyIRI:
		return store.Term{Kind: store.IRI, Value: string(b)}, nil
	case keyBlank:
		return store.Term{Kind: store.Blank, Value: string(b)}, nil
	case keyString:
		return store.Term{Kind: store.Literal, Value: string(b)}, nil
	case keyEdge, keyClaim, keyDoc:
		if len(b) != hashHex/2 {
			return t, errKey
		}
		var buf [6 + hashHex]byte
		n := copy(buf[:], [...]string{"edge:", "claim:", "doc:"}[form-keyEdge])
		n += hex.Encode(buf[n:], b)
		return store.Term{Kind: store.IRI, Value: string(buf[:n])}, nil
	case keyLang:
		t.Kind = store.Literal
		t.Lang, b, err = cutText(b)
		if err == nil {
			t.Dir, b, err = cutText(b)
		}
	case keyTyped:
		t.Kind = store.Literal
		t.Datatype, b, err = cutText(b)
	case keyUnusual:
		if len(b) == 0 {
			return t, errKey
		}
		t.Kind, b = store.Kind(b[0]), b[1:]
		for _, part := range []*string{&t.Datatype, &t.Lang, &t.Dir} {
			if err == nil {
				*part, b, err = cutText(b)
			}
		}
	default:
		return t, errKey
	}
	t.Value = string(b)
	return t, err
}
