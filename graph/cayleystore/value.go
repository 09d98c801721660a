package cayleystore

import (
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"entente/graph/store"

	"github.com/cayleygraph/quad"
)

// Datatypes that have a Cayley value of their own.
const (
	xsd         = "http://www.w3.org/2001/XMLSchema#"
	xsdInteger  = xsd + "integer"
	xsdDouble   = xsd + "double"
	xsdBoolean  = xsd + "boolean"
	xsdDateTime = xsd + "dateTime"
)

// Term gives the RDF term of v; ok is false for nil, for an empty IRI or blank node, for text that
// is not UTF-8 and for types of value that Cayley does not define.
func Term(v quad.Value) (t store.Term, ok bool) {
	switch v := v.(type) {
	case quad.IRI:
		t = store.NewIRI(string(v))
		if _, is := unspell(t); is { // an IRI that looks like one of ours is spelled once more
			t = store.NewIRI(spell(t))
		}
		return t, v != "" && utf8.ValidString(string(v))
	case quad.BNode:
		return store.NewBlank(string(v)), v != "" && utf8.ValidString(string(v))
	case quad.String:
		t = store.NewString(string(v))
	case quad.LangString:
		t = langTerm(v)
	case quad.TypedString:
		t = store.NewTyped(string(v.Value), string(v.Type))
	case quad.Int:
		t = store.NewTyped(strconv.FormatInt(int64(v), 10), xsdInteger)
	case quad.Float:
		t = store.NewTyped(formatFloat(float64(v)), xsdDouble)
	case quad.Bool:
		t = store.NewTyped(strconv.FormatBool(bool(v)), xsdBoolean)
	case quad.Time:
		t = store.NewTyped(formatTime(time.Time(v)), xsdDateTime)
	default:
		return store.Term{}, false
	}
	return t, utf8.ValidString(t.Value) && utf8.ValidString(t.Datatype) && utf8.ValidString(t.Lang)
}

// Value is the inverse of Term; nil for the zero Term.
func Value(t store.Term) quad.Value {
	switch t.Kind {
	case store.IRI:
		if spelled, ok := unspell(t); ok {
			return plainValue(spelled)
		}
	}
	return plainValue(t)
}

func plainValue(t store.Term) quad.Value {
	switch t.Kind {
	case store.IRI:
		return quad.IRI(t.Value)
	case store.Blank:
		return quad.BNode(t.Value)
	case store.Literal:
		return literalValue(t)
	}
	return nil
}

func langTerm(v quad.LangString) store.Term {
	t := store.NewLang(string(v.Value), v.Lang)
	for _, dir := range []string{"ltr", "rtl"} {
		if lang, ok := strings.CutSuffix(v.Lang, "--"+dir); ok && lang != "" {
			t.Lang, t.Dir = lang, dir
		}
	}
	return t
}

// literalValue makes a native value only of the one lexical form that Term gives back for it.
func literalValue(t store.Term) quad.Value {
	switch {
	case t.Lang != "" && t.Dir != "":
		return quad.LangString{Value: quad.String(t.Value), Lang: t.Lang + "--" + t.Dir}
	case t.Lang != "":
		return quad.LangString{Value: quad.String(t.Value), Lang: t.Lang}
	case t.Datatype == "":
		return quad.String(t.Value)
	}
	switch t.Datatype {
	case xsdInteger:
		if n, err := strconv.ParseInt(t.Value, 10, 64); err == nil && strconv.FormatInt(n, 10) == t.Value {
			return quad.Int(n)
		}
	case xsdDouble:
		if f, ok := parseFloat(t.Value); ok && formatFloat(f) == t.Value {
			return quad.Float(f)
		}
	case xsdBoolean:
		if t.Value == "true" || t.Value == "false" {
			return quad.Bool(t.Value == "true")
		}
	case xsdDateTime:
		if at, err := time.Parse(time.RFC3339Nano, t.Value); err == nil && formatTime(at) == t.Value {
			return quad.Time(at.UTC())
		}
	}
	return quad.TypedString{Value: quad.String(t.Value), Type: quad.IRI(t.Datatype)}
}

func formatTime(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

func formatFloat(f float64) string {
	switch {
	case math.IsInf(f, 1):
		return "INF"
	case math.IsInf(f, -1):
		return "-INF"
	}
	return strconv.FormatFloat(f, 'E', -1, 64)
}

func parseFloat(s string) (float64, bool) {
	switch s {
	case "INF":
		return math.Inf(1), true
	case "-INF":
		return math.Inf(-1), true
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil
}

// spellPrefix begins the IRIs that stand for values RDF does not allow at their place.
const spellPrefix = "cayley:"

// spell writes t as an IRI: its kind, then its parts, each escaped so that no colon is left in it.
func spell(t store.Term) string {
	s := spellPrefix + [...]string{store.IRI: "i:", store.Blank: "b:", store.Literal: "l:"}[t.Kind] + url.QueryEscape(t.Value)
	switch {
	case t.Lang != "" && t.Dir != "":
		s += ":@" + url.QueryEscape(t.Lang) + ":" + t.Dir
	case t.Lang != "":
		s += ":@" + url.QueryEscape(t.Lang)
	case t.Datatype != "":
		s += ":" + url.QueryEscape(t.Datatype)
	}
	return s
}

// unspell reads what spell wrote; ok is false for every other IRI.
func unspell(t store.Term) (spelled store.Term, ok bool) {
	rest, ok := strings.CutPrefix(t.Value, spellPrefix)
	if !ok || t.Kind != store.IRI {
		return store.Term{}, false
	}
	parts := strings.Split(rest, ":")
	if len(parts) < 2 || len(parts) > 4 {
		return store.Term{}, false
	}
	for i := range parts {
		var err error
		if strings.HasPrefix(parts[i], "@") {
			continue
		}
		if parts[i], err = url.QueryUnescape(parts[i]); err != nil {
			return store.Term{}, false
		}
	}
	switch parts[0] {
	case "i":
		spelled.Kind = store.IRI
	case "b":
		spelled.Kind = store.Blank
	case "l":
		spelled.Kind = store.Literal
	default:
		return store.Term{}, false
	}
	spelled.Value = parts[1]
	if len(parts) > 2 {
		if lang, is := strings.CutPrefix(parts[2], "@"); is {
			lang, err := url.QueryUnescape(lang)
			if err != nil {
				return store.Term{}, false
			}
			spelled.Lang = lang
		} else {
			spelled.Datatype = parts[2]
		}
	}
	if len(parts) > 3 {
		spelled.Dir = parts[3]
	}
	return spelled, spell(spelled) == t.Value
}

// termAt is the term that stands for t at one place of a quad: t itself where RDF allows it.
func termAt(t store.Term, d quad.Direction) store.Term {
	switch {
	case d == quad.Object, t.Kind == store.IRI, t.Kind == store.Blank && d != quad.Predicate:
		return t
	}
	return store.NewIRI(spell(t))
}
