/* html_test.c - each place keeps hostile values harmless. */
#include "html/html.h"
#include "test.h"

static const char *put(Arena *a, void (*how)(Buf *b, Val v), Val v) {
    Buf b = {.a = a};
    how(&b, v);
    return html_of(&b).s;
}

int main(void) {
    Arena *a = arena_open();
    const Html part = {"<b class=\"x\">"};

    CHECK_TEXT(put(a, html_text, V("<&>\"'")), "&lt;&amp;&gt;&quot;&#39;");
    CHECK_TEXT(put(a, html_text, V((char *)NULL)), "");
    CHECK_TEXT(put(a, html_text, V(-7)), "-7");
    CHECK_TEXT(put(a, html_text, V(0.5)), "0.5");
    CHECK_TEXT(put(a, html_text, V(part)), part.s);
    CHECK_FATAL(put(a, html_text, V(((Bytes){"x", 1}))));
    CHECK_TEXT(put(a, html_attr, V(part)), "&lt;b class=&quot;x&quot;&gt;");

    CHECK_TEXT(put(a, html_address, V("https://a.vn/?x=1&y=2")), "https://a.vn/?x=1&amp;y=2");
    CHECK_TEXT(put(a, html_address, V("HTTP://a.vn")), "HTTP://a.vn");
    CHECK_TEXT(put(a, html_address, V("/a:b")), "/a:b");
    CHECK_TEXT(put(a, html_address, V("javascript:x()")), "#");
    CHECK_TEXT(put(a, html_address, V(" JAVA\tscript:x()")), "#");
    CHECK_TEXT(put(a, html_address, V("data:text/html,x")), "#");
    CHECK_TEXT(put(a, html_part, V("a b/ỗ&\n")), "a%20b%2F%E1%BB%97%26%0A");

    CHECK(strncmp(asset("/style.css"), "/static/style-", 14) == 0);
    CHECK_FATAL(asset("/none.css"));
    for (const Asset *s = assets; s->name; s++) {
        CHECK(s->n > 0 && s->bytes && strncmp(s->address, "/static/", 8) == 0);
        CHECK(s->packed ? s->packed[0] == 0x1f && s->packed_n < s->n : s->packed_n == 0);
    }

    arena_close(a);
    return test_failed;
}
