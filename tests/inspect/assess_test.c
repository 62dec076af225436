/* assess_test.c - figures of a quarter by hand, what was known when, lists, two persons. */
#include "../work/office.h"

#include "inspect/inspect.h"

#include <inttypes.h>

static Ctx c;

static void on(const char *day) {
    c.today = day;
    c.now = (day_number(day) * 24 + 1) * 3600 * 1000; /* 8 in the morning */
}

/* A task of the quarter from January on; done: the day of its report, NULL for none. */
static int64_t task(int64_t lead, const char *due, const char *done, bool evidence) {
    int64_t id;
    Task    t = task_blank();
    on("2026-01-05");
    c.who = OFFICER;
    t.work = "Work";
    t.lead = lead;
    t.due = due;
    t.product = "Product";
    t.answerable = lead == DISTRICT ? LEAD : RIVAL;
    CHECK_TEXT(task_draft(&c, &t), NULL);
    CHECK_TEXT(task_issue(&c, t.id), NULL);
    if (!done) return t.id;
    on(done);
    c.who = lead == DISTRICT ? WORKER : RIVALS_WORKER;
    Report r = {.unit = lead, .said = 100, .words = "Done", .final = true, .figure = NAN,
                .key = arena_print(c.a, "key %" PRId64, t.id),
                .address = evidence ? "https://example.org/" : ""};
    CHECK_TEXT(task_report(&c, t.id, &r, &id), NULL);
    return t.id;
}

static void judge_it(int64_t id, const char *day, const char *verdict) {
    on(day);
    c.who = OFFICER;
    const Progress *p = task_waiting(&c, task_get(&c, id));
    bool            good = strcmp(verdict, "accepted") == 0;
    CHECK(p != NULL);
    if (p) CHECK_TEXT(task_judge(&c, id, &(Judgement){p->id, verdict, good ? "full" : "none",
                                                      good ? "" : "Why"}), NULL);
}

/* Of the district: 2 in time, 1 late, 1 overdue, 1 that waits; of the other: 3 in time. */
static void fill(void) {
    int64_t id = task(DISTRICT, "2026-01-30", "2026-01-20", true);
    judge_it(id, "2026-01-21", "accepted");
    id = task(DISTRICT, "2026-02-27", "2026-02-27", false);
    judge_it(id, "2026-03-02", "accepted");
    id = task(DISTRICT, "2026-02-27", "2026-03-10", true);
    judge_it(id, "2026-03-11", "accepted");
    task(DISTRICT, "2026-03-31", NULL, false); /* on the last day, and not done then */
    task(DISTRICT, "2026-03-20", "2026-03-19", true);
    task(DISTRICT, "2026-04-10", NULL, false); /* of the next quarter */
    for (int i = 0; i < 3; i++) {
        id = task(OTHER, "2026-03-16", "2026-03-13", true);
        judge_it(id, "2026-03-17", i ? "accepted" : "returned");
        if (i) continue;
        on("2026-03-16");
        c.who = RIVALS_WORKER;
        Report r = {.unit = OTHER, .said = 100, .words = "Again", .final = true, .figure = NAN,
                    .key = "again", .address = "https://example.org/"};
        int64_t report;
        CHECK_TEXT(task_report(&c, id, &r, &report), NULL);
        judge_it(id, "2026-03-18", "accepted");
    }
}

static Formula formula(void) {
    Formula f = formula_blank();
    f.name = "Formula";
    f.since = "2026-01-01";
    f.source = "Decision";
    f.least = 3;
    return f;
}

static Assessment quarter(void) {
    return (Assessment){.period = "quarter", .since = "2026-01-01", .until = "2026-03-31",
                        .unit = PROVINCE, .level = 2};
}

static bool is(const AssessRow *u, int indicator, int64_t top, int64_t n) {
    const Portion *p = &u->cell[indicator];
    if (p->top != top || p->n != n)
        fprintf(stderr, "%s %s: %" PRId64 "/%" PRId64 "\n", u->name, indicator_names[indicator],
                p->top, p->n);
    return p->top == top && p->n == n;
}

