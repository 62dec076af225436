/* issue.c - a task is drafted, edited, issued; and its partners. */
#include "work/parts.h"

#include <string.h>

/* The words of the clause are kept with their hash: when the document changes
 * later, it shows whether they still stand there. */
static void hash_quote(Ctx *c, Task *t) { t->quote_hash = clause_hash(c, t->quote); }

/* The unit that gives it: of a child whoever gave the parent, if the caller may
 * speak for that, else the unit in charge of it; else the caller's own. */
int64_t task_issuer(Ctx *c, const Task *t) {
    const Task *parent = t->parent ? task_get(c, t->parent) : NULL;
    int64_t     own = staff_unit(c, c->who), scope[ORG_SCOPES_MAX];
    if (parent && org_may(c, RIGHT_ISSUE, parent->issuer)) return parent->issuer;
    if (parent && parent->lead && org_may(c, RIGHT_ISSUE, parent->lead)) return parent->lead;
    if (own && org_may(c, RIGHT_ISSUE, own)) return own;
    return org_scopes(c, RIGHT_ISSUE, scope) ? scope[0] : 0;
}

static Err check_new_parent(Ctx *c, const Task *t) {
    Task *parent;
    Err   e = t->parent ? task_find(c, t->parent, ACT_SPLIT, &parent) : NULL;
    return e && strcmp(e, "http.missing") == 0 ? "task.parent.unknown" : e;
}

Err task_draft_check(Ctx *c, Task *t) {
    Err e = check_new_parent(c, t);
    t->issuer = task_issuer(c, t);
    if (!e && !t->issuer) e = "http.forbidden";
    return e ? e : task_check(c, t);
}

Err task_draft(Ctx *c, Task *t) {
    Deed d = {.what = "task.deed.drafted"};
    Err  e = task_draft_check(c, t);
    hash_quote(c, t);
    return e ? e : task_put(c, NULL, t, &d);
}

Err drafts_check(Ctx *c, Drafts *d, Task *t) {
    if (t->parent) return task_draft_check(c, t);
    Err e = task_texts_check(c, t);
    t->issuer = drafts_issuer(c, d, t);
    if (!t->issuer) e = "http.forbidden";
    return e ? e : drafts_named(c, d, t);
}

Err drafts_add(Ctx *c, Drafts *d, Task *t) {
    Deed deed = {.what = "task.deed.drafted"};
    Err  e = drafts_check(c, d, t);
    hash_quote(c, t);
    return e ? e : task_put_draft(c, d, t, &deed);
}

Err task_edit(Ctx *c, const Task *was, Task *t) {
    Deed d = {.what = "task.deed.edited"};
    Err  e = task_may(c, was, ACT_EDIT);
    if (!e) e = task_check(c, t);
    hash_quote(c, t);
    return e ? e : task_put(c, was, t, &d);
}

Err task_ready(Ctx *c, const Task *t) {
    Err e = NULL;
    for (int rule = 1; !e && rule <= TASK_CLEARS; rule++) e = task_clear(c, t, rule);
    return e ? e : task_check(c, t);
}

Err task_issue(Ctx *c, int64_t id) {
    Task *was;
    Deed  d = {.what = "task.deed.issued"};
    Err   e = task_find(c, id, ACT_ISSUE, &was);
    if (!e) e = task_ready(c, was);
    if (e) return e;
    Task *t = task_copy(c, was);
    t->stage = "open";
    t->issued = c->today;
    t->first_due = t->due;
    return task_put(c, was, t, &d);
}

/* A draft that was issued and taken back has rows that tell what was done with it meanwhile:
 * they go with it, and the log keeps the deeds.  Parts that were handed on meanwhile are
 * tasks of others, and hold it. */
