/* estimate_hypothesis.c - tests of hypotheses, for people and for other programs. */
#include "cli/estimate.h"

#include "text/text.h"

#include <math.h>
#include <stdio.h>

static const char *or_empty(const char *s) { return s ? s : ""; }

/* ---- For people ---- */

/* So many digits that count, whatever the size. */
static const char *digits(const Ctx *c, double x, int n) {
    int decimals = x != 0 && isfinite(x) ? n - 1 - (int)floor(log10(fabs(x))) : 0;
    return text_real(c, x, decimals < 0 ? 0 : decimals > 12 ? 12 : decimals);
}

static const char *degree(const Ctx *c, double df) {
    if (isnan(df)) return NULL;
    if (isinf(df)) return "∞";
    return fabs(df - round(df)) < 1e-9 ? text_real(c, df, 0) : digits(c, df, 4);
}

static const char *degrees(const Ctx *c, const Test *h) {
    const char *first = degree(c, h->ndf), *second = degree(c, h->ddf);
    if (first && second) return arena_print(c->a, "%s; %s", first, second);
    return first ? first : second ? second : "–";
}

void hypothesis_table(const Estimating *t, const Test *h) {
    const Ctx *c = t->c;
    bool       tiny = h->p < 1e-4;
    printf("%s  %s\n\n", tr(c, t->stat->help), names_formula(c->a, t->q->formula));
    const struct { const char *key, *text; } lines[] = {
        {"estimate.test", h->method},
        {"estimate.statistic", arena_print(c->a, "%s = %s", h->name, digits(c, h->statistic, 5))},
        {"estimate.freedom", degrees(c, h)},
        {"estimate.p", tiny ? tr(c, "estimate.p.small") : digits(c, h->p, 3)}};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        put_fact(c, lines[i].key, lines[i].text);
    if (h->at)
        put_fact(c, "estimate.differs",
                 trf(c, "estimate.differs.how", V(digits(c, h->at->value, 5)),
                     V(digits(c, h->at->lo, 5)), V(digits(c, h->at->hi, 5))));
    put_fact(c, "estimate.n", text_int(c, h->n));
    estimate_beneath(t, &(Result){.design = h->design, .notes = h->notes, .note = h->note});
}

/* ---- For programs ---- */

void hypothesis_csv(const Estimating *t, const Test *h) {
    const char *formula = names_formula(t->s.a, t->q->formula);
    const char *const texts[] = {t->stat->name, h->design->recipe, h->method, formula,
                                 t->q->option};
    puts("case,design,test,formula,option,statistic,ndf,ddf,p,estimate,ci_lo,ci_hi,key,versions,n");
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (i) putchar(',');
        put_csv_field(texts[i]);
    }
    const double numbers[] = {h->statistic, h->ndf, h->ddf, h->p, h->at ? h->at->value : NAN,
                              h->at ? h->at->lo : NAN, h->at ? h->at->hi : NAN};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) put_csv_number(numbers[i]);
    putchar(',');
    put_csv_field(arena_print(t->s.a, "%s#%s#%s#%s", or_empty(h->design->recipe), h->method,
                              formula, or_empty(t->q->option)));
    printf(",namro " NAMRO_VERSION ",%lld\n", (long long)h->n);
}

void hypothesis_json(const Estimating *t, const Test *h) {
    printf("{\n  ");
    put_json_text("command", t->command);
    printf(",\n  ");
    put_json_text("test", h->method);
    printf(",\n  ");
    put_json_text("recipe", h->design->recipe);
    printf(",\n  ");
    put_json_text("statistic", h->name);
    put_json_number("value", h->statistic);
    put_json_number("ndf", h->ndf);
    put_json_number("ddf", h->ddf);
    put_json_number("p", h->p);
    put_json_number("estimate", h->at ? h->at->value : NAN);
    put_json_number("low", h->at ? h->at->lo : NAN);
    put_json_number("high", h->at ? h->at->hi : NAN);
    printf(", \"n\": %lld\n}\n", (long long)h->n);
}
