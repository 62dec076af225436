/* beside_test.c - an attacker who has a whole table, and knows every n, finds no hidden cell. */
#include "opinion/opinion.h"
#include "stats/random.h"
#include "test.h"

static Arena *a;

enum { MOST = 60 };
static PollItem  one = {.kind = POLL_ONE}, many = {.kind = POLL_MANY};
static PollItem  number = {.kind = POLL_NUMBER};
static PollCell  cell[MOST];
static PollGroup group[MOST];

/* people[groups][answers], without everybody, who are reckoned; rest: more of no group. */
static PollTable table(const PollItem *item, int groups, int answers, const int *people,
                       const int *rest) {
    PollTable t = {.item = item, .groups = groups + 1, .answers = answers, .group = group,
                   .cell = cell};
    memset(cell, 0, sizeof cell);
    memset(group, 0, sizeof group);
    for (int k = 0; k < answers; k++)
        for (int g = 0; g <= groups; g++) {
            int n = g < groups ? people[g * answers + k] : rest ? rest[k] : 0;
            if (g < groups) poll_cell(&t, g + 1, k)->people = n;
            if (g < groups) group[g + 1].n += n;
            poll_cell(&t, 0, k)->people += n;
            group[0].n += n;
        }
    for (int i = 0; i < t.groups * answers; i++) {
        int64_t n = cell[i].people, base = group[i / answers].n;
        cell[i].share = (double)n;
        cell[i].shown = n < CELL_LEAST ? HIDDEN_FEW : base - n < CELL_LEAST ? HIDDEN_ALL : SHOWN;
        if (item->kind == POLL_NUMBER && n >= CELL_LEAST) cell[i].shown = SHOWN;
    }
    return t;
}

static int shown(const PollTable *t, int group_at) {
    int n = 0;
    for (int k = 0; k < t->answers; k++) {
        const PollCell *x = poll_cell(t, group_at, k);
        n += x->shown == SHOWN;
        CHECK(isnan(x->share) == (x->shown != SHOWN));
        CHECK(x->shown == SHOWN || x->shown == HIDDEN_BESIDE); /* the reason tells nothing */
    }
    return n;
}

static void hide(PollTable *t) {
    Stats st = {.a = a};
    table_beside(&st, t);
}

/* 3 of 90: another of the group goes, and one of each in another group; everybody's stay. */
static void corner(void) {
    int       v[] = {3, 47, 40,   30, 35, 50,   60, 62, 70};
    PollTable t = table(&one, 3, 3, v, NULL);
    hide(&t);
    CHECK(shown(&t, 0) == 3);
    CHECK(shown(&t, 1) == 1 && shown(&t, 2) == 1 && shown(&t, 3) == 3);
    CHECK(poll_cell(&t, 1, 1)->shown != SHOWN); /* 47 30 35 are less than 40 30 50 */
}

/* Nobody hides, nobody is hidden; alone, a small answer takes another with it. */
static void plain(void) {
    int       v[] = {30, 47, 40, 30, 35, 50}, w[] = {4, 30, 50, 60};
    PollTable t = table(&one, 2, 3, v, NULL);
    hide(&t);
    CHECK(shown(&t, 0) == 3 && shown(&t, 1) == 3 && shown(&t, 2) == 3);
    t = table(&one, 1, 4, w, NULL);
    t.groups = 1;
    hide(&t);
    CHECK(shown(&t, 0) == 2);
    CHECK(poll_cell(&t, 0, 1)->shown != SHOWN);
}

/* Several choices: 4 of one group are everybody's less the others', so another group goes. Where
 * some are of no group, and they are many, nothing can be found. */
static void choices(void) {
    int       v[] = {4, 40,   30, 35,   60, 62}, rest[] = {25, 0};
    PollTable t = table(&many, 3, 2, v, NULL);
    for (int g = 0; g <= 3; g++) t.group[g].n = 400;
    for (int i = 0; i < 8; i++) cell[i].shown = cell[i].people < 10 ? HIDDEN_FEW : SHOWN;
    hide(&t);
    CHECK(shown(&t, 1) == 1 && shown(&t, 2) == 1 && shown(&t, 3) == 2 && shown(&t, 0) == 2);
    t = table(&many, 3, 2, v, rest);
    for (int g = 0; g <= 3; g++) t.group[g].n = 400;
    for (int i = 0; i < 8; i++) cell[i].shown = cell[i].people < 10 ? HIDDEN_FEW : SHOWN;
    hide(&t);
    CHECK(shown(&t, 1) == 1 && shown(&t, 2) == 2 && shown(&t, 3) == 2);
}

static void numbers(void) {
    int       v[] = {4, 30, 60};
    PollTable t = table(&number, 3, 1, v, NULL);
    hide(&t);
    CHECK(shown(&t, 0) == 1 && shown(&t, 1) == 0 && shown(&t, 2) == 0 && shown(&t, 3) == 1);
}

/* A group of four: that it has four is known, and no more. */
static void tiny(void) {
    int       v[] = {3, 1,   40, 50};
    PollTable t = table(&one, 2, 2, v, NULL);
    hide(&t);
    CHECK(shown(&t, 1) == 0);
    CHECK(shown(&t, 2) == 0 || shown(&t, 0) == 0);
}

/* The attacker of the audit, with every n and all that is shown. */
static void attack(const PollTable *t) {
    Stats    st = {.a = a};
    int      rows = t->groups - 1;
    double  *need, v[MOST], lo[2 * MOST], hi[2 * MOST];
    bool     gone[2 * MOST] = {0};
    for (int g = 0; g < rows; g++)
        for (int k = 0; k < t->answers; k++)
            v[g * t->answers + k] = (double)poll_cell(t, g + 1, k)->people;
    Suppress s = suppress_grid(&st, rows, t->answers, v, &need);
    for (int g = 0; g <= rows; g++)
        for (int k = 0; k < t->answers; k++)
            gone[suppress_at(t->answers, g, k)] =
                poll_cell(t, g == rows ? 0 : g + 1, k)->shown != SHOWN;
    CHECK_TEXT(suppress_audit(&st, &s, gone, lo, hi), NULL);
    for (int g = 0; g <= rows; g++)
        for (int k = 0; k < t->answers; k++) {
            int     at = suppress_at(t->answers, g, k);
            int64_t base = t->group[g == rows ? 0 : g + 1].n;
            if (s.value[at] >= CELL_LEAST) continue;
            CHECK(gone[at]);
            CHECK(hi[at] - lo[at] >= fmin(CELL_LEAST, (double)base) - 1e-5);
        }
}

static void at_random(void) {
    Random random = random_of(3);
    for (int turn = 0; turn < 200; turn++) {
        int v[MOST], groups = 2 + (int)random_below(&random, 9);
        int answers = 2 + (int)random_below(&random, 4);
        for (int i = 0; i < groups * answers; i++) v[i] = (int)random_below(&random, 80);
        PollTable t = table(&one, groups, answers, v, NULL);
        hide(&t);
        for (int g = 0; g <= groups; g++) shown(&t, g);
        attack(&t);
    }
}

int main(void) {
    a = arena_open();
    corner();
    plain();
    choices();
    numbers();
    tiny();
    at_random();
    arena_close(a);
    return test_failed;
}
