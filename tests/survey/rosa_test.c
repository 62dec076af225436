/* rosa_test.c - phones on a real server: what ODK Collect checks of what it is given, and
 * what becomes of everything that may come in place of an answer. */
#include "phone.h"

#define WHOLE "<tuoi>34</tuoi><y_kien>tot</y_kien>"

static bool has(const char *reply, const char *words) { return strcasestr(reply, words) != NULL; }

static const char *header_of(Arena *a, const char *reply, const char *name) {
    const char *at = strcasestr(reply, arena_print(a, "\r\n%s: ", name));
    if (!at) return "";
    at += strlen(name) + 4;
    return arena_part(a, at, strcspn(at, "\r"));
}

static const char *path_of(Arena *a, const char *address) {
    const char *at = strstr(address, "//");
    at = at ? strchr(at + 2, '/') : NULL;
    return at ? arena_text(a, at) : "";
}

/* ---- the list, the form, its media ---- */

static void fetched(Phones *f) {
    Arena      *a = f->c.a;
    const char *r = arena_text(a, phone_get(f, "formList", PHONE_ROSA));
    CHECK(status(r) == 200 && has(header_of(a, r, "Content-Type"), "text/xml"));
    CHECK_TEXT(header_of(a, r, "X-OpenRosa-Version"), "1.0");
    CHECK(has(r, "<xforms xmlns=\"http://openrosa.org/xforms/xformsList\">"));
    CHECK_TEXT(between(a, r, "<formID>", "<"), "hai_long");
    CHECK_TEXT(between(a, r, "<version>", "<"), "1");
    CHECK_TEXT(between(a, r, "<name>", "<"), "Hài lòng");
    CHECK(!has(r, "manifestUrl"));
    const char *xml = FIELD_FORM("1", "", "");
    CHECK_TEXT(between(a, r, "<hash>md5:", "<"), md5_hex(a, xml, strlen(xml)));
    const char *known = arena_print(a, PHONE_ROSA "If-None-Match: %s\r\n", header_of(a, r, "ETag"));
    const char *none = phone_get(f, "formList", known);
    CHECK(status(none) == 304 && has(none, "X-OpenRosa-Version: 1.0"));
    const char *form = arena_text(a, get(a, path_of(a, between(a, r, "<downloadUrl>", "<")), ""));
    CHECK(status(form) == 200);
    CHECK_TEXT(strstr(form, "\r\n\r\n") + 4, xml);
    CHECK(status(phone_get(f, "formList", "")) == 400);
    CHECK(status(phone_get(f, "form/99.xml", "")) == 404);
    CHECK(status(phone_get(f, "form/1.xml.x", "")) == 404);
    /* Who asks nothing sees nothing, and a stranger not even that. */
    const char *other = arena_print(a, ROSA_PREFIX "/%s/formList", f->other);
    CHECK(!has(get(a, other, PHONE_ROSA), "<formID>"));
    other = arena_print(a, ROSA_PREFIX "/%s/form/%d.xml", f->other, (int)f->version);
    CHECK(status(get(a, other, "")) == 404);
    other = arena_print(a, ROSA_PREFIX "/%s/formList", crypt_token(a));
    CHECK(status(get(a, other, PHONE_ROSA)) == 403);
}

/* No page of the office can be reached by a phone's secret. */
static void confined(Phones *f) {
    static const char *const pages[] = {"", "account", "survey", "collect", "help", "login", "log",
                                        "health", "../survey"};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        int code = status(phone_get(f, pages[i], PHONE_ROSA));
        if (code != 404 && code != 400) fprintf(stderr, "%s: %d\n", pages[i], code);
        CHECK(code == 404 || code == 400);
    }
}

/* ---- a digest, as RFC 7616 has it ---- */

