/* paper.c - a questionnaire as it is printed: questions with numbers, boxes, and when to skip in
 * words, cut into pages so that each can carry its own number. */
#include "survey/parts.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

typedef struct Press {
    Ctx           *c;
    const FormUse *u;
    int            language, next;
    int           *numbers;  /* of each field */
    PaperItem     *first, **end;
} Press;

/* ---- when it is asked, in words ---- */

typedef struct Reader {
    Ctx           *c;
    const FormUse *u;
    const int     *numbers;
    int            language;
    const char    *p;
    const XField  *last; /* the question that was named */
    Buf            out;
} Reader;

static bool is_name(char ch) { return isalnum((unsigned char)ch) || strchr("_-.", ch) || ch < 0; }

/* The question that a path leads to: by its last name, for forms have each name once. */
static const XField *field_named(const FormUse *u, const char *path, size_t n) {
    const char *name = path + n;
    while (name > path && name[-1] != '/') name--;
    size_t length = (size_t)(path + n - name);
    for (int i = 0; i < u->places; i++)
        if (strlen(u->field[i]->name) == length && memcmp(u->field[i]->name, name, length) == 0)
            return u->field[i];
    return NULL;
}

static bool read_path(Reader *r) {
    const char *p = r->p;
    if (*p != '/' && strncmp(p, "../", 3) != 0 && *p != '.') return false;
    while (is_name(*p) || *p == '/') p++;
    const XField *f = field_named(r->u, r->p, (size_t)(p - r->p));
    int           n = f ? r->numbers[f->index] : 0;
    if (f) r->last = f;
    if (n) buf_text(&r->out, trf(r->c, "paper.question", V(n)));
    else buf_add(&r->out, r->p, (size_t)(p - r->p));
    r->p = p;
    return true;
}

/* A value as its choice is called. */
static bool read_value(Reader *r) {
    char quote = *r->p;
    if (quote != '\'' && quote != '"') return false;
    size_t      n = strcspn(r->p + 1, quote == '"' ? "\"" : "'");
    const char *value = arena_part(r->c->a, r->p + 1, n), *label = NULL;
    const XControl *k = r->last ? r->last->control : NULL;
    int         count = 0;
    const XChoice *h = NULL;
    if (k && (k->kind == X_SELECT1 || k->kind == X_SELECT || k->kind == X_RANK))
        h = xform_choices(r->c->a, r->u->x, k, r->language, &count);
    for (int i = 0; i < count && !label; i++)
        if (strcmp(h[i].value, value) == 0) label = label_plain(r->c, h[i].label);
    if (!*value) label = tr(r->c, "paper.empty");
    buf_print(&r->out, "“%s”", label ? label : value);
    r->p += n + 1 + (r->p[n + 1] != '\0');
    return true;
}

