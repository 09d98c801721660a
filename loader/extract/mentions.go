package extract

import (
	"entente/graph/vocab"
	"entente/loader/mention"
	"entente/loader/text"
)

// mentions finds the actors of a document, those that the caller gave among them.
func (u *Rules) mentions(in *Input, d *text.Document) []mention.Mention {
	opt := &mention.Options{Day: d.Published}
	for _, e := range in.Entities {
		if e.Start < 0 || e.End <= e.Start || e.End > len(in.Text) {
			continue
		}
		opt.Given = append(opt.Given, mention.Given{Span: text.Span{Start: e.Start, End: e.End}, ID: e.ID, Kind: vocab.Kind(e.Type)})
	}
	return u.names.Find(d, opt)
}
