package embedded

import "golang.org/x/sys/unix"

// mountSmall mounts a file system in memory of this size over dir.
func mountSmall(dir, size string) error { return unix.Mount("none", dir, "tmpfs", 0, "size="+size) }

func unmountSmall(dir string) error { return unix.Unmount(dir, unix.MNT_DETACH) }
