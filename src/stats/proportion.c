/* proportion.c - intervals of proportions. */
#include "stats/inside.h"

#include <math.h>

static double expit(double x) { return 1 / (1 + exp(-x)); }

typedef struct Ask { double t, tail, df, n, answers, scaled, mean_w, spread; bool nchs; } Ask;

/* Answers of a simple sample as exact as this one, by the design's few degrees of freedom. */
static double n_effective(const Estimate *e, const Ask *q) {
    double n = e->value * (1 - e->value) / (e->se * e->se);
    double ratio = qt(q->tail, q->n - 1, true, false) / qt(q->tail, q->df, true, false);
    n *= ratio * ratio;
    return q->nchs && !(n < q->n) ? q->n : n;
}

static void by_beta(Estimate *e, const Ask *q) {
    double n = e->se > 0 ? n_effective(e, q) : q->n, p = e->value;
    e->lo = p > 0 ? qbeta(q->tail, n * p, n * (1 - p) + 1, true, false) : 0;
    e->hi = p < 1 ? qbeta(1 - q->tail, n * p + 1, n * (1 - p), true, false) : 1;
}

static void by_wilson(Estimate *e, const Ask *q) {
    double p = e->value, n = p * (1 - p) / (e->se * e->se), z2 = q->t * q->t;
    double mid = (p + z2 / (2 * n)) / (1 + z2 / n);
    double half = q->t * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n);
    e->lo = mid - half;
    e->hi = mid + half;
}

/* Rao and Scott's working likelihood: R's weights add up to `scaled`. */
static void by_likelihood(Estimate *e, const Ask *q) {
    double p = e->value, spread = p * (1 - p), lo, hi;
    double cut = q->t * sqrt(q->scaled * q->spread) * e->se / spread;
    profile_ends(p, e->se / spread, q->answers - 1, cut, &lo, &hi);
    e->lo = expit(lo);
    e->hi = expit(hi);
}

static void set_interval(Estimate *e, const Estimate *logit, Prop how, const Ask *q) {
    double p = e->value, root = sqrt(p * (1 - p));
    switch (how) {
    case PROP_LOGIT:
        e->lo = expit(logit->value - q->t * logit->se);
        e->hi = expit(logit->value + q->t * logit->se);
        break;
    case PROP_XLOGIT:
        e->lo = expit(log(p / (1 - p)) - q->t * e->se / (p * (1 - p)));
        e->hi = expit(log(p / (1 - p)) + q->t * e->se / (p * (1 - p)));
        break;
    case PROP_ASIN:
        e->lo = pow(sin(asin(sqrt(p)) - q->t * e->se / (2 * root)), 2);
        e->hi = pow(sin(asin(sqrt(p)) + q->t * e->se / (2 * root)), 2);
        break;
    case PROP_LIKELIHOOD: by_likelihood(e, q); break;
    case PROP_WILSON: by_wilson(e, q); break;
    case PROP_BETA:   by_beta(e, q); break;
    case PROP_MEAN:   break;
    }
}

static MUST Err check_values(Stats *s, const Design *d, const Column *c) {
    for (int64_t i = 0; i < d->n; i++) {
        double y = column_at(c, i);
        if (!isnan(y) && y != 0 && y != 1)
            return STATS_REFUSE(s, "stats.proportion.values", "%s, row %lld: %g", c->name,
                                (long long)dataset_row(d->data, i), y);
    }
    return NULL;
}

/* Rows of the cell with a weight, answered or not: R's nrow(design). And the sum of
 * the weights of R's regression, which have a mean of 1 over all of them. */
static void count_rows(const Design *d, const Domain *by, int32_t cell, const Column *c, Ask *q) {
    double w = 0, answered = 0, n = 0;
    q->n = 0;
    for (int64_t i = 0; i < d->n; i++) {
        if (domain_at(by, i) != cell || d->w[i] == 0) continue;
        q->n++;
        w += d->w[i];
        if (!isnan(column_at(c, i))) answered += d->w[i], n++;
    }
    q->answers = n;
    q->mean_w = w / q->n;
    q->scaled = answered / q->mean_w;
}

/* mu (1 - mu) in the last turn but one of R's fit, which stops when the deviance moves by less
 * than 1e-8 of itself: R has its naive variance from there, so its ends for rare shares depend
 * on it. R begins at (w y + 1/2) / (w + 1); from the second turn on all rows have one mu. */
static double spread_of_fit(const Design *d, const Domain *by, int32_t cell, const Column *c,
                            double p, const Ask *q) {
    double over = 0, under = 0, was = 0, spread = p * (1 - p);
    for (int64_t i = 0; i < d->n; i++) {
        double y = column_at(c, i), w = d->w[i] / q->mean_w;
        if (domain_at(by, i) != cell || w == 0 || isnan(y)) continue;
        double mu = (w * y + 0.5) / (w + 1), v = mu * (1 - mu);
        over += w * (v * log(mu / (1 - mu)) + y - mu);
        under += w * v;
        was -= 2 * w * log(y > 0 ? mu : 1 - mu);
    }
    double eta = over / under;
    for (int turn = 0; turn < 25; turn++) {
        double mu = expit(eta), now = -2 * q->scaled * (p * log(mu) + (1 - p) * log1p(-mu));
        if (fabs(now - was) / (fabs(now) + 0.1) < 1e-8) break;
        was = now;
        spread = mu * (1 - mu);
        eta += (p - mu) / spread;
    }
    return spread;
}

Err stats_proportion(Stats *s, const Design *d, const Column *c, const Domain *by, Prop how,
                     bool nchs, Result *out) {
    static const char *const names[] = {"logit", "wilson", "beta", "likelihood", "asin", "mean",
                                        "xlogit"};
    Column one = *c;
    Model  m = {.n = d->n, .p = 1, .col = &one};
    Result logit = {0};
    Err    e = check_values(s, d, c);
    if (!e) e = stats_mean(s, d, &m, by, out);
    if (!e && how == PROP_LOGIT) e = mean_logit(s, d, &m, by, &logit);
    if (e) return e;
    for (int j = 0; j < out->p; j++) {
        Estimate *at = &out->at[j];
        double    tail = (1 - stats_level(s)) / 2;
        Ask       q = {.tail = tail, .df = at->df, .nchs = nchs};
        count_rows(d, by, j + 1, c, &q);
        if (how == PROP_LIKELIHOOD)
            q.spread = spread_of_fit(d, by, j + 1, c, at->value, &q);
        q.t = at->df > 0 ? qt(tail, at->df, false, false) : NAN;
        bool edge = at->value == 0 || at->value == 1;
        if (!(at->df > 0) || (edge && how != PROP_BETA && how != PROP_MEAN)) at->lo = at->hi = NAN;
        else set_interval(at, how == PROP_LOGIT ? &logit.at[j] : NULL, how, &q);
        if (edge && how != PROP_BETA)
            result_note(s, out, "stats.note.edge", at->cell ? at->cell : at->name);
    }
    out->method = arena_print(s->a, "proportion %s", names[how]);
    return NULL;
}
