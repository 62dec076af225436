#!/usr/bin/env bash
# haven_test.sh BLD - R reads the files of answers as those who analyse them do: by haven, and by
# base R; the codebook is XML and names each variable of the files.
set -euo pipefail
bld=${1:?usage: haven_test.sh BLD}
here=$(dirname "$0")
command -v Rscript >/dev/null || { echo 'R is not installed'; exit 77; }
Rscript -e 'quit(status = !requireNamespace("haven", quietly = TRUE))' >/dev/null 2>&1 ||
    { echo 'R has no haven (r-cran-haven)'; exit 77; }
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
RESULTS_KEEP=$tmp "$bld/tests/survey/results_test"
Rscript --vanilla "$here/haven.R" "$tmp"
