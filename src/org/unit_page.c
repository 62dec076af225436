/* unit_page.c - the tree of a day, one unit in time, the list as a file. */
#include "org/org.h"
#include "org/parts.h"

#include "crypt/crypt.h"
#include "text/text.h"

#include <string.h>

enum { REFORM_ROWS = 50, DAYS_SHOWN = 12 };

const char *page_day(Ctx *c, const Request *r) {
    const char *day = NULL, *typed = request_query(r, "day");
    return text_day_parse(c, typed, &day) ? c->today : day;
}

const char *form_day(Ctx *c, const Form *f, const char *name) {
    const char *day = NULL, *typed = form_text(f, name);
    return text_day_parse(c, typed, &day) ? typed : day;
}

const char *form_until(Ctx *c, const Form *f, const char *name) {
    const char *day = form_day(c, f, name);
    return date_ok(day) && strcmp(day, DAY_OPEN) < 0 ? day_add(c->a, day, 1) : day;
}

const char *page_since(const Ctx *c, const char *since) {
    return strcmp(since, DAY_ALWAYS) == 0 ? tr(c, "unit.always") : text_day(c, since);
}

const char *page_until(const Ctx *c, const char *until) {
    return strcmp(until, DAY_OPEN) == 0 ? "" : text_day(c, day_add(c->a, until, -1));
}

const char *page_span(const Ctx *c, const char *since, const char *until) {
    const char *to = page_until(c, until);
    if (*to) return trf(c, "unit.span", V(page_since(c, since)), V(to));
    if (strcmp(since, DAY_ALWAYS) == 0) return tr(c, "unit.always");
    return trf(c, "unit.span.open", V(text_day(c, since)));
}

const char *unit_name_on(Ctx *c, int64_t unit, const char *day) {
    Unit u;
    return unit_on(c, unit, day, &u) ? u.name : unit_name(c, unit);
}

/* The name, with what it stands under behind it. */
static const char *unit_label(Ctx *c, int64_t unit, const char *day) {
    Unit u, above;
    if (!unit_on(c, unit, day, &u)) return unit_name(c, unit);
    if (!u.parent || !unit_on(c, u.parent, day, &above)) return u.name;
    return arena_print(c->a, "%s (%s)", u.name, above.name);
}

/* ---- The tree ---- */

static const Link *change_days(Ctx *c, const char *shown) {
    Link *first = NULL, **end = &first;
    Rows q = db_query(c,
                      "SELECT day FROM unit_reform WHERE undone IS NULL GROUP BY day"
                      " ORDER BY day DESC LIMIT $1", V(DAYS_SHOWN));
    while (db_next(&q)) {
        const char *day = row_text(&q, 0);
        *end = arena_new(c->a, Link);
        **end = (Link){.href = arena_print(c->a, "/unit?day=%s", day), .text = page_since(c, day),
                       .here = strcmp(day, shown) == 0};
        end = &(*end)->next;
    }
    return first;
}

static LevelCount *count_level(Ctx *c, int level, const Unit *u, int n) {
    static const char *const labels[] = {"unit.level.office", "unit.level.province",
                                         "unit.level.district", "unit.level.commune"};
    LevelCount *l = arena_new(c->a, LevelCount);
    Buf         kinds = {.a = c->a};
    l->label = tr(c, labels[level]);
    for (const UnitKind *k = unit_kinds; k->name; k++) {
        int64_t found = 0;
        for (int i = 0; i < n && k->level == level; i++) found += strcmp(u[i].kind, k->name) == 0;
        if (found) buf_print(&kinds, "%s%s %s", kinds.len ? ", " : "", text_int(c, found),
                             tr(c, k->label));
        l->n += found;
    }
    l->kinds = kinds.s ? kinds.s : "";
    return l;
}

static const LevelCount *count_levels(Ctx *c, const Unit *u, int n) {
    static const int order[] = {2, 3, 0}; /* of the top there is one */
    LevelCount *first = NULL, **end = &first;
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        LevelCount *l = count_level(c, order[i], u, n);
        if (!l->n) continue;
        *end = l;
        end = &l->next;
    }
    return first;
}

