/* document_file.c - the files of a document, and the words in them. */
#include "work/work.h"

#include "file/file.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char pdf[] = "application/pdf";

static Err note(Ctx *c, int64_t document, const char *was, const char *is) {
    Deed d = {.what = *is ? "document.deed.filed" : "document.deed.unfiled",
              .subject = "document", .id = document};
    deed_change(c, &d, "file", was, is);
    return audit_note(c, &d);
}

/* A file that is no PDF has no words that we could read: "" at once. */
static Err add_one(Ctx *c, int64_t document, const Upload *u) {
    bool    wait = strcmp(u->type, pdf) == 0;
    int64_t stored, id;
    Err e = upload_keep(c, u, &stored);
    if (!e) e = db_int(c, &id, "INSERT INTO document_file (document, file, text)"
                               " VALUES ($1, $2, $3) RETURNING id",
                       V(document), V(stored), V(wait ? (const char *)NULL : ""));
    if (!e && wait) e = job_add(c, "document.job.text", arena_print(c->a, "%" PRId64, id));
    return e ? e : note(c, document, "", u->file);
}

Err document_file_add(Ctx *c, int64_t document, const Upload *uploads) {
    Err e = NULL;
    for (const Upload *u = uploads; u && !e; u = u->next) e = add_one(c, document, u);
    return e;
}

const DocumentFile *document_files(Ctx *c, int64_t document) {
    DocumentFile *first = NULL, **end = &first;
    Rows q = db_query(c, "SELECT d.id, d.file, s.name, s.type, s.bytes,"
                         " CASE WHEN d.text IS NULL THEN 0 ELSE 1 END FROM document_file d"
                         " JOIN stored_file s ON s.id = d.file"
                         " WHERE d.document = $1 AND d.dropped IS NULL ORDER BY d.id", V(document));
    while (db_next(&q)) {
        DocumentFile *f = *end = arena_new(c->a, DocumentFile);
        *f = (DocumentFile){.id = row_int(&q, 0), .stored = row_int(&q, 1),
                            .name = row_text(&q, 2), .type = row_text(&q, 3),
                            .bytes = row_int(&q, 4), .read = row_int(&q, 5)};
        end = &f->next;
    }
    return first;
}

int64_t document_file_stored(Ctx *c, int64_t id) {
    int64_t stored = 0;
    Rows q = db_query(c, "SELECT file FROM document_file WHERE id = $1 AND dropped IS NULL", V(id));
    while (db_next(&q)) stored = row_int(&q, 0);
    return stored;
}

Err document_file_drop(Ctx *c, int64_t document, int64_t id) {
    const char *name = NULL;
    Rows q = db_query(c, "SELECT s.name FROM document_file d JOIN stored_file s ON s.id = d.file"
                         " WHERE d.id = $1 AND d.document = $2 AND d.dropped IS NULL",
                      V(id), V(document));
    while (db_next(&q)) name = row_text(&q, 0);
    if (!name) return q.err ? q.err : "http.missing";
    Err e = db_exec(c, "UPDATE document_file SET dropped = $2 WHERE id = $1", V(id), V(c->now));
    if (!e) e = note(c, document, name, "");
    return e ? e : document_index(c, document);
}

/* ---- The job: a file that is read ---- */

typedef struct Reading { int64_t id, document; const char *hash, *text; } Reading;

static Err find_file(Ctx *c, void *arg) {
    Reading *x = arg;
    Rows q = db_query(c, "SELECT d.document, s.hash FROM document_file d"
                         " JOIN stored_file s ON s.id = d.file"
                         " WHERE d.id = $1 AND d.dropped IS NULL AND d.text IS NULL", V(x->id));
    while (db_next(&q)) x->document = row_int(&q, 0), x->hash = row_text(&q, 1);
    return q.err;
}

static Err keep_text(Ctx *c, void *arg) {
    const Reading *x = arg;
    Err e = db_exec(c, "UPDATE document_file SET text = $2 WHERE id = $1", V(x->id), V(x->text));
    return e ? e : document_index(c, x->document);
}

/* One that cannot be read has no words, and is not tried again; the list of jobs
 * says why.  Without the tool it waits. */
static Err read_file(Ctx *c, Job *j) {
    Reading x = {.id = strtoll(j->arg, NULL, 10), .text = ""};
    Err     e = db_read(c, find_file, &x);
    if (e || !x.hash || !c->files) return e;
    Err why = file_pdf_text(c->a, c->files, x.hash, &x.text);
    if (why && strcmp(why, "file.text.tool") == 0) {
        j->again = true;
        return why;
    }
    e = db_write(c, keep_text, &x);
    return e ? e : why;
}

const JobKind document_jobs[] = {
    {"document.job.text", read_file, 0, 0},
    {0}
};
