/* results_test.c - answers as files: whole, through all versions, with what they mean. */
#include "field.h"

#include "file/file.h"
#include "survey/results.h"

#include <libxml/parser.h>
#include <unistd.h>
#include <zip.h>

#define HEAD(version, extra)                                                   \
    "<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml'"      \
    " xmlns:jr='http://openrosa.org/javarosa'><h:head><h:title>Hài lòng</h:title><model>"       \
    "<instance><data id='hai_long' version='" version "'>" extra "<meta><instanceID/></meta>"   \
    "</data></instance>"
#define TAIL                                                                   \
    "<bind nodeset='/data/meta/instanceID' type='string' readonly='true()' jr:preload='uid'/>"  \
    "</model></h:head><h:body>"
#define ITEM(value, label) "<item><label>" label "</label><value>" value "</value></item>"
#define CHOICES(ref, what, label, items)                                       \
    "<" what " ref='" ref "'><label>" label "</label>" items "</" what ">"
#define END "</h:body></h:html>"
#define OPINIONS ITEM("tot", "Tốt") ITEM("kem", "Kém &amp; chậm") ITEM("ktl", "Không trả lời")

/* The first version; the second has q4 more, y_kien in a group, another choice, no `bo`. */
static const char first[] =
    HEAD("1", "<start/><tuoi/><y_kien/><kenh/><noi/><ngay/><bo/><nguoi><ten/><con><lop/></con>"
         "</nguoi>")
    "<bind nodeset='/data/start' type='dateTime' jr:preload='timestamp' jr:preloadParams='start'/>"
    "<bind nodeset='/data/tuoi' type='int'/><bind nodeset='/data/noi' type='geopoint'/>"
    "<bind nodeset='/data/ngay' type='date'/>" TAIL
    "<input ref='/data/tuoi'><label>Tuổi</label></input>"
    CHOICES("/data/y_kien", "select1", "Ý kiến", OPINIONS)
    CHOICES("/data/kenh", "select", "Kênh", ITEM("1", "Báo") ITEM("2", "Đài"))
    "<input ref='/data/noi'><label>Nơi</label></input>"
    "<input ref='/data/ngay'><label>Ngày</label></input>"
    "<input ref='/data/bo'><label>Bỏ sau này</label></input>"
    "<group ref='/data/nguoi'><label>Người trong nhà</label><repeat nodeset='/data/nguoi'>"
    "<input ref='/data/nguoi/ten'><label>Tên</label></input>"
    "<group ref='/data/nguoi/con'><label>Con</label><repeat nodeset='/data/nguoi/con'>"
    "<input ref='/data/nguoi/con/lop'><label>Lớp</label></input></repeat></group>"
    "</repeat></group>" END;
static const char second[] =
    HEAD("2", "<tuoi/><nhom><y_kien/></nhom><kenh/><q4/><nguoi><ten/></nguoi>")
    "<bind nodeset='/data/tuoi' type='int'/>" TAIL
    "<input ref='/data/tuoi'><label>Bao nhiêu tuổi?</label></input><group ref='/data/nhom'>"
    CHOICES("/data/nhom/y_kien", "select1", "Ý kiến chung", OPINIONS ITEM("kha", "Khá"))
    "</group>" CHOICES("/data/kenh", "select", "Kênh", ITEM("1", "Báo") ITEM("2", "Đài")
                       ITEM("3", "Mạng"))
    "<input ref='/data/q4'><label>Câu bốn</label></input>"
    "<group ref='/data/nguoi'><repeat nodeset='/data/nguoi'>"
    "<input ref='/data/nguoi/ten'><label>Tên</label></input></repeat></group>" END;

#define ID(n) "0000000" n "-1111-4111-8111-111111111111"
static const char answer1[] = FIELD_ANSWER("1", ID("1"),
    "<start>2026-03-01T09:00:00.000+07:00</start><tuoi>34</tuoi><y_kien>kem</y_kien>"
    "<kenh>1 2</kenh><noi>21.0278 105.8342 12 5</noi><ngay>2026-02-28</ngay>"
    "<bo>=cmd, \"a\"\nb</bo><nguoi><ten>An</ten><con><lop>5</lop></con><con><lop>7</lop></con>"
    "</nguoi>"
    "<nguoi><ten>Bình</ten></nguoi>");
