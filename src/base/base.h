/* base.h - the ground every module stands on: refusals, memory, values.
 *
 * Three ideas carry the program, and all three are here.
 *
 * Err    A refusal is a value: the key of a message for the user, or NULL
 *        for success.  A fault (no memory, lost database, a bug) is not a
 *        value: fatal() logs it and ends the process; what was not committed
 *        rolls back and a parent starts it again.  So every caller thinks of
 *        refusals and no caller has to think of faults.
 * Arena  One request, one arena, one reset.  Nothing is freed singly.
 * Val    Text that a parser will read (SQL, HTML) is a literal in the source;
 *        data travels beside it as Val, to be bound or escaped, never pasted.
 */
#ifndef BASE_H
#define BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NAMRO_VERSION "0.1" /* of this program */

typedef const char *Err;
#define MUST __attribute__((warn_unused_result)) /* a refusal may not be lost */

void fatal(const char *fmt, ...) __attribute__((noreturn, format(printf, 1, 2)));
/* A line on standard error, for those who run the server; never personal data. */
void log_line(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Memory.  Zeroed, aligned for any type, never NULL.  One thread at a time. */
typedef struct Arena Arena;
Arena *arena_open(void);
void  *arena_take(Arena *a, size_t bytes);
char  *arena_text(Arena *a, const char *s); /* copy of s; NULL stays NULL */
char  *arena_part(Arena *a, const char *s, size_t n); /* copy of n bytes, NUL added */
char  *arena_print(Arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void   arena_reset(Arena *a);
void   arena_close(Arena *a);
#define arena_new(a, type) ((type *)arena_take((a), sizeof(type)))

/* Text that grows, in an arena. */
typedef struct Buf { Arena *a; char *s; size_t len, cap; } Buf;
void buf_add(Buf *b, const char *s, size_t n);
void buf_text(Buf *b, const char *s); /* NULL adds nothing */
void buf_print(Buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Who asks, when, in which tongue, with what memory and what database: the
 * first parameter of every domain function.  `now` and `today` are given, never
 * read from the clock inside a rule, so a test can fix them.  A const Ctx
 * cannot reach the database: what takes one decides or shows, no more. */
typedef enum Lang { LANG_VI, LANG_EN } Lang;
typedef struct Ctx {
    Arena      *a;     /* memory of this request */
    struct Db  *db;    /* inside a transaction that the caller ends */
    int64_t     who;   /* person acting; 0 for the public */
    int64_t     now;   /* milliseconds since 1970 UTC */
    const char *today; /* YYYY-MM-DD where the office stands */
    Lang        lang;
    const char *files; /* folder of the stored files; NULL where there is none */
    const uint8_t *key; /* of the office, 32 bytes: it seals what who reads the database alone
                           must not know; NULL where there is none */
    const char *via;   /* the program by which `who` acts, as its access is called; NULL: they
                          act themselves */
} Ctx;

/* Values on their way to SQL or HTML: V(x) takes a whole number, a real, a
 * text, bytes or an Html, and any other type does not compile. */
typedef struct Html { const char *s; } Html; /* text that is HTML already */
typedef struct Bytes { const void *p; size_t n; } Bytes; /* p is NULL for none at all */
typedef struct Val {
    enum { VAL_NULL, VAL_INT, VAL_REAL, VAL_TEXT, VAL_BYTES, VAL_HTML } kind;
    int64_t     i;
    double      r;
    const char *s; /* text, HTML or bytes */
    size_t      n; /* of bytes */
} Val;
Val val_int(int64_t i);
Val val_real(double r);
Val val_text(const char *s); /* NULL becomes VAL_NULL */
Val val_bytes(Bytes b);
Val val_html(Html h);
Val val_ref(int64_t id); /* of a reference: NULL for 0 */
#define V(...)                                                                 \
    _Generic((__VA_ARGS__), bool: val_int, int: val_int, unsigned: val_int,              \
             long: val_int, long long: val_int, unsigned long: val_int,        \
             double: val_real, char *: val_text, const char *: val_text,       \
             Bytes: val_bytes, Html: val_html)(__VA_ARGS__)
/* An array and its count.  Slot 0 is unused so that v[1] answers $1. */
#define VALS(...)                                                              \
    (const Val[]){{0}, __VA_ARGS__},                                           \
        (int)(sizeof((Val[]){{0}, __VA_ARGS__}) / sizeof(Val)) - 1

bool text_blank(const char *s); /* NULL, empty or only spaces */
bool text_same(const char *a, const char *b); /* NULL is a text of its own */

/* Days are text YYYY-MM-DD of the years 1 to 9999: they sort, both engines
 * agree, people read them.  Reckoning is done in whole days since 1970. */
enum { DAY_BYTES = 11 };
bool        date_ok(const char *s);            /* a day that exists */
int64_t     day_number(const char *day);       /* of a day that is date_ok */
const char *day_text(Arena *a, int64_t days);  /* outside the years 1 to 9999: a fault */
const char *day_add(Arena *a, const char *day, int64_t days);
int         day_weekday(const char *day);      /* 1 Monday ... 7 Sunday */

/* Instants are milliseconds since 1970 UTC.  The office keeps the time of
 * Vietnam, seven hours ahead of UTC and without summer time. */
enum { ZONE_MS = 7 * 3600 * 1000 };
int64_t     clock_ms(void);                    /* now */
const char *day_of(Arena *a, int64_t ms);      /* the day in Vietnam at that instant */

/* run(arg, i) for each i below n, on this many threads (0 is one).  Their order is open, so
 * run writes where no other i does; how n pieces are cut may not depend on the threads. */
void crew_run(int threads, size_t n, void (*run)(void *arg, size_t i), void *arg);

/* The message of lang/vi/ or lang/en/ with this key, in the language of c;
 * the key itself when there is none, so that the gap is seen. */
const char *tr(const Ctx *c, const char *key);

#endif
