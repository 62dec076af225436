/* exchange_test.c - what goes out comes back: all of an office is exported, brought into an
 * empty one, and exported again, as text and as spreadsheets.  And what tables of units, staff
 * and documents refuse. */
#include "../made.h"
#include "office.h"
#include "work/parts.h"

#define DAY "2020-01-01"

/* ---- an office with a top and somebody who may do all ---- */

static void top(Ctx *c) {
    office_unit(c, PROVINCE, 0, "province", "Tỉnh Hải Dương");
    office_staff(c, OFFICER, PROVINCE, PROVINCE, "administrator", "Nguyễn Thị An");
    CHECK_TEXT(db_exec(c, "INSERT INTO post (id, unit, scope, name, role, since, until, at, who)"
                          " VALUES ($1, $2, $2, 'Chuyên viên', 'officer', $3, '9999-12-31', 0, 0)",
                       V(70), V(PROVINCE), V(DAY)), NULL);
    CHECK_TEXT(db_exec(c, "INSERT INTO appointment (staff, post, acting, since, until, at, who)"
                          " VALUES ($1, 70, 0, $2, '9999-12-31', 0, 0)", V(OFFICER), V(DAY)), NULL);
    const char *const tables[] = {"unit", "staff", "post"};
    for (int i = 0; i < 3 && db_is_postgres(c->db); i++)
        CHECK_TEXT(db_script(c, arena_print(c->a, "SELECT setval(pg_get_serial_sequence("
                                                  "'%s', 'id'), 1000)", tables[i])), NULL);
}

static int64_t unit(Ctx *c, const char *name, const char *kind, int64_t parent,
                    const char *since, const char *code) {
    int64_t id = 0;
    CHECK_TEXT(unit_add(c, &(UnitNew){.since = since, .name = name, .kind = kind, .code = code,
                                      .parent = parent, .source = "thử"}, &id), NULL);
    return id;
}

static int64_t person(Ctx *c, const char *name, const char *email, int64_t at, const char *post,
                      const char *role, const char *since, const char *until) {
    int64_t id, place, held;
    CHECK_TEXT(staff_add(c, &(StaffNew){name, email, ""}, &id), NULL);
    if (!at) return id;
    CHECK_TEXT(post_add(c, &(PostNew){at, 0, post, role, since, NULL}, &place), NULL);
    CHECK_TEXT(appoint(c, &(AppointmentNew){id, place, false, since, until}, &held), NULL);
    return id;
}

static void documents(Ctx *c) {
    static const char *const symbols[] = {"05-CT/TU", "726/KH-UBND", "12a/QĐ-UBND"};
    for (size_t i = 0; i < 3; i++) {
        Document   d = document_blank();
        SymbolRead s;
        d.day = day_add(c->a, "2025-03-01", (int64_t)i);
        CHECK_TEXT(symbol_read(c, symbols[i], d.day, &s), NULL);
        d.kind = s.kind, d.issuer = s.issuer, d.number = s.symbol.number;
        d.suffix = s.symbol.suffix, d.series = s.series ? s.series : "2025";
        d.symbol = symbols[i];
        d.abstract = i ? "=SUM(A1), \"quý I\"\nvề việc khác" : "Về tăng cường tuyên truyền";
        d.signer = i == 1 ? "'-Phó Chủ tịch" : "";
        d.received = i == 2 ? "2025-03-09" : NULL;
        if (!d.kind || !d.issuer) fprintf(stderr, "%s is not known\n", symbols[i]);
        CHECK_TEXT(document_put(c, NULL, &d), NULL);
    }
}

static void tasks(Ctx *c, int64_t lead, int64_t who) {
    for (int i = 0; i < 60; i++) {
        Task t = task_blank();
        t.work = arena_print(c->a, "%sTổ chức hội nghị \"số %d\", hai đợt", i % 9 ? "" : "=", i);
        t.lead = i % 8 == 1 ? staff_unit(c, who) : i % 4 ? lead : 0;
        t.lead_staff = i % 8 == 1 ? who : 0;
        t.answerable = i % 3 ? who : 0;
        t.due = i % 5 ? day_add(c->a, "2026-05-01", i) : NULL;
        t.product = i % 2 ? "Báo cáo" : "";
        t.indicator = i % 2 ? "" : "Số lớp";
        t.target = i % 2 ? NAN : 1250.5 * i - 3;
        t.measure = i % 2 ? "" : "lớp";
        t.urgent = i % 7 == 0;
        t.note = i % 6 ? "" : "@ghi chú\tcó tab";
        t.clause = "mục II, điểm 1";
        CHECK_TEXT(task_symbol(c, i % 3 ? "" : "726/KH-UBND", &t), NULL);
        CHECK_TEXT(task_draft(c, &t), NULL);
    }
}

