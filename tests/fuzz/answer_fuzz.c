/* answer_fuzz.c - a submission to a form with groups, repeats and choices. */
#include "fuzz.h"

#include "xform/xform.h"

static const char form[] =
    "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\" "
    "xmlns:jr=\"http://openrosa.org/javarosa\"><h:head><model><instance><data id=\"x\" "
    "version=\"1\"><a/><n/><day/><g><c/></g><r jr:template=\"\"><v/><s jr:template=\"\"><z/></s>"
    "</r>"
    "<m/><sum/><place/><meta><instanceID/></meta></data></instance><instance id=\"l\"><root>"
    "<item><name>a</name></item><item><name>b</name></item></root></instance>"
    "<bind nodeset=\"/data/n\" type=\"int\" constraint=\". &gt; 0\" required=\"true()\"/>"
    "<bind nodeset=\"/data/day\" type=\"date\" constraint=\". &lt; today()\"/>"
    "<bind nodeset=\"/data/g\" relevant=\"/data/n &gt; 3\"/>"
    "<bind nodeset=\"/data/r/v\" type=\"decimal\"/><bind nodeset=\"/data/m\" type=\"string\"/>"
    "<bind nodeset=\"/data/sum\" calculate=\"sum(/data/r/v)\"/>"
    "<bind nodeset=\"/data/place\" type=\"geotrace\"/></model></h:head><h:body>"
    "<select ref=\"/data/m\"><itemset nodeset=\"instance('l')/root/item[name != /data/a]\">"
    "<value ref=\"name\"/></itemset></select></h:body></h:html>";

static const XForm *the_form(void) {
    static XForm *f;
    if (f) return f;
    XProblems p = {.a = arena_open()};
    if (xform_open(p.a, (Bytes){form, sizeof form - 1}, NULL, 0, &p, &f)) fatal("no form");
    return f;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    Ctx          c = {.a = arena_open(), .now = 1772323200000, .today = "2026-03-01"};
    XProblems    p = {.a = c.a};
    XEntry      *t, *again;
    XHead        h;
    const XForm *f = the_form();
    Err e = xform_check(&c, f, (Bytes){data, n}, &p, &t);
    Err broken = xform_head(&c, (Bytes){data, n}, &h);
    MUST_HOLD(!e == !p.refused && (!broken || e));
    for (const XProblem *one = p.first; one; one = one->next) MUST_HOLD(*xproblem_text(&c, one));
    if (!e) {
        const char *s = xentry_draft(t);
        MUST_HOLD(!xentry_load(&c, f, (Bytes){s, strlen(s)}, NULL, false, &p, &again));
        MUST_HOLD(same(xentry_draft(again), s));
    }
    arena_close(c.a);
    return 0;
}
