/* tasks_lists.c - the time of lists without the server: tasks_lists DB */
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
    "issued_from=2022-01-01&issued_to=2022-01-31", NULL
};
static const Sight sights[] = {{.all = true, .drafts = true}, {.view = {5}, .draft = {5}},
                               {.view = {200}}};

static double now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
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

static Err run(Ctx *c, void *arg) {
    const char *const *query = arg;
    printf("%-48s", **query ? *query : "all");
    for (int s = 0; s < 3; s++) {
        Arena *mem = arena_open();
        Ctx    mine = *c;
        double begun = now_ms(), spent = 0;
        int    times = 0;
        int64_t total = 0;
        mine.a = mem;
        while (spent < 100 || times < 2) {
            TaskFilter f = list_filter(&mine, pairs(&mine, *query));
            total = list_tasks(&mine, &sights[s], &f)->total;
            arena_reset(mem);
            times++;
            spent = now_ms() - begun;
        }
        printf("%9.3f ms %7d", spent / times, (int)total);
        arena_close(mem);
    }
    printf("\n");
    return NULL;
}

int main(int argc, char **argv) {
    Ctx c = {.a = arena_open(), .today = "2022-10-14"};
    if (argc != 2 || db_open(argv[1], &c.db)) return 1;
    for (const char *const *q = queries; *q; q++)
        if (db_read(&c, run, (void *)(uintptr_t)q)) return 1;
    return 0;
}
