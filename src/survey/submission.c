/* submission.c - the one way in for answers, whoever sends them.
 *
 * Read and checked outside the writer, for that is the work; stored in it, once.  A submission
 * of our own pages that is wrong is refused, for its sender can mend it; one from a phone is
 * taken and marked, for its sender has gone on to the next house. */
#include "survey/parts.h"

#include <stdio.h>
#include <string.h>

/* ---- read ---- */

/* 2026-03-01T09:05:00.123+07:00, or with Z; milliseconds since 1970 UTC. */
static bool read_instant(const char *s, int64_t *ms) {
    int y, mo, d, h, mi, zh = 0, zm = 0, n = 0;
    double sec;
    if (sscanf(s, "%4d-%2d-%2dT%2d:%2d:%lf%n", &y, &mo, &d, &h, &mi, &sec, &n) != 6) return false;
    char day[DAY_BYTES + 20], sign = s[n];
    snprintf(day, sizeof day, "%04d-%02d-%02d", y, mo, d);
    if (!date_ok(day) || h < 0 || h > 23 || mi < 0 || mi > 59 || !(sec >= 0 && sec < 61))
        return false;
    if ((sign == '+' || sign == '-') && sscanf(s + n + 1, "%2d:%2d", &zh, &zm) < 1) return false;
    int64_t zone = (zh * 60 + zm) * (sign == '-' ? -1 : 1);
    *ms = day_number(day) * DAY_MS + ((h * 60 + mi) - zone) * (int64_t)60000 +
          (int64_t)(sec * 1000);
    return true;
}

/* Of a form with fields for its start and end: what lies between. */
static int64_t seconds_of(const XEntry *t) {
    const XForm *x = xentry_form(t);
    const char  *start = NULL, *end = NULL;
    for (int i = 0; i < xform_fields(x); i++) {
        const XField *f = xform_field(x, i);
        if (!f->preload || strcmp(f->preload, "timestamp") != 0) continue;
        const XNode *n = xentry_node(t, f->path);
        if (n && strcmp(f->preload_params, "start") == 0) start = n->value;
        if (n && strcmp(f->preload_params, "end") == 0) end = n->value;
    }
    int64_t from, to;
    if (!start || !end || !read_instant(start, &from) || !read_instant(end, &to)) return -1;
    return to >= from && to - from < 30 * (int64_t)DAY_MS ? (to - from) / 1000 : -1;
}

/* As stored: a line each, weight, key, path, detail, parted by tabs. */
const char *problems_of(Ctx *c, const XProblems *p) {
    static const char *const weights[] = {"note", "wrong", "refuse"};
    Buf b = {.a = c->a};
    for (const XProblem *x = p->first; x; x = x->next) {
        buf_print(&b, "%s\t%s\t%s\t", weights[x->weight], x->what, x->path);
        for (const char *d = x->detail ? x->detail : ""; *d; d++)
            buf_add(&b, *d == '\t' || *d == '\n' ? " " : d, 1);
        buf_text(&b, "\n");
    }
    return b.s ? b.s : "";
}

int entry_wrong(const XNode *n) {
    int wrong = n->relevant && (n->faults & ~X_EMPTY);
    for (const XNode *k = n->first; k; k = k->next) wrong += entry_wrong(k);
    return wrong;
}

static Err read_entry(Ctx *c, const Survey *s, Sent *x, XProblems *p) {
    XEntry *t;
    Err     e = xform_check(c, x->form->x, x->xml, p, &t);
    if (e) return e;
    bool page = strcmp(x->channel, "page") == 0;
    x->wrong = page || strcmp(x->channel, "paper") == 0 ? entry_wrong(xentry_root(t))
                                                        : p->wrong;
    if (x->wrong && page) return "submission.answer.wrong";
    x->problems = problems_of(c, p);
    x->instance = xentry_id(t);
    x->old = xentry_old_id(t);
    x->seconds = seconds_of(t);
    if (strcmp(s->mode, "open") == 0) entry_blunt(c, t, &x->xml);
    x->cells = cells_of(c->a, x->form, t);
    x->file = xentry_files(t, &x->files);
    return NULL;
}

/* One that names no instance gets a name by its content: sent again it is the same. */
static const char *made_instance(Ctx *c, Hash h) {
    char *hex = hex_of(c->a, h.b, 16);
    return arena_print(c->a, "uuid:%.8s-%.4s-4%.3s-a%.3s-%.12s", hex, hex + 8, hex + 13, hex + 17,
                       hex + 20);
}

/* ---- sealed ----
 *
 * Of an answer that its phone has encrypted the outside alone can be read: which instance it
 * is, and which files hold it.  It was not read as XML with names, for nobody wrote such a
 * form; so what is not plainly one of these elements is passed over. */

