/* normal.c - normal equations of few columns, some of which may say the same. */
#include "stats/inside.h"

#include <math.h>

void normal_factor(int p, double *a) {
    for (int j = 0; j < p; j++) {
        double whole = a[j * p + j], left = whole;
        for (int k = 0; k < j; k++) left -= a[j * p + k] * a[j * p + k];
        double root = left > 1e-11 * whole ? sqrt(left) : 0;
        a[j * p + j] = root;
        for (int i = j + 1; i < p; i++) {
            double x = a[i * p + j];
            for (int k = 0; k < j; k++) x -= a[i * p + k] * a[j * p + k];
            a[i * p + j] = root > 0 ? x / root : 0;
        }
    }
}

void normal_solve(int p, const double *root, double *b) {
    for (int i = 0; i < p; i++) {
        for (int k = 0; k < i; k++) b[i] -= root[i * p + k] * b[k];
        b[i] = root[i * p + i] > 0 ? b[i] / root[i * p + i] : 0;
    }
    for (int i = p - 1; i >= 0; i--) {
        for (int k = i + 1; k < p; k++) b[i] -= root[k * p + i] * b[k];
        b[i] = root[i * p + i] > 0 ? b[i] / root[i * p + i] : 0;
    }
}
