/* weighting_test.c - weights from classes and margins: by hand, refused, in force. */
#include "drawn.h"

#include "crypt/crypt.h"

static Stats stats_of(Ctx *c) { return (Stats){.a = c->a}; }

static Poll drawn(Ctx *c, const Survey *s) {
    Poll  p = {0};
    Stats st = stats_of(c);
    CHECK_TEXT(poll_drawn(c, &st, s, &p), NULL);
    return p;
}

static WeightingMargin *margin(WeightingMargin *m, int n, const char *name) {
    for (int i = 0; i < n; i++)
        if (strcmp(m[i].name, name) == 0) return &m[i];
    fprintf(stderr, "no margin %s\n", name);
    exit(1);
}

static WeightingCell *cell(WeightingMargin *m, const char *value) {
    for (int i = 0; i < m->cells; i++)
        if (strcmp(m->cell[i].value, value) == 0) return &m->cell[i];
    fprintf(stderr, "no cell %s\n", value);
    exit(1);
}

/* ---- what is typed ---- */

typedef struct Typing { const char *name, *value, *typed; } Typing;

static Err type(Ctx *c, const Poll *p, const Typing *t, const char **out) {
    int              n;
    WeightingMargin *m = weighting_margins(c, p, &n);
    for (; t->name; t++) cell(margin(m, n, t->name), t->value)->typed = t->typed;
    return weighting_typed(c, m, n, out);
}
#define TYPE(...) type(c, p, (const Typing[]){__VA_ARGS__, {0}}, &out)

static void check_typed(Ctx *c, const Poll *p) {
    const char *out;
    CHECK_TEXT(TYPE({"gioi", "nam", "48,5"}, {"gioi", "nu", "51,5"}), NULL);
    CHECK_TEXT(out, "gioi: 'nam'=48.5 'nu'=51.5");
    CHECK_TEXT(TYPE({"gioi", "nam", "x"}, {"gioi", "nu", "1"}), "weighting.known.bad");
    CHECK_TEXT(TYPE({"gioi", "nam", "-2"}, {"gioi", "nu", "1"}), "weighting.known.bad");
    CHECK_TEXT(TYPE({"gioi", "nam", "nan"}, {"gioi", "nu", "1"}), "weighting.known.bad");
    CHECK_TEXT(TYPE({"gioi", "nam", "48"}), "weighting.known.lacking");
    CHECK_TEXT(TYPE({"gioi", "nam", "0"}, {"gioi", "nu", "1"}), "weighting.known.lacking");
    CHECK_TEXT(TYPE({"hiem", "co", "1"}, {"hiem", "khong", "98"}, {"hiem", "khac", "1"}),
               "weighting.known.nobody");
    CHECK_TEXT(TYPE({"hiem", "co", "1"}, {"hiem", "khong", "99"}, {"hiem", "khac", "0"}), NULL);
    CHECK_TEXT(TYPE({"y_kien", "tot", "50"}, {"y_kien", "kem", "50"}), "weighting.known.missing");
    CHECK_TEXT(TYPE({"gioi", "nam", "48"}, {"gioi", "nu", "52"}, {"stratum", "1", "60"},
                    {"stratum", "2", "41"}), "weighting.known.sums");
    /* What was rounded is made equal. */
    CHECK_TEXT(TYPE({"gioi", "nam", "50"}, {"gioi", "nu", "50"}, {"stratum", "1", "80,04"},
                    {"stratum", "2", "20,01"}), NULL);
    CHECK_TEXT(out, "gioi: 'nam'=50 'nu'=50\nstratum: '1'=80 '2'=20");
}

/* ---- weights ---- */

static Err make(Ctx *c, const Poll *p, WeightingRecipe k, WeightingDone *d) {
    Stats st = stats_of(c);
    if (!k.method) k.method = "rake";
    if (!k.classes) k.classes = "";
    if (!k.margins) k.margins = "";
    return weighting_reckon(c, &st, p, &k, d);
}

static double share(Ctx *c, const Poll *p, const double *w, const char *name, const char *value) {
    int              n = 0;
    WeightingMargin *all = weighting_margins(c, p, &n), *m = margin(all, n, name);
    weighting_shares(p, w, m);
    return cell(m, value)->after;
}

#define NEAR(got, want) CHECK(fabs((got) - (want)) < 1e-9)
static const char two[] = "gioi: 'nam'=40 'nu'=60\nmuc: '1'=10 '2'=20 '3'=30 '4'=40";

