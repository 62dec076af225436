/* unit_test.c - the tree of any day, its changes, and whose figures a unit carries. */
#include "org/org.h"
#include "test.h"

#define SOURCE "Nghị quyết thử, dữ liệu bịa"

static Ctx c;
static int64_t top, north, south, a, b, d, office;

/* In a savepoint: what it refused leaves nothing. */
#define REFUSES(call, key)                                                     \
    do {                                                                       \
        CHECK(!db_exec(&c, "SAVEPOINT refused"));                              \
        CHECK_TEXT((call), (key));                                             \
        CHECK(!db_exec(&c, "ROLLBACK TO refused"));                            \
        CHECK(strcmp(tr(&c, (key)), (key)) != 0);                              \
    } while (0)

static UnitNew is(const char *name, const char *kind, const char *code, int64_t parent) {
    return (UnitNew){.since = "2020-01-01", .name = name, .kind = kind, .code = code,
                     .parent = parent, .source = SOURCE};
}

static int64_t add(const char *name, const char *kind, const char *code, int64_t parent) {
    int64_t id = 0;
    UnitNew u = is(name, kind, code, parent);
    CHECK_TEXT(unit_add(&c, &u, &id), NULL);
    return id;
}

static void begin(void) {
    CHECK(!db_exec(&c, "SAVEPOINT work"));
    c.now++;
}
static void back(void) { CHECK(!db_exec(&c, "ROLLBACK TO work")); }

/* The tree of a day: "top(north(a b) south)". */
static const char *tree(const char *day) {
    Buf  out = {.a = c.a};
    int  n, depth = 0;
    const Unit *u = units_on(&c, day, 0, &n);
    for (int i = 0; i < n; i++) {
        for (; depth > u[i].depth; depth--) buf_text(&out, ")");
        buf_print(&out, "%s%s", i == 0 ? "" : u[i].depth > u[i - 1].depth ? "(" : " ", u[i].name);
        depth = u[i].depth;
    }
    for (; depth > 0; depth--) buf_text(&out, ")");
    return out.s ? out.s : "";
}

static void set_up(void) {
    top = add("Tỉnh T", "province", "30", 0);
    south = add("Huyện N", "district", "02", top);
    north = add("Huyện B", "district", "01", top);
    b = add("Xã Đ", "commune", "011", north);
    a = add("Xã D", "commune", "010", north);
    d = add("Xã D", "commune", "020", south); /* the same name elsewhere */
    office = add("Ban X", "office", NULL, top);
}

static void test_reading(void) {
    Unit u;
    int  n;
    CHECK_TEXT(tree("2019-12-31"), "");
    CHECK_TEXT(tree("2020-01-01"), "Tỉnh T(Ban X Huyện B(Xã D Xã Đ) Huyện N(Xã D))");
    CHECK(unit_on(&c, a, "2020-01-01", &u) && u.id == a && u.parent == north);
    CHECK_TEXT(u.code, "010");
    CHECK_TEXT(u.until, DAY_OPEN);
    CHECK(!unit_on(&c, a, "2019-12-31", NULL));
    CHECK(unit_top(&c) == top);
    CHECK(unit_under(&c, a, north) && unit_under(&c, a, top) && unit_under(&c, a, a));
    CHECK(!unit_under(&c, a, south) && !unit_under(&c, north, a));
    CHECK_TEXT(unit_name(&c, b), "Xã Đ");
    CHECK_TEXT(unit_name(&c, 0), "");
    const Unit *some = units_on(&c, c.today, north, &n);
    CHECK(n == 3 && some[0].id == north && some[0].depth == 0 && some[2].id == b);
    const Choice *o = unit_choices(&c, south, "Tất cả");
    CHECK_TEXT(o->text, "Tất cả");
    CHECK_TEXT(o->value, "");
    CHECK_TEXT(o->next->text, "Huyện N");
    CHECK_TEXT(o->next->next->text, "\u00a0\u00a0\u00a0Xã D");
    CHECK(!o->next->next->next && unit_choices(&c, 999, NULL) == NULL);
}

