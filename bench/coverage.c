/* coverage.c [SAMPLES] [THREADS] - do 95 % intervals hold the truth 95 times in a hundred?
 *
 * A population of 200,000 that does not change; from it, sample after sample by one design:
 * 20 strata, 8 of 100 areas in each, 20 persons in an area, so that weights differ. The engine
 * estimates from each sample; the truth is known. A control that takes the sample for a simple
 * one must fail, or this bench could not see a wrong error. The same with people who do not
 * answer: at random within the raked cells, and for reasons that the cells do not know.
 *
 * With fewer samples than 10,000 the bounds are wider by three errors of the simulation. */
#include "stats/random.h"
#include "stats/weigh.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STRATA = 20, AREAS = 100, DRAWN = 8, PERSONS = 20, FRESH = 10, WAVE = 30,
       PEOPLE = 200000, ROWS = STRATA * DRAWN * WAVE, FIRST = STRATA * DRAWN * PERSONS };

/* ---- the population ---- */

typedef struct Person {
    double  y, later; /* a score now, and in the next wave */
    double  x;        /* what the ratio is taken to */
    uint8_t sex, age, rare;
} Person;

typedef struct Population {
    Person  person[PEOPLE];
    int32_t first[STRATA * AREAS + 1];
    double  truth[16], total[2][3]; /* people by sex and by age */
} Population;

static double normal(Random *r) {
    return sqrt(-2 * log(1 - random_real(r))) * cos(2 * M_PI * random_real(r));
}

/* Sizes of areas from 60 to 140, so that PEOPLE live in all of them together. */
static void settle(Population *p, Random *r) {
    int32_t at = 0, n = STRATA * AREAS;
    for (int32_t k = 0; k < n; k++) {
        int32_t size = 60 + (int32_t)random_below(r, 81), left = n - k - 1;
        int32_t most = PEOPLE - at - 60 * left, least = PEOPLE - at - 140 * left;
        size = size > most ? most : size < least ? least : size;
        p->first[k] = at;
        at += size;
    }
    p->first[n] = at;
}

static void make_person(Person *q, double base, double trend, Random *r) {
    q->sex = (uint8_t)(1 + random_below(r, 2));
    q->age = (uint8_t)(1 + random_below(r, 3));
    double own = 9 * normal(r);
    q->y = base + 4 * (q->sex == 2) + 5 * (q->age - 2) + own;
    q->later = q->y + trend + 5 * normal(r);
    q->x = fmax(1, 20 + 0.5 * q->y + 4 * normal(r));
    q->rare = random_real(r) < 0.03 * exp(base / 20 - 2.5);
}

static Population *make_population(void) {
    Population *p = calloc(1, sizeof *p);
    Random      r = random_of(20261123);
    if (!p) exit(2);
    settle(p, &r);
    for (int32_t k = 0; k < STRATA * AREAS; k++) {
        double base = 50 + 0.35 * (k / AREAS) + 1.95 * normal(&r), trend = 1.5 + normal(&r);
        for (int32_t i = p->first[k]; i < p->first[k + 1]; i++)
            make_person(&p->person[i], base, trend, &r);
    }
    return p;
}

/* ---- what is estimated ---- */

typedef enum What {
    MEAN, TOTAL, RATIO, DOMAIN, MEDIAN, RARE, RAKED, CHANGE, IGNORING, WHATS
} What;
static const char *const names[] = {
    "mean", "total", "ratio", "mean of a domain", "median", "rare proportion", "raked mean",
    "change between waves", "control: design ignored",
};

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void tell_truth(Population *p) {
    double  y = 0, x = 0, later = 0, in = 0, of = 0, rare = 0;
    double *all = malloc(PEOPLE * sizeof *all);
    if (!all) exit(2);
    for (int i = 0; i < PEOPLE; i++) {
        const Person *q = &p->person[i];
        bool          is = q->sex == 2 && q->age == 1;
        y += q->y, x += q->x, later += q->later, rare += q->rare;
        in += is, of += is ? q->y : 0;
        all[i] = q->y;
        p->total[0][q->sex - 1]++;
        p->total[1][q->age - 1]++;
    }
    qsort(all, PEOPLE, sizeof *all, by_size);
    const double is[WHATS] = {y / PEOPLE, y, y / x, of / in, all[(PEOPLE - 1) / 2],
                              rare / PEOPLE, y / PEOPLE, (later - y) / PEOPLE, y / PEOPLE};
    memcpy(p->truth, is, sizeof is);
    free(all);
}

