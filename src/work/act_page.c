/* act_page.c - the small forms by which something is done to one task. */
#include "work/pages.h"
#include "work/parts.h"

#include "crypt/crypt.h"

#include <math.h>
#include <string.h>

enum { KEY_MAX = 64 }; /* bytes of the key of a report; ours is shorter */

static const char *typed(const Request *r, const char *name) { return form_text(&r->form, name); }

static Err done(Ctx *c, Request *r, Err e, const char *notice) {
    if (!e) reply_done(r, task_address(c, request_id(r)), notice);
    return e;
}

static Err show(Ctx *c, Request *r, const Task *t, const char *title, Html body) {
    reply_page(r, tr(c, title), body);
    task_trail(c, r, t);
    return NULL;
}

static const char *aim_of(Ctx *c, const Task *t) {
    return trf(c, "task.effect.target", V(t->indicator), V(figure_words(c, t->target)),
               V(t->measure));
}

static const char *effect_of(Ctx *c, const Task *t) {
    if (!text_blank(t->product)) return t->product;
    return isnan(t->target) ? NULL : aim_of(c, t);
}

ActForm act_form(Ctx *c, Request *r, const Task *t) {
    return (ActForm){.f = request_form(c, r), .t = t, .back = task_address(c, t->id),
                     .lead = unit_name(c, t->lead), .effect = effect_of(c, t), .action = r->path};
}

/* One choice after another: value, key of its text. */
static const Choice *choices(Ctx *c, const char *const (*rows)[2]) {
    Choice *first = NULL, **end = &first;
    for (; (*rows)[0]; rows++) {
        *end = choice_new(c, (*rows)[0], tr(c, (*rows)[1]));
        end = &(*end)->next;
    }
    return first;
}

/* ---- Report ---- */

/* The units for which one may speak: the lead first. */
static const Choice *report_units(Ctx *c, const Task *t) {
    Choice *first = NULL, **end = &first;
    if (org_may(c, RIGHT_REPORT, t->lead)) {
        *end = choice_new(c, arena_print(c->a, "%lld", (long long)t->lead), unit_name(c, t->lead));
        end = &(*end)->next;
    }
    for (const Partner *p = task_partners(c, t->id); p; p = p->next) {
        if (!org_may(c, RIGHT_REPORT, p->unit)) continue;
        *end = choice_new(c, arena_print(c->a, "%lld", (long long)p->unit),
                          trf(c, "progress.unit.partner", V(unit_name(c, p->unit))));
        end = &(*end)->next;
    }
    return first;
}

Err report_page(Ctx *c, Request *r) {
    Task *t;
    Err   e = task_find(c, request_id(r), ACT_REPORT, &t);
    if (e) return e;
    ActForm v = act_form(c, r, t);
    v.key = *typed(r, "key") ? typed(r, "key") : crypt_token(c->a);
    v.units = report_units(c, t);
    v.said = arena_print(c->a, "%lld", (long long)t->said);
    v.final = task_children_done(c, t->id) ? "1" : "";
    if (!isnan(t->target)) v.hint = aim_of(c, t);
    return show(c, r, t, "progress.title", task_report_html(c, &v));
}

/* The files that came with the form are evidence, once it is not refused. */
static Err keep_files(Ctx *c, const Request *r, Report *p) {
    int64_t *ids;
    int      n = 0;
    Err      e = NULL;
    for (const Upload *u = r->uploads; u; u = u->next) n++;
    p->files = ids = arena_take(c->a, (size_t)(n + 1) * sizeof *ids);
    for (const Upload *u = r->uploads; u && !e; u = u->next)
        e = upload_keep(c, u, &ids[p->nfiles++]);
    return e;
}

Err report_post(Ctx *c, Request *r) {
    int64_t id;
    Report  p = {.unit = form_number(&r->form, "unit"), .figure = NAN, .words = typed(r, "words"),
                 .final = *typed(r, "final"), .key = typed(r, "key"),
                 .address = typed(r, "address")};
    if (!text_blank(typed(r, "said")) && text_int_parse(c, typed(r, "said"), &p.said))
        return "progress.said.range";
    if (!text_blank(typed(r, "figure")) && text_real_parse(c, typed(r, "figure"), &p.figure))
        return "progress.figure.bad";
    if (r->program && text_blank(p.key)) p.key = crypt_token(c->a); /* it names its requests */
    if (text_blank(p.key) || strlen(p.key) > KEY_MAX) return "http.malformed";
    Err e = keep_files(c, r, &p);
    return e ? e : done(c, r, task_report(c, request_id(r), &p, &id),
                p.final ? "progress.done.final" : "progress.done");
}

