package document

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// pdfFont tells what the bytes of a string mean and how wide they are.
type pdfFont struct {
	wide     bool // two bytes a letter
	unicode  map[int]string
	encoding [256]string
	widths   map[int]float64 // thousandths of the size
	fallback float64
}

const maxMapped = 1 << 16 // letters of one font

// font reads a font of a page's resources.
func (p *pdf) font(v any) *pdfFont {
	r, isRef := v.(pdfRef)
	if f, ok := p.fonts[int(r)]; ok && isRef {
		return f
	}
	d := p.dict(v)
	f := &pdfFont{unicode: map[int]string{}, widths: map[int]float64{}, fallback: 500}
	if isRef {
		p.fonts[int(r)] = f
	}
	if s, ok := p.resolve(d["ToUnicode"]).(pdfStream); ok {
		if out, err := p.unpack(s); err == nil {
			f.readMap(p.lexer(out, 0))
		}
	}
	if p.resolve(d["Subtype"]) == pdfName("Type0") {
		f.wide, f.fallback = true, 1000
		list, _ := p.resolve(d["DescendantFonts"]).(pdfArray)
		if len(list) > 0 {
			p.wideWidths(f, p.dict(list[0]))
		}
		return f
	}
	first := intOf(p.resolve(d["FirstChar"]))
	widths, _ := p.resolve(d["Widths"]).(pdfArray)
	for i, w := range widths[:min(len(widths), 256)] {
		if n, ok := p.resolve(w).(float64); ok {
			f.widths[first+i] = n
		}
	}
	p.simpleEncoding(f, p.resolve(d["Encoding"]))
	return f
}

// wideWidths reads the widths of a composite font: "c [w w …]" or "first last w".
func (p *pdf) wideWidths(f *pdfFont, d pdfDict) {
	if n, ok := p.resolve(d["DW"]).(float64); ok {
		f.fallback = n
	}
	list, _ := p.resolve(d["W"]).(pdfArray)
	for i := 0; i+1 < len(list) && len(f.widths) < maxMapped; {
		c := intOf(p.resolve(list[i]))
		if ws, ok := p.resolve(list[i+1]).(pdfArray); ok {
			for j, w := range ws[:min(len(ws), maxMapped)] {
				f.widths[c+j], _ = p.resolve(w).(float64)
			}
			i += 2
			continue
		}
		if i+2 >= len(list) {
			return
		}
		w, _ := p.resolve(list[i+2]).(float64)
		for last := min(intOf(p.resolve(list[i+1])), c+maxMapped); c <= last; c++ {
			f.widths[c] = w
		}
		i += 3
	}
}

// simpleEncoding fills in what each byte of a simple font means.
func (p *pdf) simpleEncoding(f *pdfFont, v any) {
	base := charmap.Windows1252
	name, _ := v.(pdfName)
	d, _ := v.(pdfDict)
	if d != nil {
		name, _ = p.resolve(d["BaseEncoding"]).(pdfName)
	}
	if name == "MacRomanEncoding" {
		base = charmap.Macintosh
	}
	for i := 32; i < 256; i++ {
		f.encoding[i] = string(base.DecodeByte(byte(i)))
	}
	if name == "" || name == "StandardEncoding" { // which differs from the others where typographers look
		for c, s := range standardMarks {
			f.encoding[c] = s
		}
	}
	list, _ := p.resolve(d["Differences"]).(pdfArray)
	at := 0
	for _, x := range list {
		switch x := p.resolve(x).(type) {
		case float64:
			at = intOf(x)
		case pdfName:
			if at >= 0 && at < 256 {
				f.encoding[at] = glyph(string(x))
			}
			at++
		}
	}
}

var standardMarks = map[byte]string{
	0x27: "’", 0x60: "‘", 0xA9: "'", 0xAA: "“", 0xAE: "fi", 0xAF: "fl", 0xB1: "–", 0xB7: "•", 0xB9: "„", 0xBA: "”", 0xBC: "…", 0xD0: "—", 0xFB: "ß",
}

