/* reform.c - the tree of units is changed.
 *
 * Nothing is overwritten: a step ends the belief in a row and adds others, all
 * marked with the reform that did it.  So taking a reform back is to end what it
 * brought and to bring again what it ended.  The rules are asked of the whole
 * when it is closed, in one query each: between the steps a child may well be
 * without its parent. */
#include "org/org.h"
#include "org/parts.h"

#include "text/text.h"

#include <string.h>

/* One row of unit_spell. */
typedef struct Spell {
    int64_t     id, parent, reform;
    const char *since, *until, *name, *kind, *code, *source;
    struct Spell *next;
} Spell;

Err org_check_text(const char *s, size_t most, Err missing, Err longer) {
    if (text_blank(s)) return missing;
    return strlen(s) > most ? longer : NULL;
}

/* ---- Rows ---- */

static bool exists(Ctx *c, int64_t unit) {
    int64_t n = 0;
    return !db_int(c, &n, "SELECT COUNT(*) FROM unit WHERE id = $1", V(unit)) && n;
}

static Err spell_add(Ctx *c, const Reform *r, int64_t unit, const Spell *s) {
    if (s->parent && !exists(c, s->parent)) return "unit.parent.day"; /* (5) */
    return db_exec(c,
                   "INSERT INTO unit_spell (unit, since, until, name, sort, kind, code, parent,"
                   " learnt, who, source, reform)"
                   " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
                   V(unit), V(s->since), V(s->until), V(s->name),
                   V(text_sort_key(c->a, s->name)), V(s->kind), V(s->code),
                   s->parent ? V(s->parent) : V((const char *)NULL), V(c->now), V(c->who),
                   V(s->source), V(r->id));
}

static Err spell_close(Ctx *c, const Reform *r, const Spell *s) {
    return db_exec(c, "UPDATE unit_spell SET unlearnt = $2, closed = $3 WHERE id = $1", V(s->id),
                   V(c->now), V(r->id));
}

/* What we believe of a unit from a day on, the earliest first. */
static const Spell *spells_from(Ctx *c, int64_t unit, const char *day) {
    Spell *first = NULL, **end = &first;
    Rows q = db_query(c,
                      "SELECT id, parent, since, until, name, kind, code, source, reform"
                      " FROM unit_spell WHERE unit = $1 AND until > $2"
                      " AND unlearnt = 9223372036854775807 ORDER BY since",
                      V(unit), V(day));
    while (db_next(&q)) {
        Spell *s = *end = arena_new(c->a, Spell);
        *s = (Spell){.id = row_int(&q, 0), .parent = row_int(&q, 1), .since = row_text(&q, 2),
                     .until = row_text(&q, 3), .name = row_text(&q, 4), .kind = row_text(&q, 5),
                     .code = row_text(&q, 6), .source = row_text(&q, 7),
                     .reform = row_int(&q, 8)};
        end = &s->next;
    }
    return first;
}

/* ---- Steps ---- */

Err reform_open(Ctx *c, const char *what, const char *day, const char *source, Reform *r) {
    if (text_blank(day) || !date_ok(day)) return "unit.day.bad"; /* (4) */
    Err e = org_check_text(source, UNIT_SOURCE_MAX, "unit.source.missing", "unit.source.long");
    if (e) return e; /* (8) */
    *r = (Reform){.what = what, .day = day, .source = source};
    deed_change(c, &r->deed, "day", "", day);
    return db_int(c, &r->id,
                  "INSERT INTO unit_reform (day, what, source, at, who)"
                  " VALUES ($1, $2, $3, $4, $5) RETURNING id",
                  V(day), V(what), V(source), V(c->now), V(c->who));
}

static Err check_spell(const Spell *s) {
    Err e = org_check_text(s->name, UNIT_TEXT_MAX, "unit.name.missing", "unit.name.long"); /* (1) */
    if (e) return e;
    if (!unit_kind(s->kind)) return "unit.kind.bad";           /* (2) */
    if (strlen(s->code) > UNIT_CODE_MAX) return "unit.code.long"; /* (3) */
    if (!date_ok(s->until)) return "unit.until.bad";           /* (4) */
    return strcmp(s->since, s->until) < 0 ? NULL : "unit.until.early";
}

