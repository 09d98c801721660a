#!/usr/bin/env bash
# The page: its build must equal what is committed, and its tests run in a real browser. Needs node, npm and Chromium; without them
# it is skipped loudly, and fails in CI.
set -euo pipefail
cd "$(dirname "$0")/.."
missing=""
for tool in node npm; do command -v "$tool" >/dev/null 2>&1 || missing="$missing $tool"; done
CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
[ -n "$CHROMIUM" ] || missing="$missing chromium"
if [ -n "$missing" ]; then
  echo "SKIPPED: the page is not tested:$missing not found"
  [ "${CI:-}" != true ] || exit 1
  exit 0
fi
(
  cd console/ui
  npm ci --no-audit --no-fund >/dev/null
  npm run -s build
  npm run -s check
  npm run -s test
)
if ! git diff --exit-code --stat -- console/ui/dist; then
  echo "console/ui/dist is not what its sources build: run npm run build there and commit it"
  exit 1
fi
bin=$(mktemp -d)
trap 'rm -rf "$bin"' EXIT
CGO_ENABLED=0 go build -o "$bin/entente" ./cmd/entente
(
  cd console/clients # published clients: Cayley's, the kit for assistants, a validator of OpenAPI documents
  npm ci --no-audit --no-fund >/dev/null
  ENTENTE_BIN="$bin/entente" npm run -s test
)
cd console/ui
ENTENTE_BIN="$bin/entente" CHROMIUM="$CHROMIUM" node --test --test-concurrency=1 e2e/
