/* groups.c - do groups differ, in their means or in their ranks?
 *
 * Ranks are those of the population as the weights show it. The score of a rank is averaged
 * in each group; the error of the differences is that of a total of influences, the ranks
 * taken as known.
 * Source: Lumley and Scott, Australian and New Zealand Journal of Statistics 55, 2013;
 * R survey 4.5, svyttest() and svyranktest(). */
#include "stats/inside.h"

#include <math.h>
#include <string.h>

const char *const rank_tests[] = {"wilcoxon", "vanderWaerden", "median", "KruskalWallis", NULL};

/* y ~ group among some rows. */
typedef struct Groups {
    Stats        *s;
    const Design *d;
    Domain       *in;      /* asked about; NULL all */
    Column        y;
    Var           group;   /* codes 1 .. codes */
    double        apart;   /* of the values of two groups, when they are numbers */
    uint8_t      *used;    /* [n] both are known */
    int64_t       n;
    int           k;       /* groups that occur */
    int32_t      *place;   /* [codes + 1] of those, from 1 */
} Groups;

static MUST Err read_formula(Stats *s, const char *formula, const Expr **y, const Expr **x) {
    const Expr *f;
    Err         e = expr_read(s, formula, &f);
    if (!e && !expr_is(f, "~", 2)) e = STATS_REFUSE(s, "stats.formula.bad", "%s <--", formula);
    if (e) return e;
    *y = f->arg[0];
    *x = f->arg[1];
    return NULL;
}

static MUST Err read_domain(Stats *s, const Dataset *t, const char *where, Domain **out) {
    *out = where ? arena_new(s->a, Domain) : NULL;
    return where ? domain_make(s, t, NULL, where, *out) : NULL;
}

static MUST Err read_groups(Groups *g, const Expr *y, const Expr *x) {
    Var v;
    Err e = column_make(g->s, g->d->data, expr_text(g->s->a, y), &g->y);
    if (!e) e = expr_var(g->s, g->d->data, x, &v);
    if (!e) e = var_factor(g->s, g->d->data, &v, &g->group);
    if (e) return e;
    g->used = arena_take(g->s->a, (size_t)g->d->n);
    g->place = arena_take(g->s->a, ((size_t)g->group.codes + 1) * sizeof *g->place);
    for (int64_t i = 0; i < g->d->n; i++) {
        int32_t code = var_code(&g->group, i);
        if (!domain_at(g->in, i) || !code || isnan(column_at(&g->y, i))) continue;
        g->used[i] = 1;
        g->place[code] = 1;
        g->n++;
    }
    double first = NAN, last = NAN;
    for (int32_t k = 1; k <= g->group.codes; k++) {
        if (!g->place[k]) continue;
        g->place[k] = ++g->k;
        if (v.type == VAR_NUMBER) last = g->group.value[k];
        if (g->k == 1) first = last;
    }
    g->apart = g->k == 2 && last > first ? last - first : 1;
    return NULL;
}

static MUST Err refuse_groups(Groups *g) {
    return STATS_REFUSE(g->s, "stats.groups.two", "%s: %d", g->group.name, g->k);
}

/* Two-sided t of an estimate. */
static void t_of(Stats *s, const Design *d, Estimate *e, double df, Test *out) {
    e->df = s->df == DF_NORMAL ? INFINITY : df;
    estimate_interval(s, e);
    *out = (Test){.method = "t", .name = "t", .statistic = e->value / e->se, .ndf = NAN,
                  .ddf = e->df, .at = e, .n = e->n, .design = d, .level = stats_level(s)};
    out->p = e->df > 0 ? 2 * pt(-fabs(out->statistic), e->df, true, false) : NAN;
}

static MUST Err one_sample(Groups *g, const Expr *y, Test *out) {
    Column c;
    Model  m = {.n = g->d->n, .p = 1, .col = &c};
    Result r;
    Err    e = column_make(g->s, g->d->data, expr_text(g->s->a, y), &c);
    if (!e) e = stats_mean(g->s, g->d, &m, g->in, &r);
    if (e) return e;
    uint8_t *rows = domain_rows(g->s, g->in, g->d->n, 0, NULL);
    t_of(g->s, g->d, &r.at[0], design_df(g->s, g->d, rows) - 1, out);
    return NULL;
}

Err stats_ttest(Stats *s, const Design *d, const char *formula, const char *where, Test *out) {
    Groups      g = {.s = s, .d = d};
    const Expr *y, *x;
    Glm         m;
    Err         e = read_formula(s, formula, &y, &x);
    if (!e) e = read_domain(s, d->data, where, &g.in);
    if (e) return e;
    if (x->kind == EXPR_NUMBER && (x->number == 0 || x->number == 1))
        return one_sample(&g, y, out);
    e = read_groups(&g, y, x);
    if (!e && g.k != 2) e = refuse_groups(&g);
    if (!e) e = stats_glm(s, d, &(GlmSpec){.formula = formula, .where = where}, &m);
    if (!e && m.rank != 2) e = refuse_groups(&g);
    if (e) return e;
    t_of(s, d, &m.coef.at[1], m.df, out);
    return NULL;
}

