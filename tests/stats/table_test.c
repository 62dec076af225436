/* table_test.c - the quick road against the plain one on invented samples, and what must not
 * change a figure: threads, the order of rows, the scale of weights, an offset. */
#include "sheet.h"

static Arena   *a;
static uint64_t seed = 7;

static uint64_t draw(void) {
    uint64_t x = seed += 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}
static double uniform(void) { return (double)(draw() >> 11) * 0x1p-53; }

enum { ROWS = 6000, STRATA = 9, UNITS = 150, NAMES = 12 };

typedef struct Sample {
    Dataset t;
    Design  d;
    double  h[ROWS], u[ROWS], w[ROWS], real[ROWS], gaps[ROWS], cell[ROWS];
    uint8_t steps[ROWS], odd[ROWS], eleven[ROWS], twelve[ROWS], same[ROWS];
    uint32_t wide[ROWS];
    Var     var[NAMES];
} Sample;

static const double      step_value[] = {NAN, 3, 5, 7, 9}, odd_value[] = {NAN, 1, 10, 100};
static const char *const odd_label[] = {NULL, "p", "q", "r"};
static const double      counted[] = {NAN, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
static double            wide_value[400];

/* Units of 8 to 72 rows, whose answers are alike; some weights are 0, some answers missing. */
static Sample *make_sample(void) {
    Sample *s = arena_new(a, Sample);
    int64_t i = 0;
    for (int u = 0; u < UNITS && i < ROWS; u++) {
        double  unit = uniform();
        int64_t end = u + 1 == UNITS ? ROWS : i + 8 + (int64_t)(draw() % 65);
        for (; i < end && i < ROWS; i++) {
            s->h[i] = u * STRATA / UNITS;
            s->u[i] = u;
            s->w[i] = draw() % 40 == 0 ? 0 : 0.5 + uniform();
            s->real[i] = 20 + 5 * unit + uniform();
            s->gaps[i] = draw() % 10 == 0 ? NAN : 1e6 + unit + uniform();
            s->steps[i] = (uint8_t)(draw() % 5);
            s->odd[i] = (uint8_t)(draw() % 4);
            s->eleven[i] = (uint8_t)(1 + draw() % 11);
            s->twelve[i] = (uint8_t)(draw() % 13);
            s->same[i] = 7;
            s->wide[i] = (uint32_t)(draw() % 400);
            s->cell[i] = (double)(draw() % 7);
        }
    }
    for (int k = 0; k < 400; k++) wide_value[k] = k ? sqrt(k) : NAN;
    Var var[] = {{.name = "h", .real = s->h}, {.name = "u", .real = s->u},
                 {.name = "w", .real = s->w}, {.name = "real", .real = s->real},
                 {.name = "gaps", .real = s->gaps}, {.name = "cell", .real = s->cell},
                 {.name = "steps", .byte = s->steps, .value = step_value, .codes = 4},
                 {.name = "odd", .type = VAR_FACTOR, .byte = s->odd, .value = odd_value,
                  .label = odd_label, .codes = 3},
                 {.name = "wide", .code = s->wide, .value = wide_value, .codes = 399},
                 {.name = "eleven", .byte = s->eleven, .value = counted, .codes = 11},
                 {.name = "twelve", .byte = s->twelve, .value = counted, .codes = 12},
                 {.name = "same", .byte = s->same, .value = counted, .codes = 11}};
    memcpy(s->var, var, sizeof var);
    s->t = (Dataset){.n = i, .vars = sizeof var / sizeof *var, .var = s->var};
    Stats      z = {.a = a};
    DesignSpec spec = {.psu = "~u", .strata = "~h", .weights = "w"};
    CHECK_TEXT(design_make(&z, &s->t, &spec, &s->d), NULL);
    CHECK(s->d.start != NULL);
    return s;
}

typedef Err (*Task)(Stats *s, const Design *d, const Model *m, const Domain *by, Result *r);

static bool near(double x, double y, double by) {
    return x == y || (isnan(x) && isnan(y)) || fabs(x - y) <= by * fmax(fabs(x), fabs(y));
}

static int differ(const Result *x, const Result *y, double by) {
    int bad = x->p != y->p;
    for (int j = 0; j < x->p && j < y->p; j++) {
        const Estimate *p = &x->at[j], *q = &y->at[j];
        double noise = 1e-14 * fabs(q->value); /* of answers that are all the same */
        bool same = near(p->value, q->value, by) && near(p->lo, q->lo, 10 * by)
                 && (near(p->se, q->se, 100 * by) || fmax(p->se, q->se) < noise)
                 && near(p->df, q->df, 0) && p->n == q->n
                 && (near(p->deff, q->deff, 1e-9) || q->se < noise)
                 && (near(p->n_eff, q->n_eff, 1e-9) || q->se < noise);
        if (!same)
            fprintf(stderr, "%s %s: %.15g (%.15g) df %g n %lld deff %g, plain %.15g (%.15g) df %g "
                    "n %lld deff %g\n", p->cell ? p->cell : "", p->name, p->value, p->se, p->df,
                    (long long)p->n, p->deff, q->value, q->se, q->df, (long long)q->n, q->deff);
        bad += !same;
    }
    if (x->cov && y->cov)
        for (int k = 0; k < x->p * x->p; k++)
            bad += fabs(x->cov[k] - y->cov[k])
                 > 1e-9 * x->at[k / x->p].se * x->at[k % x->p].se;
    return bad;
}

/* Without the places where units begin, the plain road is taken. */
static void compare(const Sample *s, const Design *d, Task task, const char *formula,
                    const char *by, const char *where, Missing missing) {
    Stats  z = {.a = a, .missing = missing, .threads = 2};
    Design plain = *d;
    Model  m;
    Domain cells;
    Result quick, slow;
    plain.start = NULL;
    CHECK_TEXT(model_make(&z, &s->t, formula, MODEL_LEVELS, &m), NULL);
    if (by || where) CHECK_TEXT(domain_make(&z, &s->t, by, where, &cells), NULL);
    CHECK_TEXT(task(&z, d, &m, by || where ? &cells : NULL, &quick), NULL);
    CHECK_TEXT(task(&z, &plain, &m, by || where ? &cells : NULL, &slow), NULL);
    if (differ(&quick, &slow, 1e-12)) {
        fprintf(stderr, "%s by %s where %s\n", formula, by ? by : "", where ? where : "");
        test_failed = 1;
    }
}

static const char all[] = "~real+gaps+steps+odd+wide+I(real*2)";

static void against_plain(const Sample *s, const Design *d, int bys, int missings) {
    static const char *const by[] = {NULL, "~cell", "~odd+cell"};
    for (int k = 0; k < bys; k++)
        for (int m = 0; m < missings; m++) {
            compare(s, d, stats_mean, all, by[k], NULL, (Missing)m);
            compare(s, d, stats_total, all, by[k], NULL, (Missing)m);
            compare(s, d, stats_mean, all, by[k], "real>22", (Missing)m);
        }
}

/* So many cells that the units are folded. */
static void folded(const Sample *s) {
    static const char many[] = "~real+gaps+steps+odd+wide+I(real+1)+I(real*2)+I(real*3)+I(real*4)"
                               "+I(real*5)+I(real*6)+I(real*7)+I(real*8)+I(real*9)+I(gaps*2)";
    static const char whole[] = "~real+I(real+1)+I(real*2)+I(real*3)+I(real*4)+I(real*5)";
    compare(s, &s->d, stats_mean, many, "~factor(wide)+odd", NULL, MISSING_EACH);
    compare(s, &s->d, stats_mean, whole, "~factor(wide)+factor(cell)", NULL, MISSING_EACH);
    compare(s, &s->d, stats_total, many, "~factor(wide)+odd", "real>21", MISSING_ANY);
}

/* Eight columns of one kind are read where they lie, also the last rows of the data; units of
 * more rows than are read at once. */
static void kinds_apart(const Sample *s) {
    static const char *const kinds[] = {"~real+I(real*2)", "~gaps+I(gaps*2)", "~steps",
                                        "~real+I(real*2)+I(real*3)+I(real*4)+I(real*5)"
                                        "+I(real*6)+I(real*7)+I(real*8)+I(real*9)+gaps"};
    Stats      z = {.a = a};
    DesignSpec spec = {.psu = "~h", .weights = "w"};
    Design     large;
    CHECK_TEXT(design_make(&z, &s->t, &spec, &large), NULL);
    for (int k = 0; k < 4; k++)
        for (int m = 0; m < 3; m++) {
            compare(s, &s->d, stats_mean, kinds[k], "~cell", NULL, (Missing)m);
            compare(s, &large, stats_mean, kinds[k], "~cell", "real>21", (Missing)m);
        }
}

static Result run(const Design *d, const char *formula, const char *by, int threads) {
    Stats  z = {.a = a, .threads = threads};
    Model  m;
    Domain cells;
    Result r;
    CHECK_TEXT(model_make(&z, d->data, formula, MODEL_LEVELS, &m), NULL);
    if (by) CHECK_TEXT(domain_make(&z, d->data, by, NULL, &cells), NULL);
    CHECK_TEXT(stats_mean(&z, d, &m, by ? &cells : NULL, &r), NULL);
    return r;
}

/* Units large enough for sums in whole numbers: eleven codes at most, and twelve, with weights
 * a million times as large as others, and with some below 0. */
static void whole_numbers(const Sample *s) {
    static const char codes[] = "~steps+eleven+twelve";
    Stats      z = {.a = a};
    DesignSpec spec = {.psu = "~h", .weights = "w"};
    Design     d;
    CHECK_TEXT(design_make(&z, &s->t, &spec, &d), NULL);
    const double *plain = d.w;
    for (int turn = 0; turn < 4; turn++) {
        double *w = arena_take(a, (size_t)d.n * sizeof *w);
        for (int64_t i = 0; i < d.n; i++)
            w[i] = turn == 0 ? plain[i] : turn == 1 ? exp(14 * uniform()) : turn == 2 ? 1 / 3.0
                 : draw() % 9 ? 1 + uniform() : -0.1;
        d.w = w;
        for (int m = 0; m < 3; m++) {
            compare(s, &d, stats_mean, codes, NULL, NULL, (Missing)m);
            compare(s, &d, stats_total, codes, NULL, "real>21", (Missing)m);
        }
        Result r = run(&d, "~same", NULL, 1);
        CHECK(r.at[0].value == 7 && (r.at[0].se == 0 || (turn == 3 && r.at[0].se < 1e-15)));
    }
}

/* JKn, each replicate told by its stratum only, and as a full table. */
static void jackknife(const Sample *s) {
    const Stage *g = &s->d.stage[0];
    int      n = g->units;
    double  *dense = arena_take(a, (size_t)(n * n) * sizeof *dense);
    double  *raise = arena_take(a, (size_t)n * sizeof *raise);
    double  *rscales = arena_take(a, (size_t)n * sizeof *rscales);
    int32_t *from = arena_take(a, (size_t)n * sizeof *from);
    int32_t *to = arena_take(a, (size_t)n * sizeof *to);
    for (int r = 0; r < n; r++) {
        double took = g->took[g->home[r]];
        for (from[r] = r; from[r] > 0 && g->home[from[r] - 1] == g->home[r]; from[r]--) continue;
        to[r] = from[r] + (int32_t)took;
        raise[r] = took / (took - 1);
        rscales[r] = (took - 1) / took;
        for (int u = 0; u < n; u++) {
            double f = u == r ? 0 : g->home[u] == g->home[r] ? took / (took - 1) : 1;
            dense[u * n + r] = f;
        }
    }
    Stats      z = {.a = a};
    Replicates q = {.type = "JKn", .reps = n, .units = n, .unit = g->unit,
                    .from = from, .to = to, .raise = raise, .scale = 1, .rscales = rscales};
    Design     short_one, long_one;
    design_replicated(&z, &s->d, &q, &short_one);
    q.factor = dense;
    design_replicated(&z, &s->d, &q, &long_one);
    against_plain(s, &short_one, 1, 3);
    compare(s, &short_one, stats_mean, all, "~cell", NULL, MISSING_ANY);
    against_plain(s, &long_one, 1, 1);
}

static bool same_bits(const Result *x, const Result *y) {
    for (int j = 0; j < x->p; j++)
        if (memcmp(&x->at[j].value, &y->at[j].value, 8 * sizeof(double)) != 0) return false;
    return x->p == y->p;
}

static void threads_change_nothing(const Sample *s) {
    static const char *const by[] = {NULL, "~cell", "~factor(wide)+odd"};
    for (int k = 0; k < 3; k++) {
        Result one = run(&s->d, all, by[k], 1);
        for (int n = 2; n < 9; n += 3) {
            Result many = run(&s->d, all, by[k], n);
            CHECK(same_bits(&one, &many));
        }
    }
}

static void swap(void *rows, size_t size, int64_t i, int64_t j) {
    char old[8], *x = (char *)rows + (size_t)i * size, *y = (char *)rows + (size_t)j * size;
    memcpy(old, x, size);
    memcpy(x, y, size);
    memcpy(y, old, size);
}

/* Rows in any order, sorted at loading. */
static void order_changes_nothing(const Sample *s) {
    static const char *const by[] = {"h", "u"};
    Stats      z = {.a = a, .threads = 2};
    DesignSpec spec = {.psu = "~u", .strata = "~h", .weights = "w"};
    Result     first = {0};
    for (int turn = 0; turn < 4; turn++) {
        Sample *other = arena_new(a, Sample);
        *other = *s;
        for (int64_t i = s->t.n - 1; turn && i > 0; i--) {
            int64_t j = (int64_t)(draw() % (uint64_t)(i + 1));
            swap(other->h, 8, i, j), swap(other->u, 8, i, j), swap(other->w, 8, i, j);
            swap(other->real, 8, i, j), swap(other->gaps, 8, i, j), swap(other->cell, 8, i, j);
            swap(other->steps, 1, i, j), swap(other->odd, 1, i, j), swap(other->wide, 4, i, j);
            swap(other->eleven, 1, i, j), swap(other->twelve, 1, i, j);
        }
        const void *rows[] = {other->h, other->u, other->w, other->real, other->gaps, other->cell};
        for (int k = 0; k < 6; k++) other->var[k].real = rows[k];
        other->var[6].byte = other->steps;
        other->var[7].byte = other->odd;
        other->var[8].code = other->wide;
        other->var[9].byte = other->eleven;
        other->var[10].byte = other->twelve;
        other->t.var = other->var;
        Dataset sorted;
        Design  d;
        CHECK_TEXT(dataset_sort(&z, &other->t, 2, by, &sorted), NULL);
        CHECK_TEXT(design_make(&z, &sorted, &spec, &d), NULL);
        Result r = run(&d, all, turn % 2 ? "~cell" : NULL, 2), plain = run(&d, all, "~cell", 1);
        if (turn == 0) first = plain;
        CHECK(same_bits(&first, &plain) && r.p > 0);
        int64_t i = (int64_t)(draw() % (uint64_t)sorted.n);
        CHECK(sorted.var[3].real[i] == other->real[sorted.row[i] - 1]);
    }
}

/* Whole numbers far from 0: the error of a long double, in the quick and in the plain road. */
static void far_from_zero(const Sample *s) {
    Sample *other = arena_new(a, Sample);
    *other = *s;
    for (int64_t i = 0; i < s->t.n; i++) other->real[i] = 1e9 + (double)(draw() % 1000);
    other->t.var = other->var;
    other->var[3].real = other->real;
    Design d = s->d;
    d.data = &other->t;
    const Stage *g = &d.stage[0];
    long double  sum = 0, w = 0, var = 0;
    for (int64_t i = 0; i < d.n; i++) sum += (long double)d.w[i] * other->real[i], w += d.w[i];
    long double *z = arena_take(a, (size_t)g->units * sizeof *z);
    for (int64_t i = 0; i < d.n; i++) z[g->unit[i]] += d.w[i] * (other->real[i] - sum / w) / w;
    for (int32_t u = 0, end; u < g->units; u = end) {
        long double mean = 0, took = g->took[g->home[u]];
        for (end = u; end < g->units && g->home[end] == g->home[u]; end++) mean += z[end] / took;
        for (int32_t k = u; k < end; k++) var += (z[k] - mean) * (z[k] - mean) * took / (took - 1);
    }
    Result quick = run(&d, "~real", NULL, 1);
    d.start = NULL;
    Result plain = run(&d, "~real", NULL, 1);
    CHECK(near(quick.at[0].se, (double)sqrtl(var), 1e-10));
    CHECK(near(plain.at[0].se, (double)sqrtl(var), 1e-10));
}

/* Weights times 1000: means, errors and designs effects with replacement stay. */
static void scale_of_weights(const Sample *s) {
    Design  d = s->d;
    double *w = arena_take(a, (size_t)d.n * sizeof *w);
    for (int64_t i = 0; i < d.n; i++) w[i] = 1000 * d.w[i];
    d.w = w;
    Result one = run(&s->d, all, "~cell", 1), two = run(&d, all, "~cell", 1);
    for (int j = 0; j < one.p; j++) {
        CHECK(near(one.at[j].value, two.at[j].value, 1e-12));
        CHECK(near(one.at[j].se, two.at[j].se, 1e-10));
        CHECK(near(one.at[j].deff_wr, two.at[j].deff_wr, 1e-9));
    }
}

int main(void) {
    a = arena_open();
    const Sample *s = make_sample();
    against_plain(s, &s->d, 3, 3);
    folded(s);
    kinds_apart(s);
    whole_numbers(s);
    jackknife(s);
    threads_change_nothing(s);
    order_changes_nothing(s);
    far_from_zero(s);
    scale_of_weights(s);
    arena_close(a);
    return test_failed;
}
