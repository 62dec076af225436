/* quadform.c - the distribution of a sum of chi-squares with weights, which is what Rao and
 * Scott's statistics follow when the sample is not a simple one.
 *
 * Three ways: the first two moments (Satterthwaite), the saddlepoint, and the exact integral.
 * With a denominator, the ratio of the sum to an independent chi-square is above x when the
 * sum less x / ddf times that chi-square is above 0: the same problem with a negative weight.
 * Sources: Rao and Scott, Annals of Statistics 12, 1984; Kuonen, Biometrika 86, 1999; Imhof,
 * Biometrika 48, 1961; R survey 4.5, pchisqsum() and pFsum(). */
#include "stats/inside.h"

#include <float.h>
#include <math.h>

/* Weights a[k], and below[times] more of the same weight, when there is a denominator. */
typedef struct Weights {
    int           k;
    const double *a;
    double        below, times; /* times 0: none */
    double        x;
} Weights;

static double largest(const Weights *q) {
    double most = 0;
    for (int i = 0; i < q->k; i++) most = fmax(most, q->a[i]);
    return most;
}

/* Derivatives of the cumulant function; the first less x. */
static double slope(void *with, double z) {
    const Weights *q = with;
    double         sum = q->times > 0 ? q->times * (q->below / (1 - 2 * z * q->below)) : 0;
    for (int i = 0; i < q->k; i++) sum += q->a[i] / (1 - 2 * z * q->a[i]);
    return sum - q->x;
}

static double cumulant(const Weights *q, double z) {
    double sum = q->times > 0 ? q->times * log(1 - 2 * z * q->below) : 0;
    for (int i = 0; i < q->k; i++) sum += log(1 - 2 * z * q->a[i]);
    return -sum / 2;
}

static double bend(const Weights *q, double z) {
    double b = q->below / (1 - 2 * z * q->below), sum = q->times > 0 ? q->times * b * b : 0;
    for (int i = 0; i < q->k; i++) {
        double r = q->a[i] / (1 - 2 * z * q->a[i]);
        sum += r * r;
    }
    return 2 * sum;
}

/* Between which values the saddlepoint lies. */
static void brackets(const Weights *q, double *low, double *high) {
    double least = q->times > 0 ? q->below : 0, sum = 0;
    *high = INFINITY;
    for (int i = 0; i < q->k; i++) {
        least = fmin(least, q->a[i]);
        sum += q->a[i];
        if (q->a[i] > 0) *high = fmin(*high, 1 / (2 * q->a[i]) * 0.99999);
    }
    if (least < 0) {
        *low = -INFINITY;
        if (q->times > 0 && q->below < 0) *low = 1 / (2 * q->below);
        for (int i = 0; i < q->k; i++)
            if (q->a[i] < 0) *low = fmax(*low, 1 / (2 * q->a[i]));
        *low *= 0.99999;
    } else *low = q->x > sum ? -0.01 : -q->k / (2 * q->x);
}

/* NaN where the approximation breaks down, near the mean. */
static double saddlepoint(const Weights *given) {
    double  d = largest(given), low, high;
    Weights q = *given;
    Arena  *arena = arena_open();
    double *a = arena_take(arena, (size_t)q.k * sizeof *a);
    for (int i = 0; i < q.k; i++) a[i] = given->a[i] / d;
    q.a = a;
    q.x /= d;
    q.below /= d;
    brackets(&q, &low, &high);
    double z = root_find(slope, &q, low, high, 1e-8), p = NAN;
    if (fabs(z) >= 1e-4) {
        double w = (z > 0 ? 1 : -1) * sqrt(2 * (z * q.x - cumulant(&q, z)));
        double v = z * sqrt(bend(&q, z));
        p = pnorm(w + log(v / w) / w, 0, 1, false, false);
    }
    arena_close(arena);
    return p;
}

