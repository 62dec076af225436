/* text.h - Vietnamese text: found, sorted, read from old encodings, and the
 * numbers and days in it.
 *
 * A text is UTF-8 with a NUL at its end.  Functions of one text take NULL for an
 * empty one, read a byte that is not UTF-8 as U+FFFD, and need time and memory in
 * proportion to the text, whatever stands in it.  Results live in the arena that
 * is given (for a Ctx: c->a).  The decisions and their sources are in
 * docs/vietnamese.md. */
#ifndef TEXT_H
#define TEXT_H

#include "base/base.h"

/* ---- Text that may be stored ---- */

/* Whether the n bytes are a text: UTF-8 in its shortest form, without surrogates
 * and noncharacters (U+FDD0-FDEF, U+..FFFE, U+..FFFF), without NUL, DEL and the
 * control characters but \t \n \r (so without U+0080-009F too, which are old
 * bytes read with the wrong table).  Bidi and zero-width signs may stand: names
 * of other languages need them.  Private use may stand: old fonts live there. */
bool text_valid(const char *s, size_t n);

/* s in NFC.  A flood of more than 30 combining marks on one letter gets a U+034F
 * after each 30th.   source: Unicode 14, UAX 15, with its stream-safe text */
const char *text_nfc(Arena *a, const char *s);

/* ---- Search ----
 *
 * A text is stored under two keys, each its words with one space between: letters
 * and digits make words, all else parts them.  Zero-width and bidi signs and soft
 * hyphens vanish.  A search looks for its own two keys; what is found by the exact
 * one ranks first.  A key of a key is the same key. */

/* NFC, small letters, the tone of a syllable in its classical place (hoà, hoa and
 * a grave: hòa), ð as đ. */
const char *text_search_exact(Arena *a, const char *s);
/* The same without any mark, and d for đ: "Đường Hoà Bình" is "duong hoa binh". */
const char *text_search_folded(Arena *a, const char *s);

/* The words of s as they were typed, cut where the keys cut; the words of a key
 * when s is one.  Returns how many.   memory: one copy of s, a pointer a word */
size_t text_words(Arena *a, const char *s, const char ***out);

/* About `most` letters of s around the first word that is also in the query (with
 * its marks if there is such a word, else without), or from the beginning: cut at
 * spaces, in one line, … where something is left out.  A stretch without spaces is
 * cut between letters.  Of the query 32 words count. */
const char *text_snippet(Arena *a, const char *s, const char *query, size_t most);

/* ---- Order ---- */

/* A key of visible ASCII: strcmp() of two keys is the Vietnamese order of the two
 * texts.  Letters of the whole text first (a ă â b c d đ e ê g ..., f j w z in
 * their places), then marks (ngang huyền hỏi ngã sắc nặng), then small before
 * capital.  Spaces and signs count, before digits; digits are not read as numbers.
 * A database compares it by bytes.  Up to 3 bytes for each letter and mark.
 *
 *   source   Unicode collation with CLDR 42 "vi", as in ICU 72, for ASCII, Latin
 *            letters with combining marks, Vietnamese, and the signs in sort.c;
 *            other letters follow z by their number */
const char *text_sort_key(Arena *a, const char *s);

/* The same for a person: given name (the last word), then family name (the first),
 * then what is between.  Capitals do not count, nor where in a syllable the tone
 * was put: Hoà and Hòa are one name. */
const char *text_person_key(Arena *a, const char *s);

/* ---- Old encodings ---- */

typedef enum TextCode {
    TEXT_NONE, /* not known */
    TEXT_UTF8, TEXT_NFD, /* NFD: UTF-8 with marks of their own, "Unicode tổ hợp" */
    TEXT_UTF16LE, TEXT_UTF16BE, TEXT_TCVN3, TEXT_VNI, TEXT_CP1258, TEXT_VPS, TEXT_VISCII,
    TEXT_CP1252, /* Western text, or English with typographic quotes */
    TEXT_CODES
} TextCode;
typedef struct TextGuess {
    TextCode code;
    double   sure; /* 0 to 1; below 0.9 a person should look */
} TextGuess;

const char *text_code_name(TextCode code); /* "TCVN3 (ABC)"; needs no translation */

/* Which encoding the n bytes are in.  Give it much text, a file or a column: one
 * word has little to tell (sure <= 0.5).  ASCII is TEXT_UTF8.  UTF-16 only with its
 * byte order mark.  TEXT_NONE, 0 when nothing is likelier than noise.  Of old
 * encodings the first 64 KB count. */
TextGuess text_guess(const char *s, size_t n);

/* n bytes of an encoding as UTF-8 in NFC; without its byte order mark; \v and \f,
 * new columns and pages, become \n.
 *
 *   at       where it stopped: n, or the offset of the byte that is refused
 *   out      set only on success
 *   errors   text.code.none   the code is TEXT_NONE
 *            text.code.bad    no letter at *at, or one that may not be stored */
MUST Err text_decode(Arena *a, TextCode code, const char *s, size_t n, const char **out,
                     size_t *at);

