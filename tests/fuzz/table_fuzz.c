/* table_fuzz.c - the bytes of a table that somebody gave, XLSX or CSV: whatever they are, rows
 * of text come out, in the order of their lines, or a refusal.  The seeds are stored, not
 * packed, so that what is changed in them reaches the reader of XML. */
#include "fuzz.h"

#include "file/file.h"
#include "text/text.h"

static Err look(void *arg, int64_t line, const TableCell *cell, int n) {
    int64_t *last = arg;
    MUST_HOLD(line > *last && n > 0 && n <= TABLE_COLUMNS_MAX && *cell[n - 1].text);
    *last = line;
    for (int i = 0; i < n; i++) {
        size_t length = strlen(cell[i].text);
        MUST_HOLD(length <= TABLE_CELL_MAX && text_valid(cell[i].text, length));
        MUST_HOLD(cell[i].kind != TABLE_DAY || date_ok(cell[i].text));
    }
    return NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    FileTrouble t;
    int64_t     last = 0;
    uint8_t    *exact = malloc(n ? n : 1); /* so that one byte beyond is seen */
    if (!exact) fatal("no memory");
    if (n) memcpy(exact, data, n);
    Err e = table_each((Bytes){exact, n}, look, &last, &t);
    MUST_HOLD(!e || strncmp(e, "file.table.", 11) == 0 || strncmp(e, "file.csv.", 9) == 0);
    free(exact);
    return 0;
}
