/* propose_test.c - what conclusions and plans suggest.  Five texts in the manner of such papers,
 * each proposal compared with what a person reads in it; what is not said stays empty. */
#include "office.h"
#include "work/propose_words.h"

enum { SCHOOLS = 21, RADIO, FRONT, CITY, CULTURE };

static void more_units(Ctx *c) {
    office_unit(c, SCHOOLS, PROVINCE, "office", "Sở Giáo dục và Đào tạo");
    office_unit(c, RADIO, PROVINCE, "office", "Đài Phát thanh và Truyền hình tỉnh");
    office_unit(c, FRONT, PROVINCE, "office", "Ủy ban Mặt trận Tổ quốc tỉnh");
    office_unit(c, CITY, PROVINCE, "municipal", "Thành phố Hải Dương");
    office_unit(c, CULTURE, PROVINCE, "office", "Sở Văn hóa, Thể thao và Du lịch");
}

/* What is expected of a proposal; NULL: nothing was found. */
typedef struct Want {
    const char *work; /* its beginning */
    int64_t     lead;
    const char *due, *product, *clause;
    int64_t     answerable;
} Want;

static void matches(Ctx *c, const char *name, const char *text, const char *day, const Want *w) {
    int             others, i = 0;
    const Proposed *p = propose_from_text(c, text, day, &others);
    for (; w->work; w++, p = p->next) {
        const char *at = arena_print(c->a, "%s %d", name, ++i);
        if (!p) {
            fprintf(stderr, "%s: nothing more, want %s\n", at, w->work);
            CHECK(p != NULL);
            return;
        }
        bool good = strncmp(p->t.work, w->work, strlen(w->work)) == 0 && p->t.lead == w->lead &&
                    text_same(p->t.due, w->due) && p->t.answerable == w->answerable &&
                    (!w->product || strcmp(p->t.product, w->product) == 0) &&
                    (w->product || !*p->t.product) &&
                    (!w->clause || strcmp(p->t.clause, w->clause) == 0);
        if (!good)
            fprintf(stderr, "%s: \"%s\" lead %d (%s) due %s (%s) product \"%s\" at \"%s\" by %d\n",
                    at, p->t.work, (int)p->t.lead, p->lead_words ? p->lead_words : "",
                    p->t.due ? p->t.due : "", p->due_words ? p->due_words : "", p->t.product,
                    p->t.clause, (int)p->t.answerable);
        CHECK(good);
        CHECK(clause_holds(c, text, p->t.quote)); /* it stands there, word for word */
    }
    if (p) fprintf(stderr, "%s: more than was expected: %s\n", name, p->t.work);
    CHECK(!p);
}

/* ---- five texts ---- */

static const char conclusion[] =
    "Ngày 14/10/2022, tại Hội trường Tỉnh ủy, đồng chí Trưởng ban đã chủ trì cuộc họp giao ban.\n"
    "Sau khi nghe báo cáo, Hội nghị thống nhất kết luận:\n"
    "1. Giao Ban Tuyên giáo Tỉnh ủy chủ trì, phối hợp với Sở Giáo dục và Đào tạo tham mưu xây dựng"
    " kế\nhoạch tuyên truyền Đại hội Đoàn toàn quốc lần thứ XII, hoàn thành trước ngày"
    " 30/11/2022.\n"
    "2. Huyện ủy Cẩm Giàng tổ chức hội nghị quán triệt Kết luận số 01-KL/TW ngày 18/5/2021 của Bộ"
    " Chính trị; báo cáo kết quả chậm nhất ngày 15 tháng 12 năm 2022.\n"
    "3. Đài Phát thanh và Truyền hình tỉnh xây dựng phóng sự về gương điển hình trong quý IV.\n"
    "4. Hội nghị đánh giá cao kết quả của các đơn vị trong 9 tháng qua.\n";

static const Want conclusion_wants[] = {
    {"Tham mưu xây dựng kế hoạch tuyên truyền", OFFICE, "2022-11-29",
     "Kế hoạch tuyên truyền Đại hội Đoàn toàn quốc lần thứ XII", "điểm 1", 0},
    {"Tổ chức hội nghị quán triệt", DISTRICT, NULL, NULL, "điểm 2", 0},
    {"Báo cáo kết quả", 0, "2022-12-15", NULL, "điểm 2", 0},
    {"Xây dựng phóng sự về gương điển hình", RADIO, "2022-12-31",
     "Phóng sự về gương điển hình", "điểm 3", 0},
    {0}};

