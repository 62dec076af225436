/* propose_words.c - words of a sentence: verbs, days, names.
 *
 * Words are compared with their marks, whatever the letters' size and the place of a tone. */
#include "work/propose_words.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 400 };

/* ---- words ---- */

/* A byte of a letter or digit: quotes, dashes and the hard space are in U+2010 to U+206F and
 * below U+00C0. */
static bool letter(const char *s) {
    const unsigned char *u = (const unsigned char *)s;
    if (u[0] < 0x80) return isalnum(u[0]);
    if (u[0] == 0xC2) return false;
    return !(u[0] == 0xE2 && (u[1] == 0x80 || u[1] == 0x81));
}

static size_t letter_size(const char *s) {
    unsigned char u = (unsigned char)*s;
    return u < 0x80 ? 1 : u < 0xE0 ? 2 : u < 0xF0 ? 3 : 4;
}

static size_t word_size(const char *s) {
    size_t n = 0;
    for (;;) {
        bool joins = n && isdigit((unsigned char)s[n - 1]) && s[n] && strchr("/.-", s[n]) &&
                     isdigit((unsigned char)s[n + 1]);
        bool part = n && s[n] == '/' && isalnum((unsigned char)s[n + 1]); /* IV/2022 */
        if (joins || part) n++;
        else if (s[n] && letter(s + n)) n += letter_size(s + n);
        else return n;
    }
}

Sentence sentence_of(Ctx *c, const char *text) {
    Word    *word = arena_take(c->a, WORDS_MAX * sizeof *word);
    Sentence s = {.text = text, .word = word};
    for (const char *p = text; *p && s.n < WORDS_MAX;) {
        size_t n = word_size(p);
        if (n) word[s.n++] = (Word){p, n, text_search_exact(c->a, arena_part(c->a, p, n)), 0};
        else if (s.n && strchr(",;:(", *p)) word[s.n - 1].stop = *p;
        p += n ? n : letter_size(p);
    }
    return s;
}

const char *sentence_part(Ctx *c, const Sentence *s, size_t from, size_t to) {
    if (from >= to || to > s->n) return "";
    const char *begin = s->word[from].s, *end = s->word[to - 1].s + s->word[to - 1].n;
    size_t      open = 0, shut = 0;
    for (const char *p = begin; p < end; p++) open += *p == '(', shut += *p == ')';
    const char *next = strchr(end, ')');
    if (open > shut && next && next - end <= 2) end = next + 1; /* what closes a bracket in it */
    return arena_part(c->a, begin, (size_t)(end - begin));
}

const char *sentence_capital(Ctx *c, const char *s) {
    size_t n = *s ? letter_size(s) : 0;
    return arena_print(c->a, "%s%s", text_recase(c->a, arena_part(c->a, s, n), TEXT_CASE_UPPER),
                       s + n);
}

/* over: a sign between its words does not matter, as in the name of an office. */
static size_t says(const Sentence *s, size_t i, const char *phrase, bool over) {
    size_t k = 0;
    while (*phrase) {
        size_t n = strcspn(phrase, " ");
        if (i + k >= s->n) return 0;
        const char *key = s->word[i + k].key;
        if (strncmp(key, phrase, n) != 0 || key[n]) return 0;
        phrase += n + (phrase[n] == ' ');
        k++;
        if (*phrase && s->word[i + k - 1].stop && !over) return 0;
    }
    return k;
}

size_t sentence_says(const Sentence *s, size_t i, const char *phrase) {
    return says(s, i, phrase, false);
}

size_t sentence_says_any(const Sentence *s, size_t i, const char *const *phrases) {
    size_t best = 0;
    for (; *phrases; phrases++) {
        size_t n = sentence_says(s, i, *phrases);
        if (n > best) best = n;
    }
    return best;
}

/* By which conclusions and plans give work; what only describes it ("nhằm", "đạt") is not here. */
static const char *const verbs[] = {
    "ban hành", "báo cáo", "biên soạn", "biên tập", "bảo đảm", "bố trí", "bổ sung", "chuẩn bị",
    "chấn chỉnh", "chỉ đạo", "công bố", "công khai", "cung cấp", "cập nhật", "cụ thể hóa",
    "duy trì", "định hướng", "đánh giá", "đôn đốc", "đăng tải", "đưa", "đảm bảo", "đẩy mạnh",
    "đề xuất", "đổi mới", "giám sát", "giải quyết", "gửi", "hoàn chỉnh", "hoàn thiện", "hoàn thành",
    "huy động", "hướng dẫn", "khảo sát", "khắc phục", "kiểm tra", "kiện toàn", "lãnh đạo",
    "lập", "lựa chọn", "mở", "mời", "nghiên cứu", "nhân rộng", "nâng cao", "nắm", "nộp",
    "phân công", "phát động", "phát huy", "phát hiện", "phát hành", "phê duyệt", "phổ biến",
    "quán triệt", "quản lý", "rà soát", "soạn thảo", "sơ kết", "sưu tầm", "sửa đổi",
    "tham gia", "tham mưu", "thanh tra", "theo dõi", "thành lập", "thẩm định", "thống kê",
    "thống nhất", "thực hiện", "tiếp nhận", "tiếp thu", "tiếp tục", "tiến hành", "tranh thủ",
    "treo", "triển khai", "trình", "trả lời", "trực tiếp", "tuyên truyền", "tập huấn",
    "tập trung", "tăng cường", "tổ chức", "tổng hợp", "tổng kết", "vận động", "viết", "xem xét",
    "xây dựng", "xử lý", "xác định", "ứng dụng", "in", NULL
};

