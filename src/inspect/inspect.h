/* inspect.h - inspection: a fair sample of the tasks that are said to be done, and what
 * was found of them on the spot. */
#ifndef INSPECT_H
#define INSPECT_H

#include "work/task.h"

extern const Route inspect_routes[];

#endif
