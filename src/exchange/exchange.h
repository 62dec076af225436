/* exchange.h - tables that people bring and take: units, staff, documents, tasks, days off.
 *
 * Each subject is a table of columns (ImportKind), owned by the module of the subject.  Here
 * stands what all have in common: which column of a file is what, old encodings, the rows that
 * are wrong and why, the empty form, and the file that comes back as it went.
 *
 * A file is stored, read and shown before anything is made of it.  All rows become what they
 * say in one transaction, through the functions that the forms use, or none does. */
#ifndef EXCHANGE_H
#define EXCHANGE_H

#include "file/file.h"
#include "http/http.h"
#include "text/text.h"

/* A column that is known: by its label, or by another word that is in use. */
typedef struct ImportColumn {
    const char *name;   /* the middle word of refusals: "lead" */
    const char *label;  /* key: "task.lead" */
    const char *also;   /* key of other headings, with ; between; NULL */
    SheetKind   kind;
    int         width;  /* in letters, of the template */
    bool        needed;
} ImportColumn;
enum {
    IMPORT_COLUMNS_MAX = 20, IMPORT_ROWS_MAX = 20000,
    IMPORT_SHOWN = 10, IMPORT_WRONG_SHOWN = 100 /* rows on the page */
};

typedef struct ImportRow {
    int64_t          line; /* in the file */
    const TableCell *cell; /* of each column of the file */
    Err              err;  /* why it is wrong; NULL */
} ImportRow;

/* One row of what goes out: a value for each column of its kind. */
typedef Err ExportPut(void *arg, const Val *v);

typedef struct Import Import;
typedef struct ImportKind {
    const char *name, *label, *after; /* "task", key, the page that shows what came */
    Right       right, see;           /* to bring such a table, to take it */
    bool      (*may)(Ctx *c);         /* beside right; NULL: it will do */
    const ImportColumn *column;       /* ends with a row without a name */
    /* Is the row good; store: make what it says. */
    Err       (*take)(Ctx *c, Import *m, const ImportRow *r, bool store);
    Err       (*close)(Ctx *c, Import *m); /* behind the last row that was stored; NULL */
    /* All there is of it, as rows that take() makes the same of; NULL where a page with a
     * filter gives them. */
    Err       (*give)(Ctx *c, ExportPut *put, void *arg);
} ImportKind;

/* In which encoding the texts seem to be, and what would become of them. */
typedef struct ImportCode {
    TextGuess   guess;
    bool        asked;  /* somebody has to say yes or no first */
    const char *was[5], *is[5]; /* some texts before and after; NULL at the end */
} ImportCode;

/* What a CSV file of ours says at its end of the rows above. */
typedef enum ImportSum { SUM_NONE, SUM_WHOLE, SUM_CHANGED } ImportSum;

struct Import {
    int64_t           id, file, at, who, done, n; /* as in the table */
    const char       *name, *hash; /* of the file */
    const ImportKind *kind;
    ImportCode        code;
    int               columns;                   /* of the file */
    const char *const *head;                     /* what stands above them */
    int64_t           head_line;
    int               from[IMPORT_COLUMNS_MAX];  /* where a known column stands; -1 */
    ImportRow        *row;
    int               rows, wrong;
    ImportSum         sum;
    Err               err;                       /* why nothing can be read; NULL */
    FileTrouble       trouble;
    const char       *missing;                   /* names of needed columns that are not there */
    const ImportRow  *failed;                    /* the row at which storing ended; NULL */
    struct OrgFind   *found;                     /* of org: made when it is asked for */
    void             *extra;                     /* of the kind, while rows are taken; NULL */
};

/* ---- import.c ---- */

/* The file of an import as rows; nothing of it is judged yet.
 *
 *   code     how its texts are to be read: TEXT_NONE nobody has said, TEXT_UTF8 as they are
 *   errors   m->err: file.table.*, file.csv.*; import.head.missing no row names columns that
 *            are known; import.column.missing; import.rows.none, .many */
void import_read(Ctx *c, Import *m, Bytes file, TextCode code);
void import_judge(Ctx *c, Import *m); /* sets err of each row, and wrong */
/* The same of rows from <= i < to, one portion after another behind import_begin(). */
void import_begin(Import *m);
void import_judge_part(Ctx *c, Import *m, int from, int to);
/* All rows, in the transaction of c; m->failed is the first that is refused.
 *   each     NULL, or called now and then with the rows that are stored; what it refuses ends it
 *   errors   m->err, those of the kinds and of each */
typedef Err ImportEach(Ctx *c, void *arg, int rows);
MUST Err import_rows(Ctx *c, Import *m, ImportEach *each, void *arg);
const char *import_why(const Ctx *c, const Import *m, const ImportRow *r); /* column and reason */

/* Of a row, by the place of a column in its kind. */
const char *import_text(const Import *m, const ImportRow *r, int column); /* "" */
/* errors   bad: it is no day   out: NULL for an empty cell */
MUST Err import_day(Ctx *c, const Import *m, const ImportRow *r, int column, Err bad,
                    const char **out);
/* Is it one of the names (with ; between) of the key, in one of the languages? */
bool import_heads(Ctx *c, const char *key, const char *folded);
bool import_yes(Ctx *c, const char *text); /* "x", "1", "có", "yes" */

/* ---- code.c ---- */
const char *import_decode(Arena *a, TextCode code, const char *s); /* of a cell of a workbook */
TextGuess   import_guess(Arena *a, const char *sample, size_t n);
Err import_code_text(Ctx *c, Import *m, Bytes file, TextCode code, Bytes *out);

/* ---- out.c: files that go out ----
 *
 * Rows are written as they come into a file of the system's that has no name, and sent from
 * there, so a long table needs no more memory than a short one. */
typedef struct Made { int fd; int64_t bytes; } Made; /* fd: to be closed by whoever has it */
typedef struct Export Export;
/* errors of all   file.sheet.place, file.sheet.long */
MUST Err export_open(Ctx *c, SheetAs as, const char *title, const char *words,
                     const SheetColumn *column, int columns, Export **out);
MUST Err export_row(Export *x, const Val *v);
/* One more sheet of a spreadsheet, as sheet_more(): the rows that follow are its own. */
MUST Err export_next(Export *x, const char *title, const SheetColumn *column, int columns);
MUST Err export_close(Export *x, Made *out); /* nothing is left of it when it refuses */
void     export_drop(Export *x);
/* As a file to be saved: "nhiem-vu-2022-10-14.xlsx" of "nhiem-vu". */
void     export_reply(Ctx *c, Request *r, SheetAs as, const char *name, Made made);
/* That it was taken is a deed, with what it was of ("task"), and why where that is asked. */
void     export_noted(Ctx *c, Request *r, const char *kind, const char *reason);
SheetAs  export_as(const Request *r); /* ?as=csv; else a spreadsheet */

/* All of a kind.  errors  those of its give() */
MUST Err export_kind(Ctx *c, const ImportKind *k, SheetAs as, Made *out);
/* The file of headings alone; the file of the rows that are wrong, each with its reason. */
MUST Err import_template(Ctx *c, const ImportKind *k, Made *out);
MUST Err import_wrong(Ctx *c, Import *m, Made *out);

#endif
