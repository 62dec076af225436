/* glm_pass.c - one reading of all rows for a regression.
 *
 * Rows are read in blocks that fit the cache; each column of a block is laid out as reals,
 * less its centre, and eight rows are reckoned at once. Sums are kept in eight lanes for each
 * chunk of rows and added chunk by chunk, so they are the same for any number of threads and
 * any width of the machine's registers. */
#include "stats/glm.h"
#include "stats/kernel.h"

#include <math.h>
#include <string.h>

/* A clone takes in what it calls, or would call what was built for the plainest processor. */
#define HOT static inline __attribute__((always_inline))

enum { LANES = 8, BLOCK = GLM_BLOCK, WIDE = BLOCK / LANES, CHUNK = 64 * BLOCK };

typedef double  V8 __attribute__((vector_size(LANES * sizeof(double)), may_alias));
typedef double  V8near __attribute__((vector_size(LANES * sizeof(double)), aligned(8), may_alias));
typedef int64_t I8 __attribute__((vector_size(LANES * sizeof(double))));

/* A block of rows: x[p][WIDE], weighted x, and each row's numbers. */
typedef struct Block {
    V8 *x, *wx;
    V8  a[WIDE], y[WIDE], eta[WIDE], weight[WIDE], score[WIDE], offset[WIDE];
} Block;

HOT void clamp(V8 *x, double low, double high) {
    V8 l = *x * 0 + low, h = *x * 0 + high;
    /* Each comparison used once: the compiler cuts up those that are kept. */
    V8 y = (V8)(((I8)*x & ~(*x < l)) | ((I8)l & (*x < l)));
    *x = (V8)(((I8)y & ~(y > h)) | ((I8)h & (y > h)));
}

/* exp(x) for |x| <= 700, to the last digit or two: x = k log 2 + r, Taylor's series of r. */
HOT void exp_wide(V8 *x) {
    static const double f[] = {1.0 / 6227020800, 1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800,
                               1.0 / 362880, 1.0 / 40320, 1.0 / 5040, 1.0 / 720, 1.0 / 120,
                               1.0 / 24, 1.0 / 6, 0.5, 1, 1};
    const double magic = 6755399441055744.0; /* 1.5 * 2^52: adding it rounds to whole numbers */
    V8 t = *x * 1.4426950408889634 + magic, k = t - magic;
    V8 r = *x - k * 6.93147180369123816490e-01 - k * 1.90821492927058770002e-10;
    V8 sum = r * 0 + f[0];
#pragma GCC unroll 13
    for (size_t i = 1; i < sizeof f / sizeof *f; i++) sum = sum * r + f[i];
    *x = sum * (V8)(((I8)t + 1023) << 52);
}

/* From eta: weight a (dmu)^2 / V and score a (y - mu) dmu / V; all links are canonical. */
HOT void family_wide(Family family, Block *b, int wide) {
    for (int i = 0; i < wide; i++) {
        V8 mu = b->eta[i], v = b->a[i];
        if (family == FAMILY_BINOMIAL || family == FAMILY_QUASIBINOMIAL) {
            clamp(&mu, -36, 36);
            exp_wide(&mu);
            V8 other = 1 / (1 + mu);
            mu = mu * other;
            v = b->a[i] * mu * other;
        } else if (family != FAMILY_GAUSSIAN) {
            clamp(&mu, -700, 700);
            exp_wide(&mu);
            v = b->a[i] * mu;
        }
        b->weight[i] = v;
        b->score[i] = b->a[i] * (b->y[i] - mu);
    }
}

/* The first eta, as R has it: near the answers, but not at 0 or 1. Then the score leads from
 * eta itself to the solution (GLM_START). */
HOT void start_wide(Family family, Block *b, int wide) {
    double *eta = (double *)b->eta, *y = (double *)b->y, *a = (double *)b->a;
    for (int i = 0; i < wide * LANES; i++) {
        double mu = family == FAMILY_POISSON || family == FAMILY_QUASIPOISSON
                  ? y[i] + 0.1 : (a[i] * y[i] + 0.5) / (a[i] + 1);
        if (family == FAMILY_GAUSSIAN) eta[i] = y[i];
        else if (family == FAMILY_POISSON || family == FAMILY_QUASIPOISSON) eta[i] = log(mu);
        else eta[i] = log(mu / (1 - mu));
    }
}

