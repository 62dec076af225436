/* xpath_fuzz.c - an expression: of a calculation, in a form with a repeat and a list. */
#include "fuzz.h"

#include "xform/xform.h"

static const char head[] =
    "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\">"
    "<h:head><model><instance><data id=\"x\" version=\"1\"><a>12</a><b>x y</b><d>2020-02-29</d>"
    "<g><c>1</c></g><r><v>1</v></r><r><v>2</v></r><p>21.0 105.8 0 0;20.9 106.3</p><out/></data>"
    "</instance><instance id=\"l\"><root><item><name>a</name></item><item><name>b</name></item>"
    "</root></instance><bind nodeset=\"/data/out\" calculate=\"";
static const char foot[] =
    "\"/></model></h:head><h:body><select1 ref=\"/data/b\"><itemset "
    "nodeset=\"instance('l')/root/item\"><value ref=\"name\"/><label ref=\"name\"/></itemset>"
    "</select1></h:body></h:html>";

static const char *quoted(Arena *a, const char *s) {
    Buf b = {.a = a};
    for (; *s; s++) {
        if (*s == '"') buf_text(&b, "&quot;");
        else if (*s == '&') buf_text(&b, "&amp;");
        else if (*s == '<') buf_text(&b, "&lt;");
        else buf_add(&b, s, 1);
    }
    return b.s ? b.s : "";
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    Ctx         c = {.a = arena_open(), .now = 1772323200000, .today = "2026-03-01"};
    XProblems   p = {.a = c.a};
    XForm      *f;
    XEntry     *t;
    const char *s = quoted(c.a, fuzz_text(c.a, data, n));
    Buf         b = {.a = c.a};
    buf_text(&b, head);
    buf_text(&b, s);
    buf_text(&b, foot);
    if (!xform_open(c.a, (Bytes){b.s, b.len}, NULL, 0, &p, &f) && !xentry_new(&c, f, NULL, &t)) {
        const XNode *out = xentry_node(t, "/data/out");
        size_t       length = strlen(out->value);
        MUST_HOLD(text_valid(out->value, length) && length <= XFORM_VALUE_MAX);
    }
    arena_close(c.a);
    return 0;
}
