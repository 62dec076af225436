#!/usr/bin/env bash
# reports.sh [SECONDS] - durable progress reports through the real server and its rules,
# over 64 connections, in an office with 20,000 tasks. Client and server share this machine.
set -euo pipefail
cd "$(dirname "$0")/.."
bld=${BLD:-bld/none}
make -s bench
tmp=$(mktemp -d /var/tmp/namro-bench.XXXXXX)
server=''
finish() {
    if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; wait "$server" || true; fi
    rm -rf "$tmp"
}
trap finish EXIT
mapfile -t cookies < <("$bld/bench/tasks_make" "$tmp/office.db" 20000)
port=$((RANDOM % 12000 + 20000))
"$bld/namro" serve --db "$tmp/office.db" --listen "127.0.0.1:$port" >"$tmp/log" 2>&1 &
server=$!
for ((i = 0; i < 100; i++)); do
    if grep -qs "http://127.0.0.1:$port" "$tmp/log"; then break; fi
    sleep 0.1
done
"$bld/bench/reports" "$port" "${cookies[2]}" "$tmp/office.db" "${1:-6}" || status=$?
cat "$tmp/log" >&2
exit "${status:-0}"
