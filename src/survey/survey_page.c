/* survey_page.c - surveys: made, opened, who asks whom, closed. */
#include "survey/parts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE_ROWS = 50, DEEDS_MAX = 50 };

static const char *at_survey(Ctx *c, int64_t id) {
    return arena_print(c->a, "/survey/%" PRId64, id);
}

Html survey_stage_html(const Ctx *c, const Survey *s) {
    if (strcmp(s->stage, "draft") == 0) return badge_html(c, TONE_GREY, tr(c, "survey.draft"));
    if (strcmp(s->stage, "closed") == 0) return badge_html(c, TONE_GREEN, tr(c, "survey.closed"));
    return survey_takes(c, s) ? badge_html(c, TONE_AMBER, tr(c, "survey.waits"))
                              : badge_html(c, TONE_BLUE, tr(c, "survey.open"));
}

/* ---- the list ---- */

static int64_t count(Ctx *c, const char *what, int64_t survey) {
    int64_t n = 0;
    Rows    q = db_query(c, "SELECT count(*) FROM submission WHERE survey = $1 AND ($2 = ''"
                            " OR ($2 = 'trouble' AND review = 'trouble')"
                            " OR ($2 = 'missing' AND missing > 0))", V(survey), V(what));
    while (db_next(&q)) n = row_int(&q, 0);
    return n;
}

static SurveyLine *line_of(Ctx *c, const Survey *s) {
    SurveyLine *l = arena_new(c->a, SurveyLine);
    *l = (SurveyLine){s, unit_name(c, s->unit), count(c, "", s->id), NULL};
    return l;
}

const SurveyLine *survey_lines(Ctx *c, int64_t form) {
    SurveyLine *first = NULL, **end = &first;
    for (const Survey *s = survey_list(c, "", 0, INT32_MAX); s; s = s->next) {
        if (form && s->form != form) continue;
        *end = line_of(c, s);
        end = &(*end)->next;
    }
    return first;
}

static Err list_page(Ctx *c, Request *r) {
    SurveyListPage p = {.stage = request_text(r, "stage"), .may = request_may(r, RIGHT_SURVEY)};
    SurveyLine    *first = NULL, **end = &first;
    int64_t        total = 0;
    for (const Survey *s = survey_list(c, p.stage, 0, INT32_MAX); s; s = s->next) total++;
    p.pager = pager_at(request_number(r, "page"), total, PAGE_ROWS,
                       request_address(c, r, "/survey"));
    int64_t from = p.pager.page > 0 ? (p.pager.page - 1) * PAGE_ROWS : 0;
    for (const Survey *s = survey_list(c, p.stage, from, PAGE_ROWS); s; s = s->next) {
        *end = line_of(c, s);
        end = &(*end)->next;
    }
    p.rows = first;
    reply_page(r, tr(c, "survey.list"), survey_list_html(c, &p));
    return NULL;
}

/* ---- made and changed ---- */

static Choice *choice(Ctx *c, const char *value, const char *text, Choice *next) {
    Choice *k = arena_new(c->a, Choice);
    *k = (Choice){.value = value, .text = text, .next = next};
    return k;
}

static const Choice *forms(Ctx *c) {
    Choice *first = NULL, **end = &first;
    for (const FormRow *f = form_list(c, false, 0, INT32_MAX); f; f = f->next) {
        if (!form_latest(c, f->id)) continue;
        *end = choice(c, arena_print(c->a, "%" PRId64, f->id), f->title, NULL);
        end = &(*end)->next;
    }
    return first;
}

static const Choice *modes(Ctx *c) {
    return choice(c, "interview", tr(c, "survey.mode.interview"),
                  choice(c, "anonymous", tr(c, "survey.mode.anonymous"),
                         choice(c, "open", tr(c, "survey.mode.public"), NULL)));
}

static const Choice *units(Ctx *c) {
    int64_t scope[ORG_SCOPES_MAX];
    int     n = org_scopes(c, RIGHT_SURVEY, scope);
    return n > 0 ? unit_choices(c, scope[0], NULL) : NULL;
}

const char *choice_text(const Choice *of, int64_t id) {
    for (; of; of = of->next)
        if (strtoll(of->value, NULL, 10) == id) return of->text;
    return "";
}

static Err read_day(Ctx *c, const Form *f, const char *name, Err bad, const char **out) {
    return text_day_parse(c, form_text(f, name), out) || !day_fits(*out) ? bad : NULL;
}

/* The last day as people say it is the day before `until`. */
static Err typed(Ctx *c, const Form *f, Survey *s) {
    const char *last = "";
    s->form = form_number(f, "form");
    s->unit = form_number(f, "unit");
    s->title = form_text(f, "title");
    s->why = form_text(f, "why");
    s->mode = form_text(f, "mode");
    Err e = read_day(c, f, "since", "survey.since.bad", &s->since);
    if (!e) e = read_day(c, f, "until", "survey.until.bad", &last);
    if (!e) e = read_day(c, f, "expires", "survey.expires.bad", &s->expires);
    if (!e) s->until = day_add(c->a, last, 1);
    return e;
}

