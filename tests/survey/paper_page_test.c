/* paper_page_test.c - the pages of sheets: printed, typed by two interviewers, settled; nobody else
 * comes near. */
#include "fields.h"

static int64_t survey;

static Err set_up(Ctx *c, void *arg) {
    static const int64_t people[] = {RESEARCHER, ASKER, ASKER2};
    (void)arg;
    office_staff(c, RESEARCHER, OFFICE, PROVINCE, "researcher", "Đặng Thị Nghiên Cứu");
    office_staff(c, ASKER, DISTRICT, DISTRICT, "interviewer", "Lý Văn Hỏi");
    office_staff(c, ASKER2, OTHER, OTHER, "interviewer", "Mai Thị Hỏi");
    for (int i = 0; i < 3; i++)
        CHECK_TEXT(account_first(c, people[i], arena_print(c->a, "hoi%d", i), "none"), NULL);
    survey = field_survey(c, field_version(c, fields_form(c, FIELDS_ALL)), "interview")->id;
    CHECK_TEXT(interviewer_put(c, survey, ASKER, true), NULL);
    CHECK_TEXT(interviewer_put(c, survey, ASKER2, true), NULL);
    return NULL;
}

/* An address of the survey's sheets: "", "/5". */
static const char *at(Visitor *v, const char *more) {
    return arena_print(v->a, "/survey/%lld/paper%s", (long long)survey, more);
}

static void come(Visitor *v, int64_t who, const char *more) {
    attack_as(&v->at, who);
    v->path = at(v, more);
    v->draft = NULL;
    visit(v, v->path, "");
}

static void print(Visitor *v) {
    come(v, RESEARCHER, "/print");
    visit(v, v->path, "from=12&sheets=2");
    CHECK(v->status == 200);
    SEES(v, "Phiếu số 12 · trang 1/");
    SEES(v, "Phiếu số 13 · trang 2/");
    SEES(v, "Chỉ trả lời nếu câu 4 = “Có”.");
    SEES(v, "<svg class=\"qr\"");
    visit(v, v->path, "from=x&sheets=100000");
    SEES(v, "Phiếu số 50 · trang 1/");
    CHECK(!sees(v, "Phiếu số 51 ·"));
}

/* From the first page to the end; the age as given. */
static void type(Visitor *v, int64_t who, const char *age) {
    come(v, who, "/5");
    CHECK(v->status == 200);
    CHECK(!sees(v, "value=\"34\"")); /* nothing of the other's */
    const char *typed = TYPED(v, "%s=An&%s=%s", named(v, "Họ"), named(v, "Tuổi"), age);
    press(v, "next", typed);
    for (int i = 0; i < 20 && !sees(v, "Xem lại câu trả lời"); i++) press(v, "next", "");
    press(v, "send", "");
    CHECK(v->status == 303);
    CHECK_TEXT(v->next, at(v, ""));
}

static void typed_twice(Visitor *v) {
    type(v, ASKER, "34");
    come(v, ASKER, "/5");
    CHECK(v->status >= 400);
    come(v, ASKER, "");
    visit(v, v->path, "number=5");
    SEES(v, "Lần hai phải do người khác nhập.");
    visit(v, v->path, "number=6");
    CHECK(v->status == 303);
    CHECK_TEXT(v->next, at(v, "/6"));
    type(v, ASKER2, "43");
}

static void settled(Visitor *v) {
    come(v, ASKER2, "/5/differ");
    CHECK(v->status == 403);
    come(v, RESEARCHER, "");
    SEES(v, "Phiếu số 5: 1 giá trị");
    come(v, RESEARCHER, "/5/differ");
    SEES(v, "<legend>Tuổi</legend>");
    press(v, "", "");
    CHECK(v->status == 422);
    SEES(v, "Hãy chọn một trong hai giá trị");
    press(v, "", "d.0=2");
    CHECK(v->status == 303);
    come(v, RESEARCHER, "");
    SEES(v, "Đã nhập hai lần</dt><dd>1</dd>");
    SEES(v, "1 trên ");
    CHECK(!sees(v, "Phiếu số 5:"));
}

static void others(Visitor *v) {
    static const char *const paths[] = {"", "/print", "/8", "/5/differ"};
    for (int i = 0; i < 4; i++) {
        come(v, LEAD, paths[i]);
        CHECK(v->status == 403);
        press(v, "begin", "");
        CHECK(v->status == 403 || v->status == 405);
    }
    visit(v, "/survey/99/paper", "");
    CHECK(v->status == 404 || v->status == 403);
}

int main(void) {
    Ctx     c;
    Visitor v = {.at = attack_open(&c, "paper_page_test.db")};
    v.a = c.a;
    CHECK_TEXT(db_write(&c, set_up, NULL), NULL);
    print(&v);
    typed_twice(&v);
    settled(&v);
    others(&v);
    db_close(c.db);
    arena_close(c.a);
    return test_failed;
}
