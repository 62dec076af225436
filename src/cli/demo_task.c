/* demo_task.c - the tasks of the demo office, from demo/tasks.tsv, lived through day
 * by day: each deed is done by whom it behoves, under the rules of the program, on
 * the day on which it would have been done.
 *
 * A story is a word and, for most, a day or a number:
 *
 *     draft              not issued yet
 *     none               nothing was heard of it
 *     said 60            reports, the last one of 60 percent
 *     figure 14          reports of the indicator
 *     done, late DAY     reported done on that day, and accepted soon after
 *     reported DAY       reported done, no word yet
 *     returned DAY       reported done and sent back on that day
 *     asking DAY         more time is asked for, until that day
 *     extended DAY       and was given
 *     paused, withdrawn DAY
 *     monthly            the first of a series */
#include "cli/demo.h"

#include "file/file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { KEY, PARENT, LEAD, ISSUED, DUE, STORY, EFFECT, DOCUMENT, CLAUSE, WORK };
enum { ROWS_MAX = 300, EVENTS_MAX = 2000 };

typedef struct PlanItem {
    Line        l;
    int         parent; /* index; -1 */
    int64_t     id, lead;
    const char *story, *word; /* its first word, and what follows */
} PlanItem;
typedef struct Event Event;
typedef Err Act(Ctx *c, const Event *v);
struct Event {
    const char *day;
    int         order; /* on that day, and of the table */
    Act        *run;
    PlanItem       *row, *up; /* the task; the one that it was cascaded from, NULL */
    int64_t     number;
    const char *text;
};
typedef struct Plan { Ctx *c; PlanItem *row; int rows; Event *event; int events; } Plan;

static const char boss[] = "Trần Thị Tưởng Tượng";

static int64_t unit_called(Ctx *c, const char *name, int64_t parent) {
    int64_t id = 0;
    if (!*name) return 0;
    Err e = db_int(c, &id,
                   "SELECT coalesce(min(unit), 0) FROM unit_spell WHERE name = $1"
                   " AND since <= '2022-01-01' AND '2022-01-01' < until"
                   " AND unlearnt = 9223372036854775807 AND ($2 = 0 OR parent = $2)",
                   V(name), V(parent));
    if (e || !id) fatal("demo: no unit is called %s", name);
    return id;
}

/* ---- Deeds.  c->who is set to whom it behoves. ---- */

static void reporter(Ctx *c, const PlanItem *r) { c->who = unit_head(c, r->lead); }
static void judge(Ctx *c, const Event *v) {
    c->who = v->up ? unit_head(c, v->up->lead) : demo_staff(c, boss);
}

/* "sản phẩm: ..." or "chỉ tiêu: indicator | target | measure". */
static void set_effect(Ctx *c, Task *t, const char *effect) {
    const char *words = strstr(effect, ": ");
    if (!words) return;
    const char *bar = strstr(words, " | "), *last = bar ? strstr(bar + 3, " | ") : NULL;
    if (!last) {
        t->product = words + 2;
        return;
    }
    t->indicator = arena_part(c->a, words + 2, (size_t)(bar - words - 2));
    t->target = (double)strtol(bar + 3, NULL, 10);
    t->measure = last + 3;
}

static Err draft(Ctx *c, const Event *v) {
    const Line *l = &v->row->l;
    Task        t = task_blank();
    t.work = l->f[WORK];
    t.lead = v->row->lead;
    t.answerable = t.lead ? unit_head(c, t.lead) : 0;
    t.due = *l->f[DUE] ? l->f[DUE] : NULL;
    t.document = demo_document(c, l->f[DOCUMENT]);
    set_effect(c, &t, l->f[EFFECT]);
    const Clause *k = *l->f[CLAUSE] ? clause_get(c, t.document, demo_number(l->f[CLAUSE])) : NULL;
    if (k) {
        t.clause = k->label;
        t.quote = k->quote;
    }
    c->who = demo_staff(c, boss);
    Err e = task_draft(c, &t);
    v->row->id = t.id;
    return e;
}

static Err issue(Ctx *c, const Event *v) {
    Err e = draft(c, v);
    if (!e) e = task_issue(c, v->row->id);
    return e ? e : task_watch(c, v->row->id, true);
}

/* A child: its parent's head hands it on. */
static Err hand_on(Ctx *c, const Event *v) {
    const Task *up = task_get(c, v->up->id);
    const Child k = {.lead = v->row->lead, .work = up->work, .product = up->product,
                     .due = v->row->l.f[DUE], .answerable = unit_head(c, v->row->lead)};
    judge(c, v);
    Err e = task_split(c, up->id, &k, true);
    for (const Task *t = task_children(c, up->id); t; t = t->next)
        if (t->lead == k.lead) v->row->id = t->id;
    return e;
}

