package export

import (
	"context"
	"encoding/csv"
	"io"
	"strconv"

	"entente/graph"
)

// Neo4jNodes writes the nodes for neo4j-admin import: id, name, and the kind as label.
func Neo4jNodes(ctx context.Context, w io.Writer, v *graph.View, opt *Options) error {
	ids, err := nodes(ctx, v, opt)
	if err != nil {
		return err
	}
	out := csv.NewWriter(w)
	if err := out.Write([]string{"id:ID", "name", ":LABEL"}); err != nil {
		return err
	}
	for _, id := range ids {
		if err := out.Write([]string{id, label(v, id), kind(id)}); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// Neo4jEdges writes the relationships for neo4j-admin import, typed by relation with form. Symmetric relations stand there once, as in Neo4j, where
// a direction can be left out of a question.
func Neo4jEdges(ctx context.Context, w io.Writer, v *graph.View, opt *Options) error {
	out := csv.NewWriter(w)
	if err := out.Write([]string{":START_ID", ":END_ID", ":TYPE", "edge", "status", "claims:int", "documents:int", "publishers:int", "voices:int", "first_day", "last_day"}); err != nil {
		return err
	}
	for e, err := range Edges(ctx, v, opt) {
		if err != nil {
			return err
		}
		status := e.Status
		if e.Form != "" {
			status = ""
		}
		row := []string{e.Subject, e.Object, e.Predicate(), e.ID, status, strconv.Itoa(e.Claims), strconv.Itoa(e.Documents), strconv.Itoa(e.Publishers),
			strconv.Itoa(e.Voices), e.FirstDay, e.LastDay}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