static const char *name_in(const Unit *u, int n, int64_t id) {
    for (int i = 0; i < n; i++)
        if (u[i].id == id) return u[i].name;
    return "";
}

/* Without accents, anywhere in the name, or the code from its beginning. */
static void search(Ctx *c, UnitTree *t) {
    const char  *want = text_search_folded(c->a, t->query);
    Unit        *found = arena_take(c->a, (size_t)(t->n + 1) * sizeof *found);
    const char **place = arena_take(c->a, (size_t)(t->n + 1) * sizeof *place);
    int          n = 0;
    for (int i = 0; i < t->n; i++) {
        const Unit *u = &t->unit[i];
        if (!strstr(text_search_folded(c->a, u->name), want) &&
            (!*u->code || strncmp(u->code, t->query, strlen(t->query)) != 0)) continue;
        place[n] = name_in(t->unit, t->n, u->parent);
        found[n++] = *u;
    }
    t->unit = found;
    t->place = place;
    t->n = n;
}

/* The last instant of the day of ?known=; else what we believe now. */
static int64_t known_ms(Ctx *c, const Request *r, const char **day) {
    *day = "";
    if (text_day_parse(c, request_query(r, "known"), day)) return BELIEVED - 1;
    return (day_number(*day) + 1) * 24 * 3600 * 1000 - ZONE_MS - 1;
}

/* The form that asks for a day: what was typed for none stands there, with a message. */
static const Form *day_form(Ctx *c, const Request *r) {
    const char *names[] = {"day", "known"}, *day, *typed;
    Form       *f = arena_new(c->a, Form);
    for (int i = 0; i < 2 && !f->err; i++) {
        typed = request_query(r, names[i]);
        if (text_blank(typed) || !text_day_parse(c, typed, &day)) continue;
        *f = (Form){.typed = r->query, .err = i ? "unit.known.bad" : "unit.day.bad"};
    }
    return f;
}

static Err unit_tree_page(Ctx *c, Request *r) {
    const char *query = request_query(r, "q");
    UnitTree    t = {.day = page_day(c, r), .query = text_blank(query) ? "" : query,
                     .may = request_may(r, RIGHT_ORG)};
    t.unit = units_known(c, t.day, known_ms(c, r, &t.known), 0, &t.n);
    t.counts = count_levels(c, t.unit, t.n);
    t.days = change_days(c, t.day);
    if (*t.query) search(c, &t);
    reply_page(r, tr(c, "unit.title"), unit_tree_html(c, &t, day_form(c, r)));
    return NULL;
}

/* ---- One unit ---- */

static const SpellRow *spells_of(Ctx *c, int64_t unit) {
    SpellRow *first = NULL, **end = &first;
    Rows q = db_query(c,
                      "SELECT s.name, s.kind, s.code, COALESCE((SELECT MAX(p.name)"
                      " FROM unit_spell p WHERE p.unit = s.parent AND p.since <= s.since"
                      " AND s.since < p.until AND p.unlearnt = 9223372036854775807), ''),"
                      " s.since, s.until, s.source FROM unit_spell s WHERE s.unit = $1"
                      " AND s.unlearnt = 9223372036854775807 ORDER BY s.since", V(unit));
    while (db_next(&q)) {
        SpellRow       *s = *end = arena_new(c->a, SpellRow);
        const UnitKind *k = unit_kind(row_text(&q, 1));
        *s = (SpellRow){row_text(&q, 0), k ? tr(c, k->label) : "", row_text(&q, 2),
                        row_text(&q, 3), row_text(&q, 4), row_text(&q, 5), row_text(&q, 6), NULL};
        end = &s->next;
    }
    return first;
}

static const char *basis_shown(const Ctx *c, const char *basis) {
    if (strcmp(basis, "population") == 0) return tr(c, "unit.basis.population");
    if (strcmp(basis, "area") == 0) return tr(c, "unit.basis.area");
    return tr(c, strcmp(basis, "whole") == 0 ? "unit.basis.all" : "unit.basis.invented");
}

