/* survey.c make|run FILE ROWS [WORD] - one side of bench/survey.sh: makes the file of a large
 * sample, or reads it and prints a line for each operation: name, milliseconds that are wanted, taken
 * on one thread and on two, parted by tabs; first the bandwidth of memory, last the memory.
 * WORD takes the operations with it in their name; CPU=1 the time of the processors. */
#include "stats/weigh.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "stats/random.h"

enum { STRATA = 200, UNITS = 10, VARS = 20, CELLS = 235 };
enum { H, U, W, CELL, SEX, AGE, REGION, GROUP, YES, Y, REALS = Y + VARS };
static const char *const names[Y] = {"h", "u", "w", "cell", "sex", "age", "region", "group",
                                     "yes"};
static const int levels[Y] = {STRATA, STRATA * UNITS, 0, CELLS, 2, 6, 10, 16, 0};

/* The file: REALS columns of ROWS doubles, then VARS columns of ROWS bytes, codes 1 to 5. */
static void make_row(Random *r, int64_t i, int64_t n, double *row, uint8_t *code) {
    int64_t unit = i * STRATA * UNITS / n;
    double  base = (double)(unit * 7919 % 101) / 101;
    row[H] = (double)(unit / UNITS + 1);
    row[U] = (double)(unit + 1);
    row[W] = 50 + 100 * random_real(r);
    row[CELL] = (double)(1 + random_below(r, CELLS));
    row[SEX] = (double)(1 + random_below(r, 2));
    row[AGE] = (double)(1 + random_below(r, 6));
    row[REGION] = (double)(1 + random_below(r, 10));
    row[GROUP] = (double)(1 + random_below(r, 16));
    for (int k = 0; k < VARS; k++) {
        row[Y + k] = 40 + 20 * base + 10 * (random_real(r) + random_real(r) - 1);
        code[k] = (uint8_t)(1 + (int)(4 * random_real(r) + base));
    }
    double x = -1 + 0.3 * (row[SEX] - 1) - 0.1 * row[AGE] + 0.02 * (row[Y] - 50);
    row[YES] = random_real(r) < 1 / (1 + exp(-x));
}

static int make(const char *path, int64_t n) {
    Random   r = random_of(1);
    double  *all = malloc((size_t)n * REALS * sizeof *all), row[REALS];
    uint8_t *codes = malloc((size_t)n * VARS), code[VARS];
    FILE    *f = fopen(path, "wb");
    if (!all || !codes || !f) return 1;
    for (int64_t i = 0; i < n; i++) {
        make_row(&r, i, n, row, code);
        for (int k = 0; k < REALS; k++) all[k * n + i] = row[k];
        for (int k = 0; k < VARS; k++) codes[k * n + i] = code[k];
    }
    bool good = fwrite(all, sizeof *all, (size_t)n * REALS, f) == (size_t)n * REALS &&
                fwrite(codes, 1, (size_t)n * VARS, f) == (size_t)n * VARS;
    return fclose(f) != 0 || !good;
}

/* ---- what is timed ---- */

typedef struct Data {
    Arena        *a;
    Dataset       t;
    Design        d, raked, jackknife;
    Model         reals, codes, two;
    Domain        cells;
    const Margin *margin;
    int           margins;
    double        result; /* so that nothing is left out */
} Data;

typedef struct Op {
    const char *name;
    double      wanted; /* for a million rows; 0 none */
    Err       (*run)(Stats *s, Data *g, Result *r);
} Op;

