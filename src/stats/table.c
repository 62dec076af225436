/* table.c - answers summed by unit, column and cell, in one pass over the data.
 *
 * Errors, design effects, replicates and covariances of means and totals all work on this
 * table, which is as small as the design. Where it would be large (hundreds of cells), the
 * units are folded stratum by stratum into the three sums of products that a variance is
 * made of. Rows lie unit by unit, so a unit is a stretch of each column.
 *
 * Answers are told from a pilot near their mean. Should a cell lie so far from it that
 * digits are lost, the pass is made again with the mean as pilot. */
#include "stats/inside.h"
#include "stats/table.h"

#include <math.h>
#include <string.h>

enum { ROWS = 512, TABLE_MAX = 1500000, UNIT_ROWS = 8 };

/* value[k] is value[1] + (k - 1) step for all codes. */
static bool in_steps(const Column *c) {
    double step = c->codes > 1 ? c->value[2] - c->value[1] : 1;
    for (int k = 1; k <= c->codes; k++)
        if (!(c->value[k] == c->value[1] + (k - 1) * step)) return false;
    return true;
}

static Kind kind_of(const Column *c) {
    if (c->real) return REAL;
    return c->byte ? in_steps(c) ? STEPS : CODES : OTHER;
}

static bool folded(const Design *d, const Model *m, const Domain *by) {
    return (double)d->stage[0].units * m->p * (by ? by->cells : 1) > TABLE_MAX;
}

bool table_fits(const Design *d, const Model *m, const Domain *by) {
    if (d->stages == 0 || !roots_by_unit(d) || !d->start) return false;
    /* Lonely units of a domain are told by the rows that answer, which the table does not know. */
    if (d->n / d->stage[0].units < UNIT_ROWS || d->domain_lonely) return false;
    if (d->rep && (d->rep->unit != d->stage[0].unit || d->rep->combined)) return false;
    bool exact = d->lonely == LONELY_FAIL || d->lonely == LONELY_REMOVE
              || d->lonely == LONELY_CERTAINTY;
    return !folded(d, m, by) || (!d->rep && !d->joint && d->pps == PPS_NONE && exact);
}

/* ---- several cells: row by row ---- */

/* Sums of one unit, by cell; and of its stratum when folding. */
typedef struct Cells {
    double  *y, *missing;  /* [cells + 1][wide] of w d, and of the weights of missing answers */
    bool     gaps;         /* an answer of the unit is missing */
    double  *w;            /* [cells + 1] */
    uint8_t *there;        /* [cells + 1] rows of the cell, answered or not */
    int32_t *list;         /* [cells + 1] those cells */
    int32_t  listed;
    double  *real;         /* [8][ROWS] columns written out as reals */
    uint8_t *one;          /* [ROWS] codes of a column that fills up eight */
    double   weight[ROWS];
    int32_t  cell[ROWS];
    Fold     fold;
} Cells;

static Cells *cells_open(Arena *a, const Work *k) {
    size_t cells = (size_t)k->t->cells + 1, all = cells * (size_t)k->wide;
    Cells *c = arena_new(a, Cells);
    *c = (Cells){.y = eights_take(a, all * sizeof(double)),
                 .missing = eights_take(a, all * sizeof(double)),
                 .w = arena_take(a, cells * sizeof(double)),
                 .there = arena_take(a, cells),
                 .list = arena_take(a, (cells + 1) * sizeof *c->list),
                 .real = arena_take(a, 8 * ROWS * sizeof(double)),
                 .one = arena_take(a, ROWS)};
    memset(c->one, 1, ROWS);
    double **fold[] = {&c->fold.y, &c->fold.yy, &c->fold.yw, &c->fold.w, &c->fold.ww};
    for (int f = 0; !k->t->unit_y && f < 5; f++) *fold[f] = eights_take(a, all * sizeof(double));
    c->fold.cell_w = arena_take(a, cells * sizeof(double));
    c->fold.cell_ww = arena_take(a, cells * sizeof(double));
    return c;
}

/* One column of the rows as reals, in `copy`; 0 in the rows that fill up eight. */
static void write_reals(const Work *k, int j, int64_t i, int64_t n, double *copy) {
    memset(copy, 0, ROWS * sizeof *copy);
    if (j >= k->t->p) return;
    const Column *c = &k->q->m->col[j];
    if (k->kind[j] == STEPS) kernel_numbers(c->byte + i, n, c->value[1], step_of(c), copy);
    else if (c->real) memcpy(copy, c->real + i, (size_t)n * sizeof *copy);
    else
        for (int64_t r = 0; r < n; r++) copy[r] = column_at(c, i + r);
}

/* Whether the columns j .. j+7 are all of one kind, and can be read where they lie. */
static bool all_are(const Work *k, int j, Kind kind) {
    for (int v = j; v < j + 8 && v < k->t->p; v++)
        if (k->kind[v] != kind) return false;
    return true;
}

