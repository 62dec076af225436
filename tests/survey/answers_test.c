/* answers_test.c - answers read, judged and corrected through the pages, as a researcher does it
 * and as others try: why one reads comes first and is in the log (R10), nobody else comes in
 * (R8), what an answer holds is never HTML, and what it was is never lost. */
#include "../work/attack.h"

#include "survey/results.h"

enum { READER = 41, CALLER, ELSEWHERE };

#define FORM                                                                   \
    "<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml'"      \
    " xmlns:jr='http://openrosa.org/javarosa'><h:head><h:title>Phiếu</h:title><model><instance>" \
    "<data id='phieu' version='1'><tuoi/><y1/><y2/><y3/><y4/><kenh/><ghi/><gap/><anh/>"         \
    "<meta><instanceID/></meta></data></instance>"                             \
    "<bind nodeset='/data/tuoi' type='int' constraint='. &lt; 120'/>"          \
    "<bind nodeset='/data/gap' type='int' calculate='/data/tuoi * 2'/>"        \
    "<bind nodeset='/data/anh' type='binary'/>"                                \
    "<bind nodeset='/data/meta/instanceID' type='string' readonly='true()' jr:preload='uid'/>"  \
    "</model></h:head><h:body><input ref='/data/tuoi'><label>Tuổi</label></input>"              \
    ONE("1") ONE("2") ONE("3") ONE("4")                                        \
    "<select ref='/data/kenh'><label>Kênh</label>" ITEM("bao", "Báo") ITEM("dai", "Đài")        \
    "</select><input ref='/data/ghi'><label>Ghi chú</label></input>"           \
    "<upload ref='/data/anh' mediatype='image/*'><label>Ảnh</label></upload>"  \
    "</h:body></h:html>"
#define ITEM(value, label) "<item><label>" label "</label><value>" value "</value></item>"
#define ONE(n)                                                                 \
    "<select1 ref='/data/y" n "'><label>Ý " n "</label>" ITEM("tot", "Tốt") ITEM("kem", "Kém")  \
    ITEM("ktl", "Không trả lời") "</select1>"

static int64_t survey_id;

/* ---- an office with a survey of forty answers ---- */

static void answer_of(Ctx *c, const Survey *s, int i) {
    const char *y = i == 3 ? "kem" : i == 5 ? "ktl" : i % 2 ? "tot" : "kem";
    const char *y2 = i == 3 ? "kem" : i == 5 ? "ktl" : i % 2 ? "kem" : "tot";
    const char *xml = arena_print(c->a,
        "<data id='phieu' version='1'><tuoi>%d</tuoi><y1>%s</y1><y2>%s</y2><y3>%s</y3><y4>%s</y4>"
        "<kenh>bao dai</kenh><ghi>%s</ghi><gap>%d</gap><meta><instanceID>uuid:%08d-1111"
        "</instanceID></meta></data>", i == 7 ? 200 : 20 + i, y, y2, y, y2,
        i == 9 ? "&lt;b onclick=hostile&gt;\"'" : "Đường hẹp", i, i);
    XProblems p = {.a = c->a};
    Sent      x = {.staff = CALLER, .channel = "collect", .xml = {xml, strlen(xml)}};
    int64_t   id;
    bool      again;
    CHECK_TEXT(submission_read(c, s, &x, &p), NULL);
    x.seconds = i == 1 ? 20 : 300 + i;
    CHECK_TEXT(submission_put(c, &x, NULL, &id, &again), NULL);
}

static Err fill(Ctx *c, void *arg) {
    XProblems p = {.a = c->a};
    FormNew   n = {.unit = OFFICE, .xform = {FORM, strlen(FORM)}};
    int64_t   version;
    (void)arg;
    office_staff(c, READER, OFFICE, PROVINCE, "researcher", "Đặng Thị Nghiên Cứu");
    office_staff(c, CALLER, DISTRICT, DISTRICT, "interviewer", "Lý Văn Hỏi");
    office_staff(c, ELSEWHERE, OTHER, OTHER, "researcher", "Mai Thị Khác");
    CHECK_TEXT(account_first(c, READER, "nghiencuu", "none"), NULL);
    CHECK_TEXT(account_first(c, CALLER, "hoi", "none"), NULL);
    CHECK_TEXT(account_first(c, ELSEWHERE, "khac", "none"), NULL);
    c->who = READER;
    CHECK_TEXT(form_put(c, &n, &p, &version), NULL);
    CHECK_TEXT(form_publish(c, version), NULL);
    Survey s = {.unit = OFFICE, .form = form_version(c, version)->form, .title = "Hài lòng",
                .why = "Để phục vụ tốt hơn.", .mode = "interview", .since = "2026-02-01",
                .until = "2026-04-01", .expires = "2027-04-01"};
    CHECK_TEXT(survey_add(c, &s), NULL);
    CHECK_TEXT(survey_open(c, s.id), NULL);
    survey_id = s.id;
    for (int i = 0; i < 40; i++) answer_of(c, survey_get(c, s.id), i);
    return NULL;
}

/* ---- asked ---- */

