/* words.c - sentences from figures: which one stands there follows from tables, so two
 * briefs with the same figures say the same, and none says more than its figures do. */
#include "brief/brief.h"

#include "text/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- How sure a difference is ----
 *
 * The figures are full counts, so no sampling error is in them; the question is whether as
 * large a difference would come about by chance between two periods with the same
 * underlying rate.  Interval: brief_difference(). */
static const struct { double z; const char *key; } sureness[] = {
    {2.5758293035489004, "brief.sure.almost"}, /* 99 percent */
    {1.959963984540054,  "brief.sure.very"},   /* 95 percent */
    {1.2815515655446004, "brief.sure.likely"}, /* 80 percent */
};

const char *brief_sureness(const BriefCount *now, const BriefCount *was) {
    for (size_t i = 0; i < sizeof sureness / sizeof *sureness; i++) {
        double low, high;
        brief_difference(now->in_time, brief_judged(now), was->in_time, brief_judged(was),
                         sureness[i].z, &low, &high);
        if (low > 0 || high < 0) return sureness[i].key;
    }
    return "brief.sure.unclear";
}

/* ---- Lines ---- */

typedef struct Say {
    Ctx               *c;
    const BriefFigures *f;
    const char        *link;
    BriefLine        **end;
} Say;

static void begin(Say *s, const BriefLine **first) { s->end = (BriefLine **)first; }

static void say(Say *s, const char *text, const char *query) {
    *s->end = arena_new(s->c->a, BriefLine);
    **s->end = (BriefLine){
        .text = text,
        .href = s->link && query ? arena_print(s->c->a, "%s?%s", s->link, query) : NULL};
    s->end = &(*s->end)->next;
}

static const char *percent(const Ctx *c, double rate) { return text_percent(c, rate, 1); }

/* ---- What changed ---- */

static void say_rate(Say *s) {
    Ctx              *c = s->c;
    const BriefCount *n = &s->f->now, *was = &s->f->was;
    double            now = brief_rate(n), before = brief_rate(was);
    if (isnan(now)) {
        say(s, tr(c, "brief.say.rate.none"), NULL);
        return;
    }
    if (isnan(before)) {
        say(s, trf(c, "brief.say.rate.alone", V(percent(c, now)), V(n->in_time),
                   V(brief_judged(n))), "set=in_time");
        return;
    }
    say(s, trf(c, "brief.say.rate", V(percent(c, now)), V(n->in_time), V(brief_judged(n)),
               V(percent(c, before)), V(was->in_time), V(brief_judged(was))), "set=in_time");
    const char *sure = brief_sureness(n, was);
    if (strcmp(sure, "brief.sure.unclear") == 0) say(s, tr(c, sure), NULL);
    else say(s, trf(c, now > before ? "brief.say.up" : "brief.say.down", V(tr(c, sure))), NULL);
}

/* The three units with most of something: "A (3), B (1)"; NULL for none. */
static const char *most(const Say *s, size_t count) {
    Buf  b = {.a = s->c->a};
    bool *told = arena_take(s->c->a, sizeof *told * (size_t)(s->f->units + 1));
    for (int turn = 0; turn < 3; turn++) {
        int     at = -1;
        int64_t n = 0;
        for (int i = 0; i < s->f->units; i++) {
            const char *row = (const char *)&s->f->unit[i].now;
            int64_t     k = *(const int64_t *)(const void *)(row + count);
            if (!told[i] && k > n) at = i, n = k;
        }
        if (at < 0) break;
        told[at] = true;
        buf_print(&b, "%s%s (%s)", turn ? ", " : "", s->f->unit[at].name, text_int(s->c, n));
    }
    return b.s;
}

static void say_most(Say *s) {
    const char *late = most(s, offsetof(BriefCount, late));
    const char *over = most(s, offsetof(BriefCount, overdue));
    if (late) say(s, trf(s->c, "brief.say.late", V(late)), "set=late");
    if (over) say(s, trf(s->c, "brief.say.most", V(over)), "set=overdue");
}

static void say_changed(Say *s) {
    Ctx              *c = s->c;
    const BriefCount *n = &s->f->now, *was = &s->f->was;
    say(s, trf(c, "brief.say.done", V(n->in_time + n->late), V(n->in_time), V(n->late),
               V(was->in_time + was->late)), "set=in_time");
    say_rate(s);
    const char *key = !n->overdue && !was->overdue ? "brief.say.overdue.none"
                      : n->overdue > was->overdue ? "brief.say.overdue.more"
                      : n->overdue < was->overdue ? "brief.say.overdue.fewer"
                                                  : "brief.say.overdue.same";
    say(s, trf(c, key, V(n->overdue), V(was->overdue)), "set=overdue");
    say_most(s);
    say(s, trf(c, "brief.say.issued", V(n->issued), V(n->open)), "set=issued");
}

/* ---- Why ---- */

