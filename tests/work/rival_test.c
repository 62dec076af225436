/* rival_test.c - a unit lead of one district goes through everything of another by its
 * id, and through every list: nothing is read, nothing changes. */
#include "attack.h"

/* What is not the rival's own: the numbers are those of attack_fill(). */
static const char *const theirs[] = {
    "/task/1", "/task/2", "/task/3", "/task/4", "/task/5", "/view/1", "/task/bulk/1",
    "/delegation/1"};

/* Forms that their owner could send. */
static const char form[] =
    "work=W&lead=4&product=P&answerable=12&due=2026-04-01&reason=R&text=T&on=1&unit=4&words=W"
    "&said=10&key=k&progress=1&verdict=granted&shown=full&granted=2026-06-01&wanted=2026-06-01"
    "&answer=A&every=month&until=2026-12-01&name=N&how=draft&unit.14=1&due.14=2026-03-20"
    "&answerable.14=12&version=1&base=1";

/* What was done, but for tables that somebody took of what is theirs to see. */
static Err count(Ctx *c, void *arg) {
    return db_int(c, arg, "SELECT count(*) + (SELECT count(*) FROM saved_view) FROM deed"
                          " WHERE subject <> 'export'");
}

static bool tells(const struct Reply *p) {
    for (size_t i = 0; p->body.p && i + strlen(SECRET) <= p->body.n; i++)
        if (memcmp((const char *)p->body.p + i, SECRET, strlen(SECRET)) == 0) return true;
    return false;
}

static bool denied(const struct Reply *p) { return p->status == 404 || p->status == 403; }

/* Does the route's pattern begin with this thing, its {id} filled in? */
static const char *path_of(Arena *a, const char *pattern, const char *thing) {
    const char *digits = strrchr(thing, '/') + 1, *part = strchr(pattern, '{');
    size_t      n = (size_t)(digits - thing);
    if (!part || strncmp(pattern, thing, n) != 0 || (size_t)(part - pattern) != n) return NULL;
    const char *rest = part + strcspn(part, "}") + 1;
    return arena_print(a, "%s%s", thing, attack_path(a, rest, "1"));
}

static int meet(Attacker *at, const Route *row, const char *thing) {
    Arena      *a = arena_open();
    const char *path = path_of(a, row->path, thing);
    if (path) {
        struct Reply p = attack_ask(at, a, row->method, path,
                                    strcmp(row->method, "POST") == 0 ? form : "");
        if (!denied(&p) || tells(&p)) {
            fprintf(stderr, "%s %s: answered %d\n", row->method, path, p.status);
            test_failed = 1;
        }
    }
    arena_close(a);
    return path != NULL;
}

static void things(Attacker *at) {
    int n = 0;
    for (size_t i = 0; i < sizeof theirs / sizeof *theirs; i++)
        for (const Route *const *t = route_tables; *t; t++)
            for (const Route *row = *t; row->method; row++) n += meet(at, row, theirs[i]);
    CHECK(n > 150);
}

static void lists(Attacker *at) {
    static const char *const queries[] = {
        "", "q=" SECRET, "unit=3", "document=1", "answerable=9", "issuer=2", "state=draft",
        "state=paused", "watched=1", "state=returned,asked,waiting", "day=2026-03-01",
        "task.1=1&task.2=1&what=issue"};
    for (const Route *const *t = route_tables; *t; t++) {
        for (const Route *row = *t; row->method; row++) {
            if (strcmp(row->method, "GET") != 0 || strchr(row->path, '{')) continue;
            for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
                Arena       *a = arena_open();
                struct Reply p = attack_ask(at, a, "GET", row->path, queries[i]);
                bool         echo = strstr(queries[i], SECRET) != NULL; /* what was typed */
                if (!echo && tells(&p)) {
                    fprintf(stderr, "%s?%s tells\n", row->path, queries[i]);
                    test_failed = 1;
                }
                arena_close(a);
            }
        }
    }
}

/* Of what cannot be read off a page: figures, and the rows of files. */
static Err figures(Ctx *c, void *arg) {
    const Pair word = {"q", SECRET, NULL}, unit = {"unit", "3", NULL};
    const Pair *const queries[] = {NULL, &word, &unit};
    (void)arg;
    c->today = "2026-03-01";
    c->who = RIVAL;
    const Sight s = list_sight(c);
    for (size_t i = 0; i < 3; i++) {
        const TaskFilter f = list_filter(c, queries[i]);
        int              n;
        CHECK(list_total(c, &s, &f) == 0 && list_tasks(c, &s, &f)->total == 0);
        list_counts(c, &s, &f, &n);
        CHECK(n == 0);
    }
    c->who = LEAD; /* the same is there for whose it is */
    const Sight      own = list_sight(c);
    const TaskFilter all = list_filter(c, NULL);
    CHECK(list_total(c, &own, &all) == 4);
    return NULL;
}

/* What came down is read, what it came from is not. */
static void from_above(Attacker *at) {
    Arena *a = arena_open();
    attack_as(at, MAYOR);
    struct Reply child = attack_ask(at, a, "GET", "/task/5", "");
    CHECK(child.status == 200 && tells(&child));
    CHECK(!strstr(child.body.p, "/task/4\""));
    struct Reply above = attack_ask(at, a, "GET", "/task/4", "");
    CHECK(above.status == 404);
    arena_close(a);
}

int main(void) {
    static const int64_t rivals[] = {RIVAL, RIVALS_WORKER};
    Ctx      c;
    int64_t  before = 0, after = 0;
    Attacker at = attack_open(&c, "rival_test.db");
    CHECK_TEXT(db_read(&c, count, &before), NULL);
    for (int i = 0; i < 2; i++) {
        attack_as(&at, rivals[i]);
        things(&at);
        lists(&at);
    }
    CHECK_TEXT(db_read(&c, count, &after), NULL);
    CHECK(before == after);
    CHECK_TEXT(db_read(&c, figures, NULL), NULL);
    from_above(&at);
    db_close(c.db);
    arena_close(c.a);
    return test_failed;
}
