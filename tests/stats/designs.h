/* designs.h - the designs of the reference tables, by name, for tests that compare with R. */
#ifndef TEST_DESIGNS_H
#define TEST_DESIGNS_H

#include "sheet.h"

/* What a test works on: data and design, and the arena both live in. */
typedef struct Case {
    const char *name;
    Dataset     data;
    Design      design;
} Case;

typedef struct Plan {
    const char *name, *file;
    DesignSpec  spec;
    const char *where; /* rows that are in the data at all */
} Plan;

#define MU "~id1+id2"
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
    {"yr", "yrbs", {.psu = "~psu", .weights = "weight", .strata = "~stratum"}, NULL},
    {"fpcd", "fpc", {.psu = "~psuid", .strata = "~stratid", .weights = "weight", .nest = true,
                     .fpc = "~Nh"}, NULL},
    {"fpcnone", "fpc", {.psu = "~psuid", .strata = "~stratid", .weights = "weight",
                        .nest = true}, NULL},
    {"hosp", "hospital", {.strata = "~oblevel", .fpc = "~tothosp", .weights = "weighta"}, NULL},
    {"hospwr", "hospital", {.strata = "~oblevel", .weights = "weighta"}, NULL},
    {"mu", "mu284", {.psu = MU, .fpc = "~n1+n2"}, NULL},
    {"mustrat", "mu284s", {.psu = MU, .strata = "~stratum", .nest = true, .fpc = "~n1+n2"},
     "stratum!=3"},
    {"scdd", "scd", {.psu = "~ambulance", .strata = "~ESA", .nest = true, .weights = "1"}, NULL},
    {"crowdd", "crowd", {.psu = "~cluster", .strata = "~stratum", .weights = "weight",
                         .nest = true}, NULL},
    {"pps_brewer", "election_pps", {.fpc = "~p", .pps = PPS_BREWER}, NULL},
    {"pps_overton", "election_pps", {.fpc = "~p", .pps = PPS_OVERTON}, NULL},
    {"pps_hr", "election_pps", {.fpc = "~p", .pps = PPS_HR, .hr_sum = 1}, NULL},
    {"pps_hr1", "election_pps", {.fpc = "~p", .pps = PPS_HR}, NULL},
    {"pps_ht", "election_pps", {.fpc = "~p", .pps = PPS_JOINT}, NULL},
    {"pps_yg", "election_pps", {.fpc = "~p", .pps = PPS_JOINT, .yates_grundy = true}, NULL},
    {"pps_hryg", "election_pps", {.fpc = "~p", .pps = PPS_HR, .hr_sum = 1,
                                  .yates_grundy = true}, NULL},
    {"pps_wr", "election_pps", {.weights = "wt"}, NULL},
    {"clus2pps", "apiclus2", {.psu = "~dnum+snum", .fpc = "~I(40/fpc1)+I(pmin(1,5/fpc2))",
                              .pps = PPS_BREWER}, NULL},
    {"lone_api", "apiclus1", {.weights = "pw", .strata = "~dnum"}, NULL},
    {"lone_apifpc", "apiclus1", {.weights = "pw", .strata = "~dnum",
                                 .fpc = "~ifelse(dnum==413,1,1000)"}, NULL},
    {"lone_single", "singleton", {.psu = "~PSU", .strata = "~Stratum", .weights = "W"}, NULL},
    {"lone_nh", "nhanes1", {.psu = "~SDMVPSU", .strata = "~SDMVSTRA", .weights = "WTMEC2YR",
                            .nest = true}, NULL},
    {"lone_mu", "mu284s", {.psu = MU, .strata = "~stratum", .nest = true, .fpc = "~n1+n2"}, NULL},
};
#undef MU

static inline const Plan *plan_named(const char *name) {
    for (size_t k = 0; k < sizeof plans / sizeof *plans; k++)
        if (strcmp(plans[k].name, name) == 0) return &plans[k];
    return NULL;
}

static inline const char *stats_file(Arena *a, const char *folder, const char *name,
                                     const char *suffix) {
    return arena_print(a, "%s/data/stats/%s/%s.%s", sheet_shared(), folder, name, suffix);
}

