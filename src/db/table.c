/* table.c - the tables of a database as its catalogue lists them, and their rows
 * whatever the columns are: for copies between the engines.
 *
 * The SQL here is made from names of the catalogue, which come from sql/ and from
 * nowhere else.  It lives in the arena, and statements are remembered by their
 * address: so the arena of c has to outlive its connection. */
#include "db/driver.h"

#include "crypt/crypt.h"

#include <string.h>
#include <utf8proc.h>

enum { FETCH = 64 }; /* rows at once; each may be some megabytes */

static char kind_of(const char *table, const char *type) {
    static const struct { const char *type; char kind; } types[] = {
        {"INTEGER", 'i'}, {"bigint", 'i'},           {"boolean", 'i'},
        {"REAL", 'r'},    {"double precision", 'r'}, {"BLOB", 'b'},
        {"bytea", 'b'},   {"TEXT", 't'},             {"text", 't'},
        {"", 't'}, /* of an index of words */
    };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(types[i].type, type) == 0) return types[i].kind;
    fatal("%s: nobody knows how to copy a column of type %s", table, type);
}

static void add_column(Ctx *c, Table *t, const char *name, char kind) {
    Column *old = t->column;
    t->column = arena_take(c->a, sizeof *old * (size_t)(t->n + 1));
    if (old) memcpy(t->column, old, sizeof *old * (size_t)t->n);
    t->column[t->n++] = (Column){name, kind};
}

static Rows list(Ctx *c) {
    if (db_is_postgres(c->db))
        return db_run_query(c,
            "SELECT t.table_name::text, 'table', c.column_name::text, c.data_type::text"
            " FROM information_schema.tables t JOIN information_schema.columns c"
            " ON c.table_schema = t.table_schema AND c.table_name = t.table_name"
            " WHERE t.table_schema = current_schema() AND t.table_type = 'BASE TABLE'"
            " AND t.table_name <> 'migration' AND c.is_generated = 'NEVER'"
            " ORDER BY t.table_name COLLATE \"C\", c.ordinal_position", NULL, 0);
    return db_run_query(c,
        "SELECT l.name, l.type, x.name, x.type"
        " FROM pragma_table_list l, pragma_table_xinfo(l.name) x"
        " WHERE l.schema = 'main' AND l.type IN ('table', 'virtual') AND x.hidden = 0"
        " AND l.name NOT LIKE 'sqlite%' AND l.name <> 'migration' ORDER BY l.name, x.cid",
        NULL, 0);
}

Table *tables_of(Ctx *c) {
    Table *first = NULL, *t = NULL, **end = &first;
    Rows   q = list(c);
    while (db_next(&q)) {
        const char *name = row_text(&q, 0);
        if (!t || strcmp(t->name, name) != 0) {
            *end = t = arena_new(c->a, Table);
            end = &t->next;
            t->name = name;
            /* SQLite's index of words has it, but does not list it. */
            if (strcmp(row_text(&q, 1), "virtual") == 0) add_column(c, t, "rowid", 'i');
        }
        add_column(c, t, row_text(&q, 2), kind_of(name, row_text(&q, 3)));
    }
    return first;
}

const char *table_columns(Arena *a, const Table *t) {
    Buf b = {.a = a};
    for (int i = 0; i < t->n; i++) buf_print(&b, "%s\"%s\"", i ? ", " : "", t->column[i].name);
    return b.s;
}

/* The connection of libpq takes a result whole, so PostgreSQL gives it in parts. */
void reader_open(Reader *r, Ctx *c, Arena *rows, const Table *t) {
    const char *sql =
        arena_print(c->a, "SELECT %s FROM \"%s\"", table_columns(c->a, t), t->name);
    *r = (Reader){.c = *c, .t = t};
    r->c.a = rows;
    if (db_is_postgres(c->db)) {
        const char *name = arena_print(c->a, "\"copy %s\"", t->name);
        c->db->e->script(c->db, arena_print(c->a, "DECLARE %s NO SCROLL CURSOR FOR %s", name, sql));
        sql = arena_print(c->a, "FETCH %d FROM %s", FETCH, name);
    }
    r->sql = sql;
    r->q = db_run_query(&r->c, sql, NULL, 0);
}

static Val cell(Rows *q, int i, char kind) {
    const Engine *e = q->c->db->e;
    if (e->cell_null(q, i)) return (Val){.kind = VAL_NULL};
    if (kind == 'i') return val_int(row_int(q, i));
    if (kind == 'r') return val_real(row_real(q, i) + 0.0); /* -0.0 does not outlive SQLite */
    if (kind == 'b') return val_bytes(row_bytes(q, i));
    if (e == &sqlite) { /* its bytes tell if a NUL is inside */
        Bytes b = row_bytes(q, i);
        return (Val){.kind = VAL_TEXT, .s = b.p, .n = b.n};
    }
    const char *s = row_text(q, i);
    return (Val){.kind = VAL_TEXT, .s = s, .n = strlen(s)};
}

/* What PostgreSQL would refuse. */
static bool text_fits(const Val *v) {
    const utf8proc_uint8_t *p = (const void *)v->s;
    utf8proc_ssize_t        left = (utf8proc_ssize_t)v->n, n = 1;
    if (v->kind != VAL_TEXT || v->n == 0) return true;
    if (memchr(v->s, '\0', v->n)) return false;
    for (utf8proc_int32_t u; left > 0 && n > 0; left -= n, p += n)
        n = utf8proc_iterate(p, left, &u);
    return n > 0;
}

static bool refuse(Reader *r, int i) {
    log_line("%s.%s: a text that is not UTF-8", r->t->name, r->t->column[i].name);
    db_stop(&r->q);
    r->q.err = "copy.text.bad";
    return false;
}

bool reader_next(Reader *r, Val *v) {
    while (!db_next(&r->q)) {
        if (r->q.err || !db_is_postgres(r->c.db) || r->got == 0) return false;
        r->got = 0;
        arena_reset(r->c.a);
        r->q = db_run_query(&r->c, r->sql, NULL, 0);
    }
    if (r->got++ % FETCH == 0 && !db_is_postgres(r->c.db)) arena_reset(r->c.a);
    for (int i = 0; i < r->t->n; i++) {
        v[i + 1] = cell(&r->q, i, r->t->column[i].kind);
        if (!text_fits(&v[i + 1])) return refuse(r, i);
    }
    return true;
}

/* The sum of the hashes of all rows, 64 bits at a time: whatever their order. */
void sum_add(Arena *a, const Table *t, const Val *v, uint64_t sum[4]) {
    Buf b = {.a = a};
    for (int i = 0; i < t->n; i++) {
        const Val *x = &v[i + 1];
        bool       long_one = x->kind == VAL_TEXT || x->kind == VAL_BYTES;
        int64_t    n = long_one ? (int64_t)x->n : x->kind == VAL_INT ? x->i : 0;
        buf_add(&b, x->kind == VAL_NULL ? "-" : &t->column[i].kind, 1);
        buf_add(&b, (const char *)&n, sizeof n);
        buf_add(&b, (const char *)&x->r, sizeof x->r);
        if (long_one) buf_add(&b, x->s, x->n);
    }
    Hash     h = hash_of(b.s, b.len);
    uint64_t part[4];
    memcpy(part, h.b, sizeof part);
    for (int i = 0; i < 4; i++) sum[i] += part[i];
}
