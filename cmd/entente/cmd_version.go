package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// versionObject is what version prints with a JSON format.
type versionObject struct {
	Version  string `json:"version"`
	Revision string `json:"revision"`
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

func newVersionCmd(a *App) *cobra.Command {
	var form string
	cmd := &cobra.Command{
		Use:     "version",
		Short:   "The version of this program",
		Example: `  entente version`,
		Args:    exactly(0, "no arguments"),
		RunE: func(*cobra.Command, []string) error {
			chosen, err := a.chooseFormat(form, objectFormats...)
			if err != nil {
				return err
			}
			v := readVersion()
			if chosen.isJSON() && a.formatGiven {
				return writeObject(a.Out, chosen, v)
			}
			_, err = fmt.Fprintf(a.Out, "entente %s %s %s\n", orWord(v.Version, "unknown"), v.Go, v.Platform)
			return err
		},
	}
	formatFlag(cmd, &form, objectFormats...)
	return cmd
}

// readVersion asks the binary what it was built from.
func readVersion() versionObject {
	v := versionObject{Version: "(devel)", Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return v
	}
	v.Version = orWord(info.Main.Version, v.Version)
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			v.Revision = s.Value
		}
	}
	return v
}
