/* paper_test.c - sheets of paper: what is printed, typed by two who do not see each other, what
 * differs chosen by a third and kept, and one answer in the end. */
#include "fields.h"

static Survey *the_survey;
static int64_t version;

static void set_up(Ctx *c) {
    field_set_up(c);
    version = field_version(c, fields_form(c, FIELDS_ALL));
    the_survey = field_survey(c, version, "interview");
    c->who = RESEARCHER;
    CHECK_TEXT(interviewer_put(c, the_survey->id, ASKER, true), NULL);
    CHECK_TEXT(interviewer_put(c, the_survey->id, ASKER2, true), NULL);
}

/* ---- printed ---- */

static void skips(Ctx *c) {
    const FormUse *u = form_use(c, version);
    int           *numbers = arena_take(c->a, (size_t)xform_fields(u->x) * sizeof *numbers);
    const struct { const char *expression, *words; } cases[] = {
        {" /data/con  = 'co'", "câu 4 = “Có”"},
        {"selected( ../mau , 'do')", "câu 7 = “Đỏ”"},
        {"/data/tuoi >= 18 and not(/data/con = 'khong')",
         "câu 2 từ 18 và không phải (câu 4 = “Không”)"},
        {"/data/tuoi != ''", "câu 2 khác “để trống”"},
        {"true()", NULL}};
    numbers[xform_find(u->x, "/data/con")->index] = 4;
    numbers[xform_find(u->x, "/data/tuoi")->index] = 2;
    numbers[xform_find(u->x, "/data/nhom/mau")->index] = 7;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK_TEXT(paper_skip(c, u, cases[i].expression, numbers, 0), cases[i].words);
}

static void printed(Ctx *c) {
    int pages, last = 0, items = 0;
    bool skip = false;
    for (const PaperPage *p = paper_pages(c, form_use(c, version), 0, &pages); p; p = p->next) {
        int lines = 0;
        for (const PaperItem *i = p->items; i; i = i->next, items++) {
            lines += i->lines;
            if (i->number > last) last = i->number;
            skip |= i->skip && strcmp(i->skip, "câu 4 = “Có”") == 0;
        }
        CHECK(lines <= PAPER_LINES);
    }
    CHECK(pages >= 2 && skip && items > 20);
    CHECK(last == 18);
}

/* ---- typed ---- */

#define SHEET(uuid, age, born, people)                                         \
    "<data xmlns:odk='http://www.opendatakit.org/xforms' id='phieu_thu' version='1'>"           \
    "<ho_ten>An</ho_ten><tuoi>" age "</tuoi><con>khong</con><nhom><ngay>" born "</ngay></nhom>" \
    people "<meta><instanceID>uuid:" uuid "</instanceID></meta></data>"
#define ONE "11111111-1111-4111-8111-111111111111"
#define TWO "22222222-2222-4222-8222-222222222222"
#define THREE "33333333-3333-4333-8333-333333333333"
#define PERSON(name) "<nguoi><ten>" name "</ten></nguoi>"

static Err type_as(Ctx *c, int64_t who, int number, const char *xml, bool *done) {
    c->who = who;
    return sheet_put(c, the_survey, number, version, xml, done);
}

static int64_t answers(Ctx *c) {
    int64_t n;
    CHECK_TEXT(db_int(c, &n, "SELECT count(*) FROM submission WHERE channel = 'paper'"
                             " AND staff IS NULL"), NULL);
    return n;
}

static int64_t kept(Ctx *c) {
    int64_t n;
    CHECK_TEXT(db_int(c, &n, "SELECT count(*) FROM sheet_entry"), NULL);
    return n;
}

static void agree(Ctx *c) { /* (1) (2) (4) */
    bool done;
    CHECK_TEXT(type_as(c, ASKER, 1, SHEET(ONE, "34", "1980-03-05", PERSON("Mai")), &done), NULL);
    CHECK(!done && answers(c) == 0);
    CHECK_TEXT(type_as(c, ASKER, 1, SHEET(TWO, "34", "1980-03-05", PERSON("Mai")), &done),
               "sheet.typed.self");
    CHECK_TEXT(type_as(c, ASKER2, 1, SHEET(TWO, "34", "1980-03-05", PERSON("Mai")), &done), NULL);
    CHECK(done && answers(c) == 1 && kept(c) == 0);
    CHECK_TEXT(type_as(c, RESEARCHER, 1, SHEET(TWO, "34", "", ""), &done), "sheet.typed.done");
    CHECK_TEXT(type_as(c, LEAD, 2, SHEET(TWO, "34", "", ""), &done), "http.forbidden");
    CHECK_TEXT(type_as(c, ASKER, 0, SHEET(TWO, "34", "", ""), &done), "sheet.number.bad");
    CHECK_TEXT(type_as(c, ASKER, SHEET_NUMBER_MAX + 1, "", &done), "sheet.number.bad");
}

