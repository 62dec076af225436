/* http_test.c - a real server on a real socket: what a browser does, what an
 * attacker sends, and what happens in trouble. */
#include "wire.h"

#include "config/config.h"
#include "crypt/crypt.h"

static Err trouble; /* what the form's handler meets */

/* ---- a small office: a page with a form ---- */

static Err thing_page(Ctx *c, Request *r) {
    Buf  b = {.a = c->a};
    const Form *f = request_form(c, r);
    const char *name = form_value(f, "name");
    buf_text(&b, token_html(c, f).s);
    buf_text(&b, "<i>");
    html_text(&b, V(name ? name : ""));
    buf_text(&b, "</i>");
    buf_text(&b, f->err ? f->err : "");
    reply_page(r, "thing", html_of(&b));
    return NULL;
}

static Err thing_post(Ctx *c, Request *r) {
    const char *name = form_value(&r->form, "name");
    if (trouble) return trouble;
    if (text_blank(name)) return "thing.name.missing";
    Err e = config_set(c, "office.name", c->today, name);
    if (!e) reply_next(r, "/thing/7");
    return e;
}

static Err one_page(Ctx *c, Request *r) {
    if (request_id(r) != 7) return "http.missing";
    reply_page(r, config_text(c, "office.name"), (Html){"<p>seven</p>"});
    return NULL;
}

static const Route things[] = {
    SHOW("/thing",      thing_page, RIGHT_PUBLIC, "home.title"),
    SEND("/thing",      thing_post, RIGHT_PUBLIC, thing_page),
    SHOW("/thing/{id}", one_page,   RIGHT_PUBLIC, NULL),
    SHOW("/secret",     thing_page, (Right)99,    "home.empty"),
    {0}
};
static const Route *const tables[] = {things, http_routes, NULL};

/* ---- what is tried ---- */

static void pages(Arena *a) {
    const char *reply = get(a, "/thing", "");
    CHECK(status(reply) == 200 && strstr(reply, "<html lang=\"vi\">"));
    CHECK(strstr(reply, "href=\"/thing\"") && !strstr(reply, "href=\"/secret\"")); /* the menu */
    CHECK(strstr(reply, "\r\nContent-Security-Policy: default-src 'none'"));
    CHECK(strstr(reply, "\r\nCache-Control: no-store"));
    CHECK(strstr(get(a, "/thing", "Cookie: x=y; lang=en\r\n"), "<html lang=\"en\">"));
    CHECK(strstr(get(a, "/thing", "Accept-Language: en-GB,en\r\n"), "<html lang=\"en\">"));
    CHECK(strstr(get(a, "/thing", "Accept-Language: en,vi;q=0.5\r\n"), "<html lang=\"vi\">"));

    reply = get(a, "/lang/en?back=/thing%3Fq%3D1", "");
    CHECK(status(reply) == 303 && strstr(reply, "\r\nLocation: /thing?q=1\r\n"));
    CHECK(strstr(reply, "\r\nSet-Cookie: lang=en;"));
    CHECK(strstr(get(a, "/lang/en?back=//evil.vn/", ""), "\r\nLocation: /\r\n"));
    CHECK(strstr(get(a, "/lang/en?back=/%5Cevil.vn/", ""), "\r\nLocation: /\r\n"));
    CHECK(strstr(get(a, "/lang/en?back=https://evil.vn/", ""), "\r\nLocation: /\r\n"));

    CHECK(status(get(a, "/thing/7", "")) == 200);
    CHECK(status(get(a, "/thing/8", "")) == 404 && status(get(a, "/thing/07", "")) == 404);
    CHECK(status(get(a, "/thing/9999999999999999999", "")) == 404);
    CHECK(status(get(a, "/thing/7/", "")) == 404);
    CHECK(status(get(a, "/secret", "")) == 303); /* a right that nobody has */
    CHECK(strstr(get(a, "/nothing", ""), "&lt;Cơ quan")); /* an error is a page of the office */
    CHECK(strstr(get(a, "/nothing", ""), "\r\nContent-Security-Policy:"));
    CHECK(strstr(get(a, "/health", ""), "\r\n\r\nok\n"));
}

static void files(Arena *a) {
    const char *style = asset("/style.css");
    const char *plain = get(a, style, ""), *at = strstr(plain, "\r\n\r\n");
    CHECK(status(plain) == 200 && strstr(plain, "\r\nContent-Type: text/css"));
    CHECK(strstr(plain, "immutable") && at && strlen(at) > 4000);
    const char *packed = get(a, style, "Accept-Encoding: gzip, br\r\n");
    CHECK(strstr(packed, "\r\nContent-Encoding: gzip\r\n"));
    CHECK(status(get(a, "/static/style.css", "")) == 404);
    CHECK(status(get(a, "/static/../static/style.css", "")) == 400);
}

