/* coding_page.c - open answers: the questions, the codes, what one found, where two differ. */
#include "opinion/opinion.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TEXTS_SHOWN = 20, DIFFER_SHOWN = 50 };

static const char *address(Ctx *c, const Survey *s, int64_t question) {
    return question ? arena_print(c->a, "/survey/%" PRId64 "/coding/%" PRId64, s->id, question)
                    : arena_print(c->a, "/survey/%" PRId64 "/coding", s->id);
}

static void trail(Ctx *c, Request *r, const Survey *s) {
    reply_trail(c, r, "/survey", tr(c, "survey.list"));
    reply_trail(c, r, arena_print(c->a, "/survey/%" PRId64, s->id), s->title);
}

/* ---- the questions ---- */

static Err list_page(Ctx *c, Request *r) {
    Survey       *s;
    const Asked **asked;
    int           n;
    CodingLine   *first = NULL, **end = &first;
    Err           e = reading_find(c, r, &s);
    if (!e) e = coding_questions(c, s, &asked, &n);
    for (int i = 0; !e && i < n; i++) {
        Coding k;
        e = coding_read(c, s, asked[i]->question, &k);
        *end = arena_new(c->a, CodingLine);
        **end = (CodingLine){.href = address(c, s, asked[i]->question), .label = k.label,
                             .n = k.n, .both = k.both, .open = k.open};
        end = &(*end)->next;
    }
    if (e) return e;
    trail(c, r, s);
    reply_page(r, tr(c, "coding.title"), opinion_coding_list_html(c, first));
    return NULL;
}

/* ---- one question ---- */

static const Choice *code_choices(Ctx *c, const Coding *k) {
    Choice *first = arena_new(c->a, Choice), **end = &first->next;
    *first = (Choice){.value = "", .text = "–"};
    for (const CodingCode *o = k->codes; o; o = o->next) {
        *end = arena_new(c->a, Choice);
        **end = (Choice){.value = arena_print(c->a, "%" PRId64, o->id), .text = o->label};
        end = &(*end)->next;
    }
    return first;
}

static const char *label_of(const Coding *k, int64_t code) {
    for (const CodingCode *o = k->codes; o; o = o->next)
        if (o->id == code) return o->label;
    return "";
}

static CodingItem *item(Ctx *c, const CodingText *t, const char *mark, int64_t code) {
    CodingItem *i = arena_new(c->a, CodingItem);
    *i = (CodingItem){.text = t->text, .name = arena_print(c->a, "%s.%" PRId64, mark,
                                                           t->submission),
                      .value = code ? arena_print(c->a, "%" PRId64, code) : ""};
    return i;
}

/* A page of texts with what one has found oneself: nothing of the other's (3). */
static const CodingItem *mine(Ctx *c, const Coding *k, const Pager *p, int pass) {
    CodingItem *first = NULL, **end = &first;
    int64_t     at = 0, from = (p->page - 1) * TEXTS_SHOWN;
    for (const CodingText *t = k->texts; t; t = t->next, at++) {
        if (at < from || at >= from + TEXTS_SHOWN) continue;
        *end = item(c, t, "code", pass ? t->code[pass - 1] : 0);
        (*end)->fixed = k->compared && t->code[0] && t->code[1];
        end = &(*end)->next;
    }
    return first;
}

static const CodingItem *differing(Ctx *c, const Coding *k) {
    CodingItem *first = NULL, **end = &first;
    int         n = 0;
    for (const CodingText *t = k->texts; t && n < DIFFER_SHOWN; t = t->next) {
        if (!t->code[0] || !t->code[1] || t->code[0] == t->code[1] || t->code[2]) continue;
        *end = item(c, t, "settle", 0);
        (*end)->found = trf(c, "coding.found", V(label_of(k, t->code[0])),
                            V(label_of(k, t->code[1])));
        end = &(*end)->next;
        n++;
    }
    return first;
}

/* Krippendorff 2004: rely on 0.8 and more; tentatively from 0.667 on. */
static const char *agreement(Ctx *c, const Coding *k) {
    Alpha a;
    if (!k->compared || coding_alpha(c, k, &a)) return NULL;
    if (isnan(a.value)) return tr(c, "coding.alpha.unknown");
    const char *key = a.lo >= 0.8 ? "coding.alpha.good" : a.value >= 0.667 ? "coding.alpha.fair"
                                                                       : "coding.alpha.low";
    return trf(c, key, V(text_real(c, a.value, 2)), V(text_real(c, a.lo, 2)),
               V(text_real(c, a.hi, 2)), V(a.units));
}

