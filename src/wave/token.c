/* token.c - what the invited send: a code for a token, a token for an answer.
 *
 * The two are never in one table, and no clock is read: that one came after the other is known
 * to the memory of the server alone.  No deed is noted, for a deed has a time. */
#include "wave/parts.h"

#include <string.h>

/* A wave that takes answers today. */
static Err find_wave(Ctx *c, const char *address, Survey **s, Wave **w) {
    *s = address ? survey_at(c, address) : NULL;
    *w = *s ? wave_get(c, (*s)->id) : NULL;
    if (!*w || strcmp((*w)->state, "made") == 0) return "http.missing";
    return strcmp((*w)->state, "open") != 0 || survey_takes(c, *s) ? "token.closed" : NULL;
}

static Err pair_of(Ctx *c, const Survey *s, int class, VoprfPair *out) {
    uint8_t seed[KEY_BYTES];
    Err     e = wave_seed(c, s->id, seed);
    if (!e) e = wave_pair(c, seed, s->address, class, out);
    explicit_bzero(seed, sizeof seed);
    return e;
}

static Err evaluate(Ctx *c, const Survey *s, int class, const uint8_t element[32],
                    TokenReply *out) {
    VoprfPair pair;
    Err       e = pair_of(c, s, class, &pair);
    out->class = class;
    if (!e)
        e = voprf_issue(&pair, (const uint8_t (*)[32])element, 1,
                        (uint8_t (*)[32])out->evaluated, out->proof) ? "token.bad" : NULL;
    explicit_bzero(&pair, sizeof pair);
    return e;
}

static Err class_of_code(Ctx *c, int64_t survey, Bytes code, Hash *h, int *class) {
    *h = hash_of(code.p, code.n);
    *class = 0;
    Rows q = db_query(c, "SELECT class FROM invite WHERE code = $1 AND survey = $2",
                      V((Bytes){h->b, sizeof h->b}), V(survey));
    if (db_next(&q)) *class = (int)row_int(&q, 0);
    db_stop(&q);
    return *class ? NULL : "token.code.missing";
}

Err token_issue(Ctx *c, const char *address, Bytes code, const uint8_t blinded[32],
                TokenReply *out) {
    Survey *s;
    Wave   *w;
    Hash    h;
    int     class;
    Err     e = find_wave(c, address, &s, &w);
    if (!e) e = class_of_code(c, s->id, code, &h, &class);
    if (!e) e = evaluate(c, s, class, blinded, out);
    if (e) return e;
    int64_t n = 0; /* (4) the first element is the only one */
    Rows q = db_query(c, "UPDATE invite SET blinded = $2 WHERE code = $1"
                         " AND (blinded IS NULL OR blinded = $2) RETURNING class",
                      V((Bytes){h.b, sizeof h.b}), V((Bytes){blinded, 32}));
    while (db_next(&q)) n++;
    if (q.err) return q.err;
    return n ? NULL : "token.code.other";
}

/* ---- an answer ---- */

static Err check_token(Ctx *c, const Survey *s, const TokenAnswer *x) {
    VoprfPair pair;
    uint8_t   out[VOPRF_OUTPUT_BYTES];
    Err       e = pair_of(c, s, x->class, &pair);
    if (!e) e = voprf_output(&pair, (Bytes){x->token, 32}, out);
    explicit_bzero(&pair, sizeof pair);
    if (e) return e;
    const char *what = arena_print(c->a, "namro wave %s\n%s", s->address, x->xml);
    Hash want = hash_keyed((Bytes){out, sizeof out}, (Bytes){what, strlen(what)}), got;
    memcpy(got.b, x->mac, sizeof got.b);
    return hash_same(want, got) ? NULL : "token.bad";
}

/* The name that a browser gave its copy would tell whose it is to who has the browser. */
static void forget_names(XEntry *t, const FormUse *u, Ctx *c) {
    static const char *const names[] = {"instanceID", "instanceName", "deprecatedID"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        XNode *n = xentry_node(t, arena_print(c->a, "/%s/meta/%s", xform_root(u->x), names[i]));
        if (n) n->value = "";
    }
}

