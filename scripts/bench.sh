#!/usr/bin/env bash
# The store and path benchmark, ours and other engines in one go: bench.sh SIZE [PEER…], SIZE one of 100k 1m 10m 100m.
# Peers (default: sqlite duckdb kuzu; "none" for ours alone) come from the benchmark's own folder, which is copied: they need gcc,
# node and npm. Settings: SHARED (where bench/ lies), BENCH_DIR (the copy; kept and used again, default a temporary one),
# STEPS (some of ententebench's steps, without the table), MIXED (how long readers run beside a writer).
set -euo pipefail
cd "$(dirname "$0")/.."
size=${1:?SIZE: one of 100k 1m 10m 100m}
shift
case $size in
100k) n=100000 ;;
1m) n=1000000 ;;
10m) n=10000000 ;;
100m) n=100000000 ;;
*) echo "size $size: one of 100k 1m 10m 100m" >&2; exit 2 ;;
esac
peers=${*:-sqlite duckdb kuzu}
[ "$peers" != none ] || peers=""
shared=${SHARED:-../shared}
if [ ! -d "$shared/bench" ]; then
  echo "no benchmark at $shared/bench: set SHARED" >&2
  exit 1
fi
dir=${BENCH_DIR:-}
if [ -z "$dir" ]; then
  dir=$(mktemp -d)
  trap 'rm -rf "$dir"' EXIT
fi
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)

if [ ! -x "$dir/bin/gen" ]; then
  cp -r "$shared/bench/." "$dir"
  chmod -R u+w "$dir"
  mkdir -p "$dir/bin" "$dir/data" "$dir/db" "$dir/res"
  (cd "$dir/gen" && go build -o ../bin/gen .)
fi
if [ -n "$peers" ] && [ ! -x "$dir/bin/sqlh" ]; then
  (cd "$dir" && CGO_ENABLED=1 bash build.sh)
fi
if [ ! -s "$dir/data/$size.queries.json" ]; then
  echo "== generating $n quads"
  (cd "$dir" && bin/gen -n "$n" -out "data/$size" >/dev/null)
fi

CGO_ENABLED=0 go build -o "$dir/bin/ententebench" ./cmd/ententebench
flags=(--data "$dir/data/$size.nq" --db "$dir/db/ours-$size" --results "$dir/res" --mixed "${MIXED:-60s}")
echo "== ours"
# shellcheck disable=SC2086
if [ -n "${STEPS:-}" ]; then
  "$dir/bin/ententebench" "${flags[@]}" $STEPS
else
  "$dir/bin/ententebench" "${flags[@]}" parse load open query paths walk mixed commit remove
fi
for peer in $peers; do
  echo "== $peer"
  (cd "$dir" && LOADS=${LOADS:-1} bash run-peers.sh "$size" "$peer")
done
echo "== $(date -u +%F), $size"
"$dir/bin/ententebench" --results "$dir/res" --size "$size" table | tee "$dir/res/table-$size.md"
