/* collect_test.c - the interviewer's own pages: R1, what is theirs alone; phones made and
 * taken back.  Then collect.sh does with curl, step by step, what ODK Collect does. */
#include "phone.h"

#include "http/parts.h"
#include "org/parts.h"
#include "survey/parts.h"

#define LISTED                                                                 \
    "<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml'>"     \
    "<h:head><h:title>Theo xã</h:title><model><itext><translation lang='vi'>"                   \
    "<text id='/data/xa:label'><value>Xã</value><value form='image'>jr://images/ban_do.png"     \
    "</value></text></translation></itext><instance><data id='theo_xa' version='3'><xa/><anh/>" \
    "<meta><instanceID/></meta></data></instance><bind nodeset='/data/xa' type='string'/>"      \
    "<bind nodeset='/data/anh' type='binary'/></model></h:head><h:body><input ref='/data/xa'>"  \
    "<label ref=\"jr:itext('/data/xa:label')\"/></input><upload ref='/data/anh'"                \
    " mediatype='image/*'><label>Ảnh</label></upload></h:body></h:html>"

#define PNG "\x89PNG\r\n\x1a\n map of the communes"

typedef struct Enter { int64_t who; char *secret; } Enter;
static Err enter(Ctx *c, void *arg) {
    Enter *e = arg;
    return session_make(c, e->who, SESSION_SECOND, "", &e->secret);
}

static struct Reply ask(Phones *f, int64_t who, const char *method, const char *path,
                        const char *query) {
    Request r = {0};
    Enter   in = {who, NULL};
    Arena  *a = f->c.a;
    CHECK_TEXT(db_write(&f->c, enter, &in), NULL);
    Raw raw = {.method = method, .host = "a", .target = path, .accept_language = "vi",
               .cookie = arena_print(a, "namro=%s", in.secret)};
    if (strcmp(method, "POST") == 0) {
        raw.type = "application/x-www-form-urlencoded";
        raw.body = arena_print(a, "token=%s&%s", crypt_token_for(a, in.secret, "form"), query);
    }
    answer(&f->h, a, &raw, NULL, &r);
    return r.reply;
}

static bool shows(const struct Reply *p, const char *words) {
    return p->status == 200 && strstr(p->body.p, words) != NULL;
}

/* ---- where to go ---- */

static Err put_visits(Ctx *c, void *arg) {
    const Phones *f = arg;
    int           line;
    c->who = RESEARCHER;
    CHECK_TEXT(interviewer_put(c, f->survey, ASKER2, true), NULL);
    return visits_put(c, f->survey, "01; Nhà ông Tư; Lý Văn Hỏi\n02; Nhà bà Năm; Lý Văn Hỏi\n"
                                    "03; Nhà cô Sáu; Mai Thị Hỏi\n04; Nhà chú Bảy", &line);
}

static void visits(Phones *f) {
    CHECK_TEXT(db_write(&f->c, put_visits, f), NULL);
    struct Reply p = ask(f, ASKER, "GET", "/collect", "");
    CHECK(shows(&p, "Hài lòng 2026") && shows(&p, "Nhà ông Tư") && shows(&p, "Nhà bà Năm"));
    CHECK(!shows(&p, "Nhà cô Sáu") && !shows(&p, "Nhà chú Bảy"));
    CHECK(ask(f, ASKER, "POST", "/collect/visit/1/close", "").status == 422);
    CHECK(ask(f, ASKER, "POST", "/collect/visit/3/close", "result=met").status == 404);
    CHECK(ask(f, ASKER, "POST", "/collect/visit/4/close", "result=met").status == 404);
    CHECK(ask(f, ASKER, "POST", "/collect/visit/1/close", "result=met").status == 303);
    CHECK(ask(f, ASKER, "POST", "/collect/visit/1/close", "result=dropped").status == 404);
    CHECK(ask(f, ASKER, "POST", "/collect/visit/2/close", "result=dropped").status == 303);
    p = ask(f, ASKER, "GET", "/collect", "");
    CHECK(p.status == 200 && !shows(&p, "Nhà ông Tư") && !shows(&p, "Nhà bà Năm"));
    CHECK(phone_number(f, "SELECT count(*) FROM visit WHERE state = 'sent'") == 1);
    CHECK(ask(f, RESEARCHER, "GET", "/collect", "").status == 403);
}