Err reform_new(Ctx *c, Reform *r, const UnitNew *u, int64_t *id) {
    const Spell s = {.parent = u->parent == UNIT_TOP ? 0 : u->parent, .since = r->day,
                     .until = u->until ? u->until : DAY_OPEN, .name = u->name, .kind = u->kind,
                     .code = u->code ? u->code : "", .source = r->source};
    Err e = check_spell(&s);
    deed_change(c, &r->deed, "name", "", s.name);
    if (!e) e = db_int(c, id, "INSERT INTO unit (at, who) VALUES ($1, $2) RETURNING id", V(c->now),
                       V(c->who));
    return e ? e : spell_add(c, r, *id, &s);
}

static Spell merged(const Reform *r, const Spell *was, const UnitNew *now) {
    Spell s = *was;
    if (now->name) s.name = now->name;
    if (now->kind) s.kind = now->kind;
    if (now->code) s.code = now->code;
    if (now->parent) s.parent = now->parent == UNIT_TOP ? 0 : now->parent;
    s.source = r->source;
    return s;
}

static const char *number(Ctx *c, int64_t id) {
    return id ? arena_print(c->a, "%lld", (long long)id) : "";
}

static void note_change(Ctx *c, Reform *r, const Spell *was, const Spell *now) {
    deed_change(c, &r->deed, "name", was->name, now->name);
    deed_change(c, &r->deed, "kind", was->kind, now->kind);
    deed_change(c, &r->deed, "code", was->code, now->code);
    deed_change(c, &r->deed, "parent", number(c, was->parent), number(c, now->parent));
}

static bool same(const Spell *a, const Spell *b) {
    return text_same(a->name, b->name) && text_same(a->kind, b->kind) &&
           text_same(a->code, b->code) && a->parent == b->parent;
}

/* The spell of the day is cut in two, unless it begins on that day. */
Err reform_change(Ctx *c, Reform *r, int64_t unit, const UnitNew *now) {
    const Spell *was = spells_from(c, unit, r->day);
    if (!was || strcmp(was->since, r->day) > 0) return "unit.day.missing";
    Spell after = merged(r, was, now), before = *was;
    after.since = before.until = r->day;
    Err e = same(was, &after) ? "unit.name.same" : check_spell(&after);
    if (!e) e = spell_close(c, r, was);
    if (!e && strcmp(was->since, r->day) < 0) e = spell_add(c, r, unit, &before);
    note_change(c, r, was, &after);
    return e ? e : spell_add(c, r, unit, &after);
}

/* All of the spell of the day is told otherwise. */
static Err correct(Ctx *c, Reform *r, int64_t unit, const UnitNew *now) {
    const Spell *was = spells_from(c, unit, r->day);
    if (!was || strcmp(was->since, r->day) > 0) return "unit.day.missing";
    Spell right = merged(r, was, now);
    Err e = same(was, &right) ? "unit.name.same" : check_spell(&right);
    if (!e) e = spell_close(c, r, was);
    note_change(c, r, was, &right);
    return e ? e : spell_add(c, r, unit, &right);
}

Err reform_end(Ctx *c, Reform *r, int64_t unit) {
    const Spell *s = spells_from(c, unit, r->day);
    if (!s) return "unit.day.ended";
    if (strcmp(s->since, r->day) >= 0) return "unit.day.begin"; /* what never was is taken back */
    Err e = NULL;
    deed_change(c, &r->deed, "name", s->name, "");
    for (; s && !e; s = s->next) {
        Spell before = *s;
        before.until = r->day;
        e = spell_close(c, r, s);
        if (!e && strcmp(s->since, r->day) < 0) e = spell_add(c, r, unit, &before);
    }
    return e;
}

