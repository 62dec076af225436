/* weighting.c - weights from a recipe.
 *
 * Margins are taken of copies of their variables that have the levels which somebody gave, in
 * the order in which a file of the answers would have them: so the columns of a calibration
 * have the same names here and in the command that does it again. */
#include "opinion/opinion.h"

#include "crypt/crypt.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- what may be a margin ---- */

static void count_cells(const Poll *p, const Var *v, WeightingMargin *m) {
    const Var *base = dataset_var(&p->data, "base");
    double     sum = 0;
    for (int64_t i = 0; i < p->data.n; i++) {
        int    code = var_code(v, i);
        double w = var_number(base, i);
        sum += w;
        if (!code) {
            m->missing++;
            continue;
        }
        m->cell[code - 1].people++;
        m->cell[code - 1].before += w;
    }
    for (int k = 0; k < m->cells; k++) m->cell[k].before /= sum > 0 ? sum : 1;
}

static void take_margin(Ctx *c, const Poll *p, const Var *v, const char *label, const Codes *words,
                        WeightingMargin *m) {
    *m = (WeightingMargin){.name = v->name, .label = label, .cells = v->codes};
    m->cell = arena_take(c->a, (size_t)(v->codes + 1) * sizeof *m->cell);
    for (int k = 0; k < v->codes; k++)
        m->cell[k] = (WeightingCell){.value = v->label[k + 1], .typed = "", .known = NAN,
                                     .label = words ? words->code[k].label : v->label[k + 1]};
    count_cells(p, v, m);
}

WeightingMargin *weighting_margins(Ctx *c, const Poll *p, int *n) {
    int items = 2;
    for (const PollItem *k = p->items; k; k = k->next) items++;
    WeightingMargin *m = arena_take(c->a, (size_t)items * sizeof *m);
    *n = 0;
    for (const PollItem *k = p->items; k; k = k->next) {
        const Var *v = &p->data.var[k->var];
        if (k->kind == POLL_ONE && v->codes <= WEIGHTING_CELLS_MAX)
            take_margin(c, p, v, k->asked->label, &k->asked->codes, &m[(*n)++]);
    }
    const Var *district = dataset_var(&p->data, "district");
    const Var *stratum = dataset_var(&p->data, "stratum");
    if (district && district->codes > 1 && district->codes <= WEIGHTING_CELLS_MAX)
        take_margin(c, p, district, tr(c, "opinion.by.district"), NULL, &m[(*n)++]);
    if (stratum && stratum->codes > 1 && stratum->codes <= WEIGHTING_CELLS_MAX)
        take_margin(c, p, stratum, tr(c, "opinion.by.stratum"), NULL, &m[(*n)++]);
    return m;
}

void weighting_shares(const Poll *p, const double *w, WeightingMargin *m) {
    const Var *v = dataset_var(&p->data, m->name);
    double     sum = 0;
    for (int k = 0; k < m->cells; k++) m->cell[k].after = 0;
    for (int64_t i = 0; i < p->data.n; i++) {
        int code = var_code(v, i);
        sum += w[i];
        if (code && code <= m->cells) m->cell[code - 1].after += w[i];
    }
    for (int k = 0; k < m->cells; k++) m->cell[k].after /= sum > 0 ? sum : 1;
}

/* ---- what is typed ---- */

static Err read_cell(Ctx *c, WeightingCell *k) { /* (2) */
    if (!*k->typed) return k->people ? "weighting.known.lacking" : NULL;
    Err e = text_real_parse(c, k->typed, &k->known);
    if (e || !(k->known >= 0) || k->known > 1e12) return k->known = NAN, "weighting.known.bad";
    if (!k->people && k->known > 0) return "weighting.known.nobody";
    return k->people && k->known <= 0 ? "weighting.known.lacking" : NULL;
}

static Err read_typed(Ctx *c, WeightingMargin *m) {
    Err e = NULL;
    for (int k = 0; k < m->cells; k++) {
        m->cell[k].err = read_cell(c, &m->cell[k]);
        if (!e) e = m->cell[k].err;
        if (!isnan(m->cell[k].known)) m->sum += m->cell[k].known;
    }
    if (m->missing) m->err = "weighting.known.missing"; /* (3) */
    return e ? e : m->err;
}

/* A name between the quotes that it does not hold; one with both is none that can be written. */
static void put_name(Buf *b, const char *s) {
    const char *quote = strchr(s, '\'') ? "\"" : "'";
    buf_text(b, quote);
    buf_text(b, s);
    buf_text(b, quote);
}