/* The first page with something that one has not coded. */
static int64_t page_due(const Coding *k, int pass) {
    int64_t at = 0;
    for (const CodingText *t = k->texts; t; t = t->next, at++)
        if (!pass || !t->code[pass - 1]) return at / TEXTS_SHOWN + 1;
    return 1;
}

static Err find(Ctx *c, Request *r, Survey **s, Coding *k) {
    Err e = reading_find(c, r, s);
    return e ? e : coding_read(c, *s, strtoll(request_part(r, "n"), NULL, 10), k);
}

static Err view_page(Ctx *c, Request *r) {
    Survey *s;
    Coding  k;
    Err     e = find(c, r, &s, &k);
    if (e) return e;
    if (!reading_reason(c, s->id)) {
        reading_ask(c, r, s);
        return NULL;
    }
    int     pass = coding_pass(c, &k);
    int64_t asked = request_number(r, "page");
    CodingPage p = {.f = request_form(c, r), .act = address(c, s, k.question), .survey = s->id,
                    .k = &k, .pass = pass, .full = coding_full(&k),
                    .may = pass || !k.first || !k.second};
    p.pager = pager_at(asked ? asked : page_due(&k, pass), k.n, TEXTS_SHOWN, p.act);
    p.choices = code_choices(c, &k);
    if (p.may && k.codes) p.texts = mine(c, &k, &p.pager, pass);
    if (k.compared) p.differ = differing(c, &k);
    p.alpha = agreement(c, &k);
    p.mine = pass ? k.done[pass - 1] : 0;
    trail(c, r, s);
    reply_trail(c, r, address(c, s, 0), tr(c, "coding.title"));
    reply_page(r, k.label, opinion_coding_html(c, &p));
    return NULL;
}

/* ---- what is sent ---- */

/* Of the fields "code.12" what was chosen; `blank`: also where nothing is. */
static CodingFound *found_in(Ctx *c, const Request *r, const char *mark, bool blank, int *n) {
    size_t       len = strlen(mark);
    int          room = 1;
    for (const Pair *p = r->form.typed; p; p = p->next) room++;
    CodingFound *found = arena_take(c->a, (size_t)room * sizeof *found);
    *n = 0;
    for (const Pair *p = r->form.typed; p; p = p->next) {
        if (strncmp(p->name, mark, len) != 0 || p->name[len] != '.') continue;
        if (!*p->value && !blank) continue;
        char   *end;
        int64_t code = strtoll(p->value, &end, 10);
        found[(*n)++] = (CodingFound){strtoll(p->name + len + 1, NULL, 10),
                                      *end || code < 0 ? -1 : code};
    }
    return found;
}

static Err found_post(Ctx *c, Request *r) {
    Survey *s;
    Coding  k;
    int     n;
    Err     e = find(c, r, &s, &k);
    if (e) return e;
    const CodingFound *found = found_in(c, r, "code", true, &n);
    e = coding_put(c, s, &k, found, n);
    if (!e) reply_done(r, address(c, s, k.question), "coding.done");
    return e;
}

static Err add_post(Ctx *c, Request *r) {
    Survey *s;
    Coding  k;
    Err     e = find(c, r, &s, &k);
    if (!e) e = coding_add(c, s, &k, form_text(&r->form, "label"));
    if (!e) reply_done(r, address(c, s, k.question), "coding.done");
    return e;
}

static Err compare_post(Ctx *c, Request *r) {
    Survey *s;
    Coding  k;
    Err     e = find(c, r, &s, &k);
    if (!e) e = coding_compare(c, s, &k);
    if (!e) reply_done(r, address(c, s, k.question), "coding.done");
    return e;
}

static Err settle_post(Ctx *c, Request *r) {
    Survey *s;
    Coding  k;
    int     n;
    Err     e = find(c, r, &s, &k);
    if (e) return e;
    const CodingFound *found = found_in(c, r, "settle", false, &n);
    e = coding_settle(c, s, &k, found, n);
    if (!e) reply_done(r, address(c, s, k.question), "coding.done");
    return e;
}

const Route coding_routes[] = {
    SHOW("/survey/{id}/coding",             list_page,    RIGHT_ANSWERS, NULL),
    SHOW("/survey/{id}/coding/{n}",         view_page,    RIGHT_ANSWERS, NULL),
    SEND("/survey/{id}/coding/{n}",         found_post,   RIGHT_ANSWERS, view_page),
    SEND("/survey/{id}/coding/{n}/code",    add_post,     RIGHT_ANSWERS, view_page),
    SEND("/survey/{id}/coding/{n}/compare", compare_post, RIGHT_ANSWERS, view_page),
    SEND("/survey/{id}/coding/{n}/settle",  settle_post,  RIGHT_ANSWERS, view_page),
    {0}
};
