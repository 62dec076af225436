/* account.c - the accounts of the staff: made by an administrator, claimed by a
 * one-time link, closed and opened again.  Nobody but their owner ever knows a
 * password: what an administrator hands over is the right to choose one, once. */
#include "org/parts.h"

#include "audit/audit.h"
#include "config/config.h"
#include "crypt/crypt.h"

#include <ctype.h>
#include <string.h>

enum { LOGIN_SHORTEST = 3, LOGIN_LONGEST = 40 };

/* A macro, because the SQL that ends with it is a literal. */
#define ACCOUNTS                                                               \
    "SELECT a.staff, a.login, s.name, a.password <> '', a.totp IS NOT NULL, a.lang," \
    " a.closed, a.entered, (SELECT count(*) FROM account_recovery r"           \
    "   WHERE r.staff = a.staff AND r.used IS NULL), l.until, s.ended"         \
    " FROM account a JOIN staff s ON s.id = a.staff"                           \
    " LEFT JOIN account_link l ON l.staff = a.staff "

static Account account_row(Rows *q) {
    return (Account){
        .staff = row_int(q, 0), .login = row_text(q, 1), .name = row_text(q, 2),
        .password = row_int(q, 3), .second = row_int(q, 4), .lang = row_text(q, 5),
        .closed = row_int(q, 6), .entered = row_int(q, 7), .codes = (int)row_int(q, 8),
        .link = row_int(q, 9), .ended = row_text(q, 10),
    };
}

static bool one(Rows q, Account *out) {
    bool found = db_next(&q);
    if (found) *out = account_row(&q);
    db_stop(&q);
    return found;
}

bool account_of(Ctx *c, int64_t staff, Account *out) {
    return one(db_query(c, ACCOUNTS "WHERE a.staff = $1", V(staff)), out);
}

bool account_named(Ctx *c, const char *login, Account *out) {
    return one(db_query(c, ACCOUNTS "WHERE a.login = $1", V(login_read(c, login))), out);
}

bool account_by_link(Ctx *c, const char *token, Account *out) {
    return one(db_query(c, ACCOUNTS "WHERE l.token = $1 AND l.until > $2 AND a.closed IS NULL"
                                    " AND (s.ended IS NULL OR s.ended > $3)",
                        secret_hash(c, token), V(c->now), V(c->today)),
               out);
}

const Account *accounts_all(Ctx *c, int *n) {
    int64_t  count = 0;
    Account *all;
    *n = 0;
    if (db_int(c, &count, "SELECT count(*) FROM account")) return NULL;
    all = arena_take(c->a, sizeof *all * (size_t)(count + 1));
    Rows q = db_query(c, ACCOUNTS "ORDER BY s.sort, a.staff");
    while (*n < count && db_next(&q)) all[(*n)++] = account_row(&q);
    db_stop(&q);
    return all;
}

Err account_note(Ctx *c, int64_t staff, const char *what) {
    const Deed d = {.what = what, .subject = "account", .id = staff};
    return audit_note(c, &d);
}

/* ---- what it is called ---- */

static bool taken(Ctx *c, const char *login) {
    Account a;
    return account_named(c, login, &a);
}

/* As people here are used to: the given name and the first letters of the
 * others, "annv" for Nguyễn Văn An. */
const char *account_suggest(Ctx *c, const char *name) {
    const char **word;
    Buf          b = {.a = c->a};
    size_t       n = text_words(c->a, text_search_folded(c->a, name), &word);
    if (n > 0) buf_text(&b, word[n - 1]);
    for (size_t i = 0; i + 1 < n; i++) buf_add(&b, word[i], 1);
    const char *base = b.len >= LOGIN_SHORTEST ? b.s : arena_print(c->a, "nv%s", b.s ? b.s : "");
    const char *login = base;
    for (int i = 2; taken(c, login); i++) login = arena_print(c->a, "%s%d", base, i);
    return login;
}

bool account_login_ok(const char *s) {
    size_t n = strlen(s);
    return n >= LOGIN_SHORTEST && n <= LOGIN_LONGEST && islower((unsigned char)*s) &&
           s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789._-")] == '\0';
}

static Err check_new(Ctx *c, int64_t staff, const char *login) {
    int64_t there;
    Account a;
    Err     e = db_int(c, &there,
                       "SELECT count(*) FROM staff WHERE id = $1"
                       " AND (ended IS NULL OR ended > $2)", V(staff), V(c->today));
    if (e) return e;
    if (!there) return "account.staff.missing";
    if (account_of(c, staff, &a)) return "account.staff.taken";
    if (!account_login_ok(login)) return "account.login.form";
    return taken(c, login) ? "account.login.taken" : NULL;
}

static Err insert(Ctx *c, int64_t staff, const char *login, const char *password) {
    Err e = check_new(c, staff, login);
    if (e) return e;
    e = db_exec(c, "INSERT INTO account (staff, login, password, step, lang, at, who)"
                   " VALUES ($1, $2, $3, -1, '', $4, $5)",
                V(staff), V(login), V(password), V(c->now), V(c->who));
    return e ? e : account_note(c, staff, "account.deed.made");
}

