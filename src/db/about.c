/* about.c - what an operator wants to know of the database itself. */
#include "db/driver.h"

static void one(Ctx *c, const char *sql, DbAbout *out) {
    Rows q = db_run_query(c, sql, NULL, 0);
    if (db_next(&q)) {
        out->engine = row_text(&q, 0);
        out->bytes = row_int(&q, 1);
    }
    db_stop(&q);
}

DbAbout db_about(Ctx *c) {
    DbAbout out = {.engine = ""};
    if (db_is_postgres(c->db))
        one(c, "SELECT 'PostgreSQL ' || current_setting('server_version'),"
               " pg_database_size(current_database())", &out);
    else
        one(c, "SELECT 'SQLite ' || sqlite_version(), page_count * page_size"
               " FROM pragma_page_count(), pragma_page_size()", &out);
    Rows q = db_query(c, "SELECT count(*), max(name), max(at) FROM migration");
    if (db_next(&q)) {
        out.files = row_int(&q, 0);
        out.last = row_text(&q, 1);
        out.changed = row_int(&q, 2);
    }
    db_stop(&q);
    return out;
}
