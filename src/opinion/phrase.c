/* phrase.c - words for shares.
 *
 * Reports say "đa số" and "một số ý kiến".  Here such words claim a range, and stand only where
 * the claim is true at both ends of the interval: a wide one gets weaker words, or none.
 * docs/opinion.md has the table. */
#include "opinion/opinion.h"

#include <math.h>

/* In this order; the first whose claim holds.  Those without an upper end say "at least". */
static const struct { double from, to; const char *key; } rows[] = {
    {0.85, 1.00, "phrase.nearly.all"}, /* tuyệt đại đa số */
    {0.70, 1.00, "phrase.great"},      /* đại đa số */
    {0.40, 0.60, "phrase.half"},       /* chừng một nửa */
    {0.50, 1.00, "phrase.most"},       /* đa số */
    {0.30, 1.00, "phrase.many"},       /* nhiều ý kiến */
    {0.10, 1.00, "phrase.some"},       /* một số ý kiến */
    {0.00, 0.30, "phrase.few"},        /* ít ý kiến: nobody can say that they are many */
};

const char *phrase_of(double lo, double hi) {
    if (isnan(lo) || isnan(hi)) return "phrase.unknown";
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (lo >= rows[i].from && hi <= rows[i].to) return rows[i].key;
    return "phrase.unknown";
}
