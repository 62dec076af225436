/* demo_release.c - what the demo office publishes of its surveys: the finished wave, announced
 * before and approved by its leader, and one that the calendar announces. */
#include "cli/demo.h"

#include "opinion/opinion.h"

#include <string.h>

static const char researcher[] = "Lương Thị Khảo Sát", leader[] = "Trần Thị Tưởng Tượng";

static const struct { const char *name, *words; } told[] = {
    {"strategy", "Điều tra chọn mẫu một đợt, bảng hỏi có sẵn lựa chọn (dữ liệu giả định)."},
    {"sponsor", "Ban Tuyên giáo Tỉnh ủy đặt và thực hiện bằng kinh phí thường xuyên; không nhận "
                "tiền của cơ quan được đánh giá."},
    {"population", "Người từ 18 tuổi trở lên đã làm thủ tục hành chính trong 12 tháng qua, sống "
                   "tại hộ gia đình trong tỉnh; không gồm người ở tập thể."},
    {"recruit", "Hai bước: chọn 40 xã, phường trong hai tầng thành thị và nông thôn, rồi chọn 30 "
                "hộ mỗi xã; mỗi hộ hỏi một người."},
    {"weights", "Quyền số bằng nghịch đảo xác suất được chọn; chưa hiệu chỉnh theo nguồn ngoài."},
    {"processing", "Kiểm tra lô-gic mọi phiếu, gọi lại chừng một phần hai mươi; loại phiếu ngoài "
                   "đối tượng hỏi."},
    {"limits", "Không nói được về từng xã, và không nói được vì sao người dân hài lòng hay không. "
               "Người vắng nhà lâu ngày không được hỏi."},
};

static void on(Ctx *c, const char *day, int hour, const char *name) {
    c->today = day;
    c->now = demo_morning(day) + hour * HOUR_MS;
    c->who = demo_staff(c, name);
}

/* All that was asked with choices, the first by districts. */
static const ReleaseTable *tables_of(Ctx *c, const Survey *s) {
    enum { MOST = 6 };
    const ReleaseTable *first = NULL, **end = &first;
    Stats               st = {.a = c->a, .threads = 1};
    Poll                p;
    int                 n = 0;
    Err                 e = poll_read(c, &st, s, &p);
    if (e) fatal("demo: release: %s", e);
    for (const PollItem *k = p.items; k && n < MOST; k = k->next) {
        if (k->kind != POLL_ONE || k == p.items) continue; /* the first asks whether one may ask */
        ReleaseTable *t = arena_new(c->a, ReleaseTable);
        *t = (ReleaseTable){k->name, n++ ? "" : "district", NULL};
        *end = t;
        end = (const ReleaseTable **)&t->next;
    }
    return first;
}

static Err written(Ctx *c, int64_t id, const Survey *s) {
    const Release *was = release_get(c, id);
    Release        is = *was;
    is.summary = "Kết quả đợt 1, để các cơ quan có trách nhiệm biết khâu nào cần làm tốt hơn (dữ "
                 "liệu giả định).";
    is.tables = tables_of(c, s);
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        for (int k = 0; k < RELEASE_ITEMS; k++)
            if (strcmp(release_items[k].name, told[i].name) == 0) is.item[k] = told[i].words;
    return release_write(c, was, &is);
}

/* Announced on the day on which the survey closed, for ten days later. */
static Err published(Ctx *c, const Survey *s) {
    int64_t        id = 0;
    ReleaseEdition made;
    const char    *due = day_add(c->a, s->until, 10);
    on(c, s->until, 1, researcher);
    Err e = release_add(c, s, &id);
    if (!e) e = release_announce(c, release_get(c, id), due, "");
    on(c, day_add(c->a, s->until, 6), 2, researcher);
    if (!e) e = written(c, id, s);
    if (!e) e = release_make(c, release_get(c, id), &made);
    if (!e) e = release_send(c, release_get(c, id), &made);
    on(c, day_add(c->a, s->until, 8), 1, leader);
    if (!e) e = release_approve(c, release_get(c, id));
    on(c, due, 0, leader);
    return e ? e : release_publish(c, release_get(c, id));
}

static Err announced(Ctx *c, const Survey *s) {
    int64_t id = 0;
    Err     e = release_add(c, s, &id);
    return e ? e : release_announce(c, release_get(c, id), day_add(c->a, s->until, 14), "");
}

Err demo_releases(Ctx *office) {
    Ctx c = *office;
    on(&c, office->today, 0, researcher);
    Err e = NULL;
    for (Survey *s = survey_list(&c, "closed", 0, 10); s && !e; s = s->next) {
        Ctx then = c;
        if (strcmp(s->sampling, "probability") == 0) e = published(&then, s);
    }
    for (Survey *s = survey_list(&c, "open", 0, 10); s && !e; s = s->next)
        if (strcmp(s->mode, "open") == 0) e = announced(&c, s);
    if (e) log_line("demo: release: %s", e);
    return e;
}
