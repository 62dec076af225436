/* round.c - rounds of inspection: planned, drawn, closed.
 *
 * What was drawn is never drawn again, and its list never changes: who likes another sample
 * has to abandon the round, with a reason that everybody reads. */
#include "inspect/parts.h"

#include <inttypes.h>
#include <string.h>

#define COLUMNS                                                                \
    "i.id, i.name, i.reason, i.unit, i.since, i.until, i.basis, i.strata, i.lines, i.size,"   \
    " i.least, i.share, i.stage, i.listed, i.hash, COALESCE(i.seed, -1), i.typed,"             \
    " COALESCE(i.drawn, 0), COALESCE(i.drawer, 0), COALESCE(i.ended, 0), COALESCE(i.ender, 0),"\
    " i.ending, i.version, i.at, i.who,"                                                       \
    " (SELECT COALESCE(sum(s.n), 0) FROM inspection_stratum s WHERE s.inspection = i.id),"     \
    " (SELECT count(*) FROM finding f WHERE f.inspection = i.id),"                             \
    " (SELECT count(*) FROM finding f WHERE f.inspection = i.id AND f.verdict <> '')"

static Inspection *read_row(Ctx *c, Rows *q) {
    Inspection *i = arena_new(c->a, Inspection);
    *i = (Inspection){
        .id = row_int(q, 0), .name = row_text(q, 1), .reason = row_text(q, 2),
        .unit = row_int(q, 3), .since = row_text(q, 4), .until = row_text(q, 5),
        .basis = row_text(q, 6), .strata = row_text(q, 7), .lines = row_text(q, 8),
        .size = row_int(q, 9), .least = row_int(q, 10), .share = row_text(q, 11),
        .stage = row_text(q, 12), .listed = row_int(q, 13), .hash = row_text(q, 14),
        .seed = row_int(q, 15), .typed = row_int(q, 16), .drawn = row_int(q, 17),
        .drawer = row_int(q, 18), .ended = row_int(q, 19), .ender = row_int(q, 20),
        .ending = row_text(q, 21), .version = row_int(q, 22), .at = row_int(q, 23),
        .who = row_int(q, 24), .n = row_int(q, 25), .taken = row_int(q, 26),
        .seen = row_int(q, 27)};
    return i;
}

bool round_is(const Inspection *i, const char *stage) { return strcmp(i->stage, stage) == 0; }

bool inspection_may(Ctx *c, const Inspection *i) { return org_may(c, RIGHT_INSPECT, i->unit); }

bool inspection_knows(Ctx *c, const Inspection *i) {
    return inspection_may(c, i) || (round_is(i, "closed") && org_may(c, RIGHT_VIEW, i->unit));
}

Inspection *inspection_read(Ctx *c, int64_t id) {
    Inspection *i = NULL;
    Rows q = db_query(c, "SELECT " COLUMNS " FROM inspection i WHERE i.id = $1", V(id));
    while (db_next(&q)) i = read_row(c, &q);
    return i;
}

Inspection *inspection_get(Ctx *c, int64_t id) {
    Inspection *i = inspection_read(c, id);
    return i && inspection_knows(c, i) ? i : NULL;
}

const Inspection *inspection_list(Ctx *c) {
    const Inspection *first = NULL, **end = &first;
    Rows q = db_query(c, "SELECT " COLUMNS " FROM inspection i ORDER BY i.id DESC LIMIT $1",
                      V(LIST_MAX));
    while (db_next(&q)) {
        Inspection *i = read_row(c, &q);
        if (!inspection_knows(c, i)) continue;
        *end = i;
        end = (const Inspection **)&i->next;
    }
    return first;
}

const Inspection *inspections_of(Ctx *c, int64_t known, const char *since, const char *until) {
    const Inspection *first = NULL, **end = &first;
    const int64_t     from = day_number(since) * DAY_MS - ZONE_MS;
    const int64_t     to = (day_number(until) + 1) * DAY_MS - ZONE_MS;
    Rows q = db_query(c, "SELECT " COLUMNS " FROM inspection i WHERE i.stage = 'closed'"
                         " AND i.ended <= $1 AND ((i.since <= $3 AND i.until >= $2)"
                         " OR (i.ended >= $4 AND i.ended < $5)) ORDER BY i.ended DESC, i.id DESC"
                         " LIMIT $6",
                      V(known), V(since), V(until), V(from), V(to), V(LIST_MAX));
    while (db_next(&q)) {
        Inspection *i = read_row(c, &q);
        *end = i;
        end = (const Inspection **)&i->next;
    }
    return first;
}

