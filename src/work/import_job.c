/* import_job.c - a long table is stored while nobody waits.
 *
 * First every row is looked at, in portions between which it can be stopped; nothing is stored
 * by that.  Then all rows are stored as one transaction, which takes a second or two and is all
 * or nothing: until its end others see none of them, and a server that ends in the middle runs
 * the whole again. */
#include "work/parts.h"

#include <inttypes.h>
#include <stdio.h>

enum { PORTION = 500 };

static const char import_job[] = "import.job.store";

static const char *arg_of(Ctx *c, int64_t id) { return arena_print(c->a, "%" PRId64, id); }

const JobRow *import_job_of(Ctx *c, const Import *m) {
    return job_latest(c, import_job, arg_of(c, m->id));
}

bool import_job_runs(const JobRow *j) {
    return j && (text_same(j->state, "waiting") || text_same(j->state, "running"));
}

Err import_later(Ctx *c, const Import *m, TextCode code) {
    if (m->done) return "import.done.twice";
    if (import_job_runs(import_job_of(c, m))) return "import.job.runs";
    Err e = db_exec(c, "UPDATE import SET code = $2 WHERE id = $1", V(m->id), V((int)code));
    return e ? e : job_add(c, import_job, arg_of(c, m->id));
}

/* ---- the job ---- */

typedef struct Work {
    Job    *j;
    int64_t id, code;
    Import *m;
    Bytes   file;
    int     from, to;
} Work;

static Err find(Ctx *c, void *arg) {
    Work *w = arg;
    w->m = import_get(c, w->id);
    if (!w->m) return "http.missing";
    Err e = db_int(c, &w->code, "SELECT code FROM import WHERE id = $1", V(w->id));
    return e ? e : w->m->done ? NULL : import_bytes(c, w->m, &w->file);
}

static Err look(Ctx *c, void *arg) {
    Work *w = arg;
    import_judge_part(c, w->m, w->from, w->to);
    return w->m->wrong ? "import.job.wrong" : NULL;
}

static Err ends(Ctx *c, void *arg, int rows) {
    (void)c, (void)rows;
    return job_ends(arg) ? "job.ending" : NULL;
}

static Err store(Ctx *c, void *arg) {
    Work         *w = arg;
    const Import *now = import_get(c, w->id);
    if (!now || now->done) return now ? "import.done.twice" : "http.missing";
    return import_store(c, w->m, ends, w->j);
}

static Err look_at_all(Ctx *c, Work *w) {
    Err e = NULL;
    import_begin(w->m);
    for (; w->from < w->m->rows && !e; w->from = w->to) {
        w->to = w->from + PORTION < w->m->rows ? w->from + PORTION : w->m->rows;
        e = db_read(c, look, w);
        if (!e) e = job_progress(c, w->j, w->to, w->m->rows);
    }
    return e;
}

static Err import_run(Ctx *c, Job *j) {
    Work w = {.j = j};
    if (sscanf(j->arg, "%" SCNd64, &w.id) != 1) return "http.missing";
    Err e = db_read(c, find, &w);
    if (e || w.m->done) return e; /* it has run before, to its end */
    import_read(c, w.m, w.file, (TextCode)w.code);
    e = w.m->err;
    if (!e) e = look_at_all(c, &w);
    return e ? e : db_write(c, store, &w);
}

const JobKind import_jobs[] = {
    {"import.job.store", import_run, 0, 0},
    {0}
};
