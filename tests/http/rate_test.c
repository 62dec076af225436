/* rate_test.c - how often one may ask: by hand, and over the wire. */
#include "wire.h"

#include "crypt/crypt.h"
#include "http/parts.h"

#define OFFICER  "o2345678901234567890123456789012"
#define STRANGER "s2345678901234567890123456789012"

/* How many of 1000 at this instant come through. */
static int let_in(Rates *r, const char *forwarded, const char *real_ip, const char *session,
                  bool form, int64_t now) {
    Raw raw = {.forwarded = forwarded, .real_ip = real_ip};
    int n = 0;
    for (int i = 0; i < 1000; i++) n += rate_take(r, &raw, session, form, now) == NULL;
    return n;
}

static void buckets(void) {
    Rates  *r = rates_open();
    int64_t t = 1772323200000;
    CHECK(let_in(r, "203.0.113.7", NULL, NULL, true, t) == RATE_FORMS_BURST);
    CHECK(let_in(r, "203.0.113.7", NULL, NULL, false, t) == RATE_PAGES_BURST); /* its own bucket */
    CHECK(let_in(r, "203.0.113.7", NULL, NULL, true, t) == 0);
    CHECK(let_in(r, "203.0.113.8", NULL, NULL, true, t) == RATE_FORMS_BURST);
    CHECK(let_in(r, "203.0.113.7", NULL, NULL, true, t + 1000) == RATE_FORMS);
    CHECK(let_in(r, "203.0.113.7", NULL, NULL, true, t + 500) == 0); /* a clock that goes back */
    CHECK(let_in(r, "203.0.113.7", NULL, NULL, true, t + 3600000) == RATE_FORMS_BURST);

    /* The last of a list is what the front server saw; a form's sender wrote the rest. */
    CHECK(let_in(r, "1.2.3.4, 198.51.100.1", NULL, NULL, true, t) == RATE_FORMS_BURST);
    CHECK(let_in(r, "5.6.7.8,198.51.100.1 ", NULL, NULL, true, t) == 0);
    CHECK(let_in(r, "127.0.0.1, 198.51.100.1", "127.0.0.1", NULL, true, t) == 0);
    CHECK(let_in(r, NULL, "198.51.100.1", NULL, true, t) == 0);
    CHECK(let_in(r, "::ffff:198.51.100.1", NULL, NULL, true, t) == 0);

    /* Of IPv6 the first half is one subscriber. */
    CHECK(let_in(r, "2001:db8:1:2::1", NULL, NULL, true, t) == RATE_FORMS_BURST);
    CHECK(let_in(r, "2001:db8:1:2:ffff::9", NULL, NULL, true, t) == 0);
    CHECK(let_in(r, "2001:db8:1:3::1", NULL, NULL, true, t) == RATE_FORMS_BURST);

    /* This machine, and what is no address, is not counted. */
    static const char *const free_ones[] = {"127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "",
                                            "unknown", "203.0.113.7:80", "1.2.3", ",",
                                            "11111111111111111111111111111111111111111111111111"};
    for (size_t i = 0; i < sizeof free_ones / sizeof *free_ones; i++)
        CHECK(let_in(r, free_ones[i], NULL, NULL, true, t) == 1000);
    CHECK(let_in(r, NULL, NULL, NULL, true, t) == 1000);

    /* A session of the staff is counted alone, whatever its address; for an hour. */
    CHECK(let_in(r, "198.51.100.1", NULL, OFFICER, true, t) == 0);
    rate_know(r, OFFICER, t);
    CHECK(let_in(r, "198.51.100.1", NULL, OFFICER, true, t) == RATE_STAFF_FORMS_BURST);
    CHECK(let_in(r, "198.51.100.2", NULL, OFFICER, true, t) == 0);
    CHECK(let_in(r, "198.51.100.1", NULL, OFFICER, false, t) == RATE_STAFF_PAGES_BURST);
    CHECK(let_in(r, "198.51.100.1", NULL, STRANGER, true, t) == 0);
    CHECK(let_in(r, "203.0.113.9", NULL, OFFICER, true, t + 3600001) == RATE_FORMS_BURST);

    /* More addresses than places: the table forgets, and never grows or fails. */
    for (int i = 0; i < 200000; i++) {
        char text[32];
        snprintf(text, sizeof text, "10.%d.%d.%d", i >> 16, i >> 8 & 255, i & 255);
        Raw raw = {.forwarded = text};
        CHECK(rate_take(r, &raw, NULL, false, t + i / 100) == NULL);
    }
    rates_close(r);
}