static Err means(Stats *s, Data *g, Result *r) { return stats_mean(s, &g->d, &g->reals, NULL, r); }
static Err codes(Stats *s, Data *g, Result *r) { return stats_mean(s, &g->d, &g->codes, NULL, r); }
static Err domains(Stats *s, Data *g, Result *r) {
    return stats_mean(s, &g->d, &g->reals, &g->cells, r);
}
static Err rake(Stats *s, Data *g, Result *r) {
    Weighting z;
    Err       e = weights_rake(s, &g->d, g->margins, g->margin, NULL, &z);
    *r = (Result){0};
    g->result += z.n_eff;
    return e;
}
static Err raked(Stats *s, Data *g, Result *r) {
    return stats_mean(s, &g->raked, &g->reals, NULL, r);
}
static Err bootstrap(Stats *s, Data *g, Result *r) {
    Design        d;
    ReplicateSpec spec = {.type = "subbootstrap", .reps = 100, .seed = 1};
    Err           e = replicates_make(s, &g->d, &spec, &d);
    return e ? e : stats_mean(s, &d, &g->reals, NULL, r);
}
static Err jackknife(Stats *s, Data *g, Result *r) {
    Design        d;
    ReplicateSpec spec = {.type = "JKn"};
    Err           e = replicates_make(s, &g->d, &spec, &d);
    return e ? e : stats_mean(s, &d, &g->reals, NULL, r);
}
static Err quantiles(Stats *s, Data *g, Result *r) {
    static const double p[] = {0.25, 0.5, 0.75};
    return stats_quantile(s, &g->d, &g->two, NULL, &(Quantiles){.k = 3, .p = p}, r);
}
static Err logistic(Stats *s, Data *g, Result *r) {
    Glm m;
    Err e = stats_glm(s, &g->d, &(GlmSpec){.formula = "yes~factor(sex)+factor(age)+y1+y2",
                                           .family = FAMILY_QUASIBINOMIAL}, &m);
    if (!e) *r = m.coef;
    return e;
}
static Err table(Stats *s, Data *g, Result *r) {
    Test t;
    Err  e = stats_chisq(s, &g->d, "~age+group", NULL, TABLE_F, &t);
    *r = (Result){0};
    if (!e) g->result += t.statistic;
    return e;
}

static const Op ops[] = {
    {"20 means, float64", 0, means}, /* wanted: 80 % of the bandwidth */
    {"20 means, byte codes", 3, codes},
    {"235 x 20 domains", 30, domains},
    {"raking, 3 margins", 5, rake},
    {"20 means after raking", 30, raked},
    {"bootstrap of 100, made and used", 0, bootstrap},
    {"JKn of 2,000, made and used", 0, jackknife},
    {"logistic regression, 9 coefficients", 60, logistic},
    {"quantiles, 2 x 3", 60, quantiles},
    {"cross table 6 x 16, Rao-Scott", 15, table},
};

static const char *only; /* operations with this in their name */

static void must(Err e, const Stats *s) {
    if (e) fprintf(stderr, "%s %s\n", e, s->detail ? s->detail : ""), exit(1);
}

static clockid_t clock_used = CLOCK_MONOTONIC; /* with CPU=1: the time of the processors */

