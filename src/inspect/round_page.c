/* round_page.c - rounds as they are listed, planned and looked at; the routes of inspection. */
#include "inspect/pages.h"
#include "inspect/parts.h"

#include <inttypes.h>
#include <string.h>

enum { DEEDS_MAX = 30, PER_PAGE = 100 };

/* ---- The list ---- */

static const RoundRow *round_rows(Ctx *c) {
    RoundRow *first = NULL, **end = &first;
    for (const Inspection *i = inspection_list(c); i; i = i->next) {
        *end = arena_new(c->a, RoundRow);
        **end = (RoundRow){i, unit_name(c, i->unit), NULL};
        end = &(*end)->next;
    }
    return first;
}

static const FindingRow *finding_rows(Ctx *c, const Finding *f, const SampleFrame *frame) {
    FindingRow *first = NULL, **end = &first;
    for (; f; f = f->next) {
        const char *stratum = "";
        for (int h = 0; frame && h < frame->strata; h++)
            if (frame->stratum[h].id == f->stratum) stratum = frame->stratum[h].name;
        *end = arena_new(c->a, FindingRow);
        **end = (FindingRow){f, unit_name(c, f->unit), stratum, NULL};
        end = &(*end)->next;
    }
    return first;
}

Err inspections_page(Ctx *c, Request *r) {
    RoundsPage p = {.may = request_may(r, RIGHT_INSPECT), .rows = round_rows(c)};
    p.told = finding_rows(c, findings_told(c), NULL);
    reply_page(r, tr(c, "inspect.title"), inspections_html(c, &p));
    return NULL;
}

/* ---- The form ---- */

/* The trees of all scopes, one below the other. */
static const Choice *units_inspected(Ctx *c) {
    int64_t       scope[ORG_SCOPES_MAX];
    int           n = org_scopes(c, RIGHT_INSPECT, scope);
    const Choice *first = NULL, **end = &first;
    for (int k = 0; k < n; k++) {
        *end = unit_choices(c, scope[k], NULL);
        while (*end) end = (const Choice **)&(*end)->next;
    }
    return first;
}

static const Choice *lists(Ctx *c) {
    Choice *first = arena_new(c->a, Choice), **end = &first->next;
    *first = (Choice){.value = "", .text = tr(c, "inspection.checklist.none")};
    for (const Checklist *l = checklists(c); l; l = l->next) {
        *end = arena_new(c->a, Choice);
        **end = (Choice){.value = arena_print(c->a, "%" PRId64, l->id), .text = l->name};
        end = &(*end)->next;
    }
    return first;
}

static Err show_form(Ctx *c, Request *r, const Inspection *i, const char *title) {
    RoundForm p = {.i = i, .action = r->path, .units = units_inspected(c),
                   .bases = round_choices(c, basis_choices),
                   .strata = round_choices(c, strata_choices),
                   .lists = lists(c), .back = i->id ? round_address(c, i->id) : "/inspect"};
    const ClashField stored[] = {
        {.name = "name", .label = tr(c, "inspection.name"), .value = i->name},
        {.name = "reason", .label = tr(c, "inspection.reason"), .value = i->reason},
        {.name = "unit", .label = tr(c, "inspection.unit"), .choices = p.units,
         .value = arena_print(c->a, "%" PRId64, i->unit)},
        {.name = "since", .label = tr(c, "inspection.since"), .value = text_day_typed(c, i->since)},
        {.name = "until", .label = tr(c, "inspection.until"), .value = text_day_typed(c, i->until)},
        {.name = "basis", .label = tr(c, "inspection.basis"), .choices = p.bases,
         .value = i->basis},
        {.name = "strata", .label = tr(c, "inspection.strata"), .choices = p.strata,
         .value = i->strata},
        {.name = "lines", .label = tr(c, "inspection.lines"), .value = i->lines}, {0}};
    const Clash k = i->id ? clash_meet(c, request_form(c, r), i->version, stored)
                          : (Clash){.form = request_form(c, r)};
    p.k = &k;
    round_trail(c, r, i->id ? i : NULL);
    reply_page(r, tr(c, title), inspection_form_html(c, &p));
    return NULL;
}

Err round_new_page(Ctx *c, Request *r) {
    const Inspection i = inspection_blank(c);
    return show_form(c, r, &i, "inspection.new");
}

/* Of a list chosen, where no line was typed. */
static const char *typed_lines(Ctx *c, const Form *f) {
    const char *typed = form_text(f, "lines");
    int64_t     chosen = form_number(f, "checklist");
    if (!text_blank(typed)) return typed;
    for (const Checklist *l = checklists(c); l; l = l->next)
        if (l->id == chosen) return l->lines;
    return typed;
}

static Err typed_round(Ctx *c, const Form *f, Inspection *i) {
    i->name = form_text(f, "name");
    i->reason = form_text(f, "reason");
    i->unit = form_number(f, "unit");
    i->basis = form_text(f, "basis");
    i->strata = form_text(f, "strata");
    i->lines = typed_lines(c, f);
    Err e = round_day(c, f, "since", "inspection.since.missing", &i->since);
    return e ? e : round_day(c, f, "until", "inspection.until.missing", &i->until);
}

