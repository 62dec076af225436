/* official.c - a letter as a paper: on the screen, as PDF, for a word processor.
 *
 * The words of a paper are Vietnamese whoever looks at it: the form is that of the decree.
 * source   Decree 30/2020/NĐ-CP, annex I; Guideline 36-HD/VPTW of 2018 */
#include "inspect/assess.h"

#include "html/html.h"

#include <inttypes.h>
#include <string.h>

static Ctx in_vietnamese(const Ctx *c) {
    Ctx vi = *c;
    vi.lang = LANG_VI;
    return vi;
}

static const char *upper(const Ctx *c, const char *s) {
    return text_recase(c->a, s, TEXT_CASE_UPPER);
}

/* "Số 12-CV/BTGTU" of the Party, "Số: 12/BTG-VP" of the State; without a number room for it. */
static const char *number_words(const Ctx *c, const Dispatch *l, bool party) {
    const char *room = "\u00A0\u00A0\u00A0\u00A0";
    const char *n = l->number ? arena_print(c->a, "%02" PRId64, l->number) : room;
    return trf(c, party ? "official.number.party" : "official.number.state", V(n), V(l->symbol));
}

static const char *place_words(const Ctx *c, const Dispatch *l) {
    return l->day ? text_day_official(c, l->place, l->day)
                  : trf(c, "official.place.open", V(l->place));
}

OfficialHead dispatch_head(const Ctx *c, const Dispatch *l) {
    const Ctx vi = in_vietnamese(c);
    bool      party = strcmp(l->form, "party") == 0;
    return (OfficialHead){
        .over = upper(c, l->above), .issuer = upper(c, l->issuer),
        .number = number_words(&vi, l, party),
        .nation = tr(&vi, party ? "official.party" : "official.nation"),
        .motto = party ? "" : tr(&vi, "official.motto"), .place = place_words(&vi, l),
        .kind = upper(c, l->heading),
        .about = *l->heading ? l->about : trf(&vi, "official.about", V(l->about))};
}

OfficialFoot dispatch_foot(const Ctx *c, const Dispatch *l) {
    const Ctx vi = in_vietnamese(c);
    return (OfficialFoot){.copies_title = tr(&vi, "official.copies"), .copies = l->copies,
                          .post = upper(c, l->post), .name = l->signer,
                          .party = strcmp(l->form, "party") == 0};
}

/* ---- For a word processor ---- */

static void add_body(Docx *d, Arena *a, const char *text) {
    while (*text) {
        size_t      n = strcspn(text, "\n");
        const char *line = arena_part(a, text, n);
        bool        item = strncmp(line, "- ", 2) == 0;
        size_t      end = strlen(line);
        if (end && line[end - 1] == '\r') line = arena_part(a, line, end - 1);
        if (!text_blank(line)) docx_text(d, item ? DOCX_ITEM : DOCX_BODY, line);
        text += n + (text[n] == '\n');
    }
}

Bytes dispatch_docx(const Ctx *c, const Dispatch *l) {
    const Ctx          vi = in_vietnamese(c);
    const OfficialHead head = dispatch_head(c, l);
    const OfficialFoot foot = dispatch_foot(c, l);
    Docx              *d = docx_new(c->a, l->about, false);
    docx_head(d, &head);
    docx_begin(d, DOCX_MIDDLE);
    docx_run(d, DOCX_ITALIC, tr(&vi, "official.to"));
    docx_run(d, 0, arena_print(c->a, " %s", l->recipient));
    docx_end(d);
    add_body(d, c->a, l->body);
    docx_foot(d, &foot);
    return docx_bytes(d);
}

/* ---- As a page ---- */

static const char *style(const Ctx *c) {
    for (const Asset *s = assets; s->name; s++)
        if (strcmp(s->name, "/paper.css") == 0)
            return arena_part(c->a, (const char *)s->bytes, s->n);
    fatal("web/ has no /paper.css");
}

const char *official_document(const Ctx *c, const char *title, Html inside) {
    Buf b = {.a = c->a};
    buf_text(&b, "<!doctype html><html lang=\"vi\"><head><meta charset=\"utf-8\"><title>");
    html_text(&b, V(title));
    buf_text(&b, "</title><style>");
    buf_text(&b, style(c));
    buf_text(&b, "</style></head><body>");
    buf_text(&b, inside.s);
    buf_text(&b, "</body></html>");
    return b.s;
}

Html dispatch_html(const Ctx *c, const Dispatch *l) {
    const OfficialHead head = dispatch_head(c, l);
    const OfficialFoot foot = dispatch_foot(c, l);
    const Ctx          vi = in_vietnamese(c);
    return official_paper_html(&vi, &head, l->recipient, l->body, &foot);
}

Err dispatch_pdf(Ctx *c, const Dispatch *l, Bytes *out) {
    return file_paper(c->a, official_document(c, l->about, dispatch_html(c, l)), out);
}

const char *dispatch_name(const Ctx *c, const Dispatch *l, const char *ending) {
    Buf         b = {.a = c->a};
    const char *number = l->number ? arena_print(c->a, "%02" PRId64, l->number) : "du-thao";
    buf_print(&b, "%s-%s.%s", number, l->symbol, ending);
    for (char *s = b.s; *s; s++)
        if (*s == '/') *s = '-';
    return b.s;
}

/* The lines of a text, one after another: for templates. */
const OfficialLine *official_lines(const Ctx *c, const char *text) {
    OfficialLine *first = NULL, **end = &first;
    while (*text) {
        size_t      n = strcspn(text, "\n");
        const char *line = arena_part(c->a, text, n && text[n - 1] == '\r' ? n - 1 : n);
        text += n + (text[n] == '\n');
        if (text_blank(line)) continue;
        *end = arena_new(c->a, OfficialLine);
        **end = (OfficialLine){.text = line, .item = strncmp(line, "- ", 2) == 0};
        end = &(*end)->next;
    }
    return first;
}
