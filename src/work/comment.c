/* comment.c - what people say about a task, and who watches it. */
#include "work/parts.h"

#include <string.h>

Err comment_add(Ctx *c, int64_t task, const char *text) {
    Task *was;
    Deed  d = {.what = "task.deed.commented"};
    Err   e = task_find(c, task, ACT_COMMENT, &was);
    if (e) return e;
    if (text_blank(text)) return "comment.text.missing";
    if (strlen(text) > TASK_TEXT_MAX) return "comment.text.long";
    e = db_exec(c, "INSERT INTO task_comment (task, text, at, who) VALUES ($1, $2, $3, $4)",
                V(task), V(text), V(c->now), V(c->who));
    return e ? e : task_put(c, was, task_copy(c, was), &d);
}

const Comment *task_comments(Ctx *c, int64_t task) {
    const Comment *first = NULL, **end = &first;
    Rows q = db_query(c, "SELECT id, text, at, who FROM task_comment WHERE task = $1 ORDER BY id",
                      V(task));
    while (db_next(&q)) {
        Comment *m = arena_new(c->a, Comment);
        *m = (Comment){row_int(&q, 0), row_text(&q, 1), row_int(&q, 2), row_int(&q, 3), NULL};
        *end = m;
        end = (const Comment **)&m->next;
    }
    return first;
}

Err task_watch(Ctx *c, int64_t task, bool on) {
    Task *t;
    Err   e = task_find(c, task, ACT_WATCH, &t);
    if (e) return e;
    if (!on)
        return db_exec(c, "DELETE FROM task_watch WHERE staff = $1 AND task = $2",
                       V(c->who), V(task));
    return db_exec(c, "INSERT INTO task_watch (staff, task, seen) VALUES ($1, $2, $3)"
                      " ON CONFLICT (staff, task) DO UPDATE SET seen = excluded.seen",
                   V(c->who), V(task), V(c->now));
}

bool task_watched(Ctx *c, int64_t task) {
    int64_t n = 0;
    Err e = db_int(c, &n, "SELECT count(*) FROM task_watch WHERE staff = $1 AND task = $2",
                   V(c->who), V(task));
    return !e && n > 0;
}

int64_t watch_unseen(Ctx *c) {
    int64_t n = 0;
    Err e = db_int(c, &n, "SELECT count(*) FROM task_watch w JOIN task t ON t.id = w.task"
                          " WHERE w.staff = $1 AND t.changed > w.seen", V(c->who));
    return e ? 0 : n;
}

Err watch_seen(Ctx *c, int64_t task) {
    return db_exec(c, "UPDATE task_watch SET seen = $3 WHERE staff = $1 AND (task = $2 OR $2 = 0)",
                   V(c->who), V(task), V(c->now));
}
