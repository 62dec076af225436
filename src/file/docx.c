/* docx.c - the paragraphs, tables and pictures of a document for a word processor.
 *
 * It is written as text, from front to back: no library for it is in Debian, and the
 * grammar of what an office writes is small.  Whatever comes as data goes through
 * docx_escape(). */
#include "file/parts.h"

#include <string.h>

enum {
    TWIPS_WIDE = 9072,     /* between the margins: 160 mm */
    EMU_MM = 36000,        /* in which pictures are measured */
    CELL_SIZE = 24         /* of words in tables, in half points */
};

static const char *const style_names[DOCX_STYLES] = {
    [DOCX_BODY] = "Body", [DOCX_PLAIN] = "Plain", [DOCX_MIDDLE] = "Middle",
    [DOCX_ITEM] = "Item", [DOCX_SMALL] = "Small",
    [DOCX_HEAD1] = "Heading1", [DOCX_HEAD2] = "Heading2", [DOCX_HEAD3] = "Heading3",
};

Docx *docx_new(Arena *a, const char *title, bool english) {
    Docx *d = arena_new(a, Docx);
    *d = (Docx){.a = a, .title = title, .english = english, .body = {.a = a}};
    d->last = &d->first;
    return d;
}

/* XML has no sign for most control characters, nor for U+FFFE and U+FFFF. */
void docx_escape(Buf *b, const char *text) {
    for (const char *s = text; s && *s; s++) {
        if (*s == '&') buf_text(b, "&amp;");
        else if (*s == '<') buf_text(b, "&lt;");
        else if (*s == '>') buf_text(b, "&gt;");
        else if (*s == '"') buf_text(b, "&quot;");
        else if (strncmp(s, "\xEF\xBF\xBE", 3) == 0 || strncmp(s, "\xEF\xBF\xBF", 3) == 0) s += 2;
        else if ((unsigned char)*s >= ' ') buf_add(b, s, 1);
    }
}

static void add_piece(Buf *b, const char *s, size_t n) {
    if (!n) return;
    buf_text(b, "<w:t xml:space=\"preserve\">");
    docx_escape(b, arena_part(b->a, s, n));
    buf_text(b, "</w:t>");
}

void docx_words(Buf *b, int how, int half_points, const char *text) {
    buf_text(b, "<w:r><w:rPr>");
    if (how & DOCX_BOLD) buf_text(b, "<w:b/><w:bCs/>");
    if (how & DOCX_ITALIC) buf_text(b, "<w:i/><w:iCs/>");
    if (half_points)
        buf_print(b, "<w:sz w:val=\"%d\"/><w:szCs w:val=\"%d\"/>", half_points, half_points);
    if (how & DOCX_UNDER) buf_text(b, "<w:u w:val=\"single\"/>");
    buf_text(b, "</w:rPr>");
    while (text && *text) {
        size_t n = strcspn(text, "\n\t");
        add_piece(b, text, n);
        text += n;
        if (*text) buf_text(b, *text++ == '\n' ? "<w:br/>" : "<w:tab/>");
    }
    buf_text(b, "</w:r>");
}

void docx_begin(Docx *d, DocxStyle style) {
    buf_print(&d->body, "<w:p><w:pPr><w:pStyle w:val=\"%s\"/></w:pPr>", style_names[style]);
}

void docx_run(Docx *d, int how, const char *text) { docx_words(&d->body, how, 0, text); }

void docx_end(Docx *d) { buf_text(&d->body, "</w:p>"); }

void docx_text(Docx *d, DocxStyle style, const char *text) {
    docx_begin(d, style);
    docx_run(d, 0, text);
    docx_end(d);
}

void docx_break(Docx *d) {
    buf_text(&d->body, "<w:p><w:pPr><w:pStyle w:val=\"Plain\"/></w:pPr>"
                       "<w:r><w:br w:type=\"page\"/></w:r></w:p>");
}

/* ---- Tables ---- */

static int width_of(const Docx *d, int i) {
    int all = 0;
    for (int k = 0; k < d->columns; k++) all += d->column[k].share;
    return all ? TWIPS_WIDE * d->column[i].share / all : TWIPS_WIDE / d->columns;
}

static void add_cell(Docx *d, int i, int how, const char *align, const char *text) {
    buf_print(&d->body, "<w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/></w:tcPr>"
                        "<w:p><w:pPr><w:pStyle w:val=\"Cell\"/><w:jc w:val=\"%s\"/></w:pPr>",
              width_of(d, i), align);
    docx_words(&d->body, how, CELL_SIZE, text);
    buf_text(&d->body, "</w:p></w:tc>");
}

