/* quantile.c - quantiles of columns in cells, with the interval of the design.
 *
 * Woodruff's way: the share of people at or below the quantile is a mean, so its interval is
 * known; the ends of that interval are turned back into values. It is centred at the estimated
 * share, not at p. Each variable is put in order once; all probabilities, both ends of each
 * interval and all replicates read that order.
 * Sources: Woodruff, JASA 47, 1952; Francisco and Fuller, Annals of Statistics 19, 1991;
 * R survey 4.5, svyquantile(). */
#include "stats/inside.h"

#include <math.h>
#include <string.h>

const char *const quantile_intervals[] = {"mean", "beta", "xlogit", "asin", "score", "quantile",
                                          NULL};

typedef struct Task {
    Stats           *s;
    const Design    *d;
    const Model     *m;
    const Domain    *by;
    const Quantiles *q;
    int32_t          cells;
    int              p;      /* estimates of a cell: m->p variables times q->k */
    Arena          **room;   /* [m->p] of what is kept of a variable until its intervals are done */
    Cumulated       *sums;   /* [m->p * cells] */
    int64_t         *rows;   /* [cells] in each cell, whether they answer or not */
    uint8_t         *whole;  /* [n] 1: the row answers all; NULL when each goes alone */
    Ordered         *order;  /* [m->p] */
    uint8_t         *broken; /* [m->p * cells] an answer is missing, and that is not allowed */
    Estimate        *e;      /* [p * cells] */
} Task;

static Estimate *at(const Task *k, int32_t cell, int v, int i) {
    return &k->e[(cell - 1) * k->p + v * k->q->k + i];
}

static uint8_t *whole_rows(const Task *k) {
    if (k->s->missing != MISSING_ANY) return NULL;
    uint8_t *whole = arena_take(k->s->a, (size_t)k->d->n);
    for (int64_t i = 0; i < k->d->n; i++) {
        whole[i] = 1;
        for (int j = 0; j < k->m->p; j++)
            if (isnan(column_at(&k->m->col[j], i))) whole[i] = 0;
    }
    return whole;
}

static void count_rows(Task *k) {
    k->rows = arena_take(k->s->a, ((size_t)k->cells + 1) * sizeof *k->rows);
    for (int64_t i = 0; k->by && i < k->d->n; i++) k->rows[domain_at(k->by, i)]++;
    if (!k->by) k->rows[1] = k->d->n;
}

static void find_broken(Task *k, int v) {
    if (k->s->missing != MISSING_KEEP) return;
    for (int64_t i = 0; i < k->d->n; i++) {
        int32_t cell = domain_at(k->by, i);
        if (cell && isnan(column_at(&k->m->col[v], i))) k->broken[v * k->cells + cell - 1] = 1;
    }
}

/* Sums of the weights of a variable's answers in each cell, in the order of the rows. */
static double *weight_sums(const Task *k, Arena *a, int v, const double *w) {
    double      *sum = arena_take(a, (size_t)k->cells * sizeof *sum);
    long double *all = arena_take(a, (size_t)k->cells * sizeof *all);
    if (!k->by && k->order[v].n == k->d->n) { /* the sum stays in a register */
        long double one = 0;
        for (int64_t i = 0; i < k->d->n; i++) one += w[i];
        all[0] = one;
    } else
        for (int64_t i = 0; i < k->d->n; i++) {
            int32_t cell = domain_at(k->by, i);
            if (!cell || (k->whole && !k->whole[i])) continue;
            if (!isnan(column_at(&k->m->col[v], i))) all[cell - 1] += w[i];
        }
    for (int32_t c = 0; c < k->cells; c++) sum[c] = (double)all[c];
    return sum;
}

static void cumulate_cells(const Task *k, Arena *a, int v, const double *w, Cumulated *out) {
    double *sum = weight_sums(k, a, v, w);
    for (int32_t cell = 1; cell <= k->cells; cell++)
        cumulate(a, &k->order[v], cell, w, sum[cell - 1], k->q->rule, &out[cell - 1]);
}

