/* list_sql.h - the statements of list_find.c.
 *
 * One condition for all, in which what does not matter is switched off by its
 * value; before it, one of a dozen ways in, each over an index that leads to few
 * rows or to rows that already stand in order.  So the text of each statement is
 * a literal, and no page sorts all tasks to show fifty.
 *
 * Of most of them there is a lean one, for filters that ask for nothing but what
 * the wide indexes of sql/0231 hold: it reads the index alone and never the rows
 * of the tasks, which takes a fifth of the time.
 *
 *   $1  today                  $11 $12 issued from, to; ''
 *   $2  last day of "soon"     $13 only urgent ones; 0
 *   $3  states; 0              $14 of this person; 0
 *   $4  unit in charge; 0      $15 watched by this person; 0
 *   $5  it alone               $16 words, as db_search has them; ''
 *   $6  issuer; 0              $17-$20 units seen, $21 all are
 *   $7  answerable; 0          $22-$25 units whose drafts are seen, $26 all are
 *   $8  document; 0            $27 the one stage that can be meant; ''
 *   $9  $10 due from, to; ''   $28 $29 of a page: how many rows, after how many;
 *                              in the order of ids: after which of them */
#ifndef WORK_LIST_SQL_H
#define WORK_LIST_SQL_H

#include "work/list_parts.h"

#define WITH                                                                             \
    "WITH RECURSIVE " BENEATH("under", "SELECT CAST($4 AS BIGINT)")                      \
    ", " BENEATH("seen", "SELECT id FROM unit WHERE id IN ($17, $18, $19, $20)")         \
    ", " BENEATH("drafted", "SELECT id FROM unit WHERE id IN ($22, $23, $24, $25)") " "

#define STATES                                                                           \
    " ($3 = 0 OR (" STATE " & $3) <> 0 OR (($3 & 512) <> 0 AND t.returned = 1)"          \
    "  OR (($3 & 1024) <> 0 AND t.asked = 1)"                                            \
    "  OR (($3 & 2048) <> 0 AND t.stage = 'reported'))"
#define LEAN_STATES                                                                      \
    " ($3 = 0 OR (" STATE " & $3) <> 0 OR (($3 & 2048) <> 0 AND t.stage = 'reported'))"

/* What the wide indexes know of: units, days, haste, stage, whose drafts. */
#define NARROW                                                                           \
    " AND (CAST($4 AS BIGINT) = 0 OR t.lead = CAST($4 AS BIGINT)"                        \
    "  OR ($5 = 0 AND t.lead IN (SELECT unit FROM under)))"                              \
    " AND (CAST($6 AS BIGINT) = 0 OR t.issuer = CAST($6 AS BIGINT))"                     \
    " AND ($9 = '' OR t.due >= $9) AND ($10 = '' OR t.due <= $10)"                       \
    " AND ($11 = '' OR t.issued >= $11) AND ($12 = '' OR t.issued <= $12)"               \
    " AND ($13 = 0 OR t.urgent = 1)"                                                     \
    " AND (t.stage <> 'draft' OR $26 = 1 OR t.issuer IN (SELECT unit FROM drafted))"     \
    " AND ($27 = '' OR t.stage = $27)"
#define SEEN                                                                             \
    " AND ($21 = 1 OR t.lead IN (SELECT unit FROM seen) OR t.issuer IN (SELECT unit FROM seen)" \
    "  OR EXISTS (SELECT 1 FROM task_partner p WHERE p.task = t.id"                      \
    "   AND p.unit IN (SELECT unit FROM seen)))"

#define CONDITION STATES NARROW SEEN                                                     \
    " AND (CAST($7 AS BIGINT) = 0 OR t.answerable = CAST($7 AS BIGINT))"                 \
    " AND (CAST($8 AS BIGINT) = 0 OR t.document = CAST($8 AS BIGINT))"                   \
    " AND (CAST($14 AS BIGINT) = 0 OR t.answerable = CAST($14 AS BIGINT)"                \
    "  OR t.lead_staff = CAST($14 AS BIGINT))"                                           \
    " AND (CAST($15 AS BIGINT) = 0 OR EXISTS (SELECT 1 FROM task_watch w"                \
    "  WHERE w.task = t.id AND w.staff = CAST($15 AS BIGINT)))"                          \
    " AND ($16 = '' OR t.id IN (SELECT f.rowid FROM task_search($16) f))"
/* The rest is not asked for; if it is, nothing is found rather than too much. */
#define UNASKED                                                                          \
    " AND CAST($7 AS BIGINT) = 0 AND CAST($8 AS BIGINT) = 0 AND CAST($14 AS BIGINT) = 0" \
    " AND CAST($15 AS BIGINT) = 0 AND $16 = ''"
#define LEAN LEAN_STATES NARROW SEEN UNASKED

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
#define BY_ISSUED   " FROM task t WHERE t.issued >= $11 AND t.issued <= $12 AND"
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

/* The same without the rows of the tasks: each of them in one of three parts, so none is
 * met twice. */
#define BESIDE "t.issuer IN (SELECT unit FROM seen)"                                     \
    " AND (t.lead IS NULL OR t.lead NOT IN (SELECT unit FROM seen))"
#define BY_PARTNER "t.unit IN (SELECT unit FROM seen)"                                   \
    " AND (t.lead IS NULL OR t.lead NOT IN (SELECT unit FROM seen))"                     \
    " AND t.issuer NOT IN (SELECT unit FROM seen)"