/* The next element that holds a text: its name without a prefix, its text; false at the end. */
static bool next_text(Arena *a, const char **s, const char **name, const char **text) {
    for (const char *p = *s; (p = strchr(p, '<'));) {
        size_t n = strcspn(++p, " \t\r\n/>"), close = strcspn(p, ">");
        if (!n || !p[close]) continue;
        const char *colon = memchr(p, ':', n), *in = p + close + 1;
        size_t      length = strcspn(in, "<");
        if (strncmp(in + length, "</", 2) != 0 || p[close - 1] == '/') continue;
        *name = colon ? arena_part(a, colon + 1, n - (size_t)(colon + 1 - p))
                      : arena_part(a, p, n);
        *text = arena_part(a, in, length);
        *s = in + length;
        return true;
    }
    return false;
}

enum { SEALED_FILES_MAX = 200, SEALED_NAME_MAX = 200 };

static void read_sealed(Ctx *c, Sent *x) {
    const char **file = arena_take(c->a, SEALED_FILES_MAX * sizeof *file), *name, *text;
    const char  *s = arena_part(c->a, x->xml.p, x->xml.n);
    while (next_text(c->a, &s, &name, &text)) {
        bool fits = *text && strlen(text) <= SEALED_NAME_MAX && !strchr(text, '&');
        bool names = strcmp(name, "file") == 0 || strcmp(name, "encryptedXmlFile") == 0;
        if (fits && names && x->files < SEALED_FILES_MAX) file[x->files++] = text;
        if (fits && strcmp(name, "instanceID") == 0) x->instance = text;
    }
    x->file = file;
}

Err submission_look(Ctx *c, const Survey *s, Sent *x, XProblems *p) {
    XHead   head;
    if (strcmp(s->mode, "anonymous") == 0) return "submission.survey.anonymous";
    Err     e = xform_head(c, x->xml, &head);
    if (!e) e = form_use_answered(c, s->form, head.form, head.version, &x->form);
    if (e) return e;
    x->survey = s->id;
    x->hash = hash_of(x->xml.p, x->xml.n);
    x->instance = x->old = x->problems = "";
    x->seconds = -1;
    x->sealed = head.encrypted;
    if (x->sealed) read_sealed(c, x);
    else e = read_entry(c, s, x, p);
    if (!e && !*x->instance) x->instance = made_instance(c, x->hash);
    return e;
}

Err submission_read(Ctx *c, const Survey *s, Sent *x, XProblems *p) {
    Err e = survey_takes(c, s);
    return e ? e : submission_look(c, s, x, p);
}

/* ---- stored ---- */

typedef struct There { int64_t id, staff, survey; bool same; } There;

static There find(Ctx *c, const char *instance, Hash hash) {
    There t = {0};
    Rows  q = db_query(c, "SELECT id, hash, COALESCE(staff, 0), survey FROM submission"
                          " WHERE instance = $1 UNION ALL SELECT u.id, d.hash,"
                          " COALESCE(u.staff, 0), u.survey FROM submission_edit d"
                          " JOIN submission u ON u.id = d.submission"
                          " WHERE d.instance = $1", V(instance));
    while (db_next(&q)) {
        Bytes was = row_bytes(&q, 1);
        bool  same = was.n == HASH_BYTES && memcmp(was.p, hash.b, HASH_BYTES) == 0;
        t = (There){row_int(&q, 0), row_int(&q, 2), row_int(&q, 3), t.same || same};
    }
    return t;
}

/* When it came: of what the public sends the day only. */
static int64_t moment_of(const Ctx *c, const Sent *x) {
    return x->staff ? c->now : day_number(c->today) * DAY_MS - ZONE_MS;
}

/* Unless its instance is there, or was before an edit; id is then 0. */
static Err insert(Ctx *c, const Sent *x, int64_t *id) {
    Val  seconds = x->seconds < 0 ? val_ref(0) : V(x->seconds);
    Rows q = db_query(c,
                      "INSERT INTO submission (survey, form, instance, hash, xml, cells, channel,"
                      " staff, number, at, seconds, review, problems, missing, edits)"
                      " SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, 0"
                      " WHERE NOT EXISTS (SELECT 1 FROM submission_edit WHERE instance = $3)"
                      " ON CONFLICT (instance) DO NOTHING RETURNING id",
                      V(x->survey), V(x->form->id), V(x->instance),
                      V((Bytes){x->hash.b, HASH_BYTES}), V(x->xml),
                      V(x->cells.p ? x->cells : (Bytes){"", 0}), V(x->channel), val_ref(x->staff),
                      V(x->number), V(moment_of(c, x)), seconds, V(x->wrong ? "trouble" : "new"),
                      V(x->problems));
    *id = 0;
    while (db_next(&q)) *id = row_int(&q, 0);
    return q.err;
}

