/* result.c - the share of false completions, estimated from what was found.
 *
 * Rows are the tasks that were inspected; a stratum is worth as many tasks as it has, whether
 * all that were drawn of it could be inspected or not: who could not be visited is taken to be
 * like the others of its stratum, and beside the estimate stands what it would be if that
 * were wrong. */
#include "inspect/parts.h"
#include "inspect/result.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static Cell *cell_of(Cell *all, int n, int64_t id) {
    for (int k = 0; k < n; k++)
        if (all[k].id == id) return &all[k];
    return NULL;
}

static void read_strata(Ctx *c, const Inspection *i, Verdicts *s) {
    s->stratum = arena_take(c->a, (STRATA_MAX + 1) * sizeof *s->stratum);
    Rows q = db_query(c, "SELECT id, n FROM inspection_stratum WHERE inspection = $1"
                         " ORDER BY place", V(i->id));
    while (db_next(&q))
        s->stratum[s->strata++] = (Cell){.id = row_int(&q, 0), .n = row_int(&q, 1)};
}

static void read_units(Ctx *c, const Inspection *i, Verdicts *s) {
    s->unit = arena_take(c->a, (SAMPLE_MAX + 1) * sizeof *s->unit);
    Rows q = db_query(c, "SELECT r.unit, count(*) FROM inspection_frame r WHERE r.inspection = $1"
                         " AND r.unit IN (SELECT unit FROM finding WHERE inspection = $1)"
                         " GROUP BY r.unit ORDER BY r.unit", V(i->id));
    while (db_next(&q) && s->units < SAMPLE_MAX) {
        int64_t unit = row_int(&q, 0);
        s->unit[s->units++] = (Cell){.id = unit, .n = row_int(&q, 1), .name = unit_name(c, unit)};
    }
}

static void count(Cell *at, const char *verdict) {
    at->drawn++;
    if (!*verdict || strcmp(verdict, "unseen") == 0) return;
    at->seen++;
    at->good += strcmp(verdict, "true") == 0;
    at->partly += strcmp(verdict, "partly") == 0;
    at->bad += strcmp(verdict, "false") == 0;
}

void verdicts_add(Verdicts *s, int64_t stratum, int64_t unit, const char *verdict) {
    count(cell_of(s->stratum, s->strata, stratum), verdict);
    count(cell_of(s->unit, s->units, unit), verdict);
    s->left += !*verdict;
    s->row[s->rows++] = (Seen){stratum, unit, verdict};
}

static Verdicts read_verdicts(Ctx *c, const Inspection *i) {
    Verdicts s = {.row = arena_take(c->a, (SAMPLE_MAX + 1) * sizeof *s.row)};
    read_strata(c, i, &s);
    read_units(c, i, &s);
    for (const Finding *f = finding_list(c, i->id); f && s.rows < SAMPLE_MAX; f = f->next)
        verdicts_add(&s, f->stratum, f->unit, f->verdict);
    return s;
}

/* ---- As the engine of statistics wants it ---- */

typedef struct Columns {
    double   *bad, *both, *size;   /* 1 or 0; tasks in its stratum */
    uint32_t *stratum, *unit;      /* from 1 */
    int64_t   n;
} Columns;

static Columns columns_of(Ctx *c, const Verdicts *s) {
    size_t  n = (size_t)s->rows + 1;
    Columns x = {.bad = arena_take(c->a, n * sizeof(double)),
                 .both = arena_take(c->a, n * sizeof(double)),
                 .size = arena_take(c->a, n * sizeof(double)),
                 .stratum = arena_take(c->a, n * sizeof(uint32_t)),
                 .unit = arena_take(c->a, n * sizeof(uint32_t))};
    for (int64_t k = 0; k < s->rows; k++) {
        const Seen *r = &s->row[k];
        if (!*r->verdict || strcmp(r->verdict, "unseen") == 0) continue;
        const Cell *h = cell_of(s->stratum, s->strata, r->stratum);
        x.bad[x.n] = strcmp(r->verdict, "false") == 0;
        x.both[x.n] = strcmp(r->verdict, "true") != 0;
        x.size[x.n] = (double)h->n;
        x.stratum[x.n] = (uint32_t)(h - s->stratum) + 1;
        x.unit[x.n] = (uint32_t)(cell_of(s->unit, s->units, r->unit) - s->unit) + 1;
        x.n++;
    }
    return x;
}

/* Labels 1, 2, ... for codes. */
static const char *const *labels(Ctx *c, int n) {
    const char **s = arena_take(c->a, (size_t)(n + 1) * sizeof *s);
    for (int k = 1; k <= n; k++) s[k] = arena_print(c->a, "%d", k);
    return s;
}

static Dataset dataset_of(Ctx *c, const Verdicts *s, const Columns *x) {
    Var *v = arena_take(c->a, 5 * sizeof *v);
    v[0] = (Var){.name = "bad", .type = VAR_NUMBER, .real = x->bad};
    v[1] = (Var){.name = "both", .type = VAR_NUMBER, .real = x->both};
    v[2] = (Var){.name = "size", .type = VAR_NUMBER, .real = x->size};
    v[3] = (Var){.name = "stratum", .type = VAR_FACTOR, .code = x->stratum,
                 .label = labels(c, s->strata), .codes = s->strata};
    v[4] = (Var){.name = "unit", .type = VAR_FACTOR, .code = x->unit,
                 .label = labels(c, s->units), .codes = s->units};
    return (Dataset){.n = x->n, .vars = 5, .var = v};
}

