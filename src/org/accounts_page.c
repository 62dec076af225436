/* accounts_page.c - the accounts of the office, for its administrators: they give
 * and take the right to enter, and never see a secret but a link, once. */
#include "org/parts.h"

#include "crypt/crypt.h"

#include <stdlib.h>
#include <string.h>

enum { ROWS = 50, DEEDS = 30 };

/* What an account is waiting for, the most pressing first. */
typedef enum State { IN_USE, WAITING, EXPIRED, NO_SECOND, CLOSED, GONE } State;
static const struct { const char *name, *label; Tone tone; } states[] = {
    [IN_USE]    = {"use",     "admin.state.use",     TONE_GREEN},
    [WAITING]   = {"waiting", "admin.state.waiting", TONE_AMBER},
    [EXPIRED]   = {"expired", "admin.state.expired", TONE_RED},
    [NO_SECOND] = {"single",  "admin.state.single",  TONE_AMBER},
    [CLOSED]    = {"closed",  "admin.state.closed",  TONE_GREY},
    [GONE]      = {"gone",    "admin.state.gone",    TONE_GREY},
};

static State state_of(Ctx *c, const Account *a) {
    if (a->ended && strcmp(a->ended, c->today) <= 0) return GONE;
    if (a->closed) return CLOSED;
    if (!a->password) return a->link > c->now ? WAITING : EXPIRED;
    return a->second || !roles_second(roles_held(c, a->staff)) ? IN_USE : NO_SECOND;
}

const char *account_state(Ctx *c, const Account *a) {
    return tr(c, states[state_of(c, a)].label);
}

static Html badge_of(Ctx *c, const Account *a) {
    return badge_html(c, states[state_of(c, a)].tone, account_state(c, a));
}

const Choice *account_states(const Ctx *c) {
    size_t  n = sizeof states / sizeof *states;
    Choice *all = arena_take(c->a, (n + 1) * sizeof *all);
    all[0] = (Choice){.value = "", .text = tr(c, "admin.state.any"), .next = &all[1]};
    for (size_t i = 0; i < n; i++)
        all[i + 1] = (Choice){.value = states[i].name, .text = tr(c, states[i].label),
                              .next = i + 1 < n ? &all[i + 2] : NULL};
    return all;
}

/* ---- the list ---- */

const char *account_roles(Ctx *c, int64_t staff) {
    Buf b = {.a = c->a};
    for (const Held *h = roles_held(c, staff); h; h = h->next) {
        const char *label = h->role ? tr(c, h->role->label) : NULL;
        if (!label || (b.s && strstr(b.s, label))) continue;
        if (b.len) buf_text(&b, ", ");
        buf_text(&b, label);
    }
    return b.s ? b.s : "–";
}

/* Every word typed is in the name or the log-in name, marks or not.  There are
 * some thousand accounts at most: they are looked through here. */
static bool matches(Ctx *c, const Account *a, const char *const *word, size_t words,
                    const char *state) {
    if (state && *state && strcmp(states[state_of(c, a)].name, state) != 0) return false;
    const char *where = words ? arena_print(c->a, "%s %s", text_search_folded(c->a, a->name),
                                            a->login) : "";
    for (size_t i = 0; i < words; i++)
        if (!strstr(where, word[i])) return false;
    return true;
}

/* Those of one page, of all that match; p->base is set. */
static const AccountRow *rows_of(Ctx *c, const Request *r, Pager *p) {
    const char    *state = request_query(r, "state"), **word;
    size_t         words = text_words(c->a, text_search_folded(c->a, request_query(r, "q")), &word);
    int            n, found = 0;
    AccountRow    *first = NULL, **end = &first;
    const Account *all = accounts_all(c, &n);
    const Account **hit = arena_take(c->a, (size_t)(n + 1) * sizeof *hit);
    for (int i = 0; i < n; i++)
        if (matches(c, &all[i], word, words, state)) hit[found++] = &all[i];
    *p = pager_at(request_number(r, "page"), found, ROWS, p->base);
    for (int64_t i = (p->page - 1) * ROWS; i < found && i < p->page * ROWS; i++) {
        *end = arena_new(c->a, AccountRow);
        **end = (AccountRow){.a = *hit[i], .roles = account_roles(c, hit[i]->staff),
                             .state = badge_of(c, hit[i])};
        end = &(*end)->next;
    }
    return first;
}

static Err list_page(Ctx *c, Request *r) {
    Pager p = {.base = request_address(c, r, "/admin/accounts")};
    Form  f = {.typed = r->query};
    reply_page(r, tr(c, "admin.accounts"), admin_accounts_html(c, &f, rows_of(c, r, &p), &p));
    return NULL;
}

/* ---- a new one ---- */