static void put_margin(Buf *b, const WeightingMargin *m, double sum) {
    buf_print(b, "%s%s:", b->len ? "\n" : "", m->name);
    for (int k = 0; k < m->cells; k++) {
        if (!m->cell[k].people) continue;
        buf_text(b, " ");
        put_name(b, m->cell[k].value);
        buf_print(b, "=%.15g", m->cell[k].known * sum / m->sum);
    }
}

Err weighting_typed(Ctx *c, WeightingMargin *m, int n, const char **out) {
    Err    e = NULL;
    double sum = 0;
    Buf    b = {.a = c->a};
    for (int i = 0; i < n; i++) {
        for (int k = 0; k < m[i].cells; k++) m[i].asked |= *m[i].cell[k].typed != '\0';
        Err bad = m[i].asked ? read_typed(c, &m[i]) : NULL;
        if (!e) e = bad;
        if (m[i].asked && sum <= 0) sum = m[i].sum;
    }
    for (int i = 0; i < n && !e; i++) { /* (4) */
        if (!m[i].asked || fabs(m[i].sum - sum) <= WEIGHTING_SLACK * sum) continue;
        m[i].err = "weighting.known.sums";
    }
    for (int i = 0; i < n && !e; i++) e = m[i].err;
    for (int i = 0; i < n && !e; i++)
        if (m[i].asked) put_margin(&b, &m[i], sum);
    *out = b.s ? b.s : "";
    return e;
}

/* ---- classes of non-response ---- */

/* more: by which part each weight of it grows */
typedef struct Class { int64_t id; double drawn, answered, more; } Class;
typedef struct Classes { Class *of; int n, room; } Classes;

static Class *class_of(Arena *a, Classes *k, int64_t id) {
    for (int i = 0; i < k->n; i++)
        if (k->of[i].id == id) return &k->of[i];
    if (k->n == k->room) {
        Class *more = arena_take(a, (size_t)(k->room * 2 + 16) * sizeof *more);
        if (k->n) memcpy(more, k->of, (size_t)k->n * sizeof *more);
        k->of = more;
        k->room = k->room * 2 + 16;
    }
    k->of[k->n] = (Class){.id = id};
    return &k->of[k->n++];
}

/* The number of a row's stratum or unit: a label of digits, or a number. */
static int64_t class_id(const Var *v, int64_t i) {
    if (v->type != VAR_FACTOR) return (int64_t)var_number(v, i);
    int code = var_code(v, i);
    return code ? strtoll(v->label[code], NULL, 10) : 0;
}

static Classes answered_in(Ctx *c, const Poll *p, const char *by) {
    const Var *v = dataset_var(&p->data, by), *base = dataset_var(&p->data, "base");
    Classes    k = {0};
    Class     *at = NULL;
    for (int64_t i = 0; i < p->data.n; i++) {
        int64_t id = class_id(v, i);
        if (!at || at->id != id) at = class_of(c->a, &k, id); /* rows of one lie together */
        at->answered += var_number(base, i);
    }
    return k;
}

Err weighting_classes(Ctx *c, Stats *st, const Poll *p, const char *by, const char **out) {
    Buf  b = {.a = c->a}, empty = {.a = c->a};
    bool psu = strcmp(by, "psu") == 0;
    *out = "";
    if (!*by) return NULL;
    if (!psu && strcmp(by, "stratum") != 0) return "weighting.classes.bad";
    if (p->sampling != SAMPLED) return "weighting.sampling.none";
    Classes k = answered_in(c, p, by);
    Rows    q = db_query(c, "SELECT CASE WHEN $2 = 1 THEN psu ELSE stratum END AS class, sum(base)"
                            " FROM visit WHERE survey = $1 AND base IS NOT NULL"
                            " GROUP BY CASE WHEN $2 = 1 THEN psu ELSE stratum END ORDER BY class",
                         V(p->survey->id), V((int64_t)psu));
    while (db_next(&q)) {
        int64_t id = row_int(&q, 0);
        double  answered = class_of(c->a, &k, id)->answered;
        if (answered <= 0) buf_print(&empty, "%s%lld", empty.len ? ", " : "", (long long)id);
        buf_print(&b, "%s%lld=%.15g", b.len ? " " : psu ? "psu: " : "stratum: ", (long long)id,
                  row_real(&q, 1));
    }
    if (q.err) return q.err;
    if (!b.len) return "weighting.classes.none";
    if (empty.len) return STATS_REFUSE(st, "weighting.classes.empty", "%s", empty.s); /* (5) */
    *out = b.s;
    return NULL;
}

