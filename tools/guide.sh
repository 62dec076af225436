#!/bin/sh
# guide.sh MANIFEST - the user guides of docs/ as tables of topics (see src/guide/guide.h): what
# stands under a heading "## ..." is made HTML by cmark.  A topic is named after its heading in
# English, so the same address holds it in both languages.  A picture gets the address that
# MANIFEST (of web/build.mjs) has for it; one that is not there, or has no words for who cannot
# see it, is an error.
set -eu
manifest=$1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# topics FILE DIR - DIR/1, DIR/2...: the heading on the first line, then its text.
topics() {
    mkdir "$2"
    awk -v dir="$2" '/^## / { file = dir "/" ++n; print substr($0, 4) > file; next }
        file { print > file }' "$1"
}

# row NAME FILE - one row of a table.
row() {
    title=$(head -n 1 "$2")
    tail -n +2 "$2" | cmark --smart | awk -F '\t' -v name="$1" -v title="$title" '
    function quoted(s) { gsub(/\\/, "\\\\", s); gsub(/"/, "\\\"", s); gsub(/\?/, "\\?", s)
                         return s }
    function die(why) { printf "guide.sh: %s: %s\n", name, why > "/dev/stderr"; bad = 1; exit 1 }
    FNR == 1   { part++ }
    part == 1  { address["docs" $1] = "/static/" $2; next }
    FNR == 1   { printf "    {\"%s\", \"%s\", {\n", name, quoted(title) }
    {
        while (match($0, /src="[^"\/][^"]*"/)) {
            file = "docs/" substr($0, RSTART + 5, RLENGTH - 6)
            if (!(file in address)) die(file " is not there")
            $0 = substr($0, 1, RSTART - 1) "loading=\"lazy\" src=\"" address[file] "\"" \
                 substr($0, RSTART + RLENGTH)
        }
        if (/alt=""/) die("a picture without words")
        printf "     \"%s\\n\"\n", quoted($0)
    }
    END { if (!bad) print "    }}," ; exit bad }' "$manifest" -
}

topics docs/guide.vi.md "$tmp/vi"
topics docs/guide.md "$tmp/en"
n=$(ls "$tmp/en" | wc -l)
[ "$n" = "$(ls "$tmp/vi" | wc -l)" ] || { echo "guide.sh: not the same topics" >&2; exit 1; }
for lang in vi en; do
    printf 'static const Topic guide_%s[] = {\n' $lang
    for i in $(seq "$n"); do
        name=$(head -n 1 "$tmp/en/$i" | tr 'A-Z ' 'a-z-' | tr -cd 'a-z0-9-')
        row "$name" "$tmp/$lang/$i"
    done
    printf '    {0}\n};\n'
done
