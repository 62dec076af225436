#!/usr/bin/env bash
# run.sh [KILLS] [CUTS] - the long form of the crash tests: so many processes are killed
# (10,000), so many times the power is cut (2,000). It prints how many writes were
# acknowledged and how many of these were lost. About half an hour.
set -euo pipefail
cd "$(dirname "$0")/../.."
make -s bld/none/tests/crash/kill_test bld/none/tests/crash/power_test
bld/none/tests/crash/kill_test "${1:-10000}" 86400
bld/none/tests/crash/power_test "${2:-2000}" "$RANDOM"
