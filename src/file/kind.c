/* kind.c - what a file is, by its bytes: the sender's word is not asked. */
#include "file/file.h"

#include "text/text.h"

#include <string.h>
#include <strings.h>

static bool begins(const uint8_t *p, size_t n, const char *with, size_t k) {
    return n >= k && memcmp(p, with, k) == 0;
}
#define BEGINS(with) begins(p, n, "" with, sizeof(with) - 1)
#define HOLDS(what) (memmem(p, n, "" what, sizeof(what) - 1) != NULL)

static bool is_pdf(const uint8_t *p, size_t n) { return BEGINS("%PDF-"); }
static bool is_png(const uint8_t *p, size_t n) { return BEGINS("\x89PNG\r\n\x1a\n"); }
static bool is_jpeg(const uint8_t *p, size_t n) { return BEGINS("\xff\xd8\xff"); }
static bool is_gif(const uint8_t *p, size_t n) { return BEGINS("GIF87a") || BEGINS("GIF89a"); }
static bool is_webp(const uint8_t *p, size_t n) {
    return BEGINS("RIFF") && n >= 12 && memcmp(p + 8, "WEBP", 4) == 0;
}

/* Office files of today are archives: the names inside tell which, and whether
 * there are macros. */
static bool is_office(const uint8_t *p, size_t n, bool holds) {
    return BEGINS("PK\x03\x04") && holds && !HOLDS("vbaProject");
}
static bool is_docx(const uint8_t *p, size_t n) {
    return is_office(p, n, HOLDS("word/document.xml"));
}
static bool is_xlsx(const uint8_t *p, size_t n) {
    return is_office(p, n, HOLDS("xl/workbook.xml"));
}
static bool is_pptx(const uint8_t *p, size_t n) {
    return is_office(p, n, HOLDS("ppt/presentation.xml"));
}

/* Those of OASIS begin with an entry "mimetype" that is not packed. */
static bool is_open(const uint8_t *p, size_t n, const char *type) {
    static const char before[] = "mimetypeapplication/vnd.oasis.opendocument.";
    size_t from = 30 + sizeof before - 1, k = strlen(type);
    return BEGINS("PK\x03\x04") && n > from + k + 1 && memcmp(p + 30, before, from - 30) == 0 &&
           memcmp(p + from, type, k) == 0 && p[from + k] == 'P' && !HOLDS("Basic/script-lc.xml") &&
           !HOLDS("Scripts/");
}
static bool is_odt(const uint8_t *p, size_t n) { return is_open(p, n, "text"); }
static bool is_ods(const uint8_t *p, size_t n) { return is_open(p, n, "spreadsheet"); }
static bool is_odp(const uint8_t *p, size_t n) { return is_open(p, n, "presentation"); }

/* Those of before 2007 are a small file system with names in UTF-16; so are
 * installers, which have none of these. */
static bool is_old(const uint8_t *p, size_t n, bool holds) {
    return BEGINS("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") && holds &&
           !HOLDS("_\0V\0B\0A\0_\0P\0R\0O\0J\0E\0C\0T\0");
}
static bool is_doc(const uint8_t *p, size_t n) {
    return is_old(p, n, HOLDS("W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0"));
}
static bool is_xls(const uint8_t *p, size_t n) {
    return is_old(p, n, HOLDS("W\0o\0r\0k\0b\0o\0o\0k\0") || HOLDS("\0B\0o\0o\0k\0\0\0"));
}
static bool is_ppt(const uint8_t *p, size_t n) {
    return is_old(p, n, HOLDS("P\0o\0w\0e\0r\0P\0o\0i\0n\0t\0 \0D\0o\0c\0"));
}

/* An ID3 tag, or a frame of layer III. */
static bool is_mp3(const uint8_t *p, size_t n) {
    return BEGINS("ID3") || (n > 2 && p[0] == 0xff && (p[1] & 0xe6) == 0xe2);
}
static bool is_brand(const uint8_t *p, size_t n, const char *brands) {
    char brand[5] = "";
    if (n < 16 || memcmp(p + 4, "ftyp", 4) != 0) return false;
    memcpy(brand, p + 8, 4);
    return strlen(brand) == 4 && strstr(brands, brand);
}
static bool is_mp4(const uint8_t *p, size_t n) {
    return is_brand(p, n, "isom iso2 iso4 iso5 iso6 mp41 mp42 avc1 M4V  3gp4 3gp5 3gp6 MSNV");
}
static bool is_m4a(const uint8_t *p, size_t n) { return is_brand(p, n, "M4A "); }

/* Text in UTF-8 that no program takes for a page, a drawing or a script. */
static bool is_text(const uint8_t *p, size_t n) {
    if (!text_valid((const char *)p, n)) return false;
    if (BEGINS("\xef\xbb\xbf")) p += 3, n -= 3;
    while (n && strchr(" \t\r\n", *p)) p++, n--;
    return n && *p != '<' && !BEGINS("#!") && !BEGINS("%!");
}

/* A table of text in an old encoding (TCVN3, VNI, UTF-16): none of the signs that no text has,
 * and letters by which the encoding is told.  It is read when somebody imports it. */
static bool is_old_text(const uint8_t *p, size_t n) {
    bool wide = BEGINS("\xff\xfe") || BEGINS("\xfe\xff");
    for (size_t i = 0; i < n && !wide; i++)
        if (p[i] < ' ' && !strchr("\t\r\n", p[i] ? p[i] : 'x')) return false;
    while (n && strchr(" \t\r\n", *p ? *p : 'x')) p++, n--;
    return n && *p != '<' && !BEGINS("#!") && !BEGINS("%!") &&
           text_guess((const char *)p, n).code > TEXT_NFD;
}

