/* table.c - a question by groups of people.
 *
 * All shares of a table come from one pass of the engine, so they share its covariance; their
 * intervals are taken on the logit scale, where they stay between 0 and 1.  What may be shown
 * is decided by people and units in each cell, which are counted here and never printed. */
#include "opinion/opinion.h"

#include <math.h>
#include <string.h>

/* ---- words ---- */

static const char **answers_of(Ctx *c, const PollItem *k, int *n) {
    const Codes *codes = &k->asked->codes;
    *n = k->kind == POLL_NUMBER ? 1 : codes->n;
    const char **v = arena_take(c->a, (size_t)(*n + 1) * sizeof *v);
    for (int i = 0; i < *n; i++)
        v[i] = k->kind == POLL_NUMBER ? k->asked->label : codes->code[i].label;
    return v;
}

/* The words of a group: of a question its choice as people read it. */
static const char *group_words(const Poll *p, const char *by, const char *cell) {
    const PollItem *k = poll_item(p, by);
    int             at = k ? codes_find(&k->asked->codes, cell, strlen(cell)) : -1;
    return at < 0 ? cell : k->asked->codes.code[at].label;
}

static const char *by_words(Ctx *c, const Poll *p, const char *by) {
    const PollItem *k = by ? poll_item(p, by) : NULL;
    if (k) return k->asked->label;
    if (!by) return NULL;
    return tr(c, strcmp(by, "district") == 0 ? "opinion.by.district" : "opinion.by.stratum");
}

static bool can_group(const Poll *p, const char *by) {
    const PollItem *k = poll_item(p, by);
    if (k) return k->kind == POLL_ONE;
    bool place = strcmp(by, "district") == 0 || strcmp(by, "stratum") == 0;
    return place && p->sampling == SAMPLED;
}

/* ---- columns ---- */

/* 1 where this answer was given, 0 where another was. */
static Column one_column(Arena *a, const Var *v, int code) {
    double *value = arena_take(a, (size_t)(v->codes + 1) * sizeof *value);
    for (int i = 1; i <= v->codes; i++) value[i] = i == code;
    value[0] = NAN;
    return (Column){.name = v->label[code], .byte = v->byte, .code = v->code, .value = value,
                    .codes = v->codes, .term = 1};
}

static Column plain_column(const Var *v) {
    return (Column){.name = v->name, .real = v->real, .byte = v->byte, .value = v->value,
                    .codes = v->codes, .term = 1};
}

static Model model_of(Ctx *c, const Poll *p, const PollItem *k, int answers) {
    const Var *v = &p->data.var[k->var];
    Column    *col = arena_take(c->a, (size_t)(answers + 1) * sizeof *col);
    for (int i = 0; i < answers; i++)
        col[i] = k->kind == POLL_ONE ? one_column(c->a, v, i + 1) : plain_column(v + i);
    return (Model){.n = p->data.n, .p = answers, .col = col, .terms = 1,
                   .term = arena_take(c->a, 2 * sizeof(char *)), .text = k->name};
}

/* ---- one cell ---- */

/* NCHS (Parker et al. 2017): wider than 0.30 is too wide, up to 0.05 is well, between them it
 * depends on the share. */
static bool too_wide(double share, double lo, double hi) {
    double wide = hi - lo, less = share < 0.5 ? share : 1 - share;
    return wide >= 0.30 || (wide > 0.05 && wide > 1.3 * less);
}

static void put_interval(Stats *st, const Estimate *e, bool number, PollCell *k) {
    Estimate x = *e;
    k->share = e->value;
    k->se = e->se;
    k->df = e->df;
    if (number) {
        k->lo = e->lo;
        k->hi = e->hi;
        k->weak = e->n_eff < RELIABLE_LEAST;
        return;
    }
    x.value = log(e->value / (1 - e->value));
    x.se = e->se / (e->value * (1 - e->value));
    estimate_interval(st, &x);
    k->lo = 1 / (1 + exp(-x.lo));
    k->hi = 1 / (1 + exp(-x.hi));
    k->weak = e->n < RELIABLE_LEAST || e->n_eff < RELIABLE_LEAST ||
              too_wide(k->share, k->lo, k->hi);
}

/* R7: who gave the answer, from how many units, and that not all did. */
static Shown may_show(const PollCell *k, int64_t base, bool number, bool error) {
    if (k->people < CELL_LEAST) return HIDDEN_FEW;
    if (error && k->units < UNITS_LEAST) return HIDDEN_UNITS;
    if (!number && base - k->people < CELL_LEAST) return HIDDEN_ALL;
    return error && !(isfinite(k->lo) && isfinite(k->hi)) ? HIDDEN_ERROR : SHOWN;
}

