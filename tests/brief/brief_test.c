/* A brief from draft to frozen: who may do what, what is refused, and that nothing that
 * happens afterwards changes what was frozen. */
#include "brief/brief.h"

#include "../work/office.h"
#include "config/config.h"
#include "file/file.h"
#include "org/parts.h"

#define MARCH {"2026-03-01", "2026-03-31"}

static int64_t the_task;

static Brief blank(void) {
    return (Brief){.kind = brief_kind("month"), .period = MARCH, .unit = PROVINCE};
}

/* ---- What is done inside a transaction ---- */

static Err fill(Ctx *c, void *arg) {
    (void)arg;
    office_set_up(c);
    CHECK_TEXT(config_set(c, "office.name", "0001-01-01", "Ban <b>Tuyên giáo</b>"), NULL);
    for (int64_t staff = OFFICER; staff <= VIEWER; staff++)
        if (staff != 14 && staff != 15 && staff != 16)
            CHECK_TEXT(account_first(c, staff, arena_print(c->a, "user%d", (int)staff), "none"),
                       NULL);
    Task t = task_blank();
    t.work = "Sơ kết <script>alert(1)</script>";
    t.lead = DISTRICT;
    t.due = "2026-03-10";
    t.product = "Báo cáo";
    t.answerable = LEAD;
    c->who = OFFICER;
    CHECK_TEXT(task_draft(c, &t), NULL);
    CHECK_TEXT(task_issue(c, t.id), NULL);
    the_task = t.id;
    return NULL;
}

#define REFUSES(change, err)                                                   \
    do {                                                                       \
        Brief b = blank();                                                     \
        change;                                                                \
        CHECK_TEXT(brief_add(c, &b), (err));                                   \
        CHECK(strcmp(tr(c, (err)), (err)) != 0);                               \
    } while (0)

static Err refused(Ctx *c, void *arg) {
    (void)arg;
    c->who = OFFICER;
    REFUSES(b.kind = NULL, "brief.kind.missing");
    REFUSES(b.period.since = "2026-02-31", "brief.since.missing");
    REFUSES(b.period.since = "1989-12-31", "brief.since.missing");
    REFUSES(b.period.until = NULL, "brief.until.missing");
    REFUSES(b.period.until = "2026-02-28", "brief.until.early");
    REFUSES(b.period.until = "2040-01-31", "brief.until.long");
    REFUSES(b.period.since = "2026-04-01"; b.period.until = "2026-04-30", "brief.since.ahead");
    REFUSES(b.unit = 999, "brief.unit.missing");
    c->who = LEAD; /* of a district */
    REFUSES(b.unit = PROVINCE, "http.forbidden");
    c->who = VIEWER;
    REFUSES(b.unit = OFFICE, "http.forbidden");
    return NULL;
}

static Err write_it(Ctx *c, void *arg) {
    int64_t *id = arg;
    Brief    b = blank();
    c->who = OFFICER;
    CHECK_TEXT(brief_add(c, &b), NULL);
    *id = b.id;
    const Brief *was = brief_get(c, b.id);
    Brief        is = *was;
    char        *much = arena_take(c->a, BRIEF_TEXT_MAX + 2);
    memset(much, 'a', BRIEF_TEXT_MAX + 1);
    is.why = much;
    CHECK_TEXT(brief_write(c, was, &is), "brief.why.long");
    is.why = "Vì <i>mưa</i>";
    CHECK_TEXT(brief_write(c, was, &is), NULL);
    CHECK_TEXT(brief_approve(c, was), "brief.reviewer.self");
    CHECK_TEXT(brief_verify(c, was), "brief.verify.draft");
    CHECK_TEXT(reader_add(c, 0, b.id, "", "leader"), NULL);
    CHECK_TEXT(reader_add(c, 0, b.id, "", "leader"), "reader.login.twice");
    CHECK_TEXT(reader_add(c, 0, b.id, "nobody", ""), "reader.login.unknown");
    CHECK_TEXT(reader_add(c, 0, b.id, "", ""), "reader.login.missing");
    CHECK_TEXT(reader_add(c, 0, b.id, "user13", ""), NULL);
    return NULL;
}

