/* use.c - a version of a form, read once and then used by all threads. */
#include "survey/survey.h"

#include <pthread.h>
#include <string.h>

/* In the order of the instance, which is that of the indexes. */
static bool holds_value(const XField *f) { return !f->group && !f->attribute && !f->meta; }

static void number(Arena *a, FormUse *u) {
    int            n = xform_fields(u->x), *place = arena_take(a, (size_t)n * sizeof *place);
    const XField **field = arena_take(a, (size_t)n * sizeof *field);
    for (int i = 0; i < n; i++) {
        const XField *f = xform_field(u->x, i);
        place[i] = holds_value(f) ? u->places : -1;
        if (holds_value(f)) field[u->places++] = f;
    }
    u->place = place;
    u->field = field;
}

const FormUse *form_use_of(Ctx *c, const XForm *x) {
    FormUse *u = arena_new(c->a, FormUse);
    u->x = x;
    u->name = xform_id(x);
    u->version = xform_version(x);
    number(c->a, u);
    return u;
}

/* ---- of the database ---- */

static XFile *files_of(Ctx *c, Arena *keep, int64_t version, int *n) {
    int64_t max;
    *n = 0;
    if (db_int(c, &max, "SELECT count(*) FROM form_media WHERE version = $1", V(version)))
        return NULL;
    XFile *list = arena_take(keep, (size_t)(max + 1) * sizeof *list);
    Rows   q = db_query(c, "SELECT m.name, s.hash FROM form_media m JOIN stored_file s"
                           " ON s.id = m.file WHERE m.version = $1"
                           " AND s.type IN ('text/csv', 'text/plain')"
                           " ORDER BY m.name", V(version));
    while (db_next(&q)) {
        Bytes       b;
        const char *path = c->files ? file_path(keep, c->files, row_text(&q, 1)) : NULL;
        if (!path || *n == max || file_bytes_of(keep, path, &b)) continue;
        list[(*n)++] = (XFile){arena_text(keep, row_text(&q, 0)), b};
    }
    return list;
}

static FormUse *read_use(Ctx *c, Arena *keep, int64_t version) {
    Bytes     xml = {0};
    XProblems p = {.a = c->a};
    XForm    *x;
    int       n;
    FormUse  *u = arena_new(keep, FormUse);
    Rows      q = db_query(c, "SELECT v.xform, v.form, f.name, v.version FROM form_version v"
                              " JOIN form f ON f.id = v.form WHERE v.id = $1", V(version));
    while (db_next(&q)) {
        xml = row_bytes(&q, 0);
        u->form = row_int(&q, 1);
        u->name = arena_text(keep, row_text(&q, 2));
        u->version = arena_text(keep, row_text(&q, 3));
    }
    if (!xml.p) return NULL;
    u->id = version;
    XFile *files = files_of(c, keep, version, &n);
    Err    e = xform_open(keep, xml, files, n, &p, &x);
    if (e) {
        log_line("survey: version %lld of a form cannot be read any more: %s",
                 (long long)version, e);
        return NULL;
    }
    u->x = x;
    number(keep, u);
    return u;
}

/* ---- kept ----
 *
 * Forms are few and never change once they are published.  A trial version whose media come
 * is read anew; what it was before stays until the program ends, for somebody may be at it. */
typedef struct Shelved Shelved;
struct Shelved { int64_t version; const char *stamp; const FormUse *use; Shelved *next; };
enum { SHELVES = 64 };
static Shelved           *shelves[SHELVES];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* Which bytes, and which media were given: changes with each. */
#define STAMP                                                                  \
    "v.hash, (SELECT COALESCE(sum(m.file + 1), 0) FROM form_media m"           \
    " WHERE m.version = v.id AND m.file IS NOT NULL)"

static const char *stamp_at(Rows *q, int col) {
    return arena_print(q->c->a, "%s %lld", row_text(q, col), (long long)row_int(q, col + 1));
}

static const char *stamp_of(Ctx *c, int64_t version) {
    const char *stamp = NULL;
    Rows q = db_query(c, "SELECT " STAMP " FROM form_version v WHERE v.id = $1", V(version));
    while (db_next(&q)) stamp = stamp_at(&q, 0);
    return stamp;
}

static const FormUse *held(int64_t version, const char *stamp) {
    const FormUse *u = NULL;
    pthread_mutex_lock(&lock);
    for (const Shelved *h = shelves[version % SHELVES]; h && !u; h = h->next)
        if (h->version == version && strcmp(h->stamp, stamp) == 0) u = h->use;
    pthread_mutex_unlock(&lock);
    return u;
}

static void hold(Arena *keep, int64_t version, const char *stamp, const FormUse *u) {
    Shelved *h = arena_new(keep, Shelved);
    pthread_mutex_lock(&lock);
    *h = (Shelved){version, arena_text(keep, stamp), u, shelves[version % SHELVES]};
    shelves[version % SHELVES] = h;
    pthread_mutex_unlock(&lock);
}

static const FormUse *use_of(Ctx *c, int64_t version, const char *stamp) {
    const FormUse *u = stamp ? held(version, stamp) : NULL;
    if (u || !stamp) return u;
    Arena *keep = arena_open();
    u = read_use(c, keep, version);
    if (u) hold(keep, version, stamp, u);
    else arena_close(keep);
    return u;
}

const FormUse *form_use(Ctx *c, int64_t version) {
    return use_of(c, version, stamp_of(c, version));
}

Err form_use_answered(Ctx *c, int64_t form, const char *name, const char *version,
                      const FormUse **out) {
    const char *is = NULL, *stamp = NULL;
    int64_t     id = 0;
    Rows q = db_query(c, "SELECT f.name, COALESCE(v.id, 0), " STAMP " FROM form f"
                         " LEFT JOIN form_version v ON v.form = f.id AND v.version = $2"
                         " AND v.published IS NOT NULL WHERE f.id = $1", V(form), V(version));
    while (db_next(&q)) {
        is = row_text(&q, 0);
        id = row_int(&q, 1);
        if (id) stamp = stamp_at(&q, 2);
    }
    *out = NULL;
    if (!is || strcmp(is, name) != 0) return "submission.form.other";
    if (id) *out = use_of(c, id, stamp);
    return *out ? NULL : "submission.form.missing";
}