static void form_shown(Ctx *c, Request *r, const Survey *s, const Clash *k, const char *title) {
    SurveyForm p = {.k = k, .s = s, .act = r->path, .forms = forms(c), .units = units(c),
                    .modes = modes(c), .open = s->stage && strcmp(s->stage, "open") == 0};
    reply_trail(c, r, "/survey", tr(c, "survey.list"));
    reply_page(r, title, survey_form_html(c, &p));
}

static Err new_page(Ctx *c, Request *r) {
    Survey s = {.form = request_number(r, "form"), .unit = staff_unit(c, c->who), .title = "",
                .why = "", .mode = "interview", .stage = "draft", .since = c->today,
                .until = day_add(c->a, c->today, 31), .expires = day_add(c->a, c->today, 365)};
    form_shown(c, r, &s, &(Clash){.form = request_form(c, r)}, tr(c, "survey.new"));
    return NULL;
}

static Err new_post(Ctx *c, Request *r) {
    Survey s = {0};
    Err    e = typed(c, &r->form, &s);
    if (!e) e = survey_add(c, &s);
    if (!e) reply_done(r, at_survey(c, s.id), "survey.done");
    return e;
}

/* errors  http.missing, http.forbidden */
static Err find(Ctx *c, Request *r, Survey **s) {
    *s = survey_get(c, request_id(r));
    if (!*s) return "http.missing";
    return survey_may(c, *s, RIGHT_SURVEY) ? NULL : "http.forbidden";
}

static Err edit_page(Ctx *c, Request *r) {
    Survey *s;
    Err     e = find(c, r, &s);
    if (e) return e;
    const ClashField stored[] = {
        {.name = "title", .label = tr(c, "survey.name"), .value = s->title},
        {.name = "why", .label = tr(c, "survey.why"), .value = s->why},
        {.name = "since", .label = tr(c, "survey.since"), .value = text_day_typed(c, s->since)},
        {.name = "until", .label = tr(c, "survey.until"),
         .value = text_day_typed(c, day_add(c->a, s->until, -1))},
        {.name = "expires", .label = tr(c, "survey.expires"),
         .value = text_day_typed(c, s->expires)},
        {0}};
    Clash k = clash_meet(c, request_form(c, r), s->version, stored);
    form_shown(c, r, s, &k, tr(c, "survey.edit"));
    return NULL;
}

static Err edit_post(Ctx *c, Request *r) {
    Survey *was, s;
    Err     e = find(c, r, &was);
    if (e) return e;
    s = *was;
    e = clash_check(&r->form, was->version);
    if (!e) e = typed(c, &r->form, &s);
    if (!e) e = survey_change(c, &s);
    if (!e) reply_done(r, at_survey(c, s.id), "survey.done");
    return e;
}

/* ---- one ---- */

/* Who holds a post of an interviewer, and is not one here yet. */
static const Choice *may_ask(Ctx *c, int64_t survey) {
    Choice *first = NULL, **end = &first;
    Rows    q = db_query(c, "SELECT DISTINCT s.id, s.name, s.sort FROM staff s"
                            " JOIN appointment a ON a.staff = s.id JOIN post p ON p.id = a.post"
                            " WHERE p.role = 'interviewer' AND a.since <= $2 AND $2 < a.until"
                            " AND p.since <= $2 AND $2 < p.until"
                            " AND NOT EXISTS (SELECT 1 FROM interviewer i WHERE i.survey = $1"
                            " AND i.staff = s.id AND i.ended IS NULL) ORDER BY s.sort, s.id",
                         V(survey), V(c->today));
    while (db_next(&q)) {
        *end = choice(c, arena_print(c->a, "%" PRId64, row_int(&q, 0)), row_text(&q, 1), NULL);
        end = &(*end)->next;
    }
    return first;
}

static const SurveyStepLine *step_lines(Ctx *c, const Survey *s) {
    SurveyStepLine *first = NULL, **end = &first;
    for (const SurveyStep *p = NULL; (p = survey_step_next(c, s, p));) {
        *end = arena_new(c->a, SurveyStepLine);
        **end = (SurveyStepLine){p, NULL};
        end = &(*end)->next;
    }
    return first;
}

static const VisitLine *visit_lines(Ctx *c, const Visit *v) {
    VisitLine *first = NULL, **end = &first;
    for (; v; v = v->next) {
        bool sent = strcmp(v->state, "sent") == 0, open = strcmp(v->state, "open") == 0;
        *end = arena_new(c->a, VisitLine);
        **end = (VisitLine){v->number, v->label, v->staff ? staff_name(c, v->staff) : "",
                            sent ? TONE_GREEN : open ? TONE_BLUE : TONE_GREY,
                            tr(c, sent ? "visit.sent" : open ? "visit.open" : "visit.dropped"),
                            NULL};
        end = &(*end)->next;
    }
    return first;
}

