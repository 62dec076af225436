#!/bin/sh
# tables.sh - a module's SQL names its own tables and those of lower floors.
# The file of sql/ that makes a table tells its owner: 0210_work_task.sql.
# Read from what follows FROM, JOIN, INTO and UPDATE inside literals, and from the
# second word in db_index(c, "task_search", ...).
awk '
FILENAME == "docs/floors.txt" { for (i = 1; i <= NF; i++) floor[$i] = FNR; next }
FILENAME ~ /^sql\//           { split(FILENAME, path, /[\/_.]/); me = path[3]
                                if ($1 " " $2 == "CREATE TABLE") owner[$3] = me
                                if ($1 == "@search") owner[substr($2, 1, length($2) - 1)] = me }
FILENAME ~ /^src\//           { split(FILENAME, path, "/"); me = path[2] }
!/"/ && FILENAME ~ /^src\//   { next }
{
    n = split($0, word, /[^a-zA-Z0-9_]+/)
    for (i = 1; i < n; i++) {
        at = word[i] ~ /^(FROM|JOIN|INTO|UPDATE|REFERENCES)$/ ? 1 : word[i] == "db_index" ? 2 : 0
        if (!at || !(word[i + at] in owner)) continue
        it = owner[word[i + at]]
        if (me != it && floor[it] >= floor[me]) {
            printf "%s:%d: %s may not name the table ", FILENAME, FNR, me
            print word[i + at] " of " it
            bad = 1
        }
    }
}
END { exit bad }' docs/floors.txt $(find sql -name '*.sql' | sort) $(find src -name '*.c' | sort)
