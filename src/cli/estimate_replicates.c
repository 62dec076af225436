/* estimate_replicates.c - replicate weights that came with the file, as statistical offices
 * hand them out: columns by a pattern of their names, and the scales of their variance. */
#include "cli/estimate.h"

#include "text/text.h"

#include <fnmatch.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct Kind {
    const char *name;
    double    (*scale)(int reps, double rho); /* where none was said; NULL: it must be */
} Kind;

static double of_jk1(int reps, double rho) { (void)rho; return (reps - 1.0) / reps; }
static double of_brr(int reps, double rho) { (void)rho; return 1.0 / reps; }
static double of_fay(int reps, double rho) { return 1 / (reps * (1 - rho) * (1 - rho)); }
static double of_boot(int reps, double rho) { (void)rho; return 1 / (reps - 1.0); }

/* source  Wolter 2007, ch. 3-5; R survey 4.5, svrepdesign() */
static const Kind kinds[] = {
    {"JK1", of_jk1}, {"JKn", NULL}, {"BRR", of_brr}, {"Fay", of_fay}, {"bootstrap", of_boot},
    {"other", NULL},
};

static const Kind *find_kind(const char *name) {
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (name && strcmp(kinds[i].name, name) == 0) return &kinds[i];
    return NULL;
}

/* A number on each line of a file; how many must be known beforehand. */
static MUST Err read_scales(Estimating *t, int reps, double **out) {
    Bytes       file;
    const char *path = t->q->rscales;
    *out = arena_take(t->s.a, (size_t)reps * sizeof **out);
    for (int r = 0; r < reps; r++) (*out)[r] = 1;
    if (!path) return NULL;
    Err e = file_bytes_of(t->s.a, path, &file);
    if (e) return e;
    const char *p = arena_part(t->s.a, file.p, file.n);
    int         n = 0;
    for (char *end; n <= reps; n++, p = end) {
        double x = strtod(p, &end);
        if (end == p) break;
        if (!(x >= 0) || isinf(x)) return "cli.estimate.rscales";
        if (n < reps) (*out)[n] = x;
    }
    p += strspn(p, " \t\r\n");
    return n == reps && !*p ? NULL : STATS_REFUSE(&t->s, "cli.estimate.rscales", "%d, %d", n, reps);
}

static int find_columns(const Estimating *t, const Var **found) {
    int n = 0;
    for (int k = 0; k < t->data.vars; k++)
        if (fnmatch(t->q->replicates, t->data.var[k].name, 0) == 0) found[n++] = &t->data.var[k];
    return n;
}

static MUST Err read_factors(Estimating *t, const Var *const *column, int reps, double **out) {
    size_t n = (size_t)t->data.n;
    *out = arena_take(t->s.a, n * (size_t)reps * sizeof **out);
    for (int r = 0; r < reps; r++)
        for (size_t i = 0; i < n; i++) {
            double x = var_number(column[r], (int64_t)i);
            if (!isfinite(x))
                return STATS_REFUSE(&t->s, "stats.weight.bad", "%s, row %lld", column[r]->name,
                                    (long long)dataset_row(&t->data, (int64_t)i));
            (*out)[i * (size_t)reps + (size_t)r] = x;
        }
    return NULL;
}

/* Whole weights, unless combined=no was said: then they are factors of the weight. */
Err estimate_replicates(Estimating *t) {
    const Asked *q = t->q;
    const Kind  *kind = find_kind(q->rep_type);
    const Var  **column = arena_take(t->s.a, ((size_t)t->data.vars + 1) * sizeof *column);
    int          reps = find_columns(t, column);
    const char  *combined = option_value(t, "combined"), *mse = option_value(t, "mse");
    const char  *rho = option_value(t, "rho");
    Replicates   r = {.type = q->rep_type, .reps = reps, .units = (int32_t)t->data.n,
                      .combined = !text_same(combined, "no"), .mse = text_same(mse, "yes")};
    double *factor, *rscales;
    if (!kind) return "cli.estimate.reptype";
    if (reps < 2) return STATS_REFUSE(&t->s, "cli.estimate.replicates", "%s", q->replicates);
    if (q->scale) r.scale = strtod(q->scale, NULL);
    else if (kind->scale) r.scale = kind->scale(reps, rho ? strtod(rho, NULL) : 0.5);
    else if (q->rscales) r.scale = 1;
    if (!(r.scale > 0) || isinf(r.scale)) return "cli.estimate.scale";
    Err e = read_scales(t, reps, &rscales);
    if (!e) e = read_factors(t, column, reps, &factor);
    if (e) return e;
    r.factor = factor;
    r.rscales = rscales;
    Design whole = t->design;
    design_replicated(&t->s, &whole, &r, &t->design);
    return NULL;
}
