/* chisq.c - tests of the independence of two factors.
 *
 * All come from the shares (or totals) of the cells and their covariance V. Pearson's X2 of
 * a complex sample is a sum of chi-squares whose weights are the eigenvalues of Delta, the
 * design effects of the contrasts that independence says are 0.
 * Sources: Rao and Scott, Annals of Statistics 12, 1984; Thomas and Rao, JASA 82, 1987;
 * R survey 4.5, svychisq(). */
#include "stats/inside.h"

#include <math.h>
#include <string.h>

const char *const table_tests[] = {"F", "Chisq", "Wald", "adjWald", "lincom", "saddlepoint",
                                   "wls-score", "integration", NULL};
const char *const sum_rules[] = {"saddlepoint", "satterthwaite", "integration", NULL};

typedef struct CrossTable {
    Stats        *s;
    const Design *d;
    Var           row, col;
    uint8_t      *in;      /* [n] asked about; NULL all */
    uint8_t      *used;    /* [n] both known; NULL all */
    int32_t      *row_at, *col_at; /* places of codes among those that occur, from 1; 0 none */
    int           r, c;    /* levels that occur */
    int           cells;
    Var           cell;    /* codes 1 .. cells, rows running fastest; 0 not used */
    int64_t       n, asked; /* rows that know both; rows asked about */
    int64_t       pairs;    /* of codes, 0 among them */
    int64_t      *count;    /* [pairs] rows */
    double       *sum;      /* [units][pairs] weights, when by_unit */
    bool          by_unit;  /* the error of the design is one of sums of units */
    double       *est, *v; /* [cells], [cells][cells]: shares, or totals */
} CrossTable;

static MUST Err read_where(CrossTable *t, const char *where) {
    Column c;
    if (!where) return NULL;
    Err e = column_make(t->s, t->d->data, where, &c);
    if (e) return e;
    t->in = arena_take(t->s->a, (size_t)t->d->n);
    for (int64_t i = 0; i < t->d->n; i++) {
        double x = column_at(&c, i);
        t->in[i] = !isnan(x) && x != 0;
    }
    return NULL;
}

static MUST Err read_factors(CrossTable *t, const char *formula) {
    Parts parts;
    Var  *out[] = {&t->row, &t->col};
    Err   e = parts_read(t->s, formula, &parts);
    if (!e && parts.n != 2) e = STATS_REFUSE(t->s, "stats.table.two", "%s", formula);
    for (int k = 0; !e && k < 2; k++) {
        Var v;
        e = expr_var(t->s, t->d->data, parts.at[k], &v);
        if (!e) e = var_factor(t->s, t->d->data, &v, out[k]);
        if (!e) out[k]->name = v.name;
    }
    return e;
}

/* Where the pair of codes (x, y), either 0 when missing, is counted. */
static inline int64_t pair_at(const CrossTable *t, int32_t x, int32_t y) {
    return x + (int64_t)y * (t->row.codes + 1);
}

/* One reading of the rows: how many have each pair of codes, and their weights by unit. */
static void tally_rows(CrossTable *t) {
    const int32_t *unit = t->by_unit ? t->d->stage[0].unit : NULL;
    for (int64_t i = 0; i < t->d->n; i++) {
        if (t->in && !t->in[i]) continue;
        int64_t k = pair_at(t, var_code(&t->row, i), var_code(&t->col, i));
        t->count[k]++;
        if (unit) t->sum[unit[i] * t->pairs + k] += t->d->w[i];
    }
}

/* The same for two variables in bytes and all rows, without a question at each row. */
static void tally_bytes(CrossTable *t) {
    const uint8_t *x = t->row.byte, *y = t->col.byte;
    const int32_t *unit = t->d->stage[0].unit;
    for (int64_t i = 0; i < t->d->n; i++) {
        int64_t k = x[i] + y[i] * (int64_t)(t->row.codes + 1);
        t->count[k]++;
        t->sum[unit[i] * t->pairs + k] += t->d->w[i];
    }
}

/* Levels that occur among the rows asked about, numbered in their order. */
static MUST Err number_levels(CrossTable *t, const Var *v, bool rows, int32_t **at, int *levels) {
    *at = arena_take(t->s->a, ((size_t)v->codes + 1) * sizeof **at);
    for (int32_t x = 0; x <= t->row.codes; x++)
        for (int32_t y = 0; y <= t->col.codes; y++)
            if (t->count[pair_at(t, x, y)]) (*at)[rows ? x : y] = 1;
    (*at)[0] = 0;
    *levels = 0;
    for (int32_t k = 1; k <= v->codes; k++)
        if ((*at)[k]) (*at)[k] = ++*levels;
    return *levels > 1 ? NULL : STATS_REFUSE(t->s, "stats.table.one", "%s", v->name);
}

