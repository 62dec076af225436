/* account_test.c - accounts are given by a link that is good once, taken back at
 * once, and nobody's but their owner's. */
#include "org/office.h"
#include "org/parts.h"

#include "config/config.h"
#include "crypt/crypt.h"

static const int64_t day_ms = 86400 * 1000;

static bool in(Ctx *c, const char *secret) {
    Caller who;
    CHECK_TEXT(org_identify(c, secret, &who), NULL);
    return who.who != 0;
}

static Login claim(Ctx *c, const char *token, Err want) {
    Login out = {0};
    Ctx   public = *c;
    public.who = 0;
    CHECK(!db_exec(c, "SAVEPOINT one"));
    CHECK_TEXT(account_claim(&public, token, "hash", "Chrome, Android", &out), want);
    if (want) CHECK(!db_exec(c, "ROLLBACK TO one"));
    return out;
}

static void names(Ctx *c, int64_t an) {
    char *token;
    CHECK_TEXT(account_suggest(c, "Nguyễn Văn Ân"), "annv");
    CHECK_TEXT(account_suggest(c, "Đỗ Thị Ngọc Ánh"), "anhdtn");
    CHECK_TEXT(account_suggest(c, "An"), "nvan");
    CHECK_TEXT(account_add(c, 999, "somebody", &token), "account.staff.missing");
    CHECK_TEXT(account_add(c, an, "an", &token), "account.login.form");
    CHECK_TEXT(account_add(c, an, "an/../x", &token), "account.login.form");
    CHECK_TEXT(account_add(c, an, ".an", &token), "account.login.form");
    CHECK_TEXT(account_add(c, an, "a2345678901234567890123456789012345678901", &token),
               "account.login.form");
}

/* An account without a password lets nobody in; its link does, once, for a week. */
static void invited(Ctx *c, int64_t an, int64_t binh) {
    char    *first, *token, *other;
    Account  a;
    Login    got;
    LoginTry t = {.login = "annv", .stored = "", .right = false};
    CHECK_TEXT(account_add(c, an, " AnNV ", &first), NULL);
    CHECK_TEXT(account_add(c, an, "annv2", &other), "account.staff.taken");
    CHECK_TEXT(account_add(c, binh, "annv", &other), "account.login.taken");
    CHECK_TEXT(account_suggest(c, "Nguyễn Văn An"), "annv2");
    CHECK_TEXT(login_enter(c, &t, "", &got), NULL);
    CHECK_TEXT(got.refused, "login.password.wrong");
    CHECK(!password_verify(account_stored(c, an), ""));

    CHECK_TEXT(account_link(c, an, &token), NULL);
    CHECK(!account_by_link(c, first, &a)); /* the older one is void */
    CHECK(account_by_link(c, token, &a) && a.staff == an);
    CHECK_TEXT(a.name, "Nguyễn Văn An");
    CHECK(!account_by_link(c, "", &a) && !account_by_link(c, "no such token", &a));
    const int64_t now = c->now;
    c->now = now + 7 * day_ms;
    CHECK(!account_by_link(c, token, &a));
    claim(c, token, "invite.token.void");
    c->now = now + 7 * day_ms - 1;
    got = claim(c, token, NULL);
    CHECK(got.staff == an && in(c, got.secret));
    claim(c, token, "invite.token.void"); /* once */
    CHECK_TEXT(account_stored(c, an), "hash");
}

/* A lost device: everything of the old is void at once, before the link is used. */
static void reset(Ctx *c, int64_t an) {
    char   *codes[RECOVERY_CODES], *secret, *token;
    Account a;
    Session s;
    char    code[TOTP_DIGITS + 1];
    CHECK_TEXT(session_make(c, an, SESSION_WHOLE, "", &secret), NULL);
    CHECK(session_find(c, secret, &s));
    totp_code(s.seed, c->now / 30000, code);
    CHECK_TEXT(second_set(c, &s, code, codes), NULL);
    CHECK_TEXT(session_make(c, an, SESSION_SECOND, "", &secret), NULL);
    CHECK(in(c, secret) && account_of(c, an, &a) && a.second && a.codes == RECOVERY_CODES);

    CHECK_TEXT(account_link(c, an, &token), NULL);
    CHECK(!in(c, secret));
    CHECK(account_of(c, an, &a) && !a.password && !a.second && a.codes == 0);
    CHECK_TEXT(second_use(c, an, codes[0]), "second.code.wrong");
    CHECK_TEXT(second_use(c, an, code), "second.code.wrong");
    CHECK(a.link == c->now + day_ms); /* a day, not a week */
    CHECK(in(c, claim(c, token, NULL).secret));
}

