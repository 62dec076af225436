/* bulk_page.c - the pages by which one thing is done to many tasks: settled and
 * seen beforehand at one address, done, and undone. */
#include "work/pages.h"
#include "work/parts.h"

#include <stdlib.h>
#include <string.h>

/* The tasks that were ticked in a list: task.12=1. */
static void read_tasks(Ctx *c, const Form *f, Bulk *b) {
    int64_t *ids = arena_take(c->a, BULK_MAX * sizeof *ids);
    for (const Pair *p = f->typed; p && b->n < BULK_MAX; p = p->next)
        if (strncmp(p->name, "task.", 5) == 0) ids[b->n++] = strtoll(p->name + 5, NULL, 10);
    b->task = ids;
}

static Err read_bulk(Ctx *c, const Form *f, Bulk *b) {
    *b = (Bulk){.what = form_text(f, "what"), .reason = form_text(f, "reason"),
                .answerable = form_number(f, "answerable")};
    read_tasks(c, f, b);
    return typed_day(c, f, "due", "bulk.due.missing", &b->due);
}

static const BulkLine *lines_of(Ctx *c, const Bulk *b, bool check, int *able) {
    BulkLine *first = NULL, **end = &first;
    *able = 0;
    for (int i = 0; i < b->n; i++) {
        const Task *t = task_get(c, b->task[i]);
        if (!t || !task_sees(c, t)) continue;
        Err e = check ? bulk_check(c, b, t) : NULL;
        *end = arena_new(c->a, BulkLine);
        **end = (BulkLine){.t = t, .lead = unit_name(c, t->lead), .why = e ? tr(c, e) : NULL,
                           .answerable = staff_name(c, t->answerable),
                           .state = task_state_html(c, task_state_of(c, t))};
        *able += !e;
        end = &(*end)->next;
    }
    return first;
}

static const Choice *acts(Ctx *c) {
    static const char *const rows[][2] = {
        {"issue", "bulk.issue"}, {"due", "bulk.extend"}, {"answerable", "bulk.answerable"},
        {"pause", "bulk.pause"}, {"withdraw", "bulk.withdraw"}};
    Choice *first = NULL, **end = &first;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        *end = choice_new(c, rows[i][0], tr(c, rows[i][1]));
        end = &(*end)->next;
    }
    return first;
}

static const Choice *people(Ctx *c) {
    int64_t scope[ORG_SCOPES_MAX];
    int     n = org_scopes(c, RIGHT_ISSUE, scope);
    return staff_choices_by_unit(c, n ? scope[0] : 0, tr(c, "task.choose.staff"));
}

Err bulk_page(Ctx *c, Request *r) {
    Bulk  b;
    bool  again = r->form.typed != NULL;
    Form *f = arena_new(c->a, Form);
    *f = *request_form(c, r);
    if (!again) f->typed = form_value(&(Form){.typed = r->query}, "what") ? r->query : NULL;
    const Form asked = {.typed = again ? r->form.typed : r->query};
    Err e = read_bulk(c, &asked, &b);
    if (!e) e = bulk_ready(c, &b);
    if (f->typed && !again) f->err = e;
    BulkForm v = {.f = f, .b = b, .ready = !e, .acts = acts(c), .people = people(c)};
    v.lines = lines_of(c, &b, !e, &v.able);
    v.verb = v.ready ? trf(c, "bulk.do", V(v.able)) : NULL;
    reply_page(r, tr(c, "bulk.title"), bulk_html(c, &v));
    task_trail(c, r, NULL);
    return NULL;
}

/* From a list: to the page that asks what to do, at an address of its own. */
static void to_page(Ctx *c, Request *r, const Bulk *b) {
    Buf at = {.a = c->a};
    buf_text(&at, "/task/bulk?");
    for (int i = 0; i < b->n; i++)
        buf_print(&at, "%stask.%lld=1", i ? "&" : "", (long long)b->task[i]);
    reply_next(r, at.s);
}

Err bulk_post(Ctx *c, Request *r) {
    Bulk    b;
    int64_t id, done;
    Err     e = read_bulk(c, &r->form, &b);
    if (!e && !form_value(&r->form, "what")) {
        to_page(c, r, &b);
        return NULL;
    }
    if (!e) e = bulk_do(c, &b, &id, &done);
    if (!e) reply_done(r, arena_print(c->a, "/task/bulk/%lld", (long long)id), "bulk.done");
    return e;
}

static const char *what_words(const Ctx *c, const char *what) {
    switch (*what) {
    case 'i': return tr(c, "bulk.issue");
    case 'd': return tr(c, "bulk.extend");
    case 'a': return tr(c, "bulk.answerable");
    case 'p': return tr(c, "bulk.pause");
    default:  return tr(c, "bulk.withdraw");
    }
}

Err bulk_done_page(Ctx *c, Request *r) {
    const BulkRow *b = bulk_get(c, request_id(r));
    if (!b || b->who != c->who) return "http.missing";
    BulkForm v = {.f = request_form(c, r), .row = b, .what = what_words(c, b->what),
                  .undoable = !b->undone && !b->changed && c->now - b->at <= BULK_UNDO_MS};
    reply_page(r, tr(c, "bulk.done.title"), bulk_done_html(c, &v));
    task_trail(c, r, NULL);
    return NULL;
}

Err bulk_undo_post(Ctx *c, Request *r) {
    Err e = bulk_undo(c, request_id(r));
    if (!e) reply_done(r, arena_print(c->a, "/task/bulk/%lld", (long long)request_id(r)),
                       "bulk.done.undone");
    return e;
}
