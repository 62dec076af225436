/* estimate_data.c - from a file and the options to a table in order, a design and cells. */
#include "cli/estimate.h"

#include "text/text.h"

#include <stdlib.h>
#include <string.h>

/* ---- Options ---- */

const char *names_formula(Arena *a, const char *names) {
    Buf b = {.a = a};
    if (!names || strchr(names, '~')) return names;
    buf_text(&b, "~");
    /* A comma inside brackets belongs to a call: interaction(a,b). */
    int depth = 0;
    for (const char *p = names; *p; p++) {
        depth += (*p == '(') - (*p == ')');
        buf_add(&b, *p == ',' && depth == 0 ? "+" : p, 1);
    }
    return b.s;
}

const char *option_value(const Estimating *t, const char *name) {
    size_t n = strlen(name);
    for (const char *p = t->q->option; p && *p; p += *p == ';') {
        size_t length = strcspn(p, ";");
        if (length > n && p[n] == '=' && memcmp(p, name, n) == 0)
            return arena_part(t->s.a, p + n + 1, length - n - 1);
        p += length;
    }
    return NULL;
}

/* "a,b" as texts, ended by NULL; how many. */
static const char *const *split(Arena *a, const char *list, int *n) {
    const char **out = arena_take(a, (strlen(list ? list : "") + 2) * sizeof *out);
    *n = 0;
    for (const char *p = list; p && *p; p += *p == ',') {
        size_t length = strcspn(p, ",");
        out[(*n)++] = arena_part(a, p, length);
        p += length;
    }
    return out;
}

int place_in(const char *const *list, const char *word) {
    for (int i = 0; list[i]; i++)
        if (strcmp(list[i], word) == 0) return i;
    return -1;
}

static MUST Err sign_of(const char *word, const char *allowed, char *out) {
    if (!word) return NULL;
    if (strcmp(word, "tab") == 0 && *allowed != '.') word = "\t";
    if (!*word || word[1] || !strchr(allowed, *word)) return "cli.estimate.sign";
    *out = *word;
    return NULL;
}

Err csv_form(Stats *s, const char *delimiter, const char *decimal, const char *missing,
             CsvForm *f) {
    int n;
    *f = (CsvForm){.threads = s->threads, .missing = split(s->a, missing, &n)};
    Err e = sign_of(delimiter, ",;\t|", &f->delimiter);
    return e ? e : sign_of(decimal, ".,", &f->point);
}

/* ---- The table ---- */

/* A column file is sorted by its own strata and units; others may be asked for. */
static bool in_order(const Asked *q, const Roles *file) {
    return file->sorted && (!q->strata || text_same(q->strata, file->strata)) &&
           (!q->psu || text_same(q->psu, file->psu));
}

static MUST Err put_in_order(Estimating *t, bool sorted) {
    Dataset      raw;
    const char **by = arena_take(t->s.a, 2 * STAGE_MAX * sizeof *by);
    const char *const lists[] = {t->roles.strata, t->roles.psu};
    int          m = 0, n;
    if (sorted) return NULL;
    Err e = columns_pack(&t->s, &t->data, &t->roles, &raw);
    if (e) return e;
    for (int k = 0; k < 2; k++) {
        const char *const *names = split(t->s.a, lists[k], &n);
        for (int i = 0; i < n && m < 2 * STAGE_MAX; i++)
            if (dataset_var(&raw, names[i])) by[m++] = names[i];
    }
    return dataset_sort(&t->s, &raw, m, by, &t->data);
}

static MUST Err open_table(Estimating *t) {
    CsvForm form;
    Roles   file;
    Err     e = csv_form(&t->s, t->q->delimiter, t->q->decimal, t->q->missing, &form);
    if (!e) e = data_open(t->s.a, t->q->data, &form, &t->trouble, &t->data, &file);
    if (e) return e;
    if (t->data.n == 0) return "cli.estimate.rows";
    const Asked *q = t->q;
    t->roles = (Roles){.strata = q->strata ? q->strata : file.strata,
                       .psu = q->psu ? q->psu : file.psu,
                       .weights = q->weights ? q->weights : file.weights,
                       .fpc = q->fpc ? q->fpc : file.fpc, .nest = q->nest || file.nest};
    return put_in_order(t, in_order(q, &file));
}

/* ---- The design ---- */

static const char *const lonely_names[] = {"fail", "remove", "certainty", "average", "adjust",
                                           NULL};
static const char *const pps_names[] = {"none", "brewer", "overton", "hr", "joint", NULL};

/* A square of numbers: the chance that both of two rows are drawn, as a file of its own. */
static MUST Err read_joint(Estimating *t, const double **out) {
    CsvForm form;
    Dataset square;
    Roles   none;
    int64_t n = t->data.n;
    if (!t->q->joint) return "cli.estimate.joint";
    Err e = csv_form(&t->s, t->q->delimiter, t->q->decimal, t->q->missing, &form);
    if (!e) e = data_open(t->s.a, t->q->joint, &form, &t->trouble, &square, &none);
    if (!e && (square.n != n || square.vars != n)) e = "cli.estimate.joint";
    if (e) return e;
    double *joint = arena_take(t->s.a, (size_t)n * (size_t)n * sizeof *joint);
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < n; j++) {
            double both = var_number(&square.var[j], i);
            if (!(both > 0) || both > 1)
                return STATS_REFUSE(&t->s, "cli.estimate.joint", "%lld: %s", (long long)i + 1,
                                    square.var[j].name);
            joint[i * n + j] = both;
        }
    *out = joint;
    return NULL;
}

/* What the joint probabilities of two leave nearly as if they were drawn apart is rounding. */
static const double JOINT_ZERO = 1e-4;

static bool option_is(const Estimating *t, const char *name, const char *word) {
    return text_same(option_value(t, name), word);
}

static MUST Err make_design(Estimating *t) {
    const Asked *q = t->q;
    const char  *sum = option_value(t, "pps_sum");
    int lonely = q->lonely ? place_in(lonely_names, q->lonely) : 0;
    int pps = q->pps ? place_in(pps_names, q->pps) : 0;
    if (lonely < 0) return "cli.estimate.lonely";
    if (pps < 0) return "cli.estimate.pps";
    DesignSpec spec = {.psu = names_formula(t->s.a, t->roles.psu),
                       .strata = names_formula(t->s.a, t->roles.strata),
                       .fpc = names_formula(t->s.a, t->roles.fpc), .weights = t->roles.weights,
                       .nest = t->roles.nest, .lonely = (Lonely)lonely, .pps = (Pps)pps,
                       .hr_sum = sum ? strtod(sum, NULL) : 0, .joint_zero = JOINT_ZERO,
                       .yates_grundy = option_is(t, "variance", "YG"),
                       .domain_lonely = option_is(t, "lonely", "domain"),
                       .ultimate = option_is(t, "stages", "first")};
    Err e = spec.pps == PPS_JOINT ? read_joint(t, &spec.joint) : NULL;
    return e ? e : design_make(&t->s, &t->data, &spec, &t->design);
}

Err estimate_data(Estimating *t) {
    Err e = open_table(t);
    if (!e) e = make_design(t);
    if (!e) e = estimate_weights(t);
    if (e || (!t->q->by && !t->q->where)) return e;
    t->by = &t->cells;
    return domain_make(&t->s, &t->data, names_formula(t->s.a, t->q->by), t->q->where, &t->cells);
}
