/* fill_test.c - holes of a message are filled by number, in the reader's language;
 * a key that is not in the catalogue stands for its own text. */
#include "test.h"
#include "text/text.h"

int main(void) {
    Ctx c = {.a = arena_open(), .lang = LANG_VI};
    CHECK_TEXT(trf(&c, "no hole", V(1)), "no hole");
    CHECK_TEXT(trf(&c, "{2} of {1}: {2}", V("<b>"), V(21914)), "21.914 of <b>: 21.914");
    CHECK_TEXT(trf(&c, "{1} %", V(98.63)), "98,6 %");
    CHECK_TEXT(trf(&c, "[{1}]", V((char *)NULL)), "[]");
    c.lang = LANG_EN;
    CHECK_TEXT(trf(&c, "{1} {1:task|tasks}", V(1)), "1 task");
    CHECK_TEXT(trf(&c, "{1} {1:task|tasks}", V(21914)), "21,914 tasks");
    CHECK_TEXT(trf(&c, "{1} {1:task|tasks}", V(0)), "0 tasks");
    CHECK_FATAL(trf(&c, "{2}", V(1)));
    CHECK_FATAL(trf(&c, "{1", V(1)));
    CHECK_FATAL(trf(&c, "{1:task|tasks}", V("one")));
    CHECK_FATAL(trf(&c, "{1:task}", V(1)));
    arena_close(c.a);
    return test_failed;
}
