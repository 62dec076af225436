/* long.h - a form of 300 questions in 15 groups, and what is typed on each of its pages. */
#ifndef LONG_H
#define LONG_H

#include "fields.h"

#include <stdlib.h>

enum { LONG_GROUPS = 15, LONG_EACH = 20 };

static inline void long_question(Buf *b, int i) {
    static const char *const types[] = {"text", "integer", "select_one muc", "date",
                                        "select_multiple muc", "decimal", "select_one muc"};
    const char *relevant = i > 10 && i % 10 == 9 ? "${q2} != 'khong_dau'" : "";
    const char *constraint = i % 7 == 1 ? ". >= 0 and . < 1000" : "";
    buf_print(b, "| | %s | q%d | Câu hỏi thứ %d về việc làm thủ tục hành chính ở địa phương? | %s |"
                 " %s |\n", i == 299 ? "select_one xa" : types[i % 7], i,
              i, relevant, constraint);
}

static inline const char *long_form(Ctx *c) {
    Buf b = {.a = c->a};
    buf_text(&b, "| survey |\n| | type | name | label | relevant | constraint |\n");
    for (int g = 0; g < LONG_GROUPS; g++) {
        buf_print(&b, "| | begin_group | g%d | Phần thứ %d | | |\n", g, g + 1);
        for (int i = 0; i < LONG_EACH; i++) long_question(&b, g * LONG_EACH + i);
        buf_text(&b, "| | end_group | | | | |\n");
    }
    buf_text(&b, "| choices |\n| | list_name | name | label |\n");
    for (int i = 1; i <= 5; i++) buf_print(&b, "| | muc | m%d | Mức độ hài lòng số %d |\n", i, i);
    for (int i = 0; i < 5000; i++) buf_print(&b, "| | xa | x%d | Xã số %d |\n", i, i);
    buf_text(&b, "| settings |\n| | form_title | form_id | version |\n| | Dài | dai | 1 |\n");
    char *s = b.s;
    for (char *p; (p = strstr(s, "Câu hỏi thứ 299 về")); s = p) {
        memcpy(p, "Xã nào", strlen("Xã nào"));
        memset(p + strlen("Xã nào"), ' ', strlen("Câu hỏi thứ 299 về") - strlen("Xã nào"));
    }
    return b.s;
}

/* An answer to each question of the page before the visitor. */
static inline const char *long_typed(Visitor *v) {
    static const char *const values[] = {"%s=Một câu trả lời", "%s=12", "%s=m2", "%s=05/03/1980",
                                         "%s", "%s=1,5", "%s=m2"};
    Buf b = {.a = v->a};
    buf_text(&b, "x=1");
    for (const char *p = v->html; (p = strstr(p, "Câu hỏi thứ ")); p++) {
        int         i = atoi(p + strlen("Câu hỏi thứ "));
        const char *label = arena_print(v->a, "Câu hỏi thứ %d về", i), *name = named(v, label);
        const char *one = values[i % 7];
        buf_text(&b, "&");
        buf_text(&b, name);
        if (i % 7 == 4) buf_print(&b, ".m1=1&%s.m3=1", name);
        else buf_text(&b, one + 2);
    }
    return b.s;
}

#endif