/* The good unit with one thing broken, in the order of the rules. */
static void test_rules(void) {
    static char longer[UNIT_SOURCE_MAX + 2];
    memset(longer, 'a', sizeof longer - 1);
    const UnitNew good = is("Xã C", "commune", "012", north);
    int64_t       id;
    UnitNew       u;
#define BROKEN(field, bad, key) (u = good, u.field = (bad)); REFUSES(unit_add(&c, &u, &id), key)
    BROKEN(since, "1/1/2020", "unit.day.bad");
    BROKEN(since, NULL, "unit.day.bad");
    BROKEN(source, " ", "unit.source.missing");   /* (8) */
    BROKEN(source, longer, "unit.source.long");
    BROKEN(name, "\t", "unit.name.missing");      /* (1) */
    BROKEN(name, longer, "unit.name.long");
    BROKEN(kind, "village", "unit.kind.bad");     /* (2) */
    BROKEN(code, "123456789012345678901", "unit.code.long"); /* (3) */
    BROKEN(code, "010", "unit.code.taken");
    BROKEN(until, "2020-02-30", "unit.until.bad"); /* (4) */
    BROKEN(until, "2020-01-01", "unit.until.early");
    BROKEN(since, "2019-12-31", "unit.parent.day"); /* (5) */
    BROKEN(parent, 999, "unit.parent.day");
    UnitNew move = {.since = "2021-01-01", .parent = a, .source = SOURCE};
    REFUSES(unit_change(&c, north, &move), "unit.parent.beneath"); /* (6) */
    REFUSES(unit_end(&c, north, "2021-01-01", SOURCE), "unit.day.children");
    REFUSES(unit_end(&c, a, "2020-01-01", SOURCE), "unit.day.begin");
    move.since = "2019-01-01";
    REFUSES(unit_change(&c, a, &move), "unit.day.missing");
}

/* A cycle on some days only: a is under b first, then b shall go under a. */
static void test_cycle_in_time(void) {
    begin();
    CHECK_TEXT(unit_change(&c, b, &(UnitNew){.since = "2021-01-01", .parent = a,
                                             .source = SOURCE}), NULL);
    CHECK_TEXT(unit_change(&c, b, &(UnitNew){.since = "2022-01-01", .parent = north,
                                             .source = SOURCE}), NULL);
    UnitNew under = {.since = "2020-06-01", .parent = b, .source = SOURCE};
    REFUSES(unit_change(&c, a, &under), "unit.parent.beneath");
    under.since = "2022-01-01";
    CHECK_TEXT(unit_change(&c, a, &under), NULL);
    back();
}

static void test_change(void) {
    int n;
    begin();
    int64_t before = c.now - 1;
    CHECK_TEXT(unit_change(&c, a, &(UnitNew){.since = "2023-05-01", .name = "Phường D",
                                             .kind = "ward", .source = SOURCE}), NULL);
    CHECK_TEXT(unit_change(&c, a, &(UnitNew){.since = "2030-01-01", .parent = south,
                                             .source = SOURCE}), NULL); /* the future */
    CHECK_TEXT(tree("2023-04-30"), "Tỉnh T(Ban X Huyện B(Xã D Xã Đ) Huyện N(Xã D))");
    CHECK_TEXT(tree("2023-05-01"), "Tỉnh T(Ban X Huyện B(Phường D Xã Đ) Huyện N(Xã D))");
    CHECK_TEXT(tree("2030-01-01"), "Tỉnh T(Ban X Huyện B(Xã Đ) Huyện N(Phường D Xã D))");
    c.now++;
    CHECK_TEXT(unit_correct(&c, a, &(UnitNew){.since = "2024-01-01", .name = "Phường Đ",
                                              .source = SOURCE}), NULL);
    CHECK_TEXT(tree("2023-05-01"), "Tỉnh T(Ban X Huyện B(Phường Đ Xã Đ) Huyện N(Xã D))");
    /* As it was known before any of this. */
    const Unit *u = units_known(&c, "2024-01-01", before, a, &n);
    CHECK(n == 1);
    CHECK_TEXT(u[0].name, "Xã D");
    u = units_known(&c, "2024-01-01", before + 1, a, &n);
    CHECK_TEXT(u[0].name, "Phường D");
    back();
}

/* Names outlive their unit, and are told before it begins. */
static void test_name(void) {
    begin();
    int64_t late = 0;
    UnitNew u = is("Xã Mới", "commune", "019", north);
    u.since = "2040-01-01";
    CHECK_TEXT(unit_add(&c, &u, &late), NULL);
    CHECK_TEXT(unit_name(&c, late), "Xã Mới");
    CHECK_TEXT(unit_end(&c, a, "2021-01-01", SOURCE), NULL);
    CHECK_TEXT(unit_name(&c, a), "Xã D");
    CHECK(!unit_on(&c, a, "2021-01-01", NULL) && unit_on(&c, a, "2020-12-31", NULL));
    REFUSES(unit_end(&c, a, "2021-01-01", SOURCE), "unit.day.ended");
    back();
}