static MUST Err tally(CrossTable *t) {
    enum { PAIRS_MAX = 1 << 20, CELLS_MAX = 400 };
    Arena *a = t->s->a;
    t->pairs = ((int64_t)t->row.codes + 1) * (t->col.codes + 1);
    if (t->pairs > PAIRS_MAX)
        return STATS_REFUSE(t->s, "stats.levels.many", "%s, %s", t->row.name, t->col.name);
    t->by_unit = roots_by_unit(t->d) && !t->d->rep && !t->d->joint &&
                 t->pairs * t->d->stage[0].units <= 8 * t->d->n + PAIRS_MAX;
    t->count = arena_take(a, (size_t)t->pairs * sizeof *t->count);
    if (t->by_unit)
        t->sum = arena_take(a, (size_t)(t->pairs * t->d->stage[0].units) * sizeof *t->sum);
    if (t->by_unit && !t->in && t->row.byte && t->col.byte) tally_bytes(t);
    else tally_rows(t);
    Err e = number_levels(t, &t->row, true, &t->row_at, &t->r);
    if (!e) e = number_levels(t, &t->col, false, &t->col_at, &t->c);
    if (e) return e;
    t->cells = t->r * t->c;
    for (int32_t x = 0; x <= t->row.codes; x++)
        for (int32_t y = 0; y <= t->col.codes; y++) {
            t->asked += t->count[pair_at(t, x, y)];
            if (x && y) t->n += t->count[pair_at(t, x, y)];
        }
    if (t->cells <= CELLS_MAX) return NULL;
    return STATS_REFUSE(t->s, "stats.levels.many", "%s, %s: %d", t->row.name, t->col.name,
                        t->cells);
}

/* The cell of each row, from 1, 0 where it is not used; and which rows are. */
static void cross(CrossTable *t) {
    bool      small = t->cells < 256;
    uint8_t  *byte = small ? arena_take(t->s->a, (size_t)t->d->n) : NULL;
    uint32_t *code = small ? NULL : arena_take(t->s->a, (size_t)t->d->n * sizeof *code);
    for (int64_t i = 0; i < t->d->n; i++) {
        if (t->in && !t->in[i]) continue;
        int32_t x = t->row_at[var_code(&t->row, i)], y = t->col_at[var_code(&t->col, i)];
        int32_t k = x && y ? x + (y - 1) * t->r : 0;
        if (byte) byte[i] = (uint8_t)k;
        else code[i] = (uint32_t)k;
    }
    t->cell = (Var){.byte = byte, .code = code, .codes = t->cells};
}

static void find_used(CrossTable *t) {
    if (t->n == t->d->n) return;
    t->used = arena_take(t->s->a, (size_t)t->d->n);
    for (int64_t i = 0; i < t->d->n; i++)
        t->used[i] = (!t->in || t->in[i]) && var_code(&t->row, i) && var_code(&t->col, i);
}

/* ---- shares or totals of cells, and their covariance ---- */

/* The influence of each unit on each cell, from the sums of its rows. */
static void unit_roots(CrossTable *t, const Roots *r, bool total, double *root) {
    const Stage *g = &t->d->stage[0];
    int          p = t->cells;
    double      *x = arena_take(r->a, (size_t)(g->units * p) * sizeof *x), all = 0;
    for (int32_t i = 1; i <= t->row.codes; i++)
        for (int32_t j = 1; j <= t->col.codes; j++) {
            if (!t->row_at[i] || !t->col_at[j]) continue;
            int cell = t->row_at[i] - 1 + (t->col_at[j] - 1) * t->r;
            for (int32_t u = 0; u < g->units; u++) {
                double sum = t->sum[u * t->pairs + pair_at(t, i, j)];
                x[(int64_t)cell * g->units + u] = sum;
                t->est[cell] += sum;
            }
        }
    for (int j = 0; j < p; j++) all += t->est[j];
    double *here = arena_take(r->a, (size_t)g->units * sizeof *here);
    for (int j = 0; j < p; j++)
        for (int32_t u = 0; u < g->units; u++) here[u] += x[(int64_t)j * g->units + u];
    for (int j = 0; j < p; j++) {
        double *z = root + (int64_t)j * g->units, share = t->est[j] / all;
        for (int32_t u = 0; u < g->units; u++) {
            double sum = x[(int64_t)j * g->units + u];
            z[u] = total ? sum : (sum - share * here[u]) / all;
        }
        roots_units(r, z);
        if (!total) t->est[j] = share;
    }
}

static MUST Err sums_by_unit(CrossTable *t, bool total) {
    Roots r;
    Err   e = roots_open(t->s, t->d, t->used, &r);
    if (e) return e;
    int64_t units = t->d->stage[0].units;
    double *root = arena_take(r.a, (size_t)(units * t->cells) * sizeof *root);
    unit_roots(t, &r, total, root);
    root_gram(t->cells, units, root, t->v);
    roots_close(&r);
    return NULL;
}