/* Lines that name a unit, and what is to be done beneath them. */
static const char elections[] =
    "KẾ HOẠCH\ntuyên truyền bầu cử\n"
    "I. MỤC ĐÍCH, YÊU CẦU\n"
    "- Nâng cao nhận thức của cán bộ, đảng viên và Nhân dân.\n"
    "II. TỔ CHỨC THỰC HIỆN\n"
    "1. Ban Tuyên giáo Tỉnh ủy:\n"
    "- Ban hành hướng dẫn tuyên truyền trước tháng 3/2026;\n"
    "- Tổ chức hội nghị báo cáo viên trong tháng 4 năm 2026.\n"
    "2. Đề nghị Ủy ban Mặt trận Tổ quốc tỉnh:\n"
    "a) Giám sát việc thực hiện quy trình hiệp thương;\n"
    "b) Gửi báo cáo về Ban Tuyên giáo Tỉnh ủy chậm nhất là 20/5.\n"
    "3. Các huyện, thị xã, thành phố chủ động tuyên truyền trên hệ thống loa truyền thanh.\n";

static const Want plan_wants[] = {
    {"Nâng cao nhận thức", 0, NULL, NULL, "mục I", 0},
    {"Ban hành hướng dẫn tuyên truyền", OFFICE, "2026-02-28", "Hướng dẫn tuyên truyền",
     "mục II, điểm 1", 0},
    {"Tổ chức hội nghị báo cáo viên", OFFICE, "2026-04-30", NULL, "mục II, điểm 1", 0},
    {"Giám sát việc thực hiện", FRONT, NULL, NULL, "mục II, điểm 2, tiết a", 0},
    {"Gửi báo cáo về Ban Tuyên giáo Tỉnh ủy", FRONT, "2026-05-20",
     "Báo cáo về Ban Tuyên giáo Tỉnh ủy", "mục II, điểm 2, tiết b", 0},
    {0}};

/* One sentence that gives three units work, a person by name, two that are called the same. */
static const char notice[] =
    "Đồng chí Bí thư yêu cầu:\n"
    "- Giao đồng chí Lê Thị Cúc chỉ đạo rà soát các điểm nóng trên địa bàn, xong trong tuần này.\n"
    "- Yêu cầu Sở Văn hóa, Thể thao và Du lịch: kiểm tra việc treo băng rôn; xử lý vi phạm trước"
    " 25/12/2025.\n"
    "- Xã Tân Lập hoàn thiện danh sách gia đình chính sách trong tháng 1.\n"
    "- Thành phố Hải Dương đã hoàn thành chỉ tiêu năm 2025.\n";

static const Want notice_wants[] = {
    {"Chỉ đạo rà soát các điểm nóng", 0, NULL, NULL, NULL, LEAD},
    {"Kiểm tra việc treo băng rôn", CULTURE, NULL, NULL, NULL, 0},
    {"Xử lý vi phạm", CULTURE, "2025-12-24", NULL, NULL, 0},
    {"Hoàn thiện danh sách gia đình chính sách", 0, "2026-01-31",
     "Danh sách gia đình chính sách", NULL, 0},
    {0}};

/* In the manner of a law, with days in words; and what gives no work. */
static const char decision[] =
    "Điều 1. Ban hành kèm theo Quyết định này Quy chế phát ngôn.\n"
    "Điều 2. Quyết định này có hiệu lực kể từ ngày 01 tháng 01 năm 2026.\n"
    "Điều 3. Sở Giáo dục và Đào tạo có trách nhiệm phối hợp với Đài Phát thanh và Truyền hình tỉnh"
    " tổ chức cuộc thi tìm hiểu, hoàn thành trước quý III năm 2026.\n"
    "Điều 4. Chánh Văn phòng và các đơn vị chịu trách nhiệm thi hành Quyết định này./.\n";

static const Want decision_wants[] = {
    {"Ban hành kèm theo Quyết định này Quy chế phát ngôn", 0, NULL, NULL, "Điều 1", 0},
    {"Tổ chức cuộc thi tìm hiểu", SCHOOLS, "2026-06-30", NULL, "Điều 3", 0},
    {0}};

/* Prose of a meeting, without numbers; dates that are no terms. */
static const char prose[] =
    "Thường trực Tỉnh ủy cơ bản nhất trí với báo cáo. Kết quả 6 tháng năm 2025 là tích cực.\n"
    "Giao Ban Tuyên giáo chủ trì tham mưu tổng kết 5 năm thực hiện Chỉ thị số 05-CT/TW ngày"
    " 15/5/2016 của Bộ Chính trị, trình Ban Thường vụ Tỉnh ủy vào tháng 9/2025.\n"
    "Đề nghị các cơ quan báo chí tăng cường tin, bài. Huyện Nam Sách cần nghiên cứu, rút kinh"
    " nghiệm TP. Hải Dương trong công tác dân vận, v.v. để làm tốt hơn.\n";

