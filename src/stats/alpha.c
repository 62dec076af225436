/* alpha.c - Krippendorff's alpha: 1 - observed / expected disagreement.
 *
 * Values become levels, units lists of levels; a coincidence matrix holds how often two levels
 * met in a unit, each unit counting as many pairs as it has values.  A bootstrap draws units and
 * adds up the matrix anew, so that also what is expected by chance is uncertain. */
#include "stats/random.h"
#include "stats/stats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LEVELS_MAX = 500 };

typedef struct Coded {
    int64_t  units;
    int     *n;       /* [units] values of each, two or more */
    int     *level;   /* [units][coders] */
    int      coders, levels;
    double   value[LEVELS_MAX];
    double  *met;     /* [levels][levels] */
    double   many[LEVELS_MAX];
    AlphaScale scale;
} Coded;

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static int level_of(const Coded *k, double v) {
    const double *at = bsearch(&v, k->value, (size_t)k->levels, sizeof v, by_size);
    return (int)(at - k->value);
}

static int values_in(const double *row, int coders) {
    int n = 0;
    for (int i = 0; i < coders; i++) n += !isnan(row[i]);
    return n;
}

/* All values that are paired, in order, once each; false: too many. */
static bool find_levels(Stats *s, Coded *k, int64_t units, const double *value) {
    double *all = arena_take(s->a, (size_t)(units * k->coders + 1) * sizeof *all);
    size_t  n = 0;
    for (int64_t u = 0; u < units; u++) {
        const double *row = value + u * k->coders;
        for (int i = 0; i < k->coders && values_in(row, k->coders) > 1; i++)
            if (!isnan(row[i])) all[n++] = row[i];
    }
    qsort(all, n, sizeof *all, by_size);
    for (size_t i = 0; i < n; i++) {
        if (k->levels && all[i] == k->value[k->levels - 1]) continue;
        if (k->levels == LEVELS_MAX) return false;
        k->value[k->levels++] = all[i];
    }
    return true;
}

static int64_t take_units(Stats *s, Coded *k, int64_t units, const double *value) {
    int64_t values = 0;
    k->n = arena_take(s->a, (size_t)(units + 1) * sizeof *k->n);
    k->level = arena_take(s->a, (size_t)(units * k->coders + 1) * sizeof *k->level);
    k->met = arena_take(s->a, (size_t)(k->levels * k->levels + 1) * sizeof *k->met);
    for (int64_t u = 0; u < units; u++) {
        const double *row = value + u * k->coders;
        if (values_in(row, k->coders) < 2) continue;
        int *level = k->level + k->units * k->coders, n = 0;
        for (int i = 0; i < k->coders; i++)
            if (!isnan(row[i])) level[n++] = level_of(k, row[i]);
        k->n[k->units++] = n;
        values += n;
    }
    return values;
}

static void clear(Coded *k) {
    memset(k->met, 0, (size_t)(k->levels * k->levels) * sizeof *k->met);
    memset(k->many, 0, sizeof k->many);
}

static void add_unit(Coded *k, int64_t u) {
    const int *level = k->level + u * k->coders;
    int        n = k->n[u];
    for (int i = 0; i < n; i++) {
        k->many[level[i]] += 1;
        for (int j = 0; j < n; j++)
            if (i != j) k->met[level[i] * k->levels + level[j]] += 1.0 / (n - 1);
    }
}

/* Squared distance of levels a < b; between[a .. b]: how many values lie there. */
static double distance(const Coded *k, int a, int b, double between) {
    double x = k->value[a], y = k->value[b], d;
    switch (k->scale) {
    case ALPHA_ORDINAL: d = between - (k->many[a] + k->many[b]) / 2; break;
    case ALPHA_INTERVAL: d = x - y; break;
    case ALPHA_RATIO: d = x + y == 0 ? 0 : (x - y) / (x + y); break;
    default: d = 1;
    }
    return d * d;
}

/* NaN where nothing differs by chance either. */
static double alpha_of(const Coded *k) {
    double observed = 0, expected = 0, n = 0;
    for (int a = 0; a < k->levels; a++) {
        double between = k->many[a];
        n += k->many[a];
        for (int b = a + 1; b < k->levels; b++) {
            between += k->many[b];
            double d = distance(k, a, b, between);
            observed += k->met[a * k->levels + b] * d;
            expected += k->many[a] * k->many[b] * d;
        }
    }
    return expected > 0 ? 1 - (n - 1) * observed / expected : NAN;
}

static void bootstrap(Stats *s, Coded *k, int draws, uint64_t seed, Alpha *out) {
    double *x = arena_take(s->a, (size_t)draws * sizeof *x), tail = (1 - stats_level(s)) / 2;
    Random  random = random_of(seed);
    int     n = 0;
    for (int d = 0; d < draws; d++) {
        clear(k);
        for (int64_t i = 0; i < k->units; i++)
            add_unit(k, (int64_t)random_below(&random, (uint64_t)k->units));
        x[n] = alpha_of(k);
        if (!isnan(x[n])) n++;
    }
    if (!n) return;
    qsort(x, (size_t)n, sizeof *x, by_size);
    out->lo = x[(int)floor(tail * (n - 1))];
    out->hi = x[(int)ceil((1 - tail) * (n - 1))];
}

Err stats_alpha(Stats *s, int64_t units, int coders, const double *value, AlphaScale scale,
                int draws, uint64_t seed, Alpha *out) {
    Coded *k = arena_new(s->a, Coded);
    k->coders = coders;
    k->scale = scale;
    if (!find_levels(s, k, units, value)) return "stats.levels.many";
    if (!k->levels) return "stats.alpha.none";
    int64_t values = take_units(s, k, units, value);
    clear(k);
    for (int64_t u = 0; u < k->units; u++) add_unit(k, u);
    *out = (Alpha){.value = alpha_of(k), .lo = NAN, .hi = NAN, .units = k->units,
                   .values = values};
    if (draws > 0) bootstrap(s, k, draws, seed, out);
    return NULL;
}
