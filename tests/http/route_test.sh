#!/usr/bin/env bash
# route_test.sh - a route without a right does not build.
set -euo pipefail

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# builds ROW - does a table with this row compile?
builds() {
    printf '#include "http/http.h"\nextern Handler page;\nconst Route all[] = {%s, {0}};\n' \
        "$1" >"$tmp/a.c"
    "${CC:-gcc}" -std=c17 -Wall -Wextra -Werror -Isrc -fsyntax-only "$tmp/a.c" 2>/dev/null
}
builds 'SHOW("/a", page, RIGHT_VIEW, NULL)' || { echo "a good route does not build"; exit 1; }
for row in 'SHOW("/a", page, 0, NULL)' 'SHOW("/a", page, NULL)' 'SEND("/a", page, 0, page)' \
    'SEND("/a", page, page)' 'SEND_READY("/a", page, page, 0, page)' \
    'SEND_FILES("/a", page, 0, page)'; do
    if builds "$row"; then
        echo "$row builds"
        exit 1
    fi
done
