/* who_test.c - who calls, what they may, and what becomes of those who may not. */
#include "wire.h"

#include "config/config.h"
#include "crypt/crypt.h"

/* Sessions of 32 signs; the first letter tells whose. */
#define OFFICER  "o2345678901234567890123456789012"
#define VIEWER   "v2345678901234567890123456789012"
#define HALF     "h2345678901234567890123456789012"
#define STRANGER "s2345678901234567890123456789012"
#define AS(session) "Cookie: namro=" session "\r\n"

static int     asked;
static int64_t seen, readied; /* c->who in the handlers that ran last */

static Err identify(Ctx *c, const char *session, Caller *out) {
    const uint32_t view = 1u << RIGHT_VIEW, all = view | 1u << RIGHT_ISSUE;
    int64_t n;
    asked++;
    if (db_int(c, &n, "SELECT count(*) FROM setting")) return NULL;
    if (*session == 'o') *out = (Caller){.who = 11, .name = "Bùi <Văn> An", .rights = all};
    if (*session == 'v')
        *out = (Caller){.who = 12, .name = "Viên", .rights = view, .touch = "hash-of-v"};
    if (*session == 'h')
        *out = (Caller){.who = 13, .name = "Nửa", .rights = all, .confined = "/account/second"};
    return NULL;
}

static Err touch_session(Ctx *c, const char *hash) {
    return config_set(c, "office.place", "0001-01-01", hash);
}

static Err any_page(Ctx *c, Request *r) {
    const Form *f = request_form(c, r);
    seen = c->who;
    reply_trail(c, r, "/task", "Tasks");
    reply_trail(c, r, "/task/7", "Seven");
    reply_page(r, f->err ? f->err : "any", token_html(c, f));
    return NULL;
}

static Err place_page(Ctx *c, Request *r) {
    const char *place = config_text(c, "office.place");
    reply_text(r, "text/plain", place ? place : "none");
    return NULL;
}

static Err task_ready(Ctx *c, Request *r) {
    readied = c->who;
    r->ready = arena_text(c->a, "prepared");
    return form_value(&r->form, "bad") ? "task.work.missing" : NULL;
}

static Err task_post(Ctx *c, Request *r) {
    seen = c->who;
    CHECK_TEXT(r->ready, "prepared");
    if (form_value(&r->form, "worse")) {
        reply_session(c, r, OFFICER); /* nothing of a refused form stays */
        reply_done(r, "/task", "home.title");
        return "task.work.missing";
    }
    reply_done(r, "/task", "home.title");
    return NULL;
}

static Err login_post(Ctx *c, Request *r) {
    bool out = form_value(&r->form, "out") != NULL;
    reply_session(c, r, out ? NULL : OFFICER);
    reply_next(r, request_back(form_value(&r->form, "back")));
    return NULL;
}

static const Route routes[] = {
    SHOW("/open",           any_page,   RIGHT_PUBLIC, "home.title"),
    SHOW("/place",          place_page, RIGHT_PUBLIC, NULL),
    SHOW("/task",           any_page,   RIGHT_VIEW,   "home.empty"),
    SHOW("/task/new",       any_page,   RIGHT_ISSUE,  "home.day"),
    SHOW("/account",        any_page,   RIGHT_STAFF,  NULL),
    SHOW("/account/second", any_page,   RIGHT_STAFF,  NULL),
    SHOW("/admin",          any_page,   RIGHT_ADMIN,  NULL),
    SHOW("/odd",            any_page,   (Right)99,    NULL),
    SEND("/login",          login_post, RIGHT_PUBLIC, any_page),
    SEND_READY("/task", task_ready, task_post, RIGHT_ISSUE, any_page),
    {0}
};
static const Route *const tables[] = {routes, http_routes, NULL};

static bool leads(const char *reply, const char *to) {
    char line[200];
    snprintf(line, sizeof line, "\r\nLocation: %s\r\n", to);
    return status(reply) == 303 && strstr(reply, line);
}

