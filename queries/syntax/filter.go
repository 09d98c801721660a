package syntax

import (
	"slices"
	"strconv"
	"strings"
)

// ValueKind tells what values a filter takes.
type ValueKind uint8

// The kinds of values.
const (
	NoValue   ValueKind = iota // a flag
	ActorName                  // an actor: name or id
	AnyName                    // a publisher, a document, a label: free text or id
	Day                        // a year, month or day
	Number                     // 0, 1, 2, …
	Share                      // 0 to 1
	Choice                     // one of FilterKey.Choices
)

// FilterKey describes one filter of the language.
type FilterKey struct {
	Name    string
	Value   ValueKind
	Choices []string
	Help    string
}

var statuses = []string{"asserted", "alleged", "ascribed", "disputed"}

var filterKeys = [...]FilterKey{
	{"actor", ActorName, nil, "the end as it was named, before roll-up"},
	{"affirmed_by", ActorName, nil, "somebody who affirms the edge, in any form"},
	{"alleged", NoValue, nil, "only hedged claims stand behind the edge"},
	{"as_of", Day, nil, "valid on that day"},
	{"ascribed", NoValue, nil, "an attitude that nobody speaking for its subject states"},
	{"asserted", NoValue, nil, "somebody vouches for the edge and nobody denies it"},
	{"by", ActorName, nil, "whom the article quotes"},
	{"confidence", Share, nil, "how sure the reading is, 0 to 1"},
	{"credibility", Choice, []string{"1", "2", "3", "4", "5", "6"}, "grade that a person gave the claim, 1 (confirmed) to 6 (cannot be judged)"},
	{"denied_by", ActorName, nil, "somebody who denies the edge, in any form"},
	{"disputed", NoValue, nil, "one affirms, another denies"},
	{"doc", AnyName, nil, "a document, by id or path"},
	{"docs", Number, nil, "number of documents"},
	{"inferred", NoValue, nil, "concluded from the vocabulary, not stored"},
	{"known_on", Day, nil, "published by that day"},
	{"label", AnyName, nil, "the label of the quad"},
	{"modality", Choice, []string{"asserted", "reported", "planned", "demanded", "hypothetical", "coded"}, "what kind of statement the claim is"},
	{"on", Day, nil, "valid on that day"},
	{"polarity", Choice, []string{"affirmed", "denied"}, "whether the claim affirms or denies"},
	{"publishers", Number, nil, "number of independent publishers"},
	{"reliability", Choice, []string{"A", "B", "C", "D", "E", "F"}, "grade that a person gave the publisher, A (always reliable) to F (cannot be judged)"},
	{"since", Day, nil, "happened (else said, else published) on that day or later"},
	{"source", AnyName, nil, "publisher or data set"},
	{"stated", NoValue, nil, "a claim is about this very edge, not only rolled up to it"},
	{"status", Choice, statuses, "status of the edge"},
	{"undated", NoValue, nil, "claims without any date; beside a date filter, these too"},
	{"until", Day, nil, "happened (else said, else published) on that day or earlier"},
	{"verdict", Choice, []string{"accepted", "corrected", "added", "merged"}, "what a person made of the claim"},
	{"via", ActorName, nil, "anyone in the chain of those who are quoted"},
	{"voice", ActorName, nil, "the last of the chain: whose own words they are"},
	{"voices", Number, nil, "number of voices"},
}

// FilterKeys lists the filters of the language by name; qualifiers of relations come beside them.
func FilterKeys() []FilterKey { return slices.Clone(filterKeys[:]) }

// KeyOf describes one filter; ok is false for a qualifier.
func KeyOf(name string) (FilterKey, bool) {
	i, ok := slices.BinarySearchFunc(filterKeys[:], name, func(k FilterKey, n string) int { return strings.Compare(k.Name, n) })
	if !ok {
		return FilterKey{}, false
	}
	return filterKeys[i], true
}

