/* hostile_test.c - long texts that nobody writes: nothing crashes, keys are valid, and
 * the time grows with the text and not with its square.  With a number of megabytes
 * it takes such texts and tells the seconds; 10 need five minutes. */
#include "test.h"
#include "text/text.h"

#include <time.h>

enum { BIG = 256 << 10, TIMES = 32, SMALL = BIG / TIMES };

static const char *const floods[] = {
    "a", " ", "a ", "\xFF", "\xC3", "\xE1\xBA", "\u0301", "\u0323\u0301", "a\u0301\u0323\u0302",
    "\u031B\u0323\u0302", "\u200B", "ệ", "Ệ ", "hoà ", "\u1100\u1161\u11A8", "\U0001D15E", "\u0344",
    "\u4E2D", "!", "\u2026", "\u00AD", "\u0F71\u0F72\u0F74", "{", "1.", "\xE1",
};

static char *flood(Arena *a, const char *unit, size_t bytes) {
    size_t len = strlen(unit), n = bytes / len;
    char  *s = arena_take(a, bytes + 1);
    for (size_t i = 0; i < n; i++) memcpy(s + i * len, unit, len);
    return s;
}

static void all(Arena *a, const char *s) {
    const char *keys[] = {text_nfc(a, s), text_search_exact(a, s), text_search_folded(a, s),
                          text_sort_key(a, s), text_person_key(a, s),
                          text_recase(a, s, TEXT_CASE_REPAIR)};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        CHECK(text_valid(keys[i], strlen(keys[i])) || i == 0 || i == 5);
    const char **words, *out;
    size_t       n = strlen(s), at;
    text_words(a, s, &words);
    text_snippet(a, s, "nghị hà hoa", 200);
    TextGuess g = text_guess(s, n);
    CHECK(g.sure >= 0 && g.sure <= 1);
    for (TextCode code = TEXT_NONE; code <= TEXT_CODES; code++)
        if (text_decode(a, code, s, n, &out, &at)) CHECK(at < n);
        else CHECK(text_valid(out, strlen(out)));
}

static double seconds(const char *unit, size_t bytes) {
    struct timespec from, to;
    Arena *a = arena_open();
    char  *s = flood(a, unit, bytes);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    all(a, s);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    arena_close(a);
    return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

/* A square would take 32 times as long for each byte.  Small texts are fast enough
 * to be measured badly, so a floor stands under them. */
static void linear(const char *unit) {
    double small = seconds(unit, SMALL), big = seconds(unit, BIG);
    if (big > TIMES * 5 * fmax(small, 0.004))
        fprintf(stderr, "%s: %.3f s, then %.3f s\n", unit, small, big), test_failed = 1;
}

int main(int argc, char **argv) {
    size_t bytes = argc > 1 ? strtoul(argv[1], NULL, 10) << 20 : 0;
    for (size_t i = 0; i < sizeof floods / sizeof *floods; i++)
        if (!bytes) linear(floods[i]);
        else printf("%s: %.1f s\n", floods[i], seconds(floods[i], bytes));
    return test_failed;
}
