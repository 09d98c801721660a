#!/usr/bin/env bash
# Loading a file of made-up GDELT events, ours and DuckDB's import of the same file as a table: bench-data.sh [ROWS].
# DuckDB comes from npm (@duckdb/node-api); without node and npm ours alone is measured. BENCH_DIR keeps file, stores and DuckDB.
set -euo pipefail
cd "$(dirname "$0")/.."
rows=${1:-1000000}
dir=${BENCH_DIR:-}
if [ -z "$dir" ]; then
  dir=$(mktemp -d)
  trap 'rm -rf "$dir"' EXIT
fi
mkdir -p "$dir/npm"
dir=$(cd "$dir" && pwd)
file=$dir/$rows.export.CSV

CGO_ENABLED=0 go build -o "$dir/ententebench" ./cmd/ententebench
echo "== ours"
"$dir/ententebench" --data "$file" --rows "$rows" --db "$dir/ours" events
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  echo "== SKIPPED: DuckDB, for which node and npm are needed" >&2
  exit 0
fi
if [ ! -d "$dir/npm/node_modules/@duckdb/node-api" ]; then
  (cd "$dir/npm" && npm install --silent --no-audit --no-fund @duckdb/node-api@1 >/dev/null)
fi
cp scripts/bench-duckdb.mjs "$dir/npm/"
echo "== DuckDB"
node "$dir/npm/bench-duckdb.mjs" "$file" "$dir/duckdb.db"
