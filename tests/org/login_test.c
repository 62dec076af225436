/* login_test.c - coming in, and who does not: those who guess, come late, come
 * twice, or were signed in by somebody else's cookie.  The clock is given. */
#include "org/office.h"
#include "org/parts.h"

#include "config/config.h"
#include "crypt/crypt.h"

#include <sodium.h>
#include <time.h>

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE };
static const char word[] = "bốn mùa hoa nở";

/* The password was compared already: only its hash counts, and hashing is slow. */
static Login enter(Ctx *c, const char *login, bool right) {
    Account  a;
    LoginTry t = {.login = login_read(c, login), .right = right};
    Login    out;
    if (account_named(c, login, &a)) t.stored = account_stored(c, a.staff);
    CHECK_TEXT(login_enter(c, &t, "Chrome, Windows", &out), NULL);
    return out;
}

static Login code(Ctx *c, const char *session, const char *typed) {
    Login out;
    CHECK_TEXT(login_second(c, session, typed, "Firefox, Linux", &out), NULL);
    return out;
}

static Caller caller(Ctx *c, const char *session) {
    Caller who;
    CHECK_TEXT(org_identify(c, session, &who), NULL);
    return who;
}

static const char *app_code(Ctx *c, const uint8_t *seed) {
    char *s = arena_take(c->a, TOTP_DIGITS + 1);
    totp_code(seed, c->now / (TOTP_SECONDS * SECOND), s);
    return s;
}

static int64_t count(Ctx *c) {
    int64_t n = 0;
    CHECK_TEXT(db_int(c, &n, "SELECT count(*) FROM login_failure"), NULL);
    return n;
}

/* What one wrong try costs this thread, in microseconds: others may be busy too. */
static int64_t cost(Ctx *c, const char *login) {
    LoginTry        t;
    struct timespec from, to;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &from);
    CHECK_TEXT(login_try(c, login, "wrong", &t), NULL);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &to);
    return (to.tv_sec - from.tv_sec) * 1000000 + (to.tv_nsec - from.tv_nsec) / 1000;
}

/* The real comparison, outside the transaction: of the wrong, the right, nobody. */
static void compare(Ctx *c) {
    LoginTry t;
    CHECK_TEXT(login_try(c, " AnNV ", word, &t), NULL);
    CHECK(t.right && !t.wait);
    CHECK_TEXT(t.login, "annv");
    CHECK_TEXT(login_try(c, "annv", "bốn mùa hoa tàn", &t), NULL);
    CHECK(!t.right && t.stored);
    CHECK_TEXT(login_try(c, "nobody", word, &t), NULL);
    CHECK(!t.right && !t.stored);
    /* Time does not tell either: the same work, so far from a factor of three. */
    int64_t known = cost(c, "annv"), unknown = cost(c, "nobody");
    CHECK(known < 3 * unknown && unknown < 3 * known);
    CHECK_TEXT(login_try(c, NULL, NULL, &t), NULL);
    CHECK(!t.right);
}

/* A password that was hashed under lower limits is hashed anew when its owner enters: not
 * when somebody guesses, and not over one that was changed meanwhile. */
static void lower_limits(Ctx *c, int64_t an) {
    static char weak[crypto_pwhash_STRBYTES];
    LoginTry    t;
    Login       in;
    CHECK(crypto_pwhash_str(weak, word, strlen(word), 1, crypto_pwhash_MEMLIMIT_MIN) == 0);
    const char *strong = arena_text(c->a, account_stored(c, an));
    CHECK_TEXT(db_exec(c, "UPDATE account SET password = $2 WHERE staff = $1", V(an), V(weak)),
               NULL);
    CHECK_TEXT(login_try(c, "annv", "bốn mùa hoa tàn", &t), NULL);
    CHECK(!t.right && !t.again);
    CHECK_TEXT(login_try(c, "annv", word, &t), NULL);
    CHECK(t.right && t.again && !password_needs_rehash(t.again));
    CHECK_TEXT(db_exec(c, "UPDATE account SET password = $2 WHERE staff = $1", V(an), V(strong)),
               NULL);
    CHECK_TEXT(login_enter(c, &t, "", &in), NULL);
    CHECK_TEXT(in.refused, "login.password.wrong");
    CHECK_TEXT(account_stored(c, an), strong);

    CHECK_TEXT(db_exec(c, "UPDATE account SET password = $2 WHERE staff = $1", V(an), V(weak)),
               NULL);
    CHECK_TEXT(login_enter(c, &t, "", &in), NULL);
    CHECK_TEXT(in.refused, NULL);
    CHECK_TEXT(account_stored(c, an), t.again);
    CHECK(password_verify(account_stored(c, an), word));
    CHECK_TEXT(audit_history(c, "account", an, 2)->next->what, "account.deed.rehashed");
    CHECK_TEXT(login_try(c, "annv", word, &t), NULL);
    CHECK(t.right && !t.again);
}

