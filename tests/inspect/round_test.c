/* round_test.c - a round from its list to its end: the rules, who may, what is frozen, what is
 * found and what comes of it. */
#include "round.h"

#define REFUSES(field, bad, err)                                               \
    do {                                                                       \
        Inspection i = round_new(&c);                                          \
        i.field = (bad);                                                       \
        CHECK_TEXT(inspection_put(&c, NULL, &i), (err));                       \
        CHECK(strcmp(tr(&c, (err)), (err)) != 0);                              \
    } while (0)

static const char *repeated(Ctx *c, const char *s, int n) {
    Buf b = {.a = c->a};
    for (int k = 0; k < n; k++) buf_text(&b, s);
    return b.s;
}

static void check_rules(Ctx c) {
    c.who = INSPECTOR;
    REFUSES(name, " ", "inspection.name.missing");
    REFUSES(name, repeated(&c, "x", ROUND_NAME_MAX + 1), "inspection.name.long");
    REFUSES(reason, "", "inspection.reason.missing");
    REFUSES(reason, repeated(&c, "x", ROUND_TEXT_MAX + 1), "inspection.reason.long");
    REFUSES(unit, 0, "inspection.unit.missing");
    REFUSES(since, "2026-03-01", "inspection.since.order");
    REFUSES(until, "2026-03-02", "inspection.until.future");
    REFUSES(basis, "", "inspection.basis.missing");
    REFUSES(strata, "staff", "inspection.strata.missing");
    REFUSES(lines, " \n ", "inspection.lines.missing");
    REFUSES(lines, repeated(&c, "x", LINE_MAX + 1), "inspection.lines.long");
    REFUSES(lines, repeated(&c, "x\n", LINES_MAX + 1), "inspection.lines.many");
    REFUSES(unit, COMMUNE2, "inspection.unit.none");
    c.who = DISTRICTS_INSPECTOR; /* of the own district alone */
    REFUSES(unit, PROVINCE, "inspection.unit.missing");
    c.who = LEADER; /* who has not the right */
    REFUSES(unit, PROVINCE, "inspection.unit.missing");
}

static const Stratum *stratum(const SampleFrame *f, const char *name) {
    for (int h = 0; h < f->strata; h++)
        if (strcmp(f->stratum[h].name, name) == 0) return &f->stratum[h];
    CHECK(!"such a stratum");
    return &f->stratum[0];
}

static SampleFrame listed(Ctx *c, const char *strata, const char *basis) {
    Inspection i = round_new(c);
    i.strata = strata;
    i.basis = basis;
    CHECK_TEXT(inspection_put(c, NULL, &i), NULL);
    return inspection_frame(c, i.id);
}

static void check_frame(Ctx c) {
    c.who = INSPECTOR;
    SampleFrame f = listed(&c, "unit", "accepted");
    CHECK(f.n == 35 && f.strata == 3);
    CHECK(stratum(&f, "Huyện Cẩm Giàng")->n == 20 && stratum(&f, "Xã Cẩm Hưng")->n == 3);
    f = listed(&c, "unit", "reported");
    CHECK(f.n == 37 && stratum(&f, "Huyện Nam Sách")->n == 14);
    f = listed(&c, "district", "accepted");
    CHECK(f.strata == 2 && stratum(&f, "Huyện Cẩm Giàng")->n == 23);
    f = listed(&c, "document", "accepted");
    CHECK(f.strata == 1);
    f = listed(&c, "none", "accepted");
    CHECK(f.strata == 1 && f.n == 35);
    for (int64_t k = 1; k < f.n; k++) CHECK(f.row[k].task > f.row[k - 1].task);
}

