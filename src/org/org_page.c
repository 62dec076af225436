/* org_page.c - the home page, and the form by which an office comes to be. */
#include "org/org.h"

#include "text/text.h"

static Err setup_page(Ctx *c, Request *r) {
    if (org_ready(c)) reply_next(r, "/");
    else reply_page(r, tr(c, "setup.title"), setup_html(c, request_form(c, r)));
    return NULL;
}

static Err setup_post(Ctx *c, Request *r) {
    const Form *f = &r->form;
    const Setup s = {form_value(f, "code"), form_value(f, "name"), form_value(f, "place")};
    Err e = setup_office(c, &s);
    if (!e) reply_next(r, "/");
    return e;
}

static Err home_page(Ctx *c, Request *r) {
    if (org_ready(c)) reply_page(r, tr(c, "home.title"), home_html(c, text_day(c, c->today)));
    else reply_next(r, "/setup");
    return NULL;
}

const Route org_routes[] = {
    SHOW("/",      home_page,  RIGHT_PUBLIC, "home.title"),
    SHOW("/setup", setup_page, RIGHT_PUBLIC, NULL),
    SEND("/setup", setup_post, RIGHT_PUBLIC, setup_page),
    {0}
};
