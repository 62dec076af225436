/* sheets.c - the workbook in any of its formats, as sheets of rows of texts.
 *
 * CSV and Markdown hold several sheets in one table: the first column names a sheet, in a row
 * of its own or beside the headers, and is empty in the rows that belong to it.
 * source   ECMA-376 through file.h; pyxform, xls2json_backends */
#include "xlsform/parts.h"

#include "text/text.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { SHEETS_MOST = 64, GAP_MAX = 60 /* empty rows, after which a sheet is over */ };

static const char *const known[] = {"survey", "choices", "settings", "external_choices", "osm",
                                    "entities", NULL};

/* A no-break blank is a blank: programs put it in unseen. */
const char *cell_clean(Arena *a, const char *s) {
    if (strstr(s, "\xc2\xa0")) {
        char *out = arena_text(a, s), *to = out;
        for (; *s; s++)
            if (begins(s, "\xc2\xa0")) *to++ = ' ', s++;
            else *to++ = *s;
        *to = '\0';
        s = out;
    }
    while (isspace((unsigned char)*s)) s++;
    size_t n = strlen(s), m = n;
    while (m && isspace((unsigned char)s[m - 1])) m--;
    return !m ? NULL : m == n ? s : arena_part(a, s, m);
}

Grid *book_add(Arena *a, Book *b, const char *name) {
    if (b->sheets == b->room) {
        Grid *more = arena_take(a, (2 * b->room + 8) * sizeof *more);
        if (b->sheets) memcpy(more, b->sheet, b->sheets * sizeof *more);
        b->sheet = more;
        b->room = 2 * b->room + 8;
    }
    b->sheet[b->sheets] = (Grid){.name = name};
    return &b->sheet[b->sheets++];
}

static void take_header(Arena *a, Grid *s, const char *const *cell, int n) {
    s->columns = n;
    s->header = arena_take(a, (size_t)n * sizeof *s->header + 1);
    for (int i = 0; i < n; i++) s->header[i] = cell[i] ? arena_text(a, cell[i]) : NULL;
}

Err grid_take(Arena *a, Grid *s, const char *const *cell, int n, int row) {
    if (n > XLSFORM_COLUMNS_MAX || row > XLSFORM_ROWS_MAX) return "xlsform.file.large";
    if (!s->header) {
        take_header(a, s, cell, n);
        return NULL;
    }
    int last = s->rows ? s->row[s->rows - 1].row : 1;
    if (row > last + GAP_MAX + 1) return NULL;
    if (s->rows == s->room) {
        Row *more = arena_take(a, (2 * s->room + 32) * sizeof *more);
        if (s->rows) memcpy(more, s->row, s->rows * sizeof *more);
        s->row = more;
        s->room = 2 * s->room + 32;
    }
    if (n > s->columns) n = s->columns;
    Row r = {arena_take(a, (size_t)n * sizeof *r.cell + 1), n, row};
    for (int i = 0; i < n; i++)
        r.cell[i] = cell[i] ? arena_text(a, cell[i]) : NULL;
    s->row[s->rows++] = r;
    return NULL;
}

const char *grid_cell(const Row *r, int column) { return column < r->n ? r->cell[column] : NULL; }

/* ---- XLSX ---- */

typedef struct Taking { Arena *a; Book *b; Grid *s; int row; } Taking;

static bool sheet_begins_here(void *arg, const char *name) {
    Taking *t = arg;
    if (t->b->sheets == SHEETS_MOST) return false;
    t->s = book_add(t->a, t->b, arena_text(t->a, name));
    return true;
}

static Err xlsx_row(void *arg, int64_t line, const TableCell *cell, int n) {
    Taking     *t = arg;
    const char *text[TABLE_COLUMNS_MAX];
    bool        some = false;
    for (int i = 0; i < n; i++) {
        text[i] = cell_clean(t->a, cell[i].text);
        if (text[i]) some = true;
    }
    return some ? grid_take(t->a, t->s, text, n, line > INT32_MAX ? INT32_MAX : (int)line) : NULL;
}

Err book_file(Arena *a, Bytes file, Book *b) {
    Taking      t = {.a = a, .b = b};
    FileTrouble where;
    return table_sheets(file, sheet_begins_here, xlsx_row, &t, &where);
}

/* ---- CSV ---- */

/* A row of a table that holds all sheets: cell[0] is the sheet's name, or NULL. */
static Err take_mixed(Taking *t, const char *const *cell, int n) {
    if (cell[0]) {
        if (t->b->sheets == SHEETS_MOST) return "xlsform.file.large";
        t->s = book_add(t->a, t->b, arena_text(t->a, cell[0]));
        t->row = 0;
    }
    bool some = false;
    for (int i = 1; i < n; i++)
        if (cell[i]) some = true;
    return some && t->s ? grid_take(t->a, t->s, cell + 1, n - 1, ++t->row) : NULL;
}

static Err csv_row_taken(void *arg, int64_t line, const TableCell *cell, int n) {
    Taking     *t = arg;
    const char *text[TABLE_COLUMNS_MAX];
    (void)line;
    for (int i = 0; i < n; i++) text[i] = cell_clean(t->a, cell[i].text);
    return take_mixed(t, text, n);
}

