/* propose_text.c - sentences that give work, out of a text cut into its clauses.
 *
 * A sentence gives work when it says so ("giao", "yêu cầu"), when it begins with a unit, or when
 * it begins with what is to be done.  A line that only names a unit ("2. Ban A:") speaks for the
 * sentences beneath it.  All else is left: what is not proposed can still be given by hand, and
 * what is proposed wrongly would have to be found out. */
#include "work/propose_words.h"

#include <ctype.h>
#include <string.h>

enum { HEAD_WORDS = 30, BEGIN_WORDS = 4, PRODUCT_WORDS = 24 };

typedef struct Reading {
    const Names *names;
    const char  *day;
    const char  *label;       /* of the clause */
    int          depth;       /* of it, */
    const char  *head;        /* the line that speaks for what is beneath; NULL */
    int          head_depth;  /* of the clause that it stands in */
    int64_t      head_unit;
    const char  *head_words;
    Proposed   **end;
    int          n, others;
} Reading;

/* ---- sentences ---- */

static const char *behind_number(const char *s) {
    size_t n = strspn(s, "0123456789.");
    if (!n) n = strspn(s, "IVX");
    if (!n && isalpha((unsigned char)*s)) n = 1;
    if (!n && strncmp(s, "đ)", 3) == 0) n = 2;
    bool dotted = n && s[n - 1] == '.';
    return n && n < 8 && (dotted || strchr(".)/-", s[n])) && s[n] ? s + n + !dotted : NULL;
}

/* Behind "1.", "a)", "-", "Điều 3.": what makes a line the beginning of something. */
static const char *behind_mark(const char *s) {
    static const char *const signs[] = {"- ", "+ ", "* ", "• ", "– ", "— ", "\xEF\x82\xB7 "};
    static const char *const words[] = {"Điều ", "Khoản ", "Mục ", "Điểm "};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (strncmp(s, signs[i], strlen(signs[i])) == 0) return s + strlen(signs[i]);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strncmp(s, words[i], strlen(words[i])) == 0 && behind_number(s + strlen(words[i])))
            s += strlen(words[i]);
    const char *at = behind_number(s);
    return at && (!*at || *at == ' ') ? at + strspn(at, " ") : NULL;
}

/* Lines that a word processor broke are one again; each begins with its mark. */
static const char *paragraphs(Ctx *c, const char *text) {
    Buf b = {.a = c->a};
    buf_add(&b, "", 0);
    for (const char *line = text_nfc(c->a, text); *line;) {
        size_t n = strcspn(line, "\n"), gap = strspn(line, " \t\r");
        bool   ended = !b.len || strchr(".;:!?\n", b.s[b.len - 1]);
        if (gap < n) {
            const char *one = arena_part(c->a, line + gap, n - gap);
            if (b.len && (ended || behind_mark(one))) buf_text(&b, "\n");
            else if (b.len) buf_text(&b, " ");
            for (const char *p = one; *p; p++) {
                char ch = *p == '\t' || *p == '\r' ? ' ' : *p;
                if (ch != ' ' || (b.len && b.s[b.len - 1] != ' ' && b.s[b.len - 1] != '\n'))
                    buf_add(&b, &ch, 1);
            }
            while (b.len && b.s[b.len - 1] == ' ') b.s[--b.len] = '\0';
        } else if (b.len && b.s[b.len - 1] != '\n') {
            buf_text(&b, "\n");
        }
        line += n + (line[n] == '\n');
    }
    return b.s;
}

/* "TP. Hải Dương", "v.v.": a dot behind one or two capitals, or in between, ends nothing. */
static bool ends(const char *begin, const char *dot) {
    if (dot[1] && dot[1] != ' ' && dot[1] != '\n') return false;
    if (*dot != '.') return true;
    const char *p = dot;
    while (p > begin && p[-1] != ' ') p--;
    size_t n = (size_t)(dot - p);
    if (n > 0 && n <= 2 && isupper((unsigned char)*p)) return !dot[1];
    bool more = *p == 'v' && p[1] == '.' && p[2] == 'v'; /* and so on */
    return !(more && dot[1] == ' ' && islower((unsigned char)dot[2]));
}

/* ---- one of them ---- */

static const char *const gives[] = {
    "giao", "giao cho", "đề nghị", "yêu cầu", "phân công", "nhất trí giao", "đồng ý giao",
    "thống nhất giao", "tiếp tục giao", NULL
};
static const char *const together[] = {"phối hợp với", "phối hợp cùng", "cùng với", NULL};
static const char *const leads[] = {
    "chủ trì", "là cơ quan chủ trì", "có trách nhiệm", "chịu trách nhiệm", "phối hợp", "đầu mối",
    "làm đầu mối", NULL
};
static const char *const past[] = {"đã", "chưa", "còn", "vẫn", "là", "được", NULL};

