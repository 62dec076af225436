/* glm.c - regression for samples: the fit, and the error of its coefficients.
 *
 * Fisher's scoring on the matrix of information, columns centred and scaled: the gradient is
 * always reckoned from the rows, so the solution is as exact as by orthogonal columns. With
 * many rows the first turns read one block in sixteen; the last turns read all.
 * Source: Binder, Int. Statistical Review 51, 1983; R survey 4.5, svyglm(). */
#include "stats/glm.h"

#include <math.h>
#include <string.h>

const char *const families[] = {"gaussian", "binomial", "quasibinomial", "poisson",
                                "quasipoisson", NULL};

enum { TURNS = 60, SPARSE = 16, MANY = 200000 };
/* A step that promises less than this for each answer leaves nothing to gain: the next would
 * promise its square. */
#define ENOUGH 1e-15

typedef struct Fit {
    Stats        *s;
    const Design *d;
    GlmSpec       spec;
    Model         m;
    Column        offset, prior;
    GlmData       g;
    uint8_t      *in;      /* [n] asked about; NULL all */
    int64_t       answers;
    double        mean;    /* of the weights, of the answers over all asked */
    Arena        *a;
    GlmSums       sum;
    double       *before;  /* [p] beta of the turn before, when the turns are R's; else NULL */
    double       *beta, *start; /* [p] of centred columns; diagonal of the first information */
    double       *inverse; /* [p][p] */
    bool         *out;     /* [p] */
    int           rank, turns;
    bool          scored;  /* the last turn took the scores */
} Fit;

/* ---- what is fitted ---- */

static MUST Err read_where(Fit *f) {
    Column c;
    if (!f->spec.where) return NULL;
    Err e = column_make(f->s, f->d->data, f->spec.where, &c);
    if (e) return e;
    f->in = arena_take(f->s->a, (size_t)f->d->n);
    for (int64_t i = 0; i < f->d->n; i++) {
        double x = column_at(&c, i);
        f->in[i] = !isnan(x) && x != 0;
    }
    return NULL;
}

static MUST Err read_columns(Fit *f) {
    Stats         *s = f->s;
    const Dataset *t = f->d->data;
    Err            e = model_make(s, t, f->spec.formula, MODEL_CONTRASTS, &f->m);
    if (!e && !f->m.response.name)
        e = STATS_REFUSE(s, "stats.glm.response", "%s", f->spec.formula);
    if (!e && f->spec.offset) e = column_make(s, t, f->spec.offset, &f->offset);
    if (!e && f->spec.weights) e = column_make(s, t, f->spec.weights, &f->prior);
    if (!e) e = read_where(f);
    return e;
}

static void mark_missing(const Column *c, int64_t n, uint8_t *used) {
    if (!column_has_gaps(c, n)) return;
    for (int64_t i = 0; i < n; i++)
        if (isnan(column_at(c, i))) used[i] = 0;
}

/* The rows that answer all; each answer has to suit the family. */
static MUST Err find_answers(Fit *f) {
    int64_t  n = f->d->n, asked = 0;
    uint8_t *used = arena_take(f->s->a, (size_t)n);
    double   all = 0, some = 0;
    for (int64_t i = 0; i < n; i++) {
        used[i] = !f->in || f->in[i];
        asked += used[i];
        all += used[i] ? f->d->w[i] : 0;
    }
    for (int j = 0; j < f->m.p; j++) mark_missing(&f->m.col[j], n, used);
    mark_missing(&f->m.response, n, used);
    if (f->spec.offset) mark_missing(&f->offset, n, used);
    if (f->spec.weights) mark_missing(&f->prior, n, used);
    for (int64_t i = 0; i < n; i++) f->answers += used[i], some += used[i] ? f->d->w[i] : 0;
    if (!(some > 0)) return STATS_REFUSE(f->s, "stats.answers.none", "%s", f->spec.formula);
    /* Rows of a calibrated design stay when others leave, so R's mean is over all of them. */
    double rows = (double)(f->d->cals ? n : asked), left = (double)f->answers;
    f->g.scale = rows / all;
    f->mean = some / (f->d->cals ? rows : left) / (all / rows);
    f->g.used = f->answers < n ? used : NULL;
    return NULL;
}

