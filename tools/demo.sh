#!/bin/sh
# demo.sh - the tables of demo/ as C: units.tsv becomes the lines of table_units[], ended by NULL,
# and so do the questionnaires of demo/form.  Lines that begin with # are comments.
awk '
FNR == 1 { if (NR > 1) print "    NULL};"; n = split(FILENAME, p, "/"); sub(/\.(tsv|md)$/, "", p[n])
           printf "const char *const table_%s[] = {\n", p[n] }
/^#/     { next }
         { gsub(/\\/, "\\\\"); gsub(/"/, "\\\""); gsub(/\t/, "\\t"); printf "    \"%s\",\n", $0 }
END      { if (NR) print "    NULL};" }' $(find demo -name '*.tsv' -o -name '*.md' | LC_ALL=C sort)