/* What a sentence was found to say. */
typedef struct Said {
    Sentence    s;
    bool        given, unit;   /* by such a word; a unit stands where it would */
    size_t      at;            /* the word behind which work begins */
    Mention     lead;
    const char *with;          /* units that take part; "" */
} Said;

/* The units from..to, as they stand. */
static const char *units_in(Ctx *c, const Names *names, const Sentence *s, size_t from,
                            size_t to) {
    Buf     b = {.a = c->a};
    Mention m;
    buf_add(&b, "", 0);
    for (size_t i = from; sentence_unit(names, s, i, &m) && m.from < to; i = m.to)
        buf_print(&b, "%s%s", b.len ? ", " : "", sentence_part(c, s, m.from, m.to));
    return b.s;
}

/* The first verb of work from i on; s->n if there is none.  "chủ trì, phối hợp với" are no work
 * but say who does it. */
static size_t next_verb(const Sentence *s, size_t i) {
    while (i < s->n) {
        size_t skip = sentence_says_any(s, i, together);
        if (!skip) skip = sentence_says_any(s, i, leads);
        if (!skip && sentence_verb(s, i)) return i;
        i += skip ? skip : 1;
    }
    return i;
}

/* Who is to do it, and where that begins. */
static Said read_said(Ctx *c, const Reading *r, const char *text) {
    Said    x = {.s = sentence_of(c, text), .with = ""};
    Mention m;
    size_t  given = sentence_says_any(&x.s, 0, gives), from = given, join = x.s.n;
    x.given = given > 0;
    bool    named = sentence_unit(r->names, &x.s, from, &m);
    size_t  verb = next_verb(&x.s, from);
    for (size_t i = from; i < verb && join == x.s.n; i++)
        if (sentence_says_any(&x.s, i, together)) join = i;
    x.unit = named && m.from < join && m.from <= verb && (x.given || m.from < BEGIN_WORDS);
    if (x.unit && m.to > verb) verb = next_verb(&x.s, m.to); /* a verb within its name */
    if (x.unit) x.lead = m;
    if (join < verb) x.with = units_in(c, r->names, &x.s, join, verb);
    x.at = x.given || x.unit ? verb : 0;
    return x;
}

static bool gives_work(const Reading *r, const Said *x) {
    size_t first = x->unit ? x->lead.to : 0;
    if (x->s.n < 3 || x->at >= x->s.n) return false;
    if (x->unit && sentence_says_any(&x->s, first, past)) return false;
    if (x->given || x->unit) return true;
    return sentence_verb(&x->s, 0) > 0 && (r->depth > 0 || r->head || *r->label);
}

/* "xây dựng kế hoạch tuyên truyền bầu cử": what there will be. */
static const char *const products[] = {
    "kế hoạch", "báo cáo", "đề án", "hướng dẫn", "tờ trình", "dự thảo", "đề cương", "tài liệu",
    "chương trình", "quy chế", "quyết định", "nghị quyết", "chỉ thị", "bài viết", "phóng sự",
    "chuyên mục", "danh sách", "quy định", "phương án", "thông báo", "công văn", NULL
};
static const char *const makes[] = {
    "xây dựng", "ban hành", "tham mưu", "tham mưu xây dựng", "tham mưu ban hành", "soạn thảo",
    "biên soạn", "lập", "gửi", "trình", "hoàn thiện", "viết", "chuẩn bị", "hoàn chỉnh", "nộp", NULL
};

static void read_product(Ctx *c, const Said *x, size_t end, Proposed *p) {
    for (size_t i = x->at; i < end; i++) {
        size_t made = sentence_says_any(&x->s, i, makes), to = i + made;
        if (!made || !sentence_says_any(&x->s, to, products)) continue;
        while (to < end && to < i + made + PRODUCT_WORDS && !x->s.word[to].stop) to++;
        if (to < end && x->s.word[to].stop) to++;
        p->product_words = sentence_part(c, &x->s, i + made, to);
        p->t.product = sentence_capital(c, p->product_words);
        return;
    }
}

/* Where what is to be done ends: before its term, if that stands at the end. */
static size_t work_end(const Said *x, const Deadline *d) {
    size_t end = d && d->to >= x->s.n ? d->from : x->s.n;
    while (end > x->at + 2 && (sentence_says(&x->s, end - 1, "và") ||
                               sentence_says(&x->s, end - 1, "xong"))) end--;
    return end > x->at + 1 ? end : x->s.n;
}

static void read_lead(Ctx *c, const Reading *r, const Said *x, Proposed *p) {
    if (x->unit) {
        p->lead_words = sentence_part(c, &x->s, x->lead.from, x->lead.to);
        if (x->lead.id > 0) p->t.lead = x->lead.id;
        else p->lead_why = "propose.lead.many";
    } else if (r->head && !x->given) {
        p->t.lead = r->head_unit > 0 ? r->head_unit : 0;
        p->lead_words = r->head_words;
        p->head = r->head;
        if (r->head_unit < 0) p->lead_why = "propose.lead.many";
    }
}

