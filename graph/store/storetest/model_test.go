package storetest

import (
	"testing"

	"entente/graph/store"
)

func TestModel(t *testing.T) {
	Run(t, func(testing.TB) store.Store { return NewModel() })
}
