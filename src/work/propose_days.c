/* propose_days.c - the day by which a sentence wants something done.
 *
 * A day counts only behind a word that makes it a term ("trước", "chậm nhất", "hoàn thành
 * trong"): a document's own date is none.  What is due before a day is in time until the day
 * before; a month, quarter or year ends with its last day.  A year that is not said is that of
 * the document, or the next where that has passed. */
#include "work/propose_words.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Days first..last that some words name. */
typedef struct Span { const char *first, *last; size_t words; bool guessed; } Span;

static const char *day_at(Ctx *c, int year, int month, int day) {
    return year > 0 && year <= 9999 ? arena_print(c->a, "%04d-%02d-%02d", year, month, day) : "";
}

static const char *month_end(Ctx *c, int year, int month) {
    return month == 12 ? day_at(c, year, 12, 31) : day_add(c->a, day_at(c, year, month + 1, 1), -1);
}

static int number_of(const char *s, size_t n) {
    int v = 0;
    if (n == 0 || n > 4) return -1;
    for (size_t i = 0; i < n; i++) {
        if (!isdigit((unsigned char)s[i])) return -1;
        v = 10 * v + s[i] - '0';
    }
    return v;
}
static int number_at(const Sentence *s, size_t i) {
    return i < s->n ? number_of(s->word[i].s, s->word[i].n) : -1;
}

/* "năm 2022" from i on; 0 where no year is said. */
static int year_at(const Sentence *s, size_t i, size_t *words) {
    *words = 0;
    if (!sentence_says(s, i, "năm")) return 0;
    int year = number_at(s, i + 1);
    if (year < 1900) return 0;
    *words = 2;
    return year;
}

/* The same span in the year of `day`, in the next where it is over by then. */
static void guess_year(Ctx *c, const char *day, int month, int from, int to, Span *out) {
    int year = atoi(day);
    out->guessed = true;
    for (int i = 0; i < 2; i++, year++) {
        out->first = from ? day_at(c, year, from, 1) : day_at(c, year, month, to);
        out->last = from ? month_end(c, year, month) : out->first;
        if (strcmp(out->last, day) >= 0) return;
    }
}

/* Months from..to of a year, or of one that is guessed. */
static bool months(Ctx *c, const char *day, int from, int to, int year, size_t words, Span *out) {
    *out = (Span){.words = words};
    if (from < 1 || to > 12) return false;
    if (!year) {
        guess_year(c, day, to, from, 0, out);
        return true;
    }
    out->first = day_at(c, year, from, 1);
    out->last = month_end(c, year, to);
    return true;
}

/* "30/11/2022", "30-11-2022", "30/11" */
static bool figures(Ctx *c, const Sentence *s, size_t i, const char *day, Span *out) {
    const char *typed = arena_part(c->a, s->word[i].s, s->word[i].n), *found;
    int         d, m, end = 0;
    if (!text_day_parse(c, typed, &found)) {
        *out = (Span){found, found, 1, false};
        return true;
    }
    if (sscanf(typed, "%2d/%2d%n", &d, &m, &end) != 2 || typed[end] || d < 1 || m < 1 || m > 12)
        return false;
    *out = (Span){.words = 1};
    guess_year(c, day, m, 0, d, out);
    return date_ok(out->first);
}

/* "30 tháng 11 năm 2022", "30 tháng 11" */
static bool in_words(Ctx *c, const Sentence *s, size_t i, const char *day, Span *out) {
    int    d = number_at(s, i), m = number_at(s, i + 2);
    size_t more;
    if (d < 1 || d > 31 || m < 1 || m > 12 || !sentence_says(s, i + 1, "tháng")) return false;
    int year = year_at(s, i + 3, &more);
    *out = (Span){.words = 3 + more};
    if (year) out->first = out->last = day_at(c, year, m, d);
    else guess_year(c, day, m, 0, d, out);
    return date_ok(out->first);
}

