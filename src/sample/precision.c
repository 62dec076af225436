/* precision.c - what a sample will be able to tell, before anybody is asked. */
#include "sample/sample.h"

#include <math.h>

Precision sample_precision(int units, int take, int strata, double rho, int64_t unit_cost,
                           int64_t home_cost) {
    Precision p = {.n = (int64_t)units * take, .df = units - strata};
    p.deff = 1 + (take - 1) * rho;
    p.n_eff = (double)p.n / p.deff;
    double se = sqrt(0.25 / p.n_eff);
    p.margin = 1.96 * se;
    p.change = (1.96 + 0.8416) * M_SQRT2 * se;
    p.cost = units * unit_cost + p.n * home_cost;
    return p;
}
