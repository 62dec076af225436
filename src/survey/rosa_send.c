/* rosa_send.c - what a phone sends.
 *
 * The answer is read and checked before the writer is asked; its files are in the store
 * already.  A phone that had no reply sends the same again, and one whose files do not fit
 * into one request sends the XML with each of them: all that is one answer. */
#include "survey/rosa.h"

#include <stdio.h>
#include <string.h>

/* Before it sends, a phone asks how much it may; and finds out whether it is known. */
static Err ask_page(Ctx *c, Request *r) {
    if (strcmp(r->method, "HEAD") != 0) return "http.method";
    reply_text(r, "text/xml; charset=utf-8", "");
    r->reply.status = 204;
    rosa_header(c, r, "X-OpenRosa-Accept-Content-Length",
                arena_print(c->a, "%d", ROSA_REQUEST_MAX));
    return NULL;
}

/* Whether the survey is open is asked in the writer: what is here already may come again
 * after its close, for a phone that had no reply sends until it has one. */
static Err read_sent(Ctx *c, void *arg) {
    Sent     *x = arg;
    XHead     head;
    Survey   *s = NULL;
    XProblems p = {.a = c->a};
    Err       e = xform_head(c, x->xml, &head);
    if (!e) e = survey_of_form(c, x->staff, head.form, &s);
    if (e) return e;
    return submission_look(c, s, x, &p);
}

static Err send_ready(Ctx *c, Request *r) {
    Sent       *x = r->ready = arena_new(c->a, Sent);
    const char *more = form_value(&r->form, "*isIncomplete*");
    if (!r->body.p) return "rosa.xml.missing";
    *x = (Sent){.staff = c->who, .channel = "collect", .xml = r->body,
                  .whole = !more || strcmp(more, "yes") != 0};
    return db_read(c, read_sent, x);
}

static Err send_post(Ctx *c, Request *r) {
    const Sent *x = r->ready;
    int64_t     id;
    bool        again;
    Err         e = submission_take(c, x, r->uploads, &id, &again);
    if (e) return e;
    rosa_say(c, r, x->whole ? 201 : 202, "submit_success",
             tr(c, x->whole ? "rosa.sent" : "rosa.sent.more"));
    return NULL;
}

const Route rosa_send_routes[] = {
    SHOW("/submission", ask_page, RIGHT_COLLECT, NULL),
    SEND_FILES_READY("/submission", send_ready, send_post, RIGHT_COLLECT, NULL),
    {0}
};
