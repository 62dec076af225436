/* ledger.h - all tables that were published of a survey, taken together (ledger.c).
 *
 * A table that hides well may still open another: where one hides everybody's figure and the next
 * shows it, where the same people are asked by A in B and by B in A, where the same table comes
 * again with three answers more. */
#ifndef OPINION_LEDGER_H
#define OPINION_LEDGER_H

typedef struct LedgerEntry {
    const PollTable *table;
    const char      *by;  /* as poll_table() had it; NULL */
} LedgerEntry;

/* May these be published, after all that was?
 *   errors   ledger.found   with what was published, or beside one another, a hidden number
 *                           could be worked out: its range would be less than CELL_LEAST people
 *            ledger.later   a figure was published before with some people fewer or more, so
 *                           that what these said could be worked out
 *   st       detail says which question */
MUST Err ledger_check(Ctx *c, Stats *st, const Survey *s, const LedgerEntry *entry, int n);
/* They are published.  In the transaction that does it, after ledger_check(). */
MUST Err ledger_put(Ctx *c, const Survey *s, const LedgerEntry *entry, int n);

#endif
