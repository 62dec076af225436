/* sample_page.c - the sample of a survey: planned, with what it will tell and cost; drawn. */
#include "sample/sample.h"

#include "chart/chart.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { TAKES = 8, DECIMALS = 1 };

static const char *at_sample(Ctx *c, int64_t survey) {
    return arena_print(c->a, "/survey/%" PRId64 "/sample", survey);
}

static Err find(Ctx *c, Request *r, Survey **s) {
    *s = survey_get(c, request_id(r));
    if (!*s) return "http.missing";
    return survey_may(c, *s, RIGHT_SURVEY) ? NULL : "http.forbidden";
}

static const Choice *frame_choices(Ctx *c) {
    Choice    *first = NULL, **end = &first;
    int        n;
    UnitFrame *f = unitframe_list(c, &n);
    for (int i = 0; i < n; i++, end = &(*end)->next) {
        *end = arena_new(c->a, Choice);
        **end = (Choice){.value = arena_print(c->a, "%" PRId64, f[i].id),
                         .text = trf(c, "sample.frame.choice", V(f[i].title), V(f[i].rows),
                                     V(f[i].size))};
    }
    return first;
}

/* ---- what it will tell ---- */

static int strata_of(const UnitFrame *f) {
    int n = 0;
    for (int i = 0; f && i < f->rows; i++) {
        int k = 0;
        while (k < i && strcmp(f->row[k].stratum, f->row[i].stratum) != 0) k++;
        n += k == i;
    }
    return n;
}

/* Of as many households in all, taken few or many from a unit: the fewer, the more is told. */
static Html margins_chart(Ctx *c, int64_t n, double rho) {
    static const int take[TAKES] = {2, 5, 10, 15, 20, 25, 30, 40};
    ChartPoint      *at = arena_take(c->a, TAKES * sizeof *at);
    for (int i = 0; i < TAKES; i++) {
        int       units = (int)((n + take[i] - 1) / take[i]);
        Precision p = sample_precision(units, take[i], 1, rho, 0, 0);
        at[i] = (ChartPoint){.name = arena_print(c->a, "%d", take[i]), .v = {p.margin * 100}};
    }
    return chart_lines(c, &(ChartLines){
        .title = trf(c, "sample.chart", V(n)), .subject = tr(c, "sample.chart.take"),
        .decimals = DECIMALS, .series = 1, .of = {{tr(c, "sample.chart.margin"), "blue"}},
        .points = TAKES, .at = at});
}

static double typed_real(const char *s, double otherwise) {
    char  text[24], *end;
    size_t n = strlen(s);
    if (!n || n >= sizeof text) return otherwise;
    memcpy(text, s, n + 1);
    for (char *p = text; *p; p++)
        if (*p == ',') *p = '.';
    double v = strtod(text, &end);
    return *end || !(v >= 0 && v <= 1) ? otherwise : v;
}

/* Asked for in the address, or sent by the button that draws. */
static const char *asked(const Request *r, const char *name, const char *otherwise) {
    const char *v = form_value(&r->form, name);
    if (!v || !*v) v = request_query(r, name);
    return v && *v ? v : otherwise;
}

static int64_t number(const char *s, int64_t max) {
    char   *end;
    int64_t v = strtoll(s, &end, 10);
    return *end || v < 0 ? 0 : v > max ? max : v;
}

static void tell(Ctx *c, SamplePage *p) {
    const UnitFrame *frame = unitframe_get(c, number(p->frame_id, INT64_MAX));
    int    units = (int)number(p->units, SAMPLE_UNITS_MAX);
    int    take = (int)number(p->take, SAMPLE_TAKE_MAX);
    double rho = typed_real(p->rho, 0.05);
    if (!frame || !org_may(c, RIGHT_SURVEY, frame->unit) || units > frame->rows) return;
    if (!units || !take) return;
    p->precision = sample_precision(units, take, strata_of(frame), rho,
                                    number(p->unit_cost, 1000000000),
                                    number(p->home_cost, 1000000000));
    p->told = true;
    p->margin = text_percent(c, p->precision.margin, DECIMALS);
    p->change = text_percent(c, p->precision.change, DECIMALS);
    p->deff = text_real(c, p->precision.deff, 2);
    p->chart = margins_chart(c, p->precision.n, rho);
}

/* ---- pages ---- */

static void plan_shown(Ctx *c, Request *r, const Survey *s) {
    SamplePage p = {.f = request_form(c, r), .s = s, .frames = frame_choices(c),
                    .frame_id = asked(r, "frame", ""), .units = asked(r, "units", "40"),
                    .take = asked(r, "take", "30"), .reserve = asked(r, "reserve", "5"),
                    .rho = asked(r, "rho", text_real(c, 0.05, 2)),
                    .unit_cost = asked(r, "unit_cost", "500000"),
                    .home_cost = asked(r, "home_cost", "100000")};
    tell(c, &p);
    reply_page(r, tr(c, "sample.title"), sample_plan_html(c, &p));
}

static Err sample_page(Ctx *c, Request *r) {
    Survey *s;
    Err     e = find(c, r, &s);
    if (e) return e;
    const Sample *sample = sample_get(c, s->id);
    reply_trail(c, r, "/survey", tr(c, "survey.list"));
    reply_trail(c, r, arena_print(c->a, "/survey/%" PRId64, s->id), s->title);
    if (!sample) {
        plan_shown(c, r, s);
        return NULL;
    }
    SamplePage p = {.f = request_form(c, r), .s = s, .sample = sample,
                    .frame = unitframe_get(c, sample->frame), .psus = sample_psus(c, s->id),
                    .may = strcmp(s->stage, "closed") != 0};
    reply_page(r, tr(c, "sample.title"), sample_view_html(c, &p));
    return NULL;
}

static Err sample_post(Ctx *c, Request *r) {
    Survey *s;
    Err     e = find(c, r, &s);
    if (e) return e;
    Sample plan = {.frame = form_number(&r->form, "frame"),
                   .units = (int)number(form_text(&r->form, "units"), SAMPLE_UNITS_MAX + 1),
                   .take = (int)number(form_text(&r->form, "take"), SAMPLE_TAKE_MAX + 1),
                   .reserve = (int)number(form_text(&r->form, "reserve"), SAMPLE_RESERVE_MAX + 1)};
    e = sample_make(c, s->id, &plan);
    if (!e) reply_done(r, at_sample(c, s->id), "sample.done");
    return e;
}

static Err replace_post(Ctx *c, Request *r) {
    Survey *s;
    Err     e = find(c, r, &s);
    if (!e) e = sample_replace(c, s->id, form_number(&r->form, "psu"));
    if (!e) reply_done(r, at_sample(c, s->id), "sample.done.replace");
    return e;
}

const Route sample_routes[] = {
    SHOW("/survey/{id}/sample",         sample_page,  RIGHT_SURVEY, NULL),
    SEND("/survey/{id}/sample",         sample_post,  RIGHT_SURVEY, sample_page),
    SEND("/survey/{id}/sample/replace", replace_post, RIGHT_SURVEY, sample_page),
    {0}
};
