/* list_sql.h - the statements of list.c.
 *
 * One condition for all, in which what does not matter is switched off by its
 * value; before it, one of a dozen ways in, each over an index that leads to few
 * rows or to rows that already stand in order.  So the text of each statement is
 * a literal, and no page sorts all tasks to show fifty.
 *
 *   $1  today                  $11 $12 issued from, to; ''
 *   $2  last day of "soon"     $13 only urgent ones; 0
 *   $3  states; 0              $14 of this person; 0
 *   $4  unit in charge; 0      $15 watched by this person; 0
 *   $5  it alone               $16 words, as db_search has them; ''
 *   $6  issuer; 0              $17-$20 units seen, $21 all are
 *   $7  answerable; 0          $22-$25 units whose drafts are seen, $26 all are
 *   $8  document; 0            $27 the one stage that can be meant; ''
 *   $9  $10 due from, to; ''   $28 $29 of a page: how many rows, after how many */
#ifndef WORK_LIST_SQL_H
#define WORK_LIST_SQL_H

#include "org/org.h"

#define BENEATH(name, first) UNITS_BENEATH(name, first, "$1")
#define WITH                                                                             \
    "WITH RECURSIVE " BENEATH("under", "SELECT CAST($4 AS BIGINT)")                      \
    ", " BENEATH("seen", "SELECT id FROM unit WHERE id IN ($17, $18, $19, $20)")         \
    ", " BENEATH("drafted", "SELECT id FROM unit WHERE id IN ($22, $23, $24, $25)") " "

/* As task_state() has it; the bits of list.h. */
#define STATE                                                                            \
    "CASE t.stage WHEN 'open' THEN CASE WHEN t.due < $1 THEN 8 WHEN t.due <= $2 THEN 4 ELSE 2 END" \
    " WHEN 'done' THEN CASE WHEN t.done > t.due THEN 64 ELSE 32 END"                     \
    " WHEN 'reported' THEN CASE WHEN t.reported > t.due THEN 8 ELSE 16 END"              \
    " WHEN 'draft' THEN 1 WHEN 'paused' THEN 128 ELSE 256 END"

#define CONDITION                                                                        \
    " ($3 = 0 OR (" STATE " & $3) <> 0 OR (($3 & 512) <> 0 AND t.returned = 1)"          \
    "  OR (($3 & 1024) <> 0 AND t.asked = 1)"                                            \
    "  OR (($3 & 2048) <> 0 AND t.stage = 'reported'))"                                  \
    " AND (CAST($4 AS BIGINT) = 0 OR t.lead = CAST($4 AS BIGINT)"                        \
    "  OR ($5 = 0 AND t.lead IN (SELECT unit FROM under)))"                              \
    " AND (CAST($6 AS BIGINT) = 0 OR t.issuer = CAST($6 AS BIGINT))"                     \
    " AND (CAST($7 AS BIGINT) = 0 OR t.answerable = CAST($7 AS BIGINT))"                 \
    " AND (CAST($8 AS BIGINT) = 0 OR t.document = CAST($8 AS BIGINT))"                   \
    " AND ($9 = '' OR t.due >= $9) AND ($10 = '' OR t.due <= $10)"                       \
    " AND ($11 = '' OR t.issued >= $11) AND ($12 = '' OR t.issued <= $12)"               \
    " AND ($13 = 0 OR t.urgent = 1)"                                                     \
    " AND (CAST($14 AS BIGINT) = 0 OR t.answerable = CAST($14 AS BIGINT)"                \
    "  OR t.lead_staff = CAST($14 AS BIGINT))"                                           \
    " AND (CAST($15 AS BIGINT) = 0 OR EXISTS (SELECT 1 FROM task_watch w"                \
    "  WHERE w.task = t.id AND w.staff = CAST($15 AS BIGINT)))"                          \
    " AND ($16 = '' OR t.id IN (SELECT f.rowid FROM task_search($16) f))"                \
    " AND ($21 = 1 OR t.lead IN (SELECT unit FROM seen) OR t.issuer IN (SELECT unit FROM seen)" \
    "  OR EXISTS (SELECT 1 FROM task_partner p WHERE p.task = t.id"                      \
    "   AND p.unit IN (SELECT unit FROM seen)))"                                         \
    " AND (t.stage <> 'draft' OR $26 = 1 OR t.issuer IN (SELECT unit FROM drafted))"     \
    " AND ($27 = '' OR t.stage = $27)"

/* The ways in. */
#define BY_ALL      " FROM task t WHERE"
#define BY_DAYS     " FROM task t WHERE coalesce(t.due, '9999') >= $9"                   \
                    " AND coalesce(t.due, '9999') <= $10 AND"
#define BY_STAGE    " FROM task t WHERE t.stage = $27 AND t.due >= $9 AND t.due <= $10 AND"
#define OPEN_DUE    "(CASE WHEN t.stage IN ('open', 'reported', 'paused') THEN t.due END)"
#define BY_OPEN     " FROM task t WHERE " OPEN_DUE " >= $9 AND " OPEN_DUE " <= $10 AND"
#define BY_DRAFT    " FROM task t WHERE t.stage = 'draft' AND"
#define BY_RETURNED " FROM task t WHERE t.returned = 1 AND"
#define BY_ASKED    " FROM task t WHERE t.asked = 1 AND"
/* CROSS JOIN: SQLite then keeps to this order; the other engine needs no such word. */
#define BY_UNIT     " FROM under v CROSS JOIN task t WHERE t.lead = v.unit AND"
#define BY_ONE_UNIT " FROM task t WHERE t.lead = CAST($4 AS BIGINT) AND"
#define BY_ISSUER   " FROM task t WHERE t.issuer = CAST($6 AS BIGINT) AND"
#define BY_PERSON   " FROM task t WHERE t.answerable = CAST($7 AS BIGINT) AND"
#define BY_DOCUMENT " FROM task t WHERE t.document = CAST($8 AS BIGINT) AND"
#define BY_MINE                                                                          \
    " FROM (SELECT id FROM task WHERE answerable = CAST($14 AS BIGINT)"                  \
    " UNION SELECT id FROM task WHERE lead_staff = CAST($14 AS BIGINT)) v"               \
    " JOIN task t ON t.id = v.id WHERE"
