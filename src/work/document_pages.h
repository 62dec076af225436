/* document_pages.h - what the templates of documents are given, and what their pages
 * share.  A template cannot ask the database; the files document_*page.c do, before. */
#ifndef DOCUMENT_PAGES_H
#define DOCUMENT_PAGES_H

#include "work/work.h"

/* What may be chosen: kinds and issuers by grammar, "KL – Kết luận".  empty: text of
 * the first choice, "". */
const Choice *document_kind_choices(Ctx *c, const char *empty);
const Choice *document_issuer_choices(Ctx *c, const char *empty);

/* ---- The register as a list ---- */
typedef struct DocumentRow DocumentRow;
struct DocumentRow {
    const Document *d;
    Html            found; /* where the words stand in its text; "" */
    Html            abstract; /* with the words marked */
    DocumentRow    *next;
};
typedef struct DocumentsPage {
    const Form        *filter;
    const Choice      *kinds, *issuers, *years, *forces, *sorts;
    const DocumentRow *rows;
    const Pager       *pager;
    const char        *sheet, *text; /* addresses of the same list as a spreadsheet, as CSV */
    bool               filtered; /* something was looked for */
    bool               may;      /* register documents */
} DocumentsPage;
Html documents_html(const Ctx *c, const DocumentsPage *p);
/* The words of a query, marked in a text, in any accents. */

/* ---- Gaps ---- */
Html document_gaps_html(const Ctx *c, const Form *filter, const Choice *issuers, const Gap *gaps);

/* ---- The form ---- */
typedef struct DocumentForm {
    const Form     *form;
    const Clash    *clash; /* NULL for a new document */
    const char     *action;
    const Choice   *kinds, *issuers;
    const Document *was;   /* NULL for a new document */
    const Document *same;  /* the one that has the number already; NULL */
    const char     *day, *received, *ended; /* of `was`, as typed */
    const char     *number; /* "12a" */
    const char     *read;  /* key of what the reading of the symbol gave; NULL */
} DocumentForm;
Html document_form_html(const Ctx *c, const DocumentForm *p);

/* ---- One document ---- */
typedef struct DocumentTask DocumentTask;
struct DocumentTask {
    int64_t       id, parent;
    int64_t       parts;   /* tasks of the same document that it was cascaded into */
    bool          part;    /* one of those */
    const char   *work, *clause, *unit, *due;
    Html          state;
    bool          running; /* neither done nor withdrawn */
    bool          lost;    /* its quote no longer stands in the text */
    int           n;       /* the clause that it quotes; 0 */
    DocumentTask *next;
};
typedef struct DocumentCount DocumentCount;
struct DocumentCount { int64_t n; Html state; const char *word; DocumentCount *next; };
typedef struct DocumentPage {
    const Document      *d;
    const char          *flag;   /* key: why its tasks should be looked at; NULL */
    const Relation      *does, *suffers;
    const DocumentTask  *tasks;
    const DocumentCount *counts;
    bool                 affected, lost; /* some of the tasks */
    const Clause        *clauses;
    const DeedLine      *deeds;
    const DocumentFile  *files;
    const Form          *form;   /* of the small buttons */
    bool                 may, issue; /* change it; make tasks of it */
} DocumentPage;
Html document_html(const Ctx *c, const DocumentPage *p);
Html document_state_html(const Ctx *c, const Document *d);
Html document_files_html(const Ctx *c, const DocumentPage *p);
Html document_tasks_html(const Ctx *c, const DocumentPage *p);
Html document_text_html(const Ctx *c, const DocumentPage *p);
Html document_relations_html(const Ctx *c, const DocumentPage *p);
const char *relation_key(const char *kind, bool doer); /* "document.relation.replaced" */

/* ---- A relation is added ---- */
typedef struct RelationForm {
    const Form     *form;
    const Document *d;
    const Choice   *kinds;
    const char     *day; /* of the document, as typed: from when it usually holds */
} RelationForm;
Html document_relation_html(const Ctx *c, const RelationForm *p);

/* ---- Kinds, issuers and terms ---- */
typedef struct NameRow NameRow;
struct NameRow {
    int64_t     id;
    const char *name, *symbol, *grammar, *line, *source;
    const char *span; /* its days; "" if they have no end on either side */
    NameRow    *next;
};
Html document_kinds_html(const Ctx *c, const Form *f, const NameRow *rows, const Choice *grammars,
                         bool may);
Html document_issuers_html(const Ctx *c, const Form *f, const NameRow *rows,
                           const Choice *grammars, const Choice *lines, bool may);
Html document_terms_html(const Ctx *c, const Form *f, const NameRow *rows, const Choice *lines,
                         bool may);

/* One of them: to be corrected or ended, or called otherwise from a day on. */
typedef struct NamingPage {
    NamingOf        of;
    const Naming   *n;
    const Clash    *clash;
    const char     *action, *rename, *back; /* paths of the form, of the other page, of this one */
    const char     *label;           /* of its name */
    const char     *since, *until;   /* as typed; "" where open */
    const DeedLine *deeds;
} NamingPage;
Html document_naming_html(const Ctx *c, const NamingPage *p);
Html document_rename_html(const Ctx *c, const NamingPage *p);

/* A day that was typed: NULL where nothing was; `wrong` if it is none. */
MUST Err document_day(Ctx *c, const Form *f, const char *name, Err wrong, const char **out);

#endif
