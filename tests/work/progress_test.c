/* progress_test.c - reports, their word, more time, changes: by whom, and what
 * each leaves behind. */
#include "office.h"
#include "work/work.h"

static Task issued(Ctx *c) {
    Task t = task_blank();
    t.work = "Tổ chức hội nghị";
    t.lead = DISTRICT;
    t.due = "2026-03-20";
    t.product = "Báo cáo kết quả";
    t.answerable = LEAD;
    c->who = OFFICER;
    CHECK_TEXT(task_draft(c, &t), NULL);
    CHECK_TEXT(task_issue(c, t.id), NULL);
    return *task_get(c, t.id);
}

static Report report(const char *key, bool final) {
    return (Report){.unit = DISTRICT, .said = 40, .figure = NAN, .words = "Đã làm <b>một nửa</b>",
                    .final = final, .key = key, .address = ""};
}

#define REFUSES(field, bad, err)                                               \
    do {                                                                       \
        Report r = report("bad", true);                                        \
        int64_t none;                                                          \
        r.field = (bad);                                                       \
        CHECK_TEXT(task_report(&c, t.id, &r, &none), (err));                   \
        CHECK(strcmp(tr(&c, (err)), (err)) != 0);                              \
    } while (0)

static int64_t send(Ctx *c, int64_t task, const char *key, bool final) {
    int64_t id = 0;
    Report  r = report(key, final);
    CHECK_TEXT(task_report(c, task, &r, &id), NULL);
    return id;
}

static void check_report(Ctx c) {
    Task t = issued(&c);
    c.who = WORKER;
    REFUSES(unit, OTHER, "progress.unit.other");
    REFUSES(words, " ", "progress.words.missing");
    REFUSES(address, "javascript:alert(1)", "progress.address.bad");
    c.who = RIVAL;
    REFUSES(said, 50, "http.missing");
    c.who = VIEWER;
    REFUSES(said, 50, "http.forbidden");

    c.who = WORKER;
    Report r = report("k1", false);
    int64_t id, again;
    r.said = 101;
    CHECK_TEXT(task_report(&c, t.id, &r, &id), "progress.said.range");
    r.said = 40, r.address = "https://haiduong.gov.vn/?a=1&b=2";
    CHECK_TEXT(task_report(&c, t.id, &r, &id), NULL);
    r.words = "another";
    CHECK_TEXT(task_report(&c, t.id, &r, &again), NULL); /* the same form twice */
    CHECK(id == again);
    const Progress *p = task_progress(&c, t.id);
    CHECK(p && !p->next && p->said == 40 && isnan(p->figure) && p->evidence);
    CHECK_TEXT(p->words, "Đã làm <b>một nửa</b>");
    CHECK_TEXT(p->evidence->address, "https://haiduong.gov.vn/?a=1&b=2");
    const Task *is = task_get(&c, t.id);
    CHECK(is->said == 40);
    CHECK_TEXT(is->stage, "open");
    CHECK_TEXT(is->shown, "none"); /* what is said shows nothing yet */
}

/* A unit lead both reports and judges in the own unit, but not one and the same. */
static void check_self(Ctx c) {
    Task t = task_blank();
    int64_t id;
    t.work = "Tổ chức hội nghị xã", t.lead = COMMUNE, t.due = "2026-03-20", t.product = "Báo cáo";
    t.answerable = MAYOR;
    c.who = LEAD;
    CHECK_TEXT(task_draft(&c, &t), NULL);
    CHECK_TEXT(task_issue(&c, t.id), NULL);
    Report r = report("self", true);
    r.unit = COMMUNE;
    CHECK_TEXT(task_report(&c, t.id, &r, &id), NULL);
    CHECK_TEXT(task_judge(&c, t.id, &(Judgement){id, "accepted", "full", ""}),
               "progress.verdict.self");
}

#define JUDGES(p, how, what, why, err)                                         \
    CHECK_TEXT(task_judge(&c, t.id, &(Judgement){(p), (how), (what), (why)}), (err))

