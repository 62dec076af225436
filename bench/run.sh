#!/usr/bin/env bash
# run.sh NAME [ARGUMENTS] - build and run one bench; without a name, list them.
set -euo pipefail
cd "$(dirname "$0")/.."
case ${1:-} in
'') sed -n 's/^| `\([a-z_]*\)`.*| \(.*\) |$/\1: \2/p' bench/README.md ;;
*)
    if [ -e "bench/$1.sh" ]; then
        make -s -j"$(nproc)"
        exec "bench/$1.sh" "${@:2}"
    fi
    make -s -j"$(nproc)" bench
    exec "bld/none/bench/$1" "${@:2}"
    ;;
esac
