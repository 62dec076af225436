/* matrix_test.c - every role meets every route of the program, and is answered as
 * roles[] says: also who is not signed in, and whose session is not complete.
 * And docs/roles.md says the same. */
#include "org/office.h"
#include "org/parts.h"

#include "cli/cli.h"
#include "config/config.h"
#include "crypt/crypt.h"
#include "http/parts.h"

/* The path with its parts filled in: of things that do not exist. */
static const char *target_of(Arena *a, const char *path) {
    Buf b = {.a = a};
    while (*path) {
        size_t plain = strcspn(path, "{"), part = strcspn(path + plain, "}");
        buf_add(&b, path, plain);
        path += plain;
        if (!*path) break;
        bool id = strncmp(path, "{id}", 4) == 0, lang = strncmp(path, "{lang}", 6) == 0;
        buf_text(&b, id ? "999999" : lang ? "vi" : "nothing");
        path += part + 1;
    }
    return b.s;
}

/* What the server answers; session NULL: the public. */
static struct Reply ask(const Http *h, Arena *a, const Route *row, const char *session) {
    Request r = {0};
    bool    form = strcmp(row->method, "POST") == 0;
    if (!session) session = crypt_token(a);
    Raw raw = {.method = row->method, .target = target_of(a, row->path), .host = "a",
               .cookie = arena_print(a, "namro=%s", session)};
    if (form) {
        raw.type = "application/x-www-form-urlencoded";
        raw.body = arena_print(a, "token=%s", crypt_token_for(a, session, "form"));
    }
    answer(h, a, &raw, NULL, &r);
    return r.reply;
}

static bool leads_to(const struct Reply *p, const char *where) {
    return p->status == 303 && p->next && strncmp(p->next, where, strlen(where)) == 0;
}

static void expect(bool ok, const char *who, const Route *row, const struct Reply *p) {
    if (ok) return;
    fprintf(stderr, "%s: %s %s: answered %d %s\n", who, row->method, row->path, p->status,
            p->next ? p->next : "");
    test_failed = 1;
}

/* By the role's rights alone: what exists, and where, is each page's own affair. */
static void meet(const Http *h, const Route *row, const char *who, bool may, const char *session) {
    Arena       *a = arena_open();
    struct Reply p = ask(h, a, row, session);
    bool         form = strcmp(row->method, "POST") == 0;
    if (may) expect(p.status != 403 && p.status != 401 && p.status < 500 &&
                    (row->right == RIGHT_PUBLIC || !leads_to(&p, "/login")), who, row, &p);
    else if (session) expect(p.status == 403, who, row, &p);
    else expect(form ? p.status == 401 : leads_to(&p, "/login?back="), who, row, &p);
    arena_close(a);
}

/* Nothing but public pages and the one that completes it. */
static void meet_confined(const Http *h, const Route *row, const char *session) {
    Arena       *a = arena_open();
    struct Reply p = ask(h, a, row, session);
    bool         form = strcmp(row->method, "POST") == 0;
    bool here = row->right == RIGHT_PUBLIC || strcmp(row->path, ACCOUNT_SECOND) == 0;
    if (here) expect(p.status != 403 && p.status < 500, "confined", row, &p);
    else expect(form ? p.status == 403 : leads_to(&p, ACCOUNT_SECOND), "confined", row, &p);
    arena_close(a);
}

/* ---- an office with one person for each role ---- */

enum { ROLES_MAX = 16 };
typedef struct Cast {
    int64_t      staff[ROLES_MAX], who;
    SessionStage stage;
    char        *secret;
} Cast;

static Err hire(Ctx *c, void *arg) {
    Cast   *cast = arg;
    int64_t top = make_unit(c, 0, "2000-01-01", OPEN);
    CHECK_TEXT(config_set(c, "office.name", "0001-01-01", "Ban Tuyên giáo"), NULL);
    for (int i = 0; roles[i].name; i++) {
        cast->staff[i] = make_person(c, roles[i].name);
        make_post(c, cast->staff[i], top, roles[i].name, "2000-01-01", OPEN);
        CHECK_TEXT(account_first(c, cast->staff[i], arena_print(c->a, "user%d", i), "no hash"),
                   NULL);
    }
    return NULL;
}

static Err sign_in(Ctx *c, void *arg) {
    Cast *cast = arg;
    return session_make(c, cast->who, cast->stage, "", &cast->secret);
}

/* A fresh one each time: some routes end it. */
static const char *session_of(Ctx *c, Cast *cast, int64_t who, SessionStage stage) {
    c->now = clock_ms();
    cast->who = who;
    cast->stage = stage;
    CHECK_TEXT(db_write(c, sign_in, cast), NULL);
    return cast->secret;
}

static int walk(Ctx *c, const Http *h, Cast *cast) {
    int n = 0;
    for (const Route *const *t = route_tables; *t; t++) {
        for (const Route *row = *t; row->method; row++, n++) {
            CHECK(row->right >= RIGHT_PUBLIC && row->right < RIGHT_COUNT);
            meet(h, row, "public", row->right == RIGHT_PUBLIC, NULL);
            meet_confined(h, row, session_of(c, cast, cast->staff[0], SESSION_WHOLE));
            for (int i = 0; roles[i].name; i++)
                meet(h, row, roles[i].name, cli_role_may(&roles[i], row->right),
                     session_of(c, cast, cast->staff[i], SESSION_SECOND));
        }
    }
    return n;
}

/* ---- the page of the documentation ---- */

static void documented(const Ctx *c) {
    static char text[1 << 20];
    Ctx   en = *c;
    FILE *f = fopen("docs/roles.md", "r");
    text[f ? fread(text, 1, sizeof text - 1, f) : 0] = '\0';
    if (f) fclose(f);
    en.lang = LANG_EN;
    if (strcmp(text, cli_roles(&en)) == 0) return;
    fputs("docs/roles.md is out of date: make roles\n", stderr);
    test_failed = 1;
}

int main(void) {
    crypt_start();
    Ctx   c = test_empty(test_place("matrix_test.db"));
    Cast  cast = {0};
    Http  h = {.tables = route_tables, .identify = org_identify, .touch = org_touch,
           .office = test_key};
    CHECK_TEXT(db_migrate(&c), NULL);
    db_serve(c.db, 2);
    h.db = c.db;
    CHECK_TEXT(db_write(&c, hire, &cast), NULL);
    CHECK(walk(&c, &h, &cast) > 20);
    documented(&c);
    db_close(c.db);
    arena_close(c.a);
    return test_failed;
}
