/* log_page.c - the log of deeds as people see it: what it is and what was signed,
 * for everybody; the deeds themselves, for administrators. */
#include "org/org.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { PER_PAGE = 50, SUBJECTS_MAX = 40 };

static Err log_page(Ctx *c, Request *r) {
    LogPage p = {.found = false, .admin = request_may(r, RIGHT_ADMIN)};
    p.found = audit_latest(c, &p.last);
    Rows q = db_query(c, "SELECT at FROM deed WHERE seq = $1", V(p.last.size));
    if (db_next(&q)) p.at = row_int(&q, 0);
    db_stop(&q);
    reply_page(r, tr(c, "log.page.title"), log_html(c, &p));
    return NULL;
}

static Err checkpoint_page(Ctx *c, Request *r) {
    CheckpointRow last;
    if (!audit_latest(c, &last)) return "http.missing";
    reply_text(r, "text/plain; charset=utf-8", last.note);
    return NULL;
}

static const Choice *subject_choices(Ctx *c) {
    const char *name[SUBJECTS_MAX];
    int         n = deed_subjects(c, name, SUBJECTS_MAX);
    Choice     *first = arena_new(c->a, Choice), **end = &first->next;
    *first = (Choice){.value = "", .text = tr(c, "log.deeds.any")};
    for (int i = 0; i < n; i++) {
        *end = arena_new(c->a, Choice);
        **end = (Choice){.value = name[i], .text = deeds_subject(c, name[i])};
        end = &(*end)->next;
    }
    return first;
}

/* A day of the filter; "" is open. */
static Err take_day(const Ctx *c, const char *typed, Err bad, const char **out) {
    *out = "";
    if (text_blank(typed)) return NULL;
    return text_day_parse(c, typed, out) ? bad : NULL;
}

static Err read_filter(const Ctx *c, const Request *r, DeedFilter *f) {
    *f = (DeedFilter){.who = request_number(r, "who"),
                      .subject = request_text(r, "subject"),
                      .id = request_number(r, "id"), .since = "", .until = ""};
    Err e = take_day(c, request_text(r, "since"), "log.since.bad", &f->since);
    return e ? e : take_day(c, request_text(r, "until"), "log.until.bad", &f->until);
}

static Err deeds_page(Ctx *c, Request *r) {
    DeedFilter f;
    DeedsPage  p = {.form = {.typed = r->query},
                    .people = staff_choices(c, 0, tr(c, "log.deeds.all")),
                    .subjects = subject_choices(c)};
    const char *reason = read_reason(r);
    p.form.err = read_filter(c, r, &f);
    p.asks = !reason;
    if (!p.form.err && r->query && !reason) p.form.err = "log.reason.missing";
    if (!p.form.err && reason) {
        reply_noted(r, read_deed(c, "log.deed.read", f.who ? "staff" : "log", f.who, reason));
        p.pager = pager_at(request_number(r, "page"), deed_count(c, &f), PER_PAGE,
                           request_address(c, r, "/log/deeds"));
        p.rows = deed_lines(c, r, deed_list(c, &f, (p.pager.page - 1) * PER_PAGE, PER_PAGE));
    }
    reply_trail(c, r, "/log", tr(c, "log.page.title"));
    reply_page(r, tr(c, "log.deeds.title"), log_deeds_html(c, &p));
    return NULL;
}

const Route log_routes[] = {
    SHOW("/log",            log_page,        RIGHT_PUBLIC, NULL),
    SHOW("/log/checkpoint", checkpoint_page, RIGHT_PUBLIC, NULL),
    SHOW("/log/deeds",      deeds_page,      RIGHT_ADMIN,  NULL),
    {0}
};
