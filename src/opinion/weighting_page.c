/* weighting_page.c - weights of a survey: its versions, a new one, what each of them does. */
#include "opinion/opinion.h"

#include "chart/chart.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TURNS_SHOWN = 12, HEAVY_BINS = 6 };

static const char *weights_of(Ctx *c, const Survey *s) {
    return arena_print(c->a, "/survey/%" PRId64 "/weights", s->id);
}

static void trail(Ctx *c, Request *r, const Survey *s) {
    reply_trail(c, r, "/survey", tr(c, "survey.list"));
    reply_trail(c, r, arena_print(c->a, "/survey/%" PRId64, s->id), s->title);
}

/* ---- words ---- */

static const char *method_words(const Ctx *c, const char *method) {
    if (strcmp(method, "rake") == 0) return tr(c, "weighting.method.rake");
    return tr(c, *method == 'l' && method[1] == 'i' ? "weighting.method.linear"
                                                    : "weighting.method.logit");
}

static bool is_margin(const char *margins, const char *name) {
    size_t n = strlen(name);
    for (const char *p = margins; p && *p; p = strchr(p, '\n'), p += p ? 1 : 0)
        if (strncmp(p, name, n) == 0 && p[n] == ':') return true;
    return false;
}

/* What is done, in one line: raked, to how many margins, in which bounds, cut where. */
static const char *how_words(Ctx *c, const WeightingRecipe *k) {
    int64_t margins = *k->margins != '\0';
    Buf     b = {.a = c->a};
    for (const char *p = k->margins; *p; p++) margins += *p == '\n';
    if (margins) buf_text(&b, trf(c, "weighting.how.margins", V(method_words(c, k->method)),
                                  V(margins)));
    else buf_text(&b, tr(c, "weighting.how.none"));
    if (margins && k->upper > 0)
        buf_print(&b, "; %s", trf(c, "weighting.how.bounds", V(text_real(c, k->lower, 2)),
                                  V(text_real(c, k->upper, 2))));
    if (k->trim > 0)
        buf_print(&b, "; %s", trf(c, "weighting.how.trim", V(text_real(c, k->trim, 2))));
    return b.s;
}

static Choice *choice(Ctx *c, const char *value, const char *text, Choice *next) {
    Choice *k = arena_new(c->a, Choice);
    *k = (Choice){.value = value, .text = text, .next = next};
    return k;
}

/* ---- the versions ---- */

static const WeightsLine *lines(Ctx *c, const WeightingRow *w, int64_t used) {
    WeightsLine *first = NULL, **end = &first;
    for (; w; w = w->next) {
        *end = arena_new(c->a, WeightsLine);
        **end = (WeightsLine){.version = w->version, .note = w->note,
                              .how = how_words(c, &w->recipe), .when = text_moment(c, w->at),
                              .n = trf(c, "weighting.n.of", V(w->n), V(text_real(c, w->n_eff, 0))),
                              .who = staff_name(c, w->who), .used = w->version == used};
        end = &(*end)->next;
    }
    return first;
}

static const Choice *version_choices(Ctx *c, const WeightingRow *w) {
    Choice *first = choice(c, "0", tr(c, "weighting.draw"), NULL), **end = &first->next;
    for (; w; w = w->next, end = &(*end)->next)
        *end = choice(c, arena_print(c->a, "%" PRId64, w->version),
                      trf(c, "weighting.version.n", V(w->version)), NULL);
    return first;
}

static Err list_page(Ctx *c, Request *r) {
    Survey *s;
    int64_t turn;
    Err     e = reading_find(c, r, &s);
    if (e) return e;
    WeightsPage   p = {.s = s, .drawn = strcmp(s->sampling, "probability") == 0};
    WeightingRow *all = weighting_list(c, s->id);
    p.used = weighting_in_force(c, s->id, &turn);
    const ClashField stored[] = {
        {.name = "version", .label = tr(c, "weighting.version"),
         .value = arena_print(c->a, "%" PRId64, p.used)}, {0}};
    Clash k = clash_meet(c, request_form(c, r), turn, stored);
    p.k = &k;
    p.rows = lines(c, all, p.used);
    p.versions = version_choices(c, all);
    trail(c, r, s);
    reply_page(r, tr(c, "weighting.title"), weights_list_html(c, &p));
    return NULL;
}

