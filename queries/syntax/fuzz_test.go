package syntax

import (
	"reflect"
	"testing"
)

// strip sets every span to zero, so that trees compare by what they say.
func strip(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			strip(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			strip(v.Index(i))
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[Span]() {
			v.SetZero()
			return
		}
		for i := range v.NumField() {
			strip(v.Field(i))
		}
	}
}

func sameTree(a, b Set) bool {
	strip(reflect.ValueOf(a))
	strip(reflect.ValueOf(b))
	return reflect.DeepEqual(a, b)
}

var seeds = []string{
	`China/concerned_about`, `USA/allied_with/concerned_about`, `Russia/^supplies_arms_to`,
	`"South Korea"/(allied_with|partner_of){1,2}`, `NATO/^member_of/!(member_of|^member_of)`,
	`"North Korea"/supplies_arms_to[disputed]`, `USA/criticizes[actor=person:antony-blinken][since=2023-01-01][docs>=2]`,
	`USA/allied_with - (Russia/^sanctions)`, `USA/allied_with@ally/trades_with/China`, `USA/met_with~planned`,
	`USA/allied_with{1,3}`, `?state/sanctions/Russia`, `<http://e.org/a>/<http://e.org/p>+`, `a/((p*)*)*`, `A/^p@x/q`,
	`A/(p/q)@x/(^r)?/.{2,}`, `A/!()`, `A/p[item~shell, "a,b"] & (B/q - C/r) - D # end`, `Côte_d'Ivoire/rel:x~any`, `A/(^p)[x=1]{,3}/"B \" \\"`,
	"A/p\n/ q", `A/p[`, `A/(`, `A//p`, `?/x`, `A/p{3,2}`, `A/p~`, `A B`, `A/p[since=2023-02-30]`,
}

func FuzzParse(f *testing.F) {
	for _, s := range seeds {
		f.Add(s, false)
	}
	f.Add("p/(q|^r)*/s@x", true)
	f.Fuzz(func(t *testing.T, text string, apart bool) {
		tree, err := parse(text, apart)
		if err != nil {
			e, ok := err.(*Error)
			if !ok || e.Line < 1 || e.Column < 1 || e.Message == "" {
				t.Fatalf("%q: error without a place: %#v", text, err)
			}
			return
		}
		printed := Print(tree)
		again, err := parse(printed, apart)
		if err != nil {
			t.Fatalf("%q prints as %q, which does not parse: %v", text, printed, err)
		}
		if !sameTree(tree, again) {
			t.Fatalf("%q prints as %q, which is another tree (%q)", text, printed, Print(again))
		}
	})
}

func FuzzComplete(f *testing.F) {
	for _, s := range seeds {
		f.Add(s, len(s), false)
		f.Add(s, len(s)/2, true)
	}
	f.Fuzz(func(t *testing.T, text string, offset int, apart bool) {
		c := complete(text, offset, apart)
		if c.Replace.Start > c.Replace.End || c.Replace.End > len(text) || c.Replace.Start < 0 {
			t.Fatalf("%q at %d: replaces %v", text, offset, c.Replace)
		}
	})
}
