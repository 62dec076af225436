/* release.c - all answers in one piece, when two trustees have opened.
 *
 * Boxes are opened in the order of their random marks and put under new ones, so nothing of
 * the order in which they came, nor of their places while they were sealed, is left. */
#include "wave/parts.h"

#include "audit/audit.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { STEP = 500, HEAD = 16 };

typedef struct Piece { uint8_t mark[16]; int class; Bytes cells; } Piece;
struct WaveOpened {
    int64_t survey, form;
    Piece  *piece;
    int64_t n;
    int64_t count[WAVE_CLASSES_MAX + 1];
    int     into[WAVE_CLASSES_MAX + 1];
};

static Err closed_wave(Ctx *c, int64_t survey, Survey **s, Wave **w) {
    *s = survey_get(c, survey);
    *w = *s ? wave_get(c, survey) : NULL;
    if (!*w) return "http.missing";
    if (!survey_may(c, *s, RIGHT_SURVEY)) return "http.forbidden";
    if (strcmp((*w)->state, "open") != 0) return "wave.state.other";
    return strcmp((*s)->stage, "closed") == 0 ? NULL : "wave.stage.open";
}

static Err open_box(Ctx *b, Arena *keep, const SealPair *pair, Bytes box, WaveOpened *o) {
    Bytes   text;
    int64_t head[2];
    Err     e = seal_open(b->a, pair, box, &text);
    if (e || text.n < HEAD) return "wave.secret.wrong";
    memcpy(head, text.p, sizeof head);
    bool sound = head[0] >= 1 && head[0] <= WAVE_CLASSES_MAX && head[1] >= 0 &&
                 (uint64_t)head[1] <= text.n - HEAD;
    if (!sound) return "wave.secret.wrong";
    Piece *p = &o->piece[o->n++];
    crypt_random(p->mark, sizeof p->mark);
    p->class = (int)head[0];
    p->cells = (Bytes){arena_part(keep, (const char *)text.p + HEAD, (size_t)head[1]),
                       (size_t)head[1]};
    o->count[p->class]++;
    return NULL;
}

/* One step of them, in memory that is given back; last: the mark to go on from. */
static Err open_some(Ctx *c, const SealPair *pair, WaveOpened *o, uint8_t last[16], int *n) {
    Ctx  b = *c;
    Err  e = NULL;
    b.a = arena_open();
    *n = 0;
    Rows q = db_query(&b, "SELECT mark, box FROM wave_sealed WHERE survey = $1 AND mark > $2"
                          " ORDER BY mark LIMIT $3", V(o->survey), V((Bytes){last, 16}), V(STEP));
    while (!e && db_next(&q)) {
        memcpy(last, row_bytes(&q, 0).p, 16);
        e = open_box(&b, c->a, pair, row_bytes(&q, 1), o);
        ++*n;
    }
    db_stop(&q);
    if (!e) e = q.err;
    arena_close(b.a);
    return e;
}

/* (6) Each class of too few goes to the largest other of its stratum. */
static Err merge(const Wave *w, WaveOpened *o) {
    for (const WaveClass *k = w->first; k; k = k->next) o->into[k->class] = k->class;
    for (const WaveClass *k = w->first; k; k = k->next) {
        int best = 0;
        if (!o->count[k->class] || o->count[k->class] >= WAVE_ANSWERS_MIN) continue;
        for (const WaveClass *t = w->first; t; t = t->next)
            if (t != k && t->stratum == k->stratum && o->into[t->class] == t->class &&
                o->count[t->class] > (best ? o->count[best] : 0))
                best = t->class;
        if (!best) return "wave.release.few";
        o->count[best] += o->count[k->class];
        o->count[k->class] = 0;
        for (int i = 1; i <= WAVE_CLASSES_MAX; i++)
            if (o->into[i] == k->class) o->into[i] = best;
    }
    return NULL;
}

/* What was merged late may have been too small for what went before. */
static Err enough(const Wave *w, const WaveOpened *o) {
    for (const WaveClass *k = w->first; k; k = k->next) {
        int64_t n = o->count[k->class];
        if (n && n < WAVE_ANSWERS_MIN) return "wave.release.few";
    }
    return NULL;
}

static int by_mark(const void *a, const void *b) {
    return memcmp(((const Piece *)a)->mark, ((const Piece *)b)->mark, 16);
}

