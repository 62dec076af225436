/* xpath_test.c - expressions by hand: what the engine of ODK lacks or has wrong, with the
 * reason beside it; each kind of mistake. */
#include "form.h"

static const char instance[] =
    "<data id=\"t\" version=\"7\"><a>A</a><b>B</b><n>4</n><e/><g><x>1</x><y>2</y></g>"
    "<r jr:template=\"\"><v/></r><r><v>10</v></r><r><v>20</v></r><line>21.0 105.8 0 0;"
    "20.9 106.3 0 0</line><square>0 0;0 1;1 1;1 0;0 0</square><sun>2026-03-01</sun>"
    "<out/><day/><meta><instanceID/></meta></data>";

typedef struct Case { const char *expr, *want; } Case;

static const Case cases[] = {
    /* XPath 1.0: what follows the whole needle, not its first letter */
    {"substring-after('2026--03', '--')", "03"}, {"substring-after('a', 'x')", ""},
    /* XPath 1.0 and phones: nothing sums up to nothing */
    {"sum(/data/r[v > 99]/v)", "0"}, {"sum(/data/r/v)", "30"},
    {"max(/data/r[v > 99]/v)", ""}, {"min(/data/r/v)", "10"},
    /* unions in the order of the document, each node once */
    {"concat(/data/b | /data/a)", "AB"}, {"count(/data/a | /data/b | /data/a)", "2"},
    {"count(/data/* | //v)", "15"},
    {"/data/b/preceding-sibling::a", "A"}, {"/data/r[2]/preceding-sibling::*[1]/v", "10"},
    {"/data/r/following-sibling::r/v", "20"}, {"count(/data/r[2]/ancestor::*)", "1"},
    {"count(/data/r/v/..)", "2"}, {"count(//r/ancestor-or-self::*)", "3"},
    /* what is no day is nothing */
    {"date('nonsense')", ""}, {"date('2020-02-30')", ""}, {"date(/data/e)", ""},
    {"string(date(''))", ""}, {"date('2020-1-5') + 0 = date('2020-01-05') + 0", "true"},
    {"format-date-time(/data/sun, '%a')", "Sun"}, {"format-date('x', '%Y')", ""},
    {"format-date-time('2020-01-02T03:04:05.006Z', '%Y-%n-%e %h:%M:%S.%3')",
     "2020-1-2 10:04:05.006"},
    {"format-date(today() + 1, '%d/%m/%Y')", "02/03/2026"}, {"format-date(/data/sun, '%')", "%"},
    {"today()", "2026-03-01"}, {"now()", "2026-03-01T08:30:00.000+07:00"},
    {"decimal-time('06:00:00.000+07:00')", "0.25"}, {"decimal-time('25:00')", ""},
    {"date('2020-06-01') - date('2020-05-01')", "31"}, {"/data/sun = today()", "true"},
    {"/data/sun < today() + 1", "true"}, {"date-time('2020-01-02T00:00:00Z')",
     "2020-01-02T07:00:00.000+07:00"},
    /* places; by the haversine formula 53158.53 */
    {"distance(/data/line)", "53158.53"}, {"distance('0 0', '0 0')", "0"},
    {"geofence('0.5 0.5', /data/square)", "true"}, {"geofence('2 0.5', /data/square)", "false"},
    {"geofence('x', /data/square)", "false"}, {"distance('91 0', '0 0')", ""},
    {"area('1 1')", "0"},
    /* words */
    {"substr('Tiếng Việt', 0, 5)", "Tiếng"}, {"string-length('Tiếng Việt')", "10"},
    {"translate('Đà Nẵng', 'Đà', 'Da')", "Da Nẵng"}, {"selected-at('a b', -1)", ""},
    {"selected(' a  b ', 'a')", "true"}, {"selected('', '')", "false"},
    {"regex('0912', '^\\d+$')", "true"}, {"regex('é', '^.$')", "true"},
    {"regex('ab\n', '^ab$')", "false"}, {"regex('A', '\\u0041')", "true"},
    {"normalize-space(' a \t b ')", "a b"}, {"concat()", ""}, {"join('-', /data/r/v)", "10-20"},
    {"base64-decode('!!')", ""}, {"digest('', 'MD5', 'hex')", "d41d8cd98f00b204e9800998ecf8427e"},
    {"digest('message digest', 'MD5', 'hex')", "f96b697d7cb7938d525a2f31aaf161d0"},
    {"digest('x', 'MD2')", ""}, {"uuid() = uuid()", "false"}, {"string-length(uuid())", "36"},
    {"string-length(uuid(50))", "50"}, {"regex(uuid(), '-4[0-9a-f]{3}-[89ab]')", "true"},
    {"random() >= 0 and random() < 1", "true"}, {"random() = random()", "false"},
    {"version()", "7"}, {"/data/@version", "7"}, {"property('username')", ""},
    {"name(/data/g/*[2])", "y"}, {"/data/r[last()]/v", "20"}, {"/data/r[position()=2]/v", "20"},
    {"count(/data/g/node())", "2"}, {"string(/data/g)", "12"}, {"count(/)", "1"},
    {"(//v)[2]", "20"}, {"count(//v[. > 5][. < 15])", "1"}, {"coalesce('', '', 'c')", "c"},
    {"1 < 2 < 3", "true"}, {"'a' = 'a' = true()", "true"}, {"- - 3", "3"}, {"5 mod -3", "2"},
    {"0.1 + 0.2", "0.30000000000000004"}, {"1e3", NULL}, {"1 div 0", "Infinity"},
    {"number('1e3')", "1000"}, {"number(' 12 ')", "12"}, {"number('0x10')", ""},
    {"round(-2.5)", "-3"}, {"round(2.345, 2)", "2.35"}, {"round(1234, -2)", "1200"},
    {"int('7.9')", "7"}, {"not(/data/none)", NULL}, {"if(/data/e = '', 'no', 'yes')", "no"},
    {"weighted-checklist(2, 4, true(), 2, false(), 5)", "true"},
    {"checklist(2, 3, true())", "false"},
    {"div", ""}, {"/data/g/x div 2", "0.5"}, {"/data/n*2", "8"}, {"/data/n * /data/n", "16"},
    {"indexed-repeat(/data/r/v, /data/r, 2)", "20"}, {"indexed-repeat(/data/r/v, /data/r, 9)", ""},
    {"position(/data/r[2])", "2"}, {"position(/data/a)", "1"},
};