static Err keep_list(Ctx *c, const Form *f, const Inspection *i) {
    const char *name = form_text(f, "keep");
    return text_blank(name) ? NULL : checklist_put(c, name, i->lines);
}

Err round_new_post(Ctx *c, Request *r) {
    Inspection i = inspection_blank(c);
    Err e = typed_round(c, &r->form, &i);
    if (!e) e = inspection_put(c, NULL, &i);
    if (!e) e = keep_list(c, &r->form, &i);
    if (!e) reply_done(r, round_address(c, i.id), "inspection.done.made");
    return e;
}

/* A round that is planned and that one may change. */
static Err find_planned(Ctx *c, const Request *r, Inspection **i) {
    Err e = round_asked(c, r, i);
    if (!e && !inspection_may(c, *i)) e = "http.forbidden";
    return !e && !round_is(*i, "planned") ? "inspection.stage.other" : e;
}

Err round_edit_page(Ctx *c, Request *r) {
    Inspection *i;
    Err e = find_planned(c, r, &i);
    return e ? e : show_form(c, r, i, "inspection.edit");
}

Err round_edit_post(Ctx *c, Request *r) {
    Inspection *was, i;
    Err e = find_planned(c, r, &was);
    if (!e) e = clash_check(&r->form, was->version);
    if (e) return e;
    i = *was;
    e = typed_round(c, &r->form, &i);
    if (!e) e = inspection_put(c, was, &i);
    if (!e) e = keep_list(c, &r->form, &i);
    if (!e) reply_done(r, round_address(c, i.id), "inspection.done.listed");
    return e;
}

/* ---- One round ---- */

static const char *number(Ctx *c, int64_t n) { return arena_print(c->a, "%" PRId64, n); }

/* What a plan holds, and after it the number of each stratum. */
static const ClashField *plan_fields(Ctx *c, const Inspection *i, const SampleFrame *f,
                                     const Choice *shares, bool hand) {
    ClashField *s = arena_take(c->a, (size_t)(f->strata + 4) * sizeof *s);
    int         n = 0;
    s[n++] = (ClashField){.name = "size", .label = tr(c, "inspection.size"),
                          .value = number(c, i->size)};
    s[n++] = (ClashField){.name = "share", .label = tr(c, "inspection.share"), .choices = shares,
                          .value = i->share};
    s[n++] = (ClashField){.name = "least", .label = tr(c, "inspection.least"),
                          .value = number(c, i->least)};
    for (int h = 0; hand && h < f->strata; h++)
        s[n++] = (ClashField){.name = arena_print(c->a, "take.%d", h + 1),
                              .label = f->stratum[h].name,
                              .value = number(c, f->stratum[h].take)};
    return s;
}

Err round_page(Ctx *c, Request *r) {
    Inspection *i;
    Err e = round_asked(c, r, &i);
    if (e) return e;
    const SampleFrame f = inspection_strata(c, i->id);
    RoundPage p = {.i = i, .may = inspection_may(c, i), .unit = unit_name(c, i->unit),
                   .who = staff_name(c, i->who), .frame = &f, .hand = f.strata <= HAND_MAX,
                   .shares = round_choices(c, share_choices)};
    if (i->drawer) p.drawer = staff_name(c, i->drawer);
    if (i->ender) p.ender = staff_name(c, i->ender);
    const Clash k = clash_meet(c, request_form(c, r), i->version,
                               plan_fields(c, i, &f, p.shares, p.hand));
    p.k = &k;
    p.n = lines_cut(c, i->lines, p.lines);
    p.rows = finding_rows(c, finding_list(c, i->id), &f);
    p.deeds = deed_lines(c, r, audit_history(c, "inspection", i->id, DEEDS_MAX));
    round_trail(c, r, NULL);
    reply_page(r, i->name, inspection_html(c, &p));
    return NULL;
}

/* Numbers of all strata, when the sample is shared out by hand; else NULL. */
static Err typed_takes(Ctx *c, const Form *f, const SampleFrame *frame, const int64_t **out) {
    int64_t *take = arena_take(c->a, (size_t)(frame->strata + 1) * sizeof *take);
    *out = NULL;
    if (strcmp(form_text(f, "share"), "hand") != 0) return NULL;
    for (int h = 0; h < frame->strata; h++) {
        const char *typed = form_text(f, arena_print(c->a, "take.%d", h + 1));
        if (text_blank(typed) || text_int_parse(c, typed, &take[h]))
            return "inspection.take.range";
    }
    *out = take;
    return NULL;
}

Err round_plan_post(Ctx *c, Request *r) {
    Inspection    *i;
    int64_t        size, least;
    const int64_t *take;
    Err e = find_planned(c, r, &i);
    if (!e) e = clash_check(&r->form, i->version);
    if (e) return e;
    const SampleFrame f = inspection_strata(c, i->id);
    if (text_int_parse(c, form_text(&r->form, "size"), &size)) return "inspection.size.range";
    if (text_int_parse(c, form_text(&r->form, "least"), &least)) return "inspection.least.range";
    e = typed_takes(c, &r->form, &f, &take);
    if (!e) e = inspection_plan(c, i, size, form_text(&r->form, "share"), least, take);
    if (!e) reply_done(r, round_address(c, i->id), "inspection.done.planned");
    return e;
}

