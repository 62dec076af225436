/* tally.c - how many tasks a unit has in each state, kept and not counted.
 *
 * What a task adds depends on nothing but its own row, so a change takes one
 * away where it was and adds one where it is.  The day does not stand in the
 * key: a task becomes overdue at midnight, and nobody writes then. */
#include "work/parts.h"

#include <string.h>

typedef struct Place { const char *stage, *due; int64_t late; } Place;

static Place place_of(Ctx *c, const Task *t) {
    const char *end = t->reported ? t->reported : t->done;
    bool        over = strcmp(t->stage, "done") == 0 || strcmp(t->stage, "withdrawn") == 0;
    if (strcmp(t->stage, "draft") == 0) return (Place){t->stage, "", 0};
    return (Place){t->stage, over ? arena_part(c->a, t->due, 7) : t->due,
                   end && strcmp(end, t->due) > 0};
}

static Err add(Ctx *c, int64_t unit, const Place *p, int64_t n) {
    return db_exec(c, "INSERT INTO task_tally (unit, stage, due, late, n)"
                      " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (unit, stage, due, late)"
                      " DO UPDATE SET n = task_tally.n + excluded.n",
                   V(unit), V(p->stage), V(p->due), V(p->late), V(n));
}

static Err add_both(Ctx *c, int64_t unit, const Place *p, int64_t n) {
    Err e = unit ? add(c, unit, p, n) : NULL;
    return e ? e : add(c, 0, p, n); /* the row that all share last: it is held shortest */
}

Err tally_move(Ctx *c, const Task *was, const Task *is) {
    Place a = was ? place_of(c, was) : (Place){0}, b = is ? place_of(c, is) : (Place){0};
    if (was && is && was->lead == is->lead && a.late == b.late && text_same(a.stage, b.stage) &&
        text_same(a.due, b.due))
        return NULL;
    Err e = was ? add_both(c, was->lead, &a, -1) : NULL;
    return e || !is ? e : add_both(c, is->lead, &b, 1);
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

int64_t tally_recount(Ctx *c) {
    int64_t wrong = 0;
    Err e = db_int(c, &wrong,
        "WITH one AS (SELECT COALESCE(lead, 0) AS lead, stage,"
        "   CASE WHEN stage = 'draft' THEN '' WHEN stage IN ('done', 'withdrawn')"
        "     THEN substr(due, 1, 7) ELSE due END AS due,"
        "   CASE WHEN COALESCE(reported, done, '') > due THEN 1 ELSE 0 END AS late FROM task),"
        " true_rows AS (SELECT unit, stage, due, late, count(*) AS n FROM"
        "   (SELECT lead AS unit, stage, due, late FROM one WHERE lead <> 0"
        "    UNION ALL SELECT 0, stage, due, late FROM one) x GROUP BY unit, stage, due, late)"
        " SELECT count(*) FROM (SELECT unit FROM (SELECT unit, stage, due, late, n FROM true_rows"
        "   UNION ALL SELECT unit, stage, due, late, -n FROM task_tally) both_counts"
        "  GROUP BY unit, stage, due, late HAVING sum(n) <> 0) odd");
    return e ? -1 : wrong;
}