Err wave_opened(Ctx *c, int64_t survey, Bytes secret, WaveOpened **out) {
    Survey *s;
    Wave   *w;
    uint8_t last[16] = {0};
    int64_t rows = 0, spent = 0;
    int     n = 1;
    Err     e = closed_wave(c, survey, &s, &w);
    if (e) return e;
    if (secret.n != KEY_BYTES) return "wave.secret.wrong";
    SealPair pair = seal_pair(secret.p);
    if (memcmp(pair.open, w->seal, 32) != 0) return "wave.secret.wrong";
    e = db_int(c, &rows, "SELECT count(*) FROM wave_sealed WHERE survey = $1", V(survey));
    if (!e) e = db_int(c, &spent, "SELECT count(*) FROM spent WHERE survey = $1", V(survey));
    WaveOpened *o = arena_new(c->a, WaveOpened);
    o->survey = survey;
    o->form = w->form;
    o->piece = arena_take(c->a, (size_t)(rows + 1) * sizeof *o->piece);
    while (!e && n) e = open_some(c, &pair, o, last, &n);
    explicit_bzero(&pair, sizeof pair);
    if (!e && spent != o->n) e = "wave.release.differs";
    if (!e) e = merge(w, o);
    if (!e) e = enough(w, o);
    qsort(o->piece, (size_t)o->n, sizeof *o->piece, by_mark);
    *out = o;
    return e;
}

/* ---- stored ---- */

/* The weight of what was merged is that of all who were invited to it. */
static double base_of(const Wave *w, const WaveOpened *o, int class) {
    double sum = 0, people = 0;
    for (const WaveClass *k = w->first; k; k = k->next)
        if (o->into[k->class] == class) {
            sum += k->base * (double)k->invited;
            people += (double)k->invited;
        }
    return sum / people;
}

static Err put_class(Ctx *c, const Survey *s, const Wave *w, const WaveOpened *o,
                     const uint8_t seed[KEY_BYTES], const WaveClass *k) {
    VoprfPair pair;
    Err       e = wave_pair(c, seed, s->address, k->class, &pair);
    int       into = o->into[k->class];
    double    base = into == k->class ? base_of(w, o, k->class) : k->base;
    if (!e)
        e = db_exec(c, "UPDATE wave_class SET issued = $3, redeemed = $4, into_class = $5,"
                       " key_secret = $6, base = $7 WHERE survey = $1 AND class = $2",
                    V(w->survey), V(k->class), V(k->issued), V(k->redeemed),
                    into == k->class ? val_text(NULL) : V(into), V((Bytes){pair.secret, 32}),
                    V(base));
    return e;
}

/* Rows are written anew in the order of their tokens, not that of their coming. */
static Err put_spent(Ctx *c, int64_t survey) {
    typedef struct Token { int class; Bytes token; } Token;
    int64_t n = 0, i = 0;
    Err     e = db_int(c, &n, "SELECT count(*) FROM spent WHERE survey = $1", V(survey));
    Token  *t = arena_take(c->a, (size_t)(n + 1) * sizeof *t);
    Rows    q = db_query(c, "SELECT class, token FROM spent WHERE survey = $1 ORDER BY token",
                         V(survey));
    while (db_next(&q) && i < n) t[i++] = (Token){(int)row_int(&q, 0), row_bytes(&q, 1)};
    db_stop(&q);
    if (!e) e = db_exec(c, "DELETE FROM spent WHERE survey = $1", V(survey));
    for (int64_t k = 0; k < i && !e; k++)
        e = db_exec(c, "INSERT INTO spent (survey, class, token) VALUES ($1, $2, $3)", V(survey),
                    V(t[k].class), V(t[k].token));
    return e;
}

static Err put_answers(Ctx *c, const WaveOpened *o) {
    Err e = NULL;
    for (int64_t i = 0; i < o->n && !e; i++) {
        const Piece *p = &o->piece[i];
        e = db_exec(c, "INSERT INTO answer (mark, survey, class, form, cells)"
                       " VALUES ($1, $2, $3, $4, $5)", V((Bytes){p->mark, sizeof p->mark}),
                    V(o->survey), V(o->into[p->class]), V(o->form), V(p->cells));
    }
    return e;
}

/* (7) */
static Err forget(Ctx *c, int64_t survey) {
    Err e = db_exec(c, "DELETE FROM wave_sealed WHERE survey = $1", V(survey));
    if (!e) e = db_exec(c, "DELETE FROM wave_shown WHERE survey = $1", V(survey));
    if (!e) e = db_exec(c, "DELETE FROM invite WHERE survey = $1", V(survey));
    return e ? e : db_exec(c, "UPDATE wave SET state = 'released', share_ab = NULL,"
                              " share_bc = NULL, share_ca = NULL WHERE survey = $1", V(survey));
}

Err wave_release(Ctx *c, const WaveOpened *o) {
    Survey *s;
    Wave   *w;
    uint8_t seed[KEY_BYTES];
    Err     e = closed_wave(c, o->survey, &s, &w);
    if (!e) e = wave_seed(c, o->survey, seed);
    for (const WaveClass *k = w ? w->first : NULL; k && !e; k = k->next)
        e = put_class(c, s, w, o, seed, k);
    explicit_bzero(seed, sizeof seed);
    if (!e) e = put_spent(c, o->survey);
    if (!e) e = put_answers(c, o);
    if (!e) e = forget(c, o->survey);
    Deed d = {.what = "wave.deed.released", .subject = "survey", .id = o->survey};
    deed_change(c, &d, "answers", "", arena_print(c->a, "%" PRId64, o->n));
    return e ? e : audit_note(c, &d);
}
