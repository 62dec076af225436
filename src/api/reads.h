/* reads.h - what the files reads_*.c share. */
#ifndef API_READS_H
#define API_READS_H

#include "api/parts.h"

extern const Shape task_shapes[], document_shapes[], org_shapes[], admin_shapes[];
extern const Route task_reads[], document_reads[], org_reads[], admin_reads[];

extern const ShapeField deed_fields[];
#define DEED_COLUMNS "id, at, who, what, subject, subject_id, reason, changes"

static inline Val text_or_null(const char *s) { return s ? V(s) : (Val){.kind = VAL_NULL}; }
static inline const char *id_text(Ctx *c, int64_t id) {
    return arena_print(c->a, "%lld", (long long)id);
}

#endif
