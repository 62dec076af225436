/* export.c - the answers of a survey as one file, at once or by a job.
 *
 * What is small is made while its form waits, outside the writer; what is large by a job, which
 * puts the file into the store, where it lies for a day for who asked. */
#include "survey/results.h"

#include "exchange/exchange.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PARTS_MAX = RESULT_TABLES_MAX + 2, COPY = 1 << 16 };

static bool is(const char *a, const char *b) { return strcmp(a, b) == 0; }

/* ---- the files ---- */

static void hash_file(Ctx *c, OutFile *f) {
    const Hash h = hash_end(f->run);
    f->hash = hex_of(c->a, h.b, HASH_BYTES);
}

/* A workbook is written by its library, so it is summed when it is there. */
static Err sum_book(Ctx *c, OutFile *f) {
    Bytes b;
    Err   e = file_bytes_of(c->a, f->path, &b);
    if (e) return e;
    f->hash = hex_of(c->a, hash_of(b.p, b.n).b, HASH_BYTES);
    f->bytes = (int64_t)b.n;
    return NULL;
}

static Err text_file(Ctx *c, OutFiles *k, const char *name, const Buf *b) {
    OutFile *f = out_new(k, name);
    if (!f) return "file.sheet.place";
    out_add(f, b->s, b->len);
    Err e = out_close(f);
    if (!e) hash_file(c, f);
    return e;
}

static Err write_tables(Ctx *c, ResultPlan *p, Job *j, OutFiles *k) {
    bool    stat = is(p->ask.as, "sav") || is(p->ask.as, "dta"), book = is(p->ask.as, "xlsx");
    Writer  w = {0};
    Source *s = source_open(c, p, j, stat ? 2 : 1);
    Err     e = stat ? source_measure(s, p) : NULL;
    if (!e) e = stat ? out_stat(c, p, k, &w) : book ? out_xlsx(c, p, k, &w) : out_csv(c, p, k, &w);
    if (!e) {
        e = source_each(s, w.row, w.own);
        Err bad = w.close(&w); /* also when it is for nothing: it gives back what it holds */
        if (!e) e = bad;
    }
    source_close(s);
    for (OutFile *f = k->first; f && !e; f = f->next)
        if (book) e = sum_book(c, f);
        else hash_file(c, f);
    return e;
}

static Err pack(Ctx *c, OutFiles *k, const char *path) {
    ZipPart part[PARTS_MAX];
    int     n = 0;
    (void)c;
    for (const OutFile *f = k->first; f && n < PARTS_MAX; f = f->next)
        part[n++] = (ZipPart){f->name, f->path};
    return file_zip(path, part, n);
}

Err results_file(Ctx *c, ResultPlan *p, Job *j, const char *path) {
    OutFiles k = {.a = c->a};
    Buf      book = {.a = c->a}, notes = {.a = c->a};
    Err      e = write_tables(c, p, j, &k);
    if (!e) codebook_put(c, p, &k, &book);
    if (!e) notes_put(c, p, &k, &notes);
    if (!e) e = text_file(c, &k, "codebook" ".xml", &book);
    if (!e) e = text_file(c, &k, c->lang == LANG_EN ? "README.txt" : "DOC-TRUOC.txt", &notes);
    if (!e) e = pack(c, &k, path);
    out_drop(&k);
    return e;
}

/* ---- options in the table ---- */

int64_t ask_options(const ExportAsk *k) {
    return (k->labels ? 1 : 0) + (k->names ? 2 : 0) + (k->exact ? 4 : 0) + (k->rejected ? 8 : 0);
}

static ExportAsk ask_of(const char *as, int64_t options) {
    return (ExportAsk){as, options & 1, options & 2, options & 4, options & 8};
}

/* Each is a deed: of which survey, in which form, how many answers, with what in it. */
Err export_deed(Ctx *c, const ResultPlan *p, const char *reason) {
    Deed d = {.what = "survey.deed.exported", .subject = "survey", .id = p->s->id,
              .reason = reason};
    deed_change(c, &d, "as", "", p->ask.as);
    deed_change(c, &d, "answers", "", arena_print(c->a, "%" PRId64, p->answers));
    if (p->ask.names) deed_change(c, &d, "names", "", "1");
    if (p->ask.exact) deed_change(c, &d, "exact", "", "1");
    return audit_note(c, &d);
}

/* ---- by a job ---- */

static const char export_job[] = "survey.job.export";

#define COLUMNS "x.id, x.survey, x.staff, x.form, x.lang, x.options, x.reason, x.at,"           \
                " COALESCE(x.file, 0), COALESCE(x.answers, 0)"
static ExportRow *read_row(Rows *q) {
    ExportRow *x = arena_new(q->c->a, ExportRow);
    *x = (ExportRow){.id = row_int(q, 0), .survey = row_int(q, 1), .staff = row_int(q, 2),
                     .as = row_text(q, 3), .lang = row_text(q, 4), .options = row_int(q, 5),
                     .reason = row_text(q, 6), .at = row_int(q, 7), .file = row_int(q, 8),
                     .answers = row_int(q, 9)};
    return x;
}

