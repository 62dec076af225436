/* wave.c - the set-up: who is asked in which class, who can open the answers.
 *
 * The seed of a wave is a file apart from the database, so that who has the database alone can
 * make no token.  The secret that opens the answers exists only while it is sealed to the
 * trustees: it is wiped in the same function that makes it. */
#include "wave/parts.h"

#include "audit/audit.h"
#include "text/text.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[4096], keys[4096];

void wave_place(const char *in, const char *key) {
    snprintf(folder, sizeof folder, "%s/waves", in);
    snprintf(keys, sizeof keys, "%s", key);
}

const char *wave_keys_place(void) { return keys; }

static const char *seed_file(Ctx *c, int64_t survey) {
    return arena_print(c->a, "%s/%" PRId64 ".seed", folder, survey);
}

Err wave_seed(Ctx *c, int64_t survey, uint8_t seed[KEY_BYTES]) {
    return key_file_read(seed_file(c, survey), seed);
}

Err wave_seed_make(Ctx *c, int64_t survey, uint8_t seed[KEY_BYTES]) {
    if (!*folder || (mkdir(folder, 0700) != 0 && errno != EEXIST)) return "wave.place.bad";
    unlink(seed_file(c, survey)); /* of a wave that was made before and not opened */
    return key_file_make(seed_file(c, survey), seed);
}

void wave_forget(int64_t survey) {
    char path[4200];
    snprintf(path, sizeof path, "%s/%" PRId64 ".seed", folder, survey);
    unlink(path);
}

Err wave_pair(Ctx *c, const uint8_t seed[KEY_BYTES], const char *address, int class,
              VoprfPair *out) {
    const char *info = class ? arena_print(c->a, "namro wave %s class %d", address, class)
                             : arena_print(c->a, "namro wave %s receipt", address);
    return voprf_pair(seed, (Bytes){info, strlen(info)}, out);
}

/* ---- what is stored ---- */

static void key_of(Rows *q, int col, uint8_t out[32]) {
    Bytes b = row_bytes(q, col);
    if (b.n == 32) memcpy(out, b.p, 32);
}

/* Counts of a wave in the field are reckoned; of one that was released they are stored. */
static void read_classes(Ctx *c, Wave *w) {
    WaveClass **end = &w->first;
    Rows q = db_query(c, "SELECT k.class, k.stratum, k.grp, k.base, k.label, k.invited,"
        " (SELECT count(*) FROM invite i WHERE i.survey = k.survey AND i.class = k.class),"
        " COALESCE(k.issued, (SELECT count(i.blinded) FROM invite i WHERE i.survey = k.survey"
        "  AND i.class = k.class)),"
        " COALESCE(k.redeemed, (SELECT count(*) FROM spent s WHERE s.survey = k.survey"
        "  AND s.class = k.class)), k.into_class, k.key_open, k.key_secret,"
        " (SELECT COALESCE(sum(i.done), 0) FROM invite i WHERE i.survey = k.survey"
        "  AND i.class = k.class)"
        " FROM wave_class k WHERE k.survey = $1 ORDER BY k.class", V(w->survey));
    while (db_next(&q)) {
        WaveClass *k = *end = arena_new(c->a, WaveClass);
        *k = (WaveClass){.class = (int)row_int(&q, 0), .stratum = row_int(&q, 1),
                         .group = row_int(&q, 2), .base = row_real(&q, 3),
                         .label = row_text(&q, 4), .invited = row_int(&q, 5),
                         .coded = row_int(&q, 6), .issued = row_int(&q, 7),
                         .redeemed = row_int(&q, 8), .into = (int)row_int(&q, 9),
                         .secret = row_bytes(&q, 11), .done = row_int(&q, 12)};
        key_of(&q, 10, k->open);
        end = &k->next;
        w->classes++;
    }
}

Wave *wave_get(Ctx *c, int64_t survey) {
    Wave *w = NULL;
    Rows  q = db_query(c, "SELECT state, form, manifest, trustees, seal, receipt, share_ab,"
                          " share_bc, share_ca FROM wave WHERE survey = $1", V(survey));
    if (db_next(&q)) {
        w = arena_new(c->a, Wave);
        *w = (Wave){.survey = survey, .state = row_text(&q, 0), .form = row_int(&q, 1),
                    .manifest = row_text(&q, 2), .trustees = row_text(&q, 3)};
        key_of(&q, 4, w->seal);
        key_of(&q, 5, w->receipt);
        for (int i = 0; i < WAVE_TRUSTEES; i++) w->share[i] = row_bytes(&q, 6 + i);
    }
    db_stop(&q);
    if (w) read_classes(c, w);
    return w;
}

/* ---- classes as they are typed ---- */

