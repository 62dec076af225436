/* import_test.c - tables that people bring: what is understood, what is refused and in which
 * row, that all rows are stored or none, and that old text is asked about before it is read. */
#include "../made.h"
#include "office.h"
#include "work/work.h"

static Import *read_as(Ctx *c, const char *kind, const char *s, size_t n, TextCode code) {
    Import *m = arena_new(c->a, Import);
    m->kind = import_kind(kind);
    import_read(c, m, (Bytes){s, n}, code);
    if (!m->code.asked) import_judge(c, m);
    return m;
}
static Import *read_text(Ctx *c, const char *kind, const char *text) {
    return read_as(c, kind, text, strlen(text), TEXT_NONE);
}

/* The refusal of the only row. */
static const char *row_err(Ctx *c, const char *kind, const char *text) {
    Import *m = read_text(c, kind, text);
    return m->err ? m->err : m->rows == 1 ? m->row[0].err : "more rows than one";
}

static int64_t count(Ctx *c) {
    int64_t n = -1;
    CHECK_TEXT(db_int(c, &n, "SELECT count(*) FROM task WHERE id > $1", V(0)), NULL);
    return n;
}

/* ---- what is understood ---- */

#define GOOD                                                                   \
    "KẾ HOẠCH NĂM,,,,,,,,,\n"                                                  \
    "TT,Nội dung công việc,CƠ QUAN CHỦ TRÌ,Hạn hoàn thành,Sản phẩm,Chỉ số,Mức cần đạt,"        \
    "Đơn vị tính,Người chịu trách nhiệm,Khẩn\n"

static void understood(Ctx c) {
    Import *m = read_text(&c, "task",
        GOOD "1,Tổ chức hội nghị,huyện cẩm giàng,5/4/2026,Báo cáo,,,,Lê Thị Cúc,x\n"
             ",,,,,,,,,\n"
             "2,\"Mở lớp, hai đợt\",\"Xã An Bình, Huyện Nam Sách\",,,Số lớp,\"1.250,5\",lớp,,\n");
    CHECK_TEXT(m->err, NULL);
    CHECK(m->rows == 2 && m->wrong == 0 && m->head_line == 2 && m->row[1].line == 5);
    CHECK(!import_means(&c, m, 0) && strcmp(import_means(&c, m, 1), tr(&c, "task.work")) == 0);
    CHECK(count(&c) == 0);
    CHECK_TEXT(db_exec(&c, "INSERT INTO stored_file (hash, name, type, bytes, at, who) VALUES"
                           " ($1, 'a', 't', 1, 0, 7)", V(arena_print(c.a, "%064d", 1))), NULL);
    CHECK_TEXT(db_exec(&c, "INSERT INTO import (kind, file, at, who, n) SELECT 'task', max(id), 0,"
                           " 7, $1 FROM stored_file", V(0)), NULL);
    m->id = 1;
    CHECK_TEXT(import_store(&c, m, NULL, NULL), NULL);
    CHECK(count(&c) == 2);
    const Task *t = task_get(&c, 1);
    CHECK_TEXT(t->work, "Tổ chức hội nghị");
    CHECK_TEXT(t->due, "2026-04-05");
    CHECK_TEXT(t->stage, "draft");
    CHECK(t->lead == DISTRICT && t->answerable == LEAD && t->urgent);
    t = task_get(&c, 2);
    CHECK_TEXT(t->work, "Mở lớp, hai đợt");
    CHECK(t->lead == 14 && t->target == 1250.5 && !t->urgent && !t->due);
    CHECK(import_get(&c, 1)->done && import_get(&c, 1)->n == 2);
    m->done = 1;
    CHECK_TEXT(import_store(&c, m, NULL, NULL), "import.done.twice");
    c.who = LEADER;
    CHECK(!import_get(&c, 1)); /* another's file is none of mine */
}

/* ---- what is refused ---- */

