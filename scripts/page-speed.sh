#!/usr/bin/env bash
# How fast the page is on a large store: time until it can be used, frames while a large graph is dragged. Prints figures, asserts none.
#   scripts/page-speed.sh [STORE]      without a store, one of a million quads is made (QUADS) and taken away again
# Needs node, npm and Chromium.
set -euo pipefail
cd "$(dirname "$0")/.."
CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
CGO_ENABLED=0 go build -o "$work/entente" ./cmd/entente
store=${1:-}
if [ -z "$store" ]; then
  store=$work/large.db
  # Claims would take the reader of texts hours: quads of the shape that edges have do as well for what the first view asks.
  awk -v n="${QUADS:-1000000}" 'BEGIN { for (i = 0; i < n; i++) printf "<state:X%d> <rel:trades_with> <state:X%d> <doc:%d> .\n", i % 20011, (i * 7919) % 30011, i % 1009 }' |
    "$work/entente" load --db "$store" --quiet --format nquads -
fi
uptime
[ -d console/ui/node_modules ] || (cd console/ui && npm ci --no-audit --no-fund >/dev/null)
cd console/ui
ENTENTE_BIN="$work/entente" CHROMIUM="$CHROMIUM" node e2e/speed.mjs "$store" "${SHOT:-}"