static const char *answer_to(Phones *f, const char *challenge, const char *method, const char *uri,
                             const char *login, const char *password) {
    Arena      *a = f->c.a;
    const char *nonce = between(a, challenge, "nonce=\"", "\"");
    const char *one = arena_print(a, "%s:%s:%s", login, COLLECTOR_REALM, password);
    const char *two = arena_print(a, "%s:%s", method, uri);
    const char *all = arena_print(a, "%s:%s:00000001:abcd:auth:%s", md5_hex(a, one, strlen(one)),
                                  nonce, md5_hex(a, two, strlen(two)));
    return arena_print(a, PHONE_ROSA "Authorization: Digest username=\"%s\", realm=\"%s\","
                          " nonce=\"%s\", uri=\"%s\", qop=auth, nc=00000001, cnonce=\"abcd\","
                          " response=\"%s\", algorithm=MD5\r\n", login, COLLECTOR_REALM, nonce, uri,
                       md5_hex(a, all, strlen(all)));
}

static void digested(Phones *f) {
    static const char list[] = ROSA_PREFIX "/formList?deviceID=collect%3Aabc";
    Arena      *a = f->c.a;
    const char *r = arena_text(a, get(a, list, PHONE_ROSA));
    const char *ask = header_of(a, r, "WWW-Authenticate");
    CHECK(status(r) == 401 && has(ask, "Digest realm=\"Nam Ro\", qop=\"auth\", algorithm=MD5"));
    r = arena_text(a, get(a, list, answer_to(f, ask, "GET", list, f->login, f->password)));
    CHECK(status(r) == 200 && has(r, "<downloadUrl>http://a" ROSA_PREFIX "/form/"));
    /* By it an answer can be sent. */
    static const char send[] = ROSA_PREFIX "/submission?deviceID=collect%3Aabc";
    Buf b = {.a = a};
    const char *xml = FIELD_ANSWER("1", PHONE_U("d"), WHOLE);
    phone_part(&b, "xml_submission_file", "a.xml", "text/xml", xml, strlen(xml));
    CHECK(status(phone_send(f, "", answer_to(f, ask, "POST", send, f->login, f->password), &b)) ==
          201);
    /* Another password, address, method, user; a nonce that nobody made; Basic. */
    CHECK(status(get(a, list, answer_to(f, ask, "GET", list, f->login, "0000"))) == 401);
    CHECK(status(get(a, list, answer_to(f, ask, "GET", send, f->login, f->password))) == 401);
    CHECK(status(get(a, list, answer_to(f, ask, "POST", list, f->login, f->password))) == 401);
    CHECK(status(get(a, list, answer_to(f, ask, "GET", list, "nobody", f->password))) == 401);
    CHECK(status(get(a, list, answer_to(f, "nonce=\"123.abc\"", "GET", list, f->login,
                                        f->password))) == 401);
    CHECK(status(get(a, list, PHONE_ROSA "Authorization: Basic aG9pOmhvaQ==\r\n")) == 401);
    CHECK(status(get(a, list, PHONE_ROSA "Authorization: Digest username=\"\r\n")) == 401);
}

/* ---- answers ---- */

