/* formula_test.c - formulas: columns named and coded as R does it, expressions with missing
 * values, cells, and what cannot be read. */
#include "sheet.h"

static Arena *a;
static Stats  s;

static double            x[] = {1, 2, 3, NAN, 5, 6}, z[] = {2, 0, 1, 1, 3, 0};
static const uint8_t     g[] = {1, 2, 3, 1, 0, 2}, b[] = {1, 2, 1, 2, 1, 2};
static const uint8_t     t[] = {1, 2, 2, 0, 1, 2};
static const char *const g_label[] = {NULL, "E", "H", "M"}, *const b_label[] = {NULL, "No", "Yes"};
static const char *const t_label[] = {NULL, "FALSE", "TRUE"};
static const double      t_value[] = {NAN, 0, 1};
static Var vars[] = {{.name = "x", .real = x}, {.name = "z", .real = z},
                     {.name = "g", .type = VAR_FACTOR, .byte = g, .label = g_label, .codes = 3},
                     {.name = "b.c", .type = VAR_FACTOR, .byte = b, .label = b_label, .codes = 2},
                     {.name = "t", .type = VAR_LOGICAL, .byte = t, .label = t_label,
                      .value = t_value, .codes = 2},
                     {.name = "tuổi", .real = x}, {.name = "has space", .real = z}};
static Dataset data = {.n = 6, .vars = sizeof vars / sizeof *vars, .var = vars};

static const char *names(const char *formula, ModelKind kind) {
    Model m;
    Buf   text = {.a = a};
    Err   e = model_make(&s, &data, formula, kind, &m);
    if (e) return arena_print(a, "%s (%s)", e, s.detail);
    for (int k = 0; k < m.p; k++) buf_print(&text, "%s%s", k ? ", " : "", m.col[k].name);
    return text.s;
}

/* As colnames(model.matrix()) of R 4.5 gives them. */
static void names_as_r(void) {
    CHECK_TEXT(names("~x+g", MODEL_LEVELS), "x, gE, gH, gM");
    CHECK_TEXT(names("~x+g", MODEL_CONTRASTS), "(Intercept), x, gH, gM");
    CHECK_TEXT(names("~g-1", MODEL_CONTRASTS), "gE, gH, gM");
    CHECK_TEXT(names("~0+g+b.c", MODEL_CONTRASTS), "gE, gH, gM, b.cYes");
    CHECK_TEXT(names("x~g*z", MODEL_CONTRASTS), "(Intercept), gH, gM, z, gH:z, gM:z");
    CHECK_TEXT(names("~g:b.c", MODEL_LEVELS),
               "gE:b.cNo, gH:b.cNo, gM:b.cNo, gE:b.cYes, gH:b.cYes, gM:b.cYes");
    CHECK_TEXT(names("~g*b.c", MODEL_CONTRASTS),
               "(Intercept), gH, gM, b.cYes, gH:b.cYes, gM:b.cYes");
    CHECK_TEXT(names("~g+g:z", MODEL_CONTRASTS), "(Intercept), gH, gM, gE:z, gH:z, gM:z");
    CHECK_TEXT(names("~I(x>2)", MODEL_LEVELS), "I(x > 2)FALSE, I(x > 2)TRUE");
    CHECK_TEXT(names("~t", MODEL_CONTRASTS), "(Intercept), tTRUE");
    CHECK_TEXT(names("~factor(z)", MODEL_LEVELS), "factor(z)0, factor(z)1, factor(z)2, factor(z)3");
    CHECK_TEXT(names("~interaction(g,b.c)", MODEL_LEVELS),
               "interaction(g, b.c)E.No, interaction(g, b.c)H.No, interaction(g, b.c)M.No, "
               "interaction(g, b.c)E.Yes, interaction(g, b.c)H.Yes, interaction(g, b.c)M.Yes");
    CHECK_TEXT(names("~tuổi+`has space`+x+x", MODEL_LEVELS), "tuổi, has space, x");
    CHECK_TEXT(names("~(x+z)*g-x:g", MODEL_CONTRASTS), "(Intercept), x, z, gH, gM, z:gH, z:gM");
}

