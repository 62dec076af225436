/* account_page.c - one's own account: posts, password, second factor, sessions.
 *
 * What would let a stranger stay, at a desk that was left for a minute, asks for
 * the password or a code again, and counts the failures as a log-in does. */
#include "org/parts.h"

#include "config/config.h"
#include "crypt/crypt.h"

#include <string.h>

/* What was found before the transaction. */
typedef struct Checked {
    bool     asked;  /* for the password there is */
    LoginTry old;    /* that one */
    char    *stored; /* the new one, hashed; NULL if none was asked for */
} Checked;

static Account mine(Ctx *c) {
    Account a;
    if (!account_of(c, c->who, &a)) fatal("somebody is signed in without an account");
    return a;
}

static int64_t this_session(Ctx *c, const Request *r) {
    Session s;
    return session_find(c, r->session, &s) ? s.id : 0;
}

const Choice *account_langs(const Ctx *c) {
    Choice *all = arena_take(c->a, 3 * sizeof *all);
    all[0] = (Choice){.value = "", .text = tr(c, "account.lang.any"), .next = &all[1]};
    all[1] = (Choice){.value = "vi", .text = "Tiếng Việt", .next = &all[2]};
    all[2] = (Choice){.value = "en", .text = "English"};
    return all;
}

static Err account_page(Ctx *c, Request *r) {
    const Form   *f = request_form(c, r);
    const Account a = mine(c);
    Html sessions = account_sessions_html(c, f, sessions_of(c, c->who), this_session(c, r),
                                          "/account/sessions");
    reply_page(r, tr(c, "account.title"), account_html(c, f, &a, roles_shown(c, c->who), sessions));
    return NULL;
}

static Err lang_post(Ctx *c, Request *r) {
    const char *lang = form_value(&r->form, "lang");
    Err         e = account_lang(c, c->who, lang);
    if (e) return e;
    if (*lang) reply_lang(c, r, lang);
    reply_done(r, "/account", "account.saved");
    return NULL;
}

static Err sessions_post(Ctx *c, Request *r) {
    int64_t id = form_number(&r->form, "session");
    Err     e = id ? session_end(c, c->who, id) : sessions_end(c, c->who, this_session(c, r));
    if (!e) e = account_note(c, c->who, "account.deed.ended");
    if (!e) reply_done(r, "/account", "session.ended");
    return e;
}

/* ---- the password ---- */

static Err password_page(Ctx *c, Request *r) {
    const Account a = mine(c);
    reply_trail(c, r, "/account", tr(c, "account.title"));
    reply_page(r, tr(c, "account.password.change"),
               account_password_html(c, request_form(c, r), &a));
    return NULL;
}

typedef struct Look { const Request *r; Account a; Err (*check)(Ctx *, const Account *,
                                                                const Request *); } Look;

static Err look(Ctx *c, void *arg) {
    Look *l = arg;
    l->a = mine(c);
    return l->check ? l->check(c, &l->a, l->r) : NULL;
}

static Err check_word(Ctx *c, const Account *a, const Request *r) {
    return account_word_check(c, a->login, a->name, &r->form);
}

/* The present password, slowly, as at a log-in. */
static Err try_old(Ctx *c, Request *r, const Account *a) {
    Checked *k = r->ready;
    k->asked = true;
    return login_try(c, a->login, form_value(&r->form, "passwordold"), &k->old);
}

static Err password_ready(Ctx *c, Request *r) {
    Look     l = {.r = r, .check = check_word};
    Checked *k = r->ready = arena_new(c->a, Checked);
    Err      e = db_read(c, look, &l);
    if (!e) e = try_old(c, r, &l.a);
    if (!e && k->old.right) k->stored = password_hash(c->a, form_value(&r->form, "password"));
    return e;
}

/* Was the present password right?  If not, *shown: the page says so already. */
static Err confirm_old(Ctx *c, Request *r, Handler *page, bool *shown) {
    Login          in;
    const Checked *k = r->ready;
    *shown = false;
    if (!k->asked) return NULL;
    Err e = login_confirm(c, &k->old, &in);
    if (e || !in.refused) return e;
    *shown = true;
    bool wait = strcmp(in.refused, "login.login.wait") == 0;
    return reply_refused(c, r, wait ? "account.passwordold.wait" : "account.passwordold.wrong",
                         page);
}