static void check_judge(Ctx c) {
    Task t = issued(&c);
    c.who = WORKER;
    c.today = "2026-03-18";
    int64_t p = send(&c, t.id, "j1", true);
    REFUSES(final, true, "progress.final.waiting");
    CHECK(task_state_of(&c, task_get(&c, t.id)) == TASK_REPORTED);
    JUDGES(p, "accepted", "full", "", "http.forbidden");
    c.who = LEAD; /* may judge what the own unit gave, not what it was given */
    JUDGES(p, "accepted", "full", "", "http.forbidden");
    c.who = OFFICER;
    JUDGES(p + 1, "accepted", "full", "", "progress.verdict.gone");
    JUDGES(p, "accepted", "", "", "progress.shown.missing");
    JUDGES(p, "yes", "full", "", "progress.verdict.missing");
    JUDGES(p, "returned", "part", " ", "progress.reason.missing");
    JUDGES(p, "accepted", "against", "", "progress.shown.against");
    c.today = "2026-03-23"; /* the word comes after the due day */
    CHECK(task_state_of(&c, task_get(&c, t.id)) == TASK_REPORTED);
    JUDGES(p, "returned", "part", "Thiếu danh sách", NULL);
    const Task *is = task_get(&c, t.id);
    CHECK(is->returned && !is->reported && is->said == 100);
    CHECK_TEXT(is->shown, "part");
    CHECK(task_state_of(&c, is) == TASK_OVERDUE);
    JUDGES(p, "accepted", "full", "", "progress.verdict.gone");

    c.who = LEAD;
    p = send(&c, t.id, "j2", true);
    CHECK(task_state_of(&c, task_get(&c, t.id)) == TASK_OVERDUE); /* reported late */
    c.who = LEADER;
    c.today = "2026-03-30";
    JUDGES(p, "accepted", "full", "", NULL);
    is = task_get(&c, t.id);
    CHECK_TEXT(is->done, "2026-03-23"); /* the day of the report */
    CHECK(!is->returned && task_state_of(&c, is) == TASK_DONE_LATE);
    CHECK_TEXT(task_reopen(&c, t.id, ""), "task.reason.missing");
    CHECK_TEXT(task_reopen(&c, t.id, "Nhầm"), NULL);
    CHECK_TEXT(task_get(&c, t.id)->stage, "open");

    c.today = "2026-03-01";
    t = issued(&c); /* an interim report is noted */
    c.who = WORKER;
    send(&c, t.id, "j3 before", false); /* a word on a later one is a word on it too */
    p = send(&c, t.id, "j3", false);
    c.who = OFFICER;
    JUDGES(p, "accepted", "against", "", NULL);
    is = task_get(&c, t.id);
    CHECK_TEXT(is->stage, "open");
    CHECK_TEXT(is->shown, "against");
    CHECK(!task_waiting(&c, is));
    CHECK(is->said == 40);
}

static void check_indicator(Ctx c) {
    Task t = issued(&c), *was = task_get(&c, t.id), is = *was;
    is.product = "";
    is.indicator = "Tỷ lệ";
    is.target = 95;
    is.measure = "%";
    CHECK_TEXT(task_correct(&c, was, &is, "Đổi sang chỉ số"), NULL);
    c.who = LEAD;
    REFUSES(figure, NAN, "progress.figure.missing");
    send(&c, t.id, "f1", false); /* an interim report may come without it */
}

static void check_partner(Ctx c) {
    Task t = issued(&c);
    CHECK_TEXT(partner_add(&c, t.id, &(Partner){.unit = OTHER, .product = "Số liệu",
                                                .due = "2026-03-10"}), NULL);
    c.who = RIVALS_WORKER;
    REFUSES(unit, DISTRICT, "http.forbidden");
    Report r = report("p1", true);
    int64_t id;
    r.unit = OTHER;
    CHECK_TEXT(task_report(&c, t.id, &r, &id), NULL);
    CHECK_TEXT(task_partners(&c, t.id)->done, "2026-03-01");
    const Task *is = task_get(&c, t.id); /* a part is not the task */
    CHECK_TEXT(is->stage, "open");
    CHECK(is->said == 0 && !task_waiting(&c, is));
}

