/* import.h - part of work.h: which tables come in and go out (exchange.h), and their pages. */
#ifndef WORK_IMPORT_H
#define WORK_IMPORT_H

#include "exchange/exchange.h"
#include "jobs/jobs.h"

extern const ImportKind *const import_kinds[]; /* of work and of org; ends with NULL */
const ImportKind *import_kind(const char *name); /* NULL */
extern const ImportKind import_task_kind, import_holiday_kind, import_document_kind;

MUST Err import_add(Ctx *c, const ImportKind *k, const Upload *u, int64_t *id);
Import  *import_get(Ctx *c, int64_t id); /* one's own; NULL */
MUST Err import_bytes(Ctx *c, const Import *m, Bytes *out); /* errors  file.read.place */
/* import_rows(), once.  errors  import.done.twice */
MUST Err import_store(Ctx *c, Import *m, ImportEach *each, void *arg);

/* ---- import_job.c: of more than IMPORT_LATER rows, while nobody waits ---- */
enum { IMPORT_LATER = 2000 };
MUST Err import_later(Ctx *c, const Import *m, TextCode code); /* errors  import.job.runs, .done */
const JobRow *import_job_of(Ctx *c, const Import *m);          /* the last one; NULL */
bool          import_job_runs(const JobRow *j);                /* or will; NULL does not */
extern const JobKind import_jobs[];
typedef struct ImportLine ImportLine;
struct ImportLine { int64_t id, at, done, n; const char *kind, *name; ImportLine *next; };
const ImportLine *import_list(Ctx *c); /* one's own, the latest first */

/* ---- pages ---- */
typedef struct ImportGive ImportGive;
struct ImportGive { const char *text, *sheet, *csv; ImportGive *next; }; /* addresses */
typedef struct ImportPage {
    const Form       *f;
    const Import     *m;
    const ImportLine *list;
    const Choice     *kinds, *codes;
    const ImportGive *gives;       /* what can be taken as a file */
    const char       *code;        /* what was chosen: "4"; "" */
    const JobRow     *job;         /* that stores it, or did not; NULL */
    bool              issues;      /* may they give work? */
    const char       *wrong;       /* address of the file of wrong rows */
} ImportPage;
Html        import_new_html(const Ctx *c, const ImportPage *p);
Html        import_html(const Ctx *c, const ImportPage *p);
Html        import_code_html(const Ctx *c, const ImportPage *p);
Html        import_job_html(const Ctx *c, const ImportPage *p);
Html        import_rows_html(const Ctx *c, const ImportPage *p);
const char *import_means(const Ctx *c, const Import *m, int column); /* of the file; NULL */
const char *import_first(const Ctx *c, const Import *m, const ImportRow *r); /* its words */
const char *import_shown(const Ctx *c, const TableCell *cell);
extern const Route import_routes[];

Html export_reason_html(const Ctx *c, const Form *f);

#endif
