/* fill.c - one step of filling in: what came is put into the entry, and the next page made.
 *
 * Each request carries all that went before in its draft; so a step is a function of what came,
 * and to go back, to change and to send twice need no memory of ours. */
#include "survey/parts.h"

#include <string.h>

typedef struct At {
    Ctx        *c;
    Request    *r;
    const Fill *f;
    Ctx         clock;   /* of the answer: draft_now() */
    Draft       d;
    const FormUse *use;
    XEntry     *t;
    Screens     all;
    int         cur;     /* all.n: the summary */
    Typed       y;
    const char *note;    /* key; NULL */
    FillStep       *out;
} At;

static const char *code_of(Lang lang) { return lang == LANG_VI ? "vi" : "en"; }

/* "Tiếng Việt (vi)": vi; a name without a code is its own. */
static const char *code_in(Ctx *c, const char *language) {
    const char *from = strrchr(language, '('), *to = from ? strchr(from, ')') : NULL;
    return to ? arena_part(c->a, from + 1, (size_t)(to - from) - 1) : language;
}

int fill_questions(Ctx *c, const FormUse *u) {
    int n = 0;
    (void)c;
    for (int i = 0; i < u->places; i++) {
        const XField *d = u->field[i];
        n += d->control && !d->calculate && !(d->readonly && strstr(d->readonly, "true"));
    }
    return n;
}

/* ---- pages ---- */

static const char *title_of(At *s, const Screen *p, int part) {
    const XControl *k = p->title;
    bool            group = k && k->field && !k->field->repeat;
    XNode          *n = group ? xentry_near(s->t, p->near, k->field) : p->near;
    const char *label = k && k->label
                            ? label_plain(s->c, xtext(s->t, k->label, n, s->d.language)) : "";
    if (p->number) return trf(s->c, "public.loop", V(label), V(p->number));
    return *label ? label : trf(s->c, "public.part", V(part));
}

static int part_of(const At *s, int screen) {
    int n = 0;
    for (int i = 0; i < s->all.n && i <= screen; i++) n += screen_shown(&s->all.s[i]);
    return n;
}

static const Language *languages_of(At *s) {
    Language *first = NULL, **end = &first;
    int       n = xform_languages(s->use->x);
    for (int i = 0; n > 1 && i < n; i++) {
        const char *name = xform_language(s->use->x, i);
        *end = arena_new(s->c->a, Language);
        **end = (Language){.name = arena_part(s->c->a, name, strcspn(name, "(")),
                           .code = code_in(s->c, name), .i = i, .here = i == s->d.language};
        end = &(*end)->next;
    }
    return first;
}

static const char *lang_of(At *s) {
    const char *name = xform_languages(s->use->x) > 1
                           ? xform_language(s->use->x, s->d.language) : "";
    return *name ? code_in(s->c, name) : NULL;
}

static const char *seal(At *s) {
    s->d.at = s->cur < s->all.n ? s->all.s[s->cur].id : "";
    s->d.xml = xentry_draft(s->t);
    return draft_seal(s->c, s->r, s->f->about, &s->d);
}

static bool is_last(const Screen *p) { return p->loop && p->parent->relevant; }

static void show_screen(At *s) {
    const Screen *p = &s->all.s[s->cur];
    int           part = part_of(s, s->cur);
    ScreenPage    page = {.f = request_form(s->c, s->r), .act = s->f->act, .draft = seal(s),
                          .lang = lang_of(s), .title = title_of(s, p, part), .s = p,
                          .asks = asks_of(&s->y, p, s->f->media), .mistakes = s->y.first,
                          .note = s->note, .part = part, .parts = part_of(s, s->all.n - 1),
                          .first = screen_before(&s->all, s->cur) < 0, .seen = s->d.seen,
                          .trial = s->f->trial, .adds = is_last(p),
                          .languages = languages_of(s)};
    if (page.adds) {
        const XControl *k = p->loop->parent && p->loop->parent->label ? p->loop->parent : p->loop;
        page.add = "";
        if (k->label)
            page.add = label_plain(s->c, xtext(s->t, k->label, p->parent, s->d.language));
    }
    s->out->html = public_screen_html(s->c, &page);
}

static const char *wrong_words(At *s, const XNode *n) {
    if (n->faults & X_CONSTRAINT) {
        const XText *m = n->field->constraint_message;
        const char  *own = m ? label_plain(s->c, xtext(s->t, m, n, s->d.language)) : "";
        return *own ? own : tr(s->c, "public.value.constraint");
    }
    if (n->faults & X_TYPE) return tr(s->c, "public.value.type");
    return n->faults & X_CHOICE ? tr(s->c, "public.value.choice") : NULL;
}

