/* assess_page.c - the pages of assessments: their list, one of them, a unit in it. */
#include "inspect/assess.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct { int64_t level; const char *value, *key; } levels[] = {
    {2, "2", "assess.level.district"}, {3, "3", "assess.level.commune"},
    {0, "0", "assess.level.office"}};

static const char *level_words(const Ctx *c, int64_t level) {
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        if (levels[i].level == level) return tr(c, levels[i].key);
    return "";
}

static const char *address(const Ctx *c, int64_t id) {
    return arena_print(c->a, "/assess/%" PRId64, id);
}

static Choice *choice(Ctx *c, const char *value, const char *text, Choice *next) {
    Choice *x = arena_new(c->a, Choice);
    *x = (Choice){.value = value, .text = text, .next = next};
    return x;
}

/* ---- Words for templates ---- */

static const struct { const char *stage, *key; Tone tone; } stages[] = {
    {"draft",     "assess.stage.draft",     TONE_GREY},
    {"proposed",  "assess.stage.proposed",  TONE_AMBER},
    {"approved",  "assess.stage.approved",  TONE_GREEN},
    {"withdrawn", "assess.stage.withdrawn", TONE_RED},
};

Html assess_state_html(const Ctx *c, const Assessment *a) {
    for (size_t i = 0; i < sizeof stages / sizeof *stages; i++)
        if (assess_is(a, stages[i].stage))
            return badge_html(c, stages[i].tone, tr(c, stages[i].key));
    fatal("assess: no such stage: %s", a->stage);
}

Html assess_choice_html(const Ctx *c, const char *which) {
    if (!*which) return (Html){""};
    bool good = strcmp(which, "commend") == 0;
    return badge_html(c, good ? TONE_GREEN : TONE_AMBER,
                      tr(c, good ? "assess.choice.commend" : "assess.choice.correct"));
}

bool assess_some(const Assessed *x, const char *which) {
    for (int i = 0; i < x->n; i++)
        if (strcmp(x->row[i].choice, which) == 0) return true;
    return false;
}

const char *assess_points(const Ctx *c, const AssessRow *u) { return text_real(c, u->points, 1); }

const char *assess_interval(const Ctx *c, const AssessRow *u) {
    if (!u->rank) return tr(c, "assess.few");
    if (u->low == u->high) return text_int(c, u->low);
    return arena_print(c->a, "%s–%s", text_int(c, u->low), text_int(c, u->high));
}

const char *assess_tasks_address(const Ctx *c, const Assessment *a, int64_t unit, int what,
                                 bool top) {
    return arena_print(c->a, "/assess/%" PRId64 "/unit/%" PRId64 "/tasks?what=%s%s", a->id, unit,
                       what < 0 ? "waiting" : indicator_names[what], top ? "" : "&part=all");
}

static const struct { const char *key; Tone tone; } states[] = {
    [KNOWN_OUT] = {"assess.state.out", TONE_GREY},
    [KNOWN_OPEN] = {"assess.state.open", TONE_BLUE},
    [KNOWN_WAITING] = {"assess.state.waiting", TONE_AMBER},
    [KNOWN_OVERDUE] = {"assess.state.overdue", TONE_RED},
    [KNOWN_DONE] = {"assess.state.done", TONE_GREEN},
    [KNOWN_LATE] = {"assess.state.late", TONE_AMBER},
    [KNOWN_PAUSED] = {"assess.state.paused", TONE_GREY},
};
const char *assess_state_key(KnownState s) { return states[s].key; }
Tone        assess_state_tone(KnownState s) { return states[s].tone; }

/* ---- The list, and a new one ---- */

static const AssessLine *lines_of(Ctx *c, const Assessment *a) {
    AssessLine *first = NULL, **end = &first;
    for (; a; a = a->next, end = &(*end)->next) {
        *end = arena_new(c->a, AssessLine);
        **end = (AssessLine){.a = a, .period = assess_period(c, a), .unit = unit_name(c, a->unit),
                             .level = level_words(c, a->level)};
    }
    return first;
}

static Err list_page(Ctx *c, Request *r) {
    const Formula *f = formula_on(c, c->today);
    AssessListPage p = {.rows = lines_of(c, assess_list(c)), .may = request_may(r, RIGHT_JUDGE),
                        .formula = f ? formula_words(c, f) : NULL};
    reply_page(r, tr(c, "assess.title"), assess_list_html(c, &p));
    return NULL;
}

