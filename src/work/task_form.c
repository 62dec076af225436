/* task_form.c - the form of a task: what was typed, read; and shown again.
 *
 * One form serves the draft and the correction of an issued task, which leaves
 * the due day alone. */
#include "work/pages.h"
#include "work/parts.h"

#include <math.h>
#include <string.h>

const char *form_was(const TaskForm *v, const char *name) {
    for (const ClashField *s = v->stored; s->name; s++)
        if (strcmp(s->name, name) == 0) return s->value;
    return NULL;
}

const char *form_now(const TaskForm *v, const char *name) {
    const char *typed = form_value(v->f, name);
    return typed ? typed : form_was(v, name);
}

/* A day that may be left empty: then *out is NULL. */
Err typed_day(Ctx *c, const Form *f, const char *name, Err bad, const char **out) {
    Err e = document_day(c, f, name, bad, out);
    return !e && *out && !task_day_ok(*out) ? bad : e;
}

/* The due day as a day, or as so many working days after one. */
static Err read_due(Ctx *c, const Form *f, Task *t) {
    const char *after;
    Err e = typed_day(c, f, "due", "task.due.bad", &t->due);
    if (!e) e = typed_day(c, f, "after", "task.after.bad", &after);
    t->due_days = 0;
    t->due_from = "";
    if (e || text_blank(form_text(f, "days"))) return e;
    if (text_int_parse(c, form_text(f, "days"), &t->due_days)) return "task.days.bad";
    if (t->due_days < 1 || t->due_days > WORKDAYS_MAX) return "task.days.range";
    t->due_from = after ? after : c->today;
    t->due = workday_after(c, t->due_from, t->due_days, NULL);
    return NULL;
}

Err task_symbol(Ctx *c, const char *symbol, Task *t) {
    t->document = 0;
    if (text_blank(symbol)) return NULL;
    Rows q = db_query(c, "SELECT id FROM document WHERE lower(symbol) = lower($1)"
                         " ORDER BY day DESC, id DESC LIMIT 1",
                      V(arena_part(c->a, symbol + strspn(symbol, " "),
                                   strcspn(symbol + strspn(symbol, " "), " "))));
    while (db_next(&q)) t->document = row_int(&q, 0);
    return t->document ? NULL : "task.symbol.unknown";
}

Err task_typed(Ctx *c, const Form *f, Task *t, bool correct) {
    t->work = form_text(f, "work");
    t->note = form_text(f, "note");
    t->urgent = strcmp(form_text(f, "urgent"), "1") == 0;
    t->lead = form_number(f, "lead");
    t->lead_staff = form_number(f, "person");
    t->product = form_text(f, "product");
    t->indicator = form_text(f, "indicator");
    t->measure = form_text(f, "measure");
    t->answerable = form_number(f, "answerable");
    t->authority = form_text(f, "authority");
    t->clause = form_text(f, "clause");
    t->quote = form_text(f, "quote");
    t->target = NAN;
    const char *target = form_text(f, "target");
    if (!text_blank(target) && text_real_parse(c, target, &t->target)) return "task.target.bad";
    Err e = correct ? NULL : read_due(c, f, t);
    return e ? e : task_symbol(c, form_text(f, "symbol"), t);
}

/* ---- Shown ---- */

static const char *id_text(Ctx *c, int64_t id) {
    return id ? arena_print(c->a, "%lld", (long long)id) : "";
}

static const char *symbol_text(Ctx *c, int64_t document) {
    const char *s = "";
    Rows q = db_query(c, "SELECT symbol FROM document WHERE id = $1", V(document));
    while (db_next(&q)) s = row_text(&q, 0);
    return s;
}

