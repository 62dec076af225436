#!/bin/sh
# sql.sh - the files of sql/ as rows of a C table: {"0001_audit", "CREATE ..."},
awk '
FNR == 1 { if (NR > 1) print "},"; n = split(FILENAME, p, "/"); sub(/\.sql$/, "", p[n])
           printf "{\"%s\",\n", p[n] }
         { gsub(/\\/, "\\\\"); gsub(/"/, "\\\""); printf "\"%s\\n\"\n", $0 }
END      { if (NR) print "}," }' $(find sql -name '*.sql' | LC_ALL=C sort)
