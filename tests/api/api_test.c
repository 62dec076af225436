/* api_test.c - the door for programs: who comes in, how far, and what is told. */
#include "program.h"

static const char all_scopes[] = API_ALL;

static void status_is(const struct Reply *p, int want, const char *what) {
    if (p->status == want) return;
    fprintf(stderr, "%s: answered %d, not %d: %.200s\n", what, p->status, want,
            p->body.p ? (const char *)p->body.p : "");
    test_failed = 1;
}

#define EXPECT(want, ...)                                                                \
    do {                                                                                 \
        struct Reply p_ = api_ask(&at->h, a, __VA_ARGS__);                               \
        status_is(&p_, (want), #__VA_ARGS__);                                            \
    } while (0)

/* ---- Who comes in ---- */

static Err ends(Ctx *c, void *sql) {
    return strcmp(sql, "close") == 0
        ? db_exec(c, "UPDATE account SET closed = 1 WHERE staff = $1", V(LEAD))
        : db_exec(c, "UPDATE account SET closed = NULL WHERE staff = $1", V(LEAD));
}
static Err age(Ctx *c, void *arg) {
    (void)arg;
    return db_exec(c, "UPDATE access SET until = 1 WHERE staff = $1", V(WORKER));
}
static Err change_password(Ctx *c, void *arg) {
    (void)arg;
    return account_password(c, LEAD, "another", 0);
}
static Err take_back(Ctx *c, void *arg) {
    Ctx as = *c;
    as.who = MAYOR;
    CHECK_TEXT(access_end(&as, access_list(&as, RIVAL)->id, false), "http.missing");
    as.who = RIVAL;
    (void)arg;
    return access_end(&as, access_list(&as, RIVAL)->id, false);
}
static Err no_second(Ctx *c, void *arg) {
    (void)arg;
    return db_exec(c, "UPDATE account SET totp = NULL WHERE staff = $1", V(ALMIGHTY));
}

static void who(Attacker *at, Arena *a) {
    Ctx        *c = at->c;
    const char *lead = api_secret(c, LEAD, all_scopes), *old = api_secret(c, WORKER, all_scopes);
    const char *rival = api_secret(c, RIVAL, all_scopes), *all;
    attack_as(at, LEAD);
    EXPECT(401, NULL, "GET", "/task", NULL, plain_call);
    EXPECT(401, "namro_00000000000000000000000000000000", "GET", "/task", NULL, plain_call);
    EXPECT(401, "x", "GET", "/task", NULL, plain_call);
    EXPECT(401, at->secret, "GET", "/task", NULL, plain_call); /* of a session */
    EXPECT(401, NULL, "GET", "/task", NULL,
           ((Call){.cookie = arena_print(a, "namro=%s", at->secret)}));
    EXPECT(401, NULL, "POST", "/task/1/comment", "{\"text\":\"x\"}",
           ((Call){.cookie = arena_print(a, "namro=%s", at->secret)}));
    EXPECT(200, lead, "GET", "/task", NULL, plain_call);
    CHECK_TEXT(db_write(c, ends, "close"), NULL);
    EXPECT(401, lead, "GET", "/task", NULL, plain_call);
    CHECK_TEXT(db_write(c, ends, "open"), NULL);
    EXPECT(200, lead, "GET", "/task", NULL, plain_call);
    CHECK_TEXT(db_write(c, change_password, NULL), NULL);
    EXPECT(401, lead, "GET", "/task", NULL, plain_call);
    EXPECT(200, old, "GET", "/task", NULL, plain_call);
    CHECK_TEXT(db_write(c, age, NULL), NULL);
    EXPECT(401, old, "GET", "/task", NULL, plain_call);
    EXPECT(200, rival, "GET", "/task", NULL, plain_call);
    CHECK_TEXT(db_write(c, take_back, NULL), NULL);
    EXPECT(401, rival, "GET", "/task", NULL, plain_call);
    all = api_secret(c, ALMIGHTY, all_scopes);
    CHECK_TEXT(db_write(c, no_second, NULL), NULL);
    EXPECT(401, all, "GET", "/task", NULL, plain_call);
    EXPECT(200, NULL, "GET", "/openapi.json", NULL, plain_call);
    EXPECT(401, "bad", "GET", "/openapi.json", NULL, plain_call);
    EXPECT(404, NULL, "GET", "/nothing", NULL, plain_call);
    EXPECT(405, NULL, "GET", "/task/1/issue", NULL, plain_call);
}

/* A secret of a program opens no page. */
static void no_pages(Attacker *at, Arena *a) {
    const char *secret = api_secret(at->c, LEAD, all_scopes);
    Request     r = {0};
    Raw raw = {.method = "GET", .host = "a", .target = "/task/1",
               .authorization = arena_print(a, "Bearer %s", secret),
               .cookie = arena_print(a, "namro=%s", secret)};
    answer(&at->h, a, &raw, NULL, &r);
    CHECK(r.reply.status == 303 && strncmp(r.reply.next, "/login", 6) == 0);
}

static void scopes(Attacker *at, Arena *a) {
    Ctx        *c = at->c;
    const char *read = api_secret(c, LEAD, "read:work"), *org = api_secret(c, LEAD, "read:org");
    const char *full = api_secret(c, LEAD, all_scopes);
    EXPECT(200, read, "GET", "/task/1", NULL, plain_call);
    EXPECT(403, read, "POST", "/task/1/comment", "{\"text\":\"x\"}", plain_call);
    EXPECT(403, read, "GET", "/staff", NULL, plain_call);
    EXPECT(403, org, "GET", "/task/1", NULL, plain_call);
    EXPECT(200, org, "GET", "/staff", NULL, plain_call);
    /* No more than its owner may. */
    EXPECT(403, full, "GET", "/admin/accounts", NULL, plain_call);
    EXPECT(403, full, "GET", "/log/deeds", NULL, plain_call);
    EXPECT(403, full, "POST", "/document/new", "{\"abstract\":\"A\"}", plain_call);
    EXPECT(404, api_secret(c, RIVAL, all_scopes), "POST", "/task/1/comment", "{\"text\":\"x\"}",
           plain_call);
    /* What a person has to do. */
    EXPECT(403, full, "POST", "/account/access/new", "{\"name\":\"N\"}", plain_call);
    EXPECT(403, full, "POST", "/feed/new", "{}", plain_call);
    EXPECT(403, NULL, "POST", "/login", "{\"login\":\"user0\"}", plain_call);
}

/* ---- Reading ---- */

static const char *next_page(Arena *a, const struct Reply *p) {
    const char *at = strstr(p->body.p, "\"next\":\"" API_PREFIX);
    if (!at) return NULL;
    at += strlen("\"next\":\"" API_PREFIX);
    return arena_part(a, at, strcspn(at, "\""));
}

static int count(const struct Reply *p, const char *words) {
    int n = 0;
    for (const char *s = p->body.p; (s = strstr(s, words)); s++) n++;
    return n;
}

/* All ids of a list in order, page by page. */
static const char *walk(Attacker *at, Arena *a, const char *secret, const char *address,
                        int *pages) {
    Buf b = {.a = a};
    buf_text(&b, "");
    for (*pages = 0; address && *pages < 50; ++*pages) {
        struct Reply p = api_ask(&at->h, a, secret, "GET", address, NULL, plain_call);
        status_is(&p, 200, address);
        if (p.status != 200) return "";
        for (const char *s = p.body.p; (s = strstr(s, "{\"id\":")); s++)
            buf_print(&b, "%s%ld", b.len ? " " : "", strtol(s + 6, NULL, 10));
        address = next_page(a, &p);
    }
    return b.s;
}

static void lists(Attacker *at, Arena *a) {
    const char *secret = api_secret(at->c, LEAD, all_scopes);
    int         pages, few;
    const char *whole = walk(at, a, secret, "/task", &pages);
    CHECK(pages == 1 && strlen(whole) > 5);
    CHECK_TEXT(walk(at, a, secret, "/task?limit=1", &few), whole);
    CHECK(few > 2);
    CHECK_TEXT(walk(at, a, secret, "/task?limit=2", &few), whole);
    CHECK_TEXT(walk(at, a, secret, "/task?state=reported&limit=1", &few), "3");
    CHECK_TEXT(walk(at, a, secret, "/staff?limit=2", &few),
               walk(at, a, secret, "/staff", &pages));
    CHECK(pages == 1 && few > 2);
    EXPECT(400, secret, "GET", "/task?state=nonsense", NULL, plain_call);
    EXPECT(400, secret, "GET", "/task?limit=0", NULL, plain_call);
    EXPECT(400, secret, "GET", "/task?limit=501", NULL, plain_call);
    struct Reply p = api_ask(&at->h, a, secret, "GET", "/task?limit=1&state=running", NULL,
                             plain_call);
    CHECK(api_has(&p, "/api/v1/task?after=1&limit=1&state=running"));
    p = api_ask(&at->h, a, secret, "GET", "/task/1", NULL, plain_call);
    CHECK(api_has(&p, "\"work\":\"" SECRET " work\"") && api_has(&p, "\"due\":\"2026-04-01\"") &&
          api_has(&p, "\"parent\":null") && api_has(&p, "\"urgent\":false"));
    p = api_ask(&at->h, a, secret, "GET", "/task/1", NULL, (Call){.known = p.etag});
    status_is(&p, 304, "known already");
    p = api_ask(&at->h, a, secret, "GET", "/task/3", NULL, (Call){.known = p.etag});
    status_is(&p, 200, "another is not known");
    p = api_ask(&at->h, a, secret, "GET", "/unit?day=2019-01-01", NULL, plain_call);
    CHECK(api_has(&p, "\"items\":[]"));
}

/* Every address that can be read is: as JSON or as a file; and of none that another unit's
 * secret words stand in. */
static void read_all(Attacker *at, Arena *a, int64_t who, bool secrets) {
    static const char *const ids[] = {"1", "3", "8", "20", "999999999999999999"};
    const char *secret = api_secret(at->c, who, all_scopes);
    int         good = 0;
    for (int own = 0; own < 2; own++)
        for (const Route *const *t = own ? api_routes : route_tables; *t; t++)
            for (const Route *row = *t; row->method; row++) {
                const bool above = row->right == RIGHT_ADMIN || row->right == RIGHT_ORG ||
                                   row->right == RIGHT_DOCUMENT;
                if (strcmp(row->method, "GET") != 0 || (above && !secrets)) continue;
                for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
                    const char  *path = attack_path(a, row->path, ids[i]);
                    struct Reply p = api_ask(&at->h, a, secret, "GET", path, NULL, plain_call);
                    if (p.status >= 500) status_is(&p, 200, path);
                    if (area_closed(row)) status_is(&p, 403, path);
                    if (p.type && strstr(p.type, "html")) fprintf(stderr, "%s: HTML\n", path);
                    CHECK(!p.type || !strstr(p.type, "html"));
                    CHECK(p.status == 304 || p.stored || p.body.p);
                    good += p.status == 200;
                    if (!secrets && api_has(&p, SECRET)) {
                        fprintf(stderr, "%s tells too much\n", path);
                        test_failed = 1;
                    }
                }
            }
    CHECK(good > 60);
}

