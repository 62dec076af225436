/* form_page_test.c - the pages of forms and surveys over the wire: files that are broken or made
 * to harm, versions, media, days, visits; each refused where it was typed, nothing half done. */
#include "http/wire.h"
#include "survey/field.h"

#include "config/config.h"
#include "crypt/crypt.h"

#include <zip.h>

/* Sessions of 32 signs; the first letter tells whose. */
#define MINE   "r2345678901234567890123456789012"
#define OTHERS "o2345678901234567890123456789012"
#define AS(session) "Cookie: namro=" session "\r\n"

static Err identify(Ctx *c, const char *session, Caller *out) {
    const uint32_t all = 1u << RIGHT_STAFF | 1u << RIGHT_SURVEY;
    (void)c;
    if (*session == 'r') *out = (Caller){.who = RESEARCHER, .rights = all | 1u << RIGHT_ANSWERS};
    if (*session == 'o') *out = (Caller){.who = OFFICER, .rights = 1u << RIGHT_VIEW};
    return NULL;
}

static const Route *const tables[] = {form_routes, survey_routes, http_routes, NULL};

/* ---- as a browser sends ---- */

static const char *see(Arena *a, const char *target) {
    const char *reply = get(a, target, AS(MINE));
    if (status(reply) != 200) fprintf(stderr, "%s: %d\n", target, status(reply)), test_failed = 1;
    return reply;
}

static const char *send_form(Arena *a, const char *target, const char *rest) {
    return post(a, target, AS(MINE),
                arena_print(a, "token=%s%s", crypt_token_for(a, MINE, "form"), rest));
}

static void add_text(Buf *b, const char *name, const char *value) {
    buf_print(b, "--XyZ\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n", name, value);
}

static const char *send_file(Arena *a, const char *target, const char *name, Bytes file) {
    Buf body = {.a = a}, b = {.a = a};
    add_text(&body, "token", crypt_token_for(a, MINE, "form"));
    add_text(&body, "unit", "2");
    buf_print(&body, "--XyZ\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n"
                     "Content-Type: application/octet-stream\r\n\r\n", name);
    buf_add(&body, file.p, file.n);
    buf_text(&body, "\r\n--XyZ--\r\n");
    buf_print(&b, "POST %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" AS(MINE)
                  "Content-Type: multipart/form-data; boundary=XyZ\r\nContent-Length: %zu\r\n\r\n",
              target, body.len);
    buf_add(&b, body.s, body.len);
    return talk(b.s, b.len);
}

static const char *send_words(Arena *a, const char *target, const char *name, const char *words) {
    return send_file(a, target, name, field_bytes(words));
}

/* Refused with this in the page, and there is no form more than before. */
static void refused(const char *reply, const char *with, int line) {
    const char *says = strstr(reply, "role=\"alert\"");
    if (status(reply) == 422 && strstr(reply, with)) return;
    fprintf(stderr, "form_page_test.c:%d: status %d, not refused with %s\n%.600s\n", line,
            status(reply), with, says ? says : "");
    test_failed = 1;
}
#define REFUSED(reply, with) refused(reply, with, __LINE__)

static const char *words(Arena *a, const char *key) { return tr(&(Ctx){.a = a}, key); }

/* ---- files ---- */

#define FORM(version, more)                                                                    \
    "| settings | | | |\n| | form_title | form_id | version |\n| | Chợ | cho | " version " |\n"    \
    "| survey | | | | |\n| | type | name | label | constraint |\n"                             \
    "| | text | ten_hang | Hay mua hàng gì? | |\n" more

static void wrong_files(Arena *a) {
    const char *html = "<!DOCTYPE html><html><script>x()</script></html>";
    REFUSED(send_words(a, "/form/new", "a.xml", html), "id=\"f-file\"");
    REFUSED(send_words(a, "/form/new", "a.exe", "MZ"), "id=\"f-file\"");
    REFUSED(send_words(a, "/form/new", "a.xlsx", "PK\x03\x04 xl/workbook.xml"),
            words(a, "file.table.broken"));
    REFUSED(send_words(a, "/form/new", "a.md", "no table"), "id=\"notes-");
    REFUSED(send_words(a, "/form/new", "a.csv", "a,b\n1,2\n"), "id=\"notes-");
    REFUSED(send_words(a, "/form/new", "a.xml", "<data/>"), words(a, "form.file.refused"));
    REFUSED(send_words(a, "/form/new", "a.xml",
                       "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"),
            "id=\"f-file\"");
    REFUSED(send_words(a, "/form/new", "a.xml", "<h:html xmlns:h='x'><unended>"),
            words(a, "form.file.refused"));
    REFUSED(post(a, "/form/new", AS(MINE),
                 arena_print(a, "token=%s&unit=2", crypt_token_for(a, MINE, "form"))),
            words(a, "form.file.missing"));
    CHECK(strstr(see(a, "/form"), words(a, "form.none")));
}