// parseFilter reads the inside of a pair of brackets.
func parseFilter(p *parser, t token) (Filter, bool) {
	f := Filter{At: t.at}
	base := t.at.Start + 1
	s := t.text
	i := len(s) - len(strings.TrimLeft(s, " \t\r\n"))
	n := 0
	for n < len(s)-i && (asciiLetter(s[i+n]) || n > 0 && (s[i+n] >= '0' && s[i+n] <= '9' || s[i+n] == '_')) {
		n++
	}
	f.Key = s[i : i+n]
	keyAt := Span{base + i, base + i + n}
	if n == 0 {
		p.fail(Span{base + i, base + min(i+1, len(s))}, "for example [disputed], [since=2023-01-01], [docs>=2]", "expected the name of a filter after \"[\"")
		return f, false
	}
	rest := strings.TrimLeft(s[i+n:], " \t\r\n")
	at := base + len(s) - len(rest)
	known, isKnown := KeyOf(f.Key)
	if rest == "" {
		switch {
		case isKnown && known.Value != NoValue:
			p.fail(Span{t.at.End - 1, t.at.End}, valueHint(known), "expected an operator and a value after %q", f.Key)
			return f, false
		case !isKnown:
			p.fail(keyAt, nearKey(f.Key), "no filter `%s`", f.Key)
			return f, false
		}
		return f, true
	}
	f.Op = operator(rest)
	if f.Op == Flag {
		p.fail(Span{at, at + 1}, "operators are = != >= <= > < ~", "expected an operator after %q", f.Key)
		return f, false
	}
	opAt := Span{at, at + len(f.Op.String())}
	if isKnown && known.Value == NoValue {
		p.fail(opAt, "["+f.Key+"]", "the filter `%s` takes no value", f.Key)
		return f, false
	}
	at += len(f.Op.String())
	if !parseValues(p, &f, rest[len(f.Op.String()):], at) {
		return f, false
	}
	return f, !isKnown || checkFilter(p, &f, known, opAt)
}

func asciiLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func operator(s string) Op {
	for _, o := range [...]Op{NotEqual, AtLeast, AtMost, Equal, Above, Below, Contains} {
		if strings.HasPrefix(s, o.String()) {
			return o
		}
	}
	return Flag
}

// parseValues reads one value or several with commas between them.
func parseValues(p *parser, f *Filter, s string, at int) bool {
	for {
		lead := len(s) - len(strings.TrimLeft(s, " \t\r\n"))
		s, at = s[lead:], at+lead
		v := Name{}
		n := 0
		switch {
		case strings.HasPrefix(s, `"`):
			value, m, _ := unquote(s) // closed: the lexer saw to it
			v, n = Name{Kind: Quoted, Text: value}, m
		case strings.HasPrefix(s, "<") && strings.IndexByte(s, '>') > 1:
			n = strings.IndexByte(s, '>') + 1
			v = Name{Kind: IRI, Text: s[1 : n-1]}
		default:
			n = strings.IndexByte(s, ',')
			if n < 0 {
				n = len(s)
			}
			v = Name{Text: strings.TrimSpace(s[:n])}
			if f.Op == Equal && v.Text != "" && strings.ContainsAny(v.Text[:1], "<>=") {
				meant := strings.TrimSuffix(v.Text[:1], "=") + "="
				p.fail(Span{at - 1, at + 1}, "did you mean ["+f.Key+meant+strings.TrimSpace(v.Text[1:])+"]?", "no operator `=%s`", v.Text[:1])
				return false
			}
			if strings.ContainsAny(v.Text, "\"<>\n\r") {
				p.fail(Span{at, at + n}, `put values with signs in quotes`, "a plain value cannot contain quotes, angle brackets or line ends")
				return false
			}
			if strings.Contains(v.Text, ":") {
				v.Kind = ID
			}
		}
		v.At = Span{at, at + n}
		if v.Text == "" {
			p.fail(Span{at, at + 1}, "a name, an id or a value: ["+f.Key+"=…]; values with signs go in quotes", "expected a value for `%s`", f.Key)
			return false
		}
		f.Values = append(f.Values, v)
		s, at = s[n:], at+n
		lead = len(s) - len(strings.TrimLeft(s, " \t\r\n"))
		s, at = s[lead:], at+lead
		if s == "" {
			return true
		}
		if s[0] != ',' {
			p.fail(Span{at, at + 1}, "several values are separated by commas", "expected \",\" or \"]\" after a value")
			return false
		}
		s, at = s[1:], at+1
	}
}

