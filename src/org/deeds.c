/* deeds.c - deeds of the log as people read them, wherever they are shown. */
#include "org/org.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN_LETTERS = 160 };

/* What deeds are done to: the words for it, and the page of one of them for whom may open it. */
static const struct { const char *name, *label, *page; Right right; } subjects[] = {
    {"access",   "log.subject.access",   NULL, RIGHT_ADMIN},
    {"account",  "log.subject.account",  NULL, RIGHT_ADMIN},
    {"assess",   "log.subject.assess",   "/assess", RIGHT_VIEW},
    {"backup",   "log.subject.backup",   NULL, RIGHT_ADMIN},
    {"brief",    "log.subject.brief",    "/brief", RIGHT_VIEW},
    {"checklist", "log.subject.checklist", NULL, RIGHT_ADMIN},
    {"collector", "log.subject.collector", NULL, RIGHT_ADMIN},
    {"data",     "log.subject.data",     NULL, RIGHT_ADMIN},
    {"dispatch", "log.subject.dispatch", "/dispatch", RIGHT_VIEW},
    {"dispatch_template", "log.subject.dispatch.text", NULL, RIGHT_ADMIN},
    {"document", "log.subject.document", "/document", RIGHT_VIEW},
    {"export",   "log.subject.export",   NULL, RIGHT_ADMIN},
    {"finding",  "log.subject.finding",  "/inspect/finding", RIGHT_VIEW},
    {"form",     "log.subject.form",     "/form", RIGHT_SURVEY},
    {"formula",  "log.subject.formula",  NULL, RIGHT_ADMIN},
    {"frame",    "log.subject.frame",    "/frame", RIGHT_SURVEY},
    {"holiday",  "log.subject.holiday",  NULL, RIGHT_ADMIN},
    {"import",   "log.subject.import",   NULL, RIGHT_ADMIN},
    {"inspection", "log.subject.inspection", "/inspect", RIGHT_VIEW},
    {"issuer",   "log.subject.issuer",   "/document/issuer", RIGHT_DOCUMENT},
    {"job",      "log.subject.job",      NULL, RIGHT_ADMIN},
    {"kind",     "log.subject.kind",     "/document/kind", RIGHT_DOCUMENT},
    {"ladder",   "log.subject.ladder",   NULL, RIGHT_ADMIN},
    {"log",      "log.subject.log",      NULL, RIGHT_ADMIN},
    {"mail",     "log.subject.mail",     NULL, RIGHT_ADMIN},
    {"office",   "log.subject.office",   NULL, RIGHT_ADMIN},
    {"plan",     "log.subject.plan",     "/brief/plan", RIGHT_ISSUE},
    {"post",     "log.subject.post",     "/post", RIGHT_STAFF},
    {"proposal", "log.subject.proposal", NULL, RIGHT_ADMIN},
    {"reform",   "log.subject.reform",   "/reform", RIGHT_STAFF},
    {"release",  "log.subject.release",  "/release", RIGHT_STAFF},
    {"session",  "log.subject.session",  NULL, RIGHT_ADMIN},
    {"setting",  "log.subject.setting",  NULL, RIGHT_ADMIN},
    {"staff",    "log.subject.staff",    "/staff", RIGHT_STAFF},
    {"submission", "log.subject.submission", "/submission", RIGHT_ANSWERS},
    {"survey",   "log.subject.survey",   "/survey", RIGHT_SURVEY},
    {"tally",    "log.subject.tally",    NULL, RIGHT_ADMIN},
    {"task",     "log.subject.task",     "/task", RIGHT_VIEW},
    {"term",     "log.subject.term",     "/document/term", RIGHT_DOCUMENT},
    {"unit",     "log.subject.unit",     "/unit", RIGHT_STAFF},
};
enum { SUBJECTS = sizeof subjects / sizeof *subjects };

const char *deeds_subject(const Ctx *c, const char *name) {
    for (int i = 0; i < SUBJECTS; i++)
        if (strcmp(subjects[i].name, name) == 0) return tr(c, subjects[i].label);
    return name;
}

static const char *address_for(const Ctx *c, const Request *r, const DeedRow *d) {
    for (int i = 0; i < SUBJECTS; i++)
        if (d->id && subjects[i].page && strcmp(subjects[i].name, d->subject) == 0 &&
            request_may(r, subjects[i].right))
            return arena_print(c->a, "%s/%" PRId64, subjects[i].page, d->id);
    return NULL;
}

const char *read_reason(const Request *r) {
    const char *s = request_text(r, "reason");
    size_t      n = strlen(s);
    return text_blank(s) || n < READ_REASON_MIN || n > READ_REASON_MAX ? NULL : s;
}

const Deed *read_deed(Ctx *c, const char *what, const char *subject, int64_t id,
                      const char *reason) {
    Deed *d = arena_new(c->a, Deed);
    *d = (Deed){.what = what, .subject = subject, .id = id, .reason = reason};
    return d;
}

const char *deeds_who(Ctx *c, int64_t who) {
    const char *name = staff_name(c, who);
    return *name ? name : tr(c, "log.deeds.nobody");
}

static const char *plain_value(const Ctx *c, const DeedRow *d, const Change *h,
                               const char *value) {
    bool kind_of_job = strcmp(d->subject, "job") == 0 && strcmp(h->field, "kind") == 0;
    if (kind_of_job) return tr(c, value);
    if (strcmp(value, DAY_OPEN) == 0) return tr(c, "log.deeds.open");
    return date_ok(value) ? page_since(c, value) : text_snippet(c->a, value, "", SHOWN_LETTERS);
}

/* What is written in the log as a number of ours, and as a word of ours. */
static const struct { const char *subject, *field; const char *(*name)(Ctx *, int64_t); } ids[] = {
    {"task", "issuer", unit_name},      {"task", "lead", unit_name},
    {"task", "reminded", staff_name},
    {"task", "answerable", staff_name}, {"task", "person", staff_name},
    {"unit", "parent", unit_name},      {"reform", "parent", unit_name},
};
static const char *const words[] = {
    "log.stage.draft", "log.stage.open",   "log.stage.reported",
    "log.stage.done",  "log.stage.paused", "log.stage.withdrawn",
    "log.grammar.party", "log.grammar.state",
    "log.line.central", "log.line.provincial", "log.line.district",
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
    return strcmp(tr(c, key), key) == 0 ? plain_value(c, d, h, value) : tr(c, key);
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

const DeedLine *deed_lines(Ctx *c, const Request *r, const DeedRow *d) {
    DeedLine *first = NULL, **end = &first;
    for (; d; d = d->next, end = &(*end)->next) {
        *end = arena_new(c->a, DeedLine);
        **end = (DeedLine){.deed = d, .who = deeds_who(c, d->who),
                           .address = address_for(c, r, d), .changes = changes_shown(c, d)};
    }
    return first;
}
