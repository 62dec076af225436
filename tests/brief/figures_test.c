/* The figures of a brief: a case by hand, published intervals, and beside plain counting of
 * tasks by chance; what links lead to is as many as was counted. */
#include "brief/figures.h"

#include "../work/many.h"

static void near(double got, double want) { CHECK(fabs(got - want) < 0.00006); }

/* R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872, table I (score), and 873-890,
 * table II (method 10). */
static void intervals(void) {
    double low, high;
    brief_wilson(81, 263, BRIEF_Z, &low, &high);
    near(low, 0.2553), near(high, 0.3662);
    brief_wilson(15, 148, BRIEF_Z, &low, &high);
    near(low, 0.0624), near(high, 0.1605);
    brief_wilson(0, 20, BRIEF_Z, &low, &high);
    near(low, 0), near(high, 0.1611);
    brief_wilson(0, 0, BRIEF_Z, &low, &high);
    CHECK(isnan(low) && isnan(high));
    brief_difference(56, 70, 48, 80, BRIEF_Z, &low, &high);
    near(low, 0.0524), near(high, 0.3339);
    brief_difference(9, 10, 3, 10, BRIEF_Z, &low, &high);
    near(low, 0.1705), near(high, 0.8090);
    brief_difference(1, 1, 0, 0, BRIEF_Z, &low, &high);
    CHECK(isnan(low) && isnan(high));
}

static void words(void) {
    const BriefCount a = {.in_time = 56, .late = 14}, b = {.in_time = 48, .overdue = 32};
    const BriefCount big = {.in_time = 900, .late = 100}, small = {.in_time = 500, .late = 500};
    const BriefCount none = {0};
    CHECK_TEXT(brief_sureness(&a, &b), "brief.sure.almost"); /* 99 %: 0.003 to 0.372 */
    CHECK_TEXT(brief_sureness(&b, &a), "brief.sure.almost"); /* and the other way */
    CHECK_TEXT(brief_sureness(&big, &small), "brief.sure.almost");
    CHECK_TEXT(brief_sureness(&a, &a), "brief.sure.unclear");
    CHECK_TEXT(brief_sureness(&a, &none), "brief.sure.unclear");
    CHECK(isnan(brief_rate(&none)));
    CHECK_NEAR(brief_rate(&b), 0.6);
}

/* ---- By hand ---- */

static int64_t task(Ctx *c, int64_t lead, const char *stage, const char *due, const char *end) {
    static int64_t id = 5000;
    bool reported = strcmp(stage, "reported") == 0, done = strcmp(stage, "done") == 0;
    const Val none = val_text(NULL);
    CHECK_TEXT(db_exec(c,
        "INSERT INTO task_known (task, since, until, lead, document, stage, due, issued, done,"
        " reported, extensions, shown, returned, work, source) VALUES ($1, 1000,"
        " 9223372036854775807, $2, NULL, $3, $4, '2026-01-05', $5, $6, 0, 'full', 0, 'Việc', '')",
        V(++id), V(lead), V(stage), V(due), done ? V(end) : none, reported ? V(end) : none), NULL);
    return id;
}

static BriefAsk asked(Ctx *c, int64_t unit) {
    const BriefKind *k = brief_kind("month");
    return (BriefAsk){k, period_of(c->a, k, "2026-02-10"), unit, 2000, "2026-03-05"};
}

static void by_hand(Ctx *c) {
    task(c, DISTRICT, "done", "2026-02-10", "2026-02-09");
    task(c, COMMUNE, "done", "2026-02-10", "2026-02-12");
    task(c, COMMUNE, "open", "2026-02-20", NULL);
    task(c, OTHER, "open", "2026-03-20", NULL);
    task(c, OTHER, "done", "2026-01-20", "2026-01-19");     /* of the period before */
    task(c, OTHER, "reported", "2026-02-27", "2026-02-27"); /* waits */
    task(c, OFFICE, "done", "2026-02-27", "2026-03-02");    /* on the last day it was overdue */
    const BriefAsk      q = asked(c, PROVINCE);
    const BriefFigures *f = brief_figures(c, &q);
    CHECK_TEXT(f->day, "2026-02-28");
    CHECK(f->now.in_time == 1 && f->now.late == 1 && f->now.overdue == 2 && f->now.open == 1 &&
          f->now.waiting == 1 && f->now.due == 5 && f->now.issued == 0 && f->now.full == 2);
    CHECK(f->was.in_time == 1 && f->was.late == 0 && f->was.overdue == 0 && f->was.issued == 7);
    CHECK(f->late_most == 2 && f->late_extended == 0);
    CHECK(f->lates == 2 && f->late[0].days == 8 && f->late[0].cause == CAUSE_SILENT);
    CHECK(f->units == 3 && f->unit[0].unit == DISTRICT); /* as many overdue, of more */
    CHECK(f->unit[0].now.overdue == 1 && f->unit[0].now.late == 1 && f->unit[0].now.in_time == 1);
    CHECK(f->unit[1].unit == OFFICE && f->unit[1].now.overdue == 1);
    CHECK(f->coming == 1 && f->unheard == 1);
    const BriefAsk d = asked(c, DISTRICT);
    CHECK(brief_figures(c, &d)->now.overdue == 1 && brief_figures(c, &d)->now.open == 0);
    const BriefAsk before = {q.kind, q.period, q.unit, 500, "2026-02-15"};
    CHECK(brief_figures(c, &before)->now.due == 0); /* nothing was known then */
    CHECK_TEXT(brief_figures(c, &before)->before.until, "2026-01-15");
}

