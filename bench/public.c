/* public.c [TIMES] - the processor's time for a page of the public on a form of 300 questions that
 * is nearly filled in: the draft opened and read, 20 answers put, all that follows, the next page
 * made and sealed; routing, token and the writer's turn counted in.  Ends with 1 above 3 ms. */
#include "../tests/survey/long.h"

#include <time.h>

static const char *address;

static Err set_up(Ctx *c, void *arg) {
    (void)arg;
    office_staff(c, RESEARCHER, OFFICE, PROVINCE, "researcher", "Bench");
    address = field_survey(c, field_version(c, fields_form(c, long_form(c))), "open")->address;
    return NULL;
}

static double cpu(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static const char *body_of(Visitor *v, const char *act, const char *typed) {
    Buf b = {.a = v->a};
    buf_text(&b, "act=");
    html_part(&b, V(act));
    buf_text(&b, "&draft=");
    html_part(&b, V(v->draft));
    for (const char *p = v->html; (p = strstr(p, ".asked\" value=\"1\"")); p++) {
        const char *from = p;
        while (from[-1] != '"') from--;
        buf_print(&b, "&%.*s.asked=1", (int)(p - from), from);
    }
    buf_print(&b, "&%s", typed);
    return b.s;
}

/* The same page sent again and again. */
static double each(Visitor *v, const char *act, const char *typed, int times, size_t *bytes) {
    const char *body = body_of(v, act, typed);
    double      from = cpu();
    for (int i = 0; i < times; i++) {
        Arena       *a = arena_open();
        struct Reply r = attack_ask(&v->at, a, "POST", v->path, body);
        *bytes = r.body.n;
        arena_close(a);
    }
    return (cpu() - from) / times * 1000;
}

int main(int n, char **arg) {
    Ctx     c;
    int     times = n > 1 ? atoi(arg[1]) : 300;
    size_t  bytes;
    Visitor v = {.at = attack_open(&c, "bench_public.db"), .html = ""};
    v.a = c.a;
    CHECK_TEXT(db_write(&c, set_up, NULL), NULL);
    v.path = arena_print(c.a, "/s/%s", address);
    v.at.secret = arena_print(c.a, "%032d", 7);
    press(&v, "begin", "");
    for (int page = 1; page < 14; page++) press(&v, "next", long_typed(&v));
    double step = each(&v, "next", long_typed(&v), times, &bytes);
    printf("one page of 300 questions: %.2f ms of the processor, %zu bytes\n", step, bytes);
    while (!sees(&v, "Xem lại câu trả lời")) press(&v, "next", long_typed(&v));
    double review = each(&v, "review", "", times, &bytes);
    printf("its summary: %.2f ms, %zu bytes\n", review, bytes);
    db_close(c.db);
    arena_close(c.a);
    return test_failed || step > 3 || review > 3;
}
