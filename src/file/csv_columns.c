/* csv_columns.c - a table of text as typed columns, quickly.
 *
 * The text is cut into pieces of fixed size.  A first pass counts in each the quotes and
 * the line ends, once as if it began outside quotes and once as if inside; the sums tell
 * which is true, so every piece knows where its rows begin and which number they have,
 * and a second pass reads all pieces side by side into the columns' final places.  The
 * pieces do not depend on the threads, so neither does anything else.
 *
 * A column is numbers as long as all its fields are; one that is found to be text is read
 * again as text.  The first piece is read beforehand, so that this is rare. */
#include "file/parts.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE = 1 << 20 };

typedef struct Piece {
    const char *from, *to;     /* where rows that are its own begin: behind a line end here */
    const char *first[2];      /* row that begins when outside, inside quotes; NULL if none */
    size_t      lines[2];      /* line ends when begun outside, inside quotes */
    bool        odd;           /* an odd number of quotes */
    const char *row;           /* its first row */
    size_t      number, rows;  /* of that row; how many */
    Err         refusal;
    const char *at;
    int64_t     found;         /* fields of a row that has too few or too many */
    Words     **words;         /* of each text column */
    Arena      *a;
} Piece;

typedef struct Reading {
    const CsvForm *form;
    CsvHead        head;
    Piece         *piece;
    size_t         pieces, rows;
    double       **real;   /* of each column of numbers */
    uint32_t     **code;   /* of each column of words: number within its piece, from 1 */
    atomic_bool   *word;   /* is it a column of words? */
    Var           *var;
} Reading;

/* ---- Where rows begin ---- */

/* Without quotes, as most are, a compiler counts this sixteen at a time. */
static size_t count_lines(const char *s, const char *end) {
    size_t n = 0;
    for (; s < end; s++) n += *s == '\n';
    return n;
}

static void count(void *arg, size_t i) {
    Piece      *k = &((Reading *)arg)->piece[i];
    bool        inside = false;
    const char *end = memchr(k->from, '"', (size_t)(k->to - k->from));
    if (!end) {
        const char *line = memchr(k->from, '\n', (size_t)(k->to - k->from));
        k->lines[0] = count_lines(k->from, k->to);
        k->first[0] = line ? line + 1 : NULL;
        return;
    }
    for (const char *p = k->from; p < k->to; p++) {
        if (*p == '"') inside = !inside;
        else if (*p == '\n') {
            if (!k->lines[inside]++) k->first[inside] = p + 1;
        }
    }
    k->odd = inside;
}

/* The piece behind gets what lies over, so that no row is begun by two. */
static void cut(Arena *a, Reading *r) {
    const char *s = r->head.rows.p;
    size_t      n = r->head.rows.n;
    r->pieces = n / PIECE + 1;
    r->piece = arena_take(a, r->pieces * sizeof *r->piece);
    for (size_t i = 0; i < r->pieces; i++) {
        size_t from = i * PIECE, to = i + 1 < r->pieces ? from + PIECE : n;
        r->piece[i] = (Piece){.from = s + from, .to = s + to};
    }
    crew_run(r->form->threads, r->pieces, count, r);
}

/* Rows begin behind the line ends that stand outside quotes, and at the beginning. */
static void number_rows(Reading *r) {
    bool inside = false;
    if (r->head.rows.n == 0) r->pieces = 0;
    for (size_t i = 0; i < r->pieces; i++) {
        Piece *k = &r->piece[i];
        k->row = i == 0 ? k->from : k->first[inside];
        k->number = r->rows;
        k->rows = k->lines[inside] + (i == 0);
        r->rows += k->rows;
        inside ^= k->odd;
    }
}

/* ---- One piece ---- */

static bool is_missing(const CsvForm *form, const char *s, size_t n) {
    if (n == 0 || (n == 2 && memcmp(s, "NA", 2) == 0)) return true;
    for (const char *const *m = form->missing; m && *m; m++)
        if (strlen(*m) == n && memcmp(*m, s, n) == 0) return true;
    return false;
}

/* Programs put spaces before and behind numbers, to align them. */
static bool number(const Reading *r, const CsvField *f, double *out) {
    const char *s = f->s;
    size_t      n = f->n;
    while (n && (*s == ' ' || *s == '\t')) s++, n--;
    while (n && (s[n - 1] == ' ' || s[n - 1] == '\t')) n--;
    *out = NAN;
    if (is_missing(r->form, s, n)) return true;
    return number_read(s, n, r->form->point ? r->form->point : '.', out);
}

static uint32_t word(const Reading *r, Piece *k, int column, const CsvField *f) {
    if (is_missing(r->form, f->s, f->n)) return 0;
    if (!k->words[column]) k->words[column] = words_open(k->a);
    if (!f->doubled) return words_add(k->words[column], f->s, f->n) + 1;
    char  *room = arena_take(k->a, f->n + 1);
    size_t n = csv_unquote(f, room);
    return words_add(k->words[column], room, n) + 1;
}

