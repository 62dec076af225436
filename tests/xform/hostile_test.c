/* hostile_test.c - forms and answers made to hurt: each ends soon, with its refusal.
 *
 * The time allowed is ten times what is needed, for machines with other work, and more under
 * a sanitizer. */
#include "form.h"

#include <time.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { SECONDS = 60 };
#else
enum { SECONDS = 6 };
#endif

static double cpu(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static const char *many(Arena *a, const char *s, int n) {
    Buf b = {.a = a};
    while (n--) buf_text(&b, s);
    return b.s;
}

static void soon(const char *what, double began) {
    double took = cpu() - began;
    if (getenv("SAY")) fprintf(stderr, "%-24s %.3f s\n", what, took);
    if (took < SECONDS) return;
    fprintf(stderr, "%s took %.1f s\n", what, took);
    test_failed = 1;
}

/* ---- expressions ---- */

/* The expression in a form with a list of 2,000 items: refused when read (want), or stopped. */
static void expression(const char *what, const char *expr, Err want, Err work) {
    Ctx       c = form_ctx();
    XForm    *f = NULL;
    XEntry   *t = NULL;
    XProblems p = {.a = c.a};
    Buf       b = {.a = c.a};
    double    began = cpu();
    buf_text(&b, "<instance id=\"l\"><root>");
    for (int i = 0; i < 2000; i++) buf_print(&b, "<item><name>n%d</name></item>", i);
    buf_text(&b, "</root></instance><bind nodeset=\"/data/out\" calculate=\"");
    xml_quoted(&b, expr);
    buf_text(&b, "\"/>");
    const char *xml = form_text(c.a, "<data id=\"x\"><a>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!</a>"
                                     "<out/></data>", b.s, "");
    Err e = xform_open(c.a, bytes_of(xml), NULL, 0, &p, &f);
    CHECK_TEXT(p.first ? p.first->what : NULL, want);
    if (!e) CHECK_TEXT(xentry_new(&c, f, NULL, &t), work);
    soon(what, began);
    arena_close(c.a);
}

static void try_expressions(void) {
    static const char stopped[] = "xform.answer.work";
    Arena *a = arena_open();
    const char *deep = arena_print(a, "%s1%s", many(a, "(", 30000), many(a, ")", 30000));
    const char *list = "instance('l')/root/item";
    expression("pattern", "regex(/data/a, '^(a+)+$')", NULL, NULL);
    expression("pattern, nested", "regex(/data/a, '((a|aa)+)+b')", NULL, NULL);
    expression("pattern, reckoned", "regex(/data/a, concat('(a+)+', '$'))", NULL, NULL);
    expression("pattern, parentheses", arena_print(a, "regex('a', '%s%s')", many(a, "(", 1000),
                                                   many(a, ")", 1000)), "xform.path.pattern", NULL);
    expression("parentheses", deep, "xform.path.deep", NULL);
    expression("minus", arena_print(a, "%s1", many(a, "-", 30000)), "xform.path.deep", NULL);
    expression("or", arena_print(a, "1%s", many(a, " or 1", 5000)), "xform.path.deep", NULL);
    expression("calls", arena_print(a, "%s1%s", many(a, "not(", 5000), many(a, ")", 5000)),
               "xform.path.deep", NULL);
    expression("long", arena_print(a, "'%s'", many(a, "x", 70000)), "xform.path.long", NULL);
    expression("square", arena_print(a, "count(%s[count(%s) > 1])", list, list), NULL, stopped);
    expression("cube", arena_print(a, "count(%s[%s[%s[name = 'z']]])", list, list, list), NULL,
               stopped);
    expression("siblings", arena_print(a, "count(%s/following-sibling::item/preceding-sibling::*)",
                                       list), NULL, stopped);
    expression("compare", arena_print(a, "%s/name != %s/name and %s/name < %s/name", list, list,
                                      list, list), NULL, stopped);
    expression("concat", arena_print(a, "concat(%s'')", many(a, "concat(/data/a,/data/a),", 900)),
               NULL, NULL);
    arena_close(a);
}

/* Each doubles the one before: 2^60 bytes, were it let. */
static void try_doubling(void) {
    Ctx    c = form_ctx();
    Buf    i = {.a = c.a}, b = {.a = c.a};
    double began = cpu();
    XEntry *t;
    buf_text(&i, "<data id=\"x\"><c0>xxxxxxxx</c0>");
    for (int k = 1; k < 60; k++) {
        buf_print(&i, "<c%d/>", k);
        buf_print(&b, "<bind nodeset=\"/data/c%d\" calculate=\"concat(/data/c%d, /data/c%d)\"/>", k,
                  k - 1, k - 1);
    }
    buf_text(&i, "</data>");
    XForm *f = form_open(&c, form_text(c.a, i.s, b.s, ""));
    CHECK_TEXT(xentry_new(&c, f, NULL, &t), "xform.answer.work");
    soon("doubling", began);
    arena_close(c.a);
}

/* Two triggers that set off each other for ever. */
static void try_triggers(void) {
    Ctx    c = form_ctx();
    double began = cpu();
    XForm *f = form_open(&c, form_text(c.a, "<data id=\"x\"><a>1</a><b>1</b></data>", "",
        "<input ref=\"/data/a\"><setvalue event=\"xforms-value-changed\" ref=\"/data/b\" "
        "value=\"/data/a + 1\"/></input><input ref=\"/data/b\"><setvalue "
        "event=\"xforms-value-changed\" ref=\"/data/a\" value=\"/data/b + 1\"/></input>"));
    XEntry *t = form_new(&c, f);
    CHECK_TEXT(xentry_set(t, xentry_node(t, "/data/a"), "5"), NULL);
    soon("triggers", began);
    arena_close(c.a);
}

static void try_counts(void) {
    static const char *const counts[] = {"1000000", "1 div 0", "1e9", "-5"};
    for (int i = 0; i < 4; i++) {
        Ctx     c = form_ctx();
        XEntry *t;
        double  began = cpu();
        const char *body = arena_print(c.a, "<group ref=\"/data/r\"><repeat nodeset=\"/data/r\" "
            "jr:count=\"number('%s')\"><group ref=\"/data/r/s\"><repeat nodeset=\"/data/r/s\" "
            "jr:count=\"1000\"/></group></repeat></group>", counts[i]);
        XForm *f = form_open(&c, form_text(c.a, "<data id=\"x\"><r jr:template=\"\"><s "
                                           "jr:template=\"\"><z/></s></r></data>", "", body));
        bool bad = i == 1 ? false : i < 3;
        CHECK_TEXT(xentry_new(&c, f, NULL, &t), bad ? "xform.answer.work" : NULL);
        soon("count", began);
        arena_close(c.a);
    }
    Ctx     c = form_ctx();
    XEntry *t;
    XForm  *f = form_open(&c, form_text(c.a, "<data id=\"x\"><r jr:template=\"\"><s "
        "jr:template=\"\"><z/></s></r></data>", "", "<group ref=\"/data/r\"><repeat "
        "nodeset=\"/data/r\" jr:count=\"1000\"><group ref=\"/data/r/s\"><repeat "
        "nodeset=\"/data/r/s\" jr:count=\"1000\"/></group></repeat></group>"));
    CHECK_TEXT(xentry_new(&c, f, NULL, &t), "xform.answer.work");
    arena_close(c.a);
}

/* A repeat alone, a little too often; and a hostile pattern in each of 500 fields. */
static void try_more(void) {
    Ctx     c = form_ctx();
    XEntry *t;
    Buf     i = {.a = c.a}, b = {.a = c.a};
    XForm  *f = form_open(&c, form_text(c.a, "<data id=\"x\"><r jr:template=\"\"><z/></r></data>",
        "", "<group ref=\"/data/r\"><repeat nodeset=\"/data/r\" jr:count=\"1001\"/></group>"));
    CHECK_TEXT(xentry_new(&c, f, NULL, &t), "xform.answer.work");
    buf_text(&i, "<data id=\"x\"><a>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!</a>");
    for (int k = 0; k < 500; k++) {
        buf_print(&i, "<c%d/>", k);
        buf_print(&b, "<bind nodeset=\"/data/c%d\" "
                      "calculate=\"regex(/data/a, '^(a|aa|b)+[cd]$')\"/>", k);
    }
    buf_text(&i, "</data>");
    double began = cpu();
    CHECK_TEXT(xentry_new(&c, form_open(&c, form_text(c.a, i.s, b.s, "")), NULL, &t), NULL);
    soon("patterns", began);
    arena_close(c.a);
}

/* ---- forms and answers ---- */

static void xml_is(const char *what, const char *xml, Err want) {
    Ctx       c = form_ctx();
    XForm    *f;
    XHead     h;
    XProblems p = {.a = c.a};
    double    began = cpu();
    CHECK_TEXT(xform_open(c.a, bytes_of(xml), NULL, 0, &p, &f), "xform.form.refused");
    CHECK_TEXT(p.first->what, want);
    CHECK_TEXT(xform_head(&c, bytes_of(xml), &h), want);
    soon(what, began);
    arena_close(c.a);
}

static void try_xml(void) {
    Arena *a = arena_open();
    Buf    b = {.a = a};
    buf_text(&b, "<a");
    for (int i = 0; i < 40000; i++) buf_print(&b, " a%d='1'", i);
    buf_text(&b, "/>");
    xml_is("attributes", b.s, "xform.xml.wide");
    xml_is("depth", many(a, "<a>", 100000), "xform.xml.deep");
    xml_is("bomb", "<!DOCTYPE a [<!ENTITY b \"bbbbb\"><!ENTITY c \"&b;&b;&b;\">]><a>&c;</a>",
           "xform.xml.entity");
    xml_is("file", "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>",
           "xform.xml.entity");
    xml_is("hidden", "<a><!ENTITY b 'c'></a>", "xform.xml.entity");
    xml_is("utf16", "<?xml version='1.0' encoding='UTF-7'?><a/>", "xform.xml.text");
    xml_is("elements", arena_print(a, "<a>%s</a>", many(a, "<b/>", 1100000)), "xform.xml.many");
    arena_close(a);
}

/* Twenty thousand fields, and expressions that look at all of them. */
static void try_wide(void) {
    Ctx       c = form_ctx();
    Buf       i = {.a = c.a}, b = {.a = c.a}, s = {.a = c.a};
    XForm    *f;
    XProblems p = {.a = c.a};
    double    began = cpu();
    buf_text(&i, "<data id=\"x\">");
    for (int k = 0; k < 19900; k++) {
        buf_print(&i, "<f%d/>", k);
        buf_print(&b, "<bind nodeset=\"/data/f%d\" constraint=\"count(//*) &gt; 1\"/>", k);
    }
    buf_text(&i, "</data>");
    CHECK_TEXT(xform_open(c.a, bytes_of(form_text(c.a, i.s, b.s, "")), NULL, 0, &p, &f),
               "xform.form.refused");
    CHECK_TEXT(p.first ? p.first->what : NULL, "xform.answer.work");
    soon("all look at all", began);
    began = cpu();
    p = (XProblems){.a = c.a};
    CHECK_TEXT(xform_open(c.a, bytes_of(form_text(c.a, i.s, "", "")), NULL, 0, &p, &f), NULL);
    soon("wide form", began);
    buf_text(&s, "<data id=\"x\">");
    for (int k = 0; k < 90000; k++) buf_print(&s, "<f%d/>", 19899 - k % 19900);
    buf_text(&s, "</data>");
    began = cpu();
    CHECK_TEXT(xform_check(&c, f, bytes_of(s.s), &p, NULL), NULL);
    soon("wide answer", began);
    arena_close(c.a);
}

int main(void) {
    try_expressions();
    try_doubling();
    try_triggers();
    try_counts();
    try_more();
    try_xml();
    try_wide();
    return test_failed;
}
