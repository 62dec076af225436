/* known.h - part of work.h: what was known of the tasks at an instant, for reports that
 * come out the same whenever they are made.
 *
 * task_put() keeps each state of a task that reports count, with the time in which it was
 * the latest (sql/0260); progress and extensions are never overwritten and carry their
 * instants; units in time are asked with units_known().  A change entered later with an
 * earlier instant would be seen: the server stamps each with its own clock, so what is
 * under way while a report is made may still join it for the length of one request. */
#ifndef WORK_KNOWN_H
#define WORK_KNOWN_H

#include "work/task.h"

/* The task is now as `is` says; `was` is as it was read, NULL for a new one.  Only
 * task_put calls it. */
MUST Err known_move(Ctx *c, const Task *was, const Task *is);
/* Tasks that are not known as they are: how many; and known from their last change on. */
int64_t  known_recount(Ctx *c);
MUST Err known_mend(Ctx *c);

/* The instant of the latest report of progress; 0 without one. */
int64_t known_latest(Ctx *c);
int64_t known_since(Ctx *c, int64_t instant); /* how many tasks have changed after it */

/* A day as the number 20220914, which sorts as it does; 0 for none. */
int32_t     known_day(const char *day);
const char *known_day_text(Arena *a, int32_t day);

/* A task as it was known. */
typedef struct Known {
    int64_t task, lead, document; /* document: 0 */
    int32_t due, issued, done, reported, paused; /* known_day */
    char    stage;                /* first letter: o r d p w */
    char    shown;                /* n p f a */
    bool    returned;
    int64_t extensions;
} Known;

/* How it stands on a day, by what was known. */
typedef enum KnownState {
    KNOWN_OUT,      /* not issued yet, or withdrawn */
    KNOWN_OPEN,     /* under way and in time */
    KNOWN_WAITING,  /* reported in time; its word is awaited */
    KNOWN_OVERDUE,  /* not done after its day, or reported after it */
    KNOWN_DONE, KNOWN_LATE, /* done in time, done late */
    KNOWN_PAUSED
} KnownState;
KnownState known_state(const Known *k, int32_t day);

/* Calls each(arg, k) for all tasks issued up to `until` but those that were both due and
 * done before `since`, in no order, as they were known.
 *   known    milliseconds since 1970 UTC
 *   memory   of one row */
typedef void KnownEach(void *arg, const Known *k);
void known_each(Ctx *c, int64_t known, int32_t since, int32_t until, KnownEach *each, void *arg);

/* The same of what was not done on the day and not withdrawn, with its last report by then;
 * day is NULL where nothing was ever reported. */
typedef void KnownOpen(void *arg, const Known *k, const char *day, int64_t said);
void known_unfinished(Ctx *c, int64_t known, int32_t day, KnownOpen *each, void *arg);

/* Names as they were known; "" for what was not there. */
const char *known_work(Ctx *c, int64_t known, int64_t task);
const char *known_source(Ctx *c, int64_t known, int64_t document);

const char *known_words(Ctx *c, int64_t known, int64_t task, const char *day); /* of its last
                                                                    report by the day */

/* Requests for more time that were made or answered in [from, to), the latest first. */
typedef struct KnownExtension KnownExtension;
struct KnownExtension {
    int64_t     task, lead, asked, decided; /* instants; decided: 0 while it waited */
    const char *was, *wanted, *reason;
    const char *granted;                    /* a day; NULL: refused, or it waited */
    KnownExtension *next;
};
const KnownExtension *known_extensions(Ctx *c, int64_t known, int64_t from, int64_t to);

#endif
