/* Briefs by plan: a draft for each period that has ended, once; an alarm, once, for what was
 * not frozen in time. */
#include "brief/brief.h"

#include "../work/office.h"
#include "org/parts.h"

enum { ADMIN = 21 };

static int64_t told(Ctx *c, int64_t staff, const char *what) {
    int64_t n = 0;
    CHECK_TEXT(db_int(c, &n, "SELECT count(*) FROM notice WHERE staff = $1 AND what = $2",
                      V(staff), V(what)), NULL);
    return n;
}

static int64_t briefs(Ctx *c) {
    int64_t n = 0;
    CHECK_TEXT(db_int(c, &n, "SELECT count(*) FROM brief WHERE id > $1", V(0)), NULL);
    return n;
}

#define REFUSES(change, login, err)                                            \
    do {                                                                       \
        BriefPlan p = {.kind = brief_kind("month"), .unit = PROVINCE, .days = 5}; \
        change;                                                                \
        CHECK_TEXT(plan_add(c, &p, (login)), (err));                           \
        CHECK(strcmp(tr(c, (err)), (err)) != 0);                               \
    } while (0)

static void refused(Ctx *c) {
    REFUSES(p.kind = NULL, "user7", "plan.kind.missing");
    REFUSES(p.kind = brief_kind("other"), "user7", "plan.kind.missing");
    REFUSES(p.unit = 99, "user7", "plan.unit.missing");
    REFUSES(p.days = 0, "user7", "plan.days.bad");
    REFUSES(p.days = 61, "user7", "plan.days.bad");
    REFUSES(p.days = 5, " ", "plan.login.missing");
    REFUSES(p.days = 5, "nobody", "plan.login.unknown");
    c->who = LEAD;
    REFUSES(p.days = 5, "user7", "http.forbidden");
    c->who = LEADER;
}

/* Planned on 1 March 2026, a Sunday; the first month that ends then is March. */
static void run(Ctx *c) {
    BriefPlan p = {.kind = brief_kind("month"), .unit = PROVINCE, .days = 5};
    CHECK_TEXT(plan_add(c, &p, "user7"), NULL);
    CHECK_TEXT(reader_add(c, p.id, 0, "", "leader"), NULL);
    CHECK_TEXT(plan_today(c), NULL);
    CHECK(briefs(c) == 0); /* February ended before the plan */
    c->today = "2026-04-01";
    c->who = 0;
    CHECK_TEXT(plan_today(c), NULL);
    CHECK_TEXT(plan_today(c), NULL);
    CHECK(briefs(c) == 1 && told(c, OFFICER, "brief.notice.draft") == 1);
    const Brief *b = brief_get(c, 1);
    CHECK(b && b->author == OFFICER && b->plan == p.id);
    CHECK_TEXT(b->period.since, "2026-03-01");
    CHECK(brief_readers(c, 0, 1) != NULL); /* those of the plan */
    CHECK_TEXT(plan_deadline(c, plan_get(c, p.id), b->period), "2026-04-07");
    c->today = "2026-04-07";
    CHECK_TEXT(plan_today(c), NULL);
    CHECK(!plan_missed(c) && told(c, OFFICER, "brief.notice.missed") == 0);
    c->today = "2026-04-08";
    CHECK_TEXT(plan_today(c), NULL);
    CHECK_TEXT(plan_today(c), NULL);
    CHECK(plan_missed(c) && told(c, OFFICER, "brief.notice.missed") == 1);
    CHECK(told(c, LEADER, "brief.notice.missed") == 1);   /* who planned it */
    CHECK(told(c, ADMIN, "brief.notice.missed") == 1);
    CHECK(told(c, LEAD, "brief.notice.missed") == 0);
    c->who = OFFICER;
    CHECK_TEXT(brief_drop(c, b), "brief.state.other"); /* the alarm would only be silenced */
}

/* A server that was down makes up for it; a plan that ended makes nothing. */
static void later(Ctx *c) {
    c->today = "2026-07-01";
    CHECK_TEXT(plan_today(c), NULL);
    CHECK(briefs(c) == 4); /* March to June */
    CHECK_TEXT(plan_end(c, 1), NULL);
    CHECK_TEXT(plan_end(c, 1), "http.missing");
    c->today = "2026-08-01";
    CHECK_TEXT(plan_today(c), NULL);
    CHECK(briefs(c) == 4 && !plan_missed(c));
}

int main(void) {
    Ctx c = test_open();
    office_set_up(&c);
    office_staff(&c, ADMIN, OFFICE, PROVINCE, "administrator", "Lý Thị Mận");
    CHECK_TEXT(account_first(&c, OFFICER, "user7", "none"), NULL);
    c.who = LEADER;
    refused(&c);
    run(&c);
    later(&c);
    return test_close(&c);
}