Err reform_edge(Ctx *c, Reform *r, const UnitEdge *d) {
    static const char *const bases[] = {"population", "area", "whole", "invented"};
    size_t i = 0;
    while (i < 4 && !text_same(bases[i], d->basis)) i++;
    if (i == 4) return "unit.basis.bad";
    if (d->share < 0 || d->share > SHARE_WHOLE) return "unit.share.bad";
    if (text_same(d->basis, "whole") && d->share != SHARE_WHOLE) return "unit.basis.whole";
    if (!exists(c, d->old)) return "unit.old.day";  /* (10) */
    if (!exists(c, d->new)) return "unit.into.day";
    deed_change(c, &r->deed, "share", number(c, d->old),
                arena_print(c->a, "%lld: %lld", (long long)d->new, (long long)d->share));
    return db_exec(c,
                   "INSERT INTO unit_lineage (day, old, new, share, basis, source, learnt, who,"
                   " reform) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                   V(r->day), V(d->old), V(d->new), V(d->share), V(d->basis),
                   V(d->source ? d->source : r->source), V(c->now), V(c->who), V(r->id));
}

/* ---- The rules of the whole ---- */

#define NONE(key, sql, ...)                                                    \
    do {                                                                       \
        int64_t broken = 0;                                                    \
        Err     trouble = db_int(c, &broken, sql, __VA_ARGS__);                \
        if (trouble || broken) return trouble ? trouble : (key);               \
    } while (0)

static Err check_codes(Ctx *c, const Reform *r) { /* (3) */
    NONE("unit.code.taken",
         "SELECT COUNT(*) FROM unit_spell s JOIN unit_spell o ON o.code = s.code"
         " AND o.unit <> s.unit AND o.since < s.until AND s.since < o.until"
         " WHERE s.reform = $1 AND s.code <> '' AND s.unlearnt = 9223372036854775807"
         " AND o.unlearnt = 9223372036854775807", V(r->id));
    return NULL;
}

/* (5) The spells of a unit touch, so its first and last day say all. */
#define BEYOND_PARENT                                                          \
    "(COALESCE((SELECT MIN(p.since) FROM unit_spell p WHERE p.unit = s.parent" \
    " AND p.unlearnt = 9223372036854775807), '9') > s.since OR "               \
    "COALESCE((SELECT MAX(p.until) FROM unit_spell p WHERE p.unit = s.parent"  \
    " AND p.unlearnt = 9223372036854775807), '') < s.until)"

static Err check_parents(Ctx *c, const Reform *r) {
    NONE("unit.parent.day",
         "SELECT COUNT(*) FROM unit_spell s WHERE s.reform = $1"
         " AND s.unlearnt = 9223372036854775807 AND s.parent IS NOT NULL AND " BEYOND_PARENT,
         V(r->id));
    NONE("unit.day.children",
         "SELECT COUNT(*) FROM unit_spell s WHERE s.unlearnt = 9223372036854775807"
         " AND s.parent IN (SELECT unit FROM unit_spell WHERE closed = $1) AND " BEYOND_PARENT,
         V(r->id));
    return NULL;
}

/* (6) Up from what is new, on the days that all on the way have in common. */
static Err check_cycles(Ctx *c, const Reform *r) {
    NONE("unit.parent.beneath",
         "WITH RECURSIVE up(begun, unit, since, until) AS ("
         "SELECT unit, parent, since, until FROM unit_spell WHERE reform = $1"
         " AND unlearnt = 9223372036854775807 AND parent IS NOT NULL"
         " UNION SELECT u.begun, p.parent,"
         " CASE WHEN p.since > u.since THEN p.since ELSE u.since END,"
         " CASE WHEN p.until < u.until THEN p.until ELSE u.until END"
         " FROM up u JOIN unit_spell p ON p.unit = u.unit AND p.since < u.until"
         " AND u.since < p.until AND p.unlearnt = 9223372036854775807 AND p.parent IS NOT NULL"
         " WHERE u.unit <> u.begun) SELECT COUNT(*) FROM up WHERE unit = begun", V(r->id));
    return NULL;
}

