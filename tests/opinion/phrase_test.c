/* phrase_test.c - words for shares claim nothing that is not true at both ends. */
#include "opinion/opinion.h"
#include "test.h"

/* What a reader takes the words for, apart from how they are found. */
static bool holds(const char *key, double p) {
    static const struct { const char *key; double least, most; } claim[] = {
        {"phrase.nearly.all", 0.85, 1}, {"phrase.great", 0.7, 1}, {"phrase.most", 0.5, 1},
        {"phrase.half", 0.4, 0.6}, {"phrase.many", 0.3, 1}, {"phrase.some", 0.1, 1},
        {"phrase.few", 0, 0.3}, {"phrase.unknown", 0, 1}};
    for (size_t i = 0; i < sizeof claim / sizeof *claim; i++)
        if (strcmp(claim[i].key, key) == 0) return p >= claim[i].least && p <= claim[i].most;
    return false;
}

int main(void) {
    static const struct { double lo, hi; const char *want; } row[] = {
        {0.86, 0.91, "phrase.nearly.all"}, {0.72, 0.88, "phrase.great"},
        {0.55, 0.75, "phrase.most"},       {0.44, 0.53, "phrase.half"},
        {0.45, 0.90, "phrase.many"},       {0.31, 0.42, "phrase.many"},
        {0.12, 0.35, "phrase.some"},       {0.01, 0.08, "phrase.few"},
        {0.02, 0.60, "phrase.unknown"},    {NAN, 0.5, "phrase.unknown"}, {0, 1, "phrase.unknown"}};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        CHECK_TEXT(phrase_of(row[i].lo, row[i].hi), row[i].want);
    for (int lo = 0; lo <= 100; lo++)
        for (int hi = lo; hi <= 100; hi++) {
            const char *key = phrase_of(lo / 100.0, hi / 100.0);
            CHECK(holds(key, lo / 100.0) && holds(key, hi / 100.0));
        }
    return test_failed;
}
