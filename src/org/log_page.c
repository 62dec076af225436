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
    {"holiday",  "log.subject.holiday",  NULL},
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

/* The address of the list as it is filtered, to which the pager adds its page. */
static const char *address_of(const Ctx *c, const Request *r) {
    static const char *const names[] = {"who", "subject", "id", "since", "until"};
    Buf b = {.a = c->a};
    buf_text(&b, "/log/deeds");
    char sign = '?';
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = request_text(r, names[i]);
        if (!*value) continue;
        buf_print(&b, "%c%s=", sign, names[i]);
        html_part(&b, V(value));
        sign = '&';
    }
    return b.s;
}

/* What is written in the log as a number of ours, and as a word of ours. */
static const struct { const char *subject, *field; const char *(*name)(Ctx *, int64_t); } ids[] = {
    {"task", "issuer", unit_name},      {"task", "lead", unit_name},
    {"task", "answerable", staff_name}, {"task", "person", staff_name},
    {"unit", "parent", unit_name},      {"reform", "parent", unit_name},
};
static const char *const words[] = {
    "log.stage.draft", "log.stage.open",   "log.stage.reported",
    "log.stage.done",  "log.stage.paused", "log.stage.withdrawn",
};

static const char *value_shown(Ctx *c, const DeedRow *d, const Change *h, const char *value) {
    if (!*value) return "";
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        if (strcmp(ids[i].subject, d->subject) == 0 && strcmp(ids[i].field, h->field) == 0)
            return ids[i].name(c, strtoll(value, NULL, 10));
    const char *key = arena_print(c->a, "log.%s.%s", h->field, value);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i], key) == 0) return tr(c, key);
    key = arena_print(c->a, "%s.%s.%s", d->subject, h->field, value);
    return strcmp(tr(c, key), key) == 0 ? deeds_value(c, d, h, value) : tr(c, key);
}

static const Change *changes_shown(Ctx *c, const DeedRow *d) {
    Change *first = NULL, **end = &first;
    for (const Change *h = d->changes; h; h = h->next, end = &(*end)->next) {
        *end = arena_new(c->a, Change);
        **end = (Change){.field = h->field, .was = value_shown(c, d, h, h->was),
                         .is = value_shown(c, d, h, h->is)};
    }
    return first;
}

static const DeedLine *lines_of(Ctx *c, const DeedRow *d) {
    DeedLine *first = NULL, **end = &first;
    for (; d; d = d->next, end = &(*end)->next) {
        *end = arena_new(c->a, DeedLine);
        **end = (DeedLine){.deed = d, .who = deeds_who(c, d->who), .changes = changes_shown(c, d)};
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
        p.pager = pager_at(request_number(r, "page"), deed_count(c, &f), PER_PAGE,
                           address_of(c, r));
        p.rows = lines_of(c, deed_list(c, &f, (p.pager.page - 1) * PER_PAGE, PER_PAGE));
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
