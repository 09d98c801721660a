package quads

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"entente/graph/claim/edtf"
	"entente/graph/store"
)

// Datatypes of the literals here. Lexical forms are canonical.
const (
	xsdInteger = "http://www.w3.org/2001/XMLSchema#integer"
	xsdDecimal = "http://www.w3.org/2001/XMLSchema#decimal"
	xsdDate    = "http://www.w3.org/2001/XMLSchema#date"
)

// ErrBadID is matched when an id is not an absolute IRI, ErrBadValue when a value cannot be written as a literal.
var (
	ErrBadID    = errors.New("not an absolute IRI")
	ErrBadValue = errors.New("value cannot be kept")
)

// CheckID says why id is not a short absolute IRI that N-Quads can write as it is, or nil.
func CheckID(id string) error {
	scheme, rest, ok := strings.Cut(id, ":")
	if !ok || scheme == "" || rest == "" {
		return fmt.Errorf("%w: %q (want kind:name)", ErrBadID, id)
	}
	for i := range len(scheme) {
		c := scheme[i] | 0x20
		if letter := c >= 'a' && c <= 'z'; !letter && (i == 0 || !strings.ContainsRune("0123456789+-.", rune(scheme[i]))) {
			return fmt.Errorf("%w: %q (want kind:name)", ErrBadID, id)
		}
	}
	for _, r := range rest {
		if r <= ' ' || r == 0x7f || r == utf8.RuneError || strings.ContainsRune("<>\"{}|^`\\", r) {
			return fmt.Errorf("%w: %q has %q", ErrBadID, id, r)
		}
	}
	return nil
}

func iri(s string) store.Term { return store.NewIRI(s) }

// Date is an EDTF string as a literal: typed where XML Schema has the type, a plain string elsewhere.
func Date(s string) store.Term { return store.NewTyped(s, edtf.Datatype(s)) }

// Integer and Decimal are canonical literals.
func Integer(n int) store.Term { return store.NewTyped(strconv.Itoa(n), xsdInteger) }

// Decimal gives the shortest decimal that reads back as f.
func Decimal(f float64) store.Term { return store.NewTyped(decimal(f), xsdDecimal) }

func decimal(f float64) string {
	if f == 0 {
		f = 0 // never "-0"
	}
	s := strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

// value types a qualifier so that filters can compare it; its text stays as it is.
func value(s string) store.Term {
	if strings.Trim(s, "0123456789.-") != "" {
		return store.NewString(s) // without the cost of errors: no number and no date has anything else in it
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil && strconv.FormatInt(n, 10) == s {
		return store.NewTyped(s, xsdInteger)
	}
	if f, err := strconv.ParseFloat(s, 64); err == nil && f-f == 0 && decimal(f) == s {
		return store.NewTyped(s, xsdDecimal)
	}
	if edtf.Datatype(s) == xsdDate {
		return store.NewTyped(s, xsdDate)
	}
	return store.NewString(s)
}

func checkText(name, s string) error {
	if !utf8.ValidString(s) {
		return fmt.Errorf("%w: %s is not valid UTF-8", ErrBadValue, name)
	}
	return nil
}