static Err use_post(Ctx *c, Request *r) {
    Survey *s;
    int64_t turn;
    Err     e = reading_find(c, r, &s);
    if (e) return e;
    weighting_in_force(c, s->id, &turn);
    e = clash_check(&r->form, turn);
    if (!e) e = weighting_use(c, s, form_number(&r->form, "version"),
                              form_text(&r->form, "reason"));
    if (!e) reply_done(r, weights_of(c, s), "weighting.use.done");
    return e;
}

/* ---- a new one ---- */

typedef struct Wish { WeightingRecipe k; WeightingMargin *m; int n; } Wish;

static void take_typed(Ctx *c, const Form *f, WeightingMargin *m, int n) {
    for (int i = 0; i < n; i++)
        for (int k = 0; k < m[i].cells; k++) {
            WeightingCell *x = &m[i].cell[k];
            x->typed = form_text(f, arena_print(c->a, "total.%s.%s", m[i].name, x->value));
        }
}

/* A number that may be left out.  A share of a factor, or times the mean. */
static Err read_number(Ctx *c, const Form *f, const char *name, Err bad, double *out) {
    const char *s = form_text(f, name);
    *out = 0;
    if (!*s) return NULL;
    return text_real_parse(c, s, out) || !(*out >= 0) || *out > 1e6 ? bad : NULL;
}

static Err read_method(const Form *f, const char **out) {
    static const char *const known[] = {"rake", "linear", "logit"};
    const char *s = form_text(f, "method");
    for (int i = 0; i < 3; i++)
        if (strcmp(s, known[i]) == 0) return *out = known[i], NULL;
    return "weighting.method.bad";
}

static Err read_recipe(Ctx *c, Stats *st, const Poll *p, const Form *f, Wish *out) {
    out->k = (WeightingRecipe){.classes = "", .margins = "", .method = "rake"};
    take_typed(c, f, out->m, out->n);
    Err e = weighting_typed(c, out->m, out->n, &out->k.margins);
    if (!e) e = weighting_classes(c, st, p, form_text(f, "classes"), &out->k.classes);
    if (!e) e = read_method(f, &out->k.method);
    if (!e) e = read_number(c, f, "lower", "weighting.lower.bad", &out->k.lower);
    if (!e) e = read_number(c, f, "upper", "weighting.lower.bad", &out->k.upper);
    if (!e) e = read_number(c, f, "trim", "weighting.trim.bad", &out->k.trim);
    return e;
}

static const Choice *class_choices(Ctx *c) {
    return choice(c, "", tr(c, "weighting.classes.none.chosen"),
                  choice(c, "stratum", tr(c, "weighting.classes.stratum"),
                         choice(c, "psu", tr(c, "weighting.classes.psu"), NULL)));
}

static const Choice *method_choices(Ctx *c) {
    return choice(c, "rake", tr(c, "weighting.method.rake.why"),
                  choice(c, "linear", tr(c, "weighting.method.linear.why"),
                         choice(c, "logit", tr(c, "weighting.method.logit.why"), NULL)));
}

/* Shown again after a refusal, it is reckoned again, so that each row says what is wrong. */
static Err form_page(Ctx *c, Request *r) {
    Survey *s;
    Poll    p;
    Stats   st = {.a = c->a, .threads = 2};
    Err     e = reading_find(c, r, &s);
    if (e) return e;
    if (strcmp(s->sampling, "probability") != 0) return "weighting.sampling.none";
    trail(c, r, s);
    reply_trail(c, r, weights_of(c, s), tr(c, "weighting.title"));
    e = poll_drawn(c, &st, s, &p);
    if (e && strcmp(e, "opinion.answers.none") == 0) {
        reply_page(r, tr(c, "weighting.new"), empty_html(c, tr(c, e), NULL));
        return NULL;
    }
    if (e) return e;
    WeightsForm  page = {.s = s, .f = request_form(c, r), .classes = class_choices(c),
                         .methods = method_choices(c)};
    Wish        k = {.m = weighting_margins(c, &p, &page.margins)};
    WeightingDone d;
    k.n = page.margins;
    if (page.f->typed) {
        e = read_recipe(c, &st, &p, page.f, &k);
        if (!e) e = weighting_reckon(c, &st, &p, &k.k, &d);
        if (e) page.detail = st.detail;
    }
    page.margin = k.m;
    reply_page(r, tr(c, "weighting.new"), weights_form_html(c, &page));
    return NULL;
}

