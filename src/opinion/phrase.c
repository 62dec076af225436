/* phrase.c - words for shares.
 *
 * Reports say "đa số" and "một số ý kiến".  Here such words stand for a range, and are used when
 * the whole interval lies in it; one that reaches over a border gets words that are true at
 * both ends.  docs/opinion.md has the table. */
#include "opinion/opinion.h"

#include <math.h>

static const struct { double from; const char *key; } rows[] = {
    {0.85, "phrase.nearly.all"}, /* tuyệt đại đa số */
    {0.70, "phrase.great"},      /* đại đa số */
    {0.50, "phrase.most"},       /* đa số */
    {0.30, "phrase.many"},       /* nhiều ý kiến */
    {0.10, "phrase.some"},       /* một số ý kiến */
    {0.00, "phrase.few"},        /* ít ý kiến */
};

const char *phrase_of(double lo, double hi) {
    if (isnan(lo) || isnan(hi)) return "phrase.unknown";
    if (lo <= 0.5 && hi >= 0.5 && hi - lo < 0.5) return "phrase.half"; /* chừng một nửa */
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (lo >= rows[i].from) return rows[i].key; /* at least this: true at the lower end */
    return "phrase.unknown";
}
