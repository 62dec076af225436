/* task_test.c - a task is stored as it was set, its state at each boundary, and
 * a tally that never leaves the count. */
#include "office.h"
#include "work/work.h"

static void check_states(void) {
    static const struct { const char *stage, *due, *done; TaskState want; } cases[] = {
        {"draft",     NULL,         NULL,         TASK_DRAFT},
        {"open",      "2026-03-09", NULL,         TASK_RUNNING},   /* 8 days left */
        {"open",      "2026-03-08", NULL,         TASK_SOON},      /* 7 */
        {"open",      "2026-03-01", NULL,         TASK_SOON},      /* today */
        {"open",      "2026-02-28", NULL,         TASK_OVERDUE},   /* yesterday */
        {"reported",  "2026-02-27", "2026-02-27", TASK_REPORTED},  /* in time, though past */
        {"reported",  "2026-02-27", "2026-02-28", TASK_OVERDUE},
        {"done",      "2026-02-27", "2026-02-27", TASK_DONE},
        {"done",      "2026-02-27", "2026-02-28", TASK_DONE_LATE},
        {"paused",    "2026-02-01", NULL,         TASK_PAUSED},
        {"withdrawn", "2026-02-01", NULL,         TASK_WITHDRAWN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK(task_state(cases[i].stage, cases[i].due, cases[i].done, "2026-03-01") ==
              cases[i].want);
}

static void check_row(Ctx *c) {
    Task t = task_blank();
    Deed d = {.what = "task.deed.drafted"};
    t.issuer = OFFICE;
    t.work = "Viết <báo cáo> & 'gửi'";
    t.target = 12.5;
    CHECK_TEXT(task_put(c, NULL, &t, &d), NULL);
    CHECK(t.id > 0 && t.version == 1);
    Task *was = task_get(c, t.id), *is = task_get(c, t.id), *late = task_get(c, t.id);
    CHECK_TEXT(was->work, t.work);
    CHECK(was->target == 12.5 && was->lead == 0 && !was->due && was->who == c->who);
    CHECK(task_get(c, t.id + 1) == NULL);

    is->lead = DISTRICT;
    is->due = "2026-04-01";
    d = (Deed){.what = "task.deed.changed", .reason = "vì"};
    CHECK_TEXT(task_put(c, was, is, &d), NULL);
    CHECK(is->version == 2);
    d = (Deed){.what = "task.deed.changed"};
    CHECK_TEXT(task_put(c, was, late, &d), "clash.version.stale");

    const DeedRow *h = audit_history(c, "task", t.id, 10);
    CHECK(h && h->next && !h->next->next);
    CHECK_TEXT(h->reason, "vì");
    CHECK_TEXT(h->changes->field, "lead");
    CHECK_TEXT(h->changes->is, "3");
    CHECK_TEXT(h->changes->next->field, "due");
    CHECK(!h->changes->next->next);
}

/* Any task at all, as the constraints of the table allow it. */
static void shuffle(Task *t) {
    static const char *const stages[] = {"draft", "open", "reported", "done", "paused",
                                         "withdrawn"};
    static const char *const days[] = {"2025-12-31", "2026-01-01", "2026-02-28", "2026-03-01",
                                       "2026-03-08", "2026-03-09", "2026-04-30"};
    t->stage = stages[rand() % 6];
    bool draft = t->stage[1] == 'r', bare = draft && !t->id;
    t->lead = bare && rand() % 2 ? 0 : DISTRICT + rand() % 3;
    t->due = bare && rand() % 2 ? NULL : days[rand() % 7];
    t->first_due = t->issued = draft ? NULL : "2026-01-01";
    t->answerable = bare ? 0 : LEAD;
    t->reported = t->stage[0] == 'r' ? days[rand() % 7] : NULL;
    t->done = strcmp(t->stage, "done") == 0 ? days[rand() % 7] : NULL;
    t->paused = t->stage[0] == 'p' ? days[rand() % 7] : NULL;
}

/* The tally on this day, by looking at each task. */
static void check_tally(Ctx *c, int64_t unit) {
    Tally slow = {{0}}, quick = task_tally(c, unit);
    Rows  q = db_query(c, "SELECT id FROM task WHERE $1 = 0 OR lead = $1", V(unit));
    while (db_next(&q)) slow.n[task_state_of(c, task_get(c, row_int(&q, 0)))]++;
    for (int i = 0; i < TASK_STATES; i++) CHECK(quick.n[i] == slow.n[i]);
}

static void check_walk(Ctx *c) {
    int64_t ids[40];
    srand(1);
    for (int i = 0; i < 400; i++) {
        Deed  d = {.what = "task.deed.changed"};
        Task  new = task_blank(), *was = i < 40 ? NULL : task_get(c, ids[rand() % 40]);
        Task *t = was ? arena_new(c->a, Task) : &new;
        if (was) *t = *was;
        t->issuer = OFFICE;
        shuffle(t);
        CHECK_TEXT(task_put(c, was, t, &d), NULL);
        if (!was) ids[i] = t->id;
    }
    CHECK(tally_recount(c) == 0);
    static const char *const days[] = {"2026-01-01", "2026-03-01", "2026-03-02", "2026-05-01"};
    for (int i = 0; i < 4; i++) {
        c->today = days[i];
        check_tally(c, 0);
        check_tally(c, DISTRICT);
    }
    c->today = "2026-03-01";
    CHECK(!db_exec(c, "UPDATE task_tally SET n = n + 1 WHERE unit = 3 AND stage = 'draft'"));
    CHECK(tally_recount(c) == 1);
    CHECK(!db_exec(c, "DELETE FROM task_tally WHERE unit = 3 AND stage = 'draft'"));
    CHECK(tally_recount(c) == 1);
}

int main(void) {
    Ctx c = test_open();
    office_set_up(&c);
    check_states();
    check_row(&c);
    check_walk(&c);
    return test_close(&c);
}
