//go:build !linux

package bench

import "time"

// threadSeconds is wall clock where the system has no time of a thread.
func threadSeconds() float64 { return float64(time.Now().UnixNano()) / 1e9 }

// processSeconds is not measured here.
func processSeconds() float64 { return 0 }
