/* entry_test.c - an answer is filled in: refusals at the value, drafts, repeats, texts, media. */
#include "form.h"

static const char instance[] =
    "<data id=\"f\" version=\"1\" odk:tag=\"t\"><a odk:mark=\"m\"/><n/><d/><sel/><many/><rank/>"
    "<g><x>7</x><y/></g><r jr:template=\"\"><q/><s jr:template=\"\"><z/></s></r><r><q/><s><z/></s>"
    "</r><calc/><begun/><done/><day/><orx:meta><orx:instanceID/></orx:meta></data></instance>"
    "<instance id=\"l\"><root><item><name>a</name><label>A</label></item><item><name>b</name>"
    "<label>B</label></item><item><name>c</name><label>C</label></item></root>";
static const char model[] =
    "<bind nodeset=\"/data/a\" type=\"string\"/><bind nodeset=\"/data/n\" type=\"int\"/>"
    "<bind nodeset=\"/data/d\" type=\"decimal\"/><bind nodeset=\"/data/sel\" type=\"string\"/>"
    "<bind nodeset=\"/data/g\" relevant=\"/data/n &gt; 5\" readonly=\"/data/a = 'lock'\"/>"
    "<bind nodeset=\"/data/g/x\" type=\"int\"/><bind nodeset=\"/data/g/y\" required=\"true()\"/>"
    "<bind nodeset=\"/data/calc\" calculate=\"concat(/data/a, /data/g/x)\"/>"
    "<bind nodeset=\"/data/begun\" type=\"dateTime\" jr:preload=\"timestamp\""
    " jr:preloadParams=\"start\"/>"
    "<bind nodeset=\"/data/done\" type=\"dateTime\" jr:preload=\"timestamp\""
    " jr:preloadParams=\"end\"/>"
    "<bind nodeset=\"/data/meta/instanceID\" type=\"string\" jr:preload=\"uid\"/>";
static const char items[] =
    "<itemset nodeset=\"instance('l')/root/item\"><value ref=\"name\"/><label ref=\"label\"/>"
    "</itemset>";

static XForm *the_form(Ctx *c) {
    Buf b = {.a = c->a};
    buf_text(&b, "<input ref=\"/data/a\"><label>Hi <output value=\"/data/n\"/></label></input>");
    buf_print(&b, "<select1 ref=\"/data/sel\">%s</select1><select ref=\"/data/many\">%s</select>",
              items, items);
    buf_print(&b, "<odk:rank ref=\"/data/rank\">%s</odk:rank>", items);
    buf_text(&b, "<group ref=\"/data/r\"><repeat nodeset=\"/data/r\"><input ref=\"/data/r/q\"/>"
                 "<group ref=\"/data/r/s\"><repeat nodeset=\"/data/r/s\">"
                 "<input ref=\"/data/r/s/z\"/></repeat></group></repeat></group>");
    return form_open(c, form_text(c->a, instance, model, b.s));
}

static void set(XEntry *t, const char *path, const char *value, Err want) {
    XNode *n = xentry_node(t, path);
    CHECK(n != NULL);
    if (n) CHECK_TEXT(xentry_set(t, n, value), want);
}

static void try_values(Ctx *c, const XForm *f) {
    XEntry *t = form_new(c, f);
    set(t, "/data/n", "x", "xform.value.type");
    set(t, "/data/n", "3.5", "xform.value.type");
    set(t, "/data/n", "99999999999", "xform.value.type");
    set(t, "/data/n", " 05 ", NULL);
    CHECK_TEXT(value_at(t, "/data/n"), "5");
    set(t, "/data/d", "1,5", "xform.value.type");
    set(t, "/data/d", "1e400", "xform.value.type");
    set(t, "/data/d", "-2", NULL);
    CHECK_TEXT(value_at(t, "/data/d"), "-2.0");
    set(t, "/data/sel", "z", "xform.value.choice");
    set(t, "/data/sel", "a b", "xform.value.choice");
    set(t, "/data/sel", "b", NULL);
    set(t, "/data/many", "c a", NULL);
    CHECK_TEXT(value_at(t, "/data/many"), "a c");
    set(t, "/data/many", "c z", "xform.value.choice");
    CHECK_TEXT(value_at(t, "/data/many"), "a c");
    set(t, "/data/rank", "c a b", NULL);
    CHECK_TEXT(value_at(t, "/data/rank"), "c a b");
    set(t, "/data/calc", "x", "xform.value.readonly");
    set(t, "/data/g", "x", "xform.value.readonly");
    set(t, "/data/a", "\xff", "xform.value.type");
    set(t, "/data/a", "lock", NULL);
    set(t, "/data/g/x", "1", "xform.value.readonly");
    char *large = arena_take(c->a, XFORM_VALUE_MAX + 2);
    memset(large, 'x', XFORM_VALUE_MAX + 1);
    set(t, "/data/a", large, "xform.value.large");
    CHECK_TEXT(value_at(t, "/data/begun"), "2026-03-01T08:30:00.000+07:00");
    CHECK_TEXT(xtext(t, xform_find(f, "/data/a")->control->label, xentry_node(t, "/data/a"), 0),
               "Hi 5");
}

