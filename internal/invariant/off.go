//go:build !invariants

package invariant

const forced = false