/* What was listed stays, whatever becomes of the tasks; an edit lists anew. */
static void check_frozen(Ctx c) {
    c.who = INSPECTOR;
    Inspection i = round_new(&c);
    CHECK_TEXT(inspection_put(&c, NULL, &i), NULL);
    const char *hash = inspection_get(&c, i.id)->hash;
    done_task(&c, COMMUNE, "done", "2026-02-28");
    Inspection *was = inspection_get(&c, i.id), is = *was;
    Bytes       text = frame_text(&c, &(SampleFrame){0});
    SampleFrame f = inspection_frame(&c, i.id);
    CHECK(f.n == 35);
    text = frame_text(&c, &f);
    Hash h = hash_of(text.p, text.n);
    CHECK_TEXT(hex_of(c.a, h.b, sizeof h.b), hash);
    CHECK_TEXT(inspection_put(&c, was, &is), NULL);
    CHECK(inspection_get(&c, i.id)->n == 36);
    CHECK(strcmp(inspection_get(&c, i.id)->hash, hash) != 0);
    CHECK_TEXT(inspection_put(&c, was, &is), "clash.version.stale");
    was = inspection_get(&c, i.id);
    CHECK_TEXT(inspection_draw(&c, was, SEED_MAX + 1LL), "inspection.seed.range");
    CHECK_TEXT(inspection_draw(&c, was, 7), NULL);
    was = inspection_get(&c, i.id);
    CHECK(was->seed == 7 && was->typed && was->taken == 15 && was->seen == 0);
    CHECK_TEXT(inspection_put(&c, was, &is), "inspection.stage.other");
    CHECK_TEXT(inspection_draw(&c, was, 8), "inspection.stage.other");
    CHECK_TEXT(inspection_plan(&c, was, 3, "equal", 1, NULL), "inspection.stage.other");
    done_task(&c, COMMUNE, "done", "2026-02-28");
    f = inspection_frame(&c, i.id); /* the draw can be made again from what is stored */
    int64_t *at = frame_draw(&c, &f, 7);
    const Finding *all = finding_list(&c, i.id);
    for (int64_t k = 0; k < 15; k++, all = all ? all->next : NULL)
        CHECK(all && f.row[at[k]].task == all->task);
    CHECK(!all);
}

static void check_plan(Ctx c) {
    c.who = INSPECTOR;
    Inspection i = round_new(&c);
    CHECK_TEXT(inspection_put(&c, NULL, &i), NULL);
    Inspection *is = inspection_get(&c, i.id);
    CHECK_TEXT(inspection_plan(&c, is, 0, "equal", 1, NULL), "inspection.size.range");
    CHECK_TEXT(inspection_plan(&c, is, SAMPLE_MAX + 1, "equal", 1, NULL), "inspection.size.range");
    CHECK_TEXT(inspection_plan(&c, is, 5, "equal", 0, NULL), "inspection.least.range");
    CHECK_TEXT(inspection_plan(&c, is, 5, "some", 1, NULL), "inspection.share.missing");
    const int64_t more[] = {21, 0, 0}, none[] = {0, 0, 0}, some[] = {2, 3, 1};
    CHECK_TEXT(inspection_plan(&c, is, 5, "hand", 1, more), "inspection.take.range");
    CHECK_TEXT(inspection_plan(&c, is, 5, "hand", 1, none), "inspection.take.range");
    CHECK_TEXT(inspection_plan(&c, is, 5, "hand", 1, some), NULL);
    SampleFrame f = inspection_frame(&c, i.id);
    CHECK(f.stratum[0].take == 2 && f.stratum[1].take == 3 && frame_takes(&f) == 6);
    CHECK_TEXT(inspection_plan(&c, is, 5, "hand", 1, some), "clash.version.stale");
    c.who = DISTRICTS_INSPECTOR;
    CHECK(!inspection_get(&c, i.id));
    CHECK_TEXT(inspection_plan(&c, is, 5, "equal", 1, NULL), "http.forbidden");
    CHECK_TEXT(inspection_draw(&c, is, 1), "http.forbidden");
}

