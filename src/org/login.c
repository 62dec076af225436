/* login.c - coming in: a password, then a code; and what stops those who guess.
 *
 * The slow part, Argon2id, runs before the transaction that lets in (other
 * writers are waiting there), so what it found is checked again inside: that
 * the password is still the one compared, and that nobody has guessed too often
 * meanwhile.  A stranger gets the same answer after the same work, whether the
 * account is there, closed, or none at all.
 *
 * Failures are counted for the name typed, also of nobody.  Left: to count for
 * an address as well; an office comes from one. */
#include "org/parts.h"

#include "crypt/crypt.h"

#include <ctype.h>
#include <string.h>

/* After so many failures in LOGIN_WINDOW_MS the next try waits so long. */
static const int64_t pause_ms[LOGIN_FAILURES_MAX] = {0, 0, 0, 5000, 30000};

/* As accounts are called: small letters, and no blanks around. */
const char *login_read(Ctx *c, const char *typed) {
    typed = typed ? typed : "";
    typed += strspn(typed, " \t");
    char *s = arena_text(c->a, typed);
    for (size_t n = strlen(s); n > 0 && strchr(" \t", s[n - 1]); n--) s[n - 1] = '\0';
    for (char *p = s; *p; p++) *p = (char)tolower((unsigned char)*p);
    return s;
}

static bool must_wait(Ctx *c, const char *login) {
    int64_t newest = 0;
    int     n = 0;
    Rows    q = db_query(c, "SELECT at FROM login_failure WHERE login = $1 AND at > $2 ORDER BY at",
                         secret_hash(c, login), V(c->now - LOGIN_WINDOW_MS));
    for (; db_next(&q); n++) newest = row_int(&q, 0);
    return n >= LOGIN_FAILURES_MAX || c->now < newest + pause_ms[n];
}

static Err note_of(Ctx *c, int64_t staff, const char *what) {
    Ctx as = *c; /* who comes in is nobody yet */
    as.who = staff;
    return account_note(&as, staff, what);
}

/* A failure of somebody's is a deed; one of nobody's is only counted. */
static Err failed(Ctx *c, const char *login, int64_t staff) {
    Err e = db_exec(c, "DELETE FROM login_failure WHERE at <= $1", V(c->now - LOGIN_WINDOW_MS));
    if (!e) e = db_exec(c, "INSERT INTO login_failure (login, at) VALUES ($1, $2)",
                        secret_hash(c, login), V(c->now));
    return e || !staff ? e : note_of(c, staff, "account.deed.failed");
}

/* The password to compare with, if this account may enter at all. */
static Err look(Ctx *c, void *arg) {
    LoginTry *t = arg;
    t->wait = must_wait(c, t->login);
    t->stored = NULL;
    Rows q = db_query(c,
                      "SELECT a.password FROM account a JOIN staff s ON s.id = a.staff"
                      " WHERE a.login = $1 AND a.closed IS NULL"
                      " AND (s.ended IS NULL OR s.ended > $2)",
                      V(t->login), V(c->today));
    if (db_next(&q)) t->stored = row_text(&q, 0);
    db_stop(&q);
    return NULL;
}

Err login_try(Ctx *c, const char *login, const char *password, LoginTry *out) {
    *out = (LoginTry){.login = login_read(c, login)};
    Err e = db_read(c, look, out);
    if (!e && !out->wait) out->right = password_verify(out->stored, password ? password : "");
    if (out->right && password_needs_rehash(out->stored))
        out->again = password_hash(c->a, password);
    return e;
}

/* Only now is the password at hand: one that was hashed under earlier limits is as weak as
 * those until its owner comes. */
static Err hash_again(Ctx *c, const LoginTry *t, int64_t staff) {
    if (!t->again) return NULL;
    Err e = db_exec(c, "UPDATE account SET password = $2 WHERE staff = $1", V(staff),
                    V(t->again));
    return e ? e : note_of(c, staff, "account.deed.rehashed");
}

/* Reads the account and keeps it for us alone: of two who try at the same time
 * the second counts the failure of the first. */
static bool hold(Ctx *c, const char *login, const char **stored, bool *second, Login *out) {
    Rows q = db_query(c, "UPDATE account SET step = step WHERE login = $1"
                         " RETURNING staff, password, totp IS NOT NULL, lang", V(login));
    bool found = db_next(&q);
    if (found) {
        out->staff = row_int(&q, 0);
        *stored = row_text(&q, 1);
        *second = row_int(&q, 2) != 0;
        out->lang = row_text(&q, 3);
    }
    db_stop(&q);
    return found;
}

Err login_confirm(Ctx *c, const LoginTry *t, Login *out) {
    const char *stored = NULL;
    bool        second = false;
    *out = (Login){.stage = SESSION_WHOLE};
    bool known = hold(c, t->login, &stored, &second, out);
    if (second) out->stage = SESSION_CODE;
    if (t->wait || must_wait(c, t->login)) {
        out->refused = "login.login.wait";
        return NULL;
    }
    if (known && t->right && strcmp(stored, t->stored) == 0) return hash_again(c, t, out->staff);
    out->refused = "login.password.wrong";
    return failed(c, t->login, known ? out->staff : 0);
}

static Err entered(Ctx *c, int64_t staff, const char *login) {
    Err e = db_exec(c, "UPDATE account SET entered = $2 WHERE staff = $1", V(staff), V(c->now));
    if (!e) e = db_exec(c, "DELETE FROM login_failure WHERE login = $1", secret_hash(c, login));
    return e ? e : note_of(c, staff, "account.deed.entered");
}

Err login_enter(Ctx *c, const LoginTry *t, const char *device, Login *out) {
    Err e = login_confirm(c, t, out);
    if (e || out->refused) return e;
    e = session_make(c, out->staff, out->stage, device, &out->secret);
    return e || out->stage == SESSION_CODE ? e : entered(c, out->staff, t->login);
}

Err login_code(Ctx *c, int64_t staff, const char *typed, Login *out) {
    const char *login = "";
    *out = (Login){.staff = staff, .stage = SESSION_SECOND};
    Rows q = db_query(c, "UPDATE account SET step = step WHERE staff = $1 RETURNING login, lang",
                      V(staff));
    if (db_next(&q)) {
        login = row_text(&q, 0);
        out->lang = row_text(&q, 1);
    }
    db_stop(&q);
    if (must_wait(c, login)) {
        out->refused = "second.code.wait";
        return NULL;
    }
    Err e = second_use(c, staff, typed);
    if (!e || strcmp(e, "second.code.wrong") != 0) return e;
    out->refused = e;
    return failed(c, login, staff);
}

Err login_second(Ctx *c, const char *session, const char *typed, const char *device, Login *out) {
    Session s;
    Account a;
    *out = (Login){.refused = "login.session.over"};
    if (!session_find(c, session, &s) || s.stage != SESSION_CODE) return NULL;
    Err e = login_code(c, s.staff, typed, out);
    if (e || out->refused) return e;
    e = session_end(c, s.staff, s.id);
    if (!e) e = session_make(c, s.staff, SESSION_SECOND, device, &out->secret);
    return e || !account_of(c, s.staff, &a) ? e : entered(c, s.staff, a.login);
}
