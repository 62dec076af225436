#!/usr/bin/env bash
# survey.sh [ROWS] - the engine beside R's survey on one generated file: 200 strata of 10 units,
# 235 domains, 20 variables. Milliseconds of the engine on one and two threads (the best of
# nine), of R's processor time (once), and how many times that is. R needs about 5 GB and some
# minutes for a million rows; where it is not installed it is left out, with a line that says so.
set -euo pipefail
cd "$(dirname "$0")/.."
rows=${1:-1000000}
dir=$(mktemp -d /var/tmp/namro-bench.XXXXXX)
trap 'rm -rf "$dir"' EXIT
make -s bld/none/bench/survey
bld/none/bench/survey make "$dir/sample" "$rows"
bld/none/bench/survey run "$dir/sample" "$rows" >"$dir/engine"
: >"$dir/r"
if Rscript -e 'library(survey)' >/dev/null 2>&1; then
    Rscript bench/survey.R "$dir/sample" "$rows" >"$dir/r"
else
    echo '!!! R survey is not installed (apt-get install r-cran-survey): the engine alone'
fi
awk -F '\t' -v rows="$rows" '
    NR == FNR          { r[$1] = $2; peak[$1] = $3; next }
    $1 == "memory"     { printf "%d rows, memory read at %s GB/s by one thread\n\n", rows, $2
                         print "| operation | wanted ms | 1 thread | 2 threads | R ms | times | R MB |"
                         print "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"; next }
    NF == 2            { printf "\nmemory of the engine beyond the data: %s MB (40)\n", $2; next }
                       { late = ($2 > 0 && $3 > $2) ? " MISSED" : ""; bad = bad || (late != "")
                         printf "| %s | %s | %s%s | %s | %s | %s | %s |\n", $1, ($2 > 0 ? $2 : ""),
                             $3, late, $4, (r[$1] == "" ? "–" : r[$1]),
                             (r[$1] == "" ? "–" : sprintf("%.0f", r[$1] / $3)), peak[$1] }
    END                { exit bad }' "$dir/r" "$dir/engine"
