/* app_send.c - an answer from the app: one field "xml", its files under their own names.
 *
 * The app asks for a fresh token before each, so a phone that was away for days sends as if it
 * had never left; and it reads the reply as JSON, also of a refusal, for it has to tell its
 * owner what became of the answer, which it keeps until it is acknowledged. */
#include "survey/app.h"
#include "survey/parts.h"

#include <inttypes.h>
#include <string.h>

typedef struct Sending { Request *r; Survey *s; Sent x; } Sending;

/* A visit is named only if it is of this person: else the answer stands without one. */
static const char *visit_named(Ctx *c, const Survey *s, const char *number) {
    const char *found = NULL;
    Rows        q = db_query(c, "SELECT number FROM visit WHERE survey = $1 AND number = $2"
                                " AND staff = $3", V(s->id), V(number), V(c->who));
    while (db_next(&q)) found = row_text(&q, 0);
    return found;
}

static Err may_send(Ctx *c, const Survey *s) {
    if (!s) return "app.survey.missing";
    return interviewer_is(c, s->id, c->who) ? NULL : "app.survey.other";
}

static Err read_sending(Ctx *c, void *arg) {
    Sending    *t = arg;
    const Form *f = &t->r->form;
    const char *xml = form_text(f, "xml");
    XProblems   p = {.a = c->a};
    t->s = survey_get(c, form_number(f, "survey"));
    Err e = may_send(c, t->s);
    if (e) return e;
    t->x = (Sent){.staff = c->who, .channel = "app", .xml = {xml, strlen(xml)},
                  .number = visit_named(c, t->s, form_text(f, "number")),
                  .whole = *form_text(f, "more") != '1'};
    return submission_read(c, t->s, &t->x, &p);
}

Err app_send_ready(Ctx *c, Request *r) {
    Sending *t = r->ready = arena_new(c->a, Sending);
    t->r = r;
    return r->unread ? r->unread : db_read(c, read_sending, t);
}

/* The survey may have been closed, the interviewer taken off it, since it was read. */
Err app_send_post(Ctx *c, Request *r) {
    Sending *t = r->ready;
    int64_t  id;
    bool     again;
    Survey  *s = survey_get(c, t->x.survey);
    Err      e = may_send(c, s);
    if (!e) e = survey_takes(c, s);
    if (!e) e = submission_put(c, &t->x, r->uploads, &id, &again);
    if (e) return e;
    Buf b = {.a = c->a};
    buf_text(&b, "{\"id\":");
    json_text_put(&b, t->x.instance);
    buf_print(&b, ",\"at\":%" PRId64 ",\"again\":%s,\"wrong\":%d}", c->now,
              again ? "true" : "false", t->x.wrong);
    reply_text(r, "application/json; charset=utf-8", b.s);
    return NULL;
}

Err app_refused_page(Ctx *c, Request *r) {
    Buf b = {.a = c->a};
    Err e = r->form.err ? r->form.err : "http.malformed";
    buf_text(&b, "{\"error\":");
    json_text_put(&b, e);
    buf_text(&b, ",\"words\":");
    json_text_put(&b, tr(c, e));
    buf_text(&b, "}");
    reply_text(r, "application/json; charset=utf-8", b.s);
    return NULL;
}