static MUST Err cell_sums(CrossTable *t, bool total) {
    int p = t->cells;
    t->est = arena_take(t->s->a, (size_t)p * sizeof *t->est);
    t->v = arena_take(t->s->a, (size_t)(p * p) * sizeof *t->v);
    if (t->by_unit) return sums_by_unit(t, total);
    cross(t);
    Model   m = {.n = t->d->n, .p = p, .col = arena_take(t->s->a, (size_t)p * sizeof *m.col)};
    Missing missing = t->s->missing;
    Result  r;
    for (int j = 0; j < p; j++) {
        double *value = arena_take(t->s->a, ((size_t)p + 1) * sizeof *value);
        value[0] = NAN;
        value[j + 1] = 1;
        m.col[j] = (Column){.name = "", .byte = t->cell.byte, .code = t->cell.code,
                            .value = value, .codes = p};
    }
    t->s->missing = MISSING_ANY;
    Err e = total ? stats_total(t->s, t->d, &m, NULL, &r) : stats_mean(t->s, t->d, &m, NULL, &r);
    t->s->missing = missing;
    for (int i = 0; !e && i < p; i++) {
        t->est[i] = r.at[i].value;
        for (int j = 0; j < p; j++) t->v[i * p + j] = result_cov(&r, i, &r, j);
    }
    return e;
}

static void margins(const CrossTable *t, double *row, double *col, double *all) {
    *all = 0;
    for (int i = 0; i < t->cells; i++) {
        row[i % t->r] += t->est[i];
        col[i / t->r] += t->est[i];
        *all += t->est[i];
    }
}

/* ---- Pearson's X2 ---- */

static double pearson(const CrossTable *t, Arena *a) {
    double *row = arena_take(a, (size_t)t->r * sizeof *row), all, sum = 0;
    double *col = arena_take(a, (size_t)t->c * sizeof *col);
    margins(t, row, col, &all);
    for (int i = 0; i < t->cells; i++) {
        double want = row[i % t->r] * col[i / t->r] / all;
        sum += (t->est[i] - want) * (t->est[i] - want) / want;
    }
    return sum * (double)t->asked / all;
}

/* c[k][cells]: what independence says is 0, the interaction of the levels after the first,
 * cleared of the effects of rows and columns, over the share of the cell. */
static double *contrasts(const CrossTable *t, Arena *a) {
    int     k = (t->r - 1) * (t->c - 1);
    double *c = arena_take(a, (size_t)(k * t->cells) * sizeof *c);
    for (int j = 0; j < k; j++)
        for (int i = 0; i < t->cells; i++) {
            double row = (i % t->r == j % (t->r - 1) + 1) - 1.0 / t->r;
            double col = (i / t->r == j / (t->r - 1) + 1) - 1.0 / t->c;
            c[j * t->cells + i] = t->est[i] > 0 ? row * col / t->est[i] : 0;
        }
    return c;
}

/* c v c' for c[k][p]. */
static double *sandwich(Arena *a, int k, int p, const double *c, const double *v) {
    double *cv = arena_take(a, (size_t)(k * p) * sizeof *cv);
    double *out = arena_take(a, (size_t)(k * k) * sizeof *out);
    for (int i = 0; i < k; i++)
        for (int l = 0; l < p; l++) {
            double f = c[i * p + l];
            for (int j = 0; f != 0 && j < p; j++) cv[i * p + j] += f * v[l * p + j];
        }
    for (int i = 0; i < k; i++)
        for (int j = 0; j <= i; j++) {
            double sum = 0;
            for (int l = 0; l < p; l++) sum += cv[i * p + l] * c[j * p + l];
            out[i * k + j] = out[j * k + i] = sum;
        }
    return out;
}

/* The matrix of a simple sample of N: shares on the diagonal. */
static double *simple_variance(const CrossTable *t, Arena *a) {
    double *v = arena_take(a, (size_t)(t->cells * t->cells) * sizeof *v);
    for (int i = 0; i < t->cells; i++) v[i * t->cells + i] = t->est[i] / (double)t->asked;
    return v;
}

static double table_df(const CrossTable *t) {
    const uint8_t *in = t->in;
    if (t->d->rep || (in && !t->d->cals)) return design_df(t->s, t->d, in);
    return t->d->stage[0].units - t->d->stage[0].strata;
}

static double sum_rule_p(const CrossTable *t, const Test *out, int k, const double *weight,
                         double d0, TableTest how) {
    SumRule rule = how == TABLE_INTEGRAL ? SUM_INTEGRAL : SUM_SADDLEPOINT;
    if (t->d->rep) return chisq_sum(out->statistic, k, weight, rule);
    return f_sum(out->statistic, k, weight, d0 * table_df(t), rule);
}