/* Of a long form the summary is short, so that it stays a page of 50 KB. */
enum { LINES_WHOLE = 120, LINES_SHORT = 400 };

static ReviewPart *review_part(At *s, int i, int number, int most, bool *wrong) {
    const Screen *p = &s->all.s[i];
    ReviewPart   *part = arena_new(s->c->a, ReviewPart);
    ReviewLine  **end = (ReviewLine **)(uintptr_t)&part->lines;
    part->title = title_of(s, p, number);
    part->go = p->id;
    for (int k = 0; k < p->items; k++) {
        const Item *q = &p->item[k];
        if (!item_asks(q)) continue;
        const char *words = said_words(s->c, s->t, q->k, q->n, s->d.language);
        const char *bad = wrong_words(s, q->n);
        part->n++;
        part->open += !*q->n->value;
        *wrong |= bad != NULL;
        if (!most && !bad) continue;
        *end = arena_new(s->c->a, ReviewLine);
        int room = most ? most : 40;
        words = text_snippet(s->c->a, words, "", (size_t)room * 2);
        **end = (ReviewLine){ask_label(&s->y, q, room), words, bad, NULL};
        end = &(*end)->next;
    }
    return part;
}

typedef void EachFile(At *s, const Item *i, int number, void *arg);

/* The questions for files that are asked now, numbered in their order. */
static void each_file(At *s, EachFile *see, void *arg) {
    int number = 0;
    for (int i = 0; i < s->all.n; i++)
        for (int k = 0; k < s->all.s[i].items; k++) {
            const Item *q = &s->all.s[i].item[k];
            if (q->k->kind == X_UPLOAD && q->n->relevant) see(s, q, ++number, arg);
        }
}

static void add_file_ask(At *s, const Item *i, int number, void *arg) {
    FileAsk ***end = arg, *a = arena_new(s->c->a, FileAsk);
    *a = (FileAsk){.name = arena_print(s->c->a, "u.%d", number),
                   .label = ask_label(&s->y, i, 300), .accept = i->k->mediatype};
    for (const Kept *k = s->r->form.kept; k; k = k->next) {
        if (strcmp(k->name, a->name) != 0) continue;
        a->kept = k;
        break;
    }
    **end = a;
    *end = &a->next;
}

static void show_review(At *s) {
    ReviewPage   page = {.act = s->f->act, .f = request_form(s->c, s->r), .lang = lang_of(s),
                         .note = s->note, .trial = s->f->trial};
    ReviewPart **end = (ReviewPart **)(uintptr_t)&page.parts;
    FileAsk    **files = (FileAsk **)(uintptr_t)&page.files;
    int          n = 0, number = 0;
    s->d.seen = true;
    page.draft = seal(s);
    for (int i = 0; i < s->all.n; i++)
        for (int k = 0; k < s->all.s[i].items; k++) n += item_asks(&s->all.s[i].item[k]);
    int most = n <= LINES_WHOLE ? 90 : n <= LINES_SHORT ? 40 : 0;
    for (int i = 0; i < s->all.n; i++) {
        if (!screen_shown(&s->all.s[i])) continue;
        *end = review_part(s, i, ++number, most, &page.wrong);
        end = &(*end)->next;
    }
    each_file(s, add_file_ask, &files);
    s->out->html = public_review_html(s->c, &page);
}

static void show(At *s) {
    if (s->cur < s->all.n) show_screen(s);
    else show_review(s);
}

/* ---- begun, and gone on with ---- */

static Err begin(At *s) {
    s->use = s->f->use;
    s->d = draft_new(s->c, s->use->id, xform_language_for(s->use->x, code_of(s->c->lang)));
    s->clock.now = draft_now(s->c, &s->d);
    Err e = xentry_new(&s->clock, s->use->x, NULL, &s->t);
    if (e) return e;
    s->all = screens_of(s->c, s->t);
    s->cur = screen_after(&s->all, -1);
    return NULL;
}

static Err go_on(At *s) {
    XProblems p = {.a = s->c->a};
    Err e = draft_open(s->c, s->r, s->f->about, form_value(&s->r->form, "draft"), &s->d);
    if (e) return e;
    s->use = s->d.version == s->f->use->id ? s->f->use : form_use(s->c, s->d.version);
    if (!s->use || s->use->form != s->f->form) return "public.draft.stale";
    s->clock.now = draft_now(s->c, &s->d);
    Bytes xml = {s->d.xml, strlen(s->d.xml)};
    if (xentry_load(&s->clock, s->use->x, xml, NULL, true, &p, &s->t)) return "public.draft.stale";
    s->all = screens_of(s->c, s->t);
    s->cur = *s->d.at ? screen_find(&s->all, s->d.at) : s->all.n;
    if (s->cur < 0) s->cur = screen_after(&s->all, -1);
    return NULL;
}