/* ---- Judge ---- */

static const ReportView *waiting_view(Ctx *c, const Task *t) {
    const Progress *p = task_waiting(c, t);
    if (!p) return NULL;
    ReportView *v = arena_new(c->a, ReportView);
    *v = (ReportView){.p = p, .unit = unit_name(c, p->unit), .who = staff_name(c, p->who),
                      .figure = isnan(p->figure) ? NULL : figure_words(c, p->figure)};
    return v;
}

Err judge_page(Ctx *c, Request *r) {
    static const char *const shown[][2] = {
        {"full", "task.shown.full"}, {"part", "task.shown.part"}, {"none", "task.shown.none"},
        {"against", "task.shown.against"}, {NULL, NULL}};
    static const char *const final[][2] = {
        {"accepted", "judge.accept"}, {"returned", "judge.return"}, {NULL, NULL}};
    static const char *const interim[][2] = {
        {"accepted", "judge.note"}, {"returned", "judge.return"}, {NULL, NULL}};
    Task *t;
    Err   e = task_find(c, request_id(r), ACT_JUDGE, &t);
    if (e) return e;
    ActForm v = act_form(c, r, t);
    v.report = waiting_view(c, t);
    v.shown = choices(c, shown);
    v.verdicts = choices(c, v.report && v.report->p->final ? final : interim);
    return show(c, r, t, "judge.title", task_judge_html(c, &v));
}

Err judge_post(Ctx *c, Request *r) {
    const Judgement j = {form_number(&r->form, "progress"), typed(r, "verdict"), typed(r, "shown"),
                         typed(r, "reason")};
    return done(c, r, task_judge(c, request_id(r), &j),
                strcmp(j.verdict, "returned") == 0 ? "judge.done.returned" : "judge.done");
}

/* ---- More time ---- */

/* Who may give time gives it, who may not asks for it. */
static Err find_extended(Ctx *c, int64_t id, Task **t, bool *gives) {
    Err e = task_find(c, id, ACT_EXTEND, t);
    *gives = !e;
    return e && strcmp(e, "http.forbidden") == 0 ? task_find(c, id, ACT_ASK, t) : e;
}

Err extend_page(Ctx *c, Request *r) {
    Task *t;
    bool  gives;
    Err   e = find_extended(c, request_id(r), &t, &gives);
    if (e) return e;
    ActForm v = act_form(c, r, t);
    v.gives = gives;
    return show(c, r, t, gives ? "extend.give" : "extend.ask", task_extend_html(c, &v));
}

Err extend_post(Ctx *c, Request *r) {
    Task   *t;
    bool    gives;
    int64_t id;
    const char *day;
    Err e = find_extended(c, request_id(r), &t, &gives);
    if (!e && gives) e = typed_day(c, &r->form, "granted", "extension.granted.missing", &day);
    if (!e && !gives) e = typed_day(c, &r->form, "wanted", "extension.wanted.missing", &day);
    if (e) return e;
    if (!gives) return done(c, r, extension_ask(c, t->id, day, typed(r, "reason")),
                            "extend.done.asked");
    return done(c, r, extension_give(c, t->id, day, typed(r, "reason"), &id), "extend.done");
}

Err decide_page(Ctx *c, Request *r) {
    static const char *const verdicts[][2] = {
        {"granted", "decide.grant"}, {"refused", "decide.refuse"}, {NULL, NULL}};
    Task *t;
    Err   e = task_find(c, request_id(r), ACT_EXTEND, &t);
    if (e) return e;
    ActForm v = act_form(c, r, t);
    v.asked = task_extensions(c, t->id);
    if (v.asked && v.asked->decided) v.asked = NULL;
    v.asker = v.asked ? staff_name(c, v.asked->who) : "";
    v.verdicts = choices(c, verdicts);
    return show(c, r, t, "decide.title", task_decide_html(c, &v));
}

Err decide_post(Ctx *c, Request *r) {
    const char *day;
    bool yes = strcmp(typed(r, "verdict"), "granted") == 0;
    if (!yes && strcmp(typed(r, "verdict"), "refused") != 0) return "extension.verdict.missing";
    Err e = typed_day(c, &r->form, "granted", "extension.granted.missing", &day);
    if (!e && yes && !day) e = "extension.granted.missing";
    if (e) return e;
    return done(c, r, extension_decide(c, request_id(r), form_number(&r->form, "asked"),
                                      yes ? day : NULL, typed(r, "answer")),
                yes ? "extend.done" : "decide.done");
}

