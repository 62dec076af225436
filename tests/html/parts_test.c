/* parts_test.c - the parts of a page: what they show, and that no value breaks out of them. */
#include "html/html.h"
#include "test.h"

/* It would leave an attribute, a tag, a textarea or a comment, and run code. */
#define HOSTILE "\"'><script>x()</script></textarea></title><!-- &amp; javascript:x()"

static bool has(Html page, const char *what) { return strstr(page.s, what) != NULL; }

/* Only what a template wrote opens a tag or ends a value. */
static void check_harmless(Html page, int line) {
    static const char *const bad[] = {"<script", "</textarea></title>", "<!--", "\"'>", "'>",
                                      "\"javascript:", "&amp; javascript"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (!has(page, bad[i])) continue;
        fprintf(stderr, "%s:%d: %s stands in\n%s\n", __FILE__, line, bad[i], page.s);
        test_failed = 1;
    }
}
#define HARMLESS(page) check_harmless((page), __LINE__)

static void check_frame(const Ctx *c) {
    Link  last = {.href = "javascript:x()", .text = "L"};
    Link  menu = {.href = "/task?a=1&b=2", .text = HOSTILE, .here = true, .next = &last};
    Frame f = {.title = HOSTILE, .office = HOSTILE, .path = "/a?b=" HOSTILE, .demo = HOSTILE,
               .notice = HOSTILE, .menu = &menu};
    Html  page = frame_html(c, &f, (Html){"<p>body</p>"});

    HARMLESS(page);
    CHECK(has(page, "<html lang=\"vi\">"));
    CHECK(has(page, "<p>body</p>"));
    CHECK(has(page, "<main id=\"main\">"));
    CHECK(has(page, "href=\"/task?a=1&amp;b=2\" aria-current=\"page\""));
    CHECK(has(page, "href=\"#\">L</a>"));
    CHECK(has(page, "/lang/en?back=%2Fa%3Fb%3D%22%27"));
    CHECK(has(page, "hreflang=\"vi\"\naria-current=\"true\""));

    f.trail = &menu;
    f.name = f.token = HOSTILE;
    page = frame_html(c, &f, (Html){"<p>body</p>"});
    HARMLESS(page);
    CHECK(has(page, "action=\"/logout\"") && has(page, "<a href=\"/account\">&quot;"));
    CHECK(has(page, "class=\"trail\"") && has(page, "<li><a href=\"/task?a=1&amp;b=2\">&quot;"));
    page = frame_html(c, &(Frame){.title = "T", .path = "/a?b=1", .login = true}, (Html){""});
    CHECK(has(page, "href=\"/login?back=%2Fa%3Fb%3D1\"") && !has(page, "/logout"));

    Html bare = frame_html(c, &(Frame){.title = "T", .path = "/"}, (Html){""});
    CHECK(!has(bare, "/login") && !has(bare, "/logout") && !has(bare, "class=\"trail\""));
    CHECK(has(bare, "<h1>T</h1>"));
    CHECK(has(bare, "<title>T – Nắm Rõ</title>"));
    CHECK(!has(bare, "class=\"demo\"") && !has(bare, "class=\"notice\""));
    CHECK(!has(bare, "class=\"menu\"") && !has(bare, "<small>"));
}

