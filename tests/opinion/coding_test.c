/* coding_test.c - open answers read by two: neither sees the other's codes before both are done,
 * what was compared stays, and a third does not code. */
#include "../survey/fields.h"

#include "opinion/opinion.h"

enum { ANSWERS = 6, SECOND = ASKER2 + 1, THIRD };

static int64_t survey, question, written[ANSWERS], late;

static const char *const texts[ANSWERS] = {"Chờ lâu quá", "Cán bộ nhiệt tình", "Lệ phí cao",
    "Phải đi lại nhiều lần", "Rất lịch sự", "Xếp hàng cả buổi <b>"};

static int64_t send(Ctx *c, const char *text, int n) {
    XProblems   p = {.a = c->a};
    Buf         b = {.a = c->a};
    const char *shown = text;
    if (*text) html_text(&b, V(text)), shown = b.s;
    Sent        x = {.channel = "api", .xml = field_bytes(arena_print(c->a,
        "<data xmlns:jr='http://openrosa.org/javarosa' id='hai_long' version='1'><tuoi>40</tuoi>"
        "<nhom><ghi_chu>%s</ghi_chu></nhom>"
        "<meta><instanceID>uuid:0000000%d-1111-4111-8111-111111111111</instanceID></meta></data>",
        shown, n))};
    int64_t     id = 0;
    bool        again;
    CHECK_TEXT(submission_read(c, survey_get(c, survey), &x, &p), NULL);
    CHECK_TEXT(submission_put(c, &x, NULL, &id, &again), NULL);
    return id;
}

static Err set_up(Ctx *c, void *arg) {
    (void)arg;
    office_staff(c, RESEARCHER, OFFICE, PROVINCE, "researcher", "Đặng Thị Nghiên Cứu");
    office_staff(c, ASKER, DISTRICT, DISTRICT, "interviewer", "Lý Văn Hỏi");
    office_staff(c, ASKER2, OTHER, OTHER, "interviewer", "Mai Thị Hỏi");
    office_staff(c, SECOND, OFFICE, PROVINCE, "researcher", "Trần Văn Đọc");
    office_staff(c, THIRD, OFFICE, PROVINCE, "researcher", "Phạm Thị Ba");
    static const int64_t people[] = {RESEARCHER, SECOND, THIRD};
    for (int i = 0; i < 3; i++)
        CHECK_TEXT(account_first(c, people[i], arena_print(c->a, "doc%d", i), "none"), NULL);
    survey = field_survey(c, field_version(c, FIELD_FORM("1", "", "")), "open")->id;
    for (int i = 0; i < ANSWERS; i++) written[i] = send(c, texts[i], i + 1);
    send(c, "", ANSWERS + 1);
    const Asked **asked;
    int           n;
    CHECK_TEXT(coding_questions(c, survey_get(c, survey), &asked, &n), NULL);
    CHECK(n == 1);
    if (n) question = asked[0]->question;
    return NULL;
}

static Err another(Ctx *c, void *arg) {
    (void)arg;
    c->who = RESEARCHER;
    late = send(c, "Mạng chậm", 9);
    return NULL;
}

static void come(Visitor *v, int64_t who, const char *more) {
    attack_as(&v->at, who);
    v->path = arena_print(v->a, "/survey/%lld/coding/%lld%s", (long long)survey,
                          (long long)question, more);
}

static void look(Visitor *v, int64_t who) {
    come(v, who, "");
    visit(v, v->path, "");
}

static void say_why(Visitor *v, int64_t who) {
    look(v, who);
    CHECK(v->status == 200 && !sees(v, texts[0])); /* R10: first why */
    v->path = arena_print(v->a, "/survey/%lld/reading", (long long)survey);
    press(v, "", "reason=Ma+hoa+cau+tra+loi+mo+cua+dot+nay");
    CHECK(v->status == 303);
}

static void add(Visitor *v, const char *label) {
    come(v, RESEARCHER, "/code");
    press(v, "", TYPED(v, "label=%s", label));
}

/* The number of a code, as the page offers it. */
static int64_t code(Visitor *v, const char *label) {
    const char *at = strstr(v->html, arena_print(v->a, ">%s</option>", label));
    while (at && at > v->html && strncmp(at, "value=\"", 7) != 0) at--;
    return at ? strtoll(at + 7, NULL, 10) : 0;
}

static void code_all(Visitor *v, int64_t who, const int64_t *of, int n) {
    Buf b = {.a = v->a};
    for (int i = 0; i < n; i++)
        buf_print(&b, "%scode.%lld=%lld", i ? "&" : "", (long long)written[i], (long long)of[i]);
    come(v, who, "");
    press(v, "", b.s);
}

static void codes(Visitor *v, int64_t of[3]) {
    add(v, "");
    CHECK(v->status == 422);
    add(v, "Cham");
    CHECK(v->status == 303);
    add(v, "Cham");
    CHECK(v->status == 422);
    SEES(v, "Mã này đã có.");
    add(v, "Thai+do");
    add(v, "Phi");
    look(v, RESEARCHER);
    SEES(v, "Cán bộ nhiệt tình");
    SEES(v, "Xếp hàng cả buổi &lt;b&gt;");
    of[0] = code(v, "Cham");
    of[1] = code(v, "Thai do");
    of[2] = code(v, "Phi");
    CHECK(of[0] && of[1] && of[2]);
}

