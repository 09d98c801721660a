package storetest

import "unsafe"

// sharedString is a string over b, which the caller goes on changing: what a reader may hand to Load.
func sharedString(b []byte) string { return unsafe.String(&b[0], len(b)) }
