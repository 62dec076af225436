/* columns.c - namro columns: a table made ready for many estimates, and what one holds. */
#include "cli/estimate.h"

#include "text/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *act, *in, *out, *strata, *psu, *weights, *fpc, *nest, *delimiter, *decimal,
    *missing;
const Option columns_options[] = {
    {"",          "make|show", "cli.option.columns.act",      &act},
    {"",          "FILE",      "cli.option.columns.file",     &in},
    {"",          "OUT",       "cli.option.columns.out",      &out},
    {"strata",    "V[,V2]",    "cli.option.estimate.strata",  &strata},
    {"psu",       "V[,V2]",    "cli.option.estimate.psu",     &psu},
    {"weights",   "V",         "cli.option.estimate.weights", &weights},
    {"fpc",       "V[,V2]",    "cli.option.estimate.fpc",     &fpc},
    {"nest",      NULL,        "cli.option.estimate.nest",    &nest},
    {"delimiter", "SIGN",      "cli.option.estimate.delimiter", &delimiter},
    {"decimal",   "SIGN",      "cli.option.estimate.decimal", &decimal},
    {"missing",   "WORD[,WORD]", "cli.option.estimate.missing", &missing},
    {"",          NULL,        "cli.columns.examples",        NULL},
    {0}
};

static int refused(const Ctx *c, Err e, const FileTrouble *t, const Stats *s) {
    fprintf(stderr, "namro: %s\n", file_trouble(c, e, t));
    if (s->detail) fprintf(stderr, "    %s\n", s->detail);
    return EXIT_REFUSED;
}

static int threads(void) {
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n > 0 ? (int)n : 1;
}

/* All names of a list must be variables: the file would be of no use to who relies on it. */
static MUST Err add_names(Stats *s, const Dataset *t, const char *list, const char **by, int *m) {
    for (const char *p = list; p && *p; p += *p == ',') {
        size_t      n = strcspn(p, ",");
        const char *name = arena_part(s->a, p, n), *near = dataset_nearest(t, name);
        p += n;
        if (!dataset_var(t, name))
            return STATS_REFUSE(s, "stats.variable.unknown", near ? "%s (%s?)" : "%s", name, near);
        if (*m == 2 * STAGE_MAX) return "stats.stages.many";
        by[(*m)++] = name;
    }
    return NULL;
}

static MUST Err check_roles(Stats *s, const Dataset *t, const Roles *r, const char **by, int *m) {
    int  others = 0;
    const char *rest[2 * STAGE_MAX];
    Err e = add_names(s, t, r->strata, by, m);
    if (!e) e = add_names(s, t, r->psu, by, m);
    if (!e) e = add_names(s, t, r->weights, rest, &others);
    return e ? e : add_names(s, t, r->fpc, rest, &others);
}

static int run_make(Ctx *c) {
    Stats       s = {.a = c->a, .threads = threads()};
    FileTrouble t = {0};
    Dataset     raw, d;
    Roles       r;
    const char *by[2 * STAGE_MAX];
    int         m = 0;
    CsvForm     form;
    Err e = csv_form(&s, delimiter, decimal, missing, &form);
    if (!e) e = data_open(c->a, in, &form, &t, &raw, &r);
    if (strata) r.strata = strata;
    if (psu) r.psu = psu;
    if (weights) r.weights = weights;
    if (fpc) r.fpc = fpc;
    if (nest) r.nest = true;
    if (!e) e = check_roles(&s, &raw, &r, by, &m);
    if (!e) e = columns_pack(&s, &raw, &r, &raw);
    if (!e) e = dataset_sort(&s, &raw, m, by, &d);
    if (!e) e = columns_make(&s, &d, &r, out);
    if (e) return refused(c, e, &t, &s);
    puts(trf(c, "cli.columns.made", V(out), V(d.n), V(d.vars)));
    return EXIT_DONE;
}

static const char *range_of(const Ctx *c, const Var *v, int64_t n) {
    double  least = INFINITY, most = -INFINITY;
    int64_t lack = 0;
    for (int64_t i = 0; i < n; i++) {
        double x = var_number(v, i);
        if (v->type != VAR_FACTOR && !isnan(x)) least = fmin(least, x), most = fmax(most, x);
        lack += v->type == VAR_FACTOR ? var_code(v, i) == 0 : isnan(x);
    }
    const char *range = v->type == VAR_FACTOR ? trf(c, "cli.columns.levels", V(v->codes))
                      : lack == n ? "–" : arena_print(c->a, "%.10g … %.10g", least, most);
    return lack ? arena_print(c->a, "%s; %s", range, trf(c, "cli.columns.lacks", V(lack))) : range;
}

static void show_roles(const Ctx *c, const Roles *r) {
    const struct { const char *key, *names; } all[] = {
        {"estimate.by.strata", r->strata}, {"estimate.by.psu", r->psu},
        {"estimate.by.weights", r->weights}, {"estimate.by.fpc", r->fpc}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].names) puts(trf(c, all[i].key, V(all[i].names)));
}

static int run_show(Ctx *c) {
    Stats       s = {.a = c->a};
    FileTrouble t = {0};
    Dataset     d;
    Roles       r;
    CsvForm     form;
    s.threads = threads();
    Err e = csv_form(&s, delimiter, decimal, missing, &form);
    if (!e) e = data_open(c->a, in, &form, &t, &d, &r);
    if (e) return refused(c, e, &t, &s);
    puts(trf(c, "cli.columns.made", V(in), V(d.n), V(d.vars)));
    show_roles(c, &r);
    for (int k = 0; k < d.vars; k++) {
        const Var  *v = &d.var[k];
        const char *kind = v->type == VAR_FACTOR ? "cli.columns.words"
                         : v->type == VAR_LOGICAL ? "cli.columns.logical" : "cli.columns.number";
        printf("    %s\t%s\t%s\n", v->name, tr(c, kind), range_of(c, v, d.n));
    }
    return EXIT_DONE;
}

int run_columns(Ctx *c) {
    bool make = text_same(act, "make"), show = text_same(act, "show");
    if ((make && in && out) || (show && in && !out)) return make ? run_make(c) : run_show(c);
    fprintf(stderr, "namro: %s\n", tr(c, "cli.columns.which"));
    return EXIT_USAGE;
}
