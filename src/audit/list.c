/* list.c - deeds found again: of one thing, or all of them through a filter. */
#include "audit/audit.h"

#include <string.h>

/* As read_rows() wants them. */
#define COLUMNS "seq, at, who, what, reason, changes, subject, subject_id"

static const DeedRow *read_rows(Ctx *c, Rows q) {
    DeedRow *first = NULL, **end = &first;
    while (db_next(&q)) {
        const char *reason = row_text(&q, 4);
        *end = arena_new(c->a, DeedRow);
        **end = (DeedRow){.seq = row_int(&q, 0), .at = row_int(&q, 1), .who = row_int(&q, 2),
                          .what = row_text(&q, 3), .reason = *reason ? reason : NULL,
                          .changes = entry_changes(c->a, row_text(&q, 5)),
                          .subject = row_text(&q, 6), .id = row_int(&q, 7)};
        end = &(*end)->next;
    }
    return first;
}

const DeedRow *audit_history(Ctx *c, const char *subject, int64_t id, int max) {
    return read_rows(c, db_query(c,
                                 "SELECT " COLUMNS " FROM deed WHERE subject = $1"
                                 " AND subject_id = $2 ORDER BY id DESC LIMIT $3",
                                 V(subject), V(id), V(max)));
}

/* Midnight in Vietnam at the beginning of the day. */
static int64_t midnight(const char *day) {
    return day_number(day) * 24 * 3600 * 1000 - ZONE_MS;
}
static int64_t since_ms(const DeedFilter *f) { return *f->since ? midnight(f->since) : INT64_MIN; }
static int64_t until_ms(const DeedFilter *f) {
    return *f->until ? midnight(f->until) + 24 * 3600 * 1000 : INT64_MAX;
}

#define FILTER                                                                 \
    " FROM deed WHERE at >= $1 AND at < $2 AND ($3 = 0 OR who = $3)"           \
    " AND ($4 = '' OR subject = $4) AND ($5 = 0 OR subject_id = $5)"

const DeedRow *deed_list(Ctx *c, const DeedFilter *f, int64_t from, int max) {
    return read_rows(c, db_query(c,
                                 "SELECT " COLUMNS FILTER " ORDER BY id DESC LIMIT $6 OFFSET $7",
                                 V(since_ms(f)), V(until_ms(f)), V(f->who), V(f->subject),
                                 V(f->id), V(max), V(from)));
}

int64_t deed_count(Ctx *c, const DeedFilter *f) {
    int64_t n = 0;
    Err     e = db_int(c, &n, "SELECT count(*)" FILTER, V(since_ms(f)), V(until_ms(f)), V(f->who),
                       V(f->subject), V(f->id));
    return e ? 0 : n;
}

/* From one to the next in the index, for a log has few subjects and many rows. */
int deed_subjects(Ctx *c, const char **out, int max) {
    int  n = 0;
    Rows q = db_query(c,
                      "WITH RECURSIVE s(name) AS (SELECT min(subject) FROM deed UNION ALL"
                      " SELECT (SELECT min(d.subject) FROM deed d WHERE d.subject > s.name)"
                      " FROM s WHERE s.name IS NOT NULL)"
                      " SELECT name FROM s WHERE name IS NOT NULL LIMIT $1", V(max));
    while (db_next(&q)) out[n++] = row_text(&q, 0);
    return n;
}

/* Words that mean the same wherever they stand. */
static const struct { const char *name, *key; } fields[] = {
    {"abbr",       "log.field.abbr"},
    {"abstract",   "log.field.abstract"},
    {"answerable", "log.field.answerable"},
    {"answers",    "log.field.answers"},
    {"arg",        "log.field.arg"},
    {"as",         "log.field.as"},
    {"body",       "log.field.body"},
    {"code",       "log.field.code"},
    {"day",        "log.field.day"},
    {"document",   "log.field.document"},
    {"done",       "log.field.done"},
    {"due",        "log.field.due"},
    {"email",      "log.field.email"},
    {"ended",      "log.field.ended"},
    {"every",      "log.field.every"},
    {"expires",    "log.field.expires"},
    {"exact",      "log.field.exact"},
    {"file",       "log.field.file"},
    {"grammar",    "log.field.grammar"},
    {"hash",       "log.field.hash"},
    {"indicator",  "log.field.indicator"},
    {"interviewer", "log.field.interviewer"},
    {"issuer",     "log.field.issuer"},
    {"kind",       "log.field.kind"},
    {"lead",       "log.field.lead"},
    {"line",       "log.field.line"},
    {"mode",       "log.field.mode"},
    {"name",       "log.field.name"},
    {"names",      "log.field.names"},
    {"note",       "log.field.note"},
    {"lines",      "log.field.lines"},
    {"mail",       "log.field.mail"},
    {"number",     "log.field.number"},
    {"question",   "log.field.question"},
    {"review",     "log.field.review"},
    {"parent",     "log.field.parent"},
    {"partner",    "log.field.partner"},
    {"phone",      "log.field.phone"},
    {"post",       "log.field.post"},
    {"product",    "log.field.product"},
    {"received",   "log.field.received"},
    {"relation",   "log.field.relation"},
    {"reminded",   "log.field.reminded"},
    {"reported",   "log.field.reported"},
    {"role",       "log.field.role"},
    {"sampling",   "log.field.sampling"},
    {"scope",      "log.field.scope"},
    {"scopes",     "log.field.scopes"},
    {"seed",       "log.field.seed"},
    {"series",     "log.field.series"},
    {"share",      "log.field.share"},
    {"signer",     "log.field.signer"},
    {"since",      "log.field.since"},
    {"source",     "log.field.source"},
    {"stage",      "log.field.stage"},
    {"symbol",     "log.field.symbol"},
    {"taker",      "log.field.taker"},
    {"target",     "log.field.target"},
    {"title",      "log.field.title"},
    {"unit",       "log.field.unit"},
    {"until",      "log.field.until"},
    {"value",      "log.field.value"},
    {"version",    "log.field.version"},
    {"visits",     "log.field.visits"},
    {"via",        "log.field.via"},
    {"vkey",       "log.field.vkey"},
    {"wanted",     "log.field.wanted"},
    {"whom",       "log.field.whom"},
    {"why",        "log.field.why"},
    {"work",       "log.field.work"},
};

const char *deed_field(const Ctx *c, const char *subject, const char *field) {
    const char *key = arena_print(c->a, "%s.%s", subject, field), *words = tr(c, key);
    if (words != key) return words;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (strcmp(fields[i].name, field) == 0) return tr(c, fields[i].key);
    return field;
}