static const Want prose_wants[] = {
    {"Tham mưu tổng kết 5 năm thực hiện Chỉ thị số 05-CT/TW ngày 15/5/2016", OFFICE, "2025-09-30",
     NULL, "", 0},
    {"Tăng cường tin, bài", 0, NULL, NULL, "", 0},
    {"Nghiên cứu, rút kinh nghiệm TP. Hải Dương", OTHER, NULL, NULL, "", 0},
    {0}};

static void texts(Ctx *c) {
    office_unit(c, 30, DISTRICT, "commune", "Xã Tân Lập");
    office_unit(c, 31, OTHER, "commune", "Xã Tân Lập");
    matches(c, "conclusion", conclusion, "2022-10-14", conclusion_wants);
    matches(c, "plan", elections, "2026-01-05", plan_wants);
    matches(c, "notice", notice, "2025-12-10", notice_wants);
    matches(c, "decision", decision, "2025-12-20", decision_wants);
    matches(c, "prose", prose, "2025-06-30", prose_wants);
}

/* ---- a plan of last year ---- */

static int64_t document(Ctx *c, const char *symbol, const char *day, const char *body) {
    Document   d = document_blank();
    SymbolRead s;
    CHECK_TEXT(symbol_read(c, symbol, day, &s), NULL);
    d.kind = s.kind, d.issuer = s.issuer, d.number = s.symbol.number;
    d.series = s.series ? s.series : "XVII", d.symbol = symbol, d.day = day;
    d.abstract = "Thử", d.body = body;
    CHECK_TEXT(document_put(c, NULL, &d), NULL);
    return d.id;
}

static int64_t issued(Ctx *c, int64_t plan, const char *work, int64_t lead, const char *due) {
    Task t = task_blank();
    t.document = plan, t.work = work, t.lead = lead, t.due = due, t.product = "Báo cáo";
    t.answerable = LEAD;
    CHECK_TEXT(task_draft(c, &t), NULL);
    CHECK_TEXT(db_exec(c, "UPDATE task SET stage = 'done', issued = '2025-01-15', first_due = due,"
                          " done = due WHERE id = $1", V(t.id)), NULL);
    return t.id;
}

static void old_plan(Ctx *c) {
    int64_t    plan = document(c, "05-KH/TU", "2025-01-10", "");
    const char *today = c->today;
    c->today = "2025-01-12";
    int64_t a = issued(c, plan, "Việc một", DISTRICT, "2025-02-28");
    issued(c, plan, "Việc hai", COMMUNE, "2025-11-30");
    issued(c, plan, "Việc ba", 14, "2025-12-31");
    c->today = today;
    if (db_is_postgres(c->db)) /* the office was written with ids of its own */
        CHECK_TEXT(db_script(c, "SELECT setval(pg_get_serial_sequence('unit', 'id'), 1000)"), NULL);
    CHECK_TEXT(unit_merge(c, (int64_t[]){COMMUNE, COMMUNE2}, 2, "2025-07-01", "thử",
                          &(UnitPart){.is = {.name = "Xã Cẩm Mới", .kind = "commune",
                                             .parent = DISTRICT}}), NULL);
    CHECK_TEXT(unit_end(c, 14, "2025-07-01", "thử"), NULL);
    CHECK_TEXT(holiday_put(c, &(Holiday){.day = "2026-11-30", .name = "Nghỉ", .source = ""}), NULL);
    const Proposed *p = propose_from_plan(c, plan, 2026);
    CHECK(p && p->next && p->next->next && !p->next->next->next);
    CHECK_TEXT(p->t.work, "Việc một");
    CHECK_TEXT(p->t.due, "2026-03-02"); /* 28 February 2026 is a Saturday */
    CHECK(p->t.lead == DISTRICT && p->t.answerable == LEAD && p->old == a && !p->lead_why);
    p = p->next;
    CHECK_TEXT(p->t.due, "2026-12-01"); /* the day before is off */
    CHECK_TEXT(unit_name(c, p->t.lead), "Xã Cẩm Mới");
    CHECK_TEXT(p->lead_why, "propose.lead.heir");
    p = p->next;
    CHECK(p->t.lead == 0);
    CHECK_TEXT(p->lead_why, "propose.lead.gone");
}

/* ---- confirmed ---- */

