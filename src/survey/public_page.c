/* public_page.c - the pages on which the public answers, and a trial of them.
 *
 * Nothing is known of who answers: no log-in, no moment, no trace before the end; the answer is
 * stored by whoever is nobody, on a day. */
#include "survey/parts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* What came, worked out before the writer is asked. */
typedef struct Ready {
    FillStep   step;
    Sent   sent;
    Survey *s;
    bool   again; /* it was received before */
    Err    err;
} Ready;

/* ---- found ---- */

static Err find(Ctx *c, Request *r, Survey **s) {
    *s = survey_at(c, request_part(r, "address"));
    return *s && strcmp((*s)->mode, "open") == 0 ? NULL : "http.missing";
}

static const char *at_survey(Ctx *c, const Survey *s) {
    return arena_print(c->a, "/s/%s", s->address);
}

static bool fill_of(Ctx *c, const Survey *s, Fill *f) {
    const VersionRow *v = form_latest(c, s->form);
    const FormUse    *u = v ? form_use(c, v->id) : NULL;
    const char       *act = at_survey(c, s);
    *f = (Fill){.use = u, .form = s->form, .about = s->address, .act = act,
                .media = arena_print(c->a, "%s/media/", act)};
    return u != NULL;
}

static void set_lang(Ctx *c, Request *r, const FillStep *step) {
    if (step->lang < 0) return;
    c->lang = (Lang)step->lang;
    reply_lang(c, r, c->lang == LANG_VI ? "vi" : "en");
}

/* ---- the first page ---- */

static void first_page(Ctx *c, Request *r, const Survey *s, Err err) {
    Err       closed = survey_takes(c, s);
    Fill      f;
    FirstPage p = {.f = request_form(c, r), .s = s, .act = at_survey(c, s),
                   .unit = unit_name(c, s->unit), .err = closed ? closed : err};
    bool there = fill_of(c, s, &f);
    if (!closed && !there) p.err = closed = "survey.form.published";
    p.questions = there ? fill_questions(c, f.use) : 0;
    reply_page(r, s->title, closed ? public_closed_html(c, &p) : public_first_html(c, &p));
}

static Err page(Ctx *c, Request *r) {
    Survey *s;
    Err     e = find(c, r, &s);
    if (!e) first_page(c, r, s, NULL);
    return e;
}

/* ---- a step ---- */

static bool was_received(Ctx *c, const Survey *s, const char *instance) {
    int64_t n = 0;
    Rows    q = db_query(c, "SELECT count(*) FROM submission WHERE survey = $1 AND instance = $2",
                         V(s->id), V(instance));
    while (db_next(&q)) n = row_int(&q, 0);
    return n > 0;
}

static Err take(Ctx *c, Ready *a) {
    XProblems p = {.a = c->a};
    a->again = was_received(c, a->s, a->step.instance);
    if (a->again) return NULL;
    a->sent = (Sent){.channel = "page", .whole = true,
                     .xml = {a->step.xml, strlen(a->step.xml)}};
    Err e = submission_read(c, a->s, &a->sent, &p);
    a->sent.instance = a->step.instance;
    return e;
}

typedef struct Work { Request *r; Ready *a; } Work;

static Err work(Ctx *c, void *arg) {
    Request *r = ((Work *)arg)->r;
    Ready   *a = ((Work *)arg)->a;
    Fill     f;
    Err      e = find(c, r, &a->s);
    if (!e) e = survey_takes(c, a->s);
    if (!e && !fill_of(c, a->s, &f)) e = "survey.form.published";
    if (!e) e = fill_step(c, r, &f, &a->step);
    return !e && a->step.send ? take(c, a) : e;
}

static Err ready(Ctx *c, Request *r) {
    Ready *a = r->ready = arena_new(c->a, Ready);
    a->step.lang = -1;
    if (r->unread) return r->unread;
    return a->err = db_read(c, work, &(Work){r, a});
}

static void lead_on(Ctx *c, Request *r, const Ready *a, bool again) {
    const char *to = arena_print(c->a, "%s/received?code=%s", at_survey(c, a->s),
                                 a->step.instance);
    if (again) reply_done(r, to, "public.again");
    else reply_next(r, to);
}

/* Stored by nobody, at no moment: whoever is signed in here is the public here. */
static Err post(Ctx *c, Request *r) {
    const Ready *a = r->ready;
    int64_t      id;
    bool         again = a->again;
    Err          e = NULL;
    r->alone = true;
    set_lang(c, r, &a->step);
    if (!a->step.send) return reply_page(r, a->s->title, a->step.html), NULL;
    Ctx nobody = *c;
    nobody.who = 0;
    nobody.now = day_number(c->today) * DAY_MS - ZONE_MS;
    if (!again) e = survey_takes(c, survey_get(c, a->s->id));
    if (!e && !again) e = submission_put(&nobody, &a->sent, a->step.files, &id, &again);
    if (e && strcmp(e, "submission.instance.other") == 0) e = NULL, again = true;
    if (!e) lead_on(c, r, a, again);
    return e;
}

