/* job.c - jobs as rows: asked for, stopped, run again, listed. */
#include "jobs/jobs.h"

#include "audit/audit.h"

#include <string.h>

Err job_add(Ctx *c, const char *kind, const char *arg) {
    return db_exec(c, "INSERT INTO job (kind, arg, state, every, due, owner, lease, stop, tries,"
                      " done, goal, message, at, who)"
                      " VALUES ($1, $2, 'waiting', 0, $3, '', 0, 0, 0, 0, 0, '', $3, $4)",
                   V(kind), V(arg ? arg : ""), V(c->now), V(c->who));
}

/* As read_row() wants them. */
#define COLUMNS                                                                \
    "id, every, due, tries, done, goal, at, who, begun, ended, good, stop, kind, arg, state," \
    " message"

static JobRow *read_row(Ctx *c, Rows *q) {
    JobRow *j = arena_new(c->a, JobRow);
    *j = (JobRow){.id = row_int(q, 0), .every = row_int(q, 1), .due = row_int(q, 2),
                  .tries = row_int(q, 3), .done = row_int(q, 4), .goal = row_int(q, 5),
                  .at = row_int(q, 6), .who = row_int(q, 7), .begun = row_int(q, 8),
                  .ended = row_int(q, 9), .good = row_int(q, 10), .stop = row_int(q, 11) != 0,
                  .kind = row_text(q, 12), .arg = row_text(q, 13), .state = row_text(q, 14),
                  .message = row_text(q, 15)};
    return j;
}

/* The rows of a query, in its order. */
static JobRow *read_rows(Ctx *c, Rows q) {
    JobRow *first = NULL, **end = &first;
    while (db_next(&q)) {
        *end = read_row(c, &q);
        end = &(*end)->next;
    }
    return first;
}

const JobRow *job_list(Ctx *c, int from, int max) {
    return read_rows(c, db_query(c, "SELECT " COLUMNS " FROM job ORDER BY"
                                    " CASE state WHEN 'running' THEN 0 WHEN 'waiting' THEN 1"
                                    " ELSE 2 END,"
                                    " CASE state WHEN 'waiting' THEN due ELSE -COALESCE(ended, 0)"
                                    " END, id DESC LIMIT $1 OFFSET $2",
                                 V(max), V(from)));
}

int64_t job_count(Ctx *c) {
    int64_t n = 0;
    Err     e = db_int(c, &n, "SELECT count(*) FROM job");
    return e ? 0 : n;
}

const JobRow *job_latest(Ctx *c, const char *kind, const char *arg) {
    return read_rows(c, db_query(c, "SELECT " COLUMNS " FROM job WHERE kind = $1 AND arg = $2"
                                    " ORDER BY id DESC LIMIT 1", V(kind), V(arg)));
}

const JobRow *job_periodic(Ctx *c, const char *kind) {
    return read_rows(c, db_query(c, "SELECT " COLUMNS " FROM job WHERE kind = $1 AND every > 0",
                                 V(kind)));
}

static Err find(Ctx *c, int64_t id, JobRow **out) {
    Rows q = db_query(c, "SELECT " COLUMNS " FROM job WHERE id = $1", V(id));
    *out = read_rows(c, q);
    return *out ? NULL : "job.missing";
}

static Err note(Ctx *c, const JobRow *j, const char *what) {
    Deed d = {.what = what, .subject = "job", .id = j->id};
    deed_change(c, &d, "kind", NULL, j->kind);
    deed_change(c, &d, "arg", NULL, j->arg);
    return audit_note(c, &d);
}

Err job_stop(Ctx *c, int64_t id, bool any) {
    JobRow *j;
    Err     e = find(c, id, &j);
    if (e) return e;
    bool waits = strcmp(j->state, "waiting") == 0;
    if (!waits && strcmp(j->state, "running") != 0) return "job.ended";
    if (!any && (j->who == 0 || j->who != c->who)) return "job.other";
    if (waits && j->every) return "job.idle";
    e = waits ? db_exec(c, "UPDATE job SET state = 'stopped', ended = $2 WHERE id = $1", V(id),
                        V(c->now))
              : db_exec(c, "UPDATE job SET stop = 1 WHERE id = $1", V(id));
    return e ? e : note(c, j, "job.deed.stopped");
}

Err job_again(Ctx *c, int64_t id) {
    JobRow *j;
    Err     e = find(c, id, &j);
    if (!e && strcmp(j->state, "running") == 0) e = "job.running";
    if (!e) e = db_exec(c, "UPDATE job SET state = 'waiting', due = $2, tries = 0 WHERE id = $1",
                        V(id), V(c->now));
    return e ? e : note(c, j, "job.deed.again");
}

static Err drop_old(Ctx *c, void *arg) {
    (void)arg;
    return db_exec(c, "DELETE FROM job WHERE every = 0 AND ended < $1"
                      " AND state IN ('done', 'refused', 'stopped')",
                   V(c->now - JOB_KEPT_DAYS * (int64_t)DAY_MS));
}

static Err tidy(Ctx *c, Job *j) {
    (void)j;
    return db_write(c, drop_old, NULL);
}

const JobKind jobs_jobs[] = {
    {"job.tidy", tidy, DAY_MS, 3 * HOUR_MS},
    {0}
};