static void check_margins(Ctx *c, const Poll *p) {
    static const char *const method[] = {"rake", "linear", "logit"};
    for (int i = 0; i < 3; i++) {
        WeightingDone d;
        WeightingRecipe k = {.margins = two, .method = method[i], .lower = i == 2 ? 0.2 : 0,
                             .upper = i == 2 ? 5 : 0};
        CHECK_TEXT(make(c, p, k, &d), NULL);
        if (test_failed) return;
        NEAR(share(c, p, d.w, "gioi", "nam"), 0.4);
        NEAR(share(c, p, d.w, "muc", "1"), 0.1);
        NEAR(share(c, p, d.w, "muc", "4"), 0.4);
        CHECK(d.n_eff > 100 && d.n_eff < DRAWN && d.most > 1 && d.least < 1 && d.turns > 0);
        NEAR(d.spread, (double)p->data.n / d.n_eff);
        CHECK(d.design.cals == 1 && d.design.data == &p->data);
    }
    /* Raking stands still where linear goes elsewhere, but both match: they are not one. */
    WeightingDone a, b;
    CHECK_TEXT(make(c, p, (WeightingRecipe){.margins = two}, &a), NULL);
    CHECK_TEXT(make(c, p, (WeightingRecipe){.margins = two, .method = "linear"}, &b), NULL);
    CHECK(strcmp(a.digest, b.digest) != 0);
    CHECK_TEXT(make(c, p, (WeightingRecipe){.margins = two}, &b), NULL);
    CHECK_TEXT(a.digest, b.digest);
}

/* A matched variable has no error left; another's is smaller or larger, but there. */
static void check_error(Ctx *c, Poll p) {
    WeightingDone d;
    PollTable     t;
    Stats         st = stats_of(c);
    CHECK_TEXT(make(c, &p, (WeightingRecipe){.margins = two}, &d), NULL);
    p.design = d.design;
    CHECK_TEXT(poll_table(c, &st, &p, poll_item(&p, "gioi"), NULL, &t), NULL);
    NEAR(poll_cell(&t, 0, 0)->share, 0.4);
    CHECK(poll_cell(&t, 0, 0)->se < 1e-9);
    CHECK_TEXT(poll_table(c, &st, &p, poll_item(&p, "y_kien"), NULL, &t), NULL);
    CHECK(poll_cell(&t, 0, 0)->se > 0.005);
}

/* By hand: each weight of a class times drawn over answered. */
static void check_classes(Ctx *c, const Poll *p) {
    Stats         st = stats_of(c);
    const Var    *psu = dataset_var(&p->data, "psu"), *base = dataset_var(&p->data, "base");
    double        drawn = 0, answered = 0, sum = 0;
    const char   *classes;
    WeightingDone d;
    for (int k = 0; k < TAKE; k++) drawn += 10.5 + 3 % 5 + 30.0 / 7;
    for (int64_t i = 0; i < p->data.n; i++)
        if (var_number(psu, i) == 4) answered += var_number(base, i);
    CHECK(answered < drawn - 1);
    CHECK_TEXT(weighting_classes(c, &st, p, "psu", &classes), NULL);
    CHECK_TEXT(make(c, p, (WeightingRecipe){.classes = classes}, &d), NULL);
    if (test_failed) return;
    for (int64_t i = 0; i < p->data.n; i++) {
        if (var_number(psu, i) == 4) sum += d.w[i];
        if (var_number(psu, i) == 4) NEAR(d.w[i], var_number(base, i) * drawn / answered);
        if (var_number(psu, i) == 5) NEAR(d.w[i], var_number(base, i));
    }
    NEAR(sum, drawn);
    CHECK(strstr(d.recipe, "*(psu==4)") != NULL);
    CHECK_TEXT(weighting_classes(c, &st, p, "stratum", &classes), NULL);
    CHECK_TEXT(make(c, p, (WeightingRecipe){.classes = classes, .margins = two}, &d), NULL);
    NEAR(share(c, p, d.w, "gioi", "nu"), 0.6);
    CHECK_TEXT(weighting_classes(c, &st, p, "", &classes), NULL);
    CHECK_TEXT(classes, "");
    CHECK_TEXT(weighting_classes(c, &st, p, "gioi", &classes), "weighting.classes.bad");
    CHECK_TEXT(make(c, p, (WeightingRecipe){.classes = "stratum: 1=100"}, &d),
               "weighting.classes.empty");
}

