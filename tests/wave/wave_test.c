/* wave_test.c - a wave from its set-up to its release, played by invited people and by those
 * who would learn who said what. */
#include "../survey/field.h"
#include "../http/wire.h"

#include "cli/cli.h"
#include "crypt/crypt.h"
#include "wave/wave.h"

#include <pthread.h>
#include <sys/stat.h>

enum { CROWD = 2000, GROUPS = 4, THREADS = 16, TRIES = 1000 };

typedef struct Play {
    Ctx         c;
    int64_t     survey;
    const char *address;
    uint8_t     seed[3][32]; /* of the trustees */
} Play;

/* What an invited person's browser does. */
typedef struct Person {
    VoprfBlind  b;
    TokenReply  issued;
    TokenAnswer x;
    uint8_t     out[64];
} Person;

#define CLASSES "1; 1; 600; 10,5; Thành thị, nhóm 1\n1; 2; 600; 10.5; Thành thị, nhóm 2\n\n" \
    "2; 3; 600; 20; Nông thôn, nhóm 3\n2; 4; 600; 20; Nông thôn, nhóm 4\n"

static Err set_up(Ctx *c, void *arg) {
    Play *t = arg;
    field_set_up(c);
    int64_t version = field_version(c, FIELD_FORM("1", "", ""));
    Survey  s = {.unit = OFFICE, .form = form_version(c, version)->form, .title = "Dư luận 2026",
                 .why = "Để phục vụ tốt hơn.", .mode = "anonymous", .since = "2026-02-01",
                 .until = "2026-04-01", .expires = "2027-04-01"};
    c->who = RESEARCHER;
    CHECK_TEXT(survey_add(c, &s), NULL);
    t->survey = s.id;
    t->address = survey_get(c, s.id)->address;
    return NULL;
}

static WaveNew good(Play *t) {
    WaveNew n = {.survey = t->survey, .classes = CLASSES, .expected = 50};
    for (int i = 0; i < 3; i++) {
        SealPair p;
        memset(t->seed[i], 'a' + i, 32);
        p = seal_pair(t->seed[i]);
        n.trustee[i] = hex_of(t->c.a, p.open, 32);
    }
    return n;
}

#define MAKE_REFUSES(change, want, at)                                         \
    do {                                                                       \
        WaveNew n = good(t);                                                   \
        change;                                                                \
        CHECK_TEXT(wave_make(c, &n, &line), want);                             \
        CHECK(line == (at));                                                   \
    } while (0)

static Err made(Ctx *c, void *arg) {
    Play *t = arg;
    int   line;
    MAKE_REFUSES(n.survey = 99, "http.missing", 0);
    MAKE_REFUSES(n.expected = 0, "wave.expected.bad", 0);
    MAKE_REFUSES(n.classes = "", "wave.classes.missing", 0);
    MAKE_REFUSES(n.classes = "1; 1; 600; x; A", "wave.classes.form", 1);
    MAKE_REFUSES(n.classes = "\n1; 1; 600; 2; ", "wave.classes.label", 2);
    MAKE_REFUSES(n.classes = "1; 1; 99; 2; A", "wave.classes.few", 1);
    MAKE_REFUSES(n.expected = 4, "wave.classes.expected", 1);
    MAKE_REFUSES(n.classes = "1; 1; 600; 2; A", "wave.classes.single", 0);
    MAKE_REFUSES(n.classes = "1; 1; 600; 2; A\n1; 1; 600; 2; B", "wave.classes.twice", 0);
    MAKE_REFUSES(n.trustee[1] = "abc", "wave.trustee.bad", 0);
    MAKE_REFUSES(n.trustee[1] = n.trustee[0], "wave.trustee.same", 0);
    CHECK_TEXT(wave_open(c, t->survey), "http.missing");
    WaveNew n = good(t);
    CHECK_TEXT(wave_make(c, &n, &line), NULL);
    CHECK_TEXT(wave_make(c, &n, &line), NULL); /* anew, while nothing was promised */
    return NULL;
}