/* Names that are there twice, one that has changed, days that begin at different times. */
static void fill(Ctx *c) {
    int64_t a = unit(c, "Huyện Cẩm Giàng", "district", PROVINCE, DAY, "C1");
    int64_t b = unit(c, "Huyện Nam Sách", "district", PROVINCE, "2021-05-05", "");
    unit(c, "Xã An Bình", "commune", b, "2021-06-01", "");
    int64_t twin = unit(c, "Xã An Bình", "commune", a, "2022-01-01", "C2");
    CHECK_TEXT(unit_change(c, a, &(UnitNew){.since = "2024-02-02", .name = "Cẩm Giàng mới",
                                            .source = "thử"}), NULL);
    int64_t who = person(c, "Lê Thị Cúc", "cuc@tinh.example", a, "Trưởng ban", "unit_lead",
                         "2023-01-01", "2030-01-01");
    person(c, "Lê Thị Cúc", "", twin, "Chuyên viên", "unit_officer", "2022-03-01", NULL);
    person(c, "Phạm Văn Dũng", "", twin, "Chuyên viên", "unit_officer", "2022-03-01", NULL);
    person(c, "Đỗ Thị Hà", "ha@tinh.example", 0, NULL, NULL, NULL, NULL);
    CHECK_TEXT(holiday_put(c, &(Holiday){.day = "2026-09-02", .name = "Quốc khánh",
                                         .source = "Thông báo, số 1"}), NULL);
    CHECK_TEXT(holiday_put(c, &(Holiday){.day = "2026-09-05", .name = "+ Làm bù", .works = true,
                                         .source = ""}), NULL);
    documents(c);
    tasks(c, twin, who);
}

/* ---- there and back ---- */

static Err give(Ctx *c, const ImportKind *k, SheetAs as, Made *out) {
    const TaskFilter f = {.due_from = "", .due_to = "", .issued_from = "", .issued_to = "",
                          .q = "", .page = 1, .order = LIST_DUE};
    const DocumentFilter d = {.words = "", .year = "", .force = "", .sort = "old", .max = 1};
    const ListView v = {.f = f, .sight = {.all = true, .drafts = true}, .path = "/task"};
    if (strcmp(k->name, "task") == 0) return list_export(c, &v, as, out);
    if (strcmp(k->name, "document") == 0) return document_export(c, &d, as, out);
    return export_kind(c, k, as, out);
}

/* Of tasks the numbers at the beginning of a line and what was done are the office's own. */
static const char *told(Ctx *c, const ImportKind *k, Bytes b) {
    Buf         out = {.a = c->a};
    const char *p = b.p;
    if (strcmp(k->name, "task") != 0) return arena_part(c->a, p, b.n);
    for (const char *end = p + b.n; p < end; p++) {
        const char *line = memchr(p, '\n', (size_t)(end - p));
        const char *from = strchr(p, ',') ? strchr(strchr(p, ',') + 1, ',') : p;
        if (*p != '#' && from) buf_add(&out, from, (size_t)(line - from) + 1);
        p = line;
    }
    return out.s;
}

static void bring(Ctx *c, const ImportKind *k, Bytes b) {
    Import *m = arena_new(c->a, Import);
    m->kind = k;
    import_read(c, m, b, TEXT_UTF8);
    CHECK_TEXT(m->err, NULL);
    CHECK(table_packed(b) || m->sum == SUM_WHOLE);
    import_judge(c, m);
    for (int i = 0; i < m->rows; i++)
        if (m->row[i].err) fprintf(stderr, "%s, line %d: %s\n", k->name, (int)m->row[i].line,
                                   import_why(c, m, &m->row[i]));
    CHECK(m->wrong == 0);
    CHECK_TEXT(import_rows(c, m, NULL, NULL), NULL);
    if (m->failed) fprintf(stderr, "%s, line %d\n", k->name, (int)m->failed->line);
}

/* In the order in which one stands on another. */
static const ImportKind *const order[] = {&import_unit_kind, &import_staff_kind,
                                          &import_holiday_kind, &import_document_kind,
                                          &import_task_kind};
enum { KINDS = 5 };

static Err fill_all(Ctx *c, void *arg) {
    (void)arg;
    top(c);
    fill(c);
    return NULL;
}

typedef struct Given { Bytes file[KINDS]; const char *text[KINDS]; } Given;

