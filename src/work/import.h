/* import.h - part of work.h: tables that people bring become tasks, documents, units, staff,
 * days off.
 *
 * A file is stored, read and shown before anything is made of it: which column is what, the
 * first rows, the rows that are wrong and why.  All rows become what they say in one
 * transaction, through the functions that the forms use, or none does. */
#ifndef WORK_IMPORT_H
#define WORK_IMPORT_H

#include "file/file.h"

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

typedef struct Import Import;
typedef struct ImportKind {
    const char *name, *label, *after; /* "task", key, the page that shows what came */
    Right       right;
    bool      (*may)(Ctx *c);         /* NULL: the right will do */
    const ImportColumn *column;       /* ends with a row without a name */
    /* Is the row good; store: make what it says. */
    Err       (*take)(Ctx *c, Import *m, const ImportRow *r, bool store);
} ImportKind;
extern const ImportKind import_kinds[]; /* ends with a row without a name */
const ImportKind *import_kind(const char *name); /* NULL */

/* In which encoding the texts seem to be, and what would become of them. */
typedef struct ImportCode {
    TextGuess   guess;
    bool        asked;  /* somebody has to say yes or no first */
    const char *was[5], *is[5]; /* some texts before and after; NULL at the end */
} ImportCode;

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
    Err               err;                       /* why nothing can be read; NULL */
    FileTrouble       trouble;
    const char       *missing;                   /* names of needed columns that are not there */
    const ImportRow  *failed;                    /* the row at which storing ended; NULL */
    struct ImportFind *units, *people;           /* made when they are asked for */
};

/* The file of an import as rows; nothing of it is judged yet.
 *
 *   code     how its texts are to be read: TEXT_NONE nobody has said, TEXT_UTF8 as they are
 *   errors   m->err: file.table.*, file.csv.*; import.head.missing no row names columns that
 *            are known; import.column.missing; import.rows.none, .many */
void import_read(Ctx *c, Import *m, Bytes file, TextCode code);
void import_judge(Ctx *c, Import *m); /* sets err of each row, and wrong */
/* All rows, in the transaction of c; m->failed is the first that is refused.
 * errors   those of the kinds; import.done.twice */
MUST Err import_store(Ctx *c, Import *m);

MUST Err import_add(Ctx *c, const ImportKind *k, const Upload *u, int64_t *id);
Import  *import_get(Ctx *c, int64_t id); /* one's own; NULL */
MUST Err import_bytes(Ctx *c, const Import *m, Bytes *out); /* errors  file.read.place */
typedef struct ImportLine ImportLine;
struct ImportLine { int64_t id, at, done, n; const char *kind, *name; ImportLine *next; };
const ImportLine *import_list(Ctx *c); /* one's own, the latest first */
const char *import_why(const Ctx *c, const Import *m, const ImportRow *r); /* column and reason */
/* The file of headings alone; the file of the rows that are wrong, each with its reason. */
MUST Err import_template(Ctx *c, const ImportKind *k, Bytes *out);
MUST Err import_wrong(Ctx *c, Import *m, Bytes *out);

/* Of a row, by the place of a column in its kind. */
const char *import_text(const Import *m, const ImportRow *r, int column); /* "" */
/* errors   bad: it is no day   out: NULL for an empty cell */
MUST Err import_day(Ctx *c, const Import *m, const ImportRow *r, int column, Err bad,
                    const char **out);
/* Is it one of the names (with ; between) of the key, in one of the languages? */
bool import_heads(Ctx *c, const char *key, const char *folded);
bool import_yes(Ctx *c, const char *text); /* "x", "1", "có", "yes" */

/* ---- import_find.c: who and what is meant by a name ---- */
typedef enum ImportOf { IMPORT_UNIT, IMPORT_PERSON } ImportOf;
/* 0 when nobody is called so; -1 when several are and more has to be said: the name, a comma,
 * and the unit (above it). */
int64_t import_find(Ctx *c, Import *m, ImportOf of, const char *name);
void    import_coming(Ctx *c, Import *m, const char *unit, int64_t id); /* a unit of this file */
/* As it is found again: the name, with the unit above where another is called so. */
const char *import_name(Ctx *c, Import *m, ImportOf of, int64_t id);

/* import_code.c */
const char *import_decode(Arena *a, TextCode code, const char *s); /* of a cell of a workbook */
TextGuess   import_guess(Arena *a, const char *sample, size_t n);
Err import_code_text(Ctx *c, Import *m, Bytes file, TextCode code, Bytes *out);

extern const ImportColumn import_task_columns[], import_holiday_columns[];
Err import_task(Ctx *c, Import *m, const ImportRow *r, bool store);
Err import_holiday(Ctx *c, Import *m, const ImportRow *r, bool store);

/* ---- pages ---- */
typedef struct ImportPage {
    const Form       *f;
    const Import     *m;
    const ImportLine *list;
    const Choice     *kinds, *codes;
    const char       *code;        /* what was chosen: "4"; "" */
    const char       *wrong;       /* address of the file of wrong rows */
} ImportPage;
Html        import_new_html(const Ctx *c, const ImportPage *p);
Html        import_html(const Ctx *c, const ImportPage *p);
Html        import_code_html(const Ctx *c, const ImportPage *p);
Html        import_rows_html(const Ctx *c, const ImportPage *p);
const char *import_means(const Ctx *c, const Import *m, int column); /* of the file; NULL */
const char *import_first(const Ctx *c, const Import *m, const ImportRow *r); /* its words */
const char *import_shown(const Ctx *c, const TableCell *cell);
extern const Route import_routes[];

#endif