/* An XML document of its own, such as a form; what a browser would make a page of it, nothing
 * here shows: a file of this kind is handed out to be saved. */
static bool is_xml(const uint8_t *p, size_t n) {
    if (!text_valid((const char *)p, n)) return false;
    if (BEGINS("\xef\xbb\xbf")) p += 3, n -= 3;
    while (n && strchr(" \t\r\n", *p)) p++, n--;
    return n && *p == '<' && !HOLDS("<!DOCTYPE") && !HOLDS("<!ENTITY") &&
           !HOLDS("<?xml-stylesheet") && !HOLDS("http://www.w3.org/2000/svg") &&
           !HOLDS("<script");
}

#define OPENXML "application/vnd.openxmlformats-officedocument"
#define OASIS "application/vnd.oasis.opendocument."
const FileKind file_kinds[] = {
    {"application/pdf",               "pdf",      is_pdf},
    {"image/png",                     "png",      is_png},
    {"image/jpeg",                    "jpg jpeg", is_jpeg},
    {"image/gif",                     "gif",      is_gif},
    {"image/webp",                    "webp",     is_webp},
    {OPENXML ".wordprocessingml.document",   "docx", is_docx},
    {OPENXML ".spreadsheetml.sheet",         "xlsx", is_xlsx},
    {OPENXML ".presentationml.presentation", "pptx", is_pptx},
    {OASIS "text",                    "odt",      is_odt},
    {OASIS "spreadsheet",             "ods",      is_ods},
    {OASIS "presentation",            "odp",      is_odp},
    {"application/msword",            "doc",      is_doc},
    {"application/vnd.ms-excel",      "xls",      is_xls},
    {"application/vnd.ms-powerpoint", "ppt",      is_ppt},
    {"audio/mpeg",                    "mp3",      is_mp3},
    {"audio/mp4",                     "m4a",      is_m4a},
    {"video/mp4",                     "mp4 m4v 3gp", is_mp4},
    {"text/csv",                      "csv",      is_text},
    {"text/csv",                      "csv",      is_old_text},
    {"application/xml",               "xml",      is_xml},
    {"text/plain",                    "txt md",   is_text},
    {0}
};

/* The letters after the last dot, if they look like an ending; "" if none. */
static const char *ending(const char *name) {
    const char *dot = strrchr(name, '.');
    size_t      n = dot && dot > name ? strlen(dot + 1) : 0;
    if (n == 0 || n > 5) return "";
    for (const char *p = dot + 1; *p; p++)
        if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789", *p | 0x20)) return "";
    return dot + 1;
}

static bool has_ending(const FileKind *k, const char *end) {
    size_t n = strlen(end);
    for (const char *p = k->endings; n && *p; p += strcspn(p, " "), p += *p == ' ')
        if (strcspn(p, " ") == n && strncasecmp(p, end, n) == 0) return true;
    return false;
}

/* Among texts an ending decides: a .js is no note, but what has none at all is. */
const FileKind *file_kind(const void *p, size_t n, const char *name) {
    const char *end = ending(name);
    for (const FileKind *k = file_kinds; k->type; k++) {
        bool text = k->is == is_text || k->is == is_old_text || k->is == is_xml;
        bool fits = !text || has_ending(k, end) || (!*end && !k[1].type);
        if (fits && k->is(p, n)) return k;
    }
    return NULL;
}

/* Signs that nobody sees and that let gnp.exe be read as exe.png. */
static bool unseen(const unsigned char *p) {
    if (p[0] == 0xe2 && p[1] == 0x80) return (p[2] >= 0x8b && p[2] <= 0x8f) ||
                                             (p[2] >= 0xa8 && p[2] <= 0xae);
    if (p[0] == 0xe2 && p[1] == 0x81) return p[2] >= 0xa0 && p[2] <= 0xaf;
    return p[0] == 0xef && p[1] == 0xbb && p[2] == 0xbf;
}

static char *clean(Arena *a, const char *s) {
    char *out = arena_take(a, strlen(s) + 1), *to = out;
    for (; *s; s++) {
        if (unseen((const unsigned char *)s)) s += 2;
        else if ((unsigned char)*s < ' ' || *s == 0x7f || strchr("<>:\"|?*", *s)) *to++ = '_';
        else if (!(to == out && strchr(" .", *s))) *to++ = *s;
    }
    while (to > out && strchr(" .", to[-1])) to--;
    *to = '\0';
    return out;
}

/* At most n bytes of s, without half a letter at the end. */
static const char *cut(Arena *a, const char *s, size_t n) {
    if (strlen(s) <= n) return s;
    while (n && ((unsigned char)s[n] & 0xc0) == 0x80) n--;
    return arena_part(a, s, n);
}

const char *file_name(Arena *a, const char *typed, const FileKind *k) {
    for (const char *p = typed; *p; p++)
        if (*p == '/' || *p == '\\') typed = p + 1;
    const char *name = text_nfc(a, clean(a, typed)), *end = ending(name);
    const char *first = arena_part(a, k->endings, strcspn(k->endings, " "));
    bool        good = has_ending(k, end);
    if (good) name = arena_part(a, name, strlen(name) - strlen(end) - 1);
    if (!good) end = first;
    name = cut(a, name, FILE_NAME_MAX - strlen(end) - 1);
    return arena_print(a, "%s.%s", *name ? name : "file", end);
}
