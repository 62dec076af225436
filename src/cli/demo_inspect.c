/* demo_inspect.c - three inspections of the demo office: one that has ended, with shares that
 * can be told and others that cannot, one under way on the demo day, one only planned.  What
 * was found is invented. */
#include "cli/demo.h"

#include "inspect/inspect.h"

#include <string.h>

static const char inspector[] = "Bùi Thị Trình Diễn";
static const char lines[] =
    "Có sản phẩm đúng như nhiệm vụ đã giao\n"
    "Sản phẩm đúng thể thức, đủ chữ ký, số và ngày\n"
    "Số liệu trong báo cáo khớp với sổ theo dõi, danh sách ký nhận\n"
    "Nơi nhận xác nhận đã nhận được\n"
    "Việc được làm xong trước ngày báo cáo hoàn thành";

static void on(Ctx *c, const char *day, int hour, const char *name) {
    c->today = day;
    c->now = demo_morning(day) + hour * 3600 * 1000LL;
    c->who = demo_staff(c, name);
}

static const char *verdict_of(int k) {
    if (k % 9 == 4) return "false";
    if (k % 7 == 3) return "partly";
    return k % 17 == 6 ? "unseen" : "true";
}

static const char *words_of(const char *verdict) {
    if (strcmp(verdict, "false") == 0)
        return "Báo cáo có số liệu nhưng không có danh sách, biên bản; nơi nhận chưa nhận được.";
    if (strcmp(verdict, "partly") == 0)
        return "Đã làm ở phần lớn địa bàn; còn hai xã chưa tổ chức, phụ lục chưa đủ.";
    return strcmp(verdict, "unseen") == 0
        ? "Cán bộ phụ trách đi học, hồ sơ lưu ở nơi khác; chưa kiểm tra được trong đợt này." : "";
}

static Err find(Ctx *c, const Finding *f, int k) {
    const char *answer[LINES_MAX] = {0}, *note[LINES_MAX] = {0};
    int64_t     file = 0;
    Found now = {.verdict = verdict_of(k), .seen = c->today, .answer = answer, .note = note,
                 .files = &file, .fix = ""};
    bool bad = strcmp(now.verdict, "false") == 0, seen = strcmp(now.verdict, "unseen") != 0;
    Err  e = NULL;
    now.words = words_of(now.verdict);
    for (int n = 0; n < LINES_MAX; n++) answer[n] = note[n] = "";
    for (int n = 0; n < 5 && seen; n++) answer[n] = bad && n != 1 ? "no" : "yes";
    if (bad) {
        note[2] = "Sổ theo dõi ghi 14 hội nghị, báo cáo ghi 19";
        now.fix = "Bổ sung danh sách, biên bản và gửi lại báo cáo có số liệu đúng";
        e = demo_evidence(c, arena_print(c->a, "%s\n%s\n", f->work, now.words), &file);
        now.nfiles = 1;
    }
    return e ? e : finding_put(c, f, &now);
}

static Err begin(Ctx *c, Inspection *i) {
    i->reason = "Kế hoạch kiểm tra, giám sát năm 2022 (dữ liệu giả định)";
    i->strata = "district";
    i->lines = lines;
    return inspection_put(c, NULL, i);
}

/* Five of those who have done many, two of the others. */
static Err share_out(Ctx *c, int64_t id) {
    const SampleFrame f = inspection_frame(c, id);
    int64_t          *take = arena_take(c->a, (size_t)(f.strata + 1) * sizeof *take), n = 0;
    for (int h = 0; h < f.strata; h++) {
        int64_t all = f.stratum[h].n;
        n += take[h] = all > 4 ? 5 : all < 2 ? all : 2;
    }
    return inspection_plan(c, inspection_get(c, id), n, "hand", 2, take);
}

static Err ended(Ctx *c) {
    Inspection i = inspection_blank(c);
    int        k = 0;
    on(c, "2022-10-03", 1, inspector);
    i.name = "Kiểm tra việc báo cáo hoàn thành, chín tháng đầu năm 2022";
    i.unit = unit_top(c);
    i.since = "2022-01-01";
    i.until = "2022-09-30";
    Err e = begin(c, &i);
    if (!e) e = checklist_put(c, "Kiểm tra tại đơn vị", lines);
    if (!e) e = share_out(c, i.id);
    if (!e) e = inspection_draw(c, inspection_get(c, i.id), 20221003);
    for (const Finding *f = e ? NULL : finding_list(c, i.id); f && !e; f = f->next, k++) {
        on(c, k < 20 ? "2022-10-05" : "2022-10-07", k % 8, inspector);
        e = find(c, f, k);
        if (e || k % 9 != 4 || k % 2) continue;
        c->who = unit_head(c, f->unit);
        e = finding_reply(c, finding_get(c, f->id), "Đơn vị xin tiếp thu, sẽ bổ sung hồ sơ.");
    }
    on(c, "2022-10-10", 2, inspector);
    if (!e) e = inspection_close(c, inspection_get(c, i.id),
                                 "Phần lớn báo cáo đúng thực tế. Cần nhắc các đơn vị chỉ báo hoàn "
                                 "thành khi đã có đủ danh sách, biên bản.");
    return e;
}

static Err running(Ctx *c) {
    Inspection i = inspection_blank(c);
    int        k = 0;
    on(c, "2022-10-11", 1, inspector);
    i.name = "Kiểm tra đột xuất, quý III năm 2022";
    i.unit = unit_top(c);
    i.since = "2022-07-01";
    i.until = "2022-09-30";
    i.size = 14;
    i.least = 1;
    Err e = begin(c, &i);
    if (!e) e = inspection_draw(c, inspection_get(c, i.id), 20221011);
    on(c, "2022-10-13", 1, inspector);
    for (const Finding *f = e ? NULL : finding_list(c, i.id); f && !e; f = f->next, k++) {
        bool district = strcmp(unit_name(c, f->unit), "Huyện Cẩm Giàng") == 0;
        if (k < 5 || district) e = find(c, f, district ? 4 : k);
    }
    return e;
}

static Err planned(Ctx *c) {
    Inspection i = inspection_blank(c);
    on(c, "2022-10-14", 0, inspector);
    i.name = "Kiểm tra theo văn bản, năm 2022";
    i.unit = unit_top(c);
    i.since = "2022-01-01";
    i.until = "2022-10-13";
    i.size = 20;
    i.reason = "Theo đề nghị của lãnh đạo Ban (dữ liệu giả định)";
    i.strata = "document";
    i.lines = lines;
    return inspection_put(c, NULL, &i);
}

Err demo_inspections(Ctx *office) {
    Ctx c = *office;
    if (strcmp(office->today, "2022-10-14") < 0) return NULL; /* nothing was done yet */
    Err e = ended(&c);
    if (!e) e = running(&c);
    if (!e) e = planned(&c);
    if (e) log_line("demo: inspection: %s", e);
    return e;
}
