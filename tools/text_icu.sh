#!/bin/sh
# text_icu.sh - text_sort_key() against ICU's "vi" on random pairs: how many, and
# how many differ.  Not a part of `make check`, for ICU is no part of the program
# (apt: libicu-dev).   tools/text_icu.sh [pairs [seed]]
set -e
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
tools/po.sh > "$dir/lang_table.inc"
# shellcheck disable=SC2046
${CC:-gcc} -std=c17 -O2 -D_GNU_SOURCE -Isrc -I"$dir" tools/text_icu.c src/text/*.c src/base/*.c \
    $(pkg-config --cflags --libs icu-i18n icu-uc libutf8proc) -lm -o "$dir/text_icu"
"$dir/text_icu" "${1:-100000}" "${2:-1}"
