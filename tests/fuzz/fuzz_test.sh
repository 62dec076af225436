#!/usr/bin/env bash
# fuzz_test.sh BLD - every target of tests/fuzz with its seeds, and some seconds with
# changed ones. With the programs of `make SAN=asan fuzz` where they are up to date, else
# with those of BLD. From the environment: FUZZ_SECONDS for each target (3).
set -euo pipefail
bld=${1:?usage: fuzz_test.sh BLD}
if [ "$bld" = bld/none ] && make -q SAN=asan fuzz >/dev/null 2>&1; then bld=bld/asan; fi
status=0
for source in tests/fuzz/*_fuzz.c; do
    name=$(basename "$source" .c)
    "$bld/tests/fuzz/$name" "${FUZZ_SECONDS:-3}" "tests/fuzz/${name%_fuzz}" >/dev/null || {
        printf '%s failed; the input as base64:\n' "$name"
        base64 "${TMPDIR:-/tmp}/$name.failed" 2>/dev/null || true
        status=1
    }
done
exit $status