/* Half way through its period the one before is taken as far. */
static void same_bytes(Ctx *c) {
    const BriefAsk q = asked(c, PROVINCE);
    Bytes a = brief_figures_file(c, brief_figures(c, &q));
    task(c, DISTRICT, "open", "2026-02-11", NULL);
    CHECK_TEXT(db_exec(c, "UPDATE task_known SET since = 3000 WHERE task ="
                          " (SELECT max(task) FROM task_known WHERE since < $1)", V(2000)), NULL);
    Bytes b = brief_figures_file(c, brief_figures(c, &q));
    CHECK(a.n == b.n && memcmp(a.p, b.p, a.n) == 0); /* what was learnt later is not in it */
    const BriefAsk later = {q.kind, q.period, q.unit, 3000, q.today};
    b = brief_figures_file(c, brief_figures(c, &later));
    CHECK(a.n != b.n || memcmp(a.p, b.p, a.n) != 0);
}

/* ---- Why something is overdue ---- */

static void heard(Ctx *c, int64_t task, const char *day) {
    CHECK_TEXT(db_exec(c, "INSERT INTO progress (task, unit, day, said, words, final, key, verdict,"
                          " shown, reason, at, who) VALUES ($1, 3, $2, 30, 'Đang làm', 0, $3, '',"
                          " '', '', 1000, 9)",
                       V(task), V(day), V(arena_print(c->a, "why %d", (int)task))), NULL);
}

static int64_t overdue(Ctx *c, int64_t returned, int64_t extensions) {
    int64_t id = many_task(c, "open");
    CHECK_TEXT(db_exec(c, "UPDATE task SET lead = $2, issued = '2026-01-05', due = '2026-02-10',"
                          " returned = $3, extensions = $4 WHERE id = $1",
                       V(id), V(DISTRICT), V(returned), V(extensions)), NULL);
    return id;
}

static void causes(Ctx *c) {
    static const BriefCause want[] = {CAUSE_RETURNED, CAUSE_SILENT, CAUSE_STALE, CAUSE_EXTENDED,
                                      CAUSE_SLOW, CAUSE_STALE};
    int64_t id[6];
    CHECK_TEXT(db_exec(c, "DELETE FROM task_known WHERE task > $1", V(0)), NULL);
    for (int i = 0; i < 6; i++) id[i] = overdue(c, i == 0, i == 3 || i == 5);
    heard(c, id[0], "2026-02-20");
    heard(c, id[2], "2026-01-20");
    heard(c, id[3], "2026-02-20");
    heard(c, id[4], "2026-01-29"); /* thirty days ago is not stale yet */
    heard(c, id[5], "2026-01-28");
    CHECK_TEXT(known_mend(c), NULL);
    const BriefKind    *k = brief_kind("month");
    const BriefAsk      q = {k, period_of(c->a, k, "2026-02-10"), DISTRICT, c->now + 5000,
                             "2026-03-05"};
    const BriefFigures *f = brief_figures(c, &q);
    CHECK(f->lates == 6);
    for (int i = 0; i < f->lates && i < 6; i++) CHECK(f->late[i].cause == want[i]);
    CHECK(f->cause[CAUSE_STALE] == 2 && f->cause[CAUSE_WAITING] == 0);
    CHECK_TEXT(f->late[3].day, "2026-02-20");
    const BriefWords w = brief_words(c, f, NULL);
    CHECK(w.why && strncmp(w.why->text, "2 trong 6 việc", strlen("2 trong 6 việc")) == 0);
    CHECK_TEXT(db_exec(c, "DELETE FROM progress WHERE at = $1", V(1000)), NULL);
}

/* ---- Beside plain counting, one question to the database for each figure ---- */

#define PLAIN(where)                                                                     \
    "SELECT count(*) FROM task t WHERE t.stage NOT IN ('draft', 'withdrawn')"            \
    " AND t.issued <= $2 AND $1 <= $2 AND " where
#define UNDONE " AND (t.done IS NULL OR t.done > $2)"

