/* split_test.c - cascades, series over the end of a year, many at once and undone,
 * and a long random walk of all acts whose tally is recounted. */
#include "office.h"
#include "work/work.h"

static Task plain(int64_t lead, int64_t answerable) {
    Task t = task_blank();
    t.work = "Tuyên truyền kỷ niệm";
    t.lead = lead;
    t.due = "2026-03-20";
    t.product = "Báo cáo";
    t.answerable = answerable;
    return t;
}

static int64_t issued(Ctx *c, Task t) {
    CHECK_TEXT(task_draft(c, &t), NULL);
    CHECK_TEXT(task_issue(c, t.id), NULL);
    return t.id;
}

static Child child(int64_t lead, int64_t answerable, const char *due) {
    return (Child){.lead = lead, .work = "Phần của huyện", .product = "Kế hoạch", .due = due,
                   .answerable = answerable};
}

static void check_split(Ctx c) {
    int64_t top = issued(&c, plain(OFFICE, LEADER));
    Child b = child(OTHER, RIVAL, "2026-03-21"), a = child(DISTRICT, LEAD, "2026-03-10");
    a.next = &b;
    CHECK(unit_head(&c, DISTRICT) == LEAD && unit_head(&c, OFFICE) == LEADER);
    CHECK(unit_head(&c, COMMUNE2) == 0);
    CHECK_TEXT(task_split(&c, top, NULL, true), "split.unit.missing");
    CHECK(!db_exec(&c, "SAVEPOINT s"));
    CHECK_TEXT(task_split(&c, top, &a, true), "split.due.parent");
    CHECK(!db_exec(&c, "ROLLBACK TO s"));
    b.due = "2026-03-20";
    CHECK_TEXT(task_split(&c, top, &a, true), NULL);
    CHECK_TEXT(task_split(&c, top, &a, true), "split.unit.twice");
    const Task *kids = task_children(&c, top);
    CHECK(kids && kids->next && !kids->next->next);
    CHECK(kids->lead == DISTRICT && kids->issuer == OFFICE && kids->parent == top);
    CHECK_TEXT(kids->stage, "open");
    CHECK(!task_children_done(&c, top));

    int64_t part = kids->id;
    c.who = LEAD; /* cascades inside the own unit only */
    Child own = child(COMMUNE, MAYOR, "2026-03-05"), out = child(14, RIVAL, "2026-03-05");
    CHECK_TEXT(task_split(&c, part, &out, true), "task.lead.scope");
    CHECK_TEXT(task_split(&c, top, &own, true), "http.missing");
    CHECK_TEXT(task_split(&c, part, &own, true), NULL);
    CHECK(task_children(&c, part)->issuer == DISTRICT);
    Tally y = task_leaves(&c, top); /* the commune; the other district is not theirs to see */
    CHECK(y.n[TASK_SOON] == 1 && y.n[TASK_RUNNING] == 0);
    c.who = LEADER;
    y = task_leaves(&c, top); /* the commune and the other district */
    CHECK(y.n[TASK_SOON] == 1 && y.n[TASK_RUNNING] == 1);

    /* A draft counts for who gives it; for others the task above it is still the last. */
    int64_t leaf = task_children(&c, part)->id;
    c.who = LEAD;
    CHECK(!db_exec(&c, "SAVEPOINT s"));
    CHECK_TEXT(db_exec(&c, "UPDATE task SET parent = $1, stage = 'draft', issuer = $2"
                           " WHERE id = (SELECT max(id) FROM task WHERE parent = $3"
                           " AND lead <> $2)",
                       V(leaf), V(DISTRICT), V(top)), NULL);
    y = task_leaves(&c, top);
    CHECK(y.n[TASK_DRAFT] == 1 && y.n[TASK_SOON] == 0);
    c.who = MAYOR;
    y = task_leaves(&c, part);
    CHECK(y.n[TASK_DRAFT] == 0 && y.n[TASK_SOON] == 1);
    CHECK(!db_exec(&c, "ROLLBACK TO s"));

    int64_t id;
    c.who = MAYOR;
    Report r = {.unit = COMMUNE, .figure = NAN, .words = "Xong", .final = true, .key = "leaf",
                .address = ""};
    CHECK_TEXT(task_report(&c, leaf, &r, &id), NULL);
    c.who = LEAD;
    CHECK_TEXT(task_judge(&c, leaf, &(Judgement){id, "accepted", "full", ""}), NULL);
    CHECK(task_children_done(&c, part));
    CHECK_TEXT(task_get(&c, part)->stage, "open"); /* proposed, never done by itself */
}

/* 31 January, month by month over the end of a year. */
static void check_series_days(Ctx *c) {
    static const char *const want[] = {"2026-10-31", "2026-11-30", "2026-12-31", "2027-01-31",
                                       "2027-02-28", "2027-03-31"};
    for (int i = 0; i < 6; i++) CHECK_TEXT(series_day(c, "2026-10-31", "month", i), want[i]);
    CHECK_TEXT(series_day(c, "2026-12-28", "week", 1), "2027-01-04");
    CHECK_TEXT(series_day(c, "2026-11-30", "quarter", 1), "2027-02-28");
    CHECK_TEXT(series_day(c, "2028-02-29", "year", 1), "2029-02-28");
}

