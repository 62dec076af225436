/* appointment.c - who holds which post, and on which days. */
#include "org/org.h"
#include "org/parts.h"

#include <string.h>

static const char *end_of(const char *until) { return until && *until ? until : DAY_OPEN; }

#define OVERLAP "since < $3 AND $2 < until" /* two times that share a day */

static Err check_appointment(Ctx *c, const AppointmentNew *a) {
    static const DayErrs days = {"appointment.since.bad", "appointment.until.bad",
                                 "appointment.until.early"};
    Staff       s;
    Post        p;
    const char *until = end_of(a->until);
    if (!staff_get(c, a->staff, &s)) return "appointment.staff.missing"; /* (1) */
    if (!post_get(c, a->post, &p)) return "appointment.post.missing";
    Err e = org_check_days(a->since, a->until, &days); /* (2) */
    if (e) return e;
    if (s.ended && strcmp(s.ended, until) < 0) return "appointment.staff.ended"; /* (1) */
    if (strcmp(a->since, p.since) < 0) return "appointment.since.before";        /* (3) */
    return strcmp(until, p.until) > 0 ? "appointment.until.after" : NULL;
}

Err appoint(Ctx *c, const AppointmentNew *a, int64_t *id) {
    int64_t twice = 0, taken = 0;
    AppointmentNew n = *a;
    Post           p = {0};
    /* An open end is the end of the post. */
    if (post_get(c, n.post, &p) && !(n.until && *n.until)) n.until = p.until;
    Err e = check_appointment(c, &n);
    if (!e) e = db_int(c, &twice,
                       "SELECT COUNT(*) FROM appointment WHERE post = $1 AND " OVERLAP
                       " AND staff = $4", V(n.post), V(n.since), V(n.until), V(n.staff));
    if (!e && twice) e = "appointment.staff.twice"; /* (4) */
    if (!e) e = db_int(c, &taken,
                       "SELECT COUNT(*) FROM appointment WHERE post = $1 AND " OVERLAP
                       " AND acting = $4", V(n.post), V(n.since), V(n.until), V(n.acting ? 1 : 0));
    if (!e && taken) e = n.acting ? "appointment.acting.taken" : "appointment.post.taken"; /* (5) */
    if (!e) e = db_int(c, id,
                       "INSERT INTO appointment (staff, post, acting, since, until, at, who)"
                       " VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
                       V(n.staff), V(n.post), V(n.acting ? 1 : 0), V(n.since), V(n.until),
                       V(c->now), V(c->who));
    if (e) return e;
    Deed d = {.what = n.acting ? "appointment.deed.acting" : "appointment.deed.made",
              .subject = "staff", .id = n.staff};
    deed_change(c, &d, "post", "", p.name);
    deed_change(c, &d, "unit", "", unit_name(c, p.unit));
    deed_change(c, &d, "since", "", n.since);
    deed_change(c, &d, "until", "", n.until);
    return audit_note(c, &d);
}

Err appointment_end(Ctx *c, int64_t id, const char *day) {
    if (!day || !date_ok(day)) return "appointment.day.bad";
    Rows q = db_query(c,
                      "SELECT a.staff, a.until, p.name FROM appointment a JOIN post p"
                      " ON p.id = a.post WHERE a.id = $1 AND a.since < $2 AND $2 <= a.until",
                      V(id), V(day));
    bool found = db_next(&q);
    Deed d = {.what = "appointment.deed.ended", .subject = "staff"};
    if (found) {
        d.id = row_int(&q, 0);
        deed_change(c, &d, "post", row_text(&q, 2), "");
        deed_change(c, &d, "until", row_text(&q, 1), day);
    }
    db_stop(&q);
    if (!found) return "appointment.day.outside";
    Err e = db_exec(c, "UPDATE appointment SET until = $2 WHERE id = $1", V(id), V(day));
    return e ? e : audit_note(c, &d);
}
