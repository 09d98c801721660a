#!/usr/bin/env bash
# Runs every fuzz target of the module for a bounded time each: fuzz.sh SECONDS. The seed corpora ran in `make test`.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-10}
export CGO_ENABLED=0
ran=0
for dir in $(git ls-files '*_test.go' | xargs grep -lE '^func Fuzz[A-Z]' | xargs -n 1 dirname | sort -u); do
  for target in $(grep -hoE '^func Fuzz[A-Za-z0-9_]+' "$dir"/*_test.go | sed 's/^func //' | sort -u); do
    printf '== fuzz %s %s for %ss\n' "$dir" "$target" "$seconds"
    go test "./$dir" -run '^$' -fuzz "^${target}\$" -fuzztime "${seconds}s"
    ran=$((ran + 1))
  done
done
echo "ran $ran fuzz targets"
[ "$ran" -gt 0 ]