static int64_t count(Ctx *c, int64_t series) {
    int64_t n = 0;
    CHECK(!db_int(c, &n, "SELECT count(*) FROM task WHERE series = $1", V(series)));
    return n;
}

static void check_series_run(Ctx c) {
    c.today = "2026-11-02";
    Task t = plain(DISTRICT, LEAD);
    t.due = "2026-11-30";
    int64_t id = issued(&c, t);
    CHECK_TEXT(partner_add(&c, id, &(Partner){.unit = OTHER, .product = "Số liệu",
                                              .due = "2026-11-25"}), NULL);
    CHECK_TEXT(series_start(&c, id, "month", "2027-02-28"), NULL);
    int64_t series = task_get(&c, id)->series;
    static const struct { const char *day; int n; } steps[] = {
        {"2026-11-28", 1}, {"2026-11-29", 2}, {"2026-11-29", 2}, {"2026-12-29", 2},
        {"2026-12-30", 3}, {"2027-06-01", 3}, /* 28 February is not before the end */
    };
    c.who = 0;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        c.today = steps[i].day;
        CHECK_TEXT(series_run(&c), NULL);
        CHECK(count(&c, series) == steps[i].n);
    }
    Rows q = db_query(&c, "SELECT id, due, stage, who FROM task WHERE series = $1 ORDER BY id",
                      V(series));
    static const char *const due[] = {"2026-11-30", "2026-12-30", "2027-02-01"};
    for (int i = 0; db_next(&q); i++) {
        CHECK_TEXT(row_text(&q, 1), due[i]); /* 30 January 2027 is a Saturday: Monday */
        CHECK_TEXT(row_text(&q, 2), "open");
        CHECK(row_int(&q, 3) == OFFICER);
        if (i == 1) CHECK_TEXT(task_partners(&c, row_int(&q, 0))->due, "2026-12-25");
    }
    c.who = OFFICER;
    CHECK_TEXT(series_stop(&c, id), NULL);
    CHECK(series_get(&c, series)->ended == c.now);
}

/* Issued with others, handed on and reminded of, and taken back: a draft as any other. */
static void check_taken_back(Ctx c) {
    Task    t = plain(DISTRICT, LEAD), part = plain(COMMUNE, MAYOR);
    int64_t id, done;
    CHECK_TEXT(task_draft(&c, &t), NULL);
    CHECK_TEXT(bulk_do(&c, &(Bulk){.what = "issue", .reason = "", .task = &t.id, .n = 1}, &id,
                       &done), NULL);
    CHECK_TEXT(db_exec(&c, "INSERT INTO reminder (task, rung, due, staff, day, at)"
                           " SELECT $1, min(id), '2026-03-20', $2, '2026-03-01', 0 FROM ladder",
                       V(t.id), V(LEAD)), NULL);
    part.parent = t.id;
    CHECK_TEXT(task_draft(&c, &part), NULL);
    CHECK_TEXT(bulk_undo(&c, id), NULL);
    CHECK_TEXT(task_drop(&c, t.id), "task.stage.parts");
    CHECK_TEXT(task_drop(&c, part.id), NULL);
    CHECK_TEXT(task_drop(&c, t.id), NULL);
    CHECK(!task_get(&c, t.id) && bulk_get(&c, id)->tasks == 0);
    CHECK(tally_recount(&c) == 0);
}

