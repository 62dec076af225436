/* parts.h - what the files of this module share and nobody else sees. */
#ifndef FILE_PARTS_H
#define FILE_PARTS_H

#include "file/file.h"

#include <sys/types.h>

/* ---- csv.c: the grammar ---- */

/* One field of a row, as it stands in the text. */
typedef struct CsvField {
    const char *s;      /* of a quoted one: what is between the quotes */
    size_t      n;
    bool        quoted, doubled; /* has it "" for a quote? */
    bool        plain;  /* visible ASCII, so that nothing is left to check */
} CsvField;

/* A place in the text and how to read on. */
typedef struct CsvScan {
    const char *p, *end;
    char        delimiter;
    bool        row_over; /* the last field was the last of its row */
} CsvScan;

/* The next field; p stands behind its delimiter or line end.
 * errors   those of csv_row; *at: the byte that is refused */
MUST Err csv_field(CsvScan *s, CsvField *f, const char **at);
/* From the first byte of a text on, its delimiter found.  errors  file.csv.empty */
MUST Err csv_scan(Bytes text, CsvScan *s);
/* The text of a field, unquoted, with a NUL; room holds n + 1 bytes. */
size_t csv_unquote(const CsvField *f, char *room);

typedef struct CsvHead {
    const char *const *names;
    int                columns;
    Bytes              rows; /* what follows the first line, without blank ends */
    char               delimiter;
} CsvHead;
/* The first line; the form's delimiter, or the one that is found there. */
MUST Err csv_head(Arena *a, Bytes text, const CsvForm *form, CsvHead *h, FileTrouble *t);
/* Where *at stands, in lines from 1. */
int64_t csv_line_of(Bytes text, const char *at);

/* ---- number.c ---- */

/* The number of the n bytes, all of them: sign, digits, a point, an exponent; the
 * nearest double (ties to even).  False for all else, also for 007, which is a name. */
bool number_read(const char *s, size_t n, char point, double *out);

/* ---- words.c: the different words of a column ---- */

typedef struct Words Words;
Words      *words_open(Arena *a);
/* The number of this word, from 0: a new one gets the next.  It is copied. */
uint32_t    words_add(Words *w, const char *s, size_t n);
uint32_t    words_count(const Words *w);
const char *words_text(const Words *w, uint32_t i, size_t *n); /* n may be NULL */
/* The place of each word, from 0, in the order in which people look for them: that of
 * Vietnamese; of more than WORDS_SORTED_MAX, which are names of rows, that of bytes. */
uint32_t   *words_order(Arena *a, const Words *w);
enum { WORDS_SORTED_MAX = 10000 };

/* ---- pack.c ---- */

/* The variable of these words: number[n] of each row, from 1, 0 where it has none. */
void words_var(Arena *a, const Words *w, const uint32_t *number, size_t n, Var *out);
/* Numbers of at most 255 different values as bytes, the values ascending; false when there
 * are more. */
bool var_pack(Arena *a, const double *real, size_t n, Var *out);

/* ---- child.c ---- */

typedef struct ChildLimits {
    unsigned cpu_seconds;
    size_t   memory; /* bytes of address space */
    bool     stays;  /* it runs code of ours and starts no other program: then hardly any call
                      * is left to it, and memory counts from what it has */
    unsigned files;  /* open at once; 0: 32 */
} ChildLimits;
/* Called in a child that was just forked: from now on its input is in (-1: nothing), its
 * output is out, and it can do no harm.  Ends the child when that cannot be had. */
void child_confine(int in, int out, const ChildLimits *l);
enum { CHILD_NO_LIMITS = 126, CHILD_NO_TOOL = 127 /* it could not be started */ };
/* What a child writes, until its end, `most` bytes or so many milliseconds; false at the last
 * two. */
bool child_read(int from, size_t most, int64_t ms, Buf *b);
/* Waits for its end, which is now if stop; as waitpid() tells it. */
int child_wait(pid_t child, bool stop);

/* ---- docx.c ---- */

typedef struct DocxPicture DocxPicture;
struct DocxPicture { Bytes png, svg; DocxPicture *next; };
struct Docx {
    Arena      *a;
    const char *title;
    bool        english;
    Buf         body;       /* the inside of word/document.xml */
    const DocxColumn *column;
    int         columns, pictures;
    DocxPicture *first, **last;
};
/* Text as XML, without what XML cannot hold. */
void docx_escape(Buf *b, const char *text);
/* A run with its text: size in half points, 0 that of the style. */
void docx_words(Buf *b, int how, int half_points, const char *text);

/* ---- csv_out.c: the rows of a Sheet as text ---- */
typedef struct CsvOut CsvOut;
CsvOut  *csv_out_open(Arena *a, const char *path, int columns); /* NULL: it cannot be written */
void     csv_out_cell(CsvOut *o, int i, const char *text, bool number);
MUST Err csv_out_close(CsvOut *o, int64_t rows, const char *hash); /* errors  file.sheet.place */

#endif
