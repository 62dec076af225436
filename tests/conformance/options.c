/* options.c - the words of the column `option`, and how exact an answer must be. */
#include "conformance.h"

#include <ctype.h>

static const char *one_option(Arena *a, const char *at, Option *o) {
    const char *end = strchr(at, ';');
    if (!end) end = at + strlen(at);
    size_t key = 0, len = (size_t)(end - at);
    while (key < len && (isalnum((unsigned char)at[key]) || at[key] == '.' || at[key] == '_'))
        key++;
    bool value = key < len && at[key] == '=' && at[key + 1] != '=';
    o->key = arena_part(a, at, value || (key < len && at[key] == ' ') ? key : len);
    o->value = value ? arena_part(a, at + key + 1, len - key - 1) : "";
    return *end ? end + 1 : end;
}

static void read_options(Case *k) {
    k->opts = 0;
    for (const char *at = k->option; at && *at && k->opts < OPTIONS_MAX;)
        at = one_option(k->s->a, at, &k->opt[k->opts++]);
}

const char *case_option(const Case *k, const char *key) {
    for (int i = 0; i < k->opts; i++)
        if (strcmp(k->opt[i].key, key) == 0) return k->opt[i].value;
    return NULL;
}

Answer *case_add(Case *k) {
    if (k->n == ANSWERS_MAX) return &k->at[ANSWERS_MAX - 1];
    Answer *x = &k->at[k->n++];
    *x = (Answer){.est = NAN, .se = NAN, .lo = NAN, .hi = NAN, .df = NAN, .deff = NAN,
                  .statistic = NAN, .ndf = NAN, .ddf = NAN, .p = NAN};
    return x;
}

static Lonely lonely_of(const char *name) {
    static const char *const names[] = {"fail", "remove", "certainty", "average", "adjust"};
    for (int i = 0; name && i < 5; i++)
        if (strcmp(name, names[i]) == 0) return (Lonely)i;
    return LONELY_FAIL;
}

/* What the options change of a design or of the call. */
void case_ready(Case *k);
void case_ready(Case *k) {
    read_options(k);
    k->n = 0;
    k->why = NULL;
    const Design *made = world_design(k->w, k->design, &k->why);
    if (!made) return;
    Design *d = arena_new(k->s->a, Design);
    *d = *made;
    const char *lonely = case_option(k, "lonely"), *mse = case_option(k, "mse");
    const char *domain = case_option(k, "adjust.domain"), *na = case_option(k, "na.rm");
    if (lonely) d->lonely = lonely_of(lonely);
    if (domain) d->domain_lonely = strcmp(domain, "TRUE") == 0;
    if (mse && d->rep) {
        Replicates *r = arena_new(k->s->a, Replicates);
        *r = *d->rep;
        r->mse = strcmp(mse, "TRUE") == 0;
        d->rep = r;
    }
    k->s->missing = na && strcmp(na, "FALSE") == 0 ? MISSING_KEEP : MISSING_ANY;
    k->d = d;
}

/* From statistics.md: estimates 1e-12, errors and intervals 1e-10 (raked 1e-8), regression
 * 1e-8 and 1e-6, statistics 1e-9, p 1e-7. R stops its own iterations at 1e-8: what comes
 * from them cannot be nearer. */
Tolerance tolerance_of(const Case *k) {
    Tolerance   t = {1e-12, 1e-10, 1e-9, 1e-7};
    const char *method = case_option(k, "method");
    bool glm = strncmp(k->stat, "svyglm", 6) == 0 || strcmp(k->stat, "regTermTest") == 0;
    bool fit = method && (strcmp(method, "logit") == 0 || strcmp(method, "likelihood") == 0);
    if (glm || fit) t = (Tolerance){1e-8, 1e-6, 1e-9, 1e-7};
    else if (strstr(k->design, "rak")) t.est = t.se = 1e-8;
    return t;
}

bool near_to(double got, double want, double relative, double floor) {
    if (isnan(want)) return isnan(got);
    if (isinf(want) || isinf(got)) return got == want;
    return fabs(got - want) <= fmax(relative * fabs(want), floor);
}