static Err check_lineage(Ctx *c, const Reform *r) {
    NONE("unit.share.sum", /* (9) */
         "SELECT COUNT(*) FROM (SELECT l.old FROM unit_lineage l WHERE l.day = $2"
         " AND l.unlearnt = 9223372036854775807"
         " AND l.old IN (SELECT old FROM unit_lineage WHERE reform = $1)"
         " GROUP BY l.old HAVING SUM(l.share) <> 1000000) AS wrong", V(r->id), V(r->day));
    NONE("unit.old.day", /* (10) */
         "SELECT COUNT(*) FROM unit_lineage l WHERE l.reform = $1 AND NOT EXISTS"
         " (SELECT 1 FROM unit_spell s WHERE s.unit = l.old AND s.since < $2 AND s.until >= $2"
         " AND s.unlearnt = 9223372036854775807)", V(r->id), V(r->day));
    NONE("unit.into.day", /* (10) */
         "SELECT COUNT(*) FROM unit_lineage l WHERE l.reform = $1 AND NOT EXISTS"
         " (SELECT 1 FROM unit_spell s WHERE s.unit = l.new AND s.since <= $2 AND s.until > $2"
         " AND s.unlearnt = 9223372036854775807)", V(r->id), V(r->day));
    return NULL;
}

const char *reform_key(const char *what) {
    static const char *const keys[][2] = {
        {"add", "unit.deed.add"},     {"change", "unit.deed.change"},
        {"end", "unit.deed.end"},     {"correct", "unit.deed.correct"},
        {"merge", "unit.deed.merge"}, {"split", "unit.deed.split"},
    };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (text_same(keys[i][0], what)) return keys[i][1];
    return "unit.deed.reform";
}

Err reform_close(Ctx *c, Reform *r) {
    Err e = check_codes(c, r);
    if (!e) e = check_parents(c, r);
    if (!e) e = check_cycles(c, r);
    if (!e) e = check_lineage(c, r);
    if (!e) e = reform_posts(c, r);
    r->deed.what = reform_key(r->what);
    r->deed.subject = "unit";
    r->deed.id = r->unit;
    r->deed.reason = r->source;
    return e ? e : audit_note(c, &r->deed);
}

/* ---- Whole changes ---- */

Err unit_add(Ctx *c, const UnitNew *u, int64_t *id) {
    Reform r = {0};
    Err    e = reform_open(c, "add", u->since, u->source, &r);
    if (!e) e = reform_new(c, &r, u, id);
    if (!e) r.unit = *id;
    return e ? e : reform_close(c, &r);
}

Err unit_change(Ctx *c, int64_t unit, const UnitNew *now) {
    Reform r = {0};
    Err    e = reform_open(c, "change", now->since, now->source, &r);
    r.unit = unit;
    if (!e) e = reform_change(c, &r, unit, now);
    return e ? e : reform_close(c, &r);
}

Err unit_correct(Ctx *c, int64_t unit, const UnitNew *now) {
    Reform r = {0};
    Err    e = reform_open(c, "correct", now->since, now->source, &r);
    r.unit = unit;
    if (!e) e = correct(c, &r, unit, now);
    return e ? e : reform_close(c, &r);
}

Err unit_end(Ctx *c, int64_t unit, const char *day, const char *source) {
    Reform r = {0};
    Err    e = reform_open(c, "end", day, source, &r);
    r.unit = unit;
    if (!e) e = reform_end(c, &r, unit);
    return e ? e : reform_close(c, &r);
}

/* The unit that takes over: a new one, or one that stays and may get another name. */
static Err receiver(Ctx *c, Reform *r, const UnitPart *p, int64_t *id) {
    *id = p->unit;
    if (!p->unit) return reform_new(c, r, &p->is, id);
    if (!unit_on(c, p->unit, r->day, NULL)) return "unit.into.day";
    return p->is.name || p->is.kind || p->is.code ? reform_change(c, r, p->unit, &p->is) : NULL;
}

Err unit_merge(Ctx *c, const int64_t *old, int n, const char *day, const char *source,
               const UnitPart *into) {
    Reform  r = {0};
    int64_t id = 0;
    int     gone = 0;
    Err     e = reform_open(c, "merge", day, source, &r);
    for (int i = 0; i < n && !e; i++)
        if (old[i] != into->unit && ++gone) e = reform_end(c, &r, old[i]);
    if (!e && !gone) e = "unit.old.few";
    if (!e) e = receiver(c, &r, into, &id);
    r.unit = id;
    for (int i = 0; i < n && !e; i++)
        if (old[i] != id)
            e = reform_edge(c, &r, &(UnitEdge){old[i], id, SHARE_WHOLE, "whole", NULL});
    return e ? e : reform_close(c, &r);
}

