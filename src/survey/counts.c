/* counts.c - what was answered, counted: to see whether the fieldwork goes well.
 *
 * Unweighted and without an error, so said on the page and not made for publication (R6); a
 * question that fewer than ten have answered shows nothing, a rejected answer does not count. */
#include "survey/results.h"

#include "chart/chart.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>


enum { FEW = 10, BINS = 10, CHOICES = 60, LOOK_MAX = 50000 };

typedef struct Tallied { const Asked *k; int64_t n, *by; double *real; } Tallied;
typedef struct Counting {
    const ResultPlan *p;
    Tallied            *of;
    int               counts;
    int64_t           n;
    Cut              *v;
} Counting;

static bool many_of(const Asked *k) { return strcmp(k->kind, "many") == 0; }

static void count_value(Tallied *k, Cut v) {
    k->n++;
    if (k->real) {
        char text[40], *end;
        snprintf(text, sizeof text, "%.*s", (int)(v.n < 39 ? v.n : 39), v.s);
        double x = strtod(text, &end);
        if (*end) k->n--;
        else k->real[k->n - 1] = x;
        return;
    }
    for (size_t at = 0; at < v.n;) {
        size_t n = 0;
        while (at + n < v.n && !(many_of(k->k) && v.s[at + n] == ' ')) n++;
        int i = codes_find(&k->k->codes, v.s + at, n);
        if (i >= 0) k->by[i]++;
        at += n + 1;
    }
}

static bool count_answer(void *arg, Ctx *c, const ResultAnswer *a) {
    Counting *l = arg;
    (void)c;
    if (!a->cells.n || strcmp(a->review, "rejected") == 0) return false;
    l->n++;
    answer_values(l->p, a, l->v);
    for (int i = 0; i < l->counts; i++) {
        Cut v = l->v[l->of[i].k->at];
        if (v.n) count_value(&l->of[i], v);
    }
    return true;
}

static void begin_counts(Ctx *c, Counting *l) {
    int n = 0;
    for (const Asked *k = l->p->asked; k; k = k->next) n++;
    l->of = arena_take(c->a, (size_t)(n + 1) * sizeof *l->of);
    for (const Asked *k = l->p->asked; k; k = k->next) {
        bool number = strcmp(k->kind, "number") == 0;
        if (k->table || !k->columns || !k->field->control || (!k->codes.n && !number)) continue;
        Tallied *x = &l->of[l->counts++];
        x->k = k;
        if (k->codes.n) x->by = arena_take(c->a, (size_t)k->codes.n * sizeof *x->by);
        else x->real = arena_take(c->a, (size_t)(l->p->answers + 1) * sizeof *x->real);
    }
}

static ChartGroup *group(Ctx *c, const char *name, int64_t n) {
    ChartGroup *g = arena_new(c->a, ChartGroup);
    *g = (ChartGroup){.name = name, .n = {n}};
    return g;
}

static const ChartGroup *choice_groups(Ctx *c, const Tallied *k) {
    ChartGroup *first = NULL, **end = &first;
    for (int i = 0; i < k->k->codes.n && i < CHOICES; i++) {
        *end = group(c, k->k->codes.code[i].label, k->by[i]);
        end = &(*end)->next;
    }
    return first;
}

/* Years are written as years: without points. */
static const char *edge(Ctx *c, double x, bool whole) {
    return whole ? arena_print(c->a, "%.0f", x) : text_real(c, x, 2);
}

/* Bins of one width; of whole numbers its edges are whole. */
static const ChartGroup *number_groups(Ctx *c, const Tallied *k) {
    ChartGroup *first = NULL, **end = &first;
    int64_t     in[BINS] = {0};
    double      low = k->real[0], high = k->real[0];
    for (int64_t i = 1; i < k->n; i++) {
        if (k->real[i] < low) low = k->real[i];
        if (k->real[i] > high) high = k->real[i];
    }
    bool   whole = strcmp(k->k->field->type_name, "int") == 0;
    double wide = (high - low) / BINS;
    if (whole) wide = (double)(int64_t)((high - low) / BINS + 1);
    for (int64_t i = 0; i < k->n; i++) {
        int b = wide > 0 ? (int)((k->real[i] - low) / wide) : 0;
        in[b < BINS ? b : BINS - 1]++;
    }
    for (int b = 0; b < BINS && low + wide * b <= high; b++) {
        double      to = low + wide * (b + 1) - (whole ? 1 : 0);
        const char *a = edge(c, low + wide * b, whole);
        const char *name = wide == 1 && whole ? a
                         : arena_print(c->a, "%s – %s", a, edge(c, to, whole));
        *end = group(c, name, in[b]);
        end = &(*end)->next;
        if (wide <= 0) break;
    }
    return first;
}

static const CountLine *count_lines(Ctx *c, const Counting *l) {
    CountLine *first = NULL, **end = &first;
    for (int i = 0; i < l->counts; i++) {
        const Tallied *k = &l->of[i];
        *end = arena_new(c->a, CountLine);
        **end = (CountLine){.label = k->k->label, .n = k->n};
        if (k->n >= FEW)
            (*end)->chart = chart_bars(c, &(ChartBars){
                .title = k->k->label, .subject = tr(c, "results.counts.answer"), .series = 1,
                .of = {{tr(c, "results.counts.n"), "grey"}},
                .rows = k->real ? number_groups(c, k) : choice_groups(c, k)});
        end = &(*end)->next;
    }
    return first;
}

static Err counts_page(Ctx *c, Request *r) {
    Survey     *s;
    ResultPlan *plan;
    const char *after = "";
    Err         e = reading_find(c, r, &s);
    if (e) return e;
    if (!reading_reason(c, s->id)) {
        reading_ask(c, r, s);
        return NULL;
    }
    e = plan_make(c, s, &(ExportAsk){.as = "csv"}, &plan);
    if (e) return e;
    CountsPage p = {.s = s, .open = plan->open, .many = plan->answers > LOOK_MAX};
    Counting   l = {.p = plan,
                    .v = arena_take(c->a, (size_t)(plan->table[0].columns + 1) * sizeof(Cut))};
    if (!p.many) {
        begin_counts(c, &l);
        e = answers_each(c, plan, &(AnswerFilter){"", "", "", 0, 0}, (int)plan->answers + 1,
                         2 * LOOK_MAX, &after, count_answer, &l);
        p.n = l.n;
        p.rows = count_lines(c, &l);
    }
    reply_trail(c, r, "/survey", tr(c, "survey.list"));
    reply_trail(c, r, arena_print(c->a, "/survey/%" PRId64, s->id), s->title);
    reply_page(r, tr(c, "results.counts"), counts_html(c, &p));
    return e;
}

const Route counts_routes[] = {
    SHOW("/survey/{id}/counts", counts_page, RIGHT_ANSWERS, NULL),
    {0}
};