static const char *pick(void *arg, const Differ *d) {
    const char *const *p = arg;
    return strstr(d->path, "tuoi") ? p[0] : strstr(d->path, "[2]") ? d->second : d->first;
}

static void differ(Ctx *c) { /* (3) */
    bool   done;
    Sheet *h;
    CHECK_TEXT(type_as(c, ASKER2, 7, SHEET(TWO, "34", "1980-03-05", PERSON("Mai")), &done), NULL);
    CHECK_TEXT(type_as(c, ASKER, 7, SHEET(THREE, "43", "1980-03-05",
                                          PERSON("Mai") PERSON("Cúc")), &done), NULL);
    CHECK(!done && answers(c) == 1);
    h = sheet_get(c, the_survey->id, 7);
    CHECK_TEXT(h->stage, "differs");
    CHECK(h->differ == 2 && h->fields > 10);
    const Differ *d = sheet_differs(c, h, 0);
    CHECK(d && d->next && !d->next->next);
    CHECK_TEXT(d->label, "Tuổi");
    CHECK_TEXT(d->first, "34");
    CHECK_TEXT(d->second, "43");
    CHECK_TEXT(d->next->path, "/data/nguoi[2]/ten");
    const char *wrong[] = {"99"}, *right[] = {"43"};
    c->who = ASKER;
    CHECK_TEXT(sheet_settle(c, the_survey, h, pick, right), "http.forbidden");
    c->who = RESEARCHER;
    CHECK_TEXT(sheet_settle(c, the_survey, h, pick, wrong), "sheet.choice.missing");
    CHECK_TEXT(sheet_settle(c, the_survey, h, pick, right), NULL);
    CHECK(answers(c) == 2 && kept(c) == 0);
    CHECK_TEXT(sheet_settle(c, the_survey, sheet_get(c, the_survey->id, 7), pick, right),
               "sheet.stage.other");
    int64_t n;
    CHECK_TEXT(db_int(c, &n, "SELECT count(*) FROM sheet_choice WHERE who = $1 AND first = '34'"
                             " AND second = '43' AND chosen = '43'", V(RESEARCHER)), NULL);
    CHECK(n == 1);
    Bytes b = {0};
    Rows  q = db_query(c, "SELECT xml FROM submission ORDER BY id");
    while (db_next(&q)) b = row_bytes(&q, 0);
    const char *xml = b.p ? arena_part(c->a, b.p, b.n) : "";
    CHECK(strstr(xml, "<tuoi>43</tuoi>") && strstr(xml, "<ten>Cúc</ten>"));
    if (test_failed) fprintf(stderr, "%s\n", xml);
}

static void figures(Ctx *c) {
    SheetSum s = sheet_sum(c, the_survey->id);
    CHECK(s.typed == 2 && s.twice == 2 && s.open == 0 && s.differ == 2 && s.fields > 20);
}

/* What was typed and chosen goes with the answers. */
static void expired(Ctx *c) {
    bool    done, more = true;
    int64_t n;
    CHECK_TEXT(type_as(c, ASKER, 9, SHEET(ONE, "1", "", ""), &done), NULL);
    c->today = "2027-04-02";
    while (more) CHECK_TEXT(survey_settle(c, the_survey->id, &more), NULL);
    CHECK_TEXT(db_int(c, &n, "SELECT count(*) FROM sheet_choice"), NULL);
    CHECK(n == 0 && kept(c) == 0 && answers(c) == 0);
}

int main(void) {
    Ctx c = test_open();
    set_up(&c);
    c.lang = LANG_VI;
    skips(&c);
    printed(&c);
    agree(&c);
    differ(&c);
    figures(&c);
    expired(&c);
    test_close(&c);
    return test_failed;
}
