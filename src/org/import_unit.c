/* import_unit.c - the tree of units as a table, in and out.
 *
 * A row is a unit with its place on the day of the table: what it was called before, and who
 * its heirs are, is told by reforms and in no table.  A unit stands below its parent's row, or
 * its parent is there already.  One that is there under the same parent is left as it is, so
 * a table may be brought again when it has grown. */
#include "org/org.h"
#include "org/parts.h"

#include "exchange/exchange.h"

#include <stdlib.h>
#include <string.h>

enum { U_NAME, U_KIND, U_CODE, U_PARENT, U_SINCE, U_UNTIL, U_SOURCE, U_COLUMNS };
static const ImportColumn columns[] = {
    {"name",   "unit.name",   "import.also.unit",   SHEET_TEXT, 36, true},
    {"kind",   "unit.kind",   "import.also.level",  SHEET_TEXT, 18, true},
    {"code",   "unit.code",   NULL,                 SHEET_TEXT, 10, false},
    {"parent", "unit.parent", "import.also.parent", SHEET_TEXT, 36, false},
    {"since",  "unit.since",  "import.also.since",  SHEET_DAY,  12, false},
    {"until",  "unit.until",  "import.also.until",  SHEET_DAY,  12, false},
    {"source", "unit.source", NULL,                 SHEET_TEXT, 40, false},
    {0}
};

/* ---- in ---- */

/* By its name for people, in either language, or its own. */
static const char *kind_of(Ctx *c, const char *typed) {
    const char *folded = text_search_folded(c->a, typed);
    for (const UnitKind *k = unit_kinds; k->name; k++)
        if (*folded && (strcmp(k->name, typed) == 0 || import_heads(c, k->label, folded)))
            return k->name;
    return "";
}

static Err check_unit(const UnitNew *u) {
    Err e = org_check_text(u->name, UNIT_TEXT_MAX, "unit.name.missing", "unit.name.long");
    if (!e && !*u->kind) e = "unit.kind.bad";
    if (!e && strlen(u->code) > UNIT_CODE_MAX) e = "unit.code.long";
    if (!e && strlen(u->source) > UNIT_SOURCE_MAX) e = "unit.source.long";
    return !e && u->until && strcmp(u->since, u->until) >= 0 ? "unit.until.early" : e;
}

static Err find_parent(Ctx *c, Import *m, const char *name, int64_t *id) {
    *id = text_blank(name) ? UNIT_TOP : import_find(c, m, IMPORT_UNIT, name);
    if (*id == 0) return "import.parent.unknown";
    return *id == -1 && !text_blank(name) ? "import.parent.many" : NULL;
}

static Err read_unit(Ctx *c, Import *m, const ImportRow *r, UnitNew *u) {
    const char *source = import_text(m, r, U_SOURCE);
    *u = (UnitNew){.name = import_text(m, r, U_NAME), .code = import_text(m, r, U_CODE),
                   .kind = kind_of(c, import_text(m, r, U_KIND)),
                   .source = text_blank(source) ? tr(c, "import.unit.source") : source};
    Err e = import_day(c, m, r, U_SINCE, "unit.since.bad", &u->since);
    if (!u->since) u->since = DAY_ALWAYS;
    if (!e) e = import_day(c, m, r, U_UNTIL, "unit.until.bad", &u->until);
    if (!e) e = check_unit(u);
    return e ? e : find_parent(c, m, import_text(m, r, U_PARENT), &u->parent);
}

/* The name with that of its parent, as import_named() writes it. */
static const char *placed(Ctx *c, const Import *m, const ImportRow *r) {
    const char *parent = import_text(m, r, U_PARENT);
    size_t      n = strcspn(parent, ",");
    return arena_print(c->a, "%s, %.*s", import_text(m, r, U_NAME), (int)n, parent);
}

/* One of the same name under the same parent; 0. */
static int64_t there(Ctx *c, Import *m, const ImportRow *r, int64_t parent) {
    Unit    u;
    int64_t id = parent == UNIT_TOP ? import_find(c, m, IMPORT_UNIT, import_text(m, r, U_NAME))
                                    : import_find(c, m, IMPORT_UNIT, placed(c, m, r));
    bool    known = id > 0 && unit_on(c, id, c->today, &u);
    return known && u.parent == (parent == UNIT_TOP ? 0 : parent) ? id : 0;
}

/* The topmost unit is one: where there is one, others stand beneath it. */
static Err check_top(Ctx *c, int64_t parent) {
    return parent == UNIT_TOP && unit_top(c) ? "import.parent.missing" : NULL;
}

static Err take(Ctx *c, Import *m, const ImportRow *r, bool store) {
    UnitNew u;
    int64_t id = -1 - r->line; /* of one that is not stored yet */
    Err     e = read_unit(c, m, r, &u);
    if (!e && !org_may(c, RIGHT_ORG, 0)) e = "http.forbidden";
    if (e || there(c, m, r, u.parent)) return e;
    e = check_top(c, u.parent);
    if (!e && store) e = unit_add(c, &u, &id);
    if (e) return e;
    import_coming(c, m, IMPORT_UNIT, u.name, id);
    import_coming(c, m, IMPORT_UNIT, u.code, id);
    if (u.parent != UNIT_TOP) import_coming(c, m, IMPORT_UNIT, placed(c, m, r), id);
    return NULL;
}

/* ---- out ---- */

/* From when on each can stand in a tree of this day: since it has had its name and place, or
 * earlier where units beneath it have. */
static const char **sinces(Ctx *c, const Unit *u, int n) {
    const char **since = arena_take(c->a, (size_t)(n + 1) * sizeof *since);
    for (int i = 0; i < n; i++) since[i] = u[i].since;
    for (int i = n - 1; i > 0; i--) {
        int above = i - 1; /* in tree order: the next before it that is less deep */
        while (above > 0 && u[above].depth >= u[i].depth) above--;
        if (u[i].depth && strcmp(since[i], since[above]) < 0) since[above] = since[i];
    }
    return since;
}

static Err give(Ctx *c, ExportPut *put, void *arg) {
    int          n;
    const Unit  *u = units_on(c, c->today, 0, &n);
    const char **since = sinces(c, u, n);
    Import       names = {0};
    Err          e = NULL;
    for (int i = 0; i < n && !e; i++) {
        bool      always = strcmp(since[i], DAY_ALWAYS) == 0;
        bool      open = strcmp(u[i].until, DAY_OPEN) == 0;
        const Val v[U_COLUMNS] = {
            V(u[i].name), V(tr(c, unit_kind(u[i].kind)->label)), V(u[i].code),
            V(import_name(c, &names, IMPORT_UNIT, u[i].parent)), V(always ? "" : since[i]),
            V(open ? "" : u[i].until), V((const char *)NULL)};
        e = put(arg, v);
    }
    return e;
}

const ImportKind import_unit_kind = {
    "unit", "import.of.unit", "/unit", RIGHT_ORG, RIGHT_STAFF, NULL, columns, take, NULL, give
};
