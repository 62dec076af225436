/* demo_answer.c - answers of people who do not exist, drawn from demo/answers.tsv.
 *
 * The seed is fixed, so the same day makes the same answers.  Whoever answers has a mood, which
 * the scales follow; a result that came late spoils it.  The form itself says what is asked of
 * whom: what does not concern somebody falls away, as in the field. */
#include "cli/demo.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FORM, QUESTION, KIND, EMPTY, VALUES };
enum { VALUES_MAX = 20 };

typedef struct Value { const char *name; size_t n; int weight; } Value;

static int split(const char *s, Value *v) {
    int n = 0;
    for (; *s && n < VALUES_MAX; s += *s == ' ') {
        v[n] = (Value){s, strcspn(s, ":"), 0};
        v[n].weight = (int)strtol(s + v[n].n + 1, NULL, 10);
        s += strcspn(s, " ");
        n++;
    }
    return n;
}

static double normal(Random *r) {
    double u = 1 - random_real(r), v = random_real(r);
    return sqrt(-2 * log(u)) * cos(2 * M_PI * v);
}

/* The value at this share of all weights, from 0 to 1. */
static const Value *at_share(const Value *v, int n, double share) {
    double all = 0;
    for (int i = 0; i < n; i++) all += v[i].weight;
    double left = share * all;
    for (int i = 0; i < n; i++)
        if ((left -= v[i].weight) < 0) return &v[i];
    return &v[n - 1];
}

static bool declines(const Value *v) { return strncmp(v->name, "khong_tra_loi", v->n) == 0; }

static const Value *on_scale(DemoPerson *p, const Value *v, int n) {
    const Value *any = at_share(v, n, random_real(&p->random));
    if (declines(any)) return any;
    double z = 0.7 * p->mood + 0.71 * normal(&p->random);
    return p->hasty ? &v[n - 3] : at_share(v, n - 1, 0.5 * erfc(-z / sqrt(2)));
}

static const char *number(Ctx *c, DemoPerson *p, const Value *v) {
    long from = strtol(v->name, NULL, 10);
    long to = strtol(v->name + strcspn(v->name, "-") + 1, NULL, 10);
    return arena_print(c->a, "%ld", from + (long)random_below(&p->random,
                                                              (uint64_t)(to - from + 1)));
}

/* At most three, as the questions ask; whoever finds none says nothing. */
static const char *some(Ctx *c, DemoPerson *p, const Value *v, int n) {
    Buf b = {.a = c->a};
    int chosen = 0;
    for (int i = 0; i < n && chosen < 3; i++) {
        if ((int)random_below(&p->random, 1000) >= v[i].weight) continue;
        if (chosen++) buf_text(&b, " ");
        buf_add(&b, v[i].name, v[i].n);
    }
    return chosen ? b.s : "khong_tra_loi";
}

static const char *text(Ctx *c, DemoPerson *p, const char *s) {
    uint64_t n = 1;
    for (const char *q = s; *q; q++) n += *q == '|';
    for (uint64_t k = random_below(&p->random, n); k; k--) s += strcspn(s, "|") + 1;
    return arena_part(c->a, s, strcspn(s, "|"));
}

static const char *draw(Ctx *c, DemoPerson *p, const Line *l) {
    Value       v[VALUES_MAX];
    const char *kind = l->f[KIND];
    if ((int64_t)random_below(&p->random, 1000) < demo_number(l->f[EMPTY])) return "";
    if (strcmp(kind, "text") == 0) return text(c, p, l->f[VALUES]);
    int n = split(l->f[VALUES], v);
    if (strcmp(kind, "many") == 0) return some(c, p, v, n);
    const Value *one = strcmp(kind, "scale") == 0 ? on_scale(p, v, n)
                                                  : at_share(v, n, random_real(&p->random));
    return strcmp(kind, "number") == 0 ? number(c, p, one) : arena_part(c->a, one->name, one->n);
}

/* One in a hundred was written down as somebody who is too young to be asked. */
static const char *mistaken(const Line *l, const char *said, bool mistake) {
    return mistake && *said && strcmp(l->f[QUESTION], "nam_sinh") == 0 ? "2012" : said;
}

static XNode *node_called(const XEntry *t, const char *name) {
    const XForm *x = xentry_form(t);
    for (int i = 0; i < xform_fields(x); i++)
        if (strcmp(xform_field(x, i)->name, name) == 0)
            return xentry_node(t, xform_field(x, i)->path);
    fatal("demo: the form asks no %s", name);
}

static Err fill(Ctx *c, DemoPerson *p, XEntry *t) {
    Err e = NULL;
    for (const char *const *s = table_answers; *s && !e; s++) {
        const Line l = demo_cut(c->a, *s);
        if (strcmp(l.f[FORM], xform_id(xentry_form(t))) != 0) continue;
        const char *said = mistaken(&l, draw(c, p, &l), p->mistake);
        if (strcmp(said, "muon") == 0) p->mood -= 0.9;
        e = xentry_put(t, node_called(t, l.f[QUESTION]), said);
        if (e) log_line("demo: answer: %s=%s: %s", l.f[QUESTION], said, e);
    }
    return e ? e : xentry_settle(t);
}

static const char *moment(Ctx *c, int64_t ms) {
    int64_t day = (ms + ZONE_MS) % DAY_MS / 1000;
    return arena_print(c->a, "%sT%02d:%02d:%02d.000+07:00", day_of(c->a, ms), (int)(day / 3600),
                       (int)(day / 60 % 60), (int)(day % 60));
}

DemoPerson demo_person(uint64_t seed, bool phone) {
    DemoPerson p = {.random = random_of(seed)};
    p.mood = normal(&p.random);
    p.hasty = phone && random_below(&p.random, 1000) < 14;
    p.mistake = phone && random_below(&p.random, 1000) < 11;
    p.seconds = p.hasty ? 55 + (int)random_below(&p.random, 40)
                        : (int)exp(6.2 + 0.35 * normal(&p.random));
    return p;
}

Err demo_answer(Ctx *c, DemoPerson *p, const FormUse *u, Bytes *xml) {
    uint64_t  a = random_next(&p->random), b = random_next(&p->random);
    XProblems problems = {.a = c->a};
    XEntry   *t;
    const char *blank = arena_print(
        c->a, "<data id=\"%s\" version=\"%s\"><start>%s</start><meta><instanceID>"
              "uuid:%08x-%04x-4%03x-a%03x-%012llx</instanceID></meta></data>",
        u->name, u->version, moment(c, c->now), (unsigned)a, (unsigned)(a >> 32 & 0xffff),
        (unsigned)(a >> 48 & 0xfff), (unsigned)(b & 0xfff), (unsigned long long)(b >> 16));
    Err e = xentry_load(c, u->x, (Bytes){blank, strlen(blank)}, NULL, true, &problems, &t);
    if (!e) e = fill(c, p, t);
    c->now += p->seconds * 1000LL;
    const char *s = e ? "" : xentry_xml(t, true);
    *xml = (Bytes){s, strlen(s)};
    return e;
}
