/* task_page.c - the page of a task, and how it is drafted, edited and issued. */
#include "work/pages.h"
#include "work/parts.h"

#include <stdlib.h>
#include <string.h>

const char *task_address(Ctx *c, int64_t id) {
    return arena_print(c->a, "/task/%lld", (long long)id);
}

void task_trail(Ctx *c, Request *r, const Task *t) {
    reply_trail(c, r, "/task", tr(c, "task.list"));
    if (t) reply_trail(c, r, task_address(c, t->id), text_snippet(c->a, t->work, "", 60));
}

static Err task_page(Ctx *c, Request *r) {
    const Task *t = task_get(c, request_id(r));
    if (!t || !task_sees(c, t)) return "http.missing";
    TaskView v = task_view(c, t);
    reply_page(r, t->work, task_html(c, &v, request_form(c, r)));
    task_trail(c, r, NULL);
    if (v.parent) reply_trail(c, r, task_address(c, v.parent->id),
                              text_snippet(c->a, v.parent->work, "", 60));
    return NULL;
}

/* ---- Draft ---- */

/* What the address says it comes from: a clause of a document, a task above. */
static Err begin_draft(Ctx *c, const Request *r, Task *t) {
    Task *parent = NULL;
    Err   e = NULL;
    *t = task_blank();
    t->document = request_number(r, "document");
    const Clause *k = t->document && request_query(r, "clause")
                          ? clause_get(c, t->document, request_number(r, "clause")) : NULL;
    if (k) t->clause = k->label, t->quote = k->quote;
    t->parent = request_number(r, "parent");
    if (t->parent) e = task_find(c, t->parent, ACT_SPLIT, &parent);
    if (e || !parent) return e;
    t->document = parent->document;
    t->clause = parent->clause;
    t->quote = parent->quote;
    t->work = parent->work;
    t->product = parent->product;
    t->due = parent->due;
    return NULL;
}

static Err new_page(Ctx *c, Request *r) {
    Task t;
    Err  e = begin_draft(c, r, &t);
    if (e) return e;
    TaskForm v = task_form(c, r, &t);
    v.action = "/task/new";
    reply_page(r, tr(c, "task.new"), task_form_html(c, &v));
    task_trail(c, r, NULL);
    return NULL;
}

/* What is said of a draft that was stored, but could not be issued any more. */
static const char *notice_of(const Ctx *c, const Task *t, const char *plain) {
    bool past = strcmp(t->stage, "draft") == 0 && t->due && strcmp(t->due, c->today) < 0;
    return past ? "task.done.past" : plain;
}

static Err new_post(Ctx *c, Request *r) {
    Task t = task_blank();
    t.parent = form_number(&r->form, "parent");
    Err e = task_typed(c, &r->form, &t, false);
    if (!e) e = task_draft(c, &t);
    if (!e) reply_done(r, task_address(c, t.id), notice_of(c, &t, "task.done.drafted"));
    return e;
}

/* ---- Edit, correct ---- */

static bool is_draft(const Task *t) { return strcmp(t->stage, "draft") == 0; }

static Err edit_page(Ctx *c, Request *r) {
    const Task *t = task_get(c, request_id(r));
    Err e = task_may(c, t, t && is_draft(t) ? ACT_EDIT : ACT_CORRECT);
    if (e) return e;
    TaskForm v = task_form(c, r, t);
    reply_page(r, tr(c, v.correct ? "task.correct" : "task.edit"), task_form_html(c, &v));
    task_trail(c, r, t);
    return NULL;
}

static Err edit_post(Ctx *c, Request *r) {
    const Task *was = task_get(c, request_id(r));
    Err e = task_may(c, was, was && is_draft(was) ? ACT_EDIT : ACT_CORRECT);
    if (e) return e;
    Task *t = task_copy(c, was);
    bool  correct = !is_draft(was);
    e = clash_check(&r->form, was->version);
    if (!e) e = task_typed(c, &r->form, t, correct);
    if (!e) e = correct ? task_correct(c, was, t, form_value(&r->form, "reason"))
                        : task_edit(c, was, t);
    if (!e) reply_done(r, task_address(c, t->id), notice_of(c, t, "task.done.saved"));
    return e;
}

