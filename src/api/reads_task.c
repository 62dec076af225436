/* reads_task.c - tasks and what belongs to them, as programs read them.
 *
 * Who sees a task is asked of work/, as its pages do. */
#include "api/reads.h"

#include "work/work.h"

#include <math.h>

static const ShapeField row_fields[] = {
    {"id", SHAPE_ID, false},          {"work", SHAPE_TEXT, false},
    {"stage", SHAPE_TEXT, false},     {"state", SHAPE_TEXT, false},
    {"lead", SHAPE_ID, true},         {"lead_name", SHAPE_TEXT, true},
    {"answerable", SHAPE_ID, true},   {"answerable_name", SHAPE_TEXT, true},
    {"document", SHAPE_ID, true},     {"symbol", SHAPE_TEXT, true},
    {"clause", SHAPE_TEXT, false},    {"due", SHAPE_DAY, true},
    {"first_due", SHAPE_DAY, true},   {"issued", SHAPE_DAY, true},
    {"done", SHAPE_DAY, true},        {"product", SHAPE_TEXT, false},
    {"said", SHAPE_INT, false},       {"shown", SHAPE_TEXT, false},
    {"returned", SHAPE_YES, false},   {"asked", SHAPE_YES, false},
    {"urgent", SHAPE_YES, false},     {"extensions", SHAPE_INT, false},
    {"changed", SHAPE_TIME, false},   {0},
};
static const ShapeField task_fields[] = {
    {"id", SHAPE_ID, false},          {"version", SHAPE_INT, false},
    {"parent", SHAPE_ID, true},       {"document", SHAPE_ID, true},
    {"clause", SHAPE_TEXT, false},    {"quote", SHAPE_TEXT, false},
    {"work", SHAPE_TEXT, false},      {"note", SHAPE_TEXT, false},
    {"issuer", SHAPE_ID, false},      {"lead", SHAPE_ID, true},
    {"person", SHAPE_ID, true},       {"due", SHAPE_DAY, true},
    {"first_due", SHAPE_DAY, true},   {"due_days", SHAPE_INT, false},
    {"due_from", SHAPE_TEXT, false},  {"product", SHAPE_TEXT, false},
    {"indicator", SHAPE_TEXT, false}, {"target", SHAPE_REAL, true},
    {"measure", SHAPE_TEXT, false},   {"answerable", SHAPE_ID, true},
    {"authority", SHAPE_TEXT, false}, {"urgent", SHAPE_YES, false},
    {"stage", SHAPE_TEXT, false},     {"state", SHAPE_TEXT, false},
    {"said", SHAPE_INT, false},       {"shown", SHAPE_TEXT, false},
    {"returned", SHAPE_YES, false},   {"asked", SHAPE_YES, false},
    {"extensions", SHAPE_INT, false}, {"issued", SHAPE_DAY, true},
    {"done", SHAPE_DAY, true},        {"reported", SHAPE_DAY, true},
    {"paused", SHAPE_DAY, true},      {"series", SHAPE_ID, true},
    {"watched", SHAPE_YES, false},    {"at", SHAPE_TIME, false},
    {"who", SHAPE_ID, true},          {"changed", SHAPE_TIME, false},
    {0},
};
static const ShapeField progress_fields[] = {
    {"id", SHAPE_ID, false},      {"unit", SHAPE_ID, false},    {"day", SHAPE_DAY, false},
    {"said", SHAPE_INT, false},   {"figure", SHAPE_REAL, true}, {"words", SHAPE_TEXT, false},
    {"final", SHAPE_YES, false},  {"verdict", SHAPE_TEXT, false}, {"shown", SHAPE_TEXT, false},
    {"reason", SHAPE_TEXT, false}, {"judged", SHAPE_TIME, true}, {"judge", SHAPE_ID, true},
    {"at", SHAPE_TIME, false},    {"who", SHAPE_ID, true},      {0},
};
static const ShapeField evidence_fields[] = {
    {"id", SHAPE_ID, false},    {"progress", SHAPE_ID, false}, {"address", SHAPE_TEXT, false},
    {"name", SHAPE_TEXT, true}, {"type", SHAPE_TEXT, true},    {"bytes", SHAPE_INT, false},
    {0},
};
static const ShapeField extension_fields[] = {
    {"id", SHAPE_ID, false},       {"was", SHAPE_DAY, false},    {"wanted", SHAPE_DAY, false},
    {"reason", SHAPE_TEXT, false}, {"granted", SHAPE_DAY, true}, {"answer", SHAPE_TEXT, false},
    {"decided", SHAPE_TIME, true}, {"judge", SHAPE_ID, true},    {"at", SHAPE_TIME, false},
    {"who", SHAPE_ID, true},       {0},
};
static const ShapeField comment_fields[] = {
    {"id", SHAPE_ID, false}, {"text", SHAPE_TEXT, false}, {"at", SHAPE_TIME, false},
    {"who", SHAPE_ID, true}, {0},
};
static const ShapeField partner_fields[] = {
    {"id", SHAPE_ID, false},    {"unit", SHAPE_ID, false}, {"product", SHAPE_TEXT, false},
    {"due", SHAPE_DAY, false},  {"done", SHAPE_DAY, true}, {0},
};
static const ShapeField view_fields[] = {
    {"id", SHAPE_ID, false}, {"name", SHAPE_TEXT, false}, {"path", SHAPE_TEXT, false},
    {"query", SHAPE_TEXT, false}, {0},
};
static const ShapeField import_fields[] = {
    {"id", SHAPE_ID, false}, {"kind", SHAPE_TEXT, false}, {"name", SHAPE_TEXT, false},
    {"at", SHAPE_TIME, false}, {"done", SHAPE_TIME, true}, {"rows", SHAPE_INT, false}, {0},
};
static const ShapeField holiday_fields[] = {
    {"day", SHAPE_DAY, false},     {"works", SHAPE_YES, false},   {"name", SHAPE_TEXT, false},
    {"source", SHAPE_TEXT, false}, {"computed", SHAPE_YES, false}, {0},
};