Err demo_file(Ctx *c, const char *name, const char *words, int64_t *file) {
    FileNew *f;
    Upload   u = {.name = "file", .type = "text/plain", .file = name};
    Err e = file_new(c->a, c->files, &f);
    if (!e) e = file_add(f, words, strlen(words));
    u.bytes = e ? 0 : file_bytes(f);
    if (!e) e = file_put(c->a, f, &u.hash);
    return e ? e : upload_keep(c, &u, file);
}

Err demo_evidence(Ctx *c, const char *words, int64_t *file) {
    return demo_file(c, arena_print(c->a, "Minh chứng %s (giả định).txt", c->today), words, file);
}

static Err report(Ctx *c, const Event *v, int64_t said, double figure, bool final) {
    int64_t file = 0, id;
    Report  r = {.unit = v->row->lead, .said = said, .figure = figure, .words = v->text,
                 .final = final, .address = "", .files = &file,
                 .key = arena_print(c->a, "demo %s %d", v->row->l.f[KEY], v->order)};
    Err e = NULL;
    reporter(c, v->row);
    if (final) {
        const Task *t = task_get(c, v->row->id);
        if (*t->indicator) r.figure = t->target;
        e = demo_evidence(c, arena_print(c->a, "%s\n\n%s\n%s\n", t->work, v->text,
                                         unit_name(c, t->lead)), &file);
        r.nfiles = 1;
    }
    return e ? e : task_report(c, v->row->id, &r, &id);
}

static Err say(Ctx *c, const Event *v) { return report(c, v, v->number, NAN, false); }
static Err finish(Ctx *c, const Event *v) { return report(c, v, 100, NAN, true); }
static Err measure(Ctx *c, const Event *v) {
    const Task *t = task_get(c, v->row->id);
    int64_t     said = t->target > 0 ? (int64_t)((double)v->number * 100 / t->target) : 0;
    return report(c, v, said, (double)v->number, false);
}

static Err give_word(Ctx *c, const Event *v, const char *verdict, const char *shown) {
    judge(c, v);
    const Progress *p = task_waiting(c, task_get(c, v->row->id));
    if (!p) fatal("demo: no report of %s waits", v->row->l.f[KEY]);
    return task_judge(c, v->row->id, &(Judgement){p->id, verdict, shown, v->text});
}
static Err accept(Ctx *c, const Event *v) { return give_word(c, v, "accepted", "full"); }
static Err send_back(Ctx *c, const Event *v) { return give_word(c, v, "returned", "part"); }

static Err ask(Ctx *c, const Event *v) {
    reporter(c, v->row);
    return extension_ask(c, v->row->id, v->row->word, v->text);
}
static Err grant(Ctx *c, const Event *v) {
    judge(c, v);
    const Extension *x = task_extensions(c, v->row->id);
    return extension_decide(c, v->row->id, x ? x->id : 0, v->row->word, v->text);
}
static Err pause_it(Ctx *c, const Event *v) {
    judge(c, v);
    return task_pause(c, v->row->id, v->text);
}
static Err withdraw(Ctx *c, const Event *v) {
    judge(c, v);
    return task_withdraw(c, v->row->id, v->text);
}
static Err repeat(Ctx *c, const Event *v) {
    judge(c, v);
    return series_start(c, v->row->id, "month", "2023-12-31");
}
static Err comment(Ctx *c, const Event *v) {
    judge(c, v);
    return comment_add(c, v->row->id, v->text);
}

/* ---- From stories to events ---- */

static void add(Plan *p, PlanItem *r, const char *day, Act *run, int64_t number, const char *text) {
    if (strcmp(day, p->c->today) > 0) day = p->c->today;
    if (p->events == EVENTS_MAX) fatal("demo: too many events");
    p->event[p->events] = (Event){day, p->events, run, r, r->parent < 0 ? NULL : &p->row[r->parent],
                                  number, text};
    p->events++;
}

/* The day at so many percent of the way from issue to the day `to`. */
static const char *between(Plan *p, const PlanItem *r, const char *to, int percent) {
    int64_t from = day_number(r->l.f[ISSUED]), n = day_number(to) - from;
    return workday_from(p->c, day_text(p->c->a, from + n * percent / 100));
}

static const char *report_words(int i) {
    static const char *const words[] = {
        "Đã ban hành kế hoạch, phân công cụ thể từng bộ phận.",
        "Đã triển khai đến cơ sở, đang thu thập số liệu và minh chứng.",
        "Tiến độ bảo đảm; đề nghị hướng dẫn thêm về mẫu biểu.",
        "Đã hoàn thành phần chuẩn bị nội dung, đang thẩm định.",
        "Còn chậm ở hai đơn vị, đã đôn đốc bằng văn bản.",
    };
    return words[i % 5];
}

