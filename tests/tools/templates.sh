#!/bin/sh
# templates.sh TPLGEN - every template in tests/tools/html/ fails to build, at the
# place and with the words that its second line tells.
cc="${CC:-cc} -std=c17 -D_POSIX_C_SOURCE=200809L -Isrc -fsyntax-only -x c"
for t in tests/tools/html/*.html; do
    want=$(sed -nE '2s/^\{# (.*) #\}$/\1/p' "$t")
    got=$({ "$1" "$t" && echo 'tplgen is content' >&2; } 2>&1 >/dev/null)
    [ "$t" = tests/tools/html/type.html ] && got=$("$1" "$t" | $cc - 2>&1)
    case "$got" in
    *"$want"*) ;;
    *) printf '%s: want %s\ngot %s\n' "$t" "$want" "$got"; bad=1 ;;
    esac
done
exit ${bad:-0}