static void expression(const char *text, const double *want) {
    Column c;
    Err    e = column_make(&s, &data, text, &c);
    CHECK_TEXT(e, NULL);
    for (int i = 0; !e && i < 6; i++) {
        double got = column_at(&c, i);
        bool   same = isnan(want[i]) ? isnan(got) : fabs(got - want[i]) < 1e-12;
        if (!same) fprintf(stderr, "%s, row %d: %g, not %g\n", text, i + 1, got, want[i]);
        if (!same) test_failed = 1;
    }
}

/* Unknown spreads, but unknown and false is false, unknown or true is true. */
static void expressions(void) {
    const double u = NAN;
    expression("x+2*z^2", (double[]){9, 2, 5, u, 23, 6});
    expression("-x^2", (double[]){-1, -4, -9, u, -25, -36});
    expression("x>2 & z<2", (double[]){0, 0, 1, u, 0, 1});
    expression("x>2 & z>1", (double[]){0, 0, 0, 0, 1, 0});
    expression("x>2 | z==1", (double[]){0, 0, 1, 1, 1, 1});
    expression("!(g=='H')", (double[]){1, 0, 1, 1, u, 0});
    expression("g %in% c('E','M')", (double[]){1, 0, 1, 1, 0, 0});
    expression("x %in% c(2,5)", (double[]){0, 1, 0, 0, 1, 0});
    expression("is.na(x)", (double[]){0, 0, 0, 1, 0, 0});
    expression("is.na(g)", (double[]){0, 0, 0, 0, 1, 0});
    expression("ifelse(x>2, z, -1)", (double[]){-1, -1, 1, u, 3, 0});
    expression("pmin(1, 5/z)", (double[]){1, 1, 1, 1, 1, 1});
    expression("t", (double[]){0, 1, 1, u, 0, 1});
    expression("as.numeric(g)", (double[]){1, 2, 3, 1, u, 2});
    expression("1 - 2 - 3", (double[]){-4, -4, -4, -4, -4, -4});
    expression("2^3^2", (double[]){512, 512, 512, 512, 512, 512});
    expression("2^-1", (double[]){0.5, 0.5, 0.5, 0.5, 0.5, 0.5});
}

static void refuses(void) {
    CHECK_TEXT(names("~", MODEL_LEVELS), "stats.formula.bad (~ <-- )");
    CHECK_TEXT(names("~x+", MODEL_LEVELS), "stats.formula.bad (~x+ <-- )");
    CHECK_TEXT(names("~x)", MODEL_LEVELS), "stats.formula.bad (~x <-- ))");
    CHECK_TEXT(names("~log(g)", MODEL_LEVELS), "stats.number.needed (g)");
    CHECK_TEXT(names("~system(x)", MODEL_LEVELS), "stats.formula.bad (system(x))");
    CHECK_TEXT(names("~b.d", MODEL_LEVELS), "stats.variable.unknown (b.d (b.c?))");
    CHECK_TEXT(names("~'x", MODEL_LEVELS), "stats.formula.bad (~ <-- 'x)");
    char deep[3000] = "~";
    memset(deep + 1, '(', sizeof deep - 2);
    CHECK(strncmp(names(deep, MODEL_LEVELS), "stats.formula.bad", 17) == 0);
    memset(deep + 1, '-', sizeof deep - 2);
    CHECK(strncmp(names(deep, MODEL_LEVELS), "stats.formula.bad", 17) == 0);
}

static void cells(void) {
    Domain d;
    CHECK_TEXT(domain_make(&s, &data, "~g+b.c", NULL, &d), NULL);
    CHECK(d.cells == 4); /* only those that have rows */
    CHECK_TEXT(d.name[1], "E.No");
    CHECK_TEXT(d.name[2], "M.No");
    CHECK_TEXT(d.name[3], "E.Yes");
    CHECK(domain_at(&d, 4) == 0 && domain_at(&d, 5) == 4);
    CHECK_TEXT(domain_make(&s, &data, NULL, "x>2", &d), NULL);
    CHECK(d.cells == 1 && !domain_at(&d, 0) && domain_at(&d, 2) == 1 && !domain_at(&d, 3));
    CHECK_TEXT(domain_make(&s, &data, "~g", "x>2", &d), NULL);
    CHECK(d.cells == 2);
    CHECK_TEXT(d.name[2], "M");
    CHECK_TEXT(domain_make(&s, &data, "~q", NULL, &d), "stats.variable.unknown");
}

int main(void) {
    a = arena_open();
    s.a = a;
    names_as_r();
    expressions();
    refuses();
    cells();
    arena_close(a);
    return test_failed;
}
