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

/* ---- Numbers of few values ---- */

enum { SMALL = 1024 };

/* Different values in order, and for small whole ones where they stand: answers are such. */
typedef struct Values {
    double  value[BYTE_CODES];
    int     n;
    uint8_t small[SMALL]; /* place + 1; 0: not among them */
} Values;

static bool is_small(double x) { return x >= 0 && x < SMALL && x == (double)(int)x; }

/* Where x is among them, or would be. */
static int place(const Values *k, double x) {
    int lo = 0, hi = k->n;
    while (lo < hi) {
        int mid = (lo + hi) / 2;
        if (k->value[mid] < x) lo = mid + 1;
        else hi = mid;
    }
    return lo;
}

static bool known(const Values *k, double x) {
    if (is_small(x)) return k->small[(int)x];
    int at = place(k, x);
    return at < k->n && k->value[at] == x;
}

static void insert(Values *k, double x) {
    int at = place(k, x);
    memmove(k->value + at + 1, k->value + at, (size_t)(k->n - at) * sizeof x);
    k->value[at] = x;
    k->n++;
    for (int i = at; i < k->n; i++)
        if (is_small(k->value[i])) k->small[(int)k->value[i]] = (uint8_t)(i + 1);
}

static bool find_values(const double *real, size_t n, Values *k) {
    for (size_t i = 0; i < n; i++) {
        if (isnan(real[i]) || known(k, real[i])) continue;
        if (k->n == BYTE_CODES) return false;
        insert(k, real[i]);
    }
    return true;
}

bool var_pack(Arena *a, const double *real, size_t n, Var *out) {
    Values k = {0};
    if (!find_values(real, n, &k)) return false;
    double  *kept = arena_take(a, ((size_t)k.n + 1) * sizeof *kept);
    uint8_t *byte = arena_take(a, n + 1);
    kept[0] = NAN;
    memcpy(kept + 1, k.value, (size_t)k.n * sizeof *kept);
    for (size_t i = 0; i < n; i++) {
        if (isnan(real[i])) continue;
        byte[i] = is_small(real[i]) ? k.small[(int)real[i]] : (uint8_t)(place(&k, real[i]) + 1);
    }
    out->type = VAR_NUMBER;
    out->byte = byte;
    out->value = kept;
    out->codes = k.n;
    return true;
}

/* ---- A whole table ---- */

/* A number that is also used for strata, units or cells gets its texts now, so that they
 * need not be made each time. */
static void name_values(Arena *a, Var *v) {
    const char **label = arena_take(a, ((size_t)v->codes + 1) * sizeof *label);
    for (int32_t k = 1; k <= v->codes; k++) label[k] = arena_print(a, "%.15g", v->value[k]);
    v->label = label;
}

static bool has_role(const Roles *r, const char *name) {
    const char *const lists[] = {r->strata, r->psu};
    for (size_t i = 0; i < 2; i++)
        for (const char *p = lists[i]; p && *p; p += *p == ',') {
            size_t n = strcspn(p, ",");
            if (strlen(name) == n && memcmp(p, name, n) == 0) return true;
            p += n;
        }
    return false;
}

static MUST Err to_codes(Stats *s, const Dataset *t, const Roles *r, Var *v) {
    Var f = {0};
    if (!v->real || v->type != VAR_NUMBER) return NULL;
    if (var_pack(s->a, v->real, (size_t)t->n, &f)) f.name = v->name;
    else if (!has_role(r, v->name)) return NULL;
    else {
        Err e = var_factor(s, t, v, &f);
        if (e) return e;
        f.type = VAR_NUMBER;
    }
    *v = f;
    name_values(s->a, v);
    return NULL;
}

Err columns_pack(Stats *s, const Dataset *t, const Roles *r, Dataset *out) {
    Var *var = arena_take(s->a, (size_t)t->vars * sizeof *var);
    for (int k = 0; k < t->vars; k++) {
        var[k] = t->var[k];
        Err e = to_codes(s, t, r, &var[k]);
        if (e) return e;
    }
    *out = *t;
    out->var = var;
    return NULL;
}
