package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"entente/graph/vocab"
	"entente/queries"
	"entente/queries/dossier"
)

func newSchemaCmd(a *App) *cobra.Command {
	var form string
	cmd := &cobra.Command{
		Use:   "schema [RELATION]",
		Short: "The vocabulary: relations, kinds, forms",
		Example: `  entente schema
  entente schema supplies_arms_to
  entente schema --format json`,
		Args: between(0, 1, "nothing, or one relation"),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return relationNames(), cobra.ShellCompDirectiveNoFileComp
		},
	}
	formatFlag(cmd, &form, factFormats...)
	cmd.RunE = func(_ *cobra.Command, args []string) error { return runSchema(a, args, form) }
	return cmd
}

func runSchema(a *App, args []string, given string) error {
	form, err := a.chooseFormat(given, factFormats...)
	if err != nil {
		return err
	}
	words, err := vocab.Default()
	if err != nil {
		return err
	}
	schema := dossier.SchemaOf(words)
	if len(args) == 1 {
		if err := checkRelations(args); err != nil {
			return err
		}
		i := slices.IndexFunc(schema.Relations, func(r dossier.Relation) bool { return r.Name == args[0] || r.Inverse == args[0] })
		schema.Relations = schema.Relations[i : i+1]
		if form == formatTable {
			return writeRelation(a, &schema.Relations[0])
		}
	}
	if form.isJSON() {
		return writeObject(a.Out, form, schema)
	}
	grid := a.newGrid("relation", "group", "kind", "inverse", "from", "to", "definition")
	for _, r := range schema.Relations {
		inverse := r.Inverse
		if r.Symmetric {
			inverse = "(symmetric)"
		}
		grid.add(r.Name, r.Group, string(r.Kind), inverse, kindsText(r.Domain), kindsText(r.Range), r.Definition)
	}
	return grid.write(form)
}

func writeRelation(a *App, r *dossier.Relation) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s\n", a.bold(r.Name), cell(r.Definition))
	field(&b, "kind", string(r.Kind)+", "+r.Group)
	if r.Symmetric {
		field(&b, "symmetric", "yes")
	} else {
		field(&b, "inverse", r.Inverse)
	}
	field(&b, "from", kindsText(r.Domain))
	field(&b, "to", kindsText(r.Range))
	field(&b, "qualifiers", strings.Join(r.Qualifiers, ", "))
	field(&b, "PLOVER", r.PLOVER)
	field(&b, "CAMEO", r.CAMEO)
	field(&b, "score", scoreText(r.Score))
	field(&b, "example", r.Example)
	field(&b, "notes", r.Notes)
	_, err := io.WriteString(a.Out, b.String())
	return err
}

func kindsText(kinds []vocab.Kind) string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = string(k)
	}
	return strings.Join(names, "|")
}

// relationNames lists relations and their inverse names; nothing when the vocabulary does not load, which every
// other use reports.
func relationNames() []string {
	words, err := vocab.Default()
	if err != nil {
		return nil
	}
	var names []string
	for _, r := range words.Relations() {
		names = append(names, r.Name)
		if r.Inverse != r.Name && r.Inverse != "" {
			names = append(names, r.Inverse)
		}
	}
	slices.Sort(names)
	return names
}

// checkRelations refuses a name that is no relation, with the nearest ones.
func checkRelations(names []string) error {
	words, err := vocab.Default()
	if err != nil {
		return err
	}
	for _, n := range names {
		_, forwards := words.Relation(n)
		_, backwards := words.RelationByInverse(n)
		if forwards || backwards {
			continue
		}
		e := &queries.NameError{Name: n, Kind: "relation"}
		for _, near := range words.NearestRelation(n, 3) {
			e.Candidates = append(e.Candidates, queries.Node{ID: "rel:" + near, Label: near})
		}
		return e
	}
	return nil
}