static void sent(Phones *f) {
    Arena      *a = f->c.a;
    const char *xml = FIELD_ANSWER("1", PHONE_U("1"), WHOLE);
    const char *head = arena_print(a, "HEAD " ROSA_PREFIX "/%s/submission?deviceID=x HTTP/1.1\r\n"
                                      "Host: a\r\nConnection: close\r\n" PHONE_ROSA "\r\n",
                                   f->token);
    const char *r = talk(head, strlen(head));
    CHECK(status(r) == 204 && has(r, "X-OpenRosa-Accept-Content-Length: 10000000"));
    CHECK(has(r, "X-OpenRosa-Version: 1.0"));
    r = phone_xml(f, xml);
    CHECK(status(r) == 201);
    CHECK(has(r, "<OpenRosaResponse xmlns=\"http://openrosa.org/http/response\">"));
    CHECK(has(r, "nature=\"submit_success\""));
    CHECK(status(phone_xml(f, xml)) == 201);
    CHECK(phone_number(f, "SELECT count(*) FROM submission WHERE instance = 'uuid:"
                          PHONE_U("1") "'") == 1);
    CHECK(status(phone_xml(f, FIELD_ANSWER("1", PHONE_U("1"), "<tuoi>35</tuoi>"))) == 409);
    CHECK(status(phone_xml(f, FIELD_ANSWER("7", PHONE_U("2"), WHOLE))) == 404);
    CHECK(status(phone_xml(f, "<data id='khac' version='1'><tuoi>1</tuoi></data>")) == 404);
    CHECK(status(phone_xml(f, "<data id='hai_long' version='1'><tuoi>1</tuoi>")) == 400);
    CHECK(status(phone_xml(f, "")) == 400);
    /* Without an instance it gets one by its content. */
    xml = "<data id='hai_long' version='1'><tuoi>33</tuoi></data>";
    CHECK(status(phone_xml(f, xml)) == 201 && status(phone_xml(f, xml)) == 201);
    /* A value that breaks a rule is taken, and marked. */
    CHECK(status(phone_xml(f, FIELD_ANSWER("1", PHONE_U("3"), "<tuoi>340</tuoi>"))) == 201);
    CHECK(phone_number(f, "SELECT count(*) FROM submission WHERE review = 'trouble'") == 1);
    /* A correction takes the place of what it corrects. */
    xml = "<data id='hai_long' version='1'><tuoi>36</tuoi><meta><instanceID>uuid:" PHONE_U("4")
          "</instanceID><deprecatedID>uuid:" PHONE_U("1") "</deprecatedID></meta></data>";
    CHECK(status(phone_xml(f, xml)) == 201 && status(phone_xml(f, xml)) == 201);
    CHECK(phone_number(f, "SELECT edits FROM submission WHERE instance = 'uuid:"
                          PHONE_U("4") "'") == 1);
    CHECK(status(phone_xml(f, FIELD_ANSWER("1", PHONE_U("1"), WHOLE))) == 201); /* late */
    CHECK(phone_number(f, "SELECT count(*) FROM submission WHERE instance = 'uuid:"
                          PHONE_U("1") "'") == 0);
    xml = "<data id='hai_long' version='1'><tuoi>36</tuoi><meta><instanceID>uuid:" PHONE_U("5")
          "</instanceID><deprecatedID>uuid:" PHONE_U("9") "</deprecatedID></meta></data>";
    CHECK(status(phone_xml(f, xml)) == 409);
    CHECK(phone_number(f, "SELECT count(*) FROM submission WHERE channel <> 'collect'") == 0);
}

/* Pictures in several requests, each with the XML; one that no kind knows. */
static void media(Phones *f) {
    static const uint8_t jpeg[] = {0xff, 0xd8, 0xff, 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1};
    const char *xml = FIELD_ANSWER("1", PHONE_U("6"), WHOLE "<anh>ảnh \xe2\x80\x93 1.jpg</anh>");
    const char *base = phone_base(f, f->token);
    Buf b = {.a = f->c.a}, more = {.a = f->c.a};
    phone_part(&b, "xml_submission_file", "a.xml", "text/xml", xml, strlen(xml));
    phone_part(&b, "audit.csv", "audit.csv", "text/csv", "event,node\na,b\n", 15);
    phone_part(&b, "*isIncomplete*", NULL, NULL, "yes", 3);
    CHECK(status(phone_send(f, base, PHONE_ROSA, &b)) == 202);
    CHECK(phone_number(f, "SELECT missing FROM submission WHERE instance = 'uuid:"
                          PHONE_U("6") "'") == 1);
    phone_part(&more, "xml_submission_file", "a.xml", "text/xml", xml, strlen(xml));
    phone_part(&more, "ảnh \xe2\x80\x93 1.jpg", "ảnh \xe2\x80\x93 1.jpg", "image/jpeg", jpeg,
               sizeof jpeg);
    phone_part(&more, "x.amr", "x.amr", "audio/amr", "#!AMR\n\x01\x02\x00\x03", 10);
    phone_part(&more, "empty.txt", "empty.txt", "text/plain", "", 0);
    CHECK(status(phone_send(f, base, PHONE_ROSA, &more)) == 201);
    CHECK(status(phone_send(f, base, PHONE_ROSA, &more)) == 201);
    CHECK(phone_number(f, "SELECT missing FROM submission WHERE instance = 'uuid:"
                          PHONE_U("6") "'") == 0);
    CHECK(phone_number(f, "SELECT count(*) FROM submission_file") == 3);
    CHECK(phone_number(f, "SELECT count(*) FROM stored_file WHERE type ="
                          " 'application/octet-stream' AND name LIKE '%.bin'") == 1);
}