/* ---- Writing ---- */

static const char draft[] =
    "{\"work\":\"Một việc\",\"lead\":3,\"due\":\"2026-05-04\",\"product\":\"P\""
    ",\"answerable\":9,\"urgent\":true}";

static int64_t deeds(Ctx *c, const char *what, int64_t id) {
    int64_t n = 0;
    Rows q = db_query(c, "SELECT changes FROM deed WHERE what = $1 AND subject_id = $2", V(what),
                      V(id));
    while (db_next(&q)) n += strstr(row_text(&q, 0), "via\t\tBảng điều hành (#") != NULL;
    return n;
}
typedef struct Through { const char *what; int64_t id, n; } Through;
static Err tell(Ctx *c, void *arg) {
    Through *t = arg;
    t->n = deeds(c, t->what, t->id);
    return NULL;
}
static int64_t told(Ctx *c, const char *what, int64_t id) {
    Through t = {what, id, 0};
    CHECK_TEXT(db_read(c, tell, &t), NULL);
    return t.n;
}

static int64_t number_at(const struct Reply *p) {
    const char *s = p->next ? strrchr(p->next, '/') : NULL;
    return s ? strtoll(s + 1, NULL, 10) : 0;
}

static void writes(Attacker *at, Arena *a) {
    const char  *officer = api_secret(at->c, ALMIGHTY, all_scopes);
    const char  *lead = api_secret(at->c, LEAD, all_scopes);
    struct Reply p = api_ask(&at->h, a, officer, "POST", "/task/new", draft, plain_call);
    int64_t      id = number_at(&p);
    status_is(&p, 201, "a draft");
    CHECK(strncmp(p.next, API_PREFIX "/task/", 13) == 0 && id > 3);
    CHECK(told(at->c, "task.deed.made", id) == 1 || told(at->c, "task.deed.drafted", id) == 1);
    const char *one = arena_print(a, "/task/%lld", (long long)id);
    p = api_ask(&at->h, a, officer, "GET", one, NULL, plain_call);
    CHECK(api_has(&p, "\"due\":\"2026-05-04\"") && api_has(&p, "\"urgent\":true") &&
          api_has(&p, "\"state\":\"draft\"") && api_has(&p, "Một việc"));
    p = api_ask(&at->h, a, officer, "POST", arena_print(a, "%s/issue", one), NULL, plain_call);
    status_is(&p, 200, "issued");
    CHECK(told(at->c, "task.deed.issued", id) == 1);
    p = api_ask(&at->h, a, lead, "POST", arena_print(a, "%s/report", one),
                "{\"unit\":3,\"words\":\"Đang làm\",\"said\":40}", plain_call);
    status_is(&p, 200, "reported");
    p = api_ask(&at->h, a, lead, "GET", arena_print(a, "%s/progress", one), NULL, plain_call);
    CHECK(api_has(&p, "Đang làm") && api_has(&p, "\"said\":40") && api_has(&p, "\"final\":false"));
    p = api_ask(&at->h, a, lead, "GET", arena_print(a, "%s/history", one), NULL, plain_call);
    CHECK(count(&p, "\"field\":\"via\"") >= 3);
}

