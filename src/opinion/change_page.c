/* change_page.c - the same question in an earlier survey: which answers became more, and whether
 * that is more than chance.  Several answers are looked at, so each has to be rarer by chance: one
 * in twenty over the number of answers (Bonferroni). */
#include "opinion/opinion.h"

#include "chart/chart.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PERCENT = 100 };

static double scale(const PollTable *t) { return t->item->kind == POLL_NUMBER ? 1 : PERCENT; }
static int    decimals(const PollTable *t) { return t->item->kind == POLL_NUMBER ? 2 : 1; }

static const PollItem *same_question(const Poll *p, const PollItem *item) {
    const PollItem *k = p->items;
    while (k && (k->asked->question != item->asked->question || k->kind != item->kind))
        k = k->next;
    return k;
}

static Html picture(Ctx *c, const PollTable *t, const PollChange *v, int n, const char *title) {
    ChartDot *first = NULL, **end = &first;
    double    k = scale(t);
    for (int i = 0; i < n; i++) {
        *end = arena_new(c->a, ChartDot);
        **end = (ChartDot){.name = v[i].answer, .estimate = k * v[i].change, .low = k * v[i].lo,
                           .high = k * v[i].hi, .n = -1};
        end = &(*end)->next;
    }
    bool number = t->item->kind == POLL_NUMBER;
    return chart_dots(c, &(ChartDots){
        .title = trf(c, "opinion.change.title", V(t->item->asked->label), V(title)),
        .subject = tr(c, "opinion.answer"),
        .measure = tr(c, number ? "opinion.change.number" : "opinion.change.points"),
        .decimals = decimals(t), .line = 0, .line_name = tr(c, "opinion.change.line"),
        .rows = first});
}

static const char *sentence(Ctx *c, const PollTable *t, const PollChange *v) {
    double      k = scale(t), sign = v->change < 0 ? -1 : 1;
    double      lo = sign * k * (sign > 0 ? v->lo : v->hi);
    double      hi = sign * k * (sign > 0 ? v->hi : v->lo);
    int         d = decimals(t);
    const char *key = t->item->kind == POLL_NUMBER
                          ? sign > 0 ? "opinion.change.number.more" : "opinion.change.number.less"
                          : sign > 0 ? "opinion.change.more" : "opinion.change.less";
    return trf(c, key, V(v->answer), V(text_real(c, sign * k * v->change, d)),
               V(text_real(c, lo, d)), V(text_real(c, hi, d)));
}

static const ChangeWord *words(Ctx *c, const PollTable *t, const PollChange *v, int n) {
    ChangeWord *first = NULL, **end = &first;
    int         told = 0;
    for (int i = 0; i < n; i++) told += !isnan(v[i].p);
    for (int i = 0; i < n; i++) {
        if (isnan(v[i].p) || v[i].p * told >= 0.05) continue;
        *end = arena_new(c->a, ChangeWord);
        (*end)->text = sentence(c, t, &v[i]);
        end = &(*end)->next;
    }
    if (first) return first;
    first = arena_new(c->a, ChangeWord);
    first->text = tr(c, told ? "opinion.change.none" : "opinion.change.hidden");
    return first;
}

Err change_line(Ctx *c, Stats *st, const PollTable *now, const Poll *before, ResultLine *l) {
    const PollItem   *k = same_question(before, now->item);
    const PollChange *v;
    PollTable         was;
    int               n;
    if (!k) return NULL;
    Err e = poll_table(c, st, before, k, NULL, &was);
    if (!e) e = poll_change(c, st, now, &was, &v, &n);
    if (e) return e;
    l->change = picture(c, now, v, n, before->survey->title);
    l->changed = words(c, now, v, n);
    return NULL;
}

/* ---- with which ---- */

const Choice *change_choices(Ctx *c, const Poll *p) {
    Choice *first = NULL, **end = &first;
    if (p->sampling != SAMPLED) return NULL;
    Rows q = db_query(c, "SELECT id FROM survey WHERE form = $1 AND id <> $2 AND since <= $3"
                         " AND sampling = 'probability' AND stage <> 'draft'"
                         " ORDER BY since DESC, id DESC",
                      V(p->survey->form), V(p->survey->id), V(p->survey->since));
    while (db_next(&q)) {
        const Survey *s = survey_get(c, row_int(&q, 0));
        if (!s || !survey_may(c, s, RIGHT_ANSWERS)) continue;
        *end = arena_new(c->a, Choice);
        (*end)->value = arena_print(c->a, "%lld", (long long)s->id);
        (*end)->text = trf(c, "opinion.before.one", V(s->title), V(text_day(c, s->since)));
        end = &(*end)->next;
    }
    if (!first) return NULL;
    Choice *none = arena_new(c->a, Choice);
    *none = (Choice){.value = "", .text = tr(c, "opinion.before.none"), .next = first};
    return none;
}

Err change_before(Ctx *c, Stats *st, const Choice *others, const char *id, Poll *out) {
    while (others && strcmp(others->value, id) != 0) others = others->next;
    if (!others) return "opinion.before.missing";
    return poll_read(c, st, survey_get(c, strtoll(id, NULL, 10)), out);
}
