/* matrix.c - small dense matrices: a few dozen columns at most, rows one after the other.
 *
 * Symmetric matrices are scaled to a unit diagonal before they are factored, so that columns
 * in dong and columns in shares are told apart from columns that depend on each other. */
#include "stats/inside.h"
#include "stats/kernel.h"

#include <math.h>
#include <string.h>

typedef double Near8 __attribute__((vector_size(64), aligned(8), may_alias)); /* anywhere */

CLONES
void root_gram(int p, int64_t n, const double *root, double *v) {
    for (int i = 0; i < p; i++)
        for (int j = 0; j <= i; j++) {
            const double *x = root + i * n, *y = root + j * n;
            Eight         sum = {0};
            int64_t       k = 0;
            double        rest = 0;
            for (; k + 8 <= n; k += 8) sum += *(const Near8 *)(x + k) * *(const Near8 *)(y + k);
            for (; k < n; k++) rest += x[k] * y[k];
            v[i * p + j] = v[j * p + i] = kernel_total(&sum) + rest;
        }
}

int chol_factor(int p, double *a, double tol, bool *out) {
    int rank = 0;
    for (int j = 0; j < p; j++) {
        double whole = a[j * p + j], left = whole;
        for (int k = 0; k < j; k++) left -= a[j * p + k] * a[j * p + k];
        out[j] = !(left > tol * whole);
        a[j * p + j] = out[j] ? 0 : sqrt(left);
        rank += !out[j];
        for (int i = j + 1; i < p; i++) {
            double sum = a[i * p + j];
            for (int k = 0; k < j; k++) sum -= a[i * p + k] * a[j * p + k];
            a[i * p + j] = out[j] ? 0 : sum / a[j * p + j];
        }
    }
    return rank;
}

void chol_solve(int p, const double *l, double *x) {
    for (int i = 0; i < p; i++) {
        for (int k = 0; k < i; k++) x[i] -= l[i * p + k] * x[k];
        x[i] = l[i * p + i] > 0 ? x[i] / l[i * p + i] : 0;
    }
    for (int i = p - 1; i >= 0; i--) {
        for (int k = i + 1; k < p; k++) x[i] -= l[k * p + i] * x[k];
        x[i] = l[i * p + i] > 0 ? x[i] / l[i * p + i] : 0;
    }
}

/* The matrix times `scale` on both sides has a unit diagonal. */
static void unit_scale(int p, const double *a, double *scale) {
    for (int i = 0; i < p; i++) scale[i] = a[i * p + i] > 0 ? 1 / sqrt(a[i * p + i]) : 1;
}

int sym_inverse(Arena *a, int p, const double *x, double tol, double *inverse, bool *out) {
    double *l = arena_take(a, (size_t)(p * p) * sizeof *l);
    double *scale = arena_take(a, (size_t)p * sizeof *scale);
    double *column = arena_take(a, (size_t)p * sizeof *column);
    unit_scale(p, x, scale);
    for (int i = 0; i < p; i++)
        for (int j = 0; j < p; j++) l[i * p + j] = x[i * p + j] * scale[i] * scale[j];
    int rank = chol_factor(p, l, tol, out);
    for (int j = 0; j < p; j++) {
        memset(column, 0, (size_t)p * sizeof *column);
        column[j] = out[j] ? 0 : 1;
        chol_solve(p, l, column);
        for (int i = 0; i < p; i++) inverse[i * p + j] = column[i] * scale[i] * scale[j];
    }
    return rank;
}

double sym_quadratic(Arena *a, int p, const double *v, const double *b) {
    double *inverse = arena_take(a, (size_t)(p * p) * sizeof *inverse), sum = 0;
    bool   *out = arena_take(a, (size_t)p * sizeof *out);
    if (sym_inverse(a, p, v, 1e-14, inverse, out) < p) return NAN;
    for (int i = 0; i < p; i++)
        for (int j = 0; j < p; j++) sum += b[i] * inverse[i * p + j] * b[j];
    return sum;
}

/* Turns rows and columns i and j so that a[i][j] becomes 0. */
static void rotate(int p, double *a, int i, int j) {
    double x = a[i * p + j], theta = (a[j * p + j] - a[i * p + i]) / (2 * x);
    double t = (theta < 0 ? -1 : 1) / (fabs(theta) + sqrt(theta * theta + 1));
    double c = 1 / sqrt(t * t + 1), s = t * c;
    for (int k = 0; k < p; k++) {
        double u = a[k * p + i], v = a[k * p + j];
        a[k * p + i] = c * u - s * v;
        a[k * p + j] = s * u + c * v;
    }
    for (int k = 0; k < p; k++) {
        double u = a[i * p + k], v = a[j * p + k];
        a[i * p + k] = c * u - s * v;
        a[j * p + k] = s * u + c * v;
    }
    a[i * p + j] = a[j * p + i] = 0;
}

void sym_eigen(int p, double *a, double *value) {
    enum { SWEEPS = 60 };
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
        double off = 0, whole = 0;
        for (int i = 0; i < p; i++)
            for (int j = 0; j < p; j++) {
                whole += a[i * p + j] * a[i * p + j];
                if (i != j) off += a[i * p + j] * a[i * p + j];
            }
        if (off <= 1e-34 * whole) break;
        for (int i = 0; i < p; i++)
            for (int j = i + 1; j < p; j++)
                if (a[i * p + j] != 0) rotate(p, a, i, j);
    }
    for (int i = 0; i < p; i++) value[i] = a[i * p + i];
}

bool ratio_matrix(Arena *a, int p, const double *v, const double *v0, double *x) {
    size_t  bytes = (size_t)(p * p) * sizeof(double);
    double *l = arena_take(a, bytes);
    bool   *out = arena_take(a, (size_t)p * sizeof *out);
    double *scale = arena_take(a, (size_t)p * sizeof *scale);
    unit_scale(p, v0, scale);
    for (int i = 0; i < p; i++)
        for (int j = 0; j < p; j++) {
            l[i * p + j] = v0[i * p + j] * scale[i] * scale[j];
            x[i * p + j] = v[i * p + j] * scale[i] * scale[j];
        }
    if (chol_factor(p, l, 1e-14, out) < p) return false;
    /* x becomes L^-1 x L^-T: the columns first, then the rows. */
    for (int j = 0; j < p; j++)
        for (int i = 0; i < p; i++) {
            for (int k = 0; k < i; k++) x[i * p + j] -= l[i * p + k] * x[k * p + j];
            x[i * p + j] /= l[i * p + i];
        }
    for (int i = 0; i < p; i++)
        for (int j = 0; j < p; j++) {
            for (int k = 0; k < j; k++) x[i * p + j] -= l[j * p + k] * x[i * p + k];
            x[i * p + j] /= l[j * p + j];
        }
    for (int i = 0; i < p; i++)
        for (int j = 0; j < i; j++)
            x[i * p + j] = x[j * p + i] = (x[i * p + j] + x[j * p + i]) / 2;
    return true;
}

bool ratio_eigen(Arena *a, int p, const double *v, const double *v0, double *value) {
    double *x = arena_take(a, (size_t)(p * p) * sizeof *x);
    if (!ratio_matrix(a, p, v, v0, x)) return false;
    sym_eigen(p, x, value);
    return true;
}