/* What cannot be read here is stored as it came, and known again. */
static void sealed(Phones *f) {
#define SEALED(key) "<data encrypted='yes' id='hai_long' version='1'"                            \
    " xmlns='http://opendatakit.org/submissions'><base64EncryptedKey>" key "</base64EncryptedKey>" \
    "<orx:meta xmlns:orx='http://openrosa.org/xforms'><orx:instanceID>uuid:" PHONE_U("7")         \
    "</orx:instanceID></orx:meta><media><file>a.jpg.enc</file></media>"                          \
    "<encryptedXmlFile>submission.xml.enc</encryptedXmlFile></data>"
    Buf b = {.a = f->c.a};
    phone_part(&b, "xml_submission_file", "s.xml", "text/xml", SEALED("a"), strlen(SEALED("a")));
    phone_part(&b, "submission.xml.enc", "submission.xml.enc", "application/octet-stream",
               "\x01\x99\xff\x00\x03", 5);
    const char *base = phone_base(f, f->token), *r = phone_send(f, base, PHONE_ROSA, &b);
    CHECK(status(r) == 201);
    CHECK(phone_number(f, "SELECT missing FROM submission WHERE instance = 'uuid:"
                          PHONE_U("7") "'") == 1);
    CHECK(status(phone_xml(f, SEALED("b"))) == 409);
}

/* ---- whoever should not send ---- */

static void refused(Phones *f) {
    Arena      *a = f->c.a;
    const char *xml = FIELD_ANSWER("1", PHONE_U("8"), WHOLE), *base = phone_base(f, f->token);
    Buf b = {.a = a}, none = {.a = a}, twice = {.a = a}, odd = {.a = a};
    phone_part(&b, "xml_submission_file", "a.xml", "text/xml", xml, strlen(xml));
    phone_part(&b, "p.jpg", "p.jpg", "image/jpeg", "\xff\xd8\xff", 3);
    int64_t before = phone_number(f, "SELECT count(*) FROM submission");
    CHECK(status(phone_send(f, base, "", &b)) == 400);
    CHECK(status(phone_send(f, "", PHONE_ROSA, &b)) == 401);
    CHECK(status(phone_send(f, phone_base(f, crypt_token(a)), PHONE_ROSA, &b)) == 403);
    const char *r = phone_send(f, phone_base(f, f->other), PHONE_ROSA, &b);
    CHECK(status(r) == 403 && has(r, "nature=\"error\"") && has(r, "không được giao"));
    phone_part(&none, "khac", "a.xml", "text/xml", xml, strlen(xml));
    CHECK(status(phone_send(f, base, PHONE_ROSA, &none)) == 400);
    phone_part(&twice, "xml_submission_file", "a.xml", "text/xml", xml, strlen(xml));
    phone_part(&twice, "xml_submission_file", "a.xml", "text/xml", xml, strlen(xml));
    CHECK(status(phone_send(f, base, PHONE_ROSA, &twice)) == 400);
    buf_text(&odd, "--other\r\nthis is no form");
    CHECK(status(phone_send(f, base, PHONE_ROSA, &odd)) == 400);
    const char *plain = arena_print(a, "POST " ROSA_PREFIX "%s/submission HTTP/1.1\r\nHost: a\r\n"
                                       "Connection: close\r\n" PHONE_ROSA
                                       "Content-Type: text/xml\r\nContent-Length: %zu\r\n\r\n%s",
                                    base, strlen(xml), xml);
    CHECK(status(talk(plain, strlen(plain))) == 415);
    CHECK(phone_number(f, "SELECT count(*) FROM submission") == before);
    CHECK(status(phone_get(f, "submission", PHONE_ROSA)) == 405);
}

