/* table_test.c - shares with intervals, what may be shown, change, and who was not drawn. */
#include "drawn.h"

static Stats stats_of(Ctx *c) { return (Stats){.a = c->a}; }

static PollTable table_of(Ctx *c, const Poll *p, const char *name, const char *by) {
    Stats           st = stats_of(c);
    PollTable       t = {0};
    const PollItem *k = poll_item(p, name);
    CHECK(k != NULL);
    if (k) CHECK_TEXT(poll_table(c, &st, p, k, by, &t), NULL);
    return t;
}

static Poll poll_of(Ctx *c, const Survey *s) {
    Poll  p;
    Stats st = stats_of(c);
    CHECK_TEXT(poll_read(c, &st, survey_get(c, s->id), &p), NULL);
    return p;
}

/* The weighted share by hand, and the error between units within strata. */
static void check_by_hand(Ctx *c, const Poll *p) {
    const Var *v = &p->data.var[poll_item(p, "y_kien")->var], *base = dataset_var(&p->data, "base");
    double     w = 0, good = 0;
    for (int64_t i = 0; i < p->data.n; i++) {
        int code = var_code(v, i);
        if (!code) continue;
        w += var_number(base, i);
        good += code == 1 ? var_number(base, i) : 0;
    }
    double share = good / w, z[PSUS + 1] = {0}, mean[2] = {0}, var = 0;
    for (int64_t i = 0; i < p->data.n; i++) {
        int code = var_code(v, i);
        int psu = (int)var_number(dataset_var(&p->data, "psu"), i);
        if (code) z[psu] += var_number(base, i) * ((code == 1) - share) / w;
    }
    for (int k = 1; k <= PSUS; k++) mean[(k - 1) % 2] += z[k] / (PSUS / 2);
    for (int k = 1; k <= PSUS; k++)
        var += (z[k] - mean[(k - 1) % 2]) * (z[k] - mean[(k - 1) % 2]) * 12 / 11;
    PollTable  t = table_of(c, p, "y_kien", NULL);
    const PollCell *k = poll_cell(&t, 0, 0);
    double     logit = log(share / (1 - share)), d = 2.0738730679040258 /* t, 22 df */ *
                       sqrt(var) / (share * (1 - share));
    CHECK_NEAR(k->share, share);
    CHECK(fabs(k->se / sqrt(var) - 1) < 1e-9);
    CHECK(fabs(k->lo - 1 / (1 + exp(d - logit))) < 1e-9);
    CHECK(fabs(k->hi - 1 / (1 + exp(-d - logit))) < 1e-9);
    CHECK(k->df == 22 && t.error && t.recipe);
}

/* R7: six people, nobody, everybody, and what would give them away: all for one reason, so that
 * the reason does not tell which of them is small. */
static void check_hidden(Ctx *c, const Poll *p) {
    static const char *const name[] = {"hiem", "het"};
    for (int q = 0; q < 2; q++) {
        PollTable t = table_of(c, p, name[q], NULL);
        for (int i = 0; i < t.answers; i++) {
            const PollCell *k = poll_cell(&t, 0, i);
            CHECK(k->shown == HIDDEN_BESIDE && isnan(k->share) && isnan(k->lo) && isnan(k->se));
        }
    }
    PollTable t = table_of(c, p, "muc", "hiem"); /* six people in a group: none of its cells */
    for (int i = 0; i < t.answers; i++) CHECK(poll_cell(&t, 1, i)->shown != SHOWN);
}

/* No row and no column has one hidden cell alone. */
static void check_alone(const PollTable *t) {
    for (int k = 0; k < t->answers; k++) {
        int hidden = 0;
        for (int g = 1; g < t->groups; g++) hidden += poll_cell(t, g, k)->shown != SHOWN;
        CHECK(hidden != 1 || poll_cell(t, 0, k)->shown != SHOWN);
    }
    for (int g = 0; g < t->groups; g++) {
        int hidden = 0;
        for (int k = 0; k < t->answers; k++) hidden += poll_cell(t, g, k)->shown != SHOWN;
        CHECK(hidden != 1 || t->item->kind != POLL_ONE);
    }
}

static void check_groups(Ctx *c, const Poll *p) {
    PollTable t = table_of(c, p, "muc", "district");
    CHECK(t.groups == 3 && t.group[1].n + t.group[2].n == t.group[0].n && t.group[0].n == DRAWN);
    CHECK(isfinite(t.p) && t.df1 > 0 && t.df2 > 0);
    CHECK_TEXT(t.group[1].name, "Huyện Cẩm Giàng");
    const char *const by[] = {"district", "stratum", "gioi", "y_kien", "muc", "hiem", "het"};
    for (const PollItem *k = p->items; k; k = k->next)
        for (size_t i = 0; i < sizeof by / sizeof *by; i++) {
            if (strcmp(by[i], k->name) == 0) continue;
            t = table_of(c, p, k->name, by[i]);
            check_alone(&t);
        }
    Stats st = stats_of(c);
    CHECK_TEXT(poll_table(c, &st, p, p->items, "khong_co", &t), "opinion.by.missing");
    CHECK_TEXT(poll_table(c, &st, p, p->items, "tuoi", &t), "opinion.by.missing");
}