static void refusals(Attacker *at, Arena *a) {
    const char  *officer = api_secret(at->c, ALMIGHTY, all_scopes);
    struct Reply p = api_ask(&at->h, a, officer, "POST", "/task/new", "{\"lead\":3}", plain_call);
    status_is(&p, 422, "no work");
    CHECK_TEXT(p.type, "application/problem+json");
    CHECK(api_has(&p, "\"pointer\":\"#/work\"") && api_has(&p, "\"code\":\"task.work.missing\"") &&
          api_has(&p, "/api/v1/problem/task.work.missing"));
    Ctx vi = *at->c, en = *at->c;
    vi.lang = LANG_VI;
    en.lang = LANG_EN;
    CHECK(api_has(&p, tr(&en, "task.work.missing")));
    p = api_ask(&at->h, a, officer, "POST", "/task/new", "{\"lead\":3}", (Call){.lang = "vi-VN"});
    CHECK(api_has(&p, tr(&vi, "task.work.missing")));
    p = api_ask(&at->h, a, NULL, "GET", "/problem/task.work.missing", NULL, plain_call);
    status_is(&p, 200, "a problem's words");
    EXPECT(404, NULL, "GET", "/problem/no.such", NULL, plain_call);
    /* A version that somebody has changed since. */
    EXPECT(409, officer, "POST", "/task/2/edit", "{\"base\":\"0\",\"work\":\"W\"}", plain_call);
    EXPECT(409, officer, "POST", "/task/2/edit", "{\"work\":\"W\"}", plain_call);
    p = api_ask(&at->h, a, officer, "GET", "/task/2", NULL, plain_call);
    const char *version = strstr(p.body.p, "\"version\":") + 10;
    EXPECT(200, officer, "POST", "/task/2/edit",
           arena_print(a, "{\"base\":%ld,\"work\":\"W2\",\"lead\":3,\"target\":1.5,"
                          "\"indicator\":\"I\",\"measure\":\"M\"}", strtol(version, NULL, 10)),
           ((Call){.lang = "vi"}));
    p = api_ask(&at->h, a, officer, "GET", "/task/2", NULL, plain_call);
    CHECK(api_has(&p, "\"target\":1.5"));
}

