/* kill_test.c [KILLS [SECONDS]] - clients write through the server without a pause,
 * and its processes are killed in the middle of it: the child, which its parent
 * starts again, and the parent.  In the end every write that was acknowledged is
 * there, and none is there twice.
 *
 * The parent here is that of src/cli/serve.c without its pause after a quick end.
 * A server that acknowledges before it has stored has to be caught. */
#include "../bench/lib/client.h"
#include "../bench/lib/notes.h"
#include "cli/cli.h"
#include "test.h"

#include "crypt/crypt.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>

enum { CLIENTS = 16, KILLS = 40, PAUSE_MS = 150 };

/* Seen by all processes. */
static struct Shared { atomic_int child, starts; } *shared;
static const char *url;
static int         port;
static bool        early; /* the mutant */

/* ---- the server ---- */

typedef struct Late { Ctx c; Note n; } Late;

static void *store_late(void *arg) {
    Late *l = arg;
    usleep(5000);
    if (db_write(&l->c, note_add, &l->n)) log_line("lost");
    arena_close(l->c.a);
    return NULL;
}

static Err early_post(Ctx *c, Request *r) {
    extern Db *early_db;
    Arena    *a = arena_open();
    Late     *l = arena_new(a, Late);
    pthread_t thread;
    *l = (Late){.c = *c, .n = {arena_text(a, form_value(&r->form, "key")), "x"}};
    l->c.a = a;
    l->c.db = early_db;
    if (pthread_create(&thread, NULL, store_late, l) == 0) pthread_detach(thread);
    reply_next(r, "/note");
    return NULL;
}
Db *early_db;

static const Route honest[] = {
    SHOW("/note", note_page, RIGHT_PUBLIC, NULL),
    SEND("/note", note_post, RIGHT_PUBLIC, note_page),
    {0}
};
static const Route hasty[] = {
    SHOW("/note", note_page, RIGHT_PUBLIC, NULL),
    SEND("/note", early_post, RIGHT_PUBLIC, note_page),
    {0}
};

static _Noreturn void work(int listener) {
    const Route *const tables[] = {early ? hasty : honest, http_routes, NULL};
    Http h = {.listener = listener, .tables = tables};
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (db_open(url, &h.db)) _exit(1);
    db_serve(h.db, db_is_postgres(h.db) ? 16 : 4);
    early_db = h.db;
    if (!http_start(&h)) _exit(1);
    for (;;) pause();
}

static _Noreturn void keep_alive(void) {
    int listener = -1;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGPIPE, SIG_IGN);
    if (!freopen("/dev/null", "w", stderr)) _exit(1); /* what it says of lost connections */
    while (cli_listen(arena_print(arena_open(), "127.0.0.1:%d", port), false, &listener))
        usleep(2000); /* until the child of the one before is gone */
    for (;;) {
        pid_t child = fork();
        if (child == 0) work(listener);
        shared->child = child;
        shared->starts++;
        waitpid(child, NULL, 0);
    }
}

/* ---- the clients ---- */

typedef struct Writer {
    pthread_t thread;
    int       id;
    int       acked; /* notes 0 .. acked-1 of this one */
} Writer;
static atomic_bool stop;

static void *write_on(void *arg) {
    Writer *w = arg;
    Client  k;
    char    form[128];
    client_open(&k, port);
    while (!stop) {
        snprintf(form, sizeof form, "key=%d-%d&text=%0*d", w->id, w->acked, 80, w->acked);
        int status = *k.token ? client_post(&k, "/note", form) : 0;
        if (status == 303) w->acked++;
        else if (!client_form(&k, "/note")) usleep(1000);
    }
    client_close(&k);
    return NULL;
}

/* ---- the killer ---- */