/* Where the engine refuses there is no interval, and so no share is told. */
static bool estimate(Stats *st, const Dataset *t, const char *name, const char *by, Result *out) {
    Design d;
    Domain cells;
    Column y;
    const DesignSpec spec = {.strata = "~stratum", .fpc = "~size", .lonely = LONELY_ADJUST};
    Err e = design_make(st, t, &spec, &d);
    if (!e) e = column_make(st, t, name, &y);
    if (!e && by) e = domain_make(st, t, by, NULL, &cells);
    if (!e) e = stats_proportion(st, &d, &y, by ? &cells : NULL, PROP_BETA, false, out);
    return !e;
}

/* ---- Shares ---- */

static Share share_of(const Cell *x) {
    const Estimate none = {.value = NAN, .se = NAN, .lo = NAN, .hi = NAN};
    return (Share){.unit = x->id, .name = x->name, .n = x->n, .drawn = x->drawn, .seen = x->seen,
                   .good = x->good, .partly = x->partly, .bad = x->bad, .share = none,
                   .both = none, .known = x->n && x->seen == x->n,
                   .few = x->seen < SEEN_MIN && !(x->n && x->seen == x->n)};
}

/* What was counted is certain: so many are false, so many are not. */
static void bound(Estimate *e, int64_t n, int64_t yes, int64_t no) {
    double least = (double)yes / (double)n, most = 1 - (double)no / (double)n;
    if (isnan(e->lo) || isnan(e->hi)) return;
    e->lo = fmin(fmax(e->lo, least), most);
    e->hi = fmax(fmin(e->hi, most), least);
}

static void set_estimate(Share *s, Estimate *to, const Estimate *e, int64_t yes) {
    if (s->known) {
        double p = (double)yes / (double)s->n;
        *to = (Estimate){.value = p, .lo = p, .hi = p, .n = s->n};
    } else if (!s->few && e && !isnan(e->lo) && !isnan(e->hi)) {
        *to = *e;
        bound(to, s->n, yes, s->seen - yes);
    }
}

static const Estimate *found_in(const Result *r, int64_t code) {
    for (int k = 0; r && k < r->p; k++)
        if (r->at[k].cell && strtoll(r->at[k].cell, NULL, 10) == code) return &r->at[k];
    return NULL;
}

/* The share of all, if those that could not be inspected were false (1) or true (0). */
static double if_unseen(const Verdicts *s, int worst) {
    double sum = 0, n = 0;
    for (int h = 0; h < s->strata; h++) {
        const Cell *x = &s->stratum[h];
        if (!x->drawn) continue;
        int64_t bad = x->bad + (worst ? x->drawn - x->seen : 0);
        sum += (double)x->n * (double)bad / (double)x->drawn;
        n += (double)x->n;
    }
    return n > 0 ? sum / n : NAN;
}

static int by_name(const void *a, const void *b) {
    const Cell *x = a, *y = b;
    int name = strcmp(x->name, y->name);
    return name ? name : x->id < y->id ? -1 : x->id > y->id;
}

static Cell all_of(const Verdicts *s, int64_t *uncovered) {
    Cell all = {.name = ""};
    for (int h = 0; h < s->strata; h++) {
        const Cell *x = &s->stratum[h];
        all.drawn += x->drawn;
        if (x->seen) all.n += x->n;
        else *uncovered += x->n;
        all.seen += x->seen;
        all.good += x->good;
        all.partly += x->partly;
        all.bad += x->bad;
    }
    return all;
}

static const Share *units_of(Ctx *c, const Verdicts *s, const Result *bad, const Result *both) {
    const Share *first = NULL, **end = &first;
    Cell *sorted = arena_take(c->a, (size_t)(s->units + 1) * sizeof *sorted);
    memcpy(sorted, s->unit, (size_t)s->units * sizeof *sorted);
    qsort(sorted, (size_t)s->units, sizeof *sorted, by_name);
    for (int k = 0; k < s->units; k++) {
        int64_t code = cell_of(s->unit, s->units, sorted[k].id) - s->unit + 1;
        Share  *x = arena_new(c->a, Share);
        *x = share_of(&sorted[k]);
        x->unseen = x->drawn - x->seen;
        set_estimate(x, &x->share, found_in(bad, code), x->bad);
        set_estimate(x, &x->both, found_in(both, code), x->bad + x->partly);
        *end = x;
        end = (const Share **)&x->next;
    }
    return first;
}

InspectionResult verdicts_result(Ctx *c, const Verdicts *s) {
    InspectionResult out = {.left = s->left};
    Columns x = columns_of(c, s);
    Dataset t = dataset_of(c, s, &x);
    Stats   st = {.a = c->a};
    Result  bad = {0}, both = {0}, bads = {0}, boths = {0};
    bool    all = x.n && estimate(&st, &t, "bad", NULL, &bad) &&
                  estimate(&st, &t, "both", NULL, &both);
    bool    each = x.n && estimate(&st, &t, "bad", "~unit", &bads) &&
                   estimate(&st, &t, "both", "~unit", &boths);
    const Cell total = all_of(s, &out.uncovered);
    out.all = share_of(&total);
    out.all.known = out.all.known && !out.uncovered;
    out.all.few = out.all.few || (out.all.seen < SEEN_MIN && !out.all.known);
    out.all.unseen = out.all.drawn - out.all.seen - out.left;
    set_estimate(&out.all, &out.all.share, all ? bad.at : NULL, total.bad);
    set_estimate(&out.all, &out.all.both, all ? both.at : NULL, total.bad + total.partly);
    out.all.least = if_unseen(s, 0);
    out.all.most = if_unseen(s, 1);
    out.units = units_of(c, s, each ? &bads : NULL, each ? &boths : NULL);
    return out;
}

InspectionResult inspection_result(Ctx *c, const Inspection *i) {
    const Verdicts s = read_verdicts(c, i);
    return verdicts_result(c, &s);
}