static const char answer2[] = FIELD_ANSWER("2", ID("2"),
    "<tuoi>51</tuoi><nhom><y_kien>kha</y_kien></nhom><kenh>3</kenh><q4>Mới</q4>"
    "<nguoi><ten>Chi</ten></nguoi>");
static const char answer3[] = FIELD_ANSWER("1", ID("3"),
    "<tuoi>khong ro</tuoi><y_kien>ktl</y_kien>");

static void send(Ctx *c, const Survey *s, int64_t staff, const char *xml) {
    XProblems p = {.a = c->a};
    Sent      x = {.staff = staff, .channel = staff ? "collect" : "api", .xml = field_bytes(xml)};
    int64_t   id;
    bool      again;
    CHECK_TEXT(submission_read(c, s, &x, &p), NULL);
    CHECK_TEXT(submission_put(c, &x, NULL, &id, &again), NULL);
}

/* ---- what a file holds ---- */

static const char *part(Ctx *c, const char *path, const char *name, size_t *n) {
    int             code;
    zip_stat_t      about;
    zip_t          *z = zip_open(path, ZIP_RDONLY, &code);
    char           *s = NULL;
    CHECK(z != NULL);
    if (z && zip_stat(z, name, 0, &about) == 0) {
        zip_file_t *f = zip_fopen(z, name, 0);
        s = arena_take(c->a, about.size + 1);
        CHECK(f && zip_fread(f, s, about.size) == (zip_int64_t)about.size);
        zip_fclose(f);
        if (n) *n = about.size;
    }
    if (z) zip_discard(z);
    return s;
}

static const char *path_of(Ctx *c) {
    return arena_print(c->a, "%s/results-%d.zip", file_tmp(), getpid());
}

static ResultPlan *make(Ctx *c, const Survey *s, ExportAsk k) {
    ResultPlan *p = NULL;
    CHECK_TEXT(plan_make(c, s, &k, &p), NULL);
    CHECK_TEXT(results_file(c, p, NULL, path_of(c)), NULL);
    const char *keep = getenv("RESULTS_KEEP"); /* for haven_test.sh */
    if (keep && !p->open && !k.labels)
        CHECK_TEXT(results_file(c, p, NULL, arena_print(c->a, "%s/%s.zip", keep, k.as)), NULL);
    return p;
}

static void holds(const char *text, const char *want) {
    if (!text || !strstr(text, want)) fprintf(stderr, "not there: %s\nin: %s\n", want, text);
    CHECK(text && strstr(text, want));
}

static void check_csv(Ctx *c, const Survey *s) {
    make(c, s, (ExportAsk){.as = "csv"});
    const char *text = part(c, path_of(c), "answers.csv", NULL);
    holds(text, "\xEF\xBB\xBFrow,instance,version,channel,day,review,seconds,wrong,missing_files,"
                "edits,interviewer,tuoi,y_kien,kenh,kenh_1,kenh_2,kenh_3,q4,start,noi_lat,noi_lon,"
                "ngay,bo\r\n");
    holds(text, "1,uuid:" ID("1") ",1,collect,2026-03-01,new,,0,0,0,1,34,kem,1 2,1,1,0,,"
                "2026-03-01T09:00:00.000+07:00,21.02,105.83,2026-02-28,\"'=cmd, \"\"a\"\"\nb\""
                "\r\n");
    holds(text, "2,uuid:" ID("2") ",2,collect,2026-03-01,new,,0,0,0,1,51,kha,3,0,0,1,Mới,,,,,\r\n");
    holds(text, "khong ro,ktl,,,,,,");
    holds(part(c, path_of(c), "nguoi.csv", NULL),
          "row,nguoi_no,ten\r\n1,1,An\r\n1,2,Bình\r\n2,1,Chi\r\n");
    holds(part(c, path_of(c), "con.csv", NULL),
          "row,nguoi_no,con_no,lop\r\n1,1,1,5\r\n1,1,2,7\r\n");
    const char *notes = part(c, path_of(c), "DOC-TRUOC.txt", NULL);
    Hash        h = hash_of(text, strlen(text));
    holds(notes, arena_print(c->a, "answers.csv: 3 dòng, 23 cột; SHA-256 %s",
                             hex_of(c->a, h.b, HASH_BYTES)));
    make(c, s, (ExportAsk){.as = "csv", .labels = true, .names = true, .exact = true});
    text = part(c, path_of(c), "answers.csv", NULL);
    holds(text, "1,Lý Văn Hỏi,34,Kém & chậm,1 2,");
    holds(text, ",21.0278,105.8342,12,5,");
}

