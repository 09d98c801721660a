package main

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/pflag"
)

// limits are --limit and --timeout, which everything that answers takes.
type limits struct {
	limit   int64
	timeout seconds
}

func (l *limits) addFlags(fs *pflag.FlagSet, what string) {
	fs.Int64Var(&l.limit, "limit", l.limit, "at most so many "+what+" (0: all)")
	fs.Var(&l.timeout, "timeout", "at most so long, such as 500ms, 10s, or a number of seconds (0: no end)")
}

func (l *limits) check() error {
	if l.limit < 0 {
		return usagef("0 means all", "--limit %d is negative", l.limit)
	}
	return nil
}

// context bounds ctx by the timeout.
func (l *limits) context(ctx context.Context) (context.Context, context.CancelFunc) {
	if l.timeout == 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, time.Duration(l.timeout))
}

// seconds is a flag that takes "500ms" and "10" (seconds) alike.
type seconds time.Duration

func (s *seconds) String() string {
	if *s == 0 {
		return "0"
	}
	return time.Duration(*s).String()
}

func (s *seconds) Type() string { return "duration" }

// Set reads a duration that is not negative.
func (s *seconds) Set(text string) error {
	d, err := time.ParseDuration(text)
	if err != nil {
		n, numberErr := strconv.ParseFloat(text, 64)
		if numberErr != nil || n > 1e9 {
			return fmt.Errorf("%q is not a time such as 500ms or 10s", text)
		}
		d = time.Duration(n * float64(time.Second))
	}
	if d < 0 {
		return fmt.Errorf("%q is negative", text)
	}
	*s = seconds(d)
	return nil
}

// cutLine ends JSON lines that were cut.
type cutLine struct {
	Truncated bool   `json:"truncated"`
	Reason    string `json:"reason"`
	Shown     int64  `json:"shown"`
}

// sayCut tells that answers were cut: on standard error always, and as the last line of JSON lines.
func (a *App) sayCut(f format, reason string, shown int64) error {
	switch reason {
	case "timeout":
		a.say("cut: the time was up after %d answers; there may be more (--timeout)", shown)
	default:
		a.say("cut: %d answers shown, there are more (--limit)", shown)
	}
	if f != formatJSONL {
		return nil
	}
	return writeJSONLine(a.Out, cutLine{Truncated: true, Reason: reason, Shown: shown})
}
