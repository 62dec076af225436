/* designs.c - the designs of designs.csv, by name, as the engine makes them. */
#include "derived.h"

typedef struct Plan {
    const char *name, *data;
    DesignSpec  spec;
    const char *where; /* rows that the data set is cut to beforehand */
} Plan;

static const Plan plans[] = {
    {"srs", "apisrs", {.weights = "pw", .fpc = "~fpc"}, NULL},
    {"srswr", "apisrs", {.weights = "pw"}, NULL},
    {"strat", "apistrat", {.strata = "~stype", .weights = "pw", .fpc = "~fpc"}, NULL},
    {"stratwr", "apistrat", {.strata = "~stype", .weights = "pw"}, NULL},
    {"clus1", "apiclus1", {.psu = "~dnum", .weights = "pw", .fpc = "~fpc"}, NULL},
    {"clus1wr", "apiclus1", {.psu = "~dnum", .weights = "pw"}, NULL},
    {"clus2", "apiclus2", {.psu = "~dnum+snum", .fpc = "~fpc1+fpc2"}, NULL},
    {"clus2wr", "apiclus2", {.psu = "~dnum", .weights = "pw"}, NULL},
    {"nh", "nhanes", {.psu = "~SDMVPSU", .strata = "~SDMVSTRA", .weights = "WTMEC2YR",
                      .nest = true}, NULL},
    {"nh2p", "nhanes2p", {.psu = "~SDMVPSU", .strata = "~SDMVSTRA", .weights = "WTMEC2YR",
                          .nest = true}, NULL},
    {"yr", "yrbs", {.psu = "~psu", .strata = "~stratum", .weights = "weight"}, NULL},
    {"fpcd", "fpc", {.psu = "~psuid", .strata = "~stratid", .weights = "weight", .nest = true,
                     .fpc = "~Nh"}, NULL},
    {"fpcnone", "fpc", {.psu = "~psuid", .strata = "~stratid", .weights = "weight",
                        .nest = true}, NULL},
    {"hosp", "hospital", {.strata = "~oblevel", .fpc = "~tothosp", .weights = "weighta"}, NULL},
    {"hospwr", "hospital", {.strata = "~oblevel", .weights = "weighta"}, NULL},
    {"mu", "mu284", {.psu = "~id1+id2", .fpc = "~n1+n2"}, NULL},
    {"mustrat", "mu284s", {.psu = "~id1+id2", .strata = "~stratum", .nest = true,
                           .fpc = "~n1+n2"}, "stratum!=3"},
    {"scdd", "scd", {.psu = "~ambulance", .strata = "~ESA", .weights = "1", .nest = true}, NULL},
    {"crowdd", "crowd", {.psu = "~cluster", .strata = "~stratum", .weights = "weight",
                         .nest = true}, NULL},
    {"pps_brewer", "election_pps", {.fpc = "~p", .pps = PPS_BREWER}, NULL},
    {"pps_overton", "election_pps", {.fpc = "~p", .pps = PPS_OVERTON}, NULL},
    {"pps_hr", "election_pps", {.fpc = "~p", .pps = PPS_HR, .hr_sum = -1}, NULL},
    {"pps_hr1", "election_pps", {.fpc = "~p", .pps = PPS_HR}, NULL},
    {"pps_ht", "election_pps", {.fpc = "~p", .pps = PPS_JOINT}, NULL},
    {"pps_yg", "election_pps", {.fpc = "~p", .pps = PPS_JOINT, .yates_grundy = true}, NULL},
    {"pps_hryg", "election_pps", {.fpc = "~p", .pps = PPS_HR, .hr_sum = -1,
                                  .yates_grundy = true}, NULL},
    {"pps_wr", "election_pps", {.weights = "wt"}, NULL},
    {"clus2pps", "apiclus2", {.psu = "~dnum+snum", .fpc = "~I(40/fpc1)+I(pmin(1,5/fpc2))",
                              .pps = PPS_BREWER}, NULL},
    {"lone_api", "apiclus1", {.strata = "~dnum", .weights = "pw"}, NULL},
    {"lone_apifpc", "apiclus1", {.strata = "~dnum", .weights = "pw", .fpc = "~fpcl"}, NULL},
    {"lone_single", "singleton", {.psu = "~PSU", .strata = "~Stratum", .weights = "W"}, NULL},
    {"lone_nh", "nhanes1", {.psu = "~SDMVPSU", .strata = "~SDMVSTRA", .weights = "WTMEC2YR",
                            .nest = true}, NULL},
    {"lone_mu", "mu284s", {.psu = "~id1+id2", .strata = "~stratum", .nest = true,
                           .fpc = "~n1+n2"}, NULL},
    {"dk", "kaltonsample", {.weights = "1"}, NULL},
};

enum { THINGS_MAX = 1000 };
typedef struct Thing { const char *name; const void *it; const char *why; } Thing;
typedef struct Shelf { Thing thing[THINGS_MAX]; int n; } Shelf;

struct World {
    Arena      *a;
    const char *folder;
    bool        sorted;
    Shelf       data, weights, designs;
};

World *world_open(Arena *a, const char *folder, bool sorted) {
    World *w = arena_new(a, World);
    w->a = a;
    w->folder = folder;
    w->sorted = sorted;
    return w;
}

static Thing *on_shelf(Shelf *s, const char *name) {
    for (int i = 0; i < s->n; i++)
        if (strcmp(s->thing[i].name, name) == 0) return &s->thing[i];
    return NULL;
}

