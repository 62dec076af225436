/* instances.c - what expressions look into beside the answers: lists, files, the last answers.
 *
 * source   ODK XForms, "Secondary instances"; pyxform, survey._generate_instances */
#include "xlsform/parts.h"

#include <ctype.h>
#include <string.h>

static const char *const formulas[] = {"calculate", "constraint", "readonly", "required",
                                       "relevant", NULL};

typedef struct Instance { const char *name, *src, *type; int row; } Instance;
typedef struct Instances { Form *f; Instance *one; size_t n, room; Index *seen; } Instances;

/* One name is one file: the same again is no matter, another one is. */
static void add(Instances *all, Instance i) {
    size_t at = (size_t)(uintptr_t)index_get(all->seen, i.name);
    if (at) {
        const Instance *was = &all->one[at - 1];
        bool            twice = !strcmp(was->type, "external") && !strcmp(i.type, "external");
        if (!twice && strcmp(was->src, i.src) == 0) return;
        NOTE(all->f, ERROR, twice ? "xlsform.instance.twice" : "xlsform.instance.other",
             SURVEY_AT(i.row, "type"),
             WHAT(i.name, arena_print(all->f->a, "%s (%s)", was->src, was->type),
                  arena_print(all->f->a, "%s (%s)", i.src, i.type)));
        return;
    }
    if (all->n == all->room) {
        Instance *more = arena_take(all->f->a, (2 * all->room + 16) * sizeof *more);
        if (all->n) memcpy(more, all->one, all->n * sizeof *more);
        all->one = more;
        all->room = 2 * all->room + 16;
    }
    all->one[all->n++] = i;
    index_put(all->seen, i.name, (void *)(uintptr_t)all->n);
}

/* ---- pulldata('file', ...) ---- */

static const char *unquoted(Arena *a, const char *s, size_t n) {
    char *out = arena_take(a, n + 1), *to = out;
    for (size_t i = 0; i < n; i++)
        if (s[i] != '\'' && s[i] != '"') *to++ = s[i];
    const char *clean = cell_clean(a, out);
    return clean ? clean : "";
}

static void add_pulls(Instances *all, const char *s, int row) {
    Arena *a = all->f->a;
    for (const char *p = s; p && (p = strstr(p, "pulldata")); p++) {
        const char *at = p + strlen("pulldata");
        while (isspace((unsigned char)*at)) at++;
        const char *comma = *at == '(' ? strchr(at, ',') : NULL;
        if (!comma) continue;
        const char *name = unquoted(a, at + 1, (size_t)(comma - at) - 1);
        add(all, (Instance){name, arena_print(a, "jr://file-csv/%s.csv", name), "pulldata", row});
    }
}

/* ---- select ... from file; files that stand by themselves ---- */

static void add_file(Instances *all, const Item *q) {
    const char *dot = q->itemset ? strrchr(q->itemset, '.') : NULL;
    if (!dot || !q->params) return;
    const char *folder = !strcmp(dot, ".csv") ? "file-csv" : "file";
    if (strcmp(dot, ".csv") && strcmp(dot, ".xml") && strcmp(dot, ".geojson")) return;
    add(all, (Instance){arena_part(all->f->a, q->itemset, (size_t)(dot - q->itemset)),
                        arena_print(all->f->a, "jr://%s/%s", folder, q->itemset), "file", q->row});
}

static void add_external(Instances *all, const Item *q) {
    bool csv = strcmp(q->type, "csv-external") == 0;
    add(all, (Instance){q->name,
                        csv ? arena_print(all->f->a, "jr://file-csv/%s.csv", q->name)
                            : arena_print(all->f->a, "jr://file/%s.xml", q->name),
                        "external", q->row});
}

static bool last_saved(Form *f, const char *s) {
    Ref r;
    for (size_t from = 0; s && ref_next(f->a, s, from, &r, NULL); from = r.end)
        if (r.last_saved) return true;
    return false;
}

