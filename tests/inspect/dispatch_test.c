/* dispatch_test.c - letters: their texts, their holes, numbers, and what they look like. */
#include "../work/office.h"

#include "inspect/inspect.h"

static Ctx c;

static void on(const char *day) {
    c.today = day;
    c.now = (day_number(day) * 24 + 1) * 3600 * 1000;
}

static DispatchText text(const char *kind) {
    DispatchText t = dispatch_text_blank(&c, kind);
    t.above = "Tỉnh ủy Hải Dương";
    t.issuer = "Ban Tuyên giáo";
    t.symbol = "CV/BTGTU";
    return t;
}

static void check_texts(void) {
    DispatchText t = text("remind");
    on("2026-01-02");
    c.who = LEAD;
    CHECK_TEXT(dispatch_text_put(&c, &t), "http.forbidden");
    c.who = LEADER;
    t.kind = "praise";
    CHECK_TEXT(dispatch_text_put(&c, &t), "dispatch.kind.bad");
    t = text("remind"), t.since = "2026-01-01";
    CHECK_TEXT(dispatch_text_put(&c, &t), "dispatch.since.early");
    t = text("remind"), t.since = "2026-01-02", t.form = "other";
    CHECK_TEXT(dispatch_text_put(&c, &t), "dispatch.form.bad");
    t = text("remind"), t.since = "2026-01-02", t.symbol = "CV / X";
    CHECK_TEXT(dispatch_text_put(&c, &t), "dispatch.symbol.form");
    t = text("remind"), t.since = "2026-01-02", t.body = "Dear {opinion}";
    CHECK_TEXT(dispatch_text_put(&c, &t), "dispatch.body.hole");
    t.body = "An open {brace";
    CHECK_TEXT(dispatch_text_put(&c, &t), "dispatch.body.hole");
    t = text("remind"), t.since = "2026-01-02";
    t.body = "{đơn vị} còn {overdue}:\n{nhiệm vụ quá hạn}\nHết.";
    CHECK_TEXT(dispatch_text_put(&c, &t), NULL);
    CHECK_TEXT(dispatch_text_put(&c, &t), "dispatch.since.taken");
    t = text("commend"), t.since = "2026-01-02", t.form = "state", t.symbol = "BTG-VP";
    CHECK_TEXT(dispatch_text_put(&c, &t), NULL);
    CHECK(!dispatch_text_on(&c, "remind", "2026-01-01") &&
          dispatch_text_on(&c, "remind", "2026-01-02"));
}

/* Two districts, one task each: one done in time, one overdue. */
static int64_t assessed(void) {
    Formula f = formula_blank();
    f.name = f.source = "X", f.since = "2026-01-01", f.least = 2;
    CHECK_TEXT(formula_put(&c, &f), NULL);
    for (int i = 0; i < 2; i++) {
        Task t = task_blank();
        c.who = OFFICER;
        t.work = "Làm \"việc\" <một>", t.lead = i ? OTHER : DISTRICT, t.due = "2026-02-27";
        t.product = "Product", t.answerable = i ? RIVAL : LEAD;
        CHECK_TEXT(task_draft(&c, &t), NULL);
        CHECK_TEXT(task_issue(&c, t.id), NULL);
    }
    on("2026-04-02");
    Assessment a = {.period = "quarter", .since = "2026-01-01", .until = "2026-03-31",
                    .unit = PROVINCE, .level = 2};
    CHECK_TEXT(assess_make(&c, &a), NULL);
    return a.id;
}

static void approve(int64_t id) {
    c.who = OFFICER;
    CHECK_TEXT(assess_choose(&c, assess_get(&c, id), OTHER, "commend", "Lý do"), NULL);
    CHECK_TEXT(assess_propose(&c, assess_get(&c, id)), NULL);
    c.who = LEADER;
    CHECK_TEXT(assess_approve(&c, assess_get(&c, id)), NULL);
}

static void check_drafts(int64_t id) {
    Dispatch l;
    c.who = OFFICER;
    CHECK_TEXT(dispatch_draft(&c, assess_get(&c, id), OTHER, "commend", &l),
               "dispatch.unit.unlisted");
    CHECK_TEXT(dispatch_draft(&c, assess_get(&c, id), COMMUNE, "remind", &l), "http.missing");
    CHECK_TEXT(dispatch_draft(&c, assess_get(&c, id), OTHER, "love", &l), "dispatch.kind.bad");
    CHECK_TEXT(dispatch_draft(&c, assess_get(&c, id), DISTRICT, "remind", &l), NULL);
    CHECK_TEXT(l.body, "Huyện Cẩm Giàng còn 01:\n- Làm \"việc\" <một> (hạn 27/02/2026)\nHết.");
    approve(id);
    c.who = OFFICER;
    CHECK_TEXT(dispatch_draft(&c, assess_get(&c, id), OTHER, "correct", &l),
               "dispatch.unit.unlisted");
    CHECK_TEXT(dispatch_draft(&c, assess_get(&c, id), OTHER, "commend", &l), NULL);
    CHECK(strstr(l.body, "quý I năm 2026") && strstr(l.body, "Lý do") && !strchr(l.body, '{'));
    c.who = LEAD;
    CHECK_TEXT(dispatch_draft(&c, assess_get(&c, id), OTHER, "commend", &l), "http.forbidden");
}

