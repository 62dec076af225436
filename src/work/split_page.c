/* split_page.c - the pages by which a task is cascaded: choose the units, then
 * see and settle what each of them gets.
 *
 * Both are pages that only show, so a choice is an address: "all districts" is a
 * link's work, not a script's. */
#include "work/pages.h"
#include "work/parts.h"

#include <stdlib.h>
#include <string.h>

enum { SPLIT_FEW = 6 }; /* so many are not worth a fold */

static bool named(const Form *f, const char *what, int64_t unit, Ctx *c) {
    return form_ticked(c, f, what, arena_print(c->a, "%lld", (long long)unit));
}

/* Ticked by hand, or by a button: all of a kind, all under one. */
static bool picked(Ctx *c, const Form *f, const Unit *u) {
    const char *pick = form_value(f, "pick");
    if (named(f, "unit", u->id, c)) return true;
    if (!pick) return false;
    if (strncmp(pick, "under.", 6) == 0) return u->parent == strtoll(pick + 6, NULL, 10);
    return strcmp(u->kind, pick) == 0;
}

/* Where folds begin and end.  A fold with a tick inside is open: nobody gives work unseen. */
static void fold(SplitUnit *first) {
    for (SplitUnit *u = first; u; u = u->next) {
        SplitUnit *k = u->next;
        for (; k && k->depth > u->depth; k = k->next) {
            u->under++;
            u->open = u->open || k->ticked;
            if (u->heads && !(k->next && k->next->depth > u->depth)) k->closes++;
        }
        u->open = u->open || u->under <= SPLIT_FEW;
    }
}

/* The units to which the caller may give work, without the one in charge. */
static SplitUnit *units_of(Ctx *c, const Form *f, const Task *t, int *chosen) {
    int64_t    scope[ORG_SCOPES_MAX];
    int        scopes = org_scopes(c, RIGHT_ISSUE, scope), n;
    SplitUnit *first = NULL, **end = &first;
    *chosen = 0;
    for (int s = 0; s < scopes; s++) {
        const Unit *u = units_on(c, c->today, scope[s], &n);
        for (int i = 0; i < n; i++) {
            if (u[i].parent == 0) continue;
            SplitUnit *one = arena_new(c->a, SplitUnit);
            *one = (SplitUnit){.id = u[i].id, .name = u[i].name, .depth = u[i].depth,
                               .heads = i + 1 < n && u[i + 1].depth > u[i].depth,
                               .leads = u[i].id == t->lead,
                               .taken = task_has_child(c, t->id, u[i].id)};
            one->ticked = !one->taken && !one->leads && picked(c, f, &u[i]);
            *chosen += one->ticked;
            *end = one;
            end = &one->next;
        }
    }
    fold(first);
    return first;
}

/* Kinds that occur at least twice: worth a button. */
static const Choice *kind_buttons(Ctx *c, const Task *t) {
    Choice *first = NULL, **end = &first;
    int64_t scope[ORG_SCOPES_MAX];
    int     n = 0, scopes = org_scopes(c, RIGHT_ISSUE, scope);
    const Unit *u = scopes ? units_on(c, c->today, scope[0], &n) : NULL;
    for (const UnitKind *k = unit_kinds; k->name; k++) {
        int count = 0;
        for (int i = 0; i < n; i++) count += u[i].id != t->lead && strcmp(u[i].kind, k->name) == 0;
        if (count < 2) continue;
        *end = choice_new(c, k->name, trf(c, "split.all", V(tr(c, k->label)), V(count)));
        end = &(*end)->next;
    }
    return first;
}

Err split_page(Ctx *c, Request *r) {
    Task *t;
    Form  f = {.typed = r->query};
    Err   e = task_find(c, request_id(r), ACT_SPLIT, &t);
    if (e) return e;
    SplitForm v = {.act = act_form(c, r, t), .kinds = kind_buttons(c, t)};
    v.units = units_of(c, &f, t, &v.chosen);
    reply_page(r, tr(c, "task.do.split"), split_html(c, &v));
    task_trail(c, r, t);
    return NULL;
}

/* ---- The plan ---- */

static const char *value(Ctx *c, const Form *f, const char *what, int64_t unit) {
    const char *s = form_value(f, arena_print(c->a, "%s.%lld", what, (long long)unit));
    return s ? s : "";
}

/* What was typed for each unit; what was not, as it is proposed. */
static Child *kids_of(Ctx *c, const Form *f, const Task *t) {
    Child *first = NULL, **end = &first;
    bool   fresh = !form_value(f, "work");
    for (const Pair *p = f->typed; p; p = p->next) {
        if (strncmp(p->name, "unit.", 5) != 0) continue;
        int64_t     unit = strtoll(p->name + 5, NULL, 10);
        const char *due = value(c, f, "due", unit);
        Child      *k = arena_new(c->a, Child);
        *k = (Child){.lead = unit, .work = fresh ? t->work : form_text(f, "work"),
                     .product = fresh ? t->product : form_text(f, "product"),
                     .due = fresh ? t->due : NULL,
                     .answerable = fresh ? unit_head(c, unit)
                                         : strtoll(value(c, f, "answerable", unit), NULL, 10)};
        if (!fresh && text_day_parse(c, due, &k->due)) k->due = due;
        *end = k;
        end = &k->next;
    }
    return first;
}

static bool issues(const Form *f) { return strcmp(form_text(f, "how"), "draft") != 0; }

static const SplitRow *plan_rows(Ctx *c, const Task *t, const Form *f, const Child *k, bool check) {
    SplitRow *first = NULL, **end = &first;
    for (; k; k = k->next) {
        Err e = check ? split_check(c, t, k, issues(f)) : NULL;
        *end = arena_new(c->a, SplitRow);
        **end = (SplitRow){.unit = k->lead, .name = unit_name(c, k->lead),
                           .due = k->due, .answerable = k->answerable,
                           .people = staff_choices(c, k->lead, tr(c, "task.choose.staff")),
                           .why = e ? tr(c, e) : NULL};
        end = &(*end)->next;
    }
    return first;
}

Err split_plan_page(Ctx *c, Request *r) {
    Choice *issue = choice_new(c, "issue", tr(c, "split.how.issue"));
    Task   *t;
    Err   e = task_find(c, request_id(r), ACT_SPLIT, &t);
    if (e) return e;
    bool        again = r->form.typed != NULL;
    const Form  asked = {.typed = again ? r->form.typed : r->query};
    const Child *kids = kids_of(c, &asked, t);
    SplitForm v = {.act = act_form(c, r, t), .rows = plan_rows(c, t, &asked, kids, again)};
    issue->next = choice_new(c, "draft", tr(c, "split.how.draft"));
    v.ways = issue;
    reply_page(r, tr(c, "split.plan"), split_plan_html(c, &v));
    task_trail(c, r, t);
    return NULL;
}

Err split_post(Ctx *c, Request *r) {
    Task *t;
    Err   e = task_find(c, request_id(r), ACT_SPLIT, &t);
    if (e) return e;
    e = task_split(c, t->id, kids_of(c, &r->form, t), issues(&r->form));
    if (!e) reply_done(r, task_address(c, t->id), "split.done");
    return e;
}
