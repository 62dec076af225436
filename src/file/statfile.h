/* statfile.h - what the child that reads a file of SPSS or Stata tells its parent.
 *
 * Records in any order but that all variables come before the first value; values row by
 * row, in the order of the variables.  A text is its length in 4 bytes and its bytes; a
 * real is 8 bytes.  The parent believes nothing of it. */
#ifndef FILE_STATFILE_H
#define FILE_STATFILE_H

#include "file/parts.h"

enum {
    STAT_NUMBERS = 'n', STAT_WORDS = 'w', /* a variable: its name, what it is, its labels' set */
    STAT_LABEL = 'l',                     /* name of the set, the number, its label */
    STAT_NUMBER = 'N', STAT_WORD = 'W',   /* a value; NaN and "" are missing */
    STAT_END = 'e'                        /* all was well */
};
enum { STAT_TEXT_MAX = 32768, STAT_CPU_SECONDS = 300, STAT_MEMORY = 1 << 30 };
enum { STAT_BROKEN = 3, STAT_LIMIT, STAT_GONE }; /* exit codes */

/* In a child that was just forked; it ends there. */
_Noreturn void statfile_child(Bytes file, bool stata, int out);

#endif
