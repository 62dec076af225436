/* import_job_test.c - a long table is stored while nobody waits: all of it or nothing, whether a
 * row is wrong, somebody stops it or the server ends. */
#include "crypt/crypt.h"
#include "office.h"
#include "work/parts.h"

enum { ROWS = 2500 };

static Err read_count(Ctx *c, void *n) { return db_int(c, n, "SELECT count(*) FROM task"); }

static int64_t count(Ctx *c) {
    int64_t n = -1;
    CHECK_TEXT(db_read(c, read_count, &n), NULL);
    return n;
}

static const char *table(Ctx *c, int wrong) {
    Buf b = {.a = c->a};
    buf_text(&b, "Việc,Chủ trì,Hạn\n");
    for (int i = 0; i < ROWS; i++)
        buf_print(&b, "Mở lớp số %d,%s,1/5/2027\n", i, i == wrong ? "Huyện Lạ" : "Xã An Bình");
    return b.s;
}

typedef struct Asking { const char *text; int64_t id; } Asking;

static Err set_up(Ctx *c, void *arg) {
    (void)arg;
    office_set_up(c);
    return NULL;
}

/* A table is brought, and asked to be stored. */
static Err bring(Ctx *c, void *arg) {
    Asking  *x = arg;
    FileNew *f;
    Upload   u = {.file = "ke-hoach.csv", .type = "text/csv"};
    CHECK_TEXT(file_new(c->a, c->files, &f), NULL);
    CHECK_TEXT(file_add(f, x->text, strlen(x->text)), NULL);
    u.bytes = file_bytes(f);
    CHECK_TEXT(file_put(c->a, f, &u.hash), NULL);
    CHECK_TEXT(import_add(c, &import_task_kind, &u, &x->id), NULL);
    return import_later(c, import_get(c, x->id), TEXT_UTF8);
}
static Err again(Ctx *c, void *arg) {
    return import_later(c, import_get(c, ((Asking *)arg)->id), TEXT_UTF8);
}
static Err stop(Ctx *c, void *arg) {
    const JobRow *j = import_job_of(c, import_get(c, ((Asking *)arg)->id));
    return job_stop(c, j->id, false);
}

typedef struct Looking { int64_t id; const Import *m; const JobRow *j; } Looking;
static Err look(Ctx *c, void *arg) {
    Looking *x = arg;
    x->m = import_get(c, x->id);
    x->j = import_job_of(c, x->m);
    return NULL;
}

/* The state of its job when that has ended. */
static const char *ended(Ctx *c, int64_t id) {
    Looking x = {.id = id};
    for (int i = 0; i < 600; i++) {
        CHECK_TEXT(db_read(c, look, &x), NULL);
        if (!import_job_runs(x.j)) return arena_print(c->a, "%s %s", x.j->state, x.j->message);
        usleep(50 * 1000);
    }
    return "it did not end";
}

static Err recount(Ctx *c, void *arg) {
    const Looking *x = arg;
    CHECK(tally_recount(c) == 0);
    CHECK(import_get(c, x->id)->n == ROWS);
    return NULL;
}

static Err end_soon(Ctx *c, void *arg, int rows) {
    (void)c, (void)arg;
    return rows >= 1000 ? "job.ending" : NULL;
}
static Err store_half(Ctx *c, void *arg) {
    const Asking *x = arg;
    Import       *m = import_get(c, x->id);
    import_read(c, m, (Bytes){x->text, strlen(x->text)}, TEXT_UTF8);
    return import_store(c, m, end_soon, NULL);
}

int main(void) {
    static const JobKind *const kinds[] = {import_jobs, NULL};
    Ctx     c = test_empty(test_place("office.db"));
    Runner *r;
    crypt_start();
    c.files = arena_text(c.a, test_place("files"));
    CHECK_TEXT(file_store(c.files), NULL);
    CHECK_TEXT(db_migrate(&c), NULL);
    CHECK_TEXT(db_write(&c, set_up, NULL), NULL);
    Asking good = {.text = table(&c, -1)}, bad = {.text = table(&c, 2400)};
    CHECK_TEXT(db_write(&c, bring, &good), NULL);
    CHECK_TEXT(db_write(&c, again, &good), "import.job.runs");
    CHECK_TEXT(db_write(&c, stop, &good), NULL);
    CHECK_TEXT(ended(&c, good.id), "stopped ");
    CHECK_TEXT(db_write(&c, store_half, &good), "job.ending");
    CHECK(count(&c) == 0);
    CHECK_TEXT(db_write(&c, bring, &bad), NULL);
    db_serve(c.db, 2);
    r = jobs_start(c.db, c.files, kinds);
    CHECK_TEXT(ended(&c, bad.id), "refused import.job.wrong");
    CHECK(count(&c) == 0);
    CHECK_TEXT(db_write(&c, again, &good), NULL);
    CHECK_TEXT(ended(&c, good.id), "done ");
    CHECK(count(&c) == ROWS);
    CHECK_TEXT(db_read(&c, recount, &(Looking){.id = good.id}), NULL);
    CHECK_TEXT(db_write(&c, again, &good), "import.done.twice");
    CHECK(jobs_stop(r));
    db_close(c.db);
    arena_close(c.a);
    return test_failed;
}
