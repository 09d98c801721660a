package console

import (
	"context"
	"net/http"
	"strings"

	"entente/console/ui"
)

// addOperation registers what concerns the server itself: health, metrics, stopping a query, and the page.
func (r *routes) addOperation() {
	s := r.server
	add(r, operation{method: http.MethodGet, path: "/api/v1/health", role: Anyone, id: "health", summary: "Whether the server answers"}, s.health)
	add(r, operation{method: http.MethodDelete, path: "/api/v1/queries/{id}", role: Read, id: "stop", summary: "Stop a running query"}, s.stop)
	r.plain("GET /metrics", policy{role: Read}, s.count.handler().ServeHTTP)
	r.plain("GET /", policy{page: true}, s.page)
}

// plain registers a handler that the API's document does not describe.
func (r *routes) plain(pattern string, p policy, do http.HandlerFunc) {
	if _, twice := r.policies[pattern]; twice {
		panic("console: two routes " + pattern) // as in add
	}
	r.policies[pattern] = p
	r.mux.HandleFunc(pattern, do)
}

// Health is the answer of the health route.
type Health struct {
	Status  string `json:"status"`
	Version string `json:"version"`
}

func (s *Server) health(context.Context, *struct{}) (*body[Health], error) {
	return &body[Health]{Health{"ok", s.opt.Version}}, nil
}

type stopInput struct {
	ID string `path:"id" maxLength:"64"`
}

func (s *Server) stop(_ context.Context, in *stopInput) (*struct{}, error) {
	if !s.running.cancel(in.ID) {
		return nil, problem(http.StatusNotFound, "not_found", "no query of that id is running", "")
	}
	return nil, nil
}

// page serves the embedded page. The token of the URL that the command printed moves into a cookie that scripts cannot
// read, and out of the address bar.
func (s *Server) page(w http.ResponseWriter, r *http.Request) {
	if secret := r.URL.Query().Get("token"); secret != "" && r.URL.Path == "/" {
		http.SetCookie(w, &http.Cookie{
			Name: tokenCookie, Value: secret, Path: "/", HttpOnly: true, Secure: s.guard.secure, SameSite: http.SameSiteStrictMode,
		})
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return
	}
	if strings.HasPrefix(r.URL.Path, "/assets/") {
		// Names are stable and contents change with the program: ask again each time, cheaply.
		w.Header().Set("Cache-Control", "no-cache")
	}
	ui.Handler().ServeHTTP(w, r)
}
