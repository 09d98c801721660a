package loader

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"entente/graph"
	"entente/loader/article"
	"entente/loader/extract"
)

// texts reads documents in parallel and hands them on in the order in which they came.
type texts struct {
	run   *run
	queue chan *job // in order; its length bounds how many texts are held
	work  chan *job
	done  chan error
	batch []graph.Document
	ids   map[string]bool // in batch
	size  int             // bytes of text in batch
}

// job is one text on its way.
type job struct {
	in   *extract.Input
	path string // what messages call the file
	file string // the file, relative to what was loaded
	line int
	lang string
	// unread counts attachments that were left out.
	unread int
	ready  chan struct{}
	out    *extract.Output
	err    error
	flush  chan error // set for a job that is no text but asks for everything before it to be loaded
}

const (
	batchDocuments = 256
	batchBytes     = 8 << 20
)

func newTexts(r *run) *texts { return &texts{run: r, ids: map[string]bool{}} }

// start sets the workers going, and one goroutine that collects their results in order.
func (t *texts) start(ctx context.Context) {
	n := t.run.opt.Workers
	t.queue, t.work, t.done = make(chan *job, 4*n), make(chan *job), make(chan error, 1)
	for range n {
		go func() {
			for j := range t.work {
				j.out, j.err = t.run.loader.Reader.Read(ctx, j.in)
				close(j.ready)
			}
		}()
	}
	go func() { t.done <- t.collect(ctx) }()
}

// collect takes the results in order. After an error it goes on emptying the queue, so that nobody waits for ever.
func (t *texts) collect(ctx context.Context) (failed error) {
	for j := range t.queue {
		if j.flush != nil {
			if failed == nil {
				failed = t.load(ctx)
			}
			j.flush <- failed
			continue
		}
		<-j.ready
		if failed == nil {
			failed = t.take(ctx, j)
		}
	}
	return failed
}

// finish waits for all; whole says whether what was read shall be loaded.
func (t *texts) finish(ctx context.Context, whole bool) error {
	close(t.work)
	close(t.queue)
	err := <-t.done
	if err != nil || !whole {
		return err
	}
	return t.load(ctx)
}

// flush loads everything that was handed over so far.
func (t *texts) flush(ctx context.Context) error {
	j := &job{flush: make(chan error, 1)}
	select {
	case t.queue <- j:
	case <-ctx.Done():
		return ctx.Err()
	}
	return <-j.flush
}

// add hands a text over to be read.
func (t *texts) add(ctx context.Context, j *job) error {
	j.ready = make(chan struct{})
	if j.in.Published == "" {
		j.in.Published = t.run.opt.Published
	}
	select {
	case t.queue <- j:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case t.work <- j:
	case <-ctx.Done():
		close(j.ready)
		j.err = ctx.Err()
		return ctx.Err()
	}
	return nil
}

// take puts one result into the batch. It runs on the collecting goroutine alone, as everything that counts does while texts
// are read.
func (t *texts) take(ctx context.Context, j *job) error {
	r := t.run
	var language *extract.LanguageError
	switch {
	case errors.As(j.err, &language):
		if r.report.Languages == nil {
			r.report.Languages = map[string]int64{}
		}
		r.report.Languages[language.Language]++
		r.reject(Rejection{Path: j.path, Line: j.line, Offset: -1, Reason: j.err.Error()})
		return nil
	case errors.Is(j.err, context.Canceled), errors.Is(j.err, context.DeadlineExceeded):
		return j.err
	case j.err != nil:
		r.reject(Rejection{Path: j.path, Line: j.line, Offset: -1, Reason: j.err.Error()})
		return nil
	}
	r.report.Read++
	r.report.Unread += int64(j.unread)
	if r.found != nil {
		r.report.Loaded++
		r.report.Claims += int64(len(j.out.Claims))
		return r.found(j.in, j.out)
	}
	if t.ids[j.in.ID] {
		if err := t.load(ctx); err != nil {
			return err
		}
	}
	if j.file == "-" {
		j.file = "" // standard input is no place to name
	}
	d := graph.Document{
		ID: j.in.ID, Title: j.in.Title, URL: j.in.URL, Publisher: j.in.Publisher, Published: j.out.Published, Lang: j.lang,
		Path: j.file, Text: j.in.Text, Claims: j.out.Claims,
	}
	for _, a := range j.out.Actors {
		d.Actors = append(d.Actors, graph.Actor{ID: a.ID, Label: a.Label, Aliases: a.Aliases, Parties: a.Parties})
	}
	t.batch = append(t.batch, d)
	t.ids[d.ID] = true
	if t.size += len(d.Text); len(t.batch) >= batchDocuments || t.size >= batchBytes {
		return t.load(ctx)
	}
	return nil
}

func (t *texts) load(ctx context.Context) error {
	docs := t.batch
	t.batch, t.size = nil, 0
	clear(t.ids)
	return t.run.put(ctx, docs)
}

// file reads one file as one article.
func (t *texts) file(ctx context.Context, e *entry, format string) error {
	limit := t.run.opt.Limits.TextBytes
	data, err := io.ReadAll(io.LimitReader(e.body, limit+1))
	var a *article.Article
	switch {
	case err != nil:
	case int64(len(data)) > limit:
		err = fmt.Errorf("larger than %d MiB, too large for one article", limit>>20)
	case format == formatHTML:
		a, err = article.HTML(data)
	default:
		a, err = article.Text(data)
	}
	if err == nil && len(bytes.TrimSpace([]byte(a.Body))) == 0 {
		err = errors.New("the file has no text")
	}
	j := &job{path: e.path, file: e.id}
	if err != nil {
		return t.refuse(ctx, j, err)
	}
	return t.article(ctx, j, a, e.id)
}

