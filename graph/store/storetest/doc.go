// Package storetest is the suite that every store.Store passes, and a plain model of one.
//
// Run holds an implementation against the words of the contract, one subtest each, and against
// the Model over random histories. Equal and Snapshot compare two views term by term, so ids may
// differ. Histories come from a seed that every failure prints.
package storetest
