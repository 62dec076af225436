/* chart.c - where things stand in a picture; what is drawn there is in the
 * templates. */
#include "chart/chart.h"

#include <math.h>
#include <string.h>

static double tenth(double x) { return round(x * 10) / 10; } /* finer than a screen is */
static double hundredth(double x) { return round(x * 100) / 100; } /* a tenth of a screen's dot */

Html chart_parts(const Ctx *c, const ChartPart *p, int n) {
    Buf       title = {.a = c->a};
    ChartBox *box = arena_take(c->a, sizeof *box * (size_t)(n ? n : 1));
    int64_t   all = 0, before = 0;
    int       boxes = 0;
    for (int i = 0; i < n; i++) all += p[i].n;
    for (int i = 0; i < n; i++) {
        if (!p[i].n) continue;
        double x = 100.0 * (double)before / (double)all;
        before += p[i].n;
        box[boxes++] = (ChartBox){tenth(x), tenth(100.0 * (double)before / (double)all - x),
                                  p[i].look};
        buf_print(&title, "%s%s: %s", title.len ? ", " : "", p[i].name, text_int(c, p[i].n));
    }
    return chart_parts_html(c, title.len ? title.s : "–", box, boxes);
}

const char *chart_short(const Ctx *c, const char *text) {
    return text_snippet(c->a, text, "", CHART_NAME);
}

/* Where a day stands, in percent of the width; the edges for what is beyond them. */
static double place(const ChartSpans *s, int64_t day) {
    int64_t from = day_number(s->from), until = day_number(s->until);
    int64_t at = day < from ? from : day > until ? until : day;
    return hundredth(100.0 * (double)(at - from) / (double)(until - from));
}

static bool first_of_month(const char *day) { return strcmp(day + 8, "01") == 0; }

static void add_months(const Ctx *c, const ChartSpans *s, ChartPlan *p) {
    int64_t     from = day_number(s->from), until = day_number(s->until);
    ChartMonth *m = arena_take(c->a, sizeof *m * (size_t)((until - from) / 28 + 2));
    for (int64_t i = from; i < until; i++) {
        const char *day = day_text(c->a, i);
        if (!first_of_month(day)) continue;
        bool year = !p->months || strncmp(day + 5, "01", 2) == 0;
        m[p->months++] = (ChartMonth){place(s, i), arena_print(c->a, "%.2s", day + 5),
                                      year ? arena_print(c->a, "%.4s", day) : NULL};
    }
    p->month = m;
}

static void add_bars(const Ctx *c, const ChartSpans *s, ChartPlan *p) {
    int n = 0;
    for (const ChartSpan *r = s->rows; r; r = r->next) n++;
    ChartBar *b = arena_take(c->a, sizeof *b * (size_t)(n ? n : 1));
    for (const ChartSpan *r = s->rows; r; r = r->next) {
        double x = place(s, day_number(r->since)), end = place(s, day_number(r->until) + 1);
        b[p->bars] = (ChartBar){.span = r, .x = x,
                                .width = end - x > CHART_LEAST ? hundredth(end - x) : CHART_LEAST,
                                .mark = r->mark ? place(s, day_number(r->mark) + 1) : -1};
        p->bars++;
    }
    p->bar = b;
}

Html chart_spans(const Ctx *c, const ChartSpans *s) {
    ChartPlan p = {.title = s->title, .today = -1};
    if (strcmp(s->from, s->today) <= 0 && strcmp(s->today, s->until) < 0)
        p.today = place(s, day_number(s->today));
    add_months(c, s, &p);
    add_bars(c, s, &p);
    return chart_spans_html(c, &p);
}