/* Nobody of a unit answered: it cannot be stood for by itself. */
static void check_silent(Ctx *c, const Survey *s) {
    Stats       st = stats_of(c);
    const char *classes;
    CHECK_TEXT(db_exec(c, "UPDATE submission SET review = 'rejected' WHERE survey = $1"
                          " AND psu = 7", V(s->id)), NULL);
    Poll p = drawn(c, s);
    CHECK_TEXT(weighting_classes(c, &st, &p, "psu", &classes), "weighting.classes.empty");
    CHECK_TEXT(st.detail, "7");
    CHECK_TEXT(weighting_classes(c, &st, &p, "stratum", &classes), NULL);
    CHECK_TEXT(db_exec(c, "UPDATE submission SET review = 'new' WHERE survey = $1 AND psu = 7",
                       V(s->id)), NULL);
}

static void check_trim(Ctx *c, const Poll *p) {
    WeightingDone free, cut;
    double        before = 0, after = 0;
    CHECK_TEXT(make(c, p, (WeightingRecipe){.margins = two}, &free), NULL);
    CHECK_TEXT(make(c, p, (WeightingRecipe){.margins = two, .trim = 1.5}, &cut), NULL);
    for (int64_t i = 0; i < p->data.n; i++) before += free.w[i], after += cut.w[i];
    CHECK(fabs(before / after - 1) < 1e-12);
    CHECK(free.most > 1.5 && cut.most <= 1.5 + 1e-9 && cut.trimmed > 0);
    CHECK(cut.n_eff > free.n_eff);
}

static void check_refused(Ctx *c, const Poll *p) {
    WeightingDone d;
    CHECK_TEXT(make(c, p, (WeightingRecipe){0}, &d), "weighting.none.asked");
    CHECK_TEXT(make(c, p, (WeightingRecipe){.margins = two, .method = "logit"}, &d),
               "weighting.lower.missing");
    CHECK_TEXT(make(c, p, (WeightingRecipe){.margins = two, .method = "logit", .lower = 1.2,
                                            .upper = 3}, &d), "weighting.lower.bad");
    CHECK_TEXT(make(c, p, (WeightingRecipe){.margins = two, .trim = 0.5}, &d),
               "weighting.trim.bad");
    CHECK_TEXT(make(c, p, (WeightingRecipe){.margins = two, .method = "logit", .lower = 0.99,
                                            .upper = 1.01}, &d), "stats.margin.converge");
    CHECK_TEXT(make(c, p, (WeightingRecipe){.margins = "khong: a=1"}, &d),
               "stats.variable.unknown");
    Poll other = *p;
    other.sampling = OPT_IN;
    CHECK_TEXT(make(c, &other, (WeightingRecipe){.margins = two}, &d), "weighting.sampling.none");
}

/* ---- for weighting_recipe_test.sh ---- */

static void keep_table(FILE *f, Ctx *c, const Poll *p, const char *name, const char *by) {
    Stats           st = stats_of(c);
    PollTable       t;
    const PollItem *k = poll_item(p, name);
    CHECK_TEXT(poll_table(c, &st, p, k, by, &t), NULL);
    for (int g = 0; g < t.groups; g++)
        for (int i = 0; i < t.answers; i++) {
            const PollCell *v = poll_cell(&t, g, i);
            if (v->shown == SHOWN)
                fprintf(f, "%s\t%s\t%s\t%.17g\t%.17g\n", t.recipe, g ? t.group[g].key : "",
                        k->asked->codes.code[i].value, v->share, v->se);
        }
}

static void keep(Ctx *c, const Survey *s, Poll p, const char *dir) {
    static const WeightingRecipe all[] = {
        {"", two, "rake", 0, 0, 0}, {"", two, "linear", 0, 0, 0}, {"", two, "logit", 0.2, 5, 0},
        {"psu", two, "rake", 0, 0, 0}, {"stratum", "", "rake", 0, 0, 0},
        {"stratum", two, "logit", 0.2, 5, 1.5}, {"", two, "rake", 0, 0, 1.5}};
    ResultPlan *plan;
    FILE       *f = fopen(arena_print(c->a, "%s/tables.tsv", dir), "w");
    CHECK_TEXT(plan_make(c, s, &(ExportAsk){.as = "csv"}, &plan), NULL);
    CHECK_TEXT(results_file(c, plan, NULL, arena_print(c->a, "%s/csv.zip", dir)), NULL);
    CHECK(f != NULL);
    for (size_t i = 0; f && i < sizeof all / sizeof *all; i++) {
        WeightingRecipe k = all[i];
        WeightingDone   d;
        Stats           st = stats_of(c);
        CHECK_TEXT(weighting_classes(c, &st, &p, k.classes, &k.classes), NULL);
        CHECK_TEXT(make(c, &p, k, &d), NULL);
        if (test_failed) break;
        Poll q = p;
        q.design = d.design;
        q.recipe = d.recipe;
        q.options = d.options;
        keep_table(f, c, &q, "y_kien", NULL);
        keep_table(f, c, &q, "muc", "gioi");
    }
    if (f) fclose(f);
}

