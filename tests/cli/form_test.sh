#!/usr/bin/env bash
# form_test.sh BLD - namro form: the XForm on standard output or in a file, errors all at once
# with their places, in the language of the terminal; codes of ending.
set -euo pipefail

namro=${1:?usage: form_test.sh BLD}/namro
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
unset LC_ALL LC_MESSAGES
export LANG=en

die() { printf '%s\n' "$*"; cat "$tmp/out" "$tmp/err" 2>/dev/null || true; exit 1; }
expect() { # CODE COMMAND...
    local code=0
    "${@:2}" >"$tmp/out" 2>"$tmp/err" || code=$?
    [ "$code" = "$1" ] || die "${*:2}: ended with $code, not $1"
}
says() { grep -qF -- "$1" "$tmp/err" || die "nothing says: $1"; }

cat >"$tmp/phieu.md" <<'END'
| survey |
| | type | name | label | choice_filter |
| | text | ten | Tên |
| | select_one_external xa | xa | Xã | t=${ten} |
| external_choices |
| | list_name | name | label | t |
| | xa | a | A | 1 |
END
expect 0 "$namro" form convert "$tmp/phieu.md"
grep -q '<data id="phieu">' "$tmp/out" || die 'no form on standard output'
[ ! -s "$tmp/err" ] || die 'a good form is talked about'
mkdir "$tmp/to"
expect 0 "$namro" form convert "$tmp/phieu.md" -o "$tmp/to/x.xml" --name goc
[ ! -s "$tmp/out" ] || die 'the form went to both'
grep -q '<goc id="phieu">' "$tmp/to/x.xml" || die 'no form in the file'
grep -q '"xa","a","A","1"' "$tmp/to/itemsets.csv" || die 'no itemsets.csv beside it'
expect 1 "$namro" form convert "$tmp/phieu.md" -o "$tmp/no/such/x.xml"
expect 0 "$namro" form lint "$tmp/phieu.md"
[ ! -s "$tmp/out" ] || die 'lint converts'

# ---- errors: all of them, then warnings; nothing is written ----
cat >"$tmp/xau.md" <<'END'
| survey |
| | type | name | label |
| | text | 1a | A |
| | begin_repeat | r | |
| | dance | d | D |
END
expect 1 "$namro" form convert "$tmp/xau.md" -o "$tmp/to/xau.xml"
says "error: sheet survey, row 2, column name: '1a'"
says 'error: sheet survey, row 4, column type'
says 'error: sheet survey, row 3, column type'
says 'warning: sheet survey, row 3, column label'
[ ! -e "$tmp/to/xau.xml" ] || die 'a wrong form was written'
[ "$(grep -n '^warning' "$tmp/err" | head -n 1 | cut -d: -f1)" -gt \
    "$(grep -n '^error' "$tmp/err" | tail -n 1 | cut -d: -f1)" ] || die 'warnings are among errors'
LANG=vi expect 1 "$namro" form convert "$tmp/xau.md"
says 'lỗi: trang survey, dòng 2, cột name'

# ---- what its expressions lack is a warning ----
printf '| survey |\n| | type | name | label | relevant |\n| | text | q | Q | nhay(1) |\n' \
    >"$tmp/ham.md"
expect 0 "$namro" form convert "$tmp/ham.md"
says 'row 2: There is no function nhay'

# ---- misuse ----
expect 2 "$namro" form
expect 2 "$namro" form dance "$tmp/phieu.md"
expect 2 "$namro" form convert
expect 2 "$namro" form convert "$tmp/phieu.md" -o
expect 2 "$namro" form convert "$tmp/phieu.md" -x
expect 1 "$namro" form convert "$tmp/none.xlsx"
printf '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' >"$tmp/cu.xls"
expect 1 "$namro" form convert "$tmp/cu.xls"
says 'must be XLSX, XLS, CSV or Markdown'
"$namro" form --help | grep -q '^    -o OUT.xml' || die 'the help does not say -o'