static MUST Err rao_scott(CrossTable *t, Arena *a, TableTest how, Test *out) {
    int     k = (t->r - 1) * (t->c - 1), p = t->cells;
    double *c = contrasts(t, a);
    double *delta = arena_take(a, (size_t)(k * k) * sizeof *delta), trace = 0, square = 0;
    double *weight = arena_take(a, (size_t)k * sizeof *weight);
    if (!ratio_matrix(a, k, sandwich(a, k, p, c, t->v),
                      sandwich(a, k, p, c, simple_variance(t, a)), delta))
        return STATS_REFUSE(t->s, "stats.table.empty", "%s, %s", t->row.name, t->col.name);
    for (int i = 0; i < k * k; i++) square += delta[i] * delta[i];
    for (int i = 0; i < k; i++) trace += delta[i * k + i];
    double d0 = trace * trace / square;
    *out = (Test){.method = "Rao-Scott", .name = "Chisq", .statistic = pearson(t, a),
                  .ndf = NAN, .ddf = NAN};
    if (how == TABLE_F) {
        out->name = "F";
        out->statistic /= trace;
        out->ndf = d0;
        out->ddf = d0 * table_df(t);
        out->p = pf(out->statistic, out->ndf, out->ddf, false, false);
    } else if (how == TABLE_CHISQ) {
        out->ndf = k;
        out->p = pchisq(out->statistic / (trace / k), k, false, false);
    } else {
        sym_eigen(k, delta, weight);
        out->p = sum_rule_p(t, out, k, weight, d0, how);
    }
    return NULL;
}

/* ---- Wald and score ---- */

/* Derivatives of the differences from independence by the totals of cells, for the cells that
 * are neither in the first row nor in the first column; and those differences. */
static double *differences(const CrossTable *t, Arena *a, double *y) {
    int     k = (t->r - 1) * (t->c - 1);
    double *row = arena_take(a, (size_t)t->r * sizeof *row), all;
    double *col = arena_take(a, (size_t)t->c * sizeof *col);
    double *c = arena_take(a, (size_t)(k * t->cells) * sizeof *c);
    margins(t, row, col, &all);
    for (int j = 0; j < k; j++) {
        int x = j % (t->r - 1) + 1, z = j / (t->r - 1) + 1;
        y[j] = t->est[x + z * t->r] - row[x] * col[z] / all;
        for (int i = 0; i < t->cells; i++)
            c[j * t->cells + i] = ((i % t->r == x) - row[x] / all) *
                                  ((i / t->r == z) - col[z] / all);
    }
    return c;
}

static MUST Err wald(CrossTable *t, Arena *a, TableTest how, Test *out) {
    int     k = (t->r - 1) * (t->c - 1);
    double *y = arena_take(a, (size_t)k * sizeof *y), nu = table_df(t);
    double *c = differences(t, a, y);
    double  x = sym_quadratic(a, k, sandwich(a, k, t->cells, c, t->v), y);
    if (isnan(x))
        return STATS_REFUSE(t->s, "stats.table.empty", "%s, %s", t->row.name, t->col.name);
    *out = (Test){.method = "Wald", .name = "F", .ndf = k};
    if (how == TABLE_WALD) {
        out->statistic = x / k;
        out->ddf = nu;
    } else if (how == TABLE_ADJWALD) {
        out->ddf = nu - k + 1;
        out->statistic = x * out->ddf / (k * nu);
    } else {
        out->method = "score";
        out->statistic = x / (t->r * t->r);
        out->ddf = fmax(design_df(t->s, t->d, t->used) + 2 - t->r - t->c, 1);
    }
    out->p = out->ddf > 0 ? pf(out->statistic, k, out->ddf, false, false) : NAN;
    return NULL;
}

Err stats_chisq(Stats *s, const Design *d, const char *formula, const char *where,
                TableTest how, Test *out) {
    CrossTable t = {.s = s, .d = d};
    bool  total = how == TABLE_WALD || how == TABLE_ADJWALD || how == TABLE_WLS_SCORE;
    Err   e = read_where(&t, where);
    if (!e) e = read_factors(&t, formula);
    if (!e) e = tally(&t);
    if (e) return e;
    find_used(&t);
    if (!e) e = cell_sums(&t, total);
    if (e) return e;
    Arena *a = arena_open();
    e = total ? wald(&t, a, how, out) : rao_scott(&t, a, how, out);
    arena_close(a);
    if (e) return e;
    if (t.n < t.asked && s->missing == MISSING_KEEP) out->statistic = out->p = NAN;
    out->n = t.n;
    out->design = d;
    out->level = stats_level(s);
    return NULL;
}
