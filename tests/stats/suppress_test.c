/* suppress_test.c - which cells must be hidden beside the small ones, and what an attacker still
 * finds. */
#include "stats/random.h"
#include "sheet.h"

static Arena *a;

typedef struct Grid { int rows, columns; double value[40]; bool hidden[40]; } Grid;

/* The intervals of the reference for this case. */
static void check_ranges(const char *name, const Grid *g, const double *lo, const double *hi) {
    Sheet s = sheet_open(a, arena_print(a, "%s/data/stats/disclosure/sdc_reference.csv",
                                        sheet_shared()));
    int   seen = 0, r, k;
    for (int64_t i = 0; i < s.n; i++) {
        char **cell = s.cell + i * s.columns;
        if (!cell[0] || strcmp(cell[0], name) != 0) continue;
        if (strncmp(cell[1], "interval", 8) != 0) continue;
        if (sscanf(cell[2], "r%dc%d", &r, &k) != 2) exit(1);
        int at = suppress_at(g->columns, r, k);
        CHECK(g->hidden[r * g->columns + k]);
        CHECK(fabs((strcmp(cell[1], "interval_lo") == 0 ? lo : hi)[at] - atof(cell[3])) < 1e-6);
        seen++;
    }
    CHECK(seen >= 8);
}

/* What an attacker finds of published gaps. */
static void audit(const char *name, const Grid *g) {
    Stats    s = {.a = a};
    double  *need, lo[80], hi[80];
    bool     hidden[80] = {0};
    Suppress t = suppress_grid(&s, g->rows, g->columns, g->value, &need);
    for (int r = 0; r < g->rows; r++)
        for (int k = 0; k < g->columns; k++)
            hidden[suppress_at(g->columns, r, k)] = g->hidden[r * g->columns + k];
    CHECK_TEXT(suppress_audit(&s, &t, hidden, lo, hi), NULL);
    check_ranges(name, g, lo, hi);
    int last = t.cells - 1;
    CHECK(lo[last] == t.value[last] && hi[last] == t.value[last]);
}

/* Two gaps in each row and column, and yet 47 is known: it joins two islands. */
static void audits(void) {
    audit("audit_trap_4x4", &(Grid){4, 4,
        {50, 47, 44, 30,   70, 90, 25, 80,   60, 100, 75, 85,   40, 991, 20, 685},
        {1, 1, 1, 0,       1, 0, 1, 0,       0, 1, 0, 1,        0, 1, 0, 1}});
    audit("zero_trap", &(Grid){2, 2, {0, 3, 15, 6}, {1, 1, 1, 1}});
    audit("FS2001", &(Grid){3, 3, {20, 50, 10, 8, 19, 22, 17, 32, 12},
                            {0, 0, 0, 1, 0, 1, 1, 0, 1}});
    audit("sdcTable_microdata1_freq", &(Grid){4, 2, {2, 18, 14, 19, 10, 12, 11, 14},
                                              {1, 1, 0, 0, 1, 1, 0, 0}});
}

/* Fischetti, Salazar 2001: of 22 the best companions are 8, 17 and 12, together 59. */
static void best(void) {
    Stats    s = {.a = a};
    double  *need, v[] = {20, 50, 10, 8, 19, 22, 17, 32, 12}, lost = 0;
    bool     hidden[16];
    Suppress t = suppress_grid(&s, 3, 3, v, &need);
    need[suppress_at(3, 1, 2)] = 10;
    t.cost = t.value;
    CHECK_TEXT(suppress_cells(&s, &t, hidden), NULL);
    for (int i = 0; i < t.cells; i++) lost += hidden[i] ? t.value[i] : 0;
    CHECK_NEAR(lost, 59);
    CHECK(hidden[suppress_at(3, 1, 0)] && hidden[suppress_at(3, 2, 0)]);
}

static void check_wide(Stats *s, const Suppress *t, const bool *hidden) {
    double *lo = arena_take(a, (size_t)t->cells * sizeof *lo);
    double *hi = arena_take(a, (size_t)t->cells * sizeof *hi);
    CHECK_TEXT(suppress_audit(s, t, hidden, lo, hi), NULL);
    for (int i = 0; i < t->cells; i++) {
        CHECK(hidden[i] || isnan(t->need[i]));
        CHECK(lo[i] - 1e-6 <= t->value[i] && t->value[i] <= hi[i] + 1e-6);
        if (t->need[i] > 0) CHECK(hi[i] - lo[i] >= t->need[i] - 1e-5);
    }
}

