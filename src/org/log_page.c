/* log_page.c - the log of deeds as people see it: what it is and what was signed,
 * for everybody; the deeds themselves, for administrators. */
#include "org/org.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { PER_PAGE = 50, SUBJECTS_MAX = 40, SHOWN_LETTERS = 160 };

/* What deeds are done to: the words for it, and the page of one of them. */
static const struct { const char *name, *label, *page; } subjects[] = {
    {"account",  "log.subject.account",  NULL},
    {"document", "log.subject.document", "/document"},
    {"job",      "log.subject.job",      NULL},
    {"log",      "log.subject.log",      NULL},
    {"office",   "log.subject.office",   NULL},
    {"post",     "log.subject.post",     "/post"},
    {"reform",   "log.subject.reform",   "/reform"},
    {"session",  "log.subject.session",  NULL},
    {"setting",  "log.subject.setting",  NULL},
    {"staff",    "log.subject.staff",    "/staff"},
    {"task",     "log.subject.task",     "/task"},
    {"unit",     "log.subject.unit",     "/unit"},
};
enum { SUBJECTS = sizeof subjects / sizeof *subjects };

const char *deeds_subject(const Ctx *c, const char *name) {
    for (int i = 0; i < SUBJECTS; i++)
        if (strcmp(subjects[i].name, name) == 0) return tr(c, subjects[i].label);
    return name;
}

const char *deeds_address(const Ctx *c, const DeedRow *d) {
    for (int i = 0; i < SUBJECTS; i++)
        if (subjects[i].page && strcmp(subjects[i].name, d->subject) == 0)
            return arena_print(c->a, "%s/%" PRId64, subjects[i].page, d->id);
    return NULL;
}

const char *deeds_who(Ctx *c, int64_t who) {
    const char *name = staff_name(c, who);
    return *name ? name : tr(c, "log.deeds.nobody");
}

const char *deeds_value(const Ctx *c, const DeedRow *d, const Change *h, const char *value) {
    bool kind_of_job = strcmp(d->subject, "job") == 0 && strcmp(h->field, "kind") == 0;
    if (kind_of_job) return tr(c, value);
    if (strcmp(value, DAY_OPEN) == 0) return tr(c, "log.deeds.open");
    return date_ok(value) ? page_since(c, value) : text_snippet(c->a, value, "", SHOWN_LETTERS);
}

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

static const char *value_of(const Request *r, const char *name) {
    const char *s = request_query(r, name);
    return s ? s : "";
}

/* A day of the filter; "" is open. */
static Err take_day(const Ctx *c, const char *typed, Err bad, const char **out) {
    *out = "";
    if (text_blank(typed)) return NULL;
    return text_day_parse(c, typed, out) ? bad : NULL;
}

static Err read_filter(const Ctx *c, const Request *r, DeedFilter *f) {
    *f = (DeedFilter){.who = strtoll(value_of(r, "who"), NULL, 10),
                      .subject = value_of(r, "subject"),
                      .id = strtoll(value_of(r, "id"), NULL, 10), .since = "", .until = ""};
    Err e = take_day(c, value_of(r, "since"), "log.since.bad", &f->since);
    return e ? e : take_day(c, value_of(r, "until"), "log.until.bad", &f->until);
}

/* The address of the list as it is filtered, to which the pager adds its page. */
static const char *address_of(const Ctx *c, const Request *r) {
    static const char *const names[] = {"who", "subject", "id", "since", "until"};
    Buf b = {.a = c->a};
    buf_text(&b, "/log/deeds");
    char sign = '?';
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = value_of(r, names[i]);
        if (!*value) continue;
        buf_print(&b, "%c%s=", sign, names[i]);
        html_part(&b, V(value));
        sign = '&';
    }
    return b.s;
}

static const DeedLine *lines_of(Ctx *c, const DeedRow *d) {
    DeedLine *first = NULL, **end = &first;
    for (; d; d = d->next, end = &(*end)->next) {
        *end = arena_new(c->a, DeedLine);
        **end = (DeedLine){.deed = d, .who = deeds_who(c, d->who)};
    }
    return first;
}

static Err deeds_page(Ctx *c, Request *r) {
    DeedFilter f;
    DeedsPage  p = {.form = {.typed = r->query},
                    .people = staff_choices(c, 0, tr(c, "log.deeds.all")),
                    .subjects = subject_choices(c)};
    p.form.err = read_filter(c, r, &f);
    if (!p.form.err) {
        int64_t page = strtoll(value_of(r, "page"), NULL, 10), total = deed_count(c, &f);
        int64_t pages = (total + PER_PAGE - 1) / PER_PAGE;
        page = page < 1 || !pages ? 1 : page > pages ? pages : page;
        p.pager = (Pager){.page = page, .pages = pages, .total = total, .base = address_of(c, r)};
        p.rows = lines_of(c, deed_list(c, &f, (page - 1) * PER_PAGE, PER_PAGE));
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
