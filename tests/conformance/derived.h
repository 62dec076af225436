/* derived.h - designs made from other designs. */
#ifndef CONFORMANCE_DERIVED_H
#define CONFORMANCE_DERIVED_H

#include "conformance.h"

/* NULL, or in words why it could not be made. */
const char *derive(World *w, Arena *a, const char *name, Design *out);

#endif
