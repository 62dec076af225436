/* change.c - what happens to an issued task beside its work: it is corrected,
 * paused, taken up again, withdrawn, opened again.  Each with its reason. */
#include "work/parts.h"

#include <string.h>

Err task_correct(Ctx *c, const Task *was, Task *t, const char *reason) {
    Deed d = {.what = "task.deed.corrected", .reason = reason};
    Err  e = task_may(c, was, ACT_CORRECT);
    t->due = was->due; /* more time is an extension, and is counted */
    t->due_days = was->due_days;
    t->due_from = was->due_from;
    for (int rule = 1; !e && rule <= TASK_CLEARS; rule++)
        if (rule != 3) e = task_clear(c, t, rule);
    if (!e) e = task_check(c, t);
    if (!e) e = reason_check(reason);
    return e ? e : task_put(c, was, t, &d);
}

/* Find the task for this act and, when the reason will do, a copy to change. */
static Err begin(Ctx *c, int64_t id, TaskAct act, const char *reason, Task **was, Task **t) {
    Err e = task_find(c, id, act, was);
    if (!e) e = reason_check(reason);
    *t = e ? NULL : task_copy(c, *was);
    return e;
}

Err task_pause(Ctx *c, int64_t id, const char *reason) {
    Task *was, *t;
    Deed  d = {.what = "task.deed.paused", .reason = reason};
    Err   e = begin(c, id, ACT_PAUSE, reason, &was, &t);
    if (e) return e;
    t->stage = "paused";
    t->paused = c->today;
    return task_put(c, was, t, &d);
}

const char *resume_due(Ctx *c, const Task *t) {
    int64_t n = workdays_between(c, t->paused, c->today);
    const char *due = n ? workday_after(c, t->due, n < WORKDAYS_MAX ? n : WORKDAYS_MAX, NULL)
                        : t->due;
    return strcmp(due, c->today) < 0 ? c->today : due;
}

static Err check_resumed(Ctx *c, const Task *t, const char *due) {
    const Task *parent = t->parent ? task_get(c, t->parent) : NULL;
    if (!task_day_ok(due)) return "task.due.missing";
    if (strcmp(due, c->today) < 0) return "task.due.past";
    return parent && parent->due && strcmp(due, parent->due) > 0 ? "task.due.parent" : NULL;
}

Err task_resume(Ctx *c, int64_t id, const char *due) {
    Task *was;
    Deed  d = {.what = "task.deed.resumed"};
    Err   e = task_find(c, id, ACT_RESUME, &was);
    if (!e) e = check_resumed(c, was, due);
    if (e) return e;
    Task *t = task_copy(c, was);
    t->stage = "open";
    t->paused = NULL;
    if (strcmp(due, was->due) != 0) t->due = due, t->due_days = 0, t->due_from = "";
    return task_put(c, was, t, &d);
}

Err task_withdraw(Ctx *c, int64_t id, const char *reason) {
    Task *was, *t;
    Deed  d = {.what = "task.deed.withdrawn", .reason = reason};
    Err   e = begin(c, id, ACT_WITHDRAW, reason, &was, &t);
    if (e) return e;
    t->stage = "withdrawn";
    t->reported = t->paused = NULL;
    return task_put(c, was, t, &d);
}

Err task_reopen(Ctx *c, int64_t id, const char *reason) {
    Task *was, *t;
    Deed  d = {.what = "task.deed.reopened", .reason = reason};
    Err   e = begin(c, id, ACT_REOPEN, reason, &was, &t);
    if (e) return e;
    t->stage = "open";
    t->done = NULL;
    t->returned = true;
    return task_put(c, was, t, &d);
}
