/* conformance_test.c - how many answers of R survey the engine gives.
 *
 *     conformance_test ESTIMATES TESTS DESIGNS   prints the share of each statistic, and each
 *                                                row that differs with both values
 *     conformance_test --markdown E T D          the shares as a table of docs/statistics.md
 *     conformance_test                           as a test, on NAMRO_SHARED: silent, and 1
 *                                                when a row differs that is not in open.txt
 *
 * Data sets and weights come from the folder of DESIGNS. */
#include "conformance.h"

void case_ready(Case *k);

typedef struct Share { const char *stat; int all, good; } Share;
typedef struct Run {
    World *w;
    Arena *a;      /* for what outlives a case */
    Arena *scratch;
    Share  share[64];
    int    shares;
    char **open;   /* keys that are known to differ, and NULL */
    bool   test;   /* of them nothing is said */
    bool   sorted; /* the world is: weights told row by row are left out */
    int    bad;
    Case  *last;
} Run;

static Share *share_of(Run *r, const char *stat) {
    for (int i = 0; i < r->shares; i++)
        if (strcmp(r->share[i].stat, stat) == 0) return &r->share[i];
    r->share[r->shares] = (Share){arena_text(r->a, stat), 0, 0};
    return &r->share[r->shares++];
}

static double number(const Sheet *t, int64_t i, const char *column) {
    const char *s = sheet_text(t, i, column);
    return s ? strtod(s, NULL) : NAN;
}

static const char *text(const Sheet *t, int64_t i, const char *column) {
    const char *s = sheet_text(t, i, column);
    return s ? s : "";
}

/* Rows of one call follow each other, so the last case is mostly the one that is asked for. */
static Case *case_of(Run *r, const Sheet *t, int64_t i, const char *stat, bool tests) {
    Case       *k = r->last;
    const char *design = text(t, i, "design"), *formula = text(t, i, "formula");
    const char *option = text(t, i, "option");
    bool        normal = isinf(number(t, i, "df"));
    if (k && k->normal == normal && strcmp(k->design, design) == 0 &&
        strcmp(k->stat, stat) == 0 && strcmp(k->formula, formula) == 0 &&
        strcmp(k->option, option) == 0)
        return k;
    arena_reset(r->scratch);
    Stats *s = arena_new(r->scratch, Stats);
    s->a = r->scratch;
    k = arena_new(r->scratch, Case);
    *k = (Case){.w = r->w, .s = s, .design = design, .stat = stat, .formula = formula,
                .option = option, .normal = normal};
    case_ready(k);
    if (tests) case_test(k);
    else case_run(k);
    return r->last = k;
}

/* Of several with these names the one that is nearest. */
static const Answer *answer_of(const Case *k, const char *domain, const char *term,
                               double want) {
    const Answer *best = NULL;
    for (int i = 0; i < k->n; i++) {
        const Answer *x = &k->at[i];
        if (strcmp(x->domain, domain) != 0 || strcmp(x->term, term) != 0) continue;
        if (!best || fabs(x->est - want) < fabs(best->est - want)) best = x;
    }
    return !best && k->n == 1 ? &k->at[0] : best;
}

static bool known(const Run *r, const char *key) {
    for (char **is = r->open; is && *is; is++)
        if (strcmp(*is, key) == 0) return true;
    return false;
}

static char **read_lines(Arena *a, const char *path) {
    enum { LINES_MAX = 5000 };
    char **list = arena_take(a, (LINES_MAX + 1) * sizeof *list), *line = NULL;
    size_t size = 0, n = 0;
    FILE  *f = fopen(path, "r");
    if (!f) fprintf(stderr, "%s cannot be read\n", path), exit(1);
    for (ssize_t len; n < LINES_MAX && (len = getline(&line, &size, f)) > 0;)
        if (line[0] != '\n') list[n++] = arena_part(a, line, (size_t)len - (line[len - 1] == '\n'));
    free(line);
    fclose(f);
    return list;
}

static void report(Run *r, const char *key, const char *what) {
    if (r->test && known(r, key)) return;
    fprintf(r->test ? stderr : stdout, "%s: %s\n", key, what);
    r->bad++;
}

/* A row agrees when all it has agree; the first that does not is told. */
typedef struct Pair { const char *column; double got, relative, floor; } Pair;