static void refused(Ctx c) {
    CHECK_TEXT(row_err(&c, "task", "Tên,Ghi\n1,2\n"), "import.head.missing");
    CHECK_TEXT(row_err(&c, "task", "Chủ trì,Hạn\na,b\n"), "import.column.missing");
    CHECK_TEXT(row_err(&c, "task", "Việc,Hạn\n"), "import.rows.none");
    CHECK_TEXT(row_err(&c, "task", "Việc,Hạn\n,1/1/2027\n"), "task.work.missing");
    CHECK_TEXT(row_err(&c, "task", "Việc,Hạn\na,31/2/2027\n"), "task.due.bad");
    CHECK_TEXT(row_err(&c, "task", "Việc,Chủ trì\na,Huyện Lạ\n"), "import.lead.unknown");
    CHECK_TEXT(row_err(&c, "task", "Việc,Cán bộ phụ trách\na,Ai đó\n"), "import.person.unknown");
    CHECK_TEXT(row_err(&c, "task", "Việc,Chịu trách nhiệm\na,Ai đó\n"),
               "import.answerable.unknown");
    CHECK_TEXT(row_err(&c, "task", "Việc,Mức cần đạt\na,nhiều\n"), "task.target.bad");
    CHECK_TEXT(row_err(&c, "task", "Việc,Văn bản\na,99-KL/TW\n"), "task.symbol.unknown");
    CHECK_TEXT(row_err(&c, "task", "Việc,Số ngày làm việc\na,0\n"), "task.days.range");
    CHECK_TEXT(row_err(&c, "holiday", "Ngày,Tên,Loại\n1/5/2027,Lễ,có lẽ\n"), "holiday.kind.bad");
    CHECK_TEXT(row_err(&c, "holiday", "Ngày,Tên\n1/5/2027,\n"), "holiday.name.missing");
    Import *m = read_text(&c, "task", "Việc,Chủ trì\na,Huyện Lạ\n");
    CHECK_TEXT(import_why(&c, m, m->row),
               arena_print(c.a, "%s: %s", tr(&c, "task.lead"), tr(&c, "import.lead.unknown")));
    c.who = LEAD; /* gives no work outside of the district */
    CHECK_TEXT(row_err(&c, "task", "Việc,Chủ trì\na,Huyện Nam Sách\n"), "task.lead.scope");
    CHECK_TEXT(row_err(&c, "task", "Việc,Chủ trì\na,Xã Cẩm Hưng\n"), NULL);
    office_unit(&c, 30, OTHER, "commune", "Xã Cẩm Hưng");
    c.who = OFFICER;
    CHECK_TEXT(row_err(&c, "task", "Việc,Chủ trì\na,Xã Cẩm Hưng\n"), "import.lead.many");
    CHECK_TEXT(row_err(&c, "task", "Việc;Chủ trì\na;Xã Cẩm Hưng, Huyện Nam Sách\n"), NULL);
}

/* ---- all or none ---- */

typedef struct Storing { Import *m; } Storing;
static Err store(Ctx *c, void *arg) { return import_store(c, ((Storing *)arg)->m, NULL, NULL); }

static void all_or_none(void) {
    Ctx c = test_empty(":memory:");
    CHECK_TEXT(db_migrate(&c), NULL);
    office_set_up(&c);
    Storing s = {read_text(&c, "task", "Việc,Chủ trì\na,Huyện Cẩm Giàng\nb,Huyện Lạ\n")};
    CHECK_TEXT(db_write(&c, store, &s), "import.lead.unknown");
    CHECK(s.m->failed == &s.m->row[1] && s.m->failed->line == 3);
    CHECK(count(&c) == 0);
    db_close(c.db);
    arena_close(c.a);
}

/* ---- old text ---- */

/* "Việc,Chủ trì / Tổ chức hội nghị quán triệt ..." as the fonts of TCVN3 have it. */
#define TCVN3 "ViÖc,Chñ tr×\nTæ chøc héi nghÞ qu¸n triÖt nghÞ quyÕt,HuyÖn CÈm Giµng\n"

static void old_text(Ctx *c) {
    const char *bytes;
    size_t      n, at;
    CHECK_TEXT(text_bytes(c->a, TCVN3, &bytes, &n, &at), NULL);
    Import *m = read_as(c, "task", bytes, n, TEXT_NONE);
    CHECK(m->code.asked && m->code.guess.code == TEXT_TCVN3 && m->code.guess.sure > 0.9);
    CHECK_TEXT(m->code.was[1], "Tæ chøc héi nghÞ qu¸n triÖt nghÞ quyÕt,HuyÖn CÈm Giµng");
    m = read_as(c, "task", bytes, n, TEXT_TCVN3);
    CHECK(!m->code.asked && !m->err && m->wrong == 0);
    CHECK_TEXT(import_text(m, m->row, 0), "Tổ chức hội nghị quán triệt nghị quyết");
    /* Marks of their own are asked about too, and what is left as it is stays so. */
    const char *nfd = "Việc,Hạn\nTo\xCC\x82\xCC\x89 chu\xCC\x9B\xCC\x81""c,1/4/2026\n";
    m = read_text(c, "task", nfd);
    CHECK(m->code.asked && m->code.guess.code == TEXT_NFD);
    m = read_as(c, "task", nfd, strlen(nfd), TEXT_NFD);
    CHECK_TEXT(import_text(m, m->row, 0), "Tổ chức");
    CHECK(!read_text(c, "task", "Việc,Hạn\nTổ chức,1/4/2026\n")->code.asked);
    m = read_as(c, "task", "Vi\xFF\x81,\x01\n", 8, TEXT_VNI);
    CHECK_TEXT(m->err, "import.code.other");
}

