/* work.h - work: documents, tasks with five clears, progress.
 *
 * Documents are here, tasks in task.h, their lists in list.h; who includes this
 * header has them all. */
#ifndef WORK_H
#define WORK_H

#include "exchange/exchange.h"
#include "jobs/jobs.h"
#include "work/task.h"
#include "work/remind.h"

/* ---- Documents: number and symbol ---- (symbol.c)
 *
 * In the grammar of the Party a hyphen follows the number, in that of the State a
 * slash; documents that are law print their year:
 *
 *     01-KL/TW   113-CTr/TU   24-BS/UBKTTU        number-kind/issuer
 *     726/KH-UBND   12a/QĐ-UBND                   number/kind-issuer
 *     42/2014/QĐ-TTg   104/2016/QH13              number/year/[kind-]issuer
 *     726/UBND-VP                                 number/issuer-unit: a letter */
typedef struct Symbol {
    bool        state;  /* the grammar */
    int64_t     number; /* 1 to SYMBOL_NUMBER_MAX */
    const char *suffix; /* behind it: "a", "bis"; "" */
    int         year;   /* 0 where none is printed */
    const char *kind;   /* "KL"; "" where none is printed */
    const char *issuer; /* "TW", "QH13", "UBND-VP" */
} Symbol;
enum { SYMBOL_NUMBER_MAX = 99999 };

/* As it was typed: spaces, any dash, "Số:", a missing zero are forgiven; the words
 * stay as they are.  A letter comes out as kind UBND, issuer VP: only who knows the
 * issuers can tell.
 * errors   document.symbol.missing, document.symbol.long
 *          document.symbol.number   it does not begin with a number in range
 *          document.symbol.form     neither grammar */
MUST Err    symbol_parse(Arena *a, const char *typed, Symbol *out);
const char *symbol_print(Arena *a, const Symbol *s);

/* The same with what the office knows: abbreviations get their own letters and marks
 * (113-ctr/tu, 12/qd-ubnd), the separators those of the grammar in which kind and
 * issuer are known.  What is not known is 0 or NULL and stays as it was typed.
 *
 *   day      of the document; NULL if not known yet */
typedef struct SymbolRead {
    Symbol      symbol;
    int64_t     kind, issuer; /* of the tables document_kind, document_issuer; 0 */
    const char *series;       /* the counter: "2022", "XIII"; NULL */
} SymbolRead;
MUST Err symbol_read(Ctx *c, const char *typed, const char *day, SymbolRead *out);

/* The counter to which a document of this day belongs: its year or, where the table
 * document_issuer names a line of terms, the term; NULL if no term covers the day. */
const char *document_series(Ctx *c, int64_t issuer, const char *day);

/* ---- Documents: the register ---- (document.c)
 *
 *   (1) kind      in force on its day; before the first rule that is known any kind is
 *   (2) issuer    that issues on its day
 *   (3) number    1 to SYMBOL_NUMBER_MAX, with a suffix or not; 0 when it has none
 *   (4) series    the counter of its number
 *   (5) day       not in the future; received, if known, not before it
 *   (6) abstract
 *   (7) key       no other document has this issuer, kind, series, number, suffix
 *
 * The key is never the printed symbol: two bodies print the same, and one body prints
 * the same again in the next term. */
typedef struct Document Document;
struct Document {
    int64_t     id;       /* 0 until stored */
    int64_t     kind;     /* (1) */
    int64_t     issuer;   /* (2) */
    const char *series;   /* (4) "2022", "XIII"; "" without a number */
    int64_t     number;   /* (3) */
    const char *suffix;   /* (3) "a", "bis"; "" */
    const char *symbol;   /* as printed: "01-KL/TW"; "" */
    const char *day;      /* (5) of issue */
    const char *received; /* (5) NULL */
    const char *signer;   /* name and post as printed; "" */
    const char *abstract; /* (6) */
    const char *body;     /* its text, from which clauses are quoted; "" */
    const char *ended;    /* first day on which it is no longer in force; NULL */
    int64_t     version;  /* rises with each change */
    int64_t     at, who;
    const char *kind_name, *issuer_name, *issuer_symbol; /* of kind and issuer, read only */
    Document   *next;     /* in a list */
};
enum {
    DOCUMENT_SIGNER_MAX = 200, DOCUMENT_ABSTRACT_MAX = 2000, DOCUMENT_SERIES_MAX = 20,
    DOCUMENT_BODY_MAX = 500 * 1000 /* bytes, like the others */
};
Document  document_blank(void);
Document *document_get(Ctx *c, int64_t id); /* NULL if there is none */
bool      document_in_force(const Ctx *c, const Document *d); /* today */
const char *document_title(const Ctx *c, const Document *d); /* "Kết luận 01-KL/TW" */