#define BY_WATCH    " FROM task_watch v JOIN task t ON t.id = v.task"                    \
                    " WHERE v.staff = CAST($15 AS BIGINT) AND"
#define BY_WORDS    " FROM task_search($16) v JOIN task t ON t.id = v.rowid WHERE"
#define BY_SIGHT                                                                         \
    " FROM (SELECT id FROM task WHERE lead IN (SELECT unit FROM seen)"                   \
    " UNION SELECT id FROM task WHERE issuer IN (SELECT unit FROM seen)"                 \
    " UNION SELECT task FROM task_partner WHERE unit IN (SELECT unit FROM seen)) v"      \
    " JOIN task t ON t.id = v.id WHERE"

#define IDS(from, order)                                                                 \
    WITH "SELECT t.id" from CONDITION " ORDER BY " order " LIMIT $28 OFFSET $29"
#define ALL_OF(from, due, rank) {                                                        \
    IDS(from, due ", t.id"),                                                             \
    IDS(from, due " DESC, t.id DESC"),                                                   \
    IDS(from, "t.changed DESC, t.id DESC"),                                              \
    IDS(from, rank),                                                                     \
    IDS(from, UNIT_SORT ", " due ", t.id"),                                              \
    WITH "SELECT count(*)" from CONDITION,                                               \
    WITH "SELECT " STATE ", count(*)" from CONDITION " GROUP BY 1",                      \
    WITH "SELECT t.lead, t.due, " STATE ", count(*)" from CONDITION " GROUP BY 1, 2, 3"}
/* By the name that the unit has today; those without come last. */
#define UNIT_SORT                                                                        \
    "COALESCE((SELECT min(o.sort) FROM unit_spell o WHERE o.unit = t.lead AND o.since <= $1" \
    " AND $1 < o.until AND o.unlearnt = 9223372036854775807), '~')"
#define WITHOUT_DAY "coalesce(t.due, '9999')"

typedef enum Way {
    WAY_ALL, WAY_DAYS, WAY_STAGE, WAY_OPEN, WAY_DRAFT, WAY_RETURNED, WAY_ASKED, WAY_UNIT,
    WAY_ONE_UNIT, WAY_ISSUER, WAY_PERSON, WAY_DOCUMENT, WAY_MINE, WAY_WATCH, WAY_WORDS,
    WAY_SIGHT, WAYS
} Way;
typedef enum Want {
    WANT_DUE, WANT_DUE_LAST, WANT_CHANGED, WANT_RANK, WANT_UNIT, WANT_COUNT, WANT_STATES,
    WANT_GROUPS, WANTS
} Want;

#define BY_CHANGE "t.changed DESC, t.id DESC"
static const char *const statements[WAYS][WANTS] = {
    [WAY_ALL]      = ALL_OF(BY_ALL, WITHOUT_DAY, BY_CHANGE),
    [WAY_DAYS]     = ALL_OF(BY_DAYS, WITHOUT_DAY, BY_CHANGE),
    [WAY_STAGE]    = ALL_OF(BY_STAGE, "t.due", BY_CHANGE),
    [WAY_OPEN]     = ALL_OF(BY_OPEN, OPEN_DUE, BY_CHANGE),
    [WAY_DRAFT]    = ALL_OF(BY_DRAFT, WITHOUT_DAY, BY_CHANGE),
    [WAY_RETURNED] = ALL_OF(BY_RETURNED, "t.due", BY_CHANGE),
    [WAY_ASKED]    = ALL_OF(BY_ASKED, "t.due", BY_CHANGE),
    [WAY_UNIT]     = ALL_OF(BY_UNIT, WITHOUT_DAY, BY_CHANGE),
    [WAY_ONE_UNIT] = ALL_OF(BY_ONE_UNIT, WITHOUT_DAY, BY_CHANGE),
    [WAY_ISSUER]   = ALL_OF(BY_ISSUER, WITHOUT_DAY, BY_CHANGE),
    [WAY_PERSON]   = ALL_OF(BY_PERSON, WITHOUT_DAY, BY_CHANGE),
    [WAY_DOCUMENT] = ALL_OF(BY_DOCUMENT, WITHOUT_DAY, BY_CHANGE),
    [WAY_MINE]     = ALL_OF(BY_MINE, WITHOUT_DAY, BY_CHANGE),
    [WAY_WATCH]    = ALL_OF(BY_WATCH, WITHOUT_DAY, BY_CHANGE),
    [WAY_WORDS]    = ALL_OF(BY_WORDS, WITHOUT_DAY, "v.rank, t.id"),
    [WAY_SIGHT]    = ALL_OF(BY_SIGHT, WITHOUT_DAY, BY_CHANGE),
};

#endif
