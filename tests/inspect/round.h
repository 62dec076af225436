/* round.h - a province in which tasks have been done, for the tests of inspection. */
#ifndef ROUND_H
#define ROUND_H

#include "../work/office.h"

#include "crypt/crypt.h"
#include "inspect/inspect.h"

enum { INSPECTOR = 18, DISTRICTS_INSPECTOR = 19 };
#define CHECKED "Có sản phẩm đúng như giao\nSản phẩm đúng thể thức\nCó nơi nhận ký nhận"

/* A task that was accepted as done on a day, or only reported; written straight, for what
 * counts here is where it stands. */
static inline int64_t done_task(Ctx *c, int64_t unit, const char *stage, const char *day) {
    int64_t id = 0;
    bool    done = strcmp(stage, "done") == 0;
    CHECK_TEXT(db_int(c, &id,
        "INSERT INTO task (clause, quote, quote_hash, work, note, issuer, lead, due, first_due,"
        " due_days, due_from, product, indicator, measure, answerable, authority, urgent, stage,"
        " said, shown, returned, asked, extensions, issued, done, reported, version, at, who,"
        " changed) VALUES ('', '', '', $1, '', 2, $2, $3, $3, 0, '', 'Báo cáo', '', '', 9, '', 0,"
        " $4, 100, 'full', 0, 0, 0, '2026-01-02', $5, $6, 1, 0, 7, 0) RETURNING id",
        V("Tổ chức hội nghị"), V(unit), V(day), V(stage), done ? V(day) : V((const char *)NULL),
        done ? V((const char *)NULL) : V(day)), NULL);
    return id;
}

/* 20 of the district, 12 of the other, 3 of a commune; 2 reported; 4 before the period and 2
 * after it. */
static inline void round_office(Ctx *c) {
    office_set_up(c);
    office_staff(c, INSPECTOR, OFFICE, PROVINCE, "inspector", "Ngô Văn Minh");
    office_staff(c, DISTRICTS_INSPECTOR, DISTRICT, DISTRICT, "inspector", "Lý Thị Nga");
    for (int i = 0; i < 20; i++) done_task(c, DISTRICT, "done", "2026-01-15");
    for (int i = 0; i < 12; i++) done_task(c, OTHER, "done", "2026-02-10");
    for (int i = 0; i < 3; i++) done_task(c, COMMUNE, "done", "2026-02-28");
    for (int i = 0; i < 2; i++) done_task(c, OTHER, "reported", "2026-02-11");
    for (int i = 0; i < 4; i++) done_task(c, OTHER, "done", "2025-12-31");
    for (int i = 0; i < 2; i++) done_task(c, OTHER, i ? "done" : "reported", "2026-03-01");
}

static inline Inspection round_new(Ctx *c) {
    Inspection i = inspection_blank(c);
    i.name = "Kiểm tra <đợt> 1";
    i.reason = "Kế hoạch số 5";
    i.unit = PROVINCE;
    i.since = "2026-01-01";
    i.until = "2026-02-28";
    i.lines = CHECKED;
    i.size = 15;
    i.least = 2;
    return i;
}

/* Planned and drawn with a seed. */
static inline Inspection *round_drawn(Ctx *c, int64_t seed) {
    Inspection i = round_new(c);
    CHECK_TEXT(inspection_put(c, NULL, &i), NULL);
    CHECK_TEXT(inspection_draw(c, inspection_get(c, i.id), seed), NULL);
    return inspection_get(c, i.id);
}

static inline Err round_find(Ctx *c, const Finding *f, const char *verdict) {
    static const char *const answer[LINES_MAX] = {"yes", "no", "none"};
    static const char *const note[LINES_MAX] = {"", "Thiếu chữ ký", ""};
    const Found now = {.verdict = verdict, .seen = c->today, .answer = answer, .note = note,
                       .words = strcmp(verdict, "true") == 0 ? "" : "Chưa có sản phẩm",
                       .fix = strcmp(verdict, "false") == 0 ? "Làm lại báo cáo" : ""};
    return finding_put(c, f, &now);
}

#endif