/* The request that is the newest. */
static Err decide(Ctx *c, int64_t task, const char *granted, const char *words) {
    const Extension *x = task_extensions(c, task);
    return extension_decide(c, task, x ? x->id : 0, granted, words);
}

static void check_extension(Ctx c) {
    Task    t = issued(&c);
    int64_t id;
    c.who = WORKER;
    CHECK_TEXT(extension_ask(&c, t.id, NULL, "x"), "extension.wanted.missing");
    CHECK_TEXT(extension_ask(&c, t.id, "2026-03-20", "x"), "extension.wanted.early");
    CHECK_TEXT(extension_ask(&c, t.id, "2026-03-31", ""), "extension.reason.missing");
    CHECK_TEXT(decide(&c, t.id, "2026-03-31", ""), "http.forbidden");
    c.who = LEAD;
    CHECK_TEXT(decide(&c, t.id, "2026-03-31", ""), "http.forbidden");
    CHECK_TEXT(extension_ask(&c, t.id, "2026-03-31", "Mưa bão"), NULL);
    CHECK_TEXT(extension_ask(&c, t.id, "2026-04-30", "x"), "extension.wanted.twice");
    CHECK(task_get(&c, t.id)->asked);
    c.who = OFFICER;
    CHECK_TEXT(extension_give(&c, t.id, "2026-03-31", "x", &id), "extension.granted.asked");
    CHECK_TEXT(decide(&c, t.id, NULL, ""), "extension.answer.missing");
    CHECK_TEXT(decide(&c, t.id, "2026-03-20", ""), "extension.granted.early");
    CHECK_TEXT(decide(&c, t.id, NULL, "Không cần"), NULL);
    CHECK_TEXT(decide(&c, t.id, NULL, "x"), "extension.asked.gone");
    const Task *is = task_get(&c, t.id);
    CHECK(!is->asked && is->extensions == 0);
    CHECK_TEXT(is->due, "2026-03-20");
    const int64_t first = task_extensions(&c, t.id)->id; /* of a page that stayed open */
    c.who = WORKER;
    CHECK_TEXT(extension_ask(&c, t.id, "2026-03-31", "Mưa bão"), NULL);
    c.who = OFFICER;
    CHECK_TEXT(extension_decide(&c, t.id, first, "2026-03-31", ""), "extension.asked.other");
    CHECK(task_get(&c, t.id)->asked);
    CHECK_TEXT(decide(&c, t.id, "2026-03-27", ""), NULL); /* less than was asked */
    CHECK_TEXT(extension_give(&c, t.id, "2026-04-01", "Thêm", &id), NULL);
    is = task_get(&c, t.id);
    CHECK(is->extensions == 2);
    CHECK_TEXT(is->due, "2026-04-01");
    CHECK_TEXT(is->first_due, "2026-03-20");
    c.who = WORKER;
    c.today = "2026-03-30";
    CHECK_TEXT(extension_ask(&c, t.id, "2026-03-29", "x"), "extension.wanted.early");
    const Extension *x = task_extensions(&c, t.id);
    CHECK_TEXT(x->granted, "2026-04-01");
    CHECK_TEXT(x->next->wanted, "2026-03-31");
    CHECK_TEXT(x->next->granted, "2026-03-27");
    CHECK(!x->next->next->granted && x->next->next->judge == OFFICER);
}

