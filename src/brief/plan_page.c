/* plan_page.c - which briefs begin by themselves, who finishes them, who gets them. */
#include "brief/brief.h"

#include "text/text.h"

#include <inttypes.h>

static Err list_page(Ctx *c, Request *r) {
    PlanPage  p = {.form = request_form(c, r), .missed = plan_missed(c),
                   .kinds = brief_kind_choices(c, true), .units = brief_unit_choices(c),
                   .langs = brief_lang_choices(c)};
    PlanRow **end = (PlanRow **)&p.rows;
    for (const BriefPlan *b = plan_list(c); b; b = b->next) {
        Period q = period_of(c->a, b->kind, c->today);
        if (!org_may(c, RIGHT_VIEW, b->unit)) continue;
        *end = arena_new(c->a, PlanRow);
        **end = (PlanRow){.plan = b, .unit = unit_name(c, b->unit),
                          .next = plan_deadline(c, b, q)};
        end = &(*end)->next_row;
    }
    reply_trail(c, r, "/brief", tr(c, "brief.list"));
    reply_page(r, tr(c, "plan.title"), plan_list_html(c, &p));
    return NULL;
}

static const char *address(Ctx *c, int64_t id) {
    return arena_print(c->a, "/brief/plan/%" PRId64, id);
}

static Err add_post(Ctx *c, Request *r) {
    const Form *f = &r->form;
    BriefPlan   p = {.kind = brief_kind(form_text(f, "kind")), .unit = form_number(f, "unit"),
                     .days = form_number(f, "days"),
                     .lang = text_same(form_text(f, "lang"), "en") ? LANG_EN : LANG_VI};
    Err e = plan_add(c, &p, form_text(f, "login"));
    if (!e) reply_done(r, address(c, p.id), "plan.done");
    return e;
}

static Err find(Ctx *c, const Request *r, BriefPlan **out) {
    *out = plan_get(c, request_id(r));
    return *out && !(*out)->ended && org_may(c, RIGHT_ISSUE, (*out)->unit) ? NULL : "http.missing";
}

static Err one_page(Ctx *c, Request *r) {
    BriefPlan *p;
    Err        e = find(c, r, &p);
    if (e) return e;
    PlanView v = {.form = request_form(c, r), .plan = p, .unit = unit_name(c, p->unit),
                  .readers = brief_readers(c, p->id, 0), .roles = brief_role_choices(c)};
    reply_trail(c, r, "/brief", tr(c, "brief.list"));
    reply_trail(c, r, "/brief/plan", tr(c, "plan.title"));
    reply_page(r, tr(c, p->kind->label), plan_html(c, &v));
    return NULL;
}

static Err end_post(Ctx *c, Request *r) {
    Err e = plan_end(c, request_id(r));
    if (!e) reply_done(r, "/brief/plan", "plan.ended");
    return e;
}

static Err reader_post(Ctx *c, Request *r) {
    BriefPlan *p;
    Err        e = find(c, r, &p);
    if (!e) e = reader_add(c, p->id, 0, form_text(&r->form, "login"), form_text(&r->form, "role"));
    if (!e) reply_done(r, address(c, p->id), "reader.done");
    return e;
}

static Err unreader_post(Ctx *c, Request *r) {
    BriefPlan *p;
    Err        e = find(c, r, &p);
    if (!e) e = reader_drop(c, p->id, 0, form_number(&r->form, "reader"));
    if (!e) reply_done(r, address(c, p->id), "reader.dropped");
    return e;
}

const Route plan_routes[] = {
    SHOW("/brief/plan",               list_page,     RIGHT_ISSUE, NULL),
    SEND("/brief/plan",               add_post,      RIGHT_ISSUE, list_page),
    SHOW("/brief/plan/{id}",          one_page,      RIGHT_ISSUE, NULL),
    SEND("/brief/plan/{id}/end",      end_post,      RIGHT_ISSUE, one_page),
    SEND("/brief/plan/{id}/reader",   reader_post,   RIGHT_ISSUE, one_page),
    SEND("/brief/plan/{id}/unreader", unreader_post, RIGHT_ISSUE, one_page),
    {0}
};
