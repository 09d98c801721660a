package document

import (
	"bytes"
	"math"
	"strings"
	"unicode"
)

// matrix is the linear part and the offset of a transformation: x' = ax + cy + e, y' = bx + dy + f.
type matrix struct{ a, b, c, d, e, f float64 }

var unit = matrix{a: 1, d: 1}

// times is m followed by n.
func (m matrix) times(n matrix) matrix {
	return matrix{
		m.a*n.a + m.b*n.c, m.a*n.b + m.b*n.d, m.c*n.a + m.d*n.c, m.c*n.b + m.d*n.d,
		m.e*n.a + m.f*n.c + n.e, m.e*n.b + m.f*n.d + n.f,
	}
}

// graphics is the state of drawing that q and Q save and restore.
type graphics struct {
	ctm                                        matrix
	font                                       *pdfFont
	size, spacing, wordSpacing, scale, leading float64
}

// drawing runs the operators of one page.
type drawing struct {
	p         *pdf
	w         *pdfWriter
	g         graphics
	saved     []graphics
	text      matrix
	line      matrix
	resources pdfDict
	depth     int
}

// draw writes the text of a page.
func (p *pdf) draw(page pdfPage, w *pdfWriter) error {
	var streams pdfArray
	switch c := p.resolve(page.dict["Contents"]).(type) {
	case pdfStream:
		streams = pdfArray{c}
	case pdfArray:
		streams = c
	}
	var content []byte
	for _, s := range streams {
		if s, ok := p.resolve(s).(pdfStream); ok {
			if out, err := p.unpack(s); err == nil {
				content = append(append(content, out...), '\n')
			}
		}
	}
	d := &drawing{p: p, w: w, g: graphics{ctm: unit, scale: 1}, resources: page.resources}
	d.run(content)
	return p.failed
}

const maxArgs = 64

func (d *drawing) run(content []byte) {
	x := d.p.lexer(content, 0)
	var args []any
	for !x.end() && d.p.failed == nil {
		if d.p.ops--; d.p.ops < 0 || len(d.w.out) > 2*d.p.text {
			d.p.failed = ErrTooLarge
			return
		}
		v := x.object(0)
		op, ok := v.(pdfWord)
		if !ok {
			if len(args) < maxArgs {
				args = append(args, v)
			}
			continue
		}
		if op == "BI" { // a picture between the operators
			skipInline(x)
		}
		d.operator(string(op), args)
		args = args[:0]
	}
}

// skipInline moves behind the end of a picture within the content.
func skipInline(x *pdfLexer) {
	rest := x.data[x.at:]
	for from := 0; ; {
		i := bytes.Index(rest[from:], []byte("EI"))
		if i < 0 {
			x.at = len(x.data)
			return
		}
		i += from
		if i > 0 && blank(rest[i-1]) && (i+2 == len(rest) || blank(rest[i+2])) {
			x.at += i + 2
			return
		}
		from = i + 2
	}
}

func num(args []any, i int) float64 {
	if i >= len(args) {
		return 0
	}
	f, _ := args[i].(float64)
	return f
}

func sixOf(args []any) matrix {
	return matrix{num(args, 0), num(args, 1), num(args, 2), num(args, 3), num(args, 4), num(args, 5)}
}

func (d *drawing) operator(op string, args []any) {
	switch op {
	case "q":
		if len(d.saved) < 256 {
			d.saved = append(d.saved, d.g)
		}
	case "Q":
		if n := len(d.saved); n > 0 {
			d.g, d.saved = d.saved[n-1], d.saved[:n-1]
		}
	case "cm":
		d.g.ctm = sixOf(args).times(d.g.ctm)
	case "BT":
		d.text, d.line = unit, unit
	case "Tf":
		if name, ok := first(args).(pdfName); ok {
			d.g.font = d.p.font(d.p.dict(d.resources["Font"])[name])
		}
		d.g.size = num(args, 1)
	case "Tc":
		d.g.spacing = num(args, 0)
	case "Tw":
		d.g.wordSpacing = num(args, 0)
	case "Tz":
		d.g.scale = num(args, 0) / 100
	case "TL":
		d.g.leading = num(args, 0)
	case "Td":
		d.move(num(args, 0), num(args, 1))
	case "TD":
		d.g.leading = -num(args, 1)
		d.move(num(args, 0), num(args, 1))
	case "Tm":
		d.line = sixOf(args)
		d.text = d.line
	case "T*":
		d.move(0, -d.g.leading)
	case "Tj":
		d.show(first(args))
	case "'":
		d.move(0, -d.g.leading)
		d.show(first(args))
	case `"`:
		d.g.wordSpacing, d.g.spacing = num(args, 0), num(args, 1)
		d.move(0, -d.g.leading)
		if len(args) > 2 {
			d.show(args[2])
		}
	case "TJ":
		list, _ := first(args).(pdfArray)
		for _, v := range list {
			if f, ok := v.(float64); ok {
				d.text = matrix{a: 1, d: 1, e: -f / 1000 * d.g.size * d.g.scale}.times(d.text)
				continue
			}
			d.show(v)
		}
	case "Do":
		d.form(first(args))
	}
}