/* From where it came (old units, named on the day before), or where it went. */
static const EdgeRow *edges_of(Ctx *c, int64_t unit, bool came) {
    EdgeRow *first = NULL, **end = &first;
    Rows q = db_query(c,
                      "SELECT CASE WHEN $2 = 1 THEN old ELSE new END, share, day, basis, source"
                      " FROM unit_lineage WHERE ($2 = 1 AND new = $1 OR $2 = 0 AND old = $1)"
                      " AND unlearnt = 9223372036854775807 ORDER BY day, id",
                      V(unit), V(came ? 1 : 0));
    while (db_next(&q)) {
        EdgeRow    *e = *end = arena_new(c->a, EdgeRow);
        const char *basis = row_text(&q, 3);
        *e = (EdgeRow){.unit = row_int(&q, 0), .share = row_int(&q, 1), .day = row_text(&q, 2),
                       .basis = basis_shown(c, basis), .source = row_text(&q, 4),
                       .invented = strcmp(basis, "invented") == 0};
        end = &e->next;
    }
    for (EdgeRow *e = first; e; e = e->next)
        e->name = unit_label(c, e->unit, came ? day_add(c->a, e->day, -1) : e->day);
    return first;
}

static const EdgeRow *heirs_of(Ctx *c, int64_t unit, const char *from, const char *to) {
    EdgeRow *first = NULL, **end = &first;
    for (const Heir *h = unit_heirs(c, unit, from, to); h; h = h->next) {
        if (h->unit == unit) continue;
        *end = arena_new(c->a, EdgeRow);
        **end = (EdgeRow){.unit = h->unit, .share = h->share, .day = to, .source = "",
                          .name = unit_label(c, h->unit, to), .invented = h->invented,
                          .basis = tr(c, h->invented ? "unit.basis.invented"
                                                     : "unit.basis.sourced")};
        end = &(*end)->next;
    }
    return first;
}

static const Unit *children_on(Ctx *c, int64_t unit, const char *day, int *n) {
    int         all;
    const Unit *u = units_on(c, day, unit, &all);
    Unit       *out = arena_take(c->a, (size_t)(all + 1) * sizeof *out);
    *n = 0;
    for (int i = 0; i < all; i++)
        if (u[i].depth == 1) out[(*n)++] = u[i];
    return out;
}

/* Of a unit (0: all), or only the one of this id; after the first `skip` of them. */
static const ReformRow *reforms(Ctx *c, int64_t unit, int64_t id, int64_t skip) {
    ReformRow *first = NULL, **end = &first;
    Rows q = db_query(c,
                      "SELECT f.id, f.what, f.day, f.source, f.at,"
                      " (SELECT t.name FROM staff t WHERE t.id = f.who), f.undone"
                      " FROM unit_reform f WHERE ($2 = 0 OR f.id = $2) AND ($1 = 0 OR f.id IN"
                      " (SELECT reform FROM unit_spell WHERE unit = $1 UNION"
                      " SELECT closed FROM unit_spell WHERE unit = $1 UNION"
                      " SELECT reform FROM unit_lineage WHERE old = $1 OR new = $1))"
                      " ORDER BY f.id DESC LIMIT $3 OFFSET $4",
                      V(unit), V(id), V(REFORM_ROWS), V(skip));
    while (db_next(&q)) {
        ReformRow *f = *end = arena_new(c->a, ReformRow);
        *f = (ReformRow){.id = row_int(&q, 0), .what = tr(c, reform_key(row_text(&q, 1))),
                         .day = row_text(&q, 2), .source = row_text(&q, 3), .at = row_int(&q, 4),
                         .who = row_text(&q, 5), .undone = row_int(&q, 6)};
        end = &f->next;
    }
    return first;
}

/* The spell nearest to a day on which the unit does not exist: its last before, else its first. */
static bool nearest(Ctx *c, int64_t unit, const char *day, Unit *u) {
    const SpellRow *s = spells_of(c, unit), *last = s;
    if (!s) return false;
    for (; s; s = s->next)
        if (strcmp(s->since, day) <= 0) last = s;
    return unit_on(c, unit, last->since, u);
}

