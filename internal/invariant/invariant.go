// Package invariant checks what our own code must uphold. The costly checks run in builds with the
// tag "invariants"; elsewhere Enabled is false, and the compiler leaves them out.
package invariant

import "fmt"

// Check panics with a message when an invariant of our own does not hold.
func Check(ok bool, format string, args ...any) {
	if !ok {
		panic("broken invariant: " + fmt.Sprintf(format, args...))
	}
}