/* 200 MB of empty rows in a file of some hundred kB. */
static void bomb(Arena *a) {
    static const char *const part[][2] = {
        {"xl/workbook.xml", "<workbook xmlns:r='r'><sheet name='survey' r:id='rId1'/></workbook>"},
        {"xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id='rId1' Type='x/worksheet'"
                                       " Target='worksheets/s.xml'/></Relationships>"}};
    const size_t n = 200 * 1024 * 1024;
    char        *rows = malloc(n);
    const char  *path = arena_print(a, "%s/bomb.%d.xlsx", test_dir(), (int)getpid());
    int          why;
    zip_t       *z = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &why);
    Bytes        file;
    if (!z || !rows) fatal("no bomb");
    for (size_t i = 0; i < n; i++) rows[i] = "<row/>\n "[i % 8];
    memcpy(rows, "<worksheet>     ", 16);
    for (int i = 0; i < 2; i++)
        zip_file_add(z, part[i][0], zip_source_buffer(z, part[i][1], strlen(part[i][1]), 0), 0);
    zip_file_add(z, "xl/worksheets/s.xml", zip_source_buffer(z, rows, n, 0), 0);
    CHECK(zip_close(z) == 0);
    free(rows);
    CHECK_TEXT(file_bytes_of(a, path, &file), NULL);
    unlink(path);
    REFUSED(send_file(a, "/form/new", "bomb.xlsx", file), words(a, "file.table.large"));
}

/* All errors at once, each at its place; advice apart; text of the file is text. */
static void told(Arena *a) {
    const char *reply = send_words(
        a, "/form/new", "cho.md",
        FORM("1", "| | texte | a | A | |\n| | integer | <b>b | B | |\n"
                  "| | select_one c | d | Có đồng ý rằng chợ tốt không? | |\n"
                  "| choices | | | |\n| | list_name | name | label |\n| | c | co | Có |\n"));
    REFUSED(reply, "trang survey, dòng 3, cột type");
    CHECK(strstr(reply, "trang survey, dòng 4, cột name") && !strstr(reply, "<b>b"));
    CHECK(strstr(reply, "id=\"notes-") && strstr(reply, words(a, "form.note.advice.hint")));
    CHECK(strstr(reply, "cho.md") && !strstr(reply, "type=\"checkbox\"")); /* it is not kept */
    CHECK(strstr(see(a, "/form"), words(a, "form.none")));
}

/* ---- versions ---- */

static const char *where(Arena *a, const char *reply) {
    if (status(reply) != 303) fprintf(stderr, "%.1500s\n", reply), test_failed = 1;
    return between(a, reply, "\r\nLocation: ", "\r\n");
}

static void versions(Arena *a) {
    const char *first = where(a, send_words(a, "/form/new", "cho.md", FORM("1", "")));
    const char *page = see(a, first);
    CHECK(strstr(page, "ten_hang") && !strstr(page, words(a, "form.question.was")));
    CHECK_TEXT(where(a, send_words(a, "/form/1/version", "cho.md", FORM("1", ""))), first);
    REFUSED(send_words(a, "/form/1/version", "cho.md", FORM("1", "| | note | n | N | |\n")),
            words(a, "form.version.taken"));
    REFUSED(send_words(a, "/form/1/version", "x.xml", FIELD_FORM("1", "", "")),
            words(a, "form.name.other"));
    REFUSED(send_form(a, "/survey/new", "&form=1&unit=2&title=T&why=W&mode=open&since=1/2/2026"
                                        "&until=1/3/2026&expires=1/3/2027"),
            words(a, "survey.form.published"));
    CHECK(status(send_form(a, arena_print(a, "%s/publish", first), "")) == 303);
    CHECK(!strstr(see(a, first), "/publish\""));
    CHECK(status(get(a, "/form/9", AS(MINE))) == 404);
    CHECK(status(get(a, "/form/1/version/9", AS(MINE))) == 404);
    CHECK(status(get(a, "/form/1", AS(OTHERS))) == 403);
    CHECK(status(get(a, "/form/-1/version/99999999999999999999", AS(MINE))) == 404);
    CHECK(strstr(see(a, arena_print(a, "%s/source", first)), "ten_hang"));
    CHECK(strstr(see(a, arena_print(a, "%s/xform", first)), "<h:html"));
}

