/* form_note.c - a file made into an XForm, and what its author is told. */
#include "survey/parts.h"

#include <string.h>

static void add(Ctx *c, const FormNote **list, Tone tone, const char *place, const char *words) {
    FormNote *n = arena_new(c->a, FormNote);
    *n = (FormNote){tone, place, words, NULL};
    while (*list) list = (const FormNote **)(uintptr_t)&(*list)->next;
    *list = n;
}

static bool is_xml(Bytes b) {
    const char *p = b.p, *end = p + b.n;
    if (b.n > 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0) p += 3;
    while (p < end && strchr(" \t\r\n", *p)) p++;
    return p < end && *p == '<';
}

/* A table of Markdown may be called .txt, for some programs save it so. */
static const char *stem_of(Ctx *c, const char *name) {
    size_t n = strlen(name);
    return n > 4 && strcmp(name + n - 4, ".txt") == 0 ? arena_part(c->a, name, n - 4) : name;
}

static Err convert(Ctx *c, Bytes file, const char *name, Brought *b) {
    static const Tone tones[] = {[XLSFORM_ERROR] = TONE_RED, [XLSFORM_WARNING] = TONE_AMBER,
                                 [XLSFORM_ADVICE] = TONE_BLUE};
    Xlsform            x = {0};
    const XlsformAsked asked = {.file = stem_of(c, name), .lint = true};
    Err                e = xlsform_convert(c->a, file, &asked, &x);
    if (e) { /* no workbook at all */
        add(c, &b->notes, TONE_RED, "", trf(c, e, V("…")));
        return "form.file.refused";
    }
    for (size_t i = 0; i < x.notes; i++)
        add(c, &b->notes, tones[x.note[i].level], xlsform_place(c, &x.note[i]),
            xlsform_sentence(c, &x.note[i]));
    b->xform = (Bytes){x.xml, x.bytes};
    return x.xml ? NULL : "form.file.refused";
}

Err form_bring(Ctx *c, Bytes file, const char *name, Brought *b) {
    XProblems p = {.a = c->a};
    XForm    *x;
    Err       e = NULL;
    b->file = name;
    if (is_xml(file)) b->xform = file;
    else e = convert(c, file, name, b);
    if (!e && xform_open(c->a, b->xform, NULL, 0, &p, &x)) e = "form.file.refused";
    for (const XProblem *n = p.first; n; n = n->next) {
        if (strcmp(n->what, "xform.list.missing") == 0) continue; /* it comes as media */
        add(c, &b->notes, n->weight == X_REFUSE ? TONE_RED : TONE_AMBER, "", xproblem_text(c, n));
    }
    return e;
}

const FormNotes *form_notes(Ctx *c, const FormNote *all) {
    static const struct { Tone tone; const char *title, *hint; } kinds[] = {
        {TONE_RED,   "form.note.error",   "form.note.error.hint"},
        {TONE_AMBER, "form.note.warning", "form.note.warning.hint"},
        {TONE_BLUE,  "form.note.advice",  "form.note.advice.hint"}};
    FormNotes *first = NULL, **end = &first;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        const FormNote *these = NULL;
        int64_t         n = 0;
        for (const FormNote *f = all; f; f = f->next) {
            if (f->tone != kinds[k].tone) continue;
            add(c, &these, f->tone, f->place, f->words);
            n++;
        }
        if (!n) continue;
        *end = arena_new(c->a, FormNotes);
        **end = (FormNotes){kinds[k].tone, trf(c, kinds[k].title, V(n)), tr(c, kinds[k].hint),
                            these, NULL};
        end = &(*end)->next;
    }
    return first;
}