/* To leave is a deed of who was in, with any browser; of others there is none. */
static void leaves(Ctx *c, int64_t an) {
    Login in = enter(c, "annv", true);
    CHECK_TEXT(session_leave(c, in.secret), NULL);
    CHECK(caller(c, in.secret).who == 0);
    const DeedRow *d = audit_history(c, "account", an, 1);
    CHECK_TEXT(d->what, "account.deed.left");
    CHECK(d->who == an);
    CHECK_TEXT(session_leave(c, in.secret), NULL);
    CHECK_TEXT(session_leave(c, "nobody's"), NULL);
    CHECK_TEXT(session_leave(c, NULL), NULL);
    CHECK_TEXT(audit_history(c, "account", an, 2)->next->what, "account.deed.entered");
}

/* Five failures, with pauses between; release as the first grows old; the same
 * for a name that nobody has. */
static void guessing(Ctx *c, const char *login) {
    const int64_t begun = c->now;
    for (int i = 0; i < 3; i++)
        CHECK_TEXT(enter(c, login, false).refused, "login.password.wrong");
    CHECK_TEXT(enter(c, login, true).refused, "login.login.wait"); /* also with the right one */
    c->now += 5 * SECOND;
    CHECK_TEXT(enter(c, login, false).refused, "login.password.wrong");
    c->now += 29 * SECOND;
    CHECK_TEXT(enter(c, login, false).refused, "login.login.wait");
    c->now += SECOND;
    CHECK_TEXT(enter(c, login, false).refused, "login.password.wrong");
    int64_t n = count(c);
    c->now = begun + LOGIN_WINDOW_MS - 1;
    CHECK_TEXT(enter(c, login, true).refused, "login.login.wait");
    CHECK(count(c) == n); /* who waits is not counted, or would wait for ever */
    c->now = begun + LOGIN_WINDOW_MS;
    CHECK_TEXT(enter(c, login, false).refused, "login.password.wrong");
    c->now += LOGIN_WINDOW_MS;
}

static void by_password(Ctx *c, int64_t an) {
    Login in = enter(c, "annv", true);
    CHECK_TEXT(in.refused, NULL);
    CHECK(in.stage == SESSION_WHOLE && strlen(in.secret) == 32 && in.staff == an);
    Caller who = caller(c, in.secret);
    CHECK(who.who == an && (who.rights >> RIGHT_VIEW & 1) && !who.touch);
    CHECK_TEXT(who.name, "Nguyễn Văn An");
    CHECK_TEXT(who.confined, "/account/second"); /* the role wants a second factor */
    CHECK(caller(c, NULL).who == 0 && caller(c, "01234567890123456789012345678901").who == 0);
    CHECK(strcmp(enter(c, "annv", true).secret, in.secret) != 0);
    CHECK_TEXT(sessions_of(c, an)->device, "Chrome, Windows");
    /* The password was changed while this one was being compared. */
    LoginTry late = {.login = "annv", .stored = "$argon2id$older", .right = true};
    CHECK_TEXT(login_enter(c, &late, "", &in), NULL);
    CHECK_TEXT(in.refused, "login.password.wrong");
    c->now += LOGIN_WINDOW_MS;
}

/* Only a demo office may waive it. */
static void waived(Ctx *c) {
    Login in = enter(c, "annv", true);
    CHECK_TEXT(config_set(c, "login.second", "0001-01-01", "perhaps"), "setting.value.choice");
    CHECK_TEXT(config_set(c, "login.second", "0001-01-01", "optional"), NULL);
    CHECK(caller(c, in.secret).confined);
    CHECK_TEXT(config_set(c, "demo.today", "0001-01-01", "2026-03-01"), NULL);
    CHECK(!caller(c, in.secret).confined);
    CHECK_TEXT(db_exec(c, "DELETE FROM setting"), NULL);
}

static void times(Ctx *c) {
    const int64_t made = c->now;
    const char   *s = enter(c, "annv", true).secret;
    c->now += 10 * MINUTE;
    Caller who = caller(c, s);
    CHECK(who.touch);
    CHECK_TEXT(org_touch(c, who.touch), NULL);
    CHECK(!caller(c, s).touch); /* noted, so for a minute there is no need */
    c->now += HOUR - 1;
    CHECK(caller(c, s).who);
    c->now += 1;
    CHECK(!caller(c, s).who); /* it rested for an hour */
    c->now = made;
    s = enter(c, "annv", true).secret;
    for (; c->now < made + 12 * HOUR; c->now += 30 * MINUTE) {
        who = caller(c, s);
        CHECK(who.who);
        if (who.touch) CHECK_TEXT(org_touch(c, who.touch), NULL);
    }
    CHECK(!caller(c, s).who); /* twelve hours, however much it was used */
    CHECK(sessions_of(c, 1) == NULL);
}

