/* tally_test.c - the figures that are kept: of urgent tasks, of issuers, of what partners
 * see; and the nightly job that finds each way in which they can be wrong, and mends it. */
#include "work/many.h"
#include "work/parts.h"

#include <fcntl.h>
#include <unistd.h>

enum { TASKS = 120 };

static Err make(Ctx *c, void *arg) {
    (void)arg;
    office_set_up(c);
    many_document(c);
    for (int i = 0; i < TASKS; i++) many_task(c, NULL);
    many_settle(c);
    return NULL;
}

static int64_t sum(Ctx *c, int64_t unit) {
    int64_t n = -1;
    CHECK_TEXT(db_int(c, &n, "SELECT COALESCE(sum(n), 0) FROM task_tally WHERE unit = $1", V(unit)),
               NULL);
    return n;
}

static int64_t count(Ctx *c, int64_t lead, int64_t issuer, bool urgent) {
    int64_t n = -1;
    CHECK_TEXT(db_int(c, &n, "SELECT count(*) FROM task WHERE ($1 = 0 OR lead = $1)"
                             " AND ($2 = 0 OR issuer = $2) AND ($3 = 0 OR urgent = 1)",
                      V(lead), V(issuer), V(urgent)), NULL);
    return n;
}

/* Each row against a plain count. */
static void compare(Ctx *c) {
    CHECK(tally_recount(c) == 0);
    CHECK(sum(c, 0) == count(c, 0, 0, false));
    CHECK(sum(c, tally_urgent(0)) == count(c, 0, 0, true));
    CHECK(sum(c, tally_urgent(DISTRICT)) == count(c, DISTRICT, 0, true));
    CHECK(sum(c, tally_issuer(PROVINCE)) == count(c, 0, PROVINCE, false));
    CHECK(sum(c, tally_issuer(DISTRICT)) == count(c, 0, DISTRICT, false));
}

/* What the walk of acts does not change: haste, who issues it, partners. */
static Err change(Ctx *c, void *arg) {
    Rows q = db_query(c, "SELECT id FROM task WHERE lead IS NOT NULL ORDER BY id");
    (void)arg;
    for (int i = 0; db_next(&q); i++) {
        Deed  d = {.what = "task.deed.changed"};
        Task *was = task_get(c, row_int(&q, 0)), *t = task_copy(c, was);
        t->urgent = i % 3 == 0;
        t->issuer = i % 2 ? PROVINCE : DISTRICT;
        t->lead = i % 5 ? t->lead : OTHER;
        CHECK_TEXT(task_put(c, was, t, &d), NULL);
        if (i % 4) continue;
        CHECK_TEXT(db_exec(c, "INSERT INTO task_partner (task, unit, product, due)"
                              " VALUES ($1, $2, '', '2026-03-01') ON CONFLICT DO NOTHING",
                           V(t->id), V(COMMUNE)), NULL);
        CHECK_TEXT(tally_partners(c, t->id), NULL);
    }
    compare(c);
    return NULL;
}

/* The same office as it was before issuers, haste and partners were counted. */
static Err take_back(Ctx *c, void *arg) {
    (void)arg;
    return db_script(c, "DROP TABLE task_beside; DROP INDEX task_issued;"
                        " DELETE FROM task_tally WHERE unit < 0;"
                        " DELETE FROM migration WHERE name IN"
                        " ('0231_work_list', '0232_work_list')");
}
static Err counted_anew(Ctx *c, void *arg) {
    int64_t n = 0;
    (void)arg;
    compare(c);
    CHECK_TEXT(db_int(c, &n, "SELECT count(*) FROM task_beside"), NULL);
    CHECK(n > 0);
    return NULL;
}

static Err damage(Ctx *c, void *sql) { return db_script(c, sql); }
static Err expect_whole(Ctx *c, void *arg) {
    int64_t n = 0;
    CHECK(tally_recount(c) == 0);
    CHECK_TEXT(db_int(c, &n, "SELECT count(*) FROM deed WHERE what = 'tally.deed.mended'"), NULL);
    CHECK(n == *(int *)arg);
    return NULL;
}

/* The job says it to who runs the server, too: not here. */
static Err run_quietly(Ctx *c, Job *j) {
    int keep = dup(STDERR_FILENO), null = open("/dev/null", O_WRONLY);
    dup2(null, STDERR_FILENO);
    Err e = tally_run(c, j);
    dup2(keep, STDERR_FILENO);
    close(keep);
    close(null);
    return e;
}

static void night(Ctx *c, const char *sql, int64_t wrong, int mended) {
    Job j = {0};
    CHECK_TEXT(db_write(c, damage, (void *)(uintptr_t)sql), NULL);
    CHECK_TEXT(run_quietly(c, &j), "task.tally.wrong");
    CHECK(j.done == wrong);
    CHECK_TEXT(db_read(c, expect_whole, &mended), NULL);
    j = (Job){0};
    CHECK_TEXT(tally_run(c, &j), NULL);
}

int main(void) {
    Ctx c = test_empty(":memory:");
    Job j = {0};
    CHECK_TEXT(db_migrate(&c), NULL);
    CHECK_TEXT(db_write(&c, make, NULL), NULL);
    c.who = LEAD;
    CHECK_TEXT(db_write(&c, change, NULL), NULL);
    CHECK_TEXT(tally_run(&c, &j), NULL);
    CHECK_TEXT(db_write(&c, take_back, NULL), NULL);
    CHECK_TEXT(db_migrate(&c), NULL);
    CHECK_TEXT(db_read(&c, counted_anew, NULL), NULL);
    c.who = 0;
    night(&c, "UPDATE task_tally SET n = n + 1 WHERE unit = 0 AND stage = 'draft'", 1, 1);
    night(&c, "UPDATE task_tally SET late = 1 - late WHERE unit = -1 AND stage = 'paused'"
              " AND due = (SELECT max(due) FROM task_tally WHERE unit = -1 AND stage = 'paused')",
          2, 2);
    night(&c, "INSERT INTO task_tally (unit, stage, due, late, n) VALUES (77, 'open', '2026-01-01',"
              " 0, 5)", 1, 3);
    night(&c, "DELETE FROM task_beside WHERE task = (SELECT max(task) FROM task_beside)"
              " AND unit = (SELECT max(unit) FROM task_beside WHERE task ="
              " (SELECT max(task) FROM task_beside))", 1, 4);
    night(&c, "UPDATE task_beside SET due = '2020-01-01' WHERE task ="
              " (SELECT min(task) FROM task_beside) AND unit = (SELECT min(unit) FROM task_beside"
              " WHERE task = (SELECT min(task) FROM task_beside))", 1, 5);
    night(&c, "INSERT INTO task_beside (unit, task, stage, issuer, urgent, changed)"
              " VALUES (99999, 1, 'open', 0, 0, 0)", 1, 6);
    night(&c, "UPDATE task_beside SET issued = NULL, lead = NULL WHERE task ="
              " (SELECT max(task) FROM task_beside WHERE issued IS NOT NULL)"
              " AND unit = (SELECT max(unit) FROM task_beside WHERE task ="
              " (SELECT max(task) FROM task_beside WHERE issued IS NOT NULL))", 1, 7);
    db_close(c.db);
    return test_failed;
}
