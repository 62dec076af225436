/* qrule.c - a quantile of values with weights, by R's twelve rules.
 *
 * With equal weights, hf1 .. hf9 are the nine types of Hyndman and Fan; the others are names
 * that survey gives. Sums are kept with more digits than a double, in the order of the
 * values, and rounded once, as R does: whether a sum meets p exactly decides the answer.
 * Sources: Hyndman and Fan, American Statistician 50, 1996; Shah and Vaish 2006; R survey
 * 4.5, vignette "Estimating quantiles in survey data". */
#include "stats/inside.h"

#include <math.h>

const char *const quantile_rules[] = {"math", "school", "shahvaish", "hf1", "hf2", "hf3", "hf4",
                                      "hf5", "hf6", "hf7", "hf8", "hf9", NULL};

static bool continuous(QuantileRule r) { return r >= QUANTILE_HF5 || r == QUANTILE_SHAHVAISH; }

static double *room_of(Arena *a, int64_t n) { return arena_take(a, (size_t)n * sizeof(double)); }

/* Weights of the same value in one, added in the order of the rows. */
static void join_equal(Cumulated *z, double *x) {
    int64_t n = 0;
    for (int64_t i = 0; i < z->n; i++) {
        if (n > 0 && x[n - 1] == x[i]) {
            z->w[n - 1] += z->w[i];
            continue;
        }
        x[n] = x[i];
        z->w[n++] = z->w[i];
    }
    z->n = n;
}

/* Where Shah and Vaish place each value. Their places need not rise with the values. */
static void shah_vaish(Arena *a, Cumulated *z) {
    long double sum = 0, off = 0;
    for (int64_t i = 0; i < z->n; i++) sum += z->w[i];
    double mean = (double)(sum / (long double)z->n);
    for (int64_t i = 0; i < z->n; i++) off += z->w[i] - mean;
    mean = (double)(mean + off / (long double)z->n);
    Mark   *from = arena_take(a, (size_t)z->n * sizeof *from);
    double *x = room_of(a, z->n), *y = room_of(a, z->n);
    sum = 0;
    for (int64_t i = 0; i < z->n; i++) {
        sum += z->w[i] / mean;
        z->cum[i] = ((double)sum + 0.5 - z->w[i] / 2) / (double)(z->n + 1);
        from[i].row = (uint32_t)i;
        x[i] = z->x[i];
    }
    order_values(z->n, z->cum, from);
    int64_t n = 0;
    for (int64_t i = 0, end; i < z->n; i = end, n++) { /* of equal places the mean value */
        double all = 0;
        for (end = i; end < z->n && z->cum[end] == z->cum[i]; end++) all += x[from[end].row];
        z->cum[n] = z->cum[i];
        y[n] = all / (double)(end - i);
    }
    z->places = n;
    z->x = y;
}

/* The weights of the values in order, those of 0 with their values left out. */
static void gather(Arena *a, const Ordered *o, int64_t from, int64_t all, const double *w,
                   Cumulated *z) {
    int64_t zeros = 0;
    z->w = o->weights ? &o->mark[from].w : room_of(a, all);
    for (int64_t i = 0; i < all; i++) {
        if (!o->weights) z->w[i] = w[o->mark[from + i].row];
        zeros += z->w[i] == 0;
    }
    z->n = all;
    z->x = o->x + from;
    if (zeros == 0 && z->rule != QUANTILE_HF3 && z->rule != QUANTILE_SHAHVAISH) return;
    double *x = room_of(a, all);
    z->n = 0;
    for (int64_t i = 0; i < all; i++) {
        if (z->w[i] == 0) continue;
        x[z->n] = z->x[i];
        z->w[z->n++] = z->w[i];
    }
    z->x = x;
    if (z->rule == QUANTILE_HF3) join_equal(z, x);
}

void cumulate(Arena *a, const Ordered *o, int32_t cell, const double *w, double sum,
              QuantileRule rule, Cumulated *out) {
    int64_t from = o->start[cell - 1], all = o->start[cell] - from;
    *out = (Cumulated){.rule = rule, .sum = sum};
    gather(a, o, from, all, w, out);
    /* Only lines between places need each weight again. */
    out->cum = continuous(rule) ? room_of(a, out->n) : out->w;
    long double cum = 0;
    for (int64_t i = 0; i < out->n; i++) out->cum[i] = (double)(cum += out->w[i]);
    if (rule == QUANTILE_HF3) out->sum = (double)cum;
    out->places = out->n;
    if (rule == QUANTILE_SHAHVAISH && out->n > 1) shah_vaish(a, out);
}

/* Whose sums stand just at or below p, and just above. */
static double discrete(const Cumulated *z, double p) {
    int64_t low = 0, high = z->n;
    double  target = p * z->sum;
    while (low < high) {
        int64_t m = (low + high) / 2;
        if (z->cum[m] <= target) low = m + 1;
        else high = m;
    }
    int64_t at = low > 0 ? low - 1 : 0, next = at + 1 < z->n ? at + 1 : at;
    double  below = p - z->cum[at] / z->sum, above = z->cum[next] / z->sum - p;
    double  x = z->x[at], y = z->x[next], share = below / (above + below);
    switch (z->rule) {
    case QUANTILE_SCHOOL:
    case QUANTILE_HF2: return below == 0 ? (x + y) / 2 : y;
    case QUANTILE_HF3: return below == 0 && (at + 1) % 2 == 0 ? x : y;
    case QUANTILE_HF4: return x * (1 - share) + y * share;
    default:           return below == 0 ? x : y;
    }
}

/* The place between 0 and 1 of value i. */
static double place(const Cumulated *z, int64_t i) {
    double last = z->cum[z->n - 1], w = z->w[i], cum = z->cum[i];
    double before = i > 0 ? z->cum[i - 1] : 0;
    switch (z->rule) {
    case QUANTILE_HF5: return (cum - w / 2) / last;
    case QUANTILE_HF6: return cum / (last + z->w[z->n - 1]);
    case QUANTILE_HF7: return before / z->cum[z->n - 2];
    case QUANTILE_HF8: return (before * 1 / 3 + cum * 2 / 3) / (last + z->w[z->n - 1] / 3);
    case QUANTILE_HF9: return (before * 3 / 8 + cum * 5 / 8) / (last + z->w[z->n - 1] / 4);
    default:           return cum; /* Shah and Vaish */
    }
}

/* The value at p on the line, or the steps, through places and values. */
static double between(const Cumulated *z, double p) {
    int64_t i = 0, j = z->places - 1;
    if (p < place(z, i)) return z->x[i];
    if (p > place(z, j)) return z->x[j];
    while (i < j - 1) {
        int64_t m = (i + j) / 2;
        if (p < place(z, m)) j = m;
        else i = m;
    }
    double a = place(z, i), b = place(z, j);
    if (p == b) return z->x[j];
    if (p == a || z->rule == QUANTILE_SHAHVAISH) return z->x[i];
    return z->x[i] + (z->x[j] - z->x[i]) * ((p - a) / (b - a));
}

double cumulated_quantile(const Cumulated *z, double p) {
    if (z->n == 0 || isnan(p)) return NAN;
    if (continuous(z->rule)) return z->n == 1 ? z->x[0] : between(z, p);
    return discrete(z, p);
}
