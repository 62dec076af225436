/* dataset.c - variables as the readers leave them, and their levels. */
#include "stats/inside.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { LEVELS_MAX = 100000 };

int64_t dataset_row(const Dataset *t, int64_t i) { return t->row ? t->row[i] : i + 1; }

const Var *dataset_var(const Dataset *t, const char *name) {
    for (int k = 0; k < t->vars; k++)
        if (strcmp(t->var[k].name, name) == 0) return &t->var[k];
    return NULL;
}

/* Letters to change, add or drop until a is b, without regard to case; at most `most` + 1. */
static int distance(const char *a, const char *b, int most) {
    enum { LONG = 64 };
    int n = (int)strlen(a), m = (int)strlen(b), row[LONG + 1];
    if (n > LONG || m > LONG || abs(n - m) > most) return most + 1;
    for (int j = 0; j <= m; j++) row[j] = j;
    for (int i = 1; i <= n; i++) {
        int corner = row[0];
        row[0] = i;
        for (int j = 1; j <= m; j++) {
            int change = corner + (strncasecmp(&a[i - 1], &b[j - 1], 1) != 0);
            corner = row[j];
            int step = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            row[j] = change < step ? change : step;
        }
    }
    return row[m];
}

const char *dataset_nearest(const Dataset *t, const char *name) {
    const char *best = NULL;
    int most = (int)strlen(name) / 3 + 1;
    for (int k = 0; k < t->vars; k++) {
        int far = distance(name, t->var[k].name, most);
        if (far <= most) best = t->var[k].name, most = far - 1;
    }
    return best;
}

int32_t var_code(const Var *v, int64_t i) {
    return v->byte ? v->byte[i] : v->code ? (int32_t)v->code[i] : 0;
}

double var_number(const Var *v, int64_t i) {
    if (v->real) return v->real[i];
    return v->value ? v->value[var_code(v, i)] : NAN;
}

static const char *number_text(Arena *a, double x) {
    return isnan(x) ? NULL : arena_print(a, "%.15g", x);
}

const char *var_text(Arena *a, const Var *v, int64_t i) {
    if (v->real) return number_text(a, v->real[i]);
    int32_t k = var_code(v, i);
    if (k == 0) return NULL;
    return v->label ? v->label[k] : number_text(a, v->value[k]);
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The different values of x[n] by size, without NaN; -1 when there are too many. */
static int32_t distinct(double *x, int64_t n) {
    int64_t m = 0;
    for (int64_t i = 0; i < n; i++)
        if (!isnan(x[i])) x[m++] = x[i];
    qsort(x, (size_t)m, sizeof *x, by_size);
    int64_t k = 0;
    for (int64_t i = 0; i < m; i++)
        if (k == 0 || x[i] != x[k - 1]) x[k++] = x[i];
    return k > LEVELS_MAX ? -1 : (int32_t)k;
}

static int32_t place_of(double x, const double *level, int32_t n) {
    int32_t lo = 0, hi = n;
    while (lo < hi) {
        int32_t mid = lo + (hi - lo) / 2;
        if (level[mid] < x) lo = mid + 1;
        else hi = mid;
    }
    return lo + 1;
}

/* Codes for numbers: level[0..k-1] by size. */
static void give_codes(Arena *a, const Dataset *t, const Var *v, const double *level, int32_t k,
                       Var *out) {
    size_t       n = (size_t)t->n;
    uint8_t     *byte = k < 256 ? arena_take(a, n) : NULL;
    uint32_t    *code = byte ? NULL : arena_take(a, n * sizeof *code);
    const char **label = arena_take(a, ((size_t)k + 1) * sizeof *label);
    double      *value = arena_take(a, ((size_t)k + 1) * sizeof *value);
    double       last = NAN;
    int32_t      place = 0;
    for (int32_t i = 1; i <= k; i++) label[i] = number_text(a, level[i - 1]);
    memcpy(value + 1, level, (size_t)k * sizeof *value);
    value[0] = NAN;
    for (size_t i = 0; i < n; i++) {
        double x = var_number(v, (int64_t)i);
        if (isnan(x)) continue;
        if (x != last) place = place_of(x, level, k), last = x;
        if (byte) byte[i] = (uint8_t)place;
        else code[i] = (uint32_t)place;
    }
    *out = (Var){.name = v->name, .type = VAR_FACTOR, .byte = byte, .code = code,
                 .value = value, .label = label, .codes = k};
}

/* Both levels, whether they occur or not, as R has them of a logical. */
static void give_logical(Arena *a, const Dataset *t, const Var *v, Var *out) {
    static const char *const label[] = {NULL, "FALSE", "TRUE"};
    static const double      value[] = {NAN, 0, 1};
    uint8_t *byte = arena_take(a, (size_t)t->n);
    for (int64_t i = 0; i < t->n; i++)
        byte[i] = isnan(v->real[i]) ? 0 : v->real[i] != 0 ? 2 : 1;
    *out = (Var){.name = v->name, .type = VAR_FACTOR, .byte = byte, .value = value,
                 .label = label, .codes = 2};
}

Err var_factor(Stats *s, const Dataset *t, const Var *v, Var *out) {
    if (v->label) {
        *out = *v;
        out->type = VAR_FACTOR;
        return NULL;
    }
    if (v->type == VAR_LOGICAL && v->real) return give_logical(s->a, t, v, out), NULL;
    Arena  *scratch = arena_open();
    double *x = arena_take(scratch, (size_t)t->n * sizeof *x);
    for (int64_t i = 0; i < t->n; i++) x[i] = var_number(v, i);
    int32_t k = distinct(x, t->n);
    if (k >= 0) give_codes(s->a, t, v, x, k, out);
    arena_close(scratch);
    return k < 0 ? STATS_REFUSE(s, "stats.levels.many", "%s", v->name) : NULL;
}

Err var_cross(Stats *s, int64_t n, const Var *x, const Var *y, const char *sep, Var *out) {
    int64_t all = (int64_t)x->codes * y->codes;
    if (all > LEVELS_MAX) return STATS_REFUSE(s, "stats.levels.many", "%s:%s", x->name, y->name);
    uint8_t     *byte = all < 256 ? arena_take(s->a, (size_t)n) : NULL;
    uint32_t    *code = byte ? NULL : arena_take(s->a, (size_t)n * sizeof *code);
    const char **label = arena_take(s->a, ((size_t)all + 1) * sizeof *label);
    for (int32_t k = 0; k < all; k++)
        label[k + 1] = arena_print(s->a, "%s%s%s", x->label[k % x->codes + 1], sep,
                                   y->label[k / x->codes + 1]);
    for (int64_t i = 0; i < n; i++) {
        int32_t a = var_code(x, i), b = var_code(y, i);
        if (!a || !b) continue;
        if (byte) byte[i] = (uint8_t)(a + (b - 1) * x->codes);
        else code[i] = (uint32_t)(a + (b - 1) * x->codes);
    }
    *out = (Var){.name = arena_print(s->a, "%s:%s", x->name, y->name), .type = VAR_FACTOR,
                 .byte = byte, .code = code, .label = label, .codes = (int32_t)all};
    return NULL;
}
