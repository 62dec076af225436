/* lint.c - advice to the author: could it be a better question?
 *
 * Only what words alone can tell, so it is advice and never an error: a wording that leads to
 * an answer, two questions in one, a list without a way not to answer, no word of consent, a
 * question too long to be heard once.  The words are those of Vietnamese and English.
 * source   Dillman, Smyth, Christian, Internet, Phone, Mail, and Mixed-Mode Surveys (2014),
 *          ch. 4 and 5; Groves et al., Survey Methodology (2009), ch. 7 and 11 */
#include "xlsform/parts.h"

#include "text/text.h"

#include <string.h>

enum {
    LONG_WORDS = 40,
    LIST_MAX = 12,   /* choices; longer lists are places and codes */
    SMALL_FORM = 5,  /* questions; such a form needs no screen of its own for consent */
    FIRST_QUESTIONS = 8
};

/* Phrases as keys of the search: small letters, one blank between words. */
static const char *const leading[] = {
    "có đồng ý rằng", "đồng ý là", "có thừa nhận", "có nhất trí rằng", "phải chăng", "chẳng phải",
    "không phải là rất", "rõ ràng là", "đương nhiên", "như mọi người đều biết",
    "như chúng ta đã biết", "ai cũng biết", "tốt đến mức nào", "hài lòng đến mức nào",
    "có thấy tuyệt vời", "thành tựu to lớn", "do you agree that", "don t you", "isn t it",
    "wouldn t you", "as everyone knows", "as we all know", "obviously", "surely you", "clearly",
    "how good", "how well did", "how satisfied are you with the excellent", NULL};
static const char *const pairs[] = {
    "ông và bà", "anh và chị", "cha và mẹ", "bố và mẹ", "vợ và chồng", "họ và tên", "ngày và giờ",
    "ngày và tháng", "tháng và năm", "men and women", "date and time", "name and surname",
    "husband and wife", NULL};
static const char *const no_answer[] = {
    "không trả lời", "không biết", "từ chối", "không có ý kiến", "không ý kiến", "khó trả lời",
    "không rõ", "không nhớ", "chưa biết", "không áp dụng", "no answer", "don t know", "dont know",
    "do not know", "refuse", "refused", "prefer not", "rather not", "no opinion", "not applicable",
    "not sure", "unsure", NULL};
static const char *const consent[] = {
    "đồng ý tham gia", "đồng ý trả lời", "tự nguyện", "sẵn lòng tham gia", "sẵn sàng tham gia",
    "có thể từ chối", "chấp thuận tham gia", "tôi đồng ý", "consent", "agree to take part",
    "agree to participate", "voluntary", "willing to take part", "may refuse", "may stop", NULL};

static bool has_phrase(const char *key, const char *const *list) {
    for (; *list; list++) {
        size_t n = strlen(*list);
        for (const char *p = key; (p = strstr(p, *list)); p++)
            if ((p == key || p[-1] == ' ') && (!p[n] || p[n] == ' ')) return true;
    }
    return false;
}

/* The keys of a text in all its languages; ends with NULL. */
static const char **keys_of(Form *f, Cell c) {
    size_t       n = 0, most = 2 + (c.map ? c.map->n : 0);
    const char **key = arena_take(f->a, most * sizeof *key);
    if (c.text) key[n++] = text_search_exact(f->a, c.text);
    for (size_t i = 0; c.map && i < c.map->n; i++)
        if (c.map->pair[i].text) key[n++] = text_search_exact(f->a, c.map->pair[i].text);
    return key;
}

typedef bool Sign(const char *key);

/* Does it say so in any of its languages? */
static bool says(const char *const *key, Sign *is) {
    for (; *key; key++)
        if (is(*key)) return true;
    return false;
}

static bool leads(const char *key) { return has_phrase(key, leading); }
static bool declines(const char *key) { return has_phrase(key, no_answer); }
static bool asks_consent(const char *key) { return has_phrase(key, consent); }

static bool doubled(const char *key) {
    static const char *const ands[] = {"và", "and", NULL};
    return has_phrase(key, ands) && !has_phrase(key, pairs);
}

static bool is_long(const char *key) {
    int words = 1;
    for (; *key; key++) words += *key == ' ';
    return words > LONG_WORDS;
}

static void advise(Form *f, const char *key, const Item *q, const char *column, const char *what) {
    NOTE(f, ADVICE, key, SURVEY_AT(q->row, column), WHAT(q->name, what));
}

static bool is_seen(const Item *q) {
    return q->kind == ITEM_QUESTION && q->row && q->known && q->known->control &&
           (q->label.text || q->label.map);
}

/* An answer is one of a few, so it cannot be about two things. */
static bool is_closed(const Item *q) {
    static const char *const types[] = {"select one", "range", NULL};
    return one_of(q->type, types);
}

static void check_wording(Form *f, const Item *q, const char *const *label) {
    if (says(label, leads)) advise(f, "xlsform.lint.leading", q, "label", NULL);
    if (is_closed(q) && says(label, doubled)) advise(f, "xlsform.lint.double", q, "label", NULL);
    if (strcmp(q->type, "note") != 0 && says(label, is_long))
        advise(f, "xlsform.lint.long", q, "label", NULL);
}

/* ---- lists ---- */

static bool may_decline(Form *f, const Choices *l) {
    for (size_t i = 0; i < l->n; i++)
        if (says(keys_of(f, l->choice[i].label), declines) ||
            declines(text_search_exact(f->a, l->choice[i].name)))
            return true;
    return false;
}

static void check_list(Form *f, const Item *q, const char *const *label, Index *seen) {
    static const char *const selects[] = {"select one", "select all that apply", NULL};
    const Choices *l = one_of(q->type, selects) && q->list ? choices_of(f, q->list) : NULL;
    if (!l || l->n < 2 || l->n > LIST_MAX || l->search || q->filter) return;
    if (index_get(seen, l->name)) return;
    index_put(seen, l->name, (void *)(uintptr_t)l);
    if (!may_decline(f, l) && !says(label, asks_consent))
        advise(f, "xlsform.lint.decline", q, "type", l->name);
}

/* ---- the form ---- */

static bool has_consent(Form *f, const Item *q, const char *const *label) {
    return !strcmp(q->type, "acknowledge") || says(label, asks_consent) ||
           says(keys_of(f, q->hint), asks_consent);
}

void lint_form(Form *f) {
    Index *seen = index_open(f->a);
    int    questions = 0;
    bool   consented = false;
    for (Item *q = f->top; q; q = item_next(f->top, q)) {
        if (!is_seen(q)) continue;
        const char **label = keys_of(f, q->label);
        if (questions++ < FIRST_QUESTIONS) consented = consented || has_consent(f, q, label);
        check_wording(f, q, label);
        check_list(f, q, label, seen);
    }
    if (f->or_other) NOTE(f, ADVICE, "xlsform.lint.other", .sheet = "survey", .column = "type");
    if (questions >= SMALL_FORM && !consented)
        NOTE(f, ADVICE, "xlsform.lint.consent", .sheet = "survey");
}