bool unit_trail(Ctx *c, Request *r, int64_t unit, const char *day) {
    Unit u;
    if (!unit_on(c, unit, day, &u) && !nearest(c, unit, day, &u)) return false;
    reply_trail(c, r, arena_print(c->a, "/unit?day=%s", day), tr(c, "unit.title"));
    Link *up = NULL;
    for (int64_t id = u.parent; id && unit_on(c, id, day, &u); id = u.parent) {
        Link *l = arena_new(c->a, Link);
        *l = (Link){.href = arena_print(c->a, "/unit/%lld?day=%s", (long long)id, day),
                    .text = u.name, .next = up};
        up = l;
    }
    for (; up; up = up->next) reply_trail(c, r, up->href, up->text);
    return true;
}

static Err unit_view_page(Ctx *c, Request *r) {
    UnitView v = {.id = request_id(r), .day = page_day(c, r), .may = request_may(r, RIGHT_ORG)};
    v.there = unit_on(c, v.id, v.day, &v.u);
    if (!v.there && !nearest(c, v.id, v.day, &v.u)) return "http.missing";
    v.kind = tr(c, unit_kind(v.u.kind)->label);
    if (v.u.parent) v.place = unit_name_on(c, v.u.parent, v.there ? v.day : v.u.since);
    v.spells = spells_of(c, v.id);
    if (v.there) v.under = children_on(c, v.id, v.day, &v.under_n);
    v.from = edges_of(c, v.id, true);
    v.to = edges_of(c, v.id, false);
    if (!v.there && strcmp(v.u.since, v.day) <= 0) v.heirs = heirs_of(c, v.id, v.u.since, v.day);
    v.posts = posts_of(c, v.id, v.day);
    v.reforms = reforms(c, v.id, 0, 0);
    unit_trail(c, r, v.id, v.day);
    reply_page(r, v.u.name, unit_view_html(c, &v, day_form(c, r)));
    return NULL;
}

/* ---- The list of a day as a file ---- */

/* What begins like a formula is text: a spreadsheet would reckon with it otherwise. */
static void cell(Buf *b, const char *s, bool last) {
    buf_text(b, strchr("=+-@\t\r", *s) && *s ? "\"'" : "\"");
    for (; *s; s++) {
        if (*s == '"') buf_text(b, "\"");
        buf_add(b, s, 1);
    }
    buf_text(b, last ? "\"\r\n" : "\",");
}

static void csv_head(const Ctx *c, Buf *b) {
    buf_text(b, "\xEF\xBB\xBF");
    cell(b, tr(c, "unit.code"), false);
    cell(b, tr(c, "unit.name"), false);
    cell(b, tr(c, "unit.kind"), false);
    cell(b, tr(c, "unit.parent.code"), false);
    cell(b, tr(c, "unit.parent"), false);
    cell(b, tr(c, "unit.since"), false);
    cell(b, tr(c, "unit.until"), true);
}

/* The last line says how many rows came before it, and their hash: who opens a
 * file that was cut on the way sees it. */
static void csv_foot(const Ctx *c, Buf *b, int n) {
    const Hash hash = hash_of(b->s, b->len);
    cell(b, tr(c, "unit.csv.rows"), false);
    cell(b, arena_print(c->a, "%d", n), false);
    cell(b, "SHA-256", false);
    cell(b, hex_of(c->a, hash.b, HASH_BYTES), true);
}

static Err unit_csv_page(Ctx *c, Request *r) {
    int         n;
    const char *day = page_day(c, r);
    const Unit *u = units_on(c, day, 0, &n);
    Buf         b = {.a = c->a};
    csv_head(c, &b);
    for (int i = 0; i < n; i++) {
        const char *code = "";
        for (int k = 0; k < n; k++)
            if (u[k].id == u[i].parent) code = u[k].code;
        cell(&b, u[i].code, false);
        cell(&b, u[i].name, false);
        cell(&b, tr(c, unit_kind(u[i].kind)->label), false);
        cell(&b, code, false);
        cell(&b, name_in(u, n, u[i].parent), false);
        cell(&b, u[i].since, false);
        cell(&b, strcmp(u[i].until, DAY_OPEN) == 0 ? "" : u[i].until, true);
    }
    csv_foot(c, &b, n);
    reply_download(r, "text/csv; charset=utf-8",
                   arena_print(c->a, "%s-%s.csv", tr(c, "unit.csv.name"), day),
                   (Bytes){b.s, b.len});
    Deed *d = arena_new(c->a, Deed);
    *d = (Deed){.what = "export.deed.taken", .subject = "export"};
    deed_change(c, d, "kind", "", "unit");
    reply_noted(r, d);
    return NULL;
}