/* A renamed question is found again by its author's word; a list has to be given. */
static void second(Arena *a) {
    const char *made = where(a, send_words(
        a, "/form/1/version", "cho.md",
        "| settings | | | |\n| | form_title | form_id | version |\n| | Chợ | cho | 2 |\n"
        "| survey | | | |\n| | type | name | label |\n| | text | hang | Hay mua hàng gì? |\n"
        "| | select_one_from_file xa.csv | xa | Ở xã nào? |\n"));
    const char *publish = arena_print(a, "%s/publish", made);
    const char *media = arena_print(a, "%s/media", made);
    const char *page = see(a, made);
    CHECK(strstr(page, "name=\"was.0\"") && strstr(page, ">ten_hang<"));
    CHECK(strstr(page, "xa.csv") && strstr(page, words(a, "form.media.waits")));
    REFUSED(send_form(a, publish, ""), words(a, "form.media.missing"));
    REFUSED(send_words(a, media, "huyen.csv", "name,label\n1,A\n"), words(a, "form.media.other"));
    CHECK(status(send_words(a, media, "xa.csv", "name,label\n1,A\n")) == 303);
    CHECK(!strstr(see(a, made), words(a, "form.media.waits")));
    const char *was = between(a, page, "<option value=\"", "\"");
    CHECK_TEXT(was, ""); /* first: a new question */
    was = between(a, strstr(page, "<option value=\"\""), ">ten_hang<", "x") ? "1" : "";
    REFUSED(send_form(a, arena_print(a, "%s/was", made), "&was.0=99999"),
            words(a, "form.was.kind"));
    CHECK(status(send_form(a, arena_print(a, "%s/was", made),
                           arena_print(a, "&was.0=%s", was))) == 303);
    CHECK(!strstr(see(a, made), words(a, "form.questions.gone")));
    CHECK(status(send_form(a, publish, "")) == 303);
    REFUSED(send_words(a, media, "xa.csv", "name,label\n2,B\n"), words(a, "form.media.fixed"));
    REFUSED(send_form(a, arena_print(a, "%s/was", made), "&was.0=1"), words(a, "form.was.fixed"));
}

/* ---- surveys ---- */

#define GOOD "&form=1&unit=2&title=Ch%E1%BB%A3&why=V%C3%AC%20sao&mode=interview"

static void days(Arena *a) {
    static const char *const wrong[][2] = {
        {"&since=31/2/2026&until=1/3/2026&expires=1/3/2027", "survey.since.bad"},
        {"&since=1/2/2026&until=hom+nay&expires=1/3/2027", "survey.until.bad"},
        {"&since=1/2/2026&until=31/12/9999&expires=1/3/2027", "survey.until.bad"},
        {"&since=1/2/2026&until=31/12/9998&expires=31/12/9999", "survey.until.bad"},
        {"&since=1/2/2026&until=31/1/2026&expires=1/3/2027", "survey.until.early"},
        {"&since=1/2/2026&until=1/4/2026&expires=1/3/2026", "survey.expires.early"},
        {"&since=1/2/2026&until=1/4/2026&expires=1/3/2037", "survey.expires.late"}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const char *reply = send_form(a, "/survey/new", arena_print(a, "%s%s", GOOD, wrong[i][0]));
        REFUSED(reply, words(a, wrong[i][1]));
        CHECK(strstr(reply, "value=\"Chợ\"") && strstr(reply, "Vì sao</textarea>"));
    }
    REFUSED(send_form(a, "/survey/new", "&form=1&unit=2&title=&why=W&mode=x&since=1/2/2026"
                                        "&until=1/4/2026&expires=1/3/2027"), "href=\"#f-title\"");
    REFUSED(send_form(a, "/survey/new", "&form=77&unit=2&title=T&why=W&mode=open&since=1/2/2026"
                                        "&until=1/4/2026&expires=1/3/2027"), "href=\"#f-form\"");
    CHECK(status(send_form(a, "/survey/new", "&form=1&unit=99&title=T&why=W&mode=open"
                                             "&since=1/2/2026&until=1/4/2026&expires=1/3/2027"))
          == 403);
    CHECK(strstr(see(a, "/survey"), words(a, "survey.none")));
}

