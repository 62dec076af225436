/* unit_edit_page.c - the forms by which units are added, changed, merged, split, ended.
 *
 * What cannot be overlooked is confirmed: the change is made in full, so every
 * rule has spoken, and refused as long as the box below what goes with it is not
 * ticked; the page is then shown again with those figures. */
#include "org/org.h"
#include "org/parts.h"

#include "text/text.h"

#include <math.h>
#include <string.h>

enum { PARTS = 3, PEOPLE_SHOWN = 30, OLD_MAX = 200 };

static const Choice *kind_choices(Ctx *c) {
    Choice *first = NULL, **end = &first;
    for (const UnitKind *k = unit_kinds; k->name; k++) {
        *end = arena_new(c->a, Choice);
        **end = (Choice){.value = k->name, .text = tr(c, k->label)};
        end = &(*end)->next;
    }
    return first;
}

static const char *path(Ctx *c, int64_t unit, const char *act) {
    return arena_print(c->a, "/unit/%lld/%s", (long long)unit, act);
}

/* The page that is shown again after a refusal shows the same day. */
static const char *on_day(Ctx *c, const char *act, const char *day) {
    return arena_print(c->a, "%s?day=%s", act, day);
}

static const char *address(Ctx *c, int64_t unit, const char *day) {
    return arena_print(c->a, "/unit/%lld?day=%s", (long long)unit, date_ok(day) ? day : c->today);
}

static const char *number(Ctx *c, int64_t id) {
    return id ? arena_print(c->a, "%lld", (long long)id) : "";
}

/* "" is as it was: a name and a kind are there, a code may have been emptied. */
static UnitNew typed_unit(Ctx *c, const Form *f) {
    const int64_t parent = form_number(f, "parent");
    return (UnitNew){.since = form_day(c, f, "day"), .name = form_text(f, "name"),
                     .kind = form_text(f, "kind"), .code = form_text(f, "code"),
                     .parent = parent ? parent : UNIT_TOP, .source = form_text(f, "source")};
}

/* ---- New, changed, corrected ---- */

static Err unit_new_page(Ctx *c, Request *r) {
    const char *day = page_day(c, r), *above = request_query(r, "parent");
    UnitForm u = {.act = "/unit/new", .lead = tr(c, "unit.new.long"), .go = tr(c, "unit.save"),
                  .day = day, .parent = above ? above : number(c, unit_top(c)),
                  .kinds = kind_choices(c),
                  .parents = unit_choices_on(c, day, 0, tr(c, "unit.parent.none"))};
    reply_trail(c, r, "/unit", tr(c, "unit.title"));
    reply_page(r, tr(c, "unit.new"), unit_form_html(c, &u, &(Clash){.form = request_form(c, r)}));
    return NULL;
}

static Err unit_new_post(Ctx *c, Request *r) {
    int64_t id;
    UnitNew u = typed_unit(c, &r->form);
    Err     e = unit_add(c, &u, &id);
    if (!e) reply_done(r, address(c, id, u.since), "unit.saved");
    return e;
}

static Err edit_page(Ctx *c, Request *r, const char *act, const char *lead, const char *title) {
    Unit        u;
    const char *day = page_day(c, r);
    const int64_t id = request_id(r);
    if (!unit_trail(c, r, id, day)) return "http.missing";
    if (!unit_on(c, id, day, &u)) u = (Unit){0};
    reply_trail(c, r, address(c, id, day), unit_name_on(c, id, day));
    UnitForm form = {.id = id, .act = on_day(c, path(c, id, act), day), .lead = tr(c, lead),
                     .go = tr(c, "unit.save"), .day = day, .name = u.name, .kind = u.kind,
                     .code = u.code, .parent = number(c, u.parent), .kinds = kind_choices(c),
                     .parents = unit_choices_on(c, day, 0, tr(c, "unit.parent.none"))};
    const ClashField stored[] = {
        {.name = "name", .label = tr(c, "unit.name"), .value = form.name},
        {.name = "kind", .label = tr(c, "unit.kind"), .value = form.kind, .choices = form.kinds},
        {.name = "code", .label = tr(c, "unit.code"), .value = form.code},
        {.name = "parent", .label = tr(c, "unit.parent"), .value = form.parent,
         .choices = form.parents},
        {0}};
    const Clash k = clash_meet(c, request_form(c, r), unit_version(c, id), stored);
    reply_page(r, tr(c, title), unit_form_html(c, &form, &k));
    return NULL;
}