/* The next part of a line, without the blanks around it. */
static char *part(Ctx *c, const char **s) {
    size_t n = strcspn(*s, ";\t"), from = strspn(*s, " ");
    const char *at = *s;
    *s += n + ((*s)[n] != '\0');
    if (from > n) from = n;
    while (n > from && at[n - 1] == ' ') n--;
    return arena_part(c->a, at + from, n - from);
}

static bool whole(const char *s, int64_t *out) {
    char *end;
    errno = 0;
    *out = strtoll(s, &end, 10);
    return *s && !*end && !errno && *out > 0 && *out <= WAVE_INVITED_MAX;
}

static bool real(char *s, double *out) {
    char *end, *comma = strchr(s, ',');
    if (comma) *comma = '.';
    *out = strtod(s, &end);
    return *s && !*end && isfinite(*out) && *out > 0;
}

static Err read_class(Ctx *c, const char *line, const WaveNew *n, WaveClass *k) {
    const char *s = line;
    char *stratum = part(c, &s), *group = part(c, &s), *invited = part(c, &s),
         *base = part(c, &s), *label = part(c, &s);
    k->label = label;
    if (*s || !whole(stratum, &k->stratum) || !whole(group, &k->group) ||
        !whole(invited, &k->invited) || !real(base, &k->base))
        return "wave.classes.form";
    if (!*label || strlen(label) > WAVE_LABEL_MAX) return "wave.classes.label";
    if (k->invited < WAVE_INVITED_MIN) return "wave.classes.few"; /* (2) */
    return k->invited * n->expected < WAVE_ANSWERS_MIN * 100 ? "wave.classes.expected" : NULL;
}

/* (2) at least two random groups in each stratum, and no group twice. */
static Err check_groups(const Wave *w) {
    for (const WaveClass *k = w->first; k; k = k->next) {
        int same = 0;
        for (const WaveClass *o = w->first; o; o = o->next) {
            same += o->stratum == k->stratum;
            if (o != k && o->group == k->group) return "wave.classes.twice";
        }
        if (same < 2) return "wave.classes.single";
    }
    return NULL;
}

static Err read_lines(Ctx *c, const WaveNew *n, Wave *w, int *line) {
    WaveClass **end = &w->first;
    const char *s = n->classes ? n->classes : "";
    for (*line = 1; *s; ++*line) {
        size_t length = strcspn(s, "\r\n");
        char  *text = arena_part(c->a, s, length);
        s += length;
        s += strspn(s, "\r");
        s += *s == '\n';
        if (text_blank(text)) continue;
        if (w->classes == WAVE_CLASSES_MAX) return "wave.classes.many";
        WaveClass *k = *end = arena_new(c->a, WaveClass);
        Err        e = read_class(c, text, n, k);
        if (e) return e;
        k->class = ++w->classes;
        end = &k->next;
    }
    *line = 0;
    return w->classes ? check_groups(w) : "wave.classes.missing";
}

/* ---- trustees ---- */

/* (3) */
static Err read_trustees(Ctx *c, const WaveNew *n, uint8_t open[WAVE_TRUSTEES][32], Wave *w) {
    Buf b = {.a = c->a};
    for (int i = 0; i < WAVE_TRUSTEES; i++) {
        if (hex_read(n->trustee[i] ? n->trustee[i] : "", open[i], 32)) return "wave.trustee.bad";
        for (int k = 0; k < i; k++)
            if (memcmp(open[i], open[k], 32) == 0) return "wave.trustee.same";
        buf_print(&b, "%s\n", hex_of(c->a, open[i], 32));
    }
    w->trustees = b.s;
    return NULL;
}

/* A new secret, sealed to the second of each pair and that to the first. */
static Err seal_secret(Ctx *c, const uint8_t open[WAVE_TRUSTEES][32], Wave *w) {
    uint8_t  secret[KEY_BYTES];
    Err      e = NULL;
    crypt_random(secret, sizeof secret);
    SealPair pair = seal_pair(secret);
    memcpy(w->seal, pair.open, 32);
    for (int i = 0; i < WAVE_TRUSTEES && !e; i++) {
        Bytes inner;
        e = seal_to(c->a, open[(i + 1) % WAVE_TRUSTEES], (Bytes){secret, sizeof secret}, &inner);
        if (!e) e = seal_to(c->a, open[i], inner, &w->share[i]);
    }
    explicit_bzero(secret, sizeof secret);
    explicit_bzero(&pair, sizeof pair);
    return e ? "wave.trustee.bad" : NULL;
}

/* ---- made ---- */

