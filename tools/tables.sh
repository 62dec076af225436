#!/bin/sh
# tables.sh - a module's SQL names its own tables and those of lower floors.
# The file of sql/ that makes a table tells its owner: 0210_work_task.sql.
# Read from what follows FROM, JOIN, INTO, UPDATE and TABLE inside literals.
awk '
FILENAME == "docs/floors.txt" { for (i = 1; i <= NF; i++) floor[$i] = FNR; next }
FILENAME ~ /^sql\//           { split(FILENAME, path, /[\/_.]/); me = path[3]
                                if ($1 " " $2 == "CREATE TABLE") owner[$3] = me }
FILENAME ~ /^src\//           { split(FILENAME, path, "/"); me = path[2] }
!/"/ && FILENAME ~ /^src\//   { next }
{
    n = split($0, word, /[^a-zA-Z0-9_]+/)
    for (i = 1; i < n; i++) {
        if (word[i] !~ /^(FROM|JOIN|INTO|UPDATE|REFERENCES)$/ || !(word[i + 1] in owner)) continue
        it = owner[word[i + 1]]
        if (me != it && floor[it] >= floor[me]) {
            printf "%s:%d: %s may not name the table %s of %s\n", FILENAME, FNR, me, word[i + 1], it
            bad = 1
        }
    }
}
END { exit bad }' docs/floors.txt $(find sql -name '*.sql' | sort) $(find src -name '*.c' | sort)
