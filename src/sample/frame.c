/* frame.c - lists of units with their sizes, as they were on a day. */
#include "sample/sample.h"

#include "crypt/crypt.h"
#include "exchange/exchange.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { COL_UNIT, COL_SIZE, COL_STRATUM, COLUMNS, TROUBLES_MAX = 100 };

typedef struct Reading {
    Ctx           *c;
    UnitFrame     *f;
    int            from[COLUMNS]; /* column of the file; -1 */
    bool           headed;
    const Unit    *tree;
    const char   **key;           /* folded name of each */
    int            units;
    FrameTrouble **end;
    int            troubles;
    int            level;         /* of its units */
} Reading;

/* ---- columns ---- */

static int column_of(Ctx *c, const char *head) {
    static const char *const keys[] = {"frame.head.unit", "frame.head.size", "frame.head.stratum"};
    const char *folded = text_search_folded(c->a, head);
    for (int i = 0; i < COLUMNS; i++)
        if (*folded && import_heads(c, keys[i], folded)) return i;
    return -1;
}

static Err read_head(Reading *r, const TableCell *cell, int n) {
    for (int i = 0; i < COLUMNS; i++) r->from[i] = -1;
    for (int i = 0; i < n; i++) {
        int k = column_of(r->c, cell[i].text);
        if (k >= 0 && r->from[k] < 0) r->from[k] = i;
    }
    r->headed = true;
    return r->from[COL_UNIT] < 0 || r->from[COL_SIZE] < 0 ? "frame.head.missing" : NULL;
}

static const char *text_at(const Reading *r, const TableCell *cell, int n, int column) {
    int at = r->from[column];
    return at < 0 || at >= n ? "" : cell[at].text;
}

/* ---- units ---- */

/* "Xã A, Huyện B": the unit above is called so too. */
static bool named(const Reading *r, int i, const char *name, const char *above) {
    if (strcmp(r->key[i], name) != 0) return false;
    if (!*above) return true;
    for (int k = 0; k < r->units; k++)
        if (r->tree[k].id == r->tree[i].parent) return strcmp(r->key[k], above) == 0;
    return false;
}

/* Is it the name of a unit of some other day? */
static bool was_there(Reading *r, const char *name) {
    int64_t n = 0;
    Rows    q = db_query(r->c, "SELECT count(*) FROM unit_spell WHERE name = $1", V(name));
    while (db_next(&q)) n = row_int(&q, 0);
    return n > 0;
}

static Err find_unit(Reading *r, const char *text, const Unit **out) {
    const char *comma = strchr(text, ',');
    const char *name = text_search_folded(
        r->c->a, comma ? arena_part(r->c->a, text, (size_t)(comma - text)) : text);
    const char *above = comma ? text_search_folded(r->c->a, comma + 1) : "";
    int         found = 0;
    for (int i = 0; i < r->units; i++) {
        const UnitKind *k = unit_kind(r->tree[i].kind);
        if (!k || !k->level) continue;
        if (strcmp(r->tree[i].code, text) != 0 && !named(r, i, name, above)) continue;
        *out = &r->tree[i];
        found++;
    }
    if (found == 1) return NULL;
    if (found) return "frame.unit.many";
    return was_there(r, text) ? "frame.unit.vanished" : "frame.unit.unknown";
}

/* ---- rows ---- */

static bool read_size(const char *text, int64_t *size) {
    char *end;
    *size = strtoll(text, &end, 10);
    return end != text && !*end && *size > 0 && *size <= FRAME_SIZE_MAX;
}

static void trouble(Reading *r, int64_t line, Err why, const char *text) {
    if (r->troubles++ >= TROUBLES_MAX) return;
    *r->end = arena_new(r->c->a, FrameTrouble);
    **r->end = (FrameTrouble){line, why, arena_text(r->c->a, text), NULL};
    r->end = &(*r->end)->next;
}

static void add_row(Reading *r, const Unit *u, const char *stratum, int64_t size) {
    UnitFrame *f = r->f;
    f->row[f->rows] = (FrameUnit){f->rows + 1, u->id, u->name, arena_text(r->c->a, stratum), size};
    f->rows++;
    f->size += size;
}