/* The rows of t that have keep[i] 1. */
static inline Sheet sheet_keep(Arena *a, const Sheet *t, const double *keep) {
    Sheet out = *t;
    out.n = 0;
    out.cell = arena_take(a, (size_t)(t->n * t->columns) * sizeof *out.cell);
    for (int64_t i = 0; i < t->n; i++)
        if (keep[i] == 1)
            memcpy(out.cell + out.n++ * t->columns, t->cell + i * t->columns,
                   (size_t)t->columns * sizeof *out.cell);
    return out;
}

static inline Dataset plan_data(Stats *s, const Plan *p) {
    Sheet   t = sheet_open(s->a, stats_file(s->a, "data", p->file, "csv"));
    Dataset d = sheet_dataset(s->a, &t);
    if (!p->where) return d;
    Column  c;
    double *keep = arena_take(s->a, (size_t)d.n * sizeof *keep);
    CHECK_TEXT(column_make(s, &d, p->where, &c), NULL);
    for (int64_t i = 0; i < d.n; i++) keep[i] = column_at(&c, i);
    t = sheet_keep(s->a, &t, keep);
    return sheet_dataset(s->a, &t);
}

static inline const double *sheet_numbers(Arena *a, const Sheet *t, int from, int columns) {
    double *x = arena_take(a, (size_t)(t->n * columns) * sizeof *x);
    for (int64_t i = 0; i < t->n; i++)
        for (int k = 0; k < columns; k++)
            x[i * columns + k] = strtod(t->cell[i * t->columns + from + k], NULL);
    return x;
}

/* Designs with unequal probabilities need a matrix, or the sum of squares of the population. */
static inline void pps_parts(Stats *s, DesignSpec *q) {
    if (q->pps == PPS_JOINT) {
        Sheet t = sheet_open(s->a, stats_file(s->a, "data", "election_jointprob", "csv"));
        q->joint = sheet_numbers(s->a, &t, 0, t.columns);
        q->joint_zero = 1e-4;
    }
    if (q->hr_sum > 0) {
        Sheet t = sheet_open(s->a, stats_file(s->a, "data", "election_hr", "csv"));
        q->hr_sum = sheet_numbers(s->a, &t, sheet_column(&t, "sump2"), 1)[0];
    }
}

static bool cases_sorted; /* plain designs as loading leaves them: by stratum, unit, content */

static inline Dataset sorted_data(Stats *s, const Plan *p, const Dataset *t) {
    Dataset     out;
    const char *by[4];
    int         m = 0;
    char       *parts[] = {arena_text(s->a, p->spec.strata), arena_text(s->a, p->spec.psu)};
    for (int k = 0; k < 2; k++)
        for (char *rest = parts[k] ? parts[k] + 1 : NULL, *name; (name = strsep(&rest, "+"));)
            by[m++] = name;
    CHECK_TEXT(dataset_sort(s, t, m, by, &out), NULL);
    return out;
}

static inline Case case_plain(Stats *s, const char *name, Lonely lonely, bool domain_lonely) {
    const Plan *p = plan_named(name);
    DesignSpec  q = p->spec;
    Case        c = {.name = name, .data = plan_data(s, p)};
    Dataset    *kept = arena_new(s->a, Dataset);
    if (cases_sorted) c.data = sorted_data(s, p, &c.data);
    *kept = c.data;
    q.lonely = lonely;
    q.domain_lonely = domain_lonely;
    pps_parts(s, &q);
    CHECK_TEXT(design_make(s, kept, &q, &c.design), NULL);
    return c;
}

/* ---- calibrated ---- */

