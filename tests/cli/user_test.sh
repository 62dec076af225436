#!/usr/bin/env bash
# user_test.sh BLD - accounts from the command line: made, found, given a role, reset,
# closed; and an office that has lost its administrator gets one.
set -euo pipefail

namro=${1:?usage: user_test.sh BLD}/namro
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
unset LC_ALL LC_MESSAGES
export NAMRO_DB="$tmp/a.db" LANG=en

die() { printf '%s\n' "$*"; cat "$tmp/out" 2>/dev/null || true; exit 1; }
expect() {
    local code=0
    "${@:2}" >"$tmp/out" 2>&1 || code=$?
    [ "$code" = "$1" ] || die "${*:2}: ended with $code, not $1"
}
user() { "$namro" user "$@"; }

expect 0 "$namro" demo --today 2022-10-14
expect 0 "$namro" user --help
expect 2 user
expect 2 user --list --close annv # one thing at a time
expect 2 user add
expect 1 user --close nobody
expect 1 user --link nobody
expect 1 user --add thu --role viewer              # without a name
expect 1 user --add thu --name 'Lê Thị Thu'        # without a role
expect 1 user --add thu --name 'Lê Thị Thu' --role king
expect 1 user --add 'no name' --name 'Lê Thị Thu' --role viewer
! user --list | grep -q 'Lê Thị Thu' || die "a refusal left something behind"

expect 0 user --add Thu --name 'Lê Thị Thu' --role viewer
grep -qxE '/invite/[A-Za-z0-9_-]{32}' "$tmp/out" || die "no link"
user --list | grep -qP '^thu\tLê Thị Thu\tViewer\tWaits for its password$' || die "not listed"
expect 1 user --add thu --name 'Lê Thị Thu' --role viewer # the name is taken
expect 0 user --grant thu --role administrator
user --list | grep -qP '^thu\t.*\tViewer, Administrator\t' || die "no administrator"
first=$(user --link thu) second=$(user --link thu)
[ "$first" != "$second" ] || die "the same link twice"
expect 0 user --close thu
user --list | grep -qP '^thu\t.*\tClosed$' || die "not closed"
expect 0 user --open thu
! user --list | grep -qP '^thu\t.*\tClosed$' || die "not open again"
