/* office_test.c - the office that the browser tests of work open, with tasks in
 * every state.
 *
 *     office_test FILE    fills this new database, and prints a session for each
 *                         of the staff: "officer SECRET"
 *     office_test         fills one in memory, and counts */
#include "office.h"
#include "work/work.h"

#include "config/config.h"
#include "crypt/crypt.h"
#include "org/parts.h"

static const char *const days[] = {"2022-09-01", "2022-10-14"};

/* At nine o'clock of that day, and a minute later each time. */
static void on(Ctx *c, const char *day) {
    static int minutes;
    c->today = day;
    c->now = day_number(day) * 86400000 + 2 * 3600000 + ++minutes * 60000;
}

static Task task(const char *work, int64_t lead, int64_t answerable, const char *due) {
    Task t = task_blank();
    t.work = work;
    t.lead = lead;
    t.due = due;
    t.product = "Báo cáo kết quả gửi Ban Tuyên giáo Tỉnh ủy";
    t.answerable = answerable;
    return t;
}

static int64_t issued(Ctx *c, Task t) {
    c->who = OFFICER;
    CHECK_TEXT(task_draft(c, &t), NULL);
    CHECK_TEXT(task_issue(c, t.id), NULL);
    return t.id;
}

static int64_t report(Ctx *c, int64_t task, int64_t said, bool final, const char *words) {
    int64_t id = 0;
    c->who = WORKER;
    on(c, c->today);
    const Report r = {.unit = DISTRICT, .said = said, .figure = 97.9, .words = words,
                      .final = final, .key = crypt_token(c->a),
                      .address = "https://haiduong.gov.vn/tin-tuc?bai=12"};
    CHECK_TEXT(task_report(c, task, &r, &id), NULL);
    c->who = OFFICER;
    return id;
}

static void judge(Ctx *c, int64_t task, int64_t p, const char *verdict, const char *why) {
    c->who = OFFICER;
    on(c, c->today);
    CHECK_TEXT(task_judge(c, task, &(Judgement){p, verdict, "part", why}), NULL);
}

/* The task that shows everything a page can show. */
static void rich(Ctx *c) {
    Task t = task("Tổ chức học tập, quán triệt Kết luận 01-KL/TW tới toàn thể cán bộ, đảng viên",
                  DISTRICT, LEAD, "2022-10-20");
    t.note = "Gắn với nhiệm vụ chính trị của địa phương.";
    t.indicator = "Tỷ lệ đảng viên học tập";
    t.target = 97.5;
    t.measure = "%";
    t.clause = "mục III, điểm 2";
    t.quote = "Tổ chức học tập, quán triệt sâu rộng trong toàn Đảng; rõ người, rõ việc, rõ thời"
              " hạn, rõ hiệu quả, rõ trách nhiệm.";
    t.urgent = true;
    int64_t id = issued(c, t), ask;
    CHECK_TEXT(partner_add(c, id, &(Partner){.unit = OTHER, .due = "2022-10-10",
                                             .product = "Báo cáo viên cho 4 hội nghị"}), NULL);
    judge(c, id, report(c, id, 40, false, "Đã mở 8/19 hội nghị, 1.450 lượt người dự."),
          "accepted", "");
    judge(c, id, report(c, id, 100, true, "Đã mở đủ 19 hội nghị."), "returned",
          "Thiếu danh sách người dự của 4 xã.");
    CHECK_TEXT(extension_give(c, id, "2022-10-25", "Bão số 4", &ask), NULL);
    c->who = WORKER;
    CHECK_TEXT(extension_ask(c, id, "2022-11-05", "Chờ danh sách của 4 xã"), NULL);
    CHECK_TEXT(comment_add(c, id, "Đã gửi danh sách của 2 xã.\nCòn Cẩm Hoàng và Cẩm Hưng."), NULL);
    c->who = LEAD;
    Child b = {.lead = COMMUNE2, .work = "Lập danh sách người dự của xã", .product = "Danh sách",
               .due = "2022-10-12", .answerable = MAYOR};
    Child a = {.lead = COMMUNE, .work = "Lập danh sách người dự của xã", .product = "Danh sách",
               .due = "2022-10-18", .answerable = MAYOR, .next = &b};
    CHECK_TEXT(task_split(c, id, &a, true), NULL);
}

static void fill(Ctx *c) {
    CHECK_TEXT(config_set(c, "office.name", "0001-01-01", "Ban Tuyên giáo Tỉnh ủy"), NULL);
    CHECK_TEXT(config_set(c, "demo.today", "0001-01-01", days[1]), NULL);
    office_set_up(c);
    on(c, days[0]);
    rich(c);                                                                     /* 1 */
    Task bare = task("Tiếp tục đẩy mạnh tuyên truyền về chuyển đổi số", 0, 0, "2022-10-15");
    bare.product = "";
    c->who = OFFICER;
    CHECK_TEXT(task_draft(c, &bare), NULL);
    Task full = task("Xây dựng kế hoạch tuyên truyền kỷ niệm 25 năm tái lập tỉnh", DISTRICT, LEAD,
                     NULL);
    full.due_days = 10, full.due_from = "2022-10-14";
    full.due = workday_after(c, full.due_from, full.due_days, NULL);
    CHECK_TEXT(task_draft(c, &full), NULL);
    int64_t late = issued(c, task("Rà soát cộng tác viên dư luận xã hội", OTHER, RIVAL,
                                     "2022-10-07"));
    int64_t waits = issued(c, task("Báo cáo phong trào thi đua quý III", DISTRICT, LEAD,
                                     "2022-10-14"));
    int64_t done = issued(c, task("Tổng kết cuộc thi tìm hiểu", DISTRICT, LEAD,
                                     "2022-09-20"));
    int64_t rests = issued(c, task("Khảo sát dư luận về chuyển đổi số", OTHER, RIVAL,
                                     "2022-11-30"));
    judge(c, done, report(c, done, 100, true, "Đã tổng kết, trao giải."), "accepted", "Tốt.");
    CHECK_TEXT(task_pause(c, rests, "Chờ kinh phí"), NULL);
    CHECK_TEXT(comment_add(c, late, "Đề nghị đơn vị báo cáo ngay."), NULL);
    on(c, days[1]);
    report(c, waits, 100, true, "Đã có báo cáo, kèm 12 phụ lục.");
    CHECK(tally_recount(c) == 0);
}

static void print_session(Ctx *c, const char *name, int64_t staff) {
    char *secret;
    CHECK_TEXT(account_demo(c, staff, name, "bốn mùa hoa nở"), NULL);
    CHECK_TEXT(session_make(c, staff, SESSION_SECOND, "", &secret), NULL);
    printf("%s %s\n", name, secret);
}

static Err fill_file(Ctx *c, void *arg) {
    (void)arg;
    fill(c);
    c->now = clock_ms();
    print_session(c, "officer", OFFICER);
    print_session(c, "leader", LEADER);
    print_session(c, "lead", LEAD);
    print_session(c, "worker", WORKER);
    print_session(c, "rival", RIVAL);
    return NULL;
}

int main(int argc, char **argv) {
    crypt_start();
    if (argc < 2) {
        Ctx c = test_open();
        fill(&c);
        return test_close(&c);
    }
    Ctx c = {.a = arena_open(), .who = OFFICER, .now = clock_ms(), .today = days[0],
             .key = test_key};
    CHECK_TEXT(db_open(argv[1], &c.db), NULL);
    CHECK_TEXT(db_migrate(&c), NULL);
    CHECK_TEXT(db_write(&c, fill_file, NULL), NULL);
    db_close(c.db);
    arena_close(c.a);
    return test_failed;
}
