/* xlsform.h - a questionnaire as people write it, in a spreadsheet, made into an XForm.
 *
 * An XLSForm is a workbook: the sheet survey has a row for each question, choices the lists
 * to choose from, settings one row about the whole; external_choices, entities and osm may
 * follow.  It comes as XLSX or XLS, as CSV or as tables of Markdown.  An XForm is one XML document,
 * which every client that asks questions understands.
 *
 *     sheets     the workbook in any format, as rows of texts
 *     headers    names of columns: their other names, the languages behind ::
 *     settings, choices, entities   the small sheets
 *     rows       the questions: types, groups, repeats, parameters
 *     refs       ${name} becomes a path, relative inside a repeat
 *     itext      texts in several languages, with media
 *     model, body     the two halves of the document
 *     proof      the XForm is read as its clients will: does it make sense?
 *     lint       advice: is it a good question?
 *
 * What is wrong is not a refusal of the program but a message to the author, so all of it
 * is collected, with sheet, row and column, and nothing is converted.
 *
 * source   XLSForm reference (xlsform.org), ODK XForms specification; the behaviour where
 *          these say nothing is that of pyxform 4.5.0, see docs/forms.md */
#ifndef XLSFORM_H
#define XLSFORM_H

#include "file/file.h"

typedef enum XlsformLevel {
    XLSFORM_ERROR,   /* there is no XForm */
    XLSFORM_WARNING, /* there is one, but it may not be what is meant */
    XLSFORM_ADVICE   /* it could be a better question */
} XlsformLevel;

/* One thing to tell the author. */
typedef struct XlsformNote {
    XlsformLevel level;
    const char  *key;    /* of the message: {1} {2} {3} are what */
    const char  *sheet;  /* as the form calls it; NULL: of no sheet */
    int          row;    /* from 1, the row of the headers; 0: of no row */
    const char  *column; /* NULL: of no column */
    const char  *what[3];
} XlsformNote;

/* What the file is called, and how the form is to be. */
typedef struct XlsformAsked {
    const char *file; /* name of the file: its stem is the id, unless settings say another;
                         its ending tells CSV from Markdown; NULL: id "data" */
    const char *name; /* of the root element; NULL: of the settings, else "data" */
    bool        proof; /* read the XForm as well, and warn of what its expressions lack */
    bool        lint;  /* also advice */
} XlsformAsked;

typedef struct Xlsform {
    const char        *xml;      /* NULL when a note is an error */
    size_t             bytes;    /* of xml */
    const char        *itemsets; /* the file itemsets.csv of external choices; NULL: none */
    const char        *id, *title, *version; /* of settings; version NULL: none */
    const XlsformNote *note;     /* errors first, each level in the order of the sheets */
    size_t             notes, errors;
} Xlsform;

/* Converts a workbook.
 *
 *   file     all of its bytes
 *   out      also set when it holds errors: out->xml is NULL then
 *   errors   those of table_each(): no workbook at all
 *            xlsform.file.kind    neither XLSX nor text
 *            xlsform.file.large   more sheets, columns or rows than a form may have
 *   memory   in a: about 20 times the texts of the workbook */
MUST Err xlsform_convert(Arena *a, Bytes file, const XlsformAsked *asked, Xlsform *out);

/* Where it is, in the language of c: "survey, row 3, column type"; "" for the whole. */
const char *xlsform_place(const Ctx *c, const XlsformNote *n);
/* What it says, and behind its place: "survey, row 3, column type: ...". */
const char *xlsform_sentence(const Ctx *c, const XlsformNote *n);
const char *xlsform_words(const Ctx *c, const XlsformNote *n);

/* What no questionnaire needs, and a small file could ask for to make a large one. */
enum {
    XLSFORM_ROWS_MAX = 20000, XLSFORM_COLUMNS_MAX = 1000,
    XLSFORM_DEPTH_MAX = 60,   /* groups within groups */
    XLSFORM_NAME_MAX = 200,   /* bytes of a name */
    XLSFORM_PATH_MAX = 2000,  /* of all names down to a question */
    XLSFORM_LANGS_MAX = 60,
    XLSFORM_REFS_MAX = 500,   /* ${} in one cell */
    XLSFORM_ENTITIES_MAX = 200,
    XLSFORM_NOTES_MAX = 500,  /* told at once */
    XLSFORM_BYTES_MAX = 64 * 1024 * 1024 /* of an XForm */
};

#endif
