/* syllable_test.c - what can be a Vietnamese syllable, where its tone sits, and the
 * tones of a syllable that ends in a stop. */
#include "test.h"
#include "text/letter.h"

static bool read_text(const char *s, Syllable *out) {
    int32_t u[32];
    size_t  n = 0;
    while (*s) u[n++] = letter_next(&s);
    return syllable_read(u, n, out);
}

static void possible(void) {
    static const struct { const char *s; size_t seat; int tone; bool spoken; } cases[] = {
        {"a", 0, TONE_FLAT, true},      {"à", 0, TONE_GRAVE, true},
        {"Ấp", 0, TONE_ACUTE, true},    {"ập", 0, TONE_DOT, true},
        {"ầp", 0, TONE_GRAVE, false},   {"ẩp", 0, TONE_HOOK, false},
        {"ẫp", 0, TONE_TILDE, false},   {"âp", 0, TONE_FLAT, false},
        {"cách", 1, TONE_ACUTE, true},  {"cach", 1, TONE_FLAT, false},
        {"canh", 1, TONE_FLAT, true},   {"bạc", 1, TONE_DOT, true},
        {"hòa", 1, TONE_GRAVE, true},   {"hoà", 1, TONE_GRAVE, true},
        {"HOÀN", 2, TONE_GRAVE, true},  {"quý", 2, TONE_ACUTE, true},
        {"gì", 1, TONE_GRAVE, true},    {"già", 2, TONE_GRAVE, true},
        {"giếng", 2, TONE_ACUTE, true}, {"đường", 2, TONE_GRAVE, true},
        {"nghiêng", 4, TONE_FLAT, true}, {"thủy", 2, TONE_HOOK, true},
        {"khuỷu", 3, TONE_HOOK, true},  {"mứt", 1, TONE_ACUTE, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Syllable s = {0};
        bool     ok = read_text(cases[i].s, &s);
        if (!ok || s.seat != cases[i].seat || s.tone != cases[i].tone ||
            syllable_spoken(&s) != cases[i].spoken)
            fprintf(stderr, "%s: seat %zu\n", cases[i].s, s.seat), test_failed = 1;
    }
}

static void impossible(void) {
    static const char *const cases[] = {
        "", "b", "đ", "ng", "Lắk", "café", "hòà", "été", "nghiêngh", "waa", "toanz", "zà", "fa",
        "ñ", "b1", "ất1", "hoaa", "ngheo2", "ươi̊",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Syllable s;
        if (read_text(cases[i], &s)) CHECK_TEXT(cases[i], "no syllable");
    }
}

static void letters(void) {
    static const int32_t bases[] = {'a', 'A', 0xE2, 0x1A0, 'y', 'Y'};
    for (size_t i = 0; i < sizeof bases / sizeof *bases; i++)
        for (int tone = TONE_FLAT; tone <= TONE_DOT; tone++) {
            int back = -1;
            CHECK(letter_split(letter_join(bases[i], tone), &back) == bases[i] && back == tone);
        }
    CHECK(letter_join(0xE2, TONE_DOT) == 0x1EAD && letter_join('Y', TONE_TILDE) == 0x1EF8);
    int tone = -1;
    CHECK(letter_split(0x0301, &tone) == 0x0301 && tone == TONE_FLAT); /* a mark of nothing */
    CHECK(letter_split(0xAC01, &tone) == 0xAC01 && tone == TONE_FLAT); /* Hangul stays whole */
}

int main(void) {
    possible();
    impossible();
    letters();
    return test_failed;
}
