// Package measures holds the standard measures of the field as plain functions over plain data: similarity of
// foreign policy portfolios, balance of signed graphs, change points of series, structural holes, brokerage,
// and position in a network.
//
// It knows neither graphs nor claims; package queries prepares the data. Every function states its source, the
// range of its result and what it does with missing data. Nothing here keeps state, and all of it is
// deterministic: equal input gives equal output to the last bit. A context that ends also ends what takes one, within milliseconds.
package measures