static void check_form(const Ctx *c) {
    Pair last = {"b", "", NULL}, typed = {"a", "1", &last};
    Form f = {.typed = &typed, .err = "thing.due.past"};

    CHECK_TEXT(form_value(&f, "a"), "1");
    CHECK_TEXT(form_value(&f, "b"), "");
    CHECK_TEXT(form_text(&f, "a"), "1");
    CHECK_TEXT(form_text(&f, "c"), "");
    CHECK(form_number(&f, "a") == 1 && form_number(&f, "b") == 0 && form_number(&f, "c") == 0);
    static const char *const none[] = {"-1", "1x", " 1", "99999999999999999999"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        CHECK(form_number(&(Form){.typed = &(Pair){"n", none[i], NULL}}, "n") == 0);
    CHECK_TEXT(form_value(&f, "ab"), NULL);
    CHECK(form_marks(&f, "due"));
    CHECK(!form_marks(&f, "task") && !form_marks(&f, "past") && !form_marks(&f, "du"));
    CHECK(!form_marks(&f, ""));
    CHECK_TEXT(form_refused(c, &f), "due");
    f.err = "db.conflict";
    CHECK(!form_marks(&f, "conflict") && !form_marks(&f, "db"));
    CHECK_TEXT(form_refused(c, &f), NULL);
    f.err = NULL;
    CHECK(!form_marks(&f, "due"));
    CHECK_TEXT(form_refused(c, &f), NULL);
    CHECK_TEXT(refusal_html(c, &f).s, "");
}

/* The same hostile text as label, hint, value and message; and as what was typed. */
static void check_field(const Ctx *c, const char *type) {
    Form  fresh = {.token = HOSTILE};
    Field d = {.name = "work", .label = HOSTILE, .hint = HOSTILE, .value = HOSTILE, .type = type,
               .needed = true};
    Choice o = {.value = HOSTILE, .text = HOSTILE, .group = HOSTILE};
    Form  refused = {.typed = &(Pair){"work", "\n" HOSTILE, NULL}, .err = "task.work." HOSTILE};

    HARMLESS(field_html(c, &fresh, &d));
    HARMLESS(token_html(c, &fresh));
    HARMLESS(field_html(c, &refused, &d));
    HARMLESS(refusal_html(c, &refused));
    HARMLESS(refusal_html(c, &(Form){.err = HOSTILE}));
    HARMLESS(refusal_html(c, &(Form){.err = "a." HOSTILE ".b"}));
    d.choices = &o;
    HARMLESS(field_html(c, &refused, &d));
    d.name = d.autocomplete = HOSTILE;
    HARMLESS(field_html(c, &fresh, &d));
    d.type = HOSTILE;
    HARMLESS(field_html(c, &fresh, &d));
}

static void check_marks(const Ctx *c) {
    Form  f = {.typed = &(Pair){"work", "typed", NULL}, .err = "thing.work.missing", .token = "t"};
    Field d = {.name = "work", .label = "Work", .hint = "Hint", .value = "fresh", .needed = true};
    Html  box = field_html(c, &f, &d);

    CHECK(has(box, "<label for=\"f-work\">Work\n"));
    CHECK(has(box, "id=\"f-work\" name=\"work\" type=\"text\"\nvalue=\"typed\""));
    CHECK(has(box, "aria-describedby=\"f-work-about\"\naria-invalid=\"true\"\n>"));
    CHECK(has(box, "<p class=\"hint\">Hint</p>"));
    CHECK(has(box, "<p class=\"wrong\">thing.work.missing</p>"));
    CHECK(has(box, "\nrequired\n"));
    CHECK(has(refusal_html(c, &f), "role=\"alert\""));
    CHECK(has(refusal_html(c, &f), "<a href=\"#f-work\">thing.work.missing</a>"));
    CHECK(!has(refusal_html(c, &(Form){.err = "db.conflict"}), "href"));
    CHECK_TEXT(token_html(c, &f).s, "<input type=\"hidden\" name=\"token\" value=\"t\">\n");

    d = (Field){.name = "due", .label = "Due", .type = "date", .value = "2026-03-01"};
    box = field_html(c, &(Form){0}, &d);
    CHECK(has(box, "type=\"text\"\nvalue=\"01/03/2026\" autocomplete=\"off\"\nclass=\"day\""));
    CHECK(!has(box, "required") && !has(box, "aria-") && !has(box, "<p"));
    d.hint = "Hint";
    CHECK(has(field_html(c, &(Form){0}, &d), "aria-describedby=\"f-due-about\""));
    d.hint = NULL;
    CHECK(has(field_html(c, &(Form){.err = "thing.due.past"}, &d), "id=\"f-due-about\""));
    CHECK(has(field_html(c, &f, &d), "value=\"\"")); /* typed, and this box was left empty */
}

static void check_submit(const Ctx *c) {
    CHECK_TEXT(form_above(c, "/unit/12/change"), "/unit/12");
    CHECK_TEXT(form_above(c, "/unit/12/change?day=2026-03-01"), "/unit/12");
    CHECK_TEXT(form_above(c, "/staff/new"), "/staff");
    CHECK_TEXT(form_above(c, "/login"), "/");
    CHECK(has(submit_html(c, HOSTILE, "/unit/12"), "<a href=\"/unit/12\">"));
    HARMLESS(submit_html(c, HOSTILE, HOSTILE));
}

static void check_types(const Ctx *c) {
    Form  f = {.typed = &(Pair){"x", "12,5", NULL}};
    Field d = {.name = "x", .label = "X", .type = "number"};
    CHECK(has(field_html(c, &f, &d), "type=\"text\"\nvalue=\"12,5\""));
    CHECK(has(field_html(c, &f, &d), "inputmode=\"decimal\""));

    d.type = "textarea"; /* HTML drops the first line break, and only that */
    f.typed = &(Pair){"x", "\nb", NULL};
    CHECK(has(field_html(c, &f, &d), ">\n\nb</textarea>"));

    d = (Field){.name = "x", .label = "X", .type = "password", .value = "secret",
                .autocomplete = "current-password"};
    f.typed = &(Pair){"x", "secret", NULL};
    CHECK(!has(field_html(c, &f, &d), "secret"));
    CHECK(!has(field_html(c, &(Form){0}, &d), "secret"));
    CHECK(has(field_html(c, &f, &d), "type=\"password\"\nvalue=\"\""));
    CHECK(has(field_html(c, &f, &d), "autocomplete=\"current-password\""));
}

/* The number of times that one text stands in another. */
static int count(Html page, const char *what) {
    int n = 0;
    for (const char *p = page.s; (p = strstr(p, what)); p++) n++;
    return n;
}

static void check_choices(const Ctx *c) {
    Choice last = {"4", "Four", "B", NULL}, third = {"3", "Three", "A", &last};
    Choice second = {"2", "Two", "A", &third}, first = {"", "None", NULL, &second};
    Form   f = {.typed = &(Pair){"unit", "3", NULL}, .err = "thing.unit.missing"};
    Field  d = {.name = "unit", .label = "Unit", .type = "select", .value = "2",
                .choices = &first, .needed = true};

    Html box = field_html(c, &f, &d);
    CHECK(has(box, "<option value=\"3\"\nselected\n>Three</option>"));
    CHECK(count(box, "selected") == 1 && count(box, "<optgroup") == 2);
    CHECK(count(box, "</optgroup>") == 2);
    CHECK(has(box, "<optgroup label=\"A\">\n<option value=\"2\"") && has(box, "aria-invalid"));
    CHECK(has(field_html(c, &(Form){0}, &d), "<option value=\"2\"\nselected"));
    d.value = NULL;
    CHECK(has(field_html(c, &(Form){0}, &d), "<option value=\"\"\nselected"));

    d.type = "radio";
    box = field_html(c, &f, &d);
    CHECK(has(box, "<legend>Unit") && has(box, "id=\"f-unit\""));
    CHECK(has(box, "name=\"unit\" value=\"3\"\nrequired\nchecked") && count(box, "checked") == 1);
    CHECK(count(box, "class=\"group\"") == 2 && has(box, "<p class=\"wrong\">thing.unit.missing"));
}

static void check_boxes(const Ctx *c) {
    Choice second = {"12", "Twelve", NULL, NULL}, first = {"1", "One", NULL, &second};
    Form   f = {.typed = &(Pair){"unit.12", "1", NULL}};
    Field  d = {.name = "unit", .label = "Unit", .type = "checkbox", .value = "1"};

    CHECK(has(field_html(c, &(Form){0}, &d), "type=\"checkbox\" value=\"1\"\nchecked"));
    CHECK(!has(field_html(c, &f, &d), "checked")); /* typed, and this box was left alone */
    f.typed = &(Pair){"unit", "1", (Pair *)(uintptr_t)f.typed};
    CHECK(has(field_html(c, &f, &d), "checked"));

    d.choices = &first;
    Html box = field_html(c, &f, &d);
    CHECK(has(box, "name=\"unit.12\" value=\"1\"\nchecked") && count(box, "checked") == 1);
    CHECK(form_ticked(c, &f, "unit", "12") && !form_ticked(c, &f, "unit", "1"));
    d.value = " 12  7 ";
    box = field_html(c, &(Form){0}, &d);
    CHECK(has(box, "name=\"unit.12\" value=\"1\"\nchecked") && count(box, "checked") == 1);
    d.value = "112 2";
    CHECK(!has(field_html(c, &(Form){0}, &d), "checked"));

    d = (Field){.name = "file", .label = "File", .type = "file", .many = true, .value = "x"};
    box = field_html(c, &f, &d);
    CHECK(has(box, "type=\"file\"\nmultiple\n") && !has(box, "value="));
    d = (Field){.name = "x", .label = "X", .type = "textarea", .rows = 12};
    CHECK(has(field_html(c, &f, &d), "rows=\"12\""));
}

static void check_badge(const Ctx *c) {
    for (Tone tone = TONE_GREY; tone <= TONE_RED; tone++) {
        Html badge = badge_html(c, tone, HOSTILE);
        HARMLESS(badge);
        CHECK(has(badge, "<svg") && has(badge, "&lt;script"));
    }
    CHECK(has(badge_html(c, TONE_RED, "Quá hạn"), "<span class=\"badge red\">"));
    CHECK(has(badge_html(c, TONE_RED, "Quá hạn"), "</svg>Quá hạn</span>"));
}

static void check_empty(const Ctx *c) {
    HARMLESS(empty_html(c, HOSTILE, &(Link){.href = HOSTILE, .text = HOSTILE}));
    CHECK(has(empty_html(c, "x", &(Link){.href = "/task", .text = "y"}), "href=\"/task\">y</a>"));
    CHECK(!has(empty_html(c, "x", NULL), "href"));
}

/* The pages offered, as "1 2 _ 9": _ is a gap. */
static const char *offered(const Ctx *c, int64_t page, int64_t pages) {
    Pager p = {.page = page, .pages = pages, .base = "/"};
    Buf   b = {.a = c->a};
    for (int64_t n = 1, last = 0; n; last = n, n = pager_after(&p, n)) {
        char word[32];
        int  len = snprintf(word, sizeof word, "%s%s%d", n > 1 ? " " : "",
                            n > last + 1 ? "_ " : "", (int)n);
        buf_add(&b, word, (size_t)len);
    }
    return b.s;
}

static void check_pager(const Ctx *c) {
    static const struct { int page, pages; const char *want; } cases[] = {
        {1, 1, "1"},           {1, 2, "1 2"},         {2, 2, "1 2"},
        {1, 3, "1 2 3"},       {1, 5, "1 2 _ 5"},     {3, 5, "1 2 3 4 5"},
        {4, 7, "1 2 3 4 5 6 7"}, {4, 9, "1 2 3 4 5 _ 9"}, {5, 9, "1 _ 4 5 6 _ 9"},
        {6, 9, "1 _ 5 6 7 8 9"}, {9, 9, "1 _ 8 9"},   {50, 99, "1 _ 49 50 51 _ 99"},
        {7, 3, "1 _ 3"}, /* a page that is gone still leads back */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK_TEXT(offered(c, cases[i].page, cases[i].pages), cases[i].want);

    static const struct { int64_t asked, total, page, pages; } at[] = {
        {0, 0, 1, 0}, {5, 0, 1, 0}, {0, 10, 1, 1}, {-1, 11, 1, 2}, {2, 11, 2, 2}, {3, 20, 2, 2},
        {INT64_MAX, 21, 3, 3},
    };
    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
        Pager got = pager_at(at[i].asked, at[i].total, 10, "/task");
        CHECK(got.page == at[i].page && got.pages == at[i].pages && got.total == at[i].total);
    }

    Pager p = {.page = 2, .pages = 3, .total = 1234, .base = "/task?late=1"};
    CHECK_TEXT(pager_address(c, &p, 1), "/task?late=1");
    CHECK_TEXT(pager_address(c, &p, 3), "/task?late=1&page=3");
    Html nav = pager_html(c, &p);
    CHECK(has(nav, "<a href=\"/task?late=1&amp;page=3\" rel=\"next\">"));
    CHECK(has(nav, "<a href=\"/task?late=1\" rel=\"prev\">"));
    CHECK(has(nav, "aria-current=\"page\"\n>2</a>"));
    CHECK(has(nav, "<b>1.234</b>"));

    p = (Pager){.page = 1, .pages = 1, .total = 7, .base = "/task"};
    CHECK(!has(pager_html(c, &p), "<ul>") && has(pager_html(c, &p), "<b>7</b>"));
    p = (Pager){.page = 1, .pages = 0, .base = "/task"};
    CHECK_TEXT(pager_address(c, &p, 2), "/task?page=2");
    CHECK(!has(pager_html(c, &p), "<ul>"));
    p = (Pager){.page = 1, .pages = 2, .base = "javascript:x()"};
    HARMLESS(pager_html(c, &p));
    p.base = "/" HOSTILE;
    HARMLESS(pager_html(c, &p));
}

int main(void) {
    Ctx c = {.a = arena_open(), .lang = LANG_VI};
    static const char *const types[] = {NULL, "text", "textarea", "password", "number", "date",
                                        "select", "radio", "checkbox", "file"};
    check_frame(&c);
    check_form(&c);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) check_field(&c, types[i]);
    check_marks(&c);
    check_submit(&c);
    check_types(&c);
    check_choices(&c);
    check_boxes(&c);
    check_badge(&c);
    check_empty(&c);
    check_pager(&c);
    c.lang = LANG_EN;
    CHECK(has(frame_html(&c, &(Frame){.title = "T", .path = "/"}, (Html){""}),
              "<html lang=\"en\">"));
    arena_close(c.a);
    return test_failed;
}