/* ---- one sample ---- */

enum { STRATUM, AREA, PERSON, HOMES, LIVING, WEIGHT, Y, LATER, X, SEX, AGE, RARE_IS, ANSWERS,
       HIDES, COLUMNS };
static const char *const columns[] = {"stratum", "area", "person", "areas", "living", "w", "y",
                                      "later", "x", "sex", "age", "rare", "answers", "hides"};
typedef struct Sample {
    double col[COLUMNS][ROWS];
    double wave[ROWS];
} Sample;

static void take_person(const Population *p, Sample *s, int row, int32_t area, int32_t person,
                        Random *r) {
    const Person *q = &p->person[person];
    double        living = p->first[area + 1] - p->first[area];
    double        open = 0.75 - 0.25 * (q->age == 1) + 0.1 * (q->sex == 2);
    double        shy = 1 / (1 + exp(-(q->y - 50) / 8));
    const double  is[COLUMNS] = {
        area / AREAS, area, person, AREAS, living, (double)AREAS / DRAWN * living / PERSONS, q->y,
        q->later, q->x, q->sex, q->age, q->rare, random_real(r) < open, random_real(r) < shy,
    };
    for (int k = 0; k < COLUMNS; k++) s->col[k][row] = is[k];
}

/* Persons 0 .. 19 of an area are asked in the first wave, 10 .. 29 in the second. The rows of
 * the first wave come first; FRESH persons of each area follow. */
static void draw(const Population *p, uint64_t seed, Sample *s) {
    Random  r = random_of(seed);
    int32_t area[AREAS], person[256];
    int     row = 0, extra = FIRST;
    for (int h = 0; h < STRATA; h++) {
        for (int k = 0; k < AREAS; k++) area[k] = h * AREAS + k;
        random_choose(&r, area, AREAS, DRAWN);
        for (int k = 0; k < DRAWN; k++) {
            int32_t from = p->first[area[k]], n = p->first[area[k] + 1] - from;
            for (int32_t i = 0; i < n; i++) person[i] = from + i;
            random_choose(&r, person, n, WAVE);
            for (int i = 0; i < WAVE; i++) {
                int at = i < PERSONS ? row++ : extra++;
                take_person(p, s, at, area[k], person[i], &r);
                s->wave[at] = i < FRESH ? 1 : i < PERSONS ? 2 : 3; /* first, both, second */
            }
        }
    }
}

static Dataset dataset_of(Arena *a, Sample *s, int64_t n) {
    Dataset t = {.n = n, .vars = COLUMNS + 1, .var = arena_take(a, (COLUMNS + 1) * sizeof(Var))};
    for (int k = 0; k < COLUMNS; k++)
        t.var[k] = (Var){.name = columns[k], .real = s->col[k]};
    t.var[COLUMNS] = (Var){.name = "wave", .real = s->wave};
    return t;
}

static const DesignSpec two_stages = {.psu = "~area+person", .strata = "~stratum",
                                      .fpc = "~areas+living", .weights = "w"};

/* ---- estimates ---- */

typedef struct Got { double value, se; bool holds; } Got;

static void must(Err e, const Stats *s) {
    if (e) fprintf(stderr, "%s %s\n", e, s->detail ? s->detail : ""), exit(2);
}

static Got got_of(const Population *p, What what, const Estimate *e) {
    return (Got){e->value, e->se, e->lo <= p->truth[what] && p->truth[what] <= e->hi};
}

static Estimate mean_of(Stats *s, const Design *d, const char *formula, const char *where) {
    Model  m;
    Domain in;
    Result r;
    must(model_make(s, d->data, formula, MODEL_LEVELS, &m), s);
    if (where) must(domain_make(s, d->data, NULL, where, &in), s);
    must(stats_mean(s, d, &m, where ? &in : NULL, &r), s);
    return r.at[0];
}

static Estimate total_of(Stats *s, const Design *d) {
    Model  m;
    Result r;
    must(model_make(s, d->data, "~y", MODEL_LEVELS, &m), s);
    must(stats_total(s, d, &m, NULL, &r), s);
    return r.at[0];
}

