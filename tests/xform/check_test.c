/* check_test.c - a submission against its form: what is refused, wrong, or worth a look; and
 * that nothing of it is changed. */
#include "form.h"

#include <pthread.h>

static const char instance[] =
    "<data id=\"f\" version=\"2\"><name/><age/><adult/><school/><c/><m/><k/><when/><photo/>"
    "<r jr:template=\"\"><q/><n/></r><r><q/><n/></r><ro/><stamp/>"
    "<meta><instanceID/><instanceName/></meta></data>"
    "</instance><instance id=\"l\"><root><item><name>a</name></item><item><name>b</name></item>"
    "</root>";
static const char model[] =
    "<bind nodeset=\"/data/name\" required=\"true()\" jr:requiredMsg=\"Xin ghi tên\"/>"
    "<bind nodeset=\"/data/age\" type=\"int\" constraint=\". &lt; 130\" jr:constraintMsg=\"Old\"/>"
    "<bind nodeset=\"/data/adult\" calculate=\"if(/data/age &gt; 17, 'yes', 'no')\"/>"
    "<bind nodeset=\"/data/school\" relevant=\"/data/age &lt; 18\" required=\"true()\"/>"
    "<bind nodeset=\"/data/c\" type=\"string\"/><bind nodeset=\"/data/m\" type=\"string\"/>"
    "<bind nodeset=\"/data/k\" type=\"int\"/><bind nodeset=\"/data/when\" type=\"date\"/>"
    "<bind nodeset=\"/data/photo\" type=\"binary\"/><bind nodeset=\"/data/r/n\" type=\"decimal\"/>"
    "<bind nodeset=\"/data/ro\" readonly=\"true()\" type=\"string\"/>"
    "<bind nodeset=\"/data/stamp\" calculate=\"now()\" type=\"string\"/>"
    "<bind nodeset=\"/data/meta/instanceID\" type=\"string\" jr:preload=\"uid\"/>"
    "<bind nodeset=\"/data/meta/instanceName\" calculate=\"concat(/data/name, '!')\"/>";
static const char body[] =
    "<input ref=\"/data/name\"/><input ref=\"/data/age\"/><input ref=\"/data/school\"/>"
    "<select1 ref=\"/data/c\"><itemset nodeset=\"instance('l')/root/item\"><value ref=\"name\"/>"
    "</itemset></select1>"
    "<select ref=\"/data/m\"><itemset nodeset=\"instance('l')/root/item[name = /data/c]\">"
    "<value ref=\"name\"/></itemset></select><input ref=\"/data/k\"/><input ref=\"/data/when\"/>"
    "<upload ref=\"/data/photo\" mediatype=\"image/*\"/><group ref=\"/data/r\">"
    "<repeat nodeset=\"/data/r\" jr:count=\" /data/k \"><input ref=\"/data/r/q\"/>"
    "<input ref=\"/data/r/n\"/></repeat></group><input ref=\"/data/ro\"/>";

static const char answer[] =
    "<data id=\"f\" version=\"2\"><name>Lan</name><age>30</age><adult>yes</adult><c>a</c><m>a</m>"
    "<k>2</k><when>2026-02-28</when><photo>1.jpg</photo><r><q>x</q><n>1.5</n></r>"
    "<r><q>y</q><n>2</n></r><ro/><stamp>2020-01-01</stamp><meta><instanceID>uuid:1</instanceID>"
    "<instanceName>Lan!</instanceName></meta></data>";

static const char *with(Arena *a, const char *from, const char *to) {
    const char *at = strstr(answer, from);
    if (!at) fatal("not in the answer: %s", from);
    return arena_print(a, "%.*s%s%s", (int)(at - answer), answer, to, at + strlen(from));
}

/* The only problem of the answer with this in place of that; its place and weight. */
static void tells(Ctx *c, const XForm *f, const char *from, const char *to, Err want,
                  const char *path, XWeight weight) {
    XProblems p = {.a = c->a};
    XEntry   *t = NULL;
    Err       e = xform_check(c, f, bytes_of(with(c->a, from, to)), &p, &t);
    CHECK_TEXT(e, weight == X_REFUSE ? want : NULL);
    CHECK_TEXT(p.first ? p.first->what : NULL, want);
    CHECK_TEXT(p.first ? p.first->path : NULL, path);
    CHECK(p.n == 1 && p.first && p.first->weight == weight);
    if (p.n != 1 || !text_same(p.first->what, want)) fprintf(stderr, "  for %s\n", to);
    for (const XProblem *one = p.first; p.n != 1 && one; one = one->next)
        fprintf(stderr, "  %s\n", xproblem_text(c, one));
}

static void try_refused(Ctx *c, const XForm *f) {
    tells(c, f, "<name>", "<!DOCTYPE a><name>", "xform.xml.entity", "", X_REFUSE);
    tells(c, f, "</data>", "", "xform.xml.broken", "", X_REFUSE);
    tells(c, f, "Lan", "\xff", "xform.xml.text", "", X_REFUSE);
    tells(c, f, "id=\"f\"", "id=\"g\"", "xform.answer.form", "", X_REFUSE);
    tells(c, f, "id=\"f\"", "", "xform.answer.form", "", X_REFUSE);
    tells(c, f, "version=\"2\"", "version=\"1\"", "xform.answer.version", "", X_REFUSE);
    tells(c, f, "version=\"2\"", "", "xform.answer.version", "", X_REFUSE);
    tells(c, f, "id=\"f\"", "id=\"f\" xmlns=\"http://foreign\"", "xform.answer.namespace", "",
          X_REFUSE);
    tells(c, f, "id=\"f\"", "id=\"f\" encrypted=\"yes\"", "xform.answer.encrypted", "", X_REFUSE);
    XProblems p = {.a = c->a};
    CHECK_TEXT(xform_check(c, f, bytes_of("<other id=\"f\" version=\"2\"/>"), &p, NULL),
               "xform.answer.root");
}