static Attacker at;

static const char *page(const char *method, const char *path, const char *query, int *status) {
    Arena       *a = arena_open();
    struct Reply r = attack_ask(&at, a, method, path, query);
    if (status) *status = r.status;
    const char *text = r.body.p ? arena_part(at.c->a, r.body.p, r.body.n) : "";
    arena_close(a);
    return text;
}

static const char *of_survey(const char *what) {
    return arena_print(at.c->a, "/survey/%lld/%s", (long long)survey_id, what);
}

static void holds(const char *text, const char *want, bool is) {
    if ((strstr(text, want) != NULL) != is)
        fprintf(stderr, "%s: %s\n%s\n", is ? "not there" : "there", want, text);
    CHECK((strstr(text, want) != NULL) == is);
}

typedef struct Deeds { int64_t n; const char *what; } Deeds;
static Err count_deeds(Ctx *c, void *arg) {
    Deeds *k = arg;
    return db_int(c, &k->n, "SELECT count(*) FROM deed WHERE what = $1 AND reason <> ''",
                  V(k->what));
}
static int64_t deeds(const char *what) {
    Deeds k = {0, what};
    CHECK_TEXT(db_read(at.c, count_deeds, &k), NULL);
    return k.n;
}

/* R10: not a word of an answer before the reason, which is in the log first. */
static void check_reading(void) {
    static const char *const pages[] = {"answers", "quality", "counts"};
    int status;
    for (int i = 0; i < 3; i++) {
        const char *text = page("GET", of_survey(pages[i]), "", &status);
        holds(text, "name=\"reason\"", true);
        holds(text, "/submission/", false);
        holds(text, "Đường hẹp", false);
    }
    holds(page("GET", "/submission/3", "", &status), "Đường hẹp", false);
    holds(page("GET", "/submission/3/edit", "path=/data/ghi", &status), "Đường hẹp", false);
    page("POST", "/submission/3/review", "review=good", &status);
    CHECK(status == 422);
    page("POST", of_survey("reading"), "reason=ab", &status);
    CHECK(status == 422 && deeds("survey.deed.read") == 0);
    page("POST", of_survey("reading"), "reason=Check+the+fieldwork", &status);
    CHECK(status == 303 && deeds("survey.deed.read") == 1);
    CHECK(deeds("submission.deed.opened") == 0);
    holds(page("GET", "/submission/3", "", &status), "Đường hẹp", true);
    CHECK(deeds("submission.deed.opened") == 1);
}

static Err column_of(Ctx *c, void *arg) {
    return db_int(c, arg, "SELECT id FROM form_question WHERE name = $1", V("ghi"));
}

static void check_list(void) {
    int         status, n = 0;
    const char *text = page("GET", of_survey("answers"), "", &status);
    for (const char *p = text; (p = strstr(p, "href=\"/submission/")); p++) n++;
    CHECK(n == 25);
    holds(text, "after=16", true); /* 40 ... 16 */
    holds(page("GET", of_survey("answers"), "after=16", &status), "href=\"/submission/15\"", true);
    text = page("GET", of_survey("answers"), "review=trouble", &status);
    holds(text, "href=\"/submission/8\"", true);
    holds(text, "href=\"/submission/9\"", false);
    text = page("GET", of_survey("answers"), "q=onclick", &status);
    holds(text, "href=\"/submission/10\"", true);
    holds(text, "href=\"/submission/9\"", false);
    int64_t column = 0;
    CHECK_TEXT(db_read(at.c, column_of, &column), NULL);
    const char *query = arena_print(at.c->a, "q=duong+hep&col.%lld=1", (long long)column);
    holds(page("GET", of_survey("answers"), query, &status), "Đường hẹp", true);
    holds(page("GET", "/submission/10", "", &status), "<b onclick", false);
    holds(page("GET", of_survey("answers"), "after=%27;--&staff=x&version=-1", &status), "500",
          false);
    CHECK(status == 200);
}

static void check_signals(void) {
    int         status;
    const char *text = page("GET", of_survey("quality"), "", &status);
    holds(text, "href=\"/submission/2\"", true);  /* short */
    holds(text, "href=\"/submission/4\"", true);  /* of one kind */
    holds(text, "href=\"/submission/6\"", true);  /* refused */
    holds(text, "href=\"/submission/9\"", false);
    holds(text, "Lý Văn Hỏi", true);
    text = page("GET", of_survey("counts"), "", &status);
    holds(text, "không được công bố", true);
    holds(text, "Kém", true);
}

static void check_review(void) {
    int status;
    page("POST", "/submission/8/review", "review=rejected", &status);
    CHECK(status == 422); /* why? */
    page("POST", "/submission/8/review", "review=best&note=x", &status);
    CHECK(status == 422);
    page("POST", "/submission/8/review", "review=rejected&note=200+tu%E1%BB%95i", &status);
    CHECK(status == 303);
    holds(page("GET", "/submission/8", "", &status), "200 tuổi", true);
    holds(page("GET", of_survey("answers"), "review=rejected", &status),
          "href=\"/submission/8\"", true);
}