/* The months, quarters, halves and years that are over, the latest first of each. */
static Choice *add_periods(Ctx *c, const char *period, int months, int most, Choice *rest) {
    static const char *const groups[] = {
        [1] = "assess.periods.month", [3] = "assess.periods.quarter", [6] = "assess.periods.half",
        [12] = "assess.periods.year"};
    Choice     *first = NULL, **end = &first;
    const char *group = tr(c, groups[months]);
    int     year = atoi(c->today), month = (atoi(c->today + 5) - 1) / months * months + 1;
    for (int i = 0; i < most; i++) {
        month -= months;
        if (month < 1) month += 12, year--;
        const char *since = arena_print(c->a, "%04d-%02d-01", year, month);
        const Assessment a = {.period = period, .since = since};
        *end = choice(c, arena_print(c->a, "%s:%s", period, since), assess_period(c, &a), NULL);
        (*end)->group = group;
        end = &(*end)->next;
    }
    *end = rest;
    return first;
}

static const Choice *periods(Ctx *c) {
    Choice *other = choice(c, "other", tr(c, "assess.periods.other"), NULL);
    other->group = tr(c, "assess.periods.days");
    Choice *rest = add_periods(c, "year", 12, 2, other);
    rest = add_periods(c, "half", 6, 2, rest);
    rest = add_periods(c, "month", 1, 6, rest);
    return add_periods(c, "quarter", 3, 4, rest);
}

static Err new_page(Ctx *c, Request *r) {
    Choice *all = NULL;
    const Assessment a = assess_blank(c);
    for (size_t i = sizeof levels / sizeof *levels; i > 0; i--)
        all = choice(c, levels[i - 1].value, tr(c, levels[i - 1].key), all);
    AssessNewPage p = {.form = request_form(c, r), .periods = periods(c), .levels = all,
                       .units = unit_choices(c, 0, NULL), .formula = formula_on(c, a.until),
                       .period = arena_print(c->a, "%s:%s", a.period, a.since), .level = "2",
                       .unit = arena_print(c->a, "%" PRId64, unit_top(c))};
    reply_trail(c, r, "/assess", tr(c, "assess.title"));
    reply_page(r, tr(c, "assess.new"), assess_new_html(c, &p));
    return NULL;
}

/* "quarter:2022-07-01", or "other" with two days beside it. */
static Err read_period(Ctx *c, const Form *f, Assessment *a) {
    const char *typed = form_text(f, "period"), *colon = strchr(typed, ':');
    if (colon && date_ok(colon + 1)) {
        a->period = arena_part(c->a, typed, (size_t)(colon - typed));
        a->since = colon + 1;
        if (strcmp(a->period, "other") == 0) return "assess.period.bad";
        a->until = assess_until(c->a, a->period, a->since);
        return NULL;
    }
    a->period = "other";
    if (strcmp(typed, "other") != 0) return "assess.period.bad";
    if (text_day_parse(c, form_text(f, "since"), &a->since)) return "assess.since.missing";
    return text_day_parse(c, form_text(f, "until"), &a->until) ? "assess.until.missing" : NULL;
}

static Err new_post(Ctx *c, Request *r) {
    const Form *f = &r->form;
    Assessment  a = {.unit = form_number(f, "unit"), .level = form_number(f, "level"),
                     .beneath = *form_text(f, "beneath") != 0};
    Err e = read_period(c, f, &a);
    if (!e) e = assess_make(c, &a);
    if (!e) reply_done(r, address(c, a.id), "assess.done.made");
    return e;
}

/* ---- One ---- */

static Html chart_of(Ctx *c, const Assessment *a, const Assessed *x) {
    ChartDot *first = NULL, **end = &first;
    for (int i = 0; i < x->ranked; i++) {
        const AssessRow *u = &x->row[i];
        *end = arena_new(c->a, ChartDot);
        **end = (ChartDot){.name = u->name, .estimate = (double)u->rank, .low = (double)u->low,
                           .href = arena_print(c->a, "/assess/%" PRId64 "/unit/%" PRId64, a->id,
                                               u->unit),
                           .high = (double)u->high, .n = u->owed,
                           .look = strcmp(u->proposal, "commend") == 0   ? "green"
                                   : strcmp(u->proposal, "correct") == 0 ? "amber" : NULL};
        end = &(*end)->next;
    }
    if (!first) return (Html){""};
    return chart_dots(c, &(ChartDots){.title = tr(c, "assess.chart"),
                                      .subject = tr(c, "assess.unit"),
                                      .measure = tr(c, "assess.rank"), .line = NAN,
                                      .rows = first});
}

static const char *who_words(Ctx *c, int64_t who) { return who ? staff_name(c, who) : ""; }