static Err opened(Ctx *c, void *arg) {
    Play              *t = arg;
    const char *const *codes;
    LogKey             key;
    char              *text;
    int                line;
    CHECK_TEXT(wave_codes(c, t->survey, 1, 5, &codes), "wave.state.other");
    CHECK_TEXT(wave_open(c, t->survey), NULL);
    CHECK_TEXT(wave_open(c, t->survey), "wave.state.other");
    WaveNew n = good(t);
    CHECK_TEXT(wave_make(c, &n, &line), "wave.survey.stage");
    Wave *w = wave_get(c, t->survey);
    CHECK(w->classes == GROUPS && strlen(wave_mark(c, w)) == 16);
    CHECK_TEXT(log_key_read(c->a, test_dir(), &key), NULL);
    CHECK_TEXT(note_open(c->a, w->manifest, &key.open, &text), NULL);
    CHECK(strstr(text, "\nclass 3 600 ") && strstr(text, "title Dư luận 2026\n"));
    CHECK_TEXT(wave_codes(c, t->survey, 1, 601, &codes), "wave.codes.many");
    CHECK_TEXT(wave_codes(c, t->survey, 9, 1, &codes), "wave.class.missing");
    return NULL;
}

/* ---- people ---- */

static Bytes code_of(Ctx *c, const char *text) {
    Bytes b;
    CHECK_TEXT(base64_read(c->a, text, &b), NULL);
    return b;
}

static Err receive(Ctx *c, const Play *t, const char *code, Person *p) {
    crypt_random(p->x.token, 32);
    CHECK_TEXT(voprf_blind((Bytes){p->x.token, 32}, &p->b), NULL);
    Err e = token_issue(c, t->address, code_of(c, code), p->b.element, &p->issued);
    if (e) return e;
    const WaveClass *k = wave_get(c, t->survey)->first;
    while (k && k->class != p->issued.class) k = k->next;
    CHECK_TEXT(voprf_check(k->open, (const uint8_t (*)[32])p->b.element,
                           (const uint8_t (*)[32])p->issued.evaluated, 1, p->issued.proof), NULL);
    CHECK_TEXT(voprf_finish((Bytes){p->x.token, 32}, &p->b, p->issued.evaluated, p->out), NULL);
    return NULL;
}

static void write_answer(Ctx *c, const Play *t, Person *p, const char *inside) {
    VoprfBlind  receipt;
    const char *xml = arena_print(c->a, FIELD_ANSWER("1", "12345678-1111-4111-8111-111111111111",
                                                     "%s"), inside);
    const char *text = arena_print(c->a, "namro wave %s\n%s", t->address, xml);
    Hash        mac = hash_keyed((Bytes){p->out, 64}, (Bytes){text, strlen(text)});
    CHECK_TEXT(voprf_blind((Bytes){p->b.blind, 32}, &receipt), NULL);
    p->x.address = t->address;
    p->x.xml = xml;
    p->x.class = p->issued.class;
    memcpy(p->x.mac, mac.b, 32);
    memcpy(p->x.receipt, receipt.element, 32);
}

static Err attacks(Ctx *c, void *arg) {
    Play              *t = arg;
    Person             p = {0}, o;
    const char *const *codes;
    CHECK_TEXT(wave_codes(c, t->survey, 1, 3, &codes), NULL);
    CHECK(codes[2] && !codes[3] && strlen(codes[0]) == 22);
    CHECK_TEXT(receive(c, t, "AAAAAAAAAAAAAAAAAAAAAA", &p), "token.code.missing");
    CHECK_TEXT(receive(c, t, codes[0], &p), NULL);
    TokenReply again;
    CHECK_TEXT(token_issue(c, t->address, code_of(c, codes[0]), p.b.element, &again), NULL);
    CHECK(memcmp(again.evaluated, p.issued.evaluated, 32) == 0);
    CHECK_TEXT(receive(c, t, codes[0], &(Person){0}), "token.code.other"); /* passed on */

    write_answer(c, t, &p, "<tuoi>34</tuoi><y_kien>tot</y_kien>");
    o = p;
    o.x.xml = arena_print(c->a, "%s ", p.x.xml); /* altered on the way */
    CHECK_TEXT(token_read(c, &o.x), "token.bad");
    o = p;
    o.x.class = 2; /* of another class */
    CHECK_TEXT(token_read(c, &o.x), "token.bad");
    o.x.class = 17;
    CHECK_TEXT(token_read(c, &o.x), "token.bad");
    o = p;
    crypt_random(o.out, 64); /* forged */
    write_answer(c, t, &o, "<tuoi>34</tuoi>");
    CHECK_TEXT(token_read(c, &o.x), "token.bad");
    o = p;
    write_answer(c, t, &o, "<tuoi>340</tuoi>");
    CHECK_TEXT(token_read(c, &o.x), "token.answer.wrong");
    CHECK(o.x.problems.wrong == 1);
    char *long_text = arena_take(c->a, 70001);
    memset(long_text, 'x', 70000);
    write_answer(c, t, &o, arena_print(c->a, "<nhom><ghi_chu>%s</ghi_chu></nhom>", long_text));
    CHECK_TEXT(token_read(c, &o.x), "token.answer.long");
    CHECK_TEXT(token_read(c, &p.x), NULL);

    uint8_t    t2[32], out2[64];
    VoprfBlind b2 = {{0}, {0}};
    memcpy(t2, p.b.blind, 32); /* what write_answer blinded */
    (void)b2;
    memset(out2, 7, 64);
    CHECK_TEXT(token_done(c, t->address, code_of(c, codes[0]), t2, out2), "token.bad");
    return "test.undone";
}