static void check_codebook(Ctx *c, const Survey *s) {
    size_t n = 0;
    make(c, s, (ExportAsk){.as = "csv"});
    const char *xml = part(c, path_of(c), "codebook.xml", &n);
    xmlDocPtr   doc = xmlReadMemory(xml, (int)n, "codebook", NULL, XML_PARSE_NOERROR);
    CHECK(doc != NULL);
    xmlFreeDoc(doc);
    holds(xml, "<fileName>con.csv</fileName>");
    holds(xml, "<catgry missing=\"Y\"><catValu>ktl</catValu><labl>Không trả lời</labl>");
    holds(xml, "<labl>Kém &amp; chậm</labl>");
    holds(xml, "<qstnLit>Bao nhiêu tuổi?</qstnLit>");
}

/* ---- files of statistics, read by what reads them ---- */

static const Var *var(const Dataset *d, const char *name) {
    for (int i = 0; i < d->vars; i++)
        if (strcmp(d->var[i].name, name) == 0) return &d->var[i];
    fprintf(stderr, "no variable %s\n", name);
    test_failed = 1;
    return &d->var[0];
}

static double number(const Dataset *d, const char *name, int row) {
    const Var *v = var(d, name);
    if (v->byte) return v->value ? v->value[v->byte[row]] : v->byte[row];
    return v->real ? v->real[row] : NAN;
}

static const char *label(const Dataset *d, const char *name, int row) {
    const Var *v = var(d, name);
    if (!v->label) return "";
    return v->byte ? v->label[v->byte[row]] : v->code ? v->label[v->code[row]] : "";
}

static void check_stat(Ctx *c, const Survey *s, const char *as) {
    size_t      n = 0;
    Dataset     d;
    FileTrouble t = {0};
    ResultPlan *p = make(c, s, (ExportAsk){.as = as});
    CHECK(p->unread >= 1); /* "khong ro" */
    const char *name = arena_print(c->a, "answers.%s", as);
    const char *file = part(c, path_of(c), name, &n);
    CHECK_TEXT(statfile_read(c->a, (Bytes){file, n}, &t, &d), NULL);
    if (test_failed) return;
    CHECK(d.n == 3);
    CHECK(number(&d, "tuoi", 0) == 34 && isnan(number(&d, "tuoi", 2)));
    CHECK_TEXT(label(&d, "y_kien", 0), "Kém & chậm");
    CHECK_TEXT(label(&d, "y_kien", 1), "Khá");
    CHECK(isnan(number(&d, "y_kien", 2))); /* "không trả lời" is missing */
    CHECK(number(&d, "kenh_2", 0) == 1 && number(&d, "kenh_2", 1) == 0);
    CHECK(isnan(number(&d, "kenh_2", 2)));
    CHECK_TEXT(label(&d, "q4", 1), "Mới");
    file = part(c, path_of(c), arena_print(c->a, "con.%s", as), &n);
    CHECK_TEXT(statfile_read(c->a, (Bytes){file, n}, &t, &d), NULL);
    CHECK(d.n == 2 && number(&d, "con_no", 1) == 2);
}

static Err count_cells(void *arg, int64_t line, const TableCell *cell, int n) {
    int *rows = arg;
    if (line == 2) {
        CHECK(n > 12);
        CHECK_TEXT(cell[11].text, "34");
        CHECK(cell[11].kind == TABLE_NUMBER);
    }
    ++*rows;
    return NULL;
}