/* selected(a, 'x') is said as a = x; of a question with several answers that is what it means. */
static bool read_word(Reader *r) {
    static const struct { const char *word, *key; } words[] = {
        {"selected(", NULL}, {"and ", "paper.and"}, {"or ", "paper.or"}, {"not(", "paper.not"},
        {"!=", "paper.unlike"}, {">=", "paper.least"}, {"<=", "paper.most"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t n = strlen(words[i].word);
        if (strncmp(r->p, words[i].word, n) != 0) continue;
        if (words[i].key) buf_print(&r->out, " %s ", tr(r->c, words[i].key));
        if (words[i].word[0] == 'n') buf_text(&r->out, "(");
        r->p += n;
        return true;
    }
    return false;
}

/* Blanks one at a time, none before what closes. */
static const char *tidied(Ctx *c, const char *s) {
    char *out = arena_text(c->a, s), *to = out;
    for (const char *p = s; *p; p++) {
        bool twice = *p == ' ' && (to == out || to[-1] == ' ' || to[-1] == '(' || p[1] == ')');
        if (!twice) *to++ = *p;
    }
    while (to > out && to[-1] == ' ') to--;
    *to = '\0';
    return out;
}

const char *paper_skip(Ctx *c, const FormUse *u, const char *relevant, const int *numbers,
                       int language) {
    if (!relevant || strcmp(relevant, "true()") == 0) return NULL;
    Reader r = {.c = c, .u = u, .numbers = numbers, .language = language, .p = relevant,
                .out = {.a = c->a}};
    int    selected = 0;
    while (*r.p) {
        bool choice = strncmp(r.p, "selected(", 9) == 0;
        if (choice) selected++;
        if (read_word(&r) || read_path(&r) || read_value(&r)) continue;
        char ch = *r.p++;
        if (selected && ch == ',') buf_text(&r.out, " = ");
        else if (selected && ch == ')') selected--;
        else if (ch == '=') buf_text(&r.out, " = ");
        else buf_add(&r.out, ch == '\n' ? " " : &ch, 1);
    }
    return tidied(c, r.out.s ? r.out.s : "");
}

/* ---- the items ---- */

static const char *words_of(Press *s, const XText *t) {
    return t ? xtext_plain(s->c->a, s->u->x, t, s->language) : "";
}

static int lines_of(const char *text) { return (int)(strlen(text) / 95) + (*text ? 1 : 0); }

static PaperItem *add(Press *s, const char *kind, const XControl *k) {
    PaperItem *i = *s->end = arena_new(s->c->a, PaperItem);
    *i = (PaperItem){.kind = kind, .label = label_html(s->c, words_of(s, k->label)),
                     .hint = label_html(s->c, words_of(s, k->hint)),
                     .lines = 1 + lines_of(words_of(s, k->label)) + lines_of(words_of(s, k->hint))};
    s->end = &i->next;
    if (k->field && k->field->relevant)
        i->skip = paper_skip(s->c, s->u, k->field->relevant, s->numbers, s->language);
    if (i->skip) i->lines++;
    return i;
}

static void put_choices(Press *s, PaperItem *i, const XControl *k) {
    int            n;
    PaperChoice  **end = (PaperChoice **)(uintptr_t)&i->choices;
    const XChoice *h = xform_choices(s->c->a, s->u->x, k, s->language, &n);
    if (n > PAPER_CHOICES || !n) { /* written by hand */
        i->kind = "line";
        i->lines += 2;
        return;
    }
    for (int m = 0; m < n; m++) {
        const char *label = *h[m].label ? h[m].label : h[m].value;
        *end = arena_new(s->c->a, PaperChoice);
        (*end)->label = label_html(s->c, label);
        end = &(*end)->next;
        i->lines += lines_of(label);
    }
    i->how = tr(s->c, k->kind == X_SELECT1 ? "paper.one" : k->kind == X_SELECT ? "paper.many"
                                                                              : "paper.rank");
    i->kind = k->kind == X_RANK ? "rank" : "box";
}

static void put_question(Press *s, const XControl *k) {
    const XField *d = k->field;
    bool          told = d->calculate || (d->readonly && strstr(d->readonly, "true"));
    PaperItem    *i = add(s, told ? "note" : "line", k);
    if (told) return;
    i->number = s->numbers[d->index];
    if (k->kind == X_SELECT1 || k->kind == X_SELECT || k->kind == X_RANK) {
        put_choices(s, i, k);
        return;
    }
    i->lines++;
    if (k->kind == X_UPLOAD) i->kind = "note", i->how = tr(s->c, "paper.file");
    else if (k->kind == X_TRIGGER) i->kind = "tick";
    else if (d->type == X_DATE || d->type == X_DATETIME) i->kind = "day";
    else if (d->type == X_STRING && (xattr(k->attrs, "rows") || xcontrol_appears(k, "multiline")))
        i->kind = "lines", i->lines += 2;
    if (k->kind == X_RANGE && xattr(k->attrs, "start") && xattr(k->attrs, "end"))
        i->how = trf(s->c, "public.range", V(xattr(k->attrs, "start")), V(xattr(k->attrs, "end")));
}

static void walk(Press *s, const XControl *k) {
    for (; k; k = k->next) {
        bool frame = k->field && k->field->repeat && k->kind == X_GROUP;
        if (k->kind == X_GROUP && k->label && !frame) add(s, "head", k);
        if (k->kind == X_REPEAT) {
            for (int i = 1; i <= PAPER_TIMES; i++) {
                PaperItem *h = add(s, "head", k->parent && k->parent->label ? k->parent : k);
                h->how = trf(s->c, "paper.time", V(i));
                walk(s, k->first);
            }
        } else if (k->kind == X_GROUP) walk(s, k->first);
        else put_question(s, k);
    }
}

/* Numbers come before words: a question may be skipped by a later one. */
static void number(Press *s, const XControl *k) {
    for (; k; k = k->next) {
        const XField *d = k->field;
        if (k->kind == X_GROUP || k->kind == X_REPEAT) number(s, k->first);
        else if (!d->calculate && !(d->readonly && strstr(d->readonly, "true")))
            s->numbers[d->index] = s->next++;
    }
}

/* A heading goes with what follows it. */
static const PaperPage *cut(Ctx *c, PaperItem *i, int *pages) {
    PaperPage *first = NULL, **end = &first;
    int        room = 0;
    *pages = 0;
    for (PaperItem *next, *last = NULL; i; i = next) {
        int need = i->lines + (*i->kind == 'h' && i->next ? i->next->lines : 0);
        next = i->next;
        if (!first || room < need) {
            if (last) last->next = NULL;
            *end = arena_new(c->a, PaperPage);
            **end = (PaperPage){.items = i, .number = ++*pages};
            end = &(*end)->next;
            room = PAPER_LINES - (*pages == 1 ? 8 : 0);
        }
        room -= i->lines;
        last = i;
    }
    return first;
}

const PaperPage *paper_pages(Ctx *c, const FormUse *u, int language, int *pages) {
    Press s = {.c = c, .u = u, .language = language, .next = 1};
    s.end = &s.first;
    s.numbers = arena_take(c->a, ((size_t)xform_fields(u->x) + 1) * sizeof *s.numbers);
    number(&s, xform_body(u->x));
    walk(&s, xform_body(u->x));
    return cut(c, s.first, pages);
}

Html paper_qr_html(const Ctx *c, const PaperSheet *p, const PaperPage *g, int sheet) {
    return qr_html(c, arena_print(c->a, "namro %s %s %d %d", p->s->address,
                                  *p->version ? p->version : "-", sheet, g->number),
                   trf(c, "paper.qr", V(sheet), V(g->number)));
}