/* ---- has an answer changed what this page asks? ---- */

/* Of what is shown, and what may be chosen. */
static const char *asked_now(At *s, const Screen *p) {
    Buf b = {.a = s->c->a};
    buf_text(&b, "");
    for (int i = 0; i < p->items; i++) {
        const Item *q = &p->item[i];
        int         n = 0;
        if (!item_asks(q)) continue;
        bool lists = q->k->kind == X_SELECT1 || q->k->kind == X_SELECT;
        if (lists && q->k->filtered && !*q->n->value)
            xentry_choices(s->t, q->k, q->n, s->d.language, &n);
        buf_print(&b, " %d:%d", i, n);
    }
    return b.s;
}

/* Is there something to answer now that was not there when the page was made? */
static bool more_to_ask(At *s, const char *before, const Screen *p) {
    const char *now = asked_now(s, p);
    if (strcmp(before, now) == 0) return false;
    for (const char *at = now; *at;) {
        size_t n = 1 + strcspn(at + 1, " ");
        const char *one = arena_part(s->c->a, at, n), *end;
        const char *there = strstr(before, one);
        end = there ? there + n : NULL;
        if ((!there || !strchr(" ", *end)) && strcmp(strchr(one, ':'), ":0") != 0) return true;
        if (!there && strcmp(strchr(one, ':'), ":0") == 0) {
            const char *same = arena_part(s->c->a, one, (size_t)(strchr(one, ':') - one) + 1);
            if (!strstr(before, same)) return true; /* it came up */
        }
        at += n;
    }
    return false;
}

/* ---- what was asked for ---- */

/* told: what may be left so was among it, and need not be told again. */
static Err again(At *s, bool told) {
    for (const Mistake *m = s->y.first; m; m = m->next) told |= m->soft;
    if (told && s->cur < s->all.n) s->d.asked = s->all.s[s->cur].id;
    show(s);
    return "public.screen.again";
}

/* May this page be left forward?  What may be left out was asked for once more. */
static bool may_leave(At *s, const Screen *p) {
    typed_check(&s->y, p);
    if (mistakes_hard(s->y.first)) return false;
    if (s->y.first && strcmp(s->d.asked, p->id) != 0) return false;
    s->y.first = s->y.last = NULL;
    return true;
}

static Err stay(At *s, const char *note) {
    s->note = note;
    show(s);
    return NULL;
}

static Err forward(At *s, const char *before, int to) {
    const Screen *p = &s->all.s[s->cur];
    if (!may_leave(s, p)) return again(s, false);
    if (more_to_ask(s, before, p)) return stay(s, "public.more");
    s->cur = to < 0 ? screen_after(&s->all, s->cur) : to;
    return stay(s, NULL);
}

/* What does not fit is told once; then one may go and it is as it was. */
static Err backward(At *s) {
    bool asked = s->cur < s->all.n && strcmp(s->d.asked, s->all.s[s->cur].id) == 0;
    if (s->y.first && !asked) return again(s, true);
    s->y.first = s->y.last = NULL;
    int to = screen_before(&s->all, s->cur);
    if (to >= 0) s->cur = to;
    return stay(s, NULL);
}

static void to_instance(At *s, const XNode *n) {
    s->all = screens_of(s->c, s->t);
    for (int i = 0; i < s->all.n; i++)
        if (s->all.s[i].near == n) {
            s->cur = i;
            return;
        }
}

static Err add_one(At *s) {
    const Screen *p = &s->all.s[s->cur];
    XNode        *n;
    if (!p->loop) return stay(s, NULL);
    if (!may_leave(s, p)) return again(s, false);
    Err e = xentry_add(s->t, p->parent, p->loop->field, &n);
    if (e) return stay(s, e);
    to_instance(s, n);
    return stay(s, NULL);
}

static Err drop_one(At *s) {
    const Screen  *p = &s->all.s[s->cur];
    const XControl *of = p->title;
    if (!p->drops) return stay(s, NULL);
    s->y.first = s->y.last = NULL;
    Err e = xentry_remove(s->t, p->near);
    if (e) return stay(s, e);
    s->all = screens_of(s->c, s->t);
    const Screen *before = s->cur > 0 && s->cur <= s->all.n ? &s->all.s[s->cur - 1] : NULL;
    if (before && before->number && before->title == of) s->cur--; /* the one before it */
    if (s->cur >= s->all.n) s->cur = s->all.n - 1;
    if (s->cur >= 0 && !screen_shown(&s->all.s[s->cur])) s->cur = screen_after(&s->all, s->cur);
    return stay(s, "public.dropped");
}