static void give_all(Ctx *c, SheetAs as, Given *out) {
    Made made;
    for (int i = 0; i < KINDS; i++) {
        CHECK_TEXT(give(c, order[i], SHEET_CSV, &made), NULL);
        out->text[i] = told(c, order[i], made_bytes(c, made));
        CHECK_TEXT(give(c, order[i], as, &made), NULL);
        out->file[i] = made_bytes(c, made);
    }
}

static Err bring_all(Ctx *c, void *arg) {
    const Given *t = arg;
    top(c);
    for (int i = 0; i < KINDS; i++) bring(c, order[i], t->file[i]);
    return NULL;
}

static void there_and_back(SheetAs as) {
    Ctx  c = test_empty(":memory:");
    Given was, is;
    CHECK_TEXT(db_migrate(&c), NULL);
    CHECK_TEXT(db_write(&c, fill_all, NULL), NULL);
    give_all(&c, as, &was);
    CHECK(strstr(was.text[0], "\"Xã An Bình\"") || strstr(was.text[0], "Xã An Bình"));
    CHECK(strstr(was.text[3], "'=SUM(A1)") && strstr(was.text[3], "''-Phó"));
    db_close(c.db);
    Ctx d = test_empty(":memory:");
    CHECK_TEXT(db_migrate(&d), NULL);
    CHECK_TEXT(db_write(&d, bring_all, &was), NULL);
    give_all(&d, as, &is);
    for (int i = 0; i < KINDS; i++) CHECK_TEXT(is.text[i], was.text[i]);
    CHECK(!tally_recount(&d));
    /* And once more: units and people that are there are left as they are. */
    for (int i = 0; i < 3; i++) bring(&d, order[i], is.file[i]);
    give_all(&d, as, &is);
    for (int i = 0; i < 3; i++) CHECK_TEXT(is.text[i], was.text[i]);
    db_close(d.db);
    arena_close(d.a);
    arena_close(c.a);
}

/* ---- what is refused ---- */

static const char *row_err(Ctx *c, const ImportKind *k, const char *text) {
    Import *m = arena_new(c->a, Import);
    m->kind = k;
    import_read(c, m, (Bytes){text, strlen(text)}, TEXT_UTF8);
    import_judge(c, m);
    return m->err ? m->err : m->row[m->rows - 1].err;
}

static void units(Ctx *c) {
    const ImportKind *k = &import_unit_kind;
    CHECK_TEXT(row_err(c, k, "Tên đơn vị,Loại đơn vị\n,xã\n"), "unit.name.missing");
    CHECK_TEXT(row_err(c, k, "Tên đơn vị,Loại đơn vị\nA,làng\n"), "unit.kind.bad");
    CHECK_TEXT(row_err(c, k, "Tên đơn vị,Loại đơn vị\nA,Xã\n"), "import.parent.missing");
    CHECK_TEXT(row_err(c, k, "Tên,Cấp,Thuộc\nA,Xã,Huyện Lạ\n"), "import.parent.unknown");
    CHECK_TEXT(row_err(c, k, "Tên,Cấp,Thuộc\nA,Huyện,Tỉnh Hải Dương\nB,Xã,A\n"), NULL);
    CHECK_TEXT(row_err(c, k, "Tên,Cấp,Thuộc\nA,Huyện,Tỉnh Hải Dương\nB,Xã,Huyện Cẩm Giàng\n"
                             "A,Xã,Huyện Cẩm Giàng\nC,Xã,A\n"), "import.parent.many");
    CHECK_TEXT(row_err(c, k, "Tên,Cấp,Thuộc,Từ\nA,Huyện,Tỉnh Hải Dương,31/2/2020\n"),
               "unit.since.bad");
    CHECK_TEXT(row_err(c, k, "Tên,Cấp,Thuộc,Từ,Đến\nA,Huyện,Tỉnh Hải Dương,1/2/2020,1/1/2020\n"),
               "unit.until.early");
    c->who = LEADER;
    CHECK_TEXT(row_err(c, k, "Tên,Cấp,Thuộc\nA,Huyện,Tỉnh Hải Dương\n"), "http.forbidden");
    c->who = OFFICER;
}