static Thing *put(World *w, Shelf *s, const char *name, const void *it) {
    if (s->n == THINGS_MAX) fprintf(stderr, "too many things\n"), exit(1);
    s->thing[s->n] = (Thing){arena_text(w->a, name), it, NULL};
    return &s->thing[s->n++];
}

static const Sheet *read_sheet(World *w, Shelf *s, const char *path, const char *name) {
    Thing *t = on_shelf(s, path);
    if (t) return t->it;
    const char *file = arena_print(w->a, "%s/%s", w->folder, path);
    Sheet      *sheet = NULL;
    (void)name;
    if (access(file, R_OK) == 0) {
        sheet = arena_new(w->a, Sheet);
        *sheet = sheet_open(w->a, file);
    }
    return put(w, s, path, sheet)->it;
}

const Sheet *world_weights(World *w, const char *name) {
    return read_sheet(w, &w->weights, arena_print(w->a, "weights/%s.csv.gz", name), name);
}

const Dataset *world_data(World *w, const char *name) {
    Thing *t = on_shelf(&w->data, name);
    if (t) return t->it;
    const Sheet *sheet = read_sheet(w, &w->weights, arena_print(w->a, "data/%s.csv", name), name);
    if (!sheet) return NULL;
    Dataset *d = arena_new(w->a, Dataset);
    *d = sheet_dataset(w->a, sheet);
    return put(w, &w->data, name, d)->it;
}

/* The rows of t where `where` holds, as if the file had no others. */
static const Dataset *cut(World *w, Stats *s, const Dataset *t, const char *where) {
    Domain   in;
    Dataset *out = arena_new(w->a, Dataset);
    if (domain_make(s, t, NULL, where, &in)) return NULL;
    *out = *t;
    out->n = 0;
    out->var = arena_take(w->a, (size_t)t->vars * sizeof *out->var);
    for (int64_t i = 0; i < t->n; i++) out->n += domain_at(&in, i) > 0;
    for (int k = 0; k < t->vars; k++) {
        Var       v = t->var[k];
        double   *real = arena_take(w->a, (size_t)out->n * sizeof *real);
        uint32_t *code = arena_take(w->a, (size_t)out->n * sizeof *code);
        int64_t   n = 0;
        for (int64_t i = 0; i < t->n; i++) {
            if (!domain_at(&in, i)) continue;
            real[n] = v.real ? v.real[i] : 0;
            code[n++] = v.real ? 0 : (uint32_t)var_code(&v, i);
        }
        v.real = v.real ? real : NULL;
        v.code = v.real ? NULL : code;
        v.byte = NULL;
        out->var[k] = v;
    }
    return out;
}

/* Joint probabilities of the sample, and the sum that HR() was given. */
static const double *joint_of(World *w) {
    const Dataset *t = world_data(w, "election_jointprob");
    if (!t) return NULL;
    double *joint = arena_take(w->a, (size_t)(t->n * t->vars) * sizeof *joint);
    for (int64_t i = 0; i < t->n; i++)
        for (int k = 0; k < t->vars; k++) joint[i * t->vars + k] = var_number(&t->var[k], i);
    return joint;
}

static double hr_sum_of(World *w) {
    const Dataset *t = world_data(w, "election_hr");
    return t ? var_number(dataset_var(t, "sump2"), 0) : 0;
}

/* By stratum, unit and content, as loading leaves them. */
static Err sort_rows(World *w, Stats *s, const DesignSpec *spec, const Dataset **t) {
    Dataset    *out = arena_new(w->a, Dataset);
    const char *by[2 * STAGE_MAX], *name;
    char       *parts[] = {arena_text(w->a, spec->strata), arena_text(w->a, spec->psu)};
    int         m = 0;
    for (int k = 0; k < 2; k++)
        for (char *rest = parts[k] ? parts[k] + 1 : NULL; (name = strsep(&rest, "+"));)
            by[m++] = name;
    Err e = dataset_sort(s, *t, m, by, out);
    *t = out;
    return e;
}

static const char *make_plan(World *w, const Plan *p, Design *out) {
    Stats          s = {.a = w->a};
    const Dataset *t = world_data(w, p->data);
    DesignSpec     spec = p->spec;
    if (t && p->where) t = cut(w, &s, t, p->where);
    if (!t) return "no data set";
    if (spec.pps == PPS_JOINT) spec.joint = joint_of(w);
    if (spec.hr_sum < 0) spec.hr_sum = hr_sum_of(w);
    Err e = w->sorted ? sort_rows(w, &s, &spec, &t) : NULL;
    if (!e) e = design_make(&s, t, &spec, out);
    return e ? arena_print(w->a, "%s: %s", e, s.detail ? s.detail : "") : NULL;
}

static const Plan *plan_named(const char *name) {
    for (size_t i = 0; name && i < sizeof plans / sizeof *plans; i++)
        if (strcmp(plans[i].name, name) == 0) return &plans[i];
    return NULL;
}

bool world_has(const World *w, const char *name) { return !w->sorted || plan_named(name); }

const Design *world_design(World *w, const char *name, const char **why) {
    Thing *t = on_shelf(&w->designs, name);
    if (!t) {
        Design     *d = arena_new(w->a, Design);
        const Plan *plan = plan_named(name);
        const char *wrong = plan ? make_plan(w, plan, d) : derive(w, w->a, name, d);
        t = put(w, &w->designs, name, wrong ? NULL : d);
        t->why = wrong;
    }
    if (!t->it) *why = t->why;
    return t->it;
}
