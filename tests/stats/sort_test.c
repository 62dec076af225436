/* sort_test.c - rows in an order that does not depend on the one they came in. */
#include "stats/stats.h"
#include "test.h"

enum { ROWS = 3000 };

static Arena *a;

/* Rows that are told apart by their reals alone, many the same in the first columns. */
static Dataset rows_from(const int *place) {
    static const char *const label[] = {NULL, "An", "Bình", "Cường"};
    double   *x = arena_take(a, ROWS * sizeof *x), *y = arena_take(a, ROWS * sizeof *y);
    uint8_t  *name = arena_take(a, ROWS);
    uint32_t *unit = arena_take(a, ROWS * sizeof *unit);
    double   *value = arena_take(a, 12 * sizeof *value);
    Var      *v = arena_take(a, 4 * sizeof *v);
    for (int k = 0; k <= 11; k++) value[k] = 100 - k;
    value[0] = NAN;
    for (int i = 0; i < ROWS; i++) {
        int from = place[i];
        x[i] = from % 17 == 0 ? NAN : from % 5 == 0 ? -0.0 : (from * 7919 % 1000) / 8.0;
        y[i] = from / 2; /* each twice */
        name[i] = (uint8_t)(from / 2 % 4);
        unit[i] = (uint32_t)(from / 2 % 11 + 1);
    }
    v[0] = (Var){.name = "x", .real = x};
    v[1] = (Var){.name = "name", .type = VAR_FACTOR, .byte = name, .label = label, .codes = 3};
    v[2] = (Var){.name = "unit", .code = unit, .value = value, .codes = 11};
    v[3] = (Var){.name = "y", .real = y};
    return (Dataset){.n = ROWS, .vars = 4, .var = v};
}

static bool same(const Dataset *p, const Dataset *q) {
    for (int k = 0; k < p->vars; k++)
        for (int64_t i = 0; i < p->n; i++)
            if (!text_same(var_text(a, &p->var[k], i), var_text(a, &q->var[k], i))) return false;
    return true;
}

int main(void) {
    const char *const by[] = {"unit", "name"};
    unsigned seed = 5;
    int      place[ROWS];
    Dataset  t, first, again;
    a = arena_open();
    for (int i = 0; i < ROWS; i++) place[i] = i;
    t = rows_from(place);
    Stats s = {.a = a, .threads = 1};
    CHECK_TEXT(dataset_sort(&s, &t, 2, by, &first), NULL);
    for (int64_t i = 1; i < ROWS; i++) { /* by size of unit, then by name, none before An */
        double u = var_number(&first.var[2], i - 1), w = var_number(&first.var[2], i);
        CHECK(u < w || (u == w && var_code(&first.var[1], i - 1) <= var_code(&first.var[1], i)));
        CHECK(var_number(&t.var[3], dataset_row(&first, i) - 1) == var_number(&first.var[3], i));
    }
    for (int round = 0; round < 5; round++) {
        for (int i = ROWS - 1; i > 0; i--) {
            int j = rand_r(&seed) % (i + 1), swap = place[i];
            place[i] = place[j];
            place[j] = swap;
        }
        t = rows_from(place);
        s.threads = round;
        CHECK_TEXT(dataset_sort(&s, &t, 2, by, &again), NULL);
        CHECK(same(&first, &again));
    }
    CHECK_TEXT(dataset_sort(&s, &t, 1, (const char *const[]){"unti"}, &again),
               "stats.variable.unknown");
    t.n = 0;
    CHECK_TEXT(dataset_sort(&s, &t, 2, by, &again), NULL);
    CHECK(again.n == 0);
    arena_close(a);
    return test_failed;
}
