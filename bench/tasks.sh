#!/usr/bin/env bash
# tasks.sh [N] - the list page and the home page of an office with N tasks (100000):
# pages a second over 32 connections, the wait at 1,000 a second, bytes of a page,
# processor time of a page. Client and server share this machine.
set -euo pipefail
cd "$(dirname "$0")/.."
bld=${BLD:-bld/none}
n=${1:-100000}
make -s bench
tmp=$(mktemp -d)
server=''
finish() {
    if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; wait "$server" || true; fi
    rm -rf "$tmp"
}
trap finish EXIT
mapfile -t cookies < <("$bld/bench/tasks_make" "$tmp/office.db" "$n")
port=$((RANDOM % 12000 + 20000))
"$bld/namro" serve --db "$tmp/office.db" --listen "127.0.0.1:$port" >"$tmp/log" 2>&1 &
server=$!
for ((i = 0; i < 100; i++)); do
    if grep -qs "http://127.0.0.1:$port" "$tmp/log"; then break; fi
    sleep 0.1
done
child=$(pgrep -P "$server")
spent() { awk '{ print $14 + $15 }' "/proc/$child/stat"; }

# page NAME PATH - all figures of one page
page() {
    local bytes before after pages
    bytes=$(curl -s -o /dev/null -w '%{size_download}' -H "Cookie: namro=${cookies[0]}" \
        "http://127.0.0.1:$port$2")
    before=$(spent)
    wrk -t1 -c32 -d6 -H "Cookie: namro=${cookies[0]}" "http://127.0.0.1:$port$2" >"$tmp/wrk"
    after=$(spent)
    pages=$(awk '/requests in/ { print $1 }' "$tmp/wrk")
    printf '%-32s %s bytes, %s pages/s, %d us of the server each\n' "$1" "$bytes" \
        "$(awk '/Requests\/sec/ { print $2 }' "$tmp/wrk")" $(((after - before) * 10000 / pages))
}
echo "$n tasks, $(nproc) processors"
page "list" /task
page "list, overdue" '/task?state=overdue'
page "list, of a district by due day" '/task?unit=4&order=due'
page "home of the province" /
printf '%-32s ' "list, at 1,000 a second"
"$bld/bench/offered" "$port" /task "${cookies[0]}" 1000 6
printf '%-32s ' "home, at 20 a second"
"$bld/bench/offered" "$port" / "${cookies[0]}" 20 5
