/* demo_brief.c - the briefs of the demo office: September as it was frozen in the first days
 * of October, and the week of today, which nobody has sent to review yet. */
#include "cli/demo.h"

#include "brief/brief.h"

#include <string.h>

#define MONTH "2022-09-01"
#define FROZEN "2022-10-03"
static const char author[] = "Đỗ Thị Phác Thảo", reviewer[] = "Trần Thị Tưởng Tượng";

static Err plan(Ctx *c, const char *kind, int64_t days) {
    BriefPlan p = {.kind = brief_kind(kind), .unit = unit_top(c), .days = days};
    Err       e = plan_add(c, &p, "chuyenvien");
    return e ? e : reader_add(c, p.id, 0, "", "leader");
}

/* On the day on which the month was over, by whom it behoves. */
static Err review(Ctx *office, void *arg) {
    int64_t *id = arg;
    Ctx      c = *office;
    Brief    b = {.kind = brief_kind("month"), .unit = unit_top(&c)};
    c.today = FROZEN;
    c.now = demo_morning(FROZEN) + HOUR_MS;
    b.period = period_of(c.a, b.kind, MONTH);
    c.who = demo_staff(&c, author);
    Err e = brief_add(&c, &b);
    *id = b.id;
    Brief is = *brief_get(&c, b.id);
    is.why = "Huyện Ninh Giang và Huyện Tứ Kỳ làm muộn vì chờ số liệu của các xã (dữ liệu giả "
             "định).";
    is.next = "Đề nghị các đơn vị có việc đến hạn trong tháng 10 mà chưa báo cáo gửi tiến độ trước "
              "ngày 10/10/2022 (dữ liệu giả định).";
    if (!e) e = reader_add(&c, 0, b.id, "", "leader");
    if (!e) e = brief_write(&c, brief_get(&c, b.id), &is);
    if (!e) e = brief_send(&c, brief_get(&c, b.id));
    c.who = demo_staff(&c, reviewer);
    c.now += HOUR_MS;
    return e ? e : brief_approve(&c, brief_get(&c, b.id));
}

typedef struct Freezing { int64_t id; Brief *b; BriefFiles files; } Freezing;

static Err look(Ctx *c, void *arg) {
    Freezing *f = arg;
    f->b = brief_get(c, f->id);
    return NULL;
}

static Err freeze(Ctx *c, void *arg) {
    Freezing *f = arg;
    c->who = demo_staff(c, author);
    return brief_freeze(c, f->b, &f->files);
}

static Err begin(Ctx *c, void *arg) {
    (void)arg;
    c->who = demo_staff(c, author);
    c->now = demo_morning(c->today) + HOUR_MS;
    Brief b = {.kind = brief_kind("week"), .unit = unit_top(c)};
    b.period = period_of(c->a, b.kind, c->today);
    Err e = plan(c, "month", 5);
    if (!e) e = plan(c, "week", 3);
    return e ? e : brief_add(c, &b);
}

Err demo_briefs(Ctx *c) {
    Freezing f = {0};
    Ctx      then = *c;
    Err      e = NULL;
    then.now = demo_morning(FROZEN) + 3 * HOUR_MS;
    then.today = FROZEN;
    if (strcmp(c->today, FROZEN) >= 0) {
        e = db_write(&then, review, &f.id);
        if (!e) e = db_read(&then, look, &f);
        if (!e) e = brief_make_all(&then, f.b, &f.files);
        if (!e) e = db_write(&then, freeze, &f);
    }
    return e ? e : db_write(c, begin, NULL);
}
