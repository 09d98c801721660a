package document

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"

	"entente/loader/article"
)

// Bounds of the PDF reader beside Limits (ISO 32000-1 is what it follows).
const (
	pdfDepth   = 64      // of nested objects, pages and references
	pdfObjects = 500_000 // of one file
	pdfPages   = 10_000
	// pdfTrailers are read, from the end: of a file that was changed more often the earlier ones say nothing new.
	pdfTrailers = 64
	pdfOps      = 20_000_000 // operands and operators of all pages
)

// readPDF reads the text layer of a PDF, in the order in which the pages draw it.
func readPDF(data []byte, l Limits) (*article.Article, error) {
	p := &pdf{data: data, left: l.UnpackedBytes, lex: 4 * (len(data) + l.UnpackedBytes), ops: pdfOps, text: l.TextBytes, objects: map[int]pdfPlace{}, cache: map[int]any{}, busy: map[int]bool{}, fonts: map[int]*pdfFont{}}
	if err := p.index(); err != nil {
		return nil, err
	}
	pages, err := p.pages()
	if err != nil {
		return nil, err
	}
	w := &pdfWriter{}
	for _, page := range pages {
		if err := p.draw(page, w); err != nil {
			return nil, err
		}
		w.endPage()
	}
	a := &article.Article{Body: tidy(w.text())}
	if strings.TrimSpace(strings.Trim(a.Body, "\uFFFD \n")) == "" {
		return nil, ErrNoText
	}
	if info, ok := p.resolve(p.trailer["Info"]).(pdfDict); ok {
		if s, ok := p.resolve(info["Title"]).(pdfString); ok {
			a.Title = strings.TrimSpace(textString(string(s)))
		}
	}
	return a, nil
}

// pdf is a file being read. Its cross-reference tables are not used: every object is found by its own header, so that
// files with broken tables read too, and no table can lead the reader round in circles.
type pdf struct {
	data    []byte
	left    int // bytes that streams may still unpack to
	lex     int // bytes that may still be read as objects
	ops     int
	text    int // bytes of text that may still be written
	objects map[int]pdfPlace
	cache   map[int]any
	busy    map[int]bool
	trailer pdfDict
	fonts   map[int]*pdfFont
	failed  error // the first limit that was passed
}

func (p *pdf) lexer(data []byte, at int) *pdfLexer {
	return &pdfLexer{data: data, at: at, left: &p.lex}
}

// pdfPlace is where an object lies: at an offset of the file, or in data that was unpacked.
type pdfPlace struct {
	from []byte
	at   int
}

// Objects are nil, bool, float64, pdfName, pdfString, pdfArray, pdfDict, pdfRef, pdfStream.
type (
	pdfName   string
	pdfString string
	pdfArray  []any
	pdfDict   map[pdfName]any
	pdfRef    int
	pdfStream struct {
		dict pdfDict
		raw  []byte
	}
)

// index finds the objects of the file, those in object streams too, and the trailer.
func (p *pdf) index() error {
	p.trailer = pdfDict{}
	var packed []int
	for at := 0; ; {
		i := bytes.Index(p.data[at:], []byte(" obj"))
		if i < 0 {
			break
		}
		i += at
		at = i + 4
		number, ok := objectNumber(p.data[:i])
		if !ok {
			continue
		}
		if len(p.objects) >= pdfObjects {
			return fmt.Errorf("the PDF has more than %d objects", pdfObjects)
		}
		p.objects[number] = pdfPlace{p.data, at}
		head := p.data[at:min(len(p.data), at+4096)]
		if end := bytes.Index(head, []byte("stream")); end >= 0 {
			if bytes.Contains(head[:end], []byte("/ObjStm")) {
				packed = append(packed, number)
			}
			if bytes.Contains(head[:end], []byte("/XRef")) {
				p.takeTrailer(at)
			}
		}
	}
	p.trailers()
	if p.trailer["Encrypt"] != nil {
		return ErrEncrypted
	}
	for _, n := range packed {
		p.unpackObjects(n)
	}
	if len(p.objects) == 0 {
		return errors.New("damaged PDF: no object in it")
	}
	return p.failed
}

// trailers reads the last trailers of the file, each change of which appends one.
func (p *pdf) trailers() {
	var places []int
	for rest := p.data; len(places) < pdfTrailers; {
		i := bytes.LastIndex(rest, []byte("trailer"))
		if i < 0 {
			break
		}
		places = append(places, i+len("trailer"))
		rest = rest[:i]
	}
	for _, at := range slices.Backward(places) {
		p.takeTrailer(at)
	}
}

// takeTrailer keeps what a trailer says; a later one counts.
func (p *pdf) takeTrailer(at int) {
	x := p.lexer(p.data, at)
	d, _ := x.object(0).(pdfDict)
	for _, k := range [...]pdfName{"Root", "Info", "Encrypt"} {
		if d[k] != nil {
			p.trailer[k] = d[k]
		}
	}
}