static MUST Err check_values(Fit *f) {
    bool share = f->spec.family == FAMILY_BINOMIAL || f->spec.family == FAMILY_QUASIBINOMIAL;
    bool count = f->spec.family == FAMILY_POISSON || f->spec.family == FAMILY_QUASIPOISSON;
    for (int64_t i = 0; i < f->d->n; i++) {
        if (f->g.used && !f->g.used[i]) continue;
        double y = column_at(&f->m.response, i);
        double q = f->spec.weights ? column_at(&f->prior, i) : 1;
        if (((share || count) && y < 0) || (share && y > 1))
            return STATS_REFUSE(f->s, "stats.glm.response", "%s, row %lld: %g",
                                f->m.response.name, (long long)dataset_row(f->d->data, i), y);
        if (q < 0)
            return STATS_REFUSE(f->s, "stats.glm.weights", "%s, row %lld: %g", f->prior.name,
                                (long long)dataset_row(f->d->data, i), q);
    }
    return NULL;
}

/* With an intercept each other column is told from its mean, or from that of one block of rows
 * in sixteen: any value near it will do. */
static double *centres(const Fit *f) {
    double *c = arena_take(f->s->a, (size_t)f->m.p * sizeof *c);
    bool    intercept = f->m.col[0].term == 0, many = f->answers > MANY;
    for (int j = 1; intercept && j < f->m.p; j++) {
        double sum = 0, w = 0;
        for (int64_t i = 0; i < f->d->n; i++) {
            if (many && i % GLM_BLOCK == 0 && i / GLM_BLOCK % SPARSE != 0) {
                i += GLM_BLOCK - 1;
                continue;
            }
            if (f->g.used && !f->g.used[i]) continue;
            sum += f->d->w[i] * column_at(&f->m.col[j], i);
            w += f->d->w[i];
        }
        c[j] = w > 0 ? sum / w : 0;
    }
    return c;
}

static void ready(Fit *f) {
    size_t p = (size_t)f->m.p;
    bool   units = roots_by_unit(f->d) && !f->d->rep && !f->d->joint && !(f->spec.epsilon > 0);
    f->g.family = f->spec.family;
    f->g.n = f->d->n;
    f->g.p = f->m.p;
    f->g.x = f->m.col;
    f->g.y = &f->m.response;
    f->g.offset = f->spec.offset ? &f->offset : NULL;
    f->g.prior = f->spec.weights ? &f->prior : NULL;
    f->g.w = f->d->w;
    f->g.s = f->s;
    f->g.centre = centres(f);
    f->g.unit = units ? f->d->stage[0].unit : NULL;
    f->g.units = units ? f->d->stage[0].units : 0;
    f->g.sorted = f->d->start != NULL;
    f->beta = arena_take(f->s->a, p * sizeof *f->beta);
    if (f->spec.epsilon > 0) f->before = arena_take(f->s->a, p * sizeof *f->before);
    f->start = arena_take(f->s->a, p * sizeof *f->start);
    f->inverse = arena_take(f->s->a, p * p * sizeof *f->inverse);
    f->out = arena_take(f->s->a, p * sizeof *f->out);
    f->sum.gradient = arena_take(f->s->a, p * sizeof(double));
    f->sum.information = arena_take(f->s->a, p * p * sizeof(double));
    if (units) f->sum.unit = arena_take(f->s->a, (size_t)f->g.units * p * sizeof(double));
}

/* ---- the fit ---- */

/* The columns that count keep their place; the others are held at 0. */
static void fix_aliased(Fit *f) {
    int     p = f->m.p;
    double *h = f->sum.information;
    for (int i = 0; i < p; i++)
        for (int j = 0; j < p; j++)
            if (f->out[i] || f->out[j]) h[i * p + j] = i == j;
    for (int i = 0; i < p; i++)
        if (f->out[i]) f->sum.gradient[i] = 0;
}

/* One turn; gives the drop of the deviance that the step promises. */
static double turn(Fit *f, GlmWhat what, int stride, double *step) {
    int   p = f->m.p;
    bool *none = arena_take(f->a, (size_t)p * sizeof *none);
    glm_pass(&f->g, what, f->beta, stride, &f->sum);
    if (what == GLM_START) {
        f->rank = sym_inverse(f->a, p, f->sum.information, 1e-13, f->inverse, f->out);
        for (int j = 0; j < p; j++) f->start[j] = f->sum.information[j * p + j];
    }
    fix_aliased(f);
    sym_inverse(f->a, p, f->sum.information, 0, f->inverse, none);
    double drop = 0;
    for (int i = 0; i < p; i++) {
        step[i] = 0;
        for (int j = 0; j < p; j++) step[i] += f->inverse[i * p + j] * f->sum.gradient[j];
        if (f->out[i]) step[i] = 0;
        drop += step[i] * f->sum.gradient[i];
    }
    f->turns++;
    return drop;
}