static Err unit_change_page(Ctx *c, Request *r) {
    return edit_page(c, r, "change", "unit.change.long", "unit.act.change");
}

static Err unit_correct_page(Ctx *c, Request *r) {
    return edit_page(c, r, "correct", "unit.correct.long", "unit.act.correct");
}

static Err unit_change_post(Ctx *c, Request *r) {
    UnitNew u = typed_unit(c, &r->form);
    Err     e = clash_check(&r->form, unit_version(c, request_id(r)));
    if (!e) e = unit_change(c, request_id(r), &u);
    if (!e) reply_done(r, address(c, request_id(r), u.since), "unit.saved");
    return e;
}

static Err unit_correct_post(Ctx *c, Request *r) {
    UnitNew u = typed_unit(c, &r->form);
    Err     e = clash_check(&r->form, unit_version(c, request_id(r)));
    if (!e) e = unit_correct(c, request_id(r), &u);
    if (!e) reply_done(r, address(c, request_id(r), u.since), "unit.saved");
    return e;
}

/* ---- What goes with units that end ---- */

static void add_people(Ctx *c, Stakes *s, int64_t unit, const char *day) {
    Link **end = (Link **)&s->who;
    while (*end) end = &(*end)->next;
    Rows q = db_query(c,
                      "SELECT DISTINCT t.id, t.name, t.sort FROM appointment a"
                      " JOIN post p ON p.id = a.post JOIN staff t ON t.id = a.staff"
                      " WHERE (p.unit = $1 OR p.scope = $1) AND p.until > $2 AND a.until > $2"
                      " ORDER BY t.sort, t.id", V(unit), V(day));
    while (db_next(&q)) {
        if (s->people++ >= PEOPLE_SHOWN) continue;
        *end = arena_new(c->a, Link);
        **end = (Link){.href = arena_print(c->a, "/staff/%lld", (long long)row_int(&q, 0)),
                       .text = row_text(&q, 1)};
        end = &(*end)->next;
    }
}

static void add_stakes(Ctx *c, Stakes *s, int64_t unit, const char *day) {
    int64_t children = 0, posts = 0;
    Err     e = db_int(c, &children,
                       "SELECT COUNT(*) FROM unit_spell WHERE parent = $1 AND since < $2"
                       " AND until >= $2 AND unlearnt = 9223372036854775807", V(unit), V(day));
    if (!e) e = db_int(c, &posts,
                       "SELECT COUNT(*) FROM post WHERE (unit = $1 OR scope = $1) AND until > $2",
                       V(unit), V(day));
    if (e) return;
    s->units++;
    s->children += children;
    s->posts += posts;
    add_people(c, s, unit, day);
}

/* Only once nothing else is wrong with the form. */
static bool asks(const Request *r) {
    return r->form.err && strcmp(r->form.err, "unit.sure.missing") == 0;
}

static Err confirmed(Ctx *c, Request *r, Err e, const char *notice) {
    if (!e && strcmp(form_text(&r->form, "sure"), "1") != 0) e = "unit.sure.missing";
    if (!e) reply_done(r, address(c, request_id(r), form_day(c, &r->form, "day")), notice);
    return e;
}

/* What all three forms show; false when there is no such unit. */
static bool reshape(Ctx *c, Request *r, const char *act, ReshapeForm *u) {
    Unit        on;
    const char *day = page_day(c, r);
    const int64_t id = request_id(r);
    if (!unit_trail(c, r, id, day)) return false;
    reply_trail(c, r, address(c, id, day), unit_name_on(c, id, day));
    *u = (ReshapeForm){.id = id, .act = on_day(c, path(c, id, act), day), .day = day,
                       .kinds = kind_choices(c), .parts = PARTS,
                       .kind = unit_on(c, id, day, &on) ? on.kind : NULL,
                       .go = tr(c, asks(r) ? "unit.do" : "unit.look")};
    return true;
}

