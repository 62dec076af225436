/* derived.c - designs made from others: weights that match totals, replicates. */
#include "derived.h"

#include "stats/weigh.h"

#define STYPE   "~stype: E=4421 H=755 M=1018"
#define SCHWIDE "~sch.wide: No=1072 Yes=5122"
#define API99   "~stype+api99: (Intercept)=6194 stypeH=755 stypeM=1018 api99=3914069"

typedef enum How { POST, RAKE, CALIBRATE, TRIM, MAKE, GIVEN, PUBLISHED } How;
typedef struct Plan {
    const char   *name, *from;
    How           how;
    const char   *margins;
    Calibrate     calibrate;
    double        epsilon;     /* of rake(), which R's calls name */
    const char   *type;        /* of replicates */
    double        rho;
} Plan;

/* Half-samples and bootstraps are read as R made them: any others would be as good, and would
 * give other errors. Jackknives are made. */
static const Plan plans[] = {
    {"c1_ps", "clus1", POST, STYPE, {0}, 0, NULL, 0},
    {"c1_cal_stype", "clus1", CALIBRATE, "~stype: (Intercept)=6194 stypeH=755 stypeM=1018",
     {0}, 0, NULL, 0},
    {"c1_cal_lin2", "clus1", CALIBRATE, API99, {0}, 0, NULL, 0},
    {"c1_cal_rak2", "clus1", CALIBRATE, API99,
     {.by = CALIBRATE_RAKING, .epsilon = 1e-12, .turns = 500}, 0, NULL, 0},
    {"c1_cal_logit", "clus1", CALIBRATE, API99,
     {.by = CALIBRATE_LOGIT, .lower = 0.4, .upper = 3, .epsilon = 1e-10, .turns = 500}, 0,
     NULL, 0},
    {"c1_cal_bound", "clus1", CALIBRATE, API99,
     {.lower = 0.6, .upper = 2.5, .epsilon = 1e-10, .turns = 500}, 0, NULL, 0},
    {"c1_cal_agg", "clus1", CALIBRATE, API99, {.stage = 1}, 0, NULL, 0},
    {"c1_rake", "clus1", RAKE, STYPE ";" SCHWIDE, {0}, 1e-9, NULL, 0},
    {"st_rake", "strat", RAKE, SCHWIDE "; ~comp.imp: No=1800 Yes=4394", {0}, 1e-9, NULL, 0},
    {"st_cal", "strat", CALIBRATE, API99, {0}, 0, NULL, 0},
    {"st_ratio", "strat", CALIBRATE, "~enroll-1: enroll=3811472", {.sigma = "enroll"}, 0, NULL,
     0},
    {"c2_cal", "clus2", CALIBRATE, "~stype: (Intercept)=6194 stypeH=755 stypeM=1018", {0}, 0,
     NULL, 0},
    {"nh_ps", "nh", POST, "~RIAGENDR: 1=1.36e8 2=1.40e8", {0}, 0, NULL, 0},
    {"nh_rake", "nh", RAKE,
     "~RIAGENDR: 1=1.36e8 2=1.40e8; ~race: 1=4.5e7 2=1.75e8 3=3.4e7 4=2.2e7;"
     "~agecat: '(0,19]'=7.8e7 '(19,39]'=7.8e7 '(39,59]'=7.3e7 '(59,Inf]'=4.7e7",
     {0}, 1e-2, NULL, 0},
    {"c1_trim", "c1_cal_lin2", TRIM, NULL, {.lower = 30, .upper = 40}, 0, NULL, 0},
    {"k_ps", "dk", POST, "kaltonpop", {0}, 0, NULL, 0},
    {"r_c1_jk1", "clus1", MAKE, NULL, {0}, 0, "JK1", 0},
    {"r_c1wr_jk1", "clus1wr", MAKE, NULL, {0}, 0, "JK1", 0},
    {"r_st_jkn", "strat", MAKE, NULL, {0}, 0, "JKn", 0},
    {"r_stwr_jkn", "stratwr", MAKE, NULL, {0}, 0, "JKn", 0},
    {"r_nh_jkn", "nh", MAKE, NULL, {0}, 0, "JKn", 0},
    {"r_fpc_jkn", "fpcd", MAKE, NULL, {0}, 0, "JKn", 0},
    {"r_hosp_jkn", "hosp", MAKE, NULL, {0}, 0, "JKn", 0},
    {"r_crowd_jkn", "crowdd", MAKE, NULL, {0}, 0, "JKn", 0},
    {"r_nh_brr", "nh2p", GIVEN, NULL, {0}, 0, "BRR", 0},
    {"r_nh_fay", "nh2p", GIVEN, NULL, {0}, 0, "Fay", 0.3},
    {"r_c1_boot", "clus1", GIVEN, NULL, {0}, 0, "bootstrap", 0},
    {"r_c1_sub", "clus1wr", GIVEN, NULL, {0}, 0, "subbootstrap", 0},
    {"r_nh_boot", "nh", GIVEN, NULL, {0}, 0, "bootstrap", 0},
    {"r_c2_mrb", "clus2", GIVEN, NULL, {0}, 0, "mrbbootstrap", 0},
    {"r_st_boot", "stratwr", GIVEN, NULL, {0}, 0, "subbootstrap", 0},
    {"r_scd_brr", "scdd", GIVEN, NULL, {0}, 0, "BRR", 0},
    {"scd_given", "scdd", PUBLISHED, NULL, {0}, 0, "BRR", 0},
    /* these three were made with survey.replicates.mse */
    {"r_c1_jk1 mse", "clus1", MAKE, NULL, {0}, 0, "JK1", 0},
    {"rc_rake", "r_c1_jk1 mse", RAKE, STYPE ";" SCHWIDE, {0}, 1e-9, NULL, 0},
    {"rc_ps", "r_c1_jk1 mse", POST, STYPE, {0}, 0, NULL, 0},
    {"rc_cal", "r_c1_jk1 mse", CALIBRATE, API99, {0}, 0, NULL, 0},
};

