#!/bin/sh
# regold.sh - tests/conformance/open.txt anew: the keys that differ today. Read the difference
# before it is committed: a line that comes is a step back.
cd "$(dirname "$0")/../.." || exit 1
make -s conformance | sed -nE 's/^(.*#.*): ([a-z_]+ is .*|stats\..*|no .*|off by .*|row .*)$/\1/p' \
    > tests/conformance/open.txt
wc -l tests/conformance/open.txt