typedef struct Cal { const char *name, *from, *formula; CalKind kind; int margins; bool agg; } Cal;
static const Cal cals[] = {
    {"c1_ps", "clus1", "~stype", CAL_POST, 1, false},
    {"c1_cal_stype", "clus1", "~stype", CAL_GREG, 0, false},
    {"c1_cal_lin2", "clus1", "~stype+api99", CAL_GREG, 0, false},
    {"c1_cal_rak2", "clus1", "~stype+api99", CAL_GREG, 0, false},
    {"c1_cal_logit", "clus1", "~stype+api99", CAL_GREG, 0, false},
    {"c1_cal_bound", "clus1", "~stype+api99", CAL_GREG, 0, false},
    {"c1_cal_agg", "clus1", "~stype+api99", CAL_GREG, 0, true},
    {"c1_rake", "clus1", "~stype+sch.wide", CAL_RAKE, 2, false},
    {"st_rake", "strat", "~sch.wide+comp.imp", CAL_RAKE, 2, false},
    {"st_cal", "strat", "~stype+api99", CAL_GREG, 0, false},
    {"st_ratio", "strat", "~enroll-1", CAL_GREG, 0, false},
    {"c2_cal", "clus2", "~stype", CAL_GREG, 0, false},
    {"nh_ps", "nh", "~RIAGENDR", CAL_POST, 1, false},
    {"nh_rake", "nh", "~RIAGENDR+race+agecat", CAL_RAKE, 3, false},
    {"c1_trim", "clus1", "~stype+api99", CAL_GREG, 0, false},
};

static inline const double *file_weights(Stats *s, const char *name) {
    const char *file = arena_print(s->a, "cal_%s", name);
    Sheet       t = sheet_open(s->a, stats_file(s->a, "weights", file, "csv.gz"));
    return sheet_numbers(s->a, &t, 0, 1);
}

static inline void cal_cells(Stats *s, const Dataset *t, const Cal *p, Calibration *c) {
    const int32_t **cell = arena_take(s->a, 3 * sizeof *cell);
    int32_t        *cells = arena_take(s->a, 3 * sizeof *cells);
    char           *part = arena_text(s->a, p->formula + 1), *rest = part;
    for (int k = 0; k < p->margins; k++) {
        Domain   d;
        char    *name = strsep(&rest, "+");
        int32_t *at = arena_take(s->a, (size_t)t->n * sizeof *at);
        CHECK_TEXT(domain_make(s, t, arena_print(s->a, "~%s", name), NULL, &d), NULL);
        for (int64_t i = 0; i < t->n; i++) at[i] = domain_at(&d, i) - 1;
        cell[k] = at;
        cells[k] = d.cells;
    }
    c->margins = p->margins;
    c->cell = cell;
    c->cells = cells;
}

/* Means over the units of the first stage. */
static inline double *unit_means(Stats *s, const Design *d, const double *x) {
    double *sum = arena_take(s->a, (size_t)d->stage[0].units * sizeof *sum);
    double *n = arena_take(s->a, (size_t)d->stage[0].units * sizeof *n);
    double *out = arena_take(s->a, (size_t)d->n * sizeof *out);
    for (int64_t i = 0; i < d->n; i++) sum[d->stage[0].unit[i]] += x[i], n[d->stage[0].unit[i]]++;
    for (int64_t i = 0; i < d->n; i++)
        out[i] = sum[d->stage[0].unit[i]] / n[d->stage[0].unit[i]];
    return out;
}

static inline void cal_columns(Stats *s, const Design *d, const Cal *p, Calibration *c) {
    Model m;
    CHECK_TEXT(model_make(s, d->data, p->formula, MODEL_CONTRASTS, &m), NULL);
    const double **x = arena_take(s->a, (size_t)m.p * sizeof *x);
    for (int j = 0; j < m.p; j++) {
        double *column = arena_take(s->a, (size_t)d->n * sizeof *column);
        for (int64_t i = 0; i < d->n; i++) column[i] = column_at(&m.col[j], i);
        x[j] = p->agg ? unit_means(s, d, column) : column;
    }
    c->p = m.p;
    c->x = x;
    if (strcmp(p->name, "st_ratio") == 0) c->sigma = x[0];
}

/* nh_rake was stopped early (epsilon 1e-2 is relative), so each of its margins has its own
 * weights: one turn, from the first, over these totals. */
