/* sheet.h - inside file: the parts of a spreadsheet, which is a ZIP of XML files. */
#ifndef FILE_SHEET_H
#define FILE_SHEET_H

#include "file/file.h"

#include <libxml/xmlreader.h>
#include <zip.h>

/* How much may come out of a file: so a small one cannot become a large one. */
enum {
    SHEET_BYTES_MAX = 256 * 1024 * 1024, /* unpacked, of all parts together */
    SHEET_RATIO_MAX = 200,               /* times the bytes of the file, */
    SHEET_RATIO_FREE = 4 * 1024 * 1024,  /* beyond this much */
    SHEET_ENTRIES_MAX = 2000
};

typedef struct SheetZip {
    zip_t   *zip;
    uint64_t given, most; /* bytes unpacked so far, and that may be */
    bool     over;        /* there was more */
} SheetZip;
/* errors   file.table.broken   no ZIP, or a damaged one */
MUST Err sheet_zip_open(Bytes file, SheetZip *z);
void     sheet_zip_close(SheetZip *z);

/* One part, element after element. */
typedef struct SheetXml {
    SheetZip        *z;
    zip_file_t      *part;
    xmlTextReaderPtr r;
    Err              err; /* why it ended early; NULL */
} SheetXml;
bool sheet_xml_open(SheetZip *z, const char *name, SheetXml *x); /* false: no such part */
bool sheet_xml_next(SheetXml *x); /* the next element, its end, or text; false at the end */
void sheet_xml_close(SheetXml *x);

bool        sheet_begins(const SheetXml *x, const char *name); /* local names, whatever prefix */
bool        sheet_ends(const SheetXml *x, const char *name); /* also of an empty element */
const char *sheet_text(const SheetXml *x); /* text at which it stands; NULL; until the next */
/* The attribute of this local name, copied; NULL. */
const char *sheet_attr(const SheetXml *x, Arena *a, const char *name);

/* ---- sheet_book.c: what stands around the rows ---- */
typedef struct SheetPart {
    const char *name, *id; /* as people see it; in the package */
    const char *part;      /* with its rows; NULL: not there */
    bool        hidden;
} SheetPart;
enum { SHEETS_MAX = 255 };
typedef struct SheetBook {
    const char        *sheet;    /* name of the part with the rows of the first that is shown */
    SheetPart         *sheets;   /* all of them */
    size_t             count;
    const char *const *shared;   /* texts that cells name by number */
    size_t             shareds;
    const bool        *day;      /* of each style: is it one of days? */
    size_t             days;
    bool               since1904;
} SheetBook;
/* Does a format show a number as a day: by its code, by the number that every program knows? */
bool sheet_day_code(const char *code);
bool sheet_day_number(long n);
/* A number as people see it in a cell of this style. */
TableCell sheet_number(Arena *a, const SheetBook *b, double r, size_t style);

/* ---- xls.c: spreadsheets before XLSX ---- */
MUST Err xls_each(Bytes file, TableSheet *begin, TableRow *take, void *arg, FileTrouble *t);

/* errors   file.table.broken, .large */
MUST Err sheet_book(Arena *a, SheetZip *z, SheetBook *b);

#endif