static void pages(Arena *a) {
    CHECK(leads(get(a, "/task?state=soon&q=%C4%91", ""),
                "/login?back=%2Ftask%3Fstate%3Dsoon%26q%3D%25C4%2591"));
    CHECK(leads(get(a, "/task", AS(STRANGER)), "/login?back=%2Ftask"));
    CHECK(asked == 1); /* without a cookie there is nobody to ask about */
    CHECK(leads(get(a, "/odd", ""), "/login?back=%2Fodd"));
    const char *reply = get(a, "/open", "");
    CHECK(strstr(reply, "href=\"/login?back=%2Fopen\"") && !strstr(reply, "/logout"));
    CHECK(seen == 0 && !strstr(reply, "href=\"/task/new\""));

    reply = get(a, "/task", AS(OFFICER));
    CHECK(status(reply) == 200 && seen == 11);
    CHECK(strstr(reply, "href=\"/task/new\"") && strstr(reply, "action=\"/logout\""));
    CHECK(strstr(reply, "Bùi &lt;Văn&gt; An</a>") && !strstr(reply, "/login"));
    CHECK(strstr(reply, "<li><a href=\"/task\">Tasks</a></li>\n<li><a href=\"/task/7\">Seven"));
    reply = get(a, "/task", AS(VIEWER));
    CHECK(status(reply) == 200 && !strstr(reply, "href=\"/task/new\""));
    CHECK(status(get(a, "/task/new", AS(VIEWER))) == 403);
    CHECK(status(get(a, "/account", AS(VIEWER))) == 200); /* staff is who is signed in */
    CHECK(status(get(a, "/admin", AS(OFFICER))) == 403);
    CHECK(status(get(a, "/odd", AS(OFFICER))) == 403);
    CHECK(strstr(get(a, "/nothing", AS(OFFICER)), "Bùi &lt;Văn&gt;"));
    usleep(100 * 1000); /* the use of a session is noted after the reply */
    CHECK(strstr(get(a, "/place", ""), "\r\n\r\nhash-of-v"));
}

/* Half a log-in opens its one page; on public pages it is nobody. */
static void half(Arena *a) {
    CHECK(leads(get(a, "/task", AS(HALF)), "/account/second"));
    CHECK(leads(get(a, "/account", AS(HALF)), "/account/second"));
    CHECK(leads(get(a, "/admin", AS(HALF)), "/account/second"));
    CHECK(status(get(a, "/account/second", AS(HALF))) == 200 && seen == 13);
    const char *reply = get(a, "/open", AS(HALF));
    CHECK(status(reply) == 200 && seen == 0 && !strstr(reply, "href=\"/task/new\""));
    CHECK(strstr(reply, "action=\"/logout\""));
}

static const char *form(Arena *a, const char *session, const char *rest) {
    return arena_print(a, "token=%s%s", crypt_token_for(a, session, "form"), rest);
}