/* ---- What was changed ---- */

static Err reform_list_page(Ctx *c, Request *r) {
    int64_t     total = 0;
    Err         e = db_int(c, &total, "SELECT COUNT(*) FROM unit_reform");
    const Pager p = pager_at(request_number(r, "page"), total, REFORM_ROWS, "/reform");
    reply_trail(c, r, "/unit", tr(c, "unit.title"));
    reply_page(r, tr(c, "unit.reforms"),
               reform_all_html(c, reforms(c, 0, 0, (p.page - 1) * REFORM_ROWS), &p));
    return e;
}

/* Units that have a spell from its day on; or that it ended. */
static const Link *reform_units(Ctx *c, const ReformRow *f, bool ended) {
    Link *first = NULL, **end = &first;
    Rows q = db_query(c,
                      "SELECT s.unit, MIN(s.name), MIN(s.sort) AS sort FROM unit_spell s"
                      " WHERE s.reform = $1 AND CASE WHEN $3 = 1 THEN s.until = $2 AND NOT EXISTS"
                      " (SELECT 1 FROM unit_spell o WHERE o.reform = $1 AND o.unit = s.unit"
                      " AND o.since = $2) ELSE s.since = $2 END GROUP BY s.unit ORDER BY sort",
                      V(f->id), V(f->day), V(ended ? 1 : 0));
    while (db_next(&q)) {
        *end = arena_new(c->a, Link);
        **end = (Link){.href = arena_print(c->a, "/unit/%lld?day=%s", (long long)row_int(&q, 0),
                                           ended ? day_add(c->a, f->day, -1) : f->day),
                       .text = row_text(&q, 1)};
        end = &(*end)->next;
    }
    return first;
}

static Err reform_view_page(Ctx *c, Request *r) {
    ReformView v = {.r = reforms(c, 0, request_id(r), 0), .may = request_may(r, RIGHT_ORG)};
    if (!v.r) return "http.missing";
    v.began = reform_units(c, v.r, false);
    v.ended = reform_units(c, v.r, true);
    Err e = db_int(c, &v.posts, "SELECT COUNT(post) FROM reform_effect WHERE reform = $1"
                                " AND was <> ''", V(v.r->id));
    if (!e) e = db_int(c, &v.appointments, "SELECT COUNT(appointment) FROM reform_effect"
                                           " WHERE reform = $1 AND was <> ''", V(v.r->id));
    reply_trail(c, r, "/unit", tr(c, "unit.title"));
    reply_trail(c, r, "/reform", tr(c, "unit.reforms"));
    reply_page(r, v.r->what, reform_view_html(c, &v, request_form(c, r)));
    return e;
}

static Err reform_undo_post(Ctx *c, Request *r) {
    Err e = reform_undo(c, request_id(r));
    if (!e) reply_done(r, "/reform", "unit.undo.done");
    return e;
}

const Route unit_routes[] = {
    SHOW("/unit",             unit_tree_page,   RIGHT_STAFF, "unit.title"),
    SHOW("/unit.csv",         unit_csv_page,    RIGHT_STAFF, NULL),
    SHOW("/unit/{id}",        unit_view_page,   RIGHT_STAFF, NULL),
    SHOW("/reform",           reform_list_page, RIGHT_STAFF, NULL),
    SHOW("/reform/{id}",      reform_view_page, RIGHT_STAFF, NULL),
    SEND("/reform/{id}/undo", reform_undo_post, RIGHT_ORG,   reform_view_page),
    {0}
};
