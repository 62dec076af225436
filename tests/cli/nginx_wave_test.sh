#!/usr/bin/env bash
# nginx_wave_test.sh BLD - the two names of anonymous surveys as conf/nginx-wave.conf has them:
# what goes through, what does not, and that afterwards no file of nginx or of the office holds
# the address of who came, or what was sent.
set -euo pipefail

bld=$(readlink -f "${1:?usage: nginx_wave_test.sh BLD}")
cd "$(dirname "$0")/../.."
nginx=$(command -v nginx || echo /usr/sbin/nginx)
for tool in "$nginx" "$(command -v curl || echo curl)"; do
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

wrong=0
say() { printf '%s\n' "$*" && wrong=1; }
"$nginx" -t -q -p "$tmp" -c "$tmp/nginx.conf" 2>"$tmp/check.log" || {
    cat "$tmp/check.log"
    exit 1
}
"$bld/namro" demo --db "$tmp/office.db" >/dev/null
"$bld/namro" serve --db "$tmp/office.db" --listen "$tmp/socket" --proxy >"$tmp/serve.log" 2>&1 &
server=$!
"$nginx" -p "$tmp" -c "$tmp/nginx.conf" 2>>"$tmp/error.log" &
front=$!
for ((i = 0; i < 100; i++)); do
    if [ -S "$tmp/socket" ] && taken "$tls"; then break; fi
    sleep 0.05
done

# ask WANT HOST PATH ... - from an address that no other line of any file has.
from=127.91.73.37 code=bWEtbW9pLXRodS0xMjM0NQ
ask() {
    local want=$1 host=$2 path=$3 got
    got=$(curl -s -o "$tmp/reply" -D "$tmp/head" -w '%{http_code}' --interface "$from" \
        --cacert "$tmp/cert.pem" --resolve "$host:$tls:127.0.0.1" "${@:4}" \
        "https://$host:$tls$path" || true)
    [ "$got" = "$want" ] || say "$host$path: $got, not $want"
    if grep -qi '^set-cookie' "$tmp/head"; then say "$host$path: a cookie is set"; fi
    if ! grep -qi '^strict-transport-security' "$tmp/head"; then say "$host$path: no HSTS"; fi
}
style=$(curl -s --cacert "$tmp/cert.pem" --resolve "office.test:$tls:127.0.0.1" \
    "https://office.test:$tls/" | grep -o '/static/[^"]*\.css' | head -n 1)
long=$(head -c 300000 /dev/zero | tr '\0' 'x')
printf '%s' "$long" >"$tmp/long"
json=(-H 'Content-Type: application/json' -d "{\"code\":\"$code\"}")
ask 200 invite.office.test "$style"
ask 404 invite.office.test /w/nowhere -H "Cookie: namro=x"
ask 404 invite.office.test /login
ask 404 invite.office.test /w/nowhere/answer "${json[@]}"
ask 404 answer.office.test /w/nowhere
ask 404 answer.office.test /w/nowhere/issue "${json[@]}"
ask 404 answer.office.test /
ask 413 answer.office.test /w/nowhere/answer -H 'Content-Type: application/json' \
    --data-binary "@$tmp/long"
ask 400 invite.office.test /w/nowhere --http1.1 -H 'Upgrade: websocket'
for ((i = 0; i < 5; i++)); do # of an answer, too, nothing may stay
    curl -s -o /dev/null --interface "$from" --cacert "$tmp/cert.pem" \
        --resolve "answer.office.test:$tls:127.0.0.1" "${json[@]}" \
        "https://answer.office.test:$tls/w/nowhere/answer" || true
done

kill "$front" "$server" && wait
front='' server=''
rm -f "$tmp/long" "$tmp/reply" "$tmp/head"
for word in "$from" "$code" /w/nowhere; do
    found=$(grep -rlaF "$word" "$tmp" || true)
    if [ -n "$found" ]; then say "“$word” stands in" $found; fi
done
exit "$wrong"
