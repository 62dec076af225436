/* visit.c - whom interviewers go to see: a number, and where that is in a table apart. */
#include "survey/parts.h"

#include <string.h>

/* The next of these pieces of a line, cut at tabs or semicolons; NULL at its end. */
static const char *piece(Ctx *c, const char **line) {
    if (!*line) return NULL;
    size_t      n = strcspn(*line, "\t;");
    const char *p = *line + strspn(*line, " "), *end = *line + n;
    *line = *end ? end + 1 : NULL;
    while (end > p && end[-1] == ' ') end--;
    return arena_part(c->a, p, (size_t)(end - p));
}

static int64_t staff_called(Ctx *c, int64_t survey, const char *name) {
    int64_t     found = 0;
    const char *want = text_search_folded(c->a, name);
    for (const Interviewer *i = interviewer_list(c, survey); i; i = i->next)
        if (strcmp(text_search_folded(c->a, i->name), want) == 0) found = i->staff;
    return found;
}

/* The line after this one; an end of line is one, as every editor counts, also of an empty one. */
static const char *next_line(const char *p) {
    p += strcspn(p, "\r\n");
    if (p[0] == '\r' && p[1] == '\n') p++;
    return *p ? p + 1 : p;
}

static Err put_visit(Ctx *c, int64_t survey, const char *line) {
    const char *number = piece(c, &line), *label = piece(c, &line), *who = piece(c, &line);
    int64_t     there = 0, staff = text_blank(who) ? 0 : staff_called(c, survey, who);
    if (text_blank(number) || strlen(number) > VISIT_NUMBER_MAX) return "visit.lines.number";
    if (text_blank(label) || strlen(label) > VISIT_LABEL_MAX) return "visit.lines.label";
    if (!text_blank(who) && !staff) return "visit.lines.staff";
    Err e = db_int(c, &there, "SELECT count(*) FROM visit WHERE survey = $1 AND number = $2",
                   V(survey), V(number));
    if (e || there) return e ? e : "visit.lines.twice";
    e = db_exec(c, "INSERT INTO visit (survey, staff, number, preset, state)"
                   " VALUES ($1, $2, $3, '', 'open')", V(survey), val_ref(staff), V(number));
    if (e) return e;
    return db_exec(c, "INSERT INTO contact (survey, number, label) VALUES ($1, $2, $3)",
                   V(survey), V(number), V(label));
}

static Err check_survey(Ctx *c, int64_t survey) {
    const Survey *s = survey_get(c, survey);
    if (!s) return "http.missing";
    if (!survey_may(c, s, RIGHT_SURVEY)) return "http.forbidden";
    bool takes = strcmp(s->stage, "closed") != 0 && strcmp(s->mode, "interview") == 0;
    return takes ? NULL : "survey.stage.other";
}

static Err note_visits(Ctx *c, int64_t survey, int n) {
    Deed d = {.what = "survey.deed.visits", .subject = "survey", .id = survey};
    deed_change(c, &d, "visits", "", arena_print(c->a, "%d", n));
    return audit_note(c, &d);
}

static Err put_drawn(Ctx *c, int64_t survey, const VisitDrawn *v) {
    if (text_blank(v->number) || strlen(v->number) > VISIT_NUMBER_MAX) return "visit.lines.number";
    if (strlen(v->label) > VISIT_LABEL_MAX) return "visit.lines.label";
    int64_t made = 0;
    Rows    q = db_query(c, "INSERT INTO visit (survey, staff, number, preset, state, stratum, psu,"
                            " area, base) VALUES ($1, $2, $3, $4, 'open', $5, $6, $7, $8)"
                            " ON CONFLICT (survey, number) DO NOTHING RETURNING id",
                         V(survey), val_ref(v->staff), V(v->number), V(v->preset), V(v->stratum),
                         V(v->psu), val_ref(v->area), V(v->base));
    while (db_next(&q)) made = row_int(&q, 0);
    if (q.err || !made) return q.err ? q.err : "visit.lines.twice";
    return db_exec(c, "INSERT INTO contact (survey, number, label) VALUES ($1, $2, $3)",
                   V(survey), V(v->number), V(v->label));
}

Err visits_drawn(Ctx *c, int64_t survey, const VisitDrawn *v, int n) {
    Err e = check_survey(c, survey);
    for (int i = 0; i < n && !e; i++) e = put_drawn(c, survey, &v[i]);
    return e ? e : note_visits(c, survey, n);
}

