/* pack.c - variables in less room: words as codes, and numbers of few values as bytes. */
#include "file/parts.h"

#include <math.h>
#include <string.h>

enum { BYTE_CODES = UINT8_MAX };

/* As R has it: TRUE and FALSE are no words. */
static void make_logical(Arena *a, Var *v) {
    bool both = v->codes == 2 && text_same(v->label[1], "FALSE") && text_same(v->label[2], "TRUE");
    if (!both) return;
    double *value = arena_take(a, 3 * sizeof *value);
    value[0] = NAN;
    value[2] = 1;
    v->type = VAR_LOGICAL;
    v->value = value;
}

void words_var(Arena *a, const Words *w, const uint32_t *number, size_t n, Var *out) {
    uint32_t       count = words_count(w);
    const uint32_t *order = words_order(a, w);
    const char    **label = arena_take(a, ((size_t)count + 1) * sizeof *label);
    uint8_t        *byte = count <= BYTE_CODES ? arena_take(a, n + 1) : NULL;
    uint32_t       *code = byte ? NULL : arena_take(a, (n + 1) * sizeof *code);
    for (uint32_t k = 0; k < count; k++)
        label[order[k] + 1] = arena_text(a, words_text(w, k, NULL));
    for (size_t i = 0; i < n; i++) {
        uint32_t k = number[i] ? order[number[i] - 1] + 1 : 0;
        if (byte) byte[i] = (uint8_t)k;
        else code[i] = k;
    }
    out->type = VAR_FACTOR;
    out->byte = byte;
    out->code = code;
    out->label = label;
    out->codes = (int32_t)count;
    make_logical(a, out);
}

/* Where x is among the n ascending values, or would be. */
static int place(const double *value, int n, double x) {
    int lo = 0, hi = n;
    while (lo < hi) {
        int mid = (lo + hi) / 2;
        if (value[mid] < x) lo = mid + 1;
        else hi = mid;
    }
    return lo;
}

/* The different values in order; false when there are too many. */
static bool different(const double *real, size_t n, double *value, int *count) {
    double last = NAN;
    for (size_t i = 0; i < n; i++) {
        if (isnan(real[i]) || real[i] == last) continue;
        int at = place(value, *count, last = real[i]);
        if (at < *count && value[at] == real[i]) continue;
        if (*count == BYTE_CODES) return false;
        memmove(value + at + 1, value + at, (size_t)(*count - at) * sizeof *value);
        value[at] = real[i];
        ++*count;
    }
    return true;
}

bool var_pack(Arena *a, const double *real, size_t n, Var *out) {
    double value[BYTE_CODES];
    int    count = 0;
    if (!different(real, n, value, &count)) return false;
    double  *kept = arena_take(a, ((size_t)count + 1) * sizeof *kept);
    uint8_t *byte = arena_take(a, n + 1);
    kept[0] = NAN;
    memcpy(kept + 1, value, (size_t)count * sizeof *kept);
    for (size_t i = 0; i < n; i++)
        if (!isnan(real[i])) byte[i] = (uint8_t)(place(value, count, real[i]) + 1);
    out->type = VAR_NUMBER;
    out->byte = byte;
    out->value = kept;
    out->codes = count;
    return true;
}
