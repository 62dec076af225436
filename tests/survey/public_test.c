/* public_test.c - the public answers: asked and not forced, nothing typed is lost, nothing is
 * stored before the end, once at the end, and nobody is named. */
#include "fields.h"

static Survey        *the_survey;
static const FormUse *the_use;

static Err set_up(Ctx *c, void *arg) {
    (void)arg;
    office_staff(c, RESEARCHER, OFFICE, PROVINCE, "researcher", "Đặng Thị Nghiên Cứu");
    CHECK_TEXT(account_first(c, RESEARCHER, "nghiencuu", "none"), NULL);
    int64_t version = field_version(c, fields_form(c, FIELDS_ALL));
    Survey  s = {.unit = OFFICE, .form = form_version(c, version)->form, .title = "Phiếu thử",
                 .why = "Để phục vụ tốt hơn.", .mode = "open", .since = "2026-02-01",
                 .until = "2026-04-01", .expires = "2027-04-01"};
    CHECK_TEXT(survey_add(c, &s), NULL);
    the_survey = survey_get(c, s.id);
    the_use = form_use(c, version);
    return NULL;
}

static Err open_it(Ctx *c, void *arg) {
    (void)arg;
    c->who = RESEARCHER;
    return survey_open(c, the_survey->id);
}
static Err close_it(Ctx *c, void *arg) {
    (void)arg;
    c->who = RESEARCHER;
    return survey_close(c, the_survey->id);
}

typedef struct Stored { Ctx *c; int64_t n; const char *xml; int64_t at, staff; } Stored;

static Err tell(Ctx *c, void *arg) {
    Stored *t = arg;
    Rows  q = db_query(c, "SELECT xml, at, COALESCE(staff, 0) FROM submission ORDER BY id");
    t->n = 0;
    while (db_next(&q)) {
        Bytes b = row_bytes(&q, 0);
        t->n++;
        t->xml = arena_part(c->a, b.p, b.n);
        t->at = row_int(&q, 1);
        t->staff = row_int(&q, 2);
    }
    return NULL;
}

static Stored stored(Ctx *c) {
    Stored t = {.c = c};
    CHECK_TEXT(db_read(c, tell, &t), NULL);
    return t;
}

/* R9: before anything is asked. */
static void first_screen(Visitor *v) {
    visit(v, v->path, "");
    CHECK(v->status == 200);
    SEES(v, "Để phục vụ tốt hơn.");
    SEES(v, "không chịu hậu quả");
    SEES(v, "01/04/2027");
    SEES(v, "không đại diện cho người khác");
    SEES(v, "không có danh sách người đã tham gia");
    CHECK(!sees(v, "Tuổi"));
}

/* What is wrong is told at its field, and all that was typed is still there. */
static void first_page(Visitor *v) {
    press(v, "begin", "");
    CHECK(v->status == 200 && v->draft);
    SEES(v, "<b>Họ</b> và tên");
    CHECK(!sees(v, "Mấy con?"));
    const char *name = named(v, "Họ"), *age = named(v, "Tuổi"), *tall = named(v, "Chiều cao");
    press(v, "next", TYPED(v, "%s=An+%%3Cb%%3E&%s=abc&%s=1%%2C65", name, age, tall));
    CHECK(v->status == 422);
    SEES(v, "Hãy nhập số nguyên");
    SEES(v, "value=\"abc\"");
    SEES(v, "value=\"An &lt;b&gt;\"");
    SEES(v, "value=\"1,65\"");
    press(v, "next", TYPED(v, "%s=An&%s=130", name, age));
    CHECK(v->status == 422);
    SEES(v, "Tuổi dưới 120.");
    press(v, "next", TYPED(v, "%s=An&%s=130", name, age)); /* what breaks a rule never passes */
    CHECK(v->status == 422);
    /* What the form calls required: asked once more, and then left out. */
    press(v, "next", TYPED(v, "%s=An&%s=", name, age));
    CHECK(v->status == 422);
    SEES(v, "Chưa trả lời.");
    press(v, "next", TYPED(v, "%s=An&%s=", name, age));
    CHECK(v->status == 200);
    SEES(v, "Ngày sinh");
    press(v, "back", "");
    SEES(v, "value=\"An\"");
    /* An answer brings up a question of the same page. */
    const char *kids = named(v, "Có con không?");
    press(v, "next", TYPED(v, "%s=An&%s=34&%s=co", name, age, kids));
    SEES(v, "có thêm câu hỏi");
    SEES(v, "Mấy con?");
    press(v, "next", TYPED(v, "%s=An&%s=34&%s=co&%s=2", name, age, kids, named(v, "Mấy con?")));
    SEES(v, "Tuổi 34"); /* a label with an answer in it */
}