static void check_bulk(Ctx c) {
    Task    bare = task_blank();
    int64_t id, done;
    bare.work = "Chưa đủ";
    Task a = plain(DISTRICT, LEAD), b = plain(OTHER, RIVAL);
    CHECK_TEXT(task_draft(&c, &a), NULL);
    CHECK_TEXT(task_draft(&c, &b), NULL);
    CHECK_TEXT(task_draft(&c, &bare), NULL);
    int64_t ids[] = {a.id, b.id, bare.id, 99999};
    Bulk    k = {.what = "eat", .reason = "", .task = ids, .n = 4};
    CHECK_TEXT(bulk_do(&c, &k, &id, &done), "bulk.what.missing");
    k.what = "issue";
    CHECK_TEXT(bulk_check(&c, &k, task_get(&c, bare.id)), "task.lead.missing");
    CHECK_TEXT(bulk_do(&c, &k, &id, &done), NULL);
    CHECK(done == 2);
    CHECK_TEXT(task_get(&c, a.id)->stage, "open");
    CHECK_TEXT(bulk_undo(&c, id), NULL);
    CHECK_TEXT(task_get(&c, a.id)->stage, "draft");
    CHECK(!task_get(&c, a.id)->issued);
    CHECK_TEXT(bulk_undo(&c, id), "bulk.undo.twice");

    CHECK_TEXT(bulk_do(&c, &k, &id, &done), NULL);
    k.what = "due";
    CHECK_TEXT(bulk_do(&c, &k, &id, &done), "bulk.due.missing");
    k.due = "2026-04-01";
    CHECK_TEXT(bulk_do(&c, &k, &id, &done), "bulk.reason.missing");
    k.reason = "Bão";
    CHECK_TEXT(bulk_do(&c, &k, &id, &done), NULL);
    CHECK(done == 2 && task_get(&c, a.id)->extensions == 1);
    CHECK_TEXT(bulk_undo(&c, id), NULL);
    CHECK_TEXT(task_get(&c, a.id)->due, "2026-03-20");
    CHECK(task_get(&c, a.id)->extensions == 0 && !task_extensions(&c, a.id));

    k.what = "answerable";
    CHECK_TEXT(bulk_do(&c, &k, &id, &done), "bulk.answerable.missing");
    k.answerable = WORKER;
    CHECK_TEXT(bulk_do(&c, &k, &id, &done), NULL);
    CHECK(task_get(&c, b.id)->answerable == WORKER);
    CHECK_TEXT(bulk_undo(&c, id), NULL);
    CHECK(task_get(&c, b.id)->answerable == RIVAL);

    k.what = "withdraw";
    CHECK_TEXT(bulk_do(&c, &k, &id, &done), NULL);
    c.now += BULK_UNDO_MS + 1;
    CHECK_TEXT(bulk_undo(&c, id), "bulk.undo.late");
    c.now -= BULK_UNDO_MS;
    c.who = LEADER;
    CHECK_TEXT(bulk_undo(&c, id), "http.missing");
    c.who = OFFICER;
    CHECK_TEXT(comment_add(&c, a.id, "Vì sao?"), NULL); /* it changed since */
    CHECK(bulk_get(&c, id)->changed == 1 && bulk_get(&c, id)->tasks == 2);
    CHECK(!db_exec(&c, "SAVEPOINT s"));
    CHECK_TEXT(bulk_undo(&c, id), "bulk.undo.changed");
    CHECK(!db_exec(&c, "ROLLBACK TO s"));
    CHECK_TEXT(bulk_do(&c, &k, &id, &done), "bulk.what.none");
    k.n = 0;
    CHECK_TEXT(bulk_do(&c, &k, &id, &done), "bulk.what.empty");
}

/* Any act on any task by anybody, in any order, over half a year. */
static void step(Ctx *c, int64_t id, int i) {
    static const int64_t people[] = {OFFICER, LEADER, LEAD, WORKER, RIVAL};
    const Progress  *p;
    const Extension *x;
    Report  r = {.unit = DISTRICT, .said = rand() % 101, .figure = NAN, .words = "x",
                 .final = rand() % 2, .key = arena_print(c->a, "walk %d", i), .address = ""};
    const char *day = day_add(c->a, c->today, rand() % 40 - 5);
    Err e = NULL;
    c->who = people[rand() % 5];
    switch (rand() % 12) {
    case 0: case 1: case 2: e = task_report(c, id, &r, &(int64_t){0}); break;
    case 3: case 4:
        p = task_waiting(c, task_get(c, id));
        if (p) e = task_judge(c, id, &(Judgement){p->id, rand() % 3 ? "accepted" : "returned",
                                                  "part", "y"});
        break;
    case 5: e = extension_ask(c, id, day, "z"); break;
    case 6:
        x = task_extensions(c, id);
        e = extension_decide(c, id, x ? x->id : 0, rand() % 2 ? day : NULL, "z");
        break;
    case 7: e = rand() % 2 ? task_pause(c, id, "z") : task_reopen(c, id, "z"); break;
    case 8: case 10: case 11: e = task_resume(c, id, day); break;
    case 9: e = rand() % 9 ? extension_give(c, id, day, "z", &(int64_t){0})
                           : task_withdraw(c, id, "z"); break;
    }
    CHECK(!e || strcmp(tr(c, e), e) != 0);
}

static void check_walk(Ctx c) {
    int64_t ids[20];
    int     seen[TASK_STATES] = {0};
    for (int i = 0; i < 20; i++) ids[i] = issued(&c, plain(DISTRICT, LEAD));
    srand(7);
    for (int i = 0; i < 2000; i++) {
        if (i % 12 == 0) c.today = day_add(c.a, c.today, 1);
        int64_t id = ids[rand() % 20];
        step(&c, id, i);
        seen[task_state_of(&c, task_get(&c, id))]++;
        if (i % 100 == 0) CHECK(tally_recount(&c) == 0);
    }
    CHECK(tally_recount(&c) == 0);
    for (int s = TASK_RUNNING; s < TASK_STATES; s++) CHECK(seen[s] > 0);
}

int main(void) {
    Ctx c = test_open();
    office_set_up(&c);
    check_split(c);
    check_series_days(&c);
    check_series_run(c);
    check_bulk(c);
    check_taken_back(c);
    check_walk(c);
    return test_close(&c);
}