static int64_t plain(Ctx *c, BriefSet set, const char *since, const char *day) {
    int64_t n = -1;
    Err     e = NULL;
    switch (set) {
    case SET_ISSUED: e = db_int(c, &n, PLAIN("t.issued >= $1"), V(since), V(day)); break;
    case SET_DUE: e = db_int(c, &n, PLAIN("t.due >= $1 AND t.due <= $2"), V(since), V(day)); break;
    case SET_IN_TIME:
        e = db_int(c, &n, PLAIN("t.done >= $1 AND t.done <= $2 AND t.done <= t.due"), V(since),
                   V(day));
        break;
    case SET_LATE:
        e = db_int(c, &n, PLAIN("t.done >= $1 AND t.done <= $2 AND t.done > t.due"), V(since),
                   V(day));
        break;
    case SET_OVERDUE:
        e = db_int(c, &n, PLAIN("((t.reported <= $2 AND t.reported > t.due) OR"
                                " ((t.reported IS NULL OR t.reported > $2) AND t.due < $2 AND"
                                " (t.paused IS NULL OR t.paused > $2)))" UNDONE), V(since), V(day));
        break;
    case SET_WAITING:
        e = db_int(c, &n, PLAIN("t.reported <= $2 AND t.reported <= t.due" UNDONE), V(since),
                   V(day));
        break;
    case SET_PAUSED:
        e = db_int(c, &n, PLAIN("t.paused <= $2 AND t.reported IS NULL" UNDONE), V(since), V(day));
        break;
    case SET_OPEN:
        e = db_int(c, &n, PLAIN("(t.reported IS NULL OR t.reported > $2) AND t.due >= $2 AND"
                                " (t.paused IS NULL OR t.paused > $2)" UNDONE), V(since), V(day));
        break;
    case BRIEF_SETS: break;
    }
    CHECK_TEXT(e, NULL);
    return n;
}

static int64_t figure(const BriefCount *n, BriefSet set) {
    const int64_t all[BRIEF_SETS] = {n->issued, n->due, n->in_time, n->late, n->overdue, n->open,
                                     n->waiting, n->paused};
    return all[set];
}

static void beside(Ctx *c) {
    CHECK_TEXT(db_exec(c, "DELETE FROM task_known WHERE task > $1", V(0)), NULL);
    for (int i = 0; i < 400; i++) many_task(c, NULL);
    CHECK_TEXT(db_exec(c, "UPDATE task SET issued = $1 WHERE issued > $1", V(c->today)), NULL);
    CHECK_TEXT(db_exec(c, "UPDATE task SET paused = $1 WHERE paused > $1", V(c->today)), NULL);
    CHECK_TEXT(known_mend(c), NULL);
    const BriefKind *k = brief_kind("month");
    const char *const days[] = {"2026-01-10", "2026-02-10", "2026-03-01"};
    for (int d = 0; d < 3; d++) {
        const BriefAsk      q = {k, period_of(c->a, k, days[d]), PROVINCE, c->now + 5000, c->today};
        const BriefFigures *f = brief_figures(c, &q);
        int64_t             units = 0, sources = 0;
        for (int set = 0; set < BRIEF_SETS; set++) {
            const BriefWant w = {.set = (BriefSet)set, .document = -1, .max = 1000};
            BriefTasks      t = brief_tasks(c, &q, &w);
            CHECK(figure(&f->now, w.set) == plain(c, w.set, q.period.since, f->day));
            CHECK(t.total == figure(&f->now, w.set) && t.n == t.total);
        }
        CHECK(f->lates == f->now.overdue);
        for (int i = 0; i < f->units; i++) {
            const BriefWant w = {.set = SET_OVERDUE, .document = -1, .unit = f->unit[i].unit,
                                 .max = 1};
            CHECK(brief_tasks(c, &q, &w).total == f->unit[i].now.overdue);
            units += f->unit[i].now.overdue;
        }
        for (int i = 0; i < f->sources; i++) {
            const BriefWant w = {.set = SET_OPEN, .document = f->source[i].document, .max = 1};
            CHECK(brief_tasks(c, &q, &w).total == f->source[i].now.open);
            sources += f->source[i].now.overdue;
        }
        CHECK(units == f->now.overdue && sources == units);
    }
}

/* On its day the first page counts the same. */
static void beside_home(Ctx *c) {
    const BriefKind *k = brief_kind("year");
    const BriefAsk   q = {k, period_of(c->a, k, c->today), PROVINCE, c->now + 5000, c->today};
    const BriefFigures *f = brief_figures(c, &q);
    const Sight      all = {.all = true, .drafts = true};
    CHECK_TEXT(tally_mend(c), NULL);
    const Branches b = home_branches(c, &all);
    CHECK(b.all.overdue == f->now.overdue);
    CHECK(b.all.open == f->now.open + f->now.waiting);
}

int main(void) {
    Ctx c = test_open();
    intervals();
    words();
    office_set_up(&c);
    by_hand(&c);
    same_bytes(&c);
    many_document(&c);
    causes(&c);
    beside(&c);
    beside_home(&c);
    return test_close(&c);
}