/* Columns j .. j+7 from row i: where they lie when `more` rows up to a multiple of eight can be
 * read, else written out. */
static void find_columns(const Work *k, int j, int64_t i, int64_t n, bool more, Cells *c,
                         Columns8 *out) {
    bool real = more && all_are(k, j, REAL), byte = more && all_are(k, j, STEPS);
    for (int v = 0; v < 8; v++) {
        const Column *x = j + v < k->t->p ? &k->q->m->col[j + v] : NULL;
        out->real[v] = byte ? NULL : real && x ? x->real + i : c->real + v * ROWS;
        if (!byte && !(real && x)) write_reals(k, j + v, i, n, c->real + v * ROWS);
        if (!byte) continue;
        out->byte[v] = x ? x->byte + i : c->one;
        out->first[v] = x ? x->value[1] : 0;
        out->step[v] = x ? step_of(x) : 0;
    }
}

/* The cell of each row, and a list of those that occur. */
static void list_cells(const Domain *by, int64_t i, int64_t n, Cells *c) {
    uint8_t *there = c->there; /* a byte may be part of *c, which would be read again */
    int32_t *list = c->list, listed = c->listed;
    for (int64_t r = 0; r < n; r++) {
        int32_t cell = c->weight[r] != 0 ? domain_at(by, i + r) : 0;
        list[listed] = c->cell[r] = cell;
        listed += cell && !there[cell];
        there[cell] = 1;
    }
    c->listed = listed;
}

/* Cells and weights of the rows, those of a multiple of eight; cell 0 counts for nothing. */
static void find_cells(const Work *k, Part *part, int64_t i, int64_t n, Cells *c) {
    const UnitAsk *q = k->q;
    for (int64_t r = n / 8 * 8; r < (n + 7) / 8 * 8; r++) c->cell[r] = 0, c->weight[r] = 0;
    memcpy(c->weight, q->d->w + i, (size_t)n * sizeof *c->weight);
    list_cells(q->by, i, n, c);
    for (int j = 0; q->whole && j < k->t->p; j++)
        for (int64_t r = 0; r < n; r++)
            if (isnan(column_at(&q->m->col[j], i + r))) c->cell[r] = 0;
    for (int64_t r = 0; r < n; r++) c->w[c->cell[r]] += c->weight[r], part->n[c->cell[r]]++;
}

/* Eight columns at a time, so that the sums of their cells stay near the processor. */
static void add_rows(Work *k, Part *part, int32_t u, Cells *c) {
    const Design *d = k->q->d;
    Columns8      x;
    for (int64_t i = d->start[u], n; i < d->start[u + 1]; i += n) {
        n = d->start[u + 1] - i < ROWS ? d->start[u + 1] - i : ROWS;
        int64_t up = (n + 7) / 8 * 8;
        find_cells(k, part, i, n, c);
        for (int j = 0; j < k->wide; j += 8) {
            CellSums sums = {c->y + j, part->yy + j, c->missing + j, part->missing + j};
            find_columns(k, j, i, n, i + up <= d->n, c, &x);
            c->gaps |= kernel_cells(&x, c->cell, c->weight, up, k->wide, k->cell_pilot + j, &sums);
        }
    }
}

/* The sums of one unit in one cell go to the table, and are 0 again. */
static void keep_cell(Work *k, int32_t u, int32_t cell, Cells *c) {
    UnitTable *t = k->t;
    int64_t    at = (int64_t)cell * k->wide;
    for (int j = 0; j < t->p; j++) {
        int64_t to = ((int64_t)(cell - 1) * t->p + j) * t->units + u;
        t->unit_y[to] = c->y[at + j];
        t->unit_w[to] = c->w[cell] - c->missing[at + j];
    }
    memset(c->y + at, 0, (size_t)k->wide * sizeof *c->y);
    memset(c->missing + at, 0, (size_t)k->wide * sizeof *c->missing);
}

/* Sums and weights of a unit, by cell; they are 0 again. */
static void keep_unit(Work *k, Part *part, int32_t u, int32_t *last, Cells *c) {
    int32_t  home = k->q->d->stage[0].home[u] + 1;
    CellSums sums = {.y = c->y, .missing = c->missing};
    if (c->fold.y) kernel_fold(c->list, c->listed, c->w, k->wide, c->gaps, &sums, &c->fold);
    for (int i = 0; i < c->listed; i++) {
        int32_t cell = c->list[i];
        if (k->t->unit_y) keep_cell(k, u, cell, c);
        part->df[cell] += last[cell] == home;
        last[cell] = home;
        c->there[cell] = 0;
        part->people[cell] += c->w[cell];
        if (c->w[cell] > part->heaviest[cell]) part->heaviest[cell] = c->w[cell];
        c->w[cell] = 0;
    }
    c->listed = 0;
    c->gaps = false;
}