static inline void rake_steps(Stats *s, const Design *d, Calibration *c) {
    static const double totals[3][4] = {{1.36e8, 1.40e8}, {4.5e7, 1.75e8, 3.4e7, 2.2e7},
                                        {7.8e7, 7.8e7, 7.3e7, 4.7e7}};
    const double **step = arena_take(s->a, 3 * sizeof *step), *w = d->w;
    bool           same = false;
    for (int turn = 0; turn < 20 && !same; turn++) {
        same = true;
        for (int m = 0; m < 3; m++) {
            double sum[4] = {0}, *next = arena_take(s->a, (size_t)d->n * sizeof *next);
            for (int64_t i = 0; i < d->n; i++) sum[c->cell[m][i]] += w[i];
            for (int64_t i = 0; i < d->n; i++)
                next[i] = w[i] * totals[m][c->cell[m][i]] / sum[c->cell[m][i]];
            step[m] = w = next;
        }
        for (int64_t i = 0; i < d->n; i++) same = same && fabs(w[i] / c->after[i] - 1) < 1e-12;
    }
    CHECK(same);
    c->step = step;
}

static inline Case case_calibrated(Stats *s, const Cal *p) {
    Case        c = case_plain(s, p->from, LONELY_FAIL, false);
    Design      from = c.design;
    bool        trim = strcmp(p->name, "c1_trim") == 0;
    const char *file = trim ? "c1_cal_lin2" : p->name;
    Calibration cal = {.kind = p->kind, .text = p->formula, .before = from.w,
                       .after = file_weights(s, file)};
    if (p->kind == CAL_GREG) cal_columns(s, &from, p, &cal);
    else cal_cells(s, from.data, p, &cal);
    if (strcmp(p->name, "nh_rake") == 0) rake_steps(s, &from, &cal);
    design_calibrated(s, &from, &cal, &c.design);
    if (trim) c.design.w = file_weights(s, p->name);
    c.name = p->name;
    return c;
}

/* ---- replicates ---- */

typedef struct Rep { const char *name, *from; } Rep;
static const Rep reps[] = {
    {"r_c1_jk1", "clus1"}, {"r_c1wr_jk1", "clus1wr"}, {"r_st_jkn", "strat"},
    {"r_stwr_jkn", "stratwr"}, {"r_nh_jkn", "nh"}, {"r_nh_brr", "nh2p"}, {"r_nh_fay", "nh2p"},
    {"r_c1_boot", "clus1"}, {"r_c1_sub", "clus1wr"}, {"r_nh_boot", "nh"}, {"r_c2_mrb", "clus2"},
    {"r_st_boot", "stratwr"}, {"r_scd_brr", "scdd"}, {"r_fpc_jkn", "fpcd"},
    {"r_hosp_jkn", "hosp"}, {"r_crowd_jkn", "crowdd"},
};

static inline Case case_replicated(Stats *s, const Rep *p, bool mse) {
    Case   c = case_plain(s, p->from, LONELY_FAIL, false);
    Design from = c.design;
    Sheet  w = sheet_open(s->a, stats_file(s->a, "weights",
                                           arena_print(s->a, "%s_analysis", p->name), "csv.gz"));
    Sheet  q = sheet_open(s->a, stats_file(s->a, "weights",
                                           arena_print(s->a, "%s_scales", p->name), "csv.gz"));
    Replicates r = {.type = p->name, .reps = w.columns - 1, .units = (int32_t)w.n,
                    .factor = sheet_numbers(s->a, &w, 1, w.columns - 1), .combined = true,
                    .scale = sheet_numbers(s->a, &q, 0, 1)[0],
                    .rscales = sheet_numbers(s->a, &q, 1, 1), .mse = mse};
    from.w = sheet_numbers(s->a, &w, 0, 1);
    design_replicated(s, &from, &r, &c.design);
    c.name = p->name;
    return c;
}

static inline bool case_open(Stats *s, const char *name, Lonely lonely, bool domain_lonely,
                             bool mse, Case *out) {
    if (cases_sorted && !plan_named(name)) return false; /* its weights are by row */
    for (size_t k = 0; k < sizeof cals / sizeof *cals; k++)
        if (strcmp(cals[k].name, name) == 0) return *out = case_calibrated(s, &cals[k]), true;
    for (size_t k = 0; k < sizeof reps / sizeof *reps; k++)
        if (strcmp(reps[k].name, name) == 0) return *out = case_replicated(s, &reps[k], mse), true;
    if (!plan_named(name)) return false;
    *out = case_plain(s, name, lonely, domain_lonely);
    return true;
}

#endif
