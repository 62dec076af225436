#!/bin/sh
# text_codes.sh - makes src/text/codepage_table.inc from the tables of glibc and,
# for VPS, of GNU recode (apt: recode).  Each encoding has 160 code points: of the
# bytes 00-1F, then of 80-FF; 0 where a byte means nothing.  Run by hand when a
# rule changes; it takes a minute.
#
# TCVN3 is the upper half of TCVN 5712 VN1, and at 80-9F its fonts hold the quotes
# of Windows.  VPS lacks one letter in recode, Ỗ at 99 (xvnkb and Mozilla have it).
point() { # program, encoding, byte in octal: one code point in hex, or nothing
    case $1 in
    iconv)  printf "\\$3" | iconv -f "$2" -t UTF-16BE 2>/dev/null ;;
    recode) printf "\\$3" | recode -f "$2..UTF-16BE" 2>/dev/null ;;
    esac | od -An -tx1 | tr -d ' \n' | tr a-f A-F | sed 's/^FEFF//'
}
one() { # name in C, program, encoding, encoding of the bytes below A0
    printf '[%s] = {\n' "$1"
    for i in $(seq 0 31) $(seq 128 255); do
        code=$3
        [ "$i" -ge 160 ] || code=$4
        u=$(point "$2" "$code" "$(printf %o "$i")")
        case $i,$u in
        11,* | 12,*) u=000A ;; # a new page or column is a new line
        9,* | 10,* | 13,*) ;;
        *,00[01]? | *,00[89]? | *,007F | *,FFFD) u=0000 ;;
        esac
        case $3,$i in
        VPS,153) u=1ED6 ;;
        esac
        [ ${#u} -eq 4 ] || u=0000
        sep=' '
        [ $((i % 8)) -ne 0 ] || sep='    '
        printf '%s0x%s,' "$sep" "$u"
        [ $((i % 8)) -ne 7 ] || echo
    done
    echo '},'
}
echo '/* Made by tools/text_codes.sh. */'
one TEXT_TCVN3  iconv  TCVN   CP1252
one TEXT_CP1258 iconv  CP1258 CP1258
one TEXT_VPS    recode VPS    VPS
one TEXT_VISCII iconv  VISCII VISCII
one TEXT_CP1252 iconv  CP1252 CP1252