ExportRow *export_get(Ctx *c, int64_t id) {
    ExportRow *x = NULL;
    Rows       q = db_query(c, "SELECT " COLUMNS " FROM survey_export x WHERE x.id = $1", V(id));
    while (db_next(&q)) x = read_row(&q);
    return x;
}

ExportRow *export_rows(Ctx *c, int64_t survey) {
    ExportRow *first = NULL, **end = &first;
    Rows q = db_query(c, "SELECT " COLUMNS " FROM survey_export x WHERE x.survey = $1"
                         " AND x.staff = $2 AND x.at > $3 ORDER BY x.id DESC",
                      V(survey), V(c->who), V(c->now - (int64_t)DAY_MS));
    while (db_next(&q)) {
        *end = read_row(&q);
        end = &(*end)->next;
    }
    for (ExportRow *x = first; x; x = x->next)
        x->job = job_latest(c, export_job, arena_print(c->a, "%" PRId64, x->id));
    return first;
}

typedef struct Work {
    int64_t     id, file;
    ExportRow  *x;
    ResultPlan *p;
    ExportMade  made;
} Work;

static Err begin(Ctx *c, void *arg) {
    Work *w = arg;
    w->x = export_get(c, w->id);
    Survey *s = w->x ? survey_get(c, w->x->survey) : NULL;
    if (!s) return "http.missing";
    if (w->x->file) return NULL;
    /* Who lost the right meanwhile gets nothing. */
    c->who = w->x->staff;
    if (!survey_may(c, s, RIGHT_ANSWERS)) return "http.forbidden";
    c->lang = is(w->x->lang, "en") ? LANG_EN : LANG_VI;
    ExportAsk k = ask_of(w->x->as, w->x->options);
    return plan_make(c, s, &k, &w->p);
}

static Err store(Ctx *c, const ExportMade *m, int64_t id) {
    int64_t     file = 0;
    const char *name = arena_print(c->a, "%s-%s.zip", m->p->s->address, m->p->ask.as);
    Err e = db_int(c, &file, "INSERT INTO stored_file (hash, name, type, bytes, at, who)"
                             " VALUES ($1, $2, 'application/zip', $3, $4, $5) RETURNING id",
                   V(m->hash), V(name), V(m->bytes), V(c->now), V(c->who));
    return e ? e : db_exec(c, "UPDATE survey_export SET file = $2, answers = $3 WHERE id = $1",
                           V(id), V(file), V(m->p->answers - m->p->sealed));
}

static Err done(Ctx *c, void *arg) {
    Work *w = arg;
    c->who = w->x->staff;
    return store(c, &w->made, w->id);
}

/* From a file of the system's into the store. */
static Err keep(Ctx *c, const char *path, ExportMade *m) {
    FileNew *f;
    char    *buf = arena_take(c->a, COPY);
    ssize_t  n = 0;
    int      fd = open(path, O_RDONLY | O_CLOEXEC);
    Err      e = fd < 0 || !c->files ? "file.sheet.place" : file_new(c->a, c->files, &f);
    while (!e && (n = read(fd, buf, COPY)) > 0) e = file_add(f, buf, (size_t)n);
    if (fd >= 0) close(fd);
    if (e) return e;
    m->bytes = file_bytes(f);
    return file_put(c->a, f, &m->hash);
}

static Err make(Ctx *c, ResultPlan *p, Job *j, ExportMade *m) {
    char *path = arena_print(c->a, "%s/namro-XXXXXX", file_tmp());
    int   fd = mkstemp(path);
    if (fd < 0) return "file.sheet.place";
    close(fd);
    *m = (ExportMade){.p = p};
    Err e = results_file(c, p, j, path);
    if (!e) e = keep(c, path, m);
    unlink(path);
    return e;
}

static Err export_run(Ctx *c, Job *j) {
    Work w = {.id = strtoll(j->arg, NULL, 10)};
    Err  e = db_read(c, begin, &w);
    if (e || w.x->file) return e; /* it has run before, to its end */
    e = make(c, w.p, j, &w.made);
    j->again = e && is(e, "results.changed");
    return e ? e : db_write(c, done, &w);
}

/* ---- at once ---- */

Err export_make(Ctx *c, ResultPlan *p, ExportMade *out) { return make(c, p, NULL, out); }

static Err insert(Ctx *c, const ResultPlan *p, const char *reason, int64_t *id) {
    return db_int(c, id, "INSERT INTO survey_export (survey, staff, form, lang, options, reason,"
                         " at) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
                  V(p->s->id), V(c->who), V(p->ask.as), V(c->lang == LANG_EN ? "en" : "vi"),
                  V(ask_options(&p->ask)), V(reason), V(c->now));
}

Err export_put(Ctx *c, const ExportMade *m, const char *reason, int64_t *id) {
    Err e = insert(c, m->p, reason, id);
    if (!e) e = store(c, m, *id);
    return e ? e : export_deed(c, m->p, reason);
}

Err export_later(Ctx *c, const ResultPlan *p, const char *reason, int64_t *id) {
    Err e = insert(c, p, reason, id);
    if (!e) e = job_add(c, export_job, arena_print(c->a, "%" PRId64, *id));
    return e ? e : export_deed(c, p, reason);
}

const JobKind results_jobs[] = {
    {export_job, export_run, 0, 0},
    {0}
};
