/* result_page.c - what was answered, question by question, never without its error. */
#include "opinion/opinion.h"

#include "chart/chart.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DECIMALS = 1, NUMBER_DECIMALS = 2 };

/* ---- words ---- */

static const char *shown_value(const Ctx *c, const PollTable *t, double v) {
    return t->item->kind == POLL_NUMBER ? text_real(c, v, NUMBER_DECIMALS)
                                        : text_percent(c, v, DECIMALS);
}

static const char *interval_of(const Ctx *c, const PollTable *t, const PollCell *k) {
    if (isnan(k->lo)) return "";
    return arena_print(c->a, "%s – %s", shown_value(c, t, k->lo), shown_value(c, t, k->hi));
}

static const char *why_hidden(const Ctx *c, Shown s) {
    static const char *const keys[] = {NULL, "opinion.hidden.few", "opinion.hidden.units",
                                       "opinion.hidden.all", "opinion.hidden.beside",
                                       "opinion.hidden.error"};
    return s == SHOWN ? NULL : tr(c, keys[s]);
}

/* The answer that most gave; -1: none is shown. */
static int best_answer(const PollTable *t) {
    int best = -1;
    for (int i = 0; i < t->answers; i++) {
        const PollCell *k = poll_cell(t, 0, i);
        if (k->shown == SHOWN && (best < 0 || k->share > poll_cell(t, 0, best)->share)) best = i;
    }
    return best;
}

/* The answer that most gave, in words that its interval bears. */
static const char *sentence(Ctx *c, const PollTable *t) {
    int best = best_answer(t);
    if (best < 0 || !t->error) return NULL;
    const PollCell *k = poll_cell(t, 0, best);
    if (t->item->kind == POLL_NUMBER)
        return trf(c, "opinion.said.number", V(shown_value(c, t, k->share)),
                   V(interval_of(c, t, k)));
    return trf(c, "opinion.said", V(tr(c, phrase_of(k->lo, k->hi))), V(t->answer[best]),
               V(shown_value(c, t, k->share)), V(interval_of(c, t, k)));
}

static const char *base_of(Ctx *c, const PollTable *t) {
    const PollGroup *g = &t->group[0];
    if (!t->error) return trf(c, "opinion.n.optin", V(g->n));
    return trf(c, "opinion.n", V(g->n), V((int64_t)floor(g->n_eff)));
}

static const char *test_of(Ctx *c, const PollTable *t) {
    if (isnan(t->p)) return NULL;
    const char *p = t->p < 0.001 ? tr(c, "opinion.test.tiny") : text_real(c, t->p, 3);
    return trf(c, t->p < 0.05 ? "opinion.test.differ" : "opinion.test.same", V(p),
               V(text_real(c, t->f, 2)), V(text_real(c, t->df1, 1)), V(text_real(c, t->df2, 1)));
}

/* ---- pictures and rows ---- */

static Html chart_of(Ctx *c, const PollTable *t) {
    ChartDot *first = NULL, **end = &first;
    for (int i = 0; i < t->answers; i++) {
        const PollCell *k = poll_cell(t, 0, i);
        *end = arena_new(c->a, ChartDot);
        **end = (ChartDot){.name = t->answer[i], .estimate = k->share, .low = k->lo,
                           .high = k->hi, .n = -1, .look = k->weak ? "grey" : NULL};
        end = &(*end)->next;
    }
    bool number = t->item->kind == POLL_NUMBER;
    const char *share = t->error ? "opinion.share" : "opinion.share.came";
    return chart_dots(c, &(ChartDots){
        .title = t->item->asked->label, .subject = tr(c, "opinion.answer"),
        .measure = tr(c, number ? "opinion.mean" : share),
        .share = !number, .decimals = number ? NUMBER_DECIMALS : DECIMALS, .line = NAN,
        .rows = first});
}

/* How many cells of groups show a figure: of one answer, or of all (-1). */
static int told(const PollTable *t, int answer) {
    int n = 0;
    for (int g = 1; g < t->groups; g++)
        for (int k = 0; k < t->answers; k++)
            n += (answer < 0 || k == answer) && poll_cell(t, g, k)->shown == SHOWN;
    return n;
}

/* The answer that most gave, group by group beside everybody; of no length without groups. */
static Html groups_chart(Ctx *c, const PollTable *t) {
    ChartDot *first = NULL, **end = &first;
    int       best = best_answer(t);
    if (best < 0 || told(t, best) < 2) return (Html){0};
    for (int g = 1; g < t->groups; g++) {
        const PollCell *k = poll_cell(t, g, best);
        if (k->shown != SHOWN) continue;
        *end = arena_new(c->a, ChartDot);
        **end = (ChartDot){.name = t->group[g].name, .estimate = k->share, .low = k->lo,
                           .high = k->hi, .n = -1, .look = k->weak ? "grey" : NULL};
        end = &(*end)->next;
    }
    bool number = t->item->kind == POLL_NUMBER;
    return chart_dots(c, &(ChartDots){
        .title = number ? t->by : trf(c, "opinion.groups.title", V(t->answer[best]), V(t->by)),
        .subject = t->by,
        .measure = tr(c, number ? "opinion.mean" : t->error ? "opinion.share"
                                                            : "opinion.share.came"),
        .share = !number, .decimals = number ? NUMBER_DECIMALS : DECIMALS,
        .line = poll_cell(t, 0, best)->share, .line_name = tr(c, "opinion.everybody"),
        .rows = first});
}