typedef struct Making { Request *r; Poll p; Wish k; WeightingDone d; } Making;

static Err make(Ctx *c, void *arg) {
    Making *m = arg;
    Survey *s;
    Stats   st = {.a = c->a, .threads = 2};
    Err     e = reading_find(c, m->r, &s);
    if (!e && strcmp(s->sampling, "probability") != 0) e = "weighting.sampling.none";
    if (!e) e = poll_drawn(c, &st, s, &m->p);
    if (e) return e;
    m->k.m = weighting_margins(c, &m->p, &m->k.n);
    e = read_recipe(c, &st, &m->p, &m->r->form, &m->k);
    return e ? e : weighting_reckon(c, &st, &m->p, &m->k.k, &m->d);
}

/* Before the writer, in which everybody waits: a hundred thousand answers are read. */
static Err new_ready(Ctx *c, Request *r) {
    Making *m = arena_new(c->a, Making);
    m->r = r;
    Err e = db_read(c, make, m);
    if (!e) r->ready = m;
    return e;
}

static Err new_post(Ctx *c, Request *r) {
    const Making *m = r->ready;
    Survey       *s;
    int64_t       version;
    Err           e = reading_find(c, r, &s);
    if (!e) e = weighting_add(c, &m->p, &m->k.k, form_text(&r->form, "note"), &m->d, &version);
    if (!e) reply_done(r, arena_print(c->a, "%s/%" PRId64, weights_of(c, s), version),
                       "weighting.made.done");
    return e;
}

/* ---- what it does ---- */

/* Each choice before and after; after trimming it may be off what is known. */
static Html margin_chart(Ctx *c, const WeightingMargin *m) {
    ChartDot *first = NULL, **end = &first;
    for (int i = 0; i < m->cells; i++) {
        const WeightingCell *x = &m->cell[i];
        if (!x->people) continue;
        for (int k = 0; k < 2; k++) {
            *end = arena_new(c->a, ChartDot);
            const char *when = k ? "weighting.chart.after" : "weighting.chart.before";
            **end = (ChartDot){.name = trf(c, when, V(x->label)),
                               .estimate = k ? x->after : x->before, .low = NAN, .high = NAN,
                               .n = k ? -1 : x->people, .look = k ? NULL : "grey"};
            end = &(*end)->next;
        }
    }
    return chart_dots(c, &(ChartDots){.title = trf(c, "weighting.chart", V(m->label)),
                                      .subject = tr(c, "weighting.choice"),
                                      .measure = tr(c, "weighting.share"), .share = true,
                                      .decimals = 1, .line = NAN, .rows = first});
}

/* How many answers weigh how much, in mean weights; of nobody is said which. */
static Html heavy_chart(Ctx *c, const WeightingDone *d, int64_t n) {
    static const double border[HEAVY_BINS] = {0.25, 0.5, 1, 2, 4, INFINITY};
    int64_t     count[HEAVY_BINS] = {0};
    double      sum = 0;
    ChartGroup *first = NULL, **end = &first;
    for (int64_t i = 0; i < n; i++) sum += d->w[i];
    for (int64_t i = 0; i < n; i++) {
        int at = 0;
        while (d->w[i] * (double)n / sum >= border[at]) at++;
        count[at]++;
    }
    for (int i = 0; i < HEAVY_BINS; i++) {
        const char *high = i + 1 < HEAVY_BINS ? text_real(c, border[i], 2) : NULL;
        *end = arena_new(c->a, ChartGroup);
        **end = (ChartGroup){.n = {count[i]}, .name = !i ? trf(c, "weighting.below", V(high))
            : high ? trf(c, "weighting.between", V(text_real(c, border[i - 1], 2)), V(high))
                   : trf(c, "weighting.above", V(text_real(c, border[i - 1], 2)))};
        end = &(*end)->next;
    }
    return chart_bars(c, &(ChartBars){.title = tr(c, "weighting.heavy"), .series = 1,
                                      .subject = tr(c, "weighting.weight"),
                                      .of = {{tr(c, "weighting.answers"), "blue"}}, .rows = first});
}

