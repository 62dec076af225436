/* forms.c [QUESTIONS] - the processor's time to read a form and to hold submissions against it:
 * one thread, 20 questions as a rule, a third of them with choices, each with a rule; a fourth
 * are calculated.  Ends with 1 when a submission of 20 takes more than 100 microseconds. */
#include "xform/xform.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double cpu(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void add_bind(Buf *b, int i) {
    buf_print(b, "<bind nodeset=\"/data/q%d\" ", i);
    switch (i % 4) {
    case 0: buf_text(b, "type=\"int\" required=\"true()\" constraint=\". &gt;= 0 and . &lt; 130\"/>");
        break;
    case 1: buf_print(b, "relevant=\"/data/q%d &gt; 18\" required=\"true()\"/>", i - 1); break;
    case 2: buf_text(b, "constraint=\"string-length(.) &lt; 50\"/>"); break;
    default: buf_print(b, "calculate=\"concat(/data/q%d, '-', /data/q%d)\"/>", i - 1, i - 3);
    }
}

static void add_control(Buf *b, int i) {
    if (i % 4 == 1)
        buf_print(b, "<select1 ref=\"/data/q%d\"><label>Q</label><itemset "
                     "nodeset=\"instance('c')/root/item\"><value ref=\"name\"/>"
                     "<label ref=\"label\"/></itemset></select1>", i);
    else if (i % 4 != 3)
        buf_print(b, "<input ref=\"/data/q%d\"><label>Question %d</label></input>", i, i);
}

static Bytes form_of(Arena *a, int n) {
    Buf b = {.a = a};
    buf_text(&b, "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:jr=\"http://openrosa.org/"
                 "javarosa\" xmlns:h=\"http://www.w3.org/1999/xhtml\"><h:head><h:title>x</h:title>"
                 "<model><instance><data id=\"x\" version=\"1\">");
    for (int i = 0; i < n; i++) buf_print(&b, "<q%d/>", i);
    buf_text(&b, "<meta><instanceID/></meta></data></instance><instance id=\"c\"><root>");
    for (int i = 0; i < 7; i++)
        buf_print(&b, "<item><name>%d</name><label>Choice %d</label></item>", i, i);
    buf_text(&b, "</root></instance>");
    for (int i = 0; i < n; i++) add_bind(&b, i);
    buf_text(&b, "<bind nodeset=\"/data/meta/instanceID\" jr:preload=\"uid\"/></model></h:head>"
                 "<h:body>");
    for (int i = 0; i < n; i++) add_control(&b, i);
    buf_text(&b, "</h:body></h:html>");
    return (Bytes){b.s, b.len};
}

static Bytes answer_of(Arena *a, int n) {
    static const char *const values[] = {"34", "3", "Một câu trả lời", "Một câu trả lời-34"};
    Buf b = {.a = a};
    buf_text(&b, "<data id=\"x\" version=\"1\">");
    for (int i = 0; i < n; i++) buf_print(&b, "<q%d>%s</q%d>", i, values[i % 4], i);
    buf_text(&b, "<meta><instanceID>uuid:1</instanceID></meta></data>");
    return (Bytes){b.s, b.len};
}

static double check_often(const XForm *f, Bytes xml, int times) {
    Arena *a = arena_open();
    double began = cpu();
    for (int i = 0; i < times; i++) {
        Ctx       c = {.a = a, .now = 1772328600000, .today = "2026-03-01"};
        XProblems p = {.a = a};
        if (xform_check(&c, f, xml, &p, NULL) || p.n) fatal("the answer is not good");
        arena_reset(a);
    }
    double took = (cpu() - began) / times;
    arena_close(a);
    return took;
}

int main(int argc, char **argv) {
    int       n = argc > 1 ? atoi(argv[1]) / 4 * 4 : 20;
    Arena    *a = arena_open();
    XForm    *f;
    XProblems p = {.a = a};
    Bytes     form = form_of(a, n), answer = answer_of(a, n);
    double    began = cpu();
    if (n < 4 || xform_open(a, form, NULL, 0, &p, &f)) fatal("the form is not good");
    printf("a form of %d questions, read        %8.3f ms\n", n, (cpu() - began) * 1e3);
    double took = check_often(f, answer, 200000 / n);
    printf("a submission to it, checked        %8.1f us%s\n", took * 1e6,
           n == 20 ? "   wanted 100" : "");
    arena_close(a);
    return n == 20 && took > 100e-6;
}
