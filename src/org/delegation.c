/* delegation.c - while somebody is away another may do what their posts allow. */
#include "org/org.h"
#include "org/parts.h"

#include <string.h>

static Err check_delegation(Ctx *c, const DelegationNew *d) {
    static const DayErrs days = {"delegation.since.bad", "delegation.until.bad",
                                 "delegation.until.early"};
    Staff giver, taker;
    if (!staff_get(c, d->giver, &giver)) return "delegation.giver.missing"; /* (1) */
    if (!staff_get(c, d->taker, &taker)) return "delegation.taker.missing";
    if (d->giver == d->taker) return "delegation.taker.self"; /* (2) */
    if (text_blank(d->until)) return "delegation.until.missing"; /* (3) */
    Err e = org_check_days(d->since, d->until, &days);
    if (e) return e;
    if (day_number(d->until) - day_number(d->since) > DELEGATION_DAYS_MAX)
        return "delegation.until.late";
    if (giver.ended && strcmp(giver.ended, d->until) < 0) return "delegation.giver.ended"; /* (1) */
    if (taker.ended && strcmp(taker.ended, d->until) < 0) return "delegation.taker.ended";
    return org_check_text(d->reason, UNIT_SOURCE_MAX, "delegation.reason.missing", /* (4) */
                          "delegation.reason.long");
}

Err delegate(Ctx *c, const DelegationNew *d, int64_t *id) {
    int64_t posts = 0, twice = 0;
    Err     e = check_delegation(c, d);
    if (!e) e = db_int(c, &posts,
                       "SELECT COUNT(*) FROM appointment WHERE staff = $1"
                       " AND since < $3 AND $2 < until", V(d->giver), V(d->since), V(d->until));
    if (!e && !posts) e = "delegation.giver.post"; /* (5) */
    if (!e) e = db_int(c, &twice,
                       "SELECT COUNT(*) FROM delegation WHERE giver = $1 AND taker = $2"
                       " AND since < $4 AND $3 < until AND revoked IS NULL",
                       V(d->giver), V(d->taker), V(d->since), V(d->until));
    if (!e && twice) e = "delegation.taker.twice"; /* (6) */
    if (!e) e = db_int(c, id,
                       "INSERT INTO delegation (giver, taker, since, until, reason, at, who)"
                       " VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
                       V(d->giver), V(d->taker), V(d->since), V(d->until), V(d->reason),
                       V(c->now), V(c->who));
    Deed deed = {.what = "delegation.deed.given", .subject = "staff", .id = d->giver,
                 .reason = d->reason};
    deed_change(c, &deed, "taker", "", staff_name(c, d->taker));
    deed_change(c, &deed, "since", "", d->since);
    deed_change(c, &deed, "until", "", d->until);
    return e ? e : audit_note(c, &deed);
}

bool delegation_get(Ctx *c, int64_t id, Delegation *out) {
    Rows q = db_query(c,
                      "SELECT d.id, d.giver, d.taker, g.name, t.name, d.since, d.until, d.reason,"
                      " d.revoked FROM delegation d JOIN staff g ON g.id = d.giver"
                      " JOIN staff t ON t.id = d.taker WHERE d.id = $1", V(id));
    bool found = db_next(&q);
    if (found)
        *out = (Delegation){row_int(&q, 0), row_int(&q, 1), row_int(&q, 2), row_text(&q, 3),
                            row_text(&q, 4), row_text(&q, 5), row_text(&q, 6), row_text(&q, 7),
                            row_int(&q, 8), NULL};
    db_stop(&q);
    return found;
}

const Delegation *delegations(Ctx *c, int64_t staff) {
    Delegation *first = NULL, **end = &first;
    Rows q = db_query(c,
                      "SELECT d.id, d.giver, d.taker, g.name, t.name, d.since, d.until, d.reason,"
                      " d.revoked FROM delegation d JOIN staff g ON g.id = d.giver"
                      " JOIN staff t ON t.id = d.taker"
                      " WHERE $1 = 0 OR d.giver = $1 OR d.taker = $1"
                      " ORDER BY d.until DESC, d.id DESC LIMIT 200", V(staff));
    while (db_next(&q)) {
        Delegation *d = *end = arena_new(c->a, Delegation);
        *d = (Delegation){row_int(&q, 0), row_int(&q, 1), row_int(&q, 2), row_text(&q, 3),
                          row_text(&q, 4), row_text(&q, 5), row_text(&q, 6), row_text(&q, 7),
                          row_int(&q, 8), NULL};
        end = &d->next;
    }
    return first;
}

Err delegation_revoke(Ctx *c, int64_t id) {
    Delegation d;
    if (!delegation_get(c, id, &d)) return "delegation.revoke.missing";
    if (d.revoked || strcmp(d.until, c->today) <= 0) return "delegation.revoke.over";
    Err  e = db_exec(c, "UPDATE delegation SET revoked = $2 WHERE id = $1", V(id), V(c->now));
    Deed deed = {.what = "delegation.deed.revoked", .subject = "staff", .id = d.giver};
    deed_change(c, &deed, "taker", d.taker_name, "");
    return e ? e : audit_note(c, &deed);
}
