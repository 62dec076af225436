/* app_test.c - a form as the app takes it, by hand and by those who would do harm; and the
 * answers that come from the app. */
#include "field.h"

#include "crypt/crypt.h"
#include "survey/app.h"
#include "survey/enketo.h"

#define HEAD                                                                   \
    "<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml'"      \
    " xmlns:jr='http://openrosa.org/javarosa'><h:head><h:title>T</h:title><model>"
#define FORM(instance, binds, body)                                            \
    HEAD "<instance><data id='f' version='1'>" instance "</data></instance>" binds              \
    "</model></h:head><h:body>" body "</h:body></h:html>"
#define LABEL(label) FORM("<a/>", "", "<input ref='/data/a'><label>" label "</label></input>")

static EnketoForm make(Ctx *c, const char *xform) {
    EnketoForm f = {"", ""};
    CHECK_TEXT(enketo_make(c->a, field_bytes(xform), "/app/media/7/", &f), NULL);
    return f;
}

static void check_holds(const char *text, const char *want) {
    if (!strstr(text, want)) CHECK_TEXT(text, want);
}
static void check_lacks(const char *text, const char *bad) {
    if (strstr(text, bad)) CHECK_TEXT(text, bad);
}

/* Markdown becomes elements; whatever else a form says stays text. */
static void check_marks(Ctx *c) {
    static const char *const cases[][2] = {
        {"a **b** c", "a <strong>b</strong> c"},
        {"a *b* _c_", "a <em>b</em> <em>c</em>"},
        {"ten_bien_dai", ">ten_bien_dai</span>"},
        {"2 * 3 * 4", ">2 * 3 * 4</span>"},
        {"\\*a\\*", ">*a*</span>"},
        {"1. Tuổi", ">1. Tuổi</span>"},
        {"Chọn:\n1. a\n2. b", "Chọn:<ol><li>a</li><li>b</li></ol>"},
        {"- a\n- **b**", "<ul><li>a</li><li><strong>b</strong></li></ul>"},
        {"## A\nb", "<h2>A</h2>b"},
        {"a\nb", "a<br>b"},
        {"[x](https://a.vn/?b)", "<a href=\"https://a.vn/?b\" rel=\"noopener noreferrer\""},
        {"[x](javascript:alert(1))", "[x](javascript:alert(1))"},
        {"&lt;script&gt;1&lt;/script&gt;", "&lt;script&gt;1&lt;/script&gt;"},
        {"**&lt;img src=x onerror=y&gt;**", "<strong>&lt;img src=x onerror=y&gt;</strong>"},
        {"**a", ">**a</span>"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *xform = arena_print(c->a, "%s%s%s", HEAD "<instance><data id='f'><a/></data>"
            "</instance></model></h:head><h:body><input ref='/data/a'><label>", cases[i][0],
            "</label></input></h:body></h:html>");
        check_holds(make(c, xform).form, cases[i][1]);
    }
    check_holds(make(c, LABEL("**a <output value='/data/a'/>** b")).form,
                "<strong>a <span class=\"or-output\"");
}

static void check_form(Ctx *c) {
    EnketoForm f = make(c, FIELD_FORM("1", "", ""));
    check_holds(f.form, "data-constraint=\". &lt; 120\"");
    check_holds(f.form, "<section class=\"or-repeat \" name=\"/data/nguoi\">");
    check_lacks(f.form, " style=");
    check_holds(f.model, "<instanceID/>");
    check_holds(f.model, "xmlns=\"http://www.w3.org/2002/xforms\"");
    f = make(c, FORM("<a/>", "", "<input ref='/data/a'><label>A</label></input>"));
    check_holds(f.model, "<meta><instanceID/></meta>"); /* it had none */
}

/* Lists bring the labels of their items in all languages; these are named by their tags. */
static void check_lists(Ctx *c) {
    EnketoForm f = make(c, HEAD "<itext><translation lang='Tiếng Việt (vi)' default='true()'>"
        "<text id='l-0'><value>Một</value></text></translation><translation lang='English'>"
        "<text id='l-0'><value>One</value><value form='image'>jr://images/a b.png</value></text>"
        "</translation></itext><instance><data id='f'><a/></data></instance><instance id='l'><root>"
        "<item><itextId>l-0</itextId><name>1</name></item></root></instance><instance id='x'"
        " src='jr://file-csv/xã.csv'/></model></h:head><h:body><select1 ref='/data/a'"
        " appearance='autocomplete compact-2'><label>A</label>"
        "<itemset nodeset=\"instance('l')/root/item[name != '2']\"><value ref='name'/>"
        "<label ref='jr:itext(itextId)'/></itemset></select1></h:body></h:html>");
    check_holds(f.form, "<option value=\"vi\" data-dir=\"ltr\">Tiếng Việt</option>");
    check_holds(f.form, "<option value=\"en\" data-dir=\"ltr\">English</option>");
    check_holds(f.form, "data-default-lang=\"vi\"");
    check_holds(f.form, "data-itext-id=\"l-0\">Một</");
    check_holds(f.form, "/app/media/7/a%20b.png");
    check_lacks(f.form, "datalist"); /* a widget that we leave out */
    check_holds(f.form, "or-appearance-minimal");
    check_holds(f.model, "src=\"/app/media/7/x%C3%A3.csv\"");
}

/* An action stands at the question that it sets, once. */
static void check_actions(Ctx *c) {
    EnketoForm f = make(c, FORM("<a/><b/>", "<setvalue ref='/data/a' value='1'"
        " event='odk-instance-first-load'/>", "<input ref='/data/a'><label>A</label>"
        "<setvalue ref='/data/b' value='2' event='xforms-value-changed'/></input>"));
    check_holds(f.form, "data-setvalue=\"1\"");
    check_holds(f.form, "data-setvalue=\"2\"");
    check_lacks(f.form, "class=\"setvalue");
    f = make(c, HEAD "<submission action='https://elsewhere.example/' method='form-data-post'/>"
        "<instance><data id='f'><a/></data></instance></model></h:head><h:body>"
        "<input ref='/data/a'><label>A</label></input></h:body></h:html>");
    check_lacks(f.form, "elsewhere");
}

/* What no form may do to us. */
static void check_hostile(Ctx *c) {
    EnketoForm f;
    CHECK_TEXT(enketo_make(c->a, field_bytes("<!DOCTYPE x [<!ENTITY e 'x'>]><x>&e;</x>"), "/", &f),
               "form.app.refused");
    CHECK_TEXT(enketo_make(c->a, field_bytes("<x"), "/", &f), "form.app.refused");
    CHECK_TEXT(enketo_make(c->a, field_bytes("<x/>"), "/", &f), "form.app.refused");
    Buf b = {.a = c->a};
    buf_text(&b, HEAD "<instance><data id='f'><a/></data></instance></model></h:head><h:body>");
    for (int i = 0; i < 200; i++) buf_text(&b, "<group>");
    buf_text(&b, "<input ref='/data/a'><label>document('file:///etc/passwd')</label></input>");
    for (int i = 0; i < 200; i++) buf_text(&b, "</group>");
    buf_text(&b, "</h:body></h:html>");
    Err e = enketo_make(c->a, field_bytes(b.s), "/", &f); /* deep: made or refused, and quickly */
    CHECK(!e || strcmp(e, "form.app.refused") == 0);
    if (!e) check_lacks(f.form, "root:");
}

/* ---- sent ---- */

static const char *sent(Ctx *c, const Survey *s, const char *number, const char *xml, Err want) {
    Pair    p[] = {{"survey", arena_print(c->a, "%lld", (long long)s->id), &p[1]},
                   {"number", number, &p[2]}, {"xml", xml, NULL}};
    Request r = {.form = {.typed = p}};
    Err     e = app_send_ready(c, &r);
    if (!e) e = app_send_post(c, &r);
    CHECK_TEXT(e, want);
    if (!e) return r.reply.body.p;
    r.form.err = e;
    CHECK_TEXT(app_refused_page(c, &r), NULL);
    check_holds(r.reply.body.p, e);
    return NULL;
}

#define ANSWER(uuid, age) FIELD_ANSWER("1", uuid, "<tuoi>" age "</tuoi>")
#define U1 "11111111-1111-4111-8111-111111111111"
#define U2 "22222222-2222-4222-8222-222222222222"

static void check_sent(Ctx *c) {
    int64_t version = field_version(c, FIELD_FORM("1", "", ""));
    Survey *s = field_survey(c, version, "interview");
    int     line;
    CHECK_TEXT(interviewer_put(c, s->id, ASKER, true), NULL);
    CHECK_TEXT(visits_put(c, s->id, "01; Bà Mai; Lý Văn Hỏi", &line), NULL);
    c->who = ASKER;
    check_holds(sent(c, s, "01", ANSWER(U1, "30"), NULL), "\"id\":\"uuid:" U1 "\"");
    check_holds(sent(c, s, "01", ANSWER(U1, "30"), NULL), "\"again\":true");
    sent(c, s, "01", ANSWER(U1, "31"), "submission.instance.other");
    CHECK_TEXT(visit_list(c, s->id, ASKER, 0, 9)->state, "sent");
    check_holds(sent(c, s, "", ANSWER(U2, "200"), NULL), "\"wrong\":1"); /* taken, and marked */
    sent(c, s, "", "no XML", "xform.xml.broken");
    c->who = ASKER2; /* not of this survey */
    sent(c, s, "01", ANSWER("33333333-3333-4333-8333-333333333333", "30"), "app.survey.other");
    c->who = RESEARCHER;
    CHECK_TEXT(survey_close(c, s->id), NULL);
    c->who = ASKER;
    sent(c, s, "01", ANSWER("44444444-4444-4444-8444-444444444444", "30"), "survey.stage.closed");
}

int main(void) {
    Ctx c = test_empty(":memory:");
    CHECK_TEXT(db_migrate(&c), NULL);
    crypt_start();
    field_set_up(&c);
    check_marks(&c);
    check_form(&c);
    check_lists(&c);
    check_actions(&c);
    check_hostile(&c);
    check_sent(&c);
    db_close(c.db);
    arena_close(c.a);
    return test_failed;
}