static void second(Ctx *c, int64_t an) {
    Session s;
    char   *codes[RECOVERY_CODES];
    Login   in = enter(c, "annv", true);
    CHECK(session_find(c, in.secret, &s));
    const uint8_t *seed = s.seed;
    CHECK_TEXT(second_set(c, &s, " ", codes), "second.code.missing");
    CHECK_TEXT(second_set(c, &s, "000000", codes), "second.code.wrong");
    CHECK_TEXT(second_set(c, &s, app_code(c, seed), codes), NULL);
    CHECK(!caller(c, in.secret).who); /* a session from before it is nobody's */

    in = enter(c, "annv", true);
    CHECK(in.stage == SESSION_CODE && !caller(c, in.secret).who);
    CHECK(!sessions_of(c, an));
    CHECK_TEXT(code(c, in.secret, app_code(c, seed)).refused, "second.code.wrong"); /* used */
    c->now += TOTP_SECONDS * SECOND;
    Login whole = code(c, in.secret, app_code(c, seed));
    CHECK_TEXT(whole.refused, NULL);
    CHECK(strcmp(whole.secret, in.secret) != 0 && caller(c, whole.secret).who == an);
    CHECK(!caller(c, whole.secret).confined);
    CHECK_TEXT(code(c, in.secret, "000000").refused, "login.session.over"); /* it was renewed */
    CHECK_TEXT(code(c, whole.secret, "000000").refused, "login.session.over");
    CHECK_TEXT(code(c, NULL, "000000").refused, "login.session.over");

    in = enter(c, "annv", true);
    CHECK_TEXT(code(c, in.secret, app_code(c, seed)).refused, "second.code.wrong"); /* replayed */
    CHECK(caller(c, code(c, in.secret, codes[3]).secret).who == an);
    in = enter(c, "annv", true);
    CHECK_TEXT(code(c, in.secret, codes[3]).refused, "second.code.wrong"); /* it was used */
    CHECK(caller(c, code(c, in.secret, codes[4]).secret).who == an);
    Account a;
    CHECK(account_of(c, an, &a) && a.codes == RECOVERY_CODES - 2 && a.second);

    /* Codes are guessed no longer than passwords, and a right password frees nobody. */
    in = enter(c, "annv", true);
    for (int i = 0; i < 3; i++)
        CHECK_TEXT(code(c, in.secret, "0000-0000-0000-0000").refused, "second.code.wrong");
    CHECK_TEXT(code(c, in.secret, codes[5]).refused, "second.code.wait");
    CHECK_TEXT(enter(c, "annv", true).refused, "login.login.wait");
    c->now += 5 * SECOND;
    CHECK(caller(c, code(c, in.secret, codes[5]).secret).who == an);
    in = enter(c, "annv", true);
    c->now += SESSION_CODE_MS;
    CHECK_TEXT(code(c, in.secret, codes[6]).refused, "login.session.over");
}

static void no_more(Ctx *c, int64_t an) {
    int64_t     admin = make_person(c, "Quản Trị");
    const char *s = enter(c, "annv", true).secret;
    c->who = an;
    CHECK_TEXT(account_close(c, an), "account.close.self");
    c->who = admin;
    CHECK_TEXT(account_close(c, an), NULL);
    CHECK_TEXT(code(c, s, "000000").refused, "login.session.over");
    LoginTry t;
    CHECK_TEXT(login_try(c, "annv", word, &t), NULL);
    CHECK(!t.right && !t.stored);
    CHECK_TEXT(account_open(c, an), NULL);
    CHECK_TEXT(db_exec(c, "UPDATE staff SET ended = $2 WHERE id = $1", V(an), V(c->today)), NULL);
    CHECK_TEXT(login_try(c, "annv", word, &t), NULL);
    CHECK(!t.right);
}

static void devices(Ctx *c) {
    CHECK_TEXT(session_device(c, "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36"
                                 " (KHTML, like Gecko) Chrome/120.0 Safari/537.36 Edg/120.0"),
               "Edge, Windows");
    CHECK_TEXT(session_device(c, "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)"
                                 " AppleWebKit/605 Version/17.0 Mobile Safari/604.1"),
               "Safari, iPhone");
    CHECK_TEXT(session_device(c, "Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile Safari/537"),
               "Chrome, Android");
    CHECK_TEXT(session_device(c, "Windows"), "Windows");
    CHECK_TEXT(session_device(c, "<script>"), "");
    CHECK_TEXT(session_device(c, NULL), "");
}

int main(void) {
    crypt_start();
    Ctx     c = test_empty(":memory:"); /* a log-in reads in a transaction of its own */
    CHECK_TEXT(db_migrate(&c), NULL);
    int64_t top = make_unit(&c, 0, "2000-01-01", OPEN), an = make_person(&c, "Nguyễn Văn An");
    make_post(&c, an, top, "officer", "2000-01-01", OPEN);
    make_account(&c, an, "annv", word);
    compare(&c);
    lower_limits(&c, an);
    leaves(&c, an);
    guessing(&c, "annv");
    guessing(&c, "nobody");
    by_password(&c, an);
    waived(&c);
    times(&c);
    second(&c, an);
    no_more(&c, an);
    devices(&c);
    db_close(c.db);
    arena_close(c.a);
    return test_failed;
}
