// Package console serves a graph over HTTP: an API under /api/v1 that answers what the command line answers, and
// beside it the reading endpoints that clients of Cayley know.
//
// The server is built for one person's machine: it listens on the loopback interface unless told otherwise, answers
// no request with a foreign Origin or an unknown Host, and lets nobody change anything without a token. Every route has
// a policy (see policies.go); a route without one cannot be registered. Limits are bytes and seconds and stand in
// Limits. A Server is safe for concurrent use.
package console
