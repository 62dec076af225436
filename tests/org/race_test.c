/* race_test.c - many at the same time: one code lets in once, and guessing all at
 * once gains nothing. */
#include "org/office.h"
#include "org/parts.h"

#include "crypt/crypt.h"

#include <pthread.h>

enum { MANY = 12 };

typedef struct Try {
    Ctx         c;
    pthread_t   thread;
    const char *session, *code; /* the second step */
    LoginTry    guess;          /* or the first */
    Login       got;
} Try;

static Err second_step(Ctx *c, void *arg) {
    Try *t = arg;
    return login_second(c, t->session, t->code, "", &t->got);
}

static Err first_step(Ctx *c, void *arg) {
    Try *t = arg;
    return login_enter(c, &t->guess, "", &t->got);
}

static void *run(void *arg) {
    Try *t = arg;
    t->c.a = arena_open();
    CHECK_TEXT(db_write(&t->c, t->session ? second_step : first_step, t), NULL);
    return NULL;
}

static void run_all(const Ctx *c, Try *t) {
    for (int i = 0; i < MANY; i++) {
        t[i].c = *c;
        if (pthread_create(&t[i].thread, NULL, run, &t[i])) fatal("no thread");
    }
    for (int i = 0; i < MANY; i++) pthread_join(t[i].thread, NULL);
}

static int answered(const Try *t, Err refused) {
    int n = 0;
    for (int i = 0; i < MANY; i++)
        n += refused ? t[i].got.refused && strcmp(t[i].got.refused, refused) == 0
                     : !t[i].got.refused;
    return n;
}

static void close_all(Try *t) {
    for (int i = 0; i < MANY; i++) arena_close(t[i].c.a);
}

typedef struct Ready { char *session[MANY], *code; int64_t staff; } Ready;

static Err prepare(Ctx *c, void *arg) {
    Ready  *r = arg;
    Session s;
    char   *codes[RECOVERY_CODES], digits[TOTP_DIGITS + 1];
    r->staff = make_person(c, "An");
    make_account(c, r->staff, "annv", "bốn mùa hoa nở");
    CHECK_TEXT(session_make(c, r->staff, SESSION_WHOLE, "", &r->session[0]), NULL);
    CHECK(session_find(c, r->session[0], &s));
    totp_code(s.seed, c->now / 30000, digits);
    CHECK_TEXT(second_set(c, &s, digits, codes), NULL);
    r->code = codes[0];
    for (int i = 0; i < MANY; i++)
        CHECK_TEXT(session_make(c, r->staff, SESSION_CODE, "", &r->session[i]), NULL);
    return NULL;
}

int main(void) {
    crypt_start();
    Ctx   c = test_empty(test_place("race_test.db"));
    Ready r;
    Try   one[MANY] = {0}, all[MANY] = {0};
    CHECK_TEXT(db_migrate(&c), NULL);
    db_serve(c.db, 4);
    CHECK_TEXT(db_write(&c, prepare, &r), NULL);

    for (int i = 0; i < MANY; i++) one[i].session = r.session[i], one[i].code = r.code;
    run_all(&c, one);
    CHECK(answered(one, NULL) == 1); /* the others found it used, or had to wait */
    close_all(one);

    /* On the way to five the pauses begin at three: all others wait. */
    c.now += LOGIN_WINDOW_MS;
    for (int i = 0; i < MANY; i++) all[i].guess = (LoginTry){.login = "annv", .stored = "x"};
    run_all(&c, all);
    CHECK(answered(all, "login.password.wrong") == 3);
    CHECK(answered(all, "login.login.wait") == MANY - 3);
    close_all(all);
    db_close(c.db);
    arena_close(c.a);
    return test_failed;
}