/* Turns until a step promises nothing; a step that made it worse is halved. The turn that is
 * likely to be the last takes what the error is made of as well. */
static bool scoring(Fit *f, int stride, double enough) {
    int     p = f->m.p;
    double  people = (double)f->answers;
    bool    last_turn = false;
    double *step = arena_take(f->a, (size_t)p * sizeof *step), last = INFINITY;
    double *back = arena_take(f->a, (size_t)p * sizeof *back);
    for (int k = 0; k < TURNS; k++) {
        double drop = turn(f, last_turn ? GLM_SCORES : GLM_STEP, stride, step);
        if (!(drop <= 4 * last) || isnan(drop)) { /* too far: half of the step before */
            for (int j = 0; j < p; j++) f->beta[j] -= back[j] /= 2;
            continue;
        }
        last = drop;
        for (int j = 0; j < p; j++) f->beta[j] += back[j] = step[j];
        f->scored = last_turn && drop <= enough;
        if (drop <= enough) return true;
        last_turn = stride == 1 && people > MANY && drop * drop < people * enough;
    }
    return false;
}

static bool begin(Fit *f, int stride) {
    double *step = arena_take(f->a, (size_t)f->m.p * sizeof *step);
    double  drop = turn(f, GLM_START, stride, step);
    memcpy(f->beta, step, (size_t)f->m.p * sizeof *step);
    return !isnan(drop) && f->rank > 0;
}

/* R's turns, from its first guess or from beta: until the deviance moves by less than epsilon
 * of itself. R takes the information of the turn before the last; so does this. */
static bool scoring_as_r(Fit *f, bool guess) {
    enum { R_TURNS = 25 };
    int     p = f->m.p;
    double *step = arena_take(f->a, (size_t)p * sizeof *step);
    double  last = guess ? INFINITY : glm_deviance_of(&f->g, f->beta);
    for (int k = 0; k < R_TURNS; k++) {
        memcpy(f->before, f->beta, (size_t)p * sizeof *step);
        turn(f, guess && k == 0 ? GLM_START : GLM_STEP, 1, step);
        for (int j = 0; j < p; j++) f->beta[j] += step[j];
        double now = glm_deviance_of(&f->g, f->beta);
        if (fabs(now - last) / (fabs(now) + 0.1) < f->spec.epsilon) return true;
        last = now;
    }
    return false;
}

static MUST Err runs_off(Fit *f) {
    int worst = -1;
    double most = 1e9;
    bool intercept = f->m.col[0].term == 0 && f->m.p > 1; /* goes with whatever runs off */
    for (int j = intercept; j < f->m.p; j++) {
        double lost = f->inverse[j * f->m.p + j] * f->start[j];
        if (!f->out[j] && lost > most) most = lost, worst = j;
    }
    if (worst < 0) return NULL;
    return STATS_REFUSE(f->s, "stats.glm.separated", "%s", f->m.col[worst].name);
}

/* From scratch, or from what a sixteenth of the rows gave. */
static MUST Err fit(Fit *f) {
    double people = (double)f->answers, enough = ENOUGH * people;
    bool   sparse = f->answers > MANY && f->spec.family != FAMILY_GAUSSIAN;
    if (f->spec.epsilon > 0) {
        scoring_as_r(f, true); /* after 25 turns R warns, and takes what it has */
        return NULL;
    }
    if (sparse) sparse = begin(f, SPARSE) && f->rank == f->m.p && scoring(f, SPARSE, 1e-3);
    if (!sparse) {
        memset(f->beta, 0, (size_t)f->m.p * sizeof *f->beta);
        begin(f, 1);
    }
    bool done = scoring(f, 1, enough);
    if (f->spec.family != FAMILY_GAUSSIAN) {
        Err e = runs_off(f);
        if (e) return e;
    }
    return done ? NULL : STATS_REFUSE(f->s, "stats.glm.diverged", "%s", f->spec.formula);
}

/* ---- results ---- */

/* x' of centred columns to that of the columns themselves: the intercept takes the centres. */
static void uncentre(const Fit *f, double *x, int64_t step) {
    for (int j = 1; j < f->m.p; j++)
        if (!f->out[j]) x[0] -= f->g.centre[j] * x[j * step];
}