Inspection inspection_blank(Ctx *c) {
    int64_t scope[ORG_SCOPES_MAX];
    int     year = 0, month = 0;
    for (int k = 0; k < 4; k++) year = year * 10 + c->today[k] - '0';
    month = (c->today[5] - '0') * 10 + c->today[6] - '0';
    int quarter = (month - 1) / 3; /* the one before, 0 is the last of the year before */
    if (!quarter) quarter = 4, year--;
    const char *since = arena_print(c->a, "%04d-%02d-01", year, quarter * 3 - 2);
    const char *next = quarter == 4 ? arena_print(c->a, "%04d-01-01", year + 1)
                                    : arena_print(c->a, "%04d-%02d-01", year, quarter * 3 + 1);
    return (Inspection){
        .name = "", .reason = "", .unit = org_scopes(c, RIGHT_INSPECT, scope) ? scope[0] : 0,
        .since = since, .until = day_add(c->a, next, -1), .basis = "accepted", .strata = "unit",
        .lines = "", .size = SIZE_FIRST, .least = LEAST_FIRST, .share = "proportional",
        .stage = "planned", .hash = "", .seed = -1, .ending = ""};
}

/* ---- The rules ---- */

static bool among(const char *const *words, const char *s) {
    for (; *words; words++)
        if (strcmp(*words, s) == 0) return true;
    return false;
}

static Err check(Ctx *c, Inspection *i) {
    static const char *const bases[] = {"accepted", "reported", NULL};
    static const char *const strata[] = {"unit", "district", "document", "none", NULL};
    Err e = text_check(i->name, ROUND_NAME_MAX, "inspection.name.missing",
                       "inspection.name.long");
    if (!e) e = text_check(i->reason, ROUND_TEXT_MAX, "inspection.reason.missing",
                           "inspection.reason.long");
    if (!e && (!i->unit || !org_may(c, RIGHT_INSPECT, i->unit))) e = "inspection.unit.missing";
    if (!e && strcmp(i->since, i->until) > 0) e = "inspection.since.order";
    if (!e && strcmp(i->until, c->today) > 0) e = "inspection.until.future";
    if (!e && !among(bases, i->basis)) e = "inspection.basis.missing";
    if (!e && !among(strata, i->strata)) e = "inspection.strata.missing";
    return e ? e : lines_check(c, i->lines, &i->lines);
}

/* Is it there for c->who, in this stage, and as it was read? */
static Err check_stage(Ctx *c, const Inspection *i, const char *stage) {
    const Inspection *now = inspection_read(c, i->id);
    if (!now || !inspection_may(c, now)) return "http.forbidden";
    if (!round_is(now, stage)) return "inspection.stage.other";
    return now->version == i->version ? NULL : "clash.version.stale";
}

/* ---- The frame ---- */

static Err store_strata(Ctx *c, int64_t id, SampleFrame *f) {
    Err e = NULL;
    for (int h = 0; h < f->strata && !e; h++)
        e = db_int(c, &f->stratum[h].id,
                   "INSERT INTO inspection_stratum (inspection, place, ref, name, n, take)"
                   " VALUES ($1, $2, $3, $4, $5, $6) RETURNING id", V(id), V(h + 1),
                   V(f->stratum[h].ref), V(f->stratum[h].name), V(f->stratum[h].n),
                   V(f->stratum[h].take));
    return e;
}

static Err store_frame(Ctx *c, int64_t id, SampleFrame *f) {
    Err e = db_exec(c, "DELETE FROM inspection_frame WHERE inspection = $1", V(id));
    if (!e) e = db_exec(c, "DELETE FROM inspection_stratum WHERE inspection = $1", V(id));
    if (!e) e = store_strata(c, id, f);
    for (int64_t k = 0; k < f->n && !e; k++)
        e = db_exec(c, "INSERT INTO inspection_frame (inspection, place, task, stratum, unit, day)"
                       " VALUES ($1, $2, $3, $4, $5, $6)", V(id), V(k + 1), V(f->row[k].task),
                    V(f->stratum[f->row[k].stratum].id), V(f->row[k].unit), V(f->row[k].day));
    return e;
}

SampleFrame inspection_strata(Ctx *c, int64_t id) {
    SampleFrame f = {.stratum = arena_take(c->a, (STRATA_MAX + 1) * sizeof *f.stratum)};
    Rows q = db_query(c, "SELECT id, ref, name, n, take FROM inspection_stratum"
                         " WHERE inspection = $1 ORDER BY place", V(id));
    while (db_next(&q)) {
        f.stratum[f.strata] = (Stratum){row_int(&q, 0), row_int(&q, 1), row_text(&q, 2),
                                        row_int(&q, 3), row_int(&q, 4)};
        f.n += f.stratum[f.strata++].n;
    }
    return f;
}

