/* copy_test.c - a whole office from one engine to the other and back: every row of
 * every table is the same, whatever stands in it; and what is refused. */
#include "fill.h"

#include "db/driver.h"

static Ctx office(Arena *a, const char *url) {
    Ctx c = {.a = a, .now = 1772323200000, .today = "2026-03-01"};
    CHECK_TEXT(db_open(url, &c.db), NULL);
    return c;
}

static const char *fresh(Arena *a, const char *name) {
    const char *path = arena_print(a, "%s/copy_test_%s.db", test_dir(), name);
    unlink(path);
    unlink(arena_print(a, "%s-wal", path));
    unlink(arena_print(a, "%s-shm", path));
    return path;
}

/* All rows of both, side by side, as SQLite itself compares them. */
static void compare(Arena *a, const char *one, const char *two) {
    sqlite3 *h = NULL;
    CHECK(sqlite3_open(one, &h) == SQLITE_OK);
    char *sql = sqlite3_mprintf("ATTACH %Q AS b", two);
    CHECK(sqlite3_exec(h, sql, NULL, NULL, NULL) == SQLITE_OK);
    sqlite3_free(sql);
    sqlite3_stmt *s = fill_ask(h,
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual')"
        " AND name NOT LIKE 'sqlite%%' AND name <> 'migration'");
    int tables = 0;
    while (sqlite3_step(s) == SQLITE_ROW) {
        const char *t = arena_text(a, (const char *)sqlite3_column_text(s, 0));
        sqlite3_stmt *d = fill_ask(h,
            "SELECT (SELECT count(*) FROM main.\"%w\"), (SELECT count(*) FROM b.\"%w\"),"
            " (SELECT count(*) FROM (SELECT * FROM main.\"%w\" EXCEPT SELECT * FROM b.\"%w\")),"
            " (SELECT count(*) FROM (SELECT * FROM b.\"%w\" EXCEPT SELECT * FROM main.\"%w\"))",
            t, t, t, t, t, t);
        CHECK(sqlite3_step(d) == SQLITE_ROW);
        if (sqlite3_column_int(d, 0) != sqlite3_column_int(d, 1) || sqlite3_column_int(d, 2) ||
            sqlite3_column_int(d, 3))
            fprintf(stderr, "%s differs\n", t), test_failed = 1;
        CHECK(sqlite3_column_int(d, 0) > 0);
        sqlite3_finalize(d);
        tables++;
    }
    CHECK(tables > 5);
    sqlite3_finalize(s);
    CHECK(sqlite3_close(h) == SQLITE_OK);
}

static Err add_setting(Ctx *c, void *arg) {
    (void)arg;
    return db_exec(c, "INSERT INTO setting (name, since, value, at, who)"
                      " VALUES ('a', '2026-03-01', 'b', 1, 0)");
}

static void there_and_back(Arena *a, const char *first, Ctx *middle) {
    Stock       out, back;
    Ctx         from = office(a, first);
    const char *last = fresh(a, "last");
    Ctx         to = office(a, last);
    CHECK_TEXT(db_copy(&from, middle, &out), NULL);
    CHECK_TEXT(db_copy(middle, &to, &back), NULL);
    const Count *x = out.tables, *y = back.tables;
    for (; x && y; x = x->next, y = y->next) {
        CHECK_TEXT(x->table, y->table);
        CHECK_TEXT(x->sum, y->sum);
        CHECK(x->rows == y->rows && x->rows > 0);
    }
    CHECK(!x && !y);
    CHECK_TEXT(db_copy(&from, middle, &out), "copy.target.taken");
    if (getenv("TEST_DB")) { /* a backup of it holds the same */
        const char *kept = fresh(a, "kept");
        CHECK_TEXT(db_snapshot(middle, getenv("TEST_DB"), kept), NULL);
        CHECK_TEXT(db_inspect(middle, kept, &back), NULL);
        compare(a, first, kept);
    }
    CHECK_TEXT(db_write(middle, add_setting, NULL), NULL); /* it counts on behind the old rows */
    db_close(from.db);
    db_close(to.db);
    compare(a, first, last);
}

static void refusals(Arena *a, const char *first, Ctx *middle, const char *url) {
    Stock out;
    Ctx   none = office(a, fresh(a, "none"));
    Ctx   other = office(a, fresh(a, "other"));
    CHECK_TEXT(db_copy(&none, &other, &out), "copy.source.empty");
    db_close(none.db);

    sqlite3 *h = NULL; /* a text with a NUL, one of bytes, a row that names nobody */
    CHECK(sqlite3_open(first, &h) == SQLITE_OK);
    static const struct { const char *breaks, *mends; Err err; } cases[] = {
        {"UPDATE setting SET value = CAST(x'610062' AS TEXT)",
         "UPDATE setting SET value = 'x'", "copy.text.bad"},
        {"UPDATE setting SET value = CAST(x'61ff62' AS TEXT)",
         "UPDATE setting SET value = 'x'", "copy.text.bad"},
        {"PRAGMA foreign_keys = OFF; UPDATE post SET unit = unit + 123456", "",
         "copy.reference.lost"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CHECK(sqlite3_exec(h, cases[i].breaks, NULL, NULL, NULL) == SQLITE_OK);
        Ctx from = office(a, first);
        if (url) CHECK(!db_script(middle, "DROP SCHEMA public CASCADE; CREATE SCHEMA public"));
        CHECK_TEXT(db_copy(&from, url ? middle : &other, &out), cases[i].err);
        CHECK(!migrations_of(url ? middle : &other)); /* nothing stayed */
        db_close(from.db);
        CHECK(sqlite3_exec(h, cases[i].mends, NULL, NULL, NULL) == SQLITE_OK);
    }
    CHECK(sqlite3_close(h) == SQLITE_OK);
    db_close(other.db);
}

int main(void) {
    Arena      *a = arena_open();
    const char *first = fresh(a, "first"), *url = getenv("TEST_DB");
    Ctx c = office(a, first);
    CHECK_TEXT(db_migrate(&c), NULL);
    db_close(c.db);
    fill_all(first, 150);
    Ctx middle = url ? test_empty(url) : office(a, fresh(a, "middle"));
    there_and_back(a, first, &middle);
    refusals(a, first, &middle, url);
    db_close(middle.db);
    arena_close(a);
    return test_failed;
}