static Html turns_chart(Ctx *c, const WeightingDone *d) {
    int         n = d->turns < TURNS_SHOWN ? d->turns : TURNS_SHOWN;
    ChartPoint *at = arena_take(c->a, (size_t)(n + 1) * sizeof *at);
    for (int i = 0; i < n; i++) {
        at[i].name = arena_print(c->a, "%d", i + 1);
        at[i].v[0] = d->gap[i];
    }
    return chart_lines(c, &(ChartLines){.title = tr(c, "weighting.turns.chart"),
                                        .subject = tr(c, "weighting.turn"), .share = true,
                                        .decimals = 2, .series = 1, .points = n,
                                        .of = {{tr(c, "weighting.gap"), "blue"}}, .at = at});
}

static void show_margins(Ctx *c, const Poll *p, WeightsView *v) {
    int              n, used = 0;
    WeightingMargin *m = weighting_margins(c, p, &n);
    Html            *chart = arena_take(c->a, (size_t)(n + 1) * sizeof *chart);
    for (int i = 0; i < n; i++) {
        if (!is_margin(v->w->recipe.margins, m[i].name)) continue;
        weighting_shares(p, v->d->w, &m[i]);
        m[used] = m[i];
        chart[used] = margin_chart(c, &m[used]);
        used++;
    }
    v->margin = m;
    v->margins = used;
    v->chart = chart;
}

static const char *class_words(Ctx *c, const char *classes) {
    if (!*classes) return NULL;
    return tr(c, *classes == 'p' ? "weighting.classes.psu" : "weighting.classes.stratum");
}

static Err show(Ctx *c, Request *r, const Survey *s, WeightingRow *w) {
    Poll          p;
    WeightingDone d;
    Stats         st = {.a = c->a, .threads = 2};
    Err           e = poll_drawn(c, &st, s, &p);
    WeightsView   v = {.s = s, .w = w, .d = &d, .who = staff_name(c, w->who),
                       .how = how_words(c, &w->recipe),
                       .classes = class_words(c, w->recipe.classes),
                       .used = weighting_in_force(c, s->id, NULL) == w->version};
    if (!e) e = weighting_reckon(c, &st, &p, &w->recipe, &d);
    if (e) {
        v.trouble = tr(c, e);
        v.detail = st.detail;
    } else {
        v.n = p.data.n;
        v.same = strcmp(d.digest, w->digest) == 0;
        Buf b = {.a = c->a};
        buf_text(&b, "namro estimate mean '~...' --data answers.csv ");
        buf_text(&b, d.recipe);
        if (d.options) buf_print(&b, " --option '%s'", d.options);
        v.recipe = b.s;
        v.heavy = heavy_chart(c, &d, p.data.n);
        if (d.turns) v.turns = turns_chart(c, &d);
        show_margins(c, &p, &v);
    }
    trail(c, r, s);
    reply_trail(c, r, weights_of(c, s), tr(c, "weighting.title"));
    reply_page(r, trf(c, "weighting.version.n", V(w->version)), weights_view_html(c, &v));
    return NULL;
}

static Err view_page(Ctx *c, Request *r) {
    Survey     *s;
    char       *end;
    const char *n = request_part(r, "n");
    Err         e = reading_find(c, r, &s);
    if (e) return e;
    int64_t       version = strtoll(n, &end, 10);
    WeightingRow *w = *end ? NULL : weighting_get(c, s->id, version);
    return w ? show(c, r, s, w) : "http.missing";
}

const Route weighting_routes[] = {
    SHOW("/survey/{id}/weights",           list_page, RIGHT_ANSWERS, NULL),
    SHOW("/survey/{id}/weights/new",       form_page, RIGHT_ANSWERS, NULL),
    SEND_READY("/survey/{id}/weights/new", new_ready, new_post, RIGHT_ANSWERS, form_page),
    SEND("/survey/{id}/weights/use",       use_post,  RIGHT_ANSWERS, list_page),
    SHOW("/survey/{id}/weights/{n}",       view_page, RIGHT_ANSWERS, NULL),
    {0}
};