func first(args []any) any {
	if len(args) == 0 {
		return nil
	}
	return args[0]
}

func (d *drawing) move(x, y float64) {
	d.line = matrix{a: 1, d: 1, e: x, f: y}.times(d.line)
	d.text = d.line
}

// show writes a string where the text stands, and moves on by its width.
func (d *drawing) show(v any) {
	s, ok := v.(pdfString)
	if !ok || d.g.font == nil {
		return
	}
	text, width, letters, spaces := d.g.font.decode(s)
	advance := (width/1000*d.g.size + float64(letters)*d.g.spacing + float64(spaces)*d.g.wordSpacing) * d.g.scale
	at := d.text.times(d.g.ctm)
	d.text = matrix{a: 1, d: 1, e: advance}.times(d.text)
	to := d.text.times(d.g.ctm)
	d.w.put(text, at.e, at.f, to.e, d.g.size*math.Hypot(at.c, at.d))
}

// form draws what is kept as an object of its own.
func (d *drawing) form(v any) {
	name, ok := v.(pdfName)
	if !ok || d.depth >= 8 {
		return
	}
	s, ok := d.p.resolve(d.p.dict(d.resources["XObject"])[name]).(pdfStream)
	if !ok || d.p.resolve(s.dict["Subtype"]) != pdfName("Form") {
		return
	}
	out, err := d.p.unpack(s)
	if err != nil {
		return
	}
	in := &drawing{p: d.p, w: d.w, g: d.g, text: unit, line: unit, resources: d.resources, depth: d.depth + 1}
	if r := d.p.dict(s.dict["Resources"]); r != nil {
		in.resources = r
	}
	if m, ok := d.p.resolve(s.dict["Matrix"]).(pdfArray); ok && len(m) == 6 {
		in.g.ctm = sixOf(m).times(in.g.ctm)
	}
	in.run(out)
}

// pdfWriter puts strings that were drawn one by one together to lines and paragraphs.
type pdfWriter struct {
	out        []byte
	begun      bool
	x, y, size float64 // where the last string ended
	pitch      float64 // distance of the last two lines
}

// put takes a string drawn from x to end at the height y. A step down is a new line, a wide one a new paragraph; a step to the right a space.
func (w *pdfWriter) put(text string, x, y, end, size float64) {
	if text == "" {
		return
	}
	if w.begun {
		switch drop := w.y - y; {
		case math.Abs(drop) > 0.4*math.Max(size, 1):
			w.newLine(drop, math.Max(size, w.size))
		case x-w.x > 0.18*size && !strings.HasPrefix(text, " "):
			w.space()
		}
	}
	w.out = append(w.out, text...)
	w.begun, w.x, w.y, w.size = true, end, y, size
}

func (w *pdfWriter) newLine(drop, size float64) {
	usual := w.pitch
	if usual <= 0 {
		usual = 1.25 * size
	}
	if drop > 1.35*usual+0.1 || drop < 0 {
		w.out = append(w.out, '\n', '\n')
		if drop > 0 && drop < 2*size {
			w.pitch = drop
		}
		return
	}
	w.pitch = drop
	w.join()
}

// join goes on in a new line of a paragraph: a word that was divided is put together.
func (w *pdfWriter) join() {
	n := len(w.out)
	if n > 1 && w.out[n-1] == '-' && unicode.IsLower(rune(w.out[n-2])) {
		w.out = w.out[:n-1]
		return
	}
	if n > 2 && strings.HasSuffix(string(w.out[max(0, n-3):]), "\u00AD") {
		w.out = w.out[:n-2]
		return
	}
	w.space()
}

func (w *pdfWriter) space() {
	if n := len(w.out); n > 0 && w.out[n-1] != ' ' && w.out[n-1] != '\n' {
		w.out = append(w.out, ' ')
	}
}

// endPage keeps a sentence that runs over to the next page together.
func (w *pdfWriter) endPage() {
	text := strings.TrimRight(string(w.out[max(0, len(w.out)-8):]), " ")
	if text != "" && strings.ContainsAny(text[len(text)-1:], `.!?":`) || strings.HasSuffix(text, "”") {
		w.out = append(w.out, '\n', '\n')
	} else if text != "" {
		w.join()
	}
	w.begun = false
}

func (w *pdfWriter) text() string { return string(w.out) }
