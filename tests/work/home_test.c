/* home_test.c - the figures of the first page against a count of the tasks. */
#include "work/many.h"

enum { TASKS = 600 };

static Figures recount(Ctx *c, const char *units) {
    Figures f = {0};
    const char *sql = arena_print(c->a,
        "SELECT stage, due, done, reported FROM task WHERE lead IN (%s) OR '%s' = '0'", units,
        units);
    Rows q = db_run_query(c, sql, NULL, 0);
    while (db_next(&q)) {
        const char *stage = row_text(&q, 0), *due = row_text(&q, 1);
        const char *end = row_text(&q, 2) ? row_text(&q, 2) : row_text(&q, 3);
        bool year = due && strncmp(due, c->today, 4) == 0;
        switch (task_state(stage, due, end, c->today)) {
        case TASK_DONE:      f.done += year; break;
        case TASK_DONE_LATE: f.late += year; break;
        case TASK_OVERDUE:   f.overdue++; break;
        case TASK_SOON:      f.soon++, f.open++; break;
        case TASK_RUNNING:
        case TASK_REPORTED:  f.open++; break;
        default:             break;
        }
    }
    return f;
}

static void check(Ctx *c, const Figures *f, const char *units) {
    Figures want = recount(c, units);
    CHECK(f->done == want.done && f->late == want.late && f->open == want.open);
    CHECK(f->overdue == want.overdue && f->soon == want.soon);
}

/* Each figure is the length of the list behind it. */
static int64_t length(Ctx *c, const Sight *s, unsigned states, int64_t unit, bool alone,
                      bool year) {
    TaskFilter f = {.states = states, .unit = unit, .alone = alone, .issued_from = "",
                    .issued_to = "", .q = "", .page = 1, .due_from = year ? "2026-01-01" : "",
                    .due_to = year ? "2026-12-31" : ""};
    return list_total(c, s, &f);
}

static void check_lists(Ctx *c, const Sight *s, const Branch *b) {
    CHECK(length(c, s, 1 << TASK_OVERDUE, b->unit, b->alone, false) == b->f.overdue);
    CHECK(length(c, s, 1 << TASK_SOON, b->unit, b->alone, false) == b->f.soon);
    CHECK(length(c, s, 1 << TASK_RUNNING | 1 << TASK_SOON | 1 << TASK_REPORTED, b->unit, b->alone,
                 false) == b->f.open);
    CHECK(length(c, s, 1 << TASK_DONE, b->unit, b->alone, true) == b->f.done);
    CHECK(length(c, s, 1 << TASK_DONE_LATE, b->unit, b->alone, true) == b->f.late);
}

static void province(Ctx *c) {
    const Sight s = {.all = true, .drafts = true};
    Branches    b = home_branches(c, &s);
    CHECK(b.whole && b.top == PROVINCE && b.n == 3); /* it leads nothing itself */
    check(c, &b.all, "0");
    for (int i = 0; i < b.n; i++) {
        if (b.row[i].unit == DISTRICT) check(c, &b.row[i].f, "3, 5, 6");
        if (b.row[i].unit == OTHER) check(c, &b.row[i].f, "4, 14");
        if (b.row[i].unit == OFFICE) check(c, &b.row[i].f, "2");
        if (i) CHECK(b.row[i - 1].f.overdue >= b.row[i].f.overdue);
        check_lists(c, &s, &b.row[i]);
    }
}

static void district(Ctx *c) {
    const Sight s = {.view = {DISTRICT}};
    Branches    b = home_branches(c, &s);
    CHECK(!b.whole && b.top == DISTRICT && b.n == 3);
    check(c, &b.all, "3, 5, 6");
    for (int i = 0; i < b.n; i++) {
        CHECK(b.row[i].alone == (b.row[i].unit == DISTRICT));
        check(c, &b.row[i].f, arena_print(c->a, "%d", (int)b.row[i].unit));
        check_lists(c, &s, &b.row[i]);
    }
}

static int64_t waiting(Ctx *c, const Sight *s, const char *key) {
    const Branches b = home_branches(c, s);
    const Request  r = {.caller = {.who = LEAD, .rights = 1u << RIGHT_JUDGE}};
    for (const Waiting *w = home_waiting(c, &r, s, &b); w; w = w->next)
        if (strcmp(w->text, tr(c, key)) == 0) return w->n;
    return 0;
}

/* A district has a word on what it has given, not on what it was given. */
static void to_judge(Ctx *c) {
    static const char *const rows[][2] = {{"home.waiting", "reported IS NOT NULL AND done IS NULL"},
                                          {"home.asked", "asked = 1"}};
    const Sight province = {.all = true}, district = {.view = {DISTRICT}};
    for (int i = 0; i < 2; i++) {
        int64_t     all = 0, own = 0;
        const char *sql = arena_print(c->a,
            "SELECT count(*), sum(CASE WHEN issuer = %d THEN 1 ELSE 0 END) FROM task WHERE %s",
            DISTRICT, rows[i][1]);
        Rows q = db_run_query(c, sql, NULL, 0);
        while (db_next(&q)) all = row_int(&q, 0), own = row_int(&q, 1);
        CHECK(own > 0 && own < all);
        CHECK(waiting(c, &province, rows[i][0]) == all);
        CHECK(waiting(c, &district, rows[i][0]) == own);
    }
}

static void several(Ctx *c) {
    const Sight s = {.view = {COMMUNE, OTHER}};
    Branches    b = home_branches(c, &s);
    CHECK(!b.top && b.n == 2);
    check(c, &b.all, "4, 5, 14");
}

/* source: report 1270/BC-TCTTTg of 2017; it prints 98.62 % */
static void official_rate(Ctx *c) {
    const Figures f = {.done = 14068, .late = 1983, .open = 5640, .overdue = 223};
    const Figures none = {.open = 3};
    CHECK(figures_all(&f) == 21914);
    CHECK_NEAR(figures_rate(&f), 16051.0 / 16274.0);
    CHECK_TEXT(home_rate(c, &f), "98,63%");
    CHECK_TEXT(home_rate(c, &none), "–");
}

int main(void) {
    Ctx c = test_open();
    official_rate(&c);
    office_set_up(&c);
    many_document(&c);
    for (int i = 0; i < TASKS; i++) many_task(&c, NULL);
    many_settle(&c);
    province(&c);
    district(&c);
    to_judge(&c);
    several(&c);
    return test_close(&c);
}
