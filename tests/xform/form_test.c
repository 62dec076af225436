/* form_test.c - what a form says of itself, and each way in which it can be refused. */
#include "form.h"

static const char good[] =
    FORM_HEAD
    "<submission base64RsaPublicKey=\"MIIB\"/>"
    "<itext><translation lang=\"Tiếng Việt (vi)\" default=\"true()\">"
    "<text id=\"n\"><value>Tên</value><value form=\"image\">jr://images/n.png</value></text>"
    "<text id=\"c-0\"><value>Có</value></text><text id=\"c-1\"><value>Không</value></text>"
    "</translation><translation lang=\"English (en)\">"
    "<text id=\"n\"><value>Name</value></text><text id=\"c-0\"><value>Yes</value></text>"
    "<text id=\"c-1\"><value>No</value></text></translation></itext>"
    "<instance><data id=\"form\" version=\"3\" odk:tag=\"x\"><name/><g><age/></g>"
    "<r jr:template=\"\"><q/></r><r><q/></r><yes/><photo/>"
    "<orx:meta><orx:instanceID/></orx:meta></data></instance>"
    "<instance id=\"c\"><root><item><itextId>c-0</itextId><name>y</name><more>1</more></item>"
    "<item><itextId>c-1</itextId><name>n</name></item></root></instance>"
    "<instance id=\"towns\" src=\"jr://file-csv/towns.csv\"/>"
    "<bind nodeset=\"/data/name\" type=\"string\" required=\"true()\" jr:requiredMsg=\"Need\"/>"
    "<bind nodeset=\"/data/g/age\" type=\"int\" constraint=\". &lt; 130\"/>"
    "<bind nodeset=\"/data/r/q\" type=\"string\" relevant=\"/data/g/age &gt; 17\"/>"
    "<bind nodeset=\"/data/yes\" type=\"string\"/><bind nodeset=\"/data/photo\" type=\"binary\"/>"
    "<bind nodeset=\"/data/meta/instanceID\" type=\"string\" jr:preload=\"uid\"/>"
    "</model></h:head><h:body class=\"pages\">"
    "<input ref=\"/data/name\" appearance=\"  multiline   big \" rows=\"5\">"
    "<label ref=\"jr:itext('n')\"/><hint>Hint</hint></input>"
    "<group ref=\"/data/g\"><label>G</label><input ref=\"/data/g/age\"><label>Age of "
    "<output value=\"/data/name\"/>?</label></input></group>"
    "<group ref=\"/data/r\"><repeat nodeset=\"/data/r\"><input ref=\"/data/r/q\"/></repeat></group>"
    "<select1 ref=\"/data/yes\"><itemset nodeset=\"instance('c')/root/item[more = 1]\">"
    "<value ref=\"name\"/><label ref=\"jr:itext(itextId)\"/></itemset></select1>"
    "<upload ref=\"/data/photo\" mediatype=\"image/*\"><label>P</label></upload>" FORM_END;

static const XFile towns = {"towns.csv", {"name,label\nhd,Hải Dương\n", 26}};

static const char *replaced(Arena *a, const char *from, const char *to) {
    const char *at = strstr(good, from);
    if (!at) fatal("not in the form: %s", from);
    return arena_print(a, "%.*s%s%s", (int)(at - good), good, to, at + strlen(from));
}

/* The first problem of the form with this in place of that. */
static void refuses(Ctx *c, const char *from, const char *to, const char *want) {
    XForm    *f = NULL;
    XProblems p = {.a = c->a};
    Err e = xform_open(c->a, bytes_of(replaced(c->a, from, to)), &towns, 1, &p, &f);
    CHECK_TEXT(e, p.refused ? "xform.form.refused" : NULL);
    CHECK_TEXT(p.first ? p.first->what : "", want);
    if (p.first) CHECK(strlen(xproblem_text(c, p.first)) > 10);
    if (p.first && strcmp(p.first->what, want) != 0) fprintf(stderr, "  for %s\n", to);
}

