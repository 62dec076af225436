/* docx_zip.c - the parts of the file of a word processor, packed.
 *
 * Nothing that differs from one day or machine to the next goes in: the times of all parts
 * are the first that a ZIP knows, there is no name of a maker and no date among the
 * properties. */
#include "file/parts.h"

#include <string.h>
#include <zip.h>

#define XML_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define SCHEMAS "http://schemas.openxmlformats.org/"
#define OFFICE SCHEMAS "officeDocument/2006/relationships"
#define PACKAGE SCHEMAS "package/2006/"
#define WORD "xmlns:w=\"" SCHEMAS "wordprocessingml/2006/main\""
#define WORD_PART "application/vnd.openxmlformats-officedocument.wordprocessingml."

static const char types[] = XML_HEAD
    "<Types xmlns=\"" PACKAGE "content-types\">"
    "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package."
    "relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    "<Default Extension=\"png\" ContentType=\"image/png\"/>"
    "<Default Extension=\"svg\" ContentType=\"image/svg+xml\"/>"
    "<Override PartName=\"/word/document.xml\" ContentType=\"" WORD_PART "document.main+xml\"/>"
    "<Override PartName=\"/word/styles.xml\" ContentType=\"" WORD_PART "styles+xml\"/>"
    "<Override PartName=\"/word/header1.xml\" ContentType=\"" WORD_PART "header+xml\"/>"
    "<Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-"
    "package.core-properties+xml\"/></Types>";

static const char links[] = XML_HEAD
    "<Relationships xmlns=\"" PACKAGE "relationships\">"
    "<Relationship Id=\"document\" Type=\"" OFFICE "/officeDocument\" Target=\"word/document.xml\""
    "/><Relationship Id=\"core\" Type=\"" PACKAGE "relationships/metadata/core-properties\""
    " Target=\"docProps/core.xml\"/></Relationships>";

/* The number of the page in the middle of the upper margin; the first page has none. */
static const char header[] = XML_HEAD
    "<w:hdr " WORD "><w:p><w:pPr><w:pStyle w:val=\"Line\"/><w:jc w:val=\"center\"/></w:pPr>"
    "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText xml:space=\"preserve\">"
    " PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>"
    "<w:r><w:t>2</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p></w:hdr>";

/* 1 mm is 56.7 twips: margins 20, 20, 30, 20 mm, the header at 10 mm. */
static const char section[] =
    "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"header\"/>"
    "<w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1134\" w:right=\"1134\""
    " w:bottom=\"1134\" w:left=\"1701\" w:header=\"567\" w:footer=\"567\" w:gutter=\"0\"/>"
    "<w:titlePg/></w:sectPr>";

/* Of a paragraph: set in, space before and behind (twips), its place, size (half points). */
typedef struct StyleRow {
    const char *id, *layout, *letters;
} StyleRow;
#define GAP(before, after) "<w:spacing w:before=\"" before "\" w:after=\"" after "\"/>"
#define SIZE(n) "<w:sz w:val=\"" n "\"/><w:szCs w:val=\"" n "\"/>"
static const StyleRow style_rows[] = {
    {"Body",     GAP("0", "120") "<w:ind w:firstLine=\"567\"/><w:jc w:val=\"both\"/>", ""},
    {"Plain",    GAP("0", "120"), ""},
    {"Middle",   GAP("120", "120") "<w:jc w:val=\"center\"/>", ""},
    {"Item",     GAP("0", "60") "<w:ind w:left=\"567\" w:hanging=\"283\"/><w:jc w:val=\"both\"/>",
                 ""},
    {"Small",    GAP("0", "60"), SIZE("22")},
    {"Cell",     GAP("20", "20"), SIZE("24")},
    {"Line",     GAP("0", "0"), ""},
    {"Heading1", "<w:keepNext/>" GAP("240", "120") "<w:outlineLvl w:val=\"0\"/>", "<w:b/><w:bCs/>"},
    {"Heading2", "<w:keepNext/>" GAP("180", "60") "<w:outlineLvl w:val=\"1\"/>", "<w:b/><w:bCs/>"},
    {"Heading3", "<w:keepNext/>" GAP("120", "60") "<w:outlineLvl w:val=\"2\"/>",
                 "<w:b/><w:bCs/><w:i/><w:iCs/>"},
};

#define FONT "Times New Roman"
#define EDGE(name) "<w:" name " w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>"
static const char *styles(const Docx *d) {
    Buf b = {.a = d->a};
    buf_print(&b, XML_HEAD "<w:styles " WORD "><w:docDefaults><w:rPrDefault><w:rPr>"
              "<w:rFonts w:ascii=\"" FONT "\" w:hAnsi=\"" FONT "\" w:eastAsia=\"" FONT "\""
              " w:cs=\"" FONT "\"/>" SIZE("28") "<w:lang w:val=\"%s\"/></w:rPr></w:rPrDefault>"
              "<w:pPrDefault/></w:docDefaults>"
              "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\">"
              "<w:name w:val=\"Normal\"/></w:style>", d->english ? "en-GB" : "vi-VN");
    for (size_t i = 0; i < sizeof style_rows / sizeof *style_rows; i++) {
        const StyleRow *s = &style_rows[i];
        bool            head = strncmp(s->id, "Heading", 7) == 0;
        buf_print(&b, "<w:style w:type=\"paragraph\" w:styleId=\"%s\"><w:name w:val=\"%s%s\"/>"
                      "<w:basedOn w:val=\"Normal\"/><w:pPr>%s</w:pPr><w:rPr>%s</w:rPr></w:style>",
                  s->id, head ? "heading " : "", head ? s->id + 7 : s->id, s->layout, s->letters);
    }
    buf_text(&b, "<w:style w:type=\"table\" w:styleId=\"Lines\"><w:name w:val=\"Lines\"/><w:tblPr>"
                 "<w:tblBorders>" EDGE("top") EDGE("left") EDGE("bottom") EDGE("right")
                 EDGE("insideH") EDGE("insideV") "</w:tblBorders></w:tblPr></w:style></w:styles>");
    return b.s;
}

