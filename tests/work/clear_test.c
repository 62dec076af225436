/* clear_test.c - the clears one by one, who may draft and issue what, advice. */
#include "office.h"
#include "work/work.h"

#include "config/config.h"

static Task good(void) {
    Task t = task_blank();
    t.work = "Xây dựng kế hoạch <tuyên truyền> & \"gửi\" Ban";
    t.lead = DISTRICT;
    t.due = "2026-03-20"; /* a Friday */
    t.product = "Kế hoạch";
    t.answerable = LEAD;
    return t;
}

/* The good draft with one field broken can be stored but not issued, or not even
 * stored; the key has a message. */
#define REFUSES(how, field, bad, key)                                          \
    do {                                                                       \
        Task bad_one = good();                                                 \
        bad_one.field = (bad);                                                 \
        CHECK_TEXT(how(&c, &bad_one), (key));                                      \
        CHECK(strcmp(tr(&c, (key)), (key)) != 0);                              \
    } while (0)

static Err issued(Ctx *c, Task *t) {
    Err e = task_draft(c, t);
    CHECK_TEXT(e, NULL);
    e = task_issue(c, t->id);
    CHECK_TEXT(task_drop(c, t->id), e ? NULL : "task.stage.other");
    return e;
}

static void check_clears(Ctx c) {
    static char longer[TASK_TEXT_MAX + 2];
    memset(longer, 'x', sizeof longer - 1);
    REFUSES(task_draft, work, " \n", "task.work.missing");              /* (1) */
    REFUSES(task_draft, work, longer, "task.work.long");                /* (1) */
    REFUSES(issued, lead, 0, "task.lead.missing");                      /* (2) */
    REFUSES(task_draft, lead, 999, "task.lead.unknown");                /* (2) */
    REFUSES(task_draft, lead_staff, RIVAL, "task.person.other");        /* (2) */
    REFUSES(issued, due, NULL, "task.due.missing");                     /* (3) */
    REFUSES(issued, due, "2026-02-28", "task.due.past");                /* (3) */
    REFUSES(issued, product, " ", "task.product.missing");              /* (4) */
    REFUSES(issued, answerable, 0, "task.answerable.missing");          /* (5) */
    REFUSES(task_draft, answerable, 999, "task.answerable.unknown");    /* (5) */
    REFUSES(task_draft, document, 999, "task.document.unknown");
    REFUSES(task_draft, parent, 999, "task.parent.unknown");

    Task t = good();
    t.product = "";
    t.indicator = "Tỷ lệ đảng viên học tập";
    CHECK_TEXT(issued(&c, &t), "task.target.missing");                  /* (4) */
    t = good(), t.product = "", t.indicator = "Tỷ lệ", t.target = 95;
    CHECK_TEXT(issued(&c, &t), "task.measure.missing");                 /* (4) */
    t = good(), t.product = "", t.indicator = "Tỷ lệ", t.target = 95, t.measure = "%";
    CHECK_TEXT(issued(&c, &t), NULL);

    t = good();
    CHECK_TEXT(config_set(&c, "task.authority", "2026-01-01", "required"), NULL);
    CHECK_TEXT(issued(&c, &t), "task.authority.missing");               /* (6) */
    t = good(), t.authority = "Được mời chuyên gia";
    CHECK_TEXT(issued(&c, &t), NULL);
    CHECK_TEXT(config_set(&c, "task.authority", "2026-01-01", "off"), NULL);
    CHECK_TEXT(config_set(&c, "task.authority", "2026-01-01", "maybe"), "setting.value.choice");
    t = good();
    t.lead_staff = MAYOR; /* of a commune of the district */
    t.quote = "abc";
    CHECK_TEXT(issued(&c, &t), NULL);
    const Task *is = task_get(&c, t.id);
    CHECK_TEXT(is->stage, "open");
    CHECK_TEXT(is->issued, "2026-03-01");
    CHECK_TEXT(is->first_due, "2026-03-20");
    CHECK(is->issuer == OFFICE && is->lead_staff == MAYOR);
    /* SHA-256 of "abc", FIPS 180-2 appendix B.1 */
    CHECK_TEXT(is->quote_hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void check_rights(Ctx c) {
    Task t = good();
    c.who = LEAD; /* of the district: issues in the own unit */
    t.lead = COMMUNE;
    CHECK_TEXT(issued(&c, &t), NULL);
    CHECK(task_get(&c, t.id)->issuer == DISTRICT);
    REFUSES(task_draft, lead, OTHER, "task.lead.scope");
    c.who = WORKER;
    t = good();
    CHECK_TEXT(task_draft(&c, &t), "http.forbidden");
    c.who = 0;
    t = good();
    CHECK_TEXT(task_draft(&c, &t), "http.forbidden");

    c.who = OFFICER;
    t = good();
    CHECK_TEXT(task_draft(&c, &t), NULL);
    c.who = LEAD; /* a draft of the office is not seen in the district */
    CHECK_TEXT(task_issue(&c, t.id), "http.missing");
    c.who = OFFICER;
    CHECK_TEXT(task_issue(&c, t.id), NULL);
    CHECK_TEXT(task_issue(&c, t.id), "task.stage.other");
    c.who = LEAD;
    CHECK_TEXT(task_pause(&c, t.id, "x"), "http.forbidden");
    CHECK(task_sees(&c, task_get(&c, t.id)));
    c.who = RIVAL;
    CHECK(!task_sees(&c, task_get(&c, t.id)));
    CHECK_TEXT(task_pause(&c, t.id, "x"), "http.missing");
    CHECK_TEXT(task_pause(&c, 12345, "x"), "http.missing");
    c.who = VIEWER; /* scope is the office, which gave it */
    CHECK(task_sees(&c, task_get(&c, t.id)));
    c.who = OFFICER;
    CHECK_TEXT(partner_add(&c, t.id, &(Partner){.unit = OTHER, .product = "Số liệu",
                                                .due = "2026-03-10"}), NULL);
    c.who = RIVAL; /* a partner sees it */
    CHECK(task_sees(&c, task_get(&c, t.id)));
}

#define REFUSES_PARTNER(field, bad, key)                                       \
    do {                                                                       \
        Partner p = {.unit = OTHER, .product = "Số liệu", .due = "2026-03-10"}; \
        p.field = (bad);                                                       \
        CHECK_TEXT(partner_add(&c, t.id, &p), (key));                          \
        CHECK(strcmp(tr(&c, (key)), (key)) != 0);                              \
    } while (0)

static void check_partners(Ctx c) {
    Task t = good();
    CHECK_TEXT(task_draft(&c, &t), NULL);
    REFUSES_PARTNER(unit, 0, "partner.unit.missing");
    REFUSES_PARTNER(unit, 999, "partner.unit.unknown");
    REFUSES_PARTNER(unit, DISTRICT, "partner.unit.lead");
    REFUSES_PARTNER(product, "", "partner.product.missing");
    REFUSES_PARTNER(due, "10/3", "partner.due.missing");
    CHECK_TEXT(partner_add(&c, t.id, &(Partner){.unit = OTHER, .product = "Số liệu",
                                                .due = "2026-03-21"}), NULL); /* later: advice */
    REFUSES_PARTNER(due, "2026-03-10", "partner.unit.twice");
    const Advice *a = task_advice(&c, task_get(&c, t.id));
    CHECK(a && a->rule == 3 && strstr(a->text, "Nam Sách") && !a->next);
    Task *was = task_get(&c, t.id), is = *was;
    is.lead = OTHER;
    is.answerable = RIVAL;
    CHECK_TEXT(task_edit(&c, was, &is), "task.lead.partner");
    CHECK_TEXT(partner_drop(&c, t.id, OTHER), NULL);
    CHECK(!task_partners(&c, t.id));
    was = task_get(&c, t.id);
    CHECK_TEXT(task_edit(&c, was, &is), NULL);
    CHECK_TEXT(task_edit(&c, was, &is), "clash.version.stale");
}

static bool advised(Ctx *c, const Task *t, int rule, const char *word) {
    for (const Advice *a = task_advice(c, t); a; a = a->next)
        if (a->rule == rule && strstr(a->text, word)) return true;
    return false;
}

static void check_advice(Ctx c) {
    Task t = good();
    CHECK(!task_advice(&c, &t));
    t.work = "Tiếp tục ĐẨY MẠNH tuyên truyền";
    CHECK(!task_advice(&c, &t)); /* there is a product */
    t.product = "";
    CHECK(advised(&c, &t, 1, "“đẩy mạnh”"));
    t.due = "2026-03-21";
    CHECK(advised(&c, &t, 3, "thứ Bảy"));
    t.lead = COMMUNE2;
    CHECK(advised(&c, &t, 2, "Cẩm Hoàng"));
    CHECK(advised(&c, &t, 5, "Lê Thị Cúc"));
    for (int i = 0; i < 5; i++) {
        Task k = good();
        k.lead = OTHER;
        CHECK_TEXT(issued(&c, &k), NULL);
    }
    t = good();
    t.lead = OTHER;
    t.answerable = RIVAL;
    CHECK(advised(&c, &t, 3, "5 nhiệm vụ"));
}

int main(void) {
    Ctx c = test_open();
    office_set_up(&c);
    check_clears(c);
    check_rights(c);
    check_partners(c);
    check_advice(c);
    CHECK(tally_recount(&c) == 0);
    return test_close(&c);
}
