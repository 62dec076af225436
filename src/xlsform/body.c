/* body.c - the half of the XForm that is seen: a control for each question.
 *
 * source   ODK XForms, "Body elements"; pyxform, question */
#include "xlsform/parts.h"

#include <string.h>

static bool some(Cell c) { return c.text || c.map; }

/* Known by its type, some questions have a hint of their own. */
static Cell hint_of(const Item *q) {
    if (some(q->hint) || !q->known || !q->known->hint) return q->hint;
    return (Cell){.text = q->known->hint};
}

/* A question that is reckoned and has no words is not seen. */
static bool unseen(const Item *q) {
    if (!q->known || !q->known->control) return true;
    bool reckoned = cells_find(q->bind, "calculate") || q->trigger;
    return reckoned && !some(q->label) && !some(q->hint);
}

/* ---- what must hold ---- */

static void check_media(Form *f, const Item *i) {
    static const char *const known[] = {"image", "big-image", "audio", "video", NULL};
    for (size_t k = 0; i->media && k < i->media->n; k++)
        if (!one_of(i->media->pair[k].key, known))
            NOTE(f, ERROR, "xlsform.media.unknown", SURVEY_AT(i->row, "media"),
                 WHAT(i->media->pair[k].key, i->name));
    if (cells_find(i->media, "big-image") && !cells_find(i->media, "image"))
        NOTE(f, ERROR, "xlsform.media.big", SURVEY_AT(i->row, "big-image"), WHAT(i->name));
}

static void check_question(Form *f, const Item *q) {
    if (unseen(q)) {
        bool hidden = !strcmp(q->type, "calculate") || q->trigger ||
                      cells_find(q->bind, "calculate");
        for (const Set *s = q->sets; s && hidden; s = s->next)
            NOTE(f, ERROR, "xlsform.trigger.unseen", SURVEY_AT(s->target->row, "trigger"),
                 WHAT(arena_print(f->a, "${%s}", q->name),
                      arena_print(f->a, "${%s}", s->target->name)));
        return;
    }
    if (!some(q->label) && !(q->media && q->media->n) && !some(hint_of(q)))
        NOTE(f, ERROR, "xlsform.label.lack", SURVEY_AT(q->row, "label"), WHAT(q->name));
}

void body_check(Form *f) {
    for (Item *i = f->top->first; i; i = item_next(f->top, i)) {
        if (i->kind > ITEM_QUESTION) continue;
        check_media(f, i);
        if (i->kind == ITEM_QUESTION) check_question(f, i);
    }
}

/* ---- label and hint ---- */

static void write_words(Form *f, Xml *x, const Item *i, const char *name, const char *text,
                        bool itext) {
    out_begin(x, name);
    if (itext) out_attr(x, "ref", arena_print(f->a, "jr:itext('%s:%s')", i->path, name));
    else if (text) out_pieces(x, refs_text(f, text, i));
    out_end(x);
}

static void write_label(Form *f, Xml *x, const Item *i) {
    write_words(f, x, i, "label", i->label.text, itext_label(i));
}

static void write_label_and_hint(Form *f, Xml *x, const Item *q) {
    Cell hint = hint_of(q);
    bool hinted = some(hint) || some(q->guidance);
    if (some(q->label) || (q->media && q->media->n) || hinted) write_label(f, x, q);
    if (hinted) write_words(f, x, q, "hint", hint.text, hint.map || some(q->guidance));
}

/* ---- lists ---- */

static const char *replaced(Arena *a, const char *s, const char *what, const char *with) {
    Buf b = {.a = a};
    for (const char *at; (at = strstr(s, what)); s = at + strlen(what)) {
        buf_add(&b, s, (size_t)(at - s));
        buf_text(&b, with);
    }
    buf_text(&b, s);
    return b.s ? b.s : "";
}

typedef struct List { const char *nodeset, *value, *label; } List;

/* The answers of a question in a repeat; or what geometry its instances hold. */
static List list_of_answers(Form *f, const Item *q, const char *filter) {
    const char *path = refs_expr(f, q->itemset, (Context){.item = q, .above = true});
    Ref         r;
    const Item *to = ref_next(f->a, q->itemset, 0, &r, NULL) ? index_get(f->by_name, r.name) : NULL;
    path = cell_clean(f->a, path);
    if (to && to->kind == ITEM_REPEAT) path = arena_print(f->a, "%s/geometry", path);
    const char *slash = strrchr(path, '/'); /* every path has one */
    const char *above = arena_part(f->a, path, (size_t)(slash - path)), *name = slash + 1;
    if (filter) {
        filter = replaced(f->a, filter, arena_print(f->a, "current()/%s", above), ".");
        filter = replaced(f->a, filter, above, ".");
    } else filter = arena_print(f->a, "./%s != ''", name);
    return (List){arena_print(f->a, "%s[%s]", above, filter), name, name};
}

static List list_of(Form *f, const Item *q) {
    bool           answers = ref_has(f->a, q->itemset), file = false;
    const char    *dot = strrchr(q->itemset, '.'), *set = q->itemset;
    const char    *filter = q->filter ? refs_expr(f, q->filter, (Context){q, true, answers}) : NULL;
    const Choices *l = choices_of(f, q->itemset);
    List           out = {NULL, "name", "label"};
    if (answers) return list_of_answers(f, q, filter);
    if (dot && !strcmp(dot, ".geojson")) out = (List){NULL, "id", "title"};
    file = dot && (!strcmp(dot, ".geojson") || !strcmp(dot, ".csv") || !strcmp(dot, ".xml"));
    if (cells_text(q->params, "value")) out.value = cells_text(q->params, "value");
    if (cells_text(q->params, "label")) out.label = cells_text(q->params, "label");
    if (file) set = arena_part(f->a, set, (size_t)(dot - set));
    else if (l && l->itext) out.label = "jr:itext(itextId)";
    out.nodeset = filter ? arena_print(f->a, "instance('%s')/root/item[%s]", set, filter)
                         : arena_print(f->a, "instance('%s')/root/item", set);
    return out;
}

