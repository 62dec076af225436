/* role_test.c - rights come with posts and days, are lent, and end by themselves. */
#include "org/office.h"

static bool may(Ctx *c, int64_t who, const char *today, Right right, int64_t unit) {
    Ctx as = *c;
    as.who = who;
    as.today = today;
    return org_may(&as, right, unit);
}

static void by_post(Ctx *c, int64_t top, int64_t dept, int64_t district, int64_t commune) {
    int64_t an = make_person(c, "An"), binh = make_person(c, "Bình");
    make_post(c, an, top, "officer", "2026-01-01", "2026-07-01");
    make_post(c, binh, district, "unit_lead", "2026-01-01", OPEN);
    CHECK(may(c, an, "2026-03-01", RIGHT_ISSUE, commune));
    CHECK(may(c, an, "2026-03-01", RIGHT_DOCUMENT, 0));
    CHECK(!may(c, an, "2026-03-01", RIGHT_ADMIN, 0) && !may(c, an, "2026-03-01", RIGHT_INSPECT, 0));
    /* The first day counts, the day of the end does not. */
    CHECK(may(c, an, "2026-01-01", RIGHT_ISSUE, 0) && !may(c, an, "2025-12-31", RIGHT_ISSUE, 0));
    CHECK(may(c, an, "2026-06-30", RIGHT_ISSUE, 0) && !may(c, an, "2026-07-01", RIGHT_ISSUE, 0));
    /* The scope is the unit and what is beneath it. */
    CHECK(may(c, binh, "2026-03-01", RIGHT_REPORT, district));
    CHECK(may(c, binh, "2026-03-01", RIGHT_REPORT, commune));
    CHECK(!may(c, binh, "2026-03-01", RIGHT_REPORT, top));
    CHECK(!may(c, binh, "2026-03-01", RIGHT_REPORT, dept));
    CHECK(!may(c, 0, "2026-03-01", RIGHT_VIEW, 0) && !may(c, 99, "2026-03-01", RIGHT_VIEW, 0));
    /* All at once with the day on which somebody leaves. */
    CHECK_TEXT(db_exec(c, "UPDATE staff SET ended = '2026-04-01' WHERE id = $1", V(binh)), NULL);
    CHECK(may(c, binh, "2026-03-31", RIGHT_REPORT, commune));
    CHECK(!may(c, binh, "2026-04-01", RIGHT_REPORT, 0));
}

static void of_ended_post(Ctx *c, int64_t top) {
    int64_t chi = make_person(c, "Chi");
    make_post(c, chi, top, "leader", "2026-01-01", OPEN);
    CHECK_TEXT(db_exec(c, "UPDATE post SET until = '2026-02-01' WHERE role = 'leader'"), NULL);
    CHECK(may(c, chi, "2026-01-31", RIGHT_VIEW, 0) && !may(c, chi, "2026-02-01", RIGHT_VIEW, 0));
}

static void lent(Ctx *c, int64_t top, int64_t commune) {
    int64_t boss = make_person(c, "Dũng"), aide = make_person(c, "Em"), third = make_person(c, "G");
    make_post(c, boss, top, "inspector", "2026-01-01", OPEN);
    make_post(c, boss, top, "administrator", "2026-01-01", OPEN);
    make_lent(c, boss, aide, "2026-03-01", "2026-03-11");
    make_lent(c, aide, third, "2026-03-01", "2026-03-11");
    CHECK(may(c, boss, "2026-03-01", RIGHT_ADMIN, 0));
    CHECK(!may(c, aide, "2026-02-28", RIGHT_INSPECT, 0));
    CHECK(may(c, aide, "2026-03-01", RIGHT_INSPECT, commune));
    CHECK(may(c, aide, "2026-03-10", RIGHT_INSPECT, 0));
    CHECK(!may(c, aide, "2026-03-11", RIGHT_INSPECT, 0));
    CHECK(!may(c, aide, "2026-03-01", RIGHT_ADMIN, 0)); /* never lent */
    CHECK(!may(c, aide, "2026-03-01", RIGHT_ORG, 0));
    CHECK(!may(c, third, "2026-03-01", RIGHT_INSPECT, 0)); /* nor lent on */
    CHECK_TEXT(db_exec(c, "UPDATE staff SET ended = '2026-03-05' WHERE id = $1", V(boss)), NULL);
    CHECK(may(c, aide, "2026-03-04", RIGHT_INSPECT, 0));
    CHECK(!may(c, aide, "2026-03-05", RIGHT_INSPECT, 0)); /* what the giver has not */
    CHECK_TEXT(db_exec(c, "UPDATE staff SET ended = '2026-03-03' WHERE id = $1", V(aide)), NULL);
    CHECK(may(c, aide, "2026-03-02", RIGHT_INSPECT, 0));
    CHECK(!may(c, aide, "2026-03-03", RIGHT_INSPECT, 0)); /* nor who has left */
    CHECK_TEXT(db_exec(c, "UPDATE staff SET ended = NULL WHERE id = $1", V(aide)), NULL);
    CHECK_TEXT(db_exec(c, "UPDATE delegation SET revoked = 5"), NULL);
    CHECK(!may(c, aide, "2026-03-04", RIGHT_INSPECT, 0));
}