static Form typed(Ctx *c, const char *const (*pairs)[2]) {
    Pair *first = NULL;
    for (; pairs[0][0]; pairs++) {
        Pair *p = arena_new(c->a, Pair);
        *p = (Pair){pairs[0][0], pairs[0][1], first};
        first = p;
    }
    return (Form){.typed = first};
}

static int64_t drafts(Ctx *c) {
    int64_t n = 0;
    CHECK_TEXT(db_int(c, &n, "SELECT count(*) FROM task WHERE stage = 'draft'"), NULL);
    return n;
}

static void confirmed(Ctx *c) {
    int      others;
    int64_t  kl = document(c, "09-KL/TU", "2025-12-10", conclusion);
    Proposal p = {.kind = PROPOSAL_TEXT, .document = kl, .text = ""};
    CHECK_TEXT(proposal_add(c, &p), NULL);
    Proposed *list = proposal_list(c, proposal_get(c, p.id), &others);
    CHECK(!list->lost);
    CHECK_TEXT(list->lead, "Ban Tuyên giáo Tỉnh ủy");
    const Form wrong = typed(c, (const char *const[][2]){
        {"pick.1", "1"}, {"work.1", "Việc"}, {"lead.1", "Huyện Lạ"}, {NULL, NULL}});
    CHECK(proposed_typed(c, &wrong, list) == 1);
    CHECK_TEXT(list->err, "import.lead.unknown");
    CHECK_TEXT(proposal_store(c, &p, list), "propose.row.wrong");
    CHECK(drafts(c) == 0);
    list = proposal_list(c, &p, &others);
    const Form none = typed(c, (const char *const[][2]){{"work.1", "Việc"}, {NULL, NULL}});
    CHECK(proposed_typed(c, &none, list) == 0);
    CHECK_TEXT(proposal_store(c, &p, list), "propose.pick.none");
    list = proposal_list(c, &p, &others);
    const Form good = typed(c, (const char *const[][2]){
        {"pick.1", "1"}, {"work.1", "Việc sửa lại"}, {"lead.1", "Huyện Nam Sách"},
        {"due.1", "1/6/2026"}, {"answerable.1", "Đỗ Thị Hà"}, {"work.2", "x"}, {NULL, NULL}});
    CHECK(proposed_typed(c, &good, list) == 1);
    CHECK_TEXT(proposal_store(c, &p, list), NULL);
    const Task *t = task_get(c, list->t.id);
    CHECK(t->lead == OTHER && t->answerable == RIVAL && t->document == kl && drafts(c) == 1);
    CHECK_TEXT(t->due, "2026-06-01");
    CHECK_TEXT(t->clause, "điểm 1");
    CHECK(strstr(t->quote, "Giao Ban Tuyên giáo Tỉnh ủy chủ trì") == t->quote);
    CHECK_TEXT(t->quote_hash, clause_hash(c, t->quote));
    CHECK_TEXT(proposal_store(c, proposal_get(c, p.id), list), "propose.done.twice");
    c->who = LEAD;
    CHECK(!proposal_get(c, p.id)); /* another's is none of mine */
    c->who = OFFICER;
}

static void refused(Ctx *c) {
    Proposal p = {.kind = PROPOSAL_TEXT, .text = " "};
    CHECK_TEXT(proposal_add(c, &p), "propose.text.missing");
    p = (Proposal){.kind = PROPOSAL_PLAN, .text = "", .year = 2026};
    CHECK_TEXT(proposal_add(c, &p), "propose.symbol.missing");
    p.document = 999;
    CHECK_TEXT(proposal_add(c, &p), "propose.symbol.unknown");
    char *text = arena_take(c->a, PROPOSAL_TEXT_MAX + 2);
    memset(text, 'a', PROPOSAL_TEXT_MAX + 1);
    p = (Proposal){.kind = PROPOSAL_TEXT, .text = text};
    CHECK_TEXT(proposal_add(c, &p), "propose.text.long");
    int others; /* whatever is pasted, it ends */
    static const char *const odd[] = {"", ".", "1.", "-", "giao", "Giao:", ":::", "ngày", "trước",
                                      "trước ngày 99/99/9999", "\xE2\x80\x9C",
                                      "1. 1. 1. - a) tổ chức",
                                      "trước ngày 31/2", "trong quý", "quý V/2022 xong tháng 13"};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        propose_from_text(c, odd[i], "2025-12-31", &others);
}

int main(void) {
    Ctx c = test_open();
    office_set_up(&c);
    more_units(&c);
    texts(&c);
    refused(&c);
    confirmed(&c);
    old_plan(&c);
    return test_close(&c);
}
