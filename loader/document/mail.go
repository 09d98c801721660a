package document

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"regexp"
	"strings"
	"time"

	"golang.org/x/net/html/charset"

	"entente/loader/article"
)

const (
	mailDepth = 16   // of parts within parts
	mailParts = 1000 // of one mail
)

var mailHeader = regexp.MustCompile(`(?im)^(from|to|date|subject|message-id|mime-version|received|return-path|content-type):[ \t]`)

// looksLikeMail reports a block of headers, at the beginning, as mails have them.
func looksLikeMail(head []byte) bool {
	block := bytes.ReplaceAll(head, []byte("\r\n"), []byte("\n"))
	end := bytes.Index(block, []byte("\n\n"))
	if end < 0 {
		end = len(block)
	}
	block = block[:end]
	if !regexp.MustCompile(`^[A-Za-z][A-Za-z-]*:[ \t]`).Match(block) {
		return false
	}
	seen := map[string]bool{}
	for _, m := range mailHeader.FindAllSubmatch(block, -1) {
		seen[strings.ToLower(string(m[1]))] = true
	}
	technical := seen["message-id"] || seen["mime-version"] || seen["received"] || seen["return-path"]
	return technical && seen["from"] && (seen["date"] || seen["subject"])
}

// mailReader walks the parts of a mail.
type mailReader struct {
	left   int // bytes that may still be unpacked
	parts  int
	unread int
}

// readEML reads a mail: its subject, day and sender, the plain text or else the HTML, and attached texts. Other attachments are counted.
func readEML(data []byte, l Limits) (*article.Article, int, error) {
	m, err := mail.ReadMessage(bytes.NewReader(data))
	if err != nil {
		return nil, 0, fmt.Errorf("not a mail: %w", err)
	}
	r := &mailReader{left: l.UnpackedBytes}
	body, err := r.part(textproto.MIMEHeader(m.Header), m.Body, 0)
	if err != nil {
		return nil, 0, err
	}
	a := &article.Article{Body: tidy(body), Title: mailTitle(headerText(m.Header.Get("Subject"))), Lang: m.Header.Get("Content-Language")}
	if t, err := m.Header.Date(); err == nil {
		a.Published = t.UTC().Format(time.DateOnly)
	}
	a.Publisher = sender(m.Header)
	if a.Body == "" {
		if strings.Contains(m.Header.Get("Content-Type"), "encrypted") || strings.Contains(m.Header.Get("Content-Type"), "pkcs7-mime") {
			return nil, 0, ErrEncrypted
		}
		return nil, 0, errors.New("the mail has no text")
	}
	return a, r.unread, nil
}

var replyMarks = regexp.MustCompile(`(?i)^\s*((re|fw|fwd|aw|wg)\s*:\s*)+`)

func mailTitle(subject string) string {
	return strings.TrimSpace(replyMarks.ReplaceAllString(subject, ""))
}

// sender is whom a mail names as its origin: the organisation, the sender's name, or the host of the address.
func sender(h mail.Header) string {
	if org := headerText(h.Get("Organization")); org != "" {
		return org
	}
	list, err := (&mail.AddressParser{WordDecoder: wordDecoder()}).ParseList(h.Get("From"))
	if err != nil || len(list) == 0 {
		return ""
	}
	if list[0].Name != "" {
		return strings.ToValidUTF8(list[0].Name, "\uFFFD")
	}
	_, host, _ := strings.Cut(list[0].Address, "@")
	return host
}

func wordDecoder() *mime.WordDecoder {
	return &mime.WordDecoder{CharsetReader: charset.NewReaderLabel}
}

func headerText(s string) string {
	out, err := wordDecoder().DecodeHeader(s)
	if err != nil {
		out = s
	}
	return strings.TrimSpace(strings.ToValidUTF8(out, "\uFFFD"))
}

// part is the text of one part with everything in it.
func (r *mailReader) part(h textproto.MIMEHeader, body io.Reader, depth int) (string, error) {
	if depth > mailDepth {
		return "", ErrTooDeep
	}
	if r.parts++; r.parts > mailParts {
		return "", fmt.Errorf("the mail has more than %d parts", mailParts)
	}
	kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil || !strings.Contains(kind, "/") {
		kind, params = "text/plain", map[string]string{}
	}
	disposition, _, _ := mime.ParseMediaType(h.Get("Content-Disposition"))
	raw, err := r.decode(h.Get("Content-Transfer-Encoding"), body)
	if err != nil {
		return "", err
	}
	switch {
	case strings.HasPrefix(kind, "multipart/"):
		return r.multipart(kind, params["boundary"], raw, depth)
	case kind == "message/rfc822":
		m, err := mail.ReadMessage(bytes.NewReader(raw))
		if err != nil {
			r.unread++
			return "", nil
		}
		return r.part(textproto.MIMEHeader(m.Header), m.Body, depth+1)
	case kind == "text/plain":
		return inCharset(raw, params["charset"]), nil
	case kind == "text/html" && disposition != "attachment":
		a, err := article.HTML([]byte(inCharset(raw, params["charset"])))
		if err != nil {
			return "", nil // broken HTML has no text; another part may
		}
		return a.Body, nil
	}
	if disposition != "inline" || !strings.HasPrefix(kind, "image/") {
		r.unread++
	}
	return "", nil
}

// decode undoes the transfer encoding. What is broken is read as far as it holds.
func (r *mailReader) decode(encoding string, body io.Reader) ([]byte, error) {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, onlyBase64{body})
	}
	out, err := io.ReadAll(io.LimitReader(body, int64(r.left)+1))
	if len(out) > r.left {
		return nil, ErrTooLarge
	}
	r.left -= len(out)
	if err != nil && len(out) == 0 && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, fmt.Errorf("a part of the mail does not decode: %w", err)
	}
	return out, nil
}

// onlyBase64 leaves out what is no digit of base64, as line ends and stray spaces are.
type onlyBase64 struct{ r io.Reader }

func (o onlyBase64) Read(p []byte) (int, error) {
	n, err := o.r.Read(p)
	kept := 0
	for _, c := range p[:n] {
		if c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/' || c == '=' {
			p[kept] = c
			kept++
		}
	}
	return kept, err
}

func (r *mailReader) multipart(kind, boundary string, raw []byte, depth int) (string, error) {
	if boundary == "" {
		return "", nil
	}
	var texts []string
	plain := ""
	parts := multipart.NewReader(bytes.NewReader(raw), boundary)
	for {
		p, err := parts.NextRawPart()
		if err != nil {
			break // the end, or a cut mail: what was read stands
		}
		text, err := r.part(p.Header, p, depth+1)
		if err != nil {
			return "", err
		}
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		if strings.HasPrefix(strings.ToLower(p.Header.Get("Content-Type")), "text/plain") && plain == "" {
			plain = text
		}
		texts = append(texts, text)
	}
	switch {
	case len(texts) == 0:
		return "", nil
	case kind == "multipart/alternative" && plain != "":
		return plain, nil
	case kind == "multipart/alternative":
		return texts[len(texts)-1], nil
	}
	return strings.Join(texts, "\n\n"), nil
}

// inCharset decodes a text; without a charset it is UTF-8 or, where that does not hold, Windows-1252.
func inCharset(raw []byte, label string) string {
	if label == "" || strings.EqualFold(label, "utf-8") || strings.EqualFold(label, "us-ascii") {
		return decode(raw)
	}
	rd, err := charset.NewReaderLabel(label, bytes.NewReader(raw))
	if err != nil {
		return decode(raw)
	}
	out, err := io.ReadAll(rd)
	if err != nil {
		return decode(raw)
	}
	return string(out)
}