static void propose(Ctx *c, Reading *r, const Said *x) {
    Deadline  d;
    Mention   who;
    bool      due = sentence_deadline(c, &x->s, r->day, &d);
    size_t    end = work_end(x, due ? &d : NULL);
    Proposed *p = *r->end = arena_new(c->a, Proposed);
    r->end = &p->next;
    *p = (Proposed){.n = ++r->n, .t = task_blank(), .source = x->s.text, .lead = "",
                    .answerable = "", .due = ""};
    p->t.work = sentence_capital(c, sentence_part(c, &x->s, x->at, end));
    p->t.clause = r->label;
    p->t.quote = x->s.text;
    if (*x->with) p->t.note = trf(c, "propose.with", V(x->with));
    if (due) p->t.due = d.day, p->due_why = d.why, p->due_words = sentence_part(c, &x->s, d.from,
                                                                                d.to);
    read_lead(c, r, x, p);
    if (sentence_person(r->names, &x->s, &who)) {
        p->answerable_words = sentence_part(c, &x->s, who.from, who.to);
        if (who.id > 0) p->t.answerable = who.id;
    }
    read_product(c, x, end, p);
    p->ticked = p->t.lead || p->t.due || x->given;
}

/* ---- all of them ---- */

/* "2. Ban Tuyên giáo Tỉnh ủy:" */
static bool is_head(Ctx *c, Reading *r, const char *text, const Said *x) {
    Mention m;
    size_t  n = strlen(text);
    if (!n || text[n - 1] != ':' || x->s.n > HEAD_WORDS) return false;
    bool named = sentence_unit(r->names, &x->s, 0, &m);
    r->head = named ? text : NULL;
    r->head_depth = r->depth;
    r->head_unit = named ? m.id : 0;
    r->head_words = named ? sentence_part(c, &x->s, m.from, m.to) : NULL;
    return named || next_verb(&x->s, 0) == x->s.n;
}

/* A line in capitals is a title, whatever it says. */
static bool is_title(Ctx *c, const char *text) {
    return strcmp(text_recase(c->a, text, TEXT_CASE_UPPER), text) == 0;
}

static void read_sentence(Ctx *c, Reading *r, const char *text) {
    while (behind_mark(text)) text = behind_mark(text);
    if (text_blank(text) || is_title(c, text) || r->n == PROPOSED_MAX) return;
    const Said x = read_said(c, r, text);
    if (is_head(c, r, text, &x)) return;
    if (gives_work(r, &x)) propose(c, r, &x);
    else if (x.s.n > BEGIN_WORDS) r->others++;
}

/* "Giao Ban A: tổ chức ...; tham mưu ...": what stands before the colon speaks for the rest. */
static const char *head_end(Ctx *c, const Reading *r, const char *begin, const char *end) {
    const char *colon = begin;
    while (colon < end && !(*colon == ':' && colon[1] == ' ')) colon++;
    if (colon + 2 >= end) return NULL;
    Mention        m;
    const Sentence s = sentence_of(c, arena_part(c->a, begin, (size_t)(colon - begin)));
    return s.n <= HEAD_WORDS && sentence_unit(r->names, &s, 0, &m) ? colon + 1 : NULL;
}

static void read_paragraph(Ctx *c, Reading *r, const char *begin, const char *end) {
    const char *head = head_end(c, r, begin, end);
    if (head) {
        read_sentence(c, r, arena_part(c->a, begin, (size_t)(head - begin)));
        begin = head + strspn(head, " ");
    }
    const char *skip = behind_mark(begin);
    for (const char *p = skip ? skip : begin; p < end; p++) {
        bool last = p + 1 == end;
        if (!last && !(strchr(".;!?", *p) && ends(begin, p))) continue;
        size_t n = (size_t)(p - begin) + (last && !strchr(".;!?", *p));
        read_sentence(c, r, arena_part(c->a, begin, n));
        begin = p + 1 + strspn(p + 1, " ");
    }
    if (head) r->head = NULL;
}

static void read_clause(Ctx *c, Reading *r, const Clause *k) {
    if (r->head && k->depth <= r->head_depth && k->n) r->head = NULL;
    r->label = k->label;
    r->depth = k->depth;
    for (const char *p = paragraphs(c, k->quote); *p;) {
        size_t n = strcspn(p, "\n");
        read_paragraph(c, r, p, p + n);
        p += n + (p[n] == '\n');
    }
}

Proposed *propose_from_text(Ctx *c, const char *text, const char *day, int *others) {
    Proposed *first = NULL;
    Reading   r = {.names = names_read(c), .day = day, .end = &first};
    for (const Clause *k = clause_list(c, text); k; k = k->next) read_clause(c, &r, k);
    *others = r.others;
    return first;
}
