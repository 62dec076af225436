/* table_columns.c - a table of units with one cell: column by column, block by block.
 *
 * The weights of a block stay near the processor while the columns pass by. */
#include "stats/table.h"

#include <math.h>
#include <string.h>

/* Smaller units are done with before their weights are cut. */
enum { ROWS = WHOLE_ROWS, MORE = 32, WHOLE_LEAST = 64 };

/* Rows of a unit: i .. i+n-1. */
typedef struct Block {
    int64_t       i, n;
    bool          more; /* that many rows more can be read where they lie */
    const double *w;    /* of the design, or a copy with 0 for rows that leave */
    int64_t       there;  /* rows with a weight */
    bool          whole;  /* they are there as whole numbers too */
    Whole         weight;
    double        copy[ROWS + MORE];
} Block;

/* UnitSums of a unit, by column: of codes in steps added up, of others in lanes. */
typedef struct Acc { Lanes *lanes; UnitSums *sums; } Acc;

static void copy_weights(const Work *k, Block *b) {
    const UnitAsk *q = k->q;
    for (int64_t r = 0; r < b->n; r++)
        b->copy[r] = !q->by || domain_at(q->by, b->i + r) == 1 ? q->d->w[b->i + r] : 0;
    for (int j = 0; q->whole && j < k->t->p; j++) {
        const Column *c = &q->m->col[j];
        for (int64_t r = 0, i = b->i; r < b->n; r++, i++)
            if (c->byte ? c->byte[i] == 0 && isnan(c->value[0]) : isnan(column_at(c, i)))
                b->copy[r] = 0;
    }
}

static void open_block(const Work *k, int64_t i, int64_t n, bool large, Block *b) {
    const UnitAsk *q = k->q;
    b->i = i;
    b->n = n;
    b->more = i + n + MORE <= q->d->n;
    b->w = q->by || q->whole || !b->more ? b->copy : q->d->w + i;
    if (b->w == b->copy) copy_weights(k, b);
    b->there = kernel_nonzero(b->w, n);
    b->whole = large && k->steps && whole_weights(b->w, n, &b->weight);
}

/* Codes counted once for all columns that are levels of one factor. */
typedef struct Counted { const uint8_t *of; double w[256]; int64_t n[256]; } Counted;

static void add_codes(const Column *c, const double *w, int64_t i, int64_t n, double pilot,
                      Counted *h, Lanes *out) {
    if (h->of != c->byte + i) {
        memset(h, 0, sizeof *h);
        kernel_codes(c->byte + i, w, n, h->w, h->n);
        h->of = c->byte + i;
    }
    for (int v = 1; v <= c->codes; v++) {
        double d = c->value[v] - pilot;
        if (h->n[v] == 0 || isnan(d)) continue;
        out->y[v & 7] += h->w[v] * d;
        out->yy[v & 7] += h->w[v] * d * d;
        out->w[v & 7] += h->w[v];
        out->n += h->n[v];
    }
}

/* Codes in steps, less their origin: so answers that are all the same leave nothing, and one
 * that is missing is told apart from it. */
static void add_steps(const Work *k, int j, Block *b, UnitSums *out) {
    const Column  *c = &k->q->m->col[j];
    const uint8_t *code = c->byte + b->i;
    uint8_t        copy[ROWS + MORE];
    double         o = k->origin[j];
    Lanes          lanes = {.n = 0};
    UnitSums       x;
    if (!b->more) code = memcpy(copy, code, (size_t)b->n);
    if (b->whole && c->codes <= WHOLE_CODES) {
        whole_byte(code, k->origin[j], &b->weight, out);
        return;
    }
    kernel_byte(code, b->w, b->n, true, &lanes);
    kernel_totals(&lanes, &x);
    out->y += x.y - o * x.w;
    out->yy += x.yy - 2 * o * x.y + o * o * x.w;
    out->w += x.w;
    out->n += x.n;
}

