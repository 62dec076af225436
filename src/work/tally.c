/* tally.c - how many tasks a unit has in each state, kept and not counted.
 *
 * What a task adds depends on nothing but its own row, so a change takes one
 * away where it was and adds one where it is.  The day does not stand in the
 * key: a task becomes overdue at midnight, and nobody writes then. */
#include "work/parts.h"

#include "audit/audit.h"

#include <string.h>

typedef struct Place { const char *stage, *due; int64_t late; } Place;

static Place place_of(Ctx *c, const Task *t) {
    const char *end = t->reported ? t->reported : t->done;
    bool        over = strcmp(t->stage, "done") == 0 || strcmp(t->stage, "withdrawn") == 0;
    if (strcmp(t->stage, "draft") == 0) return (Place){t->stage, "", 0};
    return (Place){t->stage, over ? arena_part(c->a, t->due, 7) : t->due,
                   end && strcmp(end, t->due) > 0};
}

Err tally_add(Ctx *c, int64_t unit, const char *stage, const char *due, int64_t late, int64_t n) {
    return db_exec(c, "INSERT INTO task_tally (unit, stage, due, late, n)"
                      " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (unit, stage, due, late)"
                      " DO UPDATE SET n = task_tally.n + excluded.n",
                   V(unit), V(stage), V(due), V(late), V(n));
}

/* many: where it waits with others; NULL. */
static Err add(Ctx *c, Drafts *many, int64_t unit, const Place *p, int64_t n) {
    return many ? drafts_figure(c, many, unit, p->stage, p->due, p->late, n)
                : tally_add(c, unit, p->stage, p->due, p->late, n);
}

/* All rows of a task; the one that all share last: it is held shortest. */
static Err add_all(Ctx *c, Drafts *many, const Task *t, const Place *p, int64_t n) {
    Err e = t->lead ? add(c, many, t->lead, p, n) : NULL;
    if (!e && t->lead && t->urgent) e = add(c, many, tally_urgent(t->lead), p, n);
    if (!e) e = add(c, many, tally_issuer(t->issuer), p, n);
    if (!e && t->urgent) e = add(c, many, tally_urgent(0), p, n);
    return e ? e : add(c, many, 0, p, n);
}

Err tally_wait(Ctx *c, Drafts *many, const Task *t) {
    const Place p = place_of(c, t);
    return add_all(c, many, t, &p, 1);
}

/* Where a row of task t stands, as place_of() has it. */
#define PLACE                                                                            \
    "CASE WHEN t.stage = 'draft' THEN '' WHEN t.stage IN ('done', 'withdrawn')"          \
    "  THEN substr(t.due, 1, 7) ELSE t.due END AS due,"                                  \
    " CASE WHEN COALESCE(t.reported, t.done, '') > t.due THEN 1 ELSE 0 END AS late"
#define BESIDE "unit, task, stage, due, done, reported, lead, issuer, urgent, issued, changed"
#define PARTNERED                                                                        \
    "SELECT p.unit, t.id AS task, t.stage, t.due, t.done, t.reported, t.lead, t.issuer," \
    " t.urgent, t.issued, t.changed FROM task_partner p JOIN task t ON t.id = p.task"

Err tally_partners(Ctx *c, int64_t task) {
    Err e = db_exec(c, "DELETE FROM task_beside WHERE task = $1", V(task));
    return e ? e : db_exec(c, "INSERT INTO task_beside"
                              " (" BESIDE ") " PARTNERED " WHERE t.id = $1", V(task));
}

Err tally_move(Ctx *c, const Task *was, const Task *is) {
    Place a = was ? place_of(c, was) : (Place){0}, b = is ? place_of(c, is) : (Place){0};
    Err   e = was ? tally_partners(c, was->id) : NULL; /* one that was made now has none */
    if (was && is && was->lead == is->lead && was->issuer == is->issuer &&
        was->urgent == is->urgent && a.late == b.late && text_same(a.stage, b.stage) &&
        text_same(a.due, b.due))
        return e;
    if (!e && was) e = add_all(c, NULL, was, &a, -1);
    return e || !is ? e : add_all(c, NULL, is, &b, 1);
}

static TaskState state_of_row(const char *stage, const char *due, bool late, const char *today) {
    bool over = strcmp(stage, "open") != 0;
    /* Of what is reported or done only `late` counts, not by how much. */
    return over ? task_state(stage, "0001-01-01", late ? "9999-12-31" : NULL, today)
                : task_state(stage, due, NULL, today);
}

Tally task_tally(Ctx *c, int64_t unit) {
    Tally y = {{0}};
    Rows  q = db_query(c, "SELECT stage, due, late, n FROM task_tally WHERE unit = $1 AND n <> 0",
                       V(unit));
    while (db_next(&q))
        y.n[state_of_row(row_text(&q, 0), row_text(&q, 1), row_int(&q, 2), c->today)] +=
            row_int(&q, 3);
    return y;
}

