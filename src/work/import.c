/* import.c - a table that somebody brought: which file it is, and that its rows are taken over
 * once. */
#include "work/parts.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { LIST = 20 };

const ImportKind *const import_kinds[] = {
    &import_task_kind, &import_document_kind, &import_unit_kind, &import_staff_kind,
    &import_holiday_kind, NULL
};

const ImportKind *import_kind(const char *name) {
    for (const ImportKind *const *k = import_kinds; name && *k; k++)
        if (strcmp((*k)->name, name) == 0) return *k;
    return NULL;
}

/* ---- its place in the database ---- */

Err import_add(Ctx *c, const ImportKind *k, const Upload *u, int64_t *id) {
    int64_t file;
    Err e = upload_keep(c, u, &file);
    if (!e) e = db_int(c, id, "INSERT INTO import (kind, file, at, who, n)"
                              " VALUES ($1, $2, $3, $4, 0) RETURNING id",
                       V(k->name), V(file), V(c->now), V(c->who));
    if (e) return e;
    Deed d = {.what = "import.deed.brought", .subject = "import", .id = *id};
    deed_change(c, &d, "file", "", u->file);
    return audit_note(c, &d);
}

Import *import_get(Ctx *c, int64_t id) {
    Import *m = NULL;
    Rows q = db_query(c, "SELECT i.id, i.kind, i.file, i.at, i.who, i.done, i.n, f.name, f.hash"
                         " FROM import i JOIN stored_file f ON f.id = i.file"
                         " WHERE i.id = $1 AND i.who = $2", V(id), V(c->who));
    while (db_next(&q)) {
        m = arena_new(c->a, Import);
        *m = (Import){.id = row_int(&q, 0), .kind = import_kind(row_text(&q, 1)),
                      .file = row_int(&q, 2), .at = row_int(&q, 3), .who = row_int(&q, 4),
                      .done = row_int(&q, 5), .n = row_int(&q, 6), .name = row_text(&q, 7),
                      .hash = row_text(&q, 8)};
    }
    return m && m->kind ? m : NULL;
}

const ImportLine *import_list(Ctx *c) {
    ImportLine *first = NULL, **end = &first;
    Rows q = db_query(c, "SELECT i.id, i.at, i.done, i.n, i.kind, f.name FROM import i"
                         " JOIN stored_file f ON f.id = i.file WHERE i.who = $1"
                         " ORDER BY i.id DESC LIMIT $2", V(c->who), V(LIST));
    while (db_next(&q)) {
        const ImportKind *k = import_kind(row_text(&q, 4));
        *end = arena_new(c->a, ImportLine);
        **end = (ImportLine){row_int(&q, 0), row_int(&q, 1), row_int(&q, 2), row_int(&q, 3),
                             k ? tr(c, k->label) : "", row_text(&q, 5), NULL};
        end = &(*end)->next;
    }
    return first;
}

/* Not mapped: a page reads it and ends, and nothing would give the mapping back. */
Err import_bytes(Ctx *c, const Import *m, Bytes *out) {
    int64_t n, got = 0;
    int     fd = c->files ? file_open(c->a, c->files, m->hash, &n) : -1;
    if (fd < 0) return "file.read.place";
    char *p = arena_take(c->a, (size_t)n + 1);
    while (got < n) {
        ssize_t more = read(fd, p + got, (size_t)(n - got));
        if (more < 0 && errno == EINTR) continue;
        if (more <= 0) break;
        got += more;
    }
    close(fd);
    *out = (Bytes){p, (size_t)n};
    return got == n ? NULL : "file.read.place";
}

Err import_store(Ctx *c, Import *m, ImportEach *each, void *arg) {
    Err e = m->done ? "import.done.twice" : import_rows(c, m, each, arg);
    if (!e) e = db_exec(c, "UPDATE import SET done = $2, n = $3 WHERE id = $1 AND done IS NULL",
                        V(m->id), V(c->now), V(m->rows));
    if (e) return e;
    Deed d = {.what = "import.deed.done", .subject = "import", .id = m->id};
    deed_change(c, &d, "rows", "", arena_print(c->a, "%d", m->rows));
    return audit_note(c, &d);
}