static Estimate ratio_of(Stats *s, const Design *d) {
    Model  m, under;
    Result r;
    must(model_make(s, d->data, "~y", MODEL_LEVELS, &m), s);
    must(model_make(s, d->data, "~x", MODEL_LEVELS, &under), s);
    must(stats_ratio(s, d, &m, &under, NULL, &r), s);
    return r.at[0];
}

static Estimate median_of(Stats *s, const Design *d) {
    static const double half = 0.5;
    Model     m;
    Result    r;
    Quantiles q = {.k = 1, .p = &half};
    must(model_make(s, d->data, "~y", MODEL_LEVELS, &m), s);
    must(stats_quantile(s, d, &m, NULL, &q, &r), s);
    return r.at[0];
}

static Estimate rare_of(Stats *s, const Design *d) {
    Column c;
    Result r;
    must(column_make(s, d->data, "rare", &c), s);
    must(stats_proportion(s, d, &c, NULL, PROP_LOGIT, false, &r), s);
    return r.at[0];
}

static Design raked(Stats *s, const Population *p, const Design *d) {
    static const char *const cell[] = {"1", "2", "3"};
    Margin    m[] = {{"~sex", 2, cell, p->total[0]}, {"~age", 3, cell, p->total[1]}};
    Weighting z;
    must(weights_rake(s, d, 2, m, NULL, &z), s);
    return z.design;
}

/* Means of both waves over all who were ever asked, with the covariance of those asked twice. */
static Estimate change_of(Stats *s, Sample *sample) {
    static const double coef[] = {-1, 1};
    Dataset t = dataset_of(s->a, sample, ROWS);
    Design  d;
    Model   now, later;
    Domain  first, second;
    Result  x, y, both, r;
    must(design_make(s, &t, &two_stages, &d), s);
    must(model_make(s, &t, "~y", MODEL_LEVELS, &now), s);
    must(model_make(s, &t, "~later", MODEL_LEVELS, &later), s);
    must(domain_make(s, &t, NULL, "wave < 3", &first), s);
    must(domain_make(s, &t, NULL, "wave > 1", &second), s);
    must(stats_mean(s, &d, &now, &first, &x), s);
    must(stats_mean(s, &d, &later, &second, &y), s);
    must(result_join(s, &x, &y, &both), s);
    must(stats_contrast(s, &both, 1, coef, &names[CHANGE], &r), s);
    return r.at[0];
}

/* The mean of those who answer, before and after raking. */
typedef struct Answered { double plain, raked; } Answered;

static Answered answered(Stats *s, const Population *p, const Dataset *t, const char *who) {
    DesignSpec spec = two_stages;
    Design     d, fit;
    spec.weights = arena_print(s->a, "w*%s", who);
    must(design_make(s, t, &spec, &d), s);
    fit = raked(s, p, &d);
    return (Answered){mean_of(s, &d, "~y", NULL).value, mean_of(s, &fit, "~y", NULL).value};
}

typedef struct Outcome { Got got[WHATS]; Answered random, hiding; } Outcome;

static void run_sample(const Population *p, uint64_t seed, Arena *a, Sample *sample, Outcome *o) {
    Stats   s = {.a = a};
    Design  d, flat, fit;
    draw(p, seed, sample);
    Dataset t = dataset_of(a, sample, FIRST);
    must(design_make(&s, &t, &two_stages, &d), &s);
    must(design_make(&s, &t, &(DesignSpec){.weights = "w"}, &flat), &s);
    fit = raked(&s, p, &d);
    const Estimate e[WHATS] = {
        mean_of(&s, &d, "~y", NULL), total_of(&s, &d), ratio_of(&s, &d),
        mean_of(&s, &d, "~y", "sex == 2 & age == 1"), median_of(&s, &d), rare_of(&s, &d),
        mean_of(&s, &fit, "~y", NULL), change_of(&s, sample), mean_of(&s, &flat, "~y", NULL),
    };
    for (int k = 0; k < WHATS; k++) o->got[k] = got_of(p, (What)k, &e[k]);
    o->random = answered(&s, p, &t, "answers");
    o->hiding = answered(&s, p, &t, "hides");
}