// checkFilter holds values against what the filter takes.
func checkFilter(p *parser, f *Filter, k FilterKey, opAt Span) bool {
	compares := f.Op == AtLeast || f.Op == AtMost || f.Op == Above || f.Op == Below
	switch k.Value {
	case Number, Share:
		if f.Op == Contains || f.Op == NotEqual {
			p.fail(opAt, valueHint(k), "`%s` is compared with =, >=, <=, > or <", f.Key)
			return false
		}
	case Day:
		if f.Op != Equal {
			p.fail(opAt, "["+f.Key+"="+f.Values[0].Text+"]", "`%s` takes \"=\"", f.Key)
			return false
		}
	case Choice:
		if f.Op != Equal && f.Op != NotEqual {
			p.fail(opAt, valueHint(k), "`%s` takes \"=\" or \"!=\"", f.Key)
			return false
		}
	default:
		if compares {
			p.fail(opAt, valueHint(k), "`%s` takes \"=\", \"!=\" or \"~\"", f.Key)
			return false
		}
	}
	if len(f.Values) > 1 && (k.Value == Day || k.Value == Number || k.Value == Share) {
		p.fail(f.Values[1].At, "write one filter for each", "`%s` takes one value", f.Key)
		return false
	}
	for _, v := range f.Values {
		if hint, ok := checkValue(v.Text, k); !ok {
			p.fail(v.At, hint, "%q is not a value of `%s`", v.Text, f.Key)
			return false
		}
	}
	return true
}

func checkValue(s string, k FilterKey) (hint string, ok bool) {
	switch k.Value {
	case Number:
		n, err := strconv.Atoi(s)
		return "a whole number: " + valueHint(k), err == nil && n >= 0
	case Share:
		x, err := strconv.ParseFloat(s, 64)
		return "a number from 0 to 1: " + valueHint(k), err == nil && x >= 0 && x <= 1
	case Day:
		return "a day, month or year: 2023-01-31, 2023-01 or 2023", plainDay(s)
	case Choice:
		return "one of " + strings.Join(k.Choices, ", "), slices.Contains(k.Choices, s)
	}
	return "", true
}

// plainDay reports YYYY, YYYY-MM or YYYY-MM-DD with a month and day that exist.
func plainDay(s string) bool {
	digits := func(t string) (int, bool) {
		n, err := strconv.Atoi(t)
		return n, err == nil && strings.Trim(t, "0123456789") == ""
	}
	parts := strings.Split(s, "-")
	if len(parts) > 3 || len(parts[0]) != 4 {
		return false
	}
	year, ok := digits(parts[0])
	if !ok {
		return false
	}
	if len(parts) == 1 {
		return true
	}
	month, ok := digits(parts[1])
	if !ok || len(parts[1]) != 2 || month < 1 || month > 12 {
		return false
	}
	if len(parts) == 2 {
		return true
	}
	day, ok := digits(parts[2])
	return ok && len(parts[2]) == 2 && day >= 1 && day <= daysIn(year, month)
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

func valueHint(k FilterKey) string {
	switch k.Value {
	case Day:
		return "[" + k.Name + "=2023-01-31]"
	case Number:
		return "[" + k.Name + ">=2]"
	case Share:
		return "[" + k.Name + ">=0.8]"
	case Choice:
		return "[" + k.Name + "=" + k.Choices[0] + "]"
	case ActorName:
		return "[" + k.Name + "=USA]"
	}
	return "[" + k.Name + "=…]"
}

func nearKey(key string) string {
	for _, k := range filterKeys {
		if strings.HasPrefix(k.Name, key) || strings.HasPrefix(key, k.Name) {
			return "did you mean `" + k.Name + "`?"
		}
	}
	return "a qualifier takes a value: [" + key + "=…]"
}
