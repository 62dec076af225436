/* codes.c - the choices of a question through all versions of its form, as numbers.
 *
 * Programs of statistics want numbers with labels.  Where an author has chosen numbers these
 * are they; else the choices are numbered as they stand in the latest list, and a choice that
 * a later version adds gets the next: what is numbered stays so. */
#include "survey/results.h"

#include <stdlib.h>
#include <string.h>

void codes_add(Arena *a, Codes *k, const char *value, const char *label) {
    for (int i = 0; i < k->n; i++)
        if (strcmp(k->code[i].value, value) == 0) return;
    if (k->n == k->room) {
        Code *more = arena_take(a, (size_t)(k->room = k->room ? 2 * k->room : 16) * sizeof *more);
        if (k->n) memcpy(more, k->code, (size_t)k->n * sizeof *more);
        k->code = more;
    }
    k->code[k->n++] = (Code){arena_text(a, value), *label ? arena_text(a, label)
                                                          : arena_text(a, value), 0, 0};
}

/* ---- which answers are none ---- */

static bool any_of(const char *text, const char *const *words) {
    for (; *words; words++)
        if (strstr(text, *words)) return true;
    return false;
}

/* Short labels alone: a long one says something.  "Không biết" of two is an answer (to "Do you
 * know ...?"), of more it is none. */
static char gone_of(Arena *a, const Codes *k, const char *label) {
    static const char *const refused[] = {"khong tra loi", "tu choi", "refuse", "prefer not",
                                          "no answer", "rather not", NULL};
    static const char *const unknown[] = {"khong biet", "kho tra loi", "don t know",
                                          "do not know", NULL};
    const char *text = text_search_folded(a, label);
    if (strlen(text) > 40) return 0;
    if (any_of(text, refused)) return 'r';
    return k->n > 2 && any_of(text, unknown) ? 'd' : 0;
}

/* ---- numbers ---- */

static bool whole(const char *s, int *out) {
    char *end;
    long  v = strtol(s, &end, 10);
    bool  plain = *end == '\0' && end != s && strchr("-0123456789", *s) && labs(v) < 1000000000;
    bool  same = plain && (s[0] != '0' || !s[1]) && strncmp(s, "-0", 2) != 0; /* 007 is a name */
    *out = (int)v;
    return same;
}

typedef struct Named { const char *value; int at; } Named;

static int by_value(const void *x, const void *y) {
    return strcmp(((const Named *)x)->value, ((const Named *)y)->value);
}

void codes_number(Arena *a, Codes *k) {
    bool   all = k->n > 0;
    int    v;
    Named *sorted = arena_take(a, (size_t)(k->n + 1) * sizeof *sorted);
    for (int i = 0; i < k->n; i++) all = all && whole(k->code[i].value, &v);
    for (int i = 0; i < k->n; i++) {
        k->code[i].code = all && whole(k->code[i].value, &v) ? v : i + 1;
        k->code[i].gone = gone_of(a, k, k->code[i].label);
        sorted[i] = (Named){k->code[i].value, i};
    }
    qsort(sorted, (size_t)k->n, sizeof *sorted, by_value);
    k->order = arena_take(a, (size_t)(k->n + 1) * sizeof *k->order);
    for (int i = 0; i < k->n; i++) k->order[i] = sorted[i].at;
}

int codes_find(const Codes *k, const char *value, size_t n) {
    int lo = 0, hi = k->n;
    while (lo < hi) {
        int         mid = (lo + hi) / 2, at = k->order[mid];
        const char *is = k->code[at].value;
        int         d = strncmp(is, value, n);
        if (d == 0 && !is[n]) return at;
        if (d < 0) lo = mid + 1;
        else hi = mid;
    }
    return -1;
}
