/* brief.c - the time in which a brief is reckoned and written as a page: brief DB [DAY]
 *
 * DB: an office that tasks_make has made.  For each kind of period the processor's time of
 * figures and page, the least of five runs, as the machine may have other work. */
#include "brief/brief.h"
#include "crypt/crypt.h"

#include <math.h>
#include <stdio.h>
#include <time.h>

static double clock_of(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static BriefFiles made;

static Err make(Ctx *c, void *arg) {
    Brief *b = arg;
    b->unit = unit_top(c);
    brief_make(c, b, &made);
    return NULL;
}

/* The wall's time too: on PostgreSQL others work for it. */
static double least(Ctx *c, const BriefKind *k, double *wall) {
    double best = 1e9;
    *wall = 1e9;
    for (int i = 0; i < 5; i++) {
        Ctx   one = *c;
        Brief b = {.kind = k, .state = "draft", .author_name = "", .reviewer_name = "",
                   .office = "", .changed = "", .why = "", .sure = "", .next = ""};
        one.a = arena_open();
        b.period = period_of(one.a, k, c->today);
        double from = clock_of(CLOCK_PROCESS_CPUTIME_ID), begun = clock_of(CLOCK_MONOTONIC);
        if (db_read(&one, make, &b)) return -1;
        best = fmin(best, clock_of(CLOCK_PROCESS_CPUTIME_ID) - from);
        *wall = fmin(*wall, clock_of(CLOCK_MONOTONIC) - begun);
        arena_close(one.a);
    }
    return best;
}

int main(int argc, char **argv) {
    Ctx c = {.a = arena_open(), .today = argc > 2 ? argv[2] : "2022-10-14", .now = clock_ms()};
    bool slow = false;
    crypt_start();
    if (argc < 2 || db_open(argv[1], &c.db) || db_migrate(&c)) return 1;
    for (const BriefKind *k = brief_kinds; k->trend; k++) {
        double wall, ms = least(&c, k, &wall);
        printf("%-8s %4.0f ms, by the wall %4.0f; %zu bytes of page, %zu of figures\n", k->name, ms,
               wall, made.html.n, made.figures.n);
        slow |= *k->name == 'y' && !(ms > 0 && ms <= 300);
    }
    if (slow) puts("a yearly brief was to take 300 ms");
    return slow;
}
