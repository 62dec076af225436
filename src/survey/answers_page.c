/* answers_page.c - the answers of a survey as a list: filtered, searched, with columns that one
 * chooses.  Nothing of them is shown before it is said what for (reading.c). */
#include "survey/results.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 25, COLUMNS_SHOWN = 8, COLUMNS_FIRST = 3, LOOKED_AT = 20000 };
enum { LETTERS = 60, HEAD = 32 }; /* of a value, of the head of a column */

/* ---- what may be chosen ---- */

static Choice *choice(Ctx *c, const char *value, const char *text, Choice *next) {
    Choice *k = arena_new(c->a, Choice);
    *k = (Choice){.value = value, .text = text, .next = next};
    return k;
}

static const char *id_text(Ctx *c, int64_t id) { return arena_print(c->a, "%" PRId64, id); }

static const struct { const char *name, *label; Tone tone; } reviews[] = {
    {"new", "submission.new", TONE_BLUE}, {"trouble", "submission.trouble", TONE_AMBER},
    {"good", "submission.good", TONE_GREEN}, {"rejected", "submission.rejected", TONE_RED}};
static const struct { const char *name, *label; } channels[] = {
    {"page", "submission.page"}, {"app", "submission.app"}, {"collect", "submission.collect"},
    {"paper", "submission.paper"}, {"api", "submission.api"}};

const Choice *review_choices(Ctx *c, bool all) {
    Choice *list = NULL;
    for (int i = 4; i-- > 0;) list = choice(c, reviews[i].name, tr(c, reviews[i].label), list);
    return all ? choice(c, "", tr(c, "submission.all"), list) : list;
}

static const Choice *channel_choices(Ctx *c) {
    Choice *list = NULL;
    for (int i = 5; i-- > 0;) list = choice(c, channels[i].name, tr(c, channels[i].label), list);
    return choice(c, "", tr(c, "submission.all"), list);
}

static const Choice *staff_of(Ctx *c, int64_t survey) {
    Choice *first = choice(c, "", tr(c, "submission.all"), NULL), *last = first;
    Rows    q = db_query(c, "SELECT DISTINCT s.id, s.name, s.sort FROM submission u JOIN staff s"
                            " ON s.id = u.staff WHERE u.survey = $1 ORDER BY s.sort, s.id",
                         V(survey));
    while (db_next(&q))
        last = last->next = choice(c, id_text(c, row_int(&q, 0)), row_text(&q, 1), NULL);
    return first->next ? first : NULL;
}

static const Choice *version_choices(Ctx *c, const ResultPlan *p) {
    Choice *list = NULL;
    for (int i = p->versions; i-- > 0;)
        list = choice(c, id_text(c, p->version[i].use->id), p->version[i].use->version, list);
    return p->versions > 1 ? choice(c, "", tr(c, "submission.all"), list) : NULL;
}

/* ---- columns ---- */

static bool may_stand(const Asked *k) { return k->columns && k->table == 0 && k->field->control; }

static const Choice *column_choices(Ctx *c, const ResultPlan *p) {
    Choice *first = NULL, **end = &first;
    for (const Asked *k = p->asked; k; k = k->next) {
        if (!may_stand(k)) continue;
        *end = choice(c, id_text(c, k->question), text_snippet(c->a, k->label, "", LETTERS), NULL);
        end = &(*end)->next;
    }
    return first;
}

typedef struct Shown { const Asked *k[COLUMNS_SHOWN]; int n; const char *ticked; } Shown;

/* Those that were ticked; at first the first ones that are short. */
static void choose(Ctx *c, const Form *f, const ResultPlan *p, Shown *s) {
    Buf b = {.a = c->a};
    for (const Asked *k = p->asked; k && s->n < COLUMNS_SHOWN; k = k->next)
        if (may_stand(k) && form_ticked(c, f, "col", id_text(c, k->question))) s->k[s->n++] = k;
    bool none = s->n == 0;
    for (const Asked *k = p->asked; none && k && s->n < COLUMNS_FIRST; k = k->next)
        if (may_stand(k) && (k->codes.n || strcmp(k->kind, "number") == 0)) s->k[s->n++] = k;
    for (int i = 0; i < s->n; i++)
        buf_print(&b, "%s%" PRId64, i ? " " : "", s->k[i]->question);
    s->ticked = b.s ? b.s : "";
}

/* Of several choices the words of each. */
const char *answer_shown(Ctx *c, const Asked *k, Cut v) {
    Buf b = {.a = c->a};
    if (!k->codes.n) return text_snippet(c->a, arena_part(c->a, v.s ? v.s : "", v.n), "", LETTERS);
    for (size_t at = 0; at < v.n;) {
        size_t n = 0;
        bool   many = strcmp(k->kind, "many") == 0;
        while (at + n < v.n && !(many && v.s[at + n] == ' ')) n++;
        int i = codes_find(&k->codes, v.s + at, n);
        if (b.len) buf_text(&b, "; ");
        buf_text(&b, i < 0 ? arena_part(c->a, v.s + at, n) : k->codes.code[i].label);
        at += n + 1;
    }
    return b.s ? b.s : "";
}

/* ---- rows ---- */

typedef struct Listing {
    Ctx              *c;
    const ResultPlan *p;
    const char       *folded; /* what is searched; "" */
    const Shown      *shown;
    AnswerLine      **end;
    Cut              *v;
} Listing;

/* Some answer of it holds the words. */
static bool holds(Listing *l, Ctx *mine, const ResultAnswer *a) {
    Cells cells = cells_open(a->cells);
    Cell  cell;
    if (!*l->folded) return true;
    while (cells_next(&cells, &cell)) {
        const char *text = arena_part(mine->a, cell.value, cell.n);
        if (strstr(text_search_folded(mine->a, text), l->folded)) return true;
    }
    return false;
}

