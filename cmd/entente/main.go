// Command entente loads articles and data about diplomacy into a graph and answers questions with the sentences
// that the answers rest on.
//
// Each command is a file of its own (cmd_NAME.go): an options struct, its flags, and one call into the packages
// below. Results go to standard output, all else to standard error. Exit codes are mapped in one place, exit.go.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := newApp().run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}
