#!/bin/sh
# lint.sh - what a reader trips over: tabs, trailing blanks, lines over 100
# columns (but in templates, where a tag stays in one piece), functions over 60
# lines, files over 500.  Long tables are data and go to a file of their own kind
# (sql/, lang/, *.inc, tests/*/gold).
find src sql tests tools -type f '(' -name '*.[ch]' -o -name '*.html' -o -name '*.sql' \
    -o -name '*.sh' -o -name '*.mjs' ')' | sort | LC_ALL=C xargs awk '
function say(what) { printf "%s:%d: %s\n", FILENAME, FNR, what; bad = 1 }
# A letter of UTF-8 is one column: its further bytes do not count.
function columns(line) { return length(line) - gsub(/[\200-\277]/, "", line) }
FNR == 1             { open = 0 }
/\t/                 { say("tab") }
/ $/                 { say("trailing blank") }
length > 100 && FILENAME !~ /html$/ && columns($0) > 100 { say("line over 100 columns") }
FNR == 501           { say("file over 500 lines") }
/^[a-zA-Z].*\) \{$/  { open = FNR }
/^}/                 { if (open && FNR - open > 60) say("function over 60 lines"); open = 0 }
END { exit bad }'