/* Eight at once: what was written singly could not be read eight at once for a while. */
HOT void add_reals(const double *from, double centre, double by, int n, double *x) {
    int i = 0;
    for (; i + LANES <= n; i += LANES) {
        __builtin_prefetch(from + i + BLOCK); /* the next block, while this one is reckoned */
        *(V8 *)(x + i) = (*(const V8near *)(from + i) - centre) * by;
    }
    for (; i < n; i++) x[i] = (from[i] - centre) * by;
}

/* Codes of a few values, eight at once: a register holds them all. */
HOT void add_few(const Column *c, double centre, int64_t from, int n, double *x) {
    const I8 shift = {0, 8, 16, 24, 32, 40, 48, 56};
    V8       value = {0};
    int      i = 0;
    for (int k = 0; k <= c->codes; k++) value[k] = c->value[k] - centre;
    for (; i + LANES <= n; i += LANES) {
        int64_t eight;
        memcpy(&eight, c->byte + from + i, LANES);
        *(V8 *)(x + i) = __builtin_shuffle(value, ((I8){0} + eight) >> shift & (LANES - 1));
    }
    for (; i < n; i++) x[i] = value[c->byte[from + i]];
}

HOT void add_column(const Column *c, double centre, int64_t from, int n, double *x) {
    if (c->real) add_reals(c->real + from, centre, 1, n, x);
    else if (c->byte && c->codes < LANES) add_few(c, centre, from, n, x);
    else if (c->byte)
        for (int i = 0; i < n; i++) x[i] = c->value[c->byte[from + i]] - centre;
    else
        for (int i = 0; i < n; i++) x[i] = c->value[c->code[from + i]] - centre;
}

/* Lays out rows from .. from + n; those that do not count have weight 0 and are 0. */
HOT void lay_out(const GlmData *g, int64_t from, int n, Block *b) {
    double *y = (double *)b->y, *a = (double *)b->a, *o = (double *)b->offset;
    memset(b->a, 0, sizeof b->a);
    memset(b->y, 0, sizeof b->y);
    memset(b->offset, 0, sizeof b->offset);
    add_column(g->y, 0, from, n, y);
    if (g->offset) add_column(g->offset, 0, from, n, o);
    add_reals(g->w + from, 0, g->scale, n, a);
    if (g->prior)
        for (int i = 0; i < n; i++) a[i] *= column_at(g->prior, from + i);
    for (int j = 0; j < g->p; j++) {
        double *x = (double *)(b->x + j * WIDE);
        add_column(&g->x[j], g->centre[j], from, n, x);
        for (int i = n; i < BLOCK; i++) x[i] = 0;
    }
    if (!g->used) return;
    for (int i = 0; i < n; i++) {
        if (g->used[from + i]) continue;
        y[i] = a[i] = o[i] = 0;
        for (int j = 0; j < g->p; j++) ((double *)(b->x + j * WIDE))[i] = 0;
    }
}

HOT void linear_wide(const GlmData *g, const double *beta, Block *b, int wide) {
    for (int i = 0; i < wide; i++) b->eta[i] = b->offset[i];
    for (int j = 0; j < g->p; j++) {
        const V8 *x = b->x + j * WIDE;
        for (int i = 0; i < wide; i++) b->eta[i] += x[i] * beta[j];
    }
}

/* Sums of a chunk, in lanes: gradient[p], then information of each pair j >= k. */
HOT void add_up(const GlmData *g, Block *b, int wide, V8 *sum) {
    for (int j = 0; j < g->p; j++) {
        const V8 *x = b->x + j * WIDE;
        V8        s = sum[j];
        for (int i = 0; i < wide; i++) s += b->score[i] * x[i];
        sum[j] = s;
        for (int i = 0; i < wide; i++) b->wx[j * WIDE + i] = b->weight[i] * x[i];
    }
    sum += g->p;
    for (int j = 0; j < g->p; j++)
        for (int k = 0; k <= j; k++) {
            const V8 *x = b->wx + j * WIDE, *y = b->x + k * WIDE;
            V8        s = *sum;
            for (int i = 0; i < wide; i++) s += x[i] * y[i];
            *sum++ = s;
        }
}

/* What one chunk gives. */
typedef struct Part {
    V8     *sum;   /* [p + p (p + 1) / 2] */
    double  people, r, rr, far;
    int32_t first; /* unit of the design that unit[] begins with */
    int32_t units;
    double *unit;  /* [units][p] sums of scores times x */
} Part;

