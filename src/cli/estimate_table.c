/* estimate_table.c - results for people: a table that lies even in a terminal, and under it
 * how the figures came about and what to beware of.
 *
 * Decimals follow the standard error, which gets two digits that count unless others are
 * asked for: more would tell of noise.  In a column the decimal signs stand under each other. */
#include "cli/estimate.h"

#include "stats/weigh.h"
#include "text/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { COLUMNS_MAX = 12, DECIMALS_MAX = 9, GAP = 2 };

typedef struct Sheet {
    int          columns;
    const char  *title[COLUMNS_MAX];
    bool         words[COLUMNS_MAX]; /* to the left; numbers stand to the right */
    int          rows;
    const char **cell;               /* [rows][columns] */
} Sheet;

/* Letters that take a place: combining marks take none. */
static int width(const char *s) {
    int n = 0;
    for (const unsigned char *p = (const unsigned char *)s; *p; p++)
        n += (*p & 0xC0) != 0x80 && !(*p == 0xCC || (*p == 0xCD && p[1] < 0xB0));
    return n;
}

static void put_spaces(int n) { if (n > 0) printf("%*s", n, ""); }

static void put_cell(const char *s, int wide, bool words, bool last) {
    if (!words) put_spaces(wide - width(s));
    fputs(s, stdout);
    if (words && !last) put_spaces(wide - width(s));
}

static void put_line(const Sheet *t, const char *const *cell, const int *wide) {
    for (int k = 0; k < t->columns; k++) {
        if (k) put_spaces(GAP);
        put_cell(cell[k], wide[k], t->words[k], k + 1 == t->columns);
    }
    putchar('\n');
}

static void put_sheet(const Sheet *t) {
    int wide[COLUMNS_MAX], all = GAP * (t->columns - 1);
    for (int k = 0; k < t->columns; k++) {
        wide[k] = width(t->title[k]);
        for (int i = 0; i < t->rows; i++) {
            int here = width(t->cell[i * t->columns + k]);
            if (here > wide[k]) wide[k] = here;
        }
        all += wide[k];
    }
    put_line(t, t->title, wide);
    for (int i = 0; i < all; i++) fputs("─", stdout);
    putchar('\n');
    for (int i = 0; i < t->rows; i++) put_line(t, t->cell + i * t->columns, wide);
}

/* ---- Numbers ---- */

/* Of the error, so many digits; without an error, four more of the value. */
static int digits_of(const Estimating *t) {
    const char *said = option_value(t, "digits");
    return said && *said >= '1' && *said <= '9' && !said[1] ? *said - '0' : 2;
}

/* What raking has fixed has an error of 0, but for the last bits. */
static int decimals_of(const Estimate *e, int digits) {
    double size = e->se > 1e-10 * fabs(e->value) ? e->se : fabs(e->value) / 1e4;
    if (!(size > 0) || !isfinite(size)) return 0;
    int n = digits - 1 - (int)floor(log10(size));
    return n < 0 ? 0 : n > DECIMALS_MAX ? DECIMALS_MAX : n;
}

/* As it is shown: shares in percent. */
static Estimate shown(const Estimating *t, const Estimate *e) {
    double   scale = t->stat->percent ? 100 : 1;
    Estimate x = *e;
    x.value *= scale;
    x.se *= scale;
    x.lo *= scale;
    x.hi *= scale;
    return x;
}

/* Filled up with spaces to the decimals of the whole column, for the sign's sake. */
static const char *number(const Ctx *c, double x, int decimals, int most) {
    if (isnan(x)) return "–";
    int fill = most - decimals + (decimals == 0 && most > 0);
    return arena_print(c->a, "%s%*s", text_real(c, x, decimals), fill, "");
}

static int most_decimals(const Estimating *t, const Result *r) {
    int most = 0;
    for (int i = 0; i < r->p; i++) {
        Estimate e = shown(t, &r->at[i]);
        int      n = decimals_of(&e, digits_of(t));
        if (n > most) most = n;
    }
    return most;
}

/* ---- The table ---- */