static void check_formulas(void) {
    Formula f = formula();
    on("2026-01-02");
    c.who = LEAD;
    CHECK_TEXT(formula_put(&c, &f), "http.forbidden");
    c.who = LEADER;
    f.name = " ";
    CHECK_TEXT(formula_put(&c, &f), "formula.name.missing");
    f = formula();
    f.since = "2026-02-30";
    CHECK_TEXT(formula_put(&c, &f), "formula.since.missing");
    f = formula();
    f.source = "";
    CHECK_TEXT(formula_put(&c, &f), "formula.source.missing");
    f = formula();
    f.least = 1;
    CHECK_TEXT(formula_put(&c, &f), "formula.least.range");
    f = formula();
    CHECK_TEXT(formula_weigh(&f, "late", 101), "formula.weight.range");
    memset(f.weight, 0, sizeof f.weight);
    CHECK_TEXT(formula_put(&c, &f), "formula.weight.none");
    CHECK(!formula_on(&c, "2026-03-31"));
    f = formula();
    CHECK_TEXT(formula_put(&c, &f), NULL);
    CHECK_TEXT(formula_put(&c, &f), "formula.since.taken");
    Formula later = formula();
    later.since = "2026-04-01";
    later.weight[IND_EXTENDED] = -5;
    CHECK_TEXT(formula_put(&c, &later), NULL);
    CHECK(formula_on(&c, "2026-03-31")->id == f.id && formula_on(&c, "2026-04-01")->id == later.id);
    CHECK(!formula_on(&c, "2025-12-31"));
    CHECK(formula_get(&c, later.id)->weight[IND_EXTENDED] == -5);
}

static void check_refusals(void) {
    Assessment a = quarter();
    on("2026-03-31");
    c.who = LEADER;
    CHECK_TEXT(assess_make(&c, &a), "assess.until.future");
    on("2026-04-02");
    a = quarter(), a.period = "week";
    CHECK_TEXT(assess_make(&c, &a), "assess.period.bad");
    a = quarter(), a.since = "2026-01-02";
    CHECK_TEXT(assess_make(&c, &a), "assess.period.bad");
    a = quarter(), a.period = "other", a.since = "2026-03-31", a.until = "2026-03-30";
    CHECK_TEXT(assess_make(&c, &a), "assess.since.order");
    a = quarter(), a.known = c.now + 1;
    CHECK_TEXT(assess_make(&c, &a), "assess.known.future");
    a = quarter(), a.known = (day_number("2026-03-31") * 24 + 16) * 3600 * 1000;
    CHECK_TEXT(assess_make(&c, &a), "assess.known.early"); /* 23 o'clock of the last day */
    a = quarter(), a.level = 7;
    CHECK_TEXT(assess_make(&c, &a), "assess.unit.missing");
    a = quarter(), a.unit = COMMUNE;
    CHECK_TEXT(assess_make(&c, &a), "assess.unit.none");
    a = quarter(), a.since = "2025-10-01", a.until = "2025-12-31";
    CHECK_TEXT(assess_make(&c, &a), "assess.formula.none");
    a = quarter(), c.who = LEAD;
    CHECK_TEXT(assess_make(&c, &a), "http.forbidden");
}

/* The denominator and the numerator of each figure are as many tasks as the page lists. */
static void check_tasks(const Assessment *a, const AssessRow *u) {
    for (int i = 0; i < INDICATORS; i++) {
        int64_t top, n, rows = 0;
        for (const AssessTask *t = assess_tasks(&c, a, u->unit, i, true, &top); t; t = t->next)
            rows += t->top;
        CHECK(rows == top && top == u->cell[i].top);
        assess_tasks(&c, a, u->unit, i, false, &n);
        CHECK(n == u->cell[i].n);
    }
    int64_t waits;
    assess_tasks(&c, a, u->unit, -1, false, &waits);
    CHECK(waits == u->waiting);
}

static int64_t check_figures(void) {
    Assessment a = quarter();
    on("2026-04-02");
    c.who = OFFICER;
    CHECK_TEXT(assess_make(&c, &a), NULL);
    const Assessed   x = assess_rows(&c, &a);
    const AssessRow *d = assess_row(&x, DISTRICT), *o = assess_row(&x, OTHER);
    CHECK(x.n == 2 && x.ranked == 2 && d && o);
    if (!d || !o) exit(1);
    CHECK(d->owed == 4 && d->waiting == 1 && o->owed == 3 && o->waiting == 0);
    CHECK(is(d, IND_IN_TIME, 2, 4) && is(d, IND_LATE, 1, 4) && is(d, IND_OVERDUE, 1, 4));
    CHECK(is(d, IND_RETURNED, 0, 3) && is(d, IND_EVIDENCE, 2, 3) && is(d, IND_EXTENDED, 0, 4));
    CHECK(is(d, IND_FALSE, 0, 0));
    CHECK(is(o, IND_IN_TIME, 3, 3) && is(o, IND_RETURNED, 1, 3) && is(o, IND_EVIDENCE, 3, 3));
    CHECK_NEAR(d->points, 60 * 0.5 + 20 * 0.25 - 40 * 0.25 + 20 * (2.0 / 3));
    CHECK_NEAR(o->points, 60 - 10 / 3.0 + 20);
    CHECK(o->rank == 1 && d->rank == 2 && o->low == 1 && d->high == 2);
    check_tasks(&a, d);
    check_tasks(&a, o);
    return a.id;
}