/* Who sees a round, and when. */
static void check_sight(Ctx c) {
    c.who = INSPECTOR;
    Inspection *i = round_drawn(&c, 1);
    static const int64_t others[] = {LEADER, OFFICER, LEAD, MAYOR, VIEWER, DISTRICTS_INSPECTOR};
    for (size_t k = 0; k < 6; k++) {
        c.who = others[k];
        CHECK(!inspection_get(&c, i->id));
        CHECK(!finding_get(&c, finding_list(&c, i->id)->id));
    }
    c.who = INSPECTOR;
    for (const Finding *f = finding_list(&c, i->id); f; f = f->next) {
        i = inspection_get(&c, i->id);
        CHECK_TEXT(inspection_close(&c, i, ""), "inspection.ending.left");
        CHECK_TEXT(round_find(&c, f, "true"), NULL);
    }
    CHECK_TEXT(inspection_close(&c, inspection_get(&c, i->id), "Tốt"), NULL);
    const Finding *f = finding_list(&c, i->id);
    CHECK_TEXT(round_find(&c, f, "false"), "inspection.stage.other"); /* it is frozen */
    CHECK_TEXT(inspection_abandon(&c, inspection_get(&c, i->id), "x"), "inspection.stage.other");
    c.who = LEADER;
    CHECK(inspection_get(&c, i->id) && inspection_list(&c));
    c.who = LEAD; /* of a district: the round is the province's */
    CHECK(!inspection_get(&c, i->id));
    c.who = VIEWER; /* scope: the office alone */
    CHECK(!inspection_get(&c, i->id) && !inspection_list(&c));
    c.who = INSPECTOR;
    i = round_drawn(&c, 1);
    CHECK_TEXT(inspection_abandon(&c, i, " "), "inspection.ending.missing");
    CHECK_TEXT(inspection_abandon(&c, i, "Nhầm kỳ"), NULL);
    c.who = LEADER;
    CHECK(!inspection_get(&c, i->id)); /* what was not closed is not read */
}

#define FINDS(field, bad, err)                                                 \
    do {                                                                       \
        Found bad_found = found;                                               \
        bad_found.field = (bad);                                               \
        CHECK_TEXT(finding_put(&c, f, &bad_found), (err));                     \
        CHECK(strcmp(tr(&c, (err)), (err)) != 0);                              \
    } while (0)

static const Finding *of_unit(Ctx *c, int64_t round, int64_t unit) {
    for (const Finding *f = finding_list(c, round); f; f = f->next)
        if (f->unit == unit) return f;
    return NULL;
}

static void check_finding(Ctx c) {
    c.who = INSPECTOR;
    Inspection    *i = round_drawn(&c, 1);
    const Finding *f = of_unit(&c, i->id, DISTRICT);
    FindingLine    line[LINES_MAX];
    static const char *const yes[LINES_MAX] = {"yes", "yes", "maybe"};
    static const char *const answer[LINES_MAX] = {"yes", "no", ""}, *const note[LINES_MAX] = {
        "", "<script>alert(1)</script>", ""};
    const Found found = {.verdict = "false", .words = "Chưa có", .seen = "2026-03-01",
                         .fix = "Làm lại <báo cáo>", .answer = answer, .note = note};
    FINDS(verdict, "", "finding.verdict.missing");
    FINDS(words, " ", "finding.words.missing");
    FINDS(words, repeated(&c, "x", TASK_TEXT_MAX + 1), "finding.words.long");
    FINDS(seen, NULL, "finding.seen.missing");
    FINDS(seen, "2026-02-27", "finding.seen.early");
    FINDS(seen, "2026-03-02", "finding.seen.future");
    FINDS(answer, yes, "finding.answer.bad");
    FINDS(fix, repeated(&c, "x", TASK_TEXT_MAX + 1), "finding.fix.long");
    CHECK_TEXT(finding_put(&c, f, &found), NULL);
    CHECK_TEXT(finding_put(&c, f, &found), "clash.version.stale");
    f = finding_get(&c, f->id);
    CHECK(f->who == INSPECTOR && finding_lines(&c, f, i, line) == 3);
    CHECK_TEXT(line[1].answer, "no");
    CHECK_TEXT(line[1].note, "<script>alert(1)</script>");
    CHECK_TEXT(line[2].answer, "");
    Found again = found;
    again.verdict = "true";
    again.words = "";
    CHECK_TEXT(finding_put(&c, f, &again), NULL);
    const DeedRow *h = audit_history(&c, "finding", f->id, 5);
    CHECK_TEXT(h->what, "finding.deed.corrected");
    CHECK_TEXT(h->changes->field, "verdict");
    CHECK_TEXT(h->changes->was, "false");
    CHECK_TEXT(h->next->what, "finding.deed.found");
    c.who = DISTRICTS_INSPECTOR;
    CHECK_TEXT(finding_put(&c, f, &found), "http.forbidden");
}

