/* text_fuzz.c - any bytes through every function of text, and what must be true of
 * the results. */
#include "fuzz.h"

#include "text/text.h"

#include <math.h>

static void keys(Arena *a, const char *s) {
    const char *nfc = text_nfc(a, s), *exact = text_search_exact(a, s);
    const char *folded = text_search_folded(a, s), *sort = text_sort_key(a, s);
    MUST_HOLD(same(text_nfc(a, nfc), nfc));
    MUST_HOLD(!text_valid(s, strlen(s)) || text_valid(nfc, strlen(nfc)));
    MUST_HOLD(text_valid(exact, strlen(exact)));
    MUST_HOLD(same(text_search_exact(a, exact), exact));
    MUST_HOLD(same(text_search_folded(a, folded), folded));
    MUST_HOLD(same(text_search_folded(a, exact), folded));
    for (const char *p = sort; *p; p++) MUST_HOLD(*p > ' ' && *p < 0x7F);
    /* Too short for a flood of marks, of which a key keeps 30; and utf8proc 2.8 loses
     * the old letter U+11A7 when it composes. */
    if (strlen(s) <= 60 && !strstr(s, "\u11A7")) {
        MUST_HOLD(same(text_sort_key(a, nfc), sort));
        MUST_HOLD(same(text_search_exact(a, nfc), exact));
    }
    text_person_key(a, s);
}

static void words(Arena *a, const char *s) {
    const char **w, **k;
    size_t       n = text_words(a, s, &w);
    MUST_HOLD(n == text_words(a, text_search_exact(a, s), &k));
    for (size_t i = 0; i < n; i++) MUST_HOLD(same(text_search_exact(a, w[i]), k[i]));
    for (size_t most = 0; most < 40; most += 13) {
        const char *cut = text_snippet(a, s, n ? w[n / 2] : "", most);
        MUST_HOLD(!text_valid(s, strlen(s)) || text_valid(cut, strlen(cut)));
    }
    text_recase(a, s, TEXT_CASE_REPAIR);
    text_recase(a, s, TEXT_CASE_UPPER);
}

static void codes(Arena *a, const char *s, size_t n) {
    TextGuess   g = text_guess(s, n);
    const char *out, *bytes;
    size_t      at, len;
    MUST_HOLD(g.sure >= 0 && g.sure <= 1 && (g.code != TEXT_NONE || g.sure <= 0));
    for (TextCode code = TEXT_NONE; code <= TEXT_CODES; code++) {
        Err e = text_decode(a, code, s, n, &out, &at);
        MUST_HOLD(e ? at < n || code == TEXT_NONE || code == TEXT_CODES : at == n);
        if (e) continue;
        MUST_HOLD(text_valid(out, strlen(out)) && same(text_nfc(a, out), out));
        if (code != TEXT_CP1252) continue;
        MUST_HOLD(text_bytes(a, out, &bytes, &len, &at) == NULL && len <= n);
    }
}

static void typed(Arena *a, const char *s) {
    for (int lang = LANG_VI; lang <= LANG_EN; lang++) {
        Ctx         c = {.a = a, .lang = (Lang)lang};
        int64_t     i, again;
        double      r;
        const char *day, *back;
        if (!text_int_parse(&c, s, &i))
            MUST_HOLD(!text_int_parse(&c, text_int(&c, i), &again) && again == i);
        if (!text_real_parse(&c, s, &r)) {
            MUST_HOLD(isfinite(r));
            text_percent(&c, r, 3);
            text_real(&c, r, 15);
        }
        if (!text_day_parse(&c, s, &day))
            MUST_HOLD(date_ok(day) && !text_day_parse(&c, text_day(&c, day), &back) &&
                      same(back, day));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    Arena *a = arena_open();
    char  *s = arena_take(a, n + 1);
    if (n) memcpy(s, data, n);
    text_valid(s, n);
    codes(a, s, n);
    keys(a, s);
    words(a, s);
    typed(a, s);
    arena_close(a);
    return 0;
}