Err book_csv(Arena *a, Bytes file, Book *b) {
    Taking      t = {.a = a, .b = b};
    FileTrouble where;
    return table_each(file, csv_row_taken, &t, &where);
}

/* ---- Markdown ---- */

/* The cells between the first and the last bar of a line; a bar behind \ is a letter.
 * Returns how many; 0 for a line that is no row. */
static int markdown_cells(Arena *a, const char *line, size_t n, const char **cell) {
    const char *p = line, *end = line + n;
    int         cells = 0;
    while (p < end && isspace((unsigned char)*p)) p++;
    while (end > p && end[-1] != '|') end--;
    if (p == end || *p != '|' || end - p < 2) return 0;
    p++;
    if (strspn(p, "|-") >= (size_t)(end - p) && end - p > 1) return 0;
    while (p < end && cells < XLSFORM_COLUMNS_MAX) {
        const char *bar = p;
        while (bar < end && *bar != '|')
            bar += 1 + (*bar == '\\' && bar + 1 < end && bar[1] == '|');
        char  *text = arena_take(a, (size_t)(bar - p) + 1);
        size_t m = 0;
        for (; p < bar; p++)
            if (!(*p == '\\' && p[1] == '|')) text[m++] = *p;
        p = bar + 1;
        cell[cells++] = cell_clean(a, text);
    }
    return cells;
}

Err book_markdown(Arena *a, const char *text, Book *b) {
    Taking       t = {.a = a, .b = b};
    const char **cell = arena_take(a, XLSFORM_COLUMNS_MAX * sizeof *cell);
    Err          e = NULL;
    while (*text && !e) {
        size_t n = strcspn(text, "\n");
        int    cells = markdown_cells(a, text, n, cell);
        if (cells) e = take_mixed(&t, cell, cells);
        text += n + (text[n] == '\n');
    }
    return e;
}

/* ---- all ---- */

static bool ends_with(const char *s, const char *end) {
    size_t n = s ? strlen(s) : 0, m = strlen(end);
    return n >= m && strcasecmp(s + n - m, end) == 0;
}

static bool looks_markdown(const char *text) {
    while (isspace((unsigned char)*text)) text++;
    return *text == '|';
}

/* Letters that XML may hold, and no others. */
static bool plain_text(Bytes file) {
    const char *p = file.p ? file.p : "";
    if (!text_valid(p, file.n)) return false;
    for (size_t i = 0; i < file.n; i++) {
        unsigned char c = (unsigned char)p[i];
        if ((c < ' ' && c != '\t' && c != '\n' && c != '\r') || c == 0x7f) return false;
        if (c == 0xef && (unsigned char)p[i + 1] == 0xbf && (unsigned char)p[i + 2] >= 0xbe)
            return false;
    }
    return true;
}

Err book_read(Arena *a, Bytes file, const char *name, Book *b) {
    *b = (Book){0};
    if (table_packed(file)) return book_file(a, file, b);
    if (!plain_text(file)) return "xlsform.file.kind";
    const char *text = arena_part(a, file.p ? file.p : "", file.n);
    if (begins(text, "\xef\xbb\xbf")) text += 3;
    bool csv = ends_with(name, ".csv");
    if (!csv && (ends_with(name, ".md") || looks_markdown(text)))
        return book_markdown(a, text, b);
    return file.n ? book_csv(a, file, b) : NULL;
}

const Grid *book_sheet(const Book *b, const char *name) {
    for (size_t i = 0; i < b->sheets; i++)
        if (strcasecmp(b->sheet[i].name, name) == 0) return &b->sheet[i];
    return NULL;
}

/* ---- a name that was meant ---- */

/* How many letters are to be put in, left out or changed; 9 for long names. */
static int distance(const char *s, const char *t) {
    enum { LONG = 40 };
    int    was[LONG + 1], now[LONG + 1];
    size_t n = strlen(s), m = strlen(t);
    if (n > LONG || m > LONG) return 9;
    for (size_t j = 0; j <= m; j++) was[j] = (int)j;
    for (size_t i = 0; i < n; i++) {
        now[0] = (int)i + 1;
        for (size_t j = 0; j < m; j++) {
            int least = was[j] + (tolower((unsigned char)s[i]) != t[j]);
            if (was[j + 1] + 1 < least) least = was[j + 1] + 1;
            if (now[j] + 1 < least) least = now[j] + 1;
            now[j + 1] = least;
        }
        memcpy(was, now, (m + 1) * sizeof *was);
    }
    return was[m];
}

const char *book_alike(Arena *a, const Book *b, const char *name) {
    Buf out = {.a = a};
    for (size_t i = 0; i < b->sheets; i++) {
        const char *s = b->sheet[i].name;
        bool        is = false;
        for (const char *const *k = known; *k; k++)
            if (strcasecmp(s, *k) == 0) is = true;
        if (is || *s == '_' || distance(s, name) > 2) continue;
        buf_all(&out, out.len ? ", '" : "'", s, "'", NULL);
    }
    return out.s;
}
