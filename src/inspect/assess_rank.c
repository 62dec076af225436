/* assess_rank.c - points and ranks of units, and how sure a rank is.
 *
 * The alternative that was left: intervals for all ranks together (Klein, Wright and Wieczorek
 * 2020).  They are wider; a list here takes one unit after another, and each is looked at by
 * people before anything is said of it. */
#include "inspect/assess.h"

#include "stats/random.h"

#include <math.h>
#include <stdlib.h>

enum { TIMELY = IND_OVERDUE + 1 /* the first indicators: together they are all that count */ };

/* ---- Draws ---- */

/* Marsaglia's polar method, without the second number: a draw depends on no other. */
static double draw_normal(Random *r) {
    for (;;) {
        double x = 2 * random_real(r) - 1, y = 2 * random_real(r) - 1, s = x * x + y * y;
        if (s > 0 && s < 1) return x * sqrt(-2 * log(s) / s);
    }
}

/* Gamma with this shape and scale 1.
 * source   Marsaglia and Tsang 2000, ACM TOMS 26(3), 363-372; below 1 by its section 6 */
static double draw_gamma(Random *r, double shape) {
    double boost = shape < 1 ? pow(1 - random_real(r), 1 / shape) : 1;
    double d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3, k = 1 / sqrt(9 * d);
    for (;;) {
        double x = draw_normal(r), v = 1 + k * x;
        if (v <= 0) continue;
        v = v * v * v;
        if (log(1 - random_real(r)) < x * x / 2 + d - d * v + d * log(v)) return d * v * boost;
    }
}

static double draw_share(Random *r, const Portion *p) {
    double x = draw_gamma(r, (double)p->top + 0.5);
    double y = draw_gamma(r, (double)(p->n - p->top) + 0.5);
    return x / (x + y);
}

static double portion(const Portion *p) { return p->n ? (double)p->top / (double)p->n : 0; }

double assess_share(const AssessRow *r, const Portion all[INDICATORS], int indicator) {
    return portion(r->cell[indicator].n ? &r->cell[indicator] : &all[indicator]);
}

/* The points of a unit with shares that its figures allow.  A share that nobody could count
 * is that of all units, in each draw. */
static double draw_points(Random *r, const Formula *f, const AssessRow *u,
                          const Portion all[INDICATORS]) {
    double part[TIMELY], whole = 0, points = 0;
    for (int i = 0; i < TIMELY; i++)
        whole += part[i] = draw_gamma(r, (double)u->cell[i].top + 0.5);
    for (int i = 0; i < TIMELY; i++) points += f->weight[i] * part[i] / whole;
    for (int i = TIMELY; i < INDICATORS; i++) {
        if (!f->weight[i]) continue;
        points += f->weight[i] * (u->cell[i].n ? draw_share(r, &u->cell[i]) : portion(&all[i]));
    }
    return points;
}

/* ---- Ranks ---- */

typedef struct Placed { double points; int unit; } Placed;

static int by_points(const void *a, const void *b) {
    const Placed *x = a, *y = b;
    if (x->points != y->points) return x->points < y->points ? 1 : -1;
    return x->unit - y->unit;
}

/* The interval holds the middle 95 % of the draws: as many are left out at each end. */
static void set_interval(AssessRow *u, const int32_t *times, int units) {
    int32_t beyond = RANK_DRAWS / 40, sum = 0;
    int     low = 0, high = units - 1;
    for (sum = times[low]; sum <= beyond; sum += times[low]) low++;
    for (sum = times[high]; sum <= beyond; sum += times[high]) high--;
    u->low = low + 1;
    u->high = high + 1;
}

static int ranked_of(const Formula *f, AssessRow *row, int n, AssessRow **out) {
    int k = 0;
    for (int i = 0; i < n; i++) {
        row[i].rank = row[i].low = row[i].high = 0;
        if (row[i].owed >= f->least) out[k++] = &row[i];
    }
    return k;
}

/* Units with the same points share the better rank. */
static void set_ranks(AssessRow **unit, int k, Placed *at) {
    for (int i = 0; i < k; i++) at[i] = (Placed){unit[i]->points, i};
    qsort(at, (size_t)k, sizeof *at, by_points);
    for (int i = 0; i < k; i++) {
        bool same = i && fabs(at[i].points - at[i - 1].points) < 1e-9;
        unit[at[i].unit]->rank = same ? unit[at[i - 1].unit]->rank : i + 1;
    }
}

static void sum_up(AssessRow *row, int n, Portion all[INDICATORS]) {
    for (int i = 0; i < n; i++)
        for (int k = 0; k < INDICATORS; k++) {
            all[k].top += row[i].cell[k].top;
            all[k].n += row[i].cell[k].n;
        }
}

void assess_rank(Arena *a, const Formula *f, AssessRow *row, int n, uint64_t seed) {
    Portion     all[INDICATORS] = {0};
    AssessRow **unit = arena_take(a, (size_t)(n + 1) * sizeof *unit);
    Placed     *at = arena_take(a, (size_t)(n + 1) * sizeof *at);
    int         k = ranked_of(f, row, n, unit);
    int32_t    *times = arena_take(a, ((size_t)k * (size_t)k + 1) * sizeof *times);
    Random      r = random_of(seed);
    sum_up(row, n, all);
    for (int i = 0; i < n; i++) {
        row[i].points = row[i].owed ? 0 : NAN;
        for (int j = 0; j < INDICATORS; j++)
            row[i].points += f->weight[j] * assess_share(&row[i], all, j);
    }
    set_ranks(unit, k, at);
    for (int draw = 0; draw < RANK_DRAWS && k; draw++) {
        for (int i = 0; i < k; i++) at[i] = (Placed){draw_points(&r, f, unit[i], all), i};
        qsort(at, (size_t)k, sizeof *at, by_points);
        for (int place = 0; place < k; place++) times[at[place].unit * k + place]++;
    }
    for (int i = 0; i < k; i++) set_interval(unit[i], times + i * k, k);
}