static double *naive_cov(const Fit *f) {
    int     p = f->m.p;
    double *v = arena_take(f->s->a, (size_t)(p * p) * sizeof *v);
    for (int i = 0; i < p; i++)
        for (int j = 0; j < p; j++)
            v[i * p + j] = f->out[i] || f->out[j] ? 0 : f->inverse[i * p + j];
    for (int j = 0; j < p; j++) uncentre(f, v + j, p);
    for (int i = 0; i < p; i++) uncentre(f, v + (int64_t)i * p, 1);
    return v;
}

static Estimate *coefficients(const Fit *f) {
    Estimate *e = arena_take(f->s->a, (size_t)f->m.p * sizeof *e);
    double   *b = arena_take(f->s->a, (size_t)f->m.p * sizeof *b);
    memcpy(b, f->beta, (size_t)f->m.p * sizeof *b);
    uncentre(f, b, 1);
    for (int j = 0; j < f->m.p; j++)
        e[j] = (Estimate){.name = f->m.col[j].name, .value = f->out[j] ? NAN : b[j],
                          .n = f->answers, .n_eff = NAN, .deff = NAN, .deff_wr = NAN};
    return e;
}

/* The influence of a unit, or of a row, on each coefficient: from its score times x. */
static void influence(const Fit *f, const double *score, double *z, int64_t step) {
    int p = f->m.p;
    for (int i = 0; i < p; i++) {
        double sum = 0;
        for (int j = 0; j < p && !f->out[i]; j++)
            if (!f->out[j]) sum += f->inverse[i * p + j] * score[j];
        z[i * step] = sum;
    }
    uncentre(f, z, step);
}

static MUST Err error_by_unit(Fit *f, Estimate *e, Result *out) {
    Roots r;
    Err   err = roots_open(f->s, f->d, f->g.used, &r);
    if (err) return err;
    int32_t units = f->g.units;
    result_open(f->s, f->d, "glm", f->m.p, e, units, out);
    for (int32_t u = 0; u < units; u++)
        influence(f, f->sum.unit + (int64_t)u * f->m.p, out->root + u, units);
    for (int j = 0; j < f->m.p; j++) roots_units(&r, out->root + (int64_t)j * units);
    roots_close(&r);
    result_close(f->s, out, f->g.used, 0, false);
    return NULL;
}

static MUST Err error_by_row(Fit *f, Estimate *e, Result *out) {
    int      p = f->m.p;
    size_t   n = (size_t)f->d->n;
    double  *score = arena_take(f->a, n * sizeof *score);
    double **z = arena_take(f->a, (size_t)p * sizeof *z);
    double  *x = arena_take(f->a, (size_t)p * sizeof *x);
    double  *h = arena_take(f->a, (size_t)p * sizeof *h);
    for (int j = 0; j < p; j++) z[j] = arena_take(f->a, n * sizeof **z);
    glm_scores(&f->g, f->beta, f->before, score);
    for (size_t i = 0; i < n; i++) {
        if (score[i] == 0) continue;
        for (int j = 0; j < p; j++)
            x[j] = score[i] * (column_at(&f->m.col[j], (int64_t)i) - f->g.centre[j]);
        influence(f, x, h, 1);
        for (int j = 0; j < p; j++) z[j][i] = h[j];
    }
    Linear l = {.method = "glm", .p = p, .e = e, .z = z, .in = f->g.used};
    return stats_linear(f->s, f->d, &l, out);
}

/* The coefficients with other weights, from the solution: what stats_weighted() asks for. */
static Err refit(Stats *s, const void *with, const double *w, double *theta) {
    Fit    f = *(const Fit *)with;
    int    p = f.m.p;
    double all = 0;
    f.a = arena_open();
    for (int64_t i = 0; i < f.d->n; i++)
        if (!f.g.used || f.g.used[i]) all += w[i];
    f.s = s;
    f.g.w = w;
    f.g.scale = (double)f.answers / all;
    f.g.unit = NULL;
    f.beta = arena_take(f.a, (size_t)p * sizeof *f.beta);
    memcpy(f.beta, ((const Fit *)with)->beta, (size_t)p * sizeof *f.beta);
    f.inverse = arena_take(f.a, (size_t)(p * p) * sizeof *f.inverse);
    f.sum.gradient = arena_take(f.a, (size_t)p * sizeof(double));
    f.sum.information = arena_take(f.a, (size_t)(p * p) * sizeof(double));
    f.before = f.before ? arena_take(f.a, (size_t)p * sizeof *f.before) : NULL;
    bool done = f.before ? scoring_as_r(&f, false) : scoring(&f, 1, ENOUGH * (double)f.answers);
    uncentre(&f, f.beta, 1);
    for (int j = 0; j < p; j++) theta[j] = done ? f.beta[j] : NAN;
    arena_close(f.a);
    return NULL;
}

