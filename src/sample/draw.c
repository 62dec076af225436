/* draw.c - which communes, and which households in them.
 *
 * Nothing here knows the database: the same function draws for the page, for the command and
 * for the tests. */
#include "sample/sample.h"

#include "crypt/crypt.h"
#include "stats/random.h"

#include <stdlib.h>
#include <string.h>

typedef struct Drawing {
    Arena           *a;
    const UnitFrame *f;
    SampleDraw      *out;
    int             *home;  /* [rows] stratum of each row, from 0 */
    double          *size;  /* [strata] */
    int             *rows;  /* [strata] */
    int32_t         *number; /* of the households of one unit: used again for each */
    Random           r;
} Drawing;

int64_t sample_seed(void) {
    uint64_t x;
    crypt_random(&x, sizeof x);
    return (int64_t)(x >> 11);
}

double sample_weight(const UnitFrame *f, const DrawnUnit *u) {
    return (double)f->row[u->row].size / (u->chance * u->took);
}

/* ---- strata ---- */

static void find_strata(Drawing *d) {
    SampleDraw *o = d->out;
    for (int i = 0; i < d->f->rows; i++) {
        int h = 0;
        while (h < o->strata && strcmp(o->stratum[h], d->f->row[i].stratum) != 0) h++;
        if (h == o->strata) o->stratum[o->strata++] = d->f->row[i].stratum;
        d->home[i] = h;
        d->size[h] += (double)d->f->row[i].size;
        d->rows[h]++;
    }
}

/* The stratum that lacks most of its due, the first of equals; -1: all are taken whole. */
static int most_wanting(const Drawing *d, int units) {
    int    at = -1;
    double most = 0, all = 0;
    for (int h = 0; h < d->out->strata; h++) all += d->size[h];
    for (int h = 0; h < d->out->strata; h++) {
        double lack = units * d->size[h] / all - d->out->share[h];
        if (d->out->share[h] == d->rows[h] || (at >= 0 && lack <= most)) continue;
        at = h;
        most = lack;
    }
    return at;
}

static Err share_out(Drawing *d, int units) {
    int given = 0;
    for (int h = 0; h < d->out->strata; h++)
        given += d->out->share[h] = d->rows[h] < 2 ? d->rows[h] : 2;
    if (given > units) return "sample.units.few";
    for (; given < units; given++) {
        int h = most_wanting(d, units);
        if (h < 0) return "sample.units.many";
        d->out->share[h]++;
    }
    return NULL;
}

/* ---- units ---- */

/* Those so large that they are sure to be drawn, until none is; n: units still to be drawn. */
static double take_certain(const Drawing *d, int h, double *chance, int *n) {
    double left = d->size[h];
    for (bool more = true; more && *n > 0;) {
        double interval = left / *n;
        more = false;
        for (int i = 0; i < d->f->rows && *n > 0; i++) {
            if (d->home[i] != h || chance[i] > 0 || (double)d->f->row[i].size < interval) continue;
            chance[i] = 1;
            left -= (double)d->f->row[i].size;
            --*n;
            more = true;
        }
    }
    return left;
}

static void take_unit(Drawing *d, int row, int stratum, double chance) {
    d->out->unit[d->out->units++] = (DrawnUnit){.row = row, .stratum = stratum + 1,
                                                .chance = chance};
}

/* Systematic through what is left, in the order of the frame; those that were sure stand at
 * their place in it. */
static void draw_stratum(Drawing *d, int h, double *chance) {
    int    n = d->out->share[h];
    double left = take_certain(d, h, chance, &n);
    double interval = n > 0 ? left / n : 0, sum = 0;
    double next = n > 0 ? random_real(&d->r) * interval : 0;
    int    drawn = 0;
    for (int i = 0; i < d->f->rows; i++) {
        if (d->home[i] != h) continue;
        if (chance[i] > 0) {
            take_unit(d, i, h, 1);
            continue;
        }
        sum += (double)d->f->row[i].size;
        if (drawn == n || sum <= next) continue;
        take_unit(d, i, h, (double)d->f->row[i].size / interval);
        next += interval;
        drawn++;
    }
}

/* ---- households ---- */

static void make_numbers(Drawing *d) {
    int64_t most = 0;
    for (int i = 0; i < d->out->units; i++) {
        int64_t size = d->f->row[d->out->unit[i].row].size;
        if (size > most) most = size;
    }
    d->number = arena_take(d->a, (size_t)(most + 1) * sizeof *d->number);
}

static int by_number(const void *x, const void *y) {
    int32_t a = *(const int32_t *)x, b = *(const int32_t *)y;
    return (a > b) - (a < b);
}

static void draw_homes(Drawing *d, DrawnUnit *u, int take, int reserve) {
    int32_t  size = (int32_t)d->f->row[u->row].size;
    int32_t *number = d->number;
    u->took = take < size ? take : size;
    u->kept = reserve < size - u->took ? reserve : size - u->took;
    for (int32_t i = 0; i < size; i++) number[i] = i + 1;
    random_choose(&d->r, number, size, u->took + u->kept);
    qsort(number, (size_t)u->took, sizeof *number, by_number);
    size_t bytes = (size_t)(u->took + u->kept) * sizeof *number;
    u->home = arena_take(d->a, bytes + 1);
    memcpy(u->home, number, bytes);
    d->out->homes += u->took;
}

Err sample_draw(Arena *a, const UnitFrame *f, int units, int take, int reserve, int64_t seed,
                SampleDraw *out) {
    size_t  n = (size_t)f->rows + 1;
    Drawing d = {.a = a, .f = f, .out = out, .home = arena_take(a, n * sizeof(int)),
                 .size = arena_take(a, n * sizeof(double)), .rows = arena_take(a, n * sizeof(int)),
                 .r = random_of((uint64_t)seed)};
    double *chance = arena_take(a, n * sizeof *chance);
    *out = (SampleDraw){.stratum = arena_take(a, n * sizeof(char *)),
                        .share = arena_take(a, n * sizeof(int)),
                        .unit = arena_take(a, n * sizeof(DrawnUnit))};
    if (take < 1 || take > SAMPLE_TAKE_MAX || reserve < 0 || reserve > SAMPLE_RESERVE_MAX)
        return "sample.take.range";
    if (units < 1) return "sample.units.few";
    if (units > f->rows || units > SAMPLE_UNITS_MAX) return "sample.units.many";
    find_strata(&d);
    Err e = share_out(&d, units);
    for (int h = 0; h < out->strata && !e; h++) draw_stratum(&d, h, chance);
    make_numbers(&d);
    for (int i = 0; i < out->units && !e; i++) draw_homes(&d, &out->unit[i], take, reserve);
    return e;
}
