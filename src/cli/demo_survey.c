/* demo_survey.c - the surveys of the demo office: how people see public services, asked and
 * closed, and asked again of whoever wants to say something; the business climate, for which
 * interviewers are under way.  All that was answered is invented. */
#include "cli/demo.h"

#include "sample/sample.h"
#include "stats/random.h"
#include "xlsform/xlsform.h"

#include <stdlib.h>
#include <string.h>

enum { ASKED = 1200, SAID = 64, VISITS = 48, VISITED = 19 };
enum { COMMUNES = 40, TAKE = ASKED / COMMUNES, RESERVE = 5 }; /* of the sample that was drawn */

static const char researcher[] = "Lương Thị Khảo Sát";
static const char *const asker[] = {"Mai Văn Hỏi Thăm", "Cao Thị Ghi Chép", "Tạ Đức Lắng Nghe"};
enum { ASKERS = 3 };

/* The office itself: who asks stands on the first screen. */
static int64_t office_unit(Ctx *c) {
    int64_t id = 0;
    Err     e = db_int(c, &id, "SELECT coalesce(min(parent), 0) FROM unit_spell WHERE unit = $1"
                               " AND since <= $2 AND $2 < until"
                               " AND unlearnt = 9223372036854775807",
                       V(staff_unit(c, demo_staff(c, researcher))), V(c->today));
    if (e || !id) fatal("demo: no unit asks");
    return id;
}

/* ---- forms ---- */

static const char *joined(Ctx *c, const char *const *table) {
    Buf b = {.a = c->a};
    for (; *table; table++) {
        buf_text(&b, *table);
        buf_text(&b, "\n");
    }
    return b.s;
}

static const char *replaced(Ctx *c, const char *text, const char *was, const char *is) {
    Buf         b = {.a = c->a};
    const char *at = strstr(text, was);
    if (!at) fatal("demo: no form says: %s", was);
    buf_add(&b, text, (size_t)(at - text));
    buf_text(&b, is);
    buf_text(&b, at + strlen(was));
    return b.s;
}

static Err put_version(Ctx *c, const char *text, const char *file, int64_t *version) {
    const XlsformAsked asked = {.file = file, .lint = true};
    Xlsform            x;
    XProblems          p = {.a = c->a};
    FormNew            n = {.unit = office_unit(c)};
    Err e = xlsform_convert(c->a, (Bytes){text, strlen(text)}, &asked, &x);
    if (!e && (!x.xml || x.notes)) fatal("demo: %s: %s", file, xlsform_words(c, &x.note[0]));
    if (!e) e = demo_file(c, file, text, &n.source);
    n.xform = (Bytes){x.xml, x.bytes};
    return e ? e : form_put(c, &n, &p, version);
}

static Err put_form(Ctx *c, const char *const *table, const char *file, int64_t *form) {
    int64_t version = 0;
    Err     e = put_version(c, joined(c, table), file, &version);
    if (!e) e = form_publish(c, version);
    if (!e) *form = form_version(c, version)->form;
    return e;
}

/* Not published yet: a question has another name, and another a list that nobody has given. */
static Err put_trial(Ctx *c) {
    int64_t     version;
    const char *text = replaced(c, joined(c, table_hai_long), "| 2022.1 |", "| 2022.2 |");
    text = replaced(c, text, "| select_one noi_o | noi_o |", "| select_one noi_o | khu_vuc |");
    text = replaced(c, text, "| | select_one gioi |",
                    "| | select_one_from_file xa_phuong.csv | xa | Xã, phường, thị trấn nơi đang ở"
                    " | The commune or ward where you live | | | | | | | | minimal |\n"
                    "| | select_one gioi |");
    return put_version(c, text, "hai_long_2.md", &version);
}

/* ---- surveys ---- */

static void on(Ctx *c, const char *day, int hour, const char *name) {
    c->today = day;
    c->now = demo_morning(day) + hour * HOUR_MS;
    c->who = demo_staff(c, name);
}

/* Asks from one day to before another, told by days from the demo day, and opens. */
static Err begin(Ctx *c, Survey *s, int since, int until) {
    const char *today = c->today;
    s->unit = office_unit(c);
    s->since = day_add(c->a, today, since);
    s->until = day_add(c->a, today, until);
    s->expires = day_add(c->a, s->until, 365);
    on(c, s->since, 0, researcher);
    Err e = survey_add(c, s);
    for (int i = 0; i < ASKERS && !e && strcmp(s->mode, "interview") == 0; i++)
        e = interviewer_put(c, s->id, demo_staff(c, asker[i]), true);
    if (!e) e = survey_open(c, s->id);
    *s = e ? *s : *survey_get(c, s->id);
    return e;
}

