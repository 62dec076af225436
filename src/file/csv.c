/* csv.c - tables as text with delimiters, read strictly (RFC 4180).
 *
 * A file that is not what it seems must not become other figures, so nothing is
 * guessed or repaired but the delimiter: a row with a field too many, a quote in the
 * middle of a field, a byte that is no UTF-8 is refused with its line.  What is read
 * leniently, because programs differ: a byte order mark, CR LF for LF, and blank lines
 * at the end. */
#include "file/parts.h"

#include "text/text.h"

#include <string.h>

enum { ROW_BYTES_MAX = 2 * CSV_FIELD_MAX };

/* ---- One field ---- */

/* What follows a closing quote must be the end of the field. */
static Err end_quoted(CsvScan *s, const char **at) {
    *at = s->p;
    if (s->p < s->end && *s->p == '\r' && s->p + 1 < s->end && s->p[1] == '\n') s->p++;
    s->row_over = s->p == s->end || *s->p == '\n';
    if (!s->row_over && *s->p != s->delimiter) return "file.csv.quote";
    if (s->p < s->end) s->p++;
    return NULL;
}

static Err quoted(CsvScan *s, CsvField *f, const char **at) {
    const char *open = s->p++;
    f->quoted = true;
    f->s = s->p;
    for (;;) {
        size_t      left = (size_t)(s->end - s->p);
        const char *q = memchr(s->p, '"', left < CSV_FIELD_MAX ? left : CSV_FIELD_MAX);
        if (!q || q - f->s > CSV_FIELD_MAX) {
            *at = open;
            return left > CSV_FIELD_MAX ? "file.csv.long" : "file.csv.open";
        }
        s->p = q + 1;
        if (s->p == s->end || *s->p != '"') break;
        f->doubled = true;
        s->p++;
    }
    f->n = (size_t)(s->p - 1 - f->s);
    return end_quoted(s, at);
}

/* What is no visible ASCII, and so has to be looked at. */
static bool is_odd(char c) { return (unsigned char)(c - ' ') >= 0x7F - ' '; }

static Err bare(CsvScan *s, CsvField *f, const char **at) {
    const char *p = s->p, *end = s->end;
    const char  delimiter = s->delimiter;
    bool        odd = false;
    f->s = p;
    while (p < end && *p != delimiter && *p != '\n' && *p != '"') odd |= is_odd(*p++);
    *at = p;
    if (p < end && *p == '"') return "file.csv.quote";
    s->row_over = p == end || *p == '\n';
    s->p = p < end ? p + 1 : p;
    f->n = (size_t)(p - f->s);
    f->plain = !odd;
    if (odd && s->row_over && p < end && p[-1] == '\r') f->n--;
    if (f->n > CSV_FIELD_MAX) return *at = f->s, "file.csv.long";
    return NULL;
}

static Err check(const CsvField *f, const char **at) {
    *at = f->s;
    /* A CR that ends no line is neither text nor the end of one. */
    if (!f->quoted && memchr(f->s, '\r', f->n)) return "file.csv.control";
    if (text_valid(f->s, f->n)) return NULL;
    if (memchr(f->s, '\0', f->n)) return "file.csv.nul";
    for (size_t i = 0; i < f->n; i++)
        if ((unsigned char)f->s[i] >= 0x80) return "file.csv.utf";
    return "file.csv.control";
}

Err csv_field(CsvScan *s, CsvField *f, const char **at) {
    *f = (CsvField){0};
    Err e = s->p < s->end && *s->p == '"' ? quoted(s, f, at) : bare(s, f, at);
    return e || f->plain ? e : check(f, at);
}

size_t csv_unquote(const CsvField *f, char *room) {
    size_t n = 0;
    for (size_t i = 0; i < f->n; i++) {
        room[n++] = f->s[i];
        if (f->doubled && f->s[i] == '"') i++;
    }
    room[n] = '\0';
    return n;
}

int64_t csv_line_of(Bytes text, const char *at) {
    int64_t     line = 1;
    const char *p = text.p;
    while (p < at && (p = memchr(p, '\n', (size_t)(at - p)))) line++, p++;
    return line;
}

/* ---- The first line ---- */

static Bytes without_mark(Bytes text) {
    if (text.n >= 3 && memcmp(text.p, "\xEF\xBB\xBF", 3) == 0)
        return (Bytes){(const char *)text.p + 3, text.n - 3};
    return text;
}

static Bytes without_blank_end(Bytes text) {
    const char *s = text.p;
    while (text.n && (s[text.n - 1] == '\n' || s[text.n - 1] == '\r')) text.n--;
    return text;
}

/* The sign that parts the first line most often, outside quotes; of two the first. */
static char find_delimiter(Bytes text) {
    static const char signs[] = ",;\t|";
    size_t count[sizeof signs] = {0}, best = 0;
    bool   inside = false;
    const char *s = text.p;
    for (size_t i = 0; i < text.n && i < CSV_FIELD_MAX && (inside || s[i] != '\n'); i++) {
        const char *sign = s[i] ? strchr(signs, s[i]) : NULL;
        if (s[i] == '"') inside = !inside;
        else if (sign && !inside) count[sign - signs]++;
    }
    for (size_t i = 1; i < sizeof signs - 1; i++)
        if (count[i] > count[best]) best = i;
    return signs[best];
}