static void malformed(Attacker *at, Arena *a) {
    static const char *const bad[] = {
        "{", "[]", "1", "{\"a\":1,}", "{\"a\":1}x", "{\"a\":01}", "{\"a\":1.}", "{\"a\":1e9}",
        "{\"a\":\"\\x\"}", "{\"a\":\"\\u0000\"}", "{\"a\":\"\\ud800\"}", "{\"a\":[[1]]}",
        "{\"a\":1,\"a\":2}", "{a:1}", "{\"a\":tru}", "{\"a\" 1}", "{\"\":1}", "{\"a\":\"\n\"}",
        "{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":1}}}}}", "{\"a\":[1,2}", "{\"a\":\"", "{\"a\":\"\\",
        "{\"a\":-}", "{\"a\":NaN}"};
    const char *lead = api_secret(at->c, LEAD, all_scopes);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        EXPECT(400, lead, "POST", "/task/1/comment", bad[i], plain_call);
    EXPECT(415, lead, "POST", "/task/1/comment", "text=x",
           ((Call){.type = "application/x-www-form-urlencoded"}));
    EXPECT(200, lead, "POST", "/task/1/comment",
           " {\"text\" : \"\\u0110\\u01b0\\u1ee3c \\ud83d\\ude00 \\\"\\n\"} ", plain_call);
    struct Reply p = api_ask(&at->h, a, lead, "GET", "/task/1/comments", NULL, plain_call);
    CHECK(api_has(&p, "Được \xf0\x9f\x98\x80 \\\"\\n"));
}

