/* remind.c - the time in which the reminders of a day are computed: remind DB [DAY [ALL]]
 *
 * DB: as tasks_make makes it, or any office; what is said there is stored.  The first run says
 * what is due to be said, the second finds that all has been said.  Before that every task that
 * is done or waits for a word is opened again, so that 100,000 are open; with ALL each is due on
 * the day, so that there is something to be said of every one.  Times are the processor's, and
 * by the wall. */
#include "db/db.h"
#include "work/work.h"

#include <stdio.h>
#include <time.h>

static double now_ms(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static Err count(Ctx *c, void *arg) {
    return db_int(c, arg, "SELECT count(*) FROM task WHERE stage = 'open'");
}

static Err reopen(Ctx *c, void *arg) {
    Err e = db_exec(c, "UPDATE task SET stage = 'open', done = NULL, reported = NULL"
                       " WHERE stage IN ('done', 'reported')");
    if (e || !*(bool *)arg) return e;
    return db_exec(c, "UPDATE task SET due = $1, first_due = $1, issued = $2 WHERE stage = 'open'",
                   V(c->today), V(day_add(c->a, c->today, -60)));
}

int main(int argc, char **argv) {
    Ctx c = {.a = arena_open(), .today = argc > 2 ? argv[2] : "2022-10-14"};
    int64_t open = 0, said;
    bool    all = argc > 3;
    if (argc < 2 || db_open(argv[1], &c.db) || db_migrate(&c)) return 1;
    c.now = day_number(c.today) * 86400000 + 9 * 3600000 - ZONE_MS;
    if (db_write(&c, reopen, &all) || db_read(&c, count, &open)) return 1;
    for (int i = 0; i < 3; i++) {
        double cpu = now_ms(CLOCK_PROCESS_CPUTIME_ID), wall = now_ms(CLOCK_MONOTONIC);
        if (remind_today(&c, NULL, &said)) return 1;
        printf("%lld open tasks: %lld reminders in %.0f ms of the processor, %.0f by the wall\n",
               (long long)open, (long long)said, now_ms(CLOCK_PROCESS_CPUTIME_ID) - cpu,
               now_ms(CLOCK_MONOTONIC) - wall);
    }
    db_close(c.db);
    arena_close(c.a);
    return 0;
}