/* The weights of the draw times drawn over answered of the class; expression: the same on the
 * export. */
static Err adjust(Ctx *c, Stats *st, const Poll *p, const char *classes, double *w,
                  const char **expression) {
    Margin *m;
    int     n;
    Buf     b = {.a = c->a};
    Err     e = margins_read(st, classes, &n, &m);
    if (e) return e;
    const char *by = m->by + (*m->by == '~');
    const Var  *v = dataset_var(&p->data, by);
    if (!v || n != 1) return "weighting.classes.bad";
    Classes k = answered_in(c, p, by);
    buf_text(&b, "base*(1");
    for (int i = 0; i < m->n; i++)
        class_of(c->a, &k, strtoll(m->cell[i], NULL, 10))->drawn = m->total[i];
    for (int i = 0; i < k.n; i++) {
        bool good = k.of[i].drawn > 0 && k.of[i].answered > 0;
        if (!good) return STATS_REFUSE(st, "weighting.classes.empty", "%lld",
                                       (long long)k.of[i].id);
        double more = k.of[i].drawn / k.of[i].answered - 1;
        k.of[i].more = fabs(more) < 1e-12 ? 0 : more; /* sums in another order */
        if (k.of[i].more != 0)
            buf_print(&b, "%+.17g*(%s==%lld)", more, by, (long long)k.of[i].id);
    }
    buf_text(&b, ")");
    for (int64_t i = 0; i < p->data.n; i++)
        w[i] *= 1 + class_of(c->a, &k, class_id(v, i))->more;
    *expression = b.s;
    return NULL;
}

/* ---- margins ---- */

typedef struct Level { const char *label; double number; bool numeric; int32_t was; } Level;

static int by_order(const void *x, const void *y) {
    const Level *a = x, *b = y;
    if (a->numeric && b->numeric && a->number != b->number) return a->number < b->number ? -1 : 1;
    return strcmp(a->label, b->label);
}

/* The factor with the levels that somebody gave, as a file of the answers would have them. */
static Var sorted_factor(Ctx *c, const Var *v, int64_t n) {
    bool     *there = arena_take(c->a, (size_t)v->codes + 1), all = true;
    Level    *level = arena_take(c->a, (size_t)(v->codes + 1) * sizeof *level);
    uint32_t *code = arena_take(c->a, (size_t)(n + 1) * sizeof *code);
    uint32_t *now = arena_take(c->a, (size_t)(v->codes + 1) * sizeof *now);
    const char **label = arena_take(c->a, (size_t)(v->codes + 1) * sizeof *label);
    int32_t   levels = 0;
    for (int64_t i = 0; i < n; i++) there[var_code(v, i)] = true;
    for (int32_t k = 1; k <= v->codes; k++) {
        char *end;
        if (!there[k]) continue;
        Level *l = &level[levels++];
        *l = (Level){v->label[k], strtod(v->label[k], &end), false, k};
        l->numeric = *v->label[k] && !*end;
        all &= l->numeric;
    }
    for (int32_t k = 0; k < levels; k++) level[k].numeric = all;
    qsort(level, (size_t)levels, sizeof *level, by_order);
    for (int32_t k = 0; k < levels; k++) {
        now[level[k].was] = (uint32_t)k + 1;
        label[k + 1] = level[k].label;
    }
    for (int64_t i = 0; i < n; i++) code[i] = now[var_code(v, i)];
    return (Var){.name = v->name, .type = VAR_FACTOR, .code = code, .codes = levels,
                 .label = label};
}

/* The data with the variables of the margins made so.  errors  stats.variable.unknown */
static Err data_of(Ctx *c, Stats *st, const Poll *p, const Margin *m, int n, Dataset **out) {
    Dataset *d = *out = arena_new(c->a, Dataset);
    *d = p->data;
    d->var = arena_take(c->a, (size_t)(d->vars + 1) * sizeof *d->var);
    memcpy(d->var, p->data.var, (size_t)d->vars * sizeof *d->var);
    for (int i = 0; i < n; i++) {
        const char *name = m[i].by + (*m[i].by == '~');
        const Var  *v = dataset_var(&p->data, name);
        if (!v || v->type != VAR_FACTOR)
            return STATS_REFUSE(st, "stats.variable.unknown", "%s", name);
        d->var[v - p->data.var] = sorted_factor(c, v, d->n);
    }
    return NULL;
}