/* row: its number in all. */
static Err read_row(Reading *r, Piece *k, CsvScan *s, size_t row) {
    const char *begin = s->p;
    int         n = 0;
    s->row_over = false;
    for (; n < r->head.columns && !s->row_over; n++) {
        CsvField f;
        Err      e = csv_field(s, &f, &k->at);
        if (e) return e;
        if (r->code[n]) r->code[n][row] = word(r, k, n, &f);
        else if (!number(r, &f, &r->real[n][row])) r->word[n] = true;
    }
    if (n == r->head.columns && s->row_over) return NULL;
    k->at = begin;
    k->found = n + !s->row_over;
    return "file.csv.ragged";
}

static void read_piece(void *arg, size_t i) {
    Reading *r = arg;
    Piece   *k = &r->piece[i];
    CsvScan  s = {k->row, (const char *)r->head.rows.p + r->head.rows.n, r->head.delimiter, false};
    k->refusal = NULL;
    if (k->a) arena_close(k->a);
    k->a = arena_open();
    k->words = arena_take(k->a, (size_t)r->head.columns * sizeof *k->words);
    for (size_t j = 0; j < k->rows && !k->refusal; j++)
        k->refusal = read_row(r, k, &s, k->number + j);
}

/* ---- All pieces ---- */

static void free_pieces(Reading *r) {
    for (size_t i = 0; i < r->pieces; i++)
        if (r->piece[i].a) arena_close(r->piece[i].a);
}

/* The refusal that comes first in the file: what is behind it may only be its echo. */
static Err first_refusal(const Reading *r, Bytes text, FileTrouble *t) {
    for (size_t i = 0; i < r->pieces; i++) {
        const Piece *k = &r->piece[i];
        if (!k->refusal) continue;
        *t = (FileTrouble){csv_line_of(text, k->at), k->found, r->head.columns, NULL};
        return k->refusal;
    }
    return NULL;
}

/* Room for each column as it is now thought to be; did any change? */
static bool make_room(Arena *a, Reading *r) {
    bool changed = false;
    for (int i = 0; i < r->head.columns; i++) {
        if (r->word[i] ? r->code[i] != NULL : r->real[i] != NULL) continue;
        changed = true;
        if (r->word[i]) r->code[i] = arena_take(a, (r->rows + 1) * sizeof **r->code);
        else r->real[i] = arena_take(a, (r->rows + 1) * sizeof **r->real);
    }
    return changed;
}

/* Columns that turn out to be words make it begin again; they stay so, thus it ends. */
static Err read_pieces(Arena *a, Reading *r, Bytes text, FileTrouble *t) {
    make_room(a, r);
    if (r->pieces) read_piece(r, 0);
    make_room(a, r);
    do {
        crew_run(r->form->threads, r->pieces, read_piece, r);
        Err e = first_refusal(r, text, t);
        if (e) return e;
    } while (make_room(a, r));
    return NULL;
}

/* Each piece has numbers of its own; in all, a word has one. */
static Var make_words(Arena *a, Reading *r, int column) {
    Arena    *scratch = arena_open();
    Words    *all = words_open(scratch);
    uint32_t *code = r->code[column];
    Var       v = {.name = r->head.names[column]};
    for (size_t i = 0; i < r->pieces; i++) {
        const Piece *k = &r->piece[i];
        const Words *w = k->words[column];
        uint32_t     n = w ? words_count(w) : 0;
        uint32_t    *number = arena_take(scratch, ((size_t)n + 1) * sizeof *number);
        for (uint32_t j = 0; j < n; j++) {
            size_t      length;
            const char *s = words_text(w, j, &length);
            number[j + 1] = words_add(all, s, length) + 1;
        }
        for (size_t row = k->number; row < k->number + k->rows; row++)
            code[row] = number[code[row]];
    }
    words_var(a, all, code, r->rows, &v);
    arena_close(scratch);
    return v;
}

Err csv_read(Arena *a, Bytes text, const CsvForm *form, FileTrouble *t, Dataset *out) {
    Reading r = {.form = form};
    Err     e = csv_head(a, text, form, &r.head, t);
    if (e) return e;
    size_t columns = (size_t)r.head.columns;
    r.real = arena_take(a, columns * sizeof *r.real);
    r.code = arena_take(a, columns * sizeof *r.code);
    r.word = arena_take(a, columns * sizeof *r.word);
    r.var = arena_take(a, columns * sizeof *r.var);
    cut(a, &r);
    number_rows(&r);
    if (r.rows > CSV_ROWS_MAX) return "file.csv.long";
    e = read_pieces(a, &r, text, t);
    for (int i = 0; i < r.head.columns && !e; i++)
        r.var[i] = r.word[i] ? make_words(a, &r, i)
                             : (Var){.name = r.head.names[i], .real = r.real[i]};
    free_pieces(&r);
    if (!e) *out = (Dataset){.n = (int64_t)r.rows, .vars = r.head.columns, .var = r.var};
    return e;
}