static void try_says(Ctx *c) {
    XForm    *f = NULL;
    XProblems p = {.a = c->a};
    int       n;
    CHECK_TEXT(xform_open(c->a, bytes_of(good), &towns, 1, &p, &f), NULL);
    CHECK(p.n == 0);
    CHECK_TEXT(xform_id(f), "form");
    CHECK_TEXT(xform_version(f), "3");
    CHECK_TEXT(xform_title(f), "T");
    CHECK_TEXT(xform_key(f), "MIIB");
    CHECK_TEXT(xform_style(f), "pages");
    CHECK_TEXT(xform_root(f), "data");
    CHECK(xform_languages(f) == 2 && xform_language_for(f, "en") == 1);
    CHECK(xform_language_for(f, "fr") == 0 && xform_language_for(f, "vi") == 0);
    const XField *age = xform_find(f, "/data/g/age");
    CHECK(age && age->type == X_INT && !age->repeats && age->control && !age->meta);
    CHECK(xform_find(f, "/data/r[2]/q") && xform_find(f, "/data/r/q")->repeats == 1);
    CHECK(!xform_find(f, "/data/none") && xform_find(f, "/data/meta/instanceID")->meta);
    const XControl *name = xform_body(f);
    CHECK_TEXT(name->appearance, "multiline big");
    CHECK(xcontrol_appears(name, "big") && !xcontrol_appears(name, "multi"));
    CHECK_TEXT(xattr(name->attrs, "rows"), "5");
    CHECK_TEXT(xtext_plain(c->a, f, name->label, 0), "Tên");
    CHECK_TEXT(xtext_plain(c->a, f, name->label, 1), "Name");
    CHECK_TEXT(xtext_plain(c->a, f, name->next->first->label, 1), "Age of …?");
    const char *const *media = xform_media(f, &n);
    CHECK(n == 2 && strcmp(media[0], "towns.csv") == 0 && strcmp(media[1], "n.png") == 0);
    const XChoice *h = xform_choices(c->a, f, xform_find(f, "/data/yes")->control, 1, &n);
    CHECK(n == 2 && strcmp(h[1].value, "n") == 0 && strcmp(h[1].label, "No") == 0);
    CHECK_TEXT(xchoice_column(&h[0], "more"), "1");
    CHECK(!xchoice_column(&h[1], "more"));
}

static void try_refusals(Ctx *c) {
    refuses(c, "<h:html", "<h:html>", "xform.xml.broken");
    refuses(c, "<?xml version=\"1.0\"?>", "<!DOCTYPE x [<!ENTITY a 'b'>]>", "xform.xml.entity");
    refuses(c, "<?xml version=\"1.0\"?>", "<?xml version=\"1.0\" encoding=\"UTF-16\"?>",
            "xform.xml.text");
    refuses(c, "Hint", "a\xff", "xform.xml.text");
    refuses(c, "Hint", "&nbsp;", "xform.xml.broken");
    refuses(c, "http://www.w3.org/1999/xhtml", "http://example.org", "xform.html.missing");
    refuses(c, "id=\"form\"", "id=\"\" xmlns=\"\"", "xform.id.missing");
    refuses(c, "nodeset=\"/data/name\"", "nodeset=\"/data/nam\"", "xform.bind.missing");
    refuses(c, "nodeset=\"/data/yes\" type", "nodeset=\"/data/name\" type", "xform.bind.twice");
    refuses(c, "type=\"int\"", "type=\"money\"", "xform.type.unknown");
    refuses(c, "<input ref=\"/data/r/q\"", "<input ref=\"/data/r/z\"", "xform.control.missing");
    refuses(c, "<input ref=\"/data/g/age\"", "<input ref=\"/data/g\"", "xform.control.group");
    refuses(c, "<input ref=\"/data/g/age\"", "<input", "xform.control.missing");
    refuses(c, "<repeat nodeset=\"/data/r\"", "<repeat nodeset=\"/data/s\"",
            "xform.control.missing");
    refuses(c, "<value ref=\"name\"/><label ref", "<label ref", "xform.choices.missing");
    refuses(c, "jr:itext('n')", "jr:itext('none')", "xform.text.missing");
    refuses(c, "towns.csv\"", "none.csv\"", "xform.list.missing");
    refuses(c, "id=\"towns\"", "id=\"c\"", "xform.list.twice");
    refuses(c, ". &lt; 130", ". &lt; ", "xform.path.end");
    refuses(c, ". &lt; 130", "/data/nowhere = 1", "xform.path.nowhere");
    refuses(c, "value=\"/data/name\"", "value=\"/data/nam\"", "xform.path.nowhere");
    refuses(c, "</orx:meta></data></instance>", "</orx:meta></data></instance>"
            "<setvalue ref=\"/data/none\" event=\"odk-instance-first-load\"/>",
            "xform.action.missing");
}

