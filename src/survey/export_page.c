/* export_page.c - answers as files: asked for with a reason, made at once or by a job, taken. */
#include "survey/results.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { REFRESH_SECONDS = 3 };

static const char *at_export(Ctx *c, const Survey *s) {
    return arena_print(c->a, "/survey/%" PRId64 "/export", s->id);
}

/* ---- the page ---- */

static const struct { const char *as, *label; } kinds[] = {
    {"csv", "results.as.csv"}, {"xlsx", "results.as.xlsx"}, {"sav", "results.as.sav"},
    {"dta", "results.as.dta"}};
enum { KINDS = sizeof kinds / sizeof *kinds };

static const char *words_of(const Ctx *c, const char *as) {
    for (size_t i = 0; i < KINDS; i++)
        if (strcmp(kinds[i].as, as) == 0) return tr(c, kinds[i].label);
    return as;
}

static const Choice *forms(Ctx *c) {
    Choice *list = NULL;
    for (size_t i = KINDS; i-- > 0;) {
        Choice *k = arena_new(c->a, Choice);
        *k = (Choice){.value = kinds[i].as, .text = tr(c, kinds[i].label), .next = list};
        list = k;
    }
    return list;
}

static bool runs(const ExportRow *x) {
    return !x->file && x->job &&
           (text_same(x->job->state, "waiting") || text_same(x->job->state, "running"));
}

static const char *state_of(Ctx *c, const ExportRow *x) {
    if (x->file) return trf(c, "results.export.ready", V(x->answers));
    if (!runs(x)) return tr(c, "results.export.failed");
    if (!x->job->goal) return tr(c, "results.export.waits");
    return trf(c, "results.export.runs", V(100 * x->job->done / x->job->goal));
}

static const ExportLine *lines(Ctx *c, Request *r, const ExportRow *x) {
    ExportLine *first = NULL, **end = &first;
    for (; x; x = x->next) {
        *end = arena_new(c->a, ExportLine);
        **end = (ExportLine){.id = x->file ? x->id : 0,
                             .name = words_of(c, x->as),
                             .when = text_moment(c, x->at),
                             .tone = x->file ? TONE_GREEN : runs(x) ? TONE_BLUE : TONE_RED,
                             .state = state_of(c, x)};
        end = &(*end)->next;
        if (runs(x)) r->reply.refresh = REFRESH_SECONDS;
    }
    return first;
}

static int64_t answers_of(Ctx *c, const Survey *s, int64_t *sealed) {
    int64_t n = 0;
    Rows    q = db_query(c, "SELECT count(*), COALESCE(sum(CASE WHEN length(cells) = 0 THEN 1"
                            " ELSE 0 END), 0) FROM submission WHERE survey = $1", V(s->id));
    while (db_next(&q)) {
        n = row_int(&q, 0);
        *sealed = row_int(&q, 1);
    }
    return n;
}

static Err export_page(Ctx *c, Request *r) {
    Survey *s;
    Err     e = reading_find(c, r, &s);
    if (e) return e;
    ExportPage p = {.f = request_form(c, r), .s = s, .open = strcmp(s->mode, "open") == 0,
                    .forms = forms(c), .reason = reading_reason(c, s->id)};
    p.answers = answers_of(c, s, &p.sealed);
    p.later = p.answers > EXPORT_AT_ONCE;
    p.rows = lines(c, r, export_rows(c, s->id));
    reply_trail(c, r, "/survey", tr(c, "survey.list"));
    reply_trail(c, r, arena_print(c->a, "/survey/%" PRId64, s->id), s->title);
    reply_page(r, tr(c, "results.export"), export_page_html(c, &p));
    return NULL;
}

/* ---- asked for ---- */

typedef struct Wanted { Request *r; ResultPlan *p; ExportMade made; bool later; } Wanted;

static Err read_ask(const Request *r, ExportAsk *k) {
    const char *as = form_text(&r->form, "as");
    *k = (ExportAsk){.labels = *form_text(&r->form, "labels") == '1',
                     .names = *form_text(&r->form, "names") == '1',
                     .exact = *form_text(&r->form, "exact") == '1',
                     .rejected = *form_text(&r->form, "rejected") == '1'};
    for (size_t i = 0; i < KINDS; i++)
        if (strcmp(kinds[i].as, as) == 0) k->as = kinds[i].as;
    return k->as ? NULL : "results.as.missing";
}

static Err reason_said(const Request *r) {
    const char *s = form_text(&r->form, "reason");
    size_t      n = strlen(s);
    return text_blank(s) || n < READ_REASON_MIN || n > READ_REASON_MAX ? "log.reason.missing"
                                                                       : NULL;
}

static Err make(Ctx *c, void *arg) {
    Wanted   *w = arg;
    Survey   *s;
    ExportAsk k;
    Err       e = reading_find(c, w->r, &s);
    if (!e) e = read_ask(w->r, &k);
    if (!e) e = reason_said(w->r);
    if (!e) e = plan_make(c, s, &k, &w->p);
    if (e) return e;
    w->later = w->p->answers > EXPORT_AT_ONCE;
    return w->later ? NULL : export_make(c, w->p, &w->made);
}

static Err export_ready(Ctx *c, Request *r) {
    Wanted *w = arena_new(c->a, Wanted);
    w->r = r;
    Err e = db_read(c, make, w);
    if (!e) r->ready = w;
    return e;
}

static Err export_post(Ctx *c, Request *r) {
    const Wanted *w = r->ready;
    const char   *reason = form_text(&r->form, "reason");
    int64_t       id;
    Survey       *s;
    Err           e = reading_find(c, r, &s);
    if (!e) e = w->later ? export_later(c, w->p, reason, &id)
                         : export_put(c, &w->made, reason, &id);
    if (e) return e;
    if (w->later) reply_done(r, at_export(c, s), "results.export.asked");
    else reply_next(r, arena_print(c->a, "%s/%" PRId64, at_export(c, s), id));
    return NULL;
}

/* ---- taken ---- */

/* Whoever asked, and nobody else; not when they may not read any more. */
static Err taken_page(Ctx *c, Request *r) {
    Survey *s;
    Err     e = reading_find(c, r, &s);
    if (e) return e;
    const char *n = request_part(r, "n");
    char       *end;
    int64_t     id = strtoll(n, &end, 10);
    ExportRow  *x = *end ? NULL : export_get(c, id);
    if (!x || x->survey != s->id || x->staff != c->who || !x->file) return "http.missing";
    if (x->at < c->now - (int64_t)DAY_MS) return "http.missing";
    return reply_file(c, r, x->file);
}

/* What the columns mean holds no answer. */
static Err codebook_page(Ctx *c, Request *r) {
    Survey     *s;
    ResultPlan *p;
    Buf         b = {.a = c->a};
    Err         e = reading_find(c, r, &s);
    if (!e) e = plan_make(c, s, &(ExportAsk){.as = "csv"}, &p);
    if (e) return e;
    codebook_put(c, p, NULL, &b);
    reply_download(r, "text/xml; charset=utf-8", arena_print(c->a, "%s-codebook.xml", s->address),
                   (Bytes){b.s, b.len});
    return NULL;
}

const Route results_routes[] = {
    SHOW("/survey/{id}/export",       export_page,   RIGHT_ANSWERS, NULL),
    SEND_READY("/survey/{id}/export", export_ready,  export_post, RIGHT_ANSWERS, export_page),
    SHOW("/survey/{id}/export/{n}",   taken_page,    RIGHT_ANSWERS, NULL),
    SHOW("/survey/{id}/codebook",     codebook_page, RIGHT_ANSWERS, NULL),
    {0}
};