// objectNumber reads "12 0" at the end of b.
func objectNumber(b []byte) (int, bool) {
	b = b[max(0, len(b)-20):]
	i := len(b)
	for i > 0 && b[i-1] >= '0' && b[i-1] <= '9' {
		i--
	}
	if i == len(b) || i == 0 || b[i-1] != ' ' {
		return 0, false
	}
	j := i - 1
	for j > 0 && b[j-1] >= '0' && b[j-1] <= '9' {
		j--
	}
	if n := i - 1 - j; n == 0 || n > 9 {
		return 0, false
	}
	number := 0
	for _, c := range b[j : i-1] {
		number = number*10 + int(c-'0')
	}
	return number, true
}

// unpackObjects adds the objects of an object stream that the file does not give directly.
func (p *pdf) unpackObjects(n int) {
	s, ok := p.object(n).(pdfStream)
	if !ok {
		return
	}
	out, err := p.unpack(s)
	if err != nil {
		return
	}
	count, first := intOf(p.resolve(s.dict["N"])), intOf(p.resolve(s.dict["First"]))
	x := p.lexer(out, 0)
	for range min(count, pdfObjects-len(p.objects)) {
		number, ok1 := x.object(0).(float64)
		offset, ok2 := x.object(0).(float64)
		at := first + int(offset)
		if !ok1 || !ok2 || at < 0 || at > len(out) || number < 0 || number > 1e9 {
			return
		}
		if have, there := p.objects[int(number)]; !there || len(have.from) != len(p.data) {
			p.objects[int(number)] = pdfPlace{out, at}
		}
	}
}

// object is an object by its number, nil where there is none.
func (p *pdf) object(n int) any {
	if v, ok := p.cache[n]; ok {
		return v
	}
	place, ok := p.objects[n]
	if !ok || p.busy[n] {
		return nil
	}
	p.busy[n] = true
	defer delete(p.busy, n)
	x := p.lexer(place.from, place.at)
	v := x.object(0)
	if d, ok := v.(pdfDict); ok && x.keyword("stream") {
		v = pdfStream{d, p.streamAt(d, place.from, x.at)}
	}
	p.cache[n] = v
	return v
}

// streamAt takes the bytes of a stream: as long as it says, else up to its end mark.
func (p *pdf) streamAt(d pdfDict, data []byte, at int) []byte {
	if at < len(data) && data[at] == '\r' {
		at++
	}
	if at < len(data) && data[at] == '\n' {
		at++
	}
	rest := data[min(at, len(data)):]
	if n := intOf(p.resolve(d["Length"])); n > 0 && n <= len(rest) && bytes.HasPrefix(bytes.TrimLeft(rest[n:min(len(rest), n+16)], "\r\n "), []byte("endstr")) {
		return rest[:n]
	}
	if p.lex <= 0 {
		return nil
	}
	end := bytes.Index(rest, []byte("endstream"))
	if p.lex -= max(end, 0); end < 0 {
		p.lex -= len(rest)
	}
	if end >= 0 {
		return bytes.TrimRight(rest[:end], "\r\n")
	}
	return rest
}

// resolve follows references.
func (p *pdf) resolve(v any) any {
	for range pdfDepth {
		r, ok := v.(pdfRef)
		if !ok {
			return v
		}
		v = p.object(int(r))
	}
	return nil
}

func (p *pdf) dict(v any) pdfDict {
	switch v := p.resolve(v).(type) {
	case pdfDict:
		return v
	case pdfStream:
		return v.dict
	}
	return nil
}

func intOf(v any) int {
	f, _ := v.(float64)
	if f < -1e9 || f > 1e9 {
		return 0
	}
	return int(f)
}

// pdfPage is a page with the resources that it has or inherits.
type pdfPage struct {
	dict, resources pdfDict
}

// pages lists the pages in their order; without a tree of pages, every page object there is.
func (p *pdf) pages() ([]pdfPage, error) {
	var out []pdfPage
	seen := map[pdfRef]bool{}
	var walk func(v any, inherited pdfDict, depth int) error
	walk = func(v any, inherited pdfDict, depth int) error {
		if r, ok := v.(pdfRef); ok {
			if seen[r] {
				return nil
			}
			seen[r] = true
		}
		d := p.dict(v)
		if d == nil {
			return nil
		}
		if depth > pdfDepth || len(out) > pdfPages {
			return ErrTooDeep
		}
		if r := p.dict(d["Resources"]); r != nil {
			inherited = r
		}
		kids, ok := p.resolve(d["Kids"]).(pdfArray)
		if !ok {
			out = append(out, pdfPage{d, inherited})
			return nil
		}
		for _, k := range kids {
			if err := walk(k, inherited, depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	root := p.dict(p.trailer["Root"])
	if root == nil || root["Pages"] == nil {
		return nil, errors.New("damaged PDF: no pages in it")
	}
	if err := walk(root["Pages"], nil, 0); err != nil {
		return nil, err
	}
	return out, p.failed
}

// textString reads a text of the file's description: UTF-16 with a mark, else Latin letters.
func textString(s string) string {
	if !strings.HasPrefix(s, "\xFE\xFF") {
		return decode([]byte(s))
	}
	return utf16Text(s[2:])
}

func utf16Text(s string) string {
	units := make([]uint16, 0, len(s)/2)
	for i := 0; i+1 < len(s); i += 2 {
		units = append(units, uint16(s[i])<<8|uint16(s[i+1]))
	}
	return string(utf16.Decode(units))
}
