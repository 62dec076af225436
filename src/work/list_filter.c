/* list_filter.c - a filter: read from an address, printed back to one, told in
 * words.
 *
 * Each condition stands once in the table of names below; so a new one cannot be
 * read and then be forgotten where it is printed. */
#include "work/work.h"

#include "text/text.h"

#include <stdlib.h>
#include <string.h>

const char *const list_states[LIST_STATES] = {
    "draft", "running", "soon", "overdue", "reported", "done", "late", "paused", "withdrawn",
    "returned", "asked", "waiting",
};
static const char *const orders[LIST_ORDERS] = {"", "due", "-due", "changed", "unit", "rank"};

const char *list_state_key(int state) {
    static const char *const more[] = {"list.returned", "list.asked", "list.waiting"};
    return state < TASK_STATES ? task_state_key((TaskState)state) : more[state - TASK_STATES];
}

/* ---- Reading: each sets its part of f, and says whether it understood. ---- */

static bool read_states(const char *s, unsigned *out) {
    unsigned set = 0;
    for (size_t n; *s; s += n + (s[n] == ',')) {
        int i = 0;
        n = strcspn(s, ",");
        while (i < LIST_STATES && (strlen(list_states[i]) != n || memcmp(list_states[i], s, n)))
            i++;
        if (i == LIST_STATES) return false;
        set |= 1u << i;
    }
    *out = set;
    return true;
}

static bool read_number(const char *s, int64_t *out) {
    size_t n = strlen(s);
    if (n > 18 || strspn(s, "0123456789") != n || *s == '0') return false;
    *out = strtoll(s, NULL, 10);
    return true;
}

static bool read_day(const Ctx *c, const char *s, const char **out) {
    return !text_day_parse(c, s, out);
}

static bool read_yes(const char *s, bool *out) { return *out = strcmp(s, "1") == 0; }

static bool read_order(const char *s, ListOrder *out) {
    for (int i = 1; i < LIST_ORDERS; i++) {
        if (strcmp(orders[i], s) != 0) continue;
        *out = (ListOrder)i;
        return true;
    }
    return false;
}

static bool read_value(const Ctx *c, TaskFilter *f, const char *name, const char *s) {
    if (strcmp(name, "state") == 0) return read_states(s, &f->states);
    if (strcmp(name, "unit") == 0) return read_number(s, &f->unit);
    if (strcmp(name, "alone") == 0) return read_yes(s, &f->alone);
    if (strcmp(name, "issuer") == 0) return read_number(s, &f->issuer);
    if (strcmp(name, "answerable") == 0) return read_number(s, &f->answerable);
    if (strcmp(name, "document") == 0) return read_number(s, &f->document);
    if (strcmp(name, "due_from") == 0) return read_day(c, s, &f->due_from);
    if (strcmp(name, "due_to") == 0) return read_day(c, s, &f->due_to);
    if (strcmp(name, "issued_from") == 0) return read_day(c, s, &f->issued_from);
    if (strcmp(name, "issued_to") == 0) return read_day(c, s, &f->issued_to);
    if (strcmp(name, "urgent") == 0) return read_yes(s, &f->urgent);
    if (strcmp(name, "mine") == 0) return read_yes(s, &f->mine);
    if (strcmp(name, "watched") == 0) return read_yes(s, &f->watched);
    if (strcmp(name, "order") == 0) return read_order(s, &f->order);
    if (strcmp(name, "page") == 0) return read_number(s, &f->page);
    if (strcmp(name, "q") == 0) f->q = s;
    return true;
}

/* A form that was sent names all its fields: an empty one asks for nothing. */
TaskFilter list_filter(const Ctx *c, const Pair *query) {
    TaskFilter f = {.due_from = "", .due_to = "", .issued_from = "", .issued_to = "", .q = "",
                    .page = 1};
    for (const Pair *p = query; p; p = p->next)
        if (!text_blank(p->value) && !read_value(c, &f, p->name, p->value) && !f.wrong)
            f.wrong = p->name;
    if (f.unit == 0) f.alone = false;
    if (f.page > INT32_MAX) f.page = INT32_MAX; /* its rows are reckoned with */
    return f;
}

/* ---- Printing ---- */

static void put(Buf *b, const char *name, Val v) {
    if (v.kind == VAL_INT ? v.i == 0 : *v.s == '\0') return;
    if (b->len) buf_text(b, "&");
    buf_text(b, name);
    buf_text(b, "=");
    html_part(b, v);
}

static const char *states_text(const Ctx *c, unsigned set) {
    Buf b = {.a = c->a};
    for (int i = 0; i < LIST_STATES; i++) {
        if (!(set & 1u << i)) continue;
        if (b.len) buf_text(&b, ",");
        buf_text(&b, list_states[i]);
    }
    return b.len ? b.s : "";
}