void docx_table(Docx *d, const DocxColumn *column, int columns) {
    d->column = column;
    d->columns = columns;
    buf_print(&d->body, "<w:tbl><w:tblPr><w:tblStyle w:val=\"Lines\"/>"
                        "<w:tblW w:w=\"%d\" w:type=\"dxa\"/>"
                        "<w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>", TWIPS_WIDE);
    for (int i = 0; i < columns; i++)
        buf_print(&d->body, "<w:gridCol w:w=\"%d\"/>", width_of(d, i));
    buf_text(&d->body, "</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
    for (int i = 0; i < columns; i++) add_cell(d, i, DOCX_BOLD, "center", column[i].title);
    buf_text(&d->body, "</w:tr>");
}

void docx_row(Docx *d, int how, const char *const *cell) {
    buf_text(&d->body, "<w:tr><w:trPr><w:cantSplit/></w:trPr>");
    for (int i = 0; i < d->columns; i++)
        add_cell(d, i, how, d->column[i].number ? "right" : "left", cell[i]);
    buf_text(&d->body, "</w:tr>");
}

/* A paragraph must follow, else two tables become one. */
void docx_table_end(Docx *d) {
    buf_text(&d->body, "</w:tbl><w:p><w:pPr><w:pStyle w:val=\"Small\"/></w:pPr></w:p>");
}

/* ---- Pictures ---- */

/* Shown by programs that know no SVG: one point that is seen through. */
static const uint8_t clear_png[] = {
    0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00, 0x0D, 0x49, 0x48, 0x44, 0x52,
    0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x06, 0x00, 0x00, 0x00, 0x1F, 0x15, 0xC4,
    0x89, 0x00, 0x00, 0x00, 0x0B, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9C, 0x63, 0x60, 0x00, 0x02, 0x00,
    0x00, 0x05, 0x00, 0x01, 0x7A, 0x5E, 0xAB, 0x3F, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4E, 0x44,
    0xAE, 0x42, 0x60, 0x82};

static bool is_png(Bytes b) { return b.n > 8 && memcmp(b.p, clear_png, 8) == 0; }

static void keep_picture(Docx *d, Bytes png, Bytes svg) {
    *d->last = arena_new(d->a, DocxPicture);
    **d->last = (DocxPicture){.png = png, .svg = svg};
    d->last = &(*d->last)->next;
    d->pictures++;
}

static void add_blip(Docx *d, bool svg) {
    buf_print(&d->body, "<pic:blipFill><a:blip r:embed=\"png%d\"", d->pictures);
    if (svg)
        buf_print(&d->body, "><a:extLst><a:ext uri=\"{96DAC541-7B7A-43D3-8B79-37D633B846F1}\">"
                  "<asvg:svgBlip xmlns:asvg=\"http://schemas.microsoft.com/office/drawing/2016/"
                  "SVG/main\" r:embed=\"svg%d\"/></a:ext></a:extLst></a:blip>", d->pictures);
    else buf_text(&d->body, "/>");
    buf_text(&d->body, "<a:stretch><a:fillRect/></a:stretch></pic:blipFill>");
}

void docx_picture(Docx *d, Bytes png, Bytes svg, int width_mm, int height_mm, const char *words) {
    int wide = width_mm * EMU_MM, high = height_mm * EMU_MM;
    Buf *b = &d->body;
    if (!svg.n && !is_png(png)) return;
    keep_picture(d, is_png(png) ? png : (Bytes){clear_png, sizeof clear_png}, svg);
    buf_print(b, "<w:p><w:pPr><w:pStyle w:val=\"Middle\"/></w:pPr><w:r><w:drawing>"
                 "<wp:inline><wp:extent cx=\"%d\" cy=\"%d\"/><wp:docPr id=\"%d\" name=\"P%d\""
                 " descr=\"", wide, high, d->pictures, d->pictures);
    docx_escape(b, words);
    buf_print(b, "\"/><a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/"
                 "2006/picture\"><pic:pic><pic:nvPicPr><pic:cNvPr id=\"%d\" name=\"P%d\"/>"
                 "<pic:cNvPicPr/></pic:nvPicPr>", d->pictures, d->pictures);
    add_blip(d, svg.n > 0);
    buf_print(b, "<pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"%d\" cy=\"%d\"/></a:xfrm>"
                 "<a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>"
                 "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>", wide, high);
}