static const ResultRow *rows_of(Ctx *c, const PollTable *t, ResultLine *l) {
    ResultRow *first = NULL, **end = &first;
    for (int g = 0; g < t->groups; g++) {
        ResultCell *cell = arena_take(c->a, (size_t)(t->answers + 1) * sizeof *cell);
        for (int i = 0; i < t->answers; i++) {
            const PollCell *k = poll_cell(t, g, i);
            cell[i] = (ResultCell){.note = why_hidden(c, k->shown), .weak = k->weak};
            l->hidden |= k->shown != SHOWN;
            l->weak |= k->shown == SHOWN && k->weak;
            if (cell[i].note) continue;
            cell[i].value = shown_value(c, t, k->share);
            cell[i].interval = interval_of(c, t, k);
        }
        *end = arena_new(c->a, ResultRow);
        **end = (ResultRow){t->group[g].name, text_int(c, t->group[g].n), cell, NULL};
        end = &(*end)->next;
    }
    l->none = t->groups > 1 && !told(t, -1);
    return t->groups > 1 && !l->none ? first : NULL;
}

ResultLine *result_line(Ctx *c, const PollTable *t) {
    ResultLine *l = arena_new(c->a, ResultLine);
    *l = (ResultLine){.name = t->item->name, .label = t->item->asked->label,
                      .said = sentence(c, t), .n = base_of(c, t), .chart = chart_of(c, t),
                      .groups = groups_chart(c, t),
                      .answers = t->answers, .answer = t->answer, .by = t->by,
                      .test = test_of(c, t), .recipe = t->recipe};
    l->rows = rows_of(c, t, l);
    return l;
}

/* ---- the page ---- */

static Choice *choice(Ctx *c, const char *value, const char *text, Choice *next) {
    Choice *k = arena_new(c->a, Choice);
    *k = (Choice){.value = value, .text = text, .next = next};
    return k;
}

static const Choice *groupings(Ctx *c, const Poll *p) {
    Choice *list = NULL;
    for (const PollItem *k = p->items; k; k = k->next)
        if (k->kind == POLL_ONE) list = choice(c, k->name, k->asked->label, list);
    if (p->sampling == SAMPLED) {
        list = choice(c, "stratum", tr(c, "opinion.by.stratum"), list);
        list = choice(c, "district", tr(c, "opinion.by.district"), list);
    }
    return choice(c, "", tr(c, "opinion.by.none"), list);
}

/* before: an earlier survey to compare with; NULL. */
static Err tables(Ctx *c, Stats *st, const Poll *p, const char *by, const Poll *before,
                  const ResultLine **out) {
    ResultLine *first = NULL, **end = &first;
    Err         e = NULL;
    for (const PollItem *k = p->items; k && !e; k = k->next) {
        PollTable t;
        bool      self = strcmp(k->name, by) == 0;
        e = poll_table(c, st, p, k, *by && !self ? by : NULL, &t);
        if (e) break;
        *end = result_line(c, &t);
        if (before) e = change_line(c, st, &t, before, *end);
        end = &(*end)->next;
    }
    *out = first;
    return e;
}

static Err make_page(Ctx *c, Request *r, const Survey *s, Html *out) {
    Poll        p, before;
    Stats       st = {.a = c->a, .threads = 2};
    const char *by = request_text(r, "by"), *other = request_text(r, "before");
    Err         e = poll_read(c, &st, s, &p);
    if (e && strcmp(e, "opinion.answers.none") == 0) {
        *out = empty_html(c, tr(c, e), NULL);
        return NULL;
    }
    if (e) return e;
    ResultsPage page = {.s = s, .f = request_form(c, r), .sampling = p.sampling, .by = by,
                        .before = other, .apart = p.apart, .others = change_choices(c, &p)};
    if (*other) e = change_before(c, &st, page.others, other, &before);
    if (!e) e = tables(c, &st, &p, by, *other ? &before : NULL, &page.lines);
    if (e) return e;
    page.bys = groupings(c, &p);
    page.n = trf(c, "opinion.people", V(p.data.n));
    *out = opinion_results_html(c, &page);
    return NULL;
}

static Err results_page(Ctx *c, Request *r) {
    Survey *s;
    Err     e = reading_find(c, r, &s);
    if (e) return e;
    const char *asked = arena_print(c->a, "%s %s", request_text(r, "by"),
                                    request_text(r, "before"));
    const char *key = kept_key(c, s, asked);
    Html        page = kept_get(c, key);
    if (!page.s) {
        e = make_page(c, r, s, &page);
        if (e) return e;
        kept_put(key, page);
    }
    reply_trail(c, r, "/survey", tr(c, "survey.list"));
    reply_trail(c, r, arena_print(c->a, "/survey/%" PRId64, s->id), s->title);
    reply_page(r, tr(c, "opinion.results"), page);
    return NULL;
}

const Route opinion_routes[] = {
    SHOW("/survey/{id}/results", results_page, RIGHT_ANSWERS, NULL),
    {0}
};