/* Tables at random: every range is as wide as asked, also where sums are known anyway and counts
 * have a known limit; none of what was added can be shown. */
static void at_random(void) {
    Random random = random_of(11);
    for (int turn = 0; turn < 60; turn++) {
        Stats    s = {.a = a};
        int      rows = 2 + (int)random_below(&random, 8);
        int      columns = 2 + (int)random_below(&random, 4);
        double  *need, v[60], cost[80];
        bool     hidden[80];
        for (int i = 0; i < rows * columns; i++) v[i] = (double)random_below(&random, 60);
        Suppress t = suppress_grid(&s, rows, columns, v, &need);
        for (int r = 0; r <= rows; r++)
            for (int k = 0; k <= columns; k++) {
                int at = suppress_at(columns, r, k);
                cost[at] = r == rows || k == columns ? INFINITY : 1 + t.value[at];
                if (t.value[at] < 10) need[at] = 10;
            }
        t.cost = cost;
        Err e = suppress_cells(&s, &t, hidden);
        if (e) CHECK_TEXT(e, "stats.suppress.narrow");
        else check_wide(&s, &t, hidden);
        for (int i = 0; i < t.cells && !e; i++)
            if (isinf(cost[i]) && isnan(need[i])) CHECK(!hidden[i]);
    }
}

/* The commune table: 364 small cells of 1,175; each group's and each answer's sum is shown. */
static void communes(void) {
    Sheet  f = sheet_open(a, arena_print(a, "%s/data/stats/disclosure/commune_table.csv",
                                         sheet_shared()));
    Stats  s = {.a = a};
    double *need, *v = arena_take(a, (size_t)f.n * 5 * sizeof *v);
    for (int64_t i = 0; i < f.n; i++)
        for (int k = 0; k < 5; k++) v[i * 5 + k] = atof(f.cell[i * f.columns + 2 + k]);
    Suppress t = suppress_grid(&s, (int)f.n, 5, v, &need);
    bool    *hidden = arena_take(a, (size_t)t.cells * sizeof *hidden);
    int      first = 0, all = 0;
    for (int i = 0; i < t.cells; i++)
        if (t.value[i] > 0 && t.value[i] < 5) {
            need[i] = 4;
            first++;
        }
    CHECK_TEXT(suppress_cells(&s, &t, hidden), NULL);
    for (int i = 0; i < t.cells; i++) all += hidden[i];
    CHECK(first == 364);
    CHECK(all - first < 187); /* what hiding by turns, with the same audit, took */
    check_wide(&s, &t, hidden);
}

static void refused(void) {
    Stats    s = {.a = a};
    double  *need, v[] = {3, 40, 2, 50}, cost[9], bad[] = {1, 2, 4};
    int      part[] = {0, 1};
    bool     hidden[9];
    Suppress t = suppress_grid(&s, 2, 2, v, &need);
    for (int i = 0; i < 9; i++) cost[i] = i < 8 ? 1 : INFINITY;
    cost[2] = cost[5] = cost[6] = cost[7] = INFINITY;
    need[0] = 10; /* 3 and 2 are 5 together, and that is known */
    t.cost = cost;
    CHECK_TEXT(suppress_cells(&s, &t, hidden), "stats.suppress.narrow");
    CHECK_TEXT(s.detail, "0");
    t = (Suppress){.cells = 3, .value = bad, .need = need, .sums = 1,
                   .sum = &(SuppressSum){2, 2, part}};
    CHECK_TEXT(suppress_cells(&s, &t, hidden), "stats.suppress.sum");
    need[0] = NAN;
    t = suppress_grid(&s, 2, 2, v, &need);
    CHECK_TEXT(suppress_cells(&s, &t, hidden), NULL);
    for (int i = 0; i < 9; i++) CHECK(!hidden[i]);
}

int main(void) {
    a = arena_open();
    audits();
    best();
    at_random();
    communes();
    refused();
    arena_close(a);
    return test_failed;
}
