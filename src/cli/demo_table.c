/* demo_table.c - the tables of demo/, made by tools/demo.sh: a line each, NULL at the end. */
#include "cli/demo.h"

#include "demo_table.inc"
