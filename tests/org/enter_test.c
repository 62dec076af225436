/* enter_test.c - the log-in as a browser and an attacker meet it: cookies, tokens,
 * where it leads afterwards, and what its answers tell. */
#include "org/office.h"
#include "org/parts.h"

#include "cli/cli.h"
#include "config/config.h"
#include "crypt/crypt.h"
#include "http/parts.h"

static const char planted[] = "abcdefghijklmnopqrstuvwxyz012345"; /* by an attacker */
static Http h = {.tables = route_tables, .identify = org_identify, .touch = org_touch,
                 .office = test_key};

static struct Reply get(Arena *a, const char *target, const char *session) {
    Request r = {0};
    Raw raw = {.method = "GET", .target = target, .host = "a",
               .cookie = arena_print(a, "namro=%s", session)};
    answer(&h, a, &raw, NULL, &r);
    return r.reply;
}

static struct Reply post(Arena *a, const char *target, const char *session, const char *token,
                         const char *fields) {
    Request r = {0};
    Raw raw = {.method = "POST", .target = target, .host = "a",
               .cookie = arena_print(a, "namro=%s", session),
               .type = "application/x-www-form-urlencoded",
               .body = arena_print(a, "token=%s&%s", token, fields)};
    answer(&h, a, &raw, NULL, &r);
    return r.reply;
}

static struct Reply send(Arena *a, const char *target, const char *session, const char *fields) {
    return post(a, target, session, crypt_token_for(a, session, "form"), fields);
}

static bool signed_in(Arena *a, const char *session) {
    return get(a, "/account", session).status == 200;
}

/* The cookie that was there before is worth nothing after. */
static void renewed(Arena *a) {
    struct Reply in = send(a, "/login", planted, "login=annv&password=bon+mua+hoa");
    CHECK(in.status == 303 && in.session && strlen(in.session) == 32);
    CHECK_TEXT(in.next, "/");
    CHECK(strcmp(in.session, planted) != 0);
    CHECK(signed_in(a, in.session) && !signed_in(a, planted));

    struct Reply again = send(a, "/login", in.session, "login=annv&password=bon+mua+hoa");
    CHECK(signed_in(a, again.session) && !signed_in(a, in.session)); /* one browser, one session */

    struct Reply out = send(a, "/logout", again.session, "");
    CHECK(out.status == 303 && out.session && !*out.session);
    CHECK(!signed_in(a, again.session));
}

/* Another page cannot sign anybody in or out. */
static void forged(Arena *a) {
    struct Reply in = send(a, "/login", planted, "login=annv&password=bon+mua+hoa");
    CHECK(post(a, "/login", planted, "x", "login=annv&password=bon+mua+hoa").status == 403);
    CHECK(post(a, "/logout", in.session, "x", "").status == 403);
    CHECK(post(a, "/logout", in.session, crypt_token_for(a, planted, "form"), "").status == 403);
    CHECK(signed_in(a, in.session));
}

/* It leads to pages of our own, and nowhere else. */
static void leads(Arena *a) {
    static const struct { const char *back, *next; } cases[] = {
        {"%2Ftask%3Fstate%3Dlate", "/task?state=late"}, {"", "/"}, {"%2F", "/"},
        {"%2F%2Fevil.vn", "/"}, {"https%3A%2F%2Fevil.vn", "/"}, {"%2F%5Cevil.vn", "/"},
        {"evil.vn", "/"}, {"javascript%3Aalert(1)", "/"}, {"%5C%5Cevil.vn", "/"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *fields = arena_print(a, "login=annv&password=bon+mua+hoa&back=%s",
                                         cases[i].back);
        CHECK_TEXT(send(a, "/login", planted, fields).next, cases[i].next);
    }
}

/* A page without what is new in each: the number of its form. */
static char *plain(Arena *a, const struct Reply *p) {
    char *page = arena_text(a, p->body.p), *token = page;
    while ((token = strstr(token, "name=\"token\" value=\"")))
        for (token += 20; *token != '"'; token++) *token = '-';
    return page;
}

/* The same page for a wrong password and for nobody, but for the name typed. */
static void silent(Arena *a) {
    struct Reply known = send(a, "/login", planted, "login=annv&password=tell+me");
    struct Reply nobody = send(a, "/login", planted, "login=zzzz&password=tell+me");
    CHECK(known.status == 422 && nobody.status == 422 && !known.session && !nobody.session);
    char *page = plain(a, &nobody);
    for (char *p = page; (p = strstr(p, "zzzz")); memcpy(p, "annv", 4)) {}
    CHECK_TEXT(page, plain(a, &known));
    CHECK(!strstr(page, "tell me"));
}

static Err hire(Ctx *c, void *arg) {
    (void)arg;
    int64_t top = make_unit(c, 0, "2000-01-01", OPEN), an = make_person(c, "Nguyễn Văn An");
    make_post(c, an, top, "viewer", "2000-01-01", OPEN);
    make_account(c, an, "annv", "bon mua hoa");
    return config_set(c, "office.name", "0001-01-01", "Ban Tuyên giáo");
}

int main(void) {
    crypt_start();
    Ctx c = test_empty(test_place("enter_test.db"));
    CHECK_TEXT(db_migrate(&c), NULL);
    db_serve(c.db, 2);
    h.db = c.db;
    CHECK_TEXT(db_write(&c, hire, NULL), NULL);
    renewed(c.a);
    forged(c.a);
    leads(c.a);
    silent(c.a);
    db_close(c.db);
    arena_close(c.a);
    return test_failed;
}