typedef struct Pass {
    const GlmData *g;
    GlmWhat        what;
    const double  *beta;
    int            stride;
    Part          *part;
} Pass;

/* Pearson's residual is s / sqrt(v a), times the root of the prior weight. */
HOT void residuals(const GlmData *g, const Block *b, int64_t from, int n, Part *p) {
    const double *a = (const double *)b->a, *s = (const double *)b->score;
    const double *v = (const double *)b->weight, *eta = (const double *)b->eta;
    for (int i = 0; i < n; i++) {
        double q = g->prior ? column_at(g->prior, from + i) : 1;
        if (!(v[i] > 0) || !(q > 0)) continue;
        p->people += a[i] / q;
        p->r += s[i] * sqrt(a[i] / (q * v[i]));
        p->rr += s[i] * s[i] / v[i];
        if (fabs(eta[i]) > p->far) p->far = fabs(eta[i]);
    }
}

HOT void by_unit(const GlmData *g, const Block *b, int64_t from, int n, Part *p) {
    const double *s = (const double *)b->score;
    for (int i = 0; i < n; i++) {
        double *to = p->unit + (int64_t)(g->unit[from + i] - p->first) * g->p;
        for (int j = 0; j < g->p; j++) to[j] += s[i] * ((const double *)(b->x + j * WIDE))[i];
    }
}

CLONES
static void read_chunk(const Pass *q, int64_t chunk, Block *b) {
    const GlmData *g = q->g;
    Part          *p = &q->part[chunk];
    for (int64_t k = 0; k < CHUNK / BLOCK; k++) {
        int64_t from = chunk * CHUNK + k * BLOCK, left = g->n - from;
        if (left <= 0) break;
        if ((from / BLOCK) % q->stride != 0) continue;
        int n = left < BLOCK ? (int)left : BLOCK, wide = (n + LANES - 1) / LANES;
        lay_out(g, from, n, b);
        if (q->what == GLM_START) start_wide(g->family, b, wide);
        else linear_wide(g, q->beta, b, wide);
        family_wide(g->family, b, wide);
        if (q->what == GLM_START)
            for (int i = 0; i < wide; i++)
                b->score[i] += b->weight[i] * (b->eta[i] - b->offset[i]);
        add_up(g, b, wide, p->sum);
        if (q->what != GLM_SCORES) continue;
        residuals(g, b, from, n, p);
        if (g->unit) by_unit(g, b, from, n, p);
    }
}

static Block *block_of(Arena *a, int p) {
    Block *b = eights_take(a, sizeof *b);
    b->x = eights_take(a, (size_t)(p * WIDE) * sizeof *b->x);
    b->wx = eights_take(a, (size_t)(p * WIDE) * sizeof *b->wx);
    return b;
}

static void run_chunk(void *with, size_t chunk) {
    Arena      *a = arena_open();
    const Pass *q = with;
    read_chunk(q, (int64_t)chunk, block_of(a, q->g->p));
    arena_close(a);
}

static void add_part(const GlmData *g, const Part *p, GlmSums *out) {
    const V8 *s = p->sum;
    for (int j = 0; j < g->p; j++) out->gradient[j] += kernel_total((const Eight *)s++);
    for (int j = 0; j < g->p; j++)
        for (int k = 0; k <= j; k++)
            out->information[j * g->p + k] += kernel_total((const Eight *)s++);
    out->people += p->people;
    out->r += p->r;
    out->rr += p->rr;
    out->far = fmax(out->far, p->far);
    if (p->unit && p->unit != out->unit)
        for (int64_t i = 0; i < (int64_t)p->units * g->p; i++)
            out->unit[(int64_t)p->first * g->p + i] += p->unit[i];
}

static void open_parts(const GlmData *g, Arena *a, int64_t chunks, GlmWhat what, GlmSums *out,
                       Part *part) {
    for (int64_t c = 0; c < chunks; c++) {
        Part   *p = &part[c];
        int64_t from = c * CHUNK, to = from + CHUNK < g->n ? from + CHUNK : g->n;
        p->sum = eights_take(a, (size_t)(g->p + g->p * (g->p + 1) / 2) * sizeof *p->sum);
        if (!g->unit || what != GLM_SCORES) continue;
        p->unit = out->unit;
        if (!g->sorted) continue;
        p->first = g->unit[from];
        p->units = g->unit[to - 1] - p->first + 1;
        p->unit = arena_take(a, (size_t)((int64_t)p->units * g->p) * sizeof *p->unit);
    }
}