static MUST Err error_by_replicates(Fit *f, Estimate *e, Result *out) {
    Weighted x = {.method = "glm", .p = f->m.p, .e = e, .theta = refit, .with = f,
                  .in = f->in};
    return stats_weighted(f->s, f->d, &x, out);
}

static MUST Err errors(Fit *f, Glm *out) {
    Estimate *e = coefficients(f);
    Err       err = f->d->rep  ? error_by_replicates(f, e, &out->coef)
                  : f->g.unit ? error_by_unit(f, e, &out->coef)
                              : error_by_row(f, e, &out->coef);
    if (err) return err;
    out->df = design_df(f->s, f->d, f->d->rep ? f->in : f->g.used) + 1 - f->rank;
    for (int j = 0; j < f->m.p; j++) {
        e[j].df = f->s->df == DF_NORMAL ? INFINITY : out->df;
        estimate_interval(f->s, &e[j]);
        if (f->out[j]) result_note(f->s, &out->coef, "stats.note.aliased", e[j].name);
    }
    return NULL;
}

/* R's two ways: svyvar() of Pearson's residuals, and with replicates their mean square. */
static double dispersion(const Fit *f) {
    const GlmSums *s = &f->sum;
    double n = 0, mean = s->r / s->people;
    for (int64_t i = 0; i < f->d->n; i++)
        n += f->d->w[i] != 0 && (!f->g.used || f->g.used[i]);
    if (f->d->rep) return s->rr / s->people * f->mean;
    return (s->rr / s->people - mean * mean) * n / (n - 1) * f->mean;
}

Err stats_glm(Stats *s, const Design *d, const GlmSpec *spec, Glm *out) {
    Fit f = {.s = s, .d = d, .spec = *spec};
    Err e = read_columns(&f);
    if (!e) e = find_answers(&f);
    if (!e) e = check_values(&f);
    if (e) return e;
    f.a = arena_open();
    ready(&f);
    e = fit(&f);
    if (!e) {
        if (!f.scored) glm_pass(&f.g, GLM_SCORES, f.beta, 1, &f.sum);
        *out = (Glm){.spec = *spec, .model = f.m, .rank = f.rank, .aliased = f.out,
                     .dispersion = dispersion(&f), .naive = naive_cov(&f), .used = f.g.used,
                     .offset = f.offset, .prior = f.prior, .scale = f.g.scale,
                     .turns = f.turns};
        e = errors(&f, out);
    }
    arena_close(f.a);
    return e;
}

double glm_deviance(const Design *d, const Glm *m) {
    Arena  *a = arena_open();
    Fit     f = {.d = d, .spec = m->spec, .m = m->model, .offset = m->offset, .prior = m->prior};
    double *beta = arena_take(a, (size_t)m->model.p * sizeof *beta);
    double *zero = arena_take(a, (size_t)m->model.p * sizeof *zero);
    for (int j = 0; j < m->model.p; j++) beta[j] = m->aliased[j] ? 0 : m->coef.at[j].value;
    f.g = (GlmData){.family = m->spec.family, .n = d->n, .p = m->model.p, .x = m->model.col,
                    .centre = zero, .y = &f.m.response, .w = d->w, .scale = m->scale,
                    .used = m->used, .offset = m->spec.offset ? &f.offset : NULL,
                    .prior = m->spec.weights ? &f.prior : NULL};
    double sum = glm_deviance_of(&f.g, beta);
    arena_close(a);
    return sum;
}

Err glm_deviance_without(Stats *s, const Design *d, const Glm *m, const char *formula,
                         double *out) {
    Fit f = {.s = s, .d = d, .spec = m->spec, .offset = m->offset, .prior = m->prior};
    f.spec.formula = formula;
    Err e = model_make(s, d->data, formula, MODEL_CONTRASTS, &f.m);
    if (e) return e;
    f.a = arena_open();
    f.g.used = m->used;
    f.g.scale = m->scale;
    f.answers = m->coef.at[0].n;
    ready(&f);
    f.g.unit = NULL;
    e = fit(&f);
    if (!e) *out = glm_deviance_of(&f.g, f.beta);
    arena_close(f.a);
    return e;
}
