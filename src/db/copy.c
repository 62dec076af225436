/* copy.c - a whole database into an empty one, of the same or the other engine.
 *
 * The catalogue of the source says what there is to copy, so a new table needs no
 * line here.  All of it is one transaction: what is in the target is everything,
 * or nothing.  Keys to other rows are checked at its end, so no order of tables is
 * needed and rows may name each other. */
#include "db/driver.h"

#include "crypt/crypt.h"

#include <string.h>

typedef struct Copy {
    Ctx         *target;    /* that will receive */
    Ctx         *from, *to; /* each in its transaction */
    Arena       *rows;      /* given back every few rows */
    const char **files;
    const Table *tables;
    Count       *counts;
} Copy;

/* Each row of a statement without values, as a statement to run. */
static Err run_each(Ctx *c, const char *list) {
    Buf  all = {.a = c->a};
    Rows q = db_run_query(c, list, NULL, 0);
    while (db_next(&q)) buf_print(&all, "%s;", row_text(&q, 0));
    if (!q.err && all.len) c->db->e->script(c->db, all.s);
    return q.err ? q.err : c->db->trouble;
}

static Err defer_keys(Ctx *c) {
    if (!db_is_postgres(c->db))
        return db_run_exec(c, "PRAGMA defer_foreign_keys = ON", NULL, 0);
    return run_each(c,
        "SELECT format('ALTER TABLE %s ALTER CONSTRAINT %I DEFERRABLE INITIALLY DEFERRED',"
        " conrelid::regclass, conname) FROM pg_constraint"
        " WHERE contype = 'f' AND connamespace = current_schema()::regnamespace");
}

static Err check_keys(Ctx *c) {
    if (db_is_postgres(c->db)) {
        Err e = db_run_exec(c, "SET CONSTRAINTS ALL IMMEDIATE", NULL, 0);
        if (e) return strcmp(e, "db.conflict") == 0 ? "copy.reference.lost" : e;
        return run_each(c,
            "SELECT format('ALTER TABLE %s ALTER CONSTRAINT %I NOT DEFERRABLE',"
            " conrelid::regclass, conname) FROM pg_constraint"
            " WHERE contype = 'f' AND connamespace = current_schema()::regnamespace");
    }
    Rows q = db_run_query(c, "PRAGMA foreign_key_check", NULL, 0);
    bool lost = db_next(&q);
    if (lost) log_line("%s: names a row of %s that is not there", row_text(&q, 0), row_text(&q, 2));
    db_stop(&q);
    return q.err ? q.err : lost ? "copy.reference.lost" : NULL;
}

/* PostgreSQL counts up by itself: from the highest number that came along. */
static Err set_identities(Ctx *c) {
    if (!db_is_postgres(c->db)) return NULL;
    return run_each(c,
        "SELECT format('SELECT setval(pg_get_serial_sequence(%L, %L), max(%I)) FROM %I"
        " HAVING max(%I) > 0', quote_ident(table_name), column_name, column_name, table_name,"
        " column_name) FROM information_schema.columns"
        " WHERE table_schema = current_schema() AND is_identity = 'YES'");
}

static const char *insert_of(Arena *a, const Table *t) {
    Buf b = {.a = a};
    buf_print(&b, "INSERT INTO \"%s\" (", t->name);
    buf_text(&b, table_columns(a, t));
    for (int i = 1; i <= t->n; i++) buf_print(&b, "%s$%d", i == 1 ? ") VALUES (" : ", ", i);
    buf_text(&b, ")");
    return b.s;
}

static const char *hex_sum(Arena *a, const uint64_t sum[4]) {
    return hex_of(a, sum, 4 * sizeof *sum);
}

/* All rows of a table; counted and summed on the way. */
static Err send_table(Copy *k, const Table *t, Count *count) {
    const char *insert = insert_of(k->to->a, t);
    Val        *v = arena_take(k->from->a, sizeof *v * (size_t)(t->n + 1));
    Ctx         to = *k->to;
    Reader      r;
    uint64_t    sum[4] = {0};
    bool        server = db_is_postgres(to.db);
    Err         e = NULL;
    to.a = k->rows;
    if (server) pg_load_begin(&to, t);
    reader_open(&r, k->from, k->rows, t);
    while (!e && reader_next(&r, v)) {
        sum_add(k->rows, t, v, sum);
        count->rows++;
        if (server) pg_load_row(&to, t, v);
        else e = db_run_exec(&to, insert, v, t->n);
    }
    db_stop(&r.q);
    if (!e) e = r.q.err;
    if (server) {
        Err end = pg_load_end(&to, !e);
        if (!e) e = end;
    }
    count->sum = hex_sum(k->from->a, sum);
    return e;
}

static Err sum_table(Ctx *c, Arena *rows, const Table *t, Count *count) {
    Val     *v = arena_take(c->a, sizeof *v * (size_t)(t->n + 1));
    uint64_t sum[4] = {0};
    Reader   r;
    reader_open(&r, c, rows, t);
    for (; reader_next(&r, v); count->rows++) sum_add(rows, t, v, sum);
    count->sum = hex_sum(c->a, sum);
    return r.q.err;
}

/* What a file of sql/ put into a table came along from the source as well. */
static Err send_all(Copy *k) {
    Count **end = &k->counts;
    Err     e = NULL;
    for (const Table *t = k->tables; t && !e; t = t->next) {
        Count *count = *end = arena_new(k->from->a, Count);
        end = &count->next;
        count->table = t->name;
        const char *clear = arena_print(k->to->a, "DELETE FROM \"%s\"", t->name);
        e = db_run_exec(k->to, clear, NULL, 0);
        if (!e) e = send_table(k, t, count);
    }
    return e;
}

static Err compare_all(Copy *k) {
    const Table *t = k->tables;
    for (const Count *sent = k->counts; sent; sent = sent->next, t = t->next) {
        Count got = {0};
        Err   e = sum_table(k->to, k->rows, t, &got);
        if (e) return e;
        if (got.rows == sent->rows && strcmp(got.sum, sent->sum) == 0) continue;
        log_line("%s: %lld rows were sent, %lld are there", t->name, (long long)sent->rows,
                 (long long)got.rows);
        return "copy.rows.differ";
    }
    return NULL;
}

static bool taken(Ctx *c) { return migrations_of(c) || tables_of(c); }

static Err receive(Ctx *to, void *arg) {
    Copy *k = arg;
    k->to = to;
    k->counts = NULL;
    if (taken(to)) return "copy.target.taken";
    Err e = migrate_names(to, k->files);
    if (!e) e = defer_keys(to);
    if (!e) e = send_all(k);
    if (!e) e = check_keys(to);
    if (!e) e = set_identities(to);
    return e ? e : compare_all(k);
}

static Err copy_all(Ctx *from, void *arg) {
    Copy *k = arg;
    k->from = from;
    k->files = migrations_of(from);
    k->tables = tables_of(from);
    if (!k->files || !*k->files) return "copy.source.empty";
    return db_write(k->target, receive, k);
}

Err db_copy(Ctx *from, Ctx *to, Stock *out) {
    Copy k = {.target = to, .rows = arena_open()};
    Err  e = db_read(from, copy_all, &k);
    arena_close(k.rows);
    if (!e && db_is_postgres(to->db)) to->db->e->script(to->db, "ANALYZE");
    if (!e) *out = (Stock){k.files, k.counts};
    return e;
}