Err csv_scan(Bytes text, CsvScan *s) {
    Bytes       body = without_blank_end(without_mark(text));
    const char *p = body.p;
    if (body.n == 0) return "file.csv.empty";
    *s = (CsvScan){p, p + body.n, find_delimiter(body), false};
    return NULL;
}

static Err check_names(const CsvHead *h, FileTrouble *t) {
    for (int i = 0; i < h->columns; i++) {
        t->found = i + 1;
        t->name = h->names[i];
        if (text_blank(h->names[i])) return "file.csv.header";
        for (int j = 0; j < i; j++)
            if (strcmp(h->names[i], h->names[j]) == 0) return "file.csv.twice";
    }
    return NULL;
}

static Err read_names(Arena *a, CsvScan *s, CsvHead *h, const char **at) {
    const char **names = arena_take(a, CSV_COLUMNS_MAX * sizeof *names);
    CsvField     f;
    do {
        Err e = csv_field(s, &f, at);
        if (e) return e;
        *at = f.s;
        if (h->columns == CSV_COLUMNS_MAX) return "file.csv.wide";
        char *name = arena_take(a, f.n + 1);
        csv_unquote(&f, name);
        names[h->columns++] = name;
    } while (!s->row_over);
    h->names = names;
    return NULL;
}

Err csv_head(Arena *a, Bytes text, const CsvForm *form, CsvHead *h, FileTrouble *t) {
    Bytes       body = without_blank_end(without_mark(text));
    const char *at = body.p;
    *h = (CsvHead){.delimiter = form->delimiter ? form->delimiter : find_delimiter(body)};
    t->line = 1;
    if (body.n == 0) return "file.csv.empty";
    CsvScan s = {body.p, at + body.n, h->delimiter, false};
    Err     e = read_names(a, &s, h, &at);
    if (e) {
        t->line = csv_line_of(body, at);
        return e;
    }
    h->rows = (Bytes){s.p, (size_t)(s.end - s.p)};
    return check_names(h, t);
}

/* ---- Rows as texts ---- */

struct CsvRows {
    CsvHead      head;
    Bytes        text;
    CsvScan      scan;
    const char **row;   /* of columns, then NULL */
    char        *room;  /* where the texts of the row stand */
    const char  *began; /* the last row */
    const char  *counted; /* up to where lines were counted, so that each is counted once */
    int64_t      line;  /* on which that stands */
    FileTrouble *trouble;
};

Err csv_open(Arena *a, Bytes text, const CsvForm *form, FileTrouble *t, CsvRows **out) {
    CsvRows *r = arena_new(a, CsvRows);
    r->text = without_mark(text);
    r->trouble = t;
    Err e = csv_head(a, text, form, &r->head, t);
    if (e) return e;
    const char *p = r->head.rows.p;
    r->scan = (CsvScan){p, p + r->head.rows.n, r->head.delimiter, false};
    r->row = arena_take(a, ((size_t)r->head.columns + 1) * sizeof *r->row);
    r->room = arena_take(a, ROW_BYTES_MAX);
    r->began = r->counted = r->text.p;
    r->line = 1;
    *out = r;
    return NULL;
}

int csv_columns(const CsvRows *r) { return r->head.columns; }
const char *const *csv_names(const CsvRows *r) { return r->head.names; }

int64_t csv_line(CsvRows *r) {
    const char *p = r->counted;
    while (p < r->began && (p = memchr(p, '\n', (size_t)(r->began - p)))) r->line++, p++;
    r->counted = r->began;
    return r->line;
}

static Err refuse(CsvRows *r, Err e, const char *at) {
    r->trouble->line = csv_line_of(r->text, at);
    r->scan.p = r->scan.end; /* what follows it is not to be trusted */
    return e;
}

Err csv_row(CsvRows *r, const char *const **out) {
    const char *from = r->scan.p, *at = from;
    char       *room = r->room;
    int         n = 0;
    *out = NULL;
    r->began = from;
    if (from == r->scan.end) return NULL;
    r->scan.row_over = false;
    for (; n < r->head.columns && !r->scan.row_over; n++) {
        CsvField f;
        Err      e = csv_field(&r->scan, &f, &at);
        if (e) return refuse(r, e, at);
        if ((size_t)(room - r->room) + f.n + 1 > ROW_BYTES_MAX)
            return refuse(r, "file.csv.long", from);
        r->row[n] = room;
        room += csv_unquote(&f, room) + 1;
    }
    r->trouble->found = n + !r->scan.row_over;
    r->trouble->wanted = r->head.columns;
    if (r->trouble->found != r->head.columns) return refuse(r, "file.csv.ragged", from);
    *out = r->row;
    return NULL;
}
