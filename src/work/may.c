/* may.c - who may do what with a task, and when: one row for each act.
 *
 * A right is held with a scope, so what counts is over which unit: the one that
 * gave the task, the one in charge, or any that takes part. */
#include "work/parts.h"

#include <string.h>

enum Over { ISSUER = 1, LEAD = 2, PARTNER = 4 };
enum TaskStage { DRAFT = 1, OPEN = 2, REPORTED = 4, DONE = 8, PAUSED = 16, WITHDRAWN = 32 };
enum { RUNS = OPEN | REPORTED, ISSUED = RUNS | DONE | PAUSED | WITHDRAWN };

static const struct { Right right; int over, stages; } acts[] = {
    [ACT_EDIT]     = {RIGHT_ISSUE,  ISSUER,                  DRAFT},
    [ACT_ISSUE]    = {RIGHT_ISSUE,  ISSUER,                  DRAFT},
    [ACT_DROP]     = {RIGHT_ISSUE,  ISSUER,                  DRAFT},
    [ACT_CORRECT]  = {RIGHT_ISSUE,  ISSUER,                  RUNS | PAUSED},
    [ACT_SPLIT]    = {RIGHT_ISSUE,  ISSUER | LEAD,           RUNS},
    [ACT_REPORT]   = {RIGHT_REPORT, LEAD | PARTNER,          RUNS},
    [ACT_JUDGE]    = {RIGHT_JUDGE,  ISSUER,                  RUNS},
    [ACT_ASK]      = {RIGHT_REPORT, LEAD,                    OPEN},
    [ACT_EXTEND]   = {RIGHT_JUDGE,  ISSUER,                  OPEN},
    [ACT_PAUSE]    = {RIGHT_ISSUE,  ISSUER,                  OPEN},
    [ACT_RESUME]   = {RIGHT_ISSUE,  ISSUER,                  PAUSED},
    [ACT_WITHDRAW] = {RIGHT_ISSUE,  ISSUER,                  RUNS | PAUSED},
    [ACT_REOPEN]   = {RIGHT_JUDGE,  ISSUER,                  DONE},
    [ACT_REPEAT]   = {RIGHT_ISSUE,  ISSUER,                  ISSUED},
    [ACT_COMMENT]  = {RIGHT_VIEW,   ISSUER | LEAD | PARTNER, DRAFT | ISSUED},
    [ACT_WATCH]    = {RIGHT_VIEW,   ISSUER | LEAD | PARTNER, DRAFT | ISSUED},
};

static int stage_bit(const char *stage) {
    static const char *const names[] = {"draft", "open", "reported", "done", "paused",
                                        "withdrawn"};
    for (int i = 0; i < 6; i++)
        if (strcmp(stage, names[i]) == 0) return 1 << i;
    fatal("no such stage of a task: %s", stage);
}

static bool over_partner(Ctx *c, Right right, int64_t task) {
    bool yes = false;
    Rows q = db_query(c, "SELECT unit FROM task_partner WHERE task = $1", V(task));
    while (db_next(&q)) yes = yes || org_may(c, right, row_int(&q, 0));
    return yes;
}

static bool holds(Ctx *c, const Task *t, Right right, int over) {
    return (over & ISSUER && org_may(c, right, t->issuer)) ||
           (over & LEAD && t->lead && org_may(c, right, t->lead)) ||
           (over & PARTNER && over_partner(c, right, t->id));
}

bool task_sees(Ctx *c, const Task *t) {
    if (strcmp(t->stage, "draft") == 0) return holds(c, t, RIGHT_ISSUE, ISSUER);
    return holds(c, t, RIGHT_VIEW, ISSUER | LEAD | PARTNER);
}

bool task_holds(Ctx *c, const Task *t, TaskAct act) {
    return holds(c, t, acts[act].right, acts[act].over);
}

Err task_may(Ctx *c, const Task *t, TaskAct act) {
    if (!t || !task_sees(c, t)) return "http.missing"; /* that it exists is not told either */
    if (!task_holds(c, t, act)) return "http.forbidden";
    return acts[act].stages & stage_bit(t->stage) ? NULL : "task.stage.other";
}

Err task_find(Ctx *c, int64_t id, TaskAct act, Task **out) {
    Task *t = task_get(c, id);
    Err   e = task_may(c, t, act);
    *out = e ? NULL : t;
    return e;
}

Task *task_copy(Ctx *c, const Task *t) {
    Task *is = arena_new(c->a, Task);
    *is = *t;
    is->next = NULL;
    return is;
}

Err reason_check(const char *reason) {
    if (text_blank(reason)) return "task.reason.missing";
    return strlen(reason) > TASK_TEXT_MAX ? "task.reason.long" : NULL;
}
