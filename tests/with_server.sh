#!/usr/bin/env bash
# with_server.sh BLD COMMAND... - runs the command in front of a server of its own,
# over an empty database: NAMRO_URL is its address, NAMRO_LOG the file with what
# it says (the set-up code, for one), NAMRO the program, for commands on NAMRO_DB.
# With NAMRO_DEMO=1, or when the command names a test with the line "// office: demo",
# it is the demo office, whose log-ins are in the log.
# Ends as the command does, and fails also when the server did not start or did not
# end well; then shows what it said.
set -euo pipefail

bld=${1:?usage: tests/with_server.sh BLD COMMAND...}
# Under a sanitizer: what lives as long as the process is given back by its end.
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=0}
tmp=$(mktemp -d)
log="$tmp/log"
server=''
finish() {
    if [ -n "$server" ]; then
        kill "$server" 2>/dev/null || true
        wait "$server" || true
    fi
    rm -rf "$tmp"
}
trap finish EXIT
trap 'cat "$log"; exit 143' INT TERM HUP

taken() { (: <>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
die() {
    cat "$log"
    printf 'with_server: %s\n' "$*"
    exit 1
}

# Below the ports that the kernel gives to others (32768 and up).
port=$((RANDOM % 12000 + 20000))
while taken "$port"; do port=$((port + 1)); done

if [[ ${*: -1} == *.mjs ]] && grep -qx '// office: demo' "${@: -1}"; then NAMRO_DEMO=1; fi
if [ -n "${NAMRO_DEMO:-}" ]; then
    "$bld/namro" demo --db "$tmp/namro.db" >"$log" 2>&1 || die "there is no demo office"
fi
"$bld/namro" serve --db "$tmp/namro.db" --listen "127.0.0.1:$port" >>"$log" 2>&1 &
server=$!
for ((i = 0; i < 300; i++)); do
    if grep -q "http://127.0.0.1:$port" "$log"; then break; fi # it says so when it serves
    kill -0 "$server" 2>/dev/null || die "the server ended before it served"
    sleep 0.1
done

export NAMRO_URL="http://127.0.0.1:$port" NAMRO_LOG="$log"
export NAMRO="$bld/namro" NAMRO_DB="$tmp/namro.db" # for its commands
"${@:2}" || {
    status=$?
    cat "$log"
    exit "$status"
}

kill "$server" 2>/dev/null || die "the server did not outlive the test"
status=0
wait "$server" || status=$?
server=''
[ "$status" = 0 ] || [ "$status" = 143 ] || die "the server ended with $status"
