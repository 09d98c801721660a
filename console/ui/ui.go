// Package ui holds the built page of the console. The sources are beside it (src/); `npm run build` here makes dist/, which is
// committed, so that building the program needs no Node.
package ui

import (
	"embed"
	"io/fs"
	"net/http"
)

//go:embed dist
var files embed.FS

// Handler serves the page and its files.
func Handler() http.Handler {
	dist, err := fs.Sub(files, "dist")
	if err != nil {
		return http.NotFoundHandler() // not possible: "dist" is a valid path
	}
	return http.FileServerFS(dist)
}