static void second_page(Visitor *v) {
    const char *day = named(v, "Ngày sinh"), *at = named(v, "Giờ dậy"), *when = named(v, "Lúc nào");
    const char *where = named(v, "Nơi ở"), *few = named(v, ">Màu"), *rank = named(v, "Xếp hạng");
    const char *level = named(v, "Mức"), *yes = named(v, "Tôi đồng ý"), *code = named(v, ">Mã");
    const char *rest = TYPED(v, "%s=9h05&%s=1.3.2026&%s.t=10:30&%s=21.0285,+105.8542&%s.do=1&"
                             "%s.vang=1&%s=4&%s=OK&%s=893", at, when, when, where, few, few,
                             level, yes, code);
    press(v, "next", TYPED(v, "%s=31/02/1980&%s.do=2&%s.xanh=2&%s.vang=1&%s", day, rank, rank,
                           rank, rest));
    CHECK(v->status == 422);
    SEES(v, "value=\"31/02/1980\"");
    SEES(v, "Đánh số từng mục");
    SEES(v, "value=\"09:05\"");
    press(v, "next", TYPED(v, "%s=05/03/1980&%s.do=2&%s.xanh=3&%s.vang=1&%s", day, rank, rank,
                           rank, rest));
    CHECK(v->status == 200);
    SEES(v, "Người 1");
}

static void repeats(Visitor *v) {
    const char *name = named(v, "Tên");
    press(v, "add", TYPED(v, "%s=Bình", name));
    SEES(v, "Người 2");
    press(v, "add", TYPED(v, "%s=Cường", name));
    SEES(v, "Người 3");
    press(v, "drop", "");
    SEES(v, "Đã bỏ.");
    SEES(v, "value=\"Cường\"");
    press(v, "next", TYPED(v, "%s=Dung", named(v, "Tên")));
    SEES(v, "Địa phương");
}

/* Districts follow from the province, on the same page. */
static void filtered(Visitor *v) {
    const char *province = named(v, "Tỉnh<"), *district = named(v, "Huyện<");
    CHECK(!sees(v, "Chí Linh"));
    press(v, "next", TYPED(v, "%s=hd", province));
    SEES(v, "Chí Linh");
    CHECK(!sees(v, "Thủy Nguyên"));
    press(v, "next", TYPED(v, "%s=hd&%s=cl", province, district));
    SEES(v, "Xem lại câu trả lời");
    SEES(v, "05/03/1980");
    SEES(v, "1. Vàng; 2. Đỏ; 3. Xanh");
    SEES(v, "Chí Linh");
    SEES(v, "type=\"file\"");
}

/* The other language, all answers kept; and back from the summary to change one. */
static void change(Visitor *v) {
    press(v, "go /data/nhom/ngay", "");
    SEES(v, "05/03/1980");
    press(v, "lang 1", TYPED(v, "%s=06/03/1980", named(v, "Ngày sinh")));
    SEES(v, "Born");
    SEES(v, "06/03/1980");
    press(v, "lang 0", "");
    SEES(v, "Ngày sinh");
}