/* ---- a thousand at once ---- */

typedef struct Rush { Play *t; TokenAnswer x; int done, spent, other; pthread_mutex_t lock; } Rush;

static Err redeem(Ctx *c, void *x) { return token_redeem(c, x); }

static void *rush(void *arg) {
    Rush *r = arg;
    Ctx   c = r->t->c;
    c.a = arena_open();
    for (int i = 0; i < TRIES / THREADS + 1; i++) {
        Err e = db_write(&c, redeem, &r->x);
        pthread_mutex_lock(&r->lock);
        if (!e) r->done++;
        else if (strcmp(e, "token.spent") == 0) r->spent++;
        else r->other++;
        pthread_mutex_unlock(&r->lock);
        arena_reset(c.a);
    }
    arena_close(c.a);
    return NULL;
}

static Err one_answer(Ctx *c, void *arg) {
    Rush              *r = arg;
    Person             p = {0};
    const char *const *codes;
    CHECK_TEXT(wave_codes(c, r->t->survey, 1, 1, &codes), NULL);
    CHECK_TEXT(receive(c, r->t, codes[0], &p), NULL);
    write_answer(c, r->t, &p, "<tuoi>1</tuoi><y_kien>tot</y_kien>");
    CHECK_TEXT(token_read(c, &p.x), NULL);
    r->x = p.x;
    return NULL;
}

static void rush_in(Play *t) {
    Rush      r = {.t = t, .lock = PTHREAD_MUTEX_INITIALIZER};
    pthread_t id[THREADS];
    CHECK_TEXT(db_write(&t->c, one_answer, &r), NULL);
    for (int i = 0; i < THREADS; i++) pthread_create(&id[i], NULL, rush, &r);
    for (int i = 0; i < THREADS; i++) pthread_join(id[i], NULL);
    CHECK(r.done == 1 && r.spent >= TRIES - 1 && r.other == 0);
}

/* ---- two thousand answers, and who has all files ---- */

typedef struct Crowd { Play *t; int class, from, n; } Crowd;

static Err crowd(Ctx *c, void *arg) {
    Crowd             *k = arg;
    const char *const *codes;
    CHECK_TEXT(wave_codes(c, k->t->survey, k->class, k->n, &codes), NULL);
    for (int i = 0; i < k->n; i++) {
        Person p = {0};
        CHECK_TEXT(receive(c, k->t, codes[i], &p), NULL);
        write_answer(c, k->t, &p, arena_print(c->a, "<start>2026-03-01T09:05:00.123+07:00</start>"
            "<tuoi>%d</tuoi><nhom><ghi_chu>BIMATMOTHAI%d</ghi_chu></nhom>", k->from % 90, k->from));
        CHECK_TEXT(token_read(c, &p.x), NULL);
        CHECK_TEXT(token_redeem(c, &p.x), NULL);
        k->from++;
    }
    return NULL;
}

static Err lengths(Ctx *c, void *arg) {
    int64_t n = 0;
    (void)arg;
    CHECK_TEXT(db_int(c, &n, "SELECT count(DISTINCT length(box)) FROM wave_sealed"), NULL);
    CHECK(n >= 1 && n <= 4);
    CHECK_TEXT(db_int(c, &n, "SELECT count(*) FROM answer"), NULL);
    CHECK(n == 0);
    return NULL;
}

static bool in_file(const char *path, const char *words) {
    FILE  *f = fopen(path, "rb");
    static char block[1 << 24];
    size_t n = f ? fread(block, 1, sizeof block, f) : 0;
    if (f) fclose(f);
    return n && memmem(block, n, words, strlen(words));
}

static Err close_it(Ctx *c, void *arg) {
    Play *t = arg;
    c->who = RESEARCHER;
    return survey_close(c, t->survey);
}

