/* fill.h - rows for every table of an SQLite office, made from nothing but its
 * catalogue: extreme numbers, hostile texts, the words that a CHECK allows.
 *
 * Values are drawn until the constraints take them; so a new table needs no line
 * here, unless nothing that is drawn can please it.  It speaks to SQLite itself,
 * because a broken CHECK is a fault to db.h. */
#ifndef FILL_H
#define FILL_H

#include "test.h"

#include <sqlite3.h>
#include <stdarg.h>

enum { FILL_TRIES = 20000, FILL_COLUMNS = 64, FILL_CHOICES = 64 };

typedef struct FillColumn {
    char name[64], type[16], refers[64], refers_to[64];
    bool required, key;
    char choice[FILL_CHOICES][64]; /* literals that its CHECK names */
    int  choices;
    int  length;                   /* that its CHECK wants; ten are a day, others hex digits */
} FillColumn;
typedef struct FillTable { char name[64]; FillColumn column[FILL_COLUMNS]; int n; } FillTable;

static uint64_t fill_seed = 88172645463325252u;
static inline uint64_t fill_random(void) {
    fill_seed ^= fill_seed << 13;
    fill_seed ^= fill_seed >> 7;
    return fill_seed ^= fill_seed << 17;
}

static inline sqlite3_stmt *fill_ask(sqlite3 *h, const char *fmt, ...) {
    sqlite3_stmt *s = NULL;
    va_list       ap;
    va_start(ap, fmt);
    char *sql = sqlite3_vmprintf(fmt, ap);
    va_end(ap);
    if (sqlite3_prepare_v2(h, sql, -1, &s, NULL) != SQLITE_OK) fatal("%s", sqlite3_errmsg(h));
    sqlite3_free(sql);
    return s;
}

static inline void fill_word(char *to, size_t size, const unsigned char *from) {
    snprintf(to, size, "%s", from ? (const char *)from : "");
}

/* The literals of "CHECK (name IN (...))" and "CHECK (name BETWEEN a AND b)". */
static inline void fill_checks(FillColumn *f, const char *sql) {
    char        in[96], between[96], length[96];
    const char *at;
    int         n = 0;
    snprintf(in, sizeof in, "(%s IN", f->name);
    snprintf(between, sizeof between, "(%s BETWEEN ", f->name);
    snprintf(length, sizeof length, "length(%s) = ", f->name);
    if ((at = strstr(sql, length))) f->length = atoi(at + strlen(length));
    if ((at = strstr(sql, between))) {
        at += strlen(between);
        f->choices = sscanf(at, "%63[-0-9] AND %63[-0-9]", f->choice[0], f->choice[1]);
    }
    if (!(at = strstr(sql, in))) return;
    for (at = strchr(at + strlen(in), '(') + 1; *at && *at != ')' && n < FILL_CHOICES;) {
        size_t len = *at == '\'' ? strcspn(at + 1, "'") : strspn(at, "-0123456789");
        if (*at == '\'') snprintf(f->choice[n++], 64, "%.*s", (int)len, at + 1), at += len + 2;
        else if (len) snprintf(f->choice[n++], 64, "%.*s", (int)len, at), at += len;
        else at++;
    }
    f->choices = n;
}

static inline FillTable fill_table(sqlite3 *h, const char *name) {
    FillTable t = {.n = 0};
    snprintf(t.name, sizeof t.name, "%s", name);
    sqlite3_stmt *s = fill_ask(h,
        "SELECT x.name, x.type, x.\"notnull\", x.pk, f.\"table\","
        " coalesce(f.\"to\", (SELECT name FROM pragma_table_info(f.\"table\") WHERE pk = 1)), m.sql"
        " FROM sqlite_schema m, pragma_table_xinfo(m.name) x"
        " LEFT JOIN pragma_foreign_key_list(m.name) f ON f.\"from\" = x.name"
        " WHERE m.name = %Q AND m.type = 'table' AND x.hidden = 0 ORDER BY x.cid", name);
    while (sqlite3_step(s) == SQLITE_ROW && t.n < FILL_COLUMNS) {
        FillColumn *f = &t.column[t.n++];
        fill_word(f->name, sizeof f->name, sqlite3_column_text(s, 0));
        fill_word(f->type, sizeof f->type, sqlite3_column_text(s, 1));
        f->required = sqlite3_column_int(s, 2);
        f->key = sqlite3_column_int(s, 3);
        fill_word(f->refers, sizeof f->refers, sqlite3_column_text(s, 4));
        fill_word(f->refers_to, sizeof f->refers_to, sqlite3_column_text(s, 5));
        fill_checks(f, (const char *)sqlite3_column_text(s, 6));
    }
    sqlite3_finalize(s);
    return t;
}

