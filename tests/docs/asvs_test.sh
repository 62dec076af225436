#!/usr/bin/env bash
# asvs_test.sh - docs/asvs.md has each requirement of levels 1 and 2 of ASVS 5.0.0 once, and
# every test that it names is there.
set -euo pipefail

# Section by section, as the standard numbers them; those of level 3 alone are left out.
wanted='1.1:1-2 1.2:1-9 1.3:1-11 1.4:1-3 1.5:1-2 2.1:1-3 2.2:1-3 2.3:1-4 2.4:1 3.2:1-2 3.3:1-4
3.4:1-6 3.5:1-5 3.7:1-2 4.1:1-3 4.2:1 4.3:1-2 4.4:1-4 5.1:1 5.2:1-3 5.3:1-2 5.4:1-3 6.1:1-3 6.2:1-12
6.3:1-4 6.4:1-4 6.5:1-5 6.6:1-3 6.8:1-4 7.1:1-3 7.2:1-4 7.3:1-2 7.4:1-5 7.5:1-2 7.6:1-2 8.1:1-2
8.2:1-3 8.3:1 8.4:1 9.1:1-3 9.2:1-4 10.1:1-2 10.2:1-2 10.3:1-4 10.4:1-11 10.5:1-5 10.6:1-2 10.7:1-3
11.1:1-2 11.2:1-3 11.3:1-3 11.4:1-4 11.5:1 11.6:1 12.1:1-3 12.2:1-2 12.3:1-4 13.1:1 13.2:1-5
13.3:1-2 13.4:1-5 14.1:1-2 14.2:1-4 14.3:1-3 15.1:1-3 15.2:1-3 15.3:1-7 16.1:1 16.2:1-5 16.3:1-4
16.4:1-3 16.5:1-3 17.1:1 17.2:1-4 17.3:1-2'

for part in $wanted; do
    range=${part#*:}
    for ((i = ${range%-*}; i <= ${range#*-}; i++)); do printf '%s.%d\n' "${part%:*}" "$i"; done
done | sort >"${TMPDIR:-/tmp}/asvs.wanted"
[ "$(wc -l <"${TMPDIR:-/tmp}/asvs.wanted")" = 253 ] # 70 of level 1, 183 of level 2

status=0
grep -oE '^\| [0-9][0-9. ]*\|' docs/asvs.md | tr -d '|' | tr -s ' ' '\n' | sed '/^$/d' |
    sort >"${TMPDIR:-/tmp}/asvs.had"
diff "${TMPDIR:-/tmp}/asvs.wanted" "${TMPDIR:-/tmp}/asvs.had" || status=1
for name in $(grep -oE '`[a-z]+/[a-z_]+\.(c|sh|mjs|h)`' docs/asvs.md | tr -d '`' | sort -u); do
    [ -e "tests/$name" ] || [ -e "src/$name" ] || {
        printf 'docs/asvs.md: no %s\n' "$name"
        status=1
    }
done
exit $status
