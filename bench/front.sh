#!/usr/bin/env bash
# front.sh [N] - the list page of an office with N tasks (100000) as it is shipped, behind
# nginx with TLS, beside the program alone: pages a second over 32 connections. Client and
# servers share this machine.
set -euo pipefail
cd "$(dirname "$0")/.."
bld=${BLD:-bld/none}
make -s bench
tmp=$(mktemp -d /var/tmp/namro-bench.XXXXXX)
finish() {
    kill $(jobs -p) 2>/dev/null || true
    wait
    rm -rf "$tmp"
}
trap finish EXIT
mapfile -t cookies < <("$bld/bench/tasks_make" "$tmp/office.db" "${1:-100000}")
tls=$((RANDOM % 12000 + 20000))
tests/cli/nginx_conf.sh "$tmp" "$tls"
sed -i '/^ *limit_req /d' "$tmp/nginx.conf" # all requests come from one address here
"$bld/namro" serve --db "$tmp/office.db" --listen "127.0.0.1:$((tls + 2))" >"$tmp/a.log" 2>&1 &
"$bld/namro" serve --db "$tmp/office.db" --listen "$tmp/socket" --proxy >"$tmp/b.log" 2>&1 &
/usr/sbin/nginx -p "$tmp" -c "$tmp/nginx.conf" 2>>"$tmp/error.log" &
sleep 2

# pages WHAT COOKIE URL...
pages() {
    local status
    status=$(curl -sk -o /dev/null -w '%{http_code}' -H "Host: office.test" -H "Cookie: $2" "$3")
    wrk -t1 -c32 -d6 --latency -H "Host: office.test" -H "Cookie: $2" "$3" >"$tmp/wrk"
    printf '%-24s status %s, %s pages/s, p99 %s, other statuses: %s\n' "$1" "$status" \
        "$(awk '/Requests\/sec/ { print $2 }' "$tmp/wrk")" \
        "$(awk '$1 == "99%" { print $2 }' "$tmp/wrk")" \
        "$(awk '/Non-2xx/ { print $NF; n = 1 } END { if (!n) print 0 }' "$tmp/wrk")"
}
pages "the program alone" "namro=${cookies[0]}" "http://127.0.0.1:$((tls + 2))/task"
pages "behind nginx, TLS" "__Host-namro=${cookies[0]}" "https://127.0.0.1:$tls/task"