void glm_pass(const GlmData *g, GlmWhat what, const double *beta, int stride, GlmSums *out) {
    Arena  *a = arena_open();
    int64_t chunks = (g->n + CHUNK - 1) / CHUNK;
    Pass    q = {g, what, beta, stride, arena_take(a, (size_t)chunks * sizeof(Part))};
    bool    apart = !g->unit || g->sorted || what != GLM_SCORES;
    memset(out->gradient, 0, (size_t)g->p * sizeof(double));
    memset(out->information, 0, (size_t)(g->p * g->p) * sizeof(double));
    out->people = out->r = out->rr = out->far = 0;
    open_parts(g, a, chunks, what, out, q.part);
    crew_run(apart ? g->s->threads : 1, (size_t)chunks, run_chunk, &q);
    for (int64_t c = 0; c < chunks; c++) add_part(g, &q.part[c], out);
    for (int j = 0; j < g->p; j++)
        for (int k = 0; k < j; k++)
            out->information[k * g->p + j] = out->information[j * g->p + k];
    arena_close(a);
}

CLONES
static bool any_nan(const double *x, int64_t n) {
    I8      bad = {0};
    int64_t i = 0;
    for (; i + LANES <= n; i += LANES) {
        V8 v = *(const V8near *)(x + i);
        bad |= v != v;
    }
    bool any = false;
    for (; i < n; i++) any = any || isnan(x[i]);
    for (int k = 0; k < LANES; k++) any = any || bad[k];
    return any;
}

bool column_has_gaps(const Column *c, int64_t n) {
    if (c->real) return any_nan(c->real, n);
    for (int32_t k = 1; k <= c->codes; k++)
        if (isnan(c->value[k])) return true;
    return !c->byte || memchr(c->byte, 0, (size_t)n);
}

CLONES
static void score_blocks(const GlmData *g, const double *beta, const double *before,
                         double *score, Block *b) {
    for (int64_t from = 0; from < g->n; from += BLOCK) {
        int n = g->n - from < BLOCK ? (int)(g->n - from) : BLOCK, wide = (n + LANES - 1) / LANES;
        lay_out(g, from, n, b);
        linear_wide(g, beta, b, wide);
        family_wide(g->family, b, wide);
        memcpy(score + from, b->score, (size_t)n * sizeof *score);
        if (!before) continue;
        for (int i = 0; i < n; i++) {
            double v = ((double *)b->weight)[i];
            score[from + i] = v > 0 ? score[from + i] / v : 0;
        }
        linear_wide(g, before, b, wide);
        family_wide(g->family, b, wide);
        for (int i = 0; i < n; i++) score[from + i] *= ((double *)b->weight)[i];
    }
}

void glm_scores(const GlmData *g, const double *beta, const double *before, double *score) {
    Arena *a = arena_open();
    score_blocks(g, beta, before, score, block_of(a, g->p));
    arena_close(a);
}

/* Twice the distance of one answer from its fit. */
static double unit_deviance(Family family, double y, double eta) {
    if (family == FAMILY_GAUSSIAN) return (y - eta) * (y - eta);
    if (family == FAMILY_POISSON || family == FAMILY_QUASIPOISSON)
        return 2 * ((y > 0 ? y * (log(y) - eta) : 0) - (y - exp(eta)));
    double up = eta > 0 ? log1p(exp(-eta)) : log1p(exp(eta)) - eta; /* -log mu */
    double full = (y > 0 ? y * log(y) : 0) + (y < 1 ? (1 - y) * log1p(-y) : 0);
    return 2 * (full + y * up + (1 - y) * (up + eta));
}

double glm_deviance_of(const GlmData *g, const double *beta) {
    double sum = 0, lost = 0;
    for (int64_t i = 0; i < g->n; i++) {
        if ((g->used && !g->used[i]) || g->w[i] == 0) continue;
        double eta = g->offset ? column_at(g->offset, i) : 0;
        double a = g->w[i] * g->scale * (g->prior ? column_at(g->prior, i) : 1);
        for (int j = 0; j < g->p; j++)
            eta += beta[j] * (column_at(&g->x[j], i) - g->centre[j]);
        double x = a * unit_deviance(g->family, column_at(g->y, i), eta) - lost;
        double next = sum + x;
        lost = (next - sum) - x;
        sum = next;
    }
    return sum;
}
