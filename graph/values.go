package graph

import (
	"sync"
	"sync/atomic"

	"entente/graph/store"
)

// maxKnownValues bounds what a graph remembers of values, about 100 bytes each.
const maxKnownValues = 1 << 20

// valueCache keeps the text of terms that tests compare again and again, such as the dates of documents. An id is never given to
// another term, so nothing in it grows old.
type valueCache struct {
	texts sync.Map // store.ID to string
	n     atomic.Int64
}

// Value is the text of a term: an IRI, the name of a blank node, the lexical form of a literal. What was asked for once is
// remembered for the life of the graph; for terms that are looked at once, Store().Term is the better way.
func (v *View) Value(id store.ID) (string, error) {
	c := &v.g.values
	if text, ok := c.texts.Load(id); ok {
		return text.(string), nil
	}
	t, err := v.st.Term(id)
	if err != nil {
		return "", err
	}
	if c.n.Load() < maxKnownValues {
		if _, there := c.texts.LoadOrStore(id, t.Value); !there {
			c.n.Add(1)
		}
	}
	return t.Value, nil
}
