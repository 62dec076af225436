/* bulk.c - one act on many tasks: first shown, then done in one transaction, and
 * undone within a day where nothing changed since.
 *
 * The preview and the act ask the same bulk_check(), so what was shown is what is
 * done, but for what changed in between. */
#include "work/parts.h"

#include <string.h>

static const struct { const char *what; TaskAct act; } kinds[] = {
    {"issue", ACT_ISSUE}, {"withdraw", ACT_WITHDRAW}, {"pause", ACT_PAUSE},
    {"answerable", ACT_CORRECT}, {"due", ACT_EXTEND}, {0}
};

static int kind_of(const char *what) {
    int i = 0;
    while (kinds[i].what && !text_same(kinds[i].what, what)) i++;
    return i;
}

Err bulk_ready(Ctx *c, const Bulk *b) {
    if (!kinds[kind_of(b->what)].what) return "bulk.what.missing";
    if (text_same(b->what, "issue")) return NULL;
    if (text_same(b->what, "answerable") && !b->answerable) return "bulk.answerable.missing";
    if (text_same(b->what, "due")) {
        if (!task_day_ok(b->due)) return "bulk.due.missing";
        if (strcmp(b->due, c->today) < 0) return "bulk.due.past";
    }
    if (text_blank(b->reason)) return "bulk.reason.missing";
    return strlen(b->reason) > TASK_TEXT_MAX ? "bulk.reason.long" : NULL;
}

Err bulk_check(Ctx *c, const Bulk *b, const Task *t) {
    Err e = task_may(c, t, kinds[kind_of(b->what)].act);
    if (e) return e;
    if (text_same(b->what, "issue")) return task_ready(c, t);
    if (text_same(b->what, "due"))
        return t->asked ? "extension.granted.asked" : extension_check(c, t, b->due);
    if (!text_same(b->what, "answerable")) return NULL;
    Task with = *t;
    with.answerable = b->answerable;
    return task_check(c, &with);
}

static Err act(Ctx *c, const Bulk *b, const Task *was, int64_t *extension) {
    if (text_same(b->what, "issue")) return task_issue(c, was->id);
    if (text_same(b->what, "withdraw")) return task_withdraw(c, was->id, b->reason);
    if (text_same(b->what, "pause")) return task_pause(c, was->id, b->reason);
    if (text_same(b->what, "due")) return extension_give(c, was->id, b->due, b->reason, extension);
    Task *t = task_copy(c, was);
    t->answerable = b->answerable;
    return task_correct(c, was, t, b->reason);
}

static Err keep(Ctx *c, int64_t bulk, const Task *was, int64_t extension) {
    return db_exec(c,
        "INSERT INTO bulk_task (bulk, task, version, extension, stage, due, first_due, due_days,"
        " due_from, issued, reported, paused, answerable, extensions, asked)"
        " SELECT $1, $2, version, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14"
        " FROM task WHERE id = $2",
        V(bulk), V(was->id), val_ref(extension), V(was->stage), V(was->due), V(was->first_due),
        V(was->due_days), V(was->due_from), V(was->issued), V(was->reported), V(was->paused),
        V(was->answerable), V(was->extensions), V(was->asked));
}

Err bulk_do(Ctx *c, const Bulk *b, int64_t *id, int64_t *done) {
    Err e = bulk_ready(c, b);
    if (!e && b->n == 0) e = "bulk.what.empty";
    if (!e) e = db_int(c, id, "INSERT INTO bulk (what, reason, at, who) VALUES ($1, $2, $3, $4)"
                              " RETURNING id", V(b->what), V(b->reason), V(c->now), V(c->who));
    *done = 0;
    for (int i = 0; !e && i < b->n; i++) {
        int64_t     extension = 0;
        const Task *was = task_get(c, b->task[i]);
        if (bulk_check(c, b, was)) continue; /* as the preview said */
        e = act(c, b, was, &extension);
        if (!e) e = keep(c, *id, was, extension);
        (*done)++;
    }
    return !e && *done == 0 ? "bulk.what.none" : e;
}

