package bench

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

// Namespace is that of the workload's terms.
const Namespace = "http://dkg.example.org/"

// Classes are the query classes in their order.
var classes = [...]string{"Q1", "Q1b", "Q2", "Q3", "Q4", "Q5a", "Q5b", "Q5c", "Q6", "Q7", "Q8", "Q9"}

// Query is one instance of a class: parameters, the predicates of each hop, and the answer.
type Query struct {
	ID     string            `json:"id"`
	P      map[string]string `json:"p"`
	Ps     [][]string        `json:"ps"`
	Expect int64             `json:"expect"`
}

// ReadQueries reads the queries of a workload.
func ReadQueries(file string) ([]Query, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var qs []Query
	if err := json.Unmarshal(text, &qs); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	for i := range qs {
		if err := qs[i].check(); err != nil {
			return nil, fmt.Errorf("%s: query %d: %w", file, i+1, err)
		}
	}
	return qs, nil
}

// needs are the parameters and the number of hops of each class.
var needs = map[string]struct {
	params string
	hops   int
}{
	"Q1": {"s doc", 0}, "Q1b": {"s p src", 0}, "Q2": {"s", 2}, "Q3": {"s", 3}, "Q4": {"s", 2}, "Q5a": {"s", 1}, "Q5b": {"s", 1}, "Q5c": {"s", 1},
	"Q6": {"s o", 1}, "Q7": {"s o", 1}, "Q8": {"s o lo hi", 0}, "Q9": {"", 0},
}

func (q *Query) check() error {
	need, ok := needs[q.ID]
	if !ok {
		return fmt.Errorf("no class %q", q.ID)
	}
	for p := range strings.FieldsSeq(need.params) {
		if q.P[p] == "" {
			return fmt.Errorf("%s without parameter %q", q.ID, p)
		}
	}
	if len(q.Ps) != need.hops {
		return fmt.Errorf("%s with %d hops, not %d", q.ID, len(q.Ps), need.hops)
	}
	return nil
}

// Expression writes an instance as a path expression; "" for the classes that are named calls.
func (q *Query) Expression() string {
	hop := func(i int) string {
		s := "<" + strings.Join(q.Ps[i], ">|<") + ">"
		if len(q.Ps[i]) > 1 {
			s = "(" + s + ")"
		}
		return s
	}
	s := "<" + q.P["s"] + ">/"
	switch q.ID {
	case "Q2":
		return s + hop(0) + "/" + hop(1)
	case "Q3":
		return s + hop(0) + "/" + hop(1) + "/" + hop(2)
	case "Q4":
		return s + "^" + hop(0) + "/" + hop(1)
	case "Q5a", "Q5b", "Q5c":
		return s + hop(0) + "+"
	case "Q6", "Q7":
		return s + hop(0) + "+/<" + q.P["o"] + ">"
	}
	return ""
}

// hit says that there is something to find.
func (q *Query) hit() bool { return q.Expect > 0 }