static void visits(Arena *a, const char *at) {
    const char *path = arena_print(a, "%s/visits", at), *give = arena_print(a, "%s/give", at);
    const char *reply = send_form(a, path, "&lines=1;+A%0D%0A%0D%0A2;+B;+Ai+%C4%91%C3%B3%0D%0A"
                                           "3;+C");
    REFUSED(reply, "Dòng 3: 2; B; Ai đó");
    CHECK(strstr(reply, words(a, "visit.lines.staff")) && strstr(reply, "3; C</textarea>"));
    REFUSED(send_form(a, path, "&lines=1;+A%0D%0A1;+B"), "Dòng 2: 1; B");
    REFUSED(send_form(a, path, "&lines=+;+%3Cb%3E"), "Dòng 1: ; &lt;b&gt;");
    REFUSED(send_form(a, path, "&lines="), words(a, "visit.lines.missing"));
    CHECK(strstr(see(a, at), words(a, "survey.visits.none"))); /* none was put */
    CHECK(status(send_form(a, path, "&lines=1;+A%0D%0A2;+B;+l%C3%BD+v%C4%83n+h%E1%BB%8Fi"))
          == 303);
    REFUSED(send_form(a, give, "&number=7&taker=22"), words(a, "visit.number.missing"));
    REFUSED(send_form(a, give, "&number=1&taker=23"), words(a, "visit.taker.other"));
    CHECK(status(send_form(a, give, "&number=1&taker=22")) == 303);
}

static void survey(Arena *a) {
    const char *at = where(a, send_form(a, "/survey/new", GOOD "&since=1/2/2026&until=1/4/2026"
                                                          "&expires=1/3/2027"));
    const char *asks = arena_print(a, "%s/interviewer", at);
    REFUSED(send_form(a, asks, "&interviewer=0"), words(a, "survey.interviewer.missing"));
    REFUSED(send_form(a, asks, "&interviewer=7"), words(a, "survey.staff.right"));
    CHECK(status(send_form(a, asks, "&interviewer=22")) == 303);
    visits(a, at);
    REFUSED(send_form(a, arena_print(a, "%s/close", at), "&sure=1"),
            words(a, "survey.stage.other"));
    CHECK(status(send_form(a, arena_print(a, "%s/open", at), "")) == 303);
    CHECK(strstr(see(a, arena_print(a, "%s/edit", at)), words(a, "survey.fixed")));
    const char *reply = send_form(a, arena_print(a, "%s/close", at), "");
    REFUSED(reply, words(a, "survey.sure.missing"));
    CHECK(strstr(reply, "open=\"\""));
    CHECK(status(send_form(a, arena_print(a, "%s/close", at), "&sure=1")) == 303);
    CHECK(!strstr(see(a, at), "/close\""));
    REFUSED(send_form(a, arena_print(a, "%s/visits", at), "&lines=3;+C"),
            words(a, "survey.stage.other"));
    CHECK(status(get(a, at, AS(OTHERS))) == 403);
    CHECK(status(get(a, "/survey/99", AS(MINE))) == 404);
}

static Err set_up(Ctx *c, void *arg) {
    (void)arg;
    field_set_up(c);
    return config_set(c, "demo.today", "0001-01-01", "2026-03-01");
}

int main(void) {
    Arena *a = arena_open();
    crypt_start();
    char *path = arena_print(a, "%s/form_page_test.XXXXXX", test_dir());
    Ctx   c = test_empty(arena_print(a, "%s/db", mkdtemp(path)));
    c.files = arena_print(a, "%s/files", path);
    CHECK_TEXT(db_migrate(&c), NULL);
    CHECK_TEXT(file_store(c.files), NULL);
    CHECK_TEXT(db_write(&c, set_up, NULL), NULL);
    db_serve(c.db, 4);
    Http    h = {.db = c.db, .listener = listen_anywhere(), .tables = tables,
                 .identify = identify, .files = c.files};
    Server *s = http_start(&h);
    if (!s) fatal("the server did not start");
    wrong_files(a);
    bomb(a);
    told(a);
    versions(a);
    second(a);
    days(a);
    survey(a);
    http_stop(s);
    db_close(c.db);
    arena_close(c.a);
    arena_close(a);
    return test_failed;
}