typedef struct Worker {
    const Population *p;
    Outcome          *o;
    int               from, step, samples;
} Worker;

static void *work(void *arg) {
    const Worker *w = arg;
    Arena        *a = arena_open();
    Sample       *s = malloc(sizeof *s);
    if (!s) exit(2);
    for (int k = w->from; k < w->samples; k += w->step) {
        run_sample(w->p, (uint64_t)k + 1, a, s, &w->o[k]);
        arena_reset(a);
    }
    free(s);
    arena_close(a);
    return NULL;
}

/* ---- what came of it ---- */

typedef struct Bounds { double low, high; } Bounds;

static bool tell(const Population *p, const Outcome *o, int samples, What what) {
    double n = samples, mean = 0, se = 0, square = 0, held = 0;
    for (int k = 0; k < samples; k++) {
        mean += o[k].got[what].value / n;
        se += o[k].got[what].se / n;
        held += o[k].got[what].holds / n;
    }
    for (int k = 0; k < samples; k++)
        square += (o[k].got[what].value - mean) * (o[k].got[what].value - mean);
    double sd = sqrt(square / (n - 1)), bias = (mean - p->truth[what]) / (sd / sqrt(n));
    double wide = samples >= 10000 ? 0 : 3 / sqrt(n);
    Bounds cover = what == IGNORING ? (Bounds){0.85, 0.91} : (Bounds){0.935, 0.965};
    double by = wide * sqrt(0.95 * 0.05);
    bool   good = held >= cover.low - by && held <= cover.high + by;
    double size = se / sd, off = wide / sqrt(2);
    if (what != IGNORING)
        good = good && fabs(bias) < 4 && size > 0.95 - off && size < 1.05 + off;
    printf("| %s | %.4f | %.3f .. %.3f | %+.1f | %.3f |%s\n", names[what], held, cover.low,
           cover.high, bias, size, good ? "" : " MISSED");
    return good;
}

static bool tell_answers(const Population *p, const Outcome *o, int samples, bool hiding) {
    double plain = 0, rake = 0;
    for (int k = 0; k < samples; k++) {
        const Answered *x = hiding ? &o[k].hiding : &o[k].random;
        plain += x->plain / samples;
        rake += x->raked / samples;
    }
    plain -= p->truth[MEAN];
    rake -= p->truth[MEAN];
    double gone = 1 - fabs(rake / plain);
    bool   good = hiding ? gone < 0.8 : gone >= 0.8;
    printf("| answers %s | %+.3f | %+.3f | %.0f %% | %s |%s\n",
           hiding ? "for what is asked itself" : "at random in the cells", plain, rake,
           100 * gone, hiding ? "bias remains: no weights can see it" : "80 % or more",
           good ? "" : " MISSED");
    return good;
}

int main(int argc, char **argv) {
    int samples = argc > 1 ? atoi(argv[1]) : 10000, threads = argc > 2 ? atoi(argv[2]) : 2;
    if (samples < 100 || threads < 1 || threads > 64) return 2;
    Population *p = make_population();
    Outcome    *o = calloc((size_t)samples, sizeof *o);
    pthread_t   id[64];
    Worker      w[64];
    bool        good = true;
    if (!o) return 2;
    tell_truth(p);
    for (int k = 0; k < threads; k++) {
        w[k] = (Worker){p, o, k, threads, samples};
        if (pthread_create(&id[k], NULL, work, &w[k]) != 0) return 2;
    }
    for (int k = 0; k < threads; k++) pthread_join(id[k], NULL);
    printf("%d samples of %d rows from %d people, 95 %% intervals\n\n", samples, FIRST, PEOPLE);
    printf("| estimate | coverage | wanted | bias in errors of the simulation | mean se / sd |\n"
           "| --- | ---: | --- | ---: | ---: |\n");
    for (int k = 0; k < WHATS; k++) good = tell(p, o, samples, (What)k) && good;
    printf("\n| who answers | bias | raked | removed | wanted |\n| --- | ---: | ---: | ---: | --- |\n");
    good = tell_answers(p, o, samples, false) && good;
    good = tell_answers(p, o, samples, true) && good;
    free(o);
    free(p);
    return good ? 0 : 1;
}
