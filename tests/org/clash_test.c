/* clash_test.c - two administrators edit the same person, unit, end of a post or an
 * appointment, setting: the second is told what the first has stored, loses nothing of
 * what was typed, and may send over it. */
#include "org/office.h"
#include "org/parts.h"

#include "cli/cli.h"
#include "config/config.h"
#include "crypt/crypt.h"
#include "http/parts.h"

/* One form: what the first sends, what the second, and where it is seen what is stored. */
typedef struct Case {
    const char *page, *first, *second;
    const char *theirs, *mine; /* as the page of the clash tells them; NULL: by no field */
    const char *stored, *one, *two; /* a query, and what it gives after the first, the second */
    const char *again; /* what the second sends over it; NULL: the same once more */
} Case;

#define UNIT_QUERY                                                             \
    "SELECT name FROM unit_spell WHERE unit = 1 AND unlearnt = 9223372036854775807" \
    " ORDER BY since DESC LIMIT 1"
static const Case cases[] = {
    {"/staff/1/change", "name=An+Mot&email=&phone=1", "name=An+Hai&email=a%40b&phone=",
     "An Mot", "An Hai", "SELECT name || email || phone FROM staff WHERE id = 1", "An Mot1",
     "An Haia@b1", "name=An+Hai&email=a%40b&phone=1"}, /* the first's number is taken over */
    {"/unit/1/change?day=2026-03-01", "day=2026-03-01&name=Tinh+Mot&kind=province&source=S",
     "day=2026-03-02&name=Tinh+Hai&kind=city&source=S", "Tinh Mot", "Tinh Hai", UNIT_QUERY,
     "Tinh Mot", "Tinh Hai", NULL},
    {"/unit/1/correct?day=2026-03-02", "day=2026-03-02&name=Tinh+Ba&kind=province&source=S",
     "day=2026-03-02&name=Tinh+Bon&kind=city&source=S", "Tinh Ba", "Tinh Bon", UNIT_QUERY,
     "Tinh Ba", "Tinh Bon", NULL},
    {"/appointment/2/end", "day=01/05/2026", "day=01/04/2026", "01/05/2026", "01/04/2026",
     "SELECT until FROM appointment WHERE id = 2", "2026-05-01", "2026-04-01", NULL},
    {"/post/2/end", "day=01/07/2026", "day=01/06/2026", "01/07/2026", "01/06/2026",
     "SELECT until FROM post WHERE id = 2", "2026-07-01", "2026-06-01", NULL},
    {"/admin/setting/office.place", "value=Mot&since=2026-03-01", "value=Hai&since=2026-03-01",
     "Mot", "Hai", "SELECT value FROM setting WHERE name = 'office.place' ORDER BY id DESC LIMIT 1",
     "Mot", "Hai", NULL},
    {"/admin/setting/office.name", "value=Mot&since=2030-01-01", "value=Hai&since=2026-03-01",
     NULL, "Hai", "SELECT value FROM setting WHERE name = 'office.name' ORDER BY id DESC LIMIT 1",
     "Mot", "Hai", NULL},
};

typedef struct Desk { Http h; const char *secret; char *made; } Desk;

static Err set_up(Ctx *c, void *arg) {
    Desk *o = arg;
    int64_t top = make_unit(c, 0, "2000-01-01", OPEN), person = make_person(c, "An");
    CHECK_TEXT(config_set(c, "office.name", "0001-01-01", "Ban Tuyên giáo"), NULL);
    CHECK_TEXT(config_set(c, "demo.today", "0001-01-01", "2026-03-01"), NULL);
    make_post(c, person, top, "administrator", "2000-01-01", OPEN);
    make_post(c, person, top, "viewer", "2000-01-01", OPEN);
    CHECK_TEXT(account_first(c, person, "annv", "no hash"), NULL);
    return session_make(c, person, SESSION_SECOND, "", &o->made);
}

static struct Reply ask(const Desk *o, Arena *a, const char *target, const char *body) {
    Request r = {0};
    Raw     raw = {.method = body ? "POST" : "GET", .target = target, .host = "a",
                   .cookie = arena_print(a, "namro=%s", o->secret)};
    if (body) {
        raw.type = "application/x-www-form-urlencoded";
        raw.body = arena_print(a, "token=%s&%s", crypt_token_for(a, o->secret, "form"), body);
    }
    answer(&o->h, a, &raw, NULL, &r);
    return r.reply;
}

static bool tells(const struct Reply *p, const char *text) {
    return p->body.p && memmem(p->body.p, p->body.n, text, strlen(text));
}

/* The hidden base of the form on this page, to be sent with one. */
static const char *base_in(Arena *a, const struct Reply *p) {
    static const char mark[] = "name=\"base\" value=\"";
    const char *page = arena_part(a, p->body.p ? p->body.p : "", p->body.n);
    const char *at = strstr(page, mark);
    CHECK(at != NULL);
    if (!at) return "";
    at += sizeof mark - 1;
    char *base = arena_part(a, at, strcspn(at, "\""));
    for (char *s = base; *s; s++)
        if (*s == ' ') *s = '+';
    return base;
}

static const char *with(Arena *a, const char *body, const char *base) {
    return arena_print(a, "%s&base=%s", body, base);
}

static Err stored(Ctx *c, void *arg) {
    const char **sql = arg;
    Rows q = db_run_query(c, *sql, NULL, 0);
    *sql = db_next(&q) ? row_text(&q, 0) : NULL;
    db_stop(&q);
    return NULL;
}

static void expect(Ctx *c, const char *sql, const char *want) {
    CHECK_TEXT(db_read(c, stored, &sql), NULL);
    CHECK_TEXT(sql, want);
}

static void meet(Ctx *c, const Desk *o, const Case *k) {
    struct Reply page = ask(o, c->a, k->page, NULL);
    CHECK(page.status == 200);
    const char  *base = base_in(c->a, &page);
    struct Reply p = ask(o, c->a, k->page, with(c->a, k->first, base));
    if (p.status != 303) fprintf(stderr, "%s: answered %d\n", k->page, p.status);
    CHECK(p.status == 303);
    expect(c, k->stored, k->one);

    p = ask(o, c->a, k->page, with(c->a, k->second, base));
    CHECK(p.status == 422 && tells(&p, tr(c, "clash.title")));
    CHECK(!k->theirs || tells(&p, arena_print(c->a, ">%s</td>", k->theirs)));
    CHECK(!k->theirs || tells(&p, arena_print(c->a, ">%s</td>", k->mine)));
    CHECK(tells(&p, arena_print(c->a, "value=\"%s\"", k->mine)));
    expect(c, k->stored, k->one);
    base = base_in(c->a, &p);
    p = ask(o, c->a, k->page, k->second); /* who does not say which version is refused */
    CHECK(p.status == 422);
    expect(c, k->stored, k->one);

    p = ask(o, c->a, k->page, with(c->a, k->again ? k->again : k->second, base));
    CHECK(p.status == 303);
    expect(c, k->stored, k->two);
}

int main(void) {
    crypt_start();
    Ctx    c = test_empty(arena_print(arena_open(), "%s/org_clash_test.db", test_dir()));
    Desk o = {.h = {.tables = route_tables, .identify = org_identify, .touch = org_touch,
                  .office = test_key}};
    c.now = clock_ms();
    CHECK_TEXT(db_migrate(&c), NULL);
    db_serve(c.db, 2);
    o.h.db = c.db;
    CHECK_TEXT(db_write(&c, set_up, &o), NULL);
    o.secret = o.made;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) meet(&c, &o, &cases[i]);
    db_close(c.db);
    arena_close(c.a);
    return test_failed;
}