static Err drop_rows(Ctx *c, int64_t id) {
    Err e = db_exec(c, "DELETE FROM task_partner WHERE task = $1", V(id));
    if (!e) e = db_exec(c, "DELETE FROM task_watch WHERE task = $1", V(id));
    if (!e) e = db_exec(c, "DELETE FROM task_comment WHERE task = $1", V(id));
    if (!e) e = db_exec(c, "DELETE FROM bulk_task WHERE task = $1", V(id));
    return e ? e : db_exec(c, "DELETE FROM reminder WHERE task = $1", V(id));
}

Err task_drop(Ctx *c, int64_t id) {
    Task *was;
    Deed  d = {.what = "task.deed.dropped", .subject = "task", .id = id};
    Err   e = task_find(c, id, ACT_DROP, &was);
    if (!e && task_children(c, id)) e = "task.stage.parts";
    if (!e) e = drop_rows(c, id);
    if (!e) e = db_exec(c, "DELETE FROM task WHERE id = $1", V(id));
    if (!e) e = db_exec(c, "DELETE FROM task_search WHERE rowid = $1", V(id));
    if (!e) e = tally_move(c, was, NULL);
    if (e) return e;
    deed_change(c, &d, "work", was->work, "");
    return audit_note(c, &d);
}

/* ---- Partners ---- */

const Partner *task_partners(Ctx *c, int64_t task) {
    const Partner *first = NULL, **end = &first;
    Rows q = db_query(c, "SELECT id, unit, product, due, done FROM task_partner WHERE task = $1"
                         " ORDER BY id", V(task));
    while (db_next(&q)) {
        Partner *p = arena_new(c->a, Partner);
        *p = (Partner){row_int(&q, 0), row_int(&q, 1), row_text(&q, 2), row_text(&q, 3),
                       row_text(&q, 4), NULL};
        *end = p;
        end = (const Partner **)&p->next;
    }
    return first;
}

static Err check_partner(Ctx *c, const Task *t, const Partner *p) {
    Unit    u;
    int64_t n = 0;
    if (!p->unit) return "partner.unit.missing";
    if (!unit_on(c, p->unit, c->today, &u)) return "partner.unit.unknown";
    if (p->unit == t->lead) return "partner.unit.lead";
    if (text_blank(p->product)) return "partner.product.missing";
    if (strlen(p->product) > TASK_TEXT_MAX) return "partner.product.long";
    if (!task_day_ok(p->due)) return "partner.due.missing";
    Err e = db_int(c, &n, "SELECT count(*) FROM task_partner WHERE task = $1 AND unit = $2",
                   V(t->id), V(p->unit));
    return e ? e : n ? "partner.unit.twice" : NULL;
}

/* Partners may change while it is a draft and while it runs. */
static Err find_partnered(Ctx *c, int64_t task, Task **out) {
    Err e = task_find(c, task, ACT_EDIT, out);
    return e && strcmp(e, "task.stage.other") == 0 ? task_find(c, task, ACT_CORRECT, out) : e;
}

Err partner_add(Ctx *c, int64_t task, const Partner *p) {
    Task *was;
    Deed  d = {.what = "task.deed.partner"};
    Err   e = find_partnered(c, task, &was);
    if (!e) e = check_partner(c, was, p);
    if (!e) e = db_exec(c, "INSERT INTO task_partner (task, unit, product, due)"
                           " VALUES ($1, $2, $3, $4)",
                        V(task), V(p->unit), V(p->product), V(p->due));
    if (!e) e = tally_partners(c, task);
    if (e) return e;
    deed_change(c, &d, "partner", "", unit_name(c, p->unit));
    return task_put(c, was, task_copy(c, was), &d);
}

Err partner_drop(Ctx *c, int64_t task, int64_t unit) {
    Task *was;
    Deed  d = {.what = "task.deed.unpartner"};
    Err   e = find_partnered(c, task, &was);
    if (!e) e = db_exec(c, "DELETE FROM task_partner WHERE task = $1 AND unit = $2",
                        V(task), V(unit));
    if (!e) e = tally_partners(c, task);
    if (e) return e;
    deed_change(c, &d, "partner", unit_name(c, unit), "");
    return task_put(c, was, task_copy(c, was), &d);
}
