/* once_test.c - the same form twice: after the first, beside it, and what is only alike. */
#include "wire.h"

#include "crypt/crypt.h"

#include <pthread.h>

#define ONE "o2345678901234567890123456789012"
#define TWO "p2345678901234567890123456789012"
#define AS(session) "Cookie: namro=" session "\r\n"

static _Atomic int runs;
static Err         trouble;

static Err any_page(Ctx *c, Request *r) {
    reply_page(r, "any", token_html(c, request_form(c, r)));
    return NULL;
}

static Err any_post(Ctx *c, Request *r) {
    int n = ++runs;
    if (trouble) return trouble;
    if (form_value(&r->form, "slow")) usleep(300 * 1000);
    if (form_value(&r->form, "login")) reply_session(c, r, TWO);
    reply_done(r, arena_print(c->a, "/any/%d", n), "home.title");
    return NULL;
}

static const Route routes[] = {
    SHOW("/any",      any_page, RIGHT_PUBLIC, NULL),
    SHOW("/any/{id}", any_page, RIGHT_PUBLIC, NULL),
    SEND("/any",      any_post, RIGHT_PUBLIC, any_page),
    SEND("/any/{id}", any_post, RIGHT_PUBLIC, any_page),
    {0}
};
static const Route *const tables[] = {routes, http_routes, NULL};

static const char *page_token(Arena *a, const char *headers) {
    return arena_text(a, between(a, get(a, "/any", headers), "name=\"token\" value=\"", "\""));
}

/* Where it leads. */
static const char *sent(Arena *a, const char *path, const char *headers, const char *token,
                        const char *rest) {
    const char *reply = post(a, path, headers, arena_print(a, "token=%s&%s", token, rest));
    return arena_text(a, between(a, reply, "\r\nLocation: ", "\r\n"));
}

static void after(Arena *a) {
    const char *token = page_token(a, AS(ONE)), *other = page_token(a, AS(ONE));
    CHECK(strlen(token) == 45 && strcmp(token, other) != 0);
    CHECK(strncmp(token, other, 33) == 0); /* the same proof, its own mark */
    CHECK_TEXT(sent(a, "/any", AS(ONE), token, "a=1"), "/any/1");
    const char *reply = post(a, "/any", AS(ONE), arena_print(a, "token=%s&a=1", token));
    CHECK(status(reply) == 303 && strstr(reply, "\r\nLocation: /any/1\r\n") && runs == 1);
    CHECK(strstr(reply, "Set-Cookie: notice=home.title"));

    CHECK_TEXT(sent(a, "/any", AS(ONE), token, "a=2"), "/any/2");   /* another content, */
    CHECK_TEXT(sent(a, "/any", AS(ONE), token, "b=1"), "/any/3");
    CHECK_TEXT(sent(a, "/any/7", AS(ONE), token, "a=1"), "/any/4"); /* place */
    CHECK_TEXT(sent(a, "/any", AS(ONE), other, "a=1"), "/any/5");   /* or page */
    CHECK_TEXT(sent(a, "/any", AS(TWO), page_token(a, AS(TWO)), "a=1"), "/any/6");
    const char *bare = arena_part(a, token, 32);
    CHECK_TEXT(sent(a, "/any", AS(ONE), bare, "a=1"), "/any/7"); /* no page of ours sends this */
    CHECK_TEXT(sent(a, "/any", AS(ONE), bare, "a=1"), "/any/8");
    CHECK_TEXT(sent(a, "/any", AS(ONE), arena_print(a, "%.31s.%s", token, token + 33), "a=1"), "");

    /* What was refused was not done; a log-in is never answered from memory. */
    trouble = "db.busy";
    CHECK_TEXT(sent(a, "/any", AS(ONE), token, "a=3"), "");
    trouble = NULL;
    CHECK_TEXT(sent(a, "/any", AS(ONE), token, "a=3"), "/any/10");
    CHECK_TEXT(sent(a, "/any", AS(ONE), token, "a=3"), "/any/10");
    CHECK_TEXT(sent(a, "/any", AS(ONE), token, "login=1"), "/any/11");
    CHECK_TEXT(sent(a, "/any", AS(ONE), token, "login=1"), "/any/12");
}

static const char *shared; /* token of the form that all send */

static void *send_slow(void *arg) {
    char ask[500], line[200] = "";
    int  body = 6 + (int)strlen(shared) + 7, fd = socket(AF_INET, SOCK_STREAM, 0);
    snprintf(ask, sizeof ask, "POST /any HTTP/1.1\r\nHost: a\r\n" AS(ONE) "Connection: close\r\n"
             "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n"
             "token=%s&slow=1", body, shared);
    if (connect(fd, (struct sockaddr *)&server_at, sizeof server_at) != 0) fatal("no server");
    send(fd, ask, strlen(ask), MSG_NOSIGNAL);
    recv(fd, line, sizeof line - 1, 0);
    CHECK(status(line) == 303);
    close(fd);
    return arg;
}

/* A double click, eight times over. */
static void beside(Arena *a) {
    pthread_t t[8];
    int       before = runs;
    shared = page_token(a, AS(ONE));
    for (int i = 0; i < 8; i++) pthread_create(&t[i], NULL, send_slow, NULL);
    for (int i = 0; i < 8; i++) pthread_join(t[i], NULL);
    CHECK(runs == before + 1);
}

/* More forms than places: some could be done again, none is refused. */
static void many(Arena *a) {
    const char *token = page_token(a, AS(ONE));
    int         before = runs;
    for (int i = 0; i < 3000; i++) {
        Arena *of_one = arena_open();
        CHECK(*sent(of_one, "/any", AS(ONE), token, arena_print(of_one, "n=%d", i)));
        arena_close(of_one);
    }
    CHECK(runs == before + 3000);
}

int main(void) {
    crypt_start();
    Arena *a = arena_open();
    const char *path = arena_print(a, "%s/once_test.db", test_dir());
    remove(path);
    Ctx c = test_empty(path);
    CHECK_TEXT(db_migrate(&c), NULL);
    db_serve(c.db, 2);
    Http h = {.db = c.db, .listener = listen_anywhere(), .tables = tables};
    Server *s = http_start(&h);
    CHECK(s);
    after(a);
    beside(a);
    many(a);
    http_stop(s);
    db_close(c.db);
    arena_close(c.a);
    arena_close(a);
    return test_failed;
}