static void put_visits(Ctx *c, Request *r, SurveyPage *p) {
    p->pager = pager_at(request_number(r, "page"), visit_count(c, p->s->id, 0), PAGE_ROWS,
                        at_survey(c, p->s->id));
    int64_t from = p->pager.page > 0 ? (p->pager.page - 1) * PAGE_ROWS : 0;
    p->visits = visit_lines(c, visit_list(c, p->s->id, 0, from, PAGE_ROWS));
}

static const Choice *askers_of(Ctx *c, const Interviewer *i) {
    Choice *first = NULL, **end = &first;
    for (; i; i = i->next) {
        *end = choice(c, arena_print(c->a, "%" PRId64, i->staff), i->name, NULL);
        end = &(*end)->next;
    }
    return first;
}

static Err survey_page(Ctx *c, Request *r) {
    Survey *s = survey_get(c, request_id(r));
    if (!s) return "http.missing";
    SurveyPage p = {.f = request_form(c, r), .s = s, .unit = unit_name(c, s->unit),
                    .may = survey_may(c, s, RIGHT_SURVEY),
                    .reads = survey_may(c, s, RIGHT_ANSWERS)};
    if (!p.may && !p.reads) return "http.forbidden";
    p.form = form_get(c, s->form);
    p.address = arena_print(c->a, "%s/s/%s", r->site, s->address);
    p.answers = count(c, "", s->id);
    p.trouble = count(c, "trouble", s->id);
    p.missing = count(c, "missing", s->id);
    p.interviewers = interviewer_list(c, s->id);
    p.staff = may_ask(c, s->id);
    p.askers = askers_of(c, p.interviewers);
    p.line = r->ready;
    p.steps = step_lines(c, s);
    put_visits(c, r, &p);
    p.deeds = deed_lines(c, r, audit_history(c, "survey", s->id, DEEDS_MAX));
    reply_trail(c, r, "/survey", tr(c, "survey.list"));
    reply_page(r, s->title, survey_view_html(c, &p));
    return NULL;
}

/* ---- what is done with it ---- */

static Err open_post(Ctx *c, Request *r) {
    Err e = survey_open(c, request_id(r));
    if (!e) reply_done(r, at_survey(c, request_id(r)), "survey.done.opened");
    return e;
}

static Err close_post(Ctx *c, Request *r) {
    if (*form_text(&r->form, "sure") != '1') return "survey.sure.missing";
    Err e = survey_close(c, request_id(r));
    if (!e) reply_done(r, at_survey(c, request_id(r)), "survey.done.closed");
    return e;
}

static Err interviewer_post(Ctx *c, Request *r) {
    int64_t staff = form_number(&r->form, "interviewer");
    if (!staff) return "survey.interviewer.missing";
    Err e = interviewer_put(c, request_id(r), staff, *form_text(&r->form, "off") != '1');
    if (!e) reply_done(r, at_survey(c, request_id(r)), "survey.done");
    return e;
}

/* "Dòng 3: 0103-07; ..." */
static const char *line_shown(Ctx *c, const char *lines, int line) {
    for (int i = 1; i < line; i++) {
        lines += strcspn(lines, "\n");
        lines += *lines == '\n';
    }
    const char *one = arena_part(c->a, lines, strcspn(lines, "\r\n"));
    return trf(c, "visit.line", V(arena_print(c->a, "%d", line)),
               V(text_blank(one) ? "–" : text_snippet(c->a, one, "", 120)));
}

static Err visits_post(Ctx *c, Request *r) {
    const char *lines = form_text(&r->form, "lines");
    int         line = 0;
    Err         e = visits_put(c, request_id(r), lines, &line);
    if (e && line) r->ready = (void *)(uintptr_t)line_shown(c, lines, line);
    if (!e) reply_done(r, at_survey(c, request_id(r)), "survey.done");
    return e;
}

static Err give_post(Ctx *c, Request *r) {
    Err e = visit_give(c, request_id(r), form_text(&r->form, "number"),
                       form_number(&r->form, "taker"));
    if (!e) reply_done(r, at_survey(c, request_id(r)), "survey.done");
    return e;
}

const Route survey_routes[] = {
    SHOW("/survey",                   list_page,        RIGHT_SURVEY, "survey.list"),
    SHOW("/survey/new",               new_page,         RIGHT_SURVEY, NULL),
    SEND("/survey/new",               new_post,         RIGHT_SURVEY, new_page),
    SHOW("/survey/{id}",              survey_page,      RIGHT_SURVEY, NULL),
    SHOW("/survey/{id}/edit",         edit_page,        RIGHT_SURVEY, NULL),
    SEND("/survey/{id}/edit",         edit_post,        RIGHT_SURVEY, edit_page),
    SEND("/survey/{id}/open",         open_post,        RIGHT_SURVEY, survey_page),
    SEND("/survey/{id}/close",        close_post,       RIGHT_SURVEY, survey_page),
    SEND("/survey/{id}/interviewer",  interviewer_post, RIGHT_SURVEY, survey_page),
    SEND("/survey/{id}/visits",       visits_post,      RIGHT_SURVEY, survey_page),
    SEND("/survey/{id}/give",         give_post,        RIGHT_SURVEY, survey_page),
    {0}
};
