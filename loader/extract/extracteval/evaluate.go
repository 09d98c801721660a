package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"entente/loader/extract"
)

// figuresFile keeps the figures recorded last, relative to the repository.
const figuresFile = "loader/extract/extracteval/figures.tsv"

// heldOut are the documents whose texts and misses nobody looks at while writing rules: those at even places of
// the news items sorted by id. The seeds are in the training part, for the project's own questions are about them.
var heldOut = []string{"011", "015", "018", "026", "037", "043", "054"}

// evaluation runs the reader over the corpus and calls its scorer on each part.
type evaluation struct {
	rules   *extract.Rules
	corpus  string
	options *options
	dir     string
	preds   string
	figures map[string]float64
	order   []string
}

func (e *evaluation) run() error {
	dir, err := os.MkdirTemp("", "extracteval")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	e.dir, e.preds, e.figures = dir, filepath.Join(dir, "predictions.jsonl"), map[string]float64{}
	if err := e.predict(); err != nil {
		return err
	}
	rows, err := e.index()
	if err != nil {
		return err
	}
	part := func(keep func(file, split string) bool) [][]string {
		out := [][]string{rows[0]}
		for _, r := range rows[1:] {
			if keep(r[0], r[len(r)-1]) {
				out = append(out, r)
			}
		}
		return out
	}
	seed := func(f string) bool { return strings.HasPrefix(f, "seed") }
	parts := []struct {
		name string
		rows [][]string
	}{
		{"training news", part(func(f, _ string) bool { return !seed(f) && !slices.Contains(heldOut, f) })},
		{"training seeds", part(func(f, _ string) bool { return seed(f) })},
		{"held-out news", part(func(f, _ string) bool { return slices.Contains(heldOut, f) })},
	}
	for _, p := range parts {
		if err := e.score(p.name, p.rows); err != nil {
			return err
		}
	}
	if err := e.coding(); err != nil {
		return err
	}
	e.print()
	if e.options.record {
		return e.record()
	}
	return nil
}

func (e *evaluation) predict() error {
	in, err := os.Open(filepath.Join(e.corpus, "docs.jsonl"))
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(e.preds)
	if err != nil {
		return err
	}
	if err := each(e.rules, in, out, false); err != nil {
		out.Close()
		return err
	}
	return out.Close()
}

