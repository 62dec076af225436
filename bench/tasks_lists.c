/* tasks_lists.c - the time of each kind of list without the server: tasks_lists DB [WORD]
 *
 * Of who sees everything, of a district, of a commune: the best of some runs, so that
 * what else runs here counts little.  On SQLite it is time of the processor, on
 * PostgreSQL, whose server does the work, time that passed.  WORD: only those with it. */
#include "db/db.h"
#include "work/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char *const queries[] = {
    "", "order=due", "order=-due", "order=unit", "page=1000", "order=due&page=1000",
    "state=overdue", "state=soon", "state=running", "state=running,soon,overdue,reported,paused",
    "state=reported", "state=done", "state=late", "state=draft", "state=paused", "state=returned",
    "state=asked", "unit=5", "unit=200", "unit=5&state=overdue", "issuer=5", "document=9",
    "urgent=1", "urgent=1&order=due", "answerable=20", "due_from=2022-10-01&due_to=2022-10-31",
    "issued_from=2022-01-01&issued_to=2022-01-31", "state=overdue&urgent=1",
    "unit=5&urgent=1", "issuer=5&state=overdue", "state=overdue&order=unit",
    "state=done&page=100", "order=unit&page=1000", "mine=1", "watched=1", "q=chuyen doi so",
    "q=dot 17", NULL
};
static const Sight sights[] = {{.all = true, .drafts = true}, {.view = {5}, .draft = {5}},
                               {.view = {200}}};

static double now_ms(const Ctx *c) {
    struct timespec t;
    clock_gettime(db_is_postgres(c->db) ? CLOCK_MONOTONIC : CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static const Pair *pairs(Ctx *c, const char *query) {
    Pair *first = NULL;
    for (const char *p = query; *p; ) {
        size_t n = strcspn(p, "&"), key = strcspn(p, "=&");
        Pair  *one = arena_new(c->a, Pair);
        *one = (Pair){arena_part(c->a, p, key), arena_part(c->a, p + key + 1, n - key - 1), first};
        first = one;
        p += n + (p[n] == '&');
    }
    return first;
}

/* The best time of one page, and how many rows its list has. */
static double best_ms(Ctx *c, const char *query, const Sight *s, int64_t *total) {
    double best = 1e9, begun = now_ms(c);
    for (int times = 0; times < 3 || now_ms(c) - begun < 40; times++) {
        TaskFilter f = list_filter(c, pairs(c, query));
        double     from = now_ms(c);
        *total = list_tasks(c, s, &f)->total;
        double spent = now_ms(c) - from;
        arena_reset(c->a);
        if (spent < best) best = spent;
    }
    return best;
}

static Err run(Ctx *c, void *arg) {
    const char *const *query = arg;
    printf("%-48s", **query ? *query : "all");
    for (int s = 0; s < 3; s++) {
        Ctx     mine = *c;
        int64_t total = 0;
        mine.a = arena_open();
        double ms = best_ms(&mine, *query, &sights[s], &total);
        printf("%9.3f ms %7d", ms, (int)total);
        arena_close(mine.a);
    }
    printf("\n");
    fflush(stdout);
    return NULL;
}

int main(int argc, char **argv) {
    Ctx c = {.a = arena_open(), .today = "2022-10-14", .who = 4};
    if (argc < 2 || db_open(argv[1], &c.db)) return 1;
    for (const char *const *q = queries; *q; q++)
        if ((argc < 3 || strstr(*q, argv[2])) && db_read(&c, run, (void *)(uintptr_t)q)) return 1;
    return 0;
}
