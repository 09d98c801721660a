package document

import (
	"bytes"
	"compress/zlib"
	"encoding/ascii85"
	"errors"
	"io"
)

// errFilter says that a stream is packed in a way that text is not.
var errFilter = errors.New("a filter of pictures")

// unpack undoes the filters of a stream. What it costs counts down over the whole file.
func (p *pdf) unpack(s pdfStream) ([]byte, error) {
	var filters pdfArray
	switch f := p.resolve(s.dict["Filter"]).(type) {
	case pdfName:
		filters = pdfArray{f}
	case pdfArray:
		filters = f
	}
	out := s.raw
	if len(filters) > 8 {
		return nil, errFilter
	}
	for i, f := range filters {
		name, _ := p.resolve(f).(pdfName)
		var err error
		switch name {
		case "FlateDecode", "Fl":
			out, err = p.inflate(out)
			if err == nil {
				out, err = p.predict(out, s.dict["DecodeParms"], i)
			}
		case "ASCIIHexDecode", "AHx":
			x := p.lexer(out, 0)
			out = []byte(x.hex())
		case "ASCII85Decode", "A85":
			out, err = p.read(ascii85.NewDecoder(bytes.NewReader(trim85(out))))
		default:
			return nil, errFilter
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func trim85(b []byte) []byte {
	b = bytes.TrimPrefix(bytes.TrimSpace(b), []byte("<~"))
	if i := bytes.Index(b, []byte("~>")); i >= 0 {
		b = b[:i]
	}
	return b
}

func (p *pdf) inflate(b []byte) ([]byte, error) {
	r, err := zlib.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return p.read(r)
}

// read takes what a decoder gives, up to what the file may still unpack to; a stream that breaks off is read as far as it goes.
func (p *pdf) read(r io.Reader) ([]byte, error) {
	out, err := io.ReadAll(io.LimitReader(r, int64(p.left)+1))
	if len(out) > p.left {
		p.failed = ErrTooLarge
		return nil, ErrTooLarge
	}
	p.left -= len(out)
	if err != nil && len(out) == 0 {
		return nil, err
	}
	return out, nil
}

// predict undoes the predictors of PNG that streams of objects may use.
func (p *pdf) predict(b []byte, parms any, i int) ([]byte, error) {
	v := p.resolve(parms)
	if list, ok := v.(pdfArray); ok && i < len(list) {
		v = list[i]
	}
	d := p.dict(v)
	if intOf(p.resolve(d["Predictor"])) < 10 {
		return b, nil
	}
	colors, bits, columns := max(1, intOf(d["Colors"])), intOf(d["BitsPerComponent"]), max(1, intOf(d["Columns"]))
	if bits == 0 {
		bits = 8
	}
	if colors > 32 || bits > 16 || columns > 1<<20 {
		return nil, errFilter
	}
	width, size := (colors*bits*columns+7)/8, max(1, colors*bits/8)
	out := make([]byte, 0, len(b))
	above := make([]byte, width)
	for len(b) > 1 {
		kind, row := b[0], make([]byte, width)
		n := copy(row, b[1:])
		b = b[1+n:]
		for j := range row {
			var left, corner byte
			if j >= size {
				left, corner = row[j-size], above[j-size]
			}
			switch kind {
			case 1:
				row[j] += left
			case 2:
				row[j] += above[j]
			case 3:
				row[j] += byte((int(left) + int(above[j])) / 2)
			case 4:
				row[j] += paeth(left, above[j], corner)
			}
		}
		out = append(out, row...)
		above = row
	}
	return out, nil
}

func paeth(a, b, c byte) byte {
	p := int(a) + int(b) - int(c)
	da, db, dc := abs(p-int(a)), abs(p-int(b)), abs(p-int(c))
	switch {
	case da <= db && da <= dc:
		return a
	case db <= dc:
		return b
	}
	return c
}

func abs(n int) int { return max(n, -n) }
