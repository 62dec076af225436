/* quality.c - signals that an interview is worth a look: of interviews, never of who answered.
 *
 * A signal is no verdict: a short interview may be a good one.  So there is no score and no
 * order of persons; each signal has its limit on the page, and leads to the answer itself. */
#include "survey/results.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum {
    SHORT_PERCENT = 40, LONG_PERCENT = 300, /* of the median */
    GRID_MIN = 4,                           /* questions with the same choices, side by side */
    SILENT_PERCENT = 40,                    /* answers that are none */
    NIGHT_FROM = 22, NIGHT_TO = 5,          /* hours */
    ROWS = 200, LOOK_MAX = 50000
};
enum { TOO_SHORT = 1, TOO_LONG = 2, STRAIGHT = 4, SILENT = 8, NO_PLACE = 16, NIGHT = 32 };
static const struct { int signal; const char *key; } signals[] = {
    {TOO_SHORT, "quality.short"}, {TOO_LONG, "quality.long"}, {STRAIGHT, "quality.straight"},
    {SILENT, "quality.silent"}, {NO_PLACE, "quality.noplace"}, {NIGHT, "quality.night"}};

/* One answer as it was looked at. */
typedef struct Looked { int64_t id, staff, at, seconds; int signals; } Looked;
typedef struct Look {
    const ResultPlan *p;
    Looked           *all;
    int64_t           n;
    int              *grid; /* of each column: the number of its grid, from 1; 0 */
    int               grids;
    int               place, start; /* columns; -1 */
    Cut              *v;
} Look;

/* ---- grids: neighbours in one group with the same choices ---- */

static bool same_codes(const Codes *a, const Codes *b) {
    if (a->n != b->n || !a->n) return false;
    for (int i = 0; i < a->n; i++)
        if (strcmp(a->code[i].value, b->code[i].value) != 0) return false;
    return true;
}

static bool beside(const Asked *a, const Asked *b) {
    return b && b->table == a->table && b->columns && strcmp(b->kind, "one") == 0 &&
           a->use == b->use && a->field->parent == b->field->parent &&
           same_codes(&a->codes, &b->codes);
}

static void find_grids(Look *l) {
    for (const Asked *k = l->p->asked; k; k = k->next) {
        int          n = 1;
        const Asked *last = k;
        if (k->table || !k->columns || strcmp(k->kind, "one") != 0) continue;
        for (; beside(k, last->next); last = last->next) n++;
        if (n < GRID_MIN) continue;
        l->grids++;
        for (const Asked *g = k; g != last->next; g = g->next) l->grid[g->at] = l->grids;
        k = last;
    }
}

static void find_columns(Look *l) {
    l->place = l->start = -1;
    for (const Asked *k = l->p->asked; k; k = k->next) {
        if (k->table || !k->columns) continue;
        const XField *f = k->field;
        if (f->type == X_GEOPOINT && l->place < 0) l->place = k->at;
        if (f->preload && strcmp(f->preload, "timestamp") == 0 && f->preload_params &&
            strcmp(f->preload_params, "start") == 0) l->start = k->at;
    }
}

/* ---- signals of one ---- */

static bool straight(const Look *l) {
    int columns = l->p->table[0].columns;
    for (int g = 1; g <= l->grids; g++) {
        int  n = 0;
        Cut  first = {0};
        bool same = true;
        for (int i = 0; i < columns && same; i++) {
            if (l->grid[i] != g) continue;
            if (n++ == 0) first = l->v[i];
            same = l->v[i].n == first.n && (!first.n || memcmp(l->v[i].s, first.s, first.n) == 0);
        }
        if (same && first.n) return true;
    }
    return false;
}

static bool silent(const Look *l) {
    int asked = 0, none = 0;
    for (const Asked *k = l->p->asked; k; k = k->next) {
        if (k->table || !k->columns || strcmp(k->kind, "one") != 0 || !l->v[k->at].n) continue;
        int i = codes_find(&k->codes, l->v[k->at].s, l->v[k->at].n);
        asked++;
        none += i >= 0 && k->codes.code[i].gone;
    }
    return asked >= GRID_MIN && none * 100 > asked * SILENT_PERCENT;
}

/* As the clock of the phone had it. */
static bool at_night(const Look *l) {
    if (l->start < 0 || l->v[l->start].n < 13) return false;
    int hour = (l->v[l->start].s[11] - '0') * 10 + l->v[l->start].s[12] - '0';
    return hour >= NIGHT_FROM || hour < NIGHT_TO;
}

static bool look_at(void *arg, Ctx *c, const ResultAnswer *a) {
    Look *l = arg;
    (void)c;
    if (!a->cells.n) return false;
    answer_values(l->p, a, l->v);
    Looked *x = &l->all[l->n++];
    *x = (Looked){.id = a->id, .staff = a->staff, .at = a->at, .seconds = a->seconds};
    if (straight(l)) x->signals |= STRAIGHT;
    if (silent(l)) x->signals |= SILENT;
    if (l->place >= 0 && !l->v[l->place].n && !l->p->open) x->signals |= NO_PLACE;
    if (at_night(l)) x->signals |= NIGHT;
    return true;
}

/* ---- against the others ---- */

static int by_seconds(const void *x, const void *y) {
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    return (a > b) - (a < b);
}

