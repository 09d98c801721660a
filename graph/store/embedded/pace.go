package embedded

import (
	"runtime"
	"sync/atomic"
	"time"
)

// turn is how long a task of the background works before it gives way. It is short beside the 10 ms
// that the scheduler lets a question run on, so that questions hardly feel the task, and long
// enough that the task gets on where they want all cores.
const turn = 2 * time.Millisecond

// pacer lets those who wait for a core go before a task of the background.
type pacer struct{ since time.Time }

// step is called after each few thousand rows.
func (p *pacer) step() {
	if now := time.Now(); now.Sub(p.since) > turn {
		runtime.Gosched()
		p.since = time.Now()
	}
}

// priority lets commits go before questions. A commit that comes back from the disk finds its core taken, and goroutines
// that ask one short question after the other would keep it for the 10 ms of the scheduler, each in its turn.
type priority struct {
	under   atomic.Int32 // commits under way
	yielded atomic.Int64 // when a question gave way last, in nanoseconds since 1970
}

// yieldEvery is how often questions give way, all together.
const yieldEvery = int64(time.Millisecond / 2)

func (p *priority) begin() { p.under.Add(1) }
func (p *priority) end()   { p.under.Add(-1) }

// yield is called at the beginning of a question.
func (p *priority) yield() {
	if p.under.Load() == 0 {
		return
	}
	now, last := time.Now().UnixNano(), p.yielded.Load()
	if (now-last > yieldEvery || now < last) && p.yielded.CompareAndSwap(last, now) {
		runtime.Gosched()
	}
}
