#!/bin/sh
# links_test.sh - every relative link and picture of the documents leads to a file that is there.
for file in *.md docs/*.md bench/*.md; do
    # Blocks of code hold no links; an anchor is of the file before it.
    sed '/^    /d; /^```/,/^```/d' "$file" | grep -oE '\]\([^) ]+\)' | sed 's/^](//; s/)$//' |
        grep -vE '^(https?:|mailto:|#)' | sed 's/#.*//' | while read -r to; do
        [ -e "$(dirname "$file")/$to" ] || printf '%s: no %s\n' "$file" "$to"
    done
done | grep . && exit 1
exit 0
