package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"

	"github.com/spf13/cobra"

	"entente/graph"
	"entente/graph/claim"
	"entente/graph/judgement"
	"entente/queries/measures"
)

// sampleLine is a line of a sample: a claim, and room for a verdict.
type sampleLine struct {
	// Verdict is what a person writes: accept or reject.
	Verdict string `json:"verdict"`
	Claim   string `json:"claim"`
	// Reading is the claim as extract prints it.
	Reading json.RawMessage `json:"reading,omitempty"`
}

// auditObject is the result of an audit.
type auditObject struct {
	Sample   int `json:"sample"`
	Judged   int `json:"judged"`
	Right    int `json:"right"`
	Wrong    int `json:"wrong"`
	Unjudged int `json:"unjudged"`
	// Precision is Right/Judged, null when nothing is judged; Low and High are its Wilson interval at 95 %.
	Precision *float64 `json:"precision"`
	Low       float64  `json:"low"`
	High      float64  `json:"high"`
}

func newAuditCmd(a *App) *cobra.Command {
	var form string
	var n int
	var seed uint64
	var fromStore bool
	cmd := &cobra.Command{
		Use:   "audit [FILE|-]",
		Short: "Draw a sample of claims to judge, and report the reader's precision from it",
		Example: `  entente audit --sample 200 --seed 1 > sample.jsonl    fill in "verdict": accept or reject
  entente audit sample.jsonl                            precision with its confidence interval
  entente audit --sample 200 --seed 1 --judged          the same from judgements in the store

The sample depends on the seed and on what is in the store, not on the order of loading. A claim that was corrected was wrong.`,
		Args: func(c *cobra.Command, args []string) error {
			if n > 0 {
				return exactly(0, "no file with --sample")(c, args)
			}
			return exactly(1, "a judged sample, or --sample N to draw one")(c, args)
		},
	}
	cmd.Flags().IntVar(&n, "sample", 0, "draw so many claims")
	cmd.Flags().Uint64Var(&seed, "seed", 0, "number that decides which (default: a random one, told on standard error)")
	cmd.Flags().BoolVar(&fromStore, "judged", false, "take verdicts from the judgements in the store")
	formatFlag(cmd, &form, objectFormats...)
	cmd.RunE = func(c *cobra.Command, args []string) error {
		chosen, err := a.chooseFormat(form, objectFormats...)
		if err != nil {
			return err
		}
		if n > 0 {
			if !c.Flags().Changed("seed") {
				seed = uint64(rand.Uint32())
				a.say("--seed %d draws this sample again", seed)
			}
			return a.withView(c.Context(), func(v *graph.View) error { return drawSample(c.Context(), a, v, n, seed, fromStore, chosen) })
		}
		verdicts, size, err := a.readVerdicts(args[0])
		if err != nil {
			return err
		}
		return writeAudit(a, chosen, verdicts, size)
	}
	return cmd
}

func drawSample(ctx context.Context, a *App, v *graph.View, n int, seed uint64, judged bool, form format) error {
	facts, err := v.SampleClaims(ctx, n, seed)
	if err != nil {
		return err
	}
	if len(facts) < n {
		a.say("the store has only %s read in texts", plural(int64(len(facts)), "claim"))
	}
	if judged {
		verdicts := map[string]string{}
		for i := range facts {
			now, err := v.Claim(ctx, facts[i].ID)
			if err != nil {
				return err
			}
			switch now.Verdict {
			case judgement.Accepted:
				verdicts[now.ID] = string(judgement.Accept)
			case judgement.Rejected, judgement.Corrected:
				verdicts[now.ID] = string(judgement.Reject)
			}
		}
		return writeAudit(a, form, verdicts, len(facts))
	}
	for i := range facts {
		line, err := claim.AppendLine(nil, &facts[i].Claim)
		if err != nil {
			return err
		}
		if err := writeJSONLine(a.Out, sampleLine{Claim: facts[i].ID, Reading: bytes.TrimSpace(line)}); err != nil {
			return err
		}
	}
	return nil
}

// readVerdicts reads the verdicts of a judged sample, or of an export of judgements (the last on each claim counts; a correction says that the
// reading was wrong); size counts the claims, judged or not.
func (a *App) readVerdicts(name string) (verdicts map[string]string, size int, err error) {
	verdicts = map[string]string{}
	seen := map[string]bool{}
	var entries []*judgement.Entry
	err = a.eachInputLine(name, func(n int, line []byte) error {
		var probe struct {
			Kind    string `json:"kind"`
			Claim   string `json:"claim"`
			Verdict string `json:"verdict"`
		}
		if err := json.Unmarshal(line, &probe); err != nil {
			return usagef("a judged sample, or what `entente judge export` wrote", "%s: line %d: %v", name, n, err)
		}
		if probe.Kind != "" {
			e, err := judgement.ParseLine(line)
			if err != nil {
				return fmt.Errorf("%s: line %d: %w", name, n, err)
			}
			entries = append(entries, &e)
			return nil
		}
		seen[probe.Claim] = true
		switch probe.Verdict {
		case "":
		case string(judgement.Accept), string(judgement.Reject):
			verdicts[probe.Claim] = probe.Verdict
		default:
			return usagef("accept or reject", "%s: line %d: no verdict `%s`", name, n, probe.Verdict)
		}
		return nil
	})
	state := judgement.Fold(entries)
	for _, doc := range state.Documents() {
		for _, t := range state.Targets(doc) {
			seen[t.Claim] = true
			switch judgement.Of(t).Verdict {
			case judgement.Accepted:
				verdicts[t.Claim] = string(judgement.Accept)
			case judgement.Rejected, judgement.Corrected:
				verdicts[t.Claim] = string(judgement.Reject)
			}
		}
	}
	return verdicts, len(seen), err
}

func writeAudit(a *App, form format, verdicts map[string]string, size int) error {
	o := auditObject{Sample: size, Judged: len(verdicts), Unjudged: size - len(verdicts)}
	for _, v := range verdicts {
		if v == string(judgement.Accept) {
			o.Right++
		} else {
			o.Wrong++
		}
	}
	o.Low, o.High = measures.Wilson(o.Right, o.Judged, measures.Z95)
	if o.Judged > 0 {
		p := float64(o.Right) / float64(o.Judged)
		o.Precision = &p
	}
	if form.isJSON() {
		return writeObject(a.Out, form, &o)
	}
	precision := "unknown"
	if o.Precision != nil {
		precision = strconv.FormatFloat(*o.Precision, 'f', 3, 64)
	}
	_, err := io.WriteString(a.Out, fmt.Sprintf("precision %s (95 %% interval %.3f to %.3f, Wilson): %d right, %d wrong of %s judged; %d not judged\n",
		precision, o.Low, o.High, o.Right, o.Wrong, plural(int64(o.Judged), "claim"), o.Unjudged))
	return err
}
