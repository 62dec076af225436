/* file.h - files that people give: of which kind they are, and where they are kept.
 *
 * The store is a folder.  A file lies there under the SHA-256 of its bytes,
 * ab/cdef..., so the same content is kept once and a name never means another
 * content.  It is written in new/ and moved to its place when it is whole and on
 * disk: a program that is killed leaves nothing half.  Which files are still
 * wanted is the business of whoever keeps the hashes; see file_sweep. */
#ifndef FILE_H
#define FILE_H

#include "stats/stats.h"

/* ---- kind.c ---- */

/* What may be kept.  Nothing that a browser or a desktop runs: no page, no
 * picture with scripts, no program, no document with macros, no plain archive. */
typedef struct FileKind {
    const char *type;    /* "application/pdf" */
    const char *endings; /* of its name: "jpg jpeg", the usual one first */
    bool      (*is)(const uint8_t *p, size_t n);
} FileKind;
extern const FileKind file_kinds[]; /* ends with a row without a type */

/* The kind of n bytes, found in them; the name decides only among texts (txt,
 * md, csv, xml).  NULL for all that is not in the table. */
const FileKind *file_kind(const void *p, size_t n, const char *name);

/* A name as the file will be shown and saved under: the last part of what came,
 * in NFC, at most FILE_NAME_MAX bytes, without control characters, signs that
 * turn the direction of writing, and those that Windows does not take; with an
 * ending of its kind, which is added where it is missing.   typed: UTF-8 */
const char *file_name(Arena *a, const char *typed, const FileKind *k);
enum { FILE_NAME_MAX = 200 };

/* ---- store.c ---- */

/* Makes the folder and what belongs in it, where they are missing; mode 0700.
 * errors   file.store.place   it cannot be made or written */
MUST Err file_store(const char *dir);

/* A file that comes in pieces.  It is gone unless file_put keeps it.
 * errors   file.store.full    the disk is full
 *          file.store.place   the folder cannot be written
 * memory   a small buffer; a descriptor until file_put or file_drop */
typedef struct FileNew FileNew;
MUST Err file_new(Arena *a, const char *dir, FileNew **out);
MUST Err file_add(FileNew *f, const void *p, size_t n);
int64_t         file_bytes(const FileNew *f); /* so far */
const FileKind *file_new_kind(FileNew *f, const char *name);
/* Durable under its hash (64 hex digits) when NULL comes back; f is over. */
MUST Err file_put(Arena *a, FileNew *f, const char **hash);
void     file_drop(FileNew *f); /* NULL does nothing */

/* A kept file for reading, and its length; -1 if it is not there. */
int file_open(Arena *a, const char *dir, const char *hash, int64_t *bytes);
const char *file_path(Arena *a, const char *dir, const char *hash);

/* Is it there?  If so, it will outlive the next sweeps: someone means to keep it. */
bool file_renew(Arena *a, const char *dir, const char *hash);

/* Removes what was written or renewed before this instant (ms) and is not wanted,
 * and what was left behind in new/.  Safe beside file_put and file_renew, which
 * may bring back what is being looked at.  Returns how many.
 *   wanted   answers for one hash; a doubt is a yes */
typedef bool FileWanted(void *arg, const char *hash);
int64_t file_sweep(Arena *a, const char *dir, int64_t before_ms, FileWanted *wanted, void *arg);

/* ---- xlsx.c: a table as a spreadsheet, or as text ----
 *
 * Rows are written as they come, so a long table needs no more memory than a short
 * one.  The first sheet has a header that stays in sight and filters; the last one,
 * "Kiểm tra", tells how many rows there are and a checksum, so that a reader sees
 * whether the file is whole: the SHA-256 of all cells as text, each with a tab
 * after it, in the order of rows.  As text (CSV, UTF-8) the last line tells both.
 * Text is text: what begins with = is no formula. */
typedef enum SheetAs { SHEET_XLSX, SHEET_CSV } SheetAs;
typedef enum SheetKind { SHEET_TEXT, SHEET_DAY, SHEET_NUMBER } SheetKind;
typedef struct SheetColumn {
    const char *title;
    SheetKind   kind;
    int         width;   /* in letters */
} SheetColumn;
typedef struct Sheet Sheet;
/* A new file at path.  title: of the first sheet; words: what the table is of, for
 * the last one.  errors   file.sheet.place   it cannot be written */
MUST Err sheet_open(Arena *a, SheetAs as, const char *path, const char *title,
                    const char *words, const SheetColumn *column, int columns, Sheet **out);
/* One more sheet of a book that is open, before its "Kiểm tra"; its rows come when they like.
 * It ends with the first, which tells the rows and the checksum of each. */
MUST Err sheet_more(Sheet *s, const char *title, const SheetColumn *column, int columns,
                    Sheet **out);
