/* cover_test.c - of many samples, drawn as the program draws them from a population whose
 * false completions are known, nearly all have an interval that holds the true share. */
#include "round.h"

#include "inspect/result.h"

enum { TURNS = 1500 };

typedef struct World {
    const char *name;
    int64_t     n[4];
    double      bad[4];
    int         strata;
    int64_t     size;
} World;

static SampleFrame frame(Ctx *c, const World *w) {
    SampleFrame f = {.strata = w->strata, .stratum = arena_take(c->a, 8 * sizeof(Stratum))};
    for (int h = 0; h < w->strata; h++) {
        f.stratum[h] = (Stratum){.id = h + 1, .name = "x", .n = w->n[h]};
        f.n += w->n[h];
    }
    f.row = arena_take(c->a, (size_t)f.n * sizeof *f.row);
    for (int64_t k = 0, i = 0; k < w->strata; k++)
        for (int64_t j = 0; j < w->n[k]; j++, i++)
            f.row[i] = (FrameRow){j, k + 1, (int)k, ""};
    return f;
}

/* Of its stratum, the first so many are false. */
static bool is_bad(const World *w, const FrameRow *r) {
    return (double)r->task < w->bad[r->stratum] * (double)w->n[r->stratum] - 1e-9;
}

static double truth(const World *w) {
    double bad = 0, n = 0;
    for (int h = 0; h < w->strata; h++) {
        for (int64_t j = 0; j < w->n[h]; j++)
            bad += is_bad(w, &(FrameRow){.task = j, .stratum = h});
        n += (double)w->n[h];
    }
    return bad / n;
}

typedef struct Covered { int all, units, unit_turns; double width; } Covered;

static void one(const Ctx *outer, const World *w, int64_t seed, Covered *t) {
    Ctx c = *outer;
    c.a = arena_open();
    SampleFrame f = frame(&c, w);
    frame_allocate(&f, w->size, "proportional", LEAST_FIRST);
    int64_t  n = frame_takes(&f), *at = frame_draw(&c, &f, seed);
    Verdicts   s = {.row = arena_take(c.a, (size_t)(n + 1) * sizeof(Seen))};
    s.stratum = arena_take(c.a, 8 * sizeof(Cell));
    s.unit = arena_take(c.a, 8 * sizeof(Cell));
    s.strata = s.units = w->strata;
    for (int h = 0; h < w->strata; h++) {
        s.stratum[h] = (Cell){.id = h + 1, .n = w->n[h], .name = ""};
        s.unit[h] = s.stratum[h];
        s.unit[h].name = "u";
    }
    for (int64_t k = 0; k < n; k++) {
        const FrameRow *r = &f.row[at[k]];
        verdicts_add(&s, r->stratum + 1, r->unit, is_bad(w, r) ? "false" : "true");
    }
    InspectionResult out = verdicts_result(&c, &s);
    double is = truth(w);
    CHECK(!out.all.few && !isnan(out.all.share.lo));
    t->all += out.all.share.lo <= is + 1e-12 && out.all.share.hi >= is - 1e-12;
    t->width += out.all.share.hi - out.all.share.lo;
    for (const Share *u = out.units; u; u = u->next) {
        World alone = {.strata = 1, .n = {w->n[u->unit - 1]}, .bad = {w->bad[u->unit - 1]}};
        if (u->few) continue;
        CHECK(!isnan(u->share.lo));
        t->unit_turns++;
        t->units += u->share.lo <= truth(&alone) + 1e-12 && u->share.hi >= truth(&alone) - 1e-12;
    }
    arena_close(c.a);
}

int main(void) {
    static const World worlds[] = {
        {"even", {100, 100, 100, 100}, {.1, .1, .1, .1}, 4, 60},
        {"uneven", {200, 80, 40, 20}, {.05, .2, .4, .0}, 4, 60},
        {"rare", {300, 200, 100, 50}, {.02, .02, .02, .02}, 4, 50},
        {"half", {150, 100, 60, 30}, {.5, .6, .3, .5}, 4, 40},
        {"one", {90}, {.1}, 1, 30},
        {"small", {20, 15, 12, 9}, {.2, .2, .25, .1}, 4, 24},
    };
    Ctx c = {.a = arena_open(), .today = "2026-03-01"};
    for (size_t i = 0; i < sizeof worlds / sizeof *worlds; i++) {
        Covered t = {0};
        for (int64_t seed = 0; seed < TURNS; seed++) one(&c, &worlds[i], seed, &t);
        double all = (double)t.all / TURNS, units = (double)t.units / t.unit_turns;
        if (getenv("FIGURES"))
            printf("%-8s all %.1f %%, units %.1f %%, width %.3f\n", worlds[i].name, 100 * all,
                   100 * units, t.width / TURNS);
        CHECK(all >= .93 && units >= .93);
    }
    arena_close(c.a);
    return test_failed;
}