static Err assess_page(Ctx *c, Request *r) {
    const Assessment *a = assess_get(c, request_id(r));
    if (!a) return "http.missing";
    const Formula *f = formula_get(c, a->formula);
    Assessed       x = assess_rows(c, a);
    AssessPage     p = {.a = a, .f = f, .x = &x, .form = request_form(c, r),
                        .period = assess_period(c, a), .unit = unit_name(c, a->unit),
                        .level = level_words(c, a->level), .maker = who_words(c, a->who),
                        .proposer = who_words(c, a->proposer), .judge = who_words(c, a->judge),
                        .may = assess_may(c, a), .left = assess_left(&x),
                        .late = strcmp(day_of(c->a, f->at), a->since) > 0,
                        .chart = chart_of(c, a, &x)};
    p.judges = p.may && assess_is(a, "proposed");
    if (*request_text(r, "again")) {
        Err e = assess_again(c, a);
        p.same = !e;
        p.notice = e ? e : "assess.figures.same";
    }
    reply_trail(c, r, "/assess", tr(c, "assess.title"));
    reply_page(r, trf(c, "assess.named", V(p.period), V(p.unit)), assess_view_html(c, &p));
    return NULL;
}

static Err run(Ctx *c, Request *r, Err (*act)(Ctx *, const Assessment *), const char *notice) {
    const Assessment *a = assess_get(c, request_id(r));
    Err               e = a ? act(c, a) : "http.missing";
    if (!e) reply_done(r, address(c, a->id), notice);
    return e;
}

static Err propose_post(Ctx *c, Request *r) {
    return run(c, r, assess_propose, "assess.done.proposed");
}
static Err approve_post(Ctx *c, Request *r) {
    return run(c, r, assess_approve, "assess.done.approved");
}

typedef Err Reasoned(Ctx *c, const Assessment *a, const char *reason);
static Err run_reasoned(Ctx *c, Request *r, Reasoned *act, const char *notice) {
    const Assessment *a = assess_get(c, request_id(r));
    Err               e = a ? act(c, a, form_text(&r->form, "reason")) : "http.missing";
    if (!e) reply_done(r, address(c, a->id), notice);
    return e;
}

static Err return_post(Ctx *c, Request *r) {
    return run_reasoned(c, r, assess_return, "assess.done.returned");
}
static Err withdraw_post(Ctx *c, Request *r) {
    return run_reasoned(c, r, assess_withdraw, "assess.done.withdrawn");
}

static Err export_page(Ctx *c, Request *r) {
    const Assessment *a = assess_get(c, request_id(r));
    Made              made;
    Err               e = a ? assess_export(c, a, export_as(r), &made) : "http.missing";
    if (!e) export_reply(c, r, export_as(r), "danh-gia", made);
    return e;
}

/* ---- A unit in it ---- */

/* The {n} of the path. */
static int64_t unit_part(const Request *r) {
    const char *n = request_part(r, "n");
    return n ? strtoll(n, NULL, 10) : 0;
}

static const Dispatch *dispatches_to(Ctx *c, const Assessment *a, int64_t unit) {
    Dispatch *first = NULL, **end = &first;
    for (const Dispatch *l = dispatch_list(c, a->id); l; l = l->next) {
        if (l->unit != unit) continue;
        *end = arena_new(c->a, Dispatch);
        **end = *l;
        (*end)->next = NULL;
        end = &(*end)->next;
    }
    return first;
}

static Err unit_page(Ctx *c, Request *r) {
    const Assessment *a = assess_get(c, request_id(r));
    if (!a) return "http.missing";
    Assessed       x = assess_rows(c, a);
    AssessUnitPage p = {.a = a, .x = &x, .u = assess_row(&x, unit_part(r)),
                        .f = formula_get(c, a->formula), .form = request_form(c, r),
                        .period = assess_period(c, a)};
    if (!p.u) return "http.missing";
    p.chooser = who_words(c, p.u->chooser);
    p.may = assess_may(c, a) && assess_is(a, "draft");
    p.writes = assess_may(c, a) && !assess_is(a, "withdrawn");
    p.opens = assess_opens(c, a, p.u->unit);
    p.dispatches = dispatches_to(c, a, p.u->unit);
    p.choices = choice(c, "", tr(c, "assess.choice.none"),
                       choice(c, "commend", tr(c, "assess.choice.commend"),
                              choice(c, "correct", tr(c, "assess.choice.correct"), NULL)));
    reply_trail(c, r, "/assess", tr(c, "assess.title"));
    reply_trail(c, r, address(c, a->id), p.period);
    reply_page(r, p.u->name, assess_unit_html(c, &p));
    return NULL;
}

static Err choose_post(Ctx *c, Request *r) {
    const Assessment *a = assess_get(c, request_id(r));
    if (!a) return "http.missing";
    Err e = assess_choose(c, a, unit_part(r), form_text(&r->form, "choice"),
                          form_text(&r->form, "reason"));
    if (!e) reply_done(r, address(c, a->id), "assess.done.chosen");
    return e;
}