static const char *document(const Docx *d) {
    Buf b = {.a = d->a};
    buf_text(&b, XML_HEAD "<w:document " WORD " xmlns:r=\"" OFFICE "\""
                 " xmlns:wp=\"" SCHEMAS "drawingml/2006/wordprocessingDrawing\""
                 " xmlns:a=\"" SCHEMAS "drawingml/2006/main\""
                 " xmlns:pic=\"" SCHEMAS "drawingml/2006/picture\"><w:body>");
    buf_text(&b, d->body.s);
    buf_text(&b, section);
    buf_text(&b, "</w:body></w:document>");
    return b.s;
}

static const char *document_links(const Docx *d) {
    Buf b = {.a = d->a};
    int n = 0;
    buf_text(&b, XML_HEAD "<Relationships xmlns=\"" PACKAGE "relationships\">"
                 "<Relationship Id=\"styles\" Type=\"" OFFICE "/styles\" Target=\"styles.xml\"/>"
                 "<Relationship Id=\"header\" Type=\"" OFFICE "/header\" Target=\"header1.xml\"/>");
    for (const DocxPicture *p = d->first; p; p = p->next) {
        buf_print(&b, "<Relationship Id=\"png%d\" Type=\"" OFFICE "/image\""
                      " Target=\"media/p%d.png\"/>", n + 1, n + 1);
        n++;
        if (p->svg.n)
            buf_print(&b, "<Relationship Id=\"svg%d\" Type=\"" OFFICE "/image\""
                          " Target=\"media/p%d.svg\"/>", n, n);
    }
    buf_text(&b, "</Relationships>");
    return b.s;
}

static const char *properties(const Docx *d) {
    Buf b = {.a = d->a};
    buf_text(&b, XML_HEAD "<cp:coreProperties xmlns:cp=\"" PACKAGE "metadata/core-properties\""
                 " xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>");
    docx_escape(&b, d->title);
    buf_print(&b, "</dc:title><dc:language>%s</dc:language></cp:coreProperties>",
              d->english ? "en" : "vi");
    return b.s;
}

/* ---- The ZIP ---- */

/* 1 January 1980, in the form of MS-DOS: the first day there is. */
enum { FIRST_TIME = 0, FIRST_DAY = 1 << 5 | 1 };

static void add_part(zip_t *z, const char *name, const void *p, size_t n) {
    zip_source_t *from = zip_source_buffer(z, p, n, 0);
    zip_int64_t   at = from ? zip_file_add(z, name, from, ZIP_FL_ENC_UTF_8) : -1;
    if (at < 0 || zip_file_set_dostime(z, (zip_uint64_t)at, FIRST_TIME, FIRST_DAY, 0) != 0 ||
        zip_set_file_compression(z, (zip_uint64_t)at, ZIP_CM_DEFLATE, 9) != 0)
        fatal("a part of a document: %s", zip_strerror(z));
}

static void add_text(zip_t *z, const char *name, const char *text) {
    add_part(z, name, text, strlen(text));
}

static void add_pictures(zip_t *z, const Docx *d) {
    int n = 1;
    for (const DocxPicture *p = d->first; p; p = p->next, n++) {
        add_part(z, arena_print(d->a, "word/media/p%d.png", n), p->png.p, p->png.n);
        if (p->svg.n)
            add_part(z, arena_print(d->a, "word/media/p%d.svg", n), p->svg.p, p->svg.n);
    }
}

static Bytes bytes_of(Arena *a, zip_source_t *whole) {
    zip_stat_t st;
    if (zip_source_open(whole) != 0 || zip_source_stat(whole, &st) != 0)
        fatal("a document cannot be read back");
    char *room = arena_take(a, st.size + 1);
    if (zip_source_read(whole, room, st.size) != (zip_int64_t)st.size)
        fatal("a document cannot be read back");
    zip_source_close(whole);
    return (Bytes){room, st.size};
}

Bytes docx_bytes(Docx *d) {
    zip_error_t   why;
    zip_error_init(&why);
    zip_source_t *whole = zip_source_buffer_create(NULL, 0, 0, &why);
    zip_t        *z = whole ? zip_open_from_source(whole, ZIP_TRUNCATE, &why) : NULL;
    if (!z) fatal("no memory for a document");
    zip_source_keep(whole);
    add_text(z, "[Content_Types].xml", types);
    add_text(z, "_rels/.rels", links);
    add_text(z, "word/document.xml", document(d));
    add_text(z, "word/_rels/document.xml.rels", document_links(d));
    add_text(z, "word/styles.xml", styles(d));
    add_text(z, "word/header1.xml", header);
    add_text(z, "docProps/core.xml", properties(d));
    add_pictures(z, d);
    if (zip_close(z) != 0) fatal("a document: %s", zip_strerror(z));
    Bytes b = bytes_of(d->a, whole);
    zip_source_free(whole);
    zip_error_fini(&why);
    return b;
}
