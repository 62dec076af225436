#!/usr/bin/env bash
# export.sh [N] - N tasks (100000) exported as CSV and as a spreadsheet: the time, the bytes, and
# the memory of the server at its highest above that of the idle one (wanted: 32 MB).
set -euo pipefail
cd "$(dirname "$0")/.."
bld=${BLD:-bld/none}
n=${1:-100000}
most=32
make -s bench
tmp=$(mktemp -d -p /var/tmp)
server=''
finish() {
    if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; wait "$server" || true; fi
    rm -rf "$tmp"
}
trap finish EXIT
mapfile -t cookies < <("$bld/bench/tasks_make" "$tmp/office.db" "$n")
bad=0

# start - a server that has answered, so that what it keeps open is open
start() {
    local i
    port=$((RANDOM % 12000 + 20000))
    "$bld/namro" serve --db "$tmp/office.db" --listen "127.0.0.1:$port" >"$tmp/log" 2>&1 &
    server=$!
    for ((i = 0; i < 100; i++)); do
        if grep -qs "http://127.0.0.1:$port" "$tmp/log"; then break; fi
        sleep 0.1
    done
    child=$(pgrep -P "$server")
    for ((i = 0; i < 20; i++)); do get /task >/dev/null; done
}
get() { curl -s -o "$tmp/out" -w '%{size_download} bytes, %{time_total} s' \
             -H "Cookie: namro=${cookies[0]}" "http://127.0.0.1:$port$1"; }
kb() { awk -v what="$1:" '$1 == what { print $2 }' "/proc/$child/status"; }

for as in csv xlsx; do
    start
    before=$(kb VmRSS)
    told=$(get "/task/export?as=$as")
    over=$((($(kb VmHWM) - before) / 1024))
    printf '%-5s %s, %d MB above %d MB (wanted: at most %d)\n' "$as" "$told" "$over" \
        $((before / 1024)) "$most"
    if [ "$over" -gt "$most" ]; then bad=1; fi
    if [ "$as" = csv ]; then tail -n 1 "$tmp/out" | cut -c 1-100; fi
    kill "$server"; wait "$server" || true; server=''
done
exit "$bad"