static void check_changes(Ctx c) {
    Task t = issued(&c);
    CHECK_TEXT(task_pause(&c, t.id, " "), "task.reason.missing");
    CHECK_TEXT(task_pause(&c, t.id, "Chờ kinh phí"), NULL);
    c.who = WORKER;
    REFUSES(said, 50, "task.stage.other");
    c.who = OFFICER;
    /* 5 working days (2 to 6 March) were lost: Friday 20 becomes Friday 27. */
    c.today = "2026-03-06";
    CHECK_TEXT(resume_due(&c, task_get(&c, t.id)), "2026-03-27");
    c.today = "2026-05-01"; /* never before today */
    CHECK_TEXT(task_resume(&c, t.id, "2026-04-30"), "task.due.past");
    c.today = "2026-03-06";
    CHECK_TEXT(task_resume(&c, t.id, "2026-03-27"), NULL);
    const Task *is = task_get(&c, t.id);
    CHECK(!is->paused && is->extensions == 0);
    CHECK_TEXT(is->due, "2026-03-27");
    CHECK_TEXT(is->first_due, "2026-03-20");

    Task *was = task_get(&c, t.id), now = *was;
    now.work = "Tổ chức hội nghị trực tuyến";
    now.due = "2027-01-01"; /* cannot be smuggled in here */
    CHECK_TEXT(task_correct(&c, was, &now, ""), "task.reason.missing");
    CHECK_TEXT(task_correct(&c, was, &now, "Họp trực tuyến"), NULL);
    CHECK_TEXT(task_get(&c, t.id)->due, "2026-03-27");
    const DeedRow *h = audit_history(&c, "task", t.id, 1);
    CHECK_TEXT(h->what, "task.deed.corrected");
    CHECK_TEXT(h->reason, "Họp trực tuyến");
    CHECK_TEXT(h->changes->was, "Tổ chức hội nghị");
    CHECK(!h->changes->next);
    now.answerable = 0;
    CHECK_TEXT(task_correct(&c, task_get(&c, t.id), &now, "x"), "task.answerable.missing");

    CHECK_TEXT(task_withdraw(&c, t.id, "Trùng"), NULL);
    CHECK_TEXT(task_withdraw(&c, t.id, "Trùng"), "task.stage.other");
    CHECK(task_state_of(&c, task_get(&c, t.id)) == TASK_WITHDRAWN);
}

static void check_watch(Ctx c) {
    Task t = issued(&c);
    CHECK_TEXT(task_watch(&c, t.id, true), NULL);
    CHECK(task_watched(&c, t.id) && watch_unseen(&c) == 0);
    c.now += 1000;
    CHECK_TEXT(task_pause(&c, t.id, "x"), NULL);
    CHECK(watch_unseen(&c) == 0); /* one's own change */
    c.now += 1000, c.who = LEADER;
    CHECK_TEXT(comment_add(&c, t.id, ""), "comment.text.missing");
    CHECK_TEXT(comment_add(&c, t.id, "<script>alert(1)</script>"), NULL);
    CHECK(watch_unseen(&c) == 0);
    c.who = OFFICER;
    CHECK(watch_unseen(&c) == 1);
    CHECK_TEXT(watch_seen(&c, t.id + 1), NULL); /* another one */
    CHECK(watch_unseen(&c) == 1);
    CHECK_TEXT(watch_seen(&c, t.id), NULL);
    CHECK(watch_unseen(&c) == 0);
    CHECK_TEXT(task_comments(&c, t.id)->text, "<script>alert(1)</script>");
    CHECK_TEXT(task_watch(&c, t.id, false), NULL);
    CHECK(!task_watched(&c, t.id));
    c.who = RIVAL;
    CHECK_TEXT(task_watch(&c, t.id, true), "http.missing");
    CHECK_TEXT(comment_add(&c, t.id, "x"), "http.missing");
}

int main(void) {
    Ctx c = test_open();
    office_set_up(&c);
    check_report(c);
    check_judge(c);
    check_self(c);
    check_indicator(c);
    check_partner(c);
    check_extension(c);
    check_changes(c);
    check_watch(c);
    CHECK(tally_recount(&c) == 0);
    return test_close(&c);
}