static void forms(Arena *a) {
    const char *reply = post(a, "/task", AS(OFFICER), form(a, OFFICER, "&work=x"));
    CHECK(leads(reply, "/task") && seen == 11 && readied == 11);
    CHECK(strstr(reply, "\r\nSet-Cookie: notice=home.title; "));
    CHECK(status(post(a, "/task", AS(VIEWER), form(a, VIEWER, "&work=x"))) == 403 && seen == 11);

    seen = 0;
    reply = post(a, "/task", AS(OFFICER), form(a, OFFICER, "&bad=1"));
    CHECK(status(reply) == 422 && strstr(reply, "<h1>task.work.missing</h1>"));
    reply = post(a, "/task", AS(OFFICER), form(a, OFFICER, "&worse=1"));
    CHECK(status(reply) == 422 && !strstr(reply, "Set-Cookie"));

    /* The public gets its form back, logs in in another tab, and sends it again. */
    reply = post(a, "/task", AS(STRANGER), form(a, STRANGER, "&work=%3Cb%3E"));
    CHECK(status(reply) == 401 && strstr(reply, "name=\"work\" value=\"&lt;b&gt;\""));
    CHECK(strstr(reply, "href=\"/login\" target=\"_blank\"") && strstr(reply, "action=\"/task\""));
    CHECK(strstr(reply, "\r\nWWW-Authenticate: "));
    const char *stale = between(a, reply, "name=\"token\" value=\"", "\"");
    CHECK(strlen(stale) == 45);
    reply = post(a, "/task", AS(OFFICER), arena_print(a, "token=%s&work=x", stale));
    CHECK(status(reply) == 403 && strstr(reply, "name=\"work\" value=\"x\""));
    CHECK(!strstr(reply, "href=\"/login\""));
    const char *token = between(a, strstr(reply, "action=\"/task\""), "value=\"", "\"");
    reply = post(a, "/task", AS(OFFICER), arena_print(a, "token=%s&work=x", token));
    CHECK(leads(reply, "/task"));
    /* The same without any cookie, and with half a log-in. */
    reply = post(a, "/task", "", "token=x&work=x");
    CHECK(status(reply) == 403 && strstr(reply, "href=\"/login\" target=\"_blank\""));
    CHECK(strstr(reply, "Set-Cookie: namro="));
    reply = post(a, "/task", AS(HALF), form(a, HALF, "&work=x"));
    CHECK(status(reply) == 403 && strstr(reply, "href=\"/account/second\" target=\"_blank\""));
}

static void sessions(Arena *a) {
    const char *reply = post(a, "/login", AS(STRANGER), form(a, STRANGER, "&back=/task%3Fx"));
    CHECK(leads(reply, "/task?x"));
    CHECK(strstr(reply, "Set-Cookie: namro=" OFFICER "; Path=/; HttpOnly; SameSite=Lax\r\n"));
    reply = post(a, "/login", AS(OFFICER), form(a, OFFICER, "&out=1&back=//evil.vn"));
    CHECK(leads(reply, "/"));
    CHECK(strstr(reply, "Set-Cookie: namro=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"));

    CHECK_TEXT(request_back("/task?a=1"), "/task?a=1");
    static const char *const away[] = {NULL, "", "task", "//a", "/\\a", "/a\nb", "https://a"};
    for (size_t i = 0; i < sizeof away / sizeof *away; i++)
        CHECK_TEXT(request_back(away[i]), "/");
}

/* What was done is said once; a cookie from elsewhere can say nothing of its own. */
static void notices(Arena *a) {
    const char *reply = get(a, "/open", "Cookie: notice=home.title\r\n");
    CHECK(strstr(reply, "<p class=\"notice\""));
    CHECK(strstr(reply, "Set-Cookie: notice=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"));
    CHECK(!strstr(get(a, "/open", ""), "Set-Cookie: notice"));
    static const char *const odd[] = {"", "home", "home.none", "Home.title", "<b>", "home.title "
                                      "x", "../home.title"};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        reply = get(a, "/open", arena_print(a, "Cookie: notice=%s\r\n", odd[i]));
        CHECK(status(reply) == 200 && !strstr(reply, "class=\"notice\""));
    }
}

int main(void) {
    crypt_start();
    Arena *a = arena_open();
    const char *path = arena_print(a, "%s/who_test.db", test_dir());
    remove(path);
    Ctx c = test_empty(path);
    CHECK_TEXT(db_migrate(&c), NULL);
    db_serve(c.db, 2);
    Http h = {.db = c.db, .listener = listen_anywhere(), .tables = tables, .identify = identify,
              .touch = touch_session};
    Server *s = http_start(&h);
    CHECK(s);
    pages(a);
    half(a);
    forms(a);
    sessions(a);
    notices(a);
    http_stop(s);
    db_close(c.db);
    arena_close(c.a);
    arena_close(a);
    return test_failed;
}