/* The bytes behind a text that was read as if Windows-1252 or Latin-1, as in old
 * workbooks ("Uû ban nh©n d©n"): to be guessed and decoded.  ASCII gives itself.
 * A guess of TEXT_CP1252 or TEXT_NONE means: leave the text as it was.
 *
 *   s        UTF-8; not NULL
 *   at       offset of the letter that is refused
 *   out, n   set only on success
 *   errors   text.code.real   a letter that no such reading gives, so the text is
 *                             Unicode already (or was damaged, at U+FFFD) */
MUST Err text_bytes(Arena *a, const char *s, const char **out, size_t *n, size_t *at);

/* Capitals after TCVN3, which has none with a tone (result in NFC).
 *
 *   UPPER    all: for text in a font whose name ends in H
 *   REPAIR   words with two capitals and no small letter but those with a tone:
 *            "TỉNH ủY" is TỈNH ỦY; words that tell nothing follow the words beside
 *            them in the line */
typedef enum TextCase { TEXT_CASE_UPPER, TEXT_CASE_REPAIR } TextCase;
const char *text_recase(Arena *a, const char *s, TextCase how);

/* ---- Messages with values ----
 *
 * The message of a key with values in its holes: {1} is the first, {1:task|tasks}
 * the left text when the first is 1 and else the right one.  Whole numbers and
 * reals (one decimal) are written as the language has them, NULL is nothing.  A
 * hole without its value, bytes and HTML are faults. */
#define trf(c, key, ...) text_fill((c), (key), VALS(__VA_ARGS__))
const char *text_fill(const Ctx *c, const char *key, const Val *v, int n);

/* ---- Numbers ----
 *
 * 1.234,5 in Vietnamese and 1,234.5 in English.  Ending 5s round as printf() does:
 * by the binary value. */

const char *text_int(const Ctx *c, int64_t v);
/* decimals: 0 to 15, all shown.  NaN and infinities, the missing values, are "–". */
const char *text_real(const Ctx *c, double v, int decimals);
/* v is a share: 0.9862 with 2 decimals is 98,62%. */
const char *text_percent(const Ctx *c, double v, int decimals);

/* What a person typed.  Groups of three may be parted by the sign of the language
 * or by spaces; + and both minus signs may stand before.  No exponents.
 *
 *   out      set only on success
 *   errors   text.number.empty    nothing typed
 *            text.number.unclear  a number only in the other language: 12.5 in
 *                                 Vietnamese, where 12.500 is above twelve thousand
 *            text.number.bad      not a number
 *            text.number.whole    has decimals, a whole number was asked
 *            text.number.range    too large */
MUST Err text_int_parse(const Ctx *c, const char *s, int64_t *out);
MUST Err text_real_parse(const Ctx *c, const char *s, double *out);

/* ---- Days ----
 *
 * A day is YYYY-MM-DD, a moment milliseconds since 1970 UTC, shown on the clock of
 * Hà Nội (UTC+7, no summer time).  A text that is no day is shown as it is, NULL as
 * empty. */

const char *text_day(const Ctx *c, const char *day);       /* 14/10/2022; 14 October 2022 */
const char *text_day_typed(const Ctx *c, const char *day); /* 05/03/2025, as a field has it */
const char *text_day_short(const Ctx *c, const char *day); /* 14/10; 14 Oct */
const char *text_month(const Ctx *c, const char *day); /* Tháng 10 năm 2022; October 2022 */
/* Hải Dương, ngày 05 tháng 3 năm 2025: zero before days 1-9 and months 1-2.  The
 * place may be NULL.   source: Decree 30/2020/NĐ-CP, appendix I */
const char *text_day_official(const Ctx *c, const char *place, const char *day);
const char *text_weekday(const Ctx *c, const char *day); /* thứ Sáu; Friday */
const char *text_moment(const Ctx *c, int64_t ms);       /* 14:05 14/10/2022; years 1-9999 */

/* What a person typed: 5/3/2025, 05-03-2025, 5.3.2025 (day first, in English too),
 * 05032025, 2025-03-05, 2025/03/05, [ngày] 5 tháng 3 năm 2025, 5 March 2025, Mar 5, 2025.
 * The year has four figures.
 *
 *   out      set only on success
 *   errors   text.day.empty   nothing typed
 *            text.day.bad     none of these forms, or no such day */
MUST Err text_day_parse(const Ctx *c, const char *s, const char **out);

/* ---- The lunar calendar ----
 *
 * For 1968, when Việt Nam took UTC+7 for it, to 2199.  The days of Tết that people
 * get off are announced each year and are data, not this.
 *
 *   errors   text.day.bad       not a day
 *            text.lunar.none    no such day: a month of 29 days, or no leap month
 *            text.lunar.range   outside these years
 *   source   Hồ Ngọc Đức, Thuật toán tính âm lịch, 2004 */
typedef struct TextLunar {
    int  year, month, day;
    bool leap; /* in the second month of that number */
} TextLunar;
MUST Err text_lunar(const char *day, TextLunar *out);
MUST Err text_lunar_day(Arena *a, const TextLunar *l, const char **out);
MUST Err text_tet(Arena *a, int year, const char **out); /* first day of the lunar year */

#endif