static Err read_cells(Ctx *c, const Wave *w, TokenAnswer *x, Bytes *cells) {
    XEntry        *t;
    Bytes          xml = {x->xml, strlen(x->xml)};
    const FormUse *u = form_use(c, w->form);
    x->problems = (XProblems){.a = c->a};
    if (!u) return "http.missing";
    Err e = xform_check(c, u->x, xml, &x->problems, &t);
    if (e || entry_wrong(xentry_root(t))) return "token.answer.wrong";
    entry_blunt(c, t, &xml); /* (5) neither hour nor device */
    forget_names(t, u, c);
    *cells = cells_of(c->a, u, t);
    return NULL;
}

/* (5) Four lengths: what was said is not told by how much was said. */
static Err seal_answer(Ctx *c, const Wave *w, TokenAnswer *x, Bytes cells) {
    static const size_t sizes[] = {1024, 4096, 16384, 65536};
    enum { HEAD = 16 };
    size_t i = 0, need = cells.n + HEAD;
    while (i < 4 && sizes[i] < need) i++;
    if (i == 4) return "token.answer.long";
    uint8_t *p = arena_take(c->a, sizes[i]);
    int64_t  head[2] = {x->class, (int64_t)cells.n};
    memcpy(p, head, sizeof head);
    if (cells.n) memcpy(p + HEAD, cells.p, cells.n);
    return seal_to(c->a, w->seal, (Bytes){p, sizes[i]}, &x->box);
}

Err token_read(Ctx *c, TokenAnswer *x) {
    Survey *s;
    Wave   *w;
    Bytes   cells;
    Err     e = find_wave(c, x->address, &s, &w);
    if (e) return e;
    bool known = false;
    for (const WaveClass *k = w->first; k; k = k->next) known |= k->class == x->class;
    if (!known) return "token.bad";
    x->survey = s->id;
    e = check_token(c, s, x);
    if (!e) e = read_cells(c, w, x, &cells);
    if (!e) e = seal_answer(c, w, x, cells);
    return e ? e : evaluate(c, s, 0, x->receipt, &x->reply);
}

Err token_redeem(Ctx *c, const TokenAnswer *x) {
    Survey *s = survey_get(c, x->survey);
    int64_t n = 0;
    uint8_t mark[16];
    if (!s || survey_takes(c, s)) return "token.closed";
    Rows q = db_query(c, "INSERT INTO spent (survey, class, token) VALUES ($1, $2, $3)"
                         " ON CONFLICT DO NOTHING RETURNING class",
                      V(x->survey), V(x->class), V((Bytes){x->token, 32}));
    while (db_next(&q)) n++;
    if (q.err) return q.err;
    if (!n) return "token.spent"; /* (4) */
    crypt_random(mark, sizeof mark);
    return db_exec(c, "INSERT INTO wave_sealed (mark, survey, box) VALUES ($1, $2, $3)",
                   V((Bytes){mark, sizeof mark}), V(x->survey), V(x->box));
}

/* ---- a receipt ---- */

Err token_done(Ctx *c, const char *address, Bytes code, const uint8_t t[32],
               const uint8_t output[64]) {
    Survey   *s;
    Wave     *w;
    VoprfPair pair;
    Hash      h;
    int       class;
    int64_t   done = 0, n = 0;
    uint8_t   out[VOPRF_OUTPUT_BYTES];
    Err       e = find_wave(c, address, &s, &w);
    if (!e) e = class_of_code(c, s->id, code, &h, &class);
    if (!e) e = pair_of(c, s, 0, &pair);
    if (!e) e = voprf_output(&pair, (Bytes){t, 32}, out);
    explicit_bzero(&pair, sizeof pair);
    if (e) return e;
    if (!hash_same(hash_of(out, sizeof out), hash_of(output, sizeof out))) return "token.bad";
    const Bytes id = {h.b, sizeof h.b};
    e = db_int(c, &done, "SELECT done FROM invite WHERE code = $1", V(id));
    if (e || done) return e;
    Rows q = db_query(c, "INSERT INTO wave_shown (survey, mark) VALUES ($1, $2)"
                         " ON CONFLICT DO NOTHING RETURNING survey", V(s->id), V((Bytes){t, 32}));
    while (db_next(&q)) n++;
    if (q.err) return q.err;
    return n ? db_exec(c, "UPDATE invite SET done = 1 WHERE code = $1", V(id)) : "token.bad";
}
