#!/bin/sh
# coverage_test.sh BLD - 300 samples of bench/coverage: intervals hold the truth as often as they
# say, and the control that ignores the design is seen to fail. Its full run is a bench.
out=$("$1/bench/coverage" 300 2) && exit 0
printf '%s\n' "$out"
exit 1
