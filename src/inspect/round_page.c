/* round_page.c - the pages of inspection. */
#include "inspect/inspect.h"

const Route inspect_routes[] = {
    {0}
};