static void forms(Arena *a) {
    const char *page = get(a, "/thing", "");
    const char *cookie = between(a, page, "Set-Cookie: namro=", ";");
    const char *token = between(a, page, "name=\"token\" value=\"", "\"");
    const char *mine = arena_print(a, "Cookie: namro=%s\r\n", cookie);
    CHECK(strlen(cookie) == 32 && strlen(token) == 45);
    token = arena_part(a, token, 32); /* without its mark the same form may come again */
    CHECK(strstr(page, "; HttpOnly; SameSite=Lax"));
    CHECK(!strstr(get(a, "/thing", mine), "Set-Cookie: namro")); /* it is known */

    const char *good = arena_print(a, "token=%s&name=Ban+Tuy%%C3%%AAn", token);
    CHECK(status(post(a, "/thing", "", good)) == 403);
    CHECK(status(post(a, "/thing", mine, "name=x")) == 403);
    static const char other[] = "token=0123456789abcdef0123456789abcdef&name=x";
    CHECK(status(post(a, "/thing", mine, other)) == 403);
    static const char *const from[] = {"Origin: http://evil.vn", "Origin: null",
                                       "Sec-Fetch-Site: same-site"};
    for (size_t i = 0; i < sizeof from / sizeof *from; i++)
        CHECK(status(post(a, "/thing", arena_print(a, "%s%s\r\n", mine, from[i]), good)) == 403);
    CHECK(status(get(a, "/thing/7", "")) == 200 && !strstr(get(a, "/thing/7", ""), "Ban Tuyên"));

    const char *reply = post(a, "/thing", arena_print(a, "%sOrigin: http://a\r\n", mine), good);
    CHECK(status(reply) == 303 && strstr(reply, "\r\nLocation: /thing/7\r\n"));
    CHECK(strstr(get(a, "/thing/7", ""), "<h1>Ban Tuyên</h1>"));

    /* A refused form keeps what was typed, as text. */
    const char *blank = arena_print(a, "token=%s&name=%%20%%09&other=%%3Cb%%3E", token);
    reply = post(a, "/thing", mine, blank);
    CHECK(status(reply) == 422 && strstr(reply, "<i> \t</i>thing.name.missing"));

    /* A stale session and trouble keep it as well, to be sent again, without secrets. */
    reply = post(a, "/thing", mine, "token=x&name=%3Cb%3E&password=secret&code=unseen");
    CHECK(status(reply) == 403 && strstr(reply, "name=\"name\" value=\"&lt;b&gt;\""));
    CHECK(!strstr(reply, "secret") && !strstr(reply, "unseen"));
    trouble = "db.full";
    reply = post(a, "/thing", mine, good);
    CHECK(status(reply) == 507 && strstr(reply, "name=\"name\" value=\"Ban Tuyên\""));
    trouble = "db.gone";
    reply = post(a, "/thing", mine, good);
    CHECK(status(reply) == 503 && strstr(reply, "\r\nRetry-After: 5"));
    trouble = NULL;
    token = between(a, reply, "name=\"token\" value=\"", "\"");
    CHECK(status(post(a, "/thing", mine, arena_print(a, "token=%s&name=Again", token))) == 303);
    CHECK(strstr(get(a, "/thing/7", ""), "<h1>Again</h1>"));
}

