/* rank_test.c - intervals of rank against a simulation by other means, and what must not
 * change them. */
#include "inspect/inspect.h"
#include "test.h"

static AssessRow unit(int64_t id, int in_time, int late, int overdue, int seen, int done) {
    AssessRow u = {.unit = id, .name = "", .owed = in_time + late + overdue};
    u.cell[IND_IN_TIME] = (Portion){in_time, u.owed};
    u.cell[IND_LATE] = (Portion){late, u.owed};
    u.cell[IND_OVERDUE] = (Portion){overdue, u.owed};
    u.cell[IND_EVIDENCE] = (Portion){seen, done};
    return u;
}

static Formula formula(int64_t least) {
    Formula f = {.least = least};
    f.weight[IND_IN_TIME] = 60;
    f.weight[IND_LATE] = 20;
    f.weight[IND_OVERDUE] = -40;
    f.weight[IND_EVIDENCE] = 20;
    return f;
}

/* By numpy 1.24 (Dirichlet and beta of its own, 400,000 draws), the shares of ranks beside. */
static void check_reference(Arena *a) {
    static const struct { int rank, low, high; } want[] = {
        {1, 1, 2},  /* .883 .114 .003 0 0 */
        {2, 1, 3},  /* .116 .828 .055 .002 0 */
        {3, 2, 4},  /* .001 .056 .819 .124 0 */
        {4, 3, 4},  /* 0 .003 .122 .863 .011 */
        {5, 5, 5}}; /* 0 0 0 .011 .989 */
    const Formula f = formula(5);
    for (uint64_t seed = 1; seed <= 5; seed++) {
        AssessRow u[] = {unit(1, 18, 1, 1, 18, 19), unit(2, 15, 3, 2, 15, 18),
                         unit(3, 10, 5, 5, 12, 15), unit(4, 9, 1, 10, 8, 10),
                         unit(5, 3, 2, 15, 2, 5)};
        assess_rank(a, &f, u, 5, seed);
        for (int i = 0; i < 5; i++)
            CHECK(u[i].rank == want[i].rank && u[i].low == want[i].low &&
                  u[i].high == want[i].high);
    }
}

/* 8 of 10 beats 5 of 10 with a chance of .911: nobody can tell.  Ten times as many can. */
static void check_two(Arena *a) {
    Formula f = {.least = 5};
    f.weight[IND_IN_TIME] = 1;
    AssessRow few[] = {unit(1, 8, 0, 2, 0, 0), unit(2, 5, 0, 5, 0, 0)};
    AssessRow more[] = {unit(1, 80, 0, 20, 0, 0), unit(2, 50, 0, 50, 0, 0)};
    assess_rank(a, &f, few, 2, 7);
    assess_rank(a, &f, more, 2, 7);
    CHECK(few[0].low == 1 && few[0].high == 2 && few[1].low == 1 && few[1].high == 2);
    CHECK(more[0].low == 1 && more[0].high == 1 && more[1].low == 2 && more[1].high == 2);
    CHECK_NEAR(few[0].points, 0.8);
}

static void check_few(Arena *a) {
    const Formula f = formula(5);
    AssessRow u[] = {unit(1, 4, 0, 0, 4, 4), unit(2, 5, 0, 0, 5, 5), unit(3, 0, 0, 0, 0, 0),
                     unit(4, 5, 0, 0, 5, 5)};
    assess_rank(a, &f, u, 4, 1);
    CHECK(u[0].rank == 0 && u[0].low == 0 && u[0].high == 0 && u[0].points == 80);
    CHECK(u[1].rank == 1 && u[3].rank == 1); /* the same points, the same rank */
    CHECK(u[2].rank == 0 && isnan(u[2].points));
    assess_rank(a, &f, u, 0, 1);
    assess_rank(a, &f, u, 1, 1);
    CHECK(u[0].rank == 0);
}

/* A share that could not be counted is that of all: 20 of 40. */
static void check_neutral(Arena *a) {
    Formula f = {.least = 2};
    f.weight[IND_EVIDENCE] = 10;
    AssessRow u[] = {unit(1, 0, 0, 5, 0, 0), unit(2, 5, 0, 0, 20, 40)};
    assess_rank(a, &f, u, 2, 1);
    CHECK_NEAR(u[0].points, 5);
    CHECK_NEAR(u[1].points, 5);
    CHECK(u[0].rank == 1 && u[1].rank == 1);
}

int main(void) {
    Arena *a = arena_open();
    check_reference(a);
    check_two(a);
    check_few(a);
    check_neutral(a);
    arena_close(a);
    return test_failed;
}
