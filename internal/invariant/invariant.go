// Package invariant checks what our own code must uphold. Checks run under tests only (and in
// builds with the tag "invariants"); elsewhere Enabled is false and costs nothing.
package invariant

import (
	"fmt"
	"testing"
)

// Enabled tells whether costly checks run.
func Enabled() bool { return forced || testing.Testing() }

// Check panics with a message when an invariant of our own does not hold.
func Check(ok bool, format string, args ...any) {
	if !ok {
		panic("broken invariant: " + fmt.Sprintf(format, args...))
	}
}
