/* docx_head.c - what an official paper begins and ends with.
 *
 * Sizes are half points.  The two columns are a table without lines; a rule under words is
 * the border of an empty paragraph, set in at both sides.
 * source   Decree 30/2020/NĐ-CP, annex I, section II; Guideline 36-HD/VPTW, part II */
#include "file/parts.h"

#include <string.h>

enum { LEFT_WIDE = 3800, RIGHT_WIDE = 5272 /* twips; together what is between the margins */ };

static void open_columns(Buf *b, int left) {
    buf_print(b, "<w:tbl><w:tblPr><w:tblW w:w=\"%d\" w:type=\"dxa\"/><w:tblLayout w:type=\"fixed\""
                 "/><w:tblCellMar><w:left w:w=\"0\" w:type=\"dxa\"/><w:right w:w=\"0\""
                 " w:type=\"dxa\"/></w:tblCellMar></w:tblPr><w:tblGrid><w:gridCol w:w=\"%d\"/>"
                 "<w:gridCol w:w=\"%d\"/></w:tblGrid><w:tr><w:trPr><w:cantSplit/></w:trPr>",
              LEFT_WIDE + RIGHT_WIDE, left, LEFT_WIDE + RIGHT_WIDE - left);
}

static void open_column(Buf *b, int wide) {
    buf_print(b, "<w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/></w:tcPr>", wide);
}

static void close_columns(Buf *b) {
    buf_text(b, "</w:tr></w:tbl><w:p><w:pPr><w:pStyle w:val=\"Small\"/></w:pPr></w:p>");
}

/* A line of a column; nothing for "". */
static void line(Buf *b, const char *align, int how, int size, const char *text) {
    if (!text || !*text) return;
    buf_print(b, "<w:p><w:pPr><w:pStyle w:val=\"Line\"/><w:jc w:val=\"%s\"/></w:pPr>", align);
    docx_words(b, how, size, text);
    buf_text(b, "</w:p>");
}

static void rule(Buf *b, int set_in) {
    buf_print(b, "<w:p><w:pPr><w:pStyle w:val=\"Line\"/><w:pBdr><w:top w:val=\"single\" w:sz=\"4\""
                 " w:space=\"1\" w:color=\"000000\"/></w:pBdr><w:spacing"
                 " w:before=\"40\" w:line=\"120\" w:lineRule=\"exact\"/><w:ind w:left=\"%d\""
                 " w:right=\"%d\"/></w:pPr></w:p>",
              set_in, set_in);
}

static void state_head(Buf *b, const OfficialHead *h) {
    open_column(b, LEFT_WIDE);
    line(b, "center", 0, 24, h->over);
    line(b, "center", DOCX_BOLD, 24, h->issuer);
    rule(b, LEFT_WIDE / 3);
    line(b, "center", 0, 26, h->number);
    if (!*h->kind) line(b, "center", 0, 24, h->about);
    buf_text(b, "</w:tc>");
    open_column(b, RIGHT_WIDE);
    line(b, "center", DOCX_BOLD, 24, h->nation);
    line(b, "center", DOCX_BOLD, 26, h->motto);
    rule(b, RIGHT_WIDE / 5);
    line(b, "center", DOCX_ITALIC, 26, h->place);
    buf_text(b, "</w:tc>");
}

/* A star stands where the State's papers have a rule, and the subject is italic. */
static void party_head(Buf *b, const OfficialHead *h) {
    open_column(b, LEFT_WIDE);
    line(b, "center", 0, 28, h->over);
    line(b, "center", DOCX_BOLD, 28, h->issuer);
    line(b, "center", 0, 28, "*");
    line(b, "center", 0, 28, h->number);
    if (!*h->kind) line(b, "center", DOCX_ITALIC, 24, h->about);
    buf_text(b, "</w:tc>");
    open_column(b, RIGHT_WIDE);
    line(b, "center", DOCX_BOLD, 30, h->nation);
    rule(b, RIGHT_WIDE / 9); /* as long as the words above it */
    line(b, "center", DOCX_ITALIC, 28, h->place);
    buf_text(b, "</w:tc>");
}

void docx_head(Docx *d, const OfficialHead *h) {
    bool party = !*h->motto;
    open_columns(&d->body, LEFT_WIDE);
    if (party) party_head(&d->body, h);
    else state_head(&d->body, h);
    close_columns(&d->body);
    if (!*h->kind) return;
    line(&d->body, "center", DOCX_BOLD, party ? 32 : 28, h->kind);
    line(&d->body, "center", DOCX_BOLD, 28, h->about);
    rule(&d->body, (LEFT_WIDE + RIGHT_WIDE) * 2 / 5);
}

void docx_foot(Docx *d, const OfficialFoot *f) {
    enum { HALF = (LEFT_WIDE + RIGHT_WIDE) / 2 };
    Buf *b = &d->body;
    buf_text(b, "<w:p><w:pPr><w:pStyle w:val=\"Line\"/></w:pPr></w:p>"); /* apart from the text */
    open_columns(b, HALF);
    open_column(b, HALF);
    line(b, "left", f->party ? DOCX_UNDER : DOCX_BOLD | DOCX_ITALIC, f->party ? 28 : 24,
         f->copies_title);
    line(b, "left", 0, f->party ? 24 : 22, f->copies);
    buf_text(b, "<w:p><w:pPr><w:pStyle w:val=\"Line\"/></w:pPr></w:p></w:tc>");
    open_column(b, HALF);
    line(b, "center", DOCX_BOLD, 28, f->post);
    line(b, "center", 0, 28, "\n\n\n"); /* where the hand and the seal go */
    line(b, "center", DOCX_BOLD, 28, f->name);
    buf_text(b, "<w:p><w:pPr><w:pStyle w:val=\"Line\"/></w:pPr></w:p></w:tc>");
    close_columns(b);
}