/* Of how many answers the page shows a code. */
static int chosen(const Visitor *v) {
    static const char mark[] = "value=\"\"";
    int               n = 0;
    for (const char *p = v->html; (p = strstr(p, "\nselected")); p++)
        n += strncmp(p - strlen(mark), mark, strlen(mark)) != 0;
    return n;
}

/* The first codes all; the second sees none of it, and has to do all before they compare. */
static void apart(Visitor *v, const int64_t k[3]) {
    const int64_t one[] = {k[0], k[1], k[2], k[0], k[1], k[0]};
    const int64_t two[] = {k[0], k[1], k[2], k[0], k[1], k[2]};
    code_all(v, RESEARCHER, one, ANSWERS);
    CHECK(v->status == 303);
    look(v, RESEARCHER);
    CHECK(chosen(v) == ANSWERS);
    look(v, SECOND);
    CHECK(chosen(v) == 0); /* nothing of the other's */
    SEES(v, "bạn đã mã hóa 0, cả hai 0");
    code_all(v, SECOND, two, 3);
    come(v, SECOND, "/compare");
    press(v, "", "");
    CHECK(v->status == 422);
    code_all(v, THIRD, one, ANSWERS);
    CHECK(v->status == 422);
    SEES(v, "Đã có hai người");
    code_all(v, SECOND, two, ANSWERS);
    look(v, SECOND);
    CHECK(!sees(v, "alpha") && !sees(v, "khác nhau:"));
    code_all(v, SECOND, (const int64_t[]){999}, 1);
    CHECK(v->status == 422);
}

/* By hand: twelve values, Cham 5, Thai do 4, Phi 3; one of six differs, so two of the
 * coincidences: 1 - 11 * 2 / (144 - 25 - 16 - 9). */
static void compared(Visitor *v, const int64_t k[3]) {
    come(v, SECOND, "/compare");
    press(v, "", "");
    CHECK(v->status == 303);
    look(v, SECOND);
    SEES(v, "alpha = 0,77");
    SEES(v, "Hai người khác nhau: 1");
    SEES(v, "Người thứ nhất: Cham. Người thứ hai: Phi.");
    code_all(v, SECOND, (const int64_t[]){k[2]}, 1);
    CHECK(v->status == 422); /* compared, so it stays */
    come(v, THIRD, "/settle");
    press(v, "", TYPED(v, "settle.%lld=%lld", (long long)written[0], (long long)k[0]));
    CHECK(v->status == 422); /* they do not differ there */
    press(v, "", TYPED(v, "settle.%lld=%lld", (long long)written[5], (long long)k[0]));
    CHECK(v->status == 303);
    look(v, SECOND);
    CHECK(!sees(v, "Hai người khác nhau:"));
    SEES(v, "alpha = 0,77"); /* of what they found, not of what was settled */
    SEES(v, "<th scope=\"row\">Cham</th><td class=\"num\" data-label=\"Câu trả lời\">3</td>");
}

/* Who may not read answers comes nowhere near; an answer that goes takes its codes along. */
static void others(Visitor *v, Ctx *c) {
    int64_t n = 0;
    look(v, LEAD);
    CHECK(v->status == 403);
    come(v, LEAD, "/code");
    press(v, "", "label=x");
    CHECK(v->status == 403);
    attack_as(&v->at, RESEARCHER);
    visit(v, arena_print(v->a, "/survey/%lld/coding", (long long)survey), "");
    SEES(v, "Ghi chú");
    visit(v, arena_print(v->a, "/survey/%lld/coding/999", (long long)survey), "");
    CHECK(v->status == 404);
    CHECK_TEXT(db_write(c, another, NULL), NULL);
    CHECK(late > 0);
    look(v, SECOND);
    SEES(v, "7 câu trả lời; bạn đã mã hóa 6");
    CHECK_TEXT(db_int(c, &n, "SELECT count(*) FROM coding_mark WHERE submission = $1",
                      V(written[0])), NULL);
    CHECK(n == 2);
}

static Err drop(Ctx *c, void *arg) {
    int64_t n = 1;
    (void)arg;
    CHECK_TEXT(db_exec(c, "DELETE FROM submission WHERE id = $1", V(written[0])), NULL);
    CHECK_TEXT(db_int(c, &n, "SELECT count(*) FROM coding_mark WHERE submission = $1",
                      V(written[0])), NULL);
    CHECK(n == 0);
    return NULL;
}

int main(void) {
    Ctx     c;
    int64_t of[3];
    Visitor v = {.at = attack_open(&c, "coding_test.db")};
    v.a = c.a;
    CHECK_TEXT(db_write(&c, set_up, NULL), NULL);
    say_why(&v, RESEARCHER);
    say_why(&v, SECOND);
    say_why(&v, THIRD);
    codes(&v, of);
    apart(&v, of);
    compared(&v, of);
    others(&v, &c);
    CHECK_TEXT(db_write(&c, drop, NULL), NULL);
    db_close(c.db);
    arena_close(c.a);
    return test_failed;
}
