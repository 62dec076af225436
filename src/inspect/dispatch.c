/* dispatch.c - letters to units: written from a text of the office, signed, numbered, sent. */
#include "inspect/assess.h"

#include "config/config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- Reading ---- */

#define COLUMNS                                                                          \
    "l.id, l.template, l.assessment, l.unit, l.kind, l.form, l.above, l.issuer, l.symbol," \
    " l.heading, l.place, l.recipient, l.about, l.body, l.copies, l.post, l.signer, l.number," \
    " l.day, l.issued, l.issuing, l.version, l.at, l.who"

static Dispatch *read_row(Rows *q, Arena *a) {
    Dispatch *l = arena_new(a, Dispatch);
    *l = (Dispatch){.id = row_int(q, 0), .template = row_int(q, 1), .assessment = row_int(q, 2),
                  .unit = row_int(q, 3), .kind = row_text(q, 4), .form = row_text(q, 5),
                  .above = row_text(q, 6), .issuer = row_text(q, 7), .symbol = row_text(q, 8),
                  .heading = row_text(q, 9), .place = row_text(q, 10),
                  .recipient = row_text(q, 11), .about = row_text(q, 12), .body = row_text(q, 13),
                  .copies = row_text(q, 14), .post = row_text(q, 15), .signer = row_text(q, 16),
                  .number = row_int(q, 17), .day = row_text(q, 18), .issued = row_int(q, 19),
                  .issuing = row_int(q, 20), .version = row_int(q, 21), .at = row_int(q, 22),
                  .who = row_int(q, 23)};
    return l;
}

static int64_t scope_of(Ctx *c, int64_t assessment) {
    int64_t unit = 0;
    Err     e = db_int(c, &unit, "SELECT unit FROM assessment WHERE id = $1", V(assessment));
    return e ? 0 : unit;
}

/* RIGHT_JUDGE over 0 would be over anything at all. */
bool dispatch_may(Ctx *c, const Dispatch *l) {
    int64_t unit = scope_of(c, l->assessment);
    return unit && org_may(c, RIGHT_JUDGE, unit);
}

static bool knows(Ctx *c, const Dispatch *l) {
    return dispatch_may(c, l) || (l->issued && org_may(c, RIGHT_VIEW, l->unit));
}

static Dispatch *read_list(Ctx *c, int64_t id, int64_t assessment) {
    Dispatch *first = NULL, **end = &first;
    Rows q = db_query(c, "SELECT " COLUMNS " FROM dispatch l WHERE ($1 = 0 OR l.id = $1)"
                         " AND ($2 = 0 OR l.assessment = $2) ORDER BY l.id DESC LIMIT 500",
                      V(id), V(assessment));
    while (db_next(&q)) {
        *end = read_row(&q, c->a);
        end = &(*end)->next;
    }
    for (end = &first; *end;) {
        if (knows(c, *end)) end = &(*end)->next;
        else *end = (*end)->next;
    }
    return first;
}

Dispatch       *dispatch_get(Ctx *c, int64_t id) { return id ? read_list(c, id, 0) : NULL; }
const Dispatch *dispatch_list(Ctx *c, int64_t assessment) { return read_list(c, 0, assessment); }

/* ---- Writing ---- */

/* A line for each task that is overdue; how many. */
static const char *tasks_of(Ctx *c, const Assessment *a, int64_t unit, int64_t *n) {
    Buf b = {.a = c->a};
    buf_text(&b, "");
    for (const AssessTask *t = assess_tasks(c, a, unit, IND_OVERDUE, true, n); t; t = t->next)
        buf_text(&b, trf(c, b.len ? "dispatch.task.more" : "dispatch.task", V(t->work),
                         V(text_day(c, t->due))));
    return b.s ? b.s : "";
}

static const char *number_of(Ctx *c, int64_t n) { return arena_print(c->a, "%02" PRId64, n); }

static bool listed(const Assessment *a, const AssessRow *u, const char *kind) {
    if (strcmp(kind, "remind") == 0) return !assess_is(a, "withdrawn");
    return assess_is(a, "approved") && strcmp(u->choice, kind) == 0; /* (2) */
}

static bool fill(Ctx *c, const Assessment *a, const AssessRow *u, const DispatchText *t,
                 Dispatch *l) {
    Assessment  at = *a;
    int64_t     overdue;
    if (strcmp(t->kind, "remind") == 0) { /* what is overdue now */
        at.until = day_add(c->a, c->today, -1);
        at.known = c->now;
    }
    const char *tasks = tasks_of(c, &at, u->unit, &overdue);
    const char *const value[HOLES] = {
        u->name, assess_period(c, a), number_of(c, u->owed),
        number_of(c, u->cell[IND_IN_TIME].top), number_of(c, u->cell[IND_LATE].top),
        number_of(c, overdue), u->reason, tasks, text_day(c, c->today)};
    return dispatch_fill(c, t->about, value, &l->about) &&
           dispatch_fill(c, t->body, value, &l->body);
}

Err dispatch_draft(Ctx *c, const Assessment *a, int64_t unit, const char *kind, Dispatch *l) {
    const Assessed x = assess_rows(c, a);
    AssessRow     *u = assess_row(&x, unit);
    if (!assess_may(c, a)) return "http.forbidden";
    if (!u) return "http.missing";
    if (!dispatch_kind_ok(kind)) return "dispatch.kind.bad";
    if (!listed(a, u, kind)) return "dispatch.unit.unlisted";
    const DispatchText *t = dispatch_text_on(c, kind, c->today);
    if (!t) return "dispatch.template.none";
    *l = (Dispatch){.template = t->id, .assessment = a->id, .unit = unit, .kind = t->kind,
                  .form = t->form, .above = t->above, .issuer = t->issuer, .symbol = t->symbol,
                  .heading = t->heading, .place = config_text(c, "office.place"),
                  .recipient = u->name, .copies = t->copies, .post = t->post, .signer = ""};
    if (!fill(c, a, u, t, l)) fatal("a text of a letter has a hole that is none");
    return NULL;
}

