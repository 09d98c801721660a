//go:build !linux

package gizmo

import "time"

// confine has only the limits of the Go runtime where the system is not Linux.
func confine(time.Duration) error { return nil }