func (e *evaluation) index() ([][]string, error) {
	f, err := os.Open(filepath.Join(e.corpus, "index.tsv"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = '\t', true, -1
	return r.ReadAll()
}

// level is what the scorer tells of one level.
type level struct {
	Correct   float64  `json:"correct"`
	Precision *float64 `json:"precision"`
	Recall    *float64 `json:"recall"`
	F1        *float64 `json:"f1"`
	Quoted    *float64 `json:"quoted_speaker_accuracy"`
	Modality  *float64 `json:"modality_accuracy"`
}

func (e *evaluation) score(name string, rows [][]string) error {
	index := filepath.Join(e.dir, "index.tsv")
	var b strings.Builder
	for _, r := range rows {
		b.WriteString(strings.Join(r, "\t") + "\n")
	}
	if err := os.WriteFile(index, []byte(b.String()), 0o600); err != nil {
		return err
	}
	args := []string{filepath.Join(e.corpus, "score.py"), e.preds, "--index", index, "--split", "all"}
	out, err := exec.Command("python3", append(args, "--json")...).Output()
	if err != nil {
		return fmt.Errorf("score %s: %w", name, err)
	}
	var got map[string]map[string]json.RawMessage
	if err := json.Unmarshal(out, &got); err != nil {
		return fmt.Errorf("score %s: %w", name, err)
	}
	for _, lv := range []string{"standard", "relaxed", "pair"} {
		var l level
		if err := json.Unmarshal(got["all"][lv], &l); err != nil {
			return fmt.Errorf("score %s: %w", name, err)
		}
		e.note(name+" "+lv+" precision", l.Precision)
		e.note(name+" "+lv+" recall", l.Recall)
		e.note(name+" "+lv+" F1", l.F1)
		if lv == "standard" {
			right, err := e.polarity(args, l.Correct)
			if err != nil {
				return fmt.Errorf("score polarity of %s: %w", name, err)
			}
			e.note(name+" polarity", right)
			e.note(name+" quoted speaker", l.Quoted)
			e.note(name+" modality", l.Modality)
		}
	}
	if name == "held-out news" {
		return nil // numbers only
	}
	detail := append(slices.Clone(args), "--level", "standard", "--by-predicate")
	if e.options.misses != "" {
		detail = append(detail, "--misses", e.options.misses+"."+strings.Fields(name)[1])
	}
	out, err = exec.Command("python3", detail...).Output()
	if err != nil {
		return fmt.Errorf("score %s: %w", name, err)
	}
	if i := bytes.Index(out, []byte("per predicate")); i >= 0 {
		fmt.Printf("%s, %s\n", name, out[i:])
	}
	return nil
}

// polarity gives the share of claims that are right among those that would be if affirming and denying did not matter: the scorer
// matches only claims of one polarity, so it is run again with every claim and every fact affirmed. args begins with the scorer and
// the predictions.
func (e *evaluation) polarity(args []string, correct float64) (*float64, error) {
	gold, preds := filepath.Join(e.dir, "affirmed-gold.jsonl"), filepath.Join(e.dir, "affirmed.jsonl")
	for to, from := range map[string]string{gold: filepath.Join(e.corpus, "gold.jsonl"), preds: e.preds} {
		if err := affirm(from, to); err != nil {
			return nil, err
		}
	}
	run := append([]string{args[0], preds}, args[2:]...)
	out, err := exec.Command("python3", append(run, "--gold", gold, "--json")...).Output()
	if err != nil {
		return nil, err
	}
	var got map[string]map[string]json.RawMessage
	if err := json.Unmarshal(out, &got); err != nil {
		return nil, err
	}
	var l level
	if err := json.Unmarshal(got["all"]["standard"], &l); err != nil {
		return nil, err
	}
	if l.Correct == 0 {
		return nil, nil
	}
	share := min(1, correct/l.Correct)
	return &share, nil
}

// affirm copies JSON lines with the polarity of each set to affirmed.
func affirm(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	for line := range bytes.Lines(data) {
		var m map[string]json.RawMessage
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		if err := json.Unmarshal(line, &m); err != nil {
			return err
		}
		m["polarity"] = json.RawMessage(`"affirmed"`)
		out, err := json.Marshal(m)
		if err != nil {
			return err
		}
		b.Write(append(out, '\n'))
	}
	return os.WriteFile(to, b.Bytes(), 0o600)
}

func (e *evaluation) note(name string, v *float64) {
	e.order = append(e.order, name)
	if v != nil {
		e.figures[name] = *v
	}
}

// print shows the figures beside those recorded last.
func (e *evaluation) print() {
	last := readFigures()
	fmt.Printf("%-40s %8s %8s %8s\n", "figure", "now", "last", "change")
	for _, name := range e.order {
		v, ok := e.figures[name]
		if !ok {
			continue
		}
		old, known := last[name]
		if !known {
			fmt.Printf("%-40s %8.3f %8s\n", name, v, "-")
			continue
		}
		fmt.Printf("%-40s %8.3f %8.3f %+8.3f\n", name, v, old, v-old)
	}
}

func readFigures() map[string]float64 {
	out := map[string]float64{}
	data, err := os.ReadFile(figuresFile)
	if err != nil {
		return out
	}
	for _, l := range strings.Split(string(data), "\n") {
		name, v, ok := strings.Cut(l, "\t")
		if f, err := strconv.ParseFloat(v, 64); ok && err == nil {
			out[name] = f
		}
	}
	return out
}

func (e *evaluation) record() error {
	var b strings.Builder
	b.WriteString("figure\tvalue\n")
	for _, name := range e.order {
		if v, ok := e.figures[name]; ok {
			fmt.Fprintf(&b, "%s\t%.4f\n", name, v)
		}
	}
	return os.WriteFile(figuresFile, []byte(b.String()), 0o644)
}
