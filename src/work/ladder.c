/* ladder.c - the rungs of the ladder of reminders, which an administrator can change. */
#include "work/remind.h"

#include "config/config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

const char *const whom_names[WHOMS] = {"lead", "answerable", "head", "above"};

const char *whom_words(const Ctx *c, Whom w) {
    static const char *const keys[WHOMS] = {"ladder.whom.lead", "ladder.whom.answerable",
                                            "ladder.whom.head", "ladder.whom.above"};
    return tr(c, keys[w]);
}

/* WHOMS for none of them. */
static Whom whom_of(const char *name) {
    int w = 0;
    while (w < WHOMS && !text_same(whom_names[w], name)) w++;
    return (Whom)w;
}

const char *rung_words(const Ctx *c, const Rung *r) {
    if (!r->days) return tr(c, "ladder.on");
    return trf(c, r->days < 0 ? "ladder.before" : "ladder.after", V(llabs(r->days)));
}

const Rung *ladder(Ctx *c) {
    Rung *first = NULL, **end = &first;
    Rows q = db_query(c, "SELECT id, days, whom, mail FROM ladder WHERE dropped IS NULL"
                         " ORDER BY days, id");
    while (db_next(&q)) {
        *end = arena_new(c->a, Rung);
        **end = (Rung){row_int(&q, 0), row_int(&q, 1), whom_of(row_text(&q, 2)), row_int(&q, 3),
                       NULL};
        end = &(*end)->next;
    }
    return first;
}

/* "-5", "0", "7": whole, and small enough to be a plan. */
static bool days_read(const char *text, int64_t *out) {
    const char *digits = *text == '-' ? text + 1 : text;
    size_t      n = strspn(digits, "0123456789");
    *out = strtoll(text, NULL, 10);
    return n && n < 4 && !digits[n] && llabs(*out) <= LADDER_DAYS_MAX;
}

static Err note(Ctx *c, const char *what, const Rung *r) {
    Deed d = {.what = what, .subject = "ladder", .id = r->id};
    bool gone = strcmp(what, "ladder.deed.dropped") == 0;
    const char *days = arena_print(c->a, "%" PRId64, r->days), *whom = whom_names[r->whom];
    deed_change(c, &d, "days", gone ? days : "", gone ? "" : days);
    deed_change(c, &d, "whom", gone ? whom : "", gone ? "" : whom);
    deed_change(c, &d, "mail", gone && r->mail ? "1" : "", !gone && r->mail ? "1" : "");
    return audit_note(c, &d);
}

Err ladder_add(Ctx *c, const char *days, const char *whom, bool mail) {
    Rung r = {.mail = mail, .whom = whom_of(whom)};
    int  n = 0;
    if (!days_read(days, &r.days)) return "ladder.days.bad";
    if (r.whom == WHOMS) return "ladder.whom.missing";
    for (const Rung *k = ladder(c); k; k = k->next, n++)
        if (k->days == r.days && k->whom == r.whom) return "ladder.days.twice";
    if (n >= LADDER_MAX) return "ladder.days.many";
    Err e = db_int(c, &r.id, "INSERT INTO ladder (days, whom, mail, at, who)"
                             " VALUES ($1, $2, $3, $4, $5) RETURNING id",
                   V(r.days), V(whom), V(mail), V(c->now), V(c->who));
    return e ? e : note(c, "ladder.deed.added", &r);
}

Err ladder_drop(Ctx *c, int64_t id) {
    const Rung *r = ladder(c);
    while (r && r->id != id) r = r->next;
    if (!r) return "http.missing";
    Err e = db_exec(c, "UPDATE ladder SET dropped = $2 WHERE id = $1", V(id), V(c->now));
    return e ? e : note(c, "ladder.deed.dropped", r);
}

/* ---- The page ---- */

static Err ladder_page(Ctx *c, Request *r) {
    LadderLine  *first = NULL, **end = &first;
    Choice      *whoms = NULL, **last = &whoms;
    for (const Rung *k = ladder(c); k; k = k->next, end = &(*end)->next) {
        *end = arena_new(c->a, LadderLine);
        **end = (LadderLine){k, rung_words(c, k), whom_words(c, k->whom), NULL};
    }
    for (int w = 0; w < WHOMS; w++, last = &(*last)->next) {
        *last = arena_new(c->a, Choice);
        **last = (Choice){.value = whom_names[w], .text = whom_words(c, (Whom)w)};
    }
    const LadderPage p = {.form = request_form(c, r), .rows = first, .whoms = whoms,
                          .on = text_same(config_text(c, "remind.on"), "on"),
                          .first = config_text(c, "remind.first"),
                          .last = config_text(c, "remind.last")};
    reply_trail(c, r, "/admin/setting", tr(c, "setting.title"));
    reply_page(r, tr(c, "ladder.title"), ladder_html(c, &p));
    return NULL;
}

static Err ladder_post(Ctx *c, Request *r) {
    const Form *f = &r->form;
    Err e = ladder_add(c, form_text(f, "days"), form_text(f, "whom"), *form_text(f, "mail"));
    if (!e) reply_done(r, "/admin/ladder", "ladder.done");
    return e;
}

static Err drop_rung(Ctx *c, Request *r) {
    Err e = ladder_drop(c, request_id(r));
    if (!e) reply_done(r, "/admin/ladder", "ladder.done");
    return e;
}

const Route remind_routes[] = {
    SHOW("/admin/ladder",           ladder_page, RIGHT_ADMIN, NULL),
    SEND("/admin/ladder",           ladder_post, RIGHT_ADMIN, ladder_page),
    SEND("/admin/ladder/{id}/drop", drop_rung,   RIGHT_ADMIN, ladder_page),
    {0}
};
