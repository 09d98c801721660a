package main

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// The token of a run, right or wrong, is in no answer, no header of one and no line of the log; only the first line of output has it.
func TestTokensAreNotRepeated(t *testing.T) {
	s := serveDemo(t, "--require-token")
	const wrong = "Wr0ngTokenOfAStranger"
	refuse := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	cases := 0
	for _, target := range []string{"/api/v1/info", "/api/v1/path?q=China/(", "/api/v1/nothing", "/api/v1/show?id=zzz", "/api/v2/query?qu=boom(", "/metrics", "/api/v1/openapi.json", "/", "/assets/none.js"} {
		for _, secret := range []string{s.token, wrong} {
			for _, how := range []string{"Authorization", "Cookie"} {
				cases++
				r, err := http.NewRequest(http.MethodGet, s.base+target, nil)
				if err != nil {
					t.Fatal(err)
				}
				r.Header.Set(how, map[string]string{"Authorization": "Bearer " + secret, "Cookie": "entente_token=" + secret}[how])
				answer, err := refuse.Do(r)
				if err != nil {
					t.Fatal(err)
				}
				body, err := io.ReadAll(answer.Body)
				if err != nil {
					t.Fatal(err)
				}
				_ = answer.Body.Close()
				for name, values := range answer.Header {
					if strings.Contains(strings.Join(values, " "), secret) {
						t.Errorf("%s by %s: header %s repeats the token", target, how, name)
					}
				}
				if strings.Contains(string(body), secret) {
					t.Errorf("%s by %s: the answer repeats the token", target, how)
				}
			}
		}
	}
	s.stop()
	for _, secret := range []string{s.token, wrong} {
		if strings.Contains(s.log.String(), secret) {
			t.Errorf("the log repeats a token: %s", s.log)
		}
	}
	t.Logf("ran %d cases: requests with tokens; the log has %d bytes, none of them a token", cases, s.log.Len())
}