/* Without a file name, in chunks without a length, with a date that no clock has. */
static void odd(Phones *f) {
    Arena      *a = f->c.a;
    const char *xml = FIELD_ANSWER("1", PHONE_U("a"), WHOLE);
    Buf b = {.a = a}, ask = {.a = a};
    phone_part(&b, "xml_submission_file", NULL, NULL, xml, strlen(xml));
    CHECK(status(phone_send(f, phone_base(f, f->token),
                            PHONE_ROSA "Date: Thu, 32 Nov 1996 13:61:00 GMT\r\n", &b)) == 201);
    xml = FIELD_ANSWER("1", PHONE_U("b"), WHOLE);
    b = (Buf){.a = a};
    phone_part(&b, "xml_submission_file", "a.xml", "text/xml; charset=utf-8", xml, strlen(xml));
    buf_text(&b, "--XyZ--\r\n");
    buf_print(&ask, "POST " ROSA_PREFIX "/%s/submission HTTP/1.1\r\nHost: a\r\n"
                    "Connection: close\r\n" PHONE_ROSA
                    "Content-Type: multipart/form-data; boundary=\"XyZ\"\r\n"
                    "Transfer-Encoding: chunked\r\n\r\n", f->token);
    for (size_t i = 0; i < b.len; i += 7) {
        size_t n = b.len - i < 7 ? b.len - i : 7;
        buf_print(&ask, "%zx\r\n", n);
        buf_add(&ask, b.s + i, n);
        buf_text(&ask, "\r\n");
    }
    buf_text(&ask, "0\r\n\r\n");
    CHECK(status(talk(ask.s, ask.len)) == 201);
    CHECK(phone_number(f, "SELECT count(*) FROM submission WHERE instance IN ('uuid:"
                          PHONE_U("a") "', 'uuid:" PHONE_U("b") "')") == 2);
}

/* The same answer from several at once is one, and each is told that it is there. */
static void together(Phones *f) {
    static char ask[2000];
    pid_t       child[6];
    const char *xml = FIELD_ANSWER("1", "99999999-1111-4111-8111-111111111111", WHOLE);
    Buf b = {.a = f->c.a};
    phone_part(&b, "xml_submission_file", "a.xml", "text/xml", xml, strlen(xml));
    int n = snprintf(ask, sizeof ask, "POST " ROSA_PREFIX "/%s/submission HTTP/1.1\r\nHost: a\r\n"
                     "Connection: close\r\n" PHONE_ROSA
                     "Content-Type: multipart/form-data; boundary=XyZ\r\n"
                     "Content-Length: %zu\r\n\r\n%s--XyZ--\r\n", f->token, b.len + 9, b.s);
    for (int i = 0; i < 6; i++)
        if ((child[i] = fork()) == 0) _exit(status(talk(ask, (size_t)n)) == 201 ? 0 : 1);
    for (int i = 0, how; i < 6; i++) {
        CHECK(waitpid(child[i], &how, 0) == child[i] && WIFEXITED(how) && WEXITSTATUS(how) == 0);
    }
    CHECK(phone_number(f, "SELECT count(*) FROM submission WHERE instance ="
                          " 'uuid:99999999-1111-4111-8111-111111111111'") == 1);
}