/* a and b become one new unit, which keeps the code of a; later that is split in
 * a quarter and the rest.  By hand: of a a quarter, of b a quarter. */
static void test_merge_and_split(void) {
    begin();
    const UnitPart into = {.is = {.name = "Xã DĐ", .kind = "commune", .code = "010",
                                  .parent = north}};
    const int64_t old[] = {a, b};
    CHECK_TEXT(unit_merge(&c, old, 2, "2024-12-01", SOURCE, &into), NULL);
    CHECK_TEXT(tree("2024-11-30"), "Tỉnh T(Ban X Huyện B(Xã D Xã Đ) Huyện N(Xã D))");
    CHECK_TEXT(tree("2024-12-01"), "Tỉnh T(Ban X Huyện B(Xã DĐ) Huyện N(Xã D))");
    const Heir *h = unit_heirs(&c, a, "2024-11-30", "2024-12-01");
    int64_t made = h->unit;
    CHECK(h->share == SHARE_WHOLE && !h->next && !h->invented && made != a);
    CHECK(unit_heirs(&c, a, "2020-01-01", "2024-11-30")->unit == a);

    UnitPart part[] = {{.is = {.name = "Xã E", .kind = "commune", .parent = north},
                        .share = 333333},
                       {.unit = d, .share = 666666}};
    REFUSES(unit_split(&c, made, "2025-07-01", SOURCE, "invented", part, 2), "unit.share.sum");
    part[1].share = 666667;
    REFUSES(unit_split(&c, made, "2025-07-01", SOURCE, "invented", part, 1), "unit.into.few");
    REFUSES(unit_split(&c, made, "2025-07-01", SOURCE, "guess", part, 2), "unit.basis.bad");
    REFUSES(unit_split(&c, made, "2025-07-01", SOURCE, "whole", part, 2), "unit.basis.whole");
    part[1].unit = a;
    REFUSES(unit_split(&c, made, "2025-07-01", SOURCE, "invented", part, 2), "unit.into.day");
    part[1].unit = d;
    CHECK_TEXT(unit_split(&c, made, "2025-07-01", SOURCE, "invented", part, 2), NULL);
    CHECK_TEXT(tree("2025-07-01"), "Tỉnh T(Ban X Huyện B(Xã E) Huyện N(Xã D))");
    h = unit_heirs(&c, b, "2024-11-30", "2026-01-01");
    CHECK(h->share == 333333 && h->invented && h->next->unit == d && h->next->share == 666667);
    const Heir *o = unit_origins(&c, d, "2024-11-30", "2026-01-01");
    CHECK(o->unit == d && o->share == SHARE_WHOLE && !o->invented); /* it was there before */
    CHECK((o->next->unit == a || o->next->unit == b) && o->next->share == 666667);
    CHECK(o->next->next && !o->next->next->next);
    CHECK(!unit_origins(&c, made, "2024-11-30", "2024-11-30"));
    back();
}

static int64_t sum(const Heir *h) {
    int64_t all = 0;
    for (; h; h = h->next) all += h->share;
    return all;
}

/* Thirds of thirds lose nothing, and what was invented once stays so. */
static void test_steps(void) {
    begin();
    UnitPart part[] = {{.is = {.name = "Xã G", .kind = "commune", .parent = north},
                        .share = 333333},
                       {.unit = b, .share = 666667}};
    CHECK_TEXT(unit_split(&c, a, "2024-01-01", SOURCE, "invented", part, 2), NULL);
    const int64_t g = unit_heirs(&c, a, "2023-12-31", "2024-01-01")->unit;
    const UnitPart thirds[] = {{.unit = b, .share = 333333}, {.unit = d, .share = 333333},
                               {.unit = south, .share = 333334}};
    CHECK_TEXT(unit_split(&c, g, "2024-02-01", SOURCE, "area", thirds, 3), NULL);
    const Heir *h = unit_heirs(&c, a, "2023-12-31", "2024-02-01");
    CHECK(sum(h) == SHARE_WHOLE);
    for (; h; h = h->next) CHECK(h->invented);
    CHECK(!unit_heirs(&c, g, "2024-01-01", "2024-02-01")->invented);

    Reform r;
    CHECK_TEXT(unit_end(&c, d, "2024-06-01", SOURCE), NULL);
    CHECK_TEXT(reform_open(&c, "reform", "2024-07-01", SOURCE, &r), NULL);
    CHECK_TEXT(reform_edge(&c, &r, &(UnitEdge){d, b, SHARE_WHOLE, "whole", NULL}), NULL);
    REFUSES(reform_close(&c, &r), "unit.old.day"); /* (10) it was gone by then */
    back();
}