Err round_draw_post(Ctx *c, Request *r) {
    Inspection *i;
    int64_t     seed = -1;
    const char *typed = form_text(&r->form, "seed");
    Err e = find_planned(c, r, &i);
    if (!e) e = clash_check(&r->form, i->version);
    if (!e && !text_blank(typed) && (text_int_parse(c, typed, &seed) || seed < 0))
        e = "inspection.seed.range";
    if (!e) e = inspection_draw(c, i, seed);
    if (!e) reply_done(r, round_address(c, i->id), "inspection.done.drawn");
    return e;
}

/* ---- Its population ---- */

Err round_frame_page(Ctx *c, Request *r) {
    Inspection *i;
    Err e = round_asked(c, r, &i);
    if (e) return e;
    FramePage p = {.i = i, .pager = pager_at(request_number(r, "page"), i->n, PER_PAGE,
                                             arena_print(c->a, "/inspect/%" PRId64 "/frame",
                                                         i->id))};
    FrameLine *row = arena_take(c->a, PER_PAGE * sizeof *row);
    Rows q = db_query(c, "SELECT f.place, f.task, t.work, s.name, f.unit, f.day"
                         " FROM inspection_frame f JOIN task t ON t.id = f.task"
                         " JOIN inspection_stratum s ON s.id = f.stratum WHERE f.inspection = $1"
                         " AND f.place > $2 AND f.place <= $3 ORDER BY f.place", V(i->id),
                      V((p.pager.page - 1) * PER_PAGE), V(p.pager.page * PER_PAGE));
    while (db_next(&q) && p.n < PER_PAGE)
        row[p.n++] = (FrameLine){row_int(&q, 0), row_int(&q, 1), row_text(&q, 2), row_text(&q, 3),
                                 unit_name(c, row_int(&q, 4)), row_text(&q, 5)};
    p.row = row;
    round_trail(c, r, i);
    reply_page(r, tr(c, "inspection.frame"), inspection_frame_html(c, &p));
    return NULL;
}

const Route inspect_routes[] = {
    SHOW("/inspect",                       inspections_page,    RIGHT_VIEW,    "inspect.title"),
    SHOW("/inspect/new",                   round_new_page,      RIGHT_INSPECT, NULL),
    SEND("/inspect/new",                   round_new_post,      RIGHT_INSPECT, round_new_page),
    SHOW("/inspect/checklist",             checklists_page,     RIGHT_INSPECT, NULL),
    SEND("/inspect/checklist/{id}/drop",   checklist_drop_post, RIGHT_INSPECT, checklists_page),
    SHOW("/inspect/{id}",                  round_page,          RIGHT_VIEW,    NULL),
    SHOW("/inspect/{id}/edit",             round_edit_page,     RIGHT_INSPECT, NULL),
    SEND("/inspect/{id}/edit",             round_edit_post,     RIGHT_INSPECT, round_edit_page),
    SEND("/inspect/{id}/plan",             round_plan_post,     RIGHT_INSPECT, round_page),
    SEND("/inspect/{id}/draw",             round_draw_post,     RIGHT_INSPECT, round_page),
    SHOW("/inspect/{id}/frame",            round_frame_page,    RIGHT_VIEW,    NULL),
    SHOW("/inspect/{id}/frame/export",     round_frame_export,  RIGHT_VIEW,    NULL),
    SHOW("/inspect/{id}/close",            round_close_page,    RIGHT_INSPECT, NULL),
    SEND("/inspect/{id}/close",            round_close_post,    RIGHT_INSPECT, round_close_page),
    SHOW("/inspect/{id}/abandon",          round_abandon_page,  RIGHT_INSPECT, NULL),
    SEND("/inspect/{id}/abandon",          round_abandon_post,  RIGHT_INSPECT,
         round_abandon_page),
    SHOW("/inspect/{id}/result",           round_result_page,   RIGHT_VIEW,    NULL),
    SHOW("/inspect/{id}/result/export",    round_result_export, RIGHT_VIEW,    NULL),
    SHOW("/inspect/finding/{id}",          finding_page,        RIGHT_VIEW,    NULL),
    SHOW("/inspect/finding/{id}/edit",     finding_edit_page,   RIGHT_INSPECT, NULL),
    SEND_FILES("/inspect/finding/{id}/edit", finding_edit_post, RIGHT_INSPECT,
               finding_edit_page),
    SHOW("/inspect/finding/{id}/file/{n}", finding_file_page,   RIGHT_VIEW,    NULL),
    SEND("/inspect/finding/{id}/drop",     finding_drop_post,   RIGHT_INSPECT, finding_page),
    SEND("/inspect/finding/{id}/reply",    finding_reply_post,  RIGHT_REPORT,  finding_page),
    SEND("/inspect/finding/{id}/task",     finding_task_post,   RIGHT_ISSUE,   finding_page),
    {0}
};
