/* root.c - where a function of one number is 0.
 *
 * Brent's method, step for step as R's uniroot() takes them: some of R's statistics (score
 * intervals of quantiles, the saddlepoint) depend on where exactly the search ends.
 * Source: Brent, Algorithms for Minimization without Derivatives, 1973, ch. 4. */
#include "stats/inside.h"

#include <float.h>
#include <math.h>

/* The next step from b: through the last points when that stays well inside, else half way. */
static double next_step(double a, double b, double c, double fa, double fb, double fc,
                        double before, double tol) {
    double half = (c - b) / 2, across = c - b, p, q;
    if (!(fabs(before) >= tol && fabs(fa) > fabs(fb))) return half;
    if (a == c) {
        p = across * (fb / fa);
        q = 1 - fb / fa;
    } else {
        double r = fa / fc, t1 = fb / fc, t2 = fb / fa;
        p = t2 * (across * r * (r - t1) - (b - a) * (t1 - 1));
        q = (r - 1) * (t1 - 1) * (t2 - 1);
    }
    if (p > 0) q = -q;
    else p = -p;
    bool inside = p < 0.75 * across * q - fabs(tol * q) / 2 && p < fabs(before * q / 2);
    return inside ? p / q : half;
}

double root_find(double (*f)(void *with, double x), void *with, double low, double high,
                 double tol) {
    enum { TURNS = 1000 };
    double a = low, b = high, fa = f(with, a), fb = f(with, b), c = a, fc = fa;
    if (isnan(fa) || isnan(fb) || (fa > 0 && fb > 0) || (fa < 0 && fb < 0)) return NAN;
    if (fa == 0) return a;
    for (int turn = 0; turn <= TURNS && fb != 0; turn++) {
        double before = b - a;
        if (fabs(fc) < fabs(fb)) {
            a = b, b = c, c = a;
            fa = fb, fb = fc, fc = fa;
        }
        double least = 2 * DBL_EPSILON * fabs(b) + tol / 2;
        if (fabs((c - b) / 2) <= least || fb == 0) return b;
        double step = next_step(a, b, c, fa, fb, fc, before, least);
        if (fabs(step) < least) step = step > 0 ? least : -least;
        a = b, fa = fb;
        b += step;
        fb = f(with, b);
        if (isnan(fb)) return NAN;
        if ((fb > 0 && fc > 0) || (fb < 0 && fc < 0)) c = a, fc = fa;
    }
    return b;
}