static void try_wrong(Ctx *c, const XForm *f) {
    tells(c, f, "2026-02-28", "2026-02-30", "xform.answer.type", "/data/when", X_WRONG);
    tells(c, f, "<n>1.5<", "<n>1,5<", "xform.answer.type", "/data/r[1]/n", X_WRONG);
    tells(c, f, "<age>30", "<age>130", "xform.answer.constraint", "/data/age", X_WRONG);
    tells(c, f, "<m>a<", "<m>b<", "xform.answer.choice", "/data/m", X_WRONG);
    tells(c, f, "<ro/>", "<ro/><name>again</name>", "xform.answer.twice", "/data/name", X_WRONG);
}

static void try_notes(Ctx *c, const XForm *f) {
    tells(c, f, "<ro/>", "<ro/><zzz>1</zzz>", "xform.answer.unknown", "/data", X_NOTE);
    tells(c, f, "<c>", "<school>S</school><c>", "xform.answer.irrelevant", "/data/school", X_NOTE);
    tells(c, f, ">yes<", ">no<", "xform.answer.calculation", "/data/adult", X_NOTE);
    tells(c, f, "<k>2<", "<k>3<", "xform.answer.count", "/data/r", X_NOTE);
    tells(c, f, "<instanceID>uuid:1</instanceID>", "", "xform.answer.id", "", X_NOTE);
}

/* What the form itself says comes along, and the words are there. */
static void try_messages(Ctx *c, const XForm *f) {
    XProblems p = {.a = c->a};
    CHECK_TEXT(xform_check(c, f, bytes_of(with(c->a, "<name>Lan</name><age>30",
                                               "<name/><age>200")), &p, NULL), NULL);
    CHECK(p.wrong == 2 && p.n == 3);
    CHECK_TEXT(p.first->next->message, "Xin ghi tên");
    CHECK_TEXT(p.last->message, "Old");
    CHECK_TEXT(xproblem_text(c, p.last),
               "/data/age: “200” does not keep to the rule of this question.");
}

/* Nothing is recomputed: what came is what is there. */
static void try_kept(Ctx *c, const XForm *f) {
    XProblems p = {.a = c->a};
    XEntry   *t;
    int       n;
    CHECK_TEXT(xform_check(c, f, bytes_of(answer), &p, &t), NULL);
    CHECK(p.n == 0);
    for (const XProblem *one = p.first; one; one = one->next) puts(xproblem_text(c, one));
    CHECK_TEXT(xentry_id(t), "uuid:1");
    CHECK_TEXT(xentry_name(t), "Lan!");
    CHECK_TEXT(value_at(t, "/data/stamp"), "2020-01-01");
    CHECK_TEXT(value_at(t, "/data/r[2]/q"), "y");
    CHECK(!xentry_node(t, "/data/school")->relevant);
    const char *const *file = xentry_files(t, &n);
    CHECK(n == 1 && strcmp(file[0], "1.jpg") == 0);
    CHECK_TEXT(xentry_xml(t, false), answer);
    p = (XProblems){.a = c->a}; /* what is not answered keeps to any rule */
    CHECK_TEXT(xform_check(c, f, bytes_of(with(c->a, "<age>30</age><adult>yes",
                                               "<age/><adult>no")), &p, &t), NULL);
    CHECK(p.n == 0);
    CHECK_TEXT(xform_check(c, f, bytes_of(with(c->a, ">yes<", ">odd<")), &p, &t), NULL);
    CHECK_TEXT(value_at(t, "/data/adult"), "odd");
    CHECK_TEXT(xform_check(c, f, bytes_of(arena_print(c->a, "\xef\xbb\xbf<?xml version='1.0'?>%s",
                                                      answer)), &p, &t), NULL);
}

static void try_head(Ctx *c) {
    XHead h;
    CHECK_TEXT(xform_head(c, bytes_of(answer), &h), NULL);
    CHECK_TEXT(h.form, "f");
    CHECK_TEXT(h.version, "2");
    CHECK(!h.encrypted);
    CHECK_TEXT(xform_head(c, bytes_of("<data encrypted=\"yes\" id=\"s\" "
                                      "xmlns=\"http://opendatakit.org/submissions\"/>"), &h), NULL);
    CHECK(h.encrypted);
    CHECK_TEXT(xform_head(c, bytes_of("text"), &h), "xform.xml.broken");
}

/* One form, many at once. */
static void *check_often(void *form) {
    long bad = 0;
    for (int i = 0; i < 300; i++) {
        Ctx       c = form_ctx();
        XProblems p = {.a = c.a};
        bad += xform_check(&c, form, bytes_of(answer), &p, NULL) || p.n;
        arena_close(c.a);
    }
    return (void *)bad;
}

static void try_threads(XForm *f) {
    pthread_t thread[4];
    for (int i = 0; i < 4; i++) CHECK(pthread_create(&thread[i], NULL, check_often, f) == 0);
    for (int i = 0; i < 4; i++) {
        void *bad;
        pthread_join(thread[i], &bad);
        CHECK(!bad);
    }
}

int main(void) {
    Ctx    c = form_ctx();
    XForm *f = form_open(&c, form_text(c.a, instance, model, body));
    try_refused(&c, f);
    try_wrong(&c, f);
    try_notes(&c, f);
    try_messages(&c, f);
    try_kept(&c, f);
    try_head(&c);
    try_threads(f);
    arena_close(c.a);
    return test_failed;
}