/* One row: a value for each column; a day is text YYYY-MM-DD, NULL an empty cell.
 * errors   file.sheet.long   more rows than a sheet can hold */
MUST Err sheet_row(Sheet *s, const Val *v);
MUST Err sheet_close(Sheet *s); /* errors  file.sheet.place */
enum { SHEET_ROWS_MAX = 1048575 };
/* The last line of such a text, and does a text need (and so may have lost) an apostrophe
 * before it? */
bool csv_sum_read(const char *text, int64_t *rows, const char **hash);
bool csv_guarded(const char *text);
const char *file_tmp(void); /* the folder for files that go again */

/* ---- zip_out.c: files as one ---- */

typedef struct ZipPart { const char *name, *path; } ZipPart;
/* A ZIP at path of n files, in this order; packed but for those that are packed already (xlsx).
 * The same files give the same bytes.   errors   file.sheet.place */
MUST Err file_zip(const char *path, const ZipPart *part, int n);

/* ---- pdf.c ---- */

/* The words of a kept PDF file, its first 4 MB of them; "" when it has none, as a
 * scan has.  Takes up to a minute.
 * errors   file.text.tool     pdftotext is not installed
 *          file.text.unread   it is locked by a password, damaged, or not there
 *          file.text.slow     nothing came within the time */
MUST Err file_pdf_text(Arena *a, const char *dir, const char *hash, const char **text);

/* ---- docx.c, docx_head.c, docx_zip.c: a document for a word processor ----
 *
 * As official papers look: A4, Times New Roman 14, margins of 20, 20, 30 and 20 mm, the
 * number of the page in the middle of the upper margin from the second page on.  All text is
 * data: nothing in it is a mark.  A line end begins a new line, a tab is a tab.  The same
 * calls give the same bytes, on any day and machine.
 * source   Decree 30/2020/NĐ-CP, annex I (State); Guideline 36-HD/VPTW of 2018 (Party);
 *          ECMA-376 (the file) */
typedef struct Docx Docx;
Docx *docx_new(Arena *a, const char *title, bool english); /* title: among its properties */

/* The head of an official paper, in two columns; any text may be "". */
typedef struct OfficialHead {
    const char *over;   /* the body above the one that issues */
    const char *issuer;
    const char *number; /* as printed: "Số 12-CV/BTG" */
    const char *nation; /* of a Party paper the name of the Party, else that of the State */
    const char *motto;  /* of a State paper; "" makes it one of the Party */
    const char *place;  /* "Hải Dương, ngày 05 tháng 10 năm 2022" */
    const char *kind;   /* "BÁO CÁO", in the middle; "" of a letter, */
    const char *about;  /* whose subject stands under its number */
} OfficialHead;
/* Who gets copies, and who signs.  Several lines are parted by line ends. */
typedef struct OfficialFoot {
    const char *copies_title, *copies; /* "Nơi nhận:" */
    const char *post, *name;           /* of the signer; room for the hand between them */
    bool        party;                 /* its title underlined, not slanted */
} OfficialFoot;
void docx_head(Docx *d, const OfficialHead *h);
void docx_foot(Docx *d, const OfficialFoot *f);

typedef enum DocxStyle {
    DOCX_BODY,    /* justified, its first line set in */
    DOCX_PLAIN,   /* neither */
    DOCX_MIDDLE,  /* "Kính gửi: ..." */
    DOCX_ITEM,    /* behind a dash */
    DOCX_SMALL,   /* notes and sources */
    DOCX_HEAD1, DOCX_HEAD2, DOCX_HEAD3,
    DOCX_STYLES
} DocxStyle;
enum { DOCX_BOLD = 1, DOCX_ITALIC = 2, DOCX_UNDER = 4 };
void docx_text(Docx *d, DocxStyle style, const char *text); /* a whole paragraph */
void docx_begin(Docx *d, DocxStyle style);                  /* or run by run */
void docx_run(Docx *d, int how, const char *text);          /* how: 0 or DOCX_ ... */
void docx_end(Docx *d);
void docx_break(Docx *d);                                   /* what follows is on a new page */

/* A table whose first row is repeated on each page.  share: of the width, any measure. */
typedef struct DocxColumn { const char *title; int share; bool number; } DocxColumn;
void docx_table(Docx *d, const DocxColumn *column, int columns);
void docx_row(Docx *d, int how, const char *const *cell); /* NULL: an empty cell */
void docx_table_end(Docx *d);

/* A picture in the middle of its line, width in mm, height by its own proportions.  png may
 * be empty where svg is not (file_points makes one): older programs then show nothing.
 * Nothing is added for a png that is none.   words   what it shows, for who cannot see it */
void docx_picture(Docx *d, Bytes png, Bytes svg, int width_mm, int height_mm, const char *words);

