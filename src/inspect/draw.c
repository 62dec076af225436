/* draw.c - how many tasks of each stratum, and which.
 *
 * Nothing here knows the database: the same function draws for the page, for the command
 * and for the tests, so that who has the list and the seed gets the same sample. */
#include "inspect/inspect.h"

#include "crypt/crypt.h"
#include "stats/random.h"

#include <math.h>
#include <string.h>

static double due_to(const SampleFrame *f, int h, int64_t size, bool equal) {
    return equal ? (double)size / f->strata
                 : (double)size * (double)f->stratum[h].n / (double)f->n;
}

/* The stratum that lacks most of what is due to it, the first of equals; -1: all are drawn
 * whole. */
static int most_wanting(const SampleFrame *f, int64_t size, bool equal) {
    int    at = -1;
    double most = 0;
    for (int h = 0; h < f->strata; h++) {
        const Stratum *s = &f->stratum[h];
        double lack = due_to(f, h, size, equal) - (double)s->take;
        if (s->take == s->n || (at >= 0 && lack <= most)) continue;
        at = h;
        most = lack;
    }
    return at;
}

void frame_allocate(SampleFrame *f, int64_t size, const char *share, int64_t least) {
    bool equal = strcmp(share, "equal") == 0;
    for (int h = 0; h < f->strata; h++) {
        Stratum *s = &f->stratum[h];
        s->take = least < s->n ? least : s->n;
    }
    for (int64_t n = frame_takes(f); n < size; n++) {
        int h = most_wanting(f, size, equal);
        if (h < 0) return;
        f->stratum[h].take++;
    }
}

int64_t frame_takes(const SampleFrame *f) {
    int64_t n = 0;
    for (int h = 0; h < f->strata; h++) n += f->stratum[h].take;
    return n;
}

/* Puts the k smallest places of the sample into the order of the frame: marks, then reads. */
static int64_t in_order(const int32_t *drawn, int64_t k, int64_t first, int64_t n, bool *mark,
                        int64_t *out) {
    int64_t found = 0;
    memset(mark, 0, (size_t)n * sizeof *mark);
    for (int64_t i = 0; i < k; i++) mark[drawn[i]] = true;
    for (int64_t i = 0; i < n; i++)
        if (mark[i]) out[found++] = first + i;
    return found;
}

int64_t *frame_draw(Ctx *c, const SampleFrame *f, int64_t seed) {
    Random   r = random_of((uint64_t)seed);
    int64_t *out = arena_take(c->a, (size_t)(frame_takes(f) + 1) * sizeof *out);
    int64_t  first = 0, done = 0;
    int32_t *place = arena_take(c->a, (size_t)(f->n + 1) * sizeof *place);
    bool    *mark = arena_take(c->a, (size_t)(f->n + 1) * sizeof *mark);
    for (int h = 0; h < f->strata; h++) {
        const Stratum *s = &f->stratum[h];
        for (int64_t i = 0; i < s->n; i++) place[i] = (int32_t)i;
        random_choose(&r, place, s->n, s->take);
        done += in_order(place, s->take, first, s->n, mark, out + done);
        first += s->n;
    }
    return out;
}

int64_t seed_new(void) {
    uint64_t x;
    crypt_random(&x, sizeof x);
    return (int64_t)(x % (SEED_MAX + 1ULL));
}

/* Of the mean of a simple sample without replacement. */
static double variance(const Stratum *s, double p) {
    if (s->take == s->n) return 0;
    return s->take ? (1 - (double)s->take / (double)s->n) * p * (1 - p) / (double)s->take : NAN;
}

double stratum_precision(const Stratum *s, double p) { return 1.96 * sqrt(variance(s, p)); }

double frame_precision(const SampleFrame *f, double p) {
    double sum = 0;
    for (int h = 0; h < f->strata; h++) {
        double w = (double)f->stratum[h].n / (double)f->n;
        sum += w * w * variance(&f->stratum[h], p);
    }
    return f->strata ? 1.96 * sqrt(sum) : NAN;
}
