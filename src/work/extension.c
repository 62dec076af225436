/* extension.c - more time, asked for with a reason and answered; the first due
 * day stays where it was. */
#include "work/parts.h"

#include <string.h>

static Err check_ask(const Ctx *c, const Task *t, const char *wanted, const char *reason) {
    if (t->asked) return "extension.wanted.twice";
    if (!task_day_ok(wanted)) return "extension.wanted.missing";
    if (strcmp(wanted, t->due) <= 0) return "extension.wanted.early";
    if (strcmp(wanted, c->today) < 0) return "extension.wanted.past";
    if (text_blank(reason)) return "extension.reason.missing";
    return strlen(reason) > TASK_TEXT_MAX ? "extension.reason.long" : NULL;
}

Err extension_check(Ctx *c, const Task *t, const char *day) {
    const Task *parent = t->parent ? task_get(c, t->parent) : NULL;
    if (!task_day_ok(day)) return "extension.granted.missing";
    if (strcmp(day, c->today) < 0) return "extension.granted.past";
    if (strcmp(day, t->due) <= 0) return "extension.granted.early";
    bool beyond = parent && parent->due && strcmp(day, parent->due) > 0;
    return beyond ? "extension.granted.parent" : NULL;
}

static Err store(Ctx *c, const Task *t, const char *wanted, const char *reason, int64_t *id) {
    return db_int(c, id, "INSERT INTO extension (task, was, wanted, reason, answer, at, who)"
                         " VALUES ($1, $2, $3, $4, '', $5, $6) RETURNING id",
                  V(t->id), V(t->due), V(wanted), V(reason), V(c->now), V(c->who));
}

static Err answer(Ctx *c, int64_t id, const char *granted, const char *words) {
    return db_exec(c, "UPDATE extension SET granted = $2, answer = $3, decided = $4, judge = $5"
                      " WHERE id = $1", V(id), V(granted), V(words), V(c->now), V(c->who));
}

/* The due day of an extension is a day, no longer so many working days. */
static Err move_due(Ctx *c, const Task *was, const char *day, const char *what, const char *why) {
    Task *t = task_copy(c, was);
    Deed  d = {.what = what, .reason = *why ? why : NULL};
    t->asked = false;
    if (day) {
        t->due = day;
        t->due_days = 0;
        t->due_from = "";
        t->extensions++;
    }
    return task_put(c, was, t, &d);
}

Err extension_ask(Ctx *c, int64_t task, const char *wanted, const char *reason) {
    Task   *was;
    int64_t id;
    Err     e = task_find(c, task, ACT_ASK, &was);
    if (!e) e = check_ask(c, was, wanted, reason);
    if (!e) e = store(c, was, wanted, reason, &id);
    if (e) return e;
    Deed  d = {.what = "task.deed.asked", .reason = reason};
    Task *t = task_copy(c, was);
    t->asked = true;
    deed_change(c, &d, "wanted", was->due, wanted);
    return task_put(c, was, t, &d);
}

Err extension_decide(Ctx *c, int64_t task, int64_t id, const char *granted, const char *words) {
    Task *was;
    Err   e = task_find(c, task, ACT_EXTEND, &was);
    const Extension *x = e ? NULL : task_extensions(c, task);
    if (!e && (!x || x->decided)) e = "extension.asked.gone";
    if (!e && x->id != id) e = "extension.asked.other";
    if (!e && granted) e = extension_check(c, was, granted);
    if (!e && !granted && text_blank(words)) e = "extension.answer.missing";
    if (!e && strlen(words) > TASK_TEXT_MAX) e = "extension.answer.long";
    if (!e) e = answer(c, x->id, granted, words);
    return e ? e : move_due(c, was, granted,
                            granted ? "task.deed.extended" : "task.deed.unextended", words);
}

Err extension_give(Ctx *c, int64_t task, const char *day, const char *reason, int64_t *id) {
    Task *was;
    Err   e = task_find(c, task, ACT_EXTEND, &was);
    if (!e && was->asked) e = "extension.granted.asked";
    if (!e) e = extension_check(c, was, day);
    if (!e) e = reason_check(reason);
    if (!e) e = store(c, was, day, reason, id);
    if (!e) e = answer(c, *id, day, "");
    return e ? e : move_due(c, was, day, "task.deed.extended", reason);
}

const Extension *task_extensions(Ctx *c, int64_t task) {
    const Extension *first = NULL, **end = &first;
    Rows q = db_query(c, "SELECT id, was, wanted, reason, granted, answer, decided, judge, at, who"
                         " FROM extension WHERE task = $1 AND undone IS NULL ORDER BY id DESC",
                      V(task));
    while (db_next(&q)) {
        Extension *x = arena_new(c->a, Extension);
        *x = (Extension){row_int(&q, 0), row_text(&q, 1), row_text(&q, 2), row_text(&q, 3),
                         row_text(&q, 4), row_text(&q, 5), row_int(&q, 6), row_int(&q, 7),
                         row_int(&q, 8), row_int(&q, 9), NULL};
        *end = x;
        end = (const Extension **)&x->next;
    }
    return first;
}