/* A survivor keeps a part of itself. */
static void test_survivor(void) {
    begin();
    const UnitPart part[] = {{.unit = a, .is = {.name = "Xã D nhỏ"}, .share = 900000},
                             {.unit = b, .share = 100000}};
    CHECK_TEXT(unit_split(&c, a, "2024-12-01", SOURCE, "area", part, 2), NULL);
    CHECK_TEXT(tree("2024-12-01"), "Tỉnh T(Ban X Huyện B(Xã D nhỏ Xã Đ) Huyện N(Xã D))");
    const Heir *o = unit_origins(&c, b, "2024-11-30", "2024-12-01");
    int64_t n = 0, sum = 0;
    for (; o; o = o->next, n++) sum += o->share;
    CHECK(n == 2 && sum == 1100000);
    const UnitPart into = {.unit = b, .is = {.name = "Xã Lớn"}};
    CHECK_TEXT(unit_merge(&c, (const int64_t[]){a, b}, 2, "2025-01-01", SOURCE, &into), NULL);
    CHECK_TEXT(tree("2025-01-01"), "Tỉnh T(Ban X Huyện B(Xã Lớn) Huyện N(Xã D))");
    const Heir *h = unit_heirs(&c, a, "2024-11-30", "2025-01-01");
    CHECK(h->unit == b && h->share == SHARE_WHOLE && !h->next);
    REFUSES(unit_merge(&c, &b, 1, "2025-02-01", SOURCE, &into), "unit.old.few");
    back();
}

static int64_t latest(void) {
    int64_t id = 0;
    CHECK(!db_int(&c, &id, "SELECT MAX(id) FROM unit_reform"));
    return id;
}

/* Taken back in the reverse order only, and then all is as before. */
static void test_undo(void) {
    begin();
    const char *was = tree("2025-01-01");
    CHECK_TEXT(unit_merge(&c, (const int64_t[]){a, b}, 2, "2024-12-01", SOURCE,
                          &(UnitPart){.is = {.name = "Xã DĐ", .kind = "commune", .code = "010",
                                             .parent = north}}), NULL);
    int64_t merge = latest();
    const char *then = tree("2025-01-01");
    int64_t made = unit_heirs(&c, a, "2024-11-30", "2024-12-01")->unit;
    CHECK_TEXT(unit_change(&c, made, &(UnitNew){.since = "2026-01-01", .name = "Xã ĐD",
                                                .source = SOURCE}), NULL);
    REFUSES(reform_undo(&c, merge), "unit.undo.stands");
    c.now++;
    CHECK_TEXT(reform_undo(&c, latest()), NULL);
    REFUSES(reform_undo(&c, latest()), "unit.undo.missing");
    CHECK_TEXT(tree("2026-01-01"), then);
    int64_t post;
    CHECK(!db_exec(&c, "SAVEPOINT post"));
    CHECK_TEXT(post_add(&c, &(PostNew){.unit = made, .name = "P", .since = "2025-01-01"}, &post),
               NULL);
    REFUSES(reform_undo(&c, merge), "unit.undo.stands");
    CHECK(!db_exec(&c, "ROLLBACK TO post"));
    c.now++;
    CHECK_TEXT(reform_undo(&c, merge), NULL);
    CHECK_TEXT(tree("2025-01-01"), was);
    CHECK(unit_heirs(&c, a, "2024-11-30", "2024-12-01")->unit == a);
    CHECK_TEXT(unit_name(&c, made), "Xã DĐ"); /* what still names it can say so */
    CHECK_TEXT(unit_end(&c, a, "2024-12-01", SOURCE), NULL); /* and it goes on from here */
    back();
}

/* However deep the units stand, the tree is shown. */
static void test_deep(void) {
    int n;
    begin();
    for (int64_t i = 0, at = d; i < 40; i++)
        at = add(arena_print(c.a, "D%d", (int)i), "department", "", at);
    const Unit *u = units_on(&c, "2020-01-01", d, &n);
    CHECK(n >= 41 && u[n - 1].depth >= 40);
    back();
}

int main(void) {
    c = test_open();
    set_up();
    test_reading();
    test_rules();
    test_cycle_in_time();
    test_change();
    test_name();
    test_merge_and_split();
    test_steps();
    test_survivor();
    test_undo();
    test_deep();
    return test_close(&c);
}
