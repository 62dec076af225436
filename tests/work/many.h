/* many.h - tasks by chance over the small office: every stage, days around the
 * fixed one, partners, watchers.  The same numbers come each time. */
#ifndef MANY_H
#define MANY_H

#include "work/office.h"
#include "work/work.h"

static uint32_t many_seed = 1;
static inline int many_any(int n) { /* 0 ... n-1 */
    many_seed = many_seed * 1664525u + 1013904223u;
    return (int)((many_seed >> 8) % (uint32_t)n);
}

static inline void many_document(Ctx *c) {
    CHECK_TEXT(db_script(c,
        "INSERT INTO document_issuer (id, name, symbol, grammar, line, since, until) VALUES"
        " (901, 'Tỉnh ủy', 'TUX', 'party', '', '2000-01-01', '9999-12-31');"
        "INSERT INTO document (id, kind, issuer, series, number, suffix, symbol, day, signer,"
        " abstract, body, at, who) VALUES (901, 1, 901, 'XVII', 12, '', '12-CT/TU', '2026-01-05',"
        " '', 'Về công tác tuyên truyền', '', 0, 0)"), NULL);
}

/* One task by chance; its stage, unless it is NULL, is given. */
static inline int64_t many_task(Ctx *c, const char *stage) {
    static const char *const stages[] = {"draft", "open", "open", "open", "open", "reported",
                                         "done", "done", "done", "paused", "withdrawn"};
    static const int units[] = {OFFICE, DISTRICT, OTHER, COMMUNE, COMMUNE2, 14};
    static const int people[] = {LEAD, WORKER, MAYOR, RIVAL, LEADER};
    static const char *const shown[] = {"none", "part", "full", "against"};
    static const char *const work[] = {"Tuyên truyền cải cách hành chính",
        "Khảo sát dư luận xã hội", "Tổ chức hội nghị báo cáo viên",
        "Kiểm tra việc học tập nghị quyết"};
    int64_t     id;
    bool        dated;
    stage = stage ? stage : stages[many_any(11)];
    dated = strcmp(stage, "draft") != 0 || many_any(2);
    const char *due = day_add(c->a, c->today, many_any(60) - 30);
    const char *end = day_add(c->a, due, many_any(10) - 7);
    if (strcmp(end, c->today) > 0) end = c->today;
    const char *issued = day_add(c->a, due, -20 - many_any(40));
    const Val   none = val_text(NULL);
    CHECK_TEXT(db_int(c, &id,
        "INSERT INTO task (document, clause, quote, quote_hash, work, note, issuer, lead,"
        " lead_staff, due, first_due, due_days, due_from, product, indicator, measure, answerable,"
        " authority, urgent, stage, said, shown, returned, asked, extensions, issued, done,"
        " reported, paused, version, at, who, changed) VALUES ($1, $2, '', '', $3, '', $4, $5, $6,"
        " $7, $7, 0, '', 'Báo cáo', '', '', $8, '', $9, $10, $11, $12, $13, $14, 0, $15, $16, $17,"
        " $18, 1, $19, 7, $19) RETURNING id",
        many_any(3) ? none : V(901), V(many_any(2) ? "mục II" : ""), V(work[many_any(4)]),
        V(many_any(3) ? PROVINCE : DISTRICT), dated ? V(units[many_any(6)]) : none,
        many_any(4) ? none : V(people[many_any(5)]), dated ? V(due) : none,
        dated ? V(people[many_any(5)]) : none, V(many_any(5) == 0), V(stage), V(many_any(101)),
        V(shown[many_any(4)]), V(strcmp(stage, "open") == 0 && many_any(6) == 0),
        V(strcmp(stage, "open") == 0 && many_any(6) == 0),
        strcmp(stage, "draft") == 0 ? none : V(issued),
        strcmp(stage, "done") == 0 ? V(end) : none, strcmp(stage, "reported") == 0 ? V(end) : none,
        strcmp(stage, "paused") == 0 ? V(issued) : none, V(c->now + many_any(1000))), NULL);
    if (many_any(4) == 0 && dated)
        CHECK_TEXT(db_exec(c, "INSERT INTO task_partner (task, unit, product, due)"
                              " VALUES ($1, $2, '', $3)", V(id), V(units[many_any(6)]), V(due)),
                   NULL);
    if (many_any(6) == 0)
        CHECK_TEXT(db_exec(c, "INSERT INTO task_watch (staff, task, seen) VALUES ($1, $2, 0)",
                           V(people[many_any(5)]), V(id)), NULL);
    return id;
}

/* What task_put() does beside the row, for all of them at once. */
static inline void many_settle(Ctx *c) {
    CHECK_TEXT(db_script(c, "DELETE FROM task_tally"), NULL);
    CHECK_TEXT(tally_mend(c), NULL);
    CHECK(tally_recount(c) == 0);
    Rows q = db_query(c, "SELECT id, work FROM task");
    int  n = 0;
    struct { int64_t id; const char *work; } all[2000];
    for (; n < 2000 && db_next(&q); n++) all[n].id = row_int(&q, 0), all[n].work = row_text(&q, 1);
    db_stop(&q);
    for (int i = 0; i < n; i++)
        CHECK_TEXT(db_index(c, "task_search", all[i].id, all[i].work), NULL);
}

#endif
