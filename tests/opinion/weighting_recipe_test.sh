#!/usr/bin/env bash
# weighting_recipe_test.sh BLD - the command of a weighting gives the same shares and errors from
# the file of the answers, by each method.
set -euo pipefail
bld=${1:?usage: weighting_recipe_test.sh BLD}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
OPINION_KEEP=$tmp "$bld/tests/opinion/weighting_test" 2>/dev/null
unzip -q "$tmp/csv.zip" answers.csv -d "$tmp"
[ "$(wc -l <"$tmp/tables.tsv")" -gt 50 ] || { echo 'few figures'; exit 1; }
namro=$PWD/$bld/namro
[ "${bld#/}" = "$bld" ] || namro=$bld/namro
cut -f1 "$tmp/tables.tsv" | uniq >"$tmp/recipes"
cd "$tmp"
while IFS= read -r recipe; do
    eval "${recipe/#namro/\"$namro\"} --format csv" >one.csv </dev/null ||
        { echo "$recipe"; exit 1; }
    # The design may hold commas, between quotes; what is read here does not.
    awk -F, -v recipe="$recipe" 'NR > 1 {
        gsub(/"[^"]*"/, "")
        term = $7
        sub(/^factor\([a-z_]*\)/, "", term)
        printf "%s\t%s\t%s\t%s\t%s\n", recipe, $6, term, $8, $9 }' one.csv
done <recipes >again.tsv
awk -F'\t' '
    function near(a, b) { return a - b < 1e-9 && b - a < 1e-9 }
    FNR == NR { value[$1, $2, $3] = $4; se[$1, $2, $3] = $5; next }
    !(($1, $2, $3) in value) { wrong++; print "not given: " $1 ": " $2 " " $3; next }
    !near($4, value[$1, $2, $3]) || !near($5, se[$1, $2, $3]) {
        wrong++
        print $1 ": " $2 " " $3 ": " $4 " (" $5 "), not " value[$1, $2, $3] " (" se[$1, $2, $3] ")"
    }
    END { exit wrong > 0 }' again.tsv <(awk -F'\t' '$2 != "" || $1 !~ / --by /' tables.tsv)
