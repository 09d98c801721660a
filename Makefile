# Entente. A fresh machine needs Go and git, nothing else: `make demo`, `make test`.
# `make check` and `make stress` fetch their own tools through Go; the race detector also needs a C compiler.

GO      ?= go
BIN     ?= bin/entente
SHARED  ?= ../shared
# Seconds for each fuzz target of `make stress`.
FUZZ    ?= 3

SHELL   := bash
.SHELLFLAGS := -eu -o pipefail -c

export CGO_ENABLED ?= 0

.PHONY: all build demo test check fmt generate stress race long fuzz browser servers bench bench-postgres bench-data microbench eval acceptance clean

all: build

build:
	$(GO) build -trimpath -o $(BIN) ./cmd/entente

# The main job in one go: built-in dispatches, what was read, five questions with their evidence.
demo:
	$(GO) run ./cmd/entente demo

test:
	$(GO) test ./...

# Format, vet, static analysis, layers, generated files, modules, known holes.
check:
	./scripts/check.sh

fmt:
	gofmt -w $$(git ls-files '*.go')

# Writes the files that are made from Go types; `make check` fails when they are stale.
generate:
	$(GO) test ./cmd/entente -run TestObjectsPage -update

# Race detector, the long versions of the fault and random tests, fuzzing for a bounded time, the page in a browser.
stress: race long fuzz browser servers

# Left out are the tests that bound the memory of worker processes: a program with the race detector in it needs more than they
# may have. make test runs them.
race:
	CGO_ENABLED=1 $(GO) test -race -timeout 20m -skip 'TestAttacks|TestScripts/gizmo' ./...

# Each prints how many cases it ran. CASES is for the random paths: a million take nine minutes.
CASES   ?= 200000
long:
	ENTENTE_STRESS=1 ENTENTE_STRESS_CASES=$(CASES) $(GO) test -timeout 20m -count 1 -v -run 'Random|Kill|Power|Every|Crash|Fault|Histor|Conformance|Attacks|SlowClients' ./graph/store/... ./queries/... ./console/... ./cmd/... | grep -E '^(ok|FAIL|---|panic)|ran [0-9]+'

fuzz:
	./scripts/fuzz.sh $(FUZZ)

# Tests that start PostgreSQL servers of their own (Debian's package postgresql), on loopback, and end them.
servers:
	ENTENTE_SERVERS=1 $(GO) test -timeout 10m -count 1 -p 1 -v -run '^TestServers' ./graph/store/postgres ./graph/cayleystore ./queries ./cmd/entente | grep -E '^(ok|FAIL|--- |panic)|SKIP|ran [0-9]+|_test.go'

browser:
	./scripts/browser.sh

# The store and path benchmark beside other engines (docs/benchmarks.md). SIZE is 100k, 1m, 10m or 100m; PEERS may be "none".
SIZE    ?= 1m
PEERS   ?=
bench:
	SHARED=$(SHARED) ./scripts/bench.sh $(SIZE) $(PEERS)

# Loads and three hops on a PostgreSQL server of its own (docs/postgres.md).
bench-postgres:
	ENTENTE_SERVERS=1 $(GO) test -run '^$$' -bench '^BenchmarkServers' -benchtime 1x ./graph/store/postgres

# Loading GDELT events, beside DuckDB's import of the same file (docs/benchmarks.md).
ROWS    ?= 1000000
bench-data:
	./scripts/bench-data.sh $(ROWS)

microbench:
	$(GO) test -run '^$$' -bench . -benchmem ./...

# The questions of the acceptance list, on the development corpus when it is there.
acceptance:
	ENTENTE_CORPUS=$${ENTENTE_CORPUS:-$(abspath $(SHARED))/corpus} $(GO) test ./cmd/entente -run TestAcceptance -v -count 1

# Scores extraction on the development corpus by part, and compares with the figures recorded last (needs python3 and the corpus).
eval:
	ENTENTE_CORPUS=$${ENTENTE_CORPUS:-$(abspath $(SHARED))/corpus} $(GO) run ./loader/extract/extracteval

clean:
	rm -rf bin
