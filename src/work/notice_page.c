/* notice_page.c - what one has been told, and how one wants mail of it.  The words of a
 * task stand there only for who sees the task today. */
#include "work/parts.h"
#include "work/remind.h"

#include "mail/mail.h"

#include <inttypes.h>
#include <string.h>

enum { PER_PAGE = 30 };
#define WORK_LETTERS 160

/* "Lê Thị Cúc (12/10/2022)": who was reminded at rungs below, each once. */
static const char *before(Ctx *c, int64_t task) {
    Buf b = {.a = c->a};
    for (const Reminder *r = reminders_of(c, task); r; r = r->next) {
        const char *name = staff_name(c, r->staff);
        if (r->whom == WHOM_ABOVE || (b.s && strstr(b.s, name))) continue;
        buf_print(&b, "%s%s (%s)", b.s ? ", " : "", name, text_day(c, r->day));
    }
    return b.s;
}

/* What notices of upper floors are about has pages that know themselves who may see them. */
static const char *page_of(const Ctx *c, const Notice *n) {
    static const char *const pages[] = {"brief"};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        if (n->subject_id && text_same(n->subject, pages[i]))
            return arena_print(c->a, "/%s/%" PRId64, pages[i], n->subject_id);
    return NULL;
}

static const NoticeLine *lines_of(Ctx *c, const Notice *n) {
    NoticeLine *first = NULL, **end = &first;
    for (; n; n = n->next, end = &(*end)->next) {
        const Task *t = text_same(n->subject, "task") ? task_get(c, n->subject_id) : NULL;
        bool        sees = t && task_sees(c, t);
        *end = arena_new(c->a, NoticeLine);
        **end = (NoticeLine){.notice = n, .words = trf(c, n->what, V(n->n)), .page = page_of(c, n)};
        if (sees) (*end)->work = text_snippet(c->a, t->work, "", WORK_LETTERS);
        if (sees && strcmp(n->what, "remind.above") == 0) (*end)->before = before(c, t->id);
    }
    return first;
}

static const Choice *reaches(Ctx *c) {
    Choice *all = choice_new(c, "digest", tr(c, "notice.mail.digest"));
    all->next = choice_new(c, "each", tr(c, "notice.mail.each"));
    all->next->next = choice_new(c, "none", tr(c, "notice.mail.none"));
    return all;
}

static Err notices_page(Ctx *c, Request *r) {
    NoticePage p = {.form = request_form(c, r), .unread = notice_unread(c, c->who),
                    .reach = notice_reach(c, c->who), .reaches = reaches(c)};
    p.pager = pager_at(request_number(r, "page"), notice_count(c), PER_PAGE, "/notice");
    p.rows = lines_of(c, notice_list(c, (p.pager.page - 1) * PER_PAGE, PER_PAGE));
    reply_page(r, tr(c, "notice.title"), notices_html(c, &p));
    return NULL;
}

static Err seen_post(Ctx *c, Request *r) {
    Err e = notice_seen(c, 0);
    if (!e) reply_done(r, "/notice", "notice.done.seen");
    return e;
}

/* To the thing itself; by that it is read. */
static Err open_post(Ctx *c, Request *r) {
    const Notice *n = notice_get(c, request_id(r));
    if (!n) return "http.missing";
    const Task *t = text_same(n->subject, "task") ? task_get(c, n->subject_id) : NULL;
    Err e = notice_seen(c, n->id);
    if (!e && t && task_sees(c, t)) reply_next(r, task_address(c, t->id));
    else if (!e && page_of(c, n)) reply_next(r, page_of(c, n));
    else if (!e) reply_done(r, "/notice", "notice.done.gone");
    return e;
}

static Err mail_post(Ctx *c, Request *r) {
    const char *was = notice_reach(c, c->who), *is = form_text(&r->form, "mail");
    Deed d = {.what = "notice.deed.mail", .subject = "staff", .id = c->who};
    Err  e = notice_reach_set(c, is);
    deed_change(c, &d, "mail", was, is);
    if (!e && d.changes) e = audit_note(c, &d);
    if (!e) reply_done(r, "/notice", "notice.done.mail");
    return e;
}

const Route notice_routes[] = {
    SHOW("/notice",           notices_page, RIGHT_STAFF, NULL),
    SEND("/notice/seen",      seen_post,    RIGHT_STAFF, notices_page),
    SEND("/notice/mail",      mail_post,    RIGHT_STAFF, notices_page),
    SEND("/notice/{id}/open", open_post,    RIGHT_STAFF, notices_page),
    {0}
};