/* ---- Undo ---- */

typedef struct BulkKept { int64_t version, extension; Task before; } BulkKept;

static BulkKept *kept(Ctx *c, int64_t bulk, int *n) {
    BulkKept *k = arena_take(c->a, BULK_MAX * sizeof *k);
    Rows  q = db_query(c,
        "SELECT task, version, extension, stage, due, first_due, due_days, due_from, issued,"
        " reported, paused, answerable, extensions, asked FROM bulk_task WHERE bulk = $1"
        " ORDER BY task", V(bulk));
    for (*n = 0; db_next(&q);) {
        if (*n == BULK_MAX) continue;
        k[(*n)++] = (BulkKept){row_int(&q, 1), row_int(&q, 2), {
            .id = row_int(&q, 0), .stage = row_text(&q, 3), .due = row_text(&q, 4),
            .first_due = row_text(&q, 5), .due_days = row_int(&q, 6), .due_from = row_text(&q, 7),
            .issued = row_text(&q, 8), .reported = row_text(&q, 9), .paused = row_text(&q, 10),
            .answerable = row_int(&q, 11), .extensions = row_int(&q, 12),
            .asked = row_int(&q, 13)}};
    }
    return k;
}

const BulkRow *bulk_get(Ctx *c, int64_t id) {
    BulkRow *b = NULL;
    Rows q = db_query(c, "SELECT b.id, b.what, b.reason, b.undone, b.at, b.who,"
                         " (SELECT count(*) FROM bulk_task k WHERE k.bulk = b.id),"
                         " (SELECT count(*) FROM bulk_task k JOIN task t ON t.id = k.task"
                         "   WHERE k.bulk = b.id AND t.version <> k.version)"
                         " FROM bulk b WHERE b.id = $1", V(id));
    while (db_next(&q)) {
        b = arena_new(c->a, BulkRow);
        *b = (BulkRow){row_int(&q, 0), row_text(&q, 1), row_text(&q, 2), row_int(&q, 3),
                       row_int(&q, 4), row_int(&q, 5), row_int(&q, 6), row_int(&q, 7)};
    }
    return b;
}

/* The right to undo is the right to the act; its stage is not asked, for the act itself
 * has moved it. */
static Err undo_one(Ctx *c, const BulkKept *k, TaskAct act) {
    const Task *was = task_get(c, k->before.id), *b = &k->before;
    if (!was || was->version != k->version) return "bulk.undo.changed";
    if (!task_holds(c, was, act)) return "http.forbidden";
    Task *t = task_copy(c, was);
    Deed  d = {.what = "task.deed.undone"};
    t->stage = b->stage;
    t->due = b->due;
    t->first_due = b->first_due;
    t->due_days = b->due_days;
    t->due_from = b->due_from;
    t->issued = b->issued;
    t->reported = b->reported;
    t->paused = b->paused;
    t->answerable = b->answerable;
    t->extensions = b->extensions;
    t->asked = b->asked;
    Err e = task_put(c, was, t, &d);
    if (!e && k->extension)
        e = db_exec(c, "UPDATE extension SET undone = $2 WHERE id = $1", V(k->extension),
                    V(c->now));
    return e;
}

Err bulk_undo(Ctx *c, int64_t id) {
    int n;
    const BulkRow *b = bulk_get(c, id);
    if (!b || b->who != c->who) return "http.missing";
    if (b->undone) return "bulk.undo.twice";
    if (c->now - b->at > BULK_UNDO_MS) return "bulk.undo.late";
    const BulkKept *k = kept(c, id, &n);
    Err e = NULL;
    for (int i = 0; !e && i < n; i++) e = undo_one(c, &k[i], kinds[kind_of(b->what)].act);
    return e ? e : db_exec(c, "UPDATE bulk SET undone = $2 WHERE id = $1", V(id), V(c->now));
}
