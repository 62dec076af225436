/* What was known of a task, and when: each change that counts is kept with its time, and a
 * look back finds what stood there then. */
#include "many.h"

#include "work/parts.h"

static int64_t rows(Ctx *c, int64_t task) {
    int64_t n = 0;
    CHECK_TEXT(db_int(c, &n, "SELECT count(*) FROM task_known WHERE task = $1", V(task)), NULL);
    return n;
}

static void find(void *arg, const Known *k) {
    Known *want = arg;
    if (k->task == want->task) *want = *k;
}

/* As it was known at an instant; .due 0 when it was not. */
static Known at(Ctx *c, int64_t known, int64_t task) {
    Known k = {.task = task};
    known_each(c, known, 0, 99991231, find, &k);
    return k;
}

static int64_t draft(Ctx *c) {
    Task t = task_blank();
    t.work = "Sơ kết";
    t.lead = DISTRICT;
    t.due = "2026-04-01";
    t.product = "Báo cáo";
    t.answerable = LEAD;
    c->who = OFFICER;
    CHECK_TEXT(task_draft(c, &t), NULL);
    return t.id;
}

static void report(Ctx *c, int64_t task, bool final, const char *key) {
    int64_t id;
    const Report r = {.unit = DISTRICT, .said = final ? 100 : 40, .words = "Đang làm", .key = key,
                      .final = final, .figure = NAN, .address = final ? "https://a.vn" : ""};
    c->who = LEAD;
    CHECK_TEXT(task_report(c, task, &r, &id), NULL);
    c->who = OFFICER;
}

static void history(Ctx *c) {
    int64_t id = draft(c), x, t0 = c->now;
    CHECK(rows(c, id) == 0); /* a draft is nobody's business */
    c->now += 1000;
    CHECK_TEXT(task_issue(c, id), NULL);
    CHECK(rows(c, id) == 1 && at(c, t0, id).due == 0 && at(c, c->now, id).due == 20260401);
    c->now += 1000;
    report(c, id, false, "a");
    CHECK(rows(c, id) == 1); /* nothing that counts has changed */
    c->now += 1000;
    CHECK_TEXT(extension_give(c, id, "2026-05-04", "Chờ số liệu", &x), NULL);
    CHECK(rows(c, id) == 2);
    CHECK(at(c, c->now, id).due == 20260504 && at(c, c->now, id).extensions == 1);
    CHECK(at(c, c->now - 1, id).due == 20260401 && at(c, c->now - 1, id).extensions == 0);
    c->now += 1000;
    report(c, id, true, "b");
    CHECK(at(c, c->now, id).stage == 'r' && at(c, c->now - 1, id).stage == 'o');
    CHECK_TEXT(known_words(c, c->now, id, c->today), "Đang làm");
    CHECK_TEXT(known_words(c, t0 + 1000, id, c->today), "");
    CHECK_TEXT(known_work(c, c->now, id), "Sơ kết");
    CHECK(known_recount(c) == 0);
    const KnownExtension *e = known_extensions(c, c->now, t0, c->now + 1);
    CHECK(e && !e->next && e->task == id && e->lead == DISTRICT);
    CHECK_TEXT(e ? e->granted : NULL, "2026-05-04");
    CHECK(!known_extensions(c, t0 + 2000, t0, c->now + 1)); /* not known yet */
}

/* What was done to many and taken back leaves no task, and its extension ends. */
static void undone(Ctx *c) {
    int64_t id = draft(c), bulk, n;
    c->now += 1000;
    CHECK_TEXT(bulk_do(c, &(Bulk){.what = "issue", .reason = "", .task = &id, .n = 1}, &bulk, &n),
               NULL);
    CHECK(at(c, c->now, id).due == 20260401);
    c->now += 1000;
    CHECK_TEXT(bulk_undo(c, bulk), NULL);
    CHECK(at(c, c->now, id).due == 0 && at(c, c->now - 1, id).due == 20260401);
    CHECK(rows(c, id) == 1 && known_recount(c) == 0);
    id = draft(c);
    CHECK_TEXT(task_issue(c, id), NULL);
    CHECK_TEXT(bulk_do(c, &(Bulk){.what = "due", .reason = "R", .due = "2026-06-01", .task = &id,
                                  .n = 1}, &bulk, &n), NULL);
    c->now += 1000;
    CHECK(task_extensions(c, id) != NULL);
    CHECK_TEXT(bulk_undo(c, bulk), NULL);
    CHECK(task_extensions(c, id) == NULL);
    const KnownExtension *e = known_extensions(c, c->now - 1, 0, c->now + 1);
    CHECK(e && e->task == id); /* then it was known, */
    e = known_extensions(c, c->now, 0, c->now + 1);
    CHECK(!e || e->task != id); /* and now it is not */
}

static void states(void) {
    static const struct { Known k; int32_t day; KnownState want; } cases[] = {
        {{.issued = 20220910, .due = 20220930, .stage = 'o'}, 20220909, KNOWN_OUT},
        {{.issued = 20220910, .due = 20220930, .stage = 'o'}, 20220930, KNOWN_OPEN},
        {{.issued = 20220910, .due = 20220930, .stage = 'o'}, 20221001, KNOWN_OVERDUE},
        {{.issued = 20220910, .due = 20220930, .stage = 'w'}, 20221001, KNOWN_OUT},
        {{.issued = 20220910, .due = 20220930, .stage = 'r', .reported = 20220930}, 20221005,
         KNOWN_WAITING},
        {{.issued = 20220910, .due = 20220930, .stage = 'r', .reported = 20221001}, 20221005,
         KNOWN_OVERDUE},
        {{.issued = 20220910, .due = 20220930, .stage = 'd', .done = 20220930}, 20220930,
         KNOWN_DONE},
        {{.issued = 20220910, .due = 20220930, .stage = 'd', .done = 20221002}, 20221002,
         KNOWN_LATE},
        {{.issued = 20220910, .due = 20220930, .stage = 'd', .done = 20221002}, 20221001,
         KNOWN_OVERDUE}, /* on that day it was not done yet */
        {{.issued = 20220910, .due = 20220930, .stage = 'p', .paused = 20220920}, 20221001,
         KNOWN_PAUSED},
        {{.issued = 20220910, .due = 20220930, .stage = 'p', .paused = 20221003}, 20221001,
         KNOWN_OVERDUE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK(known_state(&cases[i].k, cases[i].day) == cases[i].want);
    CHECK(known_day("2022-09-14") == 20220914 && known_day(NULL) == 0);
}

/* A task that was changed behind our back is found and mended. */
static void mended(Ctx *c) {
    many_document(c);
    for (int i = 0; i < 50; i++) many_task(c, NULL);
    CHECK(known_recount(c) > 20);
    CHECK_TEXT(known_mend(c), NULL);
    CHECK(known_recount(c) == 0);
    CHECK_TEXT(db_exec(c, "UPDATE task SET extensions = extensions + 1 WHERE stage = 'open'"
                          " AND id = (SELECT min(id) FROM task WHERE stage = $1)", V("open")),
               NULL);
    CHECK(known_recount(c) == 1);
    CHECK_TEXT(known_mend(c), NULL);
    CHECK(known_recount(c) == 0);
    CHECK_TEXT(known_source(c, INT64_MAX - 1, 901), "12-CT/TU");
    CHECK_TEXT(known_source(c, INT64_MAX - 1, 902), "");
}

int main(void) {
    Ctx c = test_open();
    office_set_up(&c);
    history(&c);
    undone(&c);
    states();
    mended(&c);
    return test_close(&c);
}
