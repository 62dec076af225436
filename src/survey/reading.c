/* reading.c - who reads the answers of a survey says why, once a day, before the first is shown:
 * it is a deed of the log, and counted each month for the public (R10). */
#include "survey/results.h"

#include <string.h>

const char *reading_reason(Ctx *c, int64_t survey) {
    const char *reason = NULL;
    Rows        q = db_query(c, "SELECT reason FROM survey_reading WHERE survey = $1"
                                " AND staff = $2 AND day = $3", V(survey), V(c->who), V(c->today));
    while (db_next(&q)) reason = row_text(&q, 0);
    return reason;
}

Err reading_put(Ctx *c, const Survey *s, const char *reason) {
    size_t n = strlen(reason);
    if (text_blank(reason) || n < READ_REASON_MIN || n > READ_REASON_MAX)
        return "log.reason.missing";
    Err e = db_exec(c, "INSERT INTO survey_reading (survey, staff, day, reason)"
                       " VALUES ($1, $2, $3, $4) ON CONFLICT (survey, staff, day)"
                       " DO UPDATE SET reason = excluded.reason",
                    V(s->id), V(c->who), V(c->today), V(reason));
    if (e) return e;
    return audit_note(c, &(Deed){.what = "survey.deed.read", .subject = "survey", .id = s->id,
                                 .reason = reason});
}

Err reading_find(Ctx *c, const Request *r, Survey **s) {
    *s = survey_get(c, request_id(r));
    if (!*s) return "http.missing";
    return survey_may(c, *s, RIGHT_ANSWERS) ? NULL : "http.forbidden";
}

void reading_ask(Ctx *c, Request *r, const Survey *s) {
    ReadingPage p = {.f = request_form(c, r), .s = s, .back = r->target};
    if (*form_text(p.f, "back")) p.back = request_back(form_text(p.f, "back"));
    reply_trail(c, r, "/survey", tr(c, "survey.list"));
    reply_trail(c, r, arena_print(c->a, "/survey/%lld", (long long)s->id), s->title);
    reply_page(r, tr(c, "results.answers"), reading_html(c, &p));
}