static bool add_formulas(Instances *all, const Item *q) {
    bool saved = last_saved(all->f, q->filter) || last_saved(all->f, q->value);
    for (const char *const *k = formulas; *k; k++) {
        const char *s = cells_text(q->bind, *k);
        add_pulls(all, s, q->row);
        saved = saved || last_saved(all->f, s);
    }
    add_pulls(all, q->filter, q->row);
    if (q->kind == ITEM_QUESTION) add_pulls(all, q->value, q->row);
    return saved;
}

static Instances collect(Form *f) {
    Instances all = {.f = f, .seen = index_open(f->a)};
    bool      saved = false;
    for (Item *i = f->top; i; i = item_next(f->top, i)) {
        if (i->kind == ITEM_EXTERNAL) add_external(&all, i);
        if (i->kind > ITEM_QUESTION) continue;
        saved = add_formulas(&all, i) || saved;
        if (i->kind == ITEM_QUESTION) add_file(&all, i);
    }
    if (saved)
        add(&all, (Instance){"__last-saved", "jr://instance/last-saved", "instance", 0});
    for (size_t i = 0; i < f->lists; i++) {
        const char *name = f->list[i]->name;
        size_t      at = (size_t)(uintptr_t)index_get(all.seen, name);
        if (at && !f->list[i]->search)
            NOTE(f, ERROR, "xlsform.instance.other", SURVEY_AT(all.one[at - 1].row, "type"),
                 WHAT(name, arena_print(f->a, "%s (%s)", all.one[at - 1].src, all.one[at - 1].type),
                      "choices"));
    }
    return all;
}

void instances_check(Form *f) { (void)collect(f); }

/* ---- search(): a list that the client finds in a file ---- */

static bool searches(const Item *q) {
    const char *look = cells_text(q->control, "appearance");
    const char *call = look ? strstr(look, "search(") : NULL;
    return call && strchr(call, ')') && q->params;
}

/* Its choices stand in the body, and the list in no other question. */
void searches_find(Form *f) {
    for (Item *q = f->top; q; q = item_next(f->top, q)) {
        if (q->kind != ITEM_QUESTION || !q->itemset || !searches(q)) continue;
        Choices *l = choices_of(f, q->itemset);
        if (!l) {
            NOTE(f, ERROR, "xlsform.search.file", SURVEY_AT(q->row, "appearance"),
                 WHAT(q->name, "search()"));
            continue;
        }
        q->searches = true;
        l->search = q;
    }
    for (Item *q = f->top; q; q = item_next(f->top, q)) {
        Choices *l = q->itemset && q->params && !q->searches ? choices_of(f, q->itemset) : NULL;
        if (l && l->search && strcmp(q->type, "range") != 0)
            NOTE(f, ERROR, "xlsform.search.list", SURVEY_AT(l->search->row, "appearance"),
                 WHAT(l->search->name, q->itemset, q->name));
    }
}

/* ---- writing ---- */

static void write_word(Xml *x, const char *name, const char *text) {
    out_begin(x, name);
    out_text(x, text);
    out_end(x);
}

static void write_list(Form *f, Xml *x, const Choices *l) {
    out_begin(x, "instance");
    out_attr(x, "id", l->name);
    out_begin(x, "root");
    for (size_t i = 0; i < l->n; i++) {
        const Choice *c = &l->choice[i];
        out_begin(x, "item");
        if (l->itext) write_word(x, "itextId", arena_print(f->a, "%s-%zu", l->name, i));
        write_word(x, "name", c->name);
        if (!l->itext && c->label.text) write_word(x, "label", c->label.text);
        for (size_t k = 0; c->extra && k < c->extra->n; k++)
            write_word(x, c->extra->pair[k].key, c->extra->pair[k].text);
        out_end(x);
    }
    out_end(x);
    out_end(x);
}

void instances_write(Form *f, Xml *x) {
    Instances all = collect(f);
    for (size_t i = 0; i < all.n; i++) {
        out_begin(x, "instance");
        out_attr(x, "id", all.one[i].name);
        out_attr(x, "src", all.one[i].src);
        out_end(x);
    }
    for (size_t i = 0; i < f->lists; i++)
        if (!f->list[i]->search) write_list(f, x, f->list[i]);
}