size_t sentence_verb(const Sentence *s, size_t i) { return sentence_says_any(s, i, verbs); }

/* ---- names ---- */

typedef struct Name { const char *key; int64_t id; } Name;
struct Names { Name *unit, *person; size_t units, people; };

static void add_name(Ctx *c, Name *list, size_t *n, const char *name, int64_t id) {
    const char *key = text_search_exact(c->a, name);
    if (strchr(key, ' ')) list[(*n)++] = (Name){key, id}; /* one word alone names nobody */
}

/* Without what says of whom it is: "ban tuyên giáo tỉnh ủy" is called "ban tuyên giáo". */
static const char *shorter(Ctx *c, const char *name) {
    static const char *const ends[] = {" Tỉnh ủy", " tỉnh", " Thành ủy", " thành phố", NULL};
    for (const char *const *e = ends; *e; e++) {
        size_t n = strlen(name), m = strlen(*e);
        if (n > m && strcmp(name + n - m, *e) == 0) return arena_part(c->a, name, n - m);
    }
    return "";
}

/* The committee of a district is meant when its district is. */
static const char *committee(Ctx *c, const Unit *u) {
    static const char *const of[][2] = {{"Huyện ", "Huyện ủy "}, {"Thị xã ", "Thị ủy "},
                                        {"Thành phố ", "Thành ủy "}, {"Quận ", "Quận ủy "}};
    for (size_t i = 0; i < sizeof of / sizeof *of; i++)
        if (strncmp(u->name, of[i][0], strlen(of[i][0])) == 0)
            return arena_print(c->a, "%s%s", of[i][1], u->name + strlen(of[i][0]));
    return "";
}

static void read_people(Ctx *c, Names *out) {
    int64_t n = 0;
    Err     e = db_int(c, &n, "SELECT count(*) FROM staff");
    out->person = arena_take(c->a, (size_t)(n + 1) * sizeof *out->person);
    Rows q = db_query(c, "SELECT id, name FROM staff WHERE ended IS NULL OR ended > $1 ORDER BY id",
                      V(c->today));
    while (!e && db_next(&q) && (int64_t)out->people < n)
        add_name(c, out->person, &out->people, row_text(&q, 1), row_int(&q, 0));
    db_stop(&q);
}

Names *names_read(Ctx *c) {
    Names      *out = arena_new(c->a, Names);
    int         n;
    const Unit *u = units_on(c, c->today, 0, &n);
    out->unit = arena_take(c->a, (size_t)(3 * n + 1) * sizeof *out->unit);
    for (int i = 0; i < n; i++) {
        if (!u[i].parent) continue; /* "tỉnh" is where all of it is, and nobody's task */
        add_name(c, out->unit, &out->units, u[i].name, u[i].id);
        add_name(c, out->unit, &out->units, shorter(c, u[i].name), u[i].id);
        add_name(c, out->unit, &out->units, committee(c, &u[i]), u[i].id);
    }
    read_people(c, out);
    return out;
}

/* The longest name that begins at a word; of two that are called the same neither. */
static bool named(const Name *list, size_t n, const Sentence *s, size_t at, Mention *out) {
    *out = (Mention){at, at, 0};
    for (size_t i = 0; i < n; i++) {
        size_t words = says(s, at, list[i].key, true);
        if (!words || at + words < out->to) continue;
        if (at + words == out->to && out->id != list[i].id) out->id = -1;
        if (at + words > out->to) *out = (Mention){at, at + words, list[i].id};
    }
    return out->to > at;
}

bool sentence_unit(const Names *n, const Sentence *s, size_t from, Mention *out) {
    for (size_t i = from; i < s->n; i++)
        if (named(n->unit, n->units, s, i, out)) return true;
    return false;
}

bool sentence_person(const Names *n, const Sentence *s, Mention *out) {
    for (size_t i = 0; i + 2 < s->n; i++)
        if (sentence_says(s, i, "đồng chí") && named(n->person, n->people, s, i + 2, out))
            return true;
    return false;
}
