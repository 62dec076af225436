/* import.c - a table that somebody brings: read, judged row by row, stored as a whole.
 *
 * A row is judged by the function that would store it, told not to; so what the page calls
 * good is what the rules let through.  What only shows when rows meet (two of one number)
 * is refused when they are stored, and then nothing is. */
#include "exchange/exchange.h"

#include "crypt/crypt.h"

#include <string.h>

enum { HEAD_LINES = 20, SAMPLE = 65536 };

/* ---- read ---- */

typedef struct Taking { Ctx *c; Import *m; int room; } Taking;

static Err keep_row(void *arg, int64_t line, const TableCell *cell, int n) {
    Taking *t = arg;
    Import *m = t->m;
    if (m->rows == IMPORT_ROWS_MAX + HEAD_LINES) return "import.rows.many";
    if (m->rows == t->room) {
        ImportRow *more = arena_take(t->c->a, (size_t)(2 * t->room + 64) * sizeof *more);
        if (m->rows) memcpy(more, m->row, (size_t)m->rows * sizeof *more);
        m->row = more;
        t->room = 2 * t->room + 64;
    }
    TableCell *kept = arena_take(t->c->a, (size_t)(n + 1) * sizeof *kept);
    for (int i = 0; i < n; i++)
        kept[i] = (TableCell){arena_text(t->c->a, cell[i].text), cell[i].kind};
    m->row[m->rows++] = (ImportRow){.line = line, .cell = kept};
    if (n > m->columns) m->columns = n;
    return NULL;
}

/* The heading and a name of ours, whatever the marks, signs and letters' size. */
bool import_heads(Ctx *c, const char *key, const char *folded) {
    for (Lang lang = LANG_VI; lang <= LANG_EN; lang++) {
        Ctx in = *c;
        in.lang = lang;
        for (const char *p = tr(&in, key); *p; p += *p == ';') {
            size_t      n = strcspn(p, ";");
            const char *one = text_search_folded(c->a, arena_part(c->a, p, n));
            if (*one && strcmp(one, folded) == 0) return true;
            p += n;
        }
    }
    return false;
}

static int column_of(Ctx *c, const ImportKind *k, const char *heading) {
    const char *folded = text_search_folded(c->a, heading);
    for (int i = 0; *folded && k->column[i].name; i++) {
        const ImportColumn *col = &k->column[i];
        if (import_heads(c, col->label, folded)) return i;
        if (col->also && import_heads(c, col->also, folded)) return i;
    }
    return -1;
}

static int known_in(Ctx *c, const ImportKind *k, const ImportRow *r, int columns, int *from) {
    int n = 0;
    for (int i = 0; i < IMPORT_COLUMNS_MAX; i++) from[i] = -1;
    for (int i = 0; i < columns; i++) {
        int at = r->cell[i].text ? column_of(c, k, r->cell[i].text) : -1;
        if (at >= 0 && from[at] < 0) from[at] = i, n++;
    }
    return n;
}

/* Above the headings there may be a title: the row of the first that names most columns. */
static Err find_head(Ctx *c, Import *m) {
    int best = -1, most = 0, from[IMPORT_COLUMNS_MAX];
    for (int i = 0; i < m->rows && i < HEAD_LINES; i++) {
        int n = known_in(c, m->kind, &m->row[i], m->columns, from);
        if (n <= most) continue;
        most = n;
        best = i;
        memcpy(m->from, from, sizeof from);
    }
    if (best < 0) return "import.head.missing";
    const char **head = arena_take(c->a, ((size_t)m->columns + 1) * sizeof *head);
    for (int i = 0; i < m->columns; i++) head[i] = m->row[best].cell[i].text;
    m->head = head;
    m->head_line = m->row[best].line;
    m->row += best + 1;
    m->rows -= best + 1;
    Buf missing = {.a = c->a};
    for (int i = 0; m->kind->column[i].name; i++)
        if (m->kind->column[i].needed && m->from[i] < 0)
            buf_print(&missing, "%s%s", missing.len ? ", " : "", tr(c, m->kind->column[i].label));
    m->missing = missing.len ? missing.s : NULL;
    if (missing.len) return "import.column.missing";
    return m->rows > IMPORT_ROWS_MAX ? "import.rows.many" : m->rows ? NULL : "import.rows.none";
}

/* Cells behind the last one of a row are empty, and each row gets as many as the widest. */
static void fill_rows(Ctx *c, Import *m) {
    for (int i = 0; i < m->rows; i++) {
        TableCell *cell = arena_take(c->a, (size_t)(m->columns + 1) * sizeof *cell);
        int        n = 0;
        while (m->row[i].cell[n].text && n < m->columns) n++;
        memcpy(cell, m->row[i].cell, (size_t)n * sizeof *cell);
        for (; n < m->columns; n++) cell[n] = (TableCell){"", TABLE_TEXT};
        m->row[i].cell = cell;
    }
}

/* The texts of a workbook: guessed together, converted one by one. */
static void convert(Ctx *c, Import *m, TextCode code) {
    Buf         sample = {.a = c->a};
    ImportCode *k = &m->code;
    int         n = 0;
    buf_text(&sample, "");
    for (int i = 0; i < m->rows && sample.len < SAMPLE; i++)
        for (int j = 0; j < m->columns; j++)
            if (*m->row[i].cell[j].text) buf_print(&sample, "%s\n", m->row[i].cell[j].text);
    k->guess = import_guess(c->a, sample.len ? sample.s : "", sample.len);
    k->asked = code == TEXT_NONE && k->guess.code != TEXT_UTF8;
    TextCode as = code == TEXT_NONE ? k->guess.code : code;
    if (as == TEXT_UTF8 || as == TEXT_NONE) return;
    for (int i = 0; i < m->rows; i++)
        for (int j = 0; j < m->columns; j++) {
            TableCell  *cell = (TableCell *)(uintptr_t)&m->row[i].cell[j]; /* ours, in the arena */
            const char *is = import_decode(c->a, as, cell->text);
            if (strcmp(is, cell->text) != 0 && n < 4) {
                k->was[n] = text_snippet(c->a, cell->text, "", 100);
                k->is[n++] = text_snippet(c->a, is, "", 100);
            }
            cell->text = is;
        }
}

