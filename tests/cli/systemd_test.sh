#!/usr/bin/env bash
# systemd_test.sh BLD - the units of conf/: systemd understands every line of them, and
# they give the program little to do harm with (0 is nothing, 10 is everything).
set -euo pipefail

most=1.5
namro=$(readlink -f "${1:?usage: systemd_test.sh BLD}")/namro
cd "$(dirname "$0")/../.."
if ! command -v systemd-analyze >/dev/null; then
    echo "systemd-analyze is not installed"
    exit 77
fi
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# The program stands elsewhere here, and its documents are not installed.
for unit in namro.service namro-backup.service namro-backup.timer; do
    sed -e "s,/usr/local/bin/namro,$namro," -e '/^Documentation=/d' "conf/$unit" >"$tmp/$unit"
done
systemd-analyze verify "$tmp"/namro.service "$tmp"/namro-backup.service "$tmp"/namro-backup.timer \
    >"$tmp/said" 2>&1 || { cat "$tmp/said" && exit 1; }
# What is wrong on this machine with units of others is not our matter.
if grep "$tmp" "$tmp/said"; then exit 1; fi

for unit in namro.service namro-backup.service; do
    systemd-analyze security --offline=true --no-pager "$tmp/$unit" >"$tmp/said" 2>&1
    level=$(sed -nE 's/.*exposure level for [^:]*: ([0-9.]+).*/\1/p' "$tmp/said")
    awk -v a="$level" -v b="$most" 'BEGIN { exit !(a != "" && a <= b) }' ||
        { cat "$tmp/said" && echo "$unit: $level is more than $most" && exit 1; }
done

# The options of the units are those of the program.
for unit in namro.service namro-backup.service; do
    sed -n 's/^ExecStart=//p' "conf/$unit" | while read -r _ command options; do
        for option in $(grep -oE -- '--[a-z-]+' <<<"$options"); do
            "$namro" "$command" --help | grep -q -- "^    $option" ||
                { echo "$unit: namro $command has no $option" && exit 1; }
        done
    done
done
