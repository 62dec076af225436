/* Numbers and pictures of one figure: what stands where, by hand; gaps; hostile names. */
#include "chart/chart.h"

#include "../test.h"

#define HAS(html, text) CHECK(strstr((html).s, text) != NULL)
#define LACKS(html, text) CHECK(strstr((html).s, text) == NULL)

static void dots(Ctx *c) {
    ChartDot none = {.name = "Huyện B", .estimate = NAN, .low = NAN, .high = NAN, .n = 0};
    ChartDot a = {.name = "<b>Sở A</b>", .href = "/unit/3", .estimate = 0.625, .low = 0.5,
                  .high = 0.7512, .n = 1200, .next = &none};
    ChartDots d = {.title = "Đúng hạn", .subject = "Đơn vị", .measure = "Tỷ lệ", .share = true,
                   .decimals = 1, .line = 0.6, .line_name = "Toàn tỉnh", .rows = &a};
    Html h = chart_dots(c, &d);
    HAS(h, "62,5%");
    HAS(h, "50,0% – 75,1%");
    HAS(h, "1.200");
    HAS(h, "cx=\"62%\"");
    HAS(h, "x1=\"50%\" x2=\"74.1%\"");
    HAS(h, "x1=\"59.6%\" x2=\"59.6%\"");
    HAS(h, "Toàn tỉnh: 60,0%");
    HAS(h, "&lt;b&gt;Sở A");
    LACKS(h, "<b>Sở");
    HAS(h, ">–<"); /* no estimate is told, not left out */
    LACKS(h, "nan");
    d.line = NAN;
    d.rows = NULL;
    h = chart_dots(c, &d);
    LACKS(h, "Toàn tỉnh");
    LACKS(h, "nan");
}

/* An axis that is no share has round steps around all it shows. */
static void axis(Ctx *c) {
    ChartDot  a = {.name = "A", .estimate = 130, .low = 118, .high = 142, .n = -1};
    ChartDots d = {.title = "x", .subject = "x", .measure = "x", .line = NAN, .rows = &a};
    Html      h = chart_dots(c, &d);
    HAS(h, ">110<"); /* 118 to 142 in steps of 10: 110 to 150 */
    HAS(h, ">150<");
    HAS(h, "cx=\"50%\"");
    LACKS(h, "Số lượng"); /* no row tells its n */
}

static void bars(Ctx *c) {
    ChartGroup b = {.name = "B", .n = {0, -1}};
    ChartGroup a = {.name = "A", .n = {50, 1000}, .link = {"/task?state=done", NULL}, .next = &b};
    ChartBars  s = {.title = "x", .subject = "Đơn vị", .series = 2, .rows = &a,
                    .of = {{"đúng hạn", "green"}, {"quá hạn", "red"}}};
    Html       h = chart_bars(c, &s);
    CHECK_NEAR(chart_bar(&s, &a, 1), 100);
    CHECK_NEAR(chart_bar(&s, &a, 0), 5);
    CHECK_NEAR(chart_bar(&s, &b, 0), 0);
    CHECK_NEAR(chart_bar(&s, &b, 1), 0);
    a.n[0] = 1;
    CHECK_NEAR(chart_bar(&s, &a, 0), CHART_LEAST); /* one of a thousand is seen too */
    HAS(h, "<b>1.000</b> quá hạn");
    HAS(h, "– quá hạn");
    HAS(h, "href=\"/task?state=done\"");
    HAS(h, "#c62f2f");
    LACKS(chart_bars(c, &s), "<b>0</b>"); /* what is 0 beside others has no line */
    b.n[1] = 0;
    HAS(chart_bars(c, &s), "<b>0</b> đúng hạn");
    s.series = 0;
    CHECK_FATAL(chart_bars(c, &s));
}

static void lines(Ctx *c) {
    ChartPoint p[] = {{.name = "T1", .v = {0.25}, .low = {0.2}, .high = {0.3}},
                      {.name = "T2", .v = {0.5}, .low = {0.4}, .high = {0.6}},
                      {.name = "T3", .v = {NAN}, .low = {NAN}, .high = {NAN}},
                      {.name = "T4", .v = {0.75}, .low = {0.7}, .high = {0.8}},
                      {.name = "T5", .v = {1}, .low = {0.9}, .high = {1}}};
    ChartLines l = {.title = "x", .subject = "Tháng", .share = true, .band = true, .decimals = 0,
                    .series = 1, .points = 5, .of = {{"đúng hạn", "blue"}}, .at = p};
    Html       h = chart_lines(c, &l);
    /* The plot is 11 to 91 percent across and 10 to 160 dots down. */
    HAS(h, "x1=\"11%\" y1=\"122.5\" x2=\"31%\" y2=\"85\"");
    LACKS(h, "x1=\"31%\" y1=\"85\""); /* a gap is a gap */
    HAS(h, "points=\"0,70 25,40 25,60 0,80 \"");
    HAS(h, "points=\"75,20 100,0 100,10 75,30 \"");
    HAS(h, "<td class=\"num\">–");
    HAS(h, "70% – 80%");
    LACKS(h, "nan");
    l.points = 1;
    LACKS(chart_lines(c, &l), "nan");
    l.points = 0;
    LACKS(chart_lines(c, &l), "nan");
}

static void grid(Ctx *c) {
    const ChartCell   cell[] = {{"3 quá hạn", "red", "/task?unit=4"}, {NULL, NULL, NULL}};
    const ChartRow    row = {.name = "Sở \"A\"", .cell = cell};
    const char *const week[] = {"05/09", "12/09"};
    const ChartGrid   g = {.title = "x", .subject = "Đơn vị", .columns = 2, .column = week,
                           .rows = &row};
    Html              h = chart_grid(c, &g);
    HAS(h, "<td class=\"red\"><a href=\"/task?unit=4\">3 quá hạn</a></td>");
    HAS(h, "<td class=\"empty-cell\">–</td>");
    HAS(h, "12/09");
}

int main(void) {
    Ctx c = {.a = arena_open(), .lang = LANG_VI, .today = "2022-10-14"};
    dots(&c);
    axis(&c);
    bars(&c);
    lines(&c);
    grid(&c);
    arena_close(c.a);
    return test_failed;
}