/* What is wrong in the tally: n of each row too few, negative if too many. */
#define WRONG                                                                            \
    "WITH one AS (SELECT COALESCE(t.lead, 0) AS lead, t.issuer, t.urgent, t.stage, " PLACE \
    "   , count(*) AS n FROM task t GROUP BY 1, 2, 3, 4, 5, 6),"                         \
    " both_counts AS (SELECT lead AS unit, stage, due, late, n FROM one WHERE lead <> 0" \
    "   UNION ALL SELECT 0, stage, due, late, n FROM one"                                \
    "   UNION ALL SELECT -2 * issuer, stage, due, late, n FROM one"                      \
    "   UNION ALL SELECT -2 * lead - 1, stage, due, late, n FROM one"                    \
    "     WHERE urgent = 1 AND lead <> 0"                                                \
    "   UNION ALL SELECT -1, stage, due, late, n FROM one WHERE urgent = 1"              \
    "   UNION ALL SELECT unit, stage, due, late, -n FROM task_tally),"                   \
    " odd AS (SELECT unit, stage, due, late, sum(n) AS n FROM both_counts"               \
    "   GROUP BY unit, stage, due, late HAVING sum(n) <> 0)"

#define EQUAL(column) "COALESCE(s." column ", '') = COALESCE(r." column ", '')"
#define SAME "s.stage = r.stage AND " EQUAL("due") " AND " EQUAL("done") " AND "         \
             EQUAL("reported") " AND COALESCE(s.lead, 0) = COALESCE(r.lead, 0)"          \
             " AND s.issuer = r.issuer AND s.urgent = r.urgent AND " EQUAL("issued") \
             " AND s.changed = r.changed"
#define LOST_OR_WRONG "FROM (" PARTNERED ") r WHERE NOT EXISTS (SELECT 1 FROM task_beside s" \
                      " WHERE s.unit = r.unit AND s.task = r.task AND " SAME ")"
#define TOO_MANY "FROM task_beside WHERE NOT EXISTS (SELECT 1 FROM task_partner p"       \
                 " WHERE p.task = task_beside.task AND p.unit = task_beside.unit)"

int64_t tally_recount(Ctx *c) {
    int64_t wrong = 0, lost = 0, over = 0;
    Err     e = db_int(c, &wrong, WRONG " SELECT count(*) FROM odd");
    if (!e) e = db_int(c, &lost, "SELECT count(*) " LOST_OR_WRONG);
    if (!e) e = db_int(c, &over, "SELECT count(*) " TOO_MANY);
    return e ? -1 : wrong + lost + over;
}

/* What is added is the difference, so a task that somebody moves meanwhile on the other
 * engine is neither lost nor counted twice. */
Err tally_mend(Ctx *c) {
    Err e = db_exec(c, WRONG " INSERT INTO task_tally (unit, stage, due, late, n)"
                             " SELECT unit, stage, due, late, n FROM odd WHERE true"
                             " ON CONFLICT (unit, stage, due, late)"
                             " DO UPDATE SET n = task_tally.n + excluded.n");
    if (!e) e = db_exec(c, "DELETE " TOO_MANY);
    return e ? e : db_exec(c,
        "INSERT INTO task_beside (" BESIDE ") SELECT r.* " LOST_OR_WRONG
        " ON CONFLICT (unit, task) DO UPDATE SET stage = excluded.stage, due = excluded.due,"
        " done = excluded.done, reported = excluded.reported, lead = excluded.lead,"
        " issuer = excluded.issuer, urgent = excluded.urgent, issued = excluded.issued,"
        " changed = excluded.changed");
}

/* ---- The job ---- */

static Err count_again(Ctx *c, void *wrong) {
    *(int64_t *)wrong = tally_recount(c);
    return NULL;
}

static Err mend(Ctx *c, void *wrong) {
    Deed d = {.what = "tally.deed.mended", .subject = "tally"};
    Err  e = tally_mend(c);
    if (e) return e;
    deed_change(c, &d, "number", "", arena_print(c->a, "%lld", (long long)*(int64_t *)wrong));
    return audit_note(c, &d);
}

/* A figure that differs is a bug: it is put right, and said until the next good night. */
Err tally_run(Ctx *c, Job *j) {
    int64_t wrong = 0;
    Err     e = db_read(c, count_again, &wrong);
    if (e || !wrong) return e;
    j->done = wrong;
    log_line("%lld rows of figures differed from a recount", (long long)wrong);
    e = db_write(c, mend, &wrong);
    return e ? e : "task.tally.wrong";
}