/* Each is refused, or the connection is closed (0), and the server lives on. */
static void hostile(Arena *a) {
    static const struct { int want; const char *bytes; } cases[] = {
        {400, "GET /thing%00 HTTP/1.1\r\nHost: a\r\n\r\n"},
        {400, "GET /thing%0D HTTP/1.1\r\nHost: a\r\n\r\n"},
        {400, "GET /thing%09 HTTP/1.1\r\nHost: a\r\n\r\n"},
        {400, "GET /thing?a=%00 HTTP/1.1\r\nHost: a\r\n\r\n"},
        {400, "GET /thing?a=%zz HTTP/1.1\r\nHost: a\r\n\r\n"},
        {400, "GET /thing?a=%e HTTP/1.1\r\nHost: a\r\n\r\n"},
        {400, "GET /thing?a=% HTTP/1.1\r\nHost: a\r\n\r\n"},
        {400, "GET /thing?a=%C0%AF HTTP/1.1\r\nHost: a\r\n\r\n"},
        {400, "GET /thing?a=%ED%A0%80 HTTP/1.1\r\nHost: a\r\n\r\n"},
        {400, "GET /thing?a=%1B HTTP/1.1\r\nHost: a\r\n\r\n"},
        {400, "GET /thing?a=1&a=2 HTTP/1.1\r\nHost: a\r\n\r\n"},
        {400, "GET /thing?a=1&%61=2 HTTP/1.1\r\nHost: a\r\n\r\n"},
        {400, "GET /thing?=2 HTTP/1.1\r\nHost: a\r\n\r\n"},
        {400, "GET /%2e%2e/thing HTTP/1.1\r\nHost: a\r\n\r\n"},
        {400, "GET //thing HTTP/1.1\r\nHost: a\r\n\r\n"},
        {400, "GET thing HTTP/1.1\r\nHost: a\r\n\r\n"},
        {400, "GET http://a/thing HTTP/1.1\r\nHost: a\r\n\r\n"},
        {400, "GET * HTTP/1.1\r\nHost: a\r\n\r\n"},
        {400, "GET /thing HTTP/1.1\r\n\r\n"},
        {400, "GET /thing HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"},
        {400, "GET /thing HTTP/1.1\r\nHost: a\r\nCookie: a=1\r\nCookie: b=1\r\n\r\n"},
        {400, "POST /thing HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n"
              "Content-Length: 2\r\n\r\nxx"},
        {400, "POST /thing HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n"
              "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
        {400, "POST /thing HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n"},
        {400, "POST /thing HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\nx"},
        {400, "POST /thing HTTP/1.1\r\nHost: a\r\nContent-Length: 0x1\r\n\r\nx"},
        {413, "POST /thing HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n"},
        {413, "POST /thing HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999\r\n\r\n"},
        {415, "POST /thing HTTP/1.1\r\nHost: a\r\nContent-Type: text/xml\r\n"
              "Content-Length: 4\r\n\r\n<a/>"},
        {405, "PUT /thing/7 HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"},
        {405, "POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"},
        {404, "BREW /pot HTTP/1.1\r\nHost: a\r\n\r\n"},
        {0,   "POST /thing HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nx"},
        {0,   "\r\n\r\n\r\n"},
        {0,   "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *reply = talk(cases[i].bytes, strlen(cases[i].bytes));
        /* What the library itself refuses it may also just close. */
        bool ok = status(reply) == cases[i].want || (cases[i].want == 400 && !*reply);
        if (!ok) CHECK_TEXT(cases[i].bytes, arena_print(a, "answered with %d", status(reply)));
    }
    static char longer[64 * 1024];
    memset(longer, 'a', sizeof longer - 1);
    memcpy(longer, "GET /", 5);
    talk(longer, sizeof longer - 1);
    CHECK(status(get(a, arena_print(a, "/thing?q=%.9000s", longer + 8), "")) >= 400);
    CHECK(status(get(a, "/thing", arena_print(a, "X: %.40000s\r\n", longer + 8))) != 200);
    CHECK(status(get(a, "/health", "")) == 200);
}

/* A body in chunks may lie about nothing: it is counted. */
static void chunks(Arena *a) {
    Buf b = {.a = a};
    buf_text(&b, "POST /thing HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 300; i++) {
        buf_text(&b, "1000\r\n");
        for (int k = 0; k < 0x1000; k++) buf_add(&b, "a", 1);
        buf_text(&b, "\r\n");
    }
    buf_text(&b, "0\r\n\r\n");
    CHECK(status(talk(b.s, b.len)) == 413);
}

int main(void) {
    crypt_start();
    Arena *a = arena_open();
    const char *path = arena_print(a, "%s/http_test.db", test_dir());
    remove(path);
    Ctx c = test_empty(path);
    CHECK_TEXT(db_migrate(&c), NULL);
    CHECK_TEXT(config_set(&c, "office.name", "0001-01-01", "<Cơ quan & co>"), NULL);
    db_serve(c.db, 2);
    Http h = {.db = c.db, .listener = listen_anywhere(), .tables = tables};
    Server *s = http_start(&h);
    CHECK(s);
    CHECK(strstr(get(a, "/thing/7", ""), "<h1>&lt;Cơ quan &amp; co&gt;</h1>"));
    pages(a);
    files(a);
    forms(a);
    hostile(a);
    chunks(a);
    http_stop(s);
    db_close(c.db);
    arena_close(c.a);
    arena_close(a);
    return test_failed;
}