static Err review(Ctx *c, void *arg) {
    const int64_t *id = arg;
    c->who = RIVAL;
    CHECK(!brief_sees(c, brief_get(c, *id)));
    CHECK_TEXT(brief_send(c, brief_get(c, *id)), "http.forbidden");
    c->who = LEADER;
    CHECK_TEXT(brief_approve(c, brief_get(c, *id)), "brief.state.other"); /* not sent yet */
    c->who = OFFICER;
    CHECK_TEXT(brief_send(c, brief_get(c, *id)), NULL);
    CHECK_TEXT(brief_send(c, brief_get(c, *id)), "brief.state.other");
    CHECK_TEXT(brief_write(c, brief_get(c, *id), brief_get(c, *id)), "brief.state.other");
    CHECK_TEXT(brief_approve(c, brief_get(c, *id)), "brief.reviewer.self");
    c->who = LEADER;
    CHECK_TEXT(brief_back(c, brief_get(c, *id), " "), "brief.remark.missing");
    CHECK_TEXT(brief_back(c, brief_get(c, *id), "Thiếu lý do"), NULL);
    CHECK_TEXT(brief_get(c, *id)->remark, "Thiếu lý do");
    c->who = OFFICER;
    CHECK_TEXT(brief_send(c, brief_get(c, *id)), NULL);
    CHECK(brief_get(c, *id)->known == c->now);
    c->who = LEADER;
    CHECK_TEXT(brief_approve(c, brief_get(c, *id)), NULL);
    CHECK(brief_get(c, *id)->reviewer == LEADER);
    c->now += 60000;
    return NULL;
}

typedef struct Freezing { int64_t id; Brief *b; BriefFiles f; Err err; } Freezing;

static Err read_it(Ctx *c, void *arg) {
    Freezing *z = arg;
    z->b = brief_get(c, z->id);
    return NULL;
}

/* A sheet for each table, and the last, which tells whether the file is whole. */
static bool name_sheet(void *arg, const char *name) {
    buf_text(arg, arena_print(((Buf *)arg)->a, "[%s]", name));
    return true;
}
static Err add_row(void *arg, int64_t line, const TableCell *cell, int n) {
    if (line > 1 && n > 1) buf_print(arg, "%s;", cell[0].text);
    return NULL;
}
static void sheets(Ctx *c, Bytes xlsx) {
    Buf         b = {.a = c->a};
    FileTrouble t;
    CHECK_TEXT(table_sheets(xlsx, name_sheet, add_row, &b, &t), NULL);
    CHECK_TEXT(b.s, "[Tổng hợp]Tỉnh Hải Dương;[Đơn vị]Huyện Cẩm Giàng;[Văn bản]Không gắn văn bản;"
                    "[Quá hạn][Kiểm tra]Số dòng;SHA-256;"
                    "Số dòng (Đơn vị);SHA-256 (Đơn vị);Số dòng (Văn bản);SHA-256 (Văn bản);"
                    "Số dòng (Quá hạn);SHA-256 (Quá hạn);");
}

static Err freeze(Ctx *c, void *arg) {
    Freezing *z = arg;
    c->who = RIVAL;
    CHECK_TEXT(brief_freeze(c, z->b, &z->f), "http.forbidden");
    c->who = OFFICER;
    BriefFiles other = z->f;
    other.figures_hash = "0";
    CHECK_TEXT(brief_freeze(c, z->b, &other), "brief.frozen.moved");
    CHECK_TEXT(brief_freeze(c, z->b, &z->f), NULL);
    CHECK_TEXT(brief_freeze(c, brief_get(c, z->id), &z->f), "brief.state.other");
    CHECK_TEXT(brief_back(c, brief_get(c, z->id), "R"), "brief.state.other");
    CHECK_TEXT(brief_drop(c, brief_get(c, z->id)), "brief.state.other");
    int64_t n = 0;
    CHECK_TEXT(db_int(c, &n, "SELECT count(*) FROM notice WHERE subject = 'brief' AND mail = 1"
                             " AND staff IN ($1, $2)", V(LEADER), V(RIVALS_WORKER)), NULL);
    CHECK(n == 2);
    c->who = RIVALS_WORKER; /* a reader of this one, without its scope */
    CHECK(brief_sees(c, brief_get(c, z->id)) && !brief_scoped(c, brief_get(c, z->id)));
    CHECK(brief_count(c) == 1 && brief_list(c, 0, 9)->id == z->id);
    c->who = RIVAL;
    CHECK(!brief_sees(c, brief_get(c, z->id)) && brief_count(c) == 0);
    return NULL;
}