Bytes docx_bytes(Docx *d); /* the file; d is over */

/* ---- paper.c: a page as PDF, by WeasyPrint ----
 *
 * The page brings all it needs: its style in <style>, its pictures as data: addresses or
 * SVG; nothing else is opened, by no address.  It is made in a child with limits and
 * nothing to lose (child.c); the same page of the same day gives the same bytes as long as
 * WeasyPrint and the fonts are the same.
 *
 *   html     a whole document
 *   errors   file.paper.tool     WeasyPrint is not installed: a browser can print the page
 *            file.paper.busy     PAPER_AT_ONCE are being made
 *            file.paper.slow     not made within PAPER_SECONDS, or above PAPER_MAX
 *            file.paper.failed   it could not, within the memory it may take
 *   memory   the file; up to 1 GB of the child's */
MUST Err file_paper(Arena *a, const char *html, Bytes *out);
bool     file_paper_there(void); /* is WeasyPrint installed? */
/* A picture in points of the SVG, 144 to an inch, for programs that know no SVG: also needs
 * pdftoppm of poppler.  errors   those of file_paper */
MUST Err file_points(Arena *a, const char *svg, int width_mm, int height_mm, Bytes *out);
enum { PAPER_AT_ONCE = 2, PAPER_SECONDS = 60, PAPER_MAX = 32 * 1024 * 1024 /* bytes */ };

/* ---- tables that people bring: csv.c, csv_columns.c ---- */

/* Which place of a file a refusal means: the holes of its message, in this order. */
typedef struct FileTrouble {
    int64_t     line;          /* {1} from 1; of data without lines, the row */
    int64_t     found, wanted; /* {2} {3} fields */
    const char *name;          /* {4} of a column */
} FileTrouble;
/* The words of a refusal. */
const char *file_trouble(const Ctx *c, Err e, const FileTrouble *t);

/* All bytes of a file, mapped where it can be and else read.  A mapped one must not be cut
 * while it is used.   errors   file.read.place   it cannot be read, or is a folder */
MUST Err file_bytes_of(Arena *a, const char *path, Bytes *out);

typedef struct CsvForm {
    char               delimiter; /* 0: found in the first line, one of , ; tab | */
    char               point;     /* of numbers; 0 is '.' */
    const char *const *missing;   /* words for no answer, beside "" and NA; ends with NULL */
    int                threads;   /* of csv_read; the result does not depend on it */
} CsvForm;
enum {
    CSV_FIELD_MAX = 1 << 20, CSV_COLUMNS_MAX = 4096,
    CSV_ROWS_MAX = INT32_MAX - 1
};

/* Rows as texts, one after another: for lists of units, staff, tasks.  The first line holds
 * the names of the columns.  UTF-8; RFC 4180, with LF or CR LF, and a byte order mark or
 * none; what is in another encoding goes through text_decode() first.
 *
 *   text     all of the file; it must outlive the rows
 *   row      csv_columns() texts and NULL, until the next call; NULL at the end
 *   errors   file.csv.empty     no first line
 *            file.csv.header    a column without a name     file.csv.twice   two of one name
 *            file.csv.wide      more than CSV_COLUMNS_MAX columns
 *            file.csv.ragged    a row with more or fewer fields than the first line
 *            file.csv.quote     a quote inside a field, or letters behind the closing one
 *            file.csv.open      a quote that is never closed
 *            file.csv.nul, file.csv.control, file.csv.utf   no text may hold these bytes
 *            file.csv.long      a field or row above a megabyte, or too many rows
 *   memory   2 MB, and the names */
typedef struct CsvRows CsvRows;
MUST Err csv_open(Arena *a, Bytes text, const CsvForm *form, FileTrouble *t, CsvRows **out);
int                csv_columns(const CsvRows *r);
const char *const *csv_names(const CsvRows *r);
MUST Err csv_row(CsvRows *r, const char *const **row);
int64_t            csv_line(CsvRows *r); /* on which the last row began */

/* The same text as variables: a column whose fields are all numbers or missing holds reals,
 * one of TRUE and FALSE is logical, any other a factor whose levels are in Vietnamese order
 * (above 10,000 in that of bytes).  007 is a name and no number.
 *
 *   errors   those of csv_open and csv_row
 *   memory   8 bytes a number, 1 to 5 bytes a word; each level once */
MUST Err csv_read(Arena *a, Bytes text, const CsvForm *form, FileTrouble *t, Dataset *out);

/* ---- sheet.c: the rows of a table that people bring, XLSX, XLS or CSV ----
 *
 * Of a spreadsheet the first sheet that is not hidden.  What a stranger made is read with
 * care: its size unpacked is counted, no entities, nothing outside of the file.  A text file
 * is UTF-8 in the grammar of csv_open(), but its rows may be of any length. */