static void read_off(const Task *k, int v, const Cumulated *sums, double *theta) {
    for (int32_t cell = 1; cell <= k->cells; cell++)
        for (int i = 0; i < k->q->k; i++)
            theta[(cell - 1) * k->p + v * k->q->k + i] =
                k->broken[v * k->cells + cell - 1] ? NAN
                                                   : cumulated_quantile(&sums[cell - 1],
                                                                        k->q->p[i]);
}

/* The quantiles of all variables with these weights: the function of stats_weighted(). */
static Err quantiles_of(Stats *s, const void *with, const double *w, double *theta) {
    const Task *k = with;
    (void)s;
    for (int v = 0; v < k->m->p; v++) {
        Arena     *a = arena_open();
        Cumulated *sums = arena_take(a, (size_t)k->cells * sizeof *sums);
        cumulate_cells(k, a, v, w, sums);
        read_off(k, v, sums, theta);
        arena_close(a);
    }
    return NULL;
}

/* The variable v in order, and its quantiles; variables do not touch each other. */
static void prepare(void *with, size_t i) {
    Task   *k = with;
    int     v = (int)i;
    double *theta = arena_take(k->room[v], (size_t)(k->p * k->cells) * sizeof *theta);
    bool    once = !k->by && !k->d->rep && k->q->interval != QUANTILE_SCORE;
    if (!once || !order_weights(k->room[v], &k->m->col[v], k->whole, k->d->w, k->d->n,
                                &k->order[v]))
        order_rows(k->room[v], &k->m->col[v], k->by, k->whole, k->d->n, &k->order[v]);
    find_broken(k, v);
    cumulate_cells(k, k->room[v], v, k->d->w, &k->sums[v * k->cells]);
    read_off(k, v, &k->sums[v * k->cells], theta);
    for (int32_t cell = 1; cell <= k->cells; cell++)
        for (int q = 0; q < k->q->k; q++) {
            Estimate *e = at(k, cell, v, q);
            e->value = theta[e - k->e];
        }
}

/* For each variable and probability a column: is the answer at or below the quantile? */
static void mark_below(const Task *k, const Column *x, int j, uint8_t *byte) {
    double q = k->e[j].value;
    if (!k->by && !k->whole && x->real) {
        for (int64_t i = 0; i < k->d->n; i++)
            byte[i] = (uint8_t)((x->real[i] == x->real[i]) + (x->real[i] <= q));
        return;
    }
    for (int64_t i = 0; i < k->d->n; i++) {
        int32_t cell = domain_at(k->by, i);
        double  y = column_at(x, i);
        if (!cell || isnan(y) || (k->whole && !k->whole[i])) continue;
        byte[i] = y <= k->e[(cell - 1) * k->p + j].value ? 2 : 1;
    }
}

static void indicators(const Task *k, Model *m) {
    static const double value[] = {NAN, 0, 1};
    *m = (Model){.n = k->d->n, .p = k->p,
                 .col = arena_take(k->s->a, (size_t)k->p * sizeof(Column))};
    for (int j = 0; j < k->p; j++) {
        const Column *x = &k->m->col[j / k->q->k];
        uint8_t      *byte = arena_take(k->s->a, (size_t)k->d->n);
        mark_below(k, x, j, byte);
        m->col[j] = (Column){.name = x->name, .byte = byte, .value = value, .codes = 2};
    }
}

static double critical(const Stats *s, double df) {
    double tail = (1 - stats_level(s)) / 2;
    return s->df == DF_NORMAL ? qnorm(tail, 0, 1, false, false)
         : df > 0       ? qt(tail, df, false, false)
                        : NAN;
}

static double expit(double x) { return exp(x) / (1 + exp(x)); }

/* The degrees of freedom of the rows of a cell that answer v: the interval is R's, of the
 * answers alone, while the df that is told is that of the cell, as with every statistic. */