/* A workbook: what was typed in an old font, beside what is Unicode. */
static Bytes workbook(Ctx *c, const char *const (*row)[2]) {
    const SheetColumn columns[] = {{"Việc", SHEET_TEXT, 9}, {"Hạn", SHEET_DAY, 9}};
    const char *path = test_place("in.xlsx");
    Sheet      *s;
    Bytes       b;
    CHECK_TEXT(sheet_open(c->a, SHEET_XLSX, path, "A", "B", columns, 2, &s), NULL);
    for (; row[0][0]; row++) CHECK_TEXT(sheet_row(s, (Val[]){V(row[0][0]), V(row[0][1])}), NULL);
    CHECK_TEXT(sheet_close(s), NULL);
    CHECK_TEXT(file_bytes_of(c->a, path, &b), NULL);
    return b;
}

static void old_workbook(Ctx *c) {
    static const char *const rows[][2] = {
        {"Tæ chøc héi nghÞ qu¸n triÖt nghÞ quyÕt", "2026-04-05"},
        {"UBND HuyÖn phèi hîp víi §oµn thanh niªn", NULL}, {"Đã là Unicode", NULL}, {NULL, NULL}};
    Bytes   b = workbook(c, rows);
    Import *m = read_as(c, "task", b.p, b.n, TEXT_NONE);
    CHECK(m->code.asked && m->code.guess.code == TEXT_TCVN3);
    m = read_as(c, "task", b.p, b.n, TEXT_TCVN3);
    CHECK(!m->err && m->rows == 3 && m->wrong == 0);
    CHECK_TEXT(import_text(m, &m->row[0], 0), "Tổ chức hội nghị quán triệt nghị quyết");
    CHECK_TEXT(import_text(m, &m->row[0], 3), "2026-04-05");
    CHECK_TEXT(import_text(m, &m->row[1], 0), "UBND Huyện phối hợp với Đoàn thanh niên");
    CHECK_TEXT(import_text(m, &m->row[2], 0), "Đã là Unicode");
    m = read_as(c, "task", b.p, b.n, TEXT_UTF8);
    CHECK_TEXT(import_text(m, &m->row[0], 0), "Tæ chøc héi nghÞ qu¸n triÖt nghÞ quyÕt");
}

/* ---- the files that go back ---- */

static void files(Ctx *c) {
    Bytes b;
    Made  made;
    for (const ImportKind *const *all = import_kinds; *all; all++) {
        const ImportKind *k = *all; /* a template is understood */
        CHECK_TEXT(import_template(c, k, &made), NULL);
        b = made_bytes(c, made);
        Import *m = read_as(c, k->name, b.p, b.n, TEXT_NONE);
        CHECK_TEXT(m->err, "import.rows.none");
        for (int i = 0; k->column[i].name; i++) CHECK(m->from[i] == i);
    }
    Import *m = read_text(c, "task", "Việc,Chủ trì,Hạn\na,Huyện Lạ,5/4/2026\nb,,\nc,,x\n");
    CHECK(m->wrong == 2);
    CHECK_TEXT(import_wrong(c, m, &made), NULL);
    b = made_bytes(c, made);
    m = read_as(c, "task", b.p, b.n, TEXT_NONE); /* comes back with the same two wrong rows */
    CHECK(!m->err && m->rows == 2 && m->wrong == 2);
    CHECK_TEXT(m->row[0].err, "import.lead.unknown");
    CHECK_TEXT(m->row[1].err, "task.due.bad");
    CHECK(strstr(m->row[0].cell[0].text, tr(c, "import.lead.unknown")) != NULL);
}

int main(void) {
    all_or_none();
    Ctx c = test_open();
    office_set_up(&c);
    understood(c);
    refused(c);
    old_text(&c);
    old_workbook(&c);
    files(&c);
    return test_close(&c);
}