/* "IV", "4", "IV/2022": the part before the slash, and the year behind it. */
static int quarter_of(const char *s, size_t n) {
    static const char *const romans[] = {"i", "ii", "iii", "iv"};
    for (int i = 0; i < 4; i++)
        if (strlen(romans[i]) == n && strncasecmp(s, romans[i], n) == 0) return i + 1;
    int v = number_of(s, n);
    return v >= 1 && v <= 4 ? v : -1;
}

static bool period(Ctx *c, const Sentence *s, size_t i, const char *day, Span *out) {
    bool quarter = sentence_says(s, i, "quý"), month = sentence_says(s, i, "tháng");
    if ((!quarter && !month) || i + 1 >= s->n) return false;
    const Word *w = &s->word[i + 1];
    size_t      slash = 0, more = 0;
    while (slash < w->n && w->s[slash] != '/') slash++;
    int year = slash < w->n ? number_of(w->s + slash + 1, w->n - slash - 1)
                            : year_at(s, i + 2, &more);
    if (year < 0) return false;
    int v = quarter ? quarter_of(w->s, slash) : number_of(w->s, slash);
    return v > 0 && months(c, day, quarter ? 3 * v - 2 : v, quarter ? 3 * v : v, year, 2 + more,
                           out);
}

static bool whole_year(Ctx *c, const Sentence *s, size_t i, Span *out) {
    size_t words;
    int    year = year_at(s, i, &words);
    return year && months(c, "", 1, 12, year, words, out);
}

static bool span_at(Ctx *c, const Sentence *s, size_t i, const char *day, Span *out) {
    size_t skip = i < s->n ? sentence_says(s, i, "ngày") : 0;
    if (i + skip >= s->n) return false;
    bool found = figures(c, s, i + skip, day, out) || in_words(c, s, i + skip, day, out) ||
                 (!skip && (period(c, s, i, day, out) || whole_year(c, s, i, out)));
    if (found) out->words += skip;
    return found;
}

/* ---- the words before it ---- */

static const struct { const char *cue; int weight; bool before; } cues[] = {
    {"trước", 3, true},          {"chậm nhất", 3, false},       {"muộn nhất", 3, false},
    {"hạn chót", 3, false},      {"thời hạn", 3, false},        {"thời gian hoàn thành", 3, false},
    {"hoàn thành", 3, false},    {"xong", 3, false},            {"hết", 2, false},
    {"đến", 2, false},           {"trong", 2, false},           {"vào", 1, false},
    {"cuối", 2, false},          {"hạn", 2, false},
};
static const char *const between[] = {"là", "vào", "trong", "đến", "hết", "cuối", "khoảng", NULL};

/* From a cue at i to the days it means. */
static int deadline_at(Ctx *c, const Sentence *s, size_t i, const char *day, Deadline *out) {
    for (size_t k = 0; k < sizeof cues / sizeof *cues; k++) {
        size_t n = sentence_says(s, i, cues[k].cue), at = i + n;
        bool   before = cues[k].before;
        Span   span;
        if (!n) continue;
        for (size_t more = 1; more; at += more) {
            more = sentence_says_any(s, at, between);
            if (!more && !before && (more = sentence_says(s, at, "trước"))) before = true;
        }
        if (!span_at(c, s, at, day, &span)) continue;
        out->from = i;
        out->to = at + span.words;
        out->day = before ? day_add(c->a, span.first, -1) : span.last;
        out->why = span.guessed ? "propose.due.year" : before ? "propose.due.before"
                 : strcmp(span.first, span.last) != 0 ? "propose.due.end" : NULL;
        return cues[k].weight;
    }
    return 0;
}

bool sentence_deadline(Ctx *c, const Sentence *s, const char *day, Deadline *out) {
    int best = 0;
    for (size_t i = 0; i < s->n; i++) {
        Deadline one;
        int      weight = deadline_at(c, s, i, day, &one);
        if (weight <= best) continue;
        best = weight;
        *out = one;
    }
    return best > 0;
}
