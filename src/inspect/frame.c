/* frame.c - the population of a round: which tasks, in which stratum, in which order; and
 * the same as a file, whose hash says that nobody has changed it. */
#include "inspect/parts.h"

#include "file/file.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- From the tasks ---- */

typedef struct Listed { int64_t task, unit, document, ref; const char *day, *name, *key; } Listed;

/* Units may have moved in the period: what stood beneath it on its first day, on its last or
 * stands there today is asked about. */
static Rows tasks_of(Ctx *c, const Inspection *i) {
    return db_query(
        c,
        "WITH RECURSIVE " UNITS_BENEATH("was", "SELECT CAST($1 AS BIGINT)", "$2") ", "
        UNITS_BENEATH("late", "SELECT CAST($1 AS BIGINT)", "$3") ", "
        UNITS_BENEATH("now", "SELECT CAST($1 AS BIGINT)", "$4")
        " SELECT t.id, t.lead, COALESCE(t.document, 0), COALESCE(t.done, t.reported) FROM task t"
        " WHERE ((t.stage = 'done' AND t.done >= $2 AND t.done <= $3) OR ($5 = 'reported'"
        " AND t.stage = 'reported' AND t.reported >= $2 AND t.reported <= $3))"
        " AND t.lead IN (SELECT unit FROM was UNION SELECT unit FROM late"
        " UNION SELECT unit FROM now) ORDER BY t.id LIMIT $6",
        V(i->unit), V(i->since), V(i->until), V(c->today), V(i->basis), V(FRAME_MAX + 1));
}

static const Unit *unit_of(const Unit *all, int n, int64_t id) {
    for (int k = 0; k < n; k++)
        if (all[k].id == id) return &all[k];
    return NULL;
}

static int level_of(const Unit *u) {
    const UnitKind *k = unit_kind(u->kind);
    return k ? k->level : 0;
}

/* The district above a unit, or the office above a part of one; else the unit itself. */
static int64_t district_of(const Unit *all, int n, int64_t unit) {
    int64_t found = unit;
    for (const Unit *u = unit_of(all, n, unit); u; u = unit_of(all, n, u->parent)) {
        if (level_of(u) == 1) break;
        if (level_of(u) == 2 || (level_of(u) == 0 && u->parent)) found = u->id;
    }
    return found;
}

static void name_stratum(Ctx *c, const Inspection *i, Listed *r) {
    if (strcmp(i->strata, "none") == 0) {
        r->name = tr(c, "inspection.stratum.all");
    } else if (strcmp(i->strata, "document") == 0) {
        const Document *d = r->ref ? document_get(c, r->ref) : NULL;
        r->name = d ? document_title(c, d) : tr(c, "inspection.stratum.nodocument");
    } else {
        r->name = unit_name(c, r->ref);
    }
    r->key = text_sort_key(c->a, r->name);
}

static int by_ref(const void *a, const void *b) {
    const Listed *x = a, *y = b;
    return x->ref < y->ref ? -1 : x->ref > y->ref ? 1 : x->task < y->task ? -1 : x->task > y->task;
}

/* Strata in the order of their names, of two namesakes the older; in them by task. */
static int by_name(const void *a, const void *b) {
    const Listed *x = a, *y = b;
    int        key = strcmp(x->key, y->key);
    return key ? key : by_ref(a, b);
}

static int by_unit(const void *a, const void *b) {
    const Listed *x = a, *y = b;
    return x->unit < y->unit ? -1 : x->unit > y->unit;
}

/* A walk up the tree for each unit, not for each of its tasks. */
static void set_districts(Ctx *c, const Inspection *i, Listed *row, int64_t n) {
    int         units;
    const Unit *all = units_on(c, i->until, 0, &units);
    qsort(row, (size_t)n, sizeof *row, by_unit);
    for (int64_t k = 0; k < n; k++) {
        bool same = k && row[k].unit == row[k - 1].unit;
        row[k].ref = same ? row[k - 1].ref : district_of(all, units, row[k].unit);
    }
}

static void set_refs(Ctx *c, const Inspection *i, Listed *row, int64_t n) {
    if (strcmp(i->strata, "district") == 0) set_districts(c, i, row, n);
    for (int64_t k = 0; k < n; k++) {
        if (strcmp(i->strata, "unit") == 0) row[k].ref = row[k].unit;
        if (strcmp(i->strata, "document") == 0) row[k].ref = row[k].document;
    }
    qsort(row, (size_t)n, sizeof *row, by_ref);
    for (int64_t k = 0; k < n; k++) {
        bool same = k && row[k].ref == row[k - 1].ref;
        if (same) row[k].name = row[k - 1].name, row[k].key = row[k - 1].key;
        else name_stratum(c, i, &row[k]);
    }
    qsort(row, (size_t)n, sizeof *row, by_name);
}

/* Namesakes are told apart by their numbers, so that the file tells them apart as well. */
static const char *own_name(Ctx *c, const Listed *row, int64_t k) {
    bool twice = k && strcmp(row[k].name, row[k - 1].name) == 0;
    return twice ? arena_print(c->a, "%s (%" PRId64 ")", row[k].name, row[k].ref) : row[k].name;
}