/* ---- over the wire ---- */

static Err identify(Ctx *c, const char *session, Caller *out) {
    (void)c;
    if (*session == 'o') *out = (Caller){.who = 11, .name = "An", .rights = 1u << RIGHT_VIEW};
    return NULL;
}

static Err any_page(Ctx *c, Request *r) {
    reply_page(r, "any", token_html(c, request_form(c, r)));
    return NULL;
}

static Err any_post(Ctx *c, Request *r) {
    (void)c;
    reply_next(r, "/");
    return NULL;
}

static const Route routes[] = {
    SHOW("/any", any_page, RIGHT_PUBLIC, NULL),
    SEND("/any", any_post, RIGHT_PUBLIC, any_page),
    {0}
};
static const Route *const tables[] = {routes, http_routes, NULL};

static void wire(Arena *a) {
    static const char from[] = "X-Forwarded-For: 203.0.113.7\r\n";
    const char *cookie = "Cookie: __Host-namro=" STRANGER "\r\n";
    const char *headers = arena_print(a, "%s%s", from, cookie);
    const char *form = arena_print(a, "token=%s&name=typed",
                                   crypt_token_for(a, STRANGER, "form"));
    const char *reply = "";
    int         n = 0;
    while (n < 200 && status(reply = post(a, "/any", headers, form)) == 303) n++;
    CHECK(n >= RATE_FORMS_BURST && n < 60);
    CHECK(status(reply) == 429 && strstr(reply, "\r\nRetry-After: 1\r\n"));
    CHECK(strstr(reply, "name=\"name\" value=\"typed\"") && !strstr(reply, "target=\"_blank\""));
    CHECK(status(post(a, "/any", cookie, form)) == 303); /* from this machine */
    CHECK(status(get(a, "/any", from)) == 200);

    for (n = 0; n < 5000 && status(reply = get(a, "/nothing", from)) == 404; n++) {}
    CHECK(n >= RATE_PAGES_BURST / 2 && status(reply) == 429);
    CHECK(status(get(a, asset("/style.css"), from)) == 200); /* files are not counted */
    const char *mine = "Cookie: __Host-namro=" OFFICER "\r\n";
    CHECK(status(get(a, "/any", mine)) == 200);
    CHECK(status(get(a, "/any", arena_print(a, "%s%s", from, mine))) == 200);
    CHECK(status(get(a, "/any", "X-Forwarded-For: a\r\nX-Forwarded-For: b\r\n")) == 400);
}

/* With TLS no other host, and nobody on the way, can set or read one of our cookies. */
static void cookies(Arena *a) {
    const char *reply = get(a, "/lang/en?back=/any", "");
    CHECK(strstr(reply, "\r\nSet-Cookie: __Host-lang=en; Path=/; HttpOnly; SameSite=Lax;"
                        " Max-Age=31536000; Secure\r\n"));
    CHECK(strstr(reply, "\r\nStrict-Transport-Security: max-age=31536000; includeSubDomains\r\n"));
    reply = get(a, "/any", "Cookie: __Host-lang=en; lang=vi\r\n");
    CHECK(strstr(reply, "<html lang=\"en\""));
    reply = get(a, "/any", "Cookie: lang=en; notice=home.title\r\n");
    CHECK(strstr(reply, "<html lang=\"vi\"") && !strstr(reply, "class=\"notice\""));
    for (const char *p = reply; (p = strstr(p, "Set-Cookie: ")); p++)
        CHECK(strncmp(p, "Set-Cookie: __Host-", 19) == 0);
}

int main(void) {
    crypt_start();
    Arena *a = arena_open();
    const char *path = arena_print(a, "%s/rate_test.db", test_dir());
    buckets();
    remove(path);
    Ctx c = test_empty(path);
    CHECK_TEXT(db_migrate(&c), NULL);
    db_serve(c.db, 2);
    Http h = {.db = c.db, .listener = listen_anywhere(), .tables = tables, .identify = identify,
              .proxied = true};
    Server *s = http_start(&h);
    CHECK(s);
    cookies(a);
    wire(a);
    http_stop(s);
    db_close(c.db);
    arena_close(c.a);
    arena_close(a);
    return test_failed;
}
