// Package gdelt reads the event files of the GDELT Project: Events 2.0 (61 columns), Events 1.0 (58, before April 2013 57)
// and Mentions (16), all tab-separated without header and without quoting.
//
// An event of two different actors becomes a coded claim: the relation of its CAMEO code, the day on which it
// happened (SQLDATE, which may lie a year before the day it was found), the day it was added as the day it was
// said, and the site of SOURCEURL as publisher. Events with one actor, and statements without content, state no relation and
// are skipped. Rows of one date, pair and code share the qualifier "occurrence".
//
// Columns are those of the GDELT Event Codebook 2.0 and 1.03.
package gdelt