/* Of those that were measured; -1: none was.  staff 0: of all. */
static int64_t median(Ctx *c, const Look *l, int64_t staff) {
    int64_t *s = arena_take(c->a, (size_t)(l->n + 1) * sizeof *s), n = 0;
    for (int64_t i = 0; i < l->n; i++)
        if (l->all[i].seconds >= 0 && (!staff || l->all[i].staff == staff))
            s[n++] = l->all[i].seconds;
    if (!n) return -1;
    qsort(s, (size_t)n, sizeof *s, by_seconds);
    return n % 2 ? s[n / 2] : (s[n / 2 - 1] + s[n / 2]) / 2;
}

static void compare(Look *l, int64_t middle) {
    for (int64_t i = 0; i < l->n; i++) {
        Looked *x = &l->all[i];
        if (x->seconds < 0 || middle <= 0) continue;
        if (x->seconds * 100 < middle * SHORT_PERCENT) x->signals |= TOO_SHORT;
        if (x->seconds * 100 > middle * LONG_PERCENT) x->signals |= TOO_LONG;
    }
}

/* ---- the page ---- */

static const char *time_text(Ctx *c, int64_t seconds) {
    if (seconds < 0) return "–";
    return trf(c, "submission.minutes", V(seconds / 60), V(seconds % 60));
}

static const char *words_of(Ctx *c, int set, int *n) {
    Buf b = {.a = c->a};
    *n = 0;
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        if (!(set & signals[i].signal)) continue;
        if ((*n)++) buf_text(&b, "; ");
        buf_text(&b, tr(c, signals[i].key));
    }
    return b.s ? b.s : "";
}

static const SignalLine *signal_lines(Ctx *c, const Look *l, QualityPage *p) {
    SignalLine *first = NULL, **end = &first;
    int         shown = 0;
    for (int64_t i = 0; i < l->n; i++) {
        const Looked *x = &l->all[i];
        if (!x->signals) continue;
        p->signalled++;
        if (shown++ >= ROWS) continue;
        *end = arena_new(c->a, SignalLine);
        **end = (SignalLine){.id = x->id, .who = x->staff ? staff_name(c, x->staff) : "",
                             .when = l->p->open ? text_day(c, day_of(c->a, x->at))
                                                : text_moment(c, x->at)};
        (*end)->words = words_of(c, x->signals, &(*end)->signals);
        end = &(*end)->next;
    }
    return first;
}

/* By name: whoever is first is not worst. */
static const AskerLine *asker_lines(Ctx *c, const Look *l) {
    AskerLine *first = NULL, **end = &first;
    for (const Interviewer *w = interviewer_list(c, l->p->s->id); w; w = w->next) {
        AskerLine x = {.name = w->name};
        for (int64_t i = 0; i < l->n; i++) {
            x.n += l->all[i].staff == w->staff;
            x.signalled += l->all[i].staff == w->staff && l->all[i].signals;
        }
        if (!x.n) continue;
        x.median = time_text(c, median(c, l, w->staff));
        *end = arena_new(c->a, AskerLine);
        **end = x;
        end = &(*end)->next;
    }
    return first;
}

static void look(Ctx *c, const ResultPlan *plan, QualityPage *p) {
    const char *after = "";
    size_t      columns = (size_t)plan->table[0].columns + 1;
    size_t      rows = (size_t)plan->answers + 1;
    Look        l = {.p = plan, .all = arena_take(c->a, rows * sizeof(Looked)),
                     .grid = arena_take(c->a, columns * sizeof(int)),
                     .v = arena_take(c->a, columns * sizeof(Cut))};
    find_grids(&l);
    find_columns(&l);
    Err e = answers_each(c, plan, &(AnswerFilter){"", "", "", 0, 0}, (int)plan->answers + 1,
                         LOOK_MAX + ROWS, &after, look_at, &l);
    (void)e;
    int64_t middle = median(c, &l, 0);
    compare(&l, middle);
    p->n = l.n;
    p->median = time_text(c, middle);
    p->rows = signal_lines(c, &l, p);
    p->askers = plan->open ? NULL : asker_lines(c, &l);
}

static Err quality_page(Ctx *c, Request *r) {
    Survey     *s;
    ResultPlan *plan;
    Err         e = reading_find(c, r, &s);
    if (e) return e;
    if (!reading_reason(c, s->id)) {
        reading_ask(c, r, s);
        return NULL;
    }
    /* The names of columns and places as they came: nothing of them is shown. */
    e = plan_make(c, s, &(ExportAsk){.as = "csv", .rejected = true, .exact = true}, &plan);
    if (e) return e;
    QualityPage p = {.s = s, .open = plan->open, .many = plan->answers > LOOK_MAX, .median = "–"};
    p.limits = trf(c, "quality.limits", V(SHORT_PERCENT), V(LONG_PERCENT), V(GRID_MIN),
                   V(SILENT_PERCENT), V(NIGHT_FROM), V(NIGHT_TO));
    if (!p.many) look(c, plan, &p);
    reply_trail(c, r, "/survey", tr(c, "survey.list"));
    reply_trail(c, r, arena_print(c->a, "/survey/%" PRId64, s->id), s->title);
    reply_page(r, tr(c, "results.quality"), quality_html(c, &p));
    return NULL;
}

const Route quality_routes[] = {
    SHOW("/survey/{id}/quality", quality_page, RIGHT_ANSWERS, NULL),
    {0}
};
