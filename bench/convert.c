/* convert.c - a questionnaire of 300 questions in two languages, as XLSX, becomes an XForm.
 *
 *     convert [QUESTIONS]
 *
 * The file is read anew each time, as when it is uploaded. */
#include "xlsform/workbook.h"
#include "xlsform/xlsform.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { TIMES = 50, WANTED_US = 20000 };

static int64_t now_us(clockid_t which) {
    struct timespec t;
    clock_gettime(which, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static const char *question(Arena *a, int i) {
    switch (i % 3) {
    case 0:
        return arena_print(a, "| | select_one muc | c%d | Câu %d: mức độ hài lòng của ông/bà? | "
                              "Question %d: how satisfied are you? | yes | ${c1} != 'x' | |\n",
                           i, i, i);
    case 1:
        return arena_print(a, "| | integer | c%d | Câu %d: bao nhiêu lần? | Question %d: how many "
                              "times? | | | . >= 0 and . <= 365 |\n", i, i, i);
    default:
        return arena_print(a, "| | text | c%d | Câu %d: vì sao chọn ${c1}? | Question %d: why "
                              "${c1}? | | ${c1} = 'kem' | |\n", i, i, i);
    }
}

static const char *form(Arena *a, int questions) {
    Buf b = {.a = a};
    buf_text(&b, "| survey |\n| | type | name | label::Tiếng Việt (vi) | label::English (en) | "
                 "required | relevant | constraint |\n| | select_one muc | c1 | Câu 1 | Question 1 "
                 "| | | |\n");
    for (int i = 2; i <= questions; i++) {
        if (i % 10 == 2)
            buf_text(&b, arena_print(a, "| | begin_group | n%d | Phần %d | Part %d | | | |\n", i, i,
                                     i));
        buf_text(&b, question(a, i));
        if (i % 10 == 1 || i == questions) buf_text(&b, "| | end_group | | | | | | |\n");
    }
    buf_text(&b, "| choices |\n| | list_name | name | label::Tiếng Việt (vi) | label::English (en) "
                 "|\n| | muc | tot | Tốt | Good |\n| | muc | kha | Khá | Fair |\n"
                 "| | muc | kem | Kém | Bad |\n| | muc | khong | Không trả lời | No answer |\n");
    return b.s;
}

int main(int argc, char **argv) {
    Arena      *a = arena_open(), *work = arena_open();
    int         questions = argc > 1 ? atoi(argv[1]) : 300;
    const char *path = arena_print(a, "%s/namro-convert-%d.%s", file_tmp(), getpid(), "xlsx");
    Bytes       file;
    Xlsform     f = {0};
    if (!workbook_write(a, form(a, questions), path) || file_bytes_of(a, path, &file))
        fatal("no workbook at %s", path);
    int64_t wall = now_us(CLOCK_MONOTONIC), cpu = now_us(CLOCK_PROCESS_CPUTIME_ID);
    for (int i = 0; i < TIMES; i++) {
        arena_reset(work);
        Err e = xlsform_convert(work, file, &(XlsformAsked){.lint = true}, &f);
        if (e || !f.xml) fatal("not converted: %s", e ? e : f.note[0].key);
    }
    wall = (now_us(CLOCK_MONOTONIC) - wall) / TIMES;
    cpu = (now_us(CLOCK_PROCESS_CPUTIME_ID) - cpu) / TIMES;
    printf("%d questions, %zu bytes of XLSX, %zu of XForm: %.2f ms, %.2f of the processor "
           "(wanted: %d)\n", questions, file.n, f.bytes, (double)wall / 1000, (double)cpu / 1000,
           WANTED_US / 1000);
    unlink(path);
    return cpu > WANTED_US;
}