const char *list_query(const Ctx *c, const TaskFilter *f) {
    Buf b = {.a = c->a};
    /* The commas between states may stand as they are. */
    if (f->states) {
        buf_text(&b, "state=");
        buf_text(&b, states_text(c, f->states));
    }
    put(&b, "unit", V(f->unit));
    put(&b, "alone", V(f->alone));
    put(&b, "issuer", V(f->issuer));
    put(&b, "answerable", V(f->answerable));
    put(&b, "document", V(f->document));
    put(&b, "due_from", V(f->due_from));
    put(&b, "due_to", V(f->due_to));
    put(&b, "issued_from", V(f->issued_from));
    put(&b, "issued_to", V(f->issued_to));
    put(&b, "urgent", V(f->urgent));
    put(&b, "mine", V(f->mine));
    put(&b, "watched", V(f->watched));
    put(&b, "q", V(f->q));
    put(&b, "order", V(orders[f->order]));
    return b.len ? b.s : "";
}

const char *list_address(const Ctx *c, const char *path, const TaskFilter *f) {
    const char *query = list_query(c, f);
    return *query ? arena_print(c->a, "%s?%s", path, query) : path;
}

ListOrder list_order(const TaskFilter *f) {
    if (f->order == LIST_RANK && text_blank(f->q)) return LIST_CHANGED;
    if (f->order != LIST_USUAL) return f->order;
    if (!text_blank(f->q)) return LIST_RANK;
    unsigned burning = LIST_UNFINISHED | LIST_RETURNED | LIST_ASKED | LIST_WAITING;
    unsigned over = 1 << TASK_DONE | 1 << TASK_DONE_LATE | 1 << TASK_PAUSED | 1 << TASK_WITHDRAWN;
    if (f->states && !(f->states & ~over)) return LIST_DUE_LAST;
    return f->states && !(f->states & ~burning) ? LIST_DUE : LIST_CHANGED;
}

bool list_filters(const TaskFilter *f) {
    return f->states || f->unit || f->issuer || f->answerable || f->document || *f->due_from ||
           *f->due_to || *f->issued_from || *f->issued_to || f->urgent || f->mine || f->watched ||
           *f->q;
}

/* ---- In words ---- */

typedef struct Words { Ctx *c; const char *path; const TaskFilter *f; Link **end; } Words;

/* One condition, and the address of the list without it: `without` is a copy of
 * the filter in which the caller has undone it. */
static void say(Words *w, const char *text, const TaskFilter *without) {
    *w->end = arena_new(w->c->a, Link);
    **w->end = (Link){.href = list_address(w->c, w->path, without), .text = text};
    w->end = &(*w->end)->next;
}

static void say_states(Words *w) {
    for (int i = 0; i < LIST_STATES; i++) {
        TaskFilter without = *w->f;
        if (!(without.states & 1u << i)) continue;
        without.states &= ~(1u << i);
        say(w, tr(w->c, list_state_key(i)), &without);
    }
}

/* The message with this name; what is not there has none, but can be dropped as well. */
static const char *named(const Ctx *c, const char *key, const char *name, int64_t id) {
    if (!*name) name = arena_print(c->a, "#%lld", (long long)id);
    return key ? trf(c, key, V(name)) : name;
}

static void say_units(Words *w) {
    Ctx              *c = w->c;
    const TaskFilter *f = w->f;
    TaskFilter        without = *f;
    without.unit = 0, without.alone = false;
    if (f->unit)
        say(w, named(c, f->alone ? "list.said.alone" : NULL, unit_name(c, f->unit), f->unit),
            &without);
    without = *f;
    without.issuer = 0;
    if (f->issuer)
        say(w, named(c, "list.said.issuer", unit_name(c, f->issuer), f->issuer), &without);
    without = *f;
    without.answerable = 0;
    if (f->answerable)
        say(w, named(c, "list.said.answerable", staff_name(c, f->answerable), f->answerable),
            &without);
    without = *f;
    without.document = 0;
    if (f->document)
        say(w, named(c, "list.said.document", list_symbol(c, f->document), f->document), &without);
}

static const char *range(const Ctx *c, const char *key, const char *from, const char *to) {
    const char *since = *from ? trf(c, "list.said.from", V(text_day(c, from))) : "";
    const char *until = *to ? trf(c, "list.said.to", V(text_day(c, to))) : "";
    if (strcmp(from, to) == 0) return trf(c, key, V(text_day(c, from)));
    return trf(c, key, V(arena_print(c->a, "%s%s%s", since, *from && *to ? " " : "", until)));
}

static void say_days(Words *w) {
    const TaskFilter *f = w->f;
    TaskFilter        without = *f;
    without.due_from = without.due_to = "";
    if (*f->due_from || *f->due_to)
        say(w, range(w->c, "list.said.due", f->due_from, f->due_to), &without);
    without = *f;
    without.issued_from = without.issued_to = "";
    if (*f->issued_from || *f->issued_to)
        say(w, range(w->c, "list.said.issued", f->issued_from, f->issued_to), &without);
}

const Link *list_words(Ctx *c, const char *path, const TaskFilter *f) {
    Link      *first = NULL;
    Words      w = {c, path, f, &first};
    TaskFilter without = *f;
    say_states(&w);
    say_units(&w);
    say_days(&w);
    without.urgent = false;
    if (f->urgent) say(&w, tr(c, "list.urgent"), &without);
    without = *f, without.mine = false;
    if (f->mine) say(&w, tr(c, "list.mine"), &without);
    without = *f, without.watched = false;
    if (f->watched) say(&w, tr(c, "list.watched"), &without);
    without = *f, without.q = "";
    if (*f->q) say(&w, trf(c, "list.said.q", V(f->q)), &without);
    return first;
}
