/* estimate_file.c - results for other programs: CSV with the columns of the conformance
 * tables, and JSON.  Numbers have all their digits; what cannot be known is NA or null. */
#include "cli/estimate.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- CSV ---- */

void put_csv_field(const char *s) {
    if (!s) s = "";
    if (!s[strcspn(s, ",\"\r\n")]) {
        fputs(s, stdout);
        return;
    }
    putchar('"');
    for (; *s; s++) {
        if (*s == '"') putchar('"');
        putchar(*s);
    }
    putchar('"');
}

void put_csv_number(double x) {
    if (isfinite(x)) printf(",%.17g", x);
    else printf(",%s", isnan(x) ? "NA" : x > 0 ? "Inf" : "-Inf");
}

static const char *or_empty(const char *s) { return s ? s : ""; }

static void put_row(const Estimating *t, const Result *r, const Estimate *e) {
    const char *formula = names_formula(t->s.a, t->q->formula);
    const char *const texts[] = {t->stat->name, r->design->recipe, r->method, formula,
                                 t->q->option, e->cell, e->name};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (i) putchar(',');
        put_csv_field(texts[i]);
    }
    const double numbers[] = {e->value, e->se, e->lo, e->hi, e->df, e->deff};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) put_csv_number(numbers[i]);
    putchar(',');
    put_csv_field(arena_print(t->s.a, "%s#%s#%s#%s#%s#%s", or_empty(r->design->recipe), r->method,
                          formula, or_empty(t->q->option), or_empty(e->cell), e->name));
    printf(",namro " NAMRO_VERSION ",%lld", (long long)e->n);
    put_csv_number(e->n_eff);
    putchar('\n');
}

void estimate_csv(const Estimating *t, const Result *r) {
    puts("case,design,stat,formula,option,domain,term,est,se,ci_lo,ci_hi,df,deff,key,versions,"
         "n,n_eff");
    for (int i = 0; i < r->p; i++) put_row(t, r, &r->at[i]);
}

/* ---- JSON ---- */

void put_json_text(const char *name, const char *s) {
    printf("\"%s\": ", name);
    if (!s) {
        fputs("null", stdout);
        return;
    }
    putchar('"');
    for (; *s; s++) {
        if (*s == '"' || *s == '\\') printf("\\%c", *s);
        else if ((unsigned char)*s < ' ') printf("\\u%04x", *s);
        else putchar(*s);
    }
    putchar('"');
}

void put_json_number(const char *name, double x) {
    if (isfinite(x)) printf(", \"%s\": %.17g", name, x);
    else printf(", \"%s\": null", name);
}

static void put_estimate(const Estimate *e) {
    fputs("    {", stdout);
    put_json_text("term", e->name);
    fputs(", ", stdout);
    put_json_text("cell", e->cell);
    put_json_number("estimate", e->value);
    put_json_number("se", e->se);
    put_json_number("low", e->lo);
    put_json_number("high", e->hi);
    put_json_number("df", e->df);
    printf(", \"n\": %lld", (long long)e->n);
    put_json_number("n_eff", e->n_eff);
    put_json_number("deff", e->deff);
    put_json_number("deff_wr", e->deff_wr);
    putchar('}');
}

void estimate_json(const Estimating *t, const Result *r) {
    printf("{\n  ");
    put_json_text("command", t->command);
    printf(",\n  ");
    put_json_text("statistic", r->method);
    printf(",\n  ");
    put_json_text("recipe", r->design->recipe);
    printf(",\n  \"level\": %.17g, \"rows\": %lld,\n  \"estimates\": [\n", r->level,
           (long long)t->data.n);
    for (int i = 0; i < r->p; i++) {
        put_estimate(&r->at[i]);
        puts(i + 1 < r->p ? "," : "");
    }
    fputs("  ],\n  \"notes\": [", stdout);
    for (int i = 0; i < r->notes; i++) {
        fputs(i ? ", {" : "{", stdout);
        put_json_text("note", tr(t->c, r->note[i].key));
        fputs(", ", stdout);
        put_json_text("detail", r->note[i].detail);
        putchar('}');
    }
    puts("]\n}");
}