static int64_t check_issue(int64_t id) {
    Dispatch l;
    c.who = OFFICER;
    CHECK_TEXT(dispatch_draft(&c, assess_get(&c, id), DISTRICT, "remind", &l), NULL);
    l.recipient = "";
    CHECK_TEXT(dispatch_put(&c, NULL, &l), "dispatch.recipient.missing");
    l.recipient = "Huyện Cẩm Giàng";
    CHECK_TEXT(dispatch_put(&c, NULL, &l), NULL);
    Dispatch *was = dispatch_get(&c, l.id), is = *was;
    CHECK_TEXT(dispatch_issue(&c, was, 5, "2026-04-02"), "dispatch.signer.missing");
    is.signer = "Trần Văn Bình";
    CHECK_TEXT(dispatch_put(&c, was, &is), NULL);
    CHECK_TEXT(dispatch_put(&c, was, &is), "clash.version.stale");
    was = dispatch_get(&c, l.id);
    c.who = LEAD;
    CHECK(!dispatch_get(&c, l.id)); /* before it is issued it is nobody else's */
    CHECK_TEXT(dispatch_issue(&c, was, 5, "2026-04-02"), "http.forbidden");
    c.who = LEADER;
    CHECK_TEXT(dispatch_issue(&c, was, 0, "2026-04-02"), "dispatch.number.range");
    CHECK_TEXT(dispatch_issue(&c, was, 5, "2026-04-03"), "dispatch.day.future");
    CHECK_TEXT(dispatch_issue(&c, was, 5, "2026-03-31"), "dispatch.day.early");
    CHECK_TEXT(dispatch_issue(&c, was, 5, "2026-04-02"), NULL);
    CHECK_TEXT(dispatch_issue(&c, dispatch_get(&c, l.id), 6, "2026-04-02"),
               "dispatch.stage.issued");
    CHECK_TEXT(dispatch_put(&c, dispatch_get(&c, l.id), &is), "dispatch.stage.issued");
    Dispatch two = is;
    CHECK_TEXT(dispatch_put(&c, NULL, &two), NULL);
    CHECK_TEXT(dispatch_issue(&c, dispatch_get(&c, two.id), 5, "2026-04-02"),
               "dispatch.number.taken");
    c.who = LEAD;
    CHECK(dispatch_get(&c, l.id) != NULL);
    c.who = RIVAL;
    CHECK(!dispatch_get(&c, l.id));
    c.who = LEADER;
    return l.id;
}

/* The form of each grammar, on the page and in the file. */
static void check_look(int64_t id) {
    Dispatch     *l = dispatch_get(&c, id);
    OfficialHead  h = dispatch_head(&c, l);
    c.lang = LANG_EN; /* whoever looks */
    CHECK_TEXT(h.number, "Số 05-CV/BTGTU");
    CHECK_TEXT(h.nation, "ĐẢNG CỘNG SẢN VIỆT NAM");
    CHECK_TEXT(h.motto, "");
    CHECK_TEXT(h.over, "TỈNH ỦY HẢI DƯƠNG");
    Html page = dispatch_html(&c, l);
    CHECK(strstr(page.s, "Kính gửi:") && strstr(page.s, "ngày 02 tháng 4 năm 2026"));
    CHECK(strstr(page.s, "&lt;một&gt;") && !strstr(page.s, "<một>"));
    Bytes one = dispatch_docx(&c, l), two = dispatch_docx(&c, l);
    CHECK(one.n == two.n && memcmp(one.p, two.p, one.n) == 0);
    l->form = "state", l->symbol = "BTG-VP", l->heading = "Thông báo";
    h = dispatch_head(&c, l);
    CHECK_TEXT(h.number, "Số: 05/BTG-VP");
    CHECK_TEXT(h.motto, "Độc lập - Tự do - Hạnh phúc");
    CHECK_TEXT(h.kind, "THÔNG BÁO");
    CHECK(strstr(dispatch_html(&c, l).s, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"));
    CHECK_TEXT(dispatch_name(&c, l, "pdf"), "05-BTG-VP.pdf");
}

int main(void) {
    c = test_open();
    office_set_up(&c);
    check_texts();
    int64_t id = assessed();
    check_drafts(id);
    check_look(check_issue(id));
    test_close(&c);
    return test_failed;
}
