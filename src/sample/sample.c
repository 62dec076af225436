/* sample.c - a draw that was made for a survey, and its visits. */
#include "sample/sample.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

Sample *sample_get(Ctx *c, int64_t survey) {
    Sample *s = NULL;
    Rows    q = db_query(c, "SELECT survey, frame, seed, at, who, units, take, reserve FROM sample"
                            " WHERE survey = $1", V(survey));
    while (db_next(&q)) {
        s = arena_new(c->a, Sample);
        *s = (Sample){row_int(&q, 0), row_int(&q, 1), row_int(&q, 2), row_int(&q, 3),
                      row_int(&q, 4), (int)row_int(&q, 5), (int)row_int(&q, 6),
                      (int)row_int(&q, 7)};
    }
    return s;
}

/* ---- made ---- */

/* "012-03": the unit in the sample, the household in it. */
static const char *visit_number(Ctx *c, int psu, int home) {
    return arena_print(c->a, "%03d-%03d", psu, home);
}

static const char *visit_label(Ctx *c, const FrameUnit *u, int64_t home) {
    return trf(c, "sample.home", V(u->name), V(home), V(u->size));
}

/* Whole units, one after another to each interviewer: whoever goes there goes once. */
static int64_t asker_of(const int64_t *staff, int n, int psu) { return n ? staff[psu % n] : 0; }

static Err put_visits(Ctx *c, const Sample *s, const UnitFrame *f, const SampleDraw *d) {
    int64_t     staff[SAMPLE_UNITS_MAX];
    int         askers = 0, n = 0;
    VisitDrawn *v = arena_take(c->a, (size_t)(d->homes + 1) * sizeof *v);
    for (const Interviewer *i = interviewer_list(c, s->survey); i && askers < SAMPLE_UNITS_MAX;
         i = i->next)
        staff[askers++] = i->staff;
    for (int u = 0; u < d->units; u++) {
        const DrawnUnit *k = &d->unit[u];
        const FrameUnit *row = &f->row[k->row];
        for (int h = 0; h < k->took; h++)
            v[n++] = (VisitDrawn){visit_number(c, u + 1, h + 1), visit_label(c, row, k->home[h]),
                                  "", asker_of(staff, askers, u), k->stratum, u + 1, row->area,
                                  sample_weight(f, k)};
    }
    return visits_drawn(c, s->survey, v, n);
}

static const char *reserve_text(Ctx *c, const DrawnUnit *k) {
    Buf b = {.a = c->a};
    for (int i = 0; i < k->kept; i++) buf_print(&b, "%s%d", i ? " " : "", k->home[k->took + i]);
    return b.s ? b.s : "";
}

static Err put_psus(Ctx *c, const Sample *s, const UnitFrame *f, const SampleDraw *d) {
    Err e = NULL;
    for (int u = 0; u < d->units && !e; u++)
        e = db_exec(c, "INSERT INTO sample_psu (survey, psu, place, stratum, chance, reserve)"
                       " VALUES ($1, $2, $3, $4, $5, $6)",
                    V(s->survey), V(u + 1), V(f->row[d->unit[u].row].place),
                    V(d->unit[u].stratum), V(d->unit[u].chance),
                    V(reserve_text(c, &d->unit[u])));
    return e;
}

static Err store(Ctx *c, const Sample *s) {
    return db_exec(c, "INSERT INTO sample (survey, frame, units, take, reserve, seed, at, who)"
                      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                   V(s->survey), V(s->frame), V(s->units), V(s->take), V(s->reserve), V(s->seed),
                   V(c->now), V(c->who));
}

static Err note(Ctx *c, const Sample *s, const SampleDraw *d) {
    Deed deed = {.what = "sample.deed.drawn", .subject = "survey", .id = s->survey};
    deed_change(c, &deed, "visits", "", arena_print(c->a, "%" PRId64, d->homes));
    deed_change(c, &deed, "seed", "", arena_print(c->a, "%" PRId64, s->seed));
    return audit_note(c, &deed);
}

Err sample_make(Ctx *c, int64_t survey, Sample *s) {
    const UnitFrame *f = unitframe_get(c, s->frame);
    const Survey    *v = survey_get(c, survey);
    SampleDraw       d;
    if (!v) return "http.missing";
    if (!survey_may(c, v, RIGHT_SURVEY)) return "http.forbidden";
    if (strcmp(v->mode, "interview") != 0) return "survey.stage.other";
    if (!f || !org_may(c, RIGHT_SURVEY, f->unit)) return "frame.missing";
    if (sample_get(c, survey)) return "sample.there";
    s->survey = survey;
    if (!s->seed) s->seed = sample_seed();
    Err e = sample_draw(c->a, f, s->units, s->take, s->reserve, s->seed, &d);
    if (!e) e = store(c, s);
    if (!e) e = put_psus(c, s, f, &d);
    if (!e) e = survey_sampled(c, survey, "probability");
    if (!e) e = put_visits(c, s, f, &d);
    return e ? e : note(c, s, &d);
}

/* ---- read ---- */

