/* load.h - a server with the notes of notes.h in a process of its own, and clients
 * that write to it as fast as it answers, with the time of each write. */
#ifndef LOAD_H
#define LOAD_H

#include "client.h"
#include "notes.h"

#include "crypt/crypt.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>

enum { LOAD_CLIENTS_MAX = 256, LOAD_TIMES_MAX = 1 << 16, LOAD_TEXT = 300 };

typedef struct Load {
    const char         *url;
    const Route *const *tables;
    int                 clients, port;
    int                 pace_us;  /* a client waits so long after each write */
    pid_t               server;
    double              seconds;  /* that it took */
    int64_t             writes;
    double              p50, p99, most; /* milliseconds */
} Load;

typedef struct LoadClient {
    const Load *load;
    pthread_t   thread;
    int         id, n;
    float      *times; /* milliseconds of each write, the first LOAD_TIMES_MAX */
} LoadClient;
static atomic_bool load_stop;

static inline double load_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static inline int load_listen(int *port) {
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t          n = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(fd, (struct sockaddr *)&at, n) || listen(fd, 1024)) fatal("cannot listen");
    getsockname(fd, (struct sockaddr *)&at, &n);
    *port = ntohs(at.sin_port);
    return fd;
}

/* An office with the table of notes, and its server. */
static inline void load_start(Load *l) {
    Ctx c = {.a = arena_open(), .now = clock_ms(), .today = "2026-03-01"};
    if (db_open(l->url, &c.db) || db_migrate(&c) || db_write(&c, notes_make, NULL))
        fatal("%s: no empty database", l->url);
    db_close(c.db);
    int listener = load_listen(&l->port);
    fflush(NULL);
    l->server = fork();
    if (l->server) {
        close(listener);
        return;
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGPIPE, SIG_IGN);
    Http h = {.listener = listener, .tables = l->tables};
    if (db_open(l->url, &h.db)) _exit(1);
    db_serve(h.db, db_is_postgres(h.db) ? 16 : 8);
    if (!http_start(&h)) _exit(1);
    for (;;) pause();
}

static inline void load_end(Load *l) {
    kill(l->server, SIGKILL);
    waitpid(l->server, NULL, 0);
}

static inline void *load_write(void *arg) {
    LoadClient *w = arg;
    Client      k;
    char        form[LOAD_TEXT + 100];
    client_open(&k, w->load->port);
    if (!client_form(&k, "/note")) fatal("no form: %.200s", k.reply);
    for (; !load_stop; w->n++) {
        snprintf(form, sizeof form, "key=%d-%d-%.0f&text=%0*d", w->id, w->n, load_now(), LOAD_TEXT,
                 w->n);
        double begun = load_now();
        int status = client_post(&k, "/note", form);
        if (status != 303) fatal("write %d was answered with %d after %.0f ms (%s): %.200s", w->n, status,
                               load_now() - begun, strerror(errno), k.reply);
        if (w->n < LOAD_TIMES_MAX) w->times[w->n] = (float)(load_now() - begun);
        if (w->load->pace_us) usleep((unsigned)w->load->pace_us);
    }
    client_close(&k);
    return NULL;
}

static inline int load_order(const void *x, const void *y) {
    float a = *(const float *)x, b = *(const float *)y;
    return a < b ? -1 : a > b;
}

/* Write until `until` says that it is enough (NULL: for so many seconds). */
static inline void load_run(Load *l, double seconds, void (*until)(void *), void *arg) {
    static LoadClient w[LOAD_CLIENTS_MAX];
    float *all = malloc(sizeof *all * LOAD_TIMES_MAX * (size_t)l->clients);
    size_t n = 0;
    load_stop = false;
    l->writes = 0;
    double begun = load_now();
    for (int i = 0; i < l->clients; i++) {
        w[i] = (LoadClient){.load = l, .id = i, .times = malloc(sizeof *all * LOAD_TIMES_MAX)};
        pthread_create(&w[i].thread, NULL, load_write, &w[i]);
    }
    if (until) until(arg);
    else usleep((unsigned)(seconds * 1e6));
    load_stop = true;
    l->seconds = (load_now() - begun) / 1e3;
    for (int i = 0; i < l->clients; i++) {
        pthread_join(w[i].thread, NULL);
        size_t kept = w[i].n < LOAD_TIMES_MAX ? (size_t)w[i].n : LOAD_TIMES_MAX;
        memcpy(all + n, w[i].times, sizeof *all * kept);
        n += kept;
        l->writes += w[i].n;
        free(w[i].times);
    }
    qsort(all, n, sizeof *all, load_order);
    if (n) l->p50 = all[n / 2], l->p99 = all[n - 1 - n / 100], l->most = all[n - 1];
    free(all);
}

#endif
