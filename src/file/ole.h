/* ole.h - inside file: the container of old Office files. */
#ifndef FILE_OLE_H
#define FILE_OLE_H

#include "file/file.h"

bool ole_is(Bytes file);
/* The stream of this name, whole; false when there is none or the chains are damaged.
 * memory   in a: about the bytes of the file */
bool ole_stream(Arena *a, Bytes file, const char *name, Bytes *out);

uint16_t ole_u16(const uint8_t *p); /* little-endian */
uint32_t ole_u32(const uint8_t *p);

#endif