/* ---- versions ---- */

static double men(Ctx *c, const Survey *s, int64_t *version) {
    Poll      p;
    PollTable t;
    Stats     st = stats_of(c);
    CHECK_TEXT(poll_read(c, &st, s, &p), NULL);
    CHECK_TEXT(poll_table(c, &st, &p, poll_item(&p, "gioi"), NULL, &t), NULL);
    *version = p.weighting;
    return poll_cell(&t, 0, 0)->share;
}

static void check_versions(Ctx *c, const Survey *s, const Poll *p) {
    WeightingRecipe k = {"", two, "rake", 0, 0, 0};
    WeightingDone   d;
    int64_t         version, turn, again, in;
    double          before = men(c, s, &in);
    CHECK(in == 0 && fabs(before - 0.4) > 0.01);
    CHECK_TEXT(make(c, p, k, &d), NULL);
    CHECK_TEXT(weighting_add(c, p, &k, " ", &d, &version), "weighting.note.missing");
    CHECK_TEXT(weighting_add(c, p, &k, "Niên giám 2025", &d, &version), NULL);
    CHECK_TEXT(weighting_add(c, p, &k, "Lại", &d, &again), NULL);
    CHECK(version == 1 && again == 2 && weighting_in_force(c, s->id, &turn) == 0 && turn == 0);
    NEAR(men(c, s, &in), before); /* nothing is in force yet */
    CHECK_TEXT(weighting_use(c, s, 9, "vì"), "weighting.version.missing");
    CHECK_TEXT(weighting_use(c, s, 1, ""), "weighting.reason.missing");
    CHECK_TEXT(weighting_use(c, s, 1, "Đã duyệt"), NULL);
    CHECK_TEXT(weighting_use(c, s, 1, "Đã duyệt"), "weighting.version.same");
    NEAR(men(c, s, &in), 0.4);
    CHECK(in == 1 && weighting_in_force(c, s->id, &turn) == 1 && turn > 0);
    const WeightingRow *w = weighting_get(c, s->id, 1);
    CHECK_TEXT(w->digest, d.digest);
    CHECK_TEXT(w->recipe.margins, two);
    CHECK(w->n == p->data.n && weighting_list(c, s->id)->version == 2);
    CHECK_TEXT(weighting_use(c, s, 0, "Lui lại"), NULL);
    NEAR(men(c, s, &in), before);
    CHECK(in == 0);
}

/* One answer is left, so one sex: the weights in force fit no more, and no others are shown. */
static void check_stale(Ctx *c, const Survey *s) {
    Poll  p;
    Stats st = stats_of(c);
    CHECK_TEXT(weighting_use(c, s, 1, "Đã duyệt"), NULL);
    CHECK_TEXT(db_exec(c, "UPDATE submission SET review = 'rejected' WHERE survey = $1 AND id <>"
                          " (SELECT max(id) FROM submission WHERE survey = $1)", V(s->id)), NULL);
    CHECK_TEXT(poll_drawn(c, &st, s, &p), NULL);
    CHECK_TEXT(poll_read(c, &st, s, &p), "weighting.stale");
}

int main(void) {
    Ctx c = test_empty(":memory:");
    CHECK_TEXT(db_migrate(&c), NULL);
    crypt_start();
    field_set_up(&c);
    drawn_units(&c);
    int64_t       version = field_version(&c, drawn_form);
    const Survey *s = drawn_survey(&c, version, 0);
    CHECK_TEXT(db_exec(&c, "UPDATE submission SET review = 'rejected' WHERE survey = $1"
                           " AND psu = 4 AND id % 3 = 0", V(s->id)), NULL);
    c.who = RESEARCHER;
    Poll p = drawn(&c, s);
    if (!test_failed) check_typed(&c, &p);
    if (!test_failed) check_margins(&c, &p);
    if (!test_failed) check_error(&c, p);
    if (!test_failed) check_classes(&c, &p);
    if (!test_failed) check_trim(&c, &p);
    if (!test_failed) check_refused(&c, &p);
    if (!test_failed && getenv("OPINION_KEEP")) keep(&c, s, p, getenv("OPINION_KEEP"));
    if (!test_failed) check_silent(&c, s);
    if (!test_failed) check_versions(&c, s, &p);
    if (!test_failed) check_stale(&c, s);
    db_close(c.db);
    arena_close(c.a);
    return test_failed;
}
