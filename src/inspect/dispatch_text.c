/* dispatch_text.c - the texts of letters that an office keeps, and the holes in them. */
#include "inspect/assess.h"

#include "config/config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

const char *const dispatch_kinds[] = {"commend", "correct", "remind", NULL};

static const struct { const char *kind, *key, *about, *body; } kinds[] = {
    {"commend", "dispatch.kind.commend", "dispatch.first.about.commend",
     "dispatch.first.body.commend"},
    {"correct", "dispatch.kind.correct", "dispatch.first.about.correct",
     "dispatch.first.body.correct"},
    {"remind", "dispatch.kind.remind", "dispatch.first.about.remind",
     "dispatch.first.body.remind"},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static int kind_at(const char *kind) {
    for (int i = 0; i < KINDS; i++)
        if (kind && strcmp(kinds[i].kind, kind) == 0) return i;
    return -1;
}

bool        dispatch_kind_ok(const char *kind) { return kind_at(kind) >= 0; }
const char *dispatch_kind_key(const char *kind) { return kinds[kind_at(kind)].key; }

/* ---- Holes ---- */

static const char *const holes[HOLES] = {
    "dispatch.hole.unit", "dispatch.hole.period", "dispatch.hole.owed", "dispatch.hole.in.time",
    "dispatch.hole.late", "dispatch.hole.overdue", "dispatch.hole.reason", "dispatch.hole.tasks",
    "dispatch.hole.today"};

/* Which hole these n letters name, in either language; -1. */
static int hole_at(const Ctx *c, const char *s, size_t n) {
    Ctx one = *c;
    for (int lang = LANG_VI; lang <= LANG_EN; lang++) {
        one.lang = (Lang)lang;
        for (int i = 0; i < HOLES; i++) {
            const char *name = tr(&one, holes[i]);
            if (strlen(name) == n && strncmp(name, s, n) == 0) return i;
        }
    }
    return -1;
}

bool dispatch_fill(const Ctx *c, const char *text, const char *const value[HOLES],
                 const char **out) {
    Buf b = {.a = c->a};
    buf_text(&b, "");
    for (const char *s = text; *s;) {
        const char *end = *s == '{' ? strchr(s, '}') : NULL;
        int         i = end ? hole_at(c, s + 1, (size_t)(end - s - 1)) : -1;
        if (*s == '{' && i < 0) return false;
        if (i >= 0) buf_text(&b, value[i]);
        else buf_add(&b, s, 1);
        s = i >= 0 ? end + 1 : s + 1;
    }
    *out = b.s ? b.s : "";
    return true;
}

const char *dispatch_holes(const Ctx *c) {
    Buf b = {.a = c->a};
    for (int i = 0; i < HOLES; i++) buf_print(&b, "%s{%s}", i ? ", " : "", tr(c, holes[i]));
    return b.s;
}

/* ---- The texts ---- */

const DispatchText *dispatch_texts(Ctx *c) {
    DispatchText *first = NULL, **end = &first;
    Rows q = db_query(c, "SELECT id, kind, since, form, above, issuer, symbol, heading, about,"
                         " body, copies, post, at, who FROM dispatch_template WHERE $1 = 0"
                         " ORDER BY kind, since DESC", V(0));
    while (db_next(&q)) {
        *end = arena_new(c->a, DispatchText);
        **end = (DispatchText){.id = row_int(&q, 0), .kind = row_text(&q, 1),
                             .since = row_text(&q, 2), .form = row_text(&q, 3),
                             .above = row_text(&q, 4), .issuer = row_text(&q, 5),
                             .symbol = row_text(&q, 6), .heading = row_text(&q, 7),
                             .about = row_text(&q, 8), .body = row_text(&q, 9),
                             .copies = row_text(&q, 10), .post = row_text(&q, 11),
                             .at = row_int(&q, 12), .who = row_int(&q, 13)};
        end = &(*end)->next;
    }
    return first;
}

const DispatchText *dispatch_text_on(Ctx *c, const char *kind, const char *day) {
    for (const DispatchText *t = dispatch_texts(c); t; t = t->next)
        if (strcmp(t->kind, kind) == 0 && strcmp(t->since, day) <= 0) return t;
    return NULL;
}

DispatchText dispatch_text_blank(Ctx *c, const char *kind) {
    int i = kind_at(kind);
    for (const DispatchText *t = dispatch_texts(c); t; t = t->next)
        if (strcmp(t->kind, kind) == 0) return *t;
    return (DispatchText){.kind = kind, .since = c->today, .form = "party", .above = "",
                        .issuer = config_text(c, "office.name"), .symbol = "",
                        .heading = "", .about = tr(c, kinds[i].about),
                        .body = tr(c, kinds[i].body), .copies = tr(c, "dispatch.first.copies"),
                        .post = tr(c, "dispatch.first.post")};
}

/* Dispatchs of the language, digits and the signs of a symbol. */
static bool symbol_ok(const char *s) {
    for (; *s; s++)
        if (strchr(" \t\n\r{}<>&\"'", *s)) return false;
    return true;
}

static Err check_lines(const DispatchText *t) {
    if (strlen(t->above) > DISPATCH_LINE_MAX) return "dispatch.above.long";
    if (text_blank(t->issuer)) return "dispatch.issuer.missing";
    if (strlen(t->issuer) > DISPATCH_LINE_MAX) return "dispatch.issuer.long";
    if (text_blank(t->symbol)) return "dispatch.symbol.missing";
    if (strlen(t->symbol) > 50 || !symbol_ok(t->symbol)) return "dispatch.symbol.form";
    if (strlen(t->heading) > DISPATCH_LINE_MAX) return "dispatch.heading.long";
    if (text_blank(t->post)) return "dispatch.post.missing";
    if (strlen(t->post) > DISPATCH_LINE_MAX) return "dispatch.post.long";
    return strlen(t->copies) > DISPATCH_COPIES_MAX ? "dispatch.copies.long" : NULL;
}

static Err check(Ctx *c, const DispatchText *t) {
    static const char *const none[HOLES] = {"", "", "", "", "", "", "", "", ""};
    const char *filled;
    int64_t     n = 0;
    if (!dispatch_kind_ok(t->kind)) return "dispatch.kind.bad";
    if (!t->since || !date_ok(t->since)) return "dispatch.since.missing";
    if (strcmp(t->since, c->today) < 0) return "dispatch.since.early";
    if (strcmp(t->form, "party") != 0 && strcmp(t->form, "state") != 0) return "dispatch.form.bad";
    Err e = check_lines(t);
    if (e) return e;
    if (text_blank(t->about)) return "dispatch.about.missing";
    if (strlen(t->about) > DISPATCH_LINE_MAX) return "dispatch.about.long";
    if (!dispatch_fill(c, t->about, none, &filled)) return "dispatch.about.hole";
    if (text_blank(t->body)) return "dispatch.body.missing";
    if (strlen(t->body) > DISPATCH_BODY_MAX) return "dispatch.body.long";
    if (!dispatch_fill(c, t->body, none, &filled)) return "dispatch.body.hole";
    e = db_int(c, &n, "SELECT count(*) FROM dispatch_template WHERE kind = $1 AND since = $2",
               V(t->kind), V(t->since));
    return e ? e : n ? "dispatch.since.taken" : NULL;
}

Err dispatch_text_put(Ctx *c, DispatchText *t) {
    Deed d = {.what = "dispatch.deed.text", .subject = "dispatch_template"};
    if (!org_may(c, RIGHT_JUDGE, unit_top(c))) return "http.forbidden";
    Err e = check(c, t);
    if (e) return e;
    e = db_int(c, &t->id,
        "INSERT INTO dispatch_template (kind, since, form, above, issuer, symbol, heading, about,"
        " body, copies, post, at, who) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,"
        " $13) RETURNING id", V(t->kind), V(t->since), V(t->form), V(t->above), V(t->issuer),
        V(t->symbol), V(t->heading), V(t->about), V(t->body), V(t->copies), V(t->post), V(c->now),
        V(c->who));
    d.id = t->id;
    deed_change(c, &d, "kind", "", t->kind);
    deed_change(c, &d, "since", "", t->since);
    deed_change(c, &d, "body", "", t->body);
    return e ? e : audit_note(c, &d);
}
