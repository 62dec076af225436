/* stats.c [ROWS [WORD]] - the time of estimates from a sample in memory, beside the bandwidth of
 * that memory: 200 strata of 10 units, 20 variables as reals and as byte codes, 235 cells.
 * Ends with 1 when a wanted figure is missed (for a million rows). */
#include "stats/stats.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { STRATA = 200, UNITS = 10, VARS = 20, CELLS = 235, REPEATS = 15 };

static uint64_t seed = 42;

static uint64_t draw(void) { /* splitmix64 */
    uint64_t x = seed += 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}
static double uniform(void) { return (double)(draw() >> 11) * 0x1p-53; }

static clockid_t clock_used = CLOCK_MONOTONIC; /* with CPU=1: the time of the processor */

static double now_ms(void) {
    struct timespec t;
    clock_gettime(clock_used, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

typedef struct Data {
    Arena  *a;
    Dataset t;
    Design  d;
    Model   reals, codes;
    Domain  cells;
} Data;

static Var named(Arena *a, const char *prefix, int k) {
    return (Var){.name = arena_print(a, "%s%d", prefix, k), .type = VAR_NUMBER};
}

/* y: reals about a mean of the unit; c: codes 1 to 5, missing now and then. */
static void fill_var(Data *g, int k, bool codes) {
    int64_t n = g->t.n;
    Var    *v = &g->t.var[g->t.vars++];
    *v = named(g->a, codes ? "c" : "y", k);
    double  *real = codes ? NULL : arena_take(g->a, (size_t)n * sizeof *real);
    uint8_t *byte = codes ? arena_take(g->a, (size_t)n) : NULL;
    for (int64_t i = 0; i < n; i++) {
        double unit = (double)(i * STRATA * UNITS / n % 17) / 17;
        if (codes) byte[i] = (uint8_t)(uniform() < 0.02 ? 0 : 1 + (int)(uniform() * 4 + unit));
        else real[i] = 50 + 10 * unit + 10 * (uniform() + uniform() - 1);
    }
    double *value = arena_take(g->a, 6 * sizeof *value);
    for (int c = 1; c < 6; c++) value[c] = c;
    value[0] = NAN;
    v->real = real;
    v->byte = byte;
    v->value = value;
    v->codes = 5;
}

static void fill(Data *g, int64_t n, bool reals) {
    g->a = arena_open();
    g->t = (Dataset){.n = n, .var = arena_take(g->a, (2 * VARS + 4) * sizeof(Var))};
    uint32_t *h = arena_take(g->a, (size_t)n * sizeof *h);
    uint32_t *u = arena_take(g->a, (size_t)n * sizeof *u);
    uint8_t  *cell = arena_take(g->a, (size_t)n);
    double   *w = arena_take(g->a, (size_t)n * sizeof *w);
    double   *value = arena_take(g->a, (STRATA * UNITS + 1) * sizeof *value);
    for (int k = 1; k <= STRATA * UNITS; k++) value[k] = k;
    for (int64_t i = 0; i < n; i++) {
        u[i] = (uint32_t)(i * STRATA * UNITS / n) + 1;
        h[i] = (u[i] - 1) / UNITS + 1;
        cell[i] = (uint8_t)(1 + draw() % CELLS);
        w[i] = 0.5 + uniform();
    }
    g->t.var[g->t.vars++] = (Var){.name = "h", .code = h, .value = value, .codes = STRATA};
    g->t.var[g->t.vars++] = (Var){.name = "u", .code = u, .value = value, .codes = STRATA * UNITS};
    g->t.var[g->t.vars++] = (Var){.name = "w", .real = w};
    g->t.var[g->t.vars++] = (Var){.name = "cell", .byte = cell, .value = value, .codes = CELLS};
    for (int k = 0; k < VARS && reals; k++) fill_var(g, k, false);
    for (int k = 0; k < VARS; k++) fill_var(g, k, true);
}

static void must(Err e) {
    if (e) fprintf(stderr, "%s\n", e), exit(1);
}

static const char *formula(Arena *a, const char *prefix) {
    Buf b = {.a = a};
    for (int k = 0; k < VARS; k++) buf_print(&b, "%s%s%d", k ? "+" : "~", prefix, k);
    return b.s;
}

static double bandwidth(const Data *g) {
    double best = 1e300;
    for (int r = 0; r < REPEATS; r++) {
        double from = now_ms(), sum = 0;
        for (int k = 4; k < 4 + VARS; k++) {
            const double *x = g->t.var[k].real;
            double        part[8] = {0};
            for (int64_t i = 0; i + 8 <= g->t.n; i += 8)
                for (int j = 0; j < 8; j++) part[j] += x[i + j];
            for (int j = 0; j < 8; j++) sum += part[j];
        }
        if (isnan(sum)) exit(1);
        best = fmin(best, now_ms() - from);
    }
    return best;
}

typedef Err (*Task)(Stats *s, const Data *g, Result *r);
static Err reals(Stats *s, const Data *g, Result *r) { return stats_mean(s, &g->d, &g->reals, NULL, r); }
static Err codes(Stats *s, const Data *g, Result *r) { return stats_mean(s, &g->d, &g->codes, NULL, r); }
static Err cells(Stats *s, const Data *g, Result *r) {
    return stats_mean(s, &g->d, &g->reals, &g->cells, r);
}
static Err code_cells(Stats *s, const Data *g, Result *r) {
    return stats_mean(s, &g->d, &g->codes, &g->cells, r);
}

static bool        missed;
static const char *only; /* the second argument: tasks with this in their name */

static double timed(const Data *g, const char *what, Task task, int threads, double wanted) {
    double best = 1e300;
    if (only && !strstr(what, only)) return 0;
    for (int k = 0; k < REPEATS; k++) {
        Stats  s = {.a = arena_open(), .threads = threads};
        Result r;
        double from = now_ms();
        must(task(&s, g, &r));
        best = fmin(best, now_ms() - from);
        arena_close(s.a);
    }
    bool late = wanted > 0 && best > wanted;
    missed = missed || late;
    printf("%-44s %8.2f ms", what, best);
    if (wanted > 0) printf("   wanted %6.1f%s", wanted, late ? "  MISSED" : "");
    printf("\n");
    return best;
}

/* JKn: each unit dropped once, and the others of its stratum raised. */
static Design jackknife(Data *g) {
    enum { REPS = STRATA * UNITS };
    Replicates *q = arena_new(g->a, Replicates);
    double  *raise = arena_take(g->a, REPS * sizeof *raise);
    double  *rscales = arena_take(g->a, REPS * sizeof *rscales);
    int32_t *from = arena_take(g->a, REPS * sizeof *from), *to = arena_take(g->a, REPS * sizeof *to);
    for (int r = 0; r < REPS; r++) {
        from[r] = r / UNITS * UNITS;
        to[r] = from[r] + UNITS;
        raise[r] = UNITS / (UNITS - 1.0);
        rscales[r] = (UNITS - 1.0) / UNITS;
    }
    *q = (Replicates){.type = "JKn", .reps = REPS, .units = REPS, .unit = g->d.stage[0].unit,
                      .from = from, .to = to, .raise = raise, .scale = 1,
                      .rscales = rscales, .df = REPS - STRATA};
    Design d;
    Stats  s = {.a = g->a};
    design_replicated(&s, &g->d, q, &d);
    return d;
}

/* Units drawn again within their stratum, n - 1 of n. */
static Design bootstrap(Data *g) {
    enum { REPS = 100, ALL = STRATA * UNITS };
    Replicates *q = arena_new(g->a, Replicates);
    double *factor = arena_take(g->a, (size_t)ALL * REPS * sizeof *factor);
    double *rscales = arena_take(g->a, REPS * sizeof *rscales);
    for (int r = 0; r < REPS; r++) {
        rscales[r] = 1;
        for (int k = 0; k < STRATA * (UNITS - 1); k++) {
            int u = k / (UNITS - 1) * UNITS + (int)(draw() % UNITS);
            factor[u * REPS + r] += UNITS / (UNITS - 1.0);
        }
    }
    *q = (Replicates){.type = "subbootstrap", .reps = REPS, .units = ALL,
                      .unit = g->d.stage[0].unit, .factor = factor, .scale = 1.0 / (REPS - 1),
                      .rscales = rscales, .df = ALL - STRATA};
    Design d;
    Stats  s = {.a = g->a};
    design_replicated(&s, &g->d, q, &d);
    return d;
}

static void open_all(Data *g, int64_t n, bool with_reals) {
    Stats      s = {.a = NULL};
    DesignSpec spec = {.psu = "~u", .strata = "~h", .weights = "w"};
    double     from = now_ms();
    fill(g, n, with_reals);
    s.a = g->a;
    printf("made in %.0f ms, ", now_ms() - from);
    from = now_ms();
    must(design_make(&s, &g->t, &spec, &g->d));
    printf("design in %.0f ms\n", now_ms() - from);
    if (with_reals) must(model_make(&s, &g->t, formula(g->a, "y"), MODEL_LEVELS, &g->reals));
    must(model_make(&s, &g->t, formula(g->a, "c"), MODEL_LEVELS, &g->codes));
    must(domain_make(&s, &g->t, "~cell", NULL, &g->cells));
}

static void sorting(Data *g) {
    Stats       s = {.a = arena_open(), .threads = 2};
    const char *by[] = {"h", "u"};
    Dataset     out;
    double      from = now_ms();
    must(dataset_sort(&s, &g->t, 2, by, &out));
    printf("%-44s %8.0f ms\n", "sort at loading, 44 columns, 2 threads", now_ms() - from);
    arena_close(s.a);
}

int main(int argc, char **argv) {
    int64_t n = argc > 1 ? strtoll(argv[1], NULL, 10) : 1000000;
    bool    million = n == 1000000;
    Data    g;
    only = argc > 2 ? argv[2] : NULL;
    if (getenv("CPU")) clock_used = CLOCK_PROCESS_CPUTIME_ID;
    open_all(&g, n, n <= 2000000);
    if (n > 2000000) {
        timed(&g, "20 means, byte codes, 1 thread", codes, 1, n == 10000000 ? 50 : 0);
        timed(&g, "20 means, byte codes, 2 threads", codes, 2, 0);
        return missed;
    }
    double read = bandwidth(&g), base;
    printf("memory: %.1f GB/s\n", (double)n * VARS * 8 / read / 1e6);
    timed(&g, "20 means, reals, 1 thread (80 % of memory)", reals, 1, read / 0.8);
    timed(&g, "20 means, reals, 2 threads", reals, 2, 0);
    base = timed(&g, "20 means, byte codes, 1 thread", codes, 1, million ? 3 : 0);
    timed(&g, "20 means, byte codes, 2 threads", codes, 2, 0);
    timed(&g, "235 x 20 cells, reals, 1 thread", cells, 1, million ? 30 : 0);
    timed(&g, "235 x 20 cells, reals, 2 threads", cells, 2, 0);
    timed(&g, "235 x 20 cells, byte codes, 1 thread", code_cells, 1, million ? 30 : 0);
    Design plain = g.d;
    g.d = jackknife(&g);
    timed(&g, "20 means, byte codes, JKn of 2,000", codes, 1, base + 1);
    g.d = plain;
    g.d = bootstrap(&g);
    timed(&g, "20 means, byte codes, bootstrap of 100", codes, 1, base + 3);
    g.d = plain;
    if (!only) sorting(&g);
    return missed;
}