/* Imhof's integrand at u > 0. */
static double wave(const Weights *q, double u) {
    double angle = -q->x * u, size = 0;
    for (int i = 0; i < q->k; i++) {
        angle += atan(q->a[i] * u);
        size += log1p(q->a[i] * q->a[i] * u * u);
    }
    if (q->times > 0) {
        angle += q->times * atan(q->below * u);
        size += q->times * log1p(q->below * q->below * u * u);
    }
    return sin(angle / 2) / (u * exp(size / 4));
}

/* Simpson's rule, halved until both halves agree with the whole. */
static double simpson(const Weights *q, double a, double b, double fa, double fm, double fb,
                      double tol, int depth) {
    double m = (a + b) / 2, f1 = wave(q, (a + m) / 2), f2 = wave(q, (m + b) / 2);
    double whole = (b - a) / 6 * (fa + 4 * fm + fb);
    double left = (m - a) / 6 * (fa + 4 * f1 + fm), right = (b - m) / 6 * (fm + 4 * f2 + fb);
    double off = left + right - whole;
    if (depth == 0 || fabs(off) <= 15 * tol) return left + right + off / 15;
    return simpson(q, a, m, fa, f1, fm, tol / 2, depth - 1) +
           simpson(q, m, b, fm, f2, fb, tol / 2, depth - 1);
}

/* P(sum > x). The tail of the integral beyond U is below the size of the wave there, which
 * falls with every weight; a single weight is a chi-square and needs none of this. */
static double integral(const Weights *q) {
    if (q->k == 1 && q->times == 0) return pchisq(q->x / q->a[0], 1, false, false);
    double start = -q->x, scale = fabs(q->x);
    for (int i = 0; i < q->k; i++) start += q->a[i], scale += fabs(q->a[i]);
    start += q->times * q->below;
    scale += q->times * fabs(q->below);
    double sum = 0, from = 0, to = 1 / scale, f = start / 2;
    for (int turn = 0; turn < 4000; turn++) {
        double m = wave(q, (from + to) / 2), end = wave(q, to);
        sum += simpson(q, from, to, f, m, end, 1e-12, 30);
        double size = 0;
        for (int i = 0; i < q->k; i++) size += log1p(q->a[i] * q->a[i] * to * to);
        size += q->times * log1p(q->below * q->below * to * to);
        if (exp(-size / 4) < 1e-11) break;
        from = to, f = end;
        to = from + fmin(from, 2 * M_PI / fmax(fabs(q->x), 1 / scale));
    }
    return fmin(fmax(0.5 + sum / M_PI, 0), 1);
}

/* Scale and df of the one chi-square with the same mean and variance. */
static void moments(int k, const double *a, double *scale, double *df) {
    double mean = 0, square = 0;
    for (int i = 0; i < k; i++) mean += a[i] / k;
    for (int i = 0; i < k; i++) square += a[i] * a[i] / k;
    double ratio = square / (mean * mean);
    *scale = mean * ratio;
    *df = k / ratio;
}

double chisq_sum(double x, int k, const double *a, SumRule rule) {
    Weights q = {.k = k, .a = a, .x = x};
    double  scale, df, p = NAN;
    moments(k, a, &scale, &df);
    if (rule == SUM_INTEGRAL) return integral(&q);
    if (rule == SUM_SADDLEPOINT) p = saddlepoint(&q);
    return isnan(p) ? pchisq(x / scale, df, false, false) : p;
}

double f_sum(double x, int k, const double *a, double ddf, SumRule rule) {
    if (isinf(ddf)) return chisq_sum(x, k, a, rule);
    Weights q = {.k = k, .a = a, .below = -x / ddf, .times = ddf};
    double  scale, df, p = NAN;
    moments(k, a, &scale, &df);
    if (rule == SUM_INTEGRAL) return integral(&q);
    /* R repeats the weight so many times; 398 less a rounding is 398. */
    q.times = ddf > 1 ? floor(ddf * (1 + 1e-12)) : 1;
    if (rule == SUM_SADDLEPOINT) p = saddlepoint(&q);
    return isnan(p) ? pf(x / df / scale, df, ddf, false, false) : p;
}
