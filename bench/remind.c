/* remind.c - the time in which the reminders of a day are computed: remind DB [DAY]
 *
 * DB: as tasks.sh makes it, or any office; what is said there is stored.  The first run
 * says what is due to be said, the second finds that all has been said. */
#include "db/db.h"
#include "work/work.h"

#include <stdio.h>
#include <time.h>

static double now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static Err count(Ctx *c, void *arg) {
    return db_int(c, arg, "SELECT count(*) FROM task WHERE stage = 'open'");
}

int main(int argc, char **argv) {
    Ctx c = {.a = arena_open(), .today = argc > 2 ? argv[2] : "2022-10-14"};
    int64_t open = 0, said;
    if (argc < 2 || db_open(argv[1], &c.db) || db_migrate(&c)) return 1;
    c.now = day_number(c.today) * 86400000 + 9 * 3600000 - ZONE_MS;
    if (db_read(&c, count, &open)) return 1;
    for (int i = 0; i < 3; i++) {
        double from = now_ms();
        if (remind_today(&c, NULL, &said)) return 1;
        printf("%lld open tasks: %lld reminders in %.0f ms\n", (long long)open, (long long)said,
               now_ms() - from);
    }
    db_close(c.db);
    arena_close(c.a);
    return 0;
}
