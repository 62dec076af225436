/* reports.c PORT COOKIE DB SECONDS - durable progress reports: 64 connections of a
 * district report on its open tasks and those of its communes, each acknowledged after
 * its commit.  See reports.sh. */
#include "lib/client.h"

#include "db/db.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

enum { CLIENTS = 64, TASKS_MAX = 4096, TIMES_MAX = 1 << 14 };

static struct { int64_t id, lead; } tasks[TASKS_MAX];
static int         found, port;
static const char *cookie;
static atomic_bool stop;

typedef struct Writer { pthread_t thread; int id, n; float ms[TIMES_MAX]; } Writer;
static Writer writers[CLIENTS];

static double now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* Open tasks of the first district and of its communes. */
static Err find_tasks(Ctx *c, void *arg) {
    (void)arg;
    Rows q = db_query(c, "SELECT id, lead FROM task WHERE stage = 'open' AND returned = 0"
                         " AND lead IN (SELECT unit FROM unit_spell WHERE unit = 4 OR parent = 4)"
                         " ORDER BY id LIMIT $1", V(TASKS_MAX));
    for (; db_next(&q); found++) {
        tasks[found].id = row_int(&q, 0);
        tasks[found].lead = row_int(&q, 1);
    }
    return q.err;
}

static void *report(void *arg) {
    Writer *w = arg;
    Client  k;
    char    path[64], form[512];
    client_open(&k, port);
    snprintf(k.cookie, sizeof k.cookie, "namro=%s", cookie);
    snprintf(path, sizeof path, "/task/%d/report", (int)tasks[w->id % found].id);
    if (!client_form(&k, path)) fatal("no form: %.200s", k.reply);
    for (; !stop; w->n++) {
        int i = (w->id + w->n * CLIENTS) % found;
        snprintf(path, sizeof path, "/task/%d/report", (int)tasks[i].id);
        snprintf(form, sizeof form, "unit=%d&said=%d&key=%d-%d-%.0f&words=Da+trien+khai+den+co+so"
                 "%%2C+dang+thu+thap+so+lieu+va+minh+chung+lan+%d", (int)tasks[i].lead, w->n % 100,
                 w->id, w->n, now_ms(), w->n);
        double begun = now_ms();
        int    status = client_post(&k, path, form);
        if (status != 303) fatal("%s was answered with %d: %.300s", path, status, k.reply);
        if (w->n < TIMES_MAX) w->ms[w->n] = (float)(now_ms() - begun);
    }
    client_close(&k);
    return NULL;
}

static int order(const void *x, const void *y) {
    float a = *(const float *)x, b = *(const float *)y;
    return a < b ? -1 : a > b;
}

int main(int argc, char **argv) {
    Ctx c = {.a = arena_open(), .today = "2022-10-14"};
    if (argc != 5 || db_open(argv[3], &c.db) || db_read(&c, find_tasks, NULL) || !found) return 2;
    db_close(c.db);
    port = atoi(argv[1]);
    cookie = argv[2];
    double begun = now_ms();
    for (int i = 0; i < CLIENTS; i++) {
        writers[i].id = i;
        pthread_create(&writers[i].thread, NULL, report, &writers[i]);
    }
    usleep((unsigned)(atof(argv[4]) * 1e6));
    stop = true;
    double seconds = (now_ms() - begun) / 1e3;
    float *all = malloc(sizeof *all * CLIENTS * TIMES_MAX);
    int    writes = 0, n = 0;
    for (int i = 0; i < CLIENTS; i++) {
        pthread_join(writers[i].thread, NULL);
        writes += writers[i].n;
        for (int j = 0; j < writers[i].n && j < TIMES_MAX; j++) all[n++] = writers[i].ms[j];
    }
    qsort(all, (size_t)n, sizeof *all, order);
    printf("%.0f progress reports/s over %d connections, p50 %.1f ms, p99 %.1f ms (wanted: 5000)\n",
           writes / seconds, CLIENTS, all[n / 2], all[n - 1 - n / 100]);
    return writes / seconds < 5000;
}