/* The sums of a stratum become its part of the variances. */
static void fold_stratum(Work *k, Part *part, int32_t u, double units, Cells *c) {
    const Scale *scale = &k->roots->scale[0];
    double       v = scale->unit[u] * scale->unit[u];
    Fold out = {part->y, part->var_yy, part->var_yw, part->w, part->var_ww, NULL, NULL};
    kernel_stratum(&c->fold, k->t->cells + 1, k->wide, units, v, &out);
}

static void cells_of_units(Work *k, Part *part, int32_t from, int32_t to, Arena *a) {
    const Stage *g = &k->q->d->stage[0];
    Cells       *c = cells_open(a, k);
    int32_t     *last = arena_take(a, ((size_t)k->t->cells + 1) * sizeof *last);
    for (int32_t u = from; u < to; u++) {
        add_rows(k, part, u, c);
        keep_unit(k, part, u, last, c);
        bool done = u + 1 == to || g->home[u + 1] != g->home[u];
        if (!k->t->unit_y && done) fold_stratum(k, part, u, g->took[g->home[u]], c);
    }
}

/* ---- all of it ---- */

static void run_chunk(void *with, size_t chunk) {
    Work  *k = with;
    Arena *a = arena_open();
    if (k->t->cells == 1)
        columns_of_units(k, &k->part[chunk], k->from[chunk], k->from[chunk + 1], a);
    else
        cells_of_units(k, &k->part[chunk], k->from[chunk], k->from[chunk + 1], a);
    arena_close(a);
}

/* Chunks of about as many rows, whole strata each. */
static void cut_chunks(Work *k) {
    const Design *d = k->q->d;
    const Stage  *g = &d->stage[0];
    int64_t       next = d->n / CHUNKS;
    k->chunks = 0;
    for (int32_t u = 1; u < g->units; u++) {
        bool whole = g->home[u] != g->home[u - 1] || (k->t->cells == 1);
        if (!whole || d->start[u] < next || k->chunks + 1 == CHUNKS) continue;
        k->from[++k->chunks] = u;
        next = d->start[u] + d->n / CHUNKS;
    }
    k->from[++k->chunks] = g->units;
}

static void open_parts(Work *k, Arena *a) {
    size_t cells = k->t->cells == 1 ? 1 : (size_t)k->t->cells + 1;
    size_t all = cells * (size_t)k->wide;
    k->part = arena_take(a, (size_t)k->chunks * sizeof *k->part);
    for (int c = 0; c < k->chunks; c++) {
        Part *p = &k->part[c];
        p->yy = eights_take(a, all * sizeof(double));
        p->n = arena_take(a, (k->t->cells == 1 ? all : cells) * sizeof(int64_t));
        p->missing = eights_take(a, all * sizeof(int64_t));
        p->people = arena_take(a, cells * sizeof(double));
        p->heaviest = arena_take(a, cells * sizeof(double));
        p->df = arena_take(a, cells * sizeof(double));
        if (k->t->unit_y) continue;
        double **fold[] = {&p->y, &p->w, &p->var_yy, &p->var_yw, &p->var_ww};
        for (int f = 0; f < 5; f++) *fold[f] = eights_take(a, all * sizeof(double));
    }
}

static double sum_units(const double *x, int32_t n) {
    double sum = 0;
    for (int32_t u = 0; u < n; u++) sum += x[u];
    return sum;
}

/* Where cell c, column j of a part stands. */
static int64_t in_part(const Work *k, int c, int j) {
    return (int64_t)(k->t->cells == 1 ? 0 : c + 1) * k->wide + j;
}

static void add_parts(Work *k) {
    UnitTable *t = k->t;
    for (int c = 0; c < t->cells; c++)
        for (int j = 0; j < t->p; j++) {
            int64_t at = (int64_t)c * t->p + j, from = in_part(k, c, j);
            t->y[at] = t->w[at] = t->yy[at] = 0;
            t->n[at] = t->missing[at] = 0;
            if (!t->unit_y) t->var_yy[at] = t->var_yw[at] = t->var_ww[at] = 0;
            for (int h = 0; h < k->chunks; h++) {
                const Part *p = &k->part[h];
                t->yy[at] += p->yy[from];
                t->n[at] += t->cells == 1 ? p->n[from] : p->n[c + 1] - p->missing[from];
                t->missing[at] += p->missing[from];
                if (t->unit_y) continue;
                t->y[at] += p->y[from];
                t->w[at] += p->w[from];
                t->var_yy[at] += p->var_yy[from];
                t->var_yw[at] += p->var_yw[from];
                t->var_ww[at] += p->var_ww[from];
            }
            if (!t->unit_y) continue;
            t->y[at] = sum_units(t->unit_y + at * t->units, t->units);
            t->w[at] = sum_units(t->unit_w + at * t->units, t->units);
        }
}

