package loader

import (
	"context"
	"fmt"
	"io"

	"entente/loader/document"
)

// filesLarger is how many times larger than the text of one article a file of pictures and markup, or of many articles, may be.
const filesLarger = 8

// document reads a file of one article or many: PDF, Word, mail, an export of a news database.
func (t *texts) document(ctx context.Context, e *entry, kind document.Kind) error {
	l := t.run.opt.Limits
	limit := filesLarger * l.TextBytes
	data, err := io.ReadAll(io.LimitReader(e.body, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = fmt.Errorf("larger than %d MiB, too large for one file", limit>>20)
	}
	var pieces []document.Piece
	if err == nil {
		pieces, err = document.Read(kind, data, document.Limits{TextBytes: int(l.TextBytes), UnpackedBytes: int(4 * l.TextBytes)})
	}
	if err != nil {
		return t.refuse(ctx, &job{path: e.path, file: e.id}, err)
	}
	for _, p := range pieces {
		if err := ctx.Err(); err != nil {
			return err
		}
		j := &job{path: e.path, file: e.id, line: p.Line, unread: p.Unread}
		if p.Err != nil {
			err = t.refuse(ctx, j, p.Err)
		} else {
			err = t.article(ctx, j, p.Article, e.id)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
