/* demo_assess.c - the third quarter of 2022 as the demo office assessed it: a formula that was
 * settled before, the figures, what people made of them, and letters; and the nine months,
 * which are still a draft.
 *
 * What is said of units is invented, like what they reported. */
#include "cli/demo.h"

#include "inspect/inspect.h"

#include <inttypes.h>
#include <string.h>

static const char maker[] = "Vũ Ngọc Giả Định", boss[] = "Trần Thị Tưởng Tượng";

/* Somebody, on a morning. */
static void be(Ctx *c, const char *name, const char *day) {
    c->who = demo_staff(c, name);
    c->today = day;
    c->now = demo_morning(day);
}

static Err settle_formula(Ctx *c) {
    Formula f = formula_blank();
    be(c, boss, "2022-01-10");
    f.name = "Công thức đánh giá đơn vị năm 2022";
    f.since = "2022-01-15";
    f.source = "Quy định số 03-QĐ/BTGTU ngày 10/01/2022 (giả định)";
    f.least = 3;
    return formula_put(c, &f);
}

static Err settle_texts(Ctx *c) {
    Err e = NULL;
    be(c, boss, "2022-01-10");
    for (int i = 0; dispatch_kinds[i] && !e; i++) {
        DispatchText t = dispatch_text_blank(c, dispatch_kinds[i]);
        t.above = "Tỉnh ủy Hải Dương";
        t.issuer = "Ban Tuyên giáo";
        t.symbol = "CV/BTGTU";
        e = dispatch_text_put(c, &t);
    }
    return e;
}

/* Of three tasks the rule proposes nothing; who did all in time is commended by people. */
static Err choose(Ctx *c, int64_t id) {
    const Assessed x = assess_rows(c, assess_get(c, id));
    Err            e = NULL;
    for (int i = 0; i < x.ranked && !e; i++) {
        const AssessRow *u = &x.row[i];
        if (u->rank == 1)
            e = assess_choose(c, assess_get(c, id), u->unit, "commend",
                              "Hoàn thành đúng hạn tất cả nhiệm vụ đến hạn, đủ minh chứng.");
    }
    return e;
}

static Err approve(Ctx *c, int64_t id) {
    Err e = assess_propose(c, assess_get(c, id));
    be(c, boss, "2022-10-07");
    return e ? e : assess_approve(c, assess_get(c, id));
}

/* The unit with the most tasks overdue on that day. */
static int64_t slowest(Ctx *c, int64_t id, const Assessed *x) {
    Assessment a = *assess_get(c, id);
    int64_t    unit = x->row[0].unit, most = 0, n;
    a.until = day_add(c->a, c->today, -1);
    a.known = c->now;
    for (int i = 0; i < x->n; i++) {
        assess_tasks(c, &a, x->row[i].unit, IND_OVERDUE, true, &n);
        if (n > most) most = n, unit = x->row[i].unit;
    }
    return unit;
}

static Err write_to(Ctx *c, int64_t id, int64_t unit, const char *kind, int64_t number) {
    Dispatch l;
    be(c, maker, "2022-10-10");
    Err e = dispatch_draft(c, assess_get(c, id), unit, kind, &l);
    l.signer = boss;
    if (!e) e = dispatch_put(c, NULL, &l);
    if (e || !number) return e;
    be(c, boss, "2022-10-11");
    return dispatch_issue(c, dispatch_get(c, l.id), number, "2022-10-11");
}

static Err write_letters(Ctx *c, int64_t id) {
    const Assessed x = assess_rows(c, assess_get(c, id));
    int64_t        number = 118;
    Err            e = NULL;
    for (int i = 0; i < x.n && !e; i++)
        if (*x.row[i].choice) e = write_to(c, id, x.row[i].unit, x.row[i].choice, number++);
    return e ? e : write_to(c, id, slowest(c, id, &x), "remind", 0);
}

Err demo_assess(Ctx *c) {
    const char *today = c->today;
    int64_t     who = c->who, now = c->now;
    Err         e = strcmp(today, "2022-10-11") < 0 ? NULL : settle_formula(c);
    Assessment  a = {.period = "quarter", .since = "2022-07-01", .until = "2022-09-30",
                     .unit = unit_top(c), .level = 2}, nine = a;
    nine.period = "other";
    nine.since = "2022-01-01";
    bool        lived = formula_on(c, a.until) != NULL; /* the demo day is not before all this */
    if (!e && lived) e = settle_texts(c);
    if (!e && lived) {
        be(c, maker, "2022-10-05");
        e = assess_make(c, &a);
    }
    if (!e && lived) e = choose(c, a.id);
    if (!e && lived) e = approve(c, a.id);
    if (!e && lived) e = write_letters(c, a.id);
    if (!e && lived) {
        be(c, maker, "2022-10-12");
        e = assess_make(c, &nine);
    }
    c->today = today;
    c->who = who;
    c->now = now;
    return e;
}