static void check_change(Ctx *c, const Poll *now, const Poll *before) {
    PollTable         a = table_of(c, before, "muc", NULL), b = table_of(c, now, "muc", NULL);
    const PollChange *v;
    int               n;
    Stats             st = stats_of(c);
    CHECK_TEXT(poll_change(c, &st, &b, &a, &v, &n), NULL);
    CHECK(n == 4);
    for (int i = 0; i < n; i++) {
        const PollCell *x = poll_cell(&a, 0, i), *y = poll_cell(&b, 0, i);
        double se = sqrt(x->se * x->se + y->se * y->se);
        CHECK_NEAR(v[i].change, y->share - x->share);
        CHECK(v[i].lo < v[i].change && v[i].change < v[i].hi);
        CHECK(v[i].hi - v[i].change > 1.96 * se && v[i].hi - v[i].change < 2.1 * se);
        CHECK((v[i].p < 0.05) == (v[i].lo > 0 || v[i].hi < 0));
    }
}

/* Whoever wanted to answer: shares, and no error. */
static void check_opt_in(Ctx *c, int64_t version) {
    Survey *s = field_survey(c, version, "open");
    Poll    p;
    Stats   st = stats_of(c);
    CHECK_TEXT(poll_read(c, &st, s, &p), "opinion.answers.none");
    c->who = 0;
    for (int i = 0; i < 60; i++) drawn_send(c, s, NULL, drawn_answer(c, 50 + i / 20, i % 20, 0));
    p = poll_of(c, s);
    CHECK(p.sampling == OPT_IN && p.data.n == 60);
    PollTable t = table_of(c, &p, "gioi", NULL);
    CHECK(!t.error && !t.recipe && isnan(t.p));
    CHECK_NEAR(poll_cell(&t, 0, 0)->share + poll_cell(&t, 0, 1)->share, 1);
    CHECK(isnan(poll_cell(&t, 0, 0)->lo) && isnan(poll_cell(&t, 0, 0)->hi));
    const PollChange *v;
    int               n;
    CHECK_TEXT(poll_change(c, &st, &t, &t, &v, &n), "opinion.change.sample");
    c->who = RESEARCHER;
}

static bool same_table(const PollTable *a, const PollTable *b) {
    for (int i = 0; i < a->groups * a->answers; i++)
        if (memcmp(&a->cell[i].share, &b->cell[i].share, 4 * sizeof(double)) != 0) return false;
    return a->groups == b->groups && a->answers == b->answers;
}

/* Who was not drawn changes nothing, and is counted; so is who was rejected. */
static void check_apart(Ctx *c, const Survey *s, const Poll *p) {
    PollTable was = table_of(c, p, "muc", "district");
    c->who = ASKER;
    drawn_send(c, s, NULL, drawn_answer(c, 90, 1, 0));
    Poll      again = poll_of(c, s);
    PollTable is = table_of(c, &again, "muc", "district");
    CHECK(again.apart == 1 && again.data.n == DRAWN && same_table(&was, &is));
    c->who = RESEARCHER;
    CHECK_TEXT(db_exec(c, "UPDATE submission SET review = 'rejected' WHERE survey = $1 AND number ="
                          " '00-00'", V(s->id)), NULL);
    CHECK(poll_of(c, s).data.n == DRAWN - 1);
}

/* ---- for recipe_test.sh: each table, and the command that is to give it ---- */

static void keep_cells(FILE *f, const Poll *p, const PollTable *t) {
    for (int g = 0; g < t->groups; g++)
        for (int k = 0; k < t->answers; k++) {
            const PollCell *v = poll_cell(t, g, k);
            const PollItem *item = t->item;
            const char     *term = item->kind == POLL_ONE ? item->asked->codes.code[k].value
                                                          : p->data.var[item->var + k].name;
            if (v->shown != SHOWN) continue;
            fprintf(f, "%s\t%s\t%s\t%.17g\t%.17g\t%.17g\t%.17g\n", t->recipe,
                    g ? t->group[g].key : "", term, v->share, v->lo, v->hi, t->p);
        }
}

static void keep(Ctx *c, const Survey *s, const char *dir) {
    Poll        p = poll_of(c, s);
    ResultPlan *plan;
    CHECK_TEXT(plan_make(c, s, &(ExportAsk){.as = "csv"}, &plan), NULL);
    CHECK_TEXT(results_file(c, plan, NULL, arena_print(c->a, "%s/csv.zip", dir)), NULL);
    FILE *f = fopen(arena_print(c->a, "%s/tables.tsv", dir), "w");
    static const char *const by[] = {NULL, "district", "stratum", "gioi"};
    CHECK(f != NULL);
    for (const PollItem *k = p.items; f && k; k = k->next)
        for (size_t i = 0; i < sizeof by / sizeof *by; i++) {
            if (by[i] && strcmp(by[i], k->name) == 0) continue;
            PollTable t = table_of(c, &p, k->name, by[i]);
            keep_cells(f, &p, &t);
        }
    if (f) fclose(f);
}

int main(void) {
    Ctx c = test_open();
    field_set_up(&c);
    drawn_units(&c);
    int64_t       version = field_version(&c, drawn_form);
    const Survey *before = drawn_survey(&c, version, 0);
    CHECK_TEXT(survey_close(&c, before->id), NULL);
    const Survey *now = drawn_survey(&c, version, 20);
    const char   *dir = getenv("OPINION_KEEP");
    Poll          p = poll_of(&c, now), old = poll_of(&c, before);
    CHECK(p.sampling == SAMPLED && p.data.n == DRAWN && p.apart == 0);
    check_by_hand(&c, &p);
    check_hidden(&c, &p);
    check_groups(&c, &p);
    check_change(&c, &p, &old);
    check_apart(&c, now, &p);
    if (dir) keep(&c, now, dir);
    check_opt_in(&c, version);
    return test_failed;
}
