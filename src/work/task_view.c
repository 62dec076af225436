/* task_view.c - what the page of a task tells, put together for its templates. */
#include "work/pages.h"
#include "work/parts.h"

#include <math.h>
#include <string.h>

enum { HISTORY_SHOWN = 5 };

/* ---- The clears ---- */

static const char *const lamp_names[] = {
    NULL, "task.clear.work", "task.clear.lead", "task.clear.due", "task.clear.effect",
    "task.clear.answerable", "task.clear.authority",
};

static const char *effect_words(Ctx *c, const Task *t) {
    if (!text_blank(t->product)) return t->product;
    if (text_blank(t->indicator)) return NULL;
    return isnan(t->target) ? t->indicator
                            : trf(c, "task.effect.target", V(t->indicator),
                                  V(figure_words(c, t->target)), V(t->measure));
}

static const char *second_line(Ctx *c, const Task *t, int rule) {
    bool both = !text_blank(t->product) && !text_blank(t->indicator) && !isnan(t->target);
    if (rule == 1 && !text_blank(t->note)) return t->note;
    if (rule == 2 && t->lead_staff)
        return trf(c, "task.person.is", V(staff_name(c, t->lead_staff)));
    if (rule == 4 && both)
        return trf(c, "task.effect.target", V(t->indicator), V(figure_words(c, t->target)),
                   V(t->measure));
    return NULL;
}

static const char *lamp_value(Ctx *c, const Task *t, int rule) {
    switch (rule) {
    case 1:  return text_blank(t->work) ? NULL : t->work;
    case 2:  return t->lead ? unit_name(c, t->lead) : NULL;
    case 3:  return t->due ? arena_print(c->a, "%s, %s", text_weekday(c, t->due),
                                         text_day(c, t->due)) : NULL;
    case 4:  return effect_words(c, t);
    case 5:  return t->answerable ? staff_name(c, t->answerable) : NULL;
    default: return text_blank(t->authority) ? NULL : t->authority;
    }
}

const char *advice_words(Ctx *c, const Advice *list, int rule) {
    Buf b = {.a = c->a};
    for (; list; list = list->next) {
        if (list->rule != rule) continue;
        if (b.len) buf_text(&b, " ");
        buf_text(&b, list->text);
    }
    return b.s;
}

static const Lamp *lamps(Ctx *c, const Task *t, int *dark) {
    Lamp *first = NULL, **end = &first;
    bool  draft = strcmp(t->stage, "draft") == 0;
    const Advice *advice = draft ? task_advice(c, t) : NULL;
    bool  sixth = !text_blank(t->authority) || (draft && authority_on(c));
    int   rules = sixth ? TASK_CLEARS : TASK_CLEARS - 1;
    *dark = 0;
    for (int rule = 1; rule <= rules; rule++) {
        Err e = draft ? task_clear(c, t, rule) : NULL;
        *end = arena_new(c->a, Lamp);
        **end = (Lamp){.rule = rule, .lit = !e, .name = tr(c, lamp_names[rule]),
                       .value = lamp_value(c, t, rule), .more = second_line(c, t, rule),
                       .spare = !e && rule == 6 && text_blank(t->authority),
                       .why = e ? tr(c, e) : NULL, .advice = advice_words(c, advice, rule)};
        *dark += e != NULL;
        end = &(*end)->next;
    }
    return first;
}

/* ---- What can be done now ---- */

static Step *step(Ctx *c, const Task *t, const char *verb, const char *key, bool sends) {
    Step *s = arena_new(c->a, Step);
    *s = (Step){.href = arena_print(c->a, "/task/%lld/%s", (long long)t->id, verb),
                .text = tr(c, key), .sends = sends};
    return s;
}

static bool may(Ctx *c, const Task *t, TaskAct act) { return task_may(c, t, act) == NULL; }

/* The one thing that the task waits for, if the reader is the one who can do it. */
static const Step *first_step(Ctx *c, const TaskView *v, const Progress *waiting) {
    const Task *t = v->t;
    if (may(c, t, ACT_ISSUE))
        return v->dark ? step(c, t, "edit", "task.do.complete", false)
                       : step(c, t, "issue", "task.do.issue", true);
    if (t->asked && may(c, t, ACT_EXTEND)) return step(c, t, "decide", "task.do.decide", false);
    if (waiting && waiting->who != c->who && may(c, t, ACT_JUDGE))
        return step(c, t, "judge", "task.do.judge", false);
    if (may(c, t, ACT_RESUME)) return step(c, t, "resume", "task.do.resume", false);
    if (!t->reported && may(c, t, ACT_REPORT))
        return step(c, t, "report", v->all_done ? "task.do.finish" : "task.do.report", false);
    return NULL;
}