/* Bombs: each is refused before it costs anything. */
static void hostile(Phones *f) {
    Arena  *a = f->c.a;
    Buf     wide = {.a = a}, deep = {.a = a}, large = {.a = a};
    int64_t before = phone_number(f, "SELECT count(*) FROM submission");
    double  from = (double)clock_ms();
    CHECK(status(phone_xml(f, "<!DOCTYPE d [<!ENTITY a 'a'><!ENTITY b '&a;&a;&a;'>]>"
                              "<data id='hai_long' version='1'><tuoi>&b;</tuoi></data>")) == 400);
    CHECK(status(phone_xml(f, "<data id='hai_long' version='1' xmlns='http://example.org/x'>"
                              "<tuoi>1</tuoi></data>")) == 400);
    CHECK(status(phone_xml(f, "<data id='hai_long' version='1'><tuoi>\xff\xfe</tuoi></data>")) ==
          400);
    buf_text(&wide, "<data id='hai_long' version='1'");
    for (int i = 0; i < 40000; i++) buf_print(&wide, " a%d='x'", i);
    buf_text(&wide, "><tuoi>1</tuoi></data>");
    CHECK(status(phone_xml(f, wide.s)) == 400);
    buf_text(&deep, "<data id='hai_long' version='1'>");
    for (int i = 0; i < 20000; i++) buf_text(&deep, "<a>");
    CHECK(status(phone_xml(f, deep.s)) == 400);
    buf_text(&large, "<data id='hai_long' version='1'><y_kien>");
    char *much = arena_take(a, 11 * 1024 * 1024);
    memset(much, 'x', 11 * 1024 * 1024);
    buf_add(&large, much, 9 * 1024 * 1024); /* as large as an answer may be: taken */
    Buf fits = {.a = a};
    buf_add(&fits, large.s, large.len);
    buf_text(&fits, "</y_kien><meta><instanceID>uuid:" PHONE_U("c") "</instanceID></meta></data>");
    CHECK(status(phone_xml(f, fits.s)) == 201);
    buf_add(&large, much, 2 * 1024 * 1024);
    CHECK(status(phone_xml(f, large.s)) == 413);
    CHECK(phone_number(f, "SELECT count(*) FROM submission") == before + 1);
    CHECK((double)clock_ms() - from < 20000);
}

/* ---- the survey closes ---- */

static Err close_it(Ctx *c, void *arg) {
    const Phones *f = arg;
    c->who = RESEARCHER;
    return survey_close(c, f->survey);
}

static Err twice(Ctx *c, void *arg) {
    const Phones *f = arg;
    c->who = RESEARCHER;
    int64_t form = form_version(c, f->version)->form, second = phone_survey(c, form, "Lần hai");
    CHECK_TEXT(interviewer_put(c, second, ASKER, true), "survey.interviewer.twice");
    CHECK_TEXT(interviewer_put(c, second, ASKER2, true), NULL);
    Survey s = *survey_get(c, second);
    CHECK_TEXT(survey_add(c, &s), NULL);
    CHECK_TEXT(interviewer_put(c, s.id, ASKER2, true), NULL);
    CHECK_TEXT(survey_open(c, s.id), "survey.form.twice");
    return "undone"; /* nothing of it stays */
}

static void closed(Phones *f) {
    const char *xml = FIELD_ANSWER("1", PHONE_U("e"), WHOLE "<anh>b.jpg</anh>");
    const char *late = FIELD_ANSWER("1", PHONE_U("f"), WHOLE);
    CHECK(status(phone_xml(f, xml)) == 201);
    CHECK_TEXT(db_write(&f->c, twice, f), "undone");
    CHECK_TEXT(db_write(&f->c, close_it, f), NULL);
    const char *r = phone_xml(f, late);
    CHECK(status(r) == 409 && has(r, "đã đóng"));
    CHECK(phone_number(f, "SELECT count(*) FROM submission WHERE instance = 'uuid:"
                          PHONE_U("f") "'") == 0);
    CHECK(status(phone_xml(f, xml)) == 201); /* its reply was lost */
    CHECK(!has(phone_get(f, "formList", PHONE_ROSA), "<formID>"));
}

static Err take_back(Ctx *c, void *arg) {
    const Phones *f = arg;
    c->who = ASKER;
    return collector_end(c, collector_find(c, f->token)->id);
}

int main(void) {
    Phones f = phone_open("rosa_test.db");
    fetched(&f);
    confined(&f);
    digested(&f);
    sent(&f);
    media(&f);
    sealed(&f);
    refused(&f);
    odd(&f);
    together(&f);
    hostile(&f);
    closed(&f);
    CHECK(phone_number(&f, "SELECT count(*) FROM collector WHERE last IS NOT NULL") == 2);
    CHECK_TEXT(db_write(&f.c, take_back, &f), NULL);
    CHECK(status(phone_get(&f, "formList", PHONE_ROSA)) == 403);
    /* It was known a moment ago, and what it sends is not stored all the same. */
    CHECK(status(phone_xml(&f, FIELD_ANSWER("1", PHONE_U("e"), WHOLE "<anh>b.jpg</anh>"))) == 403);
    phone_close(&f);
    return test_failed;
}