static inline const char *fill_text(void) {
    static char       flood[9000];
    static const char *const texts[] = {
        "", "O'Brien \"x\" \\ \\\\ \\N \\. %s $1 ?1", "tab\tline\nreturn\rform\fbell\a\x01\x7f",
        "Đỗ Thị Thuỳ — nghị quyết 01-NQ/TW", "to\xcc\x82\xcc\x81 NFD",
        "\xf0\x9f\x87\xbb\xf0\x9f\x87\xb3",
        "<script>alert(1)</script>", "\xef\xbf\xbf\xc2\x80", "NULL", "null", " ", "0",
        "9223372036854775808", flood,
    };
    if (!*flood) memset(flood, 'w', sizeof flood - 1);
    return texts[fill_random() % (sizeof texts / sizeof *texts)];
}

static inline void fill_bind(sqlite3 *h, sqlite3_stmt *s, int i, const FillColumn *f, int row) {
    static const int64_t ints[] = {0, 1, -1, 7, INT64_MAX, INT64_MIN, 1LL << 53, (1LL << 53) + 1};
    static const double  reals[] = {0.0, -0.0, 0.1, -1e308, 5e-324, 1e15, INFINITY, -INFINITY};
    static const unsigned char bytes[] = {0, 1, 9, 10, 13, 39, 92, 120, 127, 128, 255, 0};
    static const char *const days[] = {"0001-01-01", "2022-10-14", "2024-02-29", "9999-12-31"};
    uint64_t x = fill_random();
    if (!f->required && x % 3 == 0 && !f->key) return; /* NULL */
    x >>= 8;
    if (*f->refers) {
        sqlite3_stmt *r = fill_ask(h,
            "SELECT \"%w\" FROM \"%w\" ORDER BY random() LIMIT 1",
            f->refers_to, f->refers);
        if (sqlite3_step(r) == SQLITE_ROW) sqlite3_bind_value(s, i, sqlite3_column_value(r, 0));
        sqlite3_finalize(r);
    } else if (f->choices) {
        sqlite3_bind_text(s, i, f->choice[x % (unsigned)f->choices], -1, SQLITE_STATIC);
    } else if (f->length == 10) {
        sqlite3_bind_text(s, i, days[x % 4], -1, SQLITE_STATIC);
    } else if (f->length > 0 && f->length < 1000 && strcmp(f->type, "TEXT") == 0) {
        char digits[1000];
        for (int n = 0; n < f->length; n++) digits[n] = "0123456789abcdef"[fill_random() >> 60];
        sqlite3_bind_text(s, i, digits, f->length, SQLITE_TRANSIENT);
    } else if (f->key && strcmp(f->type, "INTEGER") == 0 && strcmp(f->name, "id") == 0) {
        sqlite3_bind_int64(s, i, row == 3 ? (1LL << 53) + 1 : row + 1);
    } else if (strcmp(f->type, "INTEGER") == 0) {
        sqlite3_bind_int64(s, i, ints[x % 8]);
    } else if (strcmp(f->type, "REAL") == 0) {
        sqlite3_bind_double(s, i, reals[x % 8]);
    } else if (strcmp(f->type, "BLOB") == 0) {
        sqlite3_bind_blob(s, i, bytes, (int)(x % sizeof bytes), SQLITE_STATIC);
    } else {
        sqlite3_bind_text(s, i, fill_text(), -1, SQLITE_STATIC);
    }
}