static const Step *other_steps(Ctx *c, const Task *t, const Step *first) {
    static const struct { TaskAct act; const char *verb, *key; } rows[] = {
        {ACT_EDIT, "edit", "task.do.edit"},          {ACT_CORRECT, "edit", "task.do.correct"},
        {ACT_REPORT, "report", "task.do.report"},    {ACT_SPLIT, "split", "task.do.split"},
        {ACT_ASK, "extend", "task.do.ask"},          {ACT_EXTEND, "extend", "task.do.extend"},
        {ACT_PAUSE, "pause", "task.do.pause"},       {ACT_REOPEN, "reopen", "task.do.reopen"},
        {ACT_REPEAT, "series", "task.do.series"},    {ACT_WITHDRAW, "withdraw", "task.do.withdraw"},
        {ACT_DROP, "drop", "task.do.drop"},
    };
    Step *list = NULL, **end = &list;
    bool  extends = false;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!may(c, t, rows[i].act)) continue;
        bool extend = rows[i].act == ACT_ASK || rows[i].act == ACT_EXTEND;
        if (extend && (t->asked || extends)) continue;
        if (rows[i].act == ACT_EXTEND || rows[i].act == ACT_ASK) extends = true;
        /* Who may give time need not ask for it. */
        const char *key = extend && may(c, t, ACT_EXTEND) ? "task.do.extend" : rows[i].key;
        Step *s = step(c, t, rows[i].verb, key, false);
        if (first && strcmp(s->href, first->href) == 0) continue;
        *end = s;
        end = &s->next;
    }
    return list;
}

static const char *waits(Ctx *c, const Task *t, const Progress *waiting) {
    if (strcmp(t->stage, "draft") == 0) return NULL;
    if (t->asked) return trf(c, "task.waits.extension", V(unit_name(c, t->issuer)));
    if (waiting && waiting->final)
        return trf(c, "task.waits.final", V(unit_name(c, t->issuer)),
                   V(text_day(c, waiting->day)));
    if (t->returned) return trf(c, "task.waits.returned", V(unit_name(c, t->lead)));
    if (t->paused) return trf(c, "task.waits.paused", V(text_day(c, t->paused)));
    return NULL;
}

/* ---- Lists ---- */

static const Row *partner_rows(Ctx *c, int64_t task) {
    Row *first = NULL, **end = &first;
    for (const Partner *p = task_partners(c, task); p; p = p->next) {
        *end = arena_new(c->a, Row);
        **end = (Row){.id = p->unit, .unit = unit_name(c, p->unit), .text = p->product,
                      .due = p->due, .done = p->done};
        (*end)->state = task_state_html(c, task_state(p->done ? "done" : "open", p->due, p->done,
                                                      c->today));
        end = &(*end)->next;
    }
    return first;
}

static const Row *child_rows(Ctx *c, int64_t task) {
    Row *first = NULL, **end = &first;
    for (const Task *k = task_children(c, task); k; k = k->next) {
        if (!task_sees(c, k)) continue;
        *end = arena_new(c->a, Row);
        **end = (Row){.id = k->id, .unit = unit_name(c, k->lead), .text = k->work, .due = k->due,
                      .said = k->said, .shown = shown_words(c, k->shown),
                      .state = task_state_html(c, task_state_of(c, k))};
        end = &(*end)->next;
    }
    return first;
}

static const StateCount *leaf_counts(Ctx *c, int64_t task) {
    StateCount *first = NULL, **end = &first;
    Tally  y = task_leaves(c, task);
    for (int s = 0; s < TASK_STATES; s++) {
        if (!y.n[s]) continue;
        *end = arena_new(c->a, StateCount);
        **end = (StateCount){y.n[s], task_state_html(c, (TaskState)s), NULL};
        end = &(*end)->next;
    }
    return first;
}

static const ReportView *report_rows(Ctx *c, const Task *t) {
    ReportView *first = NULL, **end = &first;
    for (const Progress *p = task_progress(c, t->id); p; p = p->next) {
        *end = arena_new(c->a, ReportView);
        **end = (ReportView){
            .p = p, .unit = unit_name(c, p->unit), .who = staff_name(c, p->who),
            .judge = staff_name(c, p->judge), .shown = shown_words(c, p->shown),
            .figure = isnan(p->figure) ? NULL : figure_words(c, p->figure),
            .partner = p->unit != t->lead};
        end = &(*end)->next;
    }
    return first;
}