/* Units beside this one, under the same parent on the day. */
static Choice *beside(Ctx *c, int64_t unit, const char *day) {
    int     n;
    Unit    on;
    Choice *first = NULL, **end = &first;
    if (!unit_on(c, unit, day, &on)) return NULL;
    const Unit *u = units_on(c, day, on.parent, &n);
    for (int i = 0; i < n; i++) {
        if (u[i].parent != on.parent || u[i].id == unit) continue;
        *end = arena_new(c->a, Choice);
        **end = (Choice){.value = number(c, u[i].id), .text = u[i].name};
        end = &(*end)->next;
    }
    return first;
}

static Choice *choice(Ctx *c, const char *value, const char *text, Choice *next) {
    Choice *o = arena_new(c->a, Choice);
    *o = (Choice){.value = value, .text = text, .next = next};
    return o;
}

/* ---- End ---- */

static Err unit_end_page(Ctx *c, Request *r) {
    ReshapeForm u;
    Stakes      s = {0};
    if (!reshape(c, r, "end", &u)) return "http.missing";
    u.lead = tr(c, "unit.end.long");
    if (asks(r)) {
        add_stakes(c, &s, u.id, form_day(c, &r->form, "day"));
        u.stakes = &s;
    }
    reply_page(r, tr(c, "unit.act.end"), unit_end_html(c, &u, request_form(c, r)));
    return NULL;
}

static Err unit_end_post(Ctx *c, Request *r) {
    const Form *f = &r->form;
    Err e = unit_end(c, request_id(r), form_day(c, f, "day"), form_text(f, "source"));
    return confirmed(c, r, e, "unit.ended");
}

/* ---- Merge ---- */

/* The units that were ticked, and this one first. */
static int ticked(Ctx *c, const Request *r, int64_t old[OLD_MAX]) {
    int n = 0;
    old[n++] = request_id(r);
    for (const Pair *p = r->form.typed; p && n < OLD_MAX; p = p->next) {
        if (strncmp(p->name, "old.", 4) != 0) continue;
        const Form one = {.typed = &(Pair){.name = "id", .value = p->name + 4}};
        int64_t    id = form_number(&one, "id");
        if (id && unit_on(c, id, page_day(c, r), NULL)) old[n++] = id;
    }
    return n;
}

static Err unit_merge_page(Ctx *c, Request *r) {
    ReshapeForm u;
    Stakes      s = {0};
    int64_t     old[OLD_MAX];
    if (!reshape(c, r, "merge", &u)) return "http.missing";
    u.lead = tr(c, "unit.merge.long");
    u.others = beside(c, u.id, u.day);
    u.intos = choice(c, "new", tr(c, "unit.into.new"),
                     choice(c, "stay", tr(c, "unit.into.stay"), NULL));
    if (asks(r)) {
        bool stays = strcmp(form_text(&r->form, "into"), "stay") == 0;
        for (int i = stays ? 1 : 0, n = ticked(c, r, old); i < n; i++)
            add_stakes(c, &s, old[i], form_day(c, &r->form, "day"));
        u.stakes = &s;
    }
    reply_page(r, tr(c, "unit.act.merge"), unit_merge_html(c, &u, request_form(c, r)));
    return NULL;
}

static const char *or_null(const char *s) { return *s ? s : NULL; }

static Err unit_merge_post(Ctx *c, Request *r) {
    Unit        on;
    int64_t     old[OLD_MAX];
    const Form *f = &r->form;
    const int   n = ticked(c, r, old);
    const bool  stays = strcmp(form_text(f, "into"), "stay") == 0;
    if (!unit_on(c, old[0], page_day(c, r), &on)) return "unit.day.missing";
    UnitPart into = {.unit = stays ? old[0] : 0,
                     .is = {.name = or_null(form_text(f, "name")),
                            .code = or_null(form_text(f, "code")), .parent = on.parent}};
    if (!stays || into.is.name) into.is.kind = form_text(f, "kind");
    if (n < 2) return "unit.old.few";
    Err e = unit_merge(c, old, n, form_day(c, f, "day"), form_text(f, "source"), &into);
    return confirmed(c, r, e, "unit.merged");
}

/* ---- Split ---- */

const char *part_field(const Ctx *c, const char *name, int part) {
    return part == 1 ? name : arena_print(c->a, "%s%d", name, part);
}

