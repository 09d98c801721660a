package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"entente/graph"
)

// infoObject is what info prints: counts, and sizes only when asked for.
type infoObject struct {
	graph.Info
	// Disk is there with --disk.
	Disk *diskObject `json:"disk,omitempty"`
}

// diskObject says how much room the store takes; it depends on its history, not only on what is in it.
type diskObject struct {
	Bytes int64 `json:"bytes"`
	// Terms counts the dictionary, old terms included until they are cleaned up.
	Terms int64 `json:"terms"`
	Blobs int64 `json:"blobs"`
}

func newInfoCmd(a *App) *cobra.Command {
	var form string
	var disk bool
	cmd := &cobra.Command{
		Use:   "info",
		Short: "What is in the store, in numbers",
		Example: `  entente info
  entente info --disk --format json`,
		Args: exactly(0, "no arguments"),
	}
	formatFlag(cmd, &form, objectFormats...)
	cmd.Flags().BoolVar(&disk, "disk", false, "add what it takes on disk")
	cmd.RunE = func(c *cobra.Command, _ []string) error { return runInfo(c.Context(), a, form, disk) }
	return cmd
}

func runInfo(ctx context.Context, a *App, given string, disk bool) error {
	form, err := a.chooseFormat(given, objectFormats...)
	if err != nil {
		return err
	}
	g, err := a.openRead(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = g.Close() }()
	v, err := g.View()
	if err != nil {
		return err
	}
	defer func() { _ = v.Close() }()
	object := infoObject{}
	if object.Info, err = v.Info(ctx); err != nil {
		return err
	}
	if disk {
		stats, err := g.Store().Stats(ctx)
		if err != nil {
			return err
		}
		object.Disk = &diskObject{Bytes: stats.DiskBytes, Terms: stats.Terms, Blobs: stats.Blobs}
	}
	if form.isJSON() {
		return writeObject(a.Out, form, object)
	}
	return writeInfo(a, v, &object)
}

func writeInfo(a *App, v *graph.View, o *infoObject) error {
	var b strings.Builder
	for _, row := range []struct {
		name  string
		count int64
	}{
		{"documents", o.Documents}, {"of them undated", o.Undated}, {"claims", o.Claims}, {"edges", o.Edges}, {"actors", o.Actors},
		{"quads", o.Quads}, {"of them reference", o.Reference},
	} {
		fmt.Fprintf(&b, "%-18s %8d\n", row.name, row.count)
	}
	for _, status := range []string{"asserted", "alleged", "ascribed", "disputed"} {
		if n := o.Statuses[status]; n > 0 {
			fmt.Fprintf(&b, "%-18s %8d\n", status+" edges", n)
		}
	}
	if o.Disk != nil {
		fmt.Fprintf(&b, "%-18s %8d\n%-18s %8d\n", "bytes on disk", o.Disk.Bytes, "terms", o.Disk.Terms)
	}
	section := func(title string) { fmt.Fprintf(&b, "\n%s\n", a.bold(title)) }
	if len(o.Relations) > 0 {
		section("relations (edges)")
	}
	for _, r := range o.Relations {
		fmt.Fprintf(&b, "%8d  %s\n", r.Edges, cell(r.Relation))
	}
	if len(o.Publishers) > 0 {
		section("publishers (documents)")
	}
	for _, p := range o.Publishers {
		fmt.Fprintf(&b, "%8d  %s\n", p.Documents, cell(labelOf(v, p.Name)))
	}
	_, err := io.WriteString(a.Out, b.String())
	return err
}
