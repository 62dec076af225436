#!/usr/bin/env bash
# redmine.sh URL - the list of an office with 10,000 tasks beside a list of Redmine with as many
# issues, 50 rows a page both, in turns: pages a second over 8 connections, and memory. URL is a
# list that needs no log-in: http://127.0.0.1:13000/projects/p/issues?per_page=50&set_filter=1
# (bench/README.md says how such a Redmine is made). Clients and servers share this machine.
set -euo pipefail
cd "$(dirname "$0")/.."
bld=${BLD:-bld/none}
url=${1:?the address of a list of Redmine}
make -s bench
tmp=$(mktemp -d)
server=''
finish() {
    if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; wait "$server" || true; fi
    rm -rf "$tmp"
}
trap finish EXIT
mapfile -t cookies < <("$bld/bench/tasks_make" "$tmp/office.db" 10000)
port=$((RANDOM % 12000 + 20000))
"$bld/namro" serve --db "$tmp/office.db" --listen "127.0.0.1:$port" >"$tmp/log" 2>&1 &
server=$!
for ((i = 0; i < 100; i++)); do
    if grep -qs "http://127.0.0.1:$port" "$tmp/log"; then break; fi
    sleep 0.1
done

# pages WHO URL - a page first, so that nothing is measured that is made at the first
pages() {
    curl -s -o /dev/null -H "Cookie: namro=${cookies[0]}" "$2"
    wrk -t1 -c8 -d"${SECONDS_EACH:-10}" --timeout 30 -H "Cookie: namro=${cookies[0]}" "$2" |
        awk -v who="$1" '/Requests\/sec/ { print who, $2 }'
}
# memory PATTERN - what these processes hold for themselves, and their share of the rest
memory() {
    local pid kb=0 n
    for pid in $(pgrep -f "$1"); do
        n=$(awk '/^Pss:/ { s += $2 } END { print s + 0 }' "/proc/$pid/smaps_rollup" 2>/dev/null) || n=0
        kb=$((kb + n))
    done
    echo $((kb / 1024))
}
for ((i = 0; i < 3; i++)); do
    pages redmine "$url"
    pages namro "http://127.0.0.1:$port/task"
done | tee "$tmp/pages"
echo "memory MB: redmine $(memory 'puma') namro $(memory "namro serve --db $tmp")"
awk '{ if ($2 > best[$1]) best[$1] = $2 }
     END { printf "%.1f and %.1f pages/s at best: %.0f times\n", best["redmine"], best["namro"],
           best["namro"] / best["redmine"] }' "$tmp/pages"