static const char *trimmed(Arena *a, const char *s) {
    size_t n = strlen(s += strspn(s, " "));
    while (n && s[n - 1] == ' ') n--;
    return arena_part(a, s, n);
}

/* It stands between tabs in the text of the frame. */
static bool stratum_fits(const char *s) {
    return strlen(s) <= FRAME_STRATUM_MAX && !strpbrk(s, "\t\r\n");
}

static Err check_level(Reading *r, const Unit *u) {
    int level = unit_kind(u->kind)->level;
    if (!r->level) r->level = level;
    return r->level == level ? NULL : "frame.unit.level";
}

static Err take_row(void *arg, int64_t line, const TableCell *cell, int n) {
    Reading    *r = arg;
    const Unit *u = NULL;
    int64_t     size;
    if (!r->headed) return read_head(r, cell, n);
    const char *text = text_at(r, cell, n, COL_UNIT), *homes = text_at(r, cell, n, COL_SIZE);
    const char *stratum = trimmed(r->c->a, text_at(r, cell, n, COL_STRATUM));
    if (text_blank(text)) return NULL;
    if (r->f->rows == FRAME_ROWS_MAX) return "frame.rows.many";
    Err e = find_unit(r, text, &u);
    if (!e) e = check_level(r, u);
    for (int i = 0; !e && i < r->f->rows; i++)
        if (r->f->row[i].area == u->id) e = "frame.unit.twice";
    if (e) trouble(r, line, e, text);
    else if (!read_size(homes, &size)) trouble(r, line, "frame.size.bad", homes);
    else if (!stratum_fits(stratum)) trouble(r, line, "frame.stratum.bad", stratum);
    else add_row(r, u, stratum, size);
    return NULL;
}

static void know_units(Reading *r) {
    r->tree = units_on(r->c, r->f->day, 0, &r->units);
    r->key = arena_take(r->c->a, (size_t)(r->units + 1) * sizeof *r->key);
    for (int i = 0; i < r->units; i++)
        r->key[i] = text_search_folded(r->c->a, r->tree[i].name);
}

Err unitframe_read(Ctx *c, Bytes file, UnitFrame *f, const FrameTrouble **troubles) {
    FrameTrouble *first = NULL;
    FileTrouble   t = {0};
    Reading       r = {.c = c, .f = f, .end = &first};
    f->rows = 0;
    f->size = 0;
    f->row = arena_take(c->a, (size_t)(FRAME_ROWS_MAX + 1) * sizeof *f->row);
    know_units(&r);
    Err e = table_each(file, take_row, &r, &t);
    *troubles = first;
    if (!e && !r.headed) e = "frame.head.missing";
    if (!e && r.troubles) e = "frame.rows.wrong";
    return e || f->rows ? e : "frame.rows.none";
}

/* ---- stored ---- */

Bytes unitframe_text(Ctx *c, const UnitFrame *f) {
    Buf b = {.a = c->a};
    for (int i = 0; i < f->rows; i++)
        buf_print(&b, "%" PRId64 "\t%s\t%s\t%" PRId64 "\n", f->row[i].place, f->row[i].name,
                  f->row[i].stratum, f->row[i].size);
    return (Bytes){b.s ? b.s : "", b.len};
}

/* The piece of a line up to this sign, which must be there. */
static const char *piece(Arena *a, const char **p, char until) {
    const char *end = strchr(*p, until), *from = *p;
    if (!end) return NULL;
    *p = end + 1;
    return arena_part(a, from, (size_t)(end - from));
}

Err unitframe_parse(Ctx *c, Bytes text, UnitFrame *f) {
    const char *p = arena_part(c->a, text.p, text.n);
    int64_t     lines = 0;
    for (size_t i = 0; i < text.n; i++) lines += ((const char *)text.p)[i] == '\n';
    *f = (UnitFrame){.row = arena_take(c->a, (size_t)(lines + 1) * sizeof *f->row)};
    while (*p) {
        const char *place = piece(c->a, &p, '\t'), *name = place ? piece(c->a, &p, '\t') : NULL;
        const char *stratum = name ? piece(c->a, &p, '\t') : NULL;
        const char *size = stratum ? piece(c->a, &p, '\n') : NULL;
        FrameUnit   u = {.place = f->rows + 1, .name = name, .stratum = stratum};
        if (!size || strtoll(place, NULL, 10) != u.place || !read_size(size, &u.size))
            return "frame.text.bad";
        f->row[f->rows++] = u;
        f->size += u.size;
    }
    return f->rows ? NULL : "frame.text.bad";
}