static void compare(Run *r, const Sheet *t, int64_t i, const Case *k, const Answer *x,
                    const Pair *pair, int pairs) {
    Share      *share = share_of(r, k->stat);
    const char *key = text(t, i, "key");
    share->all++;
    if (!x) {
        report(r, key, k->why ? k->why : "not among the answers");
        return;
    }
    for (int j = 0; j < pairs; j++) {
        double want = number(t, i, pair[j].column);
        if (isnan(want) && j > 0) continue;
        if (near_to(pair[j].got, want, pair[j].relative, pair[j].floor)) continue;
        report(r, key, arena_print(r->scratch, "%s is %.17g, not %.17g", pair[j].column,
                                   pair[j].got, want));
        return;
    }
    share->good++;
}

/* What is 0 in exact reckoning (the error of a total that the weights match, a covariance of
 * independent cells) is rounding in R and here: 1e-12 of the estimate counts as none. */
static void compare_estimate(Run *r, const Sheet *t, int64_t i) {
    Case         *k = case_of(r, t, i, text(t, i, "stat"), false);
    Tolerance     is = tolerance_of(k);
    const Answer *x = answer_of(k, text(t, i, "domain"), text(t, i, "term"),
                                 number(t, i, "est"));
    const Answer  none = {0}, *y = x ? x : &none;
    double        small = 1e-12 * fabs(y->est), zero = 1e-15;
    bool          cov = strstr(k->stat, "cov") != NULL;
    bool          prop = strcmp(k->stat, "svyciprop") == 0; /* R's iterations stop above 0 */
    Pair pair[] = {{"est", y->est, cov ? is.se : is.est, cov ? y->deff : prop ? 1e-11 : zero},
                   {"se", y->se, is.se, fmax(small, zero)},
                   {"ci_lo", y->lo, is.se, small},
                   {"ci_hi", y->hi, is.se, small},
                   {"df", y->df, 1e-9, 0},
                   {"deff", y->deff, is.se, 1e-12}};
    compare(r, t, i, k, x, pair, 6);
}

static void compare_test(Run *r, const Sheet *t, int64_t i) {
    Case         *k = case_of(r, t, i, text(t, i, "test"), true);
    Tolerance     is = tolerance_of(k);
    const Answer *x = answer_of(k, "", "", 0), none = {0};
    const Answer *y = x ? x : &none;
    /* Of the statistic: what rounding alone leaves. Its p is off by as much as the root of that. */
    double small = fmax(y->deff, 1e-12);
    Pair pair[] = {{"statistic", y->statistic, is.statistic, small},
                   {"p", y->p, is.p, fabs(y->statistic) < small ? 1e-5 : 1e-12},
                   {"ndf", y->ndf, is.statistic, 0},
                   {"ddf", y->ddf, is.statistic, 0},
                   {"estimate", y->est, is.statistic, 0},
                   {"ci_lo", y->lo, is.statistic, 0},
                   {"ci_hi", y->hi, is.statistic, 0}};
    compare(r, t, i, k, x, pair, 7);
}

/* The weight of each row, as R has it in weights/cal_DESIGN. */
static void compare_weights(Run *r, const char *name) {
    const char  *why = NULL, *key = arena_print(r->a, "%s#weight of each row", name);
    const Sheet *w = world_weights(r->w, arena_print(r->a, "cal_%s", name));
    if (!w) return;
    const Design *d = world_design(r->w, name, &why);
    Share        *share = share_of(r, "weight of each row");
    share->all++;
    if (!d || d->n != w->n) { report(r, key, why ? why : "another number of rows"); return; }
    for (int64_t i = 0; i < d->n; i++)
        if (!near_to(d->w[i], number(w, i, "w"), strstr(name, "rake") ? 1e-8 : 1e-10, 0)) {
            report(r, key, arena_print(r->a, "row %lld is %.17g, not %.17g", (long long)i + 1,
                                       d->w[i], number(w, i, "w")));
            return;
        }
    share->good++;
}

/* R numbers replicates by its rows: which column leaves the same unit out. */
static int same_column(const Sheet *w, const double *own, int64_t n, int reps) {
    int64_t out = 0;
    while (out < n && own[out] != 0) out++;
    for (int k = 0; out < n && k < reps; k++)
        if (number(w, out, w->name[k + 1]) == 0) return k;
    return -1;
}

static double worst_replicate(Run *r, const Design *d, const Sheet *w, const Sheet *scales) {
    double *own = arena_take(r->a, (size_t)d->n * sizeof *own), worst = 0;
    for (int k = 0; k < d->rep->reps; k++) {
        replicate_weights(d, k, own);
        int at = same_column(w, own, d->n, d->rep->reps);
        if (at < 0) return INFINITY;
        double scale = number(scales, at, "scale") * number(scales, at, "rscales");
        worst = fmax(worst, fabs(d->rep->scale * d->rep->rscales[k] - scale) / scale);
        for (int64_t i = 0; i < d->n; i++)
            worst = fmax(worst, fabs(own[i] - number(w, i, w->name[at + 1])) / d->w[i]);
    }
    return worst;
}