static Err issue_post(Ctx *c, Request *r) {
    Err e = task_issue(c, request_id(r));
    if (!e) reply_done(r, task_address(c, request_id(r)), "task.done.issued");
    return e;
}

/* ---- Comments, watching, evidence ---- */

static Err comment_post(Ctx *c, Request *r) {
    Err e = comment_add(c, request_id(r), form_value(&r->form, "text"));
    if (!e) reply_done(r, task_address(c, request_id(r)), "comment.done");
    return e;
}

static Err watch_post(Ctx *c, Request *r) {
    const char *on = form_value(&r->form, "on");
    bool        yes = on && strcmp(on, "1") == 0;
    Err         e = task_watch(c, request_id(r), yes);
    if (!e) reply_done(r, task_address(c, request_id(r)),
                       yes ? "task.done.watch" : "task.done.unwatch");
    return e;
}

static Err evidence_page(Ctx *c, Request *r) {
    const Task *t = task_get(c, request_id(r));
    const char *n = request_part(r, "n");
    int64_t     file = n ? evidence_file(c, request_id(r), strtoll(n, NULL, 10)) : 0;
    return t && task_sees(c, t) && file ? reply_file(c, r, file) : "http.missing";
}

#define ACT(verb, page, post, right)                                           \
    SHOW("/task/{id}/" verb, page, right, NULL), SEND("/task/{id}/" verb, post, right, page)

const Route task_routes[] = {
    SHOW("/task/new",           new_page,     RIGHT_ISSUE, NULL),
    SEND("/task/new",           new_post,     RIGHT_ISSUE, new_page),
    SHOW("/task/{id}",          task_page,    RIGHT_VIEW,  NULL),
    ACT("edit",                 edit_page,    edit_post,   RIGHT_ISSUE),
    SEND("/task/{id}/issue",    issue_post,   RIGHT_ISSUE, task_page),
    SEND("/task/{id}/comment",  comment_post, RIGHT_VIEW,  task_page),
    SEND("/task/{id}/watch",    watch_post,   RIGHT_VIEW,  task_page),
    SHOW("/task/{id}/evidence/{n}", evidence_page, RIGHT_VIEW, NULL),
    SHOW("/task/{id}/report",   report_page,  RIGHT_REPORT, NULL),
    SEND_FILES("/task/{id}/report", report_post, RIGHT_REPORT, report_page),
    ACT("judge",                judge_page,   judge_post,  RIGHT_JUDGE),
    ACT("extend",               extend_page,  extend_post, RIGHT_VIEW),
    ACT("decide",               decide_page,  decide_post, RIGHT_JUDGE),
    ACT("pause",                pause_page,   pause_post,  RIGHT_ISSUE),
    ACT("resume",               resume_page,  resume_post, RIGHT_ISSUE),
    ACT("withdraw",             withdraw_page, withdraw_post, RIGHT_ISSUE),
    ACT("reopen",               reopen_page,  reopen_post, RIGHT_JUDGE),
    ACT("drop",                 drop_page,    drop_post,   RIGHT_ISSUE),
    ACT("series",               series_page,  series_post, RIGHT_ISSUE),
    ACT("partner",              partner_page, partner_post, RIGHT_ISSUE),
    SEND("/task/{id}/unpartner", unpartner_post, RIGHT_ISSUE, task_page),
    SHOW("/task/{id}/split",    split_page,   RIGHT_ISSUE, NULL),
    SHOW("/task/{id}/split/plan", split_plan_page, RIGHT_ISSUE, NULL),
    SEND("/task/{id}/split",    split_post,   RIGHT_ISSUE, split_plan_page),
    SHOW("/task/bulk",          bulk_page,    RIGHT_ISSUE, NULL),
    SEND("/task/bulk",          bulk_post,    RIGHT_ISSUE, bulk_page),
    SHOW("/task/bulk/{id}",     bulk_done_page, RIGHT_ISSUE, NULL),
    SEND("/task/bulk/{id}/undo", bulk_undo_post, RIGHT_ISSUE, bulk_done_page),
    {0}
};