static void staff(Ctx *c) {
    const ImportKind *k = &import_staff_kind;
    CHECK_TEXT(row_err(c, k, "Họ tên,Email\n,a@b\n"), "staff.name.missing");
    CHECK_TEXT(row_err(c, k, "Họ tên,Email\nA,không\n"), "staff.email.bad");
    CHECK_TEXT(row_err(c, k, "Họ tên,Đơn vị,Chức vụ\nA,Lạ,Trưởng ban\n"), "import.unit.unknown");
    CHECK_TEXT(row_err(c, k, "Họ tên,Đơn vị,Chức vụ\nA,Tỉnh Hải Dương,\n"), "post.name.missing");
    CHECK_TEXT(row_err(c, k, "Họ tên,Chức vụ\nA,Trưởng ban\n"), "import.unit.missing");
    CHECK_TEXT(row_err(c, k, "Họ tên,Vai trò trong phần mềm\nA,vua\n"), "post.role.bad");
    CHECK_TEXT(row_err(c, k, "Họ tên,Đơn vị,Chức vụ,Từ\nA,Tỉnh Hải Dương,X,hôm nay\n"),
               "appointment.since.bad");
    int64_t id;
    CHECK_TEXT(staff_add(c, &(StaffNew){"Lê Văn Lý", "ly@tinh.example", ""}, &id), NULL);
    CHECK_TEXT(row_err(c, k, "Họ tên,Email\nLê văn lý,ly@tinh.example\n"), NULL);
    CHECK_TEXT(row_err(c, k, "Họ tên,Email\nAi Đó,ly@tinh.example\n"), "import.email.other");
    CHECK_TEXT(row_err(c, k, "Họ tên,Mật khẩu\nA,bí mật\n"), NULL); /* a column that is not used */
}

static void registers(Ctx *c) {
    const ImportKind *k = &import_document_kind;
#define HEAD "Số ký hiệu,Ngày,Trích yếu,Cơ quan ban hành,Thể loại\n"
    CHECK_TEXT(row_err(c, k, HEAD "05-CT/TU,1/3/2025,Về việc,,\n"), NULL);
    CHECK_TEXT(row_err(c, k, HEAD "05-CT/TU,,Về việc,,\n"), "document.day.missing");
    CHECK_TEXT(row_err(c, k, HEAD "05-CT/TU,1/3/2027,Về việc,,\n"), "document.day.future");
    CHECK_TEXT(row_err(c, k, HEAD "05-CT/TU,1/3/2025,,,\n"), "document.abstract.missing");
    CHECK_TEXT(row_err(c, k, HEAD "05-CT/TU,1/3/2025,Về việc,Hội Lạ,\n"),
               "document.issuer.missing");
    CHECK_TEXT(row_err(c, k, HEAD "05-CT/TU,1/3/2025,Về việc,,Sấm\n"), "document.kind.missing");
    CHECK_TEXT(row_err(c, k, HEAD "linh tinh,1/3/2025,Về việc,,\n"), "document.symbol.number");
    c->who = LEADER;
    CHECK_TEXT(row_err(c, k, HEAD "05-CT/TU,1/3/2025,Về việc,,\n"), "http.forbidden");
    c->who = OFFICER;
}

/* A text that was changed behind the back of its checksum is read, and said to be so. */
static void sums(Ctx *c) {
    Made made;
    CHECK_TEXT(export_kind(c, &import_unit_kind, SHEET_CSV, &made), NULL);
    const Bytes b = made_bytes(c, made);
    char       *text = arena_part(c->a, b.p, b.n);
    Import      m = {.kind = &import_unit_kind};
    import_read(c, &m, (Bytes){text, b.n}, TEXT_UTF8);
    CHECK(m.sum == SUM_WHOLE && m.rows == 7);
    memcpy(strstr(text, "Huyện Nam"), "huyện", strlen("huyện"));
    m = (Import){.kind = &import_unit_kind};
    import_read(c, &m, (Bytes){text, b.n}, TEXT_UTF8);
    CHECK(m.sum == SUM_CHANGED && m.rows == 7);
}

int main(void) {
    there_and_back(SHEET_CSV);
    there_and_back(SHEET_XLSX);
    Ctx c = test_open();
    office_set_up(&c);
    if (db_is_postgres(c.db)) /* the office was written with ids of its own */
        CHECK_TEXT(db_script(&c, "SELECT setval(pg_get_serial_sequence('staff', 'id'), 1000)"),
                   NULL);
    CHECK_TEXT(db_exec(&c, "UPDATE post SET role = 'administrator' WHERE id = $1", V(OFFICER)),
               NULL);
    units(&c);
    staff(&c);
    sums(&c);
    CHECK_TEXT(db_exec(&c, "UPDATE post SET role = 'officer' WHERE id = $1", V(OFFICER)), NULL);
    registers(&c);
    return test_close(&c);
}
