#!/usr/bin/env bash
# start.sh [BLD] - how long the server takes from its start to its first answer, over the
# demo office that is there already: the middle of nine.
set -euo pipefail
cd "$(dirname "$0")/.."
namro=${1:-bld/none}/namro
tmp=$(mktemp -d)
server=''
trap 'kill $server 2>/dev/null || true; rm -rf "$tmp"' EXIT
"$namro" demo --db "$tmp/office.db" >/dev/null
times=()
for i in 1 2 3 4 5 6 7 8 9; do
    begun=${EPOCHREALTIME/./}
    "$namro" serve --db "$tmp/office.db" --listen "$tmp/socket" >/dev/null 2>&1 &
    server=$!
    until curl -sf --unix-socket "$tmp/socket" http://a/health >/dev/null; do sleep 0.002; done
    times+=($(((${EPOCHREALTIME/./} - begun) / 1000)))
    kill "$server"
    wait "$server" || true
done
middle=$(printf '%s\n' "${times[@]}" | sort -n | sed -n 5p)
printf 'start to first answer: %s ms (wanted: at most 300; all: %s)\n' "$middle" "${times[*]}"
[ "$middle" -le 300 ]