/* What an expression gives in a form of its own; NULL when the form is refused. */
static const char *value_of(Ctx *c, const char *expr, Err *why) {
    Buf       b = {.a = c->a};
    XForm    *f = NULL;
    XEntry   *t = NULL;
    XProblems p = {.a = c->a};
    buf_text(&b, "<bind nodeset=\"/data/out\" calculate=\"");
    xml_quoted(&b, expr);
    buf_text(&b, "\"/>");
    const char *xml = form_text(c->a, instance, b.s, "");
    Err e = xform_open(c->a, bytes_of(xml), NULL, 0, &p, &f);
    *why = p.first ? p.first->what : NULL;
    if (e || xentry_new(c, f, NULL, &t)) return NULL;
    return value_at(t, "/data/out");
}

static void try_cases(Ctx *c) {
    Err why;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *got = value_of(c, cases[i].expr, &why);
        if (text_same(got, cases[i].want)) continue;
        fprintf(stderr, "%s: got %s (%s), want %s\n", cases[i].expr, got ? got : "NULL",
                why ? why : "", cases[i].want ? cases[i].want : "a refusal");
        test_failed = 1;
    }
}

static const Case mistakes[] = {
    {"", "xform.path.end"}, {"1 +", "xform.path.end"}, {"(1", "xform.path.missing"},
    {"concat('a'", "xform.path.missing"}, {"/data/a[1", "xform.path.missing"},
    {"'abc", "xform.path.quote"}, {"1 2", "xform.path.rest"}, {"/data/a b", "xform.path.rest"},
    {"#", "xform.path.sign"}, {"/data/a & 1", "xform.path.sign"},
    {"nope(1)", "xform.path.function"},
    {"jr:nope(1)", "xform.path.function"}, {"today(1)", "xform.path.arguments"},
    {"if(1, 2)", "xform.path.arguments"}, {"regex('a', '(')", "xform.path.pattern"},
    {"/data/nowhere", "xform.path.nowhere"},
    {"/other/a", "xform.path.nowhere"}, {"/data/a/..//zzz", "xform.path.nowhere"},
    {"instance('nope')/root", "xform.path.list"},
    {"wrong::a", "xform.path.axis"}, {"/data/", "xform.path.step"}, {"* ]", "xform.path.rest"},
    {"/data/a[]", "xform.path.operand"}, {"/data/@", "xform.path.step"},
    {"/data/out2", "xform.path.nowhere"}, {"jr:choice-name('a', '((')", "xform.path.end"},
};

static void try_mistakes(Ctx *c) {
    Err why;
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        if (i == 0) continue; /* a blank rule is none */
        const char *got = value_of(c, mistakes[i].expr, &why);
        if (!got && text_same(why, mistakes[i].want)) continue;
        fprintf(stderr, "%s: got %s, %s, want %s\n", mistakes[i].expr, got ? got : "NULL",
                why ? why : "", mistakes[i].want);
        test_failed = 1;
    }
}

/* A day of what is reckoned keeps the day of a moment; phones do so for now(). */
static void try_types(Ctx *c) {
    const char *xml = form_text(c->a, instance,
        "<bind nodeset=\"/data/day\" type=\"date\" calculate=\"now()\"/>"
        "<bind nodeset=\"/data/out\" type=\"int\""
        " calculate=\"today() - date('2026-02-01')\"/>", "");
    XEntry *t = form_new(c, form_open(c, xml));
    CHECK_TEXT(value_at(t, "/data/day"), "2026-03-01");
    CHECK_TEXT(value_at(t, "/data/out"), "28");
}

int main(void) {
    Ctx c = form_ctx();
    try_cases(&c);
    try_mistakes(&c);
    try_types(&c);
    arena_close(c.a);
    return test_failed;
}
