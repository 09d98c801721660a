package document

import (
	"strconv"
)

// pdfLexer reads objects from bytes. It never fails: what is no object is nil, and it always moves on.
type pdfLexer struct {
	data []byte
	at   int
	// left counts down the bytes that may be read over the whole file, so that objects that lie within one another a million times
	// are not read for ever; at zero everything is at its end.
	left *int
}

// pdfWord is a keyword: an operator of a page, or "endobj".
type pdfWord string

func blank(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func delimiter(c byte) bool {
	switch c {
	case '(', ')', '<', '>', '[', ']', '{', '}', '/', '%':
		return true
	}
	return false
}

func (x *pdfLexer) space() {
	for x.at < len(x.data) {
		switch c := x.data[x.at]; {
		case blank(c):
			x.at++
		case c == '%':
			for x.at < len(x.data) && x.data[x.at] != '\n' && x.data[x.at] != '\r' {
				x.at++
			}
		default:
			return
		}
	}
}

// keyword takes a word if it comes next.
func (x *pdfLexer) keyword(w string) bool {
	x.space()
	if len(x.data)-x.at < len(w) || string(x.data[x.at:x.at+len(w)]) != w {
		return false
	}
	x.at += len(w)
	return true
}

func (x *pdfLexer) end() bool { x.space(); return x.at >= len(x.data) }

// object reads the next object; a pdfWord where a keyword comes.
func (x *pdfLexer) object(depth int) any {
	start := x.at
	if x.end() {
		return nil
	}
	if *x.left <= 0 || depth > pdfDepth {
		x.at = len(x.data)
		return nil
	}
	switch c := x.data[x.at]; {
	case c == '<' && x.at+1 < len(x.data) && x.data[x.at+1] == '<':
		*x.left -= 2
		x.at += 2
		return x.dict(depth)
	case c == '[':
		*x.left--
		x.at++
		return x.array(depth)
	}
	v := x.atom()
	*x.left -= x.at - start
	return v
}

// atom reads an object that holds no others.
func (x *pdfLexer) atom() any {
	switch c := x.data[x.at]; {
	case c == '/':
		x.at++
		return x.name()
	case c == '(':
		x.at++
		return x.literal()
	case c == '<':
		x.at++
		return x.hex()
	case c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.':
		return x.number()
	case delimiter(c):
		x.at++
		return nil
	}
	switch w := x.word(); w {
	case "true":
		return true
	case "false":
		return false
	case "null":
		return nil
	default:
		return pdfWord(w)
	}
}

func (x *pdfLexer) word() string {
	start := x.at
	for x.at < len(x.data) && !blank(x.data[x.at]) && !delimiter(x.data[x.at]) {
		x.at++
	}
	return string(x.data[start:x.at])
}

// number reads a number, or a reference where two more parts follow.
func (x *pdfLexer) number() any {
	w := x.word()
	f, err := strconv.ParseFloat(w, 64)
	if err != nil {
		return 0.0
	}
	if f < 0 || f != float64(int(f)) || f > 1e9 {
		return f
	}
	back := x.at
	x.space()
	if start := x.at; x.digits() && x.at-start <= 5 {
		x.space()
		if x.at < len(x.data) && x.data[x.at] == 'R' && (x.at+1 == len(x.data) || blank(x.data[x.at+1]) || delimiter(x.data[x.at+1])) {
			x.at++
			return pdfRef(int(f))
		}
	}
	x.at = back
	return f
}

func (x *pdfLexer) digits() bool {
	start := x.at
	for x.at < len(x.data) && x.data[x.at] >= '0' && x.data[x.at] <= '9' {
		x.at++
	}
	return x.at > start
}

func (x *pdfLexer) name() pdfName {
	w := x.word()
	out := make([]byte, 0, len(w))
	for i := 0; i < len(w); i++ {
		if w[i] == '#' && i+2 < len(w) {
			if n, err := strconv.ParseUint(w[i+1:i+3], 16, 8); err == nil {
				out = append(out, byte(n))
				i += 2
				continue
			}
		}
		out = append(out, w[i])
	}
	return pdfName(out)
}

// literal reads a string in parentheses, which may hold others.
func (x *pdfLexer) literal() pdfString {
	var out []byte
	for open := 1; x.at < len(x.data); {
		c := x.data[x.at]
		x.at++
		switch c {
		case '(':
			open++
		case ')':
			if open--; open == 0 {
				return pdfString(out)
			}
		case '\\':
			out = x.escape(out)
			continue
		}
		out = append(out, c)
	}
	return pdfString(out)
}

func (x *pdfLexer) escape(out []byte) []byte {
	if x.at >= len(x.data) {
		return out
	}
	c := x.data[x.at]
	x.at++
	switch c {
	case 'n':
		return append(out, '\n')
	case 'r':
		return append(out, '\r')
	case 't':
		return append(out, '\t')
	case 'b', 'f':
		return append(out, ' ')
	case '\r':
		if x.at < len(x.data) && x.data[x.at] == '\n' {
			x.at++
		}
		return out
	case '\n':
		return out
	}
	if c < '0' || c > '7' {
		return append(out, c)
	}
	n := int(c - '0')
	for range 2 {
		if x.at >= len(x.data) || x.data[x.at] < '0' || x.data[x.at] > '7' {
			break
		}
		n = n*8 + int(x.data[x.at]-'0')
		x.at++
	}
	return append(out, byte(n))
}

func (x *pdfLexer) hex() pdfString {
	var out []byte
	high, half := byte(0), false
	for x.at < len(x.data) {
		c := x.data[x.at]
		x.at++
		if c == '>' {
			break
		}
		d, ok := hexDigit(c)
		if !ok {
			continue
		}
		if half {
			out = append(out, high<<4|d)
		}
		high, half = d, !half
	}
	if half {
		out = append(out, high<<4)
	}
	return pdfString(out)
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

func (x *pdfLexer) array(depth int) pdfArray {
	var out pdfArray
	for !x.end() {
		if x.data[x.at] == ']' {
			x.at++
			break
		}
		v := x.object(depth + 1)
		if w, ok := v.(pdfWord); ok {
			if w == "endobj" || w == "" {
				break
			}
			continue
		}
		out = append(out, v)
	}
	return out
}

func (x *pdfLexer) dict(depth int) pdfDict {
	out := pdfDict{}
	for !x.end() {
		if x.data[x.at] == '>' {
			x.at++
			if x.at < len(x.data) && x.data[x.at] == '>' {
				x.at++
			}
			break
		}
		key, ok := x.object(depth + 1).(pdfName)
		if !ok {
			continue
		}
		if x.end() || x.data[x.at] == '>' {
			continue
		}
		v := x.object(depth + 1)
		if w, ok := v.(pdfWord); ok && w == "endobj" {
			break
		}
		out[key] = v
	}
	return out
}
