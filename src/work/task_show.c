/* task_show.c - a task in words: how long there is, why this day, what happened. */
#include "work/pages.h"
#include "work/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { HISTORY_MAX = 200, TOLD_LETTERS = 160 };

const char *days_left(const Ctx *c, const char *due, const char *today) {
    int64_t left = day_number(due) - day_number(today);
    if (left < 0) return trf(c, "task.when.late", V(-left));
    if (left == 0) return tr(c, "task.when.today");
    return left == 1 ? tr(c, "task.when.tomorrow") : trf(c, "task.when.left", V(left));
}

const char *shown_words(const Ctx *c, const char *shown) {
    switch (*shown) {
    case 'n': return tr(c, "task.shown.none");
    case 'p': return tr(c, "task.shown.part");
    case 'f': return tr(c, "task.shown.full");
    case 'a': return tr(c, "task.shown.against");
    default:  return "";
    }
}

const char *every_words(const Ctx *c, const char *every) {
    switch (*every) {
    case 'w': return tr(c, "series.week");
    case 'm': return tr(c, "series.month");
    case 'q': return tr(c, "series.quarter");
    default:  return tr(c, "series.year");
    }
}

/* As many decimals as it has, up to three. */
const char *figure_words(const Ctx *c, double v) {
    int decimals = 0;
    while (decimals < 3 && fabs(v * pow(10, decimals) - round(v * pow(10, decimals))) > 1e-9)
        decimals++;
    return text_real(c, v, decimals);
}

/* "Thứ Bảy 15/10, Chủ nhật 16/10, 1/1 (Tết Dương lịch)": a weekend by its days only. */
static const char *days_off(const Ctx *c, const DayOff *off) {
    Buf b = {.a = c->a};
    for (const DayOff *d = off; d; d = d->next) {
        if (d != off) buf_text(&b, ", ");
        if (!d->name) buf_print(&b, "%s ", text_weekday(c, d->day));
        buf_text(&b, text_day_short(c, d->day));
        if (d->name) buf_print(&b, " (%s)", d->name);
    }
    return b.s ? b.s : "";
}

const char *task_due_why(Ctx *c, const Task *t) {
    const DayOff *off;
    int64_t       n = 0;
    if (!t->due_days || !date_ok(t->due_from)) return NULL;
    const char *day = workday_after(c, t->due_from, t->due_days, &off);
    for (const DayOff *d = off; d; d = d->next) n++;
    const char *why = trf(c, n ? "task.due.why" : "task.due.plain", V(t->due_days),
                          V(text_day(c, t->due_from)), V(n), V(days_off(c, off)));
    /* The calendar may have been corrected since. */
    return strcmp(day, t->due) == 0 ? why
         : arena_print(c->a, "%s %s", why, trf(c, "task.due.moved", V(text_day(c, day))));
}

bool due_moved(const Task *t) { return t->first_due && strcmp(t->first_due, t->due) != 0; }

bool extension_differs(const Extension *x) {
    return x->granted && strcmp(x->granted, x->wanted) != 0;
}

/* ---- History ---- */

enum Kind { WORDS, DAY, UNIT, STAFF, PERCENT, FLAG, SHOWN, PERIOD, TASK, HIDDEN };
static const struct { const char *field, *label; enum Kind kind; } told[] = {
    {"parent", "task.parent", TASK},        {"document", "task.document", HIDDEN},
    {"clause", "task.clause", WORDS},       {"quote", "task.quote", WORDS},
    {"work", "task.work", WORDS},           {"note", "task.note", WORDS},
    {"issuer", "task.issuer", UNIT},        {"lead", "task.lead", UNIT},
    {"person", "task.person", STAFF},       {"due", "task.due", DAY},
    {"product", "task.product", WORDS},     {"indicator", "task.indicator", WORDS},
    {"target", "task.target", WORDS},       {"measure", "task.measure", WORDS},
    {"answerable", "task.answerable", STAFF}, {"authority", "task.authority.word", WORDS},
    {"urgent", "task.urgent", FLAG},        {"said", "task.said", PERCENT},
    {"shown", "task.shown", SHOWN},         {"partner", "task.partner", WORDS},
    {"wanted", "task.wanted", DAY},         {"every", "task.every", PERIOD},
    {"reminded", "task.reminded", STAFF},
    {NULL, NULL, HIDDEN},
};

static const char *told_value(Ctx *c, enum Kind kind, const char *s) {
    int64_t id = strtoll(s, NULL, 10);
    if (!*s) return "";
    switch (kind) {
    case DAY:     return text_day(c, s);
    case UNIT:    return unit_name(c, id);
    case STAFF:   return staff_name(c, id);
    case PERCENT: return arena_print(c->a, "%s%%", s);
    case FLAG:    return tr(c, "task.yes");
    case SHOWN:   return shown_words(c, s);
    case PERIOD:  return every_words(c, s);
    case TASK:    return arena_print(c->a, "#%s", s);
    default:      return text_snippet(c->a, s, "", TOLD_LETTERS);
    }
}

static struct ToldChange *told_changes(Ctx *c, const Change *list) {
    struct ToldChange *first = NULL, **end = &first;
    for (; list; list = list->next) {
        int i = 0;
        while (told[i].field && strcmp(told[i].field, list->field) != 0) i++;
        if (told[i].kind == HIDDEN) continue;
        *end = arena_new(c->a, struct ToldChange);
        **end = (struct ToldChange){tr(c, told[i].label),
                                    told_value(c, told[i].kind, list->was),
                                    told_value(c, told[i].kind, list->is), NULL};
        end = &(*end)->next;
    }
    return first;
}

const Told *task_told(Ctx *c, int64_t task) {
    Told *first = NULL, **end = &first;
    for (const DeedRow *d = audit_history(c, "task", task, HISTORY_MAX); d; d = d->next) {
        *end = arena_new(c->a, Told);
        **end = (Told){.at = d->at, .who = d->who ? staff_name(c, d->who) : tr(c, "task.nobody"),
                       .what = tr(c, d->what), .reason = d->reason};
        /* What a draft began with stands on the page itself. */
        if (strcmp(d->what, "task.deed.drafted") != 0 && strcmp(d->what, "task.deed.repeated") != 0)
            (*end)->changes = told_changes(c, d->changes);
        end = &(*end)->next;
    }
    return first;
}

const char *file_size(const Ctx *c, int64_t bytes) {
    double kb = (double)bytes / 1024;
    return kb < 1000 ? arena_print(c->a, "%s KB", text_real(c, kb < 1 ? 1 : kb, 0))
                     : arena_print(c->a, "%s MB", text_real(c, kb / 1024, 1));
}