static const char *randomized(Form *f, const Item *q, const char *nodeset) {
    const char *random = cells_text(q->params, "randomize"), *seed = cells_text(q->params, "seed");
    if (!random || strcmp(random, "true") != 0) return nodeset;
    if (!seed) return arena_print(f->a, "randomize(%s)", nodeset);
    seed = cell_clean(f->a, refs_expr(f, seed, (Context){.item = q}));
    return arena_print(f->a, "randomize(%s, %s)", nodeset, seed);
}

static void write_empty(Xml *x, const char *name, const char *ref) {
    out_begin(x, name);
    out_attr(x, "ref", ref);
    out_end(x);
}

static void write_itemset(Form *f, Xml *x, const Item *q) {
    List l = list_of(f, q);
    out_begin(x, "itemset");
    out_attr(x, "nodeset", randomized(f, q, l.nodeset));
    write_empty(x, "value", l.value);
    write_empty(x, "label", l.label);
    out_end(x);
}

/* The choices themselves, for search(). */
static void write_items(Form *f, Xml *x, const Choices *l) {
    for (size_t i = 0; i < l->n; i++) {
        const Choice *c = &l->choice[i];
        out_begin(x, "item");
        out_begin(x, "label");
        if (l->itext) out_attr(x, "ref", arena_print(f->a, "jr:itext('%s-%zu')", l->name, i));
        else if (c->label.text) out_pieces(x, refs_text(f, c->label.text, NULL));
        out_end(x);
        out_begin(x, "value");
        out_text(x, c->name);
        out_end(x);
        out_end(x);
    }
}

static void write_tags(Form *f, Xml *x, const Item *q) {
    for (Map **t = q->tags; t && *t; t++) {
        const char *label = cells_text(*t, "label");
        out_begin(x, "tag");
        out_attr(x, "key", cells_text(*t, "name"));
        out_begin(x, "label");
        if (label) out_pieces(x, refs_text(f, label, NULL));
        out_end(x);
        out_end(x);
    }
}

/* ---- controls ---- */

static void write_sets(Form *f, Xml *x, const Item *q) {
    for (int geo = 0; geo < 2; geo++)
        for (const Set *s = q->sets; s; s = s->next) {
            if (s->geopoint != geo) continue;
            out_begin(x, geo ? "odk:setgeopoint" : "setvalue");
            out_attr(x, "ref", s->target->path);
            out_attr(x, "event", "xforms-value-changed");
            out_attr(x, "value", s->value ? refs_expr(f, s->value, (Context){.item = q}) : NULL);
            out_end(x);
        }
}

static void write_control(Form *f, Xml *x, const Item *i) {
    for (size_t k = 0; i->control && k < i->control->n; k++)
        if (strcmp(i->control->pair[k].key, "tag") && strcmp(i->control->pair[k].key, "ref"))
            out_attr(x, i->control->pair[k].key,
                     refs_expr(f, i->control->pair[k].text, (Context){.item = i}));
}

static const char *query_of(Form *f, const Item *q) {
    if (!q->query) return NULL;
    return arena_print(f->a, "instance('%s')/root/item[%s]", q->query,
                       refs_expr(f, q->filter, (Context){q, true, false}));
}

static void write_question(Form *f, Xml *x, const Item *q) {
    if (unseen(q)) return;
    out_begin(x, q->known->control);
    out_attr(x, "ref", q->path);
    if (!cells_find(q->control, "mediatype")) out_attr(x, "mediatype", q->known->media);
    write_control(f, x, q);
    out_attr(x, "query", query_of(f, q));
    write_label_and_hint(f, x, q);
    if (q->searches) write_items(f, x, choices_of(f, q->itemset));
    else if (q->itemset && strcmp(q->type, "select one external") != 0) write_itemset(f, x, q);
    write_tags(f, x, q);
    write_sets(f, x, q);
    out_end(x);
}

static void write_children(Form *f, Xml *x, const Item *group);

/* What is set when a new instance begins, but for repeats within, which do so themselves. */
static void write_new(Form *f, Xml *x, const Item *group) {
    for (const Item *i = group->first; i; i = i->next) {
        if (i->kind == ITEM_QUESTION || i->kind == ITEM_ATTRIBUTE) actions_write(f, x, i, true);
        else if (i->kind != ITEM_REPEAT) write_new(f, x, i);
    }
}

static void write_group(Form *f, Xml *x, const Item *g) {
    bool repeat = g->kind == ITEM_REPEAT;
    out_begin(x, "group");
    if (!repeat) write_control(f, x, g);
    if (!g->flat) out_attr(x, "ref", g->path);
    if (repeat || some(g->label)) write_label(f, x, g);
    if (repeat) {
        out_begin(x, "repeat");
        out_attr(x, "nodeset", g->path);
        write_control(f, x, g);
    }
    write_children(f, x, g);
    if (repeat) {
        write_new(f, x, g);
        out_end(x);
    }
    out_end(x);
}

static void write_children(Form *f, Xml *x, const Item *group) {
    for (const Item *i = group->first; i; i = i->next) {
        if (i->kind == ITEM_QUESTION) write_question(f, x, i);
        else if (i->kind <= ITEM_REPEAT && !i->bodyless) write_group(f, x, i);
    }
}

void body_write(Form *f, Xml *x) {
    out_begin(x, "h:body");
    out_attr(x, "class", cells_text(f->setting, "style"));
    write_children(f, x, f->top);
    out_end(x);
}
