/* ole.c - the container of old Office files: a small file system of chained sectors.
 *
 * Every number in it was written by a stranger: each chain is followed for no more sectors than
 * the file has, each place is looked at only if the file holds it.
 * source   [MS-CFB] */
#include "file/ole.h"

#include <string.h>

enum { HEADER = 512, ENTRY = 128, IN_HEADER = 109, MINI = 64, MINI_CUTOFF = 4096 };
#define LAST_SECTOR 0xfffffffau /* greater ones end a chain or mean nothing */

typedef struct Ole {
    const uint8_t *p;
    size_t         n, sector; /* bytes of the file, of a sector */
    uint32_t      *fat;       /* what follows each sector */
    uint32_t       sectors;
} Ole;

uint16_t ole_u16(const uint8_t *p) { return (uint16_t)(p[0] | p[1] << 8); }
uint32_t ole_u32(const uint8_t *p) {
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

bool ole_is(Bytes file) {
    return file.n > HEADER && memcmp(file.p, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8) == 0;
}

static const uint8_t *sector_at(const Ole *o, uint32_t i) {
    size_t at = ((size_t)i + 1) * o->sector;
    return i < LAST_SECTOR && at + o->sector <= o->n ? o->p + at : NULL;
}

/* The numbers of a sector, copied into the table behind what is there. */
static bool take_fat(Ole *o, uint32_t i) {
    const uint8_t *s = sector_at(o, i);
    size_t         most = o->n / o->sector;
    for (size_t k = 0; s && k < o->sector / 4 && o->sectors < most; k++)
        o->fat[o->sectors++] = ole_u32(s + 4 * k);
    return s != NULL;
}

static bool read_fat(Arena *a, Ole *o) {
    size_t   per = o->sector / 4 - 1, left = o->n / o->sector;
    uint32_t next = ole_u32(o->p + 0x44);
    o->fat = arena_take(a, (o->n / o->sector + 1) * sizeof *o->fat);
    for (size_t k = 0; k < IN_HEADER; k++) {
        uint32_t i = ole_u32(o->p + 0x4c + 4 * k);
        if (i < LAST_SECTOR && !take_fat(o, i)) return false;
    }
    while (next < LAST_SECTOR && left--) {
        const uint8_t *s = sector_at(o, next);
        if (!s) return false;
        for (size_t k = 0; k < per; k++) {
            uint32_t i = ole_u32(s + 4 * k);
            if (i < LAST_SECTOR && !take_fat(o, i)) return false;
        }
        next = ole_u32(s + 4 * per);
    }
    return o->sectors > 0;
}

/* The bytes of a chain, at most `most` of them. */
static bool read_chain(Arena *a, const Ole *o, uint32_t from, size_t most, Bytes *out) {
    size_t n = 0, room = most < o->n ? most : o->n;
    char  *to = arena_take(a, room + o->sector);
    for (uint32_t i = from; i < LAST_SECTOR && n < room; i = o->fat[i]) {
        const uint8_t *s = sector_at(o, i);
        if (!s || i >= o->sectors) return false;
        memcpy(to + n, s, o->sector);
        n += o->sector;
    }
    *out = (Bytes){to, n < room ? n : room};
    return true;
}

/* A short stream lies in pieces of 64 bytes in the stream of the root entry. */
static bool read_mini(Arena *a, const Ole *o, Bytes root, uint32_t from, size_t size, Bytes *out) {
    Bytes  fat;
    size_t n = 0;
    char  *to = arena_take(a, size + MINI);
    if (!read_chain(a, o, ole_u32(o->p + 0x3c), o->n, &fat)) return false;
    for (uint32_t i = from; i < LAST_SECTOR && n < size;) {
        size_t at = (size_t)i * MINI;
        if (at + MINI > root.n || (size_t)i * 4 + 4 > fat.n) return false;
        memcpy(to + n, (const char *)root.p + at, MINI);
        n += MINI;
        i = ole_u32((const uint8_t *)fat.p + 4 * (size_t)i);
    }
    *out = (Bytes){to, n < size ? n : size};
    return true;
}

/* Is the name of an entry this one?  ASCII in UTF-16, in any case of letters. */
static bool is_named(const uint8_t *e, const char *name) {
    size_t n = strlen(name);
    if (ole_u16(e + 0x40) != 2 * n + 2) return false;
    for (size_t i = 0; i < n; i++)
        if (e[2 * i + 1] || (e[2 * i] | 0x20) != (name[i] | 0x20)) return false;
    return true;
}

bool ole_stream(Arena *a, Bytes file, const char *name, Bytes *out) {
    Ole   o = {.p = file.p, .n = file.n};
    Bytes dir, root;
    if (!ole_is(file)) return false;
    int shift = ole_u16(o.p + 0x1e);
    if (shift != 9 && shift != 12) return false;
    o.sector = (size_t)1 << shift;
    if (!read_fat(a, &o) || !read_chain(a, &o, ole_u32(o.p + 0x30), o.n, &dir)) return false;
    const uint8_t *first = dir.p;
    for (size_t at = 0; at + ENTRY <= dir.n; at += ENTRY) {
        const uint8_t *e = first + at;
        size_t         size = ole_u32(e + 0x78);
        if (e[0x42] != 2 || !is_named(e, name) || size > file.n) continue;
        if (size >= MINI_CUTOFF) return read_chain(a, &o, ole_u32(e + 0x74), size, out);
        return read_chain(a, &o, ole_u32(first + 0x74), file.n, &root) &&
               read_mini(a, &o, root, ole_u32(e + 0x74), size, out);
    }
    return false;
}