static double answers_df(const Task *k, int v, int32_t cell, double df) {
    const Ordered *o = &k->order[v];
    int64_t        from = o->start[cell - 1], answers = o->start[cell] - from;
    if (answers == k->rows[cell] || k->s->df != DF_CELL) return df;
    Arena   *a = arena_open();
    uint8_t *in = arena_take(a, (size_t)k->d->n);
    for (int64_t i = 0; i < k->d->n; i++)
        in[i] = domain_at(k->by, i) == cell && !isnan(column_at(&k->m->col[v], i)) &&
                (!k->whole || k->whole[i]);
    df = design_df(k->s, k->d, in);
    arena_close(a);
    return df;
}

/* The interval of a share that was estimated as f, by R's ways. */
static void share_interval(const Task *k, const Estimate *f, int64_t rows, double df, double *lo,
                           double *hi) {
    double t = critical(k->s, df), p = f->value, se = f->se;
    double tail = (1 - stats_level(k->s)) / 2;
    if (k->q->interval == QUANTILE_BETA) {
        double ratio = qt(tail, (double)rows - 1, true, false) / qt(tail, df, true, false);
        double n = p * (1 - p) / (se * se) * ratio * ratio;
        *lo = qbeta(tail, n * p, n * (1 - p) + 1, true, false);
        *hi = qbeta(1 - tail, n * p + 1, n * (1 - p), true, false);
    } else if (k->q->interval == QUANTILE_XLOGIT) {
        double x = log(p / (1 - p)), half = t * se / (p * (1 - p));
        *lo = expit(x - half);
        *hi = expit(x + half);
    } else if (k->q->interval == QUANTILE_ASIN) {
        double x = asin(sqrt(p)), half = t * se / (2 * sqrt(p) * sqrt(1 - p));
        *lo = pow(sin(x - half), 2);
        *hi = pow(sin(x + half), 2);
    } else {
        *lo = p - t * se;
        *hi = p + t * se;
    }
}

static void woodruff(const Task *k, int v, int32_t cell, const Cumulated *z,
                     const Estimate *share) {
    int64_t rows = k->order[v].start[cell] - k->order[v].start[cell - 1];
    double  df = answers_df(k, v, cell, share[at(k, cell, v, 0) - k->e].df);
    for (int i = 0; i < k->q->k; i++) {
        Estimate       *e = at(k, cell, v, i);
        const Estimate *f = &share[e - k->e];
        double          lo, hi;
        e->df = f->df;
        e->n_eff = f->n_eff;
        e->deff = f->deff;
        e->deff_wr = f->deff_wr;
        e->lo = e->hi = e->se = NAN;
        if (isnan(e->value)) continue;
        share_interval(k, f, rows, df, &lo, &hi);
        if (lo >= 0) e->lo = cumulated_quantile(z, lo);
        if (hi <= 1) e->hi = cumulated_quantile(z, hi);
        e->se = (e->hi - e->lo) / (2 * critical(k->s, df));
    }
}

/* ---- score intervals: values whose share the data do not contradict ---- */

typedef struct Score {
    const Task    *k;
    const Ordered *o;
    int            v;
    int32_t        cell;
    double         p, limit;
    Model          m;
    uint8_t       *byte;
    Domain         in;
    Err            e;
} Score;

static double score_at(void *with, double theta) {
    Score         *c = with;
    const Ordered *o = c->o;
    Result         r;
    Stats          own = *c->k->s;
    own.a = arena_open();
    for (int64_t i = o->start[c->cell - 1]; i < o->start[c->cell]; i++)
        c->byte[o->mark[i].row] = o->x[i] > theta ? 2 : 1;
    Err    e = stats_mean(&own, c->k->d, &c->m, &c->in, &r);
    double z = e ? NAN : (r.at[0].value - (1 - c->p)) / r.at[0].se - c->limit;
    if (e) {
        c->e = e;
        c->k->s->detail = arena_text(c->k->s->a, own.detail);
    }
    arena_close(own.a);
    return isinf(z) ? (z > 0 ? 1 : -1) * 1.797693134862315708e308 : z;
}

