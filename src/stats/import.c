/* import.c - replicate weights that came with the data. */
#include "stats/weighing.h"

#include <math.h>
#include <regex.h>
#include <string.h>

typedef struct Import {
    Stats                 *s;
    const Design          *d;
    const Dataset         *t;
    const ReplicateImport *spec;
    const Var            **var; /* [reps] */
    int                    reps;
} Import;

static MUST Err find_columns(Import *m) {
    regex_t fits;
    m->var = arena_take(m->s->a, (size_t)m->t->vars * sizeof *m->var);
    if (regcomp(&fits, m->spec->pattern, REG_EXTENDED | REG_NOSUB) != 0)
        return STATS_REFUSE(m->s, "stats.replicates.pattern", "%s", m->spec->pattern);
    for (int k = 0; k < m->t->vars; k++)
        if (regexec(&fits, m->t->var[k].name, 0, NULL, 0) == 0) m->var[m->reps++] = &m->t->var[k];
    regfree(&fits);
    return m->reps ? NULL : STATS_REFUSE(m->s, "stats.replicates.pattern", "%s", m->spec->pattern);
}

static MUST Err read_factors(Import *m, double *factor) {
    for (int k = 0; k < m->reps; k++)
        for (int64_t i = 0; i < m->t->n; i++) {
            double x = var_number(m->var[k], i);
            if (!(x >= 0) || isinf(x))
                return STATS_REFUSE(m->s, "stats.replicates.weight", "%s, row %lld",
                                    m->var[k]->name, (long long)dataset_row(m->t, i));
            factor[i * m->reps + k] = m->d->w[i] == 0 ? 0 : x;
        }
    return NULL;
}

/* The scale of a type; 0 when it must be told. */
static MUST Err scale_of(const Import *m, double *scale) {
    const ReplicateImport *p = m->spec;
    double reps = m->reps, left = 1 - p->rho;
    bool   fay = strcmp(p->type, "Fay") == 0;
    const struct { const char *type; double scale; } all[] = {
        {"BRR", 1 / reps},             {"Fay", 1 / (reps * left * left)},
        {"JK1", (reps - 1) / reps},    {"JKn", p->rscales ? 1 : 0},
        {"bootstrap", 1 / (reps - 1)}, {"subbootstrap", 1 / (reps - 1)},
        {"mrbbootstrap", 1 / (reps - 1)}, {"ACS", 4 / reps}, {"other", 0},
    };
    if (fay && !(p->rho > 0 && p->rho < 1))
        return STATS_REFUSE(m->s, "stats.replicates.rho", "%g", p->rho);
    if (p->rscales && p->rscales_n != m->reps)
        return STATS_REFUSE(m->s, "stats.replicates.scale", "%d, %d", p->rscales_n, m->reps);
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
        if (strcmp(all[k].type, p->type) != 0) continue;
        *scale = p->scale > 0 ? p->scale : all[k].scale;
        if (*scale > 0) return NULL;
        return STATS_REFUSE(m->s, "stats.replicates.scale", "%s", p->type);
    }
    return STATS_REFUSE(m->s, "stats.replicates.type", "%s", p->type);
}

Err replicates_import(Stats *s, const Design *d, const Dataset *t, const ReplicateImport *spec,
                      Design *out) {
    Import m = {.s = s, .d = d, .t = t, .spec = spec};
    double scale;
    Err    e = find_columns(&m);
    if (!e) e = scale_of(&m, &scale);
    if (e) return e;
    double *factor = arena_take(s->a, (size_t)t->n * (size_t)m.reps * sizeof *factor);
    double *rscales = arena_take(s->a, (size_t)m.reps * sizeof *rscales);
    e = read_factors(&m, factor);
    for (int k = 0; k < m.reps; k++) rscales[k] = spec->rscales ? spec->rscales[k] : 1;
    if (e) return e;
    Replicates r = {.type = spec->type, .reps = m.reps, .units = (int32_t)t->n, .factor = factor,
                    .combined = spec->combined, .scale = scale, .rscales = rscales,
                    .mse = spec->mse};
    design_replicated(s, d, &r, out);
    return NULL;
}