typedef enum TableKind { TABLE_TEXT, TABLE_NUMBER, TABLE_DAY, TABLE_ERROR } TableKind;
typedef struct TableCell {
    const char *text; /* "" if empty; a day is YYYY-MM-DD, a number has a point,
                         what is true or not is TRUE or FALSE */
    TableKind   kind; /* of text files always TABLE_TEXT; ERROR: "#REF!" */
} TableCell;
enum { TABLE_ROWS_MAX = 100001, TABLE_COLUMNS_MAX = 256, TABLE_CELL_MAX = 128 * 1024 /* bytes */ };
/* Called for each row that holds something: its line from 1, its cells up to the last that is
 * not empty.  Both are there until it comes back; what it refuses ends the reading. */
typedef Err TableRow(void *arg, int64_t line, const TableCell *cell, int n);
/* errors   file.table.broken   no spreadsheet, a damaged or a locked one
 *          file.table.entity   it declares a document type
 *          file.table.large    it unpacks to too much
 *          file.table.wide .long   more than TABLE_COLUMNS_MAX, TABLE_ROWS_MAX
 *          file.table.cell     a cell above TABLE_CELL_MAX    file.table.text   no text in it
 *          of text: those of csv_row and file.csv.empty; and what take refuses
 * memory   of one row, and the texts that cells share: up to 64 MB; given back at the end */
MUST Err table_each(Bytes file, TableRow *take, void *arg, FileTrouble *t);
bool     table_packed(Bytes file); /* is it a spreadsheet, XLSX or XLS, and no text? */
/* All sheets of a spreadsheet, one after another, also the hidden ones: begin is told the name of
 * each, and answers whether its rows are wanted.  Lines and limits count in each sheet anew.
 * errors   those of table_each() */
typedef bool TableSheet(void *arg, const char *name);
MUST Err table_sheets(Bytes file, TableSheet *begin, TableRow *take, void *arg, FileTrouble *t);

/* ---- statfile.c: files of SPSS and Stata ---- */

bool statfile_is(Bytes file, bool *stata);
/* Read in a child that can do no harm.  A number that its file gives labels, and that has
 * at most 255 different values, keeps them: it has value[] and label[].  What the file
 * declares missing is missing.
 *
 *   errors   file.data.broken   damaged, cut short, or of a version that is not known
 *            file.data.limit    it takes more than 1 GB or five minutes
 *            file.data.child    this machine does not allow the limits of the child
 *   memory   8 bytes a number, 1 to 5 a word; as much again while it is read.  Not for a
 *            process with secrets: its memory is the child's as well */
MUST Err statfile_read(Arena *a, Bytes file, FileTrouble *t, Dataset *out);

/* ---- columns_make.c, columns_open.c: our own files of columns ----
 *
 * What is read again and again stands ready in them: each variable in one piece, answers as
 * bytes, used where the file is mapped.  A file holds which variables are the design's, so
 * an estimate need not be told. */
typedef struct Roles {
    const char *strata, *psu, *weights, *fpc; /* names, "a,b"; NULL: not said */
    bool        nest;
    bool        sorted; /* the rows stand in the order of dataset_sort by strata and psu */
} Roles;

/* The same table in less room: numbers of at most 255 different values become bytes, and
 * those of strata and units codes, with texts.  What is estimated does not depend on where
 * a table came from, because all are read through this.
 *
 *   errors   stats.levels.many   a stratum or unit variable with too many values
 *   memory   1 to 4 bytes for each number that becomes codes */
MUST Err columns_pack(Stats *s, const Dataset *t, const Roles *r, Dataset *out);

/* Writes t to path, whole or not at all.  Pack it, then sort it (dataset_sort), before.
 *
 *   errors   file.columns.other   another kind of file is there: it is left alone
 *            file.columns.place   it cannot be written
 *            file.store.full      the disk is full */
MUST Err columns_make(Stats *s, const Dataset *t, const Roles *r, const char *path);

bool columns_is(Bytes file);
/* The variables of a column file.  All of it is checked, also that no code is without its
 * value: 1 GB takes about a tenth of a second on one thread.
 *
 *   file     mapped or read (file_bytes_of); it must outlive what comes out
 *   t        name: the variable that is damaged, if it is one
 *   errors   file.columns.damaged, file.columns.version */
MUST Err columns_open(Arena *a, Bytes file, int threads, FileTrouble *t, Dataset *out,
                      Roles *roles);

/* ---- data.c ---- */

/* A table of whatever kind: a column file, one of SPSS or Stata (told by their first
 * bytes), else CSV.  roles: of a column file; of others empty.
 * errors   of all of them */
MUST Err data_open(Arena *a, const char *path, const CsvForm *form, FileTrouble *t, Dataset *out,
                   Roles *roles);

#endif
