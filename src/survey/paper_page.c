/* paper_page.c - a survey on paper: sheets to print and to type, and where two who typed differ. */
#include "survey/parts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { SHEETS_SHOWN = 200 };

static const char *at_paper(Ctx *c, const Survey *s) {
    return arena_print(c->a, "/survey/%" PRId64 "/paper", s->id);
}

static Err find(Ctx *c, Request *r, Survey **s) {
    *s = survey_get(c, request_id(r));
    if (!*s) return "http.missing";
    if (!sheet_may(c, *s)) return "http.forbidden";
    if (survey_may(c, *s, RIGHT_SURVEY)) {
        reply_trail(c, r, "/survey", tr(c, "survey.list"));
        reply_trail(c, r, arena_print(c->a, "/survey/%" PRId64, (*s)->id), (*s)->title);
    }
    return NULL;
}

static int language_of(const Ctx *c, const FormUse *u) {
    return xform_language_for(u->x, c->lang == LANG_VI ? "vi" : "en");
}

static const FormUse *use_of(Ctx *c, const Survey *s) {
    const VersionRow *v = form_latest(c, s->form);
    return v ? form_use(c, v->id) : NULL;
}

static int number_of(const Request *r) {
    int64_t n = strtoll(request_part(r, "n"), NULL, 10);
    return n > 0 && n <= SHEET_NUMBER_MAX ? (int)n : 0;
}

static Err view_page(Ctx *c, Request *r) {
    Survey *s;
    Err     e = find(c, r, &s);
    if (e) return e;
    int64_t number = request_number(r, "number");
    if (number > 0 && number <= SHEET_NUMBER_MAX && !sheet_check(c, s, (int)number)) {
        reply_next(r, arena_print(c->a, "%s/%" PRId64, at_paper(c, s), number));
        return NULL;
    }
    Form form = *request_form(c, r);
    if (request_query(r, "number")) {
        form.err = sheet_check(c, s, number > SHEET_NUMBER_MAX ? 0 : (int)number);
        form.typed = r->query;
    }
    PaperView p = {.f = &form, .s = s, .sum = sheet_sum(c, s->id),
                   .wait = sheet_list(c, s->id, "first", SHEETS_SHOWN),
                   .differs = sheet_list(c, s->id, "differs", SHEETS_SHOWN),
                   .may = survey_may(c, s, RIGHT_SURVEY)};
    reply_page(r, tr(c, "paper.title"), paper_view_html(c, &p));
    return NULL;
}

static Err print_page(Ctx *c, Request *r) {
    Survey *s;
    Err     e = find(c, r, &s);
    const FormUse *u = e ? NULL : use_of(c, s);
    if (!e && !u) e = "survey.form.published";
    if (e) return e;
    int64_t    from = request_number(r, "from"), sheets = request_number(r, "sheets");
    PaperSheet p = {.s = s, .unit = unit_name(c, s->unit), .version = u->version,
                    .from = from > 0 && from <= SHEET_NUMBER_MAX ? (int)from : 1,
                    .sheets = sheets > 0 ? (int)(sheets > PAPER_SHEETS_MAX ? PAPER_SHEETS_MAX
                                                                           : sheets) : 1};
    p.pages = paper_pages(c, u, language_of(c, u), &p.count);
    reply_trail(c, r, at_paper(c, s), tr(c, "paper.title"));
    reply_page(r, tr(c, "paper.print"), paper_print_html(c, &p));
    return NULL;
}

/* ---- typed ---- */

static Err type_step(Ctx *c, Request *r, bool *sent) {
    Survey  *s;
    FillStep step;
    int      number = number_of(r);
    bool     done;
    Err      e = find(c, r, &s);
    const FormUse *u = e ? NULL : use_of(c, s);
    if (!e) e = sheet_check(c, s, number);
    if (!e && !u) e = "survey.form.published";
    if (e) return e;
    const char *act = arena_print(c->a, "%s/%d", at_paper(c, s), number);
    Fill f = {.use = u, .form = s->form, .act = act,
              .about = arena_print(c->a, "sheet %s %" PRId64, act, c->who),
              .media = arena_print(c->a, "/s/%s/media/", s->address)};
    e = fill_step(c, r, &f, &step);
    if (e && strcmp(e, "public.screen.again") != 0) return e;
    if (step.lang >= 0) c->lang = (Lang)step.lang;
    *sent = step.send;
    r->alone = true;
    reply_trail(c, r, at_paper(c, s), tr(c, "paper.title"));
    if (!step.send) {
        reply_page(r, trf(c, "paper.type.of", V(number)), step.html);
        return NULL;
    }
    e = sheet_put(c, s, number, step.version, step.xml, &done);
    const Sheet *h = e ? NULL : sheet_get(c, s->id, number);
    bool differs = h && strcmp(h->stage, "differs") == 0;
    if (!e) reply_done(r, at_paper(c, s), done ? "paper.done.stored" : differs
                                               ? "paper.done.differs" : "paper.done.first");
    return e;
}

static Err type_page(Ctx *c, Request *r) {
    bool sent;
    if (text_same(r->form.err, "public.draft.stale")) r->form.typed = NULL;
    r->form.err = NULL;
    return type_step(c, r, &sent);
}

static Err type_post(Ctx *c, Request *r) {
    bool sent;
    return type_step(c, r, &sent);
}

/* ---- settled ---- */

static Err find_sheet(Ctx *c, Request *r, Survey **s, Sheet **h) {
    Err e = find(c, r, s);
    if (!e && !survey_may(c, *s, RIGHT_SURVEY)) e = "http.forbidden";
    *h = e ? NULL : sheet_get(c, (*s)->id, number_of(r));
    return e || *h ? e : "http.missing";
}

static Err differ_page(Ctx *c, Request *r) {
    Survey *s;
    Sheet  *h;
    Err     e = find_sheet(c, r, &s, &h);
    const FormUse *u = e ? NULL : use_of(c, s);
    if (!e && !u) e = "http.missing";
    if (e) return e;
    DifferPage p = {request_form(c, r), s, h, NULL};
    if (strcmp(h->stage, "differs") == 0) p.d = sheet_differs(c, h, language_of(c, u));
    reply_trail(c, r, at_paper(c, s), tr(c, "paper.title"));
    reply_page(r, trf(c, "paper.differ.of", V(h->number)), paper_differ_html(c, &p));
    return NULL;
}

static const char *chosen(void *arg, const Differ *d) {
    const char *s = form_value(arg, d->name);
    if (s && *s == '1') return d->first;
    return s && *s == '2' ? d->second : NULL;
}

static Err differ_post(Ctx *c, Request *r) {
    Survey *s;
    Sheet  *h;
    Err     e = find_sheet(c, r, &s, &h);
    if (!e) e = sheet_settle(c, s, h, chosen, &r->form);
    if (!e) reply_done(r, at_paper(c, s), "paper.done.stored");
    return e;
}

const Route paper_routes[] = {
    SHOW("/survey/{id}/paper",            view_page,   RIGHT_STAFF, NULL),
    SHOW("/survey/{id}/paper/print",      print_page,  RIGHT_STAFF, NULL),
    SHOW("/survey/{id}/paper/{n}",        type_page,   RIGHT_STAFF, NULL),
    SEND("/survey/{id}/paper/{n}",        type_post,   RIGHT_STAFF, type_page),
    SHOW("/survey/{id}/paper/{n}/differ", differ_page, RIGHT_SURVEY, NULL),
    SEND("/survey/{id}/paper/{n}/differ", differ_post, RIGHT_SURVEY, differ_page),
    {0}
};