SampleFrame inspection_frame(Ctx *c, int64_t id) {
    SampleFrame f = inspection_strata(c, id);
    int64_t     n = 0;
    f.row = arena_take(c->a, (size_t)(f.n + 1) * sizeof *f.row);
    Rows r = db_query(c, "SELECT r.task, r.unit, s.place, r.day FROM inspection_frame r"
                         " JOIN inspection_stratum s ON s.id = r.stratum"
                         " WHERE r.inspection = $1 ORDER BY r.place", V(id));
    while (db_next(&r))
        if (n < f.n)
            f.row[n++] = (FrameRow){row_int(&r, 0), row_int(&r, 1), (int)row_int(&r, 2) - 1,
                                    row_text(&r, 3)};
    f.n = n; /* fewer than were listed is found out by the hash */
    return f;
}

static const char *hash_frame(Ctx *c, const SampleFrame *f) {
    Bytes text = frame_text(c, f);
    Hash  h = hash_of(text.p, text.n);
    return hex_of(c->a, h.b, sizeof h.b);
}

/* ---- Deeds ---- */

static Err note(Ctx *c, const char *what, const Inspection *was, const Inspection *is) {
    Deed d = {.what = what, .subject = "inspection", .id = is->id,
              .reason = *is->ending ? is->ending : NULL};
    const Inspection none = {0};
    const Inspection *w = was ? was : &none;
    deed_change(c, &d, "name", w->name, is->name);
    deed_change(c, &d, "reason", w->reason, is->reason);
    deed_change(c, &d, "unit", w->unit ? unit_name(c, w->unit) : "", unit_name(c, is->unit));
    deed_change(c, &d, "since", w->since, is->since);
    deed_change(c, &d, "until", w->until, is->until);
    deed_change(c, &d, "basis", w->basis, is->basis);
    deed_change(c, &d, "strata", w->strata, is->strata);
    deed_change(c, &d, "lines", w->lines, is->lines);
    deed_change(c, &d, "hash", w->hash, is->hash);
    deed_change(c, &d, "stage", w->stage, is->stage);
    if (is->seed >= 0 && (!was || was->seed != is->seed))
        deed_change(c, &d, "seed", "", arena_print(c->a, "%" PRId64, is->seed));
    return audit_note(c, &d);
}

/* ---- What is done ---- */

static Err insert(Ctx *c, Inspection *i) {
    i->version = 1;
    return db_int(c, &i->id,
        "INSERT INTO inspection (name, reason, unit, since, until, basis, strata, lines, size,"
        " share, least, stage, listed, hash, typed, ending, version, at, who) VALUES ($1, $2, $3,"
        " $4, $5, $6, $7, $8, $9, $10, $11, 'planned', $12, $13, 0, '', 1, $12, $14) RETURNING id",
        V(i->name), V(i->reason), V(i->unit), V(i->since), V(i->until), V(i->basis), V(i->strata),
        V(i->lines), V(i->size), V(i->share), V(i->least), V(c->now), V(i->hash), V(c->who));
}

static Err update(Ctx *c, const Inspection *i) {
    return db_exec(c,
        "UPDATE inspection SET name = $2, reason = $3, unit = $4, since = $5, until = $6,"
        " basis = $7, strata = $8, lines = $9, size = $10, share = $11, least = $12, listed = $13,"
        " hash = $14, version = version + 1 WHERE id = $1",
        V(i->id), V(i->name), V(i->reason), V(i->unit), V(i->since), V(i->until), V(i->basis),
        V(i->strata), V(i->lines), V(i->size), V(i->share), V(i->least), V(c->now), V(i->hash));
}

Err inspection_put(Ctx *c, const Inspection *was, Inspection *i) {
    SampleFrame f;
    Err   e = was ? check_stage(c, was, "planned") : NULL;
    if (!e) e = check(c, i);
    if (!e) e = frame_list(c, i, &f);
    if (e) return e;
    if (strcmp(i->share, "hand") == 0) i->share = "proportional"; /* the strata are others now */
    frame_allocate(&f, i->size, i->share, i->least);
    i->hash = hash_frame(c, &f);
    e = was ? update(c, i) : insert(c, i);
    if (!e) e = store_frame(c, i->id, &f);
    return e ? e : note(c, was ? "inspection.deed.changed" : "inspection.deed.made", was, i);
}

static Err take_by_hand(SampleFrame *f, const int64_t *take) {
    if (f->strata > HAND_MAX) return "inspection.share.many";
    for (int h = 0; h < f->strata; h++) {
        if (take[h] < 0 || take[h] > f->stratum[h].n) return "inspection.take.range";
        f->stratum[h].take = take[h];
    }
    return NULL;
}