static int place_of(const Margin *m, const char *label) {
    int i = 0;
    while (i < m->n && strcmp(m->cell[i], label) != 0) i++;
    return i;
}

/* All margins as one, of a model with contrasts: everybody, and all levels but the first. */
static Err as_columns(Ctx *c, Stats *st, const Dataset *d, const Margin *m, int n, Margin *out) {
    int room = 1;
    Buf by = {.a = c->a};
    for (int i = 0; i < n; i++) room += m[i].n;
    const char **cell = arena_take(c->a, (size_t)room * sizeof *cell);
    double      *total = arena_take(c->a, (size_t)room * sizeof *total);
    int          k = 1;
    cell[0] = "(Intercept)";
    for (int j = 0; j < m[0].n; j++) total[0] += m[0].total[j];
    for (int i = 0; i < n; i++) {
        const char *name = m[i].by + (*m[i].by == '~');
        const Var  *v = dataset_var(d, name);
        buf_print(&by, "%sfactor(%s)", by.len ? "+" : "~", name);
        for (int32_t l = 1; l <= v->codes; l++) {
            int at = place_of(&m[i], v->label[l]);
            if (at == m[i].n)
                return STATS_REFUSE(st, "stats.margin.absent", "%s: %s", name, v->label[l]);
            if (l == 1) continue;
            cell[k] = arena_print(c->a, "factor(%s)%s", name, v->label[l]);
            total[k++] = m[i].total[at];
        }
    }
    *out = (Margin){by.s, k, cell, total};
    return NULL;
}

static void put_margins(Buf *b, const Margin *m, int n) {
    for (int i = 0; i < n; i++) {
        buf_print(b, "%s%s%s:", i ? "; " : "", *m[i].by == '~' ? "" : "~", m[i].by);
        for (int k = 0; k < m[i].n; k++) {
            buf_text(b, " ");
            put_name(b, m[i].cell[k]);
            buf_print(b, "=%.15g", m[i].total[k]);
        }
    }
}

/* As one word of the command line. */
static void put_option(Buf *b, const char *name, const char *value) {
    buf_print(b, " --%s '", name);
    for (; *value; value++) {
        if (*value == '\'') buf_text(b, "'\\''");
        else buf_add(b, value, 1);
    }
    buf_text(b, "'");
}

/* The command line as it grows: there may be but one --option. */
typedef struct Told { Buf args, options; } Told;

/* The weights with the sum of the first margin, or bounds of their factors would mean nothing
 * where it is told in percent. */
static Err scale(Ctx *c, Stats *st, const char *margins, double *w, int64_t n,
                 const char **expression) {
    Margin *m;
    int     margins_n;
    double  known = 0, sum = 0;
    Err     e = margins_read(st, margins, &margins_n, &m);
    if (e) return e;
    for (int i = 0; i < m->n; i++) known += m->total[i];
    for (int64_t i = 0; i < n; i++) sum += w[i];
    if (!(known > 0) || !(sum > 0)) return "weighting.known.bad";
    for (int64_t i = 0; i < n; i++) w[i] *= known / sum;
    Buf b = {.a = c->a};
    buf_text(&b, *expression);
    buf_print(&b, "*%.17g", known / sum);
    *expression = b.s;
    return NULL;
}

static Err match(Ctx *c, Stats *st, const Poll *p, const WeightingRecipe *k, Told *told,
                 Weighting *out) {
    Margin  *m, one;
    Dataset *d;
    int      n;
    Design   from = out->design;
    Buf      text = {.a = c->a};
    Err      e = margins_read(st, k->margins, &n, &m);
    if (!e) e = data_of(c, st, p, m, n, &d);
    if (e) return e;
    from.data = d;
    if (strcmp(k->method, "rake") == 0) {
        e = weights_rake(st, &from, n, m, NULL, out);
        put_margins(&text, m, n);
        put_option(&told->args, "rake", text.s);
    } else {
        bool      logit = strcmp(k->method, "logit") == 0;
        Calibrate how = {.by = logit ? CALIBRATE_LOGIT : CALIBRATE_LINEAR, .lower = k->lower,
                         .upper = k->upper};
        e = as_columns(c, st, d, m, n, &one);
        if (!e) e = weights_calibrate(st, &from, &one, &how, out);
        if (e) return e;
        put_margins(&text, &one, 1);
        put_option(&told->args, "calibrate", text.s);
        buf_print(&told->options, "calfun=%s", k->method);
        if (k->upper > 0) buf_print(&told->options, ";bounds=%.15g,%.15g", k->lower, k->upper);
    }
    out->design.data = &p->data;
    return e;
}