static bool has_cells(const Result *r) {
    for (int i = 0; i < r->p; i++)
        if (r->at[i].cell) return true;
    return false;
}

static bool df_varies(const Result *r) {
    for (int i = 1; i < r->p; i++)
        if (r->at[i].df != r->at[0].df) return true;
    return false;
}

static void add(Sheet *t, const char *title, bool words) {
    t->title[t->columns] = title;
    t->words[t->columns++] = words;
}

static void add_titles(const Estimating *q, Sheet *t, const Result *r) {
    const Ctx  *c = q->c;
    const char *level = text_percent(c, r->level, r->level * 100 == floor(r->level * 100) ? 0 : 1);
    if (has_cells(r)) add(t, tr(c, "estimate.cell"), true);
    add(t, tr(c, "estimate.term"), true);
    add(t, tr(c, q->stat->percent ? "estimate.value.percent" : "estimate.value"), false);
    add(t, tr(c, "estimate.se"), false);
    add(t, trf(c, "estimate.low", V(level)), false);
    add(t, trf(c, "estimate.high", V(level)), false);
    if (df_varies(r)) add(t, tr(c, "estimate.df"), false);
    add(t, "n", false);
    add(t, tr(c, "estimate.neff"), false);
    add(t, tr(c, "estimate.deff.title"), false);
}

static const char *df_text(const Ctx *c, double df) {
    if (isinf(df)) return "∞";
    return text_real(c, df, df == floor(df) ? 0 : 1);
}

/* "hai_longTốt" is the level Tốt of hai_long: R writes it in one word. */
static const char *term_text(const Ctx *c, const Dataset *data, const char *name) {
    bool        made = strncmp(name, "factor(", 7) == 0;
    const char *from = made ? name + 7 : name;
    for (int k = 0; k < data->vars; k++) {
        const Var *v = &data->var[k];
        size_t     n = strlen(v->name);
        if (strncmp(from, v->name, n) != 0 || !(made || v->type == VAR_FACTOR)) continue;
        const char *level = from + n + (made && from[n] == ')');
        if (!*level || (made && from[n] != ')')) continue;
        return arena_print(c->a, "%s: %s", v->name, level);
    }
    return name;
}

static void fill_row(const Estimating *q, Sheet *t, const Result *r, int i, int most) {
    const Ctx   *c = q->c;
    Estimate     e = shown(q, &r->at[i]);
    const char **cell = t->cell + i * t->columns;
    int          d = decimals_of(&e, digits_of(q)), k = 0;
    bool         again = i > 0 && text_same(e.cell, r->at[i - 1].cell);
    if (has_cells(r)) cell[k++] = again || !e.cell ? "" : e.cell;
    cell[k++] = term_text(c, &q->data, e.name);
    cell[k++] = number(c, e.value, d, most);
    cell[k++] = number(c, e.se, d, most);
    cell[k++] = number(c, e.lo, d, most);
    cell[k++] = number(c, e.hi, d, most);
    if (df_varies(r)) cell[k++] = df_text(c, e.df);
    cell[k++] = text_int(c, e.n);
    cell[k++] = number(c, e.deff_wr > 1e-9 && isfinite(e.deff_wr) ? e.n_eff : NAN, 0, 0);
    cell[k++] = number(c, e.deff_wr, 2, 2);
}

static void put_table(const Estimating *q, const Result *r) {
    Sheet t = {.rows = r->p};
    int   most = most_decimals(q, r);
    add_titles(q, &t, r);
    t.cell = arena_take(q->c->a, (size_t)t.rows * (size_t)t.columns * sizeof *t.cell);
    for (int i = 0; i < r->p; i++) fill_row(q, &t, r, i, most);
    put_sheet(&t);
}

/* ---- What is beneath ---- */

void put_fact(const Ctx *c, const char *key, const char *text) {
    static const char *const keys[] = {"estimate.sample", "estimate.design", "estimate.error",
                                       "estimate.weighted",
                                       "estimate.interval", "estimate.deff", "estimate.command",
                                       "estimate.note"};
    int wide = 0;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (width(tr(c, keys[i])) > wide) wide = width(tr(c, keys[i]));
    const char *what = tr(c, key);
    fputs(what, stdout);
    put_spaces(wide - width(what) + GAP);
    puts(text);
}