static Err unit_split_page(Ctx *c, Request *r) {
    ReshapeForm u;
    Stakes      s = {0};
    if (!reshape(c, r, "split", &u)) return "http.missing";
    u.lead = tr(c, "unit.split.long");
    u.intos = choice(c, "new", tr(c, "unit.into.new"), beside(c, u.id, u.day));
    u.bases = choice(c, "population", tr(c, "unit.basis.population"),
                     choice(c, "area", tr(c, "unit.basis.area"),
                            choice(c, "invented", tr(c, "unit.basis.invented"), NULL)));
    if (asks(r)) {
        if (text_blank(form_text(&r->form, "kept")))
            add_stakes(c, &s, u.id, form_day(c, &r->form, "day"));
        u.stakes = &s;
    }
    reply_page(r, tr(c, "unit.act.split"), unit_split_html(c, &u, request_form(c, r)));
    return NULL;
}

/* Percent as typed, in millionths. */
static Err typed_share(Ctx *c, const Form *f, const char *name, int64_t *share) {
    double percent;
    if (text_real_parse(c, form_text(f, name), &percent)) return "unit.share.bad";
    if (percent < 0 || percent > 100) return "unit.share.bad";
    *share = (int64_t)llround(percent * (SHARE_WHOLE / 100));
    return NULL;
}

static Err typed_part(Ctx *c, const Form *f, int i, int64_t parent, UnitPart *p) {
    *p = (UnitPart){.unit = form_number(f, part_field(c, "into", i))};
    if (!p->unit)
        p->is = (UnitNew){.name = form_text(f, part_field(c, "name", i)), .parent = parent,
                          .kind = form_text(f, part_field(c, "kind", i)),
                          .code = form_text(f, part_field(c, "code", i))};
    return typed_share(c, f, part_field(c, "share", i), &p->share);
}

static bool part_empty(const Ctx *c, const Form *f, int i) {
    return text_blank(form_text(f, part_field(c, "share", i))) &&
           text_blank(form_text(f, part_field(c, "name", i)));
}

static Err unit_split_post(Ctx *c, Request *r) {
    Unit        on;
    int         n = 0;
    Err         e = NULL;
    UnitPart    part[PARTS + 1];
    const Form *f = &r->form;
    if (!unit_on(c, request_id(r), page_day(c, r), &on)) return "unit.day.missing";
    if (!text_blank(form_text(f, "kept"))) {
        part[n] = (UnitPart){.unit = on.id};
        e = typed_share(c, f, "kept", &part[n++].share);
    }
    for (int i = 1; i <= PARTS && !e; i++)
        if (!part_empty(c, f, i)) e = typed_part(c, f, i, on.parent, &part[n++]);
    if (!e) e = unit_split(c, on.id, form_day(c, f, "day"), form_text(f, "source"),
                           form_text(f, "basis"), part, n);
    return confirmed(c, r, e, "unit.parted");
}

const Route unit_edit_routes[] = {
    SHOW("/unit/new",          unit_new_page,     RIGHT_ORG, NULL),
    SEND("/unit/new",          unit_new_post,     RIGHT_ORG, unit_new_page),
    SHOW("/unit/{id}/change",  unit_change_page,  RIGHT_ORG, NULL),
    SEND("/unit/{id}/change",  unit_change_post,  RIGHT_ORG, unit_change_page),
    SHOW("/unit/{id}/correct", unit_correct_page, RIGHT_ORG, NULL),
    SEND("/unit/{id}/correct", unit_correct_post, RIGHT_ORG, unit_correct_page),
    SHOW("/unit/{id}/end",     unit_end_page,     RIGHT_ORG, NULL),
    SEND("/unit/{id}/end",     unit_end_post,     RIGHT_ORG, unit_end_page),
    SHOW("/unit/{id}/merge",   unit_merge_page,   RIGHT_ORG, NULL),
    SEND("/unit/{id}/merge",   unit_merge_post,   RIGHT_ORG, unit_merge_page),
    SHOW("/unit/{id}/split",   unit_split_page,   RIGHT_ORG, NULL),
    SEND("/unit/{id}/split",   unit_split_post,   RIGHT_ORG, unit_split_page),
    {0}
};
