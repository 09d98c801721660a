package console

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/netip"
	"sync"
	"time"
)

// Role is what a caller may do; each role may do what the ones before it may.
type Role uint8

// Roles. Anyone is a caller without a token.
const (
	Anyone Role = iota
	Read        // ask
	Load        // add and take back documents
	Admin       // everything else
)

// String is the role's name.
func (r Role) String() string {
	return [...]string{"anyone", "read", "load", "admin"}[min(int(r), 3)]
}

// Token is a secret's hash with what it allows. The secret itself is never kept.
type Token struct {
	hash    [sha256.Size]byte
	role    Role
	expires time.Time // zero: never
}

// NewToken makes a secret of 192 random bits and its Token. A lifetime of 0 never ends.
func NewToken(role Role, lifetime time.Duration) (secret string, t Token) {
	var raw [24]byte
	_, _ = rand.Read(raw[:]) // crypto/rand.Read never fails: it ends the program instead
	secret = base64.RawURLEncoding.EncodeToString(raw[:])
	return secret, TokenFor(secret, role, lifetime)
}

// TokenFor is the Token of a secret that the caller chose.
func TokenFor(secret string, role Role, lifetime time.Duration) Token {
	t := Token{hash: sha256.Sum256([]byte(secret)), role: role}
	if lifetime > 0 {
		t.expires = time.Now().Add(lifetime)
	}
	return t
}

// roleOf looks a secret up. Every token is compared, in constant time, whether or not an earlier one fits.
func roleOf(tokens []Token, secret string, now time.Time) (Role, bool) {
	hash := sha256.Sum256([]byte(secret))
	role, found := Anyone, 0
	for _, t := range tokens {
		same := subtle.ConstantTimeCompare(hash[:], t.hash[:])
		if same == 1 && !t.expires.IsZero() && now.After(t.expires) {
			same = 0
		}
		role = Role(subtle.ConstantTimeSelect(same, int(t.role), int(role)))
		found |= same
	}
	return role, found == 1
}

// failures counts wrong tokens by address and closes the door to an address that tries too often.
type failures struct {
	mu    sync.Mutex
	byIP  map[netip.Addr]*attempts
	limit int
	per   time.Duration
}

type attempts struct {
	since time.Time
	count int
}

// maxAddresses bounds the memory of failures; beyond it the oldest windows are forgotten first.
const maxAddresses = 10_000

func newFailures(limit int, per time.Duration) *failures {
	return &failures{byIP: map[netip.Addr]*attempts{}, limit: limit, per: per}
}

// blocked says for how long an address must wait; 0 when it need not.
func (f *failures) blocked(ip netip.Addr, now time.Time) time.Duration {
	f.mu.Lock()
	defer f.mu.Unlock()
	a := f.byIP[ip]
	if a == nil || a.count < f.limit {
		return 0
	}
	return max(0, a.since.Add(f.per).Sub(now))
}

// add counts one wrong token.
func (f *failures) add(ip netip.Addr, now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	a := f.byIP[ip]
	if a == nil || now.Sub(a.since) >= f.per {
		if a == nil && len(f.byIP) >= maxAddresses {
			f.forget(now)
		}
		f.byIP[ip] = &attempts{since: now, count: 1}
		return
	}
	a.count++
}

func (f *failures) forget(now time.Time) {
	oldest, when := netip.Addr{}, now
	for ip, a := range f.byIP {
		if now.Sub(a.since) >= f.per {
			delete(f.byIP, ip)
		} else if a.since.Before(when) {
			oldest, when = ip, a.since
		}
	}
	if len(f.byIP) >= maxAddresses {
		delete(f.byIP, oldest)
	}
}
