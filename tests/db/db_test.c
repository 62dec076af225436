/* db_test.c - both engines store the same values and refuse the same things. */
#include "test.h"

/* One column for each word that the engines spell differently. */
static const char *const thing = "CREATE TABLE thing (id @id, n @int UNIQUE, yes @bool, r @real,"
                                 " raw @bytes, doc @json, of @int REFERENCES thing (id),"
                                 " name TEXT) @strict";

static void values(Ctx *c) {
    const char *odd = "'; DROP TABLE thing; -- \"Đặng\" $1 @int";
    const Bytes raw = {"\0\xff'\\x\n", 6}, empty = {"", 0};
    int64_t id, n;

    /* $2 stands before $1, and $1 twice: each is bound by its number. */
    CHECK(!db_int(c, &id, "INSERT INTO thing (name, n, r, yes, doc, raw)"
                          " VALUES ($2, $1, $3, $4, $5, $6) RETURNING id",
                  V(INT64_MIN), V(odd), V(0.1 + 0.2), V(true), V("{\"a\": \"b\"}"), V(raw)));
    CHECK(!db_int(c, &n, "SELECT count(*) FROM thing WHERE id = $2 AND n = $1 AND n <= $1",
                  V(INT64_MIN), V(id)));
    CHECK(n == 1);

    Rows q = db_query(c, "SELECT n, r, yes, doc ->> 'a', raw, name, of FROM thing WHERE yes");
    CHECK(db_next(&q));
    CHECK(row_int(&q, 0) == INT64_MIN);
    CHECK(row_real(&q, 1) == 0.1 + 0.2); /* to the last bit */
    CHECK(row_int(&q, 2) == 1);
    CHECK_TEXT(row_text(&q, 3), "b");
    Bytes got = row_bytes(&q, 4);
    CHECK(got.n == raw.n && memcmp(got.p, raw.p, raw.n) == 0);
    CHECK_TEXT(row_text(&q, 5), odd);
    CHECK(isnan(row_real(&q, 6)) && row_int(&q, 6) == 0 && !row_text(&q, 6));
    CHECK(!row_bytes(&q, 6).p);
    CHECK(!db_next(&q) && !q.err && !db_next(&q));

    CHECK(!db_exec(c, "UPDATE thing SET raw = $1, name = $2", V(empty), V((char *)NULL)));
    q = db_query(c, "SELECT raw, name FROM thing");
    CHECK(db_next(&q) && row_bytes(&q, 0).p && row_bytes(&q, 0).n == 0 && !row_text(&q, 1));
    db_stop(&q);
}

/* A number has 64 bits also where nothing but a literal says what it is; and NULL, which
 * says nothing, may come first. */
static void large(Ctx *c) {
    int64_t n = 0;
    CHECK(!db_exec(c, "INSERT INTO thing (n) VALUES ($1)", V(INT64_MAX)));
    for (int i = 0; i < 2; i++) {
        CHECK(!db_int(c, &n, "SELECT count(*) FROM thing WHERE $1 = 0 OR n = $1",
                      i ? V(INT64_MAX) : V((char *)NULL)));
        CHECK(n == i);
    }
    CHECK(!db_int(c, &n, "SELECT $1 + 1", V((int64_t)1 << 40)) && n == ((int64_t)1 << 40) + 1);
    CHECK(!db_int(c, &n, "SELECT count(*) FROM thing WHERE yes AND $1 = 5", V(1LL << 33)) && !n);
    CHECK(!db_exec(c, "DELETE FROM thing WHERE n = $1", V(INT64_MAX)));
}

/* A query inside the loop over the same query, which both prepare only once. */
static int64_t nested(Ctx *c, int depth) {
    int64_t rows = 0;
    Rows    q = db_query(c, "SELECT n FROM thing ORDER BY n");
    while (db_next(&q)) rows += 1 + (depth ? nested(c, depth - 1) : 0);
    return rows;
}