static void put_design(const Estimating *t, const Result *r) {
    const Ctx    *c = t->c;
    const Design *d = r->design;
    const Stage  *g = &d->stage[0];
    double        people = 0;
    for (int64_t i = 0; i < d->n; i++) people += d->w[i];
    put_fact(c, "estimate.sample", trf(c, t->roles.psu ? "estimate.sample.units"
                                                       : "estimate.sample.rows",
                                       V(d->n), V(g->units), V(g->strata),
                                       V(text_real(c, people, 0)), V(d->stages)));
    Buf b = {.a = c->a};
    const struct { const char *key, *names; } parts[] = {
        {"estimate.by.strata", t->roles.strata}, {"estimate.by.psu", t->roles.psu},
        {"estimate.by.weights", t->roles.weights}, {"estimate.by.fpc", t->roles.fpc}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!parts[i].names) continue;
        if (b.len) buf_text(&b, "; ");
        buf_text(&b, trf(c, parts[i].key, V(parts[i].names)));
    }
    put_fact(c, "estimate.design", b.len ? b.s : tr(c, "estimate.design.simple"));
}

/* What bringing the weights to known totals has done to them. */
static void put_weighting(const Estimating *t) {
    const Ctx       *c = t->c;
    const Weighting *w = t->weighting;
    if (!w) return;
    put_fact(c, "estimate.weighted",
             trf(c, "estimate.weighted.how", V(text_real(c, w->least, 2)),
                 V(text_real(c, w->most, 2)), V(text_real(c, w->n_eff, 0)),
                 V(text_real(c, w->spread, 2)), V(w->turns)));
}

static void put_error(const Estimating *t, const Result *r) {
    const Ctx  *c = t->c;
    const char *how = r->design->rep
        ? trf(c, "estimate.error.replicates", V(r->design->rep->type), V(r->design->rep->reps))
        : tr(c, t->roles.fpc ? "estimate.error.fpc" : "estimate.error.linear");
    put_fact(c, "estimate.error", how);
    if (r->p == 0) return;
    if (r->p && !df_varies(r)) put_fact(c, "estimate.interval",
                                        trf(c, "estimate.interval.t", V(df_text(c, r->at[0].df))));
    else put_fact(c, "estimate.interval", tr(c, "estimate.interval.each"));
    put_fact(c, "estimate.deff", tr(c, "estimate.deff.wr"));
}

static void put_notes(const Estimating *t, const Result *r) {
    const Ctx *c = t->c;
    bool       unknown = false;
    for (int i = 0; i < r->p; i++) unknown = unknown || isnan(r->at[i].lo);
    const Weighting *w = t->weighting;
    if (unknown) put_fact(c, "estimate.note", tr(c, "estimate.note.unknown"));
    if (w && w->empty) put_fact(c, "estimate.note", trf(c, "estimate.weighted.empty", V(w->empty)));
    if (w && w->trimmed)
        put_fact(c, "estimate.note", trf(c, "estimate.weighted.trim", V(w->trimmed)));
    for (int i = 0; i < r->notes; i++)
        put_fact(c, "estimate.note", r->note[i].detail
                 ? arena_print(c->a, "%s %s", tr(c, r->note[i].key), r->note[i].detail)
                 : tr(c, r->note[i].key));
}

void estimate_beneath(const Estimating *t, const Result *r) {
    putchar('\n');
    put_design(t, r);
    put_weighting(t);
    put_error(t, r);
    put_fact(t->c, "estimate.command", t->command);
    put_notes(t, r);
}

void estimate_table(const Estimating *t, const Result *r) {
    const Ctx *c = t->c;
    printf("%s  %s", tr(c, t->stat->help), names_formula(c->a, t->q->formula));
    if (t->q->by) printf("  %s", trf(c, "estimate.in", V(t->q->by)));
    if (t->q->where) printf("  %s", trf(c, "estimate.where", V(t->q->where)));
    puts("\n");
    put_table(t, r);
    estimate_beneath(t, r);
}
