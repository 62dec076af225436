#!/usr/bin/env bash
# serve_test.sh BLD - the program as its operator sees it: commands and their exit
# codes, the set-up of a new office, a server that is killed and comes back.
set -euo pipefail

namro=${1:?usage: serve_test.sh BLD}/namro
tmp=$(mktemp -d)
server=''
finish() {
    if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; fi
    wait
    rm -rf "$tmp"
}
trap finish EXIT

die() { printf '%s\n' "$*"; cat "$tmp"/*.log 2>/dev/null || true; exit 1; }
# expect CODE COMMAND... - the command ends with this exit code.
expect() {
    local code=0
    "${@:2}" >"$tmp/out.log" 2>&1 || code=$?
    [ "$code" = "$1" ] || die "${*:2}: ended with $code, not $1"
}

expect 0 "$namro" --help
for command in serve migrate demo help; do expect 0 "$namro" "$command" --help; done
LC_ALL=en_GB.UTF-8 "$namro" help | grep -q 'Run the server' || die "no English help"
LC_ALL=C "$namro" help | grep -q 'Chạy máy chủ' || die "no Vietnamese help"
expect 2 "$namro" dance
expect 2 "$namro" serve --colour
expect 2 "$namro" serve stray
expect 2 "$namro" serve --db
expect 2 "$namro" serve --proxy=yes
expect 1 "$namro" migrate --db /no/such/folder/a.db
expect 1 "$namro" serve --db "$tmp/a.db" --listen 0.0.0.0:0
expect 1 "$namro" serve --db "$tmp/a.db" --listen localhost
echo precious >"$tmp/file"
expect 1 "$namro" serve --db "$tmp/a.db" --listen "$tmp/file"
grep -q precious "$tmp/file" || die "a file that is no socket was removed"
expect 1 "$namro" demo --db "$tmp/demo.db" --today 2022-02-30
expect 0 "$namro" demo --db "$tmp/demo.db" --today 2022-10-14
expect 1 "$namro" demo --db "$tmp/demo.db" # it is an office already

socket="$tmp/socket"
ask() { curl -sS --unix-socket "$socket" -b "$tmp/jar" -c "$tmp/jar" "$@"; }
serve() {
    "$namro" serve --db "$1" --listen "$socket" >"$tmp/serve.log" 2>&1 &
    server=$!
    for ((i = 0; i < 100; i++)); do
        if ask http://a/health >/dev/null 2>&1; then return; fi
        sleep 0.05
    done
    die "the server does not answer"
}
stop() {
    local code=0
    kill "$server"
    wait "$server" || code=$?
    server=''
    [ "$code" = 0 ] || die "the server ended with $code"
}

# A new office is set up with the code that only its operator sees.
serve "$tmp/new.db"
code=$(grep -oE '[0-9A-Z]{4}(-[0-9A-Z]{4}){3}' "$tmp/serve.log") || die "no set-up code"
token=$(ask http://a/setup | grep -oP 'name="token" value="\K[^"]+')
send() {
    ask -o "$tmp/page.log" -w '%{http_code}' --data-urlencode "token=$token" "$@" http://a/setup
}
office=(--data-urlencode "name=Ban Tuyên giáo" --data-urlencode "place=Hải Dương"
    --data-urlencode "unit=Tỉnh Hải Dương" --data-urlencode "person=Nguyễn Văn An"
    -d login=annv -d password=bon+mua+hoa -d passwordagain=bon+mua+hoa)
[ "$(send "${office[@]}" --data-urlencode 'code=0000-0000-0000-0000')" = 422 ] ||
    die "any code will do"
grep -q 'value="Ban Tuyên giáo"' "$tmp/page.log" || die "what was typed is lost"
grep -q 'aria-invalid' "$tmp/page.log" || die "the field is not marked"
typed=$(tr 'A-Z-' 'a-z ' <<<"$code") # as people type it
[ "$(send "${office[@]}" --data-urlencode "code=$typed")" = 303 ] || die "the code is refused"
grep -q 'Ban Tuyên giáo' <<<"$(ask -L http://a/)" || die "the office has no name"
[ "$(ask -o /dev/null -w '%{http_code}' http://a/setup)" = 303 ] || die "it can be set up again"

# Whoever else wants the socket is told so; a fault is over in a moment.
expect 1 "$namro" serve --db "$tmp/new.db" --listen "$socket"
pkill -KILL -P "$server"
sleep 0.2
grep -q 'Ban Tuyên giáo' <<<"$(ask -L --retry 20 --retry-connrefused http://a/)" ||
    die "it did not come back"
grep -q 'started again' "$tmp/serve.log" || die "nobody was told"
stop

# An office that is set up prints no code; a demo office says so on every page.
serve "$tmp/new.db"
! grep -qE '[0-9A-Z]{4}-[0-9A-Z]{4}' "$tmp/serve.log" || die "a code for a finished office"
stop
serve "$tmp/demo.db"
for page in / /nothing; do
    ask "http://a$page" >"$tmp/page.log"
    grep -q '14/10/2022' "$tmp/page.log" || die "$page does not show the demo day"
    grep -q 'Tỉnh ủy Hải Dương' "$tmp/page.log" || die "$page does not name the office"
done
stop