static Err tasks_page(Ctx *c, Request *r) {
    const Assessment *a = assess_get(c, request_id(r));
    if (!a) return "http.missing";
    Assessed        x = assess_rows(c, a);
    AssessTasksPage p = {.a = a, .u = assess_row(&x, unit_part(r))};
    const char     *what = request_text(r, "what");
    int             i = indicator_of(what);
    bool            all = strcmp(request_text(r, "part"), "all") == 0;
    if (!p.u || (i < 0 && strcmp(what, "waiting") != 0)) return "http.missing";
    if (!assess_opens(c, a, p.u->unit)) return "http.forbidden";
    p.rows = assess_tasks(c, a, p.u->unit, i, !all && i >= 0, &p.n);
    p.all = all;
    const char *name = tr(c, i < 0 ? "assess.waiting" : indicator_key(i));
    p.words = i >= 0 && all ? trf(c, "assess.tasks.all", V(name)) : name;
    p.list = arena_print(c->a, "/task?unit=%" PRId64 "%s&due_from=%s&due_to=%s", p.u->unit,
                         a->beneath ? "" : "&alone=1", a->since, a->until);
    reply_trail(c, r, address(c, a->id), assess_period(c, a));
    reply_trail(c, r, arena_print(c->a, "/assess/%" PRId64 "/unit/%" PRId64, a->id, p.u->unit),
                p.u->name);
    reply_page(r, p.words, assess_tasks_html(c, &p));
    return NULL;
}

/* ---- Formulas ---- */

static Err formula_page(Ctx *c, Request *r) {
    const FormulaPage p = {.rows = formulas(c), .may = request_may(r, RIGHT_JUDGE)};
    reply_trail(c, r, "/assess", tr(c, "assess.title"));
    reply_page(r, tr(c, "formula.title"), formula_list_html(c, &p));
    return NULL;
}

static Err formula_new_page(Ctx *c, Request *r) {
    Formula        first = formula_blank();
    const Formula *last = formulas(c);
    if (last) first = *last;
    const FormulaPage p = {.form = request_form(c, r), .first = &first, .today = c->today};
    reply_trail(c, r, "/assess", tr(c, "assess.title"));
    reply_trail(c, r, "/assess/formula", tr(c, "formula.title"));
    reply_page(r, tr(c, "formula.new"), formula_new_html(c, &p));
    return NULL;
}

/* Every weight that came, whoever made the form: one that is not in the list is refused. */
static Err read_weights(const Ctx *c, const Form *f, Formula *out) {
    static const char begin[] = "weight.";
    for (const Pair *p = f->typed; p; p = p->next) {
        int64_t points = 0;
        if (strncmp(p->name, begin, sizeof begin - 1) != 0) continue;
        if (!text_blank(p->value) && text_int_parse(c, p->value, &points))
            return "formula.weight.range";
        Err e = formula_weigh(out, p->name + sizeof begin - 1, points);
        if (e) return e;
    }
    return NULL;
}

static Err formula_post(Ctx *c, Request *r) {
    const Form *f = &r->form;
    Formula     x = {.name = form_text(f, "name"), .source = form_text(f, "source"), .since = NULL};
    if (text_day_parse(c, form_text(f, "since"), &x.since)) x.since = NULL;
    if (text_int_parse(c, form_text(f, "least"), &x.least)) x.least = 0;
    Err e = read_weights(c, f, &x);
    if (!e) e = formula_put(c, &x);
    if (!e) reply_done(r, "/assess/formula", "formula.done");
    return e;
}

const Route assess_routes[] = {
    SHOW("/assess",                       list_page,        RIGHT_VIEW,  "menu.assess"),
    SHOW("/assess/new",                   new_page,         RIGHT_JUDGE, NULL),
    SEND("/assess/new",                   new_post,         RIGHT_JUDGE, new_page),
    SHOW("/assess/formula",               formula_page,     RIGHT_VIEW,  NULL),
    SHOW("/assess/formula/new",           formula_new_page, RIGHT_JUDGE, NULL),
    SEND("/assess/formula/new",           formula_post,     RIGHT_JUDGE, formula_new_page),
    SHOW("/assess/{id}",                  assess_page,      RIGHT_VIEW,  NULL),
    SHOW("/assess/{id}/export",           export_page,      RIGHT_VIEW,  NULL),
    SEND("/assess/{id}/propose",          propose_post,     RIGHT_JUDGE, assess_page),
    SEND("/assess/{id}/approve",          approve_post,     RIGHT_JUDGE, assess_page),
    SEND("/assess/{id}/return",           return_post,      RIGHT_JUDGE, assess_page),
    SEND("/assess/{id}/withdraw",         withdraw_post,    RIGHT_JUDGE, assess_page),
    SHOW("/assess/{id}/unit/{n}",         unit_page,        RIGHT_VIEW,  NULL),
    SEND("/assess/{id}/unit/{n}/choose",  choose_post,      RIGHT_JUDGE, unit_page),
    SHOW("/assess/{id}/unit/{n}/tasks",   tasks_page,       RIGHT_VIEW,  NULL),
    {0}
};
