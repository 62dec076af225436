/* profile.c - the ends of a likelihood interval, as R interpolates them.
 *
 * The signed root of the deviance is known exactly for a proportion, but R's confint() takes
 * it at some ten places, draws a cubic spline through them, looks that up at three times as
 * many and joins those by lines: it ends up to 1e-4 elsewhere. Whoever compares with R shall
 * find R's ends, so it is done in the same way here.
 * Source: Venables and Ripley, Modern Applied Statistics with S, 2002, 7.2 (profile, confint);
 * the spline: Forsythe, Malcolm, Moler, Computer Methods for Mathematical Computations, 1977,
 * 4.4. */
#include "stats/inside.h"

#include <math.h>

enum { STEPS = 9, POINTS = 2 * STEPS + 1 };

typedef struct Profile { int n; double x[POINTS], z[POINTS]; } Profile;

/* -2 log likelihood ratio of expit(x) to p, for one answer. */
static double deviance(double p, double x) {
    double at = 1 / (1 + exp(-x));
    return 2 * (p * log(p / at) + (1 - p) * log((1 - p) / (1 - at)));
}

/* Signed roots at steps away from the estimate, until one is beyond `most`. */
static void walk(double p, double size, double step, double most, Profile *out) {
    double  centre = log(p / (1 - p)), below[STEPS];
    int     n = 0;
    for (double z = 0; n < STEPS && z < most; n++) {
        z = sqrt(fmax(0, size * deviance(p, centre - (n + 1) * step)));
        below[n] = -z;
    }
    out->n = 0;
    for (int k = n; k > 0; k--) {
        out->x[out->n] = centre - k * step;
        out->z[out->n++] = below[k - 1];
    }
    out->x[out->n] = centre;
    out->z[out->n++] = 0;
    n = 0;
    for (double z = 0; n < STEPS && z < most; n++) {
        z = sqrt(fmax(0, size * deviance(p, centre + (n + 1) * step)));
        out->x[out->n] = centre + (n + 1) * step;
        out->z[out->n++] = z;
    }
}

/* Sixths of the second derivatives at the points. At the ends the third derivative is that of
 * the cubic through the four points there. */
static void spline_make(const Profile *q, double *sixth) {
    int    n = q->n;
    double h[POINTS], slope[POINTS], diagonal[POINTS];
    for (int i = 0; i < n - 1; i++) {
        h[i] = q->x[i + 1] - q->x[i];
        slope[i] = (q->z[i + 1] - q->z[i]) / h[i];
    }
    for (int i = 1; i < n - 1; i++) {
        diagonal[i] = 2 * (h[i - 1] + h[i]);
        sixth[i] = slope[i] - slope[i - 1];
    }
    diagonal[0] = -h[0];
    diagonal[n - 1] = -h[n - 2];
    sixth[0] = sixth[n - 1] = 0;
    if (n > 3) {
        double first = (sixth[2] / (q->x[3] - q->x[1]) - sixth[1] / (q->x[2] - q->x[0])) /
                       (q->x[3] - q->x[0]);
        double last = (sixth[n - 2] / (q->x[n - 1] - q->x[n - 3]) -
                       sixth[n - 3] / (q->x[n - 2] - q->x[n - 4])) / (q->x[n - 1] - q->x[n - 4]);
        sixth[0] = first * h[0] * h[0];
        sixth[n - 1] = -last * h[n - 2] * h[n - 2];
    }
    for (int i = 1; i < n; i++) {
        double t = h[i - 1] / diagonal[i - 1];
        diagonal[i] -= t * h[i - 1];
        sixth[i] -= t * sixth[i - 1];
    }
    sixth[n - 1] /= diagonal[n - 1];
    for (int i = n - 2; i >= 0; i--) sixth[i] = (sixth[i] - h[i] * sixth[i + 1]) / diagonal[i];
}

static double spline_at(const Profile *q, const double *sixth, double x) {
    int i = 0;
    while (i < q->n - 2 && x >= q->x[i + 1]) i++;
    double h = q->x[i + 1] - q->x[i], a = (q->x[i + 1] - x) / h, b = 1 - a;
    return a * q->z[i] + b * q->z[i + 1] +
           h * h * ((a * a * a - a) * sixth[i] + (b * b * b - b) * sixth[i + 1]);
}

/* Where the lines between three times as many places of the spline reach z. */
static double look_up(const Profile *q, const double *sixth, double z) {
    int    n = 3 * q->n;
    double from = q->x[0], by = (q->x[q->n - 1] - from) / (n - 1), below = q->z[0];
    for (int k = 1; k < n; k++) {
        double above = spline_at(q, sixth, k == n - 1 ? q->x[q->n - 1] : from + k * by);
        if (z >= below && z <= above)
            return from + (k - 1) * by + by * (z - below) / (above - below);
        below = above;
    }
    return NAN;
}

void profile_ends(double p, double se, double size, double cut, double *lo, double *hi) {
    Profile q;
    double  sixth[POINTS];
    double  most = sqrt(qf(pnorm(-cut, 0, 1, true, false) / 2, 1, size, false, false));
    walk(p, size, most / 5 * se, most, &q);
    spline_make(&q, sixth);
    *lo = look_up(&q, sixth, -cut);
    *hi = look_up(&q, sixth, cut);
}