// article hands an article over; id is that of one which brings none.
func (t *texts) article(ctx context.Context, j *job, a *article.Article, fallback string) error {
	id := a.ID
	if id == "" {
		id = fallback
	}
	j.lang = a.Lang
	if j.lang == "" {
		j.lang = "en"
	}
	if id == "-" {
		id, j.file = textID(a.Body), ""
	}
	j.in = &extract.Input{ID: id, Title: a.Title, URL: a.URL, Publisher: a.Publisher, Text: a.Body, Published: a.Published}
	return t.add(ctx, j)
}

// refuse sends a rejection through the queue, so that rejections come in the order of the input too.
func (t *texts) refuse(ctx context.Context, j *job, err error) error {
	j.err, j.ready = err, make(chan struct{})
	close(j.ready)
	select {
	case t.queue <- j:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func textID(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "text:" + hex.EncodeToString(sum[:16])
}

// URLID is the id of a document that has none of its own but a URL.
func URLID(url string) string {
	sum := sha256.Sum256([]byte(url))
	return "url:" + hex.EncodeToString(sum[:16])
}

// docLine is one line of the docs format.
type docLine struct {
	ID        string `json:"id"`
	Text      string `json:"text"`
	Title     string `json:"title"`
	URL       string `json:"url"`
	Publisher string `json:"publisher"`
	Published string `json:"published"`
	Lang      string `json:"lang"`
	Entities  []struct {
		Start int    `json:"start"`
		End   int    `json:"end"`
		ID    string `json:"id"`
		Type  string `json:"type"`
	} `json:"entities"`
}

// docs reads JSON lines of documents.
func (r *run) docs(ctx context.Context, e *entry) error {
	return eachLine(e.body, r.opt.Limits.LineBytes, func(n int, offset int64, line []byte, long bool) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		j := &job{path: e.path, file: e.id, line: n}
		if long {
			return r.texts.refuse(ctx, j, fmt.Errorf("the line is longer than %d MiB", r.opt.Limits.LineBytes>>20))
		}
		if len(bytes.TrimSpace(line)) == 0 {
			return nil
		}
		in, lang, err := readDoc(line, r.opt.Limits)
		if err != nil {
			return r.texts.refuse(ctx, j, err)
		}
		j.in, j.lang = in, lang
		return r.texts.add(ctx, j)
	})
}

func readDoc(line []byte, l Limits) (*extract.Input, string, error) {
	var d docLine
	if err := json.Unmarshal(line, &d); err != nil {
		return nil, "", jsonReason(err)
	}
	switch {
	case len(bytes.TrimSpace([]byte(d.Text))) == 0:
		return nil, "", errors.New(`no "text"`)
	case int64(len(d.Text)) > l.TextBytes:
		return nil, "", fmt.Errorf("the text is larger than %d MiB, too large for one article", l.TextBytes>>20)
	}
	day := ""
	if d.Published != "" {
		if day = article.Day(d.Published); day == "" {
			return nil, "", fmt.Errorf("published: no day in %q; write 2024-07-01", d.Published)
		}
	}
	in := &extract.Input{ID: d.ID, Title: d.Title, URL: d.URL, Publisher: d.Publisher, Text: d.Text, Published: day}
	switch {
	case in.ID != "":
	case in.URL != "":
		in.ID = URLID(in.URL)
	default:
		in.ID = textID(in.Text)
	}
	for i, x := range d.Entities {
		if x.Start < 0 || x.End <= x.Start || x.End > len(in.Text) {
			return nil, "", fmt.Errorf("entities[%d]: [%d,%d) does not fit a text of %d bytes", i, x.Start, x.End, len(in.Text))
		}
		in.Entities = append(in.Entities, extract.Entity{Start: x.Start, End: x.End, ID: x.ID, Type: x.Type})
	}
	if d.Lang == "" {
		d.Lang = "en"
	}
	return in, d.Lang, nil
}

// jsonReason says where a line of JSON is wrong.
func jsonReason(err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Errorf("no JSON at byte %d of the line: %w", syntax.Offset, err)
	case errors.As(err, &kind):
		return fmt.Errorf("field %q holds a %s, not a %s", kind.Field, kind.Value, kind.Type)
	}
	return err
}

// eachLine hands over the lines of a stream with their number and first byte. A line longer than limit is read over, and handed
// over as nil with long set.
func eachLine(r *bufio.Reader, limit int, do func(n int, offset int64, line []byte, long bool) error) error {
	var buf []byte
	offset, next := int64(0), int64(0)
	for n := 1; ; n++ {
		buf = buf[:0]
		long := false
		var err error
		for {
			var part []byte
			part, err = r.ReadSlice('\n')
			next += int64(len(part))
			if long = long || len(buf)+len(part) > limit; !long {
				buf = append(buf, part...)
			}
			if !errors.Is(err, bufio.ErrBufferFull) {
				break
			}
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if long {
			buf = nil
		}
		if len(buf) > 0 || long {
			if err := do(n, offset, bytes.TrimRight(buf, "\r\n"), long); err != nil {
				return err
			}
		}
		if err != nil {
			return nil
		}
		if offset = next; long {
			buf = make([]byte, 0, 4096)
		}
	}
}
