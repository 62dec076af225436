/* form_test.c - versions of a form: what is one question, what is refused, what stays. */
#include "field.h"

static int64_t put(Ctx *c, const char *xform, const QuestionWas *was, Err want) {
    XProblems p = {.a = c->a};
    FormNew   n = {.unit = OFFICE, .xform = field_bytes(xform), .was = was};
    int64_t   version;
    CHECK_TEXT(form_put(c, &n, &p, &version), want);
    return version;
}

static const Question *asked(Ctx *c, int64_t form, int64_t version, const char *name) {
    for (const Question *q = form_questions(c, form, version); q; q = q->next)
        if (strcmp(q->name, name) == 0) return q;
    return NULL;
}

/* Moved into another group and said in other words: still the same. */
static void check_same(Ctx *c, int64_t form, int64_t first) {
    int64_t ages = asked(c, form, first, "tuoi")->id;
    int64_t second = put(c, "<h:html xmlns='http://www.w3.org/2002/xforms'"
        " xmlns:h='http://www.w3.org/1999/xhtml'><h:head><h:title>Hài lòng</h:title><model>"
        "<instance><data id='hai_long' version='2'><ho><tuoi/></ho><y_kien/><so/>"
        "<meta><instanceID/></meta></data></instance><bind nodeset='/data/ho/tuoi' type='decimal'/>"
        "<bind nodeset='/data/y_kien' type='int'/></model></h:head><h:body>"
        "<input ref='/data/ho/tuoi'><label>Bao nhiêu tuổi?</label></input>"
        "<input ref='/data/y_kien'><label>Điểm</label></input>"
        "<input ref='/data/so'><label>Số</label></input></h:body></h:html>", NULL, NULL);
    const Question *q = asked(c, form, second, "tuoi");
    CHECK(q && q->id == ages && q->path);
    if (q) CHECK_TEXT(q->path, "/data/ho/tuoi");
    q = asked(c, form, second, "y_kien"); /* now a number: another question */
    CHECK(q && !q->path);
    q = asked(c, form, second, "y_kien_2");
    CHECK(q && q->path);
    if (q) CHECK_TEXT(q->kind, "number");
    q = asked(c, form, second, "nguoi.ten"); /* only the older version has it */
    CHECK(q && !q->path && q->place == -1);
}

/* The author says what a question was. */
static void check_said(Ctx *c, int64_t form, int64_t first) {
    const Question *note = asked(c, form, first, "ghi_chu"), *age = asked(c, form, first, "tuoi");
    const char *third = "<h:html xmlns='http://www.w3.org/2002/xforms'"
        " xmlns:h='http://www.w3.org/1999/xhtml'><h:head><h:title>Hài lòng</h:title><model>"
        "<instance><data id='hai_long' version='3'><loi_nhan/><meta><instanceID/></meta></data>"
        "</instance><bind nodeset='/data/loi_nhan' type='string'/></model></h:head><h:body>"
        "<input ref='/data/loi_nhan'><label>Lời nhắn</label></input></h:body></h:html>";
    int64_t version = put(c, third, &(QuestionWas){"/data/loi_nhan", note->id, NULL}, NULL);
    CHECK_TEXT(form_identify(c, version, &(QuestionWas){"/data/loi_nhan", age->id, NULL}),
               "form.was.kind");
    CHECK_TEXT(form_identify(c, version, NULL), NULL);
    CHECK(asked(c, form, version, "loi_nhan")->path);
    CHECK_TEXT(form_identify(c, version, &(QuestionWas){"/data/loi_nhan", note->id, NULL}), NULL);
    const Question *q = asked(c, form, version, "ghi_chu");
    CHECK(q && q->path);
    if (q) CHECK_TEXT(q->path, "/data/loi_nhan");
}

static void check_refused(Ctx *c, int64_t form) {
    put(c, "<data/>", NULL, "form.file.refused");
    put(c, "not at all", NULL, "form.file.refused");
    put(c, FIELD_FORM("1", "<them/>", ""), NULL, "form.version.taken");
    int64_t again = put(c, FIELD_FORM("1", "", ""), NULL, NULL);
    CHECK(form_version(c, again)->form == form);
    CHECK(form_version(c, again)->published);
    c->who = OFFICER; /* no researcher */
    put(c, FIELD_FORM("9", "", ""), NULL, "form.name.taken");
    c->who = RESEARCHER;
    XProblems p = {.a = c->a};
    int64_t   version;
    FormNew   other = {.form = form, .xform = field_bytes(
        "<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml'>"
        "<h:head><h:title>Khác</h:title><model><instance><data id='khac'><a/></data></instance>"
        "</model></h:head><h:body/></h:html>")};
    CHECK_TEXT(form_put(c, &other, &p, &version), "form.name.other");
}

static void check_ended(Ctx *c, int64_t form) {
    CHECK(form_list(c, false, 0, 10) && !form_list(c, true, 0, 10));
    CHECK_TEXT(form_end(c, form, true), NULL);
    CHECK(!form_list(c, false, 0, 10) && form_list(c, true, 0, 10));
    Survey s = {.unit = OFFICE, .form = form, .title = "x", .why = "x", .mode = "open",
                .since = "2026-02-01", .until = "2026-04-01", .expires = "2027-04-01"};
    CHECK_TEXT(survey_add(c, &s), "survey.form.missing");
    CHECK_TEXT(form_end(c, form, false), NULL);
    c->who = OFFICER;
    CHECK(!form_list(c, false, 0, 10));
    CHECK_TEXT(form_end(c, form, true), "http.forbidden");
}

int main(void) {
    Ctx c = test_empty(":memory:");
    CHECK_TEXT(db_migrate(&c), NULL);
    field_set_up(&c);
    int64_t first = field_version(&c, FIELD_FORM("1", "", ""));
    int64_t form = form_version(&c, first)->form;
    CHECK_TEXT(form_latest(&c, form)->version, "1");
    check_same(&c, form, first);
    check_said(&c, form, first);
    check_refused(&c, form);
    check_ended(&c, form);
    db_close(c.db);
    arena_close(c.a);
    return test_failed;
}
