/* frame_page.c - frames: brought as a table, shown, given to whoever draws again. */
#include "sample/sample.h"

#include <inttypes.h>
#include <string.h>

enum { ROWS = 50 };

typedef struct BroughtFrame { UnitFrame f; const FrameTrouble *trouble; } BroughtFrame;

static const Choice *unit_list(Ctx *c) {
    int64_t scope[ORG_SCOPES_MAX];
    int     n = org_scopes(c, RIGHT_SURVEY, scope);
    return n > 0 ? unit_choices(c, scope[0], NULL) : NULL;
}

static const FrameTroubleLine *trouble_lines(Ctx *c, const FrameTrouble *t) {
    FrameTroubleLine *first = NULL, **end = &first;
    for (; t; t = t->next, end = &(*end)->next) {
        *end = arena_new(c->a, FrameTroubleLine);
        **end = (FrameTroubleLine){t->line, t->text, tr(c, t->why), NULL};
    }
    return first;
}

static Err list_page(Ctx *c, Request *r) {
    const BroughtFrame *b = r->ready;
    FrameList p = {.f = request_form(c, r), .units = unit_list(c),
                   .unit = arena_print(c->a, "%" PRId64, staff_unit(c, c->who)),
                   .troubles = b ? trouble_lines(c, b->trouble) : NULL};
    p.row = unitframe_list(c, &p.rows);
    reply_trail(c, r, "/survey", tr(c, "survey.list"));
    reply_page(r, tr(c, "frame.list"), frame_list_html(c, &p));
    return NULL;
}

typedef struct ReadFrame { Bytes file; BroughtFrame *b; } ReadFrame;

static Err read_it(Ctx *c, void *arg) {
    ReadFrame *a = arg;
    return unitframe_read(c, a->file, &a->b->f, &a->b->trouble);
}

static Err put_ready(Ctx *c, Request *r) {
    BroughtFrame *b = r->ready = arena_new(c->a, BroughtFrame);
    const Upload *u = r->uploads;
    ReadFrame     a = {.b = b};
    if (r->unread) return r->unread;
    if (!u) return "frame.file.missing";
    if (text_day_parse(c, form_text(&r->form, "day"), &b->f.day)) return "frame.day.bad";
    if (!c->files || file_bytes_of(c->a, file_path(c->a, c->files, u->hash), &a.file))
        return "http.file.lost";
    return db_read(c, read_it, &a);
}

static Err put_post(Ctx *c, Request *r) {
    BroughtFrame *b = r->ready;
    b->f.unit = form_number(&r->form, "unit");
    if (!b->f.unit) b->f.unit = staff_unit(c, c->who);
    b->f.title = form_text(&r->form, "title");
    b->f.source = form_text(&r->form, "source");
    Err e = unitframe_put(c, &b->f);
    if (!e) reply_done(r, arena_print(c->a, "/frame/%" PRId64, b->f.id), "frame.done");
    return e;
}

static Err find_frame(Ctx *c, Request *r, UnitFrame **f) {
    *f = unitframe_get(c, request_id(r));
    if (!*f) return "http.missing";
    return org_may(c, RIGHT_SURVEY, (*f)->unit) ? NULL : "http.forbidden";
}

static Err view_page(Ctx *c, Request *r) {
    UnitFrame *f;
    Err        e = find_frame(c, r, &f);
    if (e) return e;
    FrameView p = {.f = f, .pager = pager_at(request_number(r, "page"), f->rows, ROWS,
                                             request_address(c, r, r->path))};
    p.from = (int)(p.pager.page - 1) * ROWS;
    p.to = p.from + ROWS < f->rows ? p.from + ROWS : f->rows;
    reply_trail(c, r, "/survey", tr(c, "survey.list"));
    reply_trail(c, r, "/frame", tr(c, "frame.list"));
    reply_page(r, f->title, frame_view_html(c, &p));
    return NULL;
}

/* What the command reads: it draws the same from it. */
static Err text_page(Ctx *c, Request *r) {
    UnitFrame *f;
    Err        e = find_frame(c, r, &f);
    if (!e) reply_text(r, "text/tab-separated-values; charset=utf-8", unitframe_text(c, f).p);
    return e;
}

const Route unitframe_routes[] = {
    SHOW("/frame",           list_page, RIGHT_SURVEY, NULL),
    SEND_FILES_READY("/frame", put_ready, put_post, RIGHT_SURVEY, list_page),
    SHOW("/frame/{id}",      view_page, RIGHT_SURVEY, NULL),
    SHOW("/frame/{id}/text", text_page, RIGHT_SURVEY, NULL),
    {0}
};
