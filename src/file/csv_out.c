/* csv_out.c - a table as text with commas, for programs and for spreadsheets.
 *
 * A cell that a spreadsheet would take for a formula (= + - @, a tab) is written behind an
 * apostrophe, and so is one that begins with apostrophes before such a sign: whoever reads it
 * back takes one away and has the same text.  Numbers stand as they are.
 *
 * The last line is "# 1200 dòng, SHA-256 ..." in its first cell: how many rows there are above
 * and their checksum, as in the last sheet of a spreadsheet. */
#include "file/parts.h"

#include "crypt/crypt.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct CsvOut { FILE *f; int columns; };

bool csv_guarded(const char *s) {
    s += strspn(s, "'");
    return *s && strchr("=+-@\t", *s);
}

CsvOut *csv_out_open(Arena *a, const char *path, int columns) {
    CsvOut *o = arena_new(a, CsvOut);
    *o = (CsvOut){fopen(path, "wb"), columns};
    if (!o->f) return NULL;
    fputs("\xEF\xBB\xBF", o->f); /* or Excel takes it for Western text */
    return o;
}

void csv_out_cell(CsvOut *o, int i, const char *text, bool number) {
    bool guarded = !number && csv_guarded(text);
    bool quoted = strpbrk(text, "\",\r\n") != NULL || *text == ' ';
    if (quoted) fputc('"', o->f);
    if (guarded) fputc('\'', o->f);
    for (; *text; text++) {
        if (*text == '"') fputc('"', o->f);
        fputc(*text, o->f);
    }
    if (quoted) fputc('"', o->f);
    fputs(i + 1 < o->columns ? "," : "\r\n", o->f);
}

Err csv_out_close(CsvOut *o, int64_t rows, const char *hash) {
    fprintf(o->f, "# %" PRId64 " dòng; SHA-256 %s", rows, hash);
    for (int i = 1; i < o->columns; i++) fputc(',', o->f);
    fputs("\r\n", o->f);
    bool good = !ferror(o->f);
    return fclose(o->f) == 0 && good ? NULL : "file.sheet.place";
}

bool csv_sum_read(const char *text, int64_t *rows, const char **hash) {
    static const char mark[] = " dòng; SHA-256 ";
    int n = 0;
    if (sscanf(text, "# %" SCNd64 "%n", rows, &n) != 1) return false;
    *hash = text + n + sizeof mark - 1;
    return strncmp(text + n, mark, sizeof mark - 1) == 0 && strlen(*hash) == 2 * HASH_BYTES;
}