var glyphs = map[string]string{
	"space": " ", "nbspace": " ", "period": ".", "comma": ",", "colon": ":", "semicolon": ";", "hyphen": "-", "minus": "-", "endash": "–", "emdash": "—",
	"quoteright": "’", "quoteleft": "‘", "quotedblleft": "“", "quotedblright": "”", "quotesingle": "'", "quotedbl": `"`, "quotedblbase": "„",
	"parenleft": "(", "parenright": ")", "bracketleft": "[", "bracketright": "]", "slash": "/", "question": "?", "exclam": "!", "percent": "%",
	"ampersand": "&", "dollar": "$", "sterling": "£", "Euro": "€", "numbersign": "#", "asterisk": "*", "plus": "+", "equal": "=", "at": "@",
	"zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
	"fi": "fi", "fl": "fl", "ff": "ff", "ffi": "ffi", "ffl": "ffl", "ellipsis": "…", "bullet": "•", "germandbls": "ß", "ae": "æ", "AE": "Æ",
	"oslash": "ø", "Oslash": "Ø", "oe": "œ", "OE": "Œ", "dotlessi": "ı", "lslash": "ł", "Lslash": "Ł", "section": "§", "degree": "°", "underscore": "_",
	"copyright": "©", "guillemotleft": "«", "guillemotright": "»",
}

var accents = map[string]rune{
	"acute": 0x301, "grave": 0x300, "circumflex": 0x302, "dieresis": 0x308, "tilde": 0x303, "caron": 0x30C, "cedilla": 0x327, "ring": 0x30A, "ogonek": 0x328,
	"macron": 0x304, "breve": 0x306, "dotaccent": 0x307, "hungarumlaut": 0x30B,
}

// glyph is the text of a glyph by its name (Adobe Glyph List): one letter, a listed name, a letter with an accent, uniXXXX; "" for others.
func glyph(name string) string {
	name, _, _ = strings.Cut(name, ".")
	if s, ok := glyphs[name]; ok {
		return s
	}
	if len(name) == 1 {
		return name
	}
	if hex, ok := strings.CutPrefix(name, "uni"); ok && len(hex) >= 4 {
		if n, err := strconv.ParseUint(hex[:4], 16, 16); err == nil && utf8.ValidRune(rune(n)) { //nolint:gosec // 16 bits
			return string(rune(n)) //nolint:gosec // 16 bits
		}
	}
	if len(name) > 1 {
		if a, ok := accents[name[1:]]; ok {
			return norm.NFC.String(name[:1] + string(a))
		}
	}
	return ""
}

// readMap reads the "bfchar" and "bfrange" parts of a map of codes to Unicode.
func (f *pdfFont) readMap(x *pdfLexer) {
	var args []any
	for !x.end() && len(f.unicode) < maxMapped {
		v := x.object(0)
		w, ok := v.(pdfWord)
		if !ok {
			if args = append(args, v); len(args) > 4*maxMapped {
				return
			}
			continue
		}
		switch w {
		case "endbfchar":
			for i := 0; i+1 < len(args); i += 2 {
				from, ok1 := args[i].(pdfString)
				to, ok2 := args[i+1].(pdfString)
				if ok1 && ok2 {
					f.unicode[codeOf(from)] = utf16Text(string(to))
				}
			}
		case "endbfrange":
			f.ranges(args)
		}
		args = args[:0]
	}
}

func (f *pdfFont) ranges(args []any) {
	for i := 0; i+2 < len(args); i += 3 {
		from, ok1 := args[i].(pdfString)
		to, ok2 := args[i+1].(pdfString)
		if !ok1 || !ok2 {
			continue
		}
		first, last := codeOf(from), codeOf(to)
		switch dst := args[i+2].(type) {
		case pdfString:
			letters := []rune(utf16Text(string(dst)))
			for c := first; c <= last && len(letters) > 0 && len(f.unicode) < maxMapped; c++ {
				f.unicode[c] = string(letters)
				letters[len(letters)-1]++
			}
		case pdfArray:
			for j, s := range dst {
				if s, ok := s.(pdfString); ok && first+j <= last {
					f.unicode[first+j] = utf16Text(string(s))
				}
			}
		}
	}
}

func codeOf(s pdfString) int {
	n := 0
	for i := range min(len(s), 3) {
		n = n<<8 | int(s[i])
	}
	return n
}

// decode gives the text of a string, its width in thousandths of the size, and its letters and spaces.
func (f *pdfFont) decode(s pdfString) (text string, width float64, letters, spaces int) {
	var b strings.Builder
	step := 1
	if f.wide {
		step = 2
	}
	for i := 0; i+step <= len(s); i += step {
		c := codeOf(s[i : i+step])
		letters++
		if c == ' ' && step == 1 {
			spaces++
		}
		w, ok := f.widths[c]
		if !ok {
			w = f.fallback
		}
		width += w
		switch u, ok := f.unicode[c]; {
		case ok:
			b.WriteString(u)
		case !f.wide:
			b.WriteString(f.encoding[c])
		default:
			b.WriteRune(utf8.RuneError)
		}
	}
	return b.String(), width, letters, spaces
}