/* Store d as the next version of `was`, or as a new one where that is NULL; sets d->id,
 * notes the deed, indexes its words.
 * errors   document.kind.missing, document.kind.past
 *          document.issuer.missing, document.issuer.past
 *          document.number.range, document.number.suffix
 *          document.series.missing, document.series.long
 *          document.day.missing, document.day.future, document.received.early
 *          document.ended.early     before its own day
 *          document.symbol.long, document.signer.long, document.body.long
 *          document.abstract.missing, document.abstract.long
 *          document.number.taken    (7): document_same() tells by which
 *          clash.version.stale   somebody else changed it since `was` was read */
MUST Err document_put(Ctx *c, const Document *was, Document *d);
MUST Err document_check(Ctx *c, const Document *d); /* could it be stored so? */
int64_t  document_same(Ctx *c, const Document *d); /* another with its key; 0 */

/* Its words anew into the index: after a change of its files. */
MUST Err document_index(Ctx *c, int64_t id);

/* Why a task that carries it out should be looked at again: a key ("document.flag.revoked"),
 * NULL while the document stands as it was. */
const char *document_flag(Ctx *c, int64_t document);

/* What is looked for in the register. */
typedef struct DocumentFilter {
    const char *words;  /* NULL or "": all */
    int64_t     kind, issuer; /* 0: any */
    const char *year;   /* of its day; "": any */
    const char *force;  /* "yes" in force today, "no" ended, "": both */
    const char *sort;   /* "new" (first) "old" "number"; words without a sort: the best first */
    int64_t     from, max;
    int64_t     letters; /* of the text that come with a document, where words are looked for */
} DocumentFilter;
const Document *document_list(Ctx *c, const DocumentFilter *f, int64_t *total);
/* Each in turn, in memory that it may not keep; what each refuses ends it. */
typedef Err DocumentEach(Ctx *c, void *arg, const Document *d);
MUST Err document_each(Ctx *c, const DocumentFilter *f, DocumentEach *each, void *arg);
/* All of them as a file (exchange.h), without their text and files.  errors  those of export_row */
MUST Err document_export(Ctx *c, const DocumentFilter *f, SheetAs as, Made *out);

/* Numbers that nobody has registered, between 1 and the last registered one. */
typedef struct Gap Gap;
struct Gap {
    const char *issuer, *kind, *series;
    int64_t     from, to; /* missing ones, both included */
    Gap        *next;
};
const Gap *document_gaps(Ctx *c, int64_t issuer); /* 0: of all */

/* ---- Documents: what one does to another ---- (relation.c)
 *
 *   (1) a document acts on another, not on itself, that is not of a later day
 *   (2) it does so from a day on that is not before its own
 *   (3) none acts on one that acts on it, by whatever way round
 *   (4) once in each way
 *
 * One that replaces or revokes ends the other. */
typedef struct Relation Relation;
struct Relation {
    int64_t     id, doer, done; /* documents: the later one acts on the earlier */
    const char *kind;           /* replaces amends revokes carries */
    const char *day;            /* from which it holds */
    const char *note;           /* "" */
    const Document *other;      /* seen from one of them: the other one */
    Relation   *next;
};
/* errors   document.relation.bad    no such kind of it
 *          document.other.missing, document.other.self, document.other.later    (1)
 *          document.from.missing, document.from.early                           (2)
 *          document.other.circle                                                (3)
 *          document.other.twice                                                 (4) */
MUST Err relation_add(Ctx *c, Relation *r);
MUST Err relation_drop(Ctx *c, int64_t document, int64_t id); /* http.missing: not one of its */
const Relation *relation_list(Ctx *c, int64_t document, bool doer); /* as the one that acts? */

/* ---- Documents: clauses ---- (clause.c)
 *
 * The text of a document, cut at the headings it has: Phần, Chương, Mục or I. II.,
 * Điều, Khoản or 1. 2., 1.1., Điểm or a) b).  Together the clauses are the whole text,
 * none holds another.  A task that is anchored to one keeps its words (quote) and
 * their hash: so it is seen when the text no longer has them. */
