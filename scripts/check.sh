#!/usr/bin/env bash
# Everything that `make check` holds, each with a line of its own; stops at the first failure.
set -euo pipefail
cd "$(dirname "$0")/.."
export CGO_ENABLED=0
step() { printf '== %s\n' "$*"; }

step format
unformatted=$(gofmt -l $(git ls-files '*.go'))
if [ -n "$unformatted" ]; then
  echo "not formatted (make fmt):"; echo "$unformatted"; exit 1
fi

step vet
go vet ./...

step static analysis
go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...

step layers, package docs, linked modules
go test -count 1 ./internal/layers/

step generated files
go test -count 1 ./cmd/entente -run TestObjectsPage

step modules
go mod verify

step known holes
shared=${SHARED:-../shared}
db=$(ls "$shared"/security/govulndb-*.tgz 2>/dev/null | tail -n 1 || true)
if [ -n "$db" ]; then
  dir=$(mktemp -d)
  trap 'rm -rf "$dir"' EXIT
  tar -xzf "$db" -C "$dir"
  root=$(dirname "$(dirname "$(find "$dir" -path '*/index/db.json' | head -n 1)")")
  go run golang.org/x/vuln/cmd/govulncheck@v1.1.4 -db "file://$root" ./...
else
  echo "SKIPPED: no vulnerability database at $shared/security; set SHARED"
fi

echo "check: all passed"
