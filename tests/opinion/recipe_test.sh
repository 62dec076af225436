#!/usr/bin/env bash
# recipe_test.sh BLD - the command beside each table gives its figures from the file of the answers;
# and so does R's survey.
set -euo pipefail
bld=${1:?usage: recipe_test.sh BLD}
here=$(dirname "$0")
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
OPINION_KEEP=$tmp "$bld/tests/opinion/table_test"
unzip -q "$tmp/csv.zip" answers.csv -d "$tmp"
[ "$(wc -l <"$tmp/tables.tsv")" -gt 40 ] || { echo 'few figures'; exit 1; }

namro=$PWD/$bld/namro
[ "${bld#/}" = "$bld" ] || namro=$bld/namro
cut -f1 "$tmp/tables.tsv" | uniq >"$tmp/recipes"
cd "$tmp"
while IFS= read -r recipe; do
    eval "${recipe/#namro/\"$namro\"} --format csv" >one.csv </dev/null ||
        { echo "$recipe"; exit 1; }
    # 6 domain, 7 term, 8 estimate, 10 and 11 its interval: none of these has a comma or quotes.
    awk -F, -v recipe="$recipe" 'NR > 1 { term = $7; sub(/^factor\([a-z_]*\)/, "", term)
        printf "%s\t%s\t%s\t%s\t%s\t%s\n", recipe, $6, term, $8, $10, $11 }' one.csv
done <recipes >again.tsv

awk -F'\t' '
    function near(a, b) { return a - b < 1e-9 * (1 + a * a) && b - a < 1e-9 * (1 + a * a) }
    FNR == NR { value[$1, $2, $3] = $4; lo[$1, $2, $3] = $5; hi[$1, $2, $3] = $6; next }
    !(($1, $2, $3) in value) { wrong++; print "not given: " $1 ": " $2 " " $3; next }
    !near($4, value[$1, $2, $3]) || !near($5, lo[$1, $2, $3]) || !near($6, hi[$1, $2, $3]) {
        wrong++
        print $1 ": " $2 " " $3 ": " $4 " (" $5 " - " $6 "), not " value[$1, $2, $3] " (" \
            lo[$1, $2, $3] " - " hi[$1, $2, $3] ")"
    }
    END { exit wrong > 0 }' again.tsv <(awk -F'\t' '$2 != "" || $1 !~ / --by /' tables.tsv)
cd - >/dev/null

command -v Rscript >/dev/null || { echo 'R is not installed'; exit 77; }
Rscript -e 'quit(status = !requireNamespace("survey", quietly = TRUE))' >/dev/null 2>&1 ||
    { echo 'R has no survey (r-cran-survey)'; exit 77; }
Rscript --vanilla "$here/recipe.R" "$tmp"