/* All that may happen to an office later. */
static Err afterwards(Ctx *c, void *arg) {
    int64_t x;
    Freezing *z = arg;
    c->now += 3600000;
    c->today = "2026-03-02";
    const Report r = {.unit = DISTRICT, .said = 100, .words = "Xong", .key = "k", .final = true,
                      .figure = NAN, .address = "https://a.vn"};
    CHECK_TEXT(brief_verify(c, z->b), NULL);
    c->who = OFFICER;
    CHECK_TEXT(extension_give(c, the_task, "2026-05-04", "Chờ", &x), NULL);
    c->who = LEAD;
    CHECK_TEXT(task_report(c, the_task, &r, &x), NULL);
    c->who = OFFICER;
    const Task *was = task_get(c, the_task);
    Task        is = *was;
    is.work = "Việc khác";
    is.lead = OTHER;
    is.answerable = RIVAL;
    CHECK_TEXT(task_correct(c, was, &is, "Nhầm"), NULL);
    CHECK_TEXT(unit_correct(c, DISTRICT, &(UnitNew){.since = "2020-01-01", .name = "Huyện Mới",
                                                    .source = "Giả định"}), NULL);
    CHECK_TEXT(config_set(c, "office.name", "0001-01-01", "Tên khác"), NULL);
    c->lang = LANG_EN;
    CHECK_TEXT(brief_verify(c, z->b), NULL);
    c->lang = LANG_VI;
    return NULL;
}

/* What nobody may do leaves its mark. */
static Err tampered(Ctx *c, void *arg) {
    Freezing *z = arg;
    CHECK(brief_of_hash(c, z->f.html_hash) == z->id && brief_of_hash(c, "0") == 0);
    CHECK_TEXT(db_exec(c, "UPDATE task_known SET due = '2026-02-10' WHERE task = $1",
                       V(the_task)), NULL);
    CHECK_TEXT(brief_verify(c, z->b), "brief.verify.figures");
    CHECK_TEXT(db_exec(c, "UPDATE task_known SET due = '2026-03-10' WHERE task = $1"
                          " AND since <= $2", V(the_task), V(z->b->known)), NULL);
    CHECK_TEXT(brief_verify(c, z->b), NULL);
    CHECK_TEXT(db_exec(c, "UPDATE brief SET why = 'Khác' WHERE id = $1", V(z->id)), NULL);
    CHECK_TEXT(brief_verify(c, brief_get(c, z->id)), "brief.verify.page");
    CHECK_TEXT(db_exec(c, "UPDATE brief SET program = '0.0' WHERE id = $1", V(z->id)), NULL);
    CHECK_TEXT(brief_verify(c, brief_get(c, z->id)), "brief.verify.program");
    const char *path = file_path(c->a, c->files, z->f.figures_hash);
    FILE       *f = fopen(path, "r+");
    CHECK(f == NULL || (fputc(' ', f), fclose(f) == 0)); /* a kept file may be read-only */
    if (!f) CHECK(unlink(path) == 0);
    CHECK_TEXT(brief_verify(c, z->b), "brief.verify.lost");
    return NULL;
}

/* The page says nothing that a browser would run, and what it holds is text. */
static void harmless(const Freezing *z) {
    const char *page = z->f.html.p;
    CHECK(strstr(page, "<script") == NULL && strstr(page, "<i>") == NULL);
    CHECK(strstr(page, "Vì &lt;i&gt;mưa") != NULL && strstr(page, "Ban &lt;b&gt;Tuyên") != NULL);
    CHECK(strstr(page, z->f.figures_hash) != NULL);
    CHECK(strstr(page, "tháng 3 năm 2026") != NULL);
}

static void act(const Ctx *office, DbWork *work, void *arg, int64_t later) {
    Ctx c = *office;
    c.now += later;
    CHECK_TEXT(db_write(&c, work, arg), NULL);
}

int main(void) {
    unlink(test_place("brief.db"));
    Ctx      c = test_empty(test_place("brief.db"));
    Freezing z = {0};
    c.files = arena_print(c.a, "%s/files", test_dir());
    CHECK_TEXT(file_store(c.files), NULL);
    CHECK_TEXT(db_migrate(&c), NULL);
    db_serve(c.db, 2);
    act(&c, fill, NULL, 0);
    act(&c, refused, NULL, 0);
    act(&c, write_it, &z.id, 0);
    act(&c, review, &z.id, 5000);
    CHECK_TEXT(db_read(&c, read_it, &z), NULL);
    CHECK_TEXT(brief_make_all(&c, z.b, &z.f), NULL);
    harmless(&z);
    sheets(&c, z.f.xlsx);
    act(&c, freeze, &z, 120000);
    CHECK_TEXT(db_read(&c, read_it, &z), NULL);
    CHECK(z.b->frozen && z.b->html && z.b->figures && z.b->docx && z.b->xlsx);
    CHECK((z.b->pdf != 0) == file_paper_there());
    act(&c, afterwards, &z, 0);
    act(&c, tampered, &z, 0);
    db_close(c.db);
    arena_close(c.a);
    return test_failed;
}
