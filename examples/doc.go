// Package examples holds the built-in dispatches: short news-style texts in the project's own words that
// restate public facts of diplomacy, so that a first run needs no files and no network.
//
// Publishers are invented ("Entente demo wire A"). Persons have only words and deeds that are public record, given in
// paraphrase with their day. The folder embed next to this file is a program of its own module that shows how
// another program uses Entente.
package examples

import (
	"embed"
	"fmt"
	"io/fs"
)

//go:embed dispatches/*.txt
var dispatches embed.FS

// Dispatches returns the built-in dispatches as a file system of text files with front matter, no folders.
func Dispatches() (fs.FS, error) {
	sub, err := fs.Sub(dispatches, "dispatches")
	if err != nil {
		return nil, fmt.Errorf("built-in dispatches: %w", err)
	}
	return sub, nil
}