/* ---- ranks ---- */

static double score_of(RankTest how, double rank, double people) {
    if (how == RANK_VANDERWAERDEN) return qnorm(rank / people, 0, 1, true, false);
    if (how == RANK_MEDIAN) return rank > people / 2;
    return rank / people;
}

/* score[n]: of the mean rank of all who have the same answer. */
static void rank_scores(const Groups *g, RankTest how, double *score) {
    Ordered     o;
    Arena      *a = arena_open();
    long double cum = 0, people = 0;
    for (int64_t i = 0; i < g->d->n; i++)
        if (g->used[i]) people += g->d->w[i];
    order_rows(a, &g->y, NULL, g->used, g->d->n, &o);
    for (int64_t i = 0, end; i < o.n; i = end) {
        long double sum = 0;
        for (end = i; end < o.n && o.x[end] == o.x[i]; end++) {
            double w = g->d->w[o.mark[end].row];
            cum += w;
            sum += (double)cum - w / 2;
        }
        double rank = (double)(sum / (long double)(end - i));
        for (int64_t j = i; j < end; j++)
            score[o.mark[j].row] = score_of(how, rank, (double)people);
    }
    arena_close(a);
}

/* Mean score of each group. */
static void group_means(const Groups *g, const double *score, double *people, double *mean) {
    for (int64_t i = 0; i < g->d->n; i++) {
        if (!g->used[i]) continue;
        int k = g->place[var_code(&g->group, i)];
        people[k] += g->d->w[i];
        mean[k] += g->d->w[i] * score[i];
    }
    for (int k = 1; k <= g->k; k++) mean[k] /= people[k];
}

/* Column j: the influence of a row on the difference of group j + 2 from the first. */
static void influences(const Groups *g, const double *score, const double *people,
                       const double *mean, Model *m) {
    *m = (Model){.n = g->d->n, .p = g->k - 1,
                 .col = arena_take(g->s->a, (size_t)(g->k - 1) * sizeof(Column))};
    for (int j = 0; j < m->p; j++) {
        double *z = arena_take(g->s->a, (size_t)g->d->n * sizeof *z);
        for (int64_t i = 0; i < g->d->n; i++) {
            if (!g->used[i]) continue;
            int k = g->place[var_code(&g->group, i)];
            if (k != 1 && k != j + 2) continue;
            z[i] = (score[i] - mean[k]) / people[k] * (k == 1 ? -1 : 1) / g->apart;
        }
        m->col[j] = (Column){.name = "difference", .real = z};
    }
}

static MUST Err several_groups(Groups *g, const Result *r, const double *mean, double df,
                               Test *out) {
    int     k = g->k - 1;
    double *b = arena_take(g->s->a, (size_t)k * sizeof *b);
    double *v = arena_take(g->s->a, (size_t)(k * k) * sizeof *v);
    for (int i = 0; i < k; i++) {
        b[i] = mean[i + 2] - mean[1];
        for (int j = 0; j < k; j++) v[i * k + j] = result_cov(r, i, r, j);
    }
    *out = (Test){.method = "Kruskal-Wallis", .name = "Chisq", .ndf = k, .ddf = df - k,
                  .statistic = sym_quadratic(g->s->a, k, v, b), .n = g->n, .design = g->d,
                  .level = stats_level(g->s)};
    out->p = out->ddf > 0 ? pf(out->statistic / k, k, out->ddf, false, false) : NAN;
    return NULL;
}

static MUST Err compare_ranks(Groups *g, RankTest how, Test *out) {
    Stats  *s = g->s;
    double *score = arena_take(s->a, (size_t)g->d->n * sizeof *score);
    double *people = arena_take(s->a, ((size_t)g->k + 1) * sizeof *people);
    double *mean = arena_take(s->a, ((size_t)g->k + 1) * sizeof *mean);
    Model   m;
    Result  r;
    rank_scores(g, how, score);
    group_means(g, score, people, mean);
    influences(g, score, people, mean, &m);
    Err e = stats_total(s, g->d, &m, NULL, &r);
    if (e) return e;
    double df = design_df(s, g->d, g->n < g->d->n ? g->used : NULL);
    if (g->k > 2) return several_groups(g, &r, mean, df, out);
    r.at[0].value = (mean[2] - mean[1]) / g->apart;
    r.at[0].n = g->n;
    t_of(s, g->d, &r.at[0], df - 1, out);
    out->method = rank_tests[how];
    return NULL;
}

Err stats_ranktest(Stats *s, const Design *d, const char *formula, const char *where,
                   RankTest how, Test *out) {
    Groups      g = {.s = s, .d = d};
    const Expr *y, *x;
    Err         e = read_formula(s, formula, &y, &x);
    if (!e) e = read_domain(s, d->data, where, &g.in);
    if (!e) e = read_groups(&g, y, x);
    if (!e && g.k < 2) e = refuse_groups(&g);
    return e ? e : compare_ranks(&g, how, out);
}
