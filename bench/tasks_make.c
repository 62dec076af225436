/* tasks_make.c - an office with very many tasks, for the benches.
 *
 *     tasks_make DB N      N tasks over 250 units and four years; prints the cookies
 *                          of a leader, of an office and of a district
 *
 * States are as a province has them: of what was due most is done, some of it
 * late, two in a hundred are overdue; texts have the length of real ones. */
#include "config/config.h"
#include "crypt/crypt.h"
#include "db/db.h"
#include "text/text.h"
#include "org/org.h"
#include "org/parts.h"
#include "work/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DISTRICTS = 12, COMMUNES = 235, OFFICES = 2, UNITS = 1 + OFFICES + DISTRICTS + COMMUNES,
       DAYS = 4 * 365, SOON = 90, DOCUMENTS = 400 };
static const char *const today = "2022-10-14";

static uint32_t seed = 7;
static int any(int n) {
    seed = seed * 1664525u + 1013904223u;
    return (int)((seed >> 8) % (uint32_t)n);
}

static void must(Err e) {
    if (e) fatal("%s", e);
}

static void make_unit(Ctx *c, int64_t id, int64_t parent, const char *kind, const char *name) {
    must(db_exec(c, "INSERT INTO unit (id, at, who) VALUES ($1, 0, 0)", V(id)));
    must(db_exec(c, "INSERT INTO unit_spell (unit, since, until, name, sort, kind, code, parent,"
                    " learnt, who, source) VALUES ($1, '2000-01-01', '9999-12-31', $2, $3, $4, '',"
                    " $5, 0, 0, 'invented')",
                 V(id), V(name), V(text_sort_key(c->a, name)), V(kind),
                 parent ? V(parent) : V((const char *)NULL)));
    must(db_exec(c, "INSERT INTO staff (id, name, sort, email, phone, at, who)"
                    " VALUES ($1, $2, $3, '', '', 0, 0)",
                 V(id), V(arena_print(c->a, "Nguyễn Văn Thắng %d", (int)id)), V("thang")));
    must(db_exec(c, "INSERT INTO post (id, unit, scope, name, role, since, until, at, who)"
                    " VALUES ($1, $2, $2, $3, $4, '2000-01-01', '9999-12-31', 0, 0)",
                 V(id), V(id), V("Trưởng đơn vị"), V(parent ? "unit_lead" : "leader")));
    must(db_exec(c, "INSERT INTO appointment (staff, post, acting, since, until, at, who)"
                    " VALUES ($1, $1, 0, '2000-01-01', '9999-12-31', 0, 0)", V(id)));
}

/* 1 the province, then its offices, its districts and their communes. */
static void make_units(Ctx *c) {
    make_unit(c, 1, 0, "province", "Tỉnh Hải Dương");
    for (int i = 0; i < OFFICES; i++)
        make_unit(c, 2 + i, 1, "office", arena_print(c->a, "Ban số %d của Tỉnh ủy", i + 1));
    for (int i = 0; i < DISTRICTS; i++)
        make_unit(c, 2 + OFFICES + i, 1, "district", arena_print(c->a, "Huyện số %d", i + 1));
    for (int i = 0; i < COMMUNES; i++)
        make_unit(c, 2 + OFFICES + DISTRICTS + i, 2 + OFFICES + i % DISTRICTS, "commune",
                  arena_print(c->a, "Xã số %d", i + 1));
}

static void make_documents(Ctx *c) {
    must(db_script(c,
        "INSERT INTO document_issuer (id, name, symbol, grammar, line, since, until) VALUES"
        " (901, 'Tỉnh ủy thử', 'TUT', 'party', '', '2000-01-01', '9999-12-31')"));
    for (int64_t i = 1; i <= DOCUMENTS; i++)
        must(db_exec(c, "INSERT INTO document (id, kind, issuer, series, number, suffix, symbol,"
                        " day, signer, abstract, body, at, who) VALUES ($1, 1, 901, '2020', $1,"
                        " '', $2, '2020-01-01', '', $3, '', 0, 0)",
                     V(i), V(arena_print(c->a, "%d-KHT/TUT", (int)i)), V("Về công tác tuyên giáo")));
}

/* What became of a task that is due on this day. */
static const char *stage_on(const char *due) {
    int luck = any(1000);
    if (luck < 10) return "withdrawn";
    if (luck < 14) return "paused";
    if (strcmp(due, "2022-04-01") < 0 && any(20)) return "done"; /* what is old is done */
    if (strcmp(due, today) < 0)
        return luck < 60 ? "open" : luck < 100 ? "reported" : "done";
    return luck < 44 ? "draft" : luck < 140 ? "done" : luck < 180 ? "reported" : "open";
}