static void scopes(Ctx *c, int64_t top, int64_t dept, int64_t district, int64_t commune) {
    int64_t got[ORG_SCOPES_MAX], who = c->who = make_person(c, "Hà");
    CHECK(org_scopes(c, RIGHT_VIEW, got) == 0);
    make_post(c, who, commune, "unit_lead", "2026-01-01", OPEN);
    make_post(c, who, commune, "viewer", "2026-01-01", OPEN);
    CHECK(org_scopes(c, RIGHT_VIEW, got) == 1 && got[0] == commune);
    make_post(c, who, dept, "viewer", "2026-01-01", OPEN);
    CHECK(org_scopes(c, RIGHT_VIEW, got) == 2);
    CHECK((got[0] == commune && got[1] == dept) || (got[1] == commune && got[0] == dept));
    make_post(c, who, district, "viewer", "2026-01-01", OPEN); /* it contains the commune */
    CHECK(org_scopes(c, RIGHT_VIEW, got) == 2 && got[0] != commune && got[1] != commune);
    make_post(c, who, top, "viewer", "2026-01-01", OPEN);
    CHECK(org_scopes(c, RIGHT_VIEW, got) == 1 && got[0] == top);
    CHECK(org_scopes(c, RIGHT_REPORT, got) == 1 && got[0] == commune);
}

/* A commune that moved, and a district that ended: where it stands, or stood last. */
static void moved(Ctx *c, int64_t top, int64_t district) {
    int64_t old = make_unit(c, top, "2000-01-01", "2026-02-01");
    int64_t unit = make_unit(c, old, "2000-01-01", "2026-01-01");
    CHECK_TEXT(db_exec(c, "INSERT INTO unit_spell (unit, since, until, name, sort, kind, code,"
                          " parent, learnt, who, source) VALUES ($1, '2026-01-01', '9999-12-31',"
                          " 'U', 'U', 'commune', '', $2, 0, 0, '')", V(unit), V(district)), NULL);
    int64_t an = make_person(c, "An"), binh = make_person(c, "Bình");
    make_post(c, an, old, "viewer", "2000-01-01", OPEN);
    make_post(c, binh, district, "viewer", "2000-01-01", OPEN);
    CHECK(may(c, an, "2025-12-31", RIGHT_VIEW, unit));
    CHECK(!may(c, an, "2026-01-01", RIGHT_VIEW, unit));
    CHECK(!may(c, binh, "2025-12-31", RIGHT_VIEW, unit));
    CHECK(may(c, binh, "2026-01-01", RIGHT_VIEW, unit));
    int64_t head = make_person(c, "Cúc");
    make_post(c, head, top, "viewer", "2000-01-01", OPEN);
    CHECK(may(c, head, "2026-03-01", RIGHT_VIEW, old));
}

/* What a role says it may; a role is found by its name. */
static void table(Ctx *c) {
    for (const Role *r = roles; r->name; r++) {
        CHECK(role_find(r->name) == r);
        CHECK(strcmp(tr(c, r->label), r->label) != 0);
        CHECK(r->rights >> RIGHT_STAFF & 1);
        CHECK(r->second == (strcmp(r->name, "viewer") != 0));
        CHECK((r->rights >> RIGHT_COUNT) == 0);
    }
    CHECK(!role_find("") && !role_find("root"));
}

int main(void) {
    Ctx     c = test_open();
    int64_t top = make_unit(&c, 0, "2000-01-01", OPEN);
    int64_t dept = make_unit(&c, top, "2000-01-01", OPEN);
    int64_t district = make_unit(&c, top, "2000-01-01", OPEN);
    int64_t commune = make_unit(&c, district, "2000-01-01", OPEN);
    table(&c);
    by_post(&c, top, dept, district, commune);
    of_ended_post(&c, top);
    lent(&c, top, commune);
    moved(&c, top, district);
    scopes(&c, top, dept, district, commune);
    return test_close(&c);
}
