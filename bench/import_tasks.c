/* import_tasks.c - how long it takes until a spreadsheet of tasks is stored.
 *
 *     import_tasks DB FILE [N]   writes N (10,000) tasks to the spreadsheet FILE, for the units
 *                                of DB as tasks_make has made them, then reads, judges and
 *                                stores them; prints the milliseconds of each
 *                                step, and those that the processor worked on all three */
#include "work/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static void must(Err e) {
    if (e) fatal("%s", e);
}

static void make(Ctx *c, const char *path, int n) {
    const SheetColumn columns[] = {
        {"Việc phải làm", SHEET_TEXT, 60}, {"Đơn vị chủ trì", SHEET_TEXT, 28},
        {"Thời hạn", SHEET_DAY, 12}, {"Sản phẩm", SHEET_TEXT, 30},
        {"Người chịu trách nhiệm", SHEET_TEXT, 24}, {"Ghi chú", SHEET_TEXT, 30}};
    Sheet *s;
    must(sheet_open(c->a, SHEET_XLSX, path, "Nhiệm vụ", "bench", columns, 6, &s));
    for (int i = 0; i < n; i++) {
        const int unit = 20 + i % 200, id = 15 + unit - 20;
        const Val v[] = {
            V(arena_print(c->a, "Tổ chức hội nghị quán triệt, tuyên truyền nghị quyết số %d của"
                                " Tỉnh ủy đến cán bộ, đảng viên", i)),
            V(unit_name(c, id)), V(day_add(c->a, c->today, 1 + i % 90)),
            V(arena_print(c->a, "Báo cáo kết quả số %d", i)), V(staff_name(c, id)),
            V(arena_print(c->a, "Theo kế hoạch năm, dòng %d", i))};
        must(sheet_row(s, v));
    }
    must(sheet_close(s));
}

static Err store(Ctx *c, void *arg) { return import_store(c, arg, NULL, NULL); }
static Err judge(Ctx *c, void *arg) {
    import_judge(c, arg);
    return NULL;
}

/* A row of its own in the table, as if it had come with a form. */
static Err bring(Ctx *c, void *arg) {
    Import      *m = arg;
    const Upload u = {.file = "bench.xlsx", .type = "x", .bytes = 1,
                      .hash = arena_print(c->a, "%064d", 0)};
    return import_add(c, m->kind, &u, &m->id);
}

int main(int n, char **arg) {
    Ctx c = {.a = arena_open(), .today = "2022-10-14", .lang = LANG_VI, .who = 1};
    if (n < 3) fatal("usage: import_tasks DB FILE [N]");
    c.now = clock_ms();
    must(db_open(arg[1], &c.db));
    make(&c, arg[2], n > 3 ? atoi(arg[3]) : 10000);
    Import m = {.kind = import_kind("task")};
    Bytes  file;
    must(db_write(&c, bring, &m));
    const clock_t began = clock();
    const int64_t t0 = clock_ms();
    must(file_bytes_of(c.a, arg[2], &file));
    import_read(&c, &m, file, TEXT_UTF8);
    const int64_t t1 = clock_ms();
    must(db_read(&c, judge, &m));
    const int64_t t2 = clock_ms();
    must(m.err);
    for (int i = 0; i < m.rows; i++) must(m.row[i].err);
    must(db_write(&c, store, &m));
    printf("%d rows: read %d ms, judge %d ms, store %d ms; processor %d ms\n", m.rows,
           (int)(t1 - t0), (int)(t2 - t1), (int)(clock_ms() - t2),
           (int)((clock() - began) * 1000 / CLOCKS_PER_SEC));
    db_close(c.db);
    arena_close(c.a);
    return 0;
}
