/* login_page.c - what is open to whoever is not signed in: coming in, by one or
 * two steps, by a one-time link; and going. */
#include "org/parts.h"

#include "crypt/crypt.h"

#include <string.h>

/* The page to go to afterwards, carried from step to step. */
static const char *back_of(const Request *r) {
    const char *typed = form_value(&r->form, "back");
    return request_back(typed ? typed : request_query(r, "back"));
}

static Err login_page(Ctx *c, Request *r) {
    if (!org_ready(c)) reply_next(r, "/setup");
    else if (c->who) reply_next(r, back_of(r));
    else reply_page(r, tr(c, "login.title"), login_html(c, request_form(c, r), back_of(r)));
    return NULL;
}

static Err login_ready(Ctx *c, Request *r) {
    LoginTry *t = r->ready = arena_new(c->a, LoginTry);
    return login_try(c, form_value(&r->form, "login"), form_value(&r->form, "password"), t);
}

/* Whoever was signed in with this browser is not any more; the cookie is new, so
 * one that somebody else has put there is worth nothing. */
static Err let_in(Ctx *c, Request *r, const Login *in, const char *next) {
    Err e = session_leave(c, r->session);
    reply_session(c, r, in->secret);
    if (in->lang && *in->lang) reply_lang(c, r, in->lang);
    reply_next(r, next);
    return e;
}

static Err login_post(Ctx *c, Request *r) {
    Login in;
    Buf   step = {.a = c->a};
    Err   e = login_enter(c, r->ready, session_device(c, r->agent), &in);
    if (e) return e;
    if (in.refused) return reply_refused(c, r, in.refused, login_page);
    if (in.stage != SESSION_CODE) return let_in(c, r, &in, back_of(r));
    buf_text(&step, "/login/code?back=");
    html_part(&step, V(back_of(r)));
    return let_in(c, r, &in, step.s);
}

static Err code_page(Ctx *c, Request *r) {
    Session s;
    bool    waits = session_find(c, r->session, &s) && s.stage == SESSION_CODE;
    if (!waits) reply_next(r, "/login");
    else reply_page(r, tr(c, "second.title"), login_code_html(c, request_form(c, r), back_of(r)));
    return NULL;
}

/* Who runs out of recovery codes is told while the phone is still at hand. */
static Err code_post(Ctx *c, Request *r) {
    Login   in;
    Account a;
    Err     e = login_second(c, r->session, form_value(&r->form, "code"),
                             session_device(c, r->agent), &in);
    if (e) return e;
    if (!in.refused) {
        e = let_in(c, r, &in, back_of(r));
        if (!e && account_of(c, in.staff, &a) && a.codes <= RECOVERY_FEW)
            reply_done(r, back_of(r), "account.codes.few");
        return e;
    }
    if (in.staff) return reply_refused(c, r, in.refused, code_page);
    reply_done(r, "/login", in.refused); /* the first step is too long ago */
    return NULL;
}

/* Public, because a session that lacks the second factor may also end itself. */
static Err logout_post(Ctx *c, Request *r) {
    Err e = session_leave(c, r->session);
    reply_session(c, r, NULL);
    reply_done(r, "/login", "login.left");
    return e;
}

/* ---- the one-time link ---- */

static Err invite_page(Ctx *c, Request *r) {
    Account     a;
    const char *token = request_part(r, "token");
    if (!account_by_link(c, token, &a)) return "invite.token.void";
    reply_page(r, tr(c, "invite.title"), invite_html(c, request_form(c, r), &a, token));
    return NULL;
}

static Err check_invited(Ctx *c, void *arg) {
    const Request *r = arg;
    Account        a;
    if (!account_by_link(c, request_part(r, "token"), &a)) return "invite.token.void";
    return account_word_check(c, a.login, a.name, &r->form);
}

static Err invite_ready(Ctx *c, Request *r) {
    Err e = db_read(c, check_invited, r);
    if (!e) r->ready = password_hash(c->a, form_value(&r->form, "password"));
    return e;
}

static Err invite_post(Ctx *c, Request *r) {
    Login in;
    Err   e = account_claim(c, request_part(r, "token"), r->ready, session_device(c, r->agent),
                            &in);
    return e ? e : let_in(c, r, &in, "/");
}

const Route login_routes[] = {
    SHOW("/login",               login_page,  RIGHT_PUBLIC, NULL),
    SEND_READY("/login",         login_ready, login_post, RIGHT_PUBLIC, login_page),
    SHOW("/login/code",          code_page,   RIGHT_PUBLIC, NULL),
    SEND("/login/code",          code_post,   RIGHT_PUBLIC, code_page),
    SEND("/logout",              logout_post, RIGHT_PUBLIC, NULL),
    SHOW("/invite/{token}",      invite_page, RIGHT_PUBLIC, NULL),
    SEND_READY("/invite/{token}", invite_ready, invite_post, RIGHT_PUBLIC, invite_page),
    {0}
};
