package text

// quotes finds the quotations. A paragraph that opens with a mark while the last one was left open goes on with
// it, as is usual in news; an open quotation otherwise ends with its paragraph.
func (d *Document) quotes() {
	open, par := -1, -1
	finish := func(last int) {
		if open >= 0 && last > open {
			d.Quotes = append(d.Quotes, Quote{Span: Span{d.Tokens[open].Span.Start, d.Tokens[last-1].Span.End}, First: open, Last: last})
		}
		open = -1
	}
	for si := range d.Sentences {
		s := &d.Sentences[si]
		if s.Paragraph != par {
			if open >= 0 {
				finish(s.First)
			}
			par = s.Paragraph
		}
		for i := s.First; i < s.Last; i++ {
			t := d.Tokens[i]
			if t.Lower != `"` && !(t.Lower == "'" && t.Tag == QuoteTag) {
				continue
			}
			switch {
			case t.Kind == OpenQuote && open < 0 && t.Lower == `"`:
				open = i + 1
			case t.Kind == CloseQuote && open >= 0 && t.Lower == `"`:
				finish(i)
			}
		}
	}
	if open >= 0 {
		finish(len(d.Tokens))
	}
}