static Err put_rows(Ctx *c, const UnitFrame *f) {
    Err e = NULL;
    for (int i = 0; i < f->rows && !e; i++)
        e = db_exec(c, "INSERT INTO unit_frame_row (frame, place, area, name, stratum, size)"
                       " VALUES ($1, $2, $3, $4, $5, $6)",
                    V(f->id), V(f->row[i].place), V(f->row[i].area), V(f->row[i].name),
                    V(f->row[i].stratum), V(f->row[i].size));
    return e;
}

Err unitframe_put(Ctx *c, UnitFrame *f) {
    if (!org_may(c, RIGHT_SURVEY, f->unit)) return "http.forbidden";
    if (text_blank(f->title)) return "frame.title.missing";
    if (strlen(f->title) > FRAME_TITLE_MAX) return "frame.title.long";
    if (!date_ok(f->day)) return "frame.day.bad";
    Bytes text = unitframe_text(c, f);
    Hash  h = hash_of(text.p, text.n);
    f->hash = hex_of(c->a, h.b, sizeof h.b);
    Err e = db_int(c, &f->id,
                   "INSERT INTO unit_frame (unit, title, day, source, hash, units, size, at, who)"
                   " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id",
                   V(f->unit), V(f->title), V(f->day), V(f->source), V(f->hash), V(f->rows),
                   V(f->size), V(c->now), V(c->who));
    if (!e) e = put_rows(c, f);
    Deed d = {.what = "frame.deed.made", .subject = "frame", .id = f->id};
    deed_change(c, &d, "title", "", f->title);
    return e ? e : audit_note(c, &d);
}

/* ---- read ---- */

#define COLUMNS_OF "id, unit, at, who, size, units, title, day, source, hash"

static UnitFrame head(Rows *q) {
    return (UnitFrame){row_int(q, 0), row_int(q, 1), row_int(q, 2), row_int(q, 3), row_int(q, 4),
                       row_text(q, 6), row_text(q, 7), row_text(q, 8), row_text(q, 9), NULL,
                       (int)row_int(q, 5)};
}

static void read_rows(Ctx *c, UnitFrame *f) {
    f->row = arena_take(c->a, (size_t)(f->rows + 1) * sizeof *f->row);
    int  n = 0;
    Rows q = db_query(c, "SELECT place, area, name, stratum, size FROM unit_frame_row"
                         " WHERE frame = $1 ORDER BY place", V(f->id));
    while (db_next(&q))
        if (n < f->rows)
            f->row[n++] = (FrameUnit){row_int(&q, 0), row_int(&q, 1), row_text(&q, 2),
                                      row_text(&q, 3), row_int(&q, 4)};
    f->rows = n;
}

UnitFrame *unitframe_get(Ctx *c, int64_t id) {
    UnitFrame *f = NULL;
    Rows       q = db_query(c, "SELECT " COLUMNS_OF " FROM unit_frame WHERE id = $1", V(id));
    while (db_next(&q)) {
        f = arena_new(c->a, UnitFrame);
        *f = head(&q);
    }
    if (f) read_rows(c, f);
    return f;
}

UnitFrame *unitframe_list(Ctx *c, int *n) {
    enum { LIST_MAX = 200 };
    UnitFrame *list = arena_take(c->a, LIST_MAX * sizeof *list);
    *n = 0;
    Rows q = db_query(c, "SELECT " COLUMNS_OF " FROM unit_frame ORDER BY id DESC LIMIT $1",
                      V((int64_t)LIST_MAX));
    while (db_next(&q)) {
        UnitFrame f = head(&q);
        if (*n < LIST_MAX && org_may(c, RIGHT_SURVEY, f.unit)) list[(*n)++] = f;
    }
    return list;
}