typedef struct Stored { int64_t edits, wrong; bool again; } Stored;
static Err stored(Ctx *c, void *arg) {
    Stored     *s = arg;
    Submission *u = submission_get(c, 8);
    Cells       cells = cells_open(u->cells);
    Cell        cell;
    s->edits = u->edits;
    s->wrong = strstr(u->problems, "wrong\t") != NULL;
    for (int i = 0; cells_next(&cells, &cell); i++) {
        if (cell.place == 0) CHECK_TEXT(arena_part(c->a, cell.value, cell.n), "21");
        if (cell.place == 7) CHECK_TEXT(arena_part(c->a, cell.value, cell.n), "42");
    }
    return NULL;
}

/* What a phone sends again after an edit is known, and changes nothing. */
static Err send_again(Ctx *c, void *arg) {
    Stored    *s = arg;
    int64_t    id;
    bool       again;
    XProblems  p = {.a = c->a};
    const char *old = NULL;
    Rows        q = db_query(c, "SELECT xml FROM submission_edit WHERE submission = 8 AND $1 = 1",
                             V(1));
    while (db_next(&q)) old = arena_part(c->a, row_bytes(&q, 0).p, row_bytes(&q, 0).n);
    CHECK(old && strstr(old, "<tuoi>200</tuoi>"));
    if (!old) return NULL;
    Sent x = {.staff = CALLER, .channel = "collect", .xml = {old, strlen(old)}};
    CHECK_TEXT(submission_read(c, survey_get(c, survey_id), &x, &p), NULL);
    CHECK_TEXT(submission_put(c, &x, NULL, &id, &again), NULL);
    s->again = again && id == 8;
    return NULL;
}

static void check_edit(void) {
    int         status;
    Stored      s = {0};
    const char *form = page("GET", "/submission/8/edit", "path=/data/tuoi", &status);
    holds(form, "value=\"200\"", true);
    static const char *const bad[] = {
        "path=/data/tuoi&base=0&value=21", "path=/data/tuoi&base=0&value=mot&why=Nham",
        "path=/data/y1&base=0&value=x&why=Nham", "path=/data/meta/instanceID&base=0&value=x&why=N",
        "path=/data/khong&base=0&value=1&why=Nham", "path=/data/tuoi&base=7&value=21&why=Nham"};
    for (int i = 0; i < 6; i++) {
        page("POST", "/submission/8/edit", bad[i], &status);
        CHECK(status == 422 || status == 400);
    }
    page("POST", "/submission/8/edit", "path=/data/tuoi&base=0&value=21&why=Ghi+nh%E1%BA%A7m",
         &status);
    CHECK(status == 303 && deeds("submission.deed.edited") == 1);
    CHECK_TEXT(db_read(at.c, stored, &s), NULL);
    CHECK(s.edits == 1 && !s.wrong);
    const char *text = page("GET", "/submission/8", "", &status);
    holds(text, "<del>200</del> → <ins>21</ins>", true);
    holds(text, "Ghi nhầm", true);
    CHECK_TEXT(db_write(at.c, send_again, &s), NULL);
    CHECK(s.again);
    CHECK_TEXT(db_read(at.c, stored, &s), NULL);
    page("POST", "/submission/8/edit", "path=/data/kenh&base=1&value.dai=1&why=Ghi+lai", &status);
    CHECK(status == 303);
    holds(page("GET", "/submission/8", "", &status), "<del>Báo; Đài</del> → <ins>Đài</ins>", true);
}

/* R8: nobody but a researcher over the unit, whatever else they may do. */
static void check_others(void) {
    static const int64_t who[] = {CALLER, ELSEWHERE, RIVAL, LEAD};
    static const char *const gets[] = {"answers", "quality", "counts", "export", "codebook",
                                       "export/1", "reading"};
    for (int i = 0; i < 4; i++) {
        attack_as(&at, who[i]);
        for (int k = 0; k < 7; k++) {
            int status;
            holds(page("GET", of_survey(gets[k]), "", &status), "Đường hẹp", false);
            CHECK(status == 403);
        }
        static const char *const posts[] = {"/submission/3/review", "/submission/3/edit"};
        for (int k = 0; k < 2; k++) {
            int status;
            page("POST", posts[k], "review=good&path=/data/tuoi&base=0&value=1&why=x", &status);
            CHECK(status == 403);
        }
        int status;
        page("GET", "/submission/3", "", &status);
        CHECK(status == 403);
        page("POST", of_survey("export"), "as=csv&reason=because+I+can", &status);
        CHECK(status == 403);
    }
    CHECK(deeds("survey.deed.exported") == 0);
}

int main(void) {
    Ctx c;
    at = attack_open(&c, "answers");
    CHECK_TEXT(db_write(&c, fill, NULL), NULL);
    if (test_failed) return 1;
    check_others();
    attack_as(&at, READER);
    check_reading();
    if (!test_failed) check_list();
    if (!test_failed) check_signals();
    if (!test_failed) check_review();
    if (!test_failed) check_edit();
    db_close(c.db);
    arena_close(c.a);
    return test_failed;
}
