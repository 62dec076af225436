/* fields.h - a questionnaire with a question of every kind, and a visitor who fills it in. */
#ifndef FIELDS_H
#define FIELDS_H

#include "field.h"

#include "../work/attack.h"

/* An XForm of this table. */
static inline const char *fields_form(Ctx *c, const char *markdown) {
    Xlsform            x = {0};
    const XlsformAsked asked = {.file = "phieu.md"};
    Err e = xlsform_convert(c->a, (Bytes){markdown, strlen(markdown)}, &asked, &x);
    for (size_t i = 0; i < x.notes && (e || !x.xml); i++)
        fprintf(stderr, "%s\n", xlsform_words(c, &x.note[i]));
    CHECK(!e && x.xml);
    return x.xml ? arena_part(c->a, x.xml, x.bytes) : "";
}

#define FIELDS_ALL                                                             \
    "| survey |\n| | type | name | label::Tiếng Việt (vi) | label::English (en) | relevant |"   \
    " constraint | constraint_message::Tiếng Việt (vi) | required | choice_filter |"            \
    " appearance | parameters |\n"                                             \
    "| | start | bat_dau | | | | | | | | | |\n"                                \
    "| | text | ho_ten | **Họ** và tên | Name | | | | | | | |\n"               \
    "| | integer | tuoi | Tuổi | Age | | . < 120 | Tuổi dưới 120. | yes | | | |\n"              \
    "| | decimal | cao | Chiều cao | Height | | | | | | | |\n"                 \
    "| | select_one co | con | Có con không? | Children? | | | | | | | |\n"    \
    "| | integer | so_con | Mấy con? | How many? | ${con} = 'co' | | | | | | |\n"               \
    "| | begin_group | nhom | Chi tiết | Details | | | | | | | |\n"            \
    "| | date | ngay | Ngày sinh | Born | | | | | | | |\n"                     \
    "| | time | gio | Giờ dậy | Gets up | | | | | | | |\n"                     \
    "| | dateTime | luc | Lúc nào | When | | | | | | | |\n"                    \
    "| | geopoint | noi | Nơi ở | Where | | | | | | | |\n"                     \
    "| | select_multiple mau | mau | Màu | Colours | | | | | | | |\n"          \
    "| | rank mau | hang | Xếp hạng | Rank | | | | | | | |\n"                  \
    "| | range | thang | Mức | Level | | | | | | | start=1 end=5 step=1 |\n"   \
    "| | acknowledge | dong_y | Tôi đồng ý | I agree | | | | | | | |\n"        \
    "| | barcode | ma | Mã | Code | | | | | | | |\n"                           \
    "| | note | ghi | Tuổi ${tuoi} | Age ${tuoi} | | | | | | | |\n"            \
    "| | end_group | | | | | | | | | | |\n"                                    \
    "| | begin_repeat | nguoi | Người | Person | | | | | | | |\n"              \
    "| | text | ten | Tên | Name | | | | | | | |\n"                            \
    "| | end_repeat | | | | | | | | | | |\n"                                   \
    "| | begin_group | dia | Địa phương | Place | | | | | | | |\n"             \
    "| | select_one tinh | tinh | Tỉnh | Province | | | | | | | |\n"           \
    "| | select_one huyen | huyen | Huyện | District | | | | | tinh = ${tinh} | | |\n"          \
    "| | end_group | | | | | | | | | | |\n"                                    \
    "| | image | anh | Ảnh | Picture | | | | | | | |\n"                        \
    "| choices |\n| | list_name | name | label::Tiếng Việt (vi) | label::English (en) | tinh |\n" \
    "| | co | co | Có | Yes | |\n| | co | khong | Không | No | |\n"            \
    "| | mau | do | Đỏ | Red | |\n| | mau | xanh | Xanh | Blue | |\n"          \
    "| | mau | vang | Vàng | Yellow | |\n"                                     \
    "| | tinh | hd | Hải Dương | Hai Duong | |\n| | tinh | hp | Hải Phòng | Hai Phong | |\n"    \
    "| | huyen | cl | Chí Linh | Chi Linh | hd |\n"                                 \
    "| | huyen | ta | Thủy Nguyên | Thuy Nguyen | hp |\n"                      \
    "| settings |\n| | form_title | form_id | version | default_language |\n"  \
    "| | Phiếu thử | phieu_thu | 1 | Tiếng Việt (vi) |\n"

/* ---- the visitor ---- */

typedef struct Visitor {
    Attacker    at;
    Arena      *a;
    const char *path, *html, *draft, *next;
    int         status;
} Visitor;

static inline const char *after(const char *html, const char *mark) {
    const char *p = html ? strstr(html, mark) : NULL;
    return p ? p + strlen(mark) : NULL;
}

static inline void visited(Visitor *v, struct Reply r) {
    v->status = r.status;
    v->next = r.next;
    v->html = r.body.p ? arena_part(v->a, r.body.p, r.body.n) : "";
    const char *d = after(v->html, "name=\"draft\" value=\"");
    v->draft = d ? arena_part(v->a, d, strcspn(d, "\"")) : NULL;
}

static inline void visit(Visitor *v, const char *path, const char *query) {
    visited(v, attack_ask(&v->at, v->a, "GET", path, query));
}

/* Every question of the page that is shown says that it was asked, as a browser does. */
static inline void press(Visitor *v, const char *act, const char *typed) {
    Buf b = {.a = v->a};
    buf_print(&b, "act=");
    html_part(&b, V(act));
    if (v->draft) buf_text(&b, "&draft="), html_part(&b, V(v->draft));
    for (const char *p = v->html; (p = strstr(p, ".asked\" value=\"1\"")); p++) {
        const char *from = p;
        while (from[-1] != '"') from--;
        buf_print(&b, "&%.*s.asked=1", (int)(p - from), from);
    }
    buf_print(&b, "%s%s", *typed ? "&" : "", typed);
    visited(v, attack_ask(&v->at, v->a, "POST", v->path, b.s));
}

/* The name of the input with this label: "q.3". */
static inline const char *named(Visitor *v, const char *label) {
    const char *asks = strstr(v->html, "class=\"asks\""), *p = asks ? strstr(asks, label) : NULL;
    const char *from = NULL;
    for (const char *f = asks; p && (f = strstr(f, "\"f-q.")) && f < p; f++) from = f;
    const char *in = p ? strstr(p, "id=\"f-q.") : NULL; /* a box stands before its label */
    if (p && !from && in) from = in + 3;
    if (!from) {
        fprintf(stderr, "no question: %s\n", label);
        test_failed = 1;
        return "q.none";
    }
    return arena_part(v->a, from + 3, strspn(from + 3, "q.0123456789"));
}

static inline bool sees(const Visitor *v, const char *words) {
    return strstr(v->html, words) != NULL;
}

/* What is typed, as a form sends it. */
#define TYPED(v, ...) arena_print((v)->a, __VA_ARGS__)

#define SEES(v, words)                                                         \
    do {                                                                       \
        if (!sees((v), (words))) {                                             \
            const char *m_ = strstr((v)->html, "<main");                       \
            fprintf(stderr, "%s:%d: not seen: %s (status %d)\n%.6000s\n", __FILE__, __LINE__,   \
                    (words), (v)->status, m_ ? m_ : (v)->html);                \
            test_failed = 1;                                                   \
        }                                                                      \
    } while (0)

#endif