static Err password_post(Ctx *c, Request *r) {
    bool shown;
    Err  e = confirm_old(c, r, password_page, &shown);
    if (e || shown) return e;
    e = account_password(c, c->who, ((Checked *)r->ready)->stored, this_session(c, r));
    if (!e) reply_done(r, "/account", "account.password.done");
    return e;
}

/* ---- the second factor ---- */

static Err second_page(Ctx *c, Request *r) {
    Session       s;
    const Account a = mine(c);
    const char   *office = config_text(c, "office.name");
    if (!session_find(c, r->session, &s) || !s.seed) return "http.forbidden";
    if (!r->caller.confined) reply_trail(c, r, "/account", tr(c, "account.title"));
    const char *uri = totp_uri(c->a, s.seed, office ? office : "Nắm Rõ", a.login);
    reply_page(r, tr(c, "account.second"),
               account_second_html(c, request_form(c, r), a.second, uri,
                                   totp_text(c->a, s.seed)));
    return NULL;
}

static Err second_ready(Ctx *c, Request *r) {
    Look l = {.r = r};
    r->ready = arena_new(c->a, Checked);
    Err e = db_read(c, look, &l);
    return e || !l.a.second ? e : try_old(c, r, &l.a);
}

static void show_codes(Ctx *c, Request *r, char *const *codes) {
    const Account a = mine(c);
    reply_page(r, tr(c, "codes.title"), account_codes_new_html(c, a.login, codes));
}

/* All sessions end, so this browser gets a new one, which has the second factor. */
static Err second_post(Ctx *c, Request *r) {
    Session s;
    char   *codes[RECOVERY_CODES], *secret;
    bool    shown;
    Err     e = confirm_old(c, r, second_page, &shown);
    if (e || shown) return e;
    if (mine(c).second && !((Checked *)r->ready)->asked) return "db.conflict"; /* a moment ago */
    if (!session_find(c, r->session, &s) || !s.seed) return "http.forbidden";
    e = second_set(c, &s, form_value(&r->form, "code"), codes);
    if (!e) e = session_make(c, c->who, SESSION_SECOND, s.device, &secret);
    if (e) return e;
    reply_session(c, r, secret);
    r->session = secret; /* for the forms of this page */
    show_codes(c, r, codes);
    return NULL;
}

static Err codes_page(Ctx *c, Request *r) {
    reply_trail(c, r, "/account", tr(c, "account.title"));
    reply_page(r, tr(c, "codes.title"), account_codes_html(c, request_form(c, r)));
    return NULL;
}

static Err codes_post(Ctx *c, Request *r) {
    Login in;
    char *codes[RECOVERY_CODES];
    Err   e = login_code(c, c->who, form_value(&r->form, "code"), &in);
    if (e) return e;
    if (in.refused) return reply_refused(c, r, in.refused, codes_page);
    e = second_renew_codes(c, c->who, codes);
    if (!e) show_codes(c, r, codes);
    return e;
}

const Route account_routes[] = {
    SHOW("/account",                account_page,  RIGHT_STAFF, NULL),
    SEND("/account/lang",           lang_post,     RIGHT_STAFF, account_page),
    SEND("/account/sessions",       sessions_post, RIGHT_STAFF, account_page),
    SHOW("/account/password",       password_page, RIGHT_STAFF, NULL),
    SEND_READY("/account/password", password_ready, password_post, RIGHT_STAFF, password_page),
    SHOW("/account/second",         second_page,   RIGHT_STAFF, NULL),
    SEND_READY("/account/second",   second_ready, second_post, RIGHT_STAFF, second_page),
    SHOW("/account/codes",          codes_page,    RIGHT_STAFF, NULL),
    SEND("/account/codes",          codes_post,    RIGHT_STAFF, codes_page),
    {0}
};