/* Those who hold a post and have no account yet. */
static const Choice *staff_without(Ctx *c) {
    Choice *first = NULL, **end = &first;
    for (const Choice *o = staff_choices(c, 0, tr(c, "admin.staff.choose")); o; o = o->next) {
        Account a;
        if (*o->value && account_of(c, strtoll(o->value, NULL, 10), &a)) continue;
        *end = arena_new(c->a, Choice);
        **end = *o;
        (*end)->next = NULL;
        end = &(*end)->next;
    }
    return first;
}

static Err new_page(Ctx *c, Request *r) {
    reply_trail(c, r, "/admin/accounts", tr(c, "admin.accounts"));
    reply_page(r, tr(c, "admin.new"),
               admin_account_new_html(c, request_form(c, r), staff_without(c),
                                      request_query(r, "staff")));
    return NULL;
}

/* Shown by the answer to the form itself: nowhere else is it ever seen again. */
static Err show_link(Ctx *c, Request *r, int64_t staff, const char *token) {
    Account a;
    if (!account_of(c, staff, &a)) return "http.missing";
    reply_trail(c, r, "/admin/accounts", tr(c, "admin.accounts"));
    reply_page(r, tr(c, "admin.link"),
               admin_account_link_html(c, &a, arena_print(c->a, "%s/invite/%s", r->site, token)));
    return NULL;
}

static Err new_post(Ctx *c, Request *r) {
    const char *login = form_value(&r->form, "login");
    int64_t     staff = form_number(&r->form, "staff");
    char       *token;
    if (text_blank(login)) login = account_suggest(c, staff_name(c, staff));
    Err e = account_add(c, staff, login, &token);
    return e ? e : show_link(c, r, staff, token);
}

/* ---- one of them ---- */

static Err account_page(Ctx *c, Request *r) {
    Account     a;
    int64_t     id = request_id(r);
    Session     s;
    const Form *f = request_form(c, r);
    if (!account_of(c, id, &a)) return "http.missing";
    int64_t mine = session_find(c, r->session, &s) && s.staff == id ? s.id : 0;
    Html sessions = account_sessions_html(c, f, sessions_of(c, id), mine,
                                          arena_print(c->a, "/admin/account/%lld/sessions",
                                                      (long long)id));
    reply_trail(c, r, "/admin/accounts", tr(c, "admin.accounts"));
    /* When somebody came and went is theirs: who reads it says why. */
    const char *reason = id == c->who ? "" : read_reason(r);
    Form       *why = arena_new(c->a, Form);
    *why = (Form){.typed = r->query, .err = r->query ? "log.reason.missing" : NULL};
    const DeedLine *deeds = reason ? deed_lines(c, r, audit_history(c, "account", id, DEEDS))
                                   : NULL;
    if (reason && *reason) reply_noted(r, read_deed(c, "log.deed.read", "account", id, reason));
    reply_page(r, a.name, admin_account_html(c, f, &a, badge_of(c, &a), roles_shown(c, id),
                                             sessions, deeds, reason ? NULL : why));
    return NULL;
}

static Err done(Ctx *c, Request *r, Err e, const char *notice) {
    if (!e) reply_done(r, arena_print(c->a, "/admin/account/%s", request_part(r, "id")), notice);
    return e;
}

static Err link_post(Ctx *c, Request *r) {
    char *token;
    if (request_id(r) == c->who) return "account.close.self";
    Err e = account_link(c, request_id(r), &token);
    return e ? e : show_link(c, r, request_id(r), token);
}

static Err close_post(Ctx *c, Request *r) {
    return done(c, r, account_close(c, request_id(r)), "admin.closed");
}

static Err open_post(Ctx *c, Request *r) {
    return done(c, r, account_open(c, request_id(r)), "admin.opened");
}

static Err sessions_post(Ctx *c, Request *r) {
    int64_t session = form_number(&r->form, "session"), id = request_id(r);
    Err     e = session ? session_end(c, id, session) : sessions_end(c, id, 0);
    if (!e) e = account_note(c, id, "account.deed.ended");
    return done(c, r, e, "session.ended");
}

const Route accounts_routes[] = {
    SHOW("/admin/accounts",              list_page,     RIGHT_ADMIN, "admin.accounts"),
    SHOW("/admin/accounts/new",          new_page,      RIGHT_ADMIN, NULL),
    SEND("/admin/accounts",              new_post,      RIGHT_ADMIN, new_page),
    SHOW("/admin/account/{id}",          account_page,  RIGHT_ADMIN, NULL),
    SEND("/admin/account/{id}/link",     link_post,     RIGHT_ADMIN, account_page),
    SEND("/admin/account/{id}/close",    close_post,    RIGHT_ADMIN, account_page),
    SEND("/admin/account/{id}/open",     open_post,     RIGHT_ADMIN, account_page),
    SEND("/admin/account/{id}/sessions", sessions_post, RIGHT_ADMIN, account_page),
    {0}
};