static void closed(Ctx *c, int64_t an) {
    char   *token, *secret;
    Account a;
    CHECK_TEXT(session_make(c, an, SESSION_WHOLE, "", &secret), NULL);
    CHECK_TEXT(account_link(c, an, &token), NULL);
    CHECK_TEXT(account_close(c, an), NULL);
    CHECK(!account_by_link(c, token, &a));
    CHECK_TEXT(account_open(c, an), NULL);
    CHECK(!account_by_link(c, token, &a)); /* it went with the closing */
    CHECK_TEXT(account_close(c, 999), "http.missing");
    CHECK_TEXT(account_link(c, 999, &token), "http.missing");
    CHECK_TEXT(account_link(c, an, &token), NULL);
    CHECK_TEXT(db_exec(c, "UPDATE staff SET ended = $2 WHERE id = $1", V(an), V(c->today)), NULL);
    CHECK(!account_by_link(c, token, &a)); /* nor who has left */
}

/* A new password ends the other sessions, and only those. */
static void changed(Ctx *c, int64_t binh) {
    char   *here, *there;
    Session s;
    Pair    again = {"passwordagain", "bốn mùa hoa nở", NULL}, word = again;
    Form    f = {.typed = &word};
    word.name = "password";
    word.next = &again;
    CHECK_TEXT(account_demo(c, binh, "binhtt", "bốn mùa hoa nở"), NULL);
    CHECK_TEXT(session_make(c, binh, SESSION_WHOLE, "", &here), NULL);
    CHECK_TEXT(session_make(c, binh, SESSION_WHOLE, "", &there), NULL);
    CHECK(session_find(c, here, &s));
    CHECK_TEXT(account_password(c, binh, "another", s.id), NULL);
    CHECK(in(c, here) && !in(c, there));
    CHECK_TEXT(account_word_check(c, "binhtt", "Bình", &f), NULL);
    again.value = "bốn mùa hoa nở ";
    CHECK_TEXT(account_word_check(c, "binhtt", "Bình", &f), "account.passwordagain.differs");
    word.next = NULL;
    CHECK_TEXT(account_word_check(c, "binhtt", "Bình", &f), "account.passwordagain.differs");
    word.value = "BinhTT12";
    CHECK_TEXT(account_word_check(c, "binhtt12", "Bình", &f), "new.password.name");
    CHECK_TEXT(account_lang(c, binh, "en"), NULL);
    CHECK_TEXT(audit_history(c, "account", binh, 1)->what, "account.deed.lang");
    CHECK_TEXT(account_lang(c, binh, "xx"), "account.lang.unknown");
    CHECK_TEXT(account_lang(c, binh, NULL), "account.lang.unknown");
}

/* Each deed is in the log, by its doer, without a secret. */
static void noted(Ctx *c, int64_t an) {
    static const char *const want[] = {
        "account.deed.linked", "account.deed.opened", "account.deed.closed",
        "account.deed.linked", "account.deed.claimed", "account.deed.linked",
    };
    const DeedRow *d = audit_history(c, "account", an, 30);
    for (size_t i = 0; i < sizeof want / sizeof *want; i++, d = d ? d->next : NULL) {
        CHECK_TEXT(d ? d->what : NULL, want[i]);
        CHECK(d && d->who == (strcmp(want[i], "account.deed.claimed") == 0 ? an : c->who));
        CHECK(d && !d->changes);
    }
}

int main(void) {
    crypt_start();
    Ctx     c = test_open();
    int64_t top = make_unit(&c, 0, "2000-01-01", OPEN);
    int64_t an = make_person(&c, "Nguyễn Văn An"), binh = make_person(&c, "Trần Thị Bình");
    make_post(&c, an, top, "viewer", "2000-01-01", OPEN);
    make_post(&c, binh, top, "administrator", "2000-01-01", OPEN);
    c.who = binh;
    names(&c, an);
    invited(&c, an, binh);
    reset(&c, an);
    closed(&c, an);
    noted(&c, an);
    changed(&c, binh);
    return test_close(&c);
}