/* What is not relevant is not sent, but a draft has it; and comes back as it was. */
static void try_draft(Ctx *c, const XForm *f) {
    XProblems p = {.a = c->a};
    XEntry   *t = form_new(c, f), *again;
    set(t, "/data/n", "6", NULL);
    set(t, "/data/g/x", "8", NULL);
    set(t, "/data/a", "<&\">", NULL);
    CHECK_TEXT(value_at(t, "/data/calc"), "<&\">8");
    CHECK(xentry_check(t, 0, &p) == 1 && strcmp(p.first->path, "/data/g/y") == 0);
    set(t, "/data/n", "1", NULL);
    CHECK_TEXT(value_at(t, "/data/calc"), "<&\">");
    CHECK(!strstr(xentry_xml(t, false), "<g>") && strstr(xentry_draft(t), "<g><x>8</x>"));
    CHECK(strstr(xentry_xml(t, true), "<done>2026-03-01T08:30"));
    CHECK(strstr(xentry_xml(t, true), " odk:mark=\"m\"") &&
          strstr(xentry_xml(t, true), "<orx:instanceID>uuid:"));
    CHECK_TEXT(xentry_load(c, f, bytes_of(xentry_draft(t)), NULL, true, &p, &again), NULL);
    CHECK_TEXT(xentry_draft(again), xentry_draft(t));
    set(again, "/data/n", "9", NULL);
    CHECK_TEXT(value_at(again, "/data/g/x"), "8");
    CHECK_TEXT(value_at(again, "/data/calc"), "<&\">8");
    CHECK(strlen(xentry_id(again)) == 41);
    static const char small[] = "<data id=\"f\" version=\"1\"><a/></data>";
    XForm *plain = form_open(c, form_text(c->a, small, "", ""));
    CHECK_TEXT(xentry_xml(form_new(c, plain), true), small);
}

static void try_repeats(Ctx *c, const XForm *f) {
    XEntry       *t = form_new(c, f);
    const XField *r = xform_find(f, "/data/r"), *s = xform_find(f, "/data/r/s");
    XNode        *root = xentry_root(t), *one, *two;
    CHECK(xentry_count(root, r) == 1 && xentry_count(xentry_instance(root, r, 1), s) == 1);
    CHECK_TEXT(xentry_add(t, root, r, &two), NULL);
    CHECK_TEXT(xentry_add(t, two, s, &one), NULL);
    CHECK_TEXT(xentry_path(t, one->first), "/data/r[2]/s[1]/z");
    CHECK(xentry_near(t, one, xform_find(f, "/data/r/q")) == two->first);
    CHECK(xentry_near(t, NULL, xform_find(f, "/data/r/q")) == xentry_node(t, "/data/r/q"));
    CHECK(xentry_node(t, "/data/r[3]/q") == NULL && xentry_node(t, "/data/none") == NULL);
    CHECK_TEXT(xentry_remove(t, xentry_instance(root, r, 1)), NULL);
    CHECK_TEXT(xentry_path(t, one->first), "/data/r[1]/s[1]/z");
    CHECK_TEXT(xentry_remove(t, xentry_node(t, "/data/a")), "xform.repeat.counted");
    for (int i = 1; i < XFORM_REPEAT_MAX; i++)
        if (xentry_add(t, root, r, NULL)) CHECK(false);
    CHECK_TEXT(xentry_add(t, root, r, NULL), "xform.repeat.many");
}

/* Many at once are settled once. */
static void try_put(Ctx *c, const XForm *f) {
    XEntry *t = form_new(c, f);
    CHECK_TEXT(xentry_put(t, xentry_node(t, "/data/a"), "A"), NULL);
    CHECK_TEXT(xentry_put(t, xentry_node(t, "/data/n"), "8"), NULL);
    CHECK_TEXT(value_at(t, "/data/calc"), "");
    CHECK_TEXT(xentry_settle(t), NULL);
    CHECK_TEXT(value_at(t, "/data/calc"), "A7");
}

int main(void) {
    Ctx    c = form_ctx();
    XForm *f = the_form(&c);
    try_values(&c, f);
    try_draft(&c, f);
    try_repeats(&c, f);
    try_put(&c, f);
    arena_close(c.a);
    return test_failed;
}