static void put_cell(Stats *st, PollTable *t, int group, int answer, const Behind *b,
                     const Estimate *e) {
    bool      number = t->item->kind == POLL_NUMBER;
    int       at = group * t->answers + answer;
    int64_t   base = b->base[group];
    PollCell *k = &t->cell[at];
    *k = (PollCell){.lo = NAN, .hi = NAN, .se = NAN, .df = NAN, .people = b->people[at],
                    .units = b->units[at]};
    if (e) put_interval(st, e, number, k);
    else k->share = (number ? b->sum[group] : (double)b->people[at]) / (double)base;
    k->shown = may_show(k, base, number, t->error);
}

/* ---- groups ---- */

/* Groups from `from` on: everybody, or those of a domain. */
static Err fill(Stats *st, const Poll *p, const Model *m, const Domain *by, int from,
                const Behind *b, PollTable *t) {
    Result r = {0};
    Err    e = t->error ? stats_mean(st, &p->design, m, by, &r) : NULL;
    for (int g = 0; g < (by ? by->cells : 1) && !e; g++) {
        t->group[from + g].n = b->base[from + g];
        t->group[from + g].n_eff = t->error ? r.at[g * m->p].n_eff : NAN;
        for (int k = 0; k < m->p; k++)
            put_cell(st, t, from + g, k, b, t->error ? &r.at[g * m->p + k] : NULL);
    }
    return e;
}

/* Do groups differ?  Of a question with one choice by another grouping. */
static void test(Stats *st, const Poll *p, const PollItem *k, const char *by, PollTable *t) {
    Test out;
    if (!t->error || k->kind != POLL_ONE) return;
    const char *formula = arena_print(st->a, "~`%s`+`%s`", k->name, by);
    if (stats_chisq(st, &p->design, formula, NULL, TABLE_F, &out)) return;
    t->p = out.p;
    t->f = out.statistic;
    t->df1 = out.ndf;
    t->df2 = out.ddf;
}

/* The command that reckons the same on an export. */
static const char *recipe_of(Ctx *c, const Poll *p, const PollItem *k, const char *by) {
    if (p->sampling != SAMPLED) return NULL;
    Buf b = {.a = c->a};
    buf_print(&b, "namro estimate %s ", k->kind == POLL_NUMBER ? "mean" : "prop");
    if (k->kind == POLL_ONE) buf_print(&b, "'factor(%s)'", k->name);
    for (int i = 0; i < k->vars && k->kind != POLL_ONE; i++)
        buf_print(&b, "%s%s", i ? "," : "", p->data.var[k->var + i].name);
    buf_text(&b, " --data answers.csv ");
    buf_text(&b, p->recipe); /* with the classes of a weighting it is long */
    const char *own = p->options ? p->options : "", *gap = *own ? ";" : "";
    if (k->kind != POLL_NUMBER) buf_print(&b, " --option '%s%smethod=xlogit'", own, gap);
    else if (*own) buf_print(&b, " --option '%s'", own);
    if (by) buf_print(&b, " --by %s", by);
    return b.s;
}

Err poll_table(Ctx *c, Stats *st, const Poll *p, const PollItem *item, const char *by,
               PollTable *out) {
    PollTable t = {.item = item, .by = by_words(c, p, by), .groups = 1, .p = NAN,
                   .error = p->sampling == SAMPLED};
    Domain    dom;
    Err       e = NULL;
    if (by && !can_group(p, by)) return "opinion.by.missing";
    if (by) e = domain_make(st, &p->data, arena_print(c->a, "~`%s`", by), NULL, &dom);
    if (e) return e;
    t.answer = answers_of(c, item, &t.answers);
    t.groups += by ? dom.cells : 0;
    t.group = arena_take(c->a, (size_t)t.groups * sizeof *t.group);
    t.cell = arena_take(c->a, (size_t)t.groups * (size_t)t.answers * sizeof *t.cell);
    t.group[0].name = tr(c, "opinion.everybody");
    Model m = model_of(c, p, item, t.answers);
    Behind b = count_behind(c->a, p, item, by ? &dom : NULL, t.answers);
    e = fill(st, p, &m, NULL, 0, &b, &t);
    if (!e && by) e = fill(st, p, &m, &dom, 1, &b, &t);
    if (e) return e;
    for (int g = 1; g < t.groups; g++) {
        t.group[g].key = dom.name[g];
        t.group[g].name = group_words(p, by, dom.name[g]);
    }
    if (by) test(st, p, item, by, &t);
    t.recipe = recipe_of(c, p, item, by);
    table_beside(st, &t);
    *out = t;
    return NULL;
}