static void tell_running(Plan *p, PlanItem *r, int i) {
    const char *now = p->c->today;
    bool        figure = text_same(r->story, "figure");
    int64_t     n = demo_number(r->word);
    Act        *act = figure ? measure : say;
    add(p, r, between(p, r, now, 45), act, n / 2, report_words(i));
    add(p, r, between(p, r, now, 80 + i % 18), act, n, report_words(i + 1));
    if (i % 7 == 0)
        add(p, r, now, comment, 0, "Đề nghị gửi kèm số liệu cụ thể của từng xã trong báo cáo tới.");
}

static void tell_done(Plan *p, PlanItem *r, int i) {
    const char *day = r->word;
    bool        back = text_same(r->story, "returned");
    add(p, r, between(p, r, day, 50), say, 40 + i % 4 * 10, report_words(i));
    if (back) day = day_add(p->c->a, day, -4);
    add(p, r, day, finish, 0, "Đã hoàn thành, gửi kèm báo cáo kết quả và minh chứng.");
    if (back)
        add(p, r, r->word, send_back, 0, "Số liệu chưa khớp phụ lục; đề nghị rà soát, bổ sung.");
    else if (!text_same(r->story, "reported"))
        add(p, r, workday_from(p->c, day_add(p->c->a, day, 2)), accept, 0, "");
}

static void tell_more_time(Plan *p, PlanItem *r) {
    bool        given = text_same(r->story, "extended");
    const char *day = day_add(p->c->a, p->c->today, given ? -25 : -3);
    add(p, r, between(p, r, day, 60), say, 35, report_words(1));
    add(p, r, day, ask, 0, "Khối lượng tư liệu phát sinh lớn, cần thêm thời gian thẩm định.");
    if (given) add(p, r, day_add(p->c->a, day, 3), grant, 0, "Đồng ý một lần, không kéo dài thêm.");
}

static void tell(Plan *p, PlanItem *r, int i) {
    const char *s = r->story;
    if (text_same(s, "draft")) add(p, r, p->c->today, draft, 0, NULL);
    else add(p, r, r->l.f[ISSUED], r->parent < 0 ? issue : hand_on, 0, NULL);
    if (text_same(s, "said") || text_same(s, "figure")) tell_running(p, r, i);
    if (text_same(s, "done") || text_same(s, "late") || text_same(s, "reported") ||
        text_same(s, "returned")) tell_done(p, r, i);
    if (text_same(s, "asking") || text_same(s, "extended")) tell_more_time(p, r);
    if (text_same(s, "paused"))
        add(p, r, r->word, pause_it, 0, "Tạm dừng để chờ ý kiến của cơ quan phối hợp.");
    if (text_same(s, "withdrawn"))
        add(p, r, r->word, withdraw, 0, "Lồng ghép vào hội nghị toàn tỉnh, không tổ chức riêng.");
    if (text_same(s, "monthly")) add(p, r, r->l.f[ISSUED], repeat, 0, NULL);
}

static int row_of(const Plan *p, const char *key) {
    for (int i = 0; i < p->rows; i++)
        if (text_same(p->row[i].l.f[KEY], key)) return i;
    return -1;
}

static void read_rows(Plan *p) {
    Ctx *c = p->c;
    for (const char *const *s = table_tasks; *s && p->rows < ROWS_MAX; s++) {
        PlanItem   r = {.l = demo_cut(c->a, *s), .parent = -1};
        size_t n = strcspn(r.l.f[STORY], " ");
        r.story = arena_part(c->a, r.l.f[STORY], n);
        r.word = r.l.f[STORY][n] ? r.l.f[STORY] + n + 1 : "";
        if (*r.l.f[PARENT]) r.parent = row_of(p, r.l.f[PARENT]);
        bool commune = r.parent >= 0 && strstr(r.l.f[KEY], "xa") == r.l.f[KEY];
        r.lead = unit_called(c, r.l.f[LEAD], commune ? p->row[r.parent].lead : 0);
        p->row[p->rows++] = r;
    }
}

static int by_day(const void *a, const void *b) {
    const Event *x = a, *y = b;
    int day = strcmp(x->day, y->day);
    return day ? day : x->order - y->order;
}

/* At nine in the morning and some minutes of its day. */
static Err happen(const Ctx *office, const Event *v, int i) {
    Ctx c = *office;
    c.today = v->day;
    c.now = demo_morning(v->day) + (60 + i % 400) * 60000;
    Err e = v->run(&c, v);
    if (e) log_line("demo: task %s on %s: %s", v->row->l.f[KEY], v->day, e);
    return e;
}

Err demo_tasks(Ctx *c) {
    Plan p = {.c = c, .row = arena_take(c->a, ROWS_MAX * sizeof(PlanItem)),
              .event = arena_take(c->a, EVENTS_MAX * sizeof(Event))};
    Err e = NULL;
    read_rows(&p);
    for (int i = 0; i < p.rows; i++) tell(&p, &p.row[i], i);
    qsort(p.event, (size_t)p.events, sizeof *p.event, by_day);
    for (int i = 0; i < p.events && !e; i++) e = happen(c, &p.event[i], i);
    return e;
}