typedef struct Round {
    Survey     *s;
    const FormUse *form;
    uint64_t    seed;
    int         days;    /* over which the answers come */
    int64_t     staff[ASKERS];
} Round;

static Round round_of(Ctx *c, Survey *s, uint64_t seed, int days) {
    Round f = {.s = s, .seed = seed, .days = days,
               .form = form_use(c, form_latest(c, s->form)->id)};
    for (int i = 0; i < ASKERS; i++) f.staff[i] = demo_staff(c, asker[i]);
    return f;
}

/* Who is to go there; 0. */
static int64_t visitor(Ctx *c, int64_t survey, const char *number) {
    int64_t id = 0;
    Rows    q = db_query(c, "SELECT COALESCE(staff, 0) FROM visit WHERE survey = $1"
                            " AND number = $2", V(survey), V(number));
    while (db_next(&q)) id = row_int(&q, 0);
    return id;
}

/* The i-th of n, in an arena of its own: there are many. */
static Err take(Ctx *office, const Round *f, int i, int n, const char *number) {
    Ctx        c = *office;
    DemoPerson p = demo_person(f->seed * 10000 + (uint64_t)i, f->s->mode[0] == 'i');
    XProblems  problems = {0};
    Sent       x = {.channel = "page", .whole = true, .number = number};
    int64_t    id;
    bool       again;
    c.a = problems.a = arena_open();
    c.today = day_add(c.a, f->s->since, (int64_t)i * f->days / n);
    c.now = demo_morning(c.today) + (int64_t)random_below(&p.random, 10 * 3600) * 1000;
    if (f->s->mode[0] == 'i') {
        x.staff = number ? visitor(&c, f->s->id, number) : 0;
        if (!x.staff) x.staff = f->staff[i % ASKERS];
        x.channel = i % 20 == 7 ? "paper" : i % 4 == 1 ? "app" : "collect";
    }
    Err e = demo_answer(&c, &p, f->form, &x.xml);
    if (!e) e = submission_read(&c, f->s, &x, &problems);
    if (!e) e = submission_put(&c, &x, NULL, &id, &again);
    arena_close(c.a);
    return e;
}

/* What a check found: those that were wrong, and one in twenty of the others. */
static Err review(Ctx *c, int64_t survey) {
    static const char good[] = "Đã gọi lại, đúng như phiếu (dữ liệu giả định).";
    static const char young[] = "Dưới 18 tuổi, ngoài đối tượng hỏi (dữ liệu giả định).";
    Err e = db_exec(c, "INSERT INTO submission_review (submission, review, note, at, who)"
                       " SELECT id, CASE WHEN review = 'new' THEN 'good' ELSE 'rejected' END,"
                       " CASE WHEN review = 'new' THEN $2 ELSE $3 END, $4, $5 FROM submission"
                       " WHERE survey = $1 AND ((review = 'new' AND id % 20 = 3) OR"
                       " (review = 'trouble' AND id % 3 > 0))",
                    V(survey), V(good), V(young), V(c->now), V(c->who));
    return e ? e : db_exec(c, "UPDATE submission SET review = (SELECT r.review FROM"
                              " submission_review r WHERE r.submission = submission.id)"
                              " WHERE survey = $1 AND EXISTS (SELECT 1 FROM submission_review r"
                              " WHERE r.submission = submission.id)", V(survey));
}

/* ---- the sample of the first wave ---- */


/* Every commune of the province with an invented number of households, the towns a stratum of
 * their own. */
static Err put_frame(Ctx *c, int64_t *id) {
    int         n;
    const Unit *u = units_on(c, c->today, 0, &n);
    UnitFrame   f = {.unit = office_unit(c), .title = "Xã, phường, thị trấn năm 2022",
                     .day = c->today, .source = "Số hộ giả định",
                     .row = arena_take(c->a, (size_t)(n + 1) * sizeof *f.row)};
    Random      r = random_of(2022);
    for (int i = 0; i < n; i++) {
        const UnitKind *k = unit_kind(u[i].kind);
        if (!k || k->level != 3) continue;
        bool    town = strcmp(k->name, "commune") != 0;
        int64_t size = 1400 + (int64_t)random_below(&r, 2200) + (town ? 900 : 0);
        f.row[f.rows] = (FrameUnit){f.rows + 1, u[i].id, u[i].name,
                                    town ? "Thành thị" : "Nông thôn", size};
        f.size += f.row[f.rows++].size;
    }
    Err e = unitframe_put(c, &f);
    *id = f.id;
    return e;
}

