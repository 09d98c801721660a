package main

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/spf13/cobra"

	"entente/queries/measures"
)

// agreementObject says how far two coders agree.
type agreementObject struct {
	Units    int     `json:"units"` // claims that both judged
	Agreed   int     `json:"agreed"`
	Observed float64 `json:"observed"`
	// Kappa is Cohen's kappa, Alpha Krippendorff's for nominal data; null where they are not defined (one code only).
	Kappa *float64 `json:"kappa"`
	Alpha *float64 `json:"alpha"`
	// OnlyFirst and OnlySecond count the claims that one of them judged alone; they are left out.
	OnlyFirst  int `json:"only_first"`
	OnlySecond int `json:"only_second"`
	// Disagreed lists the claims on which they differ.
	Disagreed []string `json:"disagreed"`
}

func newAgreementCmd(a *App) *cobra.Command {
	var form string
	cmd := &cobra.Command{
		Use:   "agreement FILE1 FILE2",
		Short: "How far two people who judged the same claims agree: Cohen's kappa, Krippendorff's alpha",
		Example: `  entente agreement ada.jsonl ben.jsonl      judged samples (entente audit) or exports (entente judge export)

Codes are accept and reject; a correction says that the reading was wrong. Sources: Cohen 1960, Krippendorff 2011.`,
		Args: exactly(2, "two files of verdicts"),
	}
	formatFlag(cmd, &form, objectFormats...)
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		chosen, err := a.chooseFormat(form, objectFormats...)
		if err != nil {
			return err
		}
		first, _, err := a.readVerdicts(args[0])
		if err != nil {
			return err
		}
		second, _, err := a.readVerdicts(args[1])
		if err != nil {
			return err
		}
		return writeAgreement(a, chosen, agree(first, second))
	}
	return cmd
}

func agree(first, second map[string]string) *agreementObject {
	o := &agreementObject{Disagreed: []string{}}
	var pairs [][2]string
	for _, id := range slices.Sorted(maps.Keys(first)) {
		code, both := second[id]
		if !both {
			o.OnlyFirst++
			continue
		}
		pairs = append(pairs, [2]string{first[id], code})
		if first[id] != code {
			o.Disagreed = append(o.Disagreed, id)
		}
	}
	o.OnlySecond = len(second) - len(pairs)
	m := measures.Agree(pairs)
	o.Units, o.Agreed = m.Units, m.Agreed
	if m.Units > 0 {
		o.Observed = m.Observed
	}
	o.Kappa, o.Alpha = defined(m.Kappa), defined(m.Alpha)
	return o
}

func defined(x float64) *float64 {
	if math.IsNaN(x) {
		return nil
	}
	return &x
}

func writeAgreement(a *App, form format, o *agreementObject) error {
	if form.isJSON() {
		return writeObject(a.Out, form, o)
	}
	text := func(x *float64) string {
		if x == nil {
			return "not defined"
		}
		return fmt.Sprintf("%.3f", *x)
	}
	_, err := fmt.Fprintf(a.Out, "%s judged by both, %d alike (%.3f); Cohen's kappa %s, Krippendorff's alpha %s; left out: %d of the first alone, %d of the second\n",
		plural(int64(o.Units), "claim"), o.Agreed, o.Observed, text(o.Kappa), text(o.Alpha), o.OnlyFirst, o.OnlySecond)
	for _, id := range o.Disagreed {
		if err == nil {
			_, err = fmt.Fprintf(a.Out, "  %s\n", cell(id))
		}
	}
	return err
}