static int run(int kills, int seconds, Writer *w) {
    time_t end = time(NULL) + seconds;
    int    done = 0;
    stop = false;
    shared->child = 0;
    pid_t parent = fork();
    if (parent == 0) keep_alive();
    for (int i = 0; i < CLIENTS; i++) {
        w[i] = (Writer){.id = i};
        pthread_create(&w[i].thread, NULL, write_on, &w[i]);
    }
    for (; done < kills && time(NULL) < end; done++) {
        uint32_t chance;
        crypt_random(&chance, sizeof chance);
        usleep(chance % (2 * PAUSE_MS * 1000));
        bool whole = chance >> 30 == 0; /* one in four: the parent, and by it the child */
        pid_t victim = whole ? parent : shared->child;
        if (victim > 0) kill(victim, SIGKILL);
        if (!whole) continue;
        waitpid(parent, NULL, 0);
        parent = fork();
        if (parent == 0) keep_alive();
    }
    usleep(300000); /* and some more, in peace */
    stop = true;
    for (int i = 0; i < CLIENTS; i++) pthread_join(w[i].thread, NULL);
    kill(parent, SIGKILL);
    waitpid(parent, NULL, 0);
    usleep(100000); /* its child goes with it */
    return done;
}

/* ---- what is there ---- */

typedef struct Found { const Writer *w; int64_t acked, lost, twice; } Found;

static Err look(Ctx *c, void *arg) {
    Found  *f = arg;
    int64_t there = 0, notes = 0, tally = 0;
    Err e = db_run_int(c, &notes, "SELECT count(*) FROM note", NULL, 0);
    if (!e) e = db_run_int(c, &tally, "SELECT n FROM tally", NULL, 0);
    f->twice = tally - notes;
    for (int i = 0; i < CLIENTS && !e; i++) {
        for (int n = 0; n < f->w[i].acked && !e; n++) {
            const char *key = arena_print(c->a, "%d-%d", i, n);
            e = db_int(c, &there, "SELECT count(*) FROM note WHERE key = $1", V(key));
            f->lost += !there;
            f->acked++;
        }
    }
    return e;
}

static Found trial(int kills, int seconds, bool mutant, int *done) {
    Writer w[CLIENTS];
    Found  f = {.w = w};
    Ctx    c = test_empty(url);
    early = mutant;
    CHECK_TEXT(db_migrate(&c), NULL);
    CHECK_TEXT(db_write(&c, notes_make, NULL), NULL);
    db_close(c.db); /* nobody forks with a database open */
    *done = run(kills, seconds, w);
    CHECK_TEXT(db_open(url, &c.db), NULL);
    CHECK_TEXT(db_read(&c, look, &f), NULL);
    if (!db_is_postgres(c.db)) {
        Rows q = db_run_query(&c, "PRAGMA integrity_check", NULL, 0);
        CHECK(db_next(&q));
        CHECK_TEXT(row_text(&q, 0), "ok");
        db_stop(&q);
    }
    db_close(c.db);
    arena_close(c.a);
    return f;
}

static const char *fresh(Arena *a, const char *name) {
    static const char *const ends[] = {"", "-wal", "-shm"};
    const char *path = arena_print(a, "%s/%s.db", test_dir(), name);
    for (int i = 0; i < 3; i++) unlink(arena_print(a, "%s%s", path, ends[i]));
    return path;
}

int main(int argc, char **argv) {
    Arena *a = arena_open();
    int    kills = argc > 1 ? atoi(argv[1]) : KILLS, seconds = argc > 2 ? atoi(argv[2]) : 15, done;
    uint32_t chance;
    crypt_start();
    crypt_random(&chance, sizeof chance);
    port = 10000 + (int)(chance % 10000);
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    signal(SIGPIPE, SIG_IGN);
    url = getenv("TEST_DB") ? getenv("TEST_DB") : fresh(a, "kill");
    Found f = trial(kills, seconds, false, &done);
    CHECK(f.lost == 0 && f.twice == 0 && f.acked > done && done > 10);
    if (argc > 1 || f.lost || f.twice)
        printf("%d kills, %d starts, %lld acknowledged, %lld lost, %lld twice\n", done,
               (int)shared->starts, (long long)f.acked, (long long)f.lost, (long long)f.twice);
    if (argc == 1) {
        url = getenv("TEST_DB") ? getenv("TEST_DB") : fresh(a, "early");
        f = trial(15, 6, true, &done);
        CHECK(f.lost > 0);
        if (f.lost == 0) puts("a server that acknowledges too early was not caught");
    }
    arena_close(a);
    return test_failed;
}