static void say_causes(Say *s) {
    static const char *const keys[BRIEF_CAUSES] = {
        "brief.why.waiting", "brief.why.returned", "brief.why.silent", "brief.why.stale",
        "brief.why.extended", "brief.why.slow"};
    bool said[BRIEF_CAUSES] = {false};
    if (!s->f->lates) say(s, tr(s->c, "brief.why.none"), NULL);
    if (s->f->now.late)
        say(s, trf(s->c, "brief.why.tardy", V(s->f->now.late), V(s->f->late_most),
                   V(s->f->late_extended)), "set=late");
    for (int turn = 0; turn < BRIEF_CAUSES; turn++) {
        int most = -1;
        for (int k = 0; k < BRIEF_CAUSES; k++)
            if (!said[k] && (most < 0 || s->f->cause[k] > s->f->cause[most])) most = k;
        said[most] = true;
        if (s->f->cause[most])
            say(s, trf(s->c, keys[most], V(s->f->cause[most]), V(s->f->lates),
                       V(BRIEF_STALE_DAYS)), NULL);
    }
}

enum { REASONS = 3, REASON_LETTERS = 140 };

static void say_why(Say *s) {
    const BriefFigures *f = s->f;
    int n = 0;
    say_causes(s);
    if (f->asked || f->granted || f->refused)
        say(s, trf(s->c, "brief.why.asked", V(f->asked), V(f->granted), V(f->refused)), NULL);
    const char *last = "";
    for (const KnownExtension *x = f->extension; x && n < REASONS; x = x->next) {
        if (text_same(last, x->reason)) continue;
        last = x->reason;
        n++;
        say(s, trf(s->c, "brief.why.reason", V(text_snippet(s->c->a, last, "", REASON_LETTERS))),
            NULL);
    }
}

/* ---- How sure ---- */

/* Of a sample how many are false is not known, but between which bounds. */
static void say_round(Say *s, const BriefInspection *r) {
    Ctx       *c = s->c;
    const Val  n = V(r->seen), all = V(r->n), unit = V(r->unit_name);
    const Val  since = V(text_day(c, r->since)), until = V(text_day(c, r->until));
    if (isnan(r->share))
        say(s, trf(c, "brief.say.inspected.few", n, all, unit, since, until), NULL);
    else if (r->known)
        say(s, trf(c, "brief.say.inspected.all", all, unit, since, until, V(r->bad),
                   V(percent(c, r->share))), NULL);
    else
        say(s, trf(c, "brief.say.inspected", n, all, unit, since, until,
                   V(percent(c, r->share)), V(percent(c, r->low)), V(percent(c, r->high))), NULL);
}

static void say_sure(Say *s) {
    Ctx              *c = s->c;
    const BriefCount *n = &s->f->now;
    int64_t judged = brief_judged(n), done = n->in_time + n->late, thin = n->part + n->none;
    say(s, trf(c, "brief.say.counted", V(judged + n->open + n->waiting + n->paused),
               V(text_moment(c, s->f->ask.known))), NULL);
    if (done)
        say(s, trf(c, n->full == done ? "brief.say.evidence.all" : "brief.say.evidence",
                   V(done), V(n->full), V(n->part), V(n->none)), NULL);
    if (thin && judged) {
        int64_t left = n->in_time > thin ? n->in_time - thin : 0;
        say(s, trf(c, "brief.say.mind", V(thin), V(percent(c, (double)left / (double)judged))),
            NULL);
    }
    if (n->waiting) {
        double all = (double)(judged + n->waiting);
        say(s, trf(c, "brief.say.waiting", V(n->waiting), V(percent(c, (double)n->in_time / all)),
                   V(percent(c, (double)(n->in_time + n->waiting) / all))), "set=waiting");
    }
    for (int i = 0; i < s->f->rounds; i++) say_round(s, &s->f->round[i]);
}

/* ---- What is not known ---- */

static void say_unknown(Say *s) {
    Ctx                *c = s->c;
    const BriefFigures *f = s->f;
    if (!f->rounds) say(s, tr(c, "brief.unknown.true"), NULL);
    if (f->stale)
        say(s, trf(c, "brief.say.stale", V(f->stale), V(f->now.open), V(BRIEF_STALE_DAYS)), NULL);
    say(s, tr(c, "brief.unknown.good"), NULL);
}

/* ---- What next ---- */

static void say_next(Say *s) {
    Ctx                *c = s->c;
    const BriefFigures *f = s->f;
    int64_t             old = 0;
    for (int i = 0; i < f->lates; i++) old += f->late[i].days > BRIEF_STALE_DAYS;
    if (old) say(s, trf(c, "brief.next.old", V(old), V(BRIEF_STALE_DAYS)), "set=overdue");
    if (f->cause[CAUSE_WAITING] + f->now.waiting)
        say(s, trf(c, "brief.next.judge", V(f->cause[CAUSE_WAITING] + f->now.waiting)),
            "set=waiting");
    if (f->pending) say(s, trf(c, "brief.next.asked", V(f->pending)), NULL);
    if (strcmp(f->ahead.since, f->ahead.until) <= 0)
        say(s, trf(c, f->unheard ? "brief.next.coming" : "brief.next.coming.heard",
                   V(f->coming), V(text_day(c, f->ahead.since)),
                   V(text_day(c, f->ahead.until)), V(f->unheard)), NULL);
}

BriefWords brief_words(Ctx *c, const BriefFigures *f, const char *link) {
    BriefWords w = {0};
    Say        s = {.c = c, .f = f, .link = link};
    begin(&s, &w.changed);
    say_changed(&s);
    begin(&s, &w.why);
    say_why(&s);
    begin(&s, &w.sure);
    say_sure(&s);
    begin(&s, &w.unknown);
    say_unknown(&s);
    begin(&s, &w.next);
    say_next(&s);
    return w;
}
