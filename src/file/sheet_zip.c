/* sheet_zip.c - the ZIP around a spreadsheet and the XML in it, read as they stream.
 *
 * A stranger made the file.  So what comes out is counted as it comes, not believed from
 * the directory; a document type, by which entities would be declared, is refused; nothing
 * outside of the file is opened.
 * source   ECMA-376, part 2 (packages) */
#include "file/sheet.h"

#include <string.h>

Err sheet_zip_open(Bytes file, SheetZip *z) {
    uint64_t most = (uint64_t)file.n * SHEET_RATIO_MAX + SHEET_RATIO_FREE;
    *z = (SheetZip){.most = most < SHEET_BYTES_MAX ? most : SHEET_BYTES_MAX};
    zip_error_t   why;
    zip_error_init(&why);
    zip_source_t *from = zip_source_buffer_create(file.p, file.n, 0, &why);
    if (!from) fatal("no memory for a spreadsheet");
    z->zip = zip_open_from_source(from, ZIP_RDONLY, &why);
    zip_error_fini(&why);
    if (!z->zip) {
        zip_source_free(from);
        return "file.table.broken";
    }
    if (zip_get_num_entries(z->zip, 0) <= SHEET_ENTRIES_MAX) return NULL;
    sheet_zip_close(z);
    return "file.table.large";
}

void sheet_zip_close(SheetZip *z) {
    if (z->zip) zip_discard(z->zip);
    z->zip = NULL;
}

static int part_read(void *arg, char *room, int n) {
    SheetXml  *x = arg;
    zip_int64_t got = zip_fread(x->part, room, (zip_uint64_t)n);
    if (got < 0) return -1;
    x->z->given += (uint64_t)got;
    if (x->z->given > x->z->most) x->z->over = true;
    return x->z->over ? -1 : (int)got;
}

/* Nothing is printed: what is wrong is told by the refusal. */
static void keep_quiet(void *arg, xmlErrorPtr why) { (void)arg, (void)why; }

bool sheet_xml_open(SheetZip *z, const char *name, SheetXml *x) {
    zip_int64_t at = zip_name_locate(z->zip, name, ZIP_FL_NOCASE);
    *x = (SheetXml){.z = z};
    x->part = at < 0 ? NULL : zip_fopen_index(z->zip, (zip_uint64_t)at, 0);
    if (!x->part) return false;
    x->r = xmlReaderForIO(part_read, NULL, x, NULL, NULL,
                          XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    if (!x->r) fatal("no memory for a spreadsheet");
    xmlTextReaderSetStructuredErrorHandler(x->r, keep_quiet, NULL);
    return true;
}

bool sheet_xml_next(SheetXml *x) {
    if (x->err) return false;
    int more = xmlTextReaderRead(x->r);
    int type = more == 1 ? xmlTextReaderNodeType(x->r) : XML_READER_TYPE_NONE;
    if (type == XML_READER_TYPE_DOCUMENT_TYPE || type == XML_READER_TYPE_ENTITY_REFERENCE)
        x->err = "file.table.entity";
    else if (more < 0) x->err = x->z->over ? "file.table.large" : "file.table.broken";
    return more == 1 && !x->err;
}

void sheet_xml_close(SheetXml *x) {
    if (x->r) xmlFreeTextReader(x->r);
    if (x->part) zip_fclose(x->part);
    x->r = NULL;
    x->part = NULL;
}

static bool is_named(const SheetXml *x, const char *name) {
    const xmlChar *local = xmlTextReaderConstLocalName(x->r);
    return local && strcmp((const char *)local, name) == 0;
}

bool sheet_begins(const SheetXml *x, const char *name) {
    return xmlTextReaderNodeType(x->r) == XML_READER_TYPE_ELEMENT && is_named(x, name);
}

bool sheet_ends(const SheetXml *x, const char *name) {
    int  type = xmlTextReaderNodeType(x->r);
    bool end = type == XML_READER_TYPE_END_ELEMENT ||
               (type == XML_READER_TYPE_ELEMENT && xmlTextReaderIsEmptyElement(x->r) == 1);
    return end && is_named(x, name);
}

const char *sheet_text(const SheetXml *x) {
    switch (xmlTextReaderNodeType(x->r)) {
    case XML_READER_TYPE_TEXT:
    case XML_READER_TYPE_CDATA:
    case XML_READER_TYPE_WHITESPACE:
    case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
        return (const char *)xmlTextReaderConstValue(x->r);
    default:
        return NULL;
    }
}

const char *sheet_attr(const SheetXml *x, Arena *a, const char *name) {
    const char *value = NULL;
    for (int more = xmlTextReaderMoveToFirstAttribute(x->r); more == 1 && !value;
         more = xmlTextReaderMoveToNextAttribute(x->r))
        if (is_named(x, name)) value = arena_text(a, (const char *)xmlTextReaderConstValue(x->r));
    xmlTextReaderMoveToElement(x->r);
    return value;
}
