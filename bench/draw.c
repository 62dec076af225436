/* draw.c - 12,000 households drawn from 600,000 in 235 communes, five times: the best and
 * the worst time.
 *
 *     draw */
#include "cli/cli.h"
#include "sample/sample.h"

#include <stdio.h>
#include <time.h>

enum { COMMUNES = 235, TAKE = 51, RUNS = 5, WANTED_MS = 1000 };

static double ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static UnitFrame frame(Arena *a) {
    UnitFrame f = {.rows = COMMUNES, .row = arena_take(a, COMMUNES * sizeof *f.row)};
    for (int i = 0; i < COMMUNES; i++) {
        f.row[i] = (FrameUnit){i + 1, 0, "Commune", i % 4 ? "country" : "town",
                               1500 + 2100 * (i * 37 % COMMUNES) / COMMUNES};
        f.size += f.row[i].size;
    }
    return f;
}

int main(void) {
    double best = 1e9, worst = 0;
    for (int i = 0; i < RUNS; i++) {
        Arena     *a = arena_open();
        UnitFrame  f = frame(a);
        SampleDraw d;
        double     from = ms();
        Err        e = sample_draw(a, &f, COMMUNES, TAKE, 5, 2022 + i, &d);
        double     took = ms() - from;
        if (e) fatal("draw: %s", e);
        if (took < best) best = took;
        if (took > worst) worst = took;
        if (!i) printf("%lld of %lld households\n", (long long)d.homes, (long long)f.size);
        arena_close(a);
    }
    printf("draw: %.1f to %.1f ms (wanted %d)\n", best, worst, WANTED_MS);
    return 0;
}