static Err speak(At *s, const char *which) {
    int n = which[0] >= '0' && which[0] <= '9' ? which[0] - '0' : 0;
    if (n >= xform_languages(s->use->x)) n = 0;
    s->d.language = s->y.language = n;
    const char *code = code_in(s->c, xform_language(s->use->x, n));
    if (strcmp(code, "vi") == 0) s->c->lang = LANG_VI;
    if (strcmp(code, "en") == 0) s->c->lang = LANG_EN;
    s->out->lang = (int)s->c->lang;
    return stay(s, NULL);
}

/* ---- sent ---- */

static void name_file(At *s, const Item *i, int number, void *arg) {
    Upload    ***end = arg;
    const char  *name = arena_print(s->c->a, "u.%d", number);
    for (const Upload *u = s->r->uploads; u; u = u->next) {
        if (strcmp(u->name, name) != 0) continue;
        const char *dot = strrchr(u->file, '.');
        Upload     *as = **end = arena_new(s->c->a, Upload);
        *as = *u;
        as->next = NULL;
        as->name = arena_print(s->c->a, "%s-%d%s", i->k->field->name, number, dot ? dot : "");
        *end = &as->next;
        if (xentry_put(s->t, i->n, as->name)) log_line("survey: a file has no place");
        return;
    }
}

static bool any_wrong(At *s, const XNode *n) {
    if (n->relevant && (n->faults & ~X_EMPTY) && screen_of(&s->all, n) >= 0) return true;
    for (const XNode *k = n->first; k; k = k->next)
        if (any_wrong(s, k)) return true;
    return false;
}

static Err send(At *s) {
    Upload **end = (Upload **)(uintptr_t)&s->out->files;
    if (s->cur < s->all.n) return stay(s, NULL);
    if (any_wrong(s, xentry_root(s->t))) {
        show(s);
        return "public.screen.again";
    }
    each_file(s, name_file, &end);
    Err e = xentry_settle(s->t);
    if (e) return e;
    s->out->xml = xentry_xml(s->t, true);
    s->out->instance = *xentry_id(s->t) ? xentry_id(s->t) : s->d.code;
    s->out->version = s->d.version;
    s->out->send = true;
    return NULL;
}

/* Enter in the box of a long list means to look, not to go on. */
static bool looks(At *s, const Screen *p) {
    for (int i = 0; i < p->items; i++) {
        const char *name = item_name(s->c, &p->item[i]);
        const char *find = form_text(&s->r->form, arena_print(s->c->a, "%s.find", name));
        const char *was = form_text(&s->r->form, arena_print(s->c->a, "%s.found", name));
        if (!text_blank(find) && strcmp(find, was) != 0) return true;
    }
    return false;
}

static Err on_screen(At *s, const char *act) {
    const Screen *p = &s->all.s[s->cur];
    const char   *before = asked_now(s, p);
    Err           e = typed_take(&s->y, p);
    if (e) return e;
    if (strcmp(act, "next") == 0 && looks(s, p)) return stay(s, NULL);
    if (strcmp(act, "next") == 0) return forward(s, before, -1);
    if (strcmp(act, "review") == 0) return forward(s, before, s->all.n);
    if (strcmp(act, "back") == 0) return backward(s);
    if (strcmp(act, "add") == 0) return add_one(s);
    if (strcmp(act, "drop") == 0) return drop_one(s);
    if (strncmp(act, "lang ", 5) == 0) return speak(s, act + 5);
    return stay(s, NULL);
}

Err fill_step(Ctx *c, Request *r, const Fill *f, FillStep *out) {
    At s = {.c = c, .r = r, .f = f, .clock = *c, .out = out};
    const char *act = form_text(&r->form, "act");
    bool        fresh = strcmp(act, "begin") == 0 || !form_value(&r->form, "draft");
    *out = (FillStep){.lang = -1};
    Err e = fresh ? begin(&s) : go_on(&s);
    if (e) return e;
    s.y = (Typed){.c = c, .f = &r->form, .t = s.t, .language = s.d.language};
    if (r->form.err && !fresh) return stay(&s, r->form.err); /* shown again */
    if (fresh) return stay(&s, NULL);
    if (s.cur < s.all.n) return on_screen(&s, act);
    if (strcmp(act, "send") == 0) return send(&s);
    if (strcmp(act, "back") == 0) return backward(&s);
    int to = strncmp(act, "go ", 3) == 0 ? screen_find(&s.all, act + 3) : -1;
    if (to >= 0 && screen_shown(&s.all.s[to])) s.cur = to;
    return stay(&s, NULL);
}