static void add_block(const Work *k, int j, Block *b, Counted *h, Acc *acc) {
    const Column *c = &k->q->m->col[j];
    double        pilot = k->t->pilot[j], copy[ROWS];
    Lanes        *out = &acc->lanes[j];
    switch (k->kind[j]) {
    case REAL:  kernel_real(c->real + b->i, b->w, b->n, pilot, b->more, out); break;
    case STEPS: add_steps(k, j, b, &acc->sums[j]); break;
    case CODES: add_codes(c, b->w, b->i, b->n, pilot, h, out); break;
    case OTHER:
        for (int64_t r = 0; r < b->n; r++) copy[r] = column_at(c, b->i + r);
        kernel_real(copy, b->w, b->n, pilot, b->more, out);
    }
}

static void add_columns(const Work *k, Block *b, Acc *acc) {
    Counted h;
    h.of = NULL;
    for (int j = 0; j < k->t->p; j++) add_block(k, j, b, &h, acc);
}

/* Answers of rows without a weight do not count. */
static void leave_out(const Work *k, const Block *b, Acc *acc) {
    for (int j = 0; j < k->t->p; j++) {
        int64_t gone = 0;
        for (int64_t r = 0; r < b->n; r++)
            gone += b->w[r] == 0 && !isnan(column_at(&k->q->m->col[j], b->i + r));
        if (k->kind[j] == STEPS) acc->sums[j].n -= gone;
        else acc->lanes[j].n -= gone;
    }
}

/* UnitSums of codes less their origin become sums of distances of their values from the pilot. */
static void steps_to_values(const Work *k, int j, UnitSums *x) {
    const Column *c = &k->q->m->col[j];
    double        step = step_of(c), first = c->value[1] + (k->origin[j] - 1) * step;
    double        at = first - k->t->pilot[j], y = x->y;
    x->y = step * y + at * x->w;
    x->yy = step * step * x->yy + 2 * step * at * y + at * at * x->w;
}

static void store_unit(Work *k, Part *part, int32_t u, const Acc *acc, int64_t rows) {
    UnitTable *t = k->t;
    for (int j = 0; j < t->p; j++) {
        UnitSums x = acc->sums[j];
        if (k->kind[j] == STEPS) steps_to_values(k, j, &x);
        else kernel_totals(&acc->lanes[j], &x);
        t->unit_y[(int64_t)j * t->units + u] = x.y;
        t->unit_w[(int64_t)j * t->units + u] = x.w;
        part->yy[j] += x.yy;
        part->n[j] += x.n;
        part->missing[j] += rows - x.n;
        if (j == 0) part->heaviest[0] = fmax(part->heaviest[0], x.w);
    }
}

static void columns_of_unit(Work *k, Part *part, int32_t u, Block *b, Acc *acc) {
    const Design *d = k->q->d;
    int64_t       rows = 0, all = d->start[u + 1] - d->start[u];
    memset(acc->sums, 0, (size_t)k->t->p * sizeof *acc->sums);
    for (int j = 0; j < k->t->p; j++)
        if (k->kind[j] != STEPS) memset(&acc->lanes[j], 0, sizeof *acc->lanes);
    for (int64_t i = d->start[u]; i < d->start[u + 1]; i += b->n) {
        int64_t left = d->start[u + 1] - i;
        open_block(k, i, left < ROWS ? left : ROWS, all >= WHOLE_LEAST, b);
        add_columns(k, b, acc);
        if (b->there < b->n) leave_out(k, b, acc);
        rows += b->there;
    }
    store_unit(k, part, u, acc, rows);
}

void columns_of_units(Work *k, Part *part, int32_t from, int32_t to, Arena *a) {
    size_t p = (size_t)k->t->p;
    Acc    acc = {eights_take(a, p * sizeof *acc.lanes), arena_take(a, p * sizeof *acc.sums)};
    Block  b;
    for (int32_t u = from; u < to; u++) columns_of_unit(k, part, u, &b, &acc);
}