/* Circles are named; looking at oneself in a constraint is none. */
static void try_circles(Ctx *c) {
    static const char instance[] = "<data id=\"x\"><a/><b/><g><c/></g></data>";
    XForm    *f;
    XProblems p = {.a = c->a};
    const char *xml = form_text(c->a, instance,
        "<bind nodeset=\"/data/a\" calculate=\"/data/b + 1\"/>"
        "<bind nodeset=\"/data/b\" calculate=\"/data/g/c\"/>"
        "<bind nodeset=\"/data/g\" relevant=\"/data/a &gt; 1\"/>", "");
    CHECK_TEXT(xform_open(c->a, bytes_of(xml), NULL, 0, &p, &f), "xform.form.refused");
    CHECK_TEXT(p.first ? p.first->what : NULL, "xform.path.circle");
    CHECK(p.first && strstr(p.first->detail, "/data/a") && strstr(p.first->detail, "/data/b") &&
          strstr(p.first->detail, "/data/g"));
    form_open(c, form_text(c->a, instance,
        "<bind nodeset=\"/data/a\" constraint=\". &gt; /data/b\"/>"
        "<bind nodeset=\"/data/b\" constraint=\". &lt; /data/a\" calculate=\"once(. + 1)\"/>"
        "<bind nodeset=\"/data/g/c\" relevant=\". = '' or /data/a = 1\"/>", ""));
}

/* A bare name that is nowhere is told, and is nothing; choices from a repeat may look at what
 * depends on them. */
static void try_let_be(Ctx *c) {
    XForm    *f = NULL;
    XProblems p = {.a = c->a};
    const char *xml = form_text(c->a, "<data id=\"x\"><a/></data>",
        "<bind nodeset=\"/data/a\" calculate=\"concat('[', forgot, ../lost, ']')\"/>", "");
    CHECK_TEXT(xform_open(c->a, bytes_of(xml), NULL, 0, &p, &f), NULL);
    CHECK(p.n == 2 && p.wrong == 2 && strcmp(p.first->what, "xform.path.nowhere") == 0);
    CHECK_TEXT(value_at(form_new(c, f), "/data/a"), "[]");
    XEntry *t = form_new(c, form_open(c, form_text(c->a,
        "<data id=\"x\"><r jr:template=\"\"><s/><k/></r><r><s/><k/></r><r><s/><k/></r></data>",
        "<bind nodeset=\"/data/r/k\" relevant=\"../s = ''\"/>",
        "<group ref=\"/data/r\"><repeat nodeset=\"/data/r\"><select1 ref=\"/data/r/s\"><itemset "
        "nodeset=\"../../r[k != '']\"><value ref=\"k\"/><label ref=\"k\"/></itemset></select1>"
        "<input ref=\"/data/r/k\"/></repeat></group>")));
    CHECK_TEXT(xentry_set(t, xentry_node(t, "/data/r[1]/k"), "cat"), NULL);
    CHECK_TEXT(xentry_set(t, xentry_node(t, "/data/r[2]/s"), "dog"), "xform.value.choice");
    CHECK_TEXT(xentry_set(t, xentry_node(t, "/data/r[2]/s"), "cat"), NULL);
    CHECK(!xentry_node(t, "/data/r[2]/k")->relevant);
    CHECK_TEXT(xentry_set(t, xentry_node(t, "/data/r[1]/k"), "cow"), NULL);
    CHECK_TEXT(value_at(t, "/data/r[2]/s"), "");
    CHECK(xentry_node(t, "/data/r[2]/k")->relevant);
}

/* All troubles at once, each with its line. */
static void try_many(Ctx *c) {
    XForm    *f;
    XProblems p = {.a = c->a};
    const char *xml = form_text(c->a, "<data id=\"x\"><a/><b/></data>",
        "\n<bind nodeset=\"/data/a\" calculate=\"nope()\" relevant=\"((\"/>"
        "\n<bind nodeset=\"/data/b\" constraint=\"/data/z\"/>", "");
    CHECK_TEXT(xform_open(c->a, bytes_of(xml), NULL, 0, &p, &f), "xform.form.refused");
    CHECK(p.n == 3 && p.refused == 3 && p.first->line == 2 && p.last->line == 3);
    CHECK_TEXT(xproblem_text(c, p.last), "line 3, /data/b: The expression points at a place that "
               "the form does not have: z (/data/z).");
}

int main(void) {
    Ctx c = form_ctx();
    try_says(&c);
    try_refusals(&c);
    try_circles(&c);
    try_let_be(&c);
    try_many(&c);
    arena_close(c.a);
    return test_failed;
}