/* A and C together: the third box is C's, and A's inside. */
static Bytes opened_by(Ctx *c, const Play *t, int box) {
    Bytes inner = {0}, secret = {0};
    Wave *w = wave_get(c, t->survey);
    Bytes alone;
    CHECK(trustee_open(c->a, t->seed[(box + 2) % 3], w->share[box], &alone) != NULL);
    CHECK_TEXT(trustee_open(c->a, t->seed[box], w->share[box], &inner), NULL);
    CHECK(inner.n > 32); /* one alone has nothing */
    CHECK_TEXT(trustee_open(c->a, t->seed[(box + 1) % 3], inner, &secret), NULL);
    return secret;
}

static Err released(Ctx *c, void *arg) {
    Play       *t = arg;
    WaveOpened *o;
    uint8_t     wrong[32] = {1};
    Bytes       secret = opened_by(c, t, 2), same = opened_by(c, t, 0);
    CHECK(secret.n == 32 && same.n == 32 && memcmp(secret.p, same.p, 32) == 0);
    CHECK_TEXT(wave_opened(c, t->survey, (Bytes){wrong, 32}, &o), "wave.secret.wrong");
    CHECK_TEXT(wave_opened(c, t->survey, secret, &o), NULL);
    CHECK_TEXT(wave_release(c, o), NULL);
    CHECK_TEXT(wave_opened(c, t->survey, secret, &o), "wave.state.other");
    return NULL;
}

/* The note "BIMATMOTHAI123" of an answer tells which it was in the order of coming. */
static double arrival(Ctx *c, Bytes cells) {
    char *at = memmem(cells.p, cells.n, "BIMATMOTHAI", 11);
    return at ? strtod(arena_part(c->a, at + 11, cells.n - (size_t)(at + 11 - (char *)cells.p)),
                       NULL) : 0;
}

static Err looked_at(Ctx *c, void *arg) {
    Play   *t = arg;
    double  x = 0, y = 0, xx = 0, yy = 0, xy = 0, n = 0;
    int64_t left = 0;
    Rows    q = db_query(c, "SELECT cells FROM answer");
    while (db_next(&q)) {
        Bytes  b = row_bytes(&q, 0);
        double v = arrival(c, b);
        CHECK(!memmem(b.p, b.n, "09:05", 5) && !memmem(b.p, b.n, "12345678-1111", 13));
        x += n, y += v, xx += n * n, yy += v * v, xy += n * v;
        n++;
    }
    CHECK_NEAR(n, (double)(CROWD + 1));
    double r = (n * xy - x * y) / sqrt((n * xx - x * x) * (n * yy - y * y));
    CHECK(fabs(r) < 0.1);
    CHECK_TEXT(db_int(c, &left, "SELECT (SELECT count(*) FROM invite) +"
                      " (SELECT count(*) FROM wave_sealed) + (SELECT count(*) FROM wave_shown)"),
               NULL);
    CHECK(left == 0);
    Wave *w = wave_get(c, t->survey);
    CHECK_TEXT(w->state, "released");
    CHECK(!w->share[0].p && w->first->issued == 501 && w->first->redeemed == 501);
    CHECK(w->first->secret.n == 32);
    return NULL;
}

int main(void) {
    crypt_start();
    const char *path = arena_text(arena_open(), test_place("wave.db"));
    Play        t = {.c = test_empty(path)};
    LogKey      key;
    CHECK_TEXT(db_migrate(&t.c), NULL);
    db_serve(t.c.db, 8);
    unlink(test_place("log.key"));
    CHECK_TEXT(key_file_make(test_place("log.key"), key.seed), NULL);
    wave_place(test_dir(), test_dir());
    CHECK_TEXT(db_write(&t.c, set_up, &t), NULL);
    t.c.who = RESEARCHER;
    CHECK_TEXT(db_write(&t.c, made, &t), NULL);
    CHECK_TEXT(db_write(&t.c, opened, &t), NULL);
    CHECK_TEXT(db_write(&t.c, attacks, &t), "test.undone");
    rush_in(&t);
    for (int i = 0; i < GROUPS; i++) {
        Crowd k = {&t, i + 1, i * CROWD / GROUPS, CROWD / GROUPS};
        CHECK_TEXT(db_write(&t.c, crowd, &k), NULL);
    }
    CHECK_TEXT(db_write(&t.c, lengths, &t), NULL);
    CHECK(!in_file(path, "BIMATMOTHAI"));
    CHECK(!in_file(arena_print(t.c.a, "%s-wal", path), "BIMATMOTHAI"));
    CHECK_TEXT(db_write(&t.c, close_it, &t), NULL);
    CHECK_TEXT(db_write(&t.c, released, &t), NULL);
    wave_forget(t.survey);
    CHECK_TEXT(db_read(&t.c, looked_at, &t), NULL);
    db_close(t.c.db);
    return test_failed;
}
