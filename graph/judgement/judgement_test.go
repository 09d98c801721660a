package judgement

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"entente/graph/claim"
)

func reading() *claim.Claim {
	return &claim.Claim{
		Doc: "d1", Sentence: claim.Span{Start: 0, End: 5}, Evidence: "A b c", Subject: claim.End{ID: "state:FRA"}, Relation: "sanctions",
		Object: claim.End{ID: "state:RUS"}, Polarity: claim.Affirmed, Modality: claim.Asserted, Confidence: 1, Extractor: "rules@1",
	}
}

func entry(t *testing.T, at string, kind Kind, change func(*Entry)) *Entry {
	t.Helper()
	e := &Entry{At: at, By: "ada", Kind: kind}
	switch kind {
	case Accept, Reject, Correct, GradeClaim:
		e.Reading = reading()
		e.Reading.Normalize()
		e.Claim = claim.ID(e.Reading)
	}
	if change != nil {
		change(e)
	}
	if err := e.Seal(); err != nil {
		t.Fatal(err)
	}
	return e
}

func TestLinesComeBack(t *testing.T) {
	object := "state:BLR"
	all := []*Entry{
		entry(t, "2026-03-01T10:00:00+01:00", Reject, nil),
		entry(t, "2026-03-01T10:00:00.5Z", Correct, func(e *Entry) { e.Change = &Change{Object: &object, Set: map[string]string{"item": ""}} }),
		entry(t, "2026-03-01T10:00:00Z", Add, func(e *Entry) { e.Reading = reading() }),
		entry(t, "2026-03-01T10:00:00Z", Note, func(e *Entry) { e.Note = "a <remark> & more" }),
		entry(t, "2026-03-01T10:00:00Z", Merge, func(e *Entry) { e.Keep, e.Other = "person:a", "person:b" }),
		entry(t, "2026-03-01T10:00:00Z", Split, func(e *Entry) { e.Keep, e.Other, e.From = "person:a", "person:b", "2024-07" }),
		entry(t, "2026-03-01T10:00:00Z", GradeSource, func(e *Entry) { e.Source, e.Grade = "org:lamp", "B" }),
		entry(t, "2026-03-01T10:00:00Z", GradeClaim, func(e *Entry) { e.Grade = "2" }),
	}
	all = append(all, entry(t, "2026-03-01T10:00:00Z", Undo, func(e *Entry) { e.Undoes = all[0].ID }))
	for _, e := range all {
		line, err := AppendLine(nil, e)
		if err != nil {
			t.Fatal(err)
		}
		back, err := ParseLine(line)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		again, err := AppendLine(nil, &back)
		if err != nil || !bytes.Equal(line, again) {
			t.Errorf("%s came back as %s, %v", line, again, err)
		}
	}
	if all[0].At != "2026-03-01T09:00:00Z" {
		t.Errorf("time kept as %s, want UTC", all[0].At)
	}
}

