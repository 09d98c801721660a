package article

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestFrontMatter(t *testing.T) {
	a, err := Text([]byte("---\ntitle: \"Talks: the third round\"\npublisher: Test Wire\npublished: 2024-03-01\nid: t1\nmood: grey\n---\n\nFiji and Samoa met.\n---\nMore.\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := Article{ID: "t1", Title: "Talks: the third round", Publisher: "Test Wire", Published: "2024-03-01", Body: "Fiji and Samoa met.\n---\nMore.\n"}
	if *a != want {
		t.Errorf("%+v", *a)
	}
	for bad, line := range map[string]int{"---\ntitle: x\n\t- [\n---\nx": 3, "---\ntitle: [\nand more\n---\nx": 3, "---\npublished: someday\n---\nx": 0} {
		var f *FrontMatterError
		if _, err := Text([]byte(bad)); !errors.As(err, &f) || f.Line != line {
			t.Errorf("%q: %v", bad, err)
		}
	}
	for plain, title := range map[string]string{
		"---\ntitle: Analysis: why Fiji waits\ndate: 2024-03-01\n---\nx": "Analysis: why Fiji waits", "---\ntitle: [Updated] Talks fail\npublished: 1 March 2024\n---\nx": "[Updated] Talks fail",
		"---\r\nTitle: 'Fiji: yes'\r\nurl: https://wire.example/a: b\r\npublished: 2024-03-01\r\n---\r\nx": "Fiji: yes",
	} {
		if a, err := Text([]byte(plain)); err != nil || a.Title != title || a.Published != "2024-03-01" || a.Body != "x" {
			t.Errorf("%q: %+v %v", plain, a, err)
		}
	}
	for _, plain := range []string{"---\nno end", "--- not a block ---\nx", "just text\r\nin lines"} {
		if a, err := Text([]byte(plain)); err != nil || a.Body != plain {
			t.Errorf("%q: %v %v", plain, a, err)
		}
	}
}

func TestBrokenBytesAreReplacedAndNothingElse(t *testing.T) {
	a, err := Text([]byte("caf\xe9 \u00e9 \xff\xfe end"))
	if err != nil || a.Body != "caf\uFFFD \u00e9 \uFFFD end" {
		t.Errorf("%q %v", a.Body, err)
	}
}

func TestDays(t *testing.T) {
	for in, want := range map[string]string{
		"2024-07-01": "2024-07-01", "2024-07": "2024-07", "2024": "2024", "2024-07-01T23:30:00-05:00": "2024-07-02",
		"2024-07-01 12:00": "2024-07-01", "July 1, 2024": "2024-07-01", "1 July 2024": "2024-07-01", "Mon, 01 Jul 2024 10:00:00 GMT": "2024-07-01",
		"2024-13-01": "", "tomorrow": "", "": "", "12345678901": "",
	} {
		if got := Day(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

const page = `<!doctype html><html lang="en-GB"><head><title>Envoys meet | Test Wire</title>
<meta property="og:title" content="Envoys meet"><meta property="og:site_name" content="Test Wire">
<meta property="article:published_time" content="2024-03-01T09:00:00Z"><link rel="canonical" href="https://wire.example/a">
<script>var secret = "Samoa attacked Tonga";</script><style>.x{content:"Fiji"}</style></head>
<body><nav><a href="/">Home</a><a href="/world">World</a></nav>
<article><h1>Envoys meet</h1><p>The envoys of <b>Fiji</b> and Samoa met in Apia on Friday, officials said, after weeks of silence.</p>
<p style="display:none">Hidden: Fiji sanctions Samoa.</p><p>They agreed to meet again in May, and said that fisheries would be first on the list of things to settle.</p>
<script>document.write("evil")</script></article>
<footer>All rights reserved</footer></body></html>`

func TestHTML(t *testing.T) {
	a, err := HTML([]byte(page))
	if err != nil {
		t.Fatal(err)
	}
	if a.Title != "Envoys meet" || a.Publisher != "Test Wire" || a.Published != "2024-03-01" || a.URL != "https://wire.example/a" || a.Lang != "en-GB" {
		t.Errorf("%+v", a)
	}
	for _, part := range []string{"The envoys of Fiji and Samoa met in Apia on Friday", "They agreed to meet again in May"} {
		if !strings.Contains(a.Body, part) {
			t.Errorf("%q is missing in %q", part, a.Body)
		}
	}
	for _, part := range []string{"secret", "evil", "Hidden", "content:", "World"} {
		if strings.Contains(a.Body, part) {
			t.Errorf("%q is in %q", part, a.Body)
		}
	}
}

func TestHTMLThatIsHostile(t *testing.T) {
	if _, err := HTML([]byte(strings.Repeat("<div>", 5000) + "x")); err == nil {
		t.Errorf("deep: %v", err)
	}
	if _, err := HTML([]byte("<html><body><script>x</script></body></html>")); !errors.Is(err, ErrNoArticle) {
		t.Errorf("no text: %v", err)
	}
}

func FuzzHTML(f *testing.F) {
	f.Add([]byte(page))
	f.Add([]byte("<p>a<table><td>b"))
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := HTML(data)
		if err == nil && !utf8.ValidString(a.Body) {
			t.Errorf("body is not UTF-8: %q", a.Body)
		}
	})
}

func FuzzText(f *testing.F) {
	f.Add([]byte("---\ntitle: x\n---\nbody"))
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := Text(data)
		if err == nil && !utf8.ValidString(a.Body) {
			t.Errorf("body is not UTF-8: %q", a.Body)
		}
	})
}