typedef struct Clause Clause;
struct Clause {
    int         n;     /* from 1; 0 is what stands before the first heading */
    int         depth; /* how many headings it stands under */
    const char *label; /* "mục III, điểm 2", "Điều 3, khoản 1"; "" of clause 0 */
    const char *quote; /* its words, with those of its heading */
    const char *hash;  /* of the quote */
    Clause     *next;
};
enum { CLAUSES_MAX = 2000 }; /* what follows belongs to the last one */
const Clause *clause_list(Ctx *c, const char *body);
const Clause *clause_get(Ctx *c, int64_t document, int64_t n); /* NULL if there is none */
/* SHA-256 as 64 hex digits, of NFC and whatever the spaces and line ends; "" for "". */
const char *clause_hash(Ctx *c, const char *quote);
bool        clause_holds(Ctx *c, const char *body, const char *quote); /* does it stand there? */

/* ---- Documents: files ---- (document_file.c)
 *
 * A file belongs to a document by a row, and what is taken off stays in the table: the
 * log names it.  A job reads the words of a PDF some time after it came. */
typedef struct DocumentFile DocumentFile;
struct DocumentFile {
    int64_t       id, stored; /* of document_file, of stored_file */
    const char   *name, *type;
    int64_t       bytes;
    bool          read;       /* its words are in the index, or it has none */
    DocumentFile *next;
};
MUST Err document_file_add(Ctx *c, int64_t document, const Upload *uploads); /* all of them */
MUST Err document_file_drop(Ctx *c, int64_t document, int64_t id); /* http.missing */
const DocumentFile *document_files(Ctx *c, int64_t document);
int64_t document_file_stored(Ctx *c, int64_t id); /* its row in stored_file; 0 if it was dropped */
extern const JobKind document_jobs[];

/* ---- Documents: what they are called by ---- (naming.c)
 *
 * Kinds, issuers, and the terms of the committees that count their documents.
 *
 *   (1) name      (2) grammar "party" or "state", not of a term
 *   (3) abbr      letters and digits, as a symbol holds them; a kind may have none
 *   (4) line      whose terms count, "" by years; of a term the line that it is of
 *   (5) days      since <= day < until
 *   (6) source    of a kind and of a term: where it is written
 *   (7) whatever changes, the documents that are called so stay right
 *   (8) the terms of a line touch: no day has two, and none is without */
typedef enum NamingOf { NAMING_KIND, NAMING_ISSUER, NAMING_TERM } NamingOf;
typedef struct Naming Naming;
struct Naming {
    int64_t     id;
    const char *name, *abbr, *grammar, *line; /* "" where it has none */
    const char *since, *until, *source;       /* of a kind: by the latest rule that names it */
    Naming     *next;
};
#define NAMING_ALWAYS "1900-01-01" /* since then: of what has no first day that matters */
bool naming_line(const char *name, bool year); /* a line of terms; "" if years will do */
const Naming *naming_list(Ctx *c, NamingOf of, int64_t id); /* all, or the one of this id */
int64_t naming_version(Ctx *c, const Naming *n); /* for clash_meet() */

/* errors of all   document.name.missing .long, document.grammar.bad, document.abbr.bad,
 *                 document.line.bad, document.since.bad, document.until.bad,
 *                 document.term.bad, document.source.missing .long
 *                 document.since.early   not behind the term before   (8)
 *                 document.since.used, document.until.used, document.term.used
 *                                        documents would be without it   (7) */
MUST Err naming_add(Ctx *c, NamingOf of, Naming *n);
/* What was wrong, or where it ends; grammar and line stay, and so does the end of a term. */
MUST Err naming_change(Ctx *c, NamingOf of, const Naming *was, const Naming *is);
/* From is->since on it is called otherwise: `was` ends there, and another begins.
 * errors  document.since.outside   it does not last until then
 *         document.since.taken     documents of later days are called by the old name */
MUST Err naming_rename(Ctx *c, NamingOf of, const Naming *was, Naming *is);

/* What the templates of lists and of one task are given. */
#include "work/known.h"
#include "work/list.h"
#include "work/home.h"
#include "work/shapes.h"
#include "work/pages.h"

extern const Route document_routes[], document_form_routes[], document_name_routes[];
#include "work/document_pages.h"
#include "work/import.h"
#include "work/propose.h"

#endif