static void make_task(Ctx *c, int64_t id) {
    static const char *const does[] = {"Tuyên truyền", "Tổ chức học tập, quán triệt",
        "Kiểm tra, giám sát", "Nắm bắt và báo cáo dư luận xã hội về", "Sơ kết, tổng kết"};
    static const char *const what[] = {"nghị quyết Đại hội Đảng bộ tỉnh lần thứ XVII",
        "công tác bảo vệ nền tảng tư tưởng của Đảng trên không gian mạng",
        "việc học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh",
        "cải cách hành chính và chuyển đổi số trên địa bàn"};
    static const char *const shown[] = {"none", "part", "full", "against"};
    const char *due = day_add(c->a, today, any(DAYS) - DAYS + SOON);
    const char *stage = stage_on(due), *issued = day_add(c->a, due, -30 - any(60));
    const char *end = day_add(c->a, due, any(10) ? -any(20) : 1 + any(15));
    const Val   none = val_text(NULL);
    bool        draft = strcmp(stage, "draft") == 0, open = strcmp(stage, "open") == 0;
    int64_t     lead = 2 + any(UNITS - 1);
    if (strcmp(end, today) > 0) end = today;
    must(db_exec(c,
        "INSERT INTO task (id, document, clause, quote, quote_hash, work, note, issuer, lead, due,"
        " first_due, due_days, due_from, product, indicator, measure, answerable, authority, urgent,"
        " stage, said, shown, returned, asked, extensions, issued, done, reported, paused, version,"
        " at, who, changed) VALUES ($1, $2, 'mục II', '', '', $3, '', $4, $5, $6, $6, 0, '', $7,"
        " '', '', $8, '', $9, $10, $11, $12, $13, $14, 0, $15, $16, $17, $18, 1, $19, 1, $19)",
        V(id), any(4) ? V(1 + any(DOCUMENTS)) : none,
        V(arena_print(c->a, "%s %s, đợt %d", does[any(5)], what[any(4)], any(50) + 1)),
        V(any(3) ? 1 : 2 + OFFICES + any(DISTRICTS)), V(lead), V(due), V("Báo cáo kết quả"),
        V(lead), V(any(12) == 0), V(stage), V(strcmp(stage, "done") ? any(100) : 100),
        V(shown[any(3)]), V(open && any(30) == 0), V(open && any(40) == 0),
        draft ? none : V(issued), strcmp(stage, "done") ? none : V(end),
        strcmp(stage, "reported") ? none : V(end), strcmp(stage, "paused") ? none : V(issued),
        V((day_number(strcmp(stage, "done") ? issued : end) - 1) * 86400000 + any(86400000))));
    if (any(5) == 0)
        must(db_exec(c, "INSERT INTO task_partner (task, unit, product, due) VALUES ($1, $2, '', $3)",
                     V(id), V(2 + any(UNITS - 1)), V(due)));
}

static Err make(Ctx *c, void *arg) {
    int64_t n = *(int64_t *)arg;
    Arena  *all = c->a;
    must(config_set(c, "demo.today", "0001-01-01", today));
    must(config_set(c, "office.name", "0001-01-01", "Ban Tuyên giáo Tỉnh ủy Hải Dương"));
    must(config_set(c, "office.place", "0001-01-01", "Hải Dương"));
    make_units(c);
    make_documents(c);
    c->a = arena_open();
    for (int64_t i = 1; i <= n; i++) {
        make_task(c, i);
        if (i % 1000 == 0) arena_reset(c->a);
    }
    arena_close(c->a);
    c->a = all;
    must(tally_mend(c));
    must(known_mend(c));
    c->now = clock_ms();
    for (int64_t who = 1; who <= 3; who++) { /* of the leader, of the first office, a district */
        char   *secret;
        int64_t staff = who < 3 ? who : 2 + OFFICES;
        must(account_demo(c, staff, arena_print(c->a, "bench%d", (int)who), "mot mat khau dai 77"));
        must(session_make(c, staff, SESSION_SECOND, "bench", &secret));
        printf("%s\n", secret);
    }
    if (tally_recount(c)) fatal("the tally is wrong");
    return NULL;
}

int main(int argc, char **argv) {
    static const uint8_t key[KEY_BYTES]; /* no session here sets a second factor up */
    Ctx     c = {.a = arena_open(), .now = clock_ms(), .key = key, .today = today};
    crypt_start();
    int64_t n = argc == 3 ? strtoll(argv[2], NULL, 10) : 0;
    if (n < 1) fatal("usage: tasks_make DB N");
    must(db_open(argv[1], &c.db));
    must(db_migrate(&c));
    must(db_write(&c, make, &n));
    db_close(c.db);
    return 0;
}