/* ---- all of it ---- */

static void measure(Ctx *c, const Poll *p, WeightingDone *d) {
    double sum = 0, square = 0, least = INFINITY, most = 0;
    size_t bytes = (size_t)p->data.n * sizeof *d->w;
    for (int64_t i = 0; i < p->data.n; i++) {
        sum += d->w[i];
        square += d->w[i] * d->w[i];
        least = fmin(least, d->w[i]);
        most = fmax(most, d->w[i]);
    }
    double mean = sum / (double)p->data.n;
    Hash   h = hash_of(d->w, bytes);
    d->n_eff = sum * sum / square;
    d->spread = (double)p->data.n / d->n_eff;
    d->least = least / mean;
    d->most = most / mean;
    d->digest = hex_of(c->a, h.b, HASH_BYTES);
}

static void watch(Ctx *c, const Weighting *w, WeightingDone *d) {
    d->turns = w->turns;
    d->gap = arena_take(c->a, (size_t)(w->turns + 1) * sizeof *d->gap);
    for (int t = 0; t < w->turns && w->gap; t++)
        for (int m = 0; m < w->margins; m++)
            d->gap[t] = fmax(d->gap[t], w->gap[t * w->margins + m]);
    d->factor_least = w->least;
    d->factor_most = w->most;
}

static Err trim(Stats *st, const WeightingRecipe *k, Told *told, Weighting *out) {
    Weighting done;
    double    sum = 0;
    for (int64_t i = 0; i < out->design.n; i++) sum += out->design.w[i];
    double upper = k->trim * sum / (double)out->design.n;
    Err    e = weights_trim(st, &out->design, 0, upper, true, &done);
    if (e) return e;
    out->design = done.design;
    out->trimmed = done.trimmed;
    buf_print(&told->args, " --trim 0,%.15g", upper);
    buf_print(&told->options, "%sstrict=yes", told->options.len ? ";" : "");
    return NULL;
}

static Err check(const Poll *p, const WeightingRecipe *k) {
    bool bounded = k->lower != 0 || k->upper != 0;
    if (p->sampling != SAMPLED) return "weighting.sampling.none"; /* (1) */
    if (!*k->classes && !*k->margins && k->trim == 0) return "weighting.none.asked";
    if (strcmp(k->method, "logit") == 0 && !bounded) return "weighting.lower.missing";
    bool fit = k->lower >= 0 && k->lower < 1 && k->upper > 1 && isfinite(k->upper);
    if (bounded && !fit) return "weighting.lower.bad";
    return k->trim != 0 && !(k->trim > 1 && isfinite(k->trim)) ? "weighting.trim.bad" : NULL;
}

Err weighting_reckon(Ctx *c, Stats *st, const Poll *p, const WeightingRecipe *k,
                   WeightingDone *out) {
    const char *weights = "base";
    Buf         recipe = {.a = c->a};
    Told        told = {{.a = c->a}, {.a = c->a}};
    Weighting   w = {.design = p->design, .least = 1, .most = 1};
    double     *start = arena_take(c->a, (size_t)(p->data.n + 1) * sizeof *start);
    Err         e = check(p, k);
    st->detail = NULL;
    if (e) return e;
    memcpy(start, p->design.w, (size_t)p->data.n * sizeof *start);
    if (*k->classes) e = adjust(c, st, p, k->classes, start, &weights);
    if (!e && *k->margins) e = scale(c, st, k->margins, start, p->data.n, &weights);
    w.design.w = start;
    w.design.data = &p->data;
    if (!e && *k->margins) e = match(c, st, p, k, &told, &w);
    *out = (WeightingDone){0};
    if (!e) watch(c, &w, out);
    if (!e && k->trim > 0) e = trim(st, k, &told, &w);
    if (e) return e;
    buf_text(&recipe, "--strata stratum --psu psu");
    put_option(&recipe, "weights", weights);
    buf_text(&recipe, " --lonely adjust");
    if (told.args.s) buf_text(&recipe, told.args.s);
    out->design = w.design;
    out->w = w.design.w;
    out->trimmed = w.trimmed;
    out->recipe = recipe.s;
    out->options = told.options.s;
    measure(c, p, out);
    return NULL;
}
