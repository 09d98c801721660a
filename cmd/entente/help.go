package main

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

//go:embed help/*.txt
var helpTopics embed.FS

// helpTemplate and usageTemplate show the examples first.
const (
	helpTemplate = `{{with (or .Long .Short)}}{{. | trimTrailingWhitespaces}}

{{end}}{{if or .Runnable .HasSubCommands}}{{.UsageString}}{{end}}`
	usageBody = `{{if .HasExample}}Examples:
{{.Example}}

{{end}}Usage:
  {{.UseLine}}{{if .HasAvailableSubCommands}}{{$cmds := .Commands}}{{range $group := .Groups}}

{{.Title}}{{range $cmds}}{{if (and (eq .GroupID $group.ID) .IsAvailableCommand)}}
  {{rpad .Name .NamePadding }} {{.Short}}{{end}}{{end}}{{end}}{{end}}{{if .HasAvailableLocalFlags}}

Flags:
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableInheritedFlags}}

Flags of every command:
{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}

More: entente help TOPIC, with TOPIC one of `
)

func usageTemplate() string { return usageBody + strings.Join(topicNames(), ", ") + "\n" }

// newHelpCmd explains a command or a topic.
func newHelpCmd(a *App) *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND|TOPIC]",
		Short: "Explain a command, or a topic: " + strings.Join(topicNames(), ", "),
		Example: `  entente help paths
  entente help load`,
		ValidArgsFunction: func(c *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
			names := topicNames()
			for _, sub := range c.Root().Commands() {
				names = append(names, sub.Name())
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(c *cobra.Command, args []string) error { return showHelp(a, c.Root(), args) },
	}
}

func showHelp(a *App, root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return root.Help()
	}
	if page, err := helpTopics.ReadFile("help/" + args[0] + ".txt"); err == nil && !strings.ContainsAny(args[0], "/\\.") {
		_, err = a.Out.Write(page)
		return err
	}
	if c, rest, err := root.Find(args); err == nil && c != root && len(rest) == 0 {
		return c.Help()
	}
	names := topicNames()
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	return usagef(didYouMean(args[0], names), "no help on `%s`", args[0])
}

func topicNames() []string {
	entries, err := helpTopics.ReadDir("help")
	if err != nil {
		return nil // embedded: cannot fail
	}
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".txt"))
	}
	slices.Sort(names)
	return names
}

func unknownCommand(c *cobra.Command, name string) error {
	var names []string
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() {
			names = append(names, sub.Name())
		}
	}
	return usagef(didYouMean(name, names), "no command `%s`", name)
}

// didYouMean offers the nearest of names, or all of them when none is near.
func didYouMean(word string, names []string) string {
	if near := nearest(word, names); near != "" {
		return fmt.Sprintf("did you mean `%s`?", near)
	}
	return "one of " + strings.Join(names, ", ")
}
