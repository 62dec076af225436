#!/bin/sh
# embed.sh DIR - the files that DIR/manifest lists (see web/build.mjs) as the table `assets` of
# src/html/html.h.  The assembler reads the bytes, so no compiler has to parse them as numbers.
awk -F '\t' -v dir="$1" '
function bytes(id, file) {
    printf "__asm__(\".pushsection .rodata\\n%s: .incbin \\\"%s/%s\\\"\\n.popsection\");\n",
           id, dir, file
    printf "extern const unsigned char %s[];\n", id
}
BEGIN { print "/* Made from " dir "/manifest. */\n#include \"html/html.h\"" }
{
    bytes("asset_" NR, $2)
    if ($4) bytes("asset_" NR "_gz", $2 ".gz")
    rows = rows sprintf("    {\"%s\", \"/static/%s\", \"%s\", asset_%d, %s, %d, %d},\n", $1, $2, $5,
                        NR, $4 ? "asset_" NR "_gz" : "NULL", $3, $4)
}
END { print "const Asset assets[] = {\n" rows "    {0},\n};" }' "$1/manifest"
