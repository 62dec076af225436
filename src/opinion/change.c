/* change.c - the same question, then and now. */
#include "opinion/opinion.h"

#include <math.h>
#include <string.h>

/* errors of both, and the degrees of freedom that fit them (Satterthwaite 1946) */
static Estimate difference(const PollCell *a, const PollCell *b) {
    double   va = a->se * a->se, vb = b->se * b->se, v = va + vb;
    Estimate e = {.value = b->share - a->share, .se = sqrt(v),
                  .df = v * v / (va * va / a->df + vb * vb / b->df)};
    return e;
}

static int answer_at(const PollTable *t, const char *value) {
    const Codes *k = &t->item->asked->codes;
    return t->item->kind == POLL_NUMBER ? 0 : codes_find(k, value, strlen(value));
}

static const char *value_of(const PollTable *t, int i) {
    return t->item->kind == POLL_NUMBER ? "" : t->item->asked->codes.code[i].value;
}

static void fill(Stats *st, const PollCell *a, const PollCell *b, PollChange *out) {
    out->before = a && a->shown == SHOWN ? a->share : NAN;
    out->now = b->shown == SHOWN ? b->share : NAN;
    out->change = out->lo = out->hi = out->p = NAN;
    if (isnan(out->before) || isnan(out->now)) return;
    Estimate e = difference(a, b);
    estimate_interval(st, &e);
    out->change = e.value;
    out->lo = e.lo;
    out->hi = e.hi;
    out->p = stats_t_p(e.value / e.se, e.df);
}

Err poll_change(Ctx *c, Stats *st, const PollTable *now, const PollTable *before,
                const PollChange **out, int *n) {
    PollChange *v = arena_take(c->a, (size_t)(now->answers + 1) * sizeof *v);
    *n = 0;
    *out = v;
    if (!now->error || !before->error) return "opinion.change.sample";
    for (int i = 0; i < now->answers; i++) {
        int at = answer_at(before, value_of(now, i));
        v[*n].answer = now->answer[i];
        fill(st, at < 0 ? NULL : poll_cell(before, 0, at), poll_cell(now, 0, i), &v[*n]);
        ++*n;
    }
    return NULL;
}