static double now_ms(void) {
    struct timespec t;
    clock_gettime(clock_used, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double timed(Data *g, const Op *op, int threads, int repeats) {
    double best = INFINITY;
    for (int k = 0; k < repeats; k++) {
        Stats  s = {.a = arena_open(), .threads = threads};
        Result r = {0};
        double from = now_ms();
        must(op->run(&s, g, &r), &s);
        best = fmin(best, now_ms() - from);
        if (r.p) g->result += r.at[0].se;
        arena_close(s.a);
    }
    return best;
}

static double bandwidth(const Data *g, int repeats) {
    double best = INFINITY, sum = 0;
    for (int k = 0; k < repeats; k++) {
        double from = now_ms();
        for (int v = Y; v < REALS; v++) {
            const double *x = g->t.var[v].real;
            double        part[8] = {0};
            for (int64_t i = 0; i + 8 <= g->t.n; i += 8)
                for (int j = 0; j < 8; j++) part[j] += x[i + j];
            for (int j = 0; j < 8; j++) sum += part[j];
        }
        best = fmin(best, now_ms() - from);
    }
    return sum > 0 ? best : 0;
}

/* ---- the file in memory ---- */

/* Small whole numbers are kept as byte codes, as the column file keeps them. */
static Var var_of(Arena *a, int k, int64_t n, const double *real) {
    if (k >= Y || !levels[k])
        return (Var){.name = k < Y ? names[k] : arena_print(a, "y%d", k - Y + 1), .real = real};
    int          m = levels[k];
    double      *value = arena_take(a, ((size_t)m + 1) * sizeof *value);
    const char **label = arena_take(a, ((size_t)m + 1) * sizeof *label);
    uint8_t     *byte = m < 256 ? arena_take(a, (size_t)n) : NULL;
    uint32_t    *code = byte ? NULL : arena_take(a, (size_t)n * sizeof *code);
    for (int j = 1; j <= m; j++) value[j] = j, label[j] = arena_print(a, "%d", j);
    value[0] = NAN;
    for (int64_t i = 0; i < n; i++)
        if (byte) byte[i] = (uint8_t)real[i];
        else code[i] = (uint32_t)real[i];
    return (Var){.name = names[k], .type = VAR_FACTOR, .byte = byte, .code = code,
                 .value = value, .label = label, .codes = m};
}

static Var code_var(Arena *a, int k, const uint8_t *byte) {
    static const double value[] = {NAN, 1, 2, 3, 4, 5};
    return (Var){.name = arena_print(a, "c%d", k + 1), .byte = byte, .value = value, .codes = 5};
}

static void read_all(Data *g, FILE *f) {
    int64_t n = g->t.n;
    g->t.var = arena_take(g->a, (REALS + VARS) * sizeof(Var));
    for (int k = 0; k < REALS; k++) {
        bool    kept = k >= Y || !levels[k];
        Arena  *scratch = arena_open();
        double *x = arena_take(kept ? g->a : scratch, (size_t)n * sizeof *x);
        if (fread(x, sizeof *x, (size_t)n, f) != (size_t)n) exit(1);
        g->t.var[g->t.vars++] = var_of(g->a, k, n, x);
        arena_close(scratch);
    }
    for (int k = 0; k < VARS; k++) {
        uint8_t *x = arena_take(g->a, (size_t)n);
        if (fread(x, 1, (size_t)n, f) != (size_t)n) exit(1);
        g->t.var[g->t.vars++] = code_var(g->a, k, x);
    }
}

static const char *formula(Arena *a, const char *prefix, int n) {
    Buf b = {.a = a};
    for (int k = 1; k <= n; k++) buf_print(&b, "%s%s%d", k > 1 ? "+" : "~", prefix, k);
    return b.s;
}

/* Population totals a little off the sample's own, the same for R. */
static Margin margin_of(Data *g, int var) {
    int     m = levels[var];
    double *total = arena_take(g->a, (size_t)m * sizeof *total);
    for (int j = 0; j < m; j++) total[j] = 100.0 * (double)g->t.n / m * (1 + 0.1 * (j % 2 ? 1 : -1));
    return (Margin){arena_print(g->a, "~%s", names[var]), m, g->t.var[var].label + 1, total};
}

static void open_all(Data *g, const char *path, int64_t n) {
    Stats   s = {.a = NULL};
    FILE   *f = fopen(path, "rb");
    Margin *m;
    if (!f) exit(1);
    g->a = s.a = arena_open();
    g->t.n = n;
    read_all(g, f);
    fclose(f);
    DesignSpec spec = {.psu = "~u", .strata = "~h", .weights = "w"};
    must(design_make(&s, &g->t, &spec, &g->d), &s);
    must(model_make(&s, &g->t, formula(g->a, "y", VARS), MODEL_LEVELS, &g->reals), &s);
    must(model_make(&s, &g->t, formula(g->a, "c", VARS), MODEL_LEVELS, &g->codes), &s);
    must(model_make(&s, &g->t, "~y1+y2", MODEL_LEVELS, &g->two), &s);
    must(domain_make(&s, &g->t, "~cell", NULL, &g->cells), &s);
    m = arena_take(g->a, 3 * sizeof *m);
    m[0] = margin_of(g, SEX), m[1] = margin_of(g, AGE), m[2] = margin_of(g, REGION);
    g->margin = m;
    g->margins = 3;
    Weighting z;
    must(weights_rake(&s, &g->d, 3, m, NULL, &z), &s);
    g->raked = z.design;
}

static double peak_mb(void) {
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return (double)u.ru_maxrss / 1024;
}

int main(int argc, char **argv) {
    if (argc < 4) return 2;
    int64_t n = strtoll(argv[3], NULL, 10);
    if (strcmp(argv[1], "make") == 0) return make(argv[2], n);
    Data g = {0};
    if (getenv("CPU")) clock_used = CLOCK_PROCESS_CPUTIME_ID;
    only = argc > 4 ? argv[4] : NULL;
    open_all(&g, argv[2], n);
    double before = peak_mb(), read = bandwidth(&g, 15);
    printf("memory\t%.1f\n", (double)n * VARS * 8 / read / 1e6);
    for (size_t k = 0; k < sizeof ops / sizeof *ops; k++) {
        if (only && !strstr(ops[k].name, only)) continue;
        double wanted = n != 1000000 ? 0 : k == 0 ? read / 0.8 : ops[k].wanted;
        double one = timed(&g, &ops[k], 1, 9), two = timed(&g, &ops[k], 2, 9);
        printf("%s\t%.1f\t%.2f\t%.2f\n", ops[k].name, wanted, one, two);
        fflush(stdout);
    }
    printf("beyond the data\t%.0f\n", peak_mb() - before);
    return g.result > 0 ? 0 : 1;
}
