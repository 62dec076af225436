/* guess.c - which encoding some bytes are in, and how sure that is.
 *
 * Each encoding reads the bytes; the one whose words look most like a language
 * wins.  A word counts for Vietnamese by the share of its marked letters and by
 * being a possible syllable, which words read with the wrong table seldom are.
 * Western text and noise stand as rivals, so French or a picture is not turned
 * into Vietnamese.  Weights are logarithms of odds, set by hand and held by the
 * tests; they order, and the confidence is read off the distance. */
#include "text/codepage.h"

#include "text/letter.h"

#include <math.h>
#include <string.h>

enum { SAMPLE = 65536, WORD_MAX = 32, WORD_ROOM = 48 };

static const double SPOKEN = 3, UNSPOKEN = -7, BROKEN = -15, STRANGE = -9, QUOTE = -3,
                    CASE_ODD = -6, MOST_MARKED = -3, NOISE = -4.85 /* log(1/128) */;

/* The marked letters of Vietnamese and their number in 10,000 of them: counted in
 * 248,558 letters of the Vietnamese messages of Debian's programs. */
static const struct { const char *letters; int share[6]; } shares[] = {
    {"àảãáạ",  {434, 277, 119, 464, 291}},     {"ăằẳẵắặ", {52, 35, 2, 10, 73, 157}},
    {"âầẩẫấậ", {88, 192, 34, 48, 170, 259}},   {"èẻẽéẹ",  {12, 16, 24, 49, 6}},
    {"êềểễếệ", {301, 126, 355, 3, 350, 289}},  {"ìỉĩíị",  {124, 74, 21, 136, 269}},
    {"òỏõóọ",  {66, 74, 22, 251, 134}},        {"ôồổỗốộ", {494, 55, 73, 153, 262, 294}},
    {"ơờởỡớợ", {81, 118, 75, 37, 179, 266}},   {"ùủũúụ",  {163, 126, 21, 81, 159}},
    {"ưừửữứự", {465, 63, 69, 94, 86, 92}},     {"ỳỷỹýỵ",  {7, 3, 4, 86, 1}},
    {"đ",      {991}},
};

/* What one reading of the bytes is worth. */
typedef struct Trial {
    TextCode code;
    double   weight;  /* sum of the logarithms */
    /* Words with a letter outside ASCII: for Western text all, for Vietnamese the
     * possible syllables of two letters and more. */
    size_t   spoken;
    size_t   changed; /* letters that Windows-1252 would read otherwise */
} Trial;

static double share(int32_t u) {
    int32_t low = letter_lower(u);
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
        const char *s = shares[i].letters;
        for (size_t k = 0; *s; k++)
            if (letter_next(&s) == low) return log((shares[i].share[k] + 1) / 10000.0);
    }
    return STRANGE;
}

static double western_share(int32_t u) {
    if (u < 0x80) return 0;
    if (strchr("\xE9\xE8\xE0\xEA\xE7\xFC\xE4\xF6\xF4\xEE\xE2", u < 0x100 ? u : 1)) return log(0.05);
    if (u >= 0xDF && u <= 0xFF && u != 0xF0 && u != 0xFE) return log(0.01);
    if (u >= 0xC0 && u <= 0xDE && u != 0xD0) return log(0.003);
    return u == 0x152 || u == 0x153 ? log(0.003) : STRANGE;
}

/* A capital behind a small letter is a sign of the wrong table. */
static bool case_odd(const int32_t *u, size_t n) {
    for (size_t i = 1; i < n; i++)
        if (letter_lower(u[i]) != u[i] && letter_upper(u[i - 1]) != u[i - 1]) return true;
    return false;
}

static void weigh_western(Trial *t, const int32_t *u, size_t n, size_t marked) {
    for (size_t i = 0; i < n; i++) t->weight += western_share(u[i]);
    if (case_odd(u, n)) t->weight += CASE_ODD;
    if (n > 1 && marked * 2 >= n) t->weight += MOST_MARKED;
    t->spoken++;
}

/* One letter alone is a syllable too easily to tell anything. */
static void weigh_syllable(Trial *t, const int32_t *u, size_t n) {
    Syllable s;
    bool     ok = syllable_read(u, n, &s) && syllable_spoken(&s);
    for (size_t i = 0; i < n; i++) {
        int tone;
        if (u[i] < 0x80) continue;
        t->weight += share(u[i]);
        letter_split(u[i], &tone);
        /* The fonts of TCVN3 have no capitals with a tone, and small letters that
         * look like capitals. */
        if (t->code == TEXT_TCVN3 && tone && letter_lower(u[i]) != u[i]) t->weight += STRANGE;
    }
    if (t->code != TEXT_TCVN3 && case_odd(u, n)) ok = false;
    if (!ok) t->weight += UNSPOKEN;
    if (!ok || n == 1) return;
    t->weight += SPOKEN;
    t->spoken++;
}