const Shape task_shapes[] = {
    {"/task", "TaskRow", "api.about.tasks", true,
     "state unit alone issuer answerable document due_from due_to issued_from issued_to urgent"
     " mine watched q", row_fields},
    {"/task/{id}", "Task", "api.about.task", false, "", task_fields},
    {"/task/{id}/progress", "Progress", "api.about.progress", true, "", progress_fields},
    {"/task/{id}/evidence", "Evidence", "api.about.evidence", true, "", evidence_fields},
    {"/task/{id}/extensions", "Extension", "api.about.extensions", true, "", extension_fields},
    {"/task/{id}/comments", "Comment", "api.about.comments", true, "", comment_fields},
    {"/task/{id}/partners", "Partner", "api.about.partners", true, "", partner_fields},
    {"/task/{id}/history", "Deed", "api.about.history", true, "", deed_fields},
    {"/view", "View", "api.about.views", true, "", view_fields},
    {"/import", "Import", "api.about.imports", true, "", import_fields},
    {"/calendar/holidays", "Holiday", "api.about.holidays", true, "year", holiday_fields},
    {0},
};

static void put_row(Json *j, Ctx *c, const TaskRow *t) {
    shape_values(j, c, shape_of("/task"), V(t->id), V(t->work), V(t->stage),
                 V(list_states[t->state]), V(t->lead), text_or_null(t->lead_name),
                 V(t->answerable), text_or_null(t->answerable_name), V(t->document),
                 text_or_null(t->symbol), V(t->clause), text_or_null(t->due),
                 text_or_null(t->first_due), text_or_null(t->issued), text_or_null(t->done),
                 V(t->product), V(t->said), V(t->shown), V(t->returned), V(t->asked),
                 V(t->urgent), V(t->extensions), V(t->changed));
}

/* A filter that is not understood would give what nobody asked for. */
static Err tasks_read(Ctx *c, Request *r) {
    const Sight sight = list_sight(c);
    TaskFilter  f = list_filter(c, r->query);
    Part        p;
    Err         e = part_read(r, &p);
    if (e || f.wrong) return e ? e : "api.filter.bad";
    TaskRow *row = arena_take(c->a, sizeof *row * (size_t)(p.limit + 1));
    int      n = list_after(c, &sight, &f, p.after, row, (int)p.limit + 1);
    Listing  l = listing_open(c, r, &p);
    for (int i = 0; i < n; i++) {
        Json *j = listing_row(&l, id_text(c, row[i].id));
        if (j) put_row(j, c, &row[i]);
    }
    listing_reply(&l);
    return NULL;
}

static Err find_task(Ctx *c, Request *r, Task **out) {
    *out = task_get(c, request_id(r));
    return *out && task_sees(c, *out) ? NULL : "http.missing";
}

static Err task_read_one(Ctx *c, Request *r) {
    Task *t;
    Json  j = json_new(c);
    Err   e = find_task(c, r, &t);
    if (e) return e;
    shape_values(&j, c, shape_of(r->route->path), V(t->id), V(t->version), V(t->parent),
                 V(t->document), V(t->clause), V(t->quote), V(t->work), V(t->note), V(t->issuer),
                 V(t->lead), V(t->lead_staff), text_or_null(t->due), text_or_null(t->first_due),
                 V(t->due_days), V(t->due_from), V(t->product), V(t->indicator), V(t->target),
                 V(t->measure), V(t->answerable), V(t->authority), V(t->urgent), V(t->stage),
                 V(list_states[task_state_of(c, t)]), V(t->said), V(t->shown), V(t->returned),
                 V(t->asked), V(t->extensions), text_or_null(t->issued), text_or_null(t->done),
                 text_or_null(t->reported), text_or_null(t->paused), V(t->series),
                 V(task_watched(c, t->id)), V(t->at), V(t->who), V(t->changed));
    reply_json(c, r, 200, json_end(&j));
    return NULL;
}

