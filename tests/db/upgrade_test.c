/* upgrade_test.c - from every earlier set of tables, with rows in all of them, to
 * that of today: the rows are still there, value by value.
 *
 * The files of sql/ are taken one more at a time, so a new file is tested by being
 * there.  A file that changes rows on purpose is named in `changes`: its table is not
 * compared, as its columns may be others. */
#include "fill.h"

#include "db/driver.h"

/* {table, file that changes it} */
static const char *const changes[][2] = {
    {"task_beside", "0232_work_list"}, /* reckoned anew from tasks: tests/work/tally_test.c */
    {0}
};

static bool changed(const char *table, const char *const *files, int have) {
    for (int i = 0; changes[i][0]; i++)
        for (int k = have; files[k]; k++)
            if (!strcmp(changes[i][0], table) && !strcmp(changes[i][1], files[k])) return true;
    return false;
}

static void fresh(const char *path) {
    static const char *const ends[] = {"", "-wal", "-shm"};
    char file[4096];
    for (int i = 0; i < 3; i++) {
        snprintf(file, sizeof file, "%s%s", path, ends[i]);
        unlink(file);
    }
}

static Ctx office(const char *url) {
    Ctx c = {.a = arena_open(), .now = 1772323200000, .today = "2026-03-01"};
    CHECK_TEXT(db_open(url, &c.db), NULL);
    return c;
}

static void finish(Ctx *c) {
    db_close(c->db);
    arena_close(c->a);
}

static Err apply(Ctx *c, void *names) { return migrate_names(c, names); }

/* The rows of the tables that were there, by the columns that they had: table after
 * table, the hash of each row. */
typedef struct Look {
    const Table       *tables;
    Arena             *a;
    uint64_t          *row[256];
    int                rows[256];
    const char *const *files; /* files[0 .. have-1] made the tables */
    int                have;
} Look;

static void add_row(Look *l, int n, uint64_t hash) {
    int have = l->rows[n];
    if ((have & (have - 1)) == 0) { /* full: twice as many */
        uint64_t *more = arena_take(l->a, sizeof *more * (size_t)(2 * have + 1));
        if (have) memcpy(more, l->row[n], sizeof *more * (size_t)have);
        l->row[n] = more;
    }
    l->row[n][l->rows[n]++] = hash;
}

static Err look(Ctx *c, void *arg) {
    Look  *l = arg;
    Arena *rows = arena_open();
    int    n = 0;
    if (!l->tables) l->tables = tables_of(c);
    for (const Table *t = l->tables; t; t = t->next, n++) {
        Val    v[FILL_COLUMNS + 1];
        Reader r;
        if (changed(t->name, l->files, l->have)) continue;
        reader_open(&r, c, rows, t);
        while (reader_next(&r, v)) {
            uint64_t sum[4] = {0};
            sum_add(rows, t, v, sum);
            add_row(l, n, sum[0]);
        }
        CHECK_TEXT(r.q.err, NULL);
    }
    arena_close(rows);
    return NULL;
}

/* How many of the rows before are not among those after. */
static int lost(const Look *before, const Look *after, int n) {
    int gone = 0;
    for (int i = 0; i < before->rows[n]; i++) {
        int k = 0;
        while (k < after->rows[n] && after->row[n][k] != before->row[n][i]) k++;
        gone += k == after->rows[n];
    }
    return gone;
}

/* c holds the tables of files[0 .. have-1], with rows. */
static void upgrade(Ctx *c, const char *const *files, int have) {
    Look before = {.a = arena_open(), .files = files, .have = have}, after = before;
    int  n = 0, gone;
    CHECK_TEXT(db_read(c, look, &before), NULL);
    CHECK_TEXT(db_migrate(c), NULL);
    after.tables = before.tables;
    CHECK_TEXT(db_read(c, look, &after), NULL);
    for (const Table *t = before.tables; t; t = t->next, n++) {
        CHECK(before.rows[n] > 0 || changed(t->name, files, have));
        if (!(gone = lost(&before, &after, n))) continue;
        fprintf(stderr, "from %s: %d rows of %s are lost or changed\n", files[have - 1], gone,
                t->name);
        test_failed = 1;
    }
    CHECK_TEXT(db_migrate(c), NULL); /* nothing left to do */
    arena_close(before.a);
}

static void from_prefix(const char *path, const char *url, const char *const *files, int have) {
    const char *some[128] = {0};
    memcpy(some, files, sizeof *some * (size_t)have);
    fresh(path);
    Ctx c = office(path);
    CHECK_TEXT(db_write(&c, apply, some), NULL);
    finish(&c);
    fill_all(path, 12);
    c = office(path);
    if (url) { /* the same office on PostgreSQL */
        Stock out;
        Ctx   to = test_empty(url);
        CHECK_TEXT(db_copy(&c, &to, &out), NULL);
        upgrade(&to, files, have);
        finish(&to);
    } else {
        upgrade(&c, files, have);
    }
    finish(&c);
}

static Err names(Ctx *c, void *out) {
    *(const char ***)out = migrations_of(c);
    return NULL;
}

int main(void) {
    const char **files = NULL, *url = getenv("TEST_DB");
    char path[4096];
    snprintf(path, sizeof path, "%s/upgrade_test.db", test_dir());
    Ctx c = office(":memory:");
    CHECK_TEXT(db_migrate(&c), NULL);
    CHECK_TEXT(db_read(&c, names, &files), NULL);
    int all = 0;
    while (files[all]) all++;
    /* On PostgreSQL, where each takes seconds, a few of them; what a file of sql/ does
     * to rows is the same there. */
    for (int have = 1; have <= all; have++)
        if (!url || have % 6 == 1 || have >= all - 1) from_prefix(path, url, files, have);
    finish(&c);
    return test_failed;
}