/* One more row; false when nothing that was drawn is taken. */
static inline bool fill_row(sqlite3 *h, const FillTable *t, int row) {
    char holes[FILL_COLUMNS * 4] = "?1";
    for (int i = 2; i <= t->n; i++) sprintf(holes + strlen(holes), ",?%d", i);
    sqlite3_stmt *s = fill_ask(h, "INSERT INTO \"%w\" VALUES (%s)", t->name, holes);
    int rc = SQLITE_ERROR;
    for (int n = 0; n < FILL_TRIES && rc != SQLITE_DONE; n++) {
        sqlite3_reset(s);
        sqlite3_clear_bindings(s);
        for (int i = 0; i < t->n; i++) fill_bind(h, s, i + 1, &t->column[i], row);
        rc = sqlite3_step(s);
    }
    sqlite3_finalize(s);
    return rc == SQLITE_DONE;
}

static inline bool fill_any(sqlite3 *h, const char *table) {
    sqlite3_stmt *any = fill_ask(h, "SELECT 1 FROM \"%w\"", table);
    bool          is = sqlite3_step(any) == SQLITE_ROW;
    sqlite3_finalize(any);
    return is;
}

/* What it has to refer to is there. */
static inline bool fill_ready(sqlite3 *h, const FillTable *t) {
    for (int i = 0; i < t->n; i++) {
        const FillColumn *f = &t->column[i];
        if (*f->refers && f->required && !fill_any(h, f->refers)) return false;
    }
    return true;
}

/* Rows for the tables that have none yet; how many tables stay empty. */
static inline int fill_pass(sqlite3 *h, int rows, bool last) {
    sqlite3_stmt *s = fill_ask(h,
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
        " AND name NOT LIKE 'sqlite%%' AND name <> 'migration' ORDER BY name");
    int empty = 0;
    while (sqlite3_step(s) == SQLITE_ROW) {
        FillTable t = fill_table(h, (const char *)sqlite3_column_text(s, 0));
        if (fill_any(h, t.name)) continue;
        bool ready = fill_ready(h, &t);
        for (int i = 0; i < rows && ready; i++)
            if (!fill_row(h, &t, i)) break;
        if (fill_any(h, t.name)) continue;
        if (last) fprintf(stderr, "fill.h: no row pleases the table %s\n", t.name);
        empty++;
    }
    sqlite3_finalize(s);
    return empty;
}

static inline void fill_search(sqlite3 *h) {
    sqlite3_stmt *s = fill_ask(h, "SELECT name FROM pragma_table_list WHERE schema = 'main'"
                                  " AND type = 'virtual'");
    while (sqlite3_step(s) == SQLITE_ROW) {
        sqlite3_stmt *add = fill_ask(h, "INSERT INTO \"%w\" (rowid, exact, folded) VALUES"
                                        " (1, 'đỗ thị thùy', 'do thi thuy'), (77, '', '')",
                                     sqlite3_column_text(s, 0));
        CHECK(sqlite3_step(add) == SQLITE_DONE);
        sqlite3_finalize(add);
    }
    sqlite3_finalize(s);
}

/* Up to `rows` rows in every table that has none. */
static inline void fill_all(const char *path, int rows) {
    sqlite3 *h = NULL;
    int      empty = 1;
    CHECK(sqlite3_open(path, &h) == SQLITE_OK);
    sqlite3_exec(h, "PRAGMA foreign_keys = ON; PRAGMA synchronous = OFF; BEGIN", NULL, NULL, NULL);
    for (int pass = 0; pass < 8 && empty; pass++) empty = fill_pass(h, rows, pass == 7);
    CHECK(empty == 0);
    fill_search(h);
    CHECK(sqlite3_exec(h, "COMMIT", NULL, NULL, NULL) == SQLITE_OK);
    CHECK(sqlite3_close(h) == SQLITE_OK);
}

#endif