/* ---- the last line of a text of ours ---- */

static void add_cells(HashRun *h, const Import *m, const ImportRow *r) {
    for (int i = 0; i < m->columns; i++) {
        hash_add(h, r->cell[i].text, strlen(r->cell[i].text));
        hash_add(h, "\t", 1);
    }
}

/* Who corrects a file need not reckon its checksum: that it is another is told, no more. */
static void read_sum(Ctx *c, Import *m) {
    int64_t     rows;
    const char *said;
    if (!m->rows || !csv_sum_read(m->row[m->rows - 1].cell[0].text, &rows, &said)) return;
    m->rows--;
    HashRun *h = hash_start(c->a);
    for (int i = 0; i < m->rows; i++) add_cells(h, m, &m->row[i]);
    Hash is = hash_end(h);
    bool same = rows == m->rows && strcmp(hex_of(c->a, is.b, HASH_BYTES), said) == 0;
    m->sum = same ? SUM_WHOLE : SUM_CHANGED;
}

/* The apostrophe that csv_out.c writes before what a spreadsheet would take for a formula. */
static void unguard(Import *m) {
    for (int i = 0; i < m->rows; i++)
        for (int k = 0; k < m->columns; k++) {
            TableCell *cell = (TableCell *)(uintptr_t)&m->row[i].cell[k]; /* ours, in the arena */
            if (*cell->text == '\'' && csv_guarded(cell->text)) cell->text++;
        }
}

void import_read(Ctx *c, Import *m, Bytes file, TextCode code) {
    Taking t = {c, m, 0};
    Bytes  text = file;
    m->err = table_packed(file) ? NULL : import_code_text(c, m, file, code, &text);
    if (!m->err) m->err = table_each(text, keep_row, &t, &m->trouble);
    if (m->err) return;
    fill_rows(c, m);
    if (table_packed(file)) convert(c, m, code);
    else unguard(m);
    m->err = find_head(c, m);
    if (!table_packed(file)) read_sum(c, m);
    if (!m->err && !m->rows) m->err = "import.rows.none";
}

/* ---- rows ---- */

const char *import_text(const Import *m, const ImportRow *r, int column) {
    return m->from[column] < 0 ? "" : r->cell[m->from[column]].text;
}

Err import_day(Ctx *c, const Import *m, const ImportRow *r, int column, Err bad,
               const char **out) {
    const char *s = import_text(m, r, column);
    *out = NULL;
    if (text_blank(s)) return NULL;
    return text_day_parse(c, s, out) ? bad : NULL;
}

bool import_yes(Ctx *c, const char *text) {
    return !text_blank(text) && import_heads(c, "import.yes", text_search_folded(c->a, text));
}

/* A cell in which the spreadsheet itself shows a failure (#REF!) says nothing. */
static Err check_cells(const Import *m, const ImportRow *r) {
    for (int i = 0; m->kind->column[i].name; i++)
        if (m->from[i] >= 0 && r->cell[m->from[i]].kind == TABLE_ERROR)
            return "import.cell.failed";
    return NULL;
}

static Err take(Ctx *c, Import *m, const ImportRow *r, bool store) {
    Err e = check_cells(m, r);
    return e ? e : m->kind->take(c, m, r, store);
}

/* What was found by looking at the rows is no more when they are stored. */
void import_begin(Import *m) {
    m->extra = NULL;
    m->found = NULL;
    m->wrong = 0;
}

void import_judge_part(Ctx *c, Import *m, int from, int to) {
    for (int i = from; i < to; i++) {
        m->row[i].err = take(c, m, &m->row[i], false);
        m->wrong += m->row[i].err != NULL;
    }
}

void import_judge(Ctx *c, Import *m) {
    import_begin(m);
    if (!m->err) import_judge_part(c, m, 0, m->rows);
}

/* How often it is told how far storing has come: in rows. */
enum { TOLD_ROWS = 100 };

Err import_rows(Ctx *c, Import *m, ImportEach *each, void *arg) {
    Err e = m->err;
    import_begin(m);
    for (int i = 0; i < m->rows && !e; i++) {
        e = take(c, m, &m->row[i], true);
        if (e) m->failed = &m->row[i], m->row[i].err = e;
        else if (each && i % TOLD_ROWS == TOLD_ROWS - 1) e = each(c, arg, i + 1);
    }
    return !e && m->kind->close ? m->kind->close(c, m) : e;
}

const char *import_why(const Ctx *c, const Import *m, const ImportRow *r) {
    const char *dot = r->err ? strchr(r->err, '.') : NULL;
    size_t      n = dot ? strcspn(dot + 1, ".") : 0;
    for (int i = 0; n && m->kind->column[i].name; i++)
        if (strlen(m->kind->column[i].name) == n &&
            strncmp(m->kind->column[i].name, dot + 1, n) == 0)
            return arena_print(c->a, "%s: %s", tr(c, m->kind->column[i].label), tr(c, r->err));
    return tr(c, r->err);
}