/* R's quantile() of values in order, type 7. */
static double plain_quantile(const double *x, int64_t n, double p) {
    double  index = (double)(n - 1) * p;
    int64_t low = (int64_t)floor(index + 8.9e-16), high = low + 1 < n ? low + 1 : low;
    double  h = index - (double)low;
    return h > 1e-15 ? (1 - h) * x[low] + h * x[high] : x[low];
}

/* The share of rows, without weights, at or below x: so R does it. */
static double rows_below(const double *x, int64_t n, double most) {
    int64_t k = 0;
    while (k < n && x[k] <= most) k++;
    return (double)k / (double)n;
}

static MUST Err score_interval(Score *c, const Cumulated *z, Estimate *e, double df) {
    const Ordered *o = c->o;
    const double  *x = o->x + o->start[c->cell - 1];
    int64_t        n = o->start[c->cell] - o->start[c->cell - 1];
    double         t = critical(c->k->s, answers_df(c->k, c->v, c->cell, df));
    double         step = (plain_quantile(x, n, 0.75) - plain_quantile(x, n, 0.25)) / 100;
    double         from = x[0] + step, to = x[n - 1] - step;
    double         tol = 1 / (100 * sqrt((double)n));
    c->limit = t;
    double low = root_find(score_at, c, from, to, tol);
    c->limit = -t;
    double high = root_find(score_at, c, from, to, tol);
    e->df = df;
    e->lo = isnan(low) ? NAN : cumulated_quantile(z, rows_below(x, n, low));
    e->hi = isnan(high) ? NAN : cumulated_quantile(z, rows_below(x, n, high));
    e->se = (e->hi - e->lo) / (2 * t);
    return c->e;
}

static MUST Err score(const Task *k, int v, int32_t cell, const Cumulated *z,
                      const Estimate *share) {
    static const double value[] = {NAN, 0, 1};
    static const char  *name[] = {NULL, NULL};
    Score  c = {.k = k, .o = &k->order[v], .v = v, .cell = cell,
                .byte = arena_take(k->room[v], (size_t)k->d->n)};
    Column column = {.name = k->m->col[v].name, .byte = c.byte, .value = value, .codes = 2};
    uint8_t *in = arena_take(k->room[v], (size_t)k->d->n);
    c.m = (Model){.n = k->d->n, .p = 1, .col = &column};
    c.in = (Domain){.n = k->d->n, .cells = 1, .byte = in, .name = name};
    for (int64_t i = c.o->start[cell - 1]; i < c.o->start[cell]; i++) in[c.o->mark[i].row] = 1;
    Err e = NULL;
    for (int i = 0; !e && i < k->q->k; i++) {
        Estimate *x = at(k, cell, v, i);
        c.p = k->q->p[i];
        x->lo = x->hi = x->se = NAN;
        if (!isnan(x->value)) e = score_interval(&c, z, x, share[x - k->e].df);
    }
    return e;
}

/* ---- all together ---- */

static void name_all(Task *k) {
    for (int32_t cell = 1; cell <= k->cells; cell++)
        for (int v = 0; v < k->m->p; v++)
            for (int i = 0; i < k->q->k; i++) {
                Estimate *e = at(k, cell, v, i);
                e->name = arena_print(k->s->a, "%s.%.15g", k->m->col[v].name, k->q->p[i]);
                e->cell = k->by ? k->by->name[cell] : NULL;
                e->n = k->order[v].start[cell] - k->order[v].start[cell - 1];
            }
}