/* ---- With a reason ---- */

static Err reason_page(Ctx *c, Request *r, TaskAct act, const char *title, const char *what) {
    Task *t;
    Err   e = task_find(c, request_id(r), act, &t);
    if (e) return e;
    ActForm v = act_form(c, r, t);
    v.reasons = act != ACT_DROP && act != ACT_RESUME;
    v.what = tr(c, what);
    v.verb = tr(c, title);
    if (act == ACT_RESUME) {
        v.due = resume_due(c, t);
        v.hint = trf(c, "resume.hint", V(workdays_between(c, t->paused, c->today)),
                     V(text_day(c, t->paused)), V(text_day(c, t->due)));
    }
    return show(c, r, t, title, task_reason_html(c, &v));
}

Err pause_page(Ctx *c, Request *r) {
    return reason_page(c, r, ACT_PAUSE, "task.do.pause", "task.pause.why");
}

Err pause_post(Ctx *c, Request *r) {
    return done(c, r, task_pause(c, request_id(r), typed(r, "reason")), "task.done.paused");
}

Err withdraw_page(Ctx *c, Request *r) {
    return reason_page(c, r, ACT_WITHDRAW, "task.do.withdraw", "task.withdraw.why");
}

Err withdraw_post(Ctx *c, Request *r) {
    return done(c, r, task_withdraw(c, request_id(r), typed(r, "reason")), "task.done.withdrawn");
}

Err reopen_page(Ctx *c, Request *r) {
    return reason_page(c, r, ACT_REOPEN, "task.do.reopen", "task.reopen.why");
}

Err reopen_post(Ctx *c, Request *r) {
    return done(c, r, task_reopen(c, request_id(r), typed(r, "reason")), "task.done.reopened");
}

Err resume_page(Ctx *c, Request *r) {
    return reason_page(c, r, ACT_RESUME, "task.do.resume", "task.resume.why");
}

Err resume_post(Ctx *c, Request *r) {
    const char *day;
    Err e = typed_day(c, &r->form, "due", "task.due.bad", &day);
    return e ? e : done(c, r, task_resume(c, request_id(r), day), "task.done.resumed");
}

Err drop_page(Ctx *c, Request *r) {
    return reason_page(c, r, ACT_DROP, "task.do.drop", "task.drop.why");
}

Err drop_post(Ctx *c, Request *r) {
    Err e = task_drop(c, request_id(r));
    if (!e) reply_done(r, "/task", "task.done.dropped");
    return e;
}

/* ---- Partners, series ---- */

Err partner_page(Ctx *c, Request *r) {
    Task *t;
    Err   e = task_find(c, request_id(r), ACT_EDIT, &t);
    if (e && strcmp(e, "task.stage.other") == 0) e = task_find(c, request_id(r), ACT_CORRECT, &t);
    if (e) return e;
    ActForm v = act_form(c, r, t);
    v.units = unit_choices(c, 0, tr(c, "task.choose.unit"));
    return show(c, r, t, "task.partner.add", task_partner_html(c, &v));
}

Err partner_post(Ctx *c, Request *r) {
    Partner p = {.unit = form_number(&r->form, "unit"), .product = typed(r, "product")};
    Err e = typed_day(c, &r->form, "due", "partner.due.missing", &p.due);
    return e ? e : done(c, r, partner_add(c, request_id(r), &p), "task.done.partner");
}

Err unpartner_post(Ctx *c, Request *r) {
    return done(c, r, partner_drop(c, request_id(r), form_number(&r->form, "unit")),
                "task.done.unpartner");
}

Err series_page(Ctx *c, Request *r) {
    static const char *const every[][2] = {
        {"week", "series.week"}, {"month", "series.month"}, {"quarter", "series.quarter"},
        {"year", "series.year"}, {NULL, NULL}};
    Task *t;
    Err   e = task_find(c, request_id(r), ACT_REPEAT, &t);
    if (e) return e;
    ActForm v = act_form(c, r, t);
    v.series = t->series ? series_get(c, t->series) : NULL;
    v.every = v.series ? every_words(c, v.series->every) : NULL;
    v.verdicts = choices(c, every);
    return show(c, r, t, "task.do.series", task_series_html(c, &v));
}

Err series_post(Ctx *c, Request *r) {
    const char *until;
    if (*typed(r, "stop"))
        return done(c, r, series_stop(c, request_id(r)), "series.done.stopped");
    Err e = typed_day(c, &r->form, "until", "series.until.missing", &until);
    return e ? e : done(c, r, series_start(c, request_id(r), typed(r, "every"), until),
                        "series.done");
}