func TestSealRefuses(t *testing.T) {
	ok := *entry(t, "2026-03-01T10:00:00Z", Reject, nil)
	for name, change := range map[string]func(*Entry){
		"no time":            func(e *Entry) { e.At = "yesterday" },
		"nobody":             func(e *Entry) { e.By = " " },
		"no kind":            func(e *Entry) { e.Kind = "burn" },
		"other claim":        func(e *Entry) { e.Claim = "claim:00" },
		"no reading":         func(e *Entry) { e.Reading = nil },
		"changed afterwards": func(e *Entry) { e.By = "ben" },
		"empty correction":   func(e *Entry) { e.Kind = Correct },
		"grade 7":            func(e *Entry) { e.Kind, e.Grade = GradeClaim, "7" },
		"source H":           func(e *Entry) { e.Kind, e.Source, e.Grade = GradeSource, "org:x", "H" },
		"merge of two kinds": func(e *Entry) { e.Kind, e.Keep, e.Other = Merge, "person:a", "org:a" },
		"merge with itself":  func(e *Entry) { e.Kind, e.Keep, e.Other = Merge, "person:a", "person:a" },
		"split without day":  func(e *Entry) { e.Kind, e.Keep, e.Other = Split, "person:a", "person:b" },
		"empty note":         func(e *Entry) { e.Kind, e.Claim, e.Reading = Note, "", nil },
		"undo of nothing":    func(e *Entry) { e.Kind, e.Undoes = Undo, "x" },
	} {
		e := ok
		change(&e)
		if err := e.Seal(); !errors.Is(err, ErrBad) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFoldDoesNotDependOnOrder(t *testing.T) {
	object, relation := "state:BLR", "criticizes"
	a := entry(t, "2026-03-01T10:00:00Z", Reject, nil)
	b := entry(t, "2026-03-01T11:00:00Z", Correct, func(e *Entry) { e.Change = &Change{Object: &object} })
	c := entry(t, "2026-03-01T11:00:00.25Z", Correct, func(e *Entry) { e.Change = &Change{Relation: &relation} })
	d := entry(t, "2026-03-01T12:00:00Z", Reject, nil)
	undoD := entry(t, "2026-03-01T13:00:00Z", Undo, func(e *Entry) { e.Undoes = d.ID })
	redoA := entry(t, "2026-03-01T14:00:00Z", Undo, func(e *Entry) { e.Undoes = undoD.ID })
	undoRedo := entry(t, "2026-03-01T15:00:00Z", Undo, func(e *Entry) { e.Undoes = redoA.ID })
	all := []*Entry{a, b, c, d, undoD, redoA, undoRedo, a}
	for seed := range uint64(50) {
		r := rand.New(rand.NewPCG(seed, 0))
		r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		s := Fold(all)
		out := Of(s.Target(a.Claim))
		if out.Verdict != Corrected || *out.Change.Object != object || *out.Change.Relation != relation || !s.Undone(d.ID) || s.Undone(undoD.ID) || len(s.Entries()) != 7 {
			t.Fatalf("seed %d: %+v", seed, out)
		}
	}
}

func TestIdentity(t *testing.T) {
	merge := func(at, keep, other string) *Entry {
		return entry(t, at, Merge, func(e *Entry) { e.Keep, e.Other = keep, other })
	}
	s := Fold([]*Entry{
		merge("2026-03-01T10:00:00Z", "person:a", "person:b"), merge("2026-03-01T11:00:00Z", "person:c", "person:a"),
		merge("2026-03-01T12:00:00Z", "person:b", "person:c"), // a ring: they are one already
		entry(t, "2026-03-01T13:00:00Z", Split, func(e *Entry) { e.Keep, e.Other, e.From = "person:a", "person:z", "2024-07-01" }),
	})
	if got := s.Same("person:b"); got != "person:c" {
		t.Errorf("b is %s", got)
	}
	none := func(string, string) string { return "" }
	for _, c := range []struct{ day, want string }{{"2024-06-30", "person:c"}, {"2024-07-01", "person:z"}, {"2025", "person:z"}, {"", "person:c"}} {
		r := *reading()
		r.Subject.ID, r.Chain, r.Happened = "person:b", []string{"person:q", "person:a"}, c.day
		got, changed := s.Identify(r, "", none)
		if !changed || got.Subject.ID != c.want || got.Chain[1] != c.want || got.Chain[0] != "person:q" || r.Subject.ID != "person:b" {
			t.Errorf("on %q: %s, chain %v", c.day, got.Subject.ID, got.Chain)
		}
	}
	if _, changed := s.Identify(*reading(), "org:lamp", none); changed {
		t.Error("a claim that names none of them changed")
	}
	if got := strings.Join(s.Circle("person:b"), " "); got != "person:a person:b person:c person:z" {
		t.Errorf("circle %s", got)
	}
}

func FuzzParseLine(f *testing.F) {
	f.Add([]byte(`{"at":"2026-03-01T10:00:00Z","by":"ada","kind":"note","note":"x"}`))
	f.Add([]byte(`{"at":"2026-03-01T10:00:00Z","by":"ada","kind":"merge","keep":"person:a","other":"person:b"}`))
	f.Add([]byte(`{"kind":"reject","reading":{"doc":"d"}}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		e, err := ParseLine(line)
		if err != nil {
			if !errors.Is(err, ErrBad) {
				t.Fatalf("%v is no ErrBad", err)
			}
			return
		}
		out, err := AppendLine(nil, &e)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := ParseLine(out); err != nil || back.ID != e.ID {
			t.Fatalf("%s came back as %s, %v", out, back.ID, err)
		}
		Fold([]*Entry{&e})
	})
}
