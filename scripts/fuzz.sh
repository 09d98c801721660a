#!/usr/bin/env bash
# Runs every fuzz target of the module for a bounded time each: fuzz.sh SECONDS. The seed corpora ran in `make test`.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-10}
export CGO_ENABLED=0
ran=0

# fuzz DIR TARGET. The end of the time while a worker is busy is reported as a failure by some Go versions ("context deadline exceeded"
# and no input saved): that is no finding.
fuzz() {
  local log
  log=$(mktemp)
  if go test "$1" -run '^$' -fuzz "^$2\$" -fuzztime "${seconds}s" >"$log" 2>&1; then
    tail -n 2 "$log"
  elif grep -q 'context deadline exceeded' "$log" && ! grep -q 'Failing input written' "$log"; then
    tail -n 3 "$log"
    echo "the time ended while a worker was busy; no failing input"
  else
    cat "$log"
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
}

for dir in $(git ls-files '*_test.go' | xargs grep -lE '^func Fuzz[A-Z]' | xargs -n 1 dirname | sort -u); do
  for target in $(grep -hoE '^func Fuzz[A-Za-z0-9_]+' "$dir"/*_test.go | sed 's/^func //' | sort -u); do
    printf '== fuzz %s %s for %ss\n' "$dir" "$target" "$seconds"
    fuzz "./$dir" "$target"
    ran=$((ran + 1))
  done
done
echo "ran $ran fuzz targets"
[ "$ran" -gt 0 ]