static void sent(Ctx *c, Visitor *v) {
    Stored was = stored(c);
    CHECK(was.n == 0); /* nothing before the end */
    const char *draft = v->draft;
    press(v, "review", TYPED(v, "%s=05/03/1980&%s=1/3/2026&%s.t=10:30", named(v, "Ngày sinh"),
                             named(v, "Lúc nào"), named(v, "Lúc nào")));
    SEES(v, "Xem lại câu trả lời");
    draft = v->draft;
    press(v, "send", "");
    CHECK(v->status == 303 && strstr(v->next, "/received?code=uuid%3A") == NULL);
    const char *to = v->next;
    Stored is = stored(c);
    CHECK(is.n == 1 && is.staff == 0);
    CHECK(is.at == day_number("2026-03-01") * 86400000 - ZONE_MS); /* the day alone */
    CHECK(is.xml && strstr(is.xml, "T00:00:00.000+07:00</bat_dau>")); /* in the answer, too */
    CHECK(is.xml && strstr(is.xml, "<ngay>1980-03-05</ngay>"));
    CHECK(is.xml && strstr(is.xml, "<ho_ten>An</ho_ten>"));
    CHECK(is.xml && strstr(is.xml, "<luc>2026-03-01T10:30:00.000+07:00</luc>"));
    CHECK(is.xml && strstr(is.xml, "<nguoi><ten>Bình</ten></nguoi>"));
    if (test_failed) fprintf(stderr, "%s\n", is.xml ? is.xml : "nothing stored");
    v->draft = draft; /* the same again: one submission */
    press(v, "send", "");
    CHECK(v->status == 303);
    CHECK_TEXT(v->next, to);
    CHECK(stored(c).n == 1);
    visit(v, arena_part(v->a, to, strcspn(to, "?")), strchr(to, '?') + 1);
    CHECK(v->status == 200);
    SEES(v, "Đã nhận");
    SEES(v, strchr(to, '=') + 1);
    visit(v, arena_part(v->a, to, strcspn(to, "?")), "code=uuid:none");
    CHECK(v->status == 404);
}

/* All can be left out, by pressing on. */
static void refuses(Ctx *c, Visitor *v) {
    v->draft = NULL;
    v->html = "";
    press(v, "begin", "");
    for (int i = 0; i < 20 && !sees(v, "Xem lại câu trả lời"); i++) press(v, "next", "");
    SEES(v, "Không trả lời");
    press(v, "send", "");
    CHECK(v->status == 303);
    CHECK(stored(c).n == 2);
}

static void forged(Visitor *v) {
    v->html = "";
    v->draft = "AAAA";
    press(v, "next", "");
    CHECK(v->status == 422);
    SEES(v, "Xin vui lòng bắt đầu lại");
    SEES(v, "Để phục vụ tốt hơn.");
    v->draft = NULL;
    press(v, "begin", "");
    char *other = arena_text(v->a, v->draft);
    other[strlen(other) / 2] = other[strlen(other) / 2] == 'A' ? 'B' : 'A';
    v->draft = other;
    press(v, "next", "");
    CHECK(v->status == 422);
    SEES(v, "Xin vui lòng bắt đầu lại");
}

static void closed(Ctx *c, Visitor *v) {
    v->draft = NULL;
    v->html = "";
    press(v, "begin", "");
    CHECK_TEXT(db_write(c, close_it, NULL), NULL);
    press(v, "next", "");
    CHECK(v->status == 422);
    SEES(v, "Hiện không nhận trả lời");
    visit(v, v->path, "");
    SEES(v, "Hiện không nhận trả lời");
    visit(v, "/s/nosuchaddress", "");
    CHECK(v->status == 404);
}

/* The same pages, and nothing is stored; only for who makes forms. */
static void trial(Ctx *c, Visitor *v) {
    int64_t before = stored(c).n;
    const FormUse *u = the_use;
    v->path = arena_print(c->a, "/form/%lld/version/%lld/preview", (long long)u->form,
                          (long long)u->id);
    visit(v, v->path, "");
    CHECK(v->status == 303 && strstr(v->next, "/login"));
    attack_as(&v->at, RESEARCHER);
    visit(v, v->path, "");
    CHECK(v->status == 200);
    SEES(v, "Bản thử");
    for (int i = 0; i < 20 && !sees(v, "Xem lại câu trả lời"); i++) press(v, "next", "");
    press(v, "send", "");
    SEES(v, "Không có gì được lưu");
    CHECK(stored(c).n == before);
}

int main(void) {
    Ctx     c;
    Visitor v = {.at = attack_open(&c, "public_test.db")};
    v.a = c.a;
    c.lang = LANG_VI;
    CHECK_TEXT(db_write(&c, set_up, NULL), NULL);
    v.path = arena_print(c.a, "/s/%s", the_survey->address);
    v.at.secret = arena_print(c.a, "%032d", 7);
    visit(&v, v.path, "");
    SEES(&v, "Hiện không nhận trả lời"); /* a draft */
    CHECK_TEXT(db_write(&c, open_it, NULL), NULL);
    first_screen(&v);
    first_page(&v);
    second_page(&v);
    repeats(&v);
    filtered(&v);
    change(&v);
    sent(&c, &v);
    refuses(&c, &v);
    forged(&v);
    closed(&c, &v);
    trial(&c, &v);
    db_close(c.db);
    arena_close(c.a);
    return test_failed;
}