static Err make_keys(Ctx *c, const Survey *s, Wave *w) {
    uint8_t   seed[KEY_BYTES];
    VoprfPair pair;
    Err       e = wave_seed_make(c, s->id, seed);
    if (!e) e = wave_pair(c, seed, s->address, 0, &pair);
    if (!e) memcpy(w->receipt, pair.open, 32);
    for (WaveClass *k = w->first; k && !e; k = k->next) {
        e = wave_pair(c, seed, s->address, k->class, &pair);
        memcpy(k->open, pair.open, 32);
    }
    explicit_bzero(seed, sizeof seed);
    explicit_bzero(&pair, sizeof pair);
    return e;
}

static Err store(Ctx *c, const Wave *w) {
    Err e = db_exec(c, "DELETE FROM wave_class WHERE survey = $1", V(w->survey));
    if (!e) e = db_exec(c, "DELETE FROM wave WHERE survey = $1", V(w->survey));
    if (!e)
        e = db_exec(c, "INSERT INTO wave (survey, state, seal, share_ab, share_bc, share_ca,"
                       " trustees, form, receipt, manifest) VALUES ($1, 'made', $2, $3, $4, $5,"
                       " $6, $7, $8, '')",
                    V(w->survey), V((Bytes){w->seal, 32}), V(w->share[0]), V(w->share[1]),
                    V(w->share[2]), V(w->trustees), V(w->form), V((Bytes){w->receipt, 32}));
    for (const WaveClass *k = w->first; k && !e; k = k->next)
        e = db_exec(c, "INSERT INTO wave_class (survey, class, stratum, grp, base, label, invited,"
                       " key_open) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                    V(w->survey), V(k->class), V(k->stratum), V(k->group), V(k->base),
                    V(k->label), V(k->invited), V((Bytes){k->open, 32}));
    return e;
}

static Err may_make(Ctx *c, const Survey *s, const Wave *was) {
    if (!s) return "http.missing";
    if (!survey_may(c, s, RIGHT_SURVEY)) return "http.forbidden";
    if (strcmp(s->mode, "anonymous") != 0) return "wave.survey.mode";
    if (strcmp(s->stage, "draft") != 0) return "wave.survey.stage";
    if (was && strcmp(was->state, "made") != 0) return "wave.state.other";
    return NULL;
}

Err wave_make(Ctx *c, const WaveNew *n, int *line) {
    uint8_t       open[WAVE_TRUSTEES][32];
    Survey       *s = survey_get(c, n->survey);
    Wave          w = {.survey = n->survey};
    *line = 0;
    Err e = may_make(c, s, wave_get(c, n->survey));
    if (e) return e;
    const VersionRow *v = form_latest(c, s->form);
    if (!v) return "wave.form.missing";
    w.form = v->id;
    if (n->expected < 1 || n->expected > 100) return "wave.expected.bad";
    e = read_lines(c, n, &w, line);
    if (!e) e = read_trustees(c, n, open, &w);
    if (!e) e = seal_secret(c, open, &w);
    if (!e) e = make_keys(c, s, &w);
    if (!e) e = store(c, &w);
    Deed d = {.what = "wave.deed.made", .subject = "survey", .id = n->survey};
    deed_change(c, &d, "classes", "", arena_print(c->a, "%d", w.classes));
    return e ? e : audit_note(c, &d);
}

/* ---- invitations ---- */

static const WaveClass *class_of(const Wave *w, int class) {
    const WaveClass *k = w->first;
    while (k && k->class != class) k = k->next;
    return k;
}

Err wave_codes(Ctx *c, int64_t survey, int class, int64_t n, const char *const **codes) {
    const Survey    *s = survey_get(c, survey);
    const Wave      *w = wave_get(c, survey);
    const WaveClass *k = w ? class_of(w, class) : NULL;
    if (!s || !k) return "wave.class.missing";
    if (!survey_may(c, s, RIGHT_SURVEY)) return "http.forbidden";
    if (strcmp(w->state, "open") != 0 || strcmp(s->stage, "closed") == 0)
        return "wave.state.other";
    if (n < 1 || n > k->invited - k->coded) return "wave.codes.many";
    const char **list = arena_take(c->a, (size_t)(n + 1) * sizeof *list);
    Err          e = NULL;
    for (int64_t i = 0; i < n && !e; i++) {
        uint8_t code[16];
        crypt_random(code, sizeof code);
        list[i] = base64_of(c->a, code, sizeof code);
        Hash h = hash_of(code, sizeof code);
        e = db_exec(c, "INSERT INTO invite (code, survey, class) VALUES ($1, $2, $3)",
                    V((Bytes){h.b, sizeof h.b}), V(survey), V(class));
    }
    *codes = list;
    Deed d = {.what = "wave.deed.coded", .subject = "survey", .id = survey};
    deed_change(c, &d, "class", "", arena_print(c->a, "%d", class));
    deed_change(c, &d, "invited", "", arena_print(c->a, "%" PRId64, n));
    return e ? e : audit_note(c, &d);
}
