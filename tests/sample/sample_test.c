/* sample_test.c - frames that people bring, and what is drawn from them for a survey. */
#include "survey/field.h"

#include "sample/sample.h"

static Err read_frame(Ctx *c, const char *text, UnitFrame *f, const FrameTrouble **t) {
    *f = (UnitFrame){.day = c->today, .unit = OFFICE, .title = "Khung", .source = ""};
    return unitframe_read(c, field_bytes(text), f, t);
}

/* Names of units that this office has, each beneath the province. */
static const char *unit_lines(Ctx *c, int most, int *n) {
    Buf         b = {.a = c->a};
    int         units;
    const Unit *u = units_on(c, c->today, 0, &units);
    buf_text(&b, "Xã,Số hộ,Tầng\n");
    for (int i = 0, k = 0; i < units && k < most; i++) {
        const UnitKind *kind = unit_kind(u[i].kind);
        if (!kind || kind->level != 2) continue;
        buf_print(&b, "%s,%d,\n", u[i].name, 100 + 10 * i);
        *n = ++k;
    }
    return b.s;
}

static void check_bad(Ctx *c) {
    const FrameTrouble *t;
    UnitFrame           f;
    int                 n = 0;
    const char         *good = unit_lines(c, 1, &n);
    CHECK_TEXT(read_frame(c, "Tên,Tuổi\nA,1\n", &f, &t), "frame.head.missing");
    CHECK_TEXT(read_frame(c, "Xã,Số hộ\n", &f, &t), "frame.rows.none");
    CHECK_TEXT(read_frame(c, "Xã,Số hộ\nXã Không Có,10\n", &f, &t), "frame.rows.wrong");
    CHECK(t && t->line == 2 && !t->next);
    CHECK_TEXT(t->why, "frame.unit.unknown");
    const char *twice = arena_print(c->a, "%s%s", good, strchr(good, '\n') + 1);
    CHECK_TEXT(read_frame(c, twice, &f, &t), "frame.rows.wrong");
    CHECK(t && t->line == 3);
    CHECK_TEXT(t ? t->why : "", "frame.unit.twice");
    const char *mixed = arena_print(c->a, "%s%s,10,\n", good, unit_name(c, unit_top(c)));
    CHECK_TEXT(read_frame(c, mixed, &f, &t), "frame.rows.wrong");
    CHECK_TEXT(t ? t->why : "", "frame.unit.level");
    const char *none = arena_print(c->a, "Xã,Số hộ\n%.*s,0\n",
                                   (int)strcspn(strchr(good, '\n') + 1, ","),
                                   strchr(good, '\n') + 1);
    CHECK_TEXT(read_frame(c, none, &f, &t), "frame.rows.wrong");
    CHECK_TEXT(t ? t->why : "", "frame.size.bad");
}

static int64_t put_frame(Ctx *c) {
    const FrameTrouble *t;
    UnitFrame           f;
    int                 n = 0;
    CHECK_TEXT(read_frame(c, unit_lines(c, 1000, &n), &f, &t), NULL);
    CHECK(f.rows == n && n >= 2);
    c->who = 0;
    CHECK_TEXT(unitframe_put(c, &f), "http.forbidden");
    c->who = RESEARCHER;
    CHECK_TEXT(unitframe_put(c, &f), NULL);
    const UnitFrame *back = unitframe_get(c, f.id);
    CHECK(back && back->rows == f.rows && back->size == f.size);
    for (int i = 0; back && i < f.rows; i++) {
        CHECK(back->row[i].area == f.row[i].area && back->row[i].size == f.row[i].size);
        CHECK_TEXT(back->row[i].name, f.row[i].name);
    }
    return f.id;
}

static int64_t count(Ctx *c, const char *sql, int64_t survey) {
    int64_t n = -1;
    CHECK_TEXT(db_run_int(c, &n, sql, (const Val[]){{0}, V(survey)}, 1), NULL);
    return n;
}

/* Drawn once, the same again, whole units to each interviewer, weights that add up. */
static void check_drawn(Ctx *c, int64_t frame) {
    Survey    *s = field_survey(c, field_version(c, FIELD_FORM("1", "", "")), "interview");
    Sample     x = {.frame = frame, .units = 2, .take = 4, .reserve = 1, .seed = 99};
    UnitFrame *f;
    SampleDraw d;
    CHECK_TEXT(interviewer_put(c, s->id, ASKER, true), NULL);
    CHECK_TEXT(sample_make(c, s->id, &x), NULL);
    CHECK_TEXT(sample_make(c, s->id, &x), "sample.there");
    CHECK_TEXT(survey_get(c, s->id)->sampling, "probability");
    CHECK(count(c, "SELECT count(*) FROM visit WHERE survey = $1 AND base > 0 AND psu > 0", s->id)
          == 8);
    CHECK(count(c, "SELECT count(*) FROM contact WHERE survey = $1", s->id) == 8);
    CHECK_TEXT(sample_again(c, sample_get(c, s->id), &f, &d), NULL);
    CHECK(d.units == 2 && f->id == frame);
    CHECK_TEXT(sample_replace(c, s->id, 1), "sample.replace.none");
    CHECK_TEXT(db_exec(c, "UPDATE visit SET state = 'dropped' WHERE survey = $1 AND number ="
                          " '001-002'", V(s->id)), NULL);
    CHECK_TEXT(sample_replace(c, s->id, 1), NULL);
    CHECK(count(c, "SELECT count(*) FROM visit WHERE survey = $1", s->id) == 9);
    CHECK_TEXT(sample_replace(c, s->id, 1), "sample.replace.none");
    CHECK_TEXT(db_exec(c, "UPDATE visit SET state = 'dropped' WHERE survey = $1 AND number ="
                          " '001-003'", V(s->id)), NULL);
    CHECK_TEXT(sample_replace(c, s->id, 1), "sample.reserve.none");
    const SamplePsu *p = sample_psus(c, s->id);
    CHECK(p && p->visits == 5 && p->dropped == 2 && p->reserve == 0);
}

int main(void) {
    Ctx c = test_empty(":memory:");
    CHECK_TEXT(db_migrate(&c), NULL);
    field_set_up(&c);
    check_bad(&c);
    check_drawn(&c, put_frame(&c));
    db_close(c.db);
    arena_close(c.a);
    return test_failed;
}