AnswerLine *answer_line(Ctx *c, const ResultPlan *p, const ResultAnswer *a) {
    AnswerLine       *x = arena_new(c->a, AnswerLine);
    const VersionMap *v = plan_version(p, a->form);
    *x = (AnswerLine){.id = a->id, .wrong = a->wrong, .missing = a->missing, .edits = a->edits,
                      .when = p->open ? text_day(c, day_of(c->a, a->at)) : text_moment(c, a->at),
                      .who = a->staff ? staff_name(c, a->staff) : "",
                      .version = v ? arena_text(c->a, v->use->version) : ""};
    for (int i = 0; i < 4; i++)
        if (strcmp(reviews[i].name, a->review) == 0) {
            x->review = tr(c, reviews[i].label);
            x->tone = reviews[i].tone;
        }
    for (int i = 0; i < 5; i++)
        if (strcmp(channels[i].name, a->channel) == 0) x->channel = tr(c, channels[i].label);
    return x;
}

static bool put_line(void *arg, Ctx *mine, const ResultAnswer *a) {
    Listing *l = arg;
    if (!holds(l, mine, a)) return false;
    AnswerLine  *x = *l->end = answer_line(l->c, l->p, a);
    const char **value = arena_take(l->c->a, sizeof *value * COLUMNS_SHOWN);
    answer_values(l->p, a, l->v);
    for (int i = 0; i < l->shown->n; i++)
        value[i] = answer_shown(l->c, l->shown->k[i], l->v[l->shown->k[i]->at]);
    x->value = value;
    l->end = &x->next;
    return true;
}

/* This list with its filter, from there on. */
static const char *address_after(Ctx *c, const Request *r, const char *after) {
    Buf b = {.a = c->a};
    buf_print(&b, "%s", r->path);
    char sign = '?';
    for (const Pair *q = r->query; q; q = q->next) {
        if (strcmp(q->name, "after") == 0 || !*q->value) continue;
        buf_add(&b, &sign, 1);
        html_part(&b, V(q->name));
        buf_text(&b, "=");
        html_part(&b, V(q->value));
        sign = '&';
    }
    if (!after) return b.s;
    buf_add(&b, &sign, 1);
    buf_text(&b, "after=");
    html_part(&b, V(after));
    return b.s;
}

static void put_rows(Ctx *c, Request *r, const ResultPlan *p, AnswersPage *page, const Shown *s) {
    const char  *typed = request_text(r, "q"), *after = request_text(r, "after");
    AnswerFilter f = {request_text(r, "review"), request_text(r, "channel"), typed,
                      request_number(r, "staff"), request_number(r, "version")};
    AnswerLine  *first = NULL;
    Listing      l = {c, p, text_search_folded(c->a, typed), s, &first,
                      arena_take(c->a, (size_t)(p->table[0].columns + 1) * sizeof(Cut))};
    bool         began = *after != '\0';
    Err          e = answers_each(c, p, &f, ROWS, LOOKED_AT, &after, put_line, &l);
    int          n = 0;
    (void)e;
    for (const AnswerLine *x = first; x; x = x->next) n++;
    page->rows = first;
    page->more = after && n < ROWS;
    page->next = after ? address_after(c, r, after) : NULL;
    page->first = began ? address_after(c, r, NULL) : NULL;
    page->filtered = *f.review || *f.channel || *typed || f.staff || f.version;
}

static Err answers_page(Ctx *c, Request *r) {
    Survey     *s;
    ResultPlan *p;
    Err         e = reading_find(c, r, &s);
    if (e) return e;
    if (!reading_reason(c, s->id)) {
        reading_ask(c, r, s);
        return NULL;
    }
    e = plan_make(c, s, &(ExportAsk){.as = "csv", .rejected = true}, &p);
    if (e) return e;
    Shown        shown = {.n = 0};
    Form        *f = arena_new(c->a, Form);
    *f = (Form){.typed = r->query};
    AnswersPage page = {.f = f, .s = s, .open = p->open, .reviews = review_choices(c, true),
                        .channels = channel_choices(c), .staff = staff_of(c, s->id),
                        .versions = version_choices(c, p), .columns = column_choices(c, p)};
    choose(c, f, p, &shown);
    const char **head = arena_take(c->a, sizeof *head * COLUMNS_SHOWN);
    for (int i = 0; i < shown.n; i++)
        head[i] = text_snippet(c->a, shown.k[i]->label, "", HEAD);
    page.head = head;
    page.columns_n = shown.n;
    page.chosen = shown.ticked;
    put_rows(c, r, p, &page, &shown);
    reply_trail(c, r, "/survey", tr(c, "survey.list"));
    reply_trail(c, r, arena_print(c->a, "/survey/%" PRId64, s->id), s->title);
    reply_page(r, tr(c, "results.answers"), answers_html(c, &page));
    return NULL;
}

static Err reading_page(Ctx *c, Request *r) {
    Survey *s;
    Err     e = reading_find(c, r, &s);
    if (!e) reading_ask(c, r, s);
    return e;
}

static Err reading_post(Ctx *c, Request *r) {
    Survey *s;
    Err     e = reading_find(c, r, &s);
    if (!e) e = reading_put(c, s, form_text(&r->form, "reason"));
    if (!e) reply_next(r, request_back(form_text(&r->form, "back")));
    return e;
}

const Route answers_routes[] = {
    SHOW("/survey/{id}/answers", answers_page, RIGHT_ANSWERS, NULL),
    SHOW("/survey/{id}/reading", reading_page, RIGHT_ANSWERS, NULL),
    SEND("/survey/{id}/reading", reading_post, RIGHT_ANSWERS, reading_page),
    {0}
};
