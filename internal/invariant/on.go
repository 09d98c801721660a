//go:build invariants

package invariant

const forced = true