#define PART_OF(columns, from, which)                                                    \
    "SELECT " columns " FROM " from " t WHERE " which " AND" LEAN_STATES NARROW UNASKED
#define IN_COLUMNS "t.id, t.stage, t.due, t.done, t.reported, t.lead, t.changed"
#define IN_PARTS " FROM ("                                                               \
    PART_OF(IN_COLUMNS, "task", "t.lead IN (SELECT unit FROM seen)")                     \
    " UNION ALL " PART_OF(IN_COLUMNS, "task", BESIDE)                                    \
    " UNION ALL " PART_OF("DISTINCT " IN_COLUMNS, "(SELECT *, task AS id FROM task_beside)", \
                          BY_PARTNER) ") t WHERE $21 = 0"

/* The names that units have today; those without come last. */
#define UNIT_NAMES "SELECT o.unit, min(o.sort) AS sort FROM unit_spell o WHERE o.since <= $1" \
    " AND $1 < o.until AND o.unlearnt = 9223372036854775807 GROUP BY o.unit"
#define IDS(from, condition, order)                                                      \
    WITH "SELECT t.id" from condition " ORDER BY " order " LIMIT $28 OFFSET $29"
#define COUNTS(from, condition)                                                          \
    [WANT_COUNT] = WITH "SELECT count(*)" from condition,                                \
    [WANT_ID] = WITH "SELECT t.id" from condition " AND t.id > $29 ORDER BY t.id LIMIT $28", \
    [WANT_STATES] = WITH "SELECT " STATE ", count(*)" from condition " GROUP BY 1",      \
    [WANT_GROUPS] = WITH "SELECT t.lead, t.due, " STATE ", count(*)" from condition      \
                    " GROUP BY 1, 2, 3"
#define BY_DAY(from, condition, due)                                                     \
    [WANT_DUE] = IDS(from, condition, due ", t.id"),                                     \
    [WANT_DUE_LAST] = IDS(from, condition, due " DESC, t.id DESC"),                      \
    [WANT_UNIT] = WITH "SELECT x.id FROM (SELECT t.id, t.lead, " due " AS day" from condition \
                  ") x LEFT JOIN (" UNIT_NAMES ") n ON n.unit = x.lead"                  \
                  " ORDER BY COALESCE(n.sort, '~'), x.lead, x.day, x.id LIMIT $28 OFFSET $29"
#define ALL_OF(from, due, rank) {                                                        \
    BY_DAY(from, CONDITION, due), COUNTS(from, CONDITION),                               \
    [WANT_CHANGED] = IDS(from, CONDITION, BY_CHANGE),                                    \
    [WANT_RANK] = IDS(from, CONDITION, rank)}
#define LEAN_OF(from) {BY_DAY(from, LEAN, WITHOUT_DAY), COUNTS(from, LEAN),              \
    [WANT_CHANGED] = IDS(from, LEAN, BY_CHANGE)}
#define LEAN_LATEST(from) {BY_DAY(from, LEAN, WITHOUT_DAY), COUNTS(from, LEAN), LATEST(from, LEAN)}
/* Where the index does not hold it, only of what fits is it looked up when it was changed. */
#define LATEST(from, condition)                                                          \
    [WANT_CHANGED] = WITH "SELECT t.id FROM (SELECT t.id" from condition ") x"           \
                     " CROSS JOIN task t WHERE t.id = x.id ORDER BY " BY_CHANGE          \
                     " LIMIT $28 OFFSET $29"
#define WITHOUT_DAY "coalesce(t.due, '9999')"

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
    [WAY_ISSUED]   = ALL_OF(BY_ISSUED, WITHOUT_DAY, BY_CHANGE),
    [WAY_PERSON]   = ALL_OF(BY_PERSON, WITHOUT_DAY, BY_CHANGE),
    [WAY_DOCUMENT] = ALL_OF(BY_DOCUMENT, WITHOUT_DAY, BY_CHANGE),
    [WAY_MINE]     = ALL_OF(BY_MINE, WITHOUT_DAY, BY_CHANGE),
    [WAY_WATCH]    = ALL_OF(BY_WATCH, WITHOUT_DAY, BY_CHANGE),
    [WAY_WORDS]    = ALL_OF(BY_WORDS, WITHOUT_DAY, "v.rank, t.id"),
    [WAY_SIGHT]    = ALL_OF(BY_SIGHT, WITHOUT_DAY, BY_CHANGE),
};
/* NULL: there is none such, the one above will do. */
static const char *const lean[WAYS][WANTS] = {
    [WAY_ALL]      = {BY_DAY(BY_ALL, LEAN, WITHOUT_DAY), COUNTS(BY_ALL, LEAN)},
    [WAY_DAYS]     = LEAN_LATEST(BY_DAYS),
    [WAY_UNIT]     = LEAN_OF(BY_UNIT),
    [WAY_ONE_UNIT] = LEAN_OF(BY_ONE_UNIT),
    [WAY_ISSUER]   = LEAN_OF(BY_ISSUER),
    [WAY_ISSUED]   = LEAN_LATEST(BY_ISSUED),
    [WAY_SIGHT]    = {BY_DAY(IN_PARTS, "", WITHOUT_DAY), COUNTS(IN_PARTS, ""),
                      [WANT_CHANGED] = IDS(IN_PARTS, "", BY_CHANGE)},
};

#endif
