package gizmo

import (
	"fmt"
	"time"

	"golang.org/x/sys/unix"
)

// confine limits the process for good: memory it may write, processor time, open files, size of
// files it writes, and priority.
func confine(limit time.Duration) error {
	seconds := uint64(limit/time.Second) + 2
	for _, l := range []struct {
		name      string
		what      int
		soft, top uint64
	}{
		{"data", unix.RLIMIT_DATA, 512 << 20, 512 << 20},
		{"processor time", unix.RLIMIT_CPU, seconds * 2, seconds*2 + 1}, // all threads together
		{"open files", unix.RLIMIT_NOFILE, 8, 8},
		{"file size", unix.RLIMIT_FSIZE, 0, 0},
		{"core dump", unix.RLIMIT_CORE, 0, 0},
	} {
		if err := unix.Setrlimit(l.what, &unix.Rlimit{Cur: l.soft, Max: l.top}); err != nil {
			return fmt.Errorf("%s: %w", l.name, err)
		}
	}
	return unix.Setpriority(unix.PRIO_PROCESS, 0, 19)
}