/* The numbers of the strata, as a line of the log. */
static const char *takes_text(Ctx *c, const SampleFrame *f) {
    Buf b = {.a = c->a};
    for (int h = 0; h < f->strata; h++)
        buf_print(&b, "%s%" PRId64, h ? "," : "", f->stratum[h].take);
    return b.s ? b.s : "";
}

Err inspection_plan(Ctx *c, const Inspection *i, int64_t size, const char *share, int64_t least,
                    const int64_t *take) {
    static const char *const shares[] = {"proportional", "equal", "hand", NULL};
    SampleFrame f = inspection_strata(c, i->id);
    Deed  d = {.what = "inspection.deed.planned", .subject = "inspection", .id = i->id};
    const char *before = takes_text(c, &f);
    Err e = check_stage(c, i, "planned");
    if (!e && !among(shares, share)) e = "inspection.share.missing";
    if (!e && (size < 1 || size > SAMPLE_MAX)) e = "inspection.size.range";
    if (!e && (least < 1 || least > SAMPLE_MAX)) e = "inspection.least.range";
    if (!e && take) e = take_by_hand(&f, take);
    if (!e && !take) frame_allocate(&f, size, share, least);
    if (!e && take && (frame_takes(&f) < 1 || frame_takes(&f) > SAMPLE_MAX))
        e = "inspection.take.range";
    if (!e && frame_takes(&f) > SAMPLE_MAX) e = "inspection.least.range";
    for (int h = 0; h < f.strata && !e; h++)
        e = db_exec(c, "UPDATE inspection_stratum SET take = $2 WHERE id = $1",
                    V(f.stratum[h].id), V(f.stratum[h].take));
    if (!e) e = db_exec(c, "UPDATE inspection SET size = $2, share = $3, least = $4,"
                           " version = version + 1 WHERE id = $1", V(i->id), V(size), V(share),
                        V(least));
    if (e) return e;
    deed_change(c, &d, "share", i->share, share);
    deed_change(c, &d, "take", before, takes_text(c, &f));
    return audit_note(c, &d);
}

Err inspection_draw(Ctx *c, const Inspection *i, int64_t seed) {
    bool  typed = seed >= 0;
    SampleFrame f = inspection_frame(c, i->id);
    Err   e = check_stage(c, i, "planned");
    if (!e && seed > SEED_MAX) e = "inspection.seed.range";
    if (!e && (frame_takes(&f) < 1 || frame_takes(&f) > SAMPLE_MAX)) e = "inspection.take.range";
    if (e) return e;
    Inspection is = *i;
    is.seed = typed ? seed : seed_new();
    is.stage = "running";
    const int64_t *at = frame_draw(c, &f, is.seed);
    e = db_exec(c, "UPDATE inspection SET seed = $2, typed = $3, drawn = $4, drawer = $5,"
                   " stage = 'running', version = version + 1 WHERE id = $1",
                V(i->id), V(is.seed), V(typed), V(c->now), V(c->who));
    for (int64_t k = 0; k < frame_takes(&f) && !e; k++) {
        const FrameRow *r = &f.row[at[k]];
        e = db_exec(c, "INSERT INTO finding (inspection, task, stratum, unit, verdict, words, fix,"
                       " reply, version) VALUES ($1, $2, $3, $4, '', '', '', '', 1)",
                    V(i->id), V(r->task), V(f.stratum[r->stratum].id), V(r->unit));
    }
    return e ? e : note(c, "inspection.deed.drawn", i, &is);
}

static Err end_round(Ctx *c, const Inspection *i, const char *stage, const char *words,
                     const char *deed) {
    Inspection is = *i;
    is.stage = stage;
    is.ending = words;
    Err e = db_exec(c, "UPDATE inspection SET stage = $2, ended = $3, ender = $4, ending = $5,"
                       " version = version + 1 WHERE id = $1", V(i->id), V(stage), V(c->now),
                    V(c->who), V(words));
    return e ? e : note(c, deed, i, &is);
}

Err inspection_close(Ctx *c, const Inspection *i, const char *words) {
    Err e = check_stage(c, i, "running");
    if (!e && i->seen < i->taken) e = "inspection.ending.left";
    if (!e) e = text_check(words, ROUND_TEXT_MAX, NULL, "inspection.ending.long");
    return e ? e : end_round(c, i, "closed", words, "inspection.deed.closed");
}

Err inspection_abandon(Ctx *c, const Inspection *i, const char *why) {
    Err e = check_stage(c, i, round_is(i, "planned") ? "planned" : "running");
    if (!e) e = text_check(why, ROUND_TEXT_MAX, "inspection.ending.missing",
                           "inspection.ending.long");
    return e ? e : end_round(c, i, "abandoned", why, "inspection.deed.abandoned");
}