/* Degrees of freedom and the heaviest unit of each cell. */
static void add_cells(Work *k) {
    UnitTable *t = k->t;
    for (int c = 0; c < t->cells; c++) {
        int    from = t->cells == 1 ? 0 : c + 1;
        double people = t->cells == 1 ? t->w[0] : 0, most = 0, df = 0;
        for (int h = 0; h < k->chunks; h++) {
            people += t->cells == 1 ? 0 : k->part[h].people[from];
            most = fmax(most, k->part[h].heaviest[from]);
            df += k->part[h].df[from];
        }
        t->heaviest[c] = people > 0 ? most / people : 0;
        t->df[c] = df;
    }
}

/* Folded sums of squares about the pilot that leave next to nothing about the mean. */
static bool cancels(const UnitTable *t, int64_t i, double off) {
    if (t->unit_y) return false;
    double far = off * off * t->var_ww[i];
    return fabs(t->var_yy[i] - 2 * off * t->var_yw[i] + far) < 1e-6 * far;
}

/* Cells so far from their pilot that digits are lost: a hundred standard deviations, or a
 * thousand errors. */
static bool move_pilots(UnitTable *t) {
    bool any = false;
    for (int64_t i = 0; i < (int64_t)t->cells * t->p; i++) {
        double off = t->y[i] / t->w[i], spread = t->yy[i] - off * t->y[i];
        bool   lost = off * off * t->w[i] > 1e4 * spread || cancels(t, i, off);
        if (!lost || off == 0) continue;
        t->pilot[i] += off;
        any = true;
    }
    return any;
}

static void make_pass(Work *k) {
    Arena *a = arena_open();
    open_parts(k, a);
    k->cell_pilot = eights_take(a, ((size_t)k->t->cells + 1) * (size_t)k->wide * sizeof(double));
    for (int c = 0; c < k->t->cells; c++)
        memcpy(k->cell_pilot + (c + 1) * k->wide, k->t->pilot + c * k->t->p,
               (size_t)k->t->p * sizeof(double));
    crew_run(k->q->s->threads, (size_t)k->chunks, run_chunk, k);
    add_parts(k);
    add_cells(k);
    arena_close(a);
}

static void open_table(const UnitAsk *q, UnitTable *t) {
    Arena *a = q->s->a;
    size_t all = (size_t)t->cells * (size_t)t->p;
    bool     small = !folded(q->d, q->m, q->by);
    double **sum[] = {&t->pilot, &t->y, &t->yy, &t->w, &t->var_yy, &t->var_yw, &t->var_ww};
    for (int k = 0; k < (small ? 4 : 7); k++) *sum[k] = arena_take(a, all * sizeof(double));
    t->n = arena_take(a, all * sizeof(int64_t));
    t->missing = arena_take(a, all * sizeof(int64_t));
    t->heaviest = arena_take(a, (size_t)t->cells * sizeof(double));
    t->df = arena_take(a, (size_t)t->cells * sizeof(double));
    if (small) {
        t->unit_y = arena_take(a, all * (size_t)t->units * sizeof(double));
        t->unit_w = arena_take(a, all * (size_t)t->units * sizeof(double));
    }
    for (size_t k = 0; k < all; k++) t->pilot[k] = q->pilot[k % (size_t)t->p];
}

static void find_kinds(Work *k) {
    size_t p = (size_t)k->t->p;
    k->kind = arena_take(k->q->s->a, p * sizeof *k->kind);
    k->origin = arena_take(k->q->s->a, p * sizeof *k->origin);
    for (int j = 0; j < k->t->p; j++) {
        const Column *c = &k->q->m->col[j];
        k->kind[j] = kind_of(c);
        if (k->kind[j] != STEPS) continue;
        k->steps |= c->codes <= WHOLE_CODES;
        for (int32_t v = 1; v <= c->codes; v++)
            if (c->value[v] == k->t->pilot[j]) k->origin[j] = v;
    }
}

Err table_make(const UnitAsk *q, UnitTable *out) {
    Roots roots = {0};
    *out = (UnitTable){.cells = q->by ? q->by->cells : 1, .p = q->m->p,
                   .units = q->d->stage[0].units};
    open_table(q, out);
    Err e = out->unit_y ? NULL : roots_open(q->s, q->d, q->in, &roots);
    if (e) return e;
    Work k = {.q = q, .t = out, .roots = &roots, .wide = (out->p + 7) / 8 * 8};
    find_kinds(&k);
    cut_chunks(&k);
    make_pass(&k);
    if (move_pilots(out)) make_pass(&k);
    if (!out->unit_y) roots_close(&roots);
    return NULL;
}