Err account_add(Ctx *c, int64_t staff, const char *login, char **token) {
    Err e = insert(c, staff, login_read(c, login), "");
    return e ? e : account_link(c, staff, token);
}

Err account_demo(Ctx *c, int64_t staff, const char *login, const char *password) {
    return insert(c, staff, login, password_hash(c->a, password));
}

Err account_first(Ctx *c, int64_t staff, const char *login, const char *stored) {
    return insert(c, staff, login_read(c, login), stored);
}

/* ---- the one-time link ---- */

/* Whoever asks for a link has lost a password or a device, which somebody else
 * may hold now: nothing of the old is good from this moment on. */
static Err void_secrets(Ctx *c, int64_t staff) {
    Err e = db_exec(c, "UPDATE account SET password = '', totp = NULL, step = -1 WHERE staff = $1",
                    V(staff));
    if (!e) e = db_exec(c, "DELETE FROM account_recovery WHERE staff = $1", V(staff));
    if (!e) e = access_end_all(c, staff);
    return e ? e : sessions_end(c, staff, 0);
}

Err account_link(Ctx *c, int64_t staff, char **token) {
    Account a;
    if (!account_of(c, staff, &a)) return "http.missing";
    int64_t until = c->now + (a.password ? LINK_RESET_MS : LINK_INVITE_MS);
    *token = crypt_token(c->a);
    Err e = void_secrets(c, staff);
    if (!e) e = db_exec(c, "INSERT INTO account_link (staff, token, until, at, who)"
                           " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (staff) DO UPDATE SET"
                           " token = excluded.token, until = excluded.until, at = excluded.at,"
                           " who = excluded.who",
                        V(staff), secret_hash(c, *token), V(until), V(c->now), V(c->who));
    return e ? e : account_note(c, staff, "account.deed.linked");
}

Err account_claim(Ctx *c, const char *token, const char *stored, const char *device,
                  Login *out) {
    *out = (Login){.stage = SESSION_WHOLE};
    Account a;
    Ctx     as = *c;
    if (!account_by_link(c, token, &a)) return "invite.token.void";
    Rows q = db_query(c, "DELETE FROM account_link WHERE staff = $1 AND token = $2 RETURNING staff",
                      V(a.staff), secret_hash(c, token));
    while (db_next(&q)) out->staff = row_int(&q, 0);
    if (q.err) return q.err;
    if (!out->staff) return "invite.token.void"; /* another was quicker */
    as.who = a.staff;
    Err e = db_exec(c, "UPDATE account SET password = $2, entered = $3 WHERE staff = $1",
                    V(a.staff), V(stored), V(c->now));
    if (!e) e = account_note(&as, a.staff, "account.deed.claimed");
    if (!e) e = sessions_end(c, a.staff, 0);
    return e ? e : session_make(c, a.staff, out->stage, device, &out->secret);
}

/* ---- its password, its language, its end ---- */

Err account_word_check(Ctx *c, const char *login, const char *name, const Form *f) {
    const char *names[] = {login, name, config_text(c, "office.name"), NULL};
    const char *word = form_value(f, "password"), *again = form_value(f, "passwordagain");
    Err         e = password_check(c->a, word ? word : "", names);
    return e || (again && strcmp(word, again) == 0) ? e : "account.passwordagain.differs";
}

Err account_password(Ctx *c, int64_t staff, const char *stored, int64_t session) {
    Err e = db_exec(c, "UPDATE account SET password = $2 WHERE staff = $1", V(staff), V(stored));
    if (!e) e = sessions_end(c, staff, session);
    if (!e) e = access_end_all(c, staff);
    return e ? e : account_note(c, staff, "account.deed.password");
}

const char *account_stored(Ctx *c, int64_t staff) {
    const char *stored = NULL;
    Rows        q = db_query(c, "SELECT password FROM account WHERE staff = $1", V(staff));
    if (db_next(&q)) stored = row_text(&q, 0);
    db_stop(&q);
    return stored;
}

Err account_lang(Ctx *c, int64_t staff, const char *lang) {
    if (!lang || (*lang && strcmp(lang, "vi") != 0 && strcmp(lang, "en") != 0))
        return "account.lang.unknown";
    Err e = db_exec(c, "UPDATE account SET lang = $2 WHERE staff = $1", V(staff), V(lang));
    return e ? e : account_note(c, staff, "account.deed.lang");
}

Err account_close(Ctx *c, int64_t staff) {
    Account a;
    if (!account_of(c, staff, &a)) return "http.missing";
    if (staff == c->who) return "account.close.self";
    Err e = db_exec(c, "UPDATE account SET closed = $2 WHERE staff = $1 AND closed IS NULL",
                    V(staff), V(c->now));
    if (!e) e = db_exec(c, "DELETE FROM account_link WHERE staff = $1", V(staff));
    if (!e) e = sessions_end(c, staff, 0);
    if (!e) e = access_end_all(c, staff);
    return e ? e : account_note(c, staff, "account.deed.closed");
}

Err account_open(Ctx *c, int64_t staff) {
    Account a;
    if (!account_of(c, staff, &a)) return "http.missing";
    Err e = db_exec(c, "UPDATE account SET closed = NULL WHERE staff = $1", V(staff));
    return e ? e : account_note(c, staff, "account.deed.opened");
}