/* Two at once over one literal, each with its own value. */
static Rows at_least(Ctx *c, int n) {
    return db_query(c, "SELECT count(*) FROM thing WHERE n >= $1", V(n));
}
static void side_by_side(Ctx *c) {
    Rows one = at_least(c, 2), all = at_least(c, 1);
    CHECK(db_next(&one) && row_int(&one, 0) == 1);
    CHECK(db_next(&all) && row_int(&all, 0) == 2);
    db_stop(&one);
    db_stop(&all);
    one = at_least(c, 3); /* and what was given back is as good as new */
    CHECK(db_next(&one) && row_int(&one, 0) == 0);
    db_stop(&one);
}

/* Each on a connection of its own: the process that has it will end. */
static Err sql_wrong(Ctx c) { return db_exec(&c, "SELEKT 1"); }
static Err too_few(Ctx c) { return db_exec(&c, "SELECT CAST($2 AS TEXT) || $1", V("a")); }
static Err too_many(Ctx c) { return db_exec(&c, "SELECT CAST($1 AS TEXT)", V("a"), V("b")); }
static Err token_wrong(Ctx c) { return db_script(&c, "CREATE TABLE typo (n @in)"); }
static Err left_open(Ctx *c, void *arg) {
    Rows q = db_query(c, "SELECT 1 UNION SELECT 2");
    (void)arg;
    return db_next(&q) ? NULL : "test.rows.none";
}
static Err leave_open(Ctx c) { return db_read(&c, left_open, NULL); }
static Err writing(Ctx *c, void *arg) {
    (void)arg;
    return db_exec(c, "DELETE FROM setting");
}
static Err read_that_writes(Ctx *c) {
    db_serve(c->db, 1);
    return db_read(c, writing, NULL);
}

static void migrations(void) {
    Ctx c = test_empty(":memory:");
    int64_t n;
    CHECK_TEXT(db_migrate(&c), NULL);
    CHECK_TEXT(db_migrate(&c), NULL); /* a second time nothing is left to do */
    CHECK(!db_int(&c, &n, "SELECT count(*) FROM setting") && n == 0);
    CHECK(!db_exec(&c, "INSERT INTO migration (name, at) VALUES ('9999_later', 0)"));
    CHECK_TEXT(db_migrate(&c), "db.newer");
    db_close(c.db);
    arena_close(c.a);
}

int main(void) {
    Db *none = NULL;
    CHECK_TEXT(db_open("/no/such/folder/namro.db", &none), "db.path");
    CHECK_TEXT(db_open("postgres://127.0.0.1:1/none", &none), "db.gone");
    CHECK(!none);
    migrations();

    Ctx c = test_open();
    CHECK(!db_script(&c, thing));
    values(&c);
    large(&c);
    CHECK(!db_exec(&c, "INSERT INTO thing (n) VALUES (1), (2)"));
    side_by_side(&c);
    CHECK(nested(&c, 1) == 12 && nested(&c, 2) == 39);

    CHECK_FATAL(sql_wrong(test_ctx(":memory:")));
    CHECK_FATAL(too_few(test_ctx(":memory:")));
    CHECK_FATAL(too_many(test_ctx(":memory:")));
    CHECK_FATAL(token_wrong(test_ctx(":memory:")));
    CHECK_FATAL(leave_open(test_ctx(":memory:")));

    /* The last thing in a transaction: PostgreSQL does nothing more in it. */
    CHECK(!db_exec(&c, "SAVEPOINT s"));
    CHECK_TEXT(db_exec(&c, "INSERT INTO thing (n) VALUES ($1)", V(INT64_MIN)), "db.conflict");
    CHECK(db_is_postgres(c.db) || !db_exec(&c, "ROLLBACK TO s"));
    if (!db_is_postgres(c.db))
        CHECK_TEXT(db_exec(&c, "INSERT INTO thing (of) VALUES ($1)", V(-1)), "db.conflict");
    CHECK_FATAL(db_is_postgres(c.db) ? (int)!db_exec(&c, "COMMIT") : (abort(), 1));
    int failed = test_close(&c);

    Arena *a = arena_open();
    const char *path = arena_print(a, "%s/db_test.db", test_dir());
    remove(path);
    c = test_empty(path);
    CHECK_TEXT(db_migrate(&c), NULL);
    CHECK_FATAL(read_that_writes(&c));
    db_close(c.db);
    arena_close(c.a);
    arena_close(a);
    return failed | test_failed;
}