static const ExtensionView *extension_rows(Ctx *c, int64_t task) {
    ExtensionView *first = NULL, **end = &first;
    for (const Extension *x = task_extensions(c, task); x; x = x->next) {
        *end = arena_new(c->a, ExtensionView);
        **end = (ExtensionView){x, staff_name(c, x->who), staff_name(c, x->judge), NULL};
        end = &(*end)->next;
    }
    return first;
}

static const CommentView *comment_rows(Ctx *c, int64_t task) {
    CommentView *first = NULL, **end = &first;
    for (const Comment *m = task_comments(c, task); m; m = m->next) {
        *end = arena_new(c->a, CommentView);
        **end = (CommentView){m, staff_name(c, m->who), NULL};
        end = &(*end)->next;
    }
    return first;
}

static void add_document(Ctx *c, TaskView *v) {
    Rows q = db_query(c, "SELECT symbol, abstract, ended, body FROM document WHERE id = $1",
                      V(v->t->document));
    while (db_next(&q)) {
        v->symbol = row_text(&q, 0);
        v->abstract = row_text(&q, 1);
        v->ended = row_text(&q, 2);
        const char *body = row_text(&q, 3);
        v->altered = *v->t->quote && *body && !clause_holds(c, body, v->t->quote);
    }
    v->flag = v->ended ? NULL : document_flag(c, v->t->document);
}

/* ---- The three axes ---- */

static const char *schedule_words(Ctx *c, const Task *t) {
    const char *end = t->reported ? t->reported : t->done;
    if (!t->due || !t->issued) return NULL;
    if (!end) return days_left(c, t->due, c->today);
    int64_t late = day_number(end) - day_number(t->due);
    const char *key = t->done ? (late > 0 ? "task.when.done.late" : "task.when.done")
                              : (late > 0 ? "task.when.reported.late" : "task.when.reported");
    return trf(c, key, V(text_day(c, end)), V(late));
}

/* Working days that are left, where they tell more than the days. */
static const char *work_left(Ctx *c, const Task *t) {
    if (!t->issued || t->done || t->reported || strcmp(t->due, c->today) <= 0) return NULL;
    return trf(c, "task.when.workdays", V(workdays_between(c, c->today, t->due)));
}

static const char *last_figure(Ctx *c, const TaskView *v) {
    const Task *t = v->t;
    if (text_blank(t->indicator) || isnan(t->target)) return NULL;
    for (const ReportView *r = v->reports; r; r = r->next)
        if (r->figure && !r->partner)
            return trf(c, "task.figure.of", V(r->figure), V(figure_words(c, t->target)),
                       V(t->measure));
    return NULL;
}

TaskView task_view(Ctx *c, const Task *t) {
    TaskView v = {.t = t, .state = task_state_of(c, t)};
    const Progress *waiting = task_waiting(c, t);
    v.lamps = lamps(c, t, &v.dark);
    v.why_due = task_due_why(c, t);
    v.waits = waits(c, t, waiting);
    v.issuer = unit_name(c, t->issuer);
    v.maker = staff_name(c, t->who);
    v.parent = t->parent ? task_get(c, t->parent) : NULL;
    if (v.parent && !task_sees(c, v.parent)) v.parent = NULL;
    v.shown = shown_words(c, t->shown);
    v.schedule = schedule_words(c, t);
    v.work_left = work_left(c, t);
    v.partners = partner_rows(c, t->id);
    v.children = child_rows(c, t->id);
    v.leaves = leaf_counts(c, t->id);
    v.all_done = task_children_done(c, t->id);
    v.partners_may = may(c, t, ACT_EDIT) || may(c, t, ACT_CORRECT);
    v.comments_may = may(c, t, ACT_COMMENT);
    v.watched = task_watched(c, t->id);
    v.reports = report_rows(c, t);
    v.figure = last_figure(c, &v);
    v.extensions = extension_rows(c, t->id);
    v.comments = comment_rows(c, t->id);
    v.history = v.older = task_told(c, t->id);
    for (int i = 0; i < HISTORY_SHOWN && v.older; i++) v.older = v.older->next;
    for (const Told *d = v.older; d; d = d->next) v.olders++;
    v.series = t->series ? series_get(c, t->series) : NULL;
    v.every = v.series ? every_words(c, v.series->every) : NULL;
    v.first = first_step(c, &v, waiting);
    v.others = other_steps(c, t, v.first);
    if (t->document) add_document(c, &v);
    return v;
}
