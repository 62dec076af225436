/* weighting_store.c - versions of weights, and the one that results use. */
#include "opinion/opinion.h"

#include <string.h>

#define COLUMNS "id, survey, version, n, at, who, note, digest, classes, margins, method, lower," \
                " upper, trim, n_eff"

static WeightingRow *read_row(Rows *q) {
    WeightingRow *w = arena_new(q->c->a, WeightingRow);
    *w = (WeightingRow){.id = row_int(q, 0), .survey = row_int(q, 1), .version = row_int(q, 2),
                        .n = row_int(q, 3), .at = row_int(q, 4), .who = row_int(q, 5),
                        .note = row_text(q, 6), .digest = row_text(q, 7),
                        .recipe = {.classes = row_text(q, 8), .margins = row_text(q, 9),
                                   .method = row_text(q, 10), .lower = row_real(q, 11),
                                   .upper = row_real(q, 12), .trim = row_real(q, 13)},
                        .n_eff = row_real(q, 14)};
    return w;
}

WeightingRow *weighting_list(Ctx *c, int64_t survey) {
    WeightingRow *first = NULL, **end = &first;
    Rows q = db_query(c, "SELECT " COLUMNS " FROM weighting WHERE survey = $1"
                         " ORDER BY version DESC", V(survey));
    while (db_next(&q)) *end = read_row(&q), end = &(*end)->next;
    return first;
}

WeightingRow *weighting_get(Ctx *c, int64_t survey, int64_t version) {
    WeightingRow *w = NULL;
    Rows q = db_query(c, "SELECT " COLUMNS " FROM weighting WHERE survey = $1 AND version = $2",
                      V(survey), V(version));
    while (db_next(&q)) w = read_row(&q);
    return w;
}

int64_t weighting_in_force(Ctx *c, int64_t survey, int64_t *turn) {
    int64_t version = 0;
    Rows    q = db_query(c, "SELECT version, id FROM weighting_use WHERE survey = $1"
                            " ORDER BY id DESC LIMIT 1", V(survey));
    if (turn) *turn = 0;
    while (db_next(&q)) {
        version = row_int(&q, 0);
        if (turn) *turn = row_int(&q, 1);
    }
    return version;
}

static const char *number_text(Ctx *c, int64_t n) {
    return n ? arena_print(c->a, "%lld", (long long)n) : "";
}

Err weighting_add(Ctx *c, const Poll *p, const WeightingRecipe *k, const char *note,
                  const WeightingDone *d, int64_t *version) {
    int64_t survey = p->survey->id;
    if (text_blank(note)) return "weighting.note.missing";
    if (strlen(note) > WEIGHTING_NOTE_MAX) return "weighting.note.long";
    Err e = db_int(c, version, "SELECT COALESCE(max(version), 0) + 1 FROM weighting"
                               " WHERE survey = $1", V(survey));
    if (!e) e = db_exec(c, "INSERT INTO weighting (survey, version, note, classes, margins, method,"
                           " lower, upper, trim, n, n_eff, digest, at, who) VALUES ($1, $2, $3,"
                           " $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
                        V(survey), V(*version), V(note), V(k->classes), V(k->margins),
                        V(k->method), V(k->lower), V(k->upper), V(k->trim), V(p->data.n),
                        V(d->n_eff), V(d->digest), V(c->now), V(c->who));
    if (e) return e;
    Deed deed = {.what = "weighting.deed.made", .subject = "survey", .id = survey};
    deed_change(c, &deed, "version", "", number_text(c, *version));
    deed_change(c, &deed, "margins", "", k->margins);
    deed_change(c, &deed, "classes", "", k->classes);
    deed_change(c, &deed, "note", "", note);
    return audit_note(c, &deed);
}

Err weighting_use(Ctx *c, const Survey *s, int64_t version, const char *reason) {
    int64_t was = weighting_in_force(c, s->id, NULL);
    if (version && !weighting_get(c, s->id, version)) return "weighting.version.missing";
    if (version == was) return "weighting.version.same";
    if (text_blank(reason)) return "weighting.reason.missing";
    if (strlen(reason) > WEIGHTING_REASON_MAX) return "weighting.reason.long";
    Err e = db_exec(c, "INSERT INTO weighting_use (survey, version, reason, at, who)"
                       " VALUES ($1, $2, $3, $4, $5)",
                    V(s->id), V(version), V(reason), V(c->now), V(c->who));
    if (e) return e;
    Deed deed = {.what = "weighting.deed.used", .subject = "survey", .id = s->id};
    deed_change(c, &deed, "version", number_text(c, was), number_text(c, version));
    deed_change(c, &deed, "reason", "", reason);
    return audit_note(c, &deed);
}

Err weighting_apply(Ctx *c, Stats *st, Poll *p) {
    int64_t       version = weighting_in_force(c, p->survey->id, NULL);
    WeightingDone done;
    if (!version || p->sampling != SAMPLED) return NULL;
    WeightingRow *w = weighting_get(c, p->survey->id, version);
    if (!w) fatal("weighting %lld of survey %lld is not there", (long long)version,
                  (long long)p->survey->id);
    Err e = weighting_reckon(c, st, p, &w->recipe, &done);
    if (e) {
        log_line("weighting: survey %lld, version %lld: %s: %s", (long long)p->survey->id,
                 (long long)version, e, st->detail ? st->detail : "");
        return "weighting.stale";
    }
    p->design = done.design;
    p->recipe = done.recipe;
    p->options = done.options;
    p->weighting = version;
    return NULL;
}
