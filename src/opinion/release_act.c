/* release_act.c - from draft to the public, and what follows: rules (2) to (6).
 *
 * A figure that was announced cannot be shelved because it is unwelcome: its day stands on the
 * public calendar, and only a publication or a withdrawal with its reason ends it. */
#include "opinion/opinion.h"

#include <string.h>

static bool is(const Release *r, const char *stage) { return strcmp(r->stage, stage) == 0; }

static Err event(Ctx *c, const Release *r, const char *what, const char *day, const char *reason) {
    return db_exec(c, "INSERT INTO release_event (release, what, day, reason, at)"
                      " VALUES ($1, $2, $3, $4, $5)",
                   V(r->id), V(what), V(day), V(reason), V(c->now));
}

static Err note(Ctx *c, const Release *r, const char *what, const char *stage,
                const char *reason) {
    Deed d = {.what = what, .subject = "release", .id = r->id,
              .reason = reason && *reason ? reason : NULL};
    deed_change(c, &d, "stage", r->stage, stage);
    return audit_note(c, &d);
}

static Err check_reason(const char *reason, Err missing, Err tall) {
    if (text_blank(reason)) return missing;
    return strlen(reason) > RELEASE_TEXT_MAX ? tall : NULL;
}

/* ---- its day ---- */

Err release_announce(Ctx *c, const Release *r, const char *day, const char *reason) {
    bool moved = *r->due != '\0';
    Err  e = NULL;
    if (!day || !date_ok(day)) return "release.due.missing";
    if (strcmp(day, c->today) <= 0) return "release.due.early";
    if (strcmp(day, day_add(c->a, c->today, RELEASE_AHEAD_DAYS)) > 0) return "release.due.late";
    if (moved) e = check_reason(reason, "release.moved.missing", "release.moved.long");
    if (!e && !release_edits(c, r)) e = "http.forbidden";
    if (!e && (is(r, "published") || is(r, "withdrawn") || r->published))
        e = "release.stage.other";
    if (e || (moved && strcmp(day, r->due) == 0)) return e;
    e = db_exec(c, "UPDATE release SET due = $2, version = version + 1 WHERE id = $1", V(r->id),
                V(day));
    if (!e) e = event(c, r, moved ? "moved" : "announced", day, moved ? reason : "");
    Deed d = {.what = moved ? "release.deed.moved" : "release.deed.announced",
              .subject = "release", .id = r->id, .reason = moved ? reason : NULL};
    deed_change(c, &d, "due", r->due, day);
    return e ? e : audit_note(c, &d);
}

/* ---- sent, approved ---- */

Err release_ready(Ctx *c, const Release *r, const Survey *s) {
    if (strcmp(s->stage, "closed") != 0) return "release.survey.open";
    if (!r->tables) return "release.table.none";
    for (int i = 0; i < RELEASE_ITEMS; i++)
        if (!release_items[i].filled && text_blank(r->item[i])) return release_items[i].missing;
    if (!release_edits(c, r)) return "http.forbidden";
    return is(r, "draft") ? NULL : "release.stage.other";
}

Err release_send(Ctx *c, const Release *r, const ReleaseEdition *made) {
    Err e = release_ready(c, r, survey_get(c, r->survey));
    if (e) return e;
    e = db_exec(c, "DELETE FROM release_edition WHERE release = $1 AND published IS NULL",
                V(r->id));
    if (!e) e = db_exec(c, "INSERT INTO release_edition (release, number, title, lang, page, data,"
                           " figures, before, mark, made, published)"
                           " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL)",
                        V(r->id), V(made->number), V(made->title), V(made->lang), V(made->page),
                        V(made->data), V(made->figures), V(made->before), V(made->mark),
                        V(c->now));
    /* Others have seen it from now on, whether it is then published or not. */
    if (!e) e = ledger_put(c, survey_get(c, r->survey), made->entry, made->entries);
    if (!e) e = db_exec(c, "UPDATE release SET stage = 'review', sender = $2, remark = '',"
                           " version = version + 1 WHERE id = $1", V(r->id), V(c->who));
    return e ? e : note(c, r, "release.deed.sent", "review", NULL);
}

Err release_approve(Ctx *c, const Release *r) {
    if (c->who == r->who || c->who == r->sender) return "release.approver.self";
    if (!release_approves(c, r)) return "http.forbidden";
    if (!is(r, "review")) return "release.stage.other";
    Err e = db_exec(c, "UPDATE release SET stage = 'approved', approver = $2,"
                       " version = version + 1 WHERE id = $1", V(r->id), V(c->who));
    return e ? e : note(c, r, "release.deed.approved", "approved", NULL);
}

Err release_back(Ctx *c, const Release *r, const char *remark) {
    if (text_blank(remark)) return "release.remark.missing";
    if (strlen(remark) > RELEASE_TEXT_MAX) return "release.remark.long";
    if (!release_approves(c, r) && !release_edits(c, r)) return "http.forbidden";
    if (!is(r, "review") && !is(r, "approved")) return "release.stage.other";
    Err e = db_exec(c, "UPDATE release SET stage = 'draft', remark = $2, approver = NULL,"
                       " version = version + 1 WHERE id = $1", V(r->id), V(remark));
    if (!e) e = db_exec(c, "DELETE FROM release_edition WHERE release = $1"
                           " AND published IS NULL", V(r->id));
    return e ? e : note(c, r, "release.deed.back", "draft", remark);
}

/* ---- the public ---- */

Err release_publish(Ctx *c, const Release *r) {
    if (!release_edits(c, r) && !release_approves(c, r)) return "http.forbidden";
    if (!is(r, "approved")) return "release.stage.other";
    if (!*r->due) return "release.due.none";
    if (strcmp(c->today, r->due) < 0) return "release.due.ahead";
    bool first = !r->published;
    Err  e = db_exec(c, "UPDATE release_edition SET published = $2 WHERE release = $1"
                        " AND published IS NULL", V(r->id), V(c->now));
    if (!e) e = db_exec(c, "UPDATE release SET stage = 'published', version = version + 1"
                           " WHERE id = $1", V(r->id));
    if (!e) e = event(c, r, first ? "published" : "corrected", c->today, first ? "" : r->note);
    return e ? e : note(c, r, first ? "release.deed.published" : "release.deed.corrected",
                        "published", r->note);
}

Err release_correct(Ctx *c, const Release *r, const char *reason) {
    Err e = check_reason(reason, "release.correction.missing", "release.correction.long");
    if (!e && !release_edits(c, r)) e = "http.forbidden";
    if (!e && !is(r, "published")) e = "release.stage.other";
    if (e) return e;
    e = db_exec(c, "UPDATE release SET stage = 'draft', approver = NULL, note = $2,"
                   " version = version + 1 WHERE id = $1", V(r->id), V(reason));
    return e ? e : note(c, r, "release.deed.begun", "draft", reason);
}

Err release_withdraw(Ctx *c, const Release *r, const char *reason) {
    Err e = check_reason(reason, "release.reason.missing", "release.reason.long");
    if (!e && !release_edits(c, r) && !release_approves(c, r)) e = "http.forbidden";
    if (!e && (is(r, "withdrawn") || !*r->due)) e = "release.stage.other";
    if (e) return e;
    e = db_exec(c, "UPDATE release SET stage = 'withdrawn', version = version + 1 WHERE id = $1",
                V(r->id));
    if (!e) e = event(c, r, "withdrawn", c->today, reason);
    return e ? e : note(c, r, "release.deed.withdrawn", "withdrawn", reason);
}