/* ---- phones ---- */

static const char *cut(Phones *f, const struct Reply *p, const char *from, const char *to) {
    return between(f->c.a, arena_part(f->c.a, p->body.p, p->body.n), from, to);
}

static void phones(Phones *f) {
    CHECK(ask(f, ASKER, "POST", "/collect/device/new", "label=").status == 422);
    struct Reply p = ask(f, ASKER, "POST", "/collect/device/new", "label=M%C3%A1y+hai");
    CHECK(shows(&p, "Máy hai"));
    const char *token = cut(f, &p, "http://a/openrosa/", "<");
    CHECK(strlen(token) == 32 && shows(&p, "<code>hoi</code>"));
    const char *list = arena_print(f->c.a, ROSA_PREFIX "/%s/formList", token);
    CHECK(status(get(f->c.a, list, PHONE_ROSA)) == 200);
    p = ask(f, ASKER, "GET", "/collect/device", "");
    CHECK(shows(&p, "Máy hai") && shows(&p, "Điện thoại của tôi") && !shows(&p, token));
    /* Nobody takes back another's, but who leads the survey. */
    CHECK(ask(f, ASKER2, "POST", "/collect/device/3/end", "x=1").status == 403);
    CHECK(ask(f, OFFICER, "GET", "/survey/1/device", "").status == 403);
    p = ask(f, RESEARCHER, "GET", "/survey/1/device", "");
    CHECK(shows(&p, "Máy hai") && shows(&p, "Lý Văn Hỏi"));
    CHECK(ask(f, RESEARCHER, "POST", "/survey/1/device/end", "device=99").status == 422);
    CHECK(ask(f, RESEARCHER, "POST", "/survey/1/device/end", "device=3").status == 303);
    CHECK(status(get(f->c.a, list, PHONE_ROSA)) == 403);
    p = ask(f, RESEARCHER, "GET", "/survey/1/device", "");
    CHECK(p.status == 200 && !shows(&p, "Máy hai"));
}

/* ---- step by step ---- */

static Err put_listed(Ctx *c, void *arg) {
    XProblems   p = {.a = c->a};
    FormNew     n = {.unit = OFFICE, .xform = field_bytes(LISTED)};
    FileNew    *to;
    int64_t     version;
    const char *hash;
    (void)arg;
    CHECK_TEXT(file_new(c->a, c->files, &to), NULL);
    CHECK_TEXT(file_add(to, PNG, sizeof PNG - 1), NULL);
    CHECK_TEXT(file_put(c->a, to, &hash), NULL);
    Upload map = {"file", "ban_do.png", "image/png", hash, sizeof PNG - 1, NULL};
    c->who = RESEARCHER;
    CHECK_TEXT(form_put(c, &n, &p, &version), NULL);
    CHECK_TEXT(form_media_put(c, version, &map), NULL);
    CHECK_TEXT(form_publish(c, version), NULL);
    int64_t survey = phone_survey(c, form_version(c, version)->form, "Theo xã 2026");
    return interviewer_put(c, survey, ASKER, true);
}

static void walk(Phones *f) {
    CHECK_TEXT(db_write(&f->c, put_listed, f), NULL);
    const char *at = arena_print(f->c.a, "http://127.0.0.1:%d" ROSA_PREFIX,
                                 ntohs(server_at.sin_port));
    setenv("ROSA_SETTINGS", collect_settings(f->c.a, arena_print(f->c.a, "%s/%s", at, f->token),
                                             "Ban \"Tuyên giáo\""), 1);
    setenv("ROSA_BARE", at, 1);
    setenv("ROSA_LOGIN", f->login, 1);
    setenv("ROSA_PASSWORD", f->password, 1);
    CHECK(system("bash tests/survey/collect.sh") == 0);
    CHECK(phone_number(f, "SELECT count(*) FROM submission WHERE missing = 0") == 2);
    CHECK(phone_number(f, "SELECT count(*) FROM submission") == 2);
}

int main(void) {
    Phones f = phone_open("collect_test.db");
    visits(&f);
    phones(&f);
    walk(&f);
    phone_close(&f);
    return test_failed;
}