static Err name_files(Ctx *c, int64_t id, const Sent *x) {
    Err e = NULL;
    for (int i = 0; i < x->files && !e; i++)
        e = db_exec(c, "INSERT INTO submission_file (submission, name) VALUES ($1, $2)"
                       " ON CONFLICT (submission, name) DO NOTHING", V(id), V(x->file[i]));
    return e;
}

/* A file that the answer does not name is kept as well: its sender had a reason. */
static Err take_files(Ctx *c, int64_t id, const Upload *u) {
    Err e = NULL;
    for (; u && !e; u = u->next) {
        int64_t there = 0, file;
        e = db_int(c, &there, "SELECT count(*) FROM submission_file WHERE submission = $1"
                              " AND name = $2 AND file IS NOT NULL", V(id), V(u->name));
        if (e || there) continue;
        e = upload_keep(c, u, &file);
        if (!e)
            e = db_exec(c, "INSERT INTO submission_file (submission, name, file)"
                           " VALUES ($1, $2, $3) ON CONFLICT (submission, name)"
                           " DO UPDATE SET file = excluded.file", V(id), V(u->name), V(file));
    }
    return e;
}

static Err count_missing(Ctx *c, int64_t id) {
    return db_exec(c, "UPDATE submission SET missing = (SELECT count(*) FROM submission_file f"
                      " WHERE f.submission = submission.id AND f.file IS NULL) WHERE id = $1",
                   V(id));
}

/* The visit is done; its place in the sample stays with the answer, its number goes at the
 * close. */
static Err mark_visit(Ctx *c, const Sent *x, int64_t id) {
    if (!x->number) return NULL;
    Err e = db_exec(c, "UPDATE submission SET (stratum, psu, area, base) = (SELECT v.stratum,"
                       " v.psu, v.area, v.base FROM visit v WHERE v.survey = $2"
                       " AND v.number = $3 AND v.staff = $4) WHERE id = $1",
                    V(id), V(x->survey), V(x->number), V(x->staff));
    if (e) return e;
    return db_exec(c, "UPDATE visit SET state = 'sent' WHERE survey = $1 AND number = $2"
                      " AND staff = $3", V(x->survey), V(x->number), V(x->staff));
}

/* A correction takes the place of what it corrects, which is kept as an edit. */
static Err replace(Ctx *c, const Sent *x, const There *was, int64_t *id) {
    Err e = db_exec(c, "INSERT INTO submission_edit (submission, instance, hash, xml, why, at,"
                       " who) SELECT id, instance, hash, xml, '', $2, $3 FROM submission"
                       " WHERE id = $1",
                    V(was->id), V(c->now), V(x->staff));
    *id = was->id;
    if (e) return e;
    return db_exec(c, "UPDATE submission SET instance = $2, hash = $3, xml = $4, cells = $5,"
                      " form = $6, problems = $7, review = $8, edits = edits + 1 WHERE id = $1",
                   V(was->id), V(x->instance), V((Bytes){x->hash.b, HASH_BYTES}), V(x->xml),
                   V(x->cells), V(x->form->id), V(x->problems), V(x->wrong ? "trouble" : "new"));
}

static Err correct(Ctx *c, const Sent *x, int64_t *id) {
    There was = find(c, x->old, x->hash);
    if (!was.id || was.survey != x->survey || was.staff != x->staff || !x->staff)
        return "submission.old.missing";
    return replace(c, x, &was, id);
}

/* Most are new: so that is tried first, and only what is there already is looked at.  Two
 * that come at once are so told apart on either engine. */
static Err put(Ctx *c, const Sent *x, int64_t *id, bool *again) {
    Err   e = *x->old ? NULL : insert(c, x, id);
    if (e || *id) return e;
    There is = find(c, x->instance, x->hash);
    /* Of an interviewer it may have come while an earlier survey asked the same form. */
    bool  own = is.survey == x->survey || (x->staff && is.staff == x->staff);
    *again = is.id != 0;
    *id = is.id;
    if (!is.id) return *x->old ? correct(c, x, id) : "db.conflict";
    return is.same && own ? NULL : "submission.instance.other";
}

Err submission_put(Ctx *c, const Sent *x, const Upload *files, int64_t *id, bool *again) {
    *id = 0;
    *again = false;
    Err e = put(c, x, id, again);
    if (!e && !*again && x->files) e = name_files(c, *id, x);
    if (!e && files) e = take_files(c, *id, files);
    if (!e && (files || x->files)) e = count_missing(c, *id);
    return e || *again ? e : mark_visit(c, x, *id);
}

Err submission_take(Ctx *c, const Sent *x, const Upload *files, int64_t *id, bool *again) {
    const Survey *s = survey_get(c, x->survey);
    Err           closed = s ? survey_takes(c, s) : "http.missing";
    Err           e = submission_put(c, x, files, id, again);
    return !e && closed && !*again ? closed : e; /* refused, nothing of it stays */
}