static const ClashField *stored_fields(Ctx *c, const Task *t, const Choice *units,
                                       const Choice *people) {
    const ClashField list[] = {
        {"work", tr(c, "task.work"), t->work, NULL},
        {"note", tr(c, "task.note"), t->note, NULL},
        {"urgent", tr(c, "task.urgent"), t->urgent ? "1" : "", NULL},
        {"lead", tr(c, "task.lead"), id_text(c, t->lead), units},
        {"person", tr(c, "task.person"), id_text(c, t->lead_staff), people},
        {"due", tr(c, "task.due"), t->due_days ? "" : text_day_typed(c, t->due), NULL},
        {"days", tr(c, "task.days"), t->due_days ? id_text(c, t->due_days) : "", NULL},
        {"after", tr(c, "task.after"), text_day_typed(c, t->due_from), NULL},
        {"product", tr(c, "task.product"), t->product, NULL},
        {"indicator", tr(c, "task.indicator"), t->indicator, NULL},
        {"target", tr(c, "task.target"), isnan(t->target) ? "" : figure_words(c, t->target), NULL},
        {"measure", tr(c, "task.measure"), t->measure, NULL},
        {"answerable", tr(c, "task.answerable"), id_text(c, t->answerable), people},
        {"authority", tr(c, "task.authority.word"), t->authority, NULL},
        {"symbol", tr(c, "task.symbol"), t->document ? symbol_text(c, t->document) : "", NULL},
        {"clause", tr(c, "task.clause"), t->clause, NULL},
        {"quote", tr(c, "task.quote"), t->quote, NULL},
        {"parent", tr(c, "task.parent"), id_text(c, t->parent), NULL},
        {0},
    };
    return memcpy(arena_take(c->a, sizeof list), list, sizeof list);
}

Choice *choice_new(Ctx *c, const char *value, const char *text) {
    Choice *o = arena_new(c->a, Choice);
    *o = (Choice){.value = value, .text = text};
    return o;
}

static const Choice *join(const Choice *a, const Choice *b) {
    if (!a) return b;
    const Choice *end = a;
    while (end->next) end = end->next;
    ((Choice *)end)->next = (Choice *)b; /* both are ours, in the arena */
    return a;
}

/* To which one may give work. */
static const Choice *issue_units(Ctx *c, const char *empty) {
    int64_t scope[ORG_SCOPES_MAX];
    int     n = org_scopes(c, RIGHT_ISSUE, scope);
    const Choice *list = choice_new(c, "", empty);
    for (int i = 0; i < n; i++) list = join(list, unit_choices(c, scope[i], NULL));
    return list;
}

/* Of the unit in charge, once there is one; and who is chosen already. */
static const Choice *people(Ctx *c, int64_t lead, int64_t chosen, const char *empty) {
    int64_t       scope[ORG_SCOPES_MAX];
    bool          scoped = org_scopes(c, RIGHT_ISSUE, scope) > 0;
    const Choice *list = lead ? staff_choices(c, lead, empty)
                              : staff_choices_by_unit(c, scoped ? scope[0] : 0, empty);
    const char   *value = id_text(c, chosen);
    for (const Choice *o = list; o && chosen; o = o->next)
        if (strcmp(o->value, value) == 0) chosen = 0;
    return chosen ? join(list, choice_new(c, value, staff_name(c, chosen))) : list;
}

/* A draft may be stored with a day that has passed meanwhile: that it cannot be issued so is
 * told as advice, and refused when somebody issues it. */
static void advise(Ctx *c, TaskForm *v, const Task *t) {
    const Advice *list = task_advice(c, t);
    for (int rule = 1; rule <= TASK_CLEARS; rule++) {
        const char *words = advice_words(c, list, rule);
        if (rule == 3 && t->due && strcmp(t->due, c->today) < 0) words = tr(c, "task.due.past");
        if (words) v->advice[rule] = arena_print(c->a, "%s %s", tr(c, "task.advice"), words);
    }
}

TaskForm task_form(Ctx *c, Request *r, const Task *t) {
    const Form *f = request_form(c, r);
    bool     again = f->typed != NULL;
    int64_t  lead = again ? form_number(f, "lead") : t->lead;
    int64_t  chosen = again ? form_number(f, "answerable") : t->answerable;
    int64_t  head = lead ? unit_head(c, lead) : 0;
    TaskForm v = {.f = f,
                  .parent = t->parent ? task_get(c, t->parent) : NULL,
                  .units = issue_units(c, tr(c, "task.choose.unit")),
                  .people = people(c, lead, chosen, tr(c, "task.choose.staff")),
                  .authority = authority_on(c), .action = r->path,
                  .correct = t->id && strcmp(t->stage, "draft") != 0,
                  .back = t->id ? arena_print(c->a, "/task/%lld", (long long)t->id) : "/task"};
    v.proposed = head ? trf(c, "task.answerable.head", V(staff_name(c, head)),
                            V(unit_name(c, lead))) : tr(c, "task.answerable.hint");
    v.stored = stored_fields(c, t, v.units, v.people);
    if (t->id && !v.correct && !again) advise(c, &v, t);
    if (t->id) {
        Clash *k = arena_new(c->a, Clash);
        *k = clash_meet(c, f, t->version, v.stored);
        v.clash = k;
        v.f = k->form;
    }
    return v;
}