/* ---- The same request twice ---- */

static void twice(Attacker *at, Arena *a) {
    const char  *officer = api_secret(at->c, ALMIGHTY, all_scopes);
    const char  *other = api_secret(at->c, ALMIGHTY, all_scopes);
    const Call   k = {.key = "đơn 7"};
    struct Reply p = api_ask(&at->h, a, officer, "POST", "/task/new", draft, k);
    int64_t      id = number_at(&p);
    const char  *body = p.body.p;
    status_is(&p, 201, "named");
    p = api_ask(&at->h, a, officer, "POST", "/task/new", draft, k);
    status_is(&p, 201, "named, again");
    CHECK(id && number_at(&p) == id);
    CHECK_TEXT(p.body.p, body);
    Http after = at->h; /* a server that was started anew knows it too */
    p = api_ask(&after, a, officer, "POST", "/task/new", draft, k);
    CHECK(number_at(&p) == id);
    EXPECT(422, officer, "POST", "/task/new", "{\"work\":\"Another\"}", k);
    EXPECT(422, officer, "POST", "/task/1/comment", draft, k);
    p = api_ask(&at->h, a, other, "POST", "/task/new", draft, k);
    CHECK(p.status == 201 && number_at(&p) != id);
    p = api_ask(&at->h, a, officer, "POST", "/task/new", draft, plain_call);
    CHECK(p.status == 201 && number_at(&p) != id);
    /* A refusal may be mended under its name. */
    EXPECT(422, officer, "POST", "/task/new", "{}", ((Call){.key = "mended"}));
    EXPECT(201, officer, "POST", "/task/new", draft, ((Call){.key = "mended"}));
    EXPECT(400, officer, "POST", "/task/new", draft, ((Call){.key = ""}));
}

int main(void) {
    Ctx      c;
    Attacker at = api_open(&c, "api_test.db");
    static void (*const runs[])(Attacker *, Arena *) = {who, no_pages, scopes, lists, writes,
                                                        refusals, malformed, twice};
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        Arena *a = arena_open();
        runs[i](&at, a);
        arena_close(a);
    }
    Arena *a = arena_open();
    read_all(&at, a, ALMIGHTY, true);
    read_all(&at, a, RIVAL, false);
    arena_close(a);
    db_close(c.db);
    arena_close(c.a);
    return test_failed;
}