/* Of a task that is seen, what a statement finds behind a key. */
#define OF_TASK(name, sql)                                                               \
    static Err name(Ctx *c, Request *r) {                                                \
        Task *t;                                                                         \
        Part  p;                                                                         \
        Err   e = find_task(c, r, &t);                                                   \
        if (!e) e = part_read(r, &p);                                                    \
        if (e) return e;                                                                 \
        Rows q = db_query(c, sql, V(t->id), V(p.after), V(p.limit + 1));                 \
        return shape_list(c, r, &p, &q);                                                 \
    }
OF_TASK(progress_read, "SELECT id, unit, day, said, figure, words, final, verdict, shown, reason,"
        " judged, judge, at, who FROM progress WHERE task = $1 AND id > $2 ORDER BY id LIMIT $3")
OF_TASK(evidence_read, "SELECT e.id, e.progress, e.address, f.name, f.type, COALESCE(f.bytes, 0)"
        " FROM evidence e JOIN progress p ON p.id = e.progress LEFT JOIN stored_file f"
        " ON f.id = e.file WHERE p.task = $1 AND e.id > $2 ORDER BY e.id LIMIT $3")
OF_TASK(extensions_read, "SELECT id, was, wanted, reason, granted, answer, decided, judge, at, who"
        " FROM extension WHERE task = $1 AND id > $2 ORDER BY id LIMIT $3")
OF_TASK(comments_read, "SELECT id, text, at, who FROM task_comment WHERE task = $1 AND id > $2"
        " ORDER BY id LIMIT $3")
OF_TASK(partners_read, "SELECT id, unit, product, due, done FROM task_partner WHERE task = $1"
        " AND id > $2 ORDER BY id LIMIT $3")
OF_TASK(history_read, "SELECT " DEED_COLUMNS " FROM deed WHERE subject = 'task'"
        " AND subject_id = $1 AND id > $2 ORDER BY id LIMIT $3")

/* Of one's own. */
#define OF_CALLER(name, sql)                                                             \
    static Err name(Ctx *c, Request *r) {                                                \
        Part p;                                                                          \
        Err  e = part_read(r, &p);                                                       \
        if (e) return e;                                                                 \
        Rows q = db_query(c, sql, V(c->who), V(p.after), V(p.limit + 1));                \
        return shape_list(c, r, &p, &q);                                                 \
    }
OF_CALLER(views_read, "SELECT id, name, path, query FROM saved_view WHERE staff = $1 AND id > $2"
          " ORDER BY id LIMIT $3")
OF_CALLER(imports_read, "SELECT m.id, m.kind, f.name, m.at, m.done, m.n FROM import m"
          " JOIN stored_file f ON f.id = m.file WHERE m.who = $1 AND m.id > $2"
          " ORDER BY m.id LIMIT $3")

static Err holidays_read_all(Ctx *c, Request *r) {
    Part p;
    Err  e = part_read(r, &p);
    if (e) return e;
    Rows q = db_query(c, "SELECT day, works, name, source, computed FROM holiday WHERE day > $1"
                         " AND ($2 = '' OR substr(day, 1, 4) = $2) ORDER BY day LIMIT $3",
                      V(p.key), V(request_text(r, "year")), V(p.limit + 1));
    return shape_list(c, r, &p, &q);
}

const Route task_reads[] = {
    SHOW("/task",                 tasks_read,        RIGHT_VIEW,  NULL),
    SHOW("/task/{id}",            task_read_one,     RIGHT_VIEW,  NULL),
    SHOW("/task/{id}/progress",   progress_read,     RIGHT_VIEW,  NULL),
    SHOW("/task/{id}/evidence",   evidence_read,     RIGHT_VIEW,  NULL),
    SHOW("/task/{id}/extensions", extensions_read,   RIGHT_VIEW,  NULL),
    SHOW("/task/{id}/comments",   comments_read,     RIGHT_VIEW,  NULL),
    SHOW("/task/{id}/partners",   partners_read,     RIGHT_VIEW,  NULL),
    SHOW("/task/{id}/history",    history_read,      RIGHT_VIEW,  NULL),
    SHOW("/view",                 views_read,        RIGHT_VIEW,  NULL),
    SHOW("/import",               imports_read,      RIGHT_STAFF, NULL),
    SHOW("/calendar/holidays",    holidays_read_all, RIGHT_STAFF, NULL),
    {0}
};