static Err draw(Ctx *c, const Survey *s) {
    Sample sample = {.units = COMMUNES, .take = TAKE, .reserve = RESERVE, .seed = 20221014};
    Err    e = put_frame(c, &sample.frame);
    return e ? e : sample_make(c, s->id, &sample);
}

static const char *drawn_number(Ctx *c, int i) {
    return arena_print(c->a, "%03d-%03d", i / TAKE + 1, i % TAKE + 1);
}

static Err finished(Ctx *c, int64_t form) {
    Survey s = {.form = form, .mode = "interview", .title = "Hài lòng về dịch vụ công, đợt 1",
                .why = "Để biết khâu nào trong việc giải quyết thủ tục hành chính cần làm tốt hơn "
                       "và kiến nghị với các cơ quan có trách nhiệm (dữ liệu giả định)."};
    Err e = begin(c, &s, -50, -15);
    if (e) return e;
    e = draw(c, &s);
    s = e ? s : *survey_get(c, s.id);
    Round f = round_of(c, &s, 1, 35);
    for (int i = 0; i < ASKED && !e; i++)
        e = take(c, &f, i, ASKED, drawn_number(c, i));
    on(c, s.until, 0, researcher);
    if (!e) e = review(c, s.id);
    return e ? e : survey_close(c, s.id);
}

static Err said(Ctx *c, int64_t form) {
    Survey s = {.form = form, .mode = "open", .title = "Hài lòng về dịch vụ công, tự trả lời",
                .why = "Để nghe thêm từ những ai muốn nói về lần làm thủ tục hành chính gần đây; "
                       "kết quả không đại diện cho dân số (dữ liệu giả định)."};
    Err e = begin(c, &s, -9, 22);
    if (e) return e;
    Round f = round_of(c, &s, 2, 10);
    for (int i = 0; i < SAID && !e; i++) e = take(c, &f, i, SAID, NULL);
    return e;
}

static const char *visit_number(Ctx *c, int i) {
    return arena_print(c->a, "%02d-%02d", i / 12 + 1, i % 12 + 1);
}

static const char *visit_lines(Ctx *c) {
    static const char *const kind[] = {"Hộ kinh doanh Minh Họa", "Công ty TNHH Giả Định",
                                       "Công ty cổ phần Thử Nghiệm", "Hợp tác xã Ví Dụ"};
    static const char *const where[] = {"phường Quang Trung, TP Hải Dương",
                                        "thị trấn Thanh Hà, huyện Thanh Hà",
                                        "thị trấn Lai Cách, huyện Cẩm Giàng",
                                        "phường Sao Đỏ, TP Chí Linh"};
    Buf b = {.a = c->a};
    for (int i = 0; i < VISITS; i++)
        buf_print(&b, "%s; %s số %d, %s; %s\n", visit_number(c, i), kind[i * 7 % 4], i + 1,
                  where[i / 12 % 4], i < VISITS - 3 ? asker[i % ASKERS] : "");
    return b.s;
}

static Err under_way(Ctx *c, int64_t form) {
    Survey s = {.form = form, .mode = "interview",
                .title = "Môi trường kinh doanh của tỉnh",
                .why = "Để biết cơ sở kinh doanh trong tỉnh đang gặp thuận lợi, khó khăn gì và "
                       "kiến nghị với cơ quan có trách nhiệm (dữ liệu giả định)."};
    int    line;
    Err    e = begin(c, &s, -4, 17);
    if (!e) e = visits_put(c, s.id, visit_lines(c), &line);
    if (e) return e;
    Round f = round_of(c, &s, 3, 5);
    for (int i = 0; i < VISITED && !e; i++) e = take(c, &f, i, VISITED, visit_number(c, i));
    return e;
}

Err demo_surveys(Ctx *office) {
    static Err (*const run[])(Ctx *, int64_t) = {finished, said, under_way};
    int64_t services = 0, climate = 0;
    Ctx     c = *office;
    on(&c, day_add(c.a, office->today, -52), 0, researcher);
    Err e = put_form(&c, table_hai_long, "hai_long.md", &services);
    if (!e) e = put_form(&c, table_kinh_doanh, "kinh_doanh.md", &climate);
    for (int i = 0; i < 3 && !e; i++) {
        c.today = office->today;
        e = run[i](&c, i < 2 ? services : climate);
    }
    on(&c, office->today, 0, researcher);
    if (!e) e = put_trial(&c);
    if (e) log_line("demo: survey: %s", e);
    return e;
}