static Err check(const Dispatch *l) {
    if (text_blank(l->recipient)) return "dispatch.recipient.missing";
    if (strlen(l->recipient) > DISPATCH_LINE_MAX) return "dispatch.recipient.long";
    if (text_blank(l->about)) return "dispatch.about.missing";
    if (strlen(l->about) > DISPATCH_LINE_MAX) return "dispatch.about.long";
    if (text_blank(l->body)) return "dispatch.body.missing";
    if (strlen(l->body) > DISPATCH_BODY_MAX) return "dispatch.body.long";
    if (strlen(l->copies) > DISPATCH_COPIES_MAX) return "dispatch.copies.long";
    if (text_blank(l->post)) return "dispatch.post.missing";
    if (strlen(l->post) > DISPATCH_LINE_MAX) return "dispatch.post.long";
    return strlen(l->signer) > DISPATCH_LINE_MAX ? "dispatch.signer.long" : NULL;
}

static Err insert(Ctx *c, Dispatch *l) {
    return db_int(c, &l->id,
        "INSERT INTO dispatch (template, assessment, unit, kind, form, above, issuer, symbol,"
        " heading, place, recipient, about, body, copies, post, signer, version, at, who) VALUES"
        " ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 1, $17, $18)"
        " RETURNING id",
        V(l->template), V(l->assessment), V(l->unit), V(l->kind), V(l->form), V(l->above),
        V(l->issuer), V(l->symbol), V(l->heading), V(l->place), V(l->recipient), V(l->about),
        V(l->body), V(l->copies), V(l->post), V(l->signer), V(c->now), V(c->who));
}

static Err update(Ctx *c, const Dispatch *was, const Dispatch *l) {
    Err  e = "clash.version.stale";
    Rows q = db_query(c,
        "UPDATE dispatch SET recipient = $3, about = $4, body = $5, copies = $6, post = $7,"
        " signer = $8, version = version + 1 WHERE id = $1 AND version = $2 AND issued IS NULL"
        " RETURNING version", V(was->id), V(was->version), V(l->recipient), V(l->about),
        V(l->body), V(l->copies), V(l->post), V(l->signer));
    while (db_next(&q)) e = NULL;
    return q.err ? q.err : e;
}

Err dispatch_put(Ctx *c, const Dispatch *was, Dispatch *l) {
    const Dispatch none = {.recipient = "", .about = "", .body = "", .signer = ""};
    const Dispatch *w = was ? was : &none;
    Deed d = {.what = was ? "dispatch.deed.changed" : "dispatch.deed.written",
              .subject = "dispatch"};
    if (!dispatch_may(c, l)) return "http.forbidden";
    if (was && was->issued) return "dispatch.stage.issued"; /* (4) */
    Err e = check(l);
    if (!e) e = was ? update(c, was, l) : insert(c, l);
    d.id = l->id;
    deed_change(c, &d, "recipient", w->recipient, l->recipient);
    deed_change(c, &d, "abstract", w->about, l->about);
    deed_change(c, &d, "body", w->body, l->body);
    deed_change(c, &d, "signer", w->signer, l->signer);
    return e ? e : audit_note(c, &d);
}

static Err check_issue(Ctx *c, const Dispatch *l, int64_t number, const char *day) {
    int64_t taken = 0, early = 0;
    if (l->issued) return "dispatch.stage.issued";
    if (text_blank(l->signer)) return "dispatch.signer.missing";
    if (number < 1 || number > DISPATCH_NUMBER_MAX) return "dispatch.number.range";
    if (!day || !date_ok(day)) return "dispatch.day.missing";
    if (strcmp(day, c->today) > 0) return "dispatch.day.future";
    Err e = db_int(c, &early, "SELECT count(*) FROM assessment WHERE id = $1 AND until >= $2",
                   V(l->assessment), V(day));
    if (e || early) return e ? e : "dispatch.day.early";
    e = db_int(c, &taken, "SELECT count(*) FROM dispatch WHERE symbol = $1 AND year = $2"
                              " AND number = $3", V(l->symbol), V(atoi(day)), V(number)); /* (3) */
    return e ? e : taken ? "dispatch.number.taken" : NULL;
}

Err dispatch_issue(Ctx *c, const Dispatch *l, int64_t number, const char *day) {
    Deed    d = {.what = "dispatch.deed.issued", .subject = "dispatch", .id = l->id};
    if (!dispatch_may(c, l)) return "http.forbidden";
    Err e = check_issue(c, l, number, day);
    if (e) return e;
    e = "clash.version.stale";
    Rows q = db_query(c,
        "UPDATE dispatch SET number = $3, day = $4, year = $5, issued = $6, issuing = $7,"
        " version = version + 1 WHERE id = $1 AND version = $2 AND issued IS NULL RETURNING id",
        V(l->id), V(l->version), V(number), V(day), V(atoi(day)), V(c->now), V(c->who));
    while (db_next(&q)) e = NULL;
    if (q.err) e = q.err;
    deed_change(c, &d, "number", "", arena_print(c->a, "%" PRId64, number));
    deed_change(c, &d, "day", "", day);
    deed_change(c, &d, "signer", "", l->signer);
    return e ? e : audit_note(c, &d);
}