static MUST Err check(const Task *k) {
    for (int i = 0; i < k->q->k; i++)
        if (!(k->q->p[i] >= 0 && k->q->p[i] <= 1))
            return STATS_REFUSE(k->s, "stats.quantile.probability", "%g", k->q->p[i]);
    bool replicated = k->d->rep != NULL;
    if ((k->q->interval == QUANTILE_REPLICATE && !replicated) ||
        (k->q->interval == QUANTILE_SCORE && replicated))
        return STATS_REFUSE(k->s, "stats.quantile.interval", "%s",
                            quantile_intervals[k->q->interval]);
    return NULL;
}

static MUST Err intervals(Task *k, const Estimate *share) {
    Err e = NULL;
    for (int v = 0; !e && v < k->m->p; v++)
        for (int32_t cell = 1; !e && cell <= k->cells; cell++) {
            const Cumulated *z = &k->sums[v * k->cells + cell - 1];
            if (k->q->interval == QUANTILE_SCORE) e = score(k, v, cell, z, share);
            else woodruff(k, v, cell, z, share);
        }
    return e;
}

/* Variances, and no covariances: Woodruff gives none. */
static void give_cov(Stats *s, Result *r) {
    if (r->p > COV_MAX) return;
    double *cov = arena_take(s->a, (size_t)r->p * (size_t)r->p * sizeof *cov);
    for (int i = 0; i < r->p * r->p; i++) cov[i] = NAN;
    for (int i = 0; i < r->p; i++) cov[i * r->p + i] = r->at[i].se * r->at[i].se;
    r->cov = cov;
}

static MUST Err by_shares(Task *k, Result *out) {
    Model   m;
    Result  share;
    Missing missing = k->s->missing;
    int     p = k->p * k->cells;
    indicators(k, &m);
    k->s->missing = MISSING_EACH; /* the columns know already which rows count */
    Err e = stats_mean(k->s, k->d, &m, k->by, &share);
    if (!e) e = intervals(k, share.at);
    k->s->missing = missing;
    if (e) return e;
    *out = (Result){.p = p, .at = k->e, .design = k->d, .level = stats_level(k->s),
                    .notes = share.notes, .note = share.note};
    give_cov(k->s, out);
    for (int j = 0; j < p; j++)
        if (isnan(k->e[j].lo) != isnan(k->e[j].hi))
            result_note(k->s, out, "stats.quantile.open", k->e[j].name);
    return NULL;
}

static MUST Err by_replicates(Task *k, Result *out) {
    Weighted f = {.method = "quantile", .p = k->p * k->cells, .e = k->e, .theta = quantiles_of,
                  .with = k};
    Err e = stats_weighted(k->s, k->d, &f, out);
    if (!e && strncmp(k->d->rep->type, "JK", 2) == 0)
        result_note(k->s, out, "stats.quantile.jackknife", k->d->rep->type);
    return e;
}

Err stats_quantile(Stats *s, const Design *d, const Model *m, const Domain *by,
                   const Quantiles *q, Result *out) {
    Task k = {.s = s, .d = d, .m = m, .by = by, .q = q, .cells = by ? by->cells : 1,
              .p = m->p * q->k};
    Err  e = check(&k);
    if (e) return e;
    size_t p = (size_t)m->p;
    k.whole = whole_rows(&k);
    k.order = arena_take(s->a, p * sizeof *k.order);
    k.sums = arena_take(s->a, p * (size_t)k.cells * sizeof *k.sums);
    k.broken = arena_take(s->a, p * (size_t)k.cells);
    k.room = arena_take(s->a, p * sizeof *k.room);
    k.e = arena_take(s->a, (size_t)(k.p * k.cells) * sizeof *k.e);
    count_rows(&k);
    for (size_t v = 0; v < p; v++) k.room[v] = arena_open();
    crew_run(s->threads, (size_t)m->p, prepare, &k);
    name_all(&k);
    e = q->interval == QUANTILE_REPLICATE ? by_replicates(&k, out) : by_shares(&k, out);
    for (size_t v = 0; v < p; v++) arena_close(k.room[v]);
    if (!e) out->method = "quantile";
    return e;
}