static void weigh_word(Trial *t, Points *p) {
    points_compose(p);
    size_t marked = 0;
    for (size_t i = 0; i < p->n; i++) marked += p->u[i] >= 0x80;
    if (marked && t->code == TEXT_CP1252) weigh_western(t, p->u, p->n, marked);
    else if (marked) weigh_syllable(t, p->u, p->n);
    p->n = p->marks = 0;
}

/* Behind a letter there are quotes, but hardly ever a sign like ¶ or ©. */
static double sign_weight(int32_t u, bool behind_letter) {
    if (u < 0x80) return 0;
    bool quote = (u >= 0x2010 && u <= 0x2026) || u == 0xA0 || u == 0xAB || u == 0xBB;
    return quote || (!behind_letter && u < 0xC0) ? QUOTE : STRANGE;
}

static Trial trial(TextCode code, const char *s, size_t n) {
    Trial  t = {.code = code};
    Points p = {.u = (int32_t[WORD_ROOM]){0}, .cap = WORD_ROOM};
    for (size_t at = 0; at < n;) {
        size_t  from = at, plain = at;
        int32_t u = code_next(code, s, n, &at);
        t.changed += u != code_next(TEXT_CP1252, s, n, &plain);
        if (u < 0) {
            t.weight += BROKEN;
            at = from + 1;
        } else if (letter_is(u) || (p.n && letter_follows(u))) {
            if (p.n >= WORD_MAX) weigh_word(&t, &p); /* no syllable anyhow */
            points_add(&p, u);
            continue;
        } else {
            t.weight += sign_weight(u, p.n > 0);
        }
        weigh_word(&t, &p);
    }
    weigh_word(&t, &p);
    return t;
}

static TextGuess guess_old(const char *s, size_t n) {
    static const TextCode codes[] = {TEXT_CP1252, TEXT_TCVN3, TEXT_VNI,
                                     TEXT_CP1258, TEXT_VPS, TEXT_VISCII};
    enum { COUNT = sizeof codes / sizeof *codes };
    Trial  best = {.code = TEXT_NONE};
    double all = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];
        best.weight += c >= 0x80 || (c < ' ' && !(c >= '\t' && c <= '\r')) ? NOISE : 0;
    }
    double weights[COUNT + 1] = {best.weight};
    for (size_t i = 0; i < COUNT; i++) {
        Trial t = trial(codes[i], s, n);
        bool  fit = t.code == TEXT_CP1252 || (t.spoken && t.changed);
        weights[i + 1] = fit ? t.weight : -INFINITY;
        if (fit && t.weight > best.weight) best = t;
    }
    if (best.code == TEXT_NONE) return (TextGuess){TEXT_NONE, 0};
    for (size_t i = 0; i <= COUNT; i++) all += exp(weights[i] - best.weight);
    double words = best.code == TEXT_CP1252 ? (double)best.spoken + 1 : (double)best.spoken;
    return (TextGuess){best.code, (1 - pow(0.5, words)) / all};
}

TextGuess text_guess(const char *s, size_t n) {
    if (n >= 2 && memcmp(s, "\xFF\xFE", 2) == 0) return (TextGuess){TEXT_UTF16LE, 1};
    if (n >= 2 && memcmp(s, "\xFE\xFF", 2) == 0) return (TextGuess){TEXT_UTF16BE, 1};
    size_t at = 0, marks = 0;
    double chance = 1; /* that other text has such sequences; nước in VISCII has one */
    while (at < n) {
        int32_t u = code_next(TEXT_UTF8, s, n, &at);
        if (u < 0) break;
        if (u >= 0x80) chance *= u < 0x800 ? 0.3 : 0.01;
        marks += u >= 0x300 && u < 0x370;
    }
    TextCode code = marks ? TEXT_NFD : TEXT_UTF8;
    if (at == n) return (TextGuess){code, chance < 1 ? 1 - chance : 1};
    if (n >= 3 && memcmp(s, "\xEF\xBB\xBF", 3) == 0) return (TextGuess){TEXT_UTF8, 1};
    return guess_old(s, n < SAMPLE ? n : SAMPLE);
}