static SampleFrame frame_of(Ctx *c, const Listed *row, int64_t n) {
    SampleFrame f = {.n = n, .row = arena_take(c->a, (size_t)(n + 1) * sizeof *f.row),
               .stratum = arena_take(c->a, (size_t)(n + 1) * sizeof *f.stratum)};
    for (int64_t k = 0; k < n; k++) {
        if (!k || row[k].ref != row[k - 1].ref)
            f.stratum[f.strata++] = (Stratum){.ref = row[k].ref, .name = own_name(c, row, k)};
        f.stratum[f.strata - 1].n++;
        f.row[k] = (FrameRow){row[k].task, row[k].unit, f.strata - 1, row[k].day};
    }
    return f;
}

Err frame_list(Ctx *c, const Inspection *i, SampleFrame *out) {
    int64_t n = 0, room = 1024;
    Listed    *row = arena_take(c->a, (size_t)room * sizeof *row);
    Rows    q = tasks_of(c, i);
    while (db_next(&q)) {
        if (n == room) {
            Listed *more = arena_take(c->a, (size_t)(room *= 2) * sizeof *more);
            memcpy(more, row, (size_t)n * sizeof *row);
            row = more;
        }
        row[n++] = (Listed){.task = row_int(&q, 0), .unit = row_int(&q, 1),
                         .document = row_int(&q, 2), .day = row_text(&q, 3)};
    }
    if (!n) return "inspection.unit.none";
    if (n > FRAME_MAX) return "inspection.unit.many";
    set_refs(c, i, row, n);
    *out = frame_of(c, row, n);
    return out->strata > STRATA_MAX ? "inspection.strata.many" : NULL;
}

/* ---- As a file ---- */

static void put_name(Buf *b, const char *s) {
    buf_text(b, "\"");
    for (; *s; s++) {
        if (*s == '"') buf_text(b, "\"\"");
        else buf_add(b, *s == '\n' || *s == '\r' ? " " : s, 1);
    }
    buf_text(b, "\"");
}

Bytes frame_text(Ctx *c, const SampleFrame *f) {
    Buf b = {.a = c->a};
    buf_text(&b, "place,task,stratum,unit,day\n");
    for (int64_t k = 0; k < f->n; k++) {
        const FrameRow *r = &f->row[k];
        buf_print(&b, "%" PRId64 ",%" PRId64 ",", k + 1, r->task);
        put_name(&b, f->stratum[r->stratum].name);
        buf_print(&b, ",%" PRId64 ",%s\n", r->unit, r->day);
    }
    return (Bytes){b.s, b.len};
}

/* A whole number of digits alone. */
static bool read_number(const char *s, int64_t *out) {
    size_t n = strspn(s ? s : "", "0123456789");
    *out = n && n < 19 ? strtoll(s, NULL, 10) : 0;
    return n && n < 19 && !s[n];
}

static bool columns_ok(const CsvRows *r) {
    static const char *const names[] = {"place", "task", "stratum", "unit", "day"};
    if (csv_columns(r) != 5) return false;
    for (int i = 0; i < 5; i++)
        if (strcmp(csv_names(r)[i], names[i]) != 0) return false;
    return true;
}

static Err take_row(Ctx *c, const char *const *v, SampleFrame *f) {
    int64_t   place;
    FrameRow *r = &f->row[f->n];
    if (f->n == FRAME_MAX) return "frame.file.many";
    if (!read_number(v[0], &place) || !read_number(v[1], &r->task) || !v[2] || !*v[2] ||
        !read_number(v[3], &r->unit) || !v[4] || !date_ok(v[4])) return "frame.file.form";
    if (place != f->n + 1) return "frame.file.order";
    if (!f->strata || strcmp(f->stratum[f->strata - 1].name, v[2]) != 0) {
        if (f->strata == STRATA_MAX) return "frame.file.many";
        for (int h = 0; h < f->strata; h++)
            if (strcmp(f->stratum[h].name, v[2]) == 0) return "frame.file.order";
        f->stratum[f->strata++] = (Stratum){.name = arena_text(c->a, v[2])};
    }
    r->day = arena_text(c->a, v[4]);
    r->stratum = f->strata - 1;
    f->stratum[r->stratum].n++;
    f->n++;
    return NULL;
}

Err frame_parse(Ctx *c, Bytes text, SampleFrame *out) {
    CsvRows           *r;
    FileTrouble        t = {0};
    const CsvForm      form = {.delimiter = ','};
    const char *const *row;
    Err e = csv_open(c->a, text, &form, &t, &r);
    if (!e && !columns_ok(r)) e = "frame.file.form";
    *out = (SampleFrame){.row = arena_take(c->a, (FRAME_MAX + 1) * sizeof *out->row),
                   .stratum = arena_take(c->a, (STRATA_MAX + 1) * sizeof *out->stratum)};
    while (!e && !(e = csv_row(r, &row)) && row) e = take_row(c, row, out);
    return !e && !out->n ? "frame.file.form" : e;
}
