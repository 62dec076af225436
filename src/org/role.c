/* role.c - what a post allows, and so what somebody may do on a day.
 *
 * Nobody is given a right: posts have roles, people hold posts for some days,
 * and lend what their posts allow while they are away.  So a right ends by
 * itself with the day, and nothing has to be taken back.
 *
 * What was lent cannot be lent on, for the query looks at the giver's own
 * posts; administration is never lent: it is an errand of few, not of a desk. */
#include "org/org.h"

#include <string.h>

#define MAY(right) (1u << RIGHT_##right)

enum { VIEWER = MAY(STAFF) | MAY(VIEW) };
const Role roles[] = {
    {"administrator", "role.administrator", MAY(STAFF) | MAY(ADMIN) | MAY(ORG), true},
    {"leader",        "role.leader",        VIEWER | MAY(ISSUE) | MAY(JUDGE), true},
    {"officer",       "role.officer",       VIEWER | MAY(DOCUMENT) | MAY(ISSUE) | MAY(JUDGE), true},
    {"unit_lead",     "role.unit.lead",     VIEWER | MAY(ISSUE) | MAY(JUDGE) | MAY(REPORT), true},
    {"unit_officer",  "role.unit.officer",  VIEWER | MAY(REPORT), true},
    {"inspector",     "role.inspector",     VIEWER | MAY(INSPECT), true},
    {"viewer",        "role.viewer",        VIEWER, false},
    /* A wall: who researches opinion sees no tasks, and nobody else sees answers. */
    {"researcher",    "role.researcher",    MAY(STAFF) | MAY(SURVEY) | MAY(ANSWERS), true},
    {"interviewer",   "role.interviewer",   MAY(STAFF) | MAY(COLLECT), true},
    {0}
};

const Role *role_find(const char *name) {
    for (const Role *r = roles; r->name; r++)
        if (strcmp(r->name, name) == 0) return r;
    return NULL;
}

Held *roles_held(Ctx *c, int64_t staff) {
    Held *first = NULL, **end = &first;
    Rows  q = db_query(
        c,
        "SELECT p.role, a.staff, p.scope, p.unit, p.name, a.acting, s.name"
        " FROM appointment a JOIN post p ON p.id = a.post JOIN staff s ON s.id = a.staff"
        " WHERE a.staff IN (SELECT CAST($1 AS BIGINT) UNION ALL"
        "   SELECT d.giver FROM delegation d JOIN staff t ON t.id = d.taker"
        "   WHERE d.taker = $1 AND d.revoked IS NULL AND d.since <= $2 AND $2 < d.until"
        "   AND (t.ended IS NULL OR t.ended > $2))"
        " AND a.since <= $2 AND $2 < a.until AND p.since <= $2 AND $2 < p.until"
        " AND (s.ended IS NULL OR s.ended > $2)"
        " ORDER BY a.id",
        V(staff), V(c->today));
    while (db_next(&q)) {
        int64_t     holder = row_int(&q, 1);
        const Role *role = role_find(row_text(&q, 0));
        if (holder != staff && (!role || role->rights & MAY(ADMIN))) continue;
        *end = arena_new(c->a, Held);
        **end = (Held){.role = role, .scope = row_int(&q, 2), .unit = row_int(&q, 3),
                       .post = row_text(&q, 4), .acting = row_int(&q, 5)};
        if (holder != staff) (*end)->giver = holder, (*end)->lender = row_text(&q, 6);
        end = &(*end)->next;
    }
    return first;
}

bool roles_second(const Held *h) {
    for (; h; h = h->next)
        if (h->role && h->role->second) return true;
    return false;
}

const Held *roles_shown(Ctx *c, int64_t staff) {
    Held *first = roles_held(c, staff);
    for (Held *h = first; h; h = h->next) h->where = unit_name(c, h->unit);
    return first;
}

/* Whether unit is one of these n or stands beneath one.  Otherwise than in
 * unit_under() a unit that has ended still stands where it stood last: somebody
 * must finish its affairs, and look at its past. */
static bool within(Ctx *c, int64_t unit, const int64_t *tops, int n) {
    bool found = false;
    Rows q = db_query(
        c,
        "WITH RECURSIVE up(unit) AS (SELECT CAST($1 AS BIGINT) UNION"
        " SELECT s.parent FROM unit_spell s JOIN up u ON s.unit = u.unit"
        " WHERE s.since <= $2 AND s.unlearnt = 9223372036854775807 AND s.parent IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM unit_spell l WHERE l.unit = s.unit"
        "   AND l.since > s.since AND l.since <= $2 AND l.unlearnt = 9223372036854775807))"
        " SELECT unit FROM up",
        V(unit), V(c->today));
    while (!found && db_next(&q))
        for (int i = 0; i < n; i++) found |= row_int(&q, 0) == tops[i];
    db_stop(&q);
    return found;
}

static int scopes_held(Ctx *c, Right right, int64_t scope[ORG_SCOPES_MAX]) {
    int n = 0;
    for (const Held *h = roles_held(c, c->who); h && n < ORG_SCOPES_MAX; h = h->next) {
        bool known = !h->role || !(h->role->rights & 1u << right);
        for (int i = 0; i < n; i++) known |= scope[i] == h->scope;
        if (!known) scope[n++] = h->scope;
    }
    return n;
}

bool org_may(Ctx *c, Right right, int64_t unit) {
    int64_t scope[ORG_SCOPES_MAX];
    int     n = scopes_held(c, right, scope);
    return n > 0 && (unit == 0 || within(c, unit, scope, n));
}

int org_scopes(Ctx *c, Right right, int64_t scope[ORG_SCOPES_MAX]) {
    int n = scopes_held(c, right, scope);
    for (int i = 0; i < n;) {
        int64_t it = scope[i];
        scope[i] = scope[n - 1];
        if (within(c, it, scope, n - 1)) n--; /* another contains it */
        else scope[i++] = it;
    }
    return n;
}