Err unit_split(Ctx *c, int64_t unit, const char *day, const char *source, const char *basis,
               const UnitPart *part, int n) {
    Reform r = {0};
    bool   stays = false;
    Err    e = reform_open(c, "split", day, source, &r);
    for (int i = 0; i < n; i++) stays = stays || part[i].unit == unit;
    if (!e && n < 2) e = "unit.into.few";
    r.unit = unit;
    if (!e && !stays) e = reform_end(c, &r, unit); /* first: a part may take over its code */
    for (int i = 0; i < n && !e; i++) {
        int64_t id;
        e = receiver(c, &r, &part[i], &id);
        if (!e) e = reform_edge(c, &r, &(UnitEdge){unit, id, part[i].share, basis, NULL});
    }
    return e ? e : reform_close(c, &r);
}

/* ---- Back ---- */

/* The units that a reform touched. */
#define TOUCHED                                                                \
    "(SELECT unit FROM unit_spell WHERE reform = $1 OR closed = $1"            \
    " UNION SELECT old FROM unit_lineage WHERE reform = $1"                    \
    " UNION SELECT new FROM unit_lineage WHERE reform = $1)"

/* Something else was built on what the reform brought: a later reform of the same
 * units or of what is beneath them, a post at a unit that began with it. */
static Err check_free(Ctx *c, int64_t reform) {
    NONE("unit.undo.stands",
         "SELECT COUNT(*) FROM unit_spell s WHERE s.reform > $1"
         " AND s.unlearnt = 9223372036854775807"
         " AND (s.unit IN " TOUCHED " OR s.parent IN " TOUCHED ")", V(reform));
    NONE("unit.undo.stands",
         "SELECT COUNT(*) FROM unit_lineage l WHERE l.reform > $1"
         " AND l.unlearnt = 9223372036854775807"
         " AND (l.old IN " TOUCHED " OR l.new IN " TOUCHED ")", V(reform));
    NONE("unit.undo.stands",
         "SELECT COUNT(*) FROM post p WHERE p.unit IN (SELECT s.unit FROM unit_spell s"
         " WHERE s.reform = $1 AND NOT EXISTS (SELECT 1 FROM unit_spell o"
         " WHERE o.unit = s.unit AND o.reform < $1))", V(reform));
    return NULL;
}

Err reform_undo(Ctx *c, int64_t reform) {
    int64_t open = 0;
    Err     e = db_int(c, &open,
                       "SELECT COUNT(*) FROM unit_reform WHERE id = $1 AND undone IS NULL",
                       V(reform));
    if (!e && !open) e = "unit.undo.missing";
    if (!e) e = check_free(c, reform);
    if (!e) e = reform_posts_undo(c, reform);
    if (!e) e = db_exec(c,
                        "UPDATE unit_spell SET unlearnt = $2, closed = $1 WHERE reform = $1"
                        " AND unlearnt = 9223372036854775807", V(reform), V(c->now));
    if (!e) e = db_exec(c,
                        "INSERT INTO unit_spell (unit, since, until, name, sort, kind, code,"
                        " parent, learnt, who, source, reform)"
                        " SELECT unit, since, until, name, sort, kind, code, parent, $2, $3,"
                        " source, reform FROM unit_spell WHERE closed = $1 AND reform <> $1",
                        V(reform), V(c->now), V(c->who));
    if (!e) e = db_exec(c,
                        "UPDATE unit_lineage SET unlearnt = $2 WHERE reform = $1"
                        " AND unlearnt = 9223372036854775807", V(reform), V(c->now));
    if (!e) e = db_exec(c, "UPDATE unit_reform SET undone = $2 WHERE id = $1", V(reform),
                        V(c->now));
    return e ? e : audit_note(c, &(Deed){.what = "unit.deed.undone", .subject = "reform",
                                         .id = reform});
}