/* The unit reads and replies; its neighbours know nothing of it. */
static void check_reply(Ctx c) {
    c.who = INSPECTOR;
    Inspection    *i = round_drawn(&c, 1);
    const Finding *f = of_unit(&c, i->id, DISTRICT);
    c.who = WORKER;
    CHECK(!finding_get(&c, f->id) && !findings_told(&c));
    c.who = INSPECTOR;
    CHECK_TEXT(round_find(&c, f, "false"), NULL);
    CHECK_TEXT(finding_reply(&c, f, "x"), "http.forbidden");
    int64_t told = 0;
    CHECK_TEXT(db_int(&c, &told, "SELECT count(*) FROM notice WHERE staff = $1 AND subject_id = $2",
                      V(LEAD), V(f->task)), NULL);
    CHECK(told == 1);
    c.who = RIVAL;
    CHECK(!finding_get(&c, f->id) && !findings_told(&c));
    c.who = WORKER;
    f = finding_get(&c, f->id);
    CHECK(f && findings_told(&c) && findings_told(&c)->id == f->id);
    CHECK_TEXT(finding_reply(&c, f, " "), "finding.reply.missing");
    CHECK_TEXT(finding_reply(&c, f, "Đã bổ sung"), NULL);
    CHECK(!findings_told(&c));
    f = finding_get(&c, f->id);
    CHECK_TEXT(f->reply, "Đã bổ sung");
    CHECK(f->replier == WORKER);
}

/* One press makes a draft that is linked back; twice it does not, until that is dropped. */
static void check_task(Ctx c) {
    int64_t task, again;
    c.who = INSPECTOR;
    Inspection    *i = round_drawn(&c, 1);
    const Finding *f = of_unit(&c, i->id, DISTRICT);
    CHECK_TEXT(finding_task(&c, f, &task), "finding.fix.none");
    CHECK_TEXT(round_find(&c, f, "false"), NULL);
    f = finding_get(&c, f->id);
    CHECK_TEXT(finding_task(&c, f, &task), "http.forbidden"); /* inspectors give no tasks */
    c.who = RIVAL;
    CHECK_TEXT(finding_task(&c, f, &task), "task.lead.scope");
    c.who = OFFICER;
    CHECK_TEXT(finding_task(&c, f, &task), NULL);
    const Task *t = task_get(&c, task);
    CHECK(t && t->lead == DISTRICT);
    CHECK_TEXT(t->stage, "draft");
    CHECK(strstr(t->work, "Làm lại báo cáo") != NULL);
    CHECK(strstr(t->note, arena_print(c.a, "/inspect/finding/%lld", (long long)f->id)) != NULL);
    f = finding_get(&c, f->id);
    CHECK(f->task_made == task);
    CHECK_TEXT(finding_task(&c, f, &again), "finding.fix.twice");
    CHECK_TEXT(task_drop(&c, task), NULL);
    CHECK_TEXT(finding_task(&c, f, &again), NULL);
}

static void check_lists(Ctx c) {
    c.who = INSPECTOR;
    CHECK_TEXT(checklist_put(&c, " ", "x"), "checklist.keep.missing");
    CHECK_TEXT(checklist_put(&c, "Bộ 1", ""), "inspection.lines.missing");
    CHECK_TEXT(checklist_put(&c, "Bộ 1", " a \r\n\r\n b"), NULL);
    CHECK_TEXT(checklists(&c)->lines, "a\nb");
    CHECK_TEXT(checklist_put(&c, "Bộ 1", "c"), NULL); /* the same name: in its place */
    CHECK(!checklists(&c)->next);
    CHECK_TEXT(checklist_drop(&c, checklists(&c)->id), NULL);
    CHECK(!checklists(&c));
    CHECK_TEXT(checklist_drop(&c, 99), "http.missing");
}

int main(void) {
    Ctx c = test_open();
    crypt_start();
    round_office(&c);
    check_rules(c);
    check_frame(c);
    check_plan(c);
    check_sight(c);
    check_reply(c);
    check_finding(c);
    check_task(c);
    check_lists(c);
    check_frozen(c);
    return test_close(&c);
}