/* How many rows of a data set lie in each cell of ~a+b, as a margin. */
static Err count_margin(Stats *s, const Dataset *t, const char *by, Margin *out) {
    Domain d;
    Err    e = domain_make(s, t, by, NULL, &d);
    if (e) return e;
    double *total = arena_take(s->a, (size_t)d.cells * sizeof *total);
    for (int64_t i = 0; i < t->n; i++)
        if (domain_at(&d, i)) total[domain_at(&d, i) - 1]++;
    *out = (Margin){by, d.cells, d.name + 1, total};
    return NULL;
}

static Err make_weights(Stats *s, World *w, const Plan *p, const Design *d, Design *out) {
    Weighting z;
    Margin   *m = NULL, counted;
    int       n = 1;
    Rake      rake = {.turns = 500, .epsilon = p->epsilon, .margins_in_turn = true};
    Err       e = NULL;
    if (p->margins && strcmp(p->margins, "kaltonpop") == 0) {
        e = count_margin(s, world_data(w, p->margins), "~a+b", &counted);
        m = &counted;
    } else if (p->margins) {
        e = margins_read(s, p->margins, &n, &m);
    }
    if (e) return e;
    if (p->how == POST) e = weights_post(s, d, m, &z);
    if (p->how == RAKE) e = weights_rake(s, d, n, m, &rake, &z);
    if (p->how == CALIBRATE) e = weights_calibrate(s, d, m, &p->calibrate, &z);
    if (p->how == TRIM)
        e = weights_trim(s, d, p->calibrate.lower, p->calibrate.upper, false, &z);
    if (!e) *out = z.design;
    return e;
}

/* Analysis weights and scales as R wrote them. */
static Err read_replicates(Stats *s, World *w, const Plan *p, const Design *d, Design *out) {
    const Sheet *sheet = world_weights(w, arena_print(s->a, "%s_analysis", p->name));
    const Sheet *scales = world_weights(w, arena_print(s->a, "%s_scales", p->name));
    if (!sheet || !scales) return "no file of replicate weights";
    Dataset t = sheet_dataset(s->a, sheet);
    double *rscales = arena_take(s->a, (size_t)scales->n * sizeof *rscales);
    for (int64_t k = 0; k < scales->n; k++) rscales[k] = atof(sheet_text(scales, k, "rscales"));
    ReplicateImport spec = {.pattern = "^r[0-9]+$", .type = p->type, .rho = p->rho,
                            .combined = true, .scale = atof(sheet_text(scales, 0, "scale")),
                            .rscales = rscales, .rscales_n = (int)scales->n};
    return replicates_import(s, d, &t, &spec, out);
}

/* The half-samples of the help page of svrepdesign(). */
static Err published(Stats *s, const Design *d, Design *out) {
    static const char in[4][7] = {"101010", "100101", "011001", "010110"};
    Var     var[4];
    Dataset t = {.n = d->n, .vars = 4, .var = var};
    for (int k = 0; k < 4; k++) {
        double *x = arena_take(s->a, 6 * sizeof *x);
        for (int i = 0; i < 6; i++) x[i] = in[k][i] == '1' ? 2 : 0;
        var[k] = (Var){.name = arena_print(s->a, "half%d", k), .real = x};
    }
    ReplicateImport spec = {.pattern = "^half", .type = "BRR"};
    return replicates_import(s, d, &t, &spec, out);
}

const char *derive(World *w, Arena *a, const char *name, Design *out) {
    Stats       s = {.a = a};
    const char *why = NULL;
    for (size_t i = 0; i < sizeof plans / sizeof *plans; i++) {
        const Plan *p = &plans[i];
        if (strcmp(p->name, name) != 0) continue;
        const Design *d = world_design(w, p->from, &why);
        if (!d) return why;
        bool rc = strcmp(p->name, "r_c1_jk1 mse") == 0;
        ReplicateSpec spec = {.type = p->type, .mse = rc};
        Err e = p->how == MAKE        ? replicates_make(&s, d, &spec, out)
                : p->how == GIVEN     ? read_replicates(&s, w, p, d, out)
                : p->how == PUBLISHED ? published(&s, d, out)
                                      : make_weights(&s, w, p, d, out);
        return e ? arena_print(a, "%s: %s", e, s.detail ? s.detail : "") : NULL;
    }
    return "no such design";
}