static void check_xlsx(Ctx *c, const Survey *s) {
    size_t      n = 0;
    int         rows = 0;
    FileTrouble t = {0};
    make(c, s, (ExportAsk){.as = "xlsx"});
    const char *file = part(c, path_of(c), "answers.xlsx", &n);
    CHECK_TEXT(table_each((Bytes){file, n}, count_cells, &rows, &t), NULL);
    CHECK(rows == 4);
}

/* R1: of the public's answers no file tells the order, the time, or the instance. */
static void check_open(Ctx *c, int64_t version) {
    const Survey *s = field_survey(c, version, "open");
    char          xml[sizeof answer1 + 40];
    for (int i = 0; i < 40; i++) {
        const char *at = strstr(answer1, ID("1"));
        size_t      head = (size_t)(at - answer1);
        snprintf(xml, sizeof xml, "%.*s%08x%s", (int)head, answer1,
                 0xffffffffu - (unsigned)i * 2654435761u, at + 8);
        char *age = strstr(xml, "<tuoi>34");
        memcpy(age, arena_print(c->a, "<tuoi>%02d", i + 10), 8);
        send(c, s, 0, xml);
    }
    make(c, s, (ExportAsk){.as = "csv", .names = true, .exact = true});
    const char *text = part(c, path_of(c), "answers.csv", NULL);
    holds(text, "\xEF\xBB\xBFrow,version,channel,review,seconds,wrong,missing_files,edits,tuoi,");
    CHECK(text && !strstr(text, "uuid:") && !strstr(text, "2026-03-01"));
    int sorted = 0, last = 0, n = 0;
    for (const char *p = text; (p = strstr(p, ",0,0,0,")); p += 7, n++) {
        sorted += atoi(p + 7) == last + 1;
        last = atoi(p + 7);
    }
    CHECK(n == 40 && sorted < 10);
}

/* What is too long for a form of file is not cut: another is advised. */
static void check_long(Ctx *c, const Survey *s) {
    Buf b = {.a = c->a};
    buf_text(&b, "<data xmlns:jr='http://openrosa.org/javarosa' id='hai_long' version='2'><q4>");
    for (int i = 0; i < 4000; i++) buf_text(&b, "mười bytes");
    buf_text(&b, "</q4><meta><instanceID>uuid:" ID("9") "</instanceID></meta></data>");
    send(c, s, ASKER2, b.s);
    static const char *const refuse[] = {"sav", "dta", "xlsx"};
    for (int i = 0; i < 3; i++) {
        ResultPlan *p;
        CHECK_TEXT(plan_make(c, s, &(ExportAsk){.as = refuse[i]}, &p), NULL);
        CHECK_TEXT(results_file(c, p, NULL, path_of(c)), "results.text.long");
    }
    make(c, s, (ExportAsk){.as = "csv"});
    CHECK(strlen(part(c, path_of(c), "answers.csv", NULL)) > 40000);
}

int main(void) {
    Ctx c = test_empty(":memory:");
    CHECK_TEXT(db_migrate(&c), NULL);
    crypt_start();
    field_set_up(&c);
    int64_t       v1 = field_version(&c, first);
    const Survey *s = field_survey(&c, v1, "interview");
    send(&c, s, ASKER, answer1);
    field_version(&c, second);
    send(&c, s, ASKER, answer2);
    send(&c, s, ASKER2, answer3);
    c.who = RESEARCHER;
    if (!test_failed) check_csv(&c, s);
    if (!test_failed) check_codebook(&c, s);
    if (!test_failed) check_stat(&c, s, "sav");
    if (!test_failed) check_stat(&c, s, "dta");
    if (!test_failed) check_xlsx(&c, s);
    if (!test_failed) check_open(&c, v1);
    if (!test_failed && !getenv("RESULTS_KEEP")) check_long(&c, s);
    unlink(path_of(&c));
    db_close(c.db);
    arena_close(c.a);
    return test_failed;
}
