package turtle

import "strings"

// schemeLength is the length of the scheme that s begins with, without its colon; 0 means none.
func schemeLength(s string) int {
	if s == "" || classes[s[0]]&letter == 0 {
		return 0
	}
	for i := 1; i < len(s); i++ {
		if s[i] == ':' {
			return i
		}
		if classes[s[i]]&inScheme == 0 {
			return 0
		}
	}
	return 0
}

// iriParts are the components of RFC 3986, section 3, each with its own delimiter ("http:", "//host", "?q", "#f"), so that an
// empty one is told from one that is absent.
type iriParts struct{ scheme, authority, path, query, fragment string }

func splitIRI(s string) (p iriParts) {
	if n := schemeLength(s); n > 0 {
		p.scheme, s = s[:n+1], s[n+1:]
	}
	if i := strings.IndexByte(s, '#'); i >= 0 {
		s, p.fragment = s[:i], s[i:]
	}
	if i := strings.IndexByte(s, '?'); i >= 0 {
		s, p.query = s[:i], s[i:]
	}
	if strings.HasPrefix(s, "//") {
		end := strings.IndexByte(s[2:], '/')
		if end < 0 {
			end = len(s) - 2
		}
		p.authority, s = s[:end+2], s[end+2:]
	}
	p.path = s
	return p
}

// resolve makes ref, which has no scheme, absolute against base (RFC 3986, section 5.2.2).
func resolve(base, ref string) string {
	b, r := splitIRI(base), splitIRI(ref)
	switch {
	case r.authority != "":
		r.path = withoutDots(r.path)
	case r.path == "":
		r.authority, r.path = b.authority, b.path
		if r.query == "" {
			r.query = b.query
		}
	default:
		r.authority = b.authority
		if r.path[0] != '/' {
			r.path = merge(&b, r.path)
		}
		r.path = withoutDots(r.path)
	}
	return b.scheme + r.authority + r.path + r.query + r.fragment
}

// merge is section 5.2.3.
func merge(b *iriParts, path string) string {
	if b.authority != "" && b.path == "" {
		return "/" + path
	}
	return b.path[:strings.LastIndexByte(b.path, '/')+1] + path
}

// withoutDots is section 5.2.4, in one pass over the segments.
func withoutDots(path string) string {
	if !strings.Contains(path, ".") {
		return path
	}
	rooted := strings.HasPrefix(path, "/")
	segments := strings.Split(strings.TrimPrefix(path, "/"), "/")
	kept := segments[:0]
	for i, s := range segments {
		last := i == len(segments)-1
		switch s {
		case ".", "..":
			if s == ".." && len(kept) > 0 {
				kept = kept[:len(kept)-1]
			}
			if last && (len(kept) > 0 || rooted) {
				kept = append(kept, "") // "a/." and "a/.." end with a slash
			}
		default:
			kept = append(kept, s)
		}
	}
	out := strings.Join(kept, "/")
	if rooted {
		return "/" + out
	}
	return out
}