Err visits_put(Ctx *c, int64_t survey, const char *lines, int *line) {
    int n = 0;
    *line = 0;
    Err closed = check_survey(c, survey);
    if (closed) return closed;
    for (const char *p = lines; *p; p = next_line(p)) {
        const char *one = arena_part(c->a, p, strcspn(p, "\r\n"));
        ++*line;
        if (text_blank(one)) continue;
        if (++n > VISIT_LINES_MAX) return "visit.lines.many";
        Err e = put_visit(c, survey, one);
        if (e) return e;
    }
    *line = 0;
    return n ? note_visits(c, survey, n) : "visit.lines.missing";
}

Err visit_give(Ctx *c, int64_t survey, const char *number, int64_t staff) {
    const Survey *s = survey_get(c, survey);
    if (!s) return "http.missing";
    if (!survey_may(c, s, RIGHT_SURVEY)) return "http.forbidden";
    if (staff && !interviewer_is(c, survey, staff)) return "visit.taker.other";
    int64_t there = 0;
    Err     e = db_int(c, &there, "SELECT count(*) FROM visit WHERE survey = $1 AND number = $2"
                                  " AND state = 'open'", V(survey), V(number));
    if (!e && !there) e = "visit.number.missing";
    if (!e)
        e = db_exec(c, "UPDATE visit SET staff = $3 WHERE survey = $1 AND number = $2"
                       " AND state = 'open'", V(survey), V(number), val_ref(staff));
    Deed d = {.what = "survey.deed.visits", .subject = "survey", .id = survey};
    deed_change(c, &d, "interviewer", "", staff ? staff_name(c, staff) : "");
    return e ? e : audit_note(c, &d);
}

Err visit_end(Ctx *c, int64_t id, bool met) {
    int64_t survey = 0, staff = 0;
    Rows    q = db_query(c, "SELECT v.survey, COALESCE(v.staff, 0) FROM visit v"
                            " JOIN survey s ON s.id = v.survey WHERE v.id = $1"
                            " AND v.state = 'open' AND s.stage = 'open'", V(id));
    while (db_next(&q)) survey = row_int(&q, 0), staff = row_int(&q, 1);
    if (!survey || staff != c->who || !interviewer_is(c, survey, staff)) return "http.missing";
    Err  e = db_exec(c, "UPDATE visit SET state = $2 WHERE id = $1", V(id),
                     V(met ? "sent" : "dropped"));
    Deed d = {.what = met ? "survey.deed.visit.met" : "survey.deed.visit.dropped",
              .subject = "survey", .id = survey};
    return e ? e : audit_note(c, &d);
}

const Visit *visits_open(Ctx *c, int64_t staff) {
    Visit *first = NULL, **end = &first;
    Rows   q = db_query(c, "SELECT v.id, v.staff, v.number, COALESCE(k.label, ''), v.preset,"
                           " v.state FROM visit v JOIN survey s ON s.id = v.survey"
                           " JOIN interviewer i ON i.survey = s.id AND i.staff = v.staff"
                           " LEFT JOIN contact k ON k.survey = v.survey AND k.number = v.number"
                           " WHERE v.staff = $1 AND v.state = 'open' AND s.stage = 'open'"
                           " AND i.ended IS NULL AND v.number IS NOT NULL"
                           " ORDER BY v.number, v.id LIMIT 1000", V(staff));
    while (db_next(&q)) {
        *end = arena_new(c->a, Visit);
        **end = (Visit){row_int(&q, 0), row_int(&q, 1), row_text(&q, 2), row_text(&q, 3),
                        row_text(&q, 4), row_text(&q, 5), NULL};
        end = &(*end)->next;
    }
    return first;
}

const Visit *visit_list(Ctx *c, int64_t survey, int64_t staff, int64_t from, int max) {
    Visit *first = NULL, **end = &first;
    Rows   q = db_query(c, "SELECT v.id, COALESCE(v.staff, 0), COALESCE(v.number, ''),"
                           " COALESCE(k.label, ''), v.preset, v.state FROM visit v"
                           " LEFT JOIN contact k ON k.survey = v.survey AND k.number = v.number"
                           " WHERE v.survey = $1 AND ($2 = 0 OR v.staff = $2)"
                           " ORDER BY v.number, v.id LIMIT $3 OFFSET $4",
                        V(survey), V(staff), V(max), V(from));
    while (db_next(&q)) {
        *end = arena_new(c->a, Visit);
        **end = (Visit){row_int(&q, 0), row_int(&q, 1), row_text(&q, 2), row_text(&q, 3),
                        row_text(&q, 4), row_text(&q, 5), NULL};
        end = &(*end)->next;
    }
    return first;
}

int64_t visit_count(Ctx *c, int64_t survey, int64_t staff) {
    int64_t n = 0;
    Rows    q = db_query(c, "SELECT count(*) FROM visit WHERE survey = $1"
                            " AND ($2 = 0 OR staff = $2)", V(survey), V(staff));
    while (db_next(&q)) n = row_int(&q, 0);
    return n;
}