const SamplePsu *sample_psus(Ctx *c, int64_t survey) {
    SamplePsu       *first = NULL, **end = &first;
    const Sample    *s = sample_get(c, survey);
    const UnitFrame *f = s ? unitframe_get(c, s->frame) : NULL;
    if (!f) return NULL;
    Rows q = db_query(c, "SELECT p.psu, p.place, p.stratum, p.chance, p.reserve, count(v.id),"
                         " COALESCE(sum(CASE WHEN v.state = 'open' THEN 1 ELSE 0 END), 0),"
                         " COALESCE(sum(CASE WHEN v.state = 'sent' THEN 1 ELSE 0 END), 0),"
                         " COALESCE(sum(CASE WHEN v.state = 'dropped' THEN 1 ELSE 0 END), 0)"
                         " FROM sample_psu p LEFT JOIN visit v ON v.survey = p.survey"
                         " AND v.psu = p.psu WHERE p.survey = $1 GROUP BY p.psu, p.place,"
                         " p.stratum, p.chance, p.reserve ORDER BY p.psu", V(survey));
    while (db_next(&q)) {
        const FrameUnit *u = &f->row[row_int(&q, 1) - 1];
        SamplePsu       *p = *end = arena_new(c->a, SamplePsu);
        *p = (SamplePsu){.psu = row_int(&q, 0), .place = u->place, .stratum = row_int(&q, 2),
                         .area = u->area, .size = u->size, .chance = row_real(&q, 3),
                         .name = u->name, .stratum_name = u->stratum, .visits = row_int(&q, 5),
                         .open = row_int(&q, 6), .sent = row_int(&q, 7),
                         .dropped = row_int(&q, 8)};
        const char *reserve = row_text(&q, 4);
        for (p->reserve = *reserve != 0; *reserve; reserve++) p->reserve += *reserve == ' ';
        end = &p->next;
    }
    return first;
}

static const SamplePsu *psu_in(const SamplePsu *p, int64_t psu) {
    while (p && p->psu != psu) p = p->next;
    return p;
}

const char *sample_psu_name(Ctx *c, int64_t survey, int64_t psu) {
    const SamplePsu *p = psu_in(sample_psus(c, survey), psu);
    return p ? p->name : "";
}

const char *sample_stratum_name(Ctx *c, int64_t survey, int64_t stratum) {
    const SamplePsu *p = sample_psus(c, survey);
    while (p && p->stratum != stratum) p = p->next;
    return p ? p->stratum_name : "";
}

Err sample_again(Ctx *c, const Sample *s, UnitFrame **f, SampleDraw *out) {
    *f = unitframe_get(c, s->frame);
    Err e = *f ? sample_draw(c->a, *f, s->units, s->take, s->reserve, s->seed, out)
               : "frame.missing";
    if (e) return e;
    const SamplePsu *p = sample_psus(c, s->survey);
    for (int u = 0; u < out->units; u++, p = p->next) {
        const DrawnUnit *k = &out->unit[u];
        if (!p || p->place != (*f)->row[k->row].place || p->chance != k->chance)
            return "sample.other";
    }
    return NULL;
}

/* ---- who stands in ---- */

static Err take_reserve(Ctx *c, int64_t survey, int64_t psu, int64_t *home) {
    const char *list = "", *rest;
    Rows q = db_query(c, "SELECT reserve FROM sample_psu WHERE survey = $1 AND psu = $2",
                      V(survey), V(psu));
    while (db_next(&q)) list = row_text(&q, 0);
    if (q.err || !*list) return q.err ? q.err : "sample.reserve.none";
    *home = strtoll(list, NULL, 10);
    rest = strchr(list, ' ');
    return db_exec(c, "UPDATE sample_psu SET reserve = $3 WHERE survey = $1 AND psu = $2",
                   V(survey), V(psu), V(rest ? rest + 1 : ""));
}

/* As many households as were drawn are asked or still to be: no more than that stand in. */
static Err may_replace(Ctx *c, const Sample *s, const SamplePsu *p) {
    const Survey *v = survey_get(c, s->survey);
    if (!survey_may(c, v, RIGHT_SURVEY)) return "http.forbidden";
    if (strcmp(v->stage, "closed") == 0) return "survey.stage.other";
    int64_t took = p->size < s->take ? p->size : s->take;
    return p->open + p->sent < took ? NULL : "sample.replace.none";
}

Err sample_replace(Ctx *c, int64_t survey, int64_t psu) {
    const Sample    *s = sample_get(c, survey);
    const SamplePsu *p = psu_in(sample_psus(c, survey), psu);
    int64_t          home = 0, staff = 0;
    double           base = 0;
    if (!s || !p) return "http.missing";
    Err e = may_replace(c, s, p);
    if (!e) e = take_reserve(c, survey, psu, &home);
    if (e) return e;
    Rows q = db_query(c, "SELECT COALESCE(staff, 0), base FROM visit WHERE survey = $1"
                         " AND psu = $2 ORDER BY id LIMIT 1", V(survey), V(psu));
    while (db_next(&q)) staff = row_int(&q, 0), base = row_real(&q, 1);
    const FrameUnit  u = {.name = p->name, .size = p->size};
    const VisitDrawn v = {visit_number(c, (int)psu, (int)p->visits + 1), visit_label(c, &u, home),
                          "", staff, p->stratum, psu, p->area, base};
    e = visits_drawn(c, survey, &v, 1);
    Deed d = {.what = "sample.deed.replaced", .subject = "survey", .id = survey};
    deed_change(c, &d, "visits", "", trf(c, "sample.home", V(p->name), V(home), V(p->size)));
    return e ? e : audit_note(c, &d);
}
