// Package watch reads folders and feeds again and again, and loads what is new in them.
//
// A source is a folder, or a feed (RSS, Atom, JSON Feed) in a file or at an http(s) address. What was seen of a source is kept in the
// store, as a blob beside the documents, and written after they are: a round that is cut short is read again, and reading again
// changes nothing. A file counts as seen with its size and time of change, an item of a feed with its title, day and text. Documents whose
// file or item is gone stay. A document that came from elsewhere is never replaced by an item of a feed, which often is only its
// summary. What is removed from the store by hand is not loaded again until it changes.
//
// A feed is untrusted: its size is bounded, nothing that it names is fetched unless pages are asked for, and then only from the
// feed's own host.
package watch
