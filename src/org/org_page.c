/* org_page.c - the home page, and the form by which an office comes to be. */
#include "org/parts.h"

#include "crypt/crypt.h"
#include "text/text.h"

static Err setup_page(Ctx *c, Request *r) {
    if (org_ready(c)) reply_next(r, "/");
    else reply_page(r, tr(c, "setup.title"), setup_html(c, request_form(c, r)));
    return NULL;
}

static Err setup_checked(Ctx *c, void *arg) {
    const Request *r = arg;
    const Setup   *s = r->ready;
    Err            e = setup_check(c, s);
    return e ? e : account_word_check(c, s->login, s->person, &r->form);
}

/* Whoever has no code cannot make us hash. */
static Err setup_ready(Ctx *c, Request *r) {
    const Form *f = &r->form;
    Setup      *s = r->ready = arena_new(c->a, Setup);
    *s = (Setup){.code = form_value(f, "code"), .name = form_value(f, "name"),
                 .place = form_value(f, "place"), .unit = form_value(f, "unit"),
                 .person = form_value(f, "person"), .login = form_value(f, "login")};
    Err e = db_read(c, setup_checked, r);
    if (!e) s->stored = password_hash(c->a, form_value(f, "password"));
    return e;
}

static Err setup_post(Ctx *c, Request *r) {
    int64_t staff = 0;
    char   *secret;
    Err     e = setup_office(c, r->ready, &staff);
    if (!e) e = session_make(c, staff, SESSION_WHOLE, session_device(c, r->agent), &secret);
    if (e) return e;
    reply_session(c, r, secret);
    reply_next(r, ACCOUNT_SECOND);
    return NULL;
}

const Route org_routes[] = {
    SHOW("/setup", setup_page, RIGHT_PUBLIC, NULL),
    SEND_READY("/setup", setup_ready, setup_post, RIGHT_PUBLIC, setup_page),
    {0}
};
