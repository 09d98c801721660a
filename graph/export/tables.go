package export

import (
	"bufio"
	"context"
	"io"

	"entente/graph"
	"entente/graph/export/parquet"
)

// Parquet writes the edges as a table: one row for each edge and form, with labels, status, counts and days. Text that is not known is empty.
func Parquet(ctx context.Context, w io.Writer, v *graph.View, opt *Options) error {
	buffered := bufio.NewWriterSize(w, 1<<16)
	text := func(name string) parquet.Column { return parquet.Column{Name: name, Kind: parquet.Text} }
	number := func(name string) parquet.Column { return parquet.Column{Name: name, Kind: parquet.Number} }
	out := parquet.NewWriter(buffered, text("subject"), text("subject_label"), text("relation"), text("form"), text("object"), text("object_label"), text("edge"), text("status"),
		number("claims"), number("documents"), number("publishers"), number("voices"), text("first_day"), text("last_day"))
	for e, err := range Edges(ctx, v, opt) {
		if err != nil {
			return err
		}
		status := e.Status
		if e.Form != "" {
			status = ""
		}
		err := out.Row(e.Subject, label(v, e.Subject), e.Relation, e.Form, e.Object, label(v, e.Object), e.ID, status,
			int64(e.Claims), int64(e.Documents), int64(e.Publishers), int64(e.Voices), e.FirstDay, e.LastDay)
		if err != nil {
			return err
		}
	}
	if err := out.Close(); err != nil {
		return err
	}
	return buffered.Flush()
}