/* What was refused: its page with what is wrong, else the page as it was, else the first. */
static Err page_again(Ctx *c, Request *r) {
    Ready  *a = r->ready;
    Survey *s;
    FillStep    step = {.lang = -1};
    Fill    f;
    Err     e = find(c, r, &s), why = r->form.err;
    if (e) return e;
    bool shown = a && a->step.html.s && text_same(a->err, "public.screen.again");
    if (shown) step = a->step;
    else if (!survey_takes(c, s) && !text_same(why, "public.draft.stale") && fill_of(c, s, &f))
        shown = !fill_step(c, r, &f, &step) && step.html.s;
    set_lang(c, r, &step);
    if (!shown) return first_page(c, r, s, why), NULL;
    r->alone = true;
    reply_page(r, s->title, step.html);
    return NULL;
}

static Err received_page(Ctx *c, Request *r) {
    Survey     *s;
    const char *code = request_text(r, "code");
    Err         e = find(c, r, &s);
    if (!e && !was_received(c, s, code)) e = "http.missing";
    if (!e) reply_page(r, s->title, public_done_html(c, code, false));
    return e;
}

/* ---- pictures of labels ---- */

static Err give_media(Ctx *c, Request *r, int64_t version) {
    int64_t file = 0;
    Rows    q = db_query(c, "SELECT file FROM form_media WHERE version = $1 AND name = $2"
                            " AND file IS NOT NULL", V(version), V(request_part(r, "file")));
    while (db_next(&q)) file = row_int(&q, 0);
    return file ? reply_file(c, r, file) : "http.missing";
}

static Err media_page(Ctx *c, Request *r) {
    Survey *s;
    Err     e = find(c, r, &s);
    const VersionRow *v = e ? NULL : form_latest(c, s->form);
    if (!e && (survey_takes(c, s) || !v)) e = "http.missing";
    return e ? e : give_media(c, r, v->id);
}

/* ---- a trial of a version: the same pages, and nothing is stored ---- */

typedef struct Trial { Fill f; const char *title; VersionRow *v; } Trial;

static Err find_trial(Ctx *c, Request *r, Trial *t) {
    const FormRow *form = form_get(c, request_id(r));
    t->v = form ? form_version(c, strtoll(request_part(r, "n"), NULL, 10)) : NULL;
    if (!t->v || t->v->form != form->id) return "http.missing";
    if (!form_may(c, form)) return "http.forbidden";
    const FormUse *u = form_use(c, t->v->id);
    const char *at = arena_print(c->a, "/form/%" PRId64 "/version/%" PRId64, form->id, t->v->id);
    t->title = form->title;
    t->f = (Fill){.use = u, .form = form->id, .act = arena_print(c->a, "%s/preview", at),
                  .about = arena_print(c->a, "trial %s", at), .trial = true,
                  .media = arena_print(c->a, "%s/media/", at)};
    reply_trail(c, r, "/form", tr(c, "form.title"));
    reply_trail(c, r, arena_print(c->a, "/form/%" PRId64, form->id), form->title);
    reply_trail(c, r, at, trf(c, "form.version.of", V(*t->v->version ? t->v->version : "–")));
    return u ? NULL : "http.missing";
}

static Err trial_step(Ctx *c, Request *r) {
    Trial t;
    FillStep  step;
    Err   e = find_trial(c, r, &t);
    if (!e) e = fill_step(c, r, &t.f, &step);
    if (e && strcmp(e, "public.screen.again") != 0) return e;
    set_lang(c, r, &step);
    reply_page(r, t.title, step.send ? public_done_html(c, NULL, true) : step.html);
    return e;
}

/* A refusal rolls nothing back here, for nothing is written: the page says what is wrong. */
static Err trial_post(Ctx *c, Request *r) {
    Err e = trial_step(c, r);
    return e && strcmp(e, "public.screen.again") == 0 ? NULL : e;
}

static Err trial_page(Ctx *c, Request *r) {
    Err why = r->form.err;
    if (why && strcmp(why, "public.draft.stale") == 0) r->form.typed = NULL, r->form.err = NULL;
    return trial_step(c, r);
}

static Err trial_media(Ctx *c, Request *r) {
    Trial t;
    Err   e = find_trial(c, r, &t);
    return e ? e : give_media(c, r, t.v->id);
}

const Route public_routes[] = {
    SHOW("/s/{address}",                   page,          RIGHT_PUBLIC, NULL),
    SEND_FILES_READY("/s/{address}", ready, post,         RIGHT_PUBLIC, page_again),
    SHOW("/s/{address}/received",          received_page, RIGHT_PUBLIC, NULL),
    SHOW("/s/{address}/media/{file}",      media_page,    RIGHT_PUBLIC, NULL),
    SHOW("/form/{id}/version/{n}/preview", trial_page,    RIGHT_SURVEY, NULL),
    SEND_FILES("/form/{id}/version/{n}/preview", trial_post, RIGHT_SURVEY, trial_page),
    SHOW("/form/{id}/version/{n}/media/{file}", trial_media, RIGHT_SURVEY, NULL),
    {0}
};
