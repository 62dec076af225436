/* columns.h - how a column file lies on disk, for what writes and what reads it.
 *
 * The head: ColumnHead, a ColumnVar for each variable, then the values and labels of codes
 * and all texts, each text ended by a NUL; the last byte of the head is one.  Behind it the
 * data of each variable, on a boundary of 64 bytes, so that they are used where they are
 * mapped.  Places are bytes from the beginning of the file; numbers are little-endian. */
#ifndef FILE_COLUMNS_H
#define FILE_COLUMNS_H

#include "file/parts.h"

#define COLUMNS_MAGIC "NAMROCOL"
enum { COLUMNS_VERSION = 1, COLUMNS_ORDER = 0x01020304, COLUMNS_ALIGN = 64 };

enum { ROLE_STRATA, ROLE_PSU, ROLE_WEIGHTS, ROLE_FPC, ROLES };

typedef struct ColumnHead {
    char     magic[8];
    uint32_t version, order;
    uint64_t rows;
    uint32_t vars, nest;
    uint64_t role[ROLES]; /* place of the names, "a,b"; 0: not said */
    uint64_t head;        /* bytes of the head */
    uint64_t bytes;       /* of the file */
    uint64_t sum;         /* of the head, with 0 here */
} ColumnHead;

typedef enum ColumnForm { FORM_REAL, FORM_BYTE, FORM_CODE, FORMS } ColumnForm;

typedef struct ColumnVar {
    uint64_t name;
    uint64_t data, sum;  /* place and checksum of rows values */
    uint64_t value;      /* place of codes doubles; 0: none */
    uint64_t label;      /* place of the places of codes texts; 0: none */
    uint32_t codes;
    uint16_t type, form; /* VarType, ColumnForm */
} ColumnVar;

_Static_assert(sizeof(ColumnHead) == 88 && sizeof(ColumnVar) == 48, "no gaps in the file");

static inline size_t form_bytes(ColumnForm f) {
    return f == FORM_REAL ? sizeof(double) : f == FORM_BYTE ? 1 : sizeof(uint32_t);
}

/* A change of any one byte changes it, and of several all but one time in 2^64; it runs as
 * fast as memory gives the bytes.  No help against who makes a false file on purpose, hence
 * the reader checks what it holds besides. */
uint64_t columns_sum(const void *p, size_t n);

#endif
