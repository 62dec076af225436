/* out_text.c - tables of answers as text with commas, and as a workbook.
 *
 * A text that a spreadsheet would take for a formula stands behind an apostrophe, as in all
 * tables of ours; numbers and choices stand as they are. */
#include "survey/results.h"

#include <stdlib.h>
#include <string.h>

enum { CELL_MAX = 32767 };

/* ---- CSV ---- */

static void put_quoted(OutFile *f, Cut v) {
    size_t from = 0;
    out_add(f, "\"", 1);
    for (size_t i = 0; i < v.n; i++) {
        if (v.s[i] != '"') continue;
        out_add(f, v.s + from, i + 1 - from);
        from = i;
    }
    out_add(f, v.s + from, v.n - from);
    out_add(f, "\"", 1);
}

static bool looks_like_formula(Cut v) {
    size_t i = 0;
    while (i < v.n && v.s[i] == '\'') i++;
    return i < v.n && strchr("=+-@\t", v.s[i]);
}

static bool wants_quotes(Cut v) {
    if (v.n && v.s[0] == ' ') return true;
    for (size_t i = 0; i < v.n; i++)
        if (v.s[i] == '"' || v.s[i] == ',' || v.s[i] == '\n' || v.s[i] == '\r') return true;
    return false;
}

/* A number that is none is a text: a phone may have sent anything. */
static bool numeric(Cut v) {
    for (size_t i = 0; i < v.n; i++)
        if (!strchr("0123456789.-+eE", v.s[i])) return false;
    return true;
}

static void put_cell(OutFile *f, const ResultColumn *k, Cut v) {
    bool number = k->kind == RESULT_NUMBER && numeric(v);
    if (!number && looks_like_formula(v)) {
        char *guarded = malloc(v.n + 1);
        if (!guarded) fatal("no memory for a cell");
        guarded[0] = '\'';
        memcpy(guarded + 1, v.s, v.n);
        Cut g = {guarded, v.n + 1};
        if (wants_quotes(v)) put_quoted(f, g);
        else out_add(f, g.s, g.n);
        free(guarded);
    } else if (!number && wants_quotes(v)) put_quoted(f, v);
    else out_add(f, v.s, v.n);
}

static Err text_row(void *arg, const ResultPlan *p, int table, const Cut *v) {
    OutFile           *f = ((OutFile **)arg)[table];
    const ResultTable *t = &p->table[table];
    f->rows++;
    for (int i = 0; i < t->columns; i++) {
        if (v[i].n) put_cell(f, &t->column[i], out_words(p, &t->column[i], v[i]));
        out_add(f, i + 1 < t->columns ? "," : "\r\n", i + 1 < t->columns ? 1 : 2);
    }
    return NULL;
}

static Err text_close(Writer *w) {
    Err e = NULL;
    for (int t = 0; t < w->p->tables; t++) {
        Err bad = out_close(((OutFile **)w->own)[t]);
        if (!e) e = bad;
    }
    return e;
}

Err out_csv(Ctx *c, ResultPlan *p, OutFiles *k, Writer *w) {
    OutFile **f = arena_take(c->a, (size_t)p->tables * sizeof *f);
    Names     names = {.a = c->a};
    *w = (Writer){p, text_row, text_close, f};
    for (int t = 0; t < p->tables; t++) {
        const ResultTable *tab = &p->table[t];
        f[t] = out_new(k, arena_print(c->a, "%s.csv", name_take(&names, tab->name, NULL)));
        if (!f[t]) return "file.sheet.place";
        f[t]->columns = tab->columns;
        out_add(f[t], "\xEF\xBB\xBF", 3); /* or Excel takes it for Western text */
        for (int i = 0; i < tab->columns; i++) {
            out_add(f[t], tab->column[i].name, strlen(tab->column[i].name));
            out_add(f[t], i + 1 < tab->columns ? "," : "\r\n", i + 1 < tab->columns ? 1 : 2);
        }
    }
    return NULL;
}

/* ---- XLSX ---- */

typedef struct Book { Sheet *sheet[RESULT_TABLES_MAX]; Val *v; Arena *a; OutFile *f; } Book;

static Val cell_of(Book *b, const ResultColumn *k, Cut v) {
    if (!v.n) return V("");
    const char *text = arena_part(b->a, v.s, v.n);
    char       *end;
    double      r = strtod(text, &end);
    bool        number = k->kind == RESULT_NUMBER || k->kind == RESULT_MARK;
    if (!number || *end || !numeric(v)) return V(text);
    return r == (double)(int64_t)r && r > -1e15 && r < 1e15 ? V((int64_t)r) : V(r);
}

static Err xlsx_row(void *arg, const ResultPlan *p, int table, const Cut *v) {
    Book              *b = arg;
    const ResultTable *t = &p->table[table];
    Err                e = NULL;
    arena_reset(b->a);
    b->f->rows += table == 0;
    for (int i = 0; i < t->columns && !e; i++) {
        Cut words = out_words(p, &t->column[i], v[i]);
        if (words.n > CELL_MAX) e = "results.text.long";
        else b->v[i] = cell_of(b, &t->column[i], words);
    }
    return e ? e : sheet_row(b->sheet[table], b->v);
}

static Err xlsx_close(Writer *w) {
    Book *b = w->own;
    arena_close(b->a);
    return sheet_close(b->sheet[0]);
}

static SheetColumn *heads(Ctx *c, const ResultTable *t) {
    SheetColumn *col = arena_take(c->a, (size_t)(t->columns + 1) * sizeof *col);
    for (int i = 0; i < t->columns; i++) {
        ResultKind kind = t->column[i].kind;
        col[i] = (SheetColumn){t->column[i].name,
                               kind == RESULT_DAY ? SHEET_DAY
                               : kind == RESULT_NUMBER || kind == RESULT_MARK ? SHEET_NUMBER
                                                                              : SHEET_TEXT,
                               kind == RESULT_TEXT ? 24 : 12};
    }
    return col;
}

Err out_xlsx(Ctx *c, ResultPlan *p, OutFiles *k, Writer *w) {
    Book *b = arena_new(c->a, Book);
    int   most = 0;
    Names names = {.a = c->a};
    *w = (Writer){p, xlsx_row, xlsx_close, b};
    for (int t = 0; t < p->tables; t++)
        if (p->table[t].columns > most) most = p->table[t].columns;
    b->v = arena_take(c->a, (size_t)(most + 1) * sizeof *b->v);
    b->f = out_new(k, "answers" ".xlsx");
    if (!b->f) return "file.sheet.place";
    b->f->columns = p->table[0].columns;
    b->a = arena_open();
    Err e = NULL;
    for (int t = 0; t < p->tables && !e; t++) {
        const ResultTable *tab = &p->table[t];
        const char *title = arena_print(c->a, "%.31s", name_take(&names, tab->name, NULL));
        e = t ? sheet_more(b->sheet[0], title, heads(c, tab), tab->columns, &b->sheet[t])
              : sheet_open(c->a, SHEET_XLSX, b->f->path, title, p->s->title, heads(c, tab),
                           tab->columns, &b->sheet[0]);
    }
    return e;
}
