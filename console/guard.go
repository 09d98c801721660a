package console

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// guard decides before a body is read whether a request may go on, and sets the headers that every answer has.
type guard struct {
	hosts    map[string]bool // host:port values that the server is known by
	origins  map[string]bool // foreign origins that were allowed by name
	tokens   []Token
	open     Role // what a caller without a token may do
	failures *failures
	now      func() time.Time
	secure   bool // served over TLS
}

// tokenCookie is set from the URL that the command prints, so that the page's own requests carry the token.
const tokenCookie = "entente_token"

// policy says what a route asks of its caller.
type policy struct {
	role Role
	// page marks what a browser opens by itself: the page and its files, which hold nothing of the graph.
	page bool
}

const contentPolicy = "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; " +
	"object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

func (g *guard) wrap(p policy, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if !g.hosts[strings.ToLower(r.Host)] {
			refuse(w, http.StatusForbidden, "this server does not answer to the host name of the request")
			return
		}
		if origin := r.Header.Get("Origin"); origin != "" {
			switch {
			case g.sameOrigin(origin):
			case g.origins[origin]:
				h.Set("Access-Control-Allow-Origin", origin)
				h.Add("Vary", "Origin")
			default:
				refuse(w, http.StatusForbidden, "requests from other web pages are not answered")
				return
			}
		} else if site := r.Header.Get("Sec-Fetch-Site"); site == "cross-site" && !(p.page && r.Method == http.MethodGet) {
			refuse(w, http.StatusForbidden, "requests from other web pages are not answered")
			return
		}
		if p.page {
			next.ServeHTTP(w, r)
			return
		}
		role, named, wait, err := g.role(r)
		if err != nil {
			if wait > 0 {
				h.Set("Retry-After", strconv.Itoa(int(wait/time.Second)+1))
				refuse(w, http.StatusTooManyRequests, "too many wrong tokens from this address")
				return
			}
			h.Set("WWW-Authenticate", `Bearer realm="entente"`)
			refuse(w, http.StatusUnauthorized, err.Error())
			return
		}
		if role < p.role {
			if !named {
				h.Set("WWW-Authenticate", `Bearer realm="entente"`)
				refuse(w, http.StatusUnauthorized, "this needs a token; the command that started the server printed one")
				return
			}
			refuse(w, http.StatusForbidden, "this token may "+role.String()+", and this needs "+p.role.String())
			return
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), roleKey{}, role)))
	})
}

func (g *guard) sameOrigin(origin string) bool {
	u, err := url.Parse(origin)
	if err != nil || !g.hosts[strings.ToLower(u.Host)] {
		return false
	}
	return u.Scheme == "https" == g.secure
}

var errWrongToken = errors.New("the token is not known or has expired")

// role finds out who calls, and whether a token was shown. A wrong token is an error even where no token is needed: it is a mistake or an attack.
func (g *guard) role(r *http.Request) (role Role, named bool, wait time.Duration, err error) {
	now, ip := g.now(), addressOf(r)
	secret := ""
	if scheme, rest, ok := strings.Cut(r.Header.Get("Authorization"), " "); ok && strings.EqualFold(scheme, "Bearer") {
		secret = strings.TrimSpace(rest)
	} else if c, err := r.Cookie(tokenCookie); err == nil {
		secret = c.Value
	}
	if secret == "" {
		return g.open, false, 0, nil
	}
	if wait := g.failures.blocked(ip, now); wait > 0 {
		return Anyone, true, wait, errWrongToken
	}
	role, ok := roleOf(g.tokens, secret, now)
	if !ok {
		g.failures.add(ip, now)
		return Anyone, true, 0, errWrongToken
	}
	return max(role, g.open), true, 0, nil
}

func addressOf(r *http.Request) netip.Addr {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Addr{}
	}
	return ip.Unmap()
}

// refuse answers a request that goes no further. The text is fixed: nothing of the request is repeated in it.
func refuse(w http.ResponseWriter, status int, title string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(struct {
		Status int    `json:"status"`
		Title  string `json:"title"`
	}{status, title})
}
