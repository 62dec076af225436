/* made.h - what a file holds that was made to be sent. */
#ifndef MADE_H
#define MADE_H

#include "exchange/exchange.h"
#include "test.h"

#include <unistd.h>

static inline Bytes made_bytes(Ctx *c, Made made) {
    char *p = arena_take(c->a, (size_t)made.bytes + 1);
    CHECK(made.fd >= 0 && pread(made.fd, p, (size_t)made.bytes, 0) == made.bytes);
    close(made.fd);
    return (Bytes){p, (size_t)made.bytes};
}

#endif