/* What comes to be known later changes nothing of it, and is in a new one. */
static void check_known(int64_t id) {
    const Assessment *a = assess_get(&c, id);
    CHECK_TEXT(assess_again(&c, a), NULL);
    Rows    q = db_query(&c, "SELECT id FROM task WHERE stage = 'reported' AND lead = $1",
                         V(DISTRICT));
    int64_t waits = 0;
    while (db_next(&q)) waits = row_int(&q, 0);
    judge_it(waits, "2026-04-03", "accepted");
    CHECK_TEXT(assess_again(&c, a), NULL);
    on("2026-04-06");
    c.who = OFFICER;
    Assessment now = quarter(), then = quarter();
    then.known = a->known;
    CHECK_TEXT(assess_make(&c, &now), NULL);
    CHECK_TEXT(assess_make(&c, &then), NULL);
    CHECK_TEXT(then.hash, a->hash);
    const Assessed x = assess_rows(&c, &now);
    CHECK(assess_row(&x, DISTRICT)->owed == 5 && assess_row(&x, DISTRICT)->waiting == 0);
    CHECK(strcmp(now.hash, a->hash) != 0);
    CHECK_TEXT(db_exec(&c, "UPDATE assessment SET hash = $2 WHERE id = $1", V(now.id), V(a->hash)),
               NULL);
    CHECK_TEXT(assess_again(&c, assess_get(&c, now.id)), "assess.figures.differ");
}

static void check_lists(int64_t id) {
    c.who = OFFICER;
    Assessment *a = assess_get(&c, id);
    CHECK_TEXT(assess_choose(&c, a, DISTRICT, "praise", "Why"), "assess.choice.bad");
    CHECK_TEXT(assess_choose(&c, a, COMMUNE, "commend", "Why"), "http.missing");
    CHECK_TEXT(assess_choose(&c, a, OTHER, "commend", " "), "assess.reason.missing");
    CHECK_TEXT(assess_choose(&c, a, OTHER, "commend", "All in time"), NULL);
    CHECK_TEXT(assess_choose(&c, a, OTHER, "", ""), "clash.version.stale");
    c.who = LEAD;
    CHECK_TEXT(assess_choose(&c, a, OTHER, "correct", "Rival"), "http.forbidden");
    CHECK(!assess_get(&c, id)); /* a draft is not for the units */
    c.who = OFFICER;
    a = assess_get(&c, id);
    CHECK_TEXT(assess_approve(&c, a), "assess.stage.other");
    CHECK_TEXT(assess_propose(&c, a), NULL);
    a = assess_get(&c, id);
    CHECK_TEXT(assess_choose(&c, a, OTHER, "", ""), "assess.stage.other");
    CHECK_TEXT(assess_approve(&c, a), "assess.judge.self");
    c.who = LEADER;
    CHECK_TEXT(assess_return(&c, a, ""), "assess.reason.missing");
    CHECK_TEXT(assess_return(&c, a, "Look again"), NULL);
    CHECK_TEXT(assess_propose(&c, assess_get(&c, id)), NULL);
    CHECK_TEXT(assess_approve(&c, assess_get(&c, id)), "assess.judge.self"); /* sent it himself */
    CHECK_TEXT(assess_return(&c, assess_get(&c, id), "By another"), NULL);
    c.who = OFFICER;
    CHECK_TEXT(assess_propose(&c, assess_get(&c, id)), NULL);
    c.who = LEADER;
    CHECK_TEXT(assess_approve(&c, assess_get(&c, id)), NULL);
    c.who = LEAD;
    a = assess_get(&c, id);
    CHECK(a && !assess_may(&c, a) && assess_opens(&c, a, DISTRICT) && !assess_opens(&c, a, OTHER));
    CHECK_TEXT(assess_withdraw(&c, a, "No"), "http.forbidden");
}

static void check_files(int64_t id) {
    const Assessment *a = assess_get(&c, id);
    for (int as = SHEET_XLSX; as <= SHEET_CSV; as++) {
        char text[8192] = "";
        Made made;
        CHECK_TEXT(assess_export(&c, a, (SheetAs)as, &made), NULL);
        CHECK(made.bytes > 500 && lseek(made.fd, 0, SEEK_SET) == 0);
        CHECK(read(made.fd, text, sizeof text - 1) > 0);
        close(made.fd);
        if (as == SHEET_XLSX) CHECK(memcmp(text, "PK", 2) == 0);
        else CHECK(strstr(text, "Huyện Cẩm Giàng") && strstr(text, "All in time"));
    }
}

/* Not even around the program: the tables refuse it (5). */
static Err by_oneself(int64_t id) {
    return db_exec(&c, "UPDATE assessment SET judge = proposer WHERE id = $1", V(id));
}

int main(void) {
    c = test_open();
    office_set_up(&c);
    fill();
    check_formulas();
    check_refusals();
    int64_t id = check_figures();
    check_known(id);
    check_lists(id);
    check_files(id);
    if (!getenv("TEST_DB")) CHECK_FATAL(!by_oneself(id)); /* a fork cannot share a connection */
    test_close(&c);
    return test_failed;
}