/* Jackknives that are made: each row in each replicate, and the scales. */
static void compare_replicates(Run *r, const char *name) {
    const char   *why = NULL, *key = arena_print(r->a, "%s#replicate weights", name);
    const Sheet  *w = world_weights(r->w, arena_print(r->a, "%s_analysis", name));
    const Sheet  *scales = world_weights(r->w, arena_print(r->a, "%s_scales", name));
    const Design *d = w && scales ? world_design(r->w, name, &why) : NULL;
    if (!d || !d->rep || d->rep->factor) return;
    Share *share = share_of(r, "replicate weights");
    double worst = worst_replicate(r, d, w, scales);
    share->all++;
    if (worst < 1e-12) share->good++;
    else report(r, key, arena_print(r->a, "off by as much as %g", worst));
}

/* Of equal answers with unequal weights R takes the order of the file: a sorted one gives other
 * quantiles between them, and other mean ranks. */
static bool asked(const Run *r, const Sheet *t, int64_t i, const char *stat) {
    const char *name = text(t, i, stat);
    bool        by_order = strcmp(name, "svyquantile") == 0 || strcmp(name, "svyranktest") == 0;
    return world_has(r->w, text(t, i, "design")) && !(r->sorted && by_order);
}

static int run(Run *r, const char *estimates, const char *tests, const char *designs) {
    Sheet t = sheet_open(r->a, designs);
    for (int64_t i = 0; i < t.n; i++) {
        if (r->sorted) break;
        compare_weights(r, text(&t, i, "design"));
        compare_replicates(r, text(&t, i, "design"));
    }
    t = sheet_open(r->a, estimates);
    r->last = NULL;
    for (int64_t i = 0; i < t.n; i++)
        if (asked(r, &t, i, "stat")) compare_estimate(r, &t, i);
    r->last = NULL;
    t = sheet_open(r->a, tests);
    for (int64_t i = 0; i < t.n; i++)
        if (asked(r, &t, i, "test")) compare_test(r, &t, i);
    return r->bad ? 1 : 0;
}

static void print_shares(const Run *r, bool markdown) {
    int all = 0, good = 0;
    if (markdown) printf("| statistic | answers | agree |\n| --- | ---: | ---: |\n");
    else printf("\n");
    for (int i = 0; i <= r->shares; i++) {
        Share s = i < r->shares ? r->share[i] : (Share){"all", all, good};
        printf(markdown ? "| %s | %d | %d |\n" : "%-20s %5d of %5d\n", s.stat,
               markdown ? s.all : s.good, markdown ? s.good : s.all);
        all += s.all;
        good += s.good;
    }
}

static const char *folder_of(Arena *a, const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? arena_part(a, path, (size_t)(slash - path)) : ".";
}

static int command(Run *r, char **path, bool markdown) {
    for (int i = 0; i < 3; i++)
        if (access(path[i], R_OK) != 0) return fprintf(stderr, "%s cannot be read\n", path[i]), 2;
    r->w = world_open(r->a, folder_of(r->a, path[2]), false);
    r->test = markdown;
    int status = run(r, path[0], path[1], path[2]);
    print_shares(r, markdown);
    return status;
}

int main(int argc, char **argv) {
    Arena *a = arena_open();
    Run    r = {.a = a, .scratch = arena_open()};
    bool   markdown = argc > 1 && strcmp(argv[1], "--markdown") == 0;
    if (argc > 1) return command(&r, argv + 1 + markdown, markdown);
    const char *shared = sheet_shared();
    r.open = read_lines(a, "tests/conformance/open.txt");
    r.test = true;
    const char *folder = arena_print(a, "%s/data/stats", shared);
    const char *designs = arena_print(a, "%s/designs.csv", folder);
    int         bad = 0;
    for (int sorted = 0; sorted < 2; sorted++) { /* sorted, sums go by units where they are large */
        r.sorted = sorted;
        r.w = world_open(a, folder, sorted);
        bad |= run(&r, arena_print(a, "%s/estimates.csv", folder),
                   arena_print(a, "%s/tests.csv", folder), designs);
        bad |= run(&r, "tests/conformance/gold/estimates.csv", "tests/conformance/gold/tests.csv",
                   designs);
    }
    return bad;
}
